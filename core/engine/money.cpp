#include <algorithm>

#include "core/engine/decider.h"

namespace skein::engine {

// Spent + reserved + unconfirmed never exceeds the budget. What steps in flight hold may come back when they settle for
// less than their worst case; only when even that could not make room does the run need a person.
void Decider::payFor(const report::WindowReady& window) {
    RunState& run = *m_state.run(window.attempt.run);
    const MicroUsd worst = std::max(window.worstCase, MicroUsd{});
    if (!run.budget || committed(run) + worst <= *run.budget)
        return intendStep(window.attempt, window.stepKind, window.target, worst);
    if (run.reserved > MicroUsd{} && run.spent + run.unconfirmed + worst <= *run.budget) {
        m_parked.push_back(window);
        return;
    }
    if (run.status == RunStatus::Running) emit(event::RunHeld{run.run, HoldReason::Budget});
    cancelAttempt(window.attempt);
}

void Decider::payParked() {
    std::deque<report::WindowReady> waiting;
    waiting.swap(m_parked);
    for (const auto& window : waiting) {
        if (!inFlight(window.attempt, AttemptStage::Assembling)) continue;
        // What it rests on changed while it waited: a new window first, and no money for the old one.
        if (m_state.task(window.attempt.run, window.attempt.task)->inputsStale) cancelAttempt(window.attempt);
        else payFor(window);
    }
}

}  // namespace skein::engine
