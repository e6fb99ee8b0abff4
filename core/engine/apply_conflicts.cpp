#include "core/engine/apply.h"

namespace skein::engine {

void Reducer::adjustDisputes(const ConflictState& conflict, int by) {
    if (conflict.judged) return;  // what a model alone says is no ground to hold anything up
    const auto adjust = [&](TaskNo no) {
        if (TaskState* task = m_state.task(conflict.run, no)) task->openConflicts += static_cast<std::uint32_t>(by);
    };
    adjust(conflict.taskA);
    if (conflict.taskB != conflict.taskA) adjust(conflict.taskB);
}

ConflictState* Reducer::conflictThatIs(ConflictState::Status status, ConflictId id) {
    if (!m_state.conflict(id)) return nullptr;
    ConflictState& conflict = m_state.conflicts[id.value - 1];
    return conflict.status == status && !conflict.searchPending ? &conflict : nullptr;
}

Result<void> Reducer::operator()(const event::ConflictOpened& e) {
    RunState* run = m_state.run(e.run);
    if (!run || e.conflict.value != m_state.conflicts.size() + 1)
        return misfit(e.kind, "the next conflict number in a known run");
    if (e.reopens && !m_state.conflict(e.reopens)) return misfit(e.kind, "a known conflict that it reopens");
    ConflictState conflict;
    conflict.conflict = e.conflict;
    conflict.run = e.run;
    conflict.taskA = e.taskA;
    conflict.taskB = e.taskB;
    conflict.detail = e.detail;
    conflict.pair = e.pair;
    conflict.topic = e.topic;
    conflict.reopens = e.reopens;
    conflict.openedAt = m_at;
    conflict.judged = e.suspected;
    if (e.suspected) conflict.status = ConflictState::Status::Suspected;
    adjustDisputes(conflict, 1);
    if (e.pair) m_state.pairs[e.pair] = e.conflict;
    m_state.conflicts.push_back(std::move(conflict));
    if (!e.suspected) run->deliverableDirty = true;
    return {};
}

Result<void> Reducer::operator()(const event::ConflictMarked& e) {
    ConflictState* conflict = conflictThatIs(ConflictState::Status::Open, e.conflict);
    if (!conflict) conflict = conflictThatIs(ConflictState::Status::Suspected, e.conflict);
    if (!conflict) return misfit(e.kind, "an open or suspected conflict");
    if (e.votes) conflict->votes = e.votes;
    if (e.quorum) conflict->quorum = e.quorum;
    if (e.tally) conflict->tally = e.tally;
    if (e.reason == ConflictReason::Judged && conflict->status == ConflictState::Status::Suspected) {
        conflict->status = ConflictState::Status::Open;
        conflict->openedAt = m_at;
        m_state.run(conflict->run)->deliverableDirty = true;
    }
    conflict->mark = ConflictMark{e.stage, e.owner, e.note, e.until, e.reason, e.rounds, m_at};
    return {};
}

Result<void> Reducer::operator()(const event::ConflictLapsed& e) {
    ConflictState* conflict = conflictThatIs(ConflictState::Status::Open, e.conflict);
    if (!conflict) conflict = conflictThatIs(ConflictState::Status::Suspected, e.conflict);
    if (!conflict) return misfit(e.kind, "an open or suspected conflict");
    const bool wasOpen = conflict->status == ConflictState::Status::Open;
    conflict->status = ConflictState::Status::Lapsed;
    conflict->resolvedAt = m_at;
    adjustDisputes(*conflict, -1);
    if (wasOpen) m_state.run(conflict->run)->deliverableDirty = true;
    return {};
}

// While the consequences are searched the tasks stay in dispute: nothing may start on a result that is about to change.
Result<void> Reducer::operator()(const event::ConflictResolved& e) {
    ConflictState* conflict = conflictThatIs(ConflictState::Status::Open, e.conflict);
    if (!conflict) return misfit(e.kind, "an open conflict");
    conflict->status = ConflictState::Status::Resolved;
    conflict->decision = e.decision;
    conflict->by = e.by;
    conflict->text = e.text;
    conflict->policy = e.policy;
    conflict->terms = e.terms;
    conflict->dissent = e.dissent;
    conflict->task = e.task;
    conflict->mark.reset();
    // A vote is held once: undone, or settled by a person before it ended, it is not asked for again.
    if (conflict->votes && !conflict->tally) {
        if (e.by == skein::Decider::Policy) conflict->tally = e.dissent;
        else conflict->votes.reset();
    }
    conflict->resolvedAt = m_at;
    conflict->searchPending = supersedes(e.decision);
    if (!conflict->searchPending) adjustDisputes(*conflict, -1);
    RunState& run = *m_state.run(conflict->run);
    if (e.goal) {
        conflict->goalBefore = run.goal;
        conflict->goal = run.goal = e.goal;
    }
    run.deliverableDirty = true;
    if (e.by == skein::Decider::Person) ++run.personDecisions;
    return {};
}

// Nothing runs again for it: who decides anew says what follows.
Result<void> Reducer::operator()(const event::ConflictReopened& e) {
    ConflictState* conflict = conflictThatIs(ConflictState::Status::Resolved, e.conflict);
    if (!conflict) return misfit(e.kind, "a resolved conflict");
    conflict->status = ConflictState::Status::Open;
    conflict->reopenings.push_back({e.reason, e.note, m_at});
    conflict->mark = ConflictMark{ConflictStage::Open, "person", e.note, std::nullopt, e.reason, e.rounds, m_at};
    adjustDisputes(*conflict, 1);
    m_state.run(conflict->run)->deliverableDirty = true;
    return {};
}

Result<void> Reducer::operator()(const event::ResolutionUndone& e) {
    ConflictState* conflict = conflictThatIs(ConflictState::Status::Resolved, e.conflict);
    if (!conflict) return misfit(e.kind, "a resolved conflict");
    RunState& run = *m_state.run(conflict->run);
    if (conflict->goal && run.goal != conflict->goal) return misfit(e.kind, "the goal that this decision refined");
    conflict->status = ConflictState::Status::Open;
    for (const TaskNo no : e.restored) {
        TaskState* task = m_state.task(run.run, no);
        if (!task || task->status != TaskStatus::Waiting || task->revision != task->resultRevision + 1)
            return misfit(e.kind, "tasks that wait to run again and have not begun");
        --task->revision;
        task->status = TaskStatus::Done;
        task->correction = {};
        if (task->forced > 0) --task->forced;
    }
    conflict->undone = conflict->searchPending = supersedes(conflict->decision) && e.restored.empty();
    adjustDisputes(*conflict, 1);
    if (conflict->goal) run.goal = conflict->goalBefore;
    conflict->goal = conflict->goalBefore = {};
    run.deliverableDirty = true;
    ++run.personDecisions;
    return {};
}

Result<void> Reducer::operator()(const event::AffectedFound& e) {
    if (!m_state.conflict(e.conflict)) return misfit(e.kind, "a known conflict");
    ConflictState& conflict = m_state.conflicts[e.conflict.value - 1];
    if (!conflict.searchPending) return misfit(e.kind, "a conflict whose consequences are searched");
    conflict.searchPending = false;
    conflict.undone = false;
    if (conflict.status == ConflictState::Status::Resolved) adjustDisputes(conflict, -1);
    return {};
}

Result<void> Reducer::operator()(const event::CoherenceChanged& e) {
    m_state.coherence = e.terms;
    m_state.escalateAfter = e.escalateAfter;
    return {};
}

}  // namespace skein::engine
