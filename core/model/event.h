// The journal's vocabulary: every change of a workspace is one of these events. Small, typed, versioned; no free text
// from people, sources or models, only blob references, integers and identifiers. Thread: any; values only.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "core/model/coherence_events.h"
#include "core/model/memory_events.h"
#include "core/model/run_terms.h"

namespace skein {

namespace event {

#define SKEIN_FIELDS                   \
    template <class Self, class Visit> \
    static void fields([[maybe_unused]] Self& s, [[maybe_unused]] Visit&& visit)

struct WorkspaceCreated {
    std::uint32_t format = 1;
    static constexpr std::string_view kind = "workspace.created";
    SKEIN_FIELDS { visit("format", s.format); }
};
/// First event of a fork: the parent's id, and the entry it branches after.
struct WorkspaceForked {
    std::string parent;
    std::uint64_t sequence = 0;
    Digest head;
    static constexpr std::string_view kind = "workspace.forked";
    SKEIN_FIELDS {
        visit("parent", s.parent);
        visit("sequence", s.sequence);
        visit("head", s.head);
    }
};
/// Ends the copied part of a fork (`copied` entries after the first): attempts in flight become "not run", reservations
/// drop, past spend is not budgeted.
struct ForkCompleted {
    std::uint64_t copied = 0;
    static constexpr std::string_view kind = "fork.completed";
    SKEIN_FIELDS { visit("copied", s.copied); }
};
struct SignerChanged {
    std::string publicKey;
    static constexpr std::string_view kind = "signer.changed";
    SKEIN_FIELDS { visit("public_key", s.publicKey); }
};
struct ClockDiverged {
    Duration by;
    static constexpr std::string_view kind = "clock.diverged";
    SKEIN_FIELDS { visit("by", s.by); }
};
/// The computer slept for so long, within the time since the entry before this one; it woke a moment ago.
struct ComputerSlept {
    Duration by;
    static constexpr std::string_view kind = "computer.slept";
    SKEIN_FIELDS { visit("by", s.by); }
};
/// The person went on with this copy of the workspace although another one had been carried further (a backup was
/// restored): the mirrored head named entry `mirrored`, which is given up; the entries before this one are kept.
struct OlderCopyAccepted {
    std::uint64_t mirrored = 0;
    Digest mirroredHash;
    static constexpr std::string_view kind = "copy.accepted";
    SKEIN_FIELDS {
        visit("mirrored", s.mirrored);
        visit("mirrored_hash", s.mirroredHash);
    }
};
struct BlobErased {
    BlobRef blob;
    static constexpr std::string_view kind = "blob.erased";
    SKEIN_FIELDS { visit("blob", s.blob); }
};

struct RunStarted {
    RunId run;
    BlobRef goal, plan, options;
    std::uint32_t tasks = 0, agents = 1;
    std::uint64_t seed = 0;
    std::optional<MicroUsd> budget;
    ConflictPolicy onConflict = ConflictPolicy::Ask;
    bool simulated = false;
    std::optional<Instant> until;             ///< nothing new starts from then on
    std::optional<MicroUsd> taskBudget;       ///< of each task that has none of its own
    std::vector<SwarmBudget> swarmBudgets{};  ///< of the swarms that have one
    bool acceptPlan = false;                  ///< what a planner proposes is begun without asking
    static constexpr std::string_view kind = "run.started";
    SKEIN_FIELDS {
        visit("run", s.run);
        visit("goal", s.goal);
        visit("plan", s.plan);
        visit("options", s.options);
        visit("tasks", s.tasks);
        visit("agents", s.agents);
        visit("seed", s.seed);
        visit("budget", s.budget);
        visit("on_conflict", s.onConflict);
        visit("simulated", s.simulated);
        visit("until", s.until);
        visit("task_budget", s.taskBudget);
        visit("swarm_budgets", s.swarmBudgets);
        visit("accept_plan", s.acceptPlan);
    }
};
struct TaskPlanned {
    RunId run;
    TaskShape shape;
    static constexpr std::string_view kind = "task.planned";
    SKEIN_FIELDS {
        visit("run", s.run);
        visit("shape", s.shape);
    }
};
/// A later edit: the whole new plan is in the blob; the shapes that changed follow as task.amended / task.withdrawn.
struct PlanAmended {
    RunId run;
    std::uint32_t revision = 0;
    BlobRef plan;
    TaskNo proposedBy{};  ///< the planner task whose proposal this takes in; 0: the person
    static constexpr std::string_view kind = "plan.amended";
    SKEIN_FIELDS {
        visit("run", s.run);
        visit("revision", s.revision);
        visit("plan", s.plan);
        visit("proposed_by", s.proposedBy);
    }
};
struct TaskAmended {
    RunId run;
    TaskShape shape;
    static constexpr std::string_view kind = "task.amended";
    SKEIN_FIELDS {
        visit("run", s.run);
        visit("shape", s.shape);
    }
};
struct TaskWithdrawn {
    RunId run;
    TaskNo task;
    static constexpr std::string_view kind = "task.withdrawn";
    SKEIN_FIELDS {
        visit("run", s.run);
        visit("task", s.task);
    }
};
/// A person lets tasks pass their pause points, or (`hold`) sets such points before tasks that have not begun.
struct PausesChanged {
    RunId run;
    std::vector<TaskNo> tasks;  ///< ascending
    bool hold = false;
    static constexpr std::string_view kind = "pauses.changed";
    SKEIN_FIELDS {
        visit("run", s.run);
        visit("tasks", s.tasks);
        visit("hold", s.hold);
    }
};
struct RunHeld {
    RunId run;
    HoldReason reason = HoldReason::Person;
    std::optional<BudgetName> budget{};  ///< with HoldReason::Budget: the one without room
    static constexpr std::string_view kind = "run.held";
    SKEIN_FIELDS {
        visit("run", s.run);
        visit("reason", s.reason);
        visit("budget", s.budget);
    }
};
/// The run goes on: after a hold, a stop, or after having settled (a resolution or retry gave it work again).
/// `agents` set: with this many agents from now on. `options` set: with this provider from now on. `until` set: to this
/// end; otherwise one that is over holds no longer. A plan that waited for the person is accepted by it.
struct RunResumed {
    RunId run;
    std::optional<std::uint32_t> agents;
    BlobRef options{};
    std::optional<Instant> until{};
    static constexpr std::string_view kind = "run.resumed";
    SKEIN_FIELDS {
        visit("run", s.run);
        visit("agents", s.agents);
        visit("options", s.options);
        visit("until", s.until);
    }
};
struct RunStopping {
    RunId run;
    StopMode mode = StopMode::Drain;
    static constexpr std::string_view kind = "run.stopping";
    SKEIN_FIELDS {
        visit("run", s.run);
        visit("mode", s.mode);
    }
};
/// Nothing runs and nothing can be started: the run is at rest in this state.
struct RunSettled {
    RunId run;
    RunOutcome outcome = RunOutcome::Done;
    static constexpr std::string_view kind = "run.settled";
    SKEIN_FIELDS {
        visit("run", s.run);
        visit("outcome", s.outcome);
    }
};
/// `budget` absent: there is none from now on.
struct BudgetChanged {
    RunId run;  ///< 0 for the workspace's budgets
    std::optional<MicroUsd> budget;
    std::optional<BudgetScope> scope{};       ///< absent: the run's
    std::string swarm{};                      ///< for BudgetScope::Swarm
    TaskNo task{};                            ///< for BudgetScope::Task; 0: of each task that has none of its own
    std::optional<std::int32_t> utcOffset{};  ///< for BudgetScope::Day: minutes that the person's day is ahead of UTC
    static constexpr std::string_view kind = "budget.changed";
    SKEIN_FIELDS {
        visit("run", s.run);
        visit("budget", s.budget);
        visit("scope", s.scope);
        visit("swarm", s.swarm);
        visit("task", s.task);
        visit("utc_offset", s.utcOffset);
    }
};

struct AttemptStarted {
    RunId run;
    TaskNo task;
    AttemptNo attempt;
    AgentId agent;
    static constexpr std::string_view kind = "attempt.started";
    SKEIN_FIELDS {
        visit("run", s.run);
        visit("task", s.task);
        visit("attempt", s.attempt);
        visit("agent", s.agent);
    }
};
/// The exact window; `inputs` is a keyed digest of everything the result depends on, for reuse.
struct WindowRecorded {
    RunId run;
    TaskNo task;
    AttemptNo attempt;
    BlobRef window;
    TokenCount tokens;
    Digest inputs;
    static constexpr std::string_view kind = "window.recorded";
    SKEIN_FIELDS {
        visit("run", s.run);
        visit("task", s.task);
        visit("attempt", s.attempt);
        visit("window", s.window);
        visit("tokens", s.tokens);
        visit("inputs", s.inputs);
    }
};
/// The durable intent of one step, with the money set aside for it.
struct StepIntended {
    RunId run;
    TaskNo task;
    AttemptNo attempt;
    StepNo step;
    StepKind stepKind = StepKind::Model;
    Target target;
    Digest idempotencyKey;
    MicroUsd reserved;
    std::string key;                   ///< which of the provider's keys, by the name people gave it; never the key
    std::vector<RoutingMark> routing;  ///< best first, the target among them, then refused ones; empty: no choice
    static constexpr std::string_view kind = "step.intended";
    SKEIN_FIELDS {
        visit("run", s.run);
        visit("task", s.task);
        visit("attempt", s.attempt);
        visit("step", s.step);
        visit("step_kind", s.stepKind);
        visit("target", s.target);
        visit("idempotency_key", s.idempotencyKey);
        visit("reserved", s.reserved);
        visit("key", s.key);
        visit("routing", s.routing);
    }
};
/// What became of a step. `late`: it came after its attempt was given up; charged, output discarded.
struct StepSettled {
    RunId run;
    TaskNo task;
    AttemptNo attempt;
    StepNo step;
    StepOutcome outcome = StepOutcome::Ok;
    Usage usage;
    MicroUsd charge;
    BlobRef output, consulted, detail;
    Digest outputDigest;
    bool late = false;
    std::optional<CallFault> fault;  ///< where the call failed and somebody is to blame
    bool asks = false;  ///< `output` is no result but what the model asks memory; a window with the answers follows
    static constexpr std::string_view kind = "step.settled";
    SKEIN_FIELDS {
        visit("run", s.run);
        visit("task", s.task);
        visit("attempt", s.attempt);
        visit("step", s.step);
        visit("outcome", s.outcome);
        visit("usage", s.usage);
        visit("charge", s.charge);
        visit("output", s.output);
        visit("consulted", s.consulted);
        visit("detail", s.detail);
        visit("output_digest", s.outputDigest);
        visit("late", s.late);
        visit("fault", s.fault);
        visit("asks", s.asks);
    }
};
/// Nobody knows whether the step was performed: its reservation stays as "unconfirmed" until somebody settles it.
struct StepUnconfirmed {
    RunId run;
    TaskNo task;
    AttemptNo attempt;
    StepNo step;
    static constexpr std::string_view kind = "step.unconfirmed";
    SKEIN_FIELDS {
        visit("run", s.run);
        visit("task", s.task);
        visit("attempt", s.attempt);
        visit("step", s.step);
    }
};
/// An attempt is over without a result; `detail` says why in words, for the next attempt and for people.
struct AttemptFailed {
    RunId run;
    TaskNo task;
    AttemptNo attempt;
    StepOutcome outcome = StepOutcome::Retryable;
    BlobRef detail;
    static constexpr std::string_view kind = "attempt.failed";
    SKEIN_FIELDS {
        visit("run", s.run);
        visit("task", s.task);
        visit("attempt", s.attempt);
        visit("outcome", s.outcome);
        visit("detail", s.detail);
    }
};
struct TaskFailed {
    RunId run;
    TaskNo task;
    BlobRef detail;
    static constexpr std::string_view kind = "task.failed";
    SKEIN_FIELDS {
        visit("run", s.run);
        visit("task", s.task);
        visit("detail", s.detail);
    }
};

/// The claims of an accepted output (blob: JSON array of claims), before they are compared.
struct ClaimsRecorded {
    RunId run;
    TaskNo task;
    AttemptNo attempt;
    std::uint32_t revision = 1;
    BlobRef claims;
    std::uint32_t count = 0;
    Digest digest;
    static constexpr std::string_view kind = "claims.recorded";
    SKEIN_FIELDS {
        visit("run", s.run);
        visit("task", s.task);
        visit("attempt", s.attempt);
        visit("revision", s.revision);
        visit("claims", s.claims);
        visit("count", s.count);
        visit("digest", s.digest);
    }
};
/// The task is done: its output is accepted and compared with everything held up to `comparedThrough`.
/// `reused`: an equal, already checked result was taken over; `unchanged` says bytes and claims equal the revision
/// before.
struct TaskFinished {
    RunId run;
    TaskNo task;
    AttemptNo attempt;
    std::uint32_t revision = 1;
    BlobRef output, consulted;
    Digest outputDigest, inputs;
    std::uint64_t comparedThrough = 0;
    bool reused = false, unchanged = false;
    static constexpr std::string_view kind = "task.finished";
    SKEIN_FIELDS {
        visit("run", s.run);
        visit("task", s.task);
        visit("attempt", s.attempt);
        visit("revision", s.revision);
        visit("output", s.output);
        visit("consulted", s.consulted);
        visit("output_digest", s.outputDigest);
        visit("inputs", s.inputs);
        visit("compared_through", s.comparedThrough);
        visit("reused", s.reused);
        visit("unchanged", s.unchanged);
    }
};
/// A finished or failed task has to run again, as its next revision; a running one as soon as its attempt is over.
struct TaskInvalidated {
    RunId run;
    TaskNo task;
    InvalidationCause cause = InvalidationCause::Resolution;
    ConflictId conflict;
    BlobRef note{};   ///< what the next attempt is told about it, in words
    Digest action{};  ///< with Correction: digest of task, pair and the value it stated; the same means "again"
    static constexpr std::string_view kind = "task.invalidated";
    SKEIN_FIELDS {
        visit("run", s.run);
        visit("task", s.task);
        visit("cause", s.cause);
        visit("conflict", s.conflict);
        visit("note", s.note);
        visit("action", s.action);
    }
};

/// One step among those of a batch.
struct BatchedStep {
    TaskNo task;
    AttemptNo attempt;
    StepNo step;
    SKEIN_FIELDS {
        visit("task", s.task);
        visit("attempt", s.attempt);
        visit("step", s.step);
    }
};
/// These steps are with the provider's batch API under its own name for them.
struct BatchSubmitted {
    RunId run;
    Target target;
    std::string key;    ///< which of the provider's keys, by name; never the key
    std::string batch;  ///< as the provider names it: [A-Za-z0-9._:/-]{1,200}
    std::vector<BatchedStep> steps;
    static constexpr std::string_view kind = "batch.submitted";
    SKEIN_FIELDS {
        visit("run", s.run);
        visit("target", s.target);
        visit("key", s.key);
        visit("batch", s.batch);
        visit("steps", s.steps);
    }
};
/// The task is wanted soon: its calls go to no batch from now on.
struct TaskPulledBack {
    RunId run;
    TaskNo task;
    static constexpr std::string_view kind = "task.pulled_back";
    SKEIN_FIELDS {
        visit("run", s.run);
        visit("task", s.task);
    }
};
/// A task waits for money: the cheapest call it may make next can cost more than this budget has left. Once for an
/// attempt, until the call goes out.
struct MoneyAwaited {
    RunId run;
    TaskNo task;
    BudgetName budget;
    MicroUsd needed;
    static constexpr std::string_view kind = "money.awaited";
    SKEIN_FIELDS {
        visit("run", s.run);
        visit("task", s.task);
        visit("budget", s.budget);
        visit("needed", s.needed);
    }
};

/// The deliverable as it stands; `draft` while conflicts are open or tasks failed.
struct DeliverableIssued {
    RunId run;
    std::uint32_t revision = 1;
    BlobRef output;
    bool draft = false;
    static constexpr std::string_view kind = "deliverable.issued";
    SKEIN_FIELDS {
        visit("run", s.run);
        visit("revision", s.revision);
        visit("output", s.output);
        visit("draft", s.draft);
    }
};
/// A step of unknown outcome was settled by the person or the provider.
struct UnconfirmedSettled {
    RunId run;
    TaskNo task;
    AttemptNo attempt;
    StepNo step;
    MicroUsd charge;
    static constexpr std::string_view kind = "unconfirmed.settled";
    SKEIN_FIELDS {
        visit("run", s.run);
        visit("task", s.task);
        visit("attempt", s.attempt);
        visit("step", s.step);
        visit("charge", s.charge);
    }
};

#undef SKEIN_FIELDS

}  // namespace event

using Event = std::variant<
    event::WorkspaceCreated, event::WorkspaceForked, event::ForkCompleted, event::SignerChanged, event::ClockDiverged,
    event::SourceRecorded, event::SourceRemoved, event::BlobErased, event::RunStarted, event::TaskPlanned,
    event::PlanAmended, event::TaskAmended, event::TaskWithdrawn, event::RunHeld, event::RunResumed, event::RunStopping,
    event::RunSettled, event::BudgetChanged, event::AttemptStarted, event::WindowRecorded, event::StepIntended,
    event::StepSettled, event::StepUnconfirmed, event::AttemptFailed, event::TaskFailed, event::ClaimsRecorded,
    event::TaskFinished, event::TaskInvalidated, event::ConflictOpened, event::ConflictLapsed, event::ConflictResolved,
    event::ResolutionUndone, event::AffectedFound, event::DeliverableIssued, event::UnconfirmedSettled,
    event::OlderCopyAccepted, event::SourceAdded, event::BatchSubmitted, event::TaskPulledBack, event::MoneyAwaited,
    event::AtomMarked, event::ConflictMarked, event::ConflictReopened, event::CoherenceChanged, event::EmbeddingChosen,
    event::MemoryCallIntended, event::MemoryCallSettled, event::MemoryCallUnconfirmed, event::PausesChanged,
    event::ComputerSlept>;

/// The journal's name of an event ("task.finished").
std::string_view eventKind(const Event& event);
/// The "data" member of its journal entry; integers, identifiers and blob references only.
Json eventData(const Event& event);
/// The event of a journal entry. Versions before the current one pass through upcasters first.
/// Errors: NewerVersion for an unknown kind or version; Damaged naming kind and member.
Result<Event> eventFromJson(std::string_view kind, int version, const Json& data);
/// The version this program writes for a kind.
int eventVersion(const Event& event);

}  // namespace skein
