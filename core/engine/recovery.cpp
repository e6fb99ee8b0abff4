#include "core/engine/decider.h"

namespace skein::engine {

void Decider::on(const Recovered& recovered) {
    m_recovered = true;
    for (const auto& provider : recovered.answered) m_dispatch.noteAnswered(provider);
    closeAbandonedSteps();
    closeAbandonedMemoryCalls();
    for (RunState& run : m_state.runs) {
        if (run.status == RunStatus::Settled) continue;
        for (TaskState& task : run.tasks) {
            // A fork may have been cut between a changed result and what it invalidates.
            if (task.status == TaskStatus::Done && task.inputsStale)
                invalidate(run, task, InvalidationCause::Dependency);
            if (task.current) recoverAttempt(run, task);
            else if (task.status == TaskStatus::Waiting && task.failures > 0)
                m_ready.wait(run, task.shape.task, m_now.boot + backoff(run, task.failures, {}));
        }
    }
    for (const ConflictState& conflict : m_state.conflicts)
        if (conflict.searchPending) searchAffected(conflict);
}

// Whoever performed these is gone and no attempt waits for them: only their charge is unknown, if there can be one.
void Decider::closeAbandonedSteps() {
    std::vector<std::pair<StepRef, OpenStep>> abandoned;
    for (const auto& [step, open] : m_state.openSteps) {
        const TaskState* task = m_state.task(step.run, step.task);
        const bool current =
            task && task->current && task->current->attempt == step.attempt && task->current->step == step.step;
        if (!current && !open.unconfirmed) abandoned.emplace_back(step, open);
    }
    for (const auto& [step, open] : abandoned) {
        if (!open.batch.empty()) askForCharge(step, open);
        else if (open.reserved > MicroUsd{}) emit(event::StepUnconfirmed{step.run, step.task, step.attempt, step.step});
        else settleStep({step, StepOutcome::Cancelled, {}, {}, {}, {}, {}, {}, {}}, true);
    }
}

void Decider::recoverAttempt(RunState& run, TaskState& task) {
    const AttemptRef ref{run.run, task.shape.task, task.current->attempt};
    switch (task.current->stage) {
        case AttemptStage::Assembling: return perform(assembly(ref));
        case AttemptStage::Stepping:
        case AttemptStage::Checking: return recoverStep(ref, *task.current);
        case AttemptStage::Extracting: return extractClaims(ref);
        case AttemptStage::Comparing: return compareClaims(ref);
    }
}

// A step is performed again where that cannot cost anything twice. Otherwise its reservation stays, and the task is
// tried anew; the crash is not its failure.
void Decider::recoverStep(const AttemptRef& ref, const AttemptState& attempt) {
    const StepRef step{ref.run, ref.task, ref.attempt, attempt.step};
    if (!m_state.openSteps.contains(step)) return cancelAttempt(ref);  // settled, and cut off before what follows it
    // What was sent is asked for; what may have been sent is looked for at the provider first.
    if (attempt.target.batch) {
        noteBatch(step);
        return performStep(ref, true);
    }
    const bool free =
        attempt.reserved == MicroUsd{} && (attempt.stepKind != StepKind::Model || attempt.target.provider == "offline");
    if (!free && attempt.target.idempotent) m_repeats[step];  // it may have been charged already
    if (free || attempt.target.idempotent) return performStep(ref, true);
    emit(event::StepUnconfirmed{ref.run, ref.task, ref.attempt, attempt.step});
    failAttempt(ref, StepOutcome::Cancelled, {});
}

}  // namespace skein::engine
