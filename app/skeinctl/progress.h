// Progress of a run on standard error: a bar with counts and a rough end on a terminal, plain lines elsewhere.
// Thread: main only.
#pragma once

#include <chrono>
#include <string>

#include "core/engine/state.h"

namespace skein::cli {

class Progress {
public:
    enum class Style { None, Lines, Bar };
    explicit Progress(Style style) : m_style(style), m_begin(std::chrono::steady_clock::now()) {}

    /// Shows the run as it is; at most ten times a second on a terminal, once in five seconds elsewhere.
    /// `waits`: what it waits for, if anything.
    void show(const State& state, const RunState& run, const std::string& waits = {});
    /// Ends the line of the bar.
    void finish();

private:
    std::string remaining(std::size_t done, std::size_t total) const;

    Style m_style;
    std::chrono::steady_clock::time_point m_begin;
    std::chrono::steady_clock::time_point m_shown{};
    std::size_t m_doneAtBegin = 0;
    bool m_any = false;
};

}  // namespace skein::cli
