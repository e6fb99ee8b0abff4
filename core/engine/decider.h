// Internal to core/engine: one decision at a time. The files beside it each hold one concern: commands.cpp, amend.cpp,
// attempts.cpp, money.cpp, batches.cpp, planning.cpp, judging.cpp, schedule.cpp, recovery.cpp, conflicts.cpp,
// memory_calls.cpp. Thread: the deciding thread.
#pragma once

#include <deque>
#include <set>

#include <fmt/format.h>

#include "core/engine/dispatch.h"
#include "core/engine/engine.h"
#include "core/engine/volatile.h"

namespace skein::engine {

class Decider {
public:
    explicit Decider(EngineSettings settings) : m_settings(settings) {}

    void adopt(State state);
    Outcome decide(const Input& input, Now now);
    const State& state() const { return m_state; }

private:
    // engine.cpp
    void emit(Event event);
    void follow(const Event& event);
    template <class E>
    void followCalls(const E& event);
    void perform(Effect effect) { m_outcome.effects.push_back(std::move(effect)); }
    void compareClocks(Now now);
    std::optional<BootInstant> nextWake() const;

    // commands.cpp
    void on(const command::RecordSources& c);
    void on(const command::StartRun& c);
    void on(const command::HoldRun& c);
    void on(const command::ResumeRun& c);
    void on(const command::StopRun& c);
    void on(const command::ChangeBudget& c);
    void on(const command::RetryTasks& c);
    void on(const command::SettleUnconfirmed& c);
    bool mayBeSettled(const StepRef& step, const OpenStep& open) const;
    void on(const command::EraseBlob& c);
    void on(const command::Bookkeeping& c);
    void refuse(ErrorCode code, std::string message);
    /// The run a command addresses, if it exists and its plan is whole; refuses otherwise.
    RunState* addressed(RunId run);
    /// Whether another run writes; refuses if so ("one run writes at a time per workspace").
    bool otherRunWrites(RunId run);
    bool validAgents(std::uint32_t agents);
    bool validBudget(const std::optional<MicroUsd>& budget);
    /// An end that is still to come, or none.
    bool validUntil(const std::optional<Instant>& until);
    std::vector<TaskNo> downstreamOf(const RunState& run, const std::vector<TaskNo>& tasks) const;

    // amend.cpp
    void on(const command::AmendPlan& c);
    std::optional<std::string> problemOf(const command::AmendPlan& c, const RunState& run) const;
    void replaceShape(RunState& run, const TaskShape& shape);
    /// Makes the amendment, which has no problem, the plan; `proposedBy`: the planner task, 0 for the person.
    void take(RunState& run, const command::AmendPlan& amendment, TaskNo proposedBy);

    // pauses.cpp
    void on(const command::ChangePauses& c);
    std::optional<Error> whyNotPaused(const RunState& run, const command::ChangePauses& c, TaskNo no) const;
    /// Held now, ascending.
    std::vector<TaskNo> heldAtPauses(const RunState& run) const;
    /// Whether it, or what it joins, is held: the person looks before anything is made of it. O(tasks + dependencies).
    bool waitsForPause(const RunState& run, TaskNo assembler) const;

    // attempts.cpp
    void on(const report::KeysKnown& r) { m_dispatch.know(r); }
    void on(const report::WindowReady& r);
    void on(const report::StepFinished& r);
    void on(const report::LeaseRenewed& r);
    void on(const report::ClaimsExtracted& r);
    AttemptState* inFlight(const AttemptRef& attempt, AttemptStage stage);
    void startAttempt(RunState& run, TaskState& task);
    void takeOver(const AttemptRef& ref, const ReusableResult& result);
    /// `call`: kind, target, key, reservation and routing of the step; its address and idempotency key are set here.
    void intendStep(const AttemptRef& ref, event::StepIntended call);
    void performStep(const AttemptRef& ref, bool repeated);
    void settleStep(const report::StepFinished& r, bool late);
    void afterWork(const report::StepFinished& r);
    /// The attempt is over without a result: another one follows, or the task fails.
    void failAttempt(const AttemptRef& ref, StepOutcome outcome, BlobRef detail, Duration retryAfter = {});
    /// The call in flight brought nothing and goes nowhere else within its attempt; `elsewhere`: the next one can.
    void failCall(const report::StepFinished& r, bool elsewhere);
    /// The attempt ends by our own doing; a call in flight is asked to stop and still settles its charge.
    void cancelAttempt(const AttemptRef& ref);
    void loseLease(const StepRef& step);
    /// A call nobody knows the end of is asked for again under the same key, where the provider then charges it once.
    /// False: this one may not be (any more).
    bool repeatLater(const report::StepFinished& r);
    void performRepeats();
    /// Nobody asks again: what the step holds back stays unconfirmed.
    void giveUpRepeats(const StepRef& step);
    effect::AssembleWindow assembly(const AttemptRef& ref) const;
    std::vector<effect::DependencyRef> dependenciesOf(const RunState& run, const TaskState& task) const;
    void compareClaims(const AttemptRef& ref);
    void extractClaims(const AttemptRef& ref);

    // money.cpp
    /// A call was charged more than was set aside for it.
    void noteOverrun(const OpenStep& open, MicroUsd charge);
    /// The same offers at the prices that calls have shown; nothing where none was charged more than expected.
    std::optional<report::WindowReady> withOverruns(const report::WindowReady& window) const;
    /// Chooses model and key, sets the money aside and performs the step; or parks the attempt until money or a key is
    /// free; or holds the run.
    void payFor(const report::WindowReady& window);
    void payParked();
    routing::Choice chooseFor(const report::WindowReady& window, const std::vector<Budget>& budgets) const;
    /// The budget that has no room for a cost even if all calls in flight cost nothing, one that concerns others too
    /// before one that does not; nothing: there will be room as soon as calls settle.
    std::optional<BudgetName> withoutRoom(const std::vector<Budget>& budgets, MicroUsd cost, RunId run) const;
    MicroUsd unconfirmedIn(const Budget& budget, RunId run) const;
    void park(const report::WindowReady& window, std::optional<BootInstant> until, BootInstant notBefore = {});
    void send(const report::WindowReady& window, const routing::Choice& choice, const routing::Offer& offer,
              const Dispatch::Grant& grant);
    /// A call that failed through no fault of the task goes to another key or model, or waits for one that has worked
    /// before, within the same attempt. False: it cannot.
    bool moveOn(const report::StepFinished& r);
    /// The same for a call that was too long for its model: only those that take more can do it.
    bool moveToLarger(const report::StepFinished& r);
    /// The next attempts of the task go to other models than this one's first. Whether there is another.
    bool avoid(const AttemptRef& ref);

    /// No budget of this task has room for any model it may go to: it waits for the person, the others go on.
    void waitForMoney(const AttemptRef& ref, const AwaitedMoney& money);
    /// Says in the journal what the task waits for, unless it says so already.
    void awaitMoney(const AttemptRef& ref, const AwaitedMoney& money);

    // batches.cpp
    void on(const report::BatchSubmitted& r);
    void on(const command::PullBack& c);
    void on(const command::MarkAtom& c);  // commands.cpp
    // memory_calls.cpp
    void on(const command::IntendMemoryCall& c);
    void on(const command::EndMemoryCall& c);
    void on(const command::SettleMemoryCall& c);
    void on(const command::ChooseEmbedding& c);
    /// Whoever made these is gone: only their charge is unknown.
    void closeAbandonedMemoryCalls();
    /// Until when the task's call can wait for a batch and still be made at once if need be; absent: for ever.
    std::optional<Instant> lastMoment(const RunState& run, const TaskState& task) const;
    bool mayTakeBatch(const RunState& run, const TaskState& task) const;
    /// The same offers without those by batch, where the task has no time for one.
    std::optional<report::WindowReady> withoutBatches(const report::WindowReady& window) const;
    void noteBatch(const StepRef& step);
    void observeBatch(const report::StepFinished& r);
    /// The call is made at once; what the batch answers nevertheless is charged and thrown away.
    void pullBack(RunState& run, TaskNo task);
    /// The batch brought no answer: the call is made at once. No failure of the task.
    void leaveBatch(const AttemptRef& ref);
    void pullBackLate(RunState& run);
    void resumeBatches(const RunState& run);
    /// When each of them has to be pulled back, as the run's end now says.
    void noteBatches(const RunState& run);
    /// Nobody waits for its answer any more, but it may be charged.
    void askForCharge(const StepRef& step, const OpenStep& open);

    // planning.cpp
    void on(const report::PlanExpanded& r);
    /// Whether a planner task has still something to propose: it runs, can run, or its proposal is not in the plan yet.
    bool atPlanning(const RunState& run, TaskNo planner) const;
    bool planGoesOn(const RunState& run) const;
    /// A plan that is being proposed or was, and that nobody has accepted: planner tasks alone may start.
    bool planUnseen(const RunState& run) const;
    void expandNext(const RunState& run);
    /// The plan is there, and work in it: the person looks at it first.
    void holdForPlan(const RunState& run);

    // judging.cpp
    void on(const report::VoteConvened& r);
    void on(const report::VotesCounted& r);
    /// A conflict that agents are to vote on, or a pair that one is to judge; nothing where the run has had its share.
    void callVote(ConflictId conflict, const report::VoteCall& vote);
    /// How many agents were asked in the run by votes, or pairs put to a model.
    std::uint32_t votesOf(RunId run, bool suspected) const;
    /// One question after the other is put into the plan, and what was answered is counted.
    void voteNext(const RunState& run);
    bool votesPending(RunId run) const;
    bool allHaveVoted(const RunState& run, const std::vector<TaskNo>& judges) const;
    void noteVote(const ConflictState& conflict);
    void noteJudge(RunId run, const TaskShape& shape);
    /// The same offers without the models that judge the same contradiction in another task.
    std::optional<report::WindowReady> withoutSiblings(const report::WindowReady& window) const;

    // schedule.cpp
    void on(const Tick&);
    void schedule();
    /// Time is up, or nothing but work without money is left: the run is held.
    void holdIfNothingMayStart(RunState& run);
    void startReady(RunState& run);
    void startAssemblers(RunState& run);
    void settleIfAtRest(RunState& run);
    RunOutcome restingOutcome(const RunState& run) const;
    void finishTask(const AttemptRef& ref, std::uint64_t comparedThrough);
    void invalidate(RunState& run, TaskState& task, InvalidationCause cause, ConflictId conflict = {},
                    BlobRef note = {}, Digest action = {});
    /// A settled run whose picture has changed goes on, and settles again.
    void wake(RunState& run);
    void rebuildSchedule(const RunState& run);
    /// What was out of money is tried again.
    void forgetMoneyless();
    /// When this recorded instant comes, by the clock that only advances.
    BootInstant bootAt(Instant instant) const { return m_now.boot + (instant - m_at); }
    void freeAgent(const RunState& run, AgentId agent);
    /// How long to wait after the `tries`-th failure in a row, at least as long as the provider wishes.
    Duration backoff(const RunState& run, std::uint32_t tries, Duration retryAfter) const;

    // recovery.cpp
    void on(const Recovered&);
    void recoverAttempt(RunState& run, TaskState& task);
    void recoverStep(const AttemptRef& ref, const AttemptState& attempt);
    void closeAbandonedSteps();

    // conflicts.cpp
    void on(const report::ClaimsCompared& r);
    void on(const report::AffectedFound& r);
    void on(const command::ResolveConflict& c);
    void on(const command::UndoResolution& c);
    void on(const command::MarkConflict& c);
    void on(const command::ChangeCoherence& c);
    void openConflict(const report::FoundConflict& found, const AttemptRef& comparing);
    void resolve(const command::ResolveConflict& c);
    /// How often a policy has settled what these two tasks say about one thing since a person did.
    std::uint32_t policyRounds(const report::FoundConflict& found, RunId run) const;
    /// The task stated what a decision had dropped: it answers again, or a person hears of it.
    void correct(const AttemptRef& ref, const report::LosingClaim& claim);
    void reopen(ConflictId conflict, ConflictReason reason, BlobRef note, std::optional<std::uint32_t> rounds = {});
    /// What a person's decision lets start waits until undoing it is no longer free.
    void waitForUndo(RunState& run, const ConflictState& conflict, const std::vector<TaskNo>& affected);
    /// Deferrals that are over, and conflicts that nobody settled in time.
    void moveConflicts();
    void noteMoves(const ConflictState& conflict);
    void noteMoves();
    void searchAffected(const ConflictState& conflict);
    /// Whether these results can stand again, as if this decision had not been made.
    bool mayRestore(const ConflictState& conflict, const std::vector<TaskNo>& tasks) const;
    bool hasOpenConflicts(RunId run) const;
    bool searchesPending(RunId run) const;
    const ConflictState* decidable(ConflictId conflict);

    EngineSettings m_settings;
    State m_state;

    // Volatile
    ReadySet m_ready;
    Leases m_leases;
    std::set<std::uint32_t> m_freeAgents;
    std::vector<TaskNo> m_assemblers, m_planners;  ///< of the run m_ready is for, ascending
    struct Parked {
        report::WindowReady window;
        BootInstant notBefore;  ///< a pause after a failure; else the start of time
    };
    std::deque<Parked> m_parked;               ///< wait for money, a key or a provider; oldest first
    std::optional<BootInstant> m_parkedUntil;  ///< when time alone may free a key for one of them
    bool m_freed = false;                      ///< a settlement or a person has made room since they were last tried
    std::map<TaskNo, BudgetName>
        m_moneyless;  ///< of the run m_ready is for: their own or their swarm's budget is used up
    Dispatch m_dispatch;
    struct Sent {
        report::WindowReady window;
        Target target;               ///< who has the call, or had it
        std::vector<Target> failed;  ///< models that this attempt has moved away from
        std::uint32_t moves = 0;
    };
    /// By provider and model: the most that a call was charged, in thousandths of what was set aside for it, where that
    /// was too little: the server counts more than anybody could expect. The next call is reserved for as much.
    std::map<std::pair<std::string, std::string>, std::int64_t> m_overruns;
    std::map<AttemptRef, Sent> m_sent;  ///< calls in flight, to be sent elsewhere if need be
    std::map<std::pair<RunId, TaskNo>, std::vector<Target>> m_avoided;  ///< by tasks that are not over
    struct Repeats {
        std::uint32_t times = 0;           ///< so far
        std::optional<BootInstant> due{};  ///< absent: asked, and not answered yet
    };
    std::map<StepRef, Repeats> m_repeats;           ///< of steps whose calls ended without anybody knowing how
    std::set<AttemptRef> m_outdated;                ///< their assembly may have read what a decision since superseded
    std::optional<effect::ExpandPlan> m_expanding;  ///< asked for and not answered yet
    std::set<ConflictId> m_votes;                   ///< isVotedOn(); may hold some that are not any more
    std::map<ConflictId, std::vector<TaskNo>> m_judges;  ///< tasks that judge it, ascending
    std::optional<effect::ConveneVote> m_convening;      ///< asked for and not answered yet
    std::set<ConflictId> m_counting;                     ///< the same
    std::set<std::pair<Instant, TaskNo>> m_pullBackAt;   ///< of the active run; may hold tasks that are back already
    std::map<StepRef, BootInstant> m_batchSince;         ///< since when this process knows of it
    std::optional<Duration> m_turnaround;                ///< the longest that a batch took
    std::set<std::pair<Instant, ConflictId>> m_movesAt;  ///< may hold conflicts that have moved already
    std::map<ConflictId, BootInstant> m_undoUntil;       ///< of decisions made in this process
    std::optional<Now> m_previous;
    RunId m_active;  ///< the run that is not settled; there is one at most
    /// False from the taking over of a journal until Recovered: an attempt begun in between would be taken for one that
    /// a dead process left behind.
    std::set<std::uint32_t> m_memoryCalls;  ///< open ones that this process makes
    bool m_recovered = true;

    // The decision being made
    Now m_now;
    Instant m_at;
    Outcome m_outcome;
};

}  // namespace skein::engine
