// Internal to core/engine: the reducer, one overload per event. It checks that each event fits the state before it
// changes anything, because journals can be damaged and bookkeeping can be wrong. Thread: the state's owner; never
// decides, never reads a clock, never draws.
#pragma once

#include "core/engine/state.h"

namespace skein::engine {

/// Folds one event; `sequence` and `at` are those of the event. Every overload: Damaged when the event does not fit.
class Reducer {
public:
    Reducer(State& state, std::uint64_t sequence, Instant at) : m_state(state), m_sequence(sequence), m_at(at) {}

    // apply.cpp: the workspace, runs and plans
    Result<void> operator()(const event::WorkspaceCreated& e);
    Result<void> operator()(const event::WorkspaceForked& e);
    Result<void> operator()(const event::ForkCompleted& e);
    Result<void> operator()(const event::SignerChanged&) { return {}; }
    Result<void> operator()(const event::ClockDiverged&) { return {}; }
    Result<void> operator()(const event::ComputerSlept&) { return {}; }
    Result<void> operator()(const event::OlderCopyAccepted&) { return {}; }
    Result<void> operator()(const event::SourceAdded& e);
    Result<void> operator()(const event::SourceRecorded& e);
    Result<void> operator()(const event::SourceRemoved& e);
    Result<void> operator()(const event::BlobErased& e);
    Result<void> operator()(const event::RunStarted& e);
    Result<void> operator()(const event::TaskPlanned& e);
    Result<void> operator()(const event::PlanAmended& e);
    Result<void> operator()(const event::TaskAmended& e);
    Result<void> operator()(const event::TaskWithdrawn& e);
    Result<void> operator()(const event::RunHeld& e);
    Result<void> operator()(const event::RunResumed& e);
    Result<void> operator()(const event::RunStopping& e);
    Result<void> operator()(const event::RunSettled& e);
    Result<void> operator()(const event::DeliverableIssued& e);

    // budgets.cpp
    Result<void> operator()(const event::BudgetChanged& e);

    // apply_work.cpp: attempts and results
    Result<void> operator()(const event::AttemptStarted& e);
    Result<void> operator()(const event::WindowRecorded& e);
    Result<void> operator()(const event::StepIntended& e);
    Result<void> operator()(const event::StepSettled& e);
    Result<void> operator()(const event::StepUnconfirmed& e);
    Result<void> operator()(const event::UnconfirmedSettled& e);
    Result<void> operator()(const event::BatchSubmitted& e);
    Result<void> operator()(const event::TaskPulledBack& e);
    Result<void> operator()(const event::PausesChanged& e);
    Result<void> operator()(const event::MoneyAwaited& e);
    Result<void> operator()(const event::AtomMarked& e);
    Result<void> operator()(const event::AttemptFailed& e);
    Result<void> operator()(const event::TaskFailed& e);
    Result<void> operator()(const event::ClaimsRecorded& e);
    Result<void> operator()(const event::TaskFinished& e);
    Result<void> operator()(const event::TaskInvalidated& e);

    // apply_memory.cpp
    Result<void> operator()(const event::EmbeddingChosen& e);
    Result<void> operator()(const event::MemoryCallIntended& e);
    Result<void> operator()(const event::MemoryCallSettled& e);
    Result<void> operator()(const event::MemoryCallUnconfirmed& e);

    // apply_conflicts.cpp
    Result<void> operator()(const event::ConflictOpened& e);
    Result<void> operator()(const event::ConflictMarked& e);
    Result<void> operator()(const event::ConflictLapsed& e);
    Result<void> operator()(const event::ConflictResolved& e);
    Result<void> operator()(const event::ConflictReopened& e);
    Result<void> operator()(const event::ResolutionUndone& e);
    Result<void> operator()(const event::AffectedFound& e);
    Result<void> operator()(const event::CoherenceChanged& e);

private:
    Failure misfit(std::string_view kind, std::string_view expected) const;
    Result<void> addShape(RunState& run, const TaskShape& shape, std::string_view kind);
    /// The attempt in flight that an event addresses; nothing if it is another one or none.
    template <class E>
    AttemptState* current(const E& e) {
        TaskState* task = m_state.task(e.run, e.task);
        return task && task->current && task->current->attempt == e.attempt ? &*task->current : nullptr;
    }
    Result<OpenStep> closeStep(const StepRef& step, std::string_view kind);
    // budgets.cpp
    /// Every budget that bounds this task: its own, its swarm's, its run's, the workspace's.
    void addPending(RunState& run, TaskNo task, MicroUsd amount);
    void addSpent(RunState& run, TaskNo task, MicroUsd amount);
    /// Of the workspace and its day alone.
    void addSpentInWorkspace(MicroUsd amount);
    MemoryCalls& memoryCalls();
    /// The open call of this number; nothing if there is none.
    OpenMemoryCall* openMemoryCall(std::uint32_t call);
    void noteKey(const OpenStep& open, const event::StepSettled& e);
    SwarmState* swarmOf(RunState& run, TaskNo task);
    void endAttempt(RunState& run, TaskState& task);
    void adjustDisputes(const ConflictState& conflict, int by);
    /// The conflict, if it is open or settled as said and no search for its consequences goes on; else nothing.
    ConflictState* conflictThatIs(ConflictState::Status status, ConflictId id);

    State& m_state;
    std::uint64_t m_sequence;
    Instant m_at;
};

/// Whether a decision takes something out of what is held, so that its consequences have to be searched.
constexpr bool supersedes(Decision decision) { return decision != Decision::NotAConflict; }

/// Enters (or removes) the task as a consumer of each of its needs.
void addFeeds(RunState& run, const TaskShape& shape);
void removeFeeds(RunState& run, const TaskShape& shape);

}  // namespace skein::engine
