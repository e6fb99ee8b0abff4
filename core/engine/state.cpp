#include "core/engine/state.h"

#include <algorithm>

#include "core/base/limits.h"
#include "core/engine/apply.h"
#include "core/model/canonical.h"

namespace skein {
namespace {

/// The maps of the state as lists, so that one field list per record serves both directions.
struct ReusableEntry {
    Digest inputs;
    ReusableResult result;
    template <class Self, class Visit>
    static void fields(Self& s, Visit&& visit) {
        visit("inputs", s.inputs);
        visit("result", s.result);
    }
};
struct OpenStepEntry {
    StepRef step;
    OpenStep open;
    template <class Self, class Visit>
    static void fields(Self& s, Visit&& visit) {
        visit("run", s.step.run);
        visit("task", s.step.task);
        visit("attempt", s.step.attempt);
        visit("step", s.step.step);
        visit("open", s.open);
    }
};
struct Snapshot {
    std::uint64_t sequence = 0;
    Instant at;
    std::uint32_t format = 0;
    std::string parent;
    bool forking = false;
    std::uint64_t sources = 0;
    std::vector<BlobRef> sourceRoots;
    std::vector<event::AtomMarked> marks;
    std::vector<RunState> runs;
    std::vector<ConflictState> conflicts;
    std::vector<ReusableEntry> reusable;
    std::vector<OpenStepEntry> openSteps;
    WorkspaceMoney money;
    BlobRef coherence;
    std::optional<Duration> escalateAfter;
    std::optional<MemoryCalls> memory;
    template <class Self, class Visit>
    static void fields(Self& s, Visit&& visit) {
        visit("sequence", s.sequence);
        visit("at", s.at);
        visit("format", s.format);
        visit("parent", s.parent);
        visit("forking", s.forking);
        visit("sources", s.sources);
        visit("source_roots", s.sourceRoots);
        visit("marks", s.marks);
        visit("runs", s.runs);
        visit("conflicts", s.conflicts);
        visit("reusable", s.reusable);
        visit("open_steps", s.openSteps);
        visit("money", s.money);
        visit("coherence", s.coherence);
        visit("escalate_after", s.escalateAfter);
        visit("memory", s.memory);
    }
};

/// What follows from the rest is not stored; it must fit, because a snapshot is a file like any other.
Result<void> deriveFeeds(RunState& run) {
    run.feeds.resize(std::max<std::size_t>(run.tasks.size(), run.plannedTasks));
    for (std::size_t i = 0; i < run.tasks.size(); ++i) {
        const TaskState& task = run.tasks[i];
        if (task.shape.task.value != i + 1) return fail(ErrorCode::Damaged, "snapshot: tasks are not numbered from 1");
        for (const TaskNo need : task.shape.needs)
            if (!need || need.value > limits::maxTasks)
                return fail(ErrorCode::Damaged, "snapshot: a need is not a task number");
        if (task.status != TaskStatus::Withdrawn) engine::addFeeds(run, task.shape);
    }
    return {};
}

Snapshot snapshotOf(const State& state) {
    Snapshot snapshot{state.sequence,
                      state.at,
                      state.format,
                      state.parent,
                      state.forking,
                      state.sources,
                      state.sourceRoots,
                      state.marks,
                      state.runs,
                      state.conflicts,
                      {},
                      {},
                      state.money,
                      state.coherence,
                      state.escalateAfter,
                      state.memory};
    for (const auto& [inputs, result] : state.reusable) snapshot.reusable.push_back({inputs, result});
    for (const auto& [step, open] : state.openSteps) snapshot.openSteps.push_back({step, open});
    return snapshot;
}

}  // namespace

Json toJson(const State& state) { return record::encode(snapshotOf(state)); }

Result<State> stateFromJson(const Json& json) {
    SKEIN_TRY(Snapshot snapshot, record::fromJson<Snapshot>(json, "snapshot"));
    State state;
    state.sequence = snapshot.sequence;
    state.at = snapshot.at;
    state.format = snapshot.format;
    state.parent = std::move(snapshot.parent);
    state.forking = snapshot.forking;
    state.sources = snapshot.sources;
    state.sourceRoots = std::move(snapshot.sourceRoots);
    state.marks = std::move(snapshot.marks);
    state.runs = std::move(snapshot.runs);
    state.conflicts = std::move(snapshot.conflicts);
    state.money = snapshot.money;
    state.coherence = snapshot.coherence;
    state.escalateAfter = snapshot.escalateAfter;
    state.memory = std::move(snapshot.memory);
    for (std::size_t i = 0; i < state.runs.size(); ++i) {
        if (state.runs[i].run.value != i + 1) return fail(ErrorCode::Damaged, "snapshot: runs are not numbered from 1");
        SKEIN_CHECK(deriveFeeds(state.runs[i]));
    }
    for (std::size_t i = 0; i < state.conflicts.size(); ++i) {
        const ConflictState& conflict = state.conflicts[i];
        if (conflict.conflict.value != i + 1 || !state.run(conflict.run))
            return fail(ErrorCode::Damaged, "snapshot: conflicts are not numbered from 1 in known runs");
        if (conflict.pair) state.pairs[conflict.pair] = conflict.conflict;
    }
    for (auto& entry : snapshot.reusable) state.reusable.emplace(entry.inputs, std::move(entry.result));
    for (auto& entry : snapshot.openSteps) {
        if (!state.run(entry.step.run)) return fail(ErrorCode::Damaged, "snapshot: an open step belongs to no run");
        state.openSteps.emplace(entry.step, entry.open);
    }
    return state;
}

Digest stateHash(const State& state) {
    const auto text = record::canonicalText(snapshotOf(state));
    SKEIN_ASSERT(text.has_value());
    return sha256(*text);
}

std::string_view reducerFingerprint() { return SKEIN_REDUCER_FINGERPRINT; }

bool planComplete(const RunState& run) { return run.tasks.size() >= run.plannedTasks; }

bool isSettledResult(const TaskState& task) {
    return task.status == TaskStatus::Done && task.openConflicts == 0 && task.shape.role != TaskRole::Planner &&
           task.shape.role != TaskRole::Judge;
}

bool isVotedOn(const ConflictState& conflict) {
    const bool pending =
        conflict.status == ConflictState::Status::Open || conflict.status == ConflictState::Status::Suspected;
    return pending && conflict.votes && !conflict.tally && !conflict.searchPending;
}

bool expansionPending(const TaskState& task) {
    return task.shape.role == TaskRole::Planner && task.status == TaskStatus::Done &&
           task.expandedRevision < task.resultRevision;
}

namespace {

bool needsSettled(const RunState& run, const TaskState& task) {
    return std::all_of(task.shape.needs.begin(), task.shape.needs.end(), [&](TaskNo need) {
        return need.value <= run.tasks.size() && isSettledResult(run.tasks[need.value - 1]);
    });
}

}  // namespace

bool isReady(const RunState& run, const TaskState& task) {
    if (task.status != TaskStatus::Waiting || task.paused || task.shape.role == TaskRole::Assembler) return false;
    return needsSettled(run, task);
}

bool isPaused(const RunState& run, const TaskState& task) {
    if (!task.paused || task.status != TaskStatus::Waiting) return false;
    if (task.shape.role != TaskRole::Assembler) return needsSettled(run, task);
    return run.status == RunStatus::Settled ||
           std::all_of(task.shape.needs.begin(), task.shape.needs.end(), [&](TaskNo need) {
               return need.value <= run.tasks.size() && run.tasks[need.value - 1].status != TaskStatus::Waiting &&
                      run.tasks[need.value - 1].status != TaskStatus::Running;
           });
}

bool isGated(const RunState& run, const TaskState& task) {
    if (task.status != TaskStatus::Waiting || task.shape.role == TaskRole::Assembler) return false;
    bool disputed = false;
    for (const TaskNo need : task.shape.needs) {
        if (need.value > run.tasks.size() || run.tasks[need.value - 1].status != TaskStatus::Done) return false;
        disputed = disputed || run.tasks[need.value - 1].openConflicts != 0;
    }
    return disputed;
}

ConflictStage stageOf(const ConflictState& conflict, Instant at) {
    if (!conflict.mark) return ConflictStage::Open;
    const bool over =
        conflict.mark->stage == ConflictStage::Deferred && conflict.mark->until && *conflict.mark->until <= at;
    return over ? ConflictStage::Open : conflict.mark->stage;
}

std::optional<Instant> movesAt(const State& state, const ConflictState& conflict) {
    if (conflict.status != ConflictState::Status::Open || conflict.searchPending) return std::nullopt;
    if (conflict.mark && conflict.mark->stage == ConflictStage::Deferred) return conflict.mark->until;
    if (!state.escalateAfter || (conflict.mark && conflict.mark->owner == "person")) return std::nullopt;
    return (conflict.mark ? conflict.mark->at : conflict.openedAt) + *state.escalateAfter;
}

MicroUsd committed(const RunState& run) { return run.spent + run.reserved + run.unconfirmed; }

}  // namespace skein
