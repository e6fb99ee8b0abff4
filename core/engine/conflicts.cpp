#include <algorithm>
#include <array>

#include "core/engine/apply.h"
#include "core/engine/decider.h"
#include "core/engine/refusals.h"

namespace skein::engine {

std::string whyNotOpen(const ConflictState& conflict) {
    if (conflict.status == ConflictState::Status::Lapsed)
        return fmt::format("conflict {} has lapsed: the sources no longer contradict each other there",
                           conflict.conflict.value);
    constexpr std::array<std::string_view, 5> done{"took side a", "took side b", "rejected both sides",
                                                   "let both sides stand", "wrote what holds instead of both sides"};
    return fmt::format("conflict {} is settled already: {} {}; undo that first to decide anew", conflict.conflict.value,
                       conflict.by == skein::Decider::Person ? "a person" : "a policy of the run",
                       done[static_cast<std::size_t>(conflict.decision)]);
}

bool Decider::hasOpenConflicts(RunId run) const {
    return std::any_of(m_state.conflicts.begin(), m_state.conflicts.end(), [&](const ConflictState& conflict) {
        return conflict.run == run && conflict.status == ConflictState::Status::Open;
    });
}

bool Decider::searchesPending(RunId run) const {
    return std::any_of(m_state.conflicts.begin(), m_state.conflicts.end(),
                       [&](const ConflictState& conflict) { return conflict.run == run && conflict.searchPending; });
}

void Decider::on(const report::ClaimsCompared& r) {
    const AttemptState* attempt = inFlight(r.attempt, AttemptStage::Comparing);
    if (!attempt) return;
    if (r.through < attempt->claimsRecordedAt) return compareClaims(r.attempt);  // its own claims were not all seen yet
    for (const ConflictId id : r.lapsed) {
        const ConflictState* conflict = m_state.conflict(id);
        const bool open = conflict && conflict->status == ConflictState::Status::Open && !conflict->searchPending;
        if (open) emit(event::ConflictLapsed{id});
    }
    for (const auto& found : r.conflicts) openConflict(found, r.attempt.run);
    finishTask(r.attempt, r.through);
}

void Decider::openConflict(const report::FoundConflict& found, RunId run) {
    if (const auto known = m_state.pairs.find(found.pair); found.pair && known != m_state.pairs.end()) {
        // Open already, found from the other side; or decided, and the decision stands until somebody undoes it.
        if (m_state.conflict(known->second)->status != ConflictState::Status::Lapsed) return;
    }
    const ConflictId id{static_cast<std::uint32_t>(m_state.conflicts.size() + 1)};
    const auto own = [&](RunId of, TaskNo task) { return of == run && m_state.task(run, task) ? task : TaskNo{}; };
    emit(event::ConflictOpened{id, run, own(found.runA, found.taskA), own(found.runB, found.taskB), found.detail,
                               found.pair});
    if (found.policyDecision) resolve(id, *found.policyDecision, skein::Decider::Policy, {});
}

void Decider::resolve(ConflictId id, Decision decision, skein::Decider by, BlobRef text) {
    emit(event::ConflictResolved{id, decision, by, text});
    const ConflictState& conflict = *m_state.conflict(id);
    if (conflict.searchPending) searchAffected(conflict);
}

// What is being assembled at this moment may have read what the decision supersedes and would be missed by the search.
void Decider::searchAffected(const ConflictState& conflict) {
    for (const TaskState& task : m_state.run(conflict.run)->tasks)
        if (task.current && task.current->stage == AttemptStage::Assembling)
            m_outdated.insert({conflict.run, task.shape.task, task.current->attempt});
    perform(effect::FindAffected{conflict.conflict, conflict.run, conflict.decision, conflict.undone, conflict.detail});
}

void Decider::on(const report::AffectedFound& r) {
    const ConflictState* conflict = m_state.conflict(r.conflict);
    if (!conflict || !conflict->searchPending) return;
    RunState& run = *m_state.run(conflict->run);
    wake(run);
    std::vector<TaskNo> affected = r.tasks;
    std::sort(affected.begin(), affected.end());
    affected.erase(std::unique(affected.begin(), affected.end()), affected.end());
    std::uint32_t count = 0;
    for (const TaskNo no : affected) {
        TaskState* task = m_state.task(run.run, no);
        // An assembler follows from every change by itself; what waits or has failed holds nothing that could be wrong.
        const bool holds = task && task->shape.role == TaskRole::Work && !task->inputsStale &&
                           (task->status == TaskStatus::Done || task->status == TaskStatus::Running);
        if (!holds) continue;
        invalidate(run, *task, InvalidationCause::Resolution, r.conflict);
        ++count;
    }
    emit(event::AffectedFound{r.conflict, count});
}

const ConflictState* Decider::decidable(ConflictId id) {
    const ConflictState* conflict = m_state.conflict(id);
    if (!conflict) {
        refuse(ErrorCode::NotFound,
               fmt::format("there is no conflict {}; the workspace has {}", id.value, m_state.conflicts.size()));
        return nullptr;
    }
    if (conflict->searchPending) {
        refuse(ErrorCode::Busy,
               fmt::format("the consequences of the last decision about conflict {} are still being searched; "
                           "try again in a moment",
                           id.value));
        return nullptr;
    }
    if (otherRunWrites(conflict->run)) return nullptr;
    return conflict;
}

void Decider::on(const command::ResolveConflict& c) {
    // Who comes second hears that it is settled, not what the first decision still waits for.
    if (const ConflictState* asked = m_state.conflict(c.conflict);
        asked && asked->status != ConflictState::Status::Open)
        return refuse(ErrorCode::InvalidInput, whyNotOpen(*asked));
    const ConflictState* conflict = decidable(c.conflict);
    if (!conflict) return;
    if (c.decision == Decision::OwnText && !c.text)
        return refuse(ErrorCode::InvalidInput, "a resolution by own text needs the text");
    RunState& run = *m_state.run(conflict->run);
    m_outcome.receipt.run = run.run;
    resolve(c.conflict, c.decision, c.by, c.text);
    wake(run);
}

void Decider::on(const command::UndoResolution& c) {
    const ConflictState* conflict = decidable(c.conflict);
    if (!conflict) return;
    if (conflict->status != ConflictState::Status::Resolved)
        return refuse(ErrorCode::InvalidInput,
                      fmt::format("conflict {} is {}; only a resolution can be undone", c.conflict.value,
                                  nameIn(EnumNames<ConflictState::Status>::table, conflict->status)));
    RunState& run = *m_state.run(conflict->run);
    m_outcome.receipt.run = run.run;
    emit(event::ResolutionUndone{c.conflict});
    const ConflictState& open = *m_state.conflict(c.conflict);
    if (open.searchPending) searchAffected(open);
    wake(run);
}

}  // namespace skein::engine
