#include <algorithm>
#include <array>

#include "core/base/text.h"
#include "core/engine/apply.h"
#include "core/engine/decider.h"
#include "core/engine/refusals.h"

namespace skein::engine {

std::string whyNotOpen(const ConflictState& conflict) {
    if (conflict.status == ConflictState::Status::Lapsed)
        return fmt::format("conflict {} has lapsed: the last comparison found no contradiction there any more",
                           conflict.conflict.value);
    constexpr std::array<std::string_view, 9> done{"took side a",
                                                   "took side b",
                                                   "rejected both sides",
                                                   "let both sides stand",
                                                   "wrote what holds instead of both sides",
                                                   "combined both sides",
                                                   "let both sides stand, each in its scope or time",
                                                   "refined the goal",
                                                   "had the later agent answer again"};
    static_assert(done.size() == EnumNames<Decision>::table.size());
    if (conflict.status == ConflictState::Status::Suspected)
        return fmt::format("conflict {} is none yet: a model is being asked whether the two contradict each other",
                           conflict.conflict.value);
    const std::string policy = conflict.policy.empty() ? "a policy of the run" : "the policy " + conflict.policy;
    const std::string by = conflict.by != skein::Decider::Person ? policy
                           : conflict.policy.empty()             ? "a person"
                                                     : "the policy " + conflict.policy + ", which a person applied,";
    return fmt::format("conflict {} is settled already: {} {}; undo that first to decide anew", conflict.conflict.value,
                       by, done[static_cast<std::size_t>(conflict.decision)]);
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
    for (const auto& doubt : r.doubts) reopen(doubt.conflict, ConflictReason::Evidence, doubt.note);
    for (const auto& found : r.conflicts) openConflict(found, r.attempt);
    finishTask(r.attempt, r.through);
    for (const auto& claim : r.losing) correct(r.attempt, claim);
}

void Decider::reopen(ConflictId id, ConflictReason reason, BlobRef note, std::optional<std::uint32_t> rounds) {
    const ConflictState* conflict = m_state.conflict(id);
    if (!conflict || conflict->status != ConflictState::Status::Resolved || conflict->searchPending) return;
    emit(event::ConflictReopened{id, reason, note, rounds});
}

// The same task, pair and value is the same action: an agent that goes back to it however often it is corrected, or
// that is flipped by another one, is noticed without asking what either meant.
void Decider::correct(const AttemptRef& ref, const report::LosingClaim& claim) {
    const ConflictState* conflict = m_state.conflict(claim.conflict);
    const bool decided = conflict && conflict->status == ConflictState::Status::Resolved && !conflict->searchPending;
    if (!decided || conflict->run != ref.run) return;
    RunState& run = *m_state.run(ref.run);
    TaskState& task = *m_state.task(ref.run, ref.task);
    if (task.status != TaskStatus::Done || task.shape.role != TaskRole::Work) return;
    const Digest action =
        sha256(fmt::format("{} {} {} {}", ref.run.value, ref.task.value, conflict->pair.hex(), claim.value.hex()));
    const bool counted = task.forcedSince == run.personDecisions;
    const auto rounds =
        static_cast<std::uint32_t>(counted ? std::count(task.corrections.begin(), task.corrections.end(), action) : 0);
    if (rounds >= m_settings.maxCorrections) return reopen(claim.conflict, ConflictReason::Again, claim.note, rounds);
    invalidate(run, task, InvalidationCause::Correction, claim.conflict, claim.note, action);
}

std::uint32_t Decider::policyRounds(const report::FoundConflict& found, RunId run) const {
    if (!found.topic) return 0;
    std::uint32_t rounds = 0;
    for (auto at = m_state.conflicts.rbegin(); at != m_state.conflicts.rend(); ++at) {
        const bool same = std::minmax(at->taskA, at->taskB) == std::minmax(found.taskA, found.taskB);
        if (at->run != run || at->topic != found.topic || !same) continue;
        if (at->status != ConflictState::Status::Resolved) continue;
        if (at->by == skein::Decider::Person) break;
        ++rounds;
    }
    return rounds;
}

void Decider::openConflict(const report::FoundConflict& found, const AttemptRef& comparing) {
    const RunId run = comparing.run;
    if (const auto known = m_state.pairs.find(found.pair); found.pair && known != m_state.pairs.end()) {
        const ConflictState& conflict = *m_state.conflict(known->second);
        // Those that were to answer again have, both, and say the same again.
        const bool asked = conflict.decision == Decision::Refine || conflict.decision == Decision::Regenerate;
        const TaskState* other = m_state.task(run, found.taskA == comparing.task ? found.taskB : found.taskA);
        const bool answered = m_state.task(run, comparing.task)->current->startedAt >= conflict.resolvedAt &&
                              (!other || (other->status == TaskStatus::Done && !other->inputsStale));
        if (conflict.status == ConflictState::Status::Resolved && asked && answered)
            return reopen(known->second, ConflictReason::Again, found.detail,
                          static_cast<std::uint32_t>(conflict.reopenings.size() + 1));
        // Open already, found from the other side; or decided, and the decision stands until somebody undoes it. What a
        // model was asked about once it is not asked about again.
        if (conflict.status != ConflictState::Status::Lapsed || found.suspected) return;
    }
    const ConflictId id{static_cast<std::uint32_t>(m_state.conflicts.size() + 1)};
    const auto own = [&](RunId of, TaskNo task) { return of == run && m_state.task(run, task) ? task : TaskNo{}; };
    const std::uint32_t rounds = policyRounds(found, run);
    if (found.suspected && (!found.vote || votesOf(run, true) >= found.vote->most)) return;
    emit(event::ConflictOpened{id, run, own(found.runA, found.taskA), own(found.runB, found.taskB), found.detail,
                               found.pair, found.topic, found.reopens, found.suspected});
    if (found.suspected) return callVote(id, *found.vote);
    if (!found.policyDecision && !found.vote) return;
    if (rounds >= m_settings.maxPolicyRounds)
        return emit(event::ConflictMarked{id, ConflictStage::Open, "person", {}, {}, ConflictReason::Again, rounds});
    if (!found.policyDecision) return callVote(id, *found.vote);
    command::ResolveConflict decided{id, *found.policyDecision, skein::Decider::Policy};
    decided.policy = found.policy;
    decided.dissent = found.dissent;
    resolve(decided);
}

void Decider::resolve(const command::ResolveConflict& c) {
    TaskNo task = c.task;
    if (c.check) task = c.check->changed.front().task;
    emit(event::ConflictResolved{c.conflict, c.decision, c.by, c.text, c.policy, c.terms, c.dissent, c.goal, task});
    const ConflictState& conflict = *m_state.conflict(c.conflict);
    if (c.by == skein::Decider::Person) m_undoUntil[c.conflict] = m_now.boot + m_settings.undoWindow;
    if (conflict.searchPending) searchAffected(conflict);
    else waitForUndo(*m_state.run(conflict.run), conflict, {});
}

void Decider::waitForUndo(RunState& run, const ConflictState& conflict, const std::vector<TaskNo>& affected) {
    const auto found = m_undoUntil.find(conflict.conflict);
    if (found == m_undoUntil.end() || found->second <= m_now.boot) return;
    std::set<TaskNo> waiting(affected.begin(), affected.end());
    for (const TaskNo side : {conflict.taskA, conflict.taskB})
        if (m_state.task(run.run, side))
            waiting.insert(run.feeds[side.value - 1].begin(), run.feeds[side.value - 1].end());
    if (conflict.task) waiting.insert(conflict.task);
    for (const TaskNo no : waiting) {
        const TaskState* task = m_state.task(run.run, no);
        if (task && task->status == TaskStatus::Waiting && task->shape.role == TaskRole::Work)
            m_ready.wait(run, no, found->second);
    }
}

void Decider::noteMoves(const ConflictState& conflict) {
    if (const auto at = movesAt(m_state, conflict)) m_movesAt.insert({*at, conflict.conflict});
}

void Decider::noteMoves() {
    m_movesAt.clear();
    for (const ConflictState& conflict : m_state.conflicts) noteMoves(conflict);
}

void Decider::moveConflicts() {
    while (!m_movesAt.empty() && m_movesAt.begin()->first <= m_at) {
        const ConflictState& conflict = *m_state.conflict(m_movesAt.begin()->second);
        m_movesAt.erase(m_movesAt.begin());
        const auto due = movesAt(m_state, conflict);
        if (!due || *due > m_at) continue;
        const bool deferred = conflict.mark && conflict.mark->stage == ConflictStage::Deferred;
        const std::string owner = deferred ? conflict.mark->owner : "person";
        emit(event::ConflictMarked{conflict.conflict, ConflictStage::Open, owner,
                                   conflict.mark ? conflict.mark->note : BlobRef{}, std::nullopt,
                                   deferred ? ConflictReason::Due : ConflictReason::Escalated});
    }
}

// What is being assembled at this moment may have read what the decision supersedes and would be missed by the search.
void Decider::searchAffected(const ConflictState& conflict) {
    for (const TaskState& task : m_state.run(conflict.run)->tasks)
        if (task.current && task.current->stage == AttemptStage::Assembling)
            m_outdated.insert({conflict.run, task.shape.task, task.current->attempt});
    perform(effect::FindAffected{conflict.conflict, conflict.run, conflict.decision, conflict.undone, conflict.detail,
                                 conflict.task});
}

void Decider::on(const report::AffectedFound& r) {
    const ConflictState* conflict = m_state.conflict(r.conflict);
    if (!conflict || !conflict->searchPending) return;
    RunState& run = *m_state.run(conflict->run);
    wake(run);
    std::vector<TaskNo> affected = r.tasks;
    if (conflict->decision == Decision::Refine)  // every window holds the goal's constraints
        for (const TaskState& task : run.tasks) affected.push_back(task.shape.task);
    std::sort(affected.begin(), affected.end());
    affected.erase(std::unique(affected.begin(), affected.end()), affected.end());
    std::uint32_t count = 0;
    for (const TaskNo no : affected) {
        TaskState* task = m_state.task(run.run, no);
        // An assembler follows from every change by itself; what waits or has failed holds nothing that could be wrong.
        const bool holds = task && task->shape.role == TaskRole::Work && !task->inputsStale &&
                           (task->status == TaskStatus::Done || task->status == TaskStatus::Running);
        if (!holds) continue;
        invalidate(run, *task, InvalidationCause::Resolution, r.conflict, r.note);
        ++count;
    }
    emit(event::AffectedFound{r.conflict, count});
    if (conflict->status == ConflictState::Status::Resolved) waitForUndo(run, *conflict, affected);
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
    if ((c.decision == Decision::OwnText || c.decision == Decision::Combine) && !c.text)
        return refuse(ErrorCode::InvalidInput, c.decision == Decision::OwnText
                                                   ? "a resolution by own text needs the text"
                                                   : "combining both sides needs the text that holds");
    if (c.decision == Decision::BothTrue && !c.terms)
        return refuse(ErrorCode::InvalidInput, "both can hold only in different scopes or times: say which");
    if (c.decision == Decision::Refine && !c.goal)
        return refuse(ErrorCode::InvalidInput, "refining needs the goal with its changed constraint");
    RunState& run = *m_state.run(conflict->run);
    if (c.decision == Decision::Regenerate) {
        const TaskState* task = m_state.task(run.run, c.task);
        if (!task || (c.task != conflict->taskA && c.task != conflict->taskB) || task->shape.role != TaskRole::Work)
            return refuse(ErrorCode::InvalidInput, "regenerating needs the task of one side that can answer again");
    }
    if (c.check) {
        const auto problem = c.check->run != run.run || c.check->changed.size() != 1 || !c.check->withdrawn.empty()
                                 ? std::optional<std::string>("a check is one new task of the same run")
                                 : problemOf(*c.check, run);
        if (problem) return refuse(ErrorCode::InvalidInput, *problem);
    }
    if (c.teach && c.decision != Decision::NotAConflict)
        return refuse(ErrorCode::InvalidInput, "only what is no conflict teaches a rule");
    m_outcome.receipt.run = run.run;
    resolve(c);
    if (c.teach) emit(event::CoherenceChanged{c.teach->terms, c.teach->escalateAfter});
    wake(run);
    if (!c.check) return;
    take(run, *c.check, {});
    waitForUndo(run, *m_state.conflict(c.conflict), {});
}

// A later decision left out what was to run again anyway; and what was found or lapsed since then was compared without
// what this one dropped, so that whoever said that has to be compared again.
bool Decider::mayRestore(const ConflictState& undone, const std::vector<TaskNo>& tasks) const {
    const bool last = std::all_of(m_state.conflicts.begin(), m_state.conflicts.end(), [&](const ConflictState& other) {
        if (other.run != undone.run || other.conflict == undone.conflict) return true;
        const bool later = other.status == ConflictState::Status::Resolved && other.resolvedAt > undone.resolvedAt;
        const bool lapsed = other.status == ConflictState::Status::Lapsed && other.resolvedAt >= undone.resolvedAt;
        return !later && !lapsed && other.openedAt <= undone.resolvedAt && !other.searchPending;
    });
    return last && std::all_of(tasks.begin(), tasks.end(), [&](TaskNo no) {
               const TaskState* task = m_state.task(undone.run, no);
               return task && task->status == TaskStatus::Waiting && task->hasResult && !task->fresh &&
                      task->failures == 0 && task->revision == task->resultRevision + 1;
           });
}

void Decider::on(const command::UndoResolution& c) {
    const ConflictState* conflict = decidable(c.conflict);
    if (!conflict) return;
    if (conflict->status != ConflictState::Status::Resolved)
        return refuse(ErrorCode::InvalidInput,
                      fmt::format("conflict {} is {}; only a resolution can be undone", c.conflict.value,
                                  nameIn(EnumNames<ConflictState::Status>::table, conflict->status)));
    RunState& run = *m_state.run(conflict->run);
    if (conflict->goal && run.goal != conflict->goal)
        return refuse(
            ErrorCode::InvalidInput,
            fmt::format("the goal was refined again since conflict {} was settled; undo that first", c.conflict.value));
    if (c.withdraw)
        if (const auto problem = problemOf(*c.withdraw, run)) return refuse(ErrorCode::InvalidInput, *problem);
    m_outcome.receipt.run = run.run;
    emit(event::ResolutionUndone{c.conflict, mayRestore(*conflict, c.restore) ? c.restore : std::vector<TaskNo>()});
    if (c.unteach) emit(event::CoherenceChanged{c.unteach->terms, c.unteach->escalateAfter});
    m_undoUntil.erase(c.conflict);
    const ConflictState& open = *m_state.conflict(c.conflict);
    if (open.searchPending) searchAffected(open);
    else if (c.gone && c.restore.empty()) emit(event::ConflictLapsed{c.conflict});
    wake(run);
    if (c.withdraw) take(run, *c.withdraw, {});
}

void Decider::on(const command::MarkConflict& c) {
    const ConflictState* conflict = m_state.conflict(c.conflict);
    if (!conflict)
        return refuse(ErrorCode::NotFound, fmt::format("there is no conflict {}; the workspace has {}",
                                                       c.conflict.value, m_state.conflicts.size()));
    if (conflict->status != ConflictState::Status::Open || conflict->searchPending)
        return refuse(ErrorCode::InvalidInput, whyNotOpen(*conflict));
    if (!c.owner.empty() && !isShortName(c.owner))
        return refuse(ErrorCode::InvalidInput,
                      fmt::format("the owner '{}': expected 1-40 characters of [a-z0-9_-]", elide(c.owner, 60)));
    if (c.until && (c.stage != ConflictStage::Deferred || *c.until <= m_at))
        return refuse(ErrorCode::InvalidInput,
                      fmt::format("put off until {}: expected a later time than now, and only for what is deferred",
                                  formatInstant(*c.until)));
    if ((c.stage == ConflictStage::Drafting || c.stage == ConflictStage::Proposed) && !c.note)
        return refuse(ErrorCode::InvalidInput, "a draft or proposal needs the decision it is about");
    emit(event::ConflictMarked{c.conflict, c.stage, c.owner, c.note, c.until});
    m_outcome.receipt.run = conflict->run;
}

void Decider::on(const command::ChangeCoherence& c) {
    if (c.escalateAfter && *c.escalateAfter <= Duration{})
        return refuse(ErrorCode::InvalidInput, "a conflict is handed to the person after a time above 0");
    emit(event::CoherenceChanged{c.terms, c.escalateAfter});
}

}  // namespace skein::engine
