// What reaches the engine: commands of people, reports of executors, the passing of time. Thread: any; values only.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/model/event.h"
#include "core/routing/key_pool.h"
#include "core/routing/router.h"

namespace skein {

/// The clocks of one input. Leases, backoff and pacing use `boot`; recorded time is max(previous, wall).
struct Now {
    BootInstant boot;
    Instant wall;
    Duration slept{};  ///< since the computer was started; `boot` counts it
};

/// One attempt, one step of it, or one task revision, as an address.
struct AttemptRef {
    RunId run;
    TaskNo task;
    AttemptNo attempt;
    friend auto operator<=>(const AttemptRef&, const AttemptRef&) = default;
};
struct StepRef {
    RunId run;
    TaskNo task;
    AttemptNo attempt;
    StepNo step;
    AttemptRef attemptRef() const { return {run, task, attempt}; }
    friend auto operator<=>(const StepRef&, const StepRef&) = default;
};

namespace command {

struct RecordSources {
    std::vector<event::SourceRecorded> recorded;
    std::vector<event::SourceRemoved> removed;
    std::vector<event::SourceAdded> added{};
};
/// Tasks are numbered 1..n in plan order; needs refer to these numbers. Refused: cycles, bad numbers, an active run.
struct StartRun {
    BlobRef goal, plan, options;
    std::vector<TaskShape> tasks;
    std::uint32_t agents = 1;
    std::uint64_t seed = 0;
    std::optional<MicroUsd> budget;
    ConflictPolicy onConflict = ConflictPolicy::Ask;
    bool simulated = false;
    std::optional<Instant> until{};
    std::optional<MicroUsd> taskBudget{};
    std::vector<SwarmBudget> swarmBudgets{};
    bool acceptPlan = false;
};
struct HoldRun {
    RunId run;
    HoldReason reason = HoldReason::Person;
};
struct ResumeRun {
    RunId run;
    std::optional<std::uint32_t> agents{};
    BlobRef options{};  ///< another provider from now on; empty: as before
    std::optional<Instant> until{};
};
struct StopRun {
    RunId run;
    StopMode mode = StopMode::Drain;
};
/// One of the budgets of a run, or of the workspace (`run` is then 0). Refused: less than is spent or may be charged.
struct ChangeBudget {
    RunId run;
    std::optional<MicroUsd> budget;
    BudgetScope scope = BudgetScope::Run;
    std::string swarm{};
    TaskNo task{};               ///< 0 with BudgetScope::Task: of each task that has none of its own
    std::int32_t utcOffset = 0;  ///< with BudgetScope::Day
};
/// Tasks that are wanted soon: out of the batch they wait in, and into none again.
struct PullBack {
    RunId run;
    std::vector<TaskNo> tasks;
};
/// A person's word about an atom; see event::AtomMarked. Refused: a task that is not there, more than limits::maxMarks.
struct MarkAtom {
    event::AtomMarked mark;
};
struct RetryTasks {
    RunId run;
    std::vector<TaskNo> tasks;
    bool downstream = false;
};
/// Lets tasks pass their pause points, or (`hold`) sets such points before tasks that have not begun. Without names all
/// that are held now pass. Refused: a task that has no pause point, or with `hold` one that has one, runs or is over.
struct ChangePauses {
    RunId run;
    std::vector<TaskNo> tasks;
    bool hold = false;
};
/// `changed` holds new and changed shapes (new numbers continue after the last), `withdrawn` those taken out.
/// A running task is refused unless `cancelRunning`; a finished one gets a new revision.
struct AmendPlan {
    RunId run;
    BlobRef plan;
    std::vector<TaskShape> changed;
    std::vector<TaskNo> withdrawn;
    bool cancelRunning = false;
};
struct ChangeCoherence {
    BlobRef terms;
    std::optional<Duration> escalateAfter{};
};
struct ResolveConflict {
    ConflictId conflict;
    Decision decision = Decision::TakeA;
    Decider by = Decider::Person;
    BlobRef text{};
    BlobRef terms{}, dissent{}, goal{};      ///< as event::ConflictResolved
    std::string policy{};                    ///< as event::ConflictResolved
    TaskNo task{};                           ///< with Regenerate
    std::optional<AmendPlan> check{};        ///< with Neither: adds the one task that checks; its number is recorded
    std::optional<ChangeCoherence> teach{};  ///< with NotAConflict: the person's terms with what was learned from it
};
/// `withdraw`: takes a check task that has not run out of the plan again. `unteach`: the terms without what the
/// decision had taught.
struct UndoResolution {
    ConflictId conflict;
    std::optional<AmendPlan> withdraw{};
    std::optional<ChangeCoherence> unteach{};
    std::vector<TaskNo> restore{};  ///< all that the decision makes run again, where none of it has begun
    bool gone = false;  ///< nobody states one side any more: where nothing runs again for it, the conflict lapses
};
/// Somebody takes an open conflict in hand, drafts or proposes a decision, or puts it off. Refused: one that is
/// settled, a time that is over, a name that is none.
struct MarkConflict {
    ConflictId conflict;
    ConflictStage stage = ConflictStage::Open;
    std::string owner{};
    BlobRef note{};
    std::optional<Instant> until{};
};
struct SettleUnconfirmed {
    StepRef step;
    MicroUsd charge;
};
/// Sets money aside for a call that memory makes for itself; its number is in the receipt. Refused (Budget): less room
/// in the workspace's or the day's budget.
struct IntendMemoryCall {
    event::MemoryCallIntended call;  ///< its number is not looked at
};
/// How such a call of this process ended. `chargeUnknown`: it may have been charged; its reservation stays.
struct EndMemoryCall {
    event::MemoryCallSettled settled;
    bool chargeUnknown = false;
};
/// The person says what a call was charged whose maker is gone or does not know. Refused: one that goes on.
struct SettleMemoryCall {
    std::uint32_t call = 0;
    MicroUsd charge;
};
struct ChooseEmbedding {
    BlobRef terms;
};
struct EraseBlob {
    BlobRef blob;
};
/// The bookkeeping events that only the runtime causes (workspace created, signer changed, fork): recorded as given.
struct Bookkeeping {
    std::vector<Event> events;
};

}  // namespace command

namespace report {

/// The keys that this process holds, by provider and name; a provider that is not named is called without one, one with
/// an empty list needs a key and has none. Known to the process only: nothing of it is journaled before a call goes
/// out.
struct KeysKnown {
    std::map<std::string, std::vector<std::string>> names;
};
/// The window is assembled; `offers` are the models that could do the call that would follow, never empty.
/// `problem` set: no window could be made, or no model can do the task (fatal for it), detail blob in words.
struct WindowReady {
    AttemptRef attempt;
    BlobRef window;
    TokenCount tokens;
    Digest inputs;
    Digest inputsAsked;  ///< what a result is known by that asked memory on its way; none: nobody may ask
    StepKind stepKind = StepKind::Model;
    std::vector<routing::Offer> offers;
    routing::Weights weights;
    routing::CallSize size;  ///< upper estimate, for the pace of keys
    BlobRef problem;
};
/// A model call, tool call or check is over. `retryAfter` is the provider's wish; 0 for none. `chargeUnknown`: the
/// provider may have charged for it and has not said how much: the reservation stays as unconfirmed.
struct StepFinished {
    StepRef step;
    StepOutcome outcome = StepOutcome::Ok;
    Usage usage;
    MicroUsd charge;
    BlobRef output, consulted, detail;
    Digest outputDigest;
    Duration retryAfter;
    bool chargeUnknown = false;
    bool asks = false;  ///< as event::StepSettled
    CallFault fault = CallFault::None;
    Refusal lacks = Refusal::None;     ///< Context or OutputLimit: the model was too small for this call, and no worse
    routing::ObservedLimits limits{};  ///< of the key, as the answer's headers had them
    bool spoke = false;                ///< a part of an answer had arrived: the address is no wrong one
};
struct LeaseRenewed {
    StepRef step;
};
struct ClaimsExtracted {
    AttemptRef attempt;
    std::uint32_t revision = 1;
    BlobRef claims;
    std::uint32_t count = 0;
    Digest digest;
};
/// Agents are asked: so many, as many must agree, and no more than `most` in the run.
struct VoteCall {
    std::uint32_t votes = 1, quorum = 1, most = 0;
};
/// `pair`: keyed digest of both claim ids, the same whichever side finds it: a pair that is open or decided is not
/// opened again. Empty: no such check. Tasks of other runs than the comparing one are recorded as 0.
struct FoundConflict {
    TaskNo taskA, taskB;
    RunId runA, runB;
    BlobRef detail;
    std::optional<Decision> policyDecision;
    Digest pair;
    Digest topic{};        ///< as event::ConflictOpened
    ConflictId reopens{};  ///< as event::ConflictOpened
    std::string policy{};  ///< the one that decided
    BlobRef dissent{};     ///< what spoke against its decision
    std::optional<VoteCall> vote{};
    bool suspected = false;  ///< as event::ConflictOpened; `vote` says how many pairs may be
};
/// Something new speaks for what a decision of this run dropped.
struct NewEvidence {
    ConflictId conflict;
    BlobRef note;
};
/// The task states what a decision of this run dropped. `note`: what it is told when it answers again.
struct LosingClaim {
    ConflictId conflict;
    Digest value;  ///< keyed digest of what it stated
    BlobRef note;
};
/// Everything that contradicts this task's recorded claims among all held up to `through`.
struct ClaimsCompared {
    AttemptRef attempt;
    std::uint32_t revision = 1;
    std::uint64_t through = 0;
    std::vector<FoundConflict> conflicts;
    std::vector<ConflictId> lapsed;
    std::vector<NewEvidence> doubts{};
    std::vector<LosingClaim> losing{};
};
/// These steps were given to the provider's batch API and are known to it as `batch`.
struct BatchSubmitted {
    RunId run;
    Target target;
    std::string key, batch;
    std::vector<event::BatchedStep> steps;
};
/// A planner task's proposal, worked into the plan: the whole new plan and what changes. `problem` set: it cannot be
/// (detail blob in words).
struct PlanExpanded {
    RunId run;
    TaskNo task;
    std::uint32_t revision = 1;
    BlobRef plan;
    std::vector<TaskShape> changed;
    std::vector<TaskNo> withdrawn;
    BlobRef problem;
};
/// The judging tasks of a contradiction, worked into the plan. `problem` set: the vote cannot be held (detail in
/// words).
struct VoteConvened {
    ConflictId conflict;
    RunId run;
    BlobRef plan;
    std::vector<TaskShape> changed;
    BlobRef problem{};
};
/// What the judging tasks said. A vote: `decision`, or `proposal` for the person where a vote cannot decide it so, or
/// neither. Of a suspected pair: whether it is a contradiction.
struct VotesCounted {
    ConflictId conflict;
    RunId run;
    std::optional<Decision> decision{};
    bool proposes = false;     ///< `note` is what the person may decide
    bool contradicts = false;  ///< of a suspected pair
    BlobRef tally{}, dissent{}, note{};
};
/// Tasks whose recorded window or dependency input held what the resolution superseded (or, undone, restored).
struct AffectedFound {
    ConflictId conflict;
    RunId run;
    std::vector<TaskNo> tasks;
    BlobRef note{};  ///< what they are told when they run again; empty: their windows say it
};

}  // namespace report

/// Time has passed: leases, backoff, held-back admissions are looked at again.
struct Tick {};
/// First input after opening: attempts in flight when the process died are settled as the journal allows.
/// `answered`: providers that have answered in the run that goes on, so that an outage of theirs is waited for.
struct Recovered {
    std::vector<std::string> answered{};
};

using Input = std::variant<
    command::RecordSources, command::StartRun, command::HoldRun, command::ResumeRun, command::StopRun,
    command::ChangeBudget, command::RetryTasks, command::AmendPlan, command::ResolveConflict, command::UndoResolution,
    command::SettleUnconfirmed, command::EraseBlob, command::Bookkeeping, command::PullBack, command::ChangePauses,
    command::MarkAtom, command::MarkConflict, command::ChangeCoherence, command::IntendMemoryCall,
    command::EndMemoryCall, command::SettleMemoryCall, command::ChooseEmbedding, report::KeysKnown, report::WindowReady,
    report::StepFinished, report::LeaseRenewed, report::ClaimsExtracted, report::ClaimsCompared, report::AffectedFound,
    report::BatchSubmitted, report::PlanExpanded, report::VoteConvened, report::VotesCounted, Tick, Recovered>;

/// What a command answers, beside the events it caused.
struct Receipt {
    RunId run;                  ///< the run started or addressed
    std::vector<TaskNo> tasks;  ///< the tasks touched (retry, amend, pause points)
    std::uint32_t call = 0;     ///< the number of memory's call
};

}  // namespace skein
