#include "app/skeinctl/progress.h"

#include <iostream>

#include <fmt/format.h>

#include "app/skeinctl/cli.h"
#include "core/base/units.h"
#include "core/runtime/budgets.h"

namespace skein::cli {
namespace {

constexpr std::size_t barWidth = 28;
constexpr std::size_t tasksForEstimate = 20;  // ui.md 4.6: unknown until 20 tasks finished

}  // namespace

// A range, from the rate so far: half as fast again, and half as slow again.
std::string Progress::remaining(std::size_t done, std::size_t total) const {
    const auto finished = done - m_doneAtBegin;
    if (finished < tasksForEstimate || done >= total) return "";
    const double elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - m_begin).count();
    const double seconds = elapsed / static_cast<double>(finished) * static_cast<double>(total - done);
    return fmt::format("  ~{:.0f}-{:.0f} s left", seconds * 0.7, seconds * 1.5 + 1);
}

void Progress::show(const State& state, const RunState& run, const std::string& waits) {
    if (m_style == Style::None) return;
    std::size_t done = 0, failed = 0, gated = 0, paused = 0;
    const std::size_t total = run.tasks.size();
    for (const auto& task : run.tasks) {
        done += task.status == TaskStatus::Done;
        failed += task.status == TaskStatus::Failed;
        gated += isGated(run, task);
        paused += isPaused(run, task);
    }
    const auto now = std::chrono::steady_clock::now();
    if (!m_any) m_doneAtBegin = done;
    const auto pause = m_style == Style::Bar ? std::chrono::milliseconds(100) : std::chrono::milliseconds(5'000);
    if (m_any && now - m_shown < pause) return;
    m_any = true;
    m_shown = now;
    std::string counts = fmt::format("{} of {} tasks, {} running", done, total, run.running);
    if (failed > 0) counts += fmt::format(", {} failed", failed);
    if (gated > 0) counts += fmt::format(", {} wait for a decision", gated);
    if (paused > 0) counts += fmt::format(", {} at a pause point", paused);
    if (run.spent.value > 0) counts += ", " + formatUsd(run.spent) + " USD";
    if (runtime::nearBudget(state, run)) counts += ", over 80 % of a budget";
    counts += waits.empty() ? remaining(done, total) : ", " + waits;
    if (m_style == Style::Lines) {
        std::cerr << counts << std::endl;
        return;
    }
    const std::size_t filled = total == 0 ? 0 : barWidth * done / total;
    terminal() << "\r\033[K[" << std::string(filled, '#') << std::string(barWidth - filled, '.') << "] " << counts
               << std::flush;
}

void Progress::finish() {
    if (m_style == Style::Bar && m_any) terminal() << std::endl;
}

}  // namespace skein::cli
