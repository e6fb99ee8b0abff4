// The words that events, commands and state share: reasons, outcomes, decisions, usage, targets and the shape of a
// task. Thread: any; values only. Each enum has one table of names for its JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model/record.h"
#include "core/model/task.h"

namespace skein {

template <>
struct EnumNames<ConflictPolicy> {
    static constexpr NameTable<ConflictPolicy, 4> table{{{ConflictPolicy::Ask, "ask"},
                                                         {ConflictPolicy::Newer, "newer"},
                                                         {ConflictPolicy::Evidence, "evidence"},
                                                         {ConflictPolicy::Vote, "vote"}}};
};

/// What part a task plays: ordinary work, the assembler that is never gated by conflicts, the planner whose result is a
/// proposal for the plan and nothing that others build on, or the judge whose result is a word about a contradiction.
enum class TaskRole { Work, Assembler, Planner, Judge };
template <>
struct EnumNames<TaskRole> {
    static constexpr NameTable<TaskRole, 4> table{{{TaskRole::Work, "work"},
                                                   {TaskRole::Assembler, "assembler"},
                                                   {TaskRole::Planner, "planner"},
                                                   {TaskRole::Judge, "judge"}}};
};

/// Why a run admits no new attempts. Keys: every key that could take its calls was refused or has no credit left. Plan:
/// a proposed plan waits for the person. Deadline: the time the person gave is over, or too short for any call.
enum class HoldReason { Person, Budget, Disk, Keys, Plan, Deadline };
template <>
struct EnumNames<HoldReason> {
    static constexpr NameTable<HoldReason, 6> table{{{HoldReason::Person, "person"},
                                                     {HoldReason::Budget, "budget"},
                                                     {HoldReason::Disk, "disk"},
                                                     {HoldReason::Keys, "keys"},
                                                     {HoldReason::Plan, "plan"},
                                                     {HoldReason::Deadline, "deadline"}}};
};

/// What a budget bounds: all runs of the workspace, a day of it, one run, one swarm of a run, one task with all its
/// attempts.
enum class BudgetScope { Workspace, Day, Run, Swarm, Task };
template <>
struct EnumNames<BudgetScope> {
    static constexpr NameTable<BudgetScope, 5> table{{{BudgetScope::Workspace, "workspace"},
                                                      {BudgetScope::Day, "day"},
                                                      {BudgetScope::Run, "run"},
                                                      {BudgetScope::Swarm, "swarm"},
                                                      {BudgetScope::Task, "task"}}};
};

enum class StopMode { Drain, Now };
template <>
struct EnumNames<StopMode> {
    static constexpr NameTable<StopMode, 2> table{{{StopMode::Drain, "drain"}, {StopMode::Now, "now"}}};
};

/// How a run came to rest. Blocked: only tasks that wait for a person are left.
enum class RunOutcome { Done, Failed, Blocked, Held, Stopped };
template <>
struct EnumNames<RunOutcome> {
    static constexpr NameTable<RunOutcome, 5> table{{{RunOutcome::Done, "done"},
                                                     {RunOutcome::Failed, "failed"},
                                                     {RunOutcome::Blocked, "blocked"},
                                                     {RunOutcome::Held, "held"},
                                                     {RunOutcome::Stopped, "stopped"}}};
};

enum class StepKind { Model, Tool, Check };
template <>
struct EnumNames<StepKind> {
    static constexpr NameTable<StepKind, 3> table{
        {{StepKind::Model, "model"}, {StepKind::Tool, "tool"}, {StepKind::Check, "check"}}};
};

/// How a step or an attempt ended. Rejected: a check refused the output. Unknown: nobody can tell whether it ran.
/// Cancelled, of an attempt: ended by us (stop, budget, amendment, restart, changed inputs); never counts as a failure.
enum class StepOutcome { Ok, Rejected, Retryable, Fatal, Truncated, Cancelled, Unknown };
template <>
struct EnumNames<StepOutcome> {
    static constexpr NameTable<StepOutcome, 7> table{{{StepOutcome::Ok, "ok"},
                                                      {StepOutcome::Rejected, "rejected"},
                                                      {StepOutcome::Retryable, "retryable"},
                                                      {StepOutcome::Fatal, "fatal"},
                                                      {StepOutcome::Truncated, "truncated"},
                                                      {StepOutcome::Cancelled, "cancelled"},
                                                      {StepOutcome::Unknown, "unknown"}}};
};

/// What was decided about a conflict. Combine: one statement out of both. BothTrue: each in a scope or time of its own.
/// Refine: a constraint of the goal changes, and everything that rests on it. Regenerate: the agent that spoke later
/// answers again, told what it contradicts.
enum class Decision { TakeA, TakeB, Neither, NotAConflict, OwnText, Combine, BothTrue, Refine, Regenerate };
template <>
struct EnumNames<Decision> {
    static constexpr NameTable<Decision, 9> table{{{Decision::TakeA, "a"},
                                                   {Decision::TakeB, "b"},
                                                   {Decision::Neither, "neither"},
                                                   {Decision::NotAConflict, "not-a-conflict"},
                                                   {Decision::OwnText, "own-text"},
                                                   {Decision::Combine, "combine"},
                                                   {Decision::BothTrue, "both-true"},
                                                   {Decision::Refine, "refine"},
                                                   {Decision::Regenerate, "regenerate"}}};
};

/// How far somebody has come with a conflict that is open.
enum class ConflictStage { Open, Drafting, Proposed, Deferred };
template <>
struct EnumNames<ConflictStage> {
    static constexpr NameTable<ConflictStage, 4> table{{{ConflictStage::Open, "open"},
                                                        {ConflictStage::Drafting, "drafting"},
                                                        {ConflictStage::Proposed, "proposed"},
                                                        {ConflictStage::Deferred, "deferred"}}};
};

/// Why a conflict moved without anybody asking for it. Due: the time until which it was put off is over. Escalated:
/// nobody settled it in the time the person gave. Evidence: a new source states what was dropped. Again: they
/// contradict each other again although it was settled. Vote: agents are asked. Undecided: they were, or could not be,
/// and nothing follows. Bound: the run has held as many votes as it may. Judged: a model says that two statements no
/// rule can decide about contradict each other.
enum class ConflictReason { Due, Escalated, Evidence, Again, Vote, Undecided, Bound, Judged };
template <>
struct EnumNames<ConflictReason> {
    static constexpr NameTable<ConflictReason, 8> table{{{ConflictReason::Due, "due"},
                                                         {ConflictReason::Escalated, "escalated"},
                                                         {ConflictReason::Evidence, "evidence"},
                                                         {ConflictReason::Again, "again"},
                                                         {ConflictReason::Vote, "vote"},
                                                         {ConflictReason::Undecided, "undecided"},
                                                         {ConflictReason::Bound, "bound"},
                                                         {ConflictReason::Judged, "judged"}}};
};

/// Who decided.
enum class Decider { Person, Policy };
template <>
struct EnumNames<Decider> {
    static constexpr NameTable<Decider, 2> table{{{Decider::Person, "person"}, {Decider::Policy, "policy"}}};
};

/// Why a finished task has to run again. Correction: it stated what a decision had dropped.
enum class InvalidationCause { Resolution, Dependency, Person, Amendment, Correction };
template <>
struct EnumNames<InvalidationCause> {
    static constexpr NameTable<InvalidationCause, 5> table{{{InvalidationCause::Resolution, "resolution"},
                                                            {InvalidationCause::Dependency, "dependency"},
                                                            {InvalidationCause::Person, "person"},
                                                            {InvalidationCause::Amendment, "amendment"},
                                                            {InvalidationCause::Correction, "correction"}}};
};

/// Tokens of one step as the provider reported them; `measured` is false for estimates.
struct Usage {
    TokenCount inputUncached, cacheRead, cacheWrite, output, reasoning;
    std::optional<TokenCount> cacheWriteLong;  ///< the part of cacheWrite kept for hours, at a price of its own
    bool measured = false;
    template <class Self, class Visit>
    static void fields(Self& s, Visit&& visit) {
        visit("in", s.inputUncached);
        visit("cache_read", s.cacheRead);
        visit("cache_write", s.cacheWrite);
        visit("cache_write_long", s.cacheWriteLong);
        visit("out", s.output);
        visit("reasoning", s.reasoning);
        visit("measured", s.measured);
    }
    TokenCount totalIn() const { return inputUncached + cacheRead + cacheWrite; }
    Usage& operator+=(const Usage& more) {
        inputUncached += more.inputUncached;
        cacheRead += more.cacheRead;
        cacheWrite += more.cacheWrite;
        if (more.cacheWriteLong) cacheWriteLong = cacheWriteLong.value_or(TokenCount{}) + *more.cacheWriteLong;
        output += more.output;
        reasoning += more.reasoning;
        measured = measured || more.measured;
        return *this;
    }
    friend bool operator==(const Usage&, const Usage&) = default;
};

/// Who is called: catalogue identifiers, never a key or an address.
struct Target {
    std::string provider;  ///< "offline", "openai-chat", ... [A-Za-z0-9._:/-]{1,128}
    std::string model;
    bool idempotent = false;  ///< honours our idempotency key: an unknown outcome may be asked for again
    bool batch = false;       ///< through the provider's batch API: cheaper, within hours
    template <class Self, class Visit>
    static void fields(Self& s, Visit&& visit) {
        visit("provider", s.provider);
        visit("model", s.model);
        visit("idempotent", s.idempotent);
        visit("batch", s.batch);
    }
    friend bool operator==(const Target&, const Target&) = default;
};

/// Who a failed call speaks against.
enum class CallFault {
    None,        ///< nobody: the request, the output, or our own doing
    Throttled,   ///< the key sends too fast
    KeyRefused,  ///< the key is wrong, revoked or has no permission
    NoCredit,    ///< the key's account is out of quota or money
    Model,       ///< the model is overloaded or gone
    Provider,    ///< nobody answers, or with an error of its own
};
template <>
struct EnumNames<CallFault> {
    static constexpr NameTable<CallFault, 6> table{{{CallFault::None, "none"},
                                                    {CallFault::Throttled, "throttled"},
                                                    {CallFault::KeyRefused, "key-refused"},
                                                    {CallFault::NoCredit, "no-credit"},
                                                    {CallFault::Model, "model"},
                                                    {CallFault::Provider, "provider"}}};
};

/// A share from 0 to 1 in thousandths: capability levels, weights, scores. Integers, so that a choice replays exactly.
using PerMille = std::int64_t;

/// Why a model does not get a call, in the order in which it is asked.
enum class Refusal {
    None,
    NotText,       ///< an embedding model
    NotLocal,      ///< the data policy forbids it
    Capability,    ///< offers less than the least share of what is asked
    Context,       ///< prompt and answer do not fit
    OutputLimit,   ///< the answer may be longer than it can write
    NoKey,         ///< there is no key, or every one is set aside
    Breaker,       ///< it failed repeatedly and rests
    UnknownPrice,  ///< a budget cannot be kept with it
    OverBudget,    ///< its worst case does not fit into what is left
    TooSlow,       ///< it would not end before the deadline
    Overloaded,    ///< it has been refusing calls and takes no more than are with it already
    Sibling,       ///< it judges the same contradiction already: a vote asks different models
};
template <>
struct EnumNames<Refusal> {
    static constexpr NameTable<Refusal, 13> table{{{Refusal::None, "none"},
                                                   {Refusal::NotText, "not-text"},
                                                   {Refusal::NotLocal, "not-local"},
                                                   {Refusal::Capability, "capability"},
                                                   {Refusal::Context, "context"},
                                                   {Refusal::OutputLimit, "output-limit"},
                                                   {Refusal::NoKey, "no-key"},
                                                   {Refusal::Breaker, "breaker-open"},
                                                   {Refusal::UnknownPrice, "unknown-price"},
                                                   {Refusal::OverBudget, "over-budget"},
                                                   {Refusal::TooSlow, "too-slow"},
                                                   {Refusal::Overloaded, "overloaded"},
                                                   {Refusal::Sibling, "sibling"}}};
};

/// What a model lacks most of what a task asks, and how much of all that is asked it offers.
struct CapabilityGap {
    std::string name;  ///< kind of work
    PerMille asked = 0, has = 0, match = 0;
    template <class Self, class Visit>
    static void fields(Self& s, Visit&& visit) {
        visit("name", s.name);
        visit("asked", s.asked);
        visit("has", s.has);
        visit("match", s.match);
    }
    friend bool operator==(const CapabilityGap&, const CapabilityGap&) = default;
};

/// Keys of a provider that are left alone until a person says go on: as many were refused, as many have no quota left.
struct KeysAside {
    std::uint32_t refused = 0, outOfQuota = 0;
    template <class Self, class Visit>
    static void fields(Self& s, Visit&& visit) {
        visit("refused", s.refused);
        visit("out_of_quota", s.outOfQuota);
    }
    friend bool operator==(const KeysAside&, const KeysAside&) = default;
};

/// One model as it was judged when a call was routed. The scores mean nothing when it was refused.
struct RoutingMark {
    std::string provider, model;
    Refusal refusal = Refusal::None;
    PerMille total = 0, quality = 0, cost = 0, speed = 0;
    bool batch = false;                  ///< by its batch API
    bool failed = false;                 ///< this attempt has failed with it: it comes after all others
    std::optional<CapabilityGap> gap{};  ///< of one that was refused for its capabilities
    std::optional<KeysAside> keys{};     ///< of one that was refused because every key is set aside
    template <class Self, class Visit>
    static void fields(Self& s, Visit&& visit) {
        visit("provider", s.provider);
        visit("model", s.model);
        visit("refusal", s.refusal);
        visit("total", s.total);
        visit("quality", s.quality);
        visit("cost", s.cost);
        visit("speed", s.speed);
        visit("batch", s.batch);
        visit("failed", s.failed);
        visit("gap", s.gap);
        visit("keys", s.keys);
    }
    friend bool operator==(const RoutingMark&, const RoutingMark&) = default;
};

/// Which budget is meant.
struct BudgetName {
    BudgetScope scope = BudgetScope::Run;
    std::string swarm{};  ///< for BudgetScope::Swarm
    TaskNo task{};        ///< for BudgetScope::Task
    template <class Self, class Visit>
    static void fields(Self& s, Visit&& visit) {
        visit("scope", s.scope);
        visit("swarm", s.swarm);
        visit("task", s.task);
    }
    friend bool operator==(const BudgetName&, const BudgetName&) = default;
};

/// The budget of one swarm of a run.
struct SwarmBudget {
    std::string swarm;
    MicroUsd budget;
    template <class Self, class Visit>
    static void fields(Self& s, Visit&& visit) {
        visit("swarm", s.swarm);
        visit("budget", s.budget);
    }
    friend bool operator==(const SwarmBudget&, const SwarmBudget&) = default;
};

/// The part of a task that decisions need; the whole TaskSpec is in the blob.
struct TaskShape {
    TaskNo task;
    std::string kind;  ///< identifier of 1-40 characters [a-z0-9_-]
    TaskRole role = TaskRole::Work;
    std::vector<TaskNo> needs;
    std::int32_t priority = 0;
    Duration estimate;  ///< wall time of one attempt
    MicroUsd estimatedCost;
    BlobRef spec;                    ///< canonical JSON of the TaskSpec
    std::string swarm;               ///< identifier as `kind`; empty: the run has no swarms
    std::optional<MicroUsd> budget;  ///< of all its attempts together; absent: as the run says for each task
    ConflictId judges{};             ///< of TaskRole::Judge: the contradiction it is asked about
    bool pause = false;              ///< it starts when a person lets it pass
    template <class Self, class Visit>
    static void fields(Self& s, Visit&& visit) {
        visit("task", s.task);
        visit("kind", s.kind);
        visit("role", s.role);
        visit("needs", s.needs);
        visit("priority", s.priority);
        visit("estimate", s.estimate);
        visit("estimated_cost", s.estimatedCost);
        visit("spec", s.spec);
        visit("swarm", s.swarm);
        visit("budget", s.budget);
        visit("judges", s.judges);
        visit("pause", s.pause);
    }
    friend bool operator==(const TaskShape&, const TaskShape&) = default;
};

}  // namespace skein
