// Progress of what takes long, while a person waits for it. Thread: main only.
#pragma once

#include <chrono>
#include <iostream>
#include <string>

#include <fmt/format.h>

#include "app/skeinctl/cli.h"
#include "core/runtime/ingest/ingest.h"

namespace skein::cli {

/// How far something long is, on standard error: a bar on a terminal, a line in five seconds elsewhere.
class WorkDisplay {
public:
    using Clock = std::chrono::steady_clock;

    explicit WorkDisplay(const Context& context)
        : m_none(context.quiet || context.json), m_bar(onTerminal()), m_begin(Clock::now()), m_shown(m_begin) {}

    void files(const char* doing, const runtime::IngestProgress& at) {
        if (!due()) return;
        auto text = fmt::format("{} {} of {} files, {:.1f} of {:.1f} MB", doing, at.filesDone, at.filesTotal,
                                static_cast<double>(at.bytesDone) / 1e6, static_cast<double>(at.bytesTotal) / 1e6);
        if (at.atoms > 0) text += fmt::format(", {} atoms", at.atoms);
        if (doing != m_doing) {
            m_doing = doing;
            m_begin = Clock::now();
            m_atBegin = at.bytesDone;
        }
        const double elapsed = std::chrono::duration<double>(Clock::now() - m_begin).count();
        const auto read = static_cast<double>(at.bytesDone - m_atBegin);
        if (elapsed > 2 && read > 0 && at.bytesTotal > at.bytesDone)
            text += fmt::format(", {:.0f} s left", elapsed / read * static_cast<double>(at.bytesTotal - at.bytesDone));
        show(text, at.bytesTotal == 0 ? 0 : static_cast<double>(at.bytesDone) / static_cast<double>(at.bytesTotal));
    }
    void step(const std::string& text, double share) {
        if (due()) show(text, share);
    }
    void finish() {
        if (m_any && m_bar) terminal() << "\r\033[K" << std::flush;
    }

private:
    bool due() {
        const auto now = Clock::now();
        const auto pause = m_bar ? std::chrono::milliseconds(100) : std::chrono::milliseconds(5'000);
        if (m_none || now - m_shown < pause) return false;
        m_shown = now;
        return true;
    }
    void show(const std::string& text, double share) {
        m_any = true;
        if (!m_bar) {
            std::cerr << text << std::endl;
            return;
        }
        constexpr std::size_t width = 28;
        const auto filled = std::min(width, static_cast<std::size_t>(share * width));
        terminal() << "\r\033[K[" << std::string(filled, '#') << std::string(width - filled, '.') << "] " << text
                   << std::flush;
    }

    bool m_none, m_bar, m_any = false;
    Clock::time_point m_begin, m_shown;
    const char* m_doing = "";
    std::uint64_t m_atBegin = 0;
};

}  // namespace skein::cli
