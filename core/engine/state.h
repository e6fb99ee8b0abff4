// The state of a workspace, folded from its events and from nothing else. Hashed, replayed, snapshotted.
// Thread: one owner; copies are plain values. Never holds text of people, sources or models.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "core/engine/input.h"

namespace skein {

#define SKEIN_FIELDS                   \
    template <class Self, class Visit> \
    static void fields([[maybe_unused]] Self& s, [[maybe_unused]] Visit&& visit)

/// Where a task stands. Ready, gated and backing off are not recorded: they follow from this and the clocks.
enum class TaskStatus { Waiting, Running, Done, Failed, Withdrawn };
template <>
struct EnumNames<TaskStatus> {
    static constexpr NameTable<TaskStatus, 5> table{{{TaskStatus::Waiting, "waiting"},
                                                     {TaskStatus::Running, "running"},
                                                     {TaskStatus::Done, "done"},
                                                     {TaskStatus::Failed, "failed"},
                                                     {TaskStatus::Withdrawn, "withdrawn"}}};
};

/// How far the attempt in flight has come; each stage waits for exactly one report.
enum class AttemptStage { Assembling, Stepping, Checking, Extracting, Comparing };
template <>
struct EnumNames<AttemptStage> {
    static constexpr NameTable<AttemptStage, 5> table{{{AttemptStage::Assembling, "assembling"},
                                                       {AttemptStage::Stepping, "stepping"},
                                                       {AttemptStage::Checking, "checking"},
                                                       {AttemptStage::Extracting, "extracting"},
                                                       {AttemptStage::Comparing, "comparing"}}};
};

struct AttemptState {
    AttemptNo attempt;
    AgentId agent;  ///< 0 while and after it waits in a batch: what takes hours holds no agent
    AttemptStage stage = AttemptStage::Assembling;
    StepNo step;  ///< the last intended one
    StepKind stepKind = StepKind::Model;
    Target target;
    std::string key;  ///< of the provider's, by name
    Digest idempotencyKey;
    MicroUsd reserved;  ///< of the step in flight
    BlobRef window, output, consulted, claims;
    Digest inputs, outputDigest, claimsDigest;
    std::uint64_t claimsRecordedAt = 0;
    std::uint32_t claimCount = 0;
    bool reused = false;  ///< takes over a checked result of equal inputs: no step, no cost
    Instant startedAt;
    SKEIN_FIELDS {
        visit("attempt", s.attempt);
        visit("agent", s.agent);
        visit("stage", s.stage);
        visit("step", s.step);
        visit("step_kind", s.stepKind);
        visit("target", s.target);
        visit("key", s.key);
        visit("idempotency_key", s.idempotencyKey);
        visit("reserved", s.reserved);
        visit("window", s.window);
        visit("output", s.output);
        visit("consulted", s.consulted);
        visit("claims", s.claims);
        visit("inputs", s.inputs);
        visit("output_digest", s.outputDigest);
        visit("claims_digest", s.claimsDigest);
        visit("claims_recorded_at", s.claimsRecordedAt);
        visit("claim_count", s.claimCount);
        visit("reused", s.reused);
        visit("started_at", s.startedAt);
    }
};

/// What the next call of a task can cost at most, and the budget that had not so much left.
struct AwaitedMoney {
    BudgetName budget;
    MicroUsd needed;
    SKEIN_FIELDS {
        visit("budget", s.budget);
        visit("needed", s.needed);
    }
    friend bool operator==(const AwaitedMoney&, const AwaitedMoney&) = default;
};

struct TaskState {
    TaskShape shape;
    TaskStatus status = TaskStatus::Waiting;
    std::uint32_t revision = 1;  ///< which result is being worked on; grows with each invalidation
    std::uint32_t attempts = 0;  ///< of all revisions; the next attempt's number is attempts + 1
    std::uint32_t failures = 0;  ///< failed attempts of this revision
    std::optional<AttemptState> current;
    // The newest accepted result; kept while a new revision is worked on:
    bool hasResult = false;
    std::uint32_t resultRevision = 0;
    BlobRef output, consulted, window, claims;
    Digest outputDigest, claimsDigest;
    std::uint32_t claimCount = 0;
    bool reused = false;
    bool fresh = false;        ///< a person asked for a new result: equal inputs are not taken over
    bool inputsStale = false;  ///< what it rests on has changed: invalidated at once, or when its attempt is over
    bool hurried = false;      ///< pulled back: no batch takes its calls
    bool paused = false;       ///< a person has to let it pass before it starts
    std::uint32_t expandedRevision = 0;  ///< of a planner: the result whose proposal is in the plan
    std::uint32_t openConflicts = 0;     ///< conflicts with one of its claims, open or with consequences still searched
    std::uint32_t forced = 0;            ///< revisions in a row that no person asked for, since decision `forcedSince`
    std::uint32_t forcedSince = 0;
    BlobRef failure;     ///< detail of the last failure
    BlobRef refusal;     ///< why a check refused an answer at this revision: its one repair round is under way
    BlobRef correction;  ///< what the next attempt is told that its last result contradicts
    std::optional<Target> judgedBy;   ///< of a judge: who has its call, or gave its result
    std::vector<Digest> corrections;  ///< actions it was corrected for since decision `forcedSince`, oldest first
    MicroUsd spent;
    MicroUsd pending;  ///< reserved or unconfirmed
    std::optional<AwaitedMoney> awaits;
    Usage usage;
    Instant startedAt, finishedAt;
    SKEIN_FIELDS {
        visit("shape", s.shape);
        visit("status", s.status);
        visit("revision", s.revision);
        visit("attempts", s.attempts);
        visit("failures", s.failures);
        visit("current", s.current);
        visit("has_result", s.hasResult);
        visit("result_revision", s.resultRevision);
        visit("output", s.output);
        visit("consulted", s.consulted);
        visit("window", s.window);
        visit("claims", s.claims);
        visit("output_digest", s.outputDigest);
        visit("claims_digest", s.claimsDigest);
        visit("claim_count", s.claimCount);
        visit("reused", s.reused);
        visit("fresh", s.fresh);
        visit("inputs_stale", s.inputsStale);
        visit("hurried", s.hurried);
        visit("paused", s.paused);
        visit("expanded_revision", s.expandedRevision);
        visit("open_conflicts", s.openConflicts);
        visit("forced", s.forced);
        visit("forced_since", s.forcedSince);
        visit("failure", s.failure);
        visit("refusal", s.refusal);
        visit("correction", s.correction);
        visit("judged_by", s.judgedBy);
        visit("corrections", s.corrections);
        visit("spent", s.spent);
        visit("pending", s.pending);
        visit("awaits", s.awaits);
        visit("usage", s.usage);
        visit("started_at", s.startedAt);
        visit("finished_at", s.finishedAt);
    }
};

enum class RunStatus { Running, Held, Stopping, Settled };
template <>
struct EnumNames<RunStatus> {
    static constexpr NameTable<RunStatus, 4> table{{{RunStatus::Running, "running"},
                                                    {RunStatus::Held, "held"},
                                                    {RunStatus::Stopping, "stopping"},
                                                    {RunStatus::Settled, "settled"}}};
};

/// One swarm of a run, as far as money goes.
struct SwarmState {
    std::string swarm;
    std::optional<MicroUsd> budget;
    MicroUsd spent, pending;  ///< pending: reserved or unconfirmed
    SKEIN_FIELDS {
        visit("swarm", s.swarm);
        visit("budget", s.budget);
        visit("spent", s.spent);
        visit("pending", s.pending);
    }
};

/// A key whose last answer in this run was that it may not, or has nothing left: it gets no call until somebody
/// resumes.
struct AsideKey {
    std::string provider, key;
    CallFault fault = CallFault::KeyRefused;
    BlobRef detail;  ///< in the provider's words
    Instant since;
    SKEIN_FIELDS {
        visit("provider", s.provider);
        visit("key", s.key);
        visit("fault", s.fault);
        visit("detail", s.detail);
        visit("since", s.since);
    }
};

struct RunState {
    RunId run;
    BlobRef goal, plan, options;
    std::uint32_t agents = 1;
    std::uint64_t seed = 0;
    std::optional<MicroUsd> budget;
    ConflictPolicy onConflict = ConflictPolicy::Ask;
    bool simulated = false;
    RunStatus status = RunStatus::Running;
    HoldReason holdReason = HoldReason::Person;
    std::optional<BudgetName> heldBudget;  ///< with HoldReason::Budget: the one without room
    StopMode stopMode = StopMode::Drain;
    RunOutcome outcome = RunOutcome::Done;  ///< meaningful when settled
    std::uint32_t plannedTasks = 0;         ///< how many task.planned events belong to run.started
    std::uint32_t planRevision = 1;
    std::vector<TaskState> tasks;            ///< task n at index n-1
    std::vector<std::vector<TaskNo>> feeds;  ///< consumers of task n at index n-1, ascending; follows from the shapes
    std::uint32_t running = 0;
    std::uint32_t personDecisions = 0;  ///< resolutions, retries and amendments so far: each forgives flip-flops
    MicroUsd spent, reserved, unconfirmed, inherited;
    std::optional<MicroUsd> taskBudget;  ///< of each task that has none of its own
    std::vector<SwarmState> swarms;      ///< that have a budget or have spent, in order of first mention
    std::optional<Instant> until;
    bool planAccepted = false;     ///< work that a planner proposed may begin
    bool deliverableDirty = true;  ///< something changed that the newest deliverable does not show
    std::uint32_t deliverableRevision = 0;
    BlobRef deliverable;
    bool draft = false;
    std::vector<AsideKey> asideKeys;  ///< by provider and key
    Instant startedAt, settledAt;
    SKEIN_FIELDS {
        visit("run", s.run);
        visit("goal", s.goal);
        visit("plan", s.plan);
        visit("options", s.options);
        visit("agents", s.agents);
        visit("seed", s.seed);
        visit("budget", s.budget);
        visit("on_conflict", s.onConflict);
        visit("simulated", s.simulated);
        visit("status", s.status);
        visit("hold_reason", s.holdReason);
        visit("held_budget", s.heldBudget);
        visit("stop_mode", s.stopMode);
        visit("outcome", s.outcome);
        visit("planned_tasks", s.plannedTasks);
        visit("plan_revision", s.planRevision);
        visit("tasks", s.tasks);
        visit("running", s.running);
        visit("person_decisions", s.personDecisions);
        visit("spent", s.spent);
        visit("reserved", s.reserved);
        visit("unconfirmed", s.unconfirmed);
        visit("inherited", s.inherited);
        visit("task_budget", s.taskBudget);
        visit("swarms", s.swarms);
        visit("until", s.until);
        visit("plan_accepted", s.planAccepted);
        visit("deliverable_dirty", s.deliverableDirty);
        visit("deliverable_revision", s.deliverableRevision);
        visit("deliverable", s.deliverable);
        visit("draft", s.draft);
        visit("aside_keys", s.asideKeys);
        visit("started_at", s.startedAt);
        visit("settled_at", s.settledAt);
    }
};

/// Who has an open conflict in hand, and how far it is.
struct ConflictMark {
    ConflictStage stage = ConflictStage::Open;
    std::string owner;
    BlobRef note;
    std::optional<Instant> until;
    std::optional<ConflictReason> reason;
    std::optional<std::uint32_t> rounds;
    Instant at;
    SKEIN_FIELDS {
        visit("stage", s.stage);
        visit("owner", s.owner);
        visit("note", s.note);
        visit("until", s.until);
        visit("reason", s.reason);
        visit("rounds", s.rounds);
        visit("at", s.at);
    }
};

/// A decision that came into doubt.
struct Reopening {
    ConflictReason reason = ConflictReason::Evidence;
    BlobRef note;
    Instant at;
    SKEIN_FIELDS {
        visit("reason", s.reason);
        visit("note", s.note);
        visit("at", s.at);
    }
};

struct ConflictState {
    ConflictId conflict;
    RunId run;
    TaskNo taskA, taskB;
    BlobRef detail, text;
    /// Suspected: a model is asked whether it is one. Nobody waits for it, and nobody is shown it.
    enum class Status { Open, Resolved, Lapsed, Suspected } status = Status::Open;
    Decision decision = Decision::TakeA;
    Decider by = Decider::Person;
    bool searchPending = false;  ///< FindAffected asked and not answered
    bool undone = false;         ///< the pending search is about an undone decision
    Digest pair;
    Digest topic;                      ///< what both are about
    ConflictId reopens;                ///< of an earlier run
    std::optional<ConflictMark> mark;  ///< absent: nobody has looked at it
    std::vector<Reopening> reopenings;
    std::string policy;  ///< that decided
    BlobRef terms, dissent;
    BlobRef goal, goalBefore;  ///< of the run, where the decision refined it
    TaskNo task;               ///< who answers again or checks
    bool judged = false;       ///< by a model and no rule: it holds nobody up, and no policy settles it
    std::optional<std::uint32_t> votes, quorum;  ///< agents asked about it, and how many have to agree
    BlobRef tally;                               ///< what they said, once all had; a vote is held once
    Instant openedAt, resolvedAt;
    SKEIN_FIELDS {
        visit("conflict", s.conflict);
        visit("run", s.run);
        visit("task_a", s.taskA);
        visit("task_b", s.taskB);
        visit("detail", s.detail);
        visit("text", s.text);
        visit("status", s.status);
        visit("decision", s.decision);
        visit("by", s.by);
        visit("search_pending", s.searchPending);
        visit("undone", s.undone);
        visit("pair", s.pair);
        visit("topic", s.topic);
        visit("reopens", s.reopens);
        visit("mark", s.mark);
        visit("reopenings", s.reopenings);
        visit("policy", s.policy);
        visit("terms", s.terms);
        visit("dissent", s.dissent);
        visit("goal", s.goal);
        visit("goal_before", s.goalBefore);
        visit("task", s.task);
        visit("judged", s.judged);
        visit("votes", s.votes);
        visit("quorum", s.quorum);
        visit("tally", s.tally);
        visit("opened_at", s.openedAt);
        visit("resolved_at", s.resolvedAt);
    }
};
template <>
struct EnumNames<ConflictState::Status> {
    static constexpr NameTable<ConflictState::Status, 4> table{{{ConflictState::Status::Open, "open"},
                                                                {ConflictState::Status::Resolved, "resolved"},
                                                                {ConflictState::Status::Lapsed, "lapsed"},
                                                                {ConflictState::Status::Suspected, "suspected"}}};
};

/// A checked result that equal inputs may take over.
struct ReusableResult {
    RunId run;
    TaskNo task;
    BlobRef output, consulted, claims;
    Digest outputDigest, claimsDigest;
    std::uint32_t claimCount = 0;
    SKEIN_FIELDS {
        visit("run", s.run);
        visit("task", s.task);
        visit("output", s.output);
        visit("consulted", s.consulted);
        visit("claims", s.claims);
        visit("output_digest", s.outputDigest);
        visit("claims_digest", s.claimsDigest);
        visit("claim_count", s.claimCount);
    }
};

/// A step whose charge is not known yet: in flight (its attempt going on or given up), or unconfirmed after a crash.
struct OpenStep {
    MicroUsd reserved;
    bool unconfirmed = false;
    Target target{};
    std::string key{};
    std::string batch{};  ///< the provider's name of the batch it is in; empty: in none, or not known to be
    SKEIN_FIELDS {
        visit("reserved", s.reserved);
        visit("unconfirmed", s.unconfirmed);
        visit("target", s.target);
        visit("key", s.key);
        visit("batch", s.batch);
    }
};

/// A call of memory's own whose charge is not known yet.
struct OpenMemoryCall {
    std::uint32_t call = 0;
    MemoryPurpose purpose = MemoryPurpose::Embed;
    Target target;
    std::string key;
    MicroUsd reserved;
    bool unconfirmed = false;
    Instant at;  ///< when it was intended
    SKEIN_FIELDS {
        visit("call", s.call);
        visit("purpose", s.purpose);
        visit("target", s.target);
        visit("key", s.key);
        visit("reserved", s.reserved);
        visit("unconfirmed", s.unconfirmed);
        visit("at", s.at);
    }
};

/// The calls that memory makes for itself. A fork begins with none open and nothing spent.
struct MemoryCalls {
    std::uint32_t made = 0;  ///< the number of the last one
    MicroUsd spent;
    std::vector<OpenMemoryCall> open;  ///< by number
    BlobRef embedding;                 ///< terms of the model that makes vectors; empty: none
    SKEIN_FIELDS {
        visit("made", s.made);
        visit("spent", s.spent);
        visit("open", s.open);
        visit("embedding", s.embedding);
    }
};

/// The money of all runs together, and of memory's own calls. A fork begins with nothing spent.
struct WorkspaceMoney {
    std::optional<MicroUsd> budget, dayBudget;
    std::int32_t utcOffset = 0;  ///< minutes that the person's day is ahead of UTC
    MicroUsd spent, pending;     ///< pending: reserved or unconfirmed
    std::int64_t day = 0;        ///< of the last charge, counted from 1970 in the person's days
    MicroUsd spentThatDay;
    SKEIN_FIELDS {
        visit("budget", s.budget);
        visit("day_budget", s.dayBudget);
        visit("utc_offset", s.utcOffset);
        visit("spent", s.spent);
        visit("pending", s.pending);
        visit("day", s.day);
        visit("spent_that_day", s.spentThatDay);
    }
};

#undef SKEIN_FIELDS

struct State {
    std::uint64_t sequence = 0;  ///< of the last event applied
    Instant at;                  ///< its recorded time
    std::uint32_t format = 0;
    std::string parent;                    ///< set in a fork
    bool forking = false;                  ///< between workspace.forked and fork.completed
    std::uint64_t sources = 0;             ///< source files currently recorded
    std::vector<BlobRef> sourceRoots;      ///< folders and files that sources were read from, in order of naming
    std::vector<event::AtomMarked> marks;  ///< what persons said of atoms and stands, oldest first
    std::vector<RunState> runs;            ///< run n at index n-1
    std::vector<ConflictState> conflicts;  ///< conflict n at index n-1
    std::map<Digest, ReusableResult> reusable;
    std::map<StepRef, OpenStep> openSteps;
    WorkspaceMoney money;
    std::optional<MemoryCalls> memory;      ///< nothing: it never made one, and no model was chosen for any
    BlobRef coherence;                      ///< the person's CoherenceTerms; empty: as built in
    std::optional<Duration> escalateAfter;  ///< of these terms
    std::map<Digest, ConflictId> pairs;     ///< newest conflict of each pair of claims; follows from `conflicts`

    RunState* run(RunId id) { return id && id.value <= runs.size() ? &runs[id.value - 1] : nullptr; }
    const RunState* run(RunId id) const { return id && id.value <= runs.size() ? &runs[id.value - 1] : nullptr; }
    TaskState* task(RunId id, TaskNo no) {
        auto* found = run(id);
        return found && no && no.value <= found->tasks.size() ? &found->tasks[no.value - 1] : nullptr;
    }
    const TaskState* task(RunId id, TaskNo no) const { return const_cast<State*>(this)->task(id, no); }
    const ConflictState* conflict(ConflictId id) const {
        return id && id.value <= conflicts.size() ? &conflicts[id.value - 1] : nullptr;
    }
};

/// Folds one event into the state. `sequence` must be state.sequence + 1. Cost: constant, or linear in what the event
/// names. Error: Damaged naming sequence and what does not fit (a journal that contradicts itself); the state is then
/// unusable.
Result<void> apply(State& state, const Event& event, std::uint64_t sequence, Instant at);

/// Canonical JSON of the whole state, for hashing, snapshots and `replay --check`.
Json toJson(const State& state);
Result<State> stateFromJson(const Json& json);
/// SHA-256 of the canonical JSON.
Digest stateHash(const State& state);

/// Changes with every change of apply or of the snapshot format: snapshots with another one are ignored.
std::string_view reducerFingerprint();

/// Whether all task.planned events of the run have been applied (a fork may have been cut inside them).
bool planComplete(const RunState& run);
/// Whether consumers may build on it: done, none of its claims in dispute, and not a proposal for the plan.
bool isSettledResult(const TaskState& task);

// Questions that views and decisions share, answered from the state alone.

/// Every need is done and un-disputed, and the task itself is waiting before no pause point (backoff is not looked at).
/// Never true for an assembler: it has no gates and runs when everything else rests.
bool isReady(const RunState& run, const TaskState& task);
/// It could start, but stands behind a pause point that a person has not let it pass yet. An assembler: all that it
/// joins is over, or its run rests.
bool isPaused(const RunState& run, const TaskState& task);
/// Waiting although all its needs have results, because one of them stands in an open conflict.
bool isGated(const RunState& run, const TaskState& task);
/// Where an open conflict stands at an instant: what was put off until before then is open.
ConflictStage stageOf(const ConflictState& conflict, Instant at);
/// When an open conflict moves by itself: its deferral ends, or it goes to the person. Nothing: it does not.
std::optional<Instant> movesAt(const State& state, const ConflictState& conflict);
/// Agents are asked about it, or to be asked, and what they say is not counted yet.
bool isVotedOn(const ConflictState& conflict);
/// A planner's proposal that is accepted and not in the plan yet.
bool expansionPending(const TaskState& task);
/// Reserved and unconfirmed money plus what is spent.
MicroUsd committed(const RunState& run);

/// One budget and what stands against it.
struct Budget {
    BudgetName of;
    MicroUsd limit, spent;
    MicroUsd pending;  ///< reserved or unconfirmed
    MicroUsd room() const { return limit - spent - pending; }
    /// Four fifths are gone.
    bool near() const { return limit.value > 0 && (spent + pending).value * 5 >= limit.value * 4; }
};
/// The budgets that bound a call of this task at an instant, in the order of BudgetScope; nullptr: those of the run.
std::vector<Budget> budgetsOf(const State& state, const RunState& run, const TaskState* task, Instant at);
/// What stands against one budget, whether it is set or not (`limit` is then 0). `run` is not looked at for the
/// workspace's budgets.
Budget standingOf(const State& state, const RunState* run, const BudgetName& of, Instant at);

}  // namespace skein
