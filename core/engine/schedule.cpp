#include <algorithm>

#include "core/base/random.h"
#include "core/engine/batches.h"
#include "core/engine/decider.h"

namespace skein::engine {

void Decider::on(const Tick&) {
    while (const auto step = m_leases.expired(m_now.boot)) loseLease(*step);
    moveConflicts();
}

void Decider::schedule() {
    RunState* run = m_state.run(m_active);
    if (!run) return;
    if (!m_ready.isFor(run->run)) rebuildSchedule(*run);
    m_ready.release(*run, m_now.boot);
    performRepeats();
    pullBackLate(*run);
    payParked();
    expandNext(*run);
    voteNext(*run);
    holdForPlan(*run);
    holdIfNothingMayStart(*run);
    if (run->status == RunStatus::Running && planComplete(*run)) {
        startReady(*run);
        startAssemblers(*run);
    }
    settleIfAtRest(*run);
}

void Decider::holdIfNothingMayStart(RunState& run) {
    if (run.status != RunStatus::Running) return;
    const bool wanted = !m_ready.empty() || m_ready.hasWaits() || !m_parked.empty();
    if (wanted && run.until && m_at >= *run.until) return emit(event::RunHeld{run.run, HoldReason::Deadline});
    if (!wanted && run.running == 0 && !m_moneyless.empty())
        emit(event::RunHeld{run.run, HoldReason::Budget, m_moneyless.begin()->second});
}

void Decider::startReady(RunState& run) {
    const bool plannersOnly = planUnseen(run);
    while (!m_freeAgents.empty()) {
        const TaskNo next = plannersOnly ? m_ready.firstPlanner(run) : m_ready.first();
        if (!next) return;
        startAttempt(run, *m_state.task(run.run, next));
    }
}

// Assemblers join what there is once all other work rests. Whatever changed since one of them started makes all of them
// run again, but never beside one that is still running: it would have to be told what it has missed.
void Decider::startAssemblers(RunState& run) {
    if (m_assemblers.empty() || m_freeAgents.empty() || !m_ready.empty() || m_ready.hasWaits()) return;
    if (planGoesOn(run) || planUnseen(run)) return;
    const auto assembling = std::count_if(m_assemblers.begin(), m_assemblers.end(),
                                          [&](TaskNo no) { return m_state.task(run.run, no)->current.has_value(); });
    if (run.running != assembling || (run.deliverableDirty && assembling > 0) || searchesPending(run.run) ||
        votesPending(run.run))
        return;
    if (run.deliverableDirty)
        for (const TaskNo no : m_assemblers)
            if (TaskState& task = *m_state.task(run.run, no); task.status == TaskStatus::Done)
                invalidate(run, task, InvalidationCause::Dependency);
    for (const TaskNo no : m_assemblers) {
        TaskState& task = *m_state.task(run.run, no);
        const bool due =
            task.status == TaskStatus::Waiting &&
            std::all_of(task.shape.needs.begin(), task.shape.needs.end(), [&](TaskNo need) {
                const TaskState* source = m_state.task(run.run, need);
                return !source || source->shape.role != TaskRole::Assembler || source->status == TaskStatus::Done;
            });
        if (due && !m_freeAgents.empty() && !waitsForPause(run, no)) startAttempt(run, task);
    }
}

void Decider::settleIfAtRest(RunState& run) {
    if (run.status == RunStatus::Settled) return;
    // A batch that its provider has does not keep a run from coming to rest that is to go on later.
    const bool paused = run.status == RunStatus::Held || run.status == RunStatus::Stopping;
    if (run.running != 0 && !(paused && run.running == withProvider(m_state, run))) return;
    if (run.status == RunStatus::Held) return emit(event::RunSettled{run.run, RunOutcome::Held});
    if (run.status == RunStatus::Stopping) return emit(event::RunSettled{run.run, RunOutcome::Stopped});
    if (!planComplete(run)) return emit(event::RunSettled{run.run, RunOutcome::Stopped});
    // Nothing runs, so agents are free: what is ready has been started, and only waits and searches can bring work.
    if (m_ready.empty() && !m_ready.hasWaits() && !searchesPending(run.run) && !planGoesOn(run) &&
        !votesPending(run.run))
        emit(event::RunSettled{run.run, restingOutcome(run)});
}

RunOutcome Decider::restingOutcome(const RunState& run) const {
    if (hasOpenConflicts(run.run)) return RunOutcome::Blocked;
    const bool paused = std::any_of(run.tasks.begin(), run.tasks.end(), [&](const TaskState& task) {
        const bool joins = task.shape.role == TaskRole::Assembler && task.status == TaskStatus::Waiting;
        return isPaused(run, task) || (joins && task.paused);
    });
    if (paused) return RunOutcome::Blocked;
    // A vote that came to nothing leaves a contradiction open, which says so; it is no part of the work.
    const bool whole = std::all_of(run.tasks.begin(), run.tasks.end(), [](const TaskState& task) {
        return task.status == TaskStatus::Done || task.status == TaskStatus::Withdrawn ||
               task.shape.role == TaskRole::Judge;
    });
    return whole ? RunOutcome::Done : RunOutcome::Failed;
}

void Decider::finishTask(const AttemptRef& ref, std::uint64_t comparedThrough) {
    RunState& run = *m_state.run(ref.run);
    TaskState& task = *m_state.task(ref.run, ref.task);
    const AttemptState attempt = *task.current;
    const bool unchanged =
        task.hasResult && task.outputDigest == attempt.outputDigest && task.claimsDigest == attempt.claimsDigest;
    emit(event::TaskFinished{ref.run, ref.task, ref.attempt, task.revision, attempt.output, attempt.consulted,
                             attempt.outputDigest, attempt.inputs, comparedThrough, attempt.reused, unchanged});
    m_outdated.erase(ref);
    freeAgent(run, attempt.agent);
    for (const TaskNo consumer : std::vector<TaskNo>(run.feeds[ref.task.value - 1])) {
        TaskState& other = *m_state.task(ref.run, consumer);
        if (other.status == TaskStatus::Done && other.inputsStale)
            invalidate(run, other, InvalidationCause::Dependency);
    }
    if (task.inputsStale) invalidate(run, task, InvalidationCause::Dependency);
    const auto& consumers = run.feeds[ref.task.value - 1];
    const bool last = std::none_of(consumers.begin(), consumers.end(), [&](TaskNo no) {
        return m_state.task(ref.run, no)->shape.role == TaskRole::Assembler;
    });
    if (task.shape.role != TaskRole::Assembler || !last) return;
    const bool whole = std::all_of(run.tasks.begin(), run.tasks.end(), [](const TaskState& other) {
        return other.shape.role == TaskRole::Assembler || other.shape.role == TaskRole::Judge ||
               other.status == TaskStatus::Done || other.status == TaskStatus::Withdrawn;
    });
    emit(event::DeliverableIssued{ref.run, run.deliverableRevision + 1, attempt.output,
                                  !whole || hasOpenConflicts(ref.run)});
}

void Decider::invalidate(RunState& run, TaskState& task, InvalidationCause cause, ConflictId conflict, BlobRef note,
                         Digest action) {
    const bool automatic = cause != InvalidationCause::Person && cause != InvalidationCause::Amendment;
    const std::uint32_t forced = task.forcedSince == run.personDecisions ? task.forced : 0;
    const bool bounded = automatic && task.status == TaskStatus::Done && task.shape.role == TaskRole::Work;
    if (bounded && forced >= m_settings.maxRevisions) emit(event::TaskFailed{run.run, task.shape.task, {}});
    else emit(event::TaskInvalidated{run.run, task.shape.task, cause, conflict, note, action});
}

void Decider::wake(RunState& run) {
    const bool atRest =
        run.status == RunStatus::Settled && run.outcome != RunOutcome::Held && run.outcome != RunOutcome::Stopped;
    if (atRest && !m_active) emit(event::RunResumed{run.run, std::nullopt});
}

void Decider::rebuildSchedule(const RunState& run) {
    m_ready.rebuild(run);
    m_freeAgents.clear();
    for (std::uint32_t agent = 1; agent <= run.agents; ++agent) m_freeAgents.insert(agent);
    m_assemblers.clear();
    m_planners.clear();
    for (const TaskState& task : run.tasks) {
        if (task.current) m_freeAgents.erase(task.current->agent.value);
        if (task.shape.role == TaskRole::Assembler && task.status != TaskStatus::Withdrawn)
            m_assemblers.push_back(task.shape.task);
        if (task.shape.role == TaskRole::Planner && task.status != TaskStatus::Withdrawn)
            m_planners.push_back(task.shape.task);
    }
}

void Decider::freeAgent(const RunState& run, AgentId agent) {
    if (agent && agent.value <= run.agents && m_ready.isFor(run.run)) m_freeAgents.insert(agent.value);
}

// Exponential with jitter downwards, like the official SDKs: base x 2^n, capped, minus up to a quarter.
Duration Decider::backoff(const RunState& run, std::uint32_t tries, Duration retryAfter) const {
    const std::uint32_t doublings = std::min(tries > 0 ? tries - 1 : 0, 30u);
    const std::int64_t full = std::min(m_settings.backoffBase.value << doublings, m_settings.backoffCap.value);
    const std::uint32_t jitter = drawBelow(run.seed, m_state.sequence, "backoff", 1'000'000);
    const Duration wait{full - full / 4 * jitter / 1'000'000};
    return std::max(wait, retryAfter);
}

}  // namespace skein::engine
