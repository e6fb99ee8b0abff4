// Internal to core/sim: watches the journal from outside. It keeps its own small model of runs, made from events alone
// and without the engine's reducer, so that an error in the reducer cannot hide itself. Thread: the simulation's.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/engine/state.h"

namespace skein::sim {

/// What the simulated provider has charged, by idempotency key.
using ProviderLedger = std::map<Digest, MicroUsd>;

class Checker {
public:
    /// Looks at one durable event, recorded at `at`. `ledger` is the provider's own account.
    void see(const Event& event, const ProviderLedger& ledger, BootInstant now, Instant at);
    /// Looks at a run that rests for good: nothing missed, nothing stale, money as the provider has it.
    void seeRest(const State& state, const ProviderLedger& ledger);

    void object(std::string violation);
    const std::vector<std::string>& violations() const { return m_violations; }

    std::uint64_t attempts() const { return m_attempts; }
    Duration busy() const { return m_busy; }
    BootInstant settledAt() const { return m_settledAt; }

private:
    struct Purse {
        std::optional<MicroUsd> limit;
        MicroUsd spent, held;  ///< held: in flight or unconfirmed
    };
    struct Task {
        std::vector<TaskNo> needs;
        std::string swarm;
        Purse money;
        TaskRole role = TaskRole::Work;
        bool done = false, running = false, withdrawn = false;
        bool pausePoint = false, paused = false;  ///< of the plan; not let pass yet
        std::uint32_t attempt = 0, disputes = 0;
        AgentId agent;
        BootInstant startedAt;
    };
    struct Run {
        std::vector<Task> tasks;
        std::size_t planned = 0;
        std::uint32_t agents = 1;
        Purse money;
        std::map<std::string, Purse> swarms;
        std::optional<MicroUsd> taskBudget;  ///< of each task that has none of its own
        std::set<std::uint32_t> busyAgents;
        bool settled = false, admitting = true;
    };
    struct Conflict {
        RunId run;
        TaskNo a, b;
        bool open = true, disputed = true, searching = false, supersedes = false;
    };
    struct Step {
        Digest key;
        MicroUsd reserved;
    };

    Run& run(RunId id) { return m_runs[id]; }
    Task& task(RunId run, TaskNo no);
    void place(RunId run, const TaskShape& shape);
    void checkAcyclic(RunId run);
    /// Books a change of what is held back and of what is spent at every level, and checks them all.
    void book(RunId run, TaskNo task, MicroUsd held, MicroUsd spent);
    void check(const Purse& purse, std::string_view whose, MicroUsd spent);
    void dispute(Conflict& conflict, bool disputed);
    void endAttempt(RunId run, TaskNo no, AttemptNo attempt, BootInstant now);
    void settleStep(const StepRef& step, MicroUsd charge, const ProviderLedger& ledger);

    void on(const event::RunStarted& e);
    void on(const event::TaskPlanned& e);
    void on(const event::TaskAmended& e);
    void on(const event::TaskWithdrawn& e);
    void on(const event::RunHeld& e);
    void on(const event::RunResumed& e);
    void on(const event::RunStopping& e);
    void on(const event::RunSettled& e);
    void on(const event::BudgetChanged& e);
    void on(const event::PausesChanged& e);
    void on(const event::AttemptStarted& e);
    void on(const event::StepIntended& e);
    void on(const event::StepSettled& e);
    void on(const event::UnconfirmedSettled& e);
    void on(const event::AttemptFailed& e);
    void on(const event::TaskFinished& e);
    void on(const event::TaskFailed& e);
    void on(const event::TaskInvalidated& e);
    void on(const event::ConflictOpened& e);
    void on(const event::ConflictResolved& e);
    void on(const event::ConflictLapsed& e);
    void on(const event::ResolutionUndone& e);
    void on(const event::ConflictReopened& e);
    void on(const event::AffectedFound& e);
    template <class E>
    void on(const E&) {}  // says nothing about tasks or money

    std::map<RunId, Run> m_runs;
    std::vector<Conflict> m_conflicts;
    std::map<StepRef, Step> m_steps;
    std::set<std::tuple<RunId, TaskNo, std::uint32_t>> m_finished;
    std::vector<std::string> m_violations;
    std::uint64_t m_attempts = 0;
    Duration m_busy;
    Purse m_workspace, m_day;                       ///< m_day: only its limit
    std::map<std::int64_t, MicroUsd> m_spentByDay;  ///< by days of UTC
    Instant m_at;
    BootInstant m_settledAt, m_now;
    const ProviderLedger* m_ledger = nullptr;
};

}  // namespace skein::sim
