#include "core/sim/checker.h"

#include <algorithm>

#include <fmt/format.h>

namespace skein::sim {

void Checker::object(std::string violation) {
    if (m_violations.size() < 20) m_violations.push_back(std::move(violation));
}

void Checker::see(const Event& event, const ProviderLedger& ledger, BootInstant now, Instant at) {
    m_now = now;
    m_at = at;
    m_ledger = &ledger;
    std::visit([this](const auto& e) { on(e); }, event);
}

Checker::Task& Checker::task(RunId id, TaskNo no) {
    auto& tasks = run(id).tasks;
    if (!no || no.value > 1'000'000) object(fmt::format("an event names task {}", no.value));
    if (tasks.size() < no.value) tasks.resize(no.value);
    return tasks[std::max(no.value, 1u) - 1];
}

void Checker::place(RunId id, const TaskShape& shape) {
    Task& placed = task(id, shape.task);
    placed.needs = shape.needs;
    placed.role = shape.role;
    placed.swarm = shape.swarm;
    placed.money.limit = shape.budget;
    if (placed.pausePoint != shape.pause) placed.paused = placed.pausePoint = shape.pause;
}

void Checker::checkAcyclic(RunId id) {
    const Run& of = run(id);
    enum class Mark { New, Open, Closed };
    std::vector<Mark> marks(of.tasks.size(), Mark::New);
    std::vector<std::pair<std::size_t, std::size_t>> path;
    for (std::size_t root = 0; root < of.tasks.size(); ++root) {
        if (marks[root] != Mark::New) continue;
        path.emplace_back(root, 0);
        marks[root] = Mark::Open;
        while (!path.empty()) {
            auto& [at, next] = path.back();
            if (next == of.tasks[at].needs.size()) {
                marks[at] = Mark::Closed;
                path.pop_back();
                continue;
            }
            const std::size_t need = of.tasks[at].needs[next++].value - 1;
            if (need >= marks.size() || marks[need] == Mark::Open)
                return object(fmt::format("the plan of run {} has a cycle", id.value));
            if (marks[need] == Mark::Closed) continue;
            marks[need] = Mark::Open;
            path.emplace_back(need, 0);
        }
    }
}

void Checker::check(const Purse& purse, std::string_view whose, MicroUsd spent) {
    if (spent < MicroUsd{} || purse.held < MicroUsd{}) object("spent or reserved money is below zero");
    if (purse.limit && spent + purse.held > *purse.limit)
        object(fmt::format("{}: spent {} + reserved {} exceeds the budget {}", whose, spent.value, purse.held.value,
                           purse.limit->value));
}

void Checker::book(RunId id, TaskNo no, MicroUsd held, MicroUsd spent) {
    Run& of = run(id);
    Task& owner = task(id, no);
    Purse& swarm = of.swarms[owner.swarm];
    for (Purse* purse : {&m_workspace, &of.money, &swarm, &owner.money}) {
        purse->held += held;
        purse->spent += spent;
    }
    constexpr std::int64_t day = 86'400'000'000;
    MicroUsd& today = m_spentByDay[m_at.value / day];
    today += spent;
    check(m_workspace, "the workspace", m_workspace.spent);
    check({m_day.limit, {}, m_workspace.held}, "the day", today);
    check(of.money, "the run", of.money.spent);
    check(swarm, "swarm " + owner.swarm, swarm.spent);
    check({owner.money.limit ? owner.money.limit : of.taskBudget, {}, owner.money.held},
          fmt::format("task {}", no.value), owner.money.spent);
}

void Checker::on(const event::RunStarted& e) {
    Run& started = run(e.run);
    started.agents = e.agents;
    started.money.limit = e.budget;
    started.taskBudget = e.taskBudget;
    for (const SwarmBudget& each : e.swarmBudgets) started.swarms[each.swarm].limit = each.budget;
    started.planned = e.tasks;
}

void Checker::on(const event::TaskPlanned& e) {
    place(e.run, e.shape);
    if (e.shape.task.value == run(e.run).planned) checkAcyclic(e.run);
}

void Checker::on(const event::TaskAmended& e) {
    place(e.run, e.shape);
    if (task(e.run, e.shape.task).running) object(fmt::format("task {} was amended while it ran", e.shape.task.value));
}

void Checker::on(const event::TaskWithdrawn& e) {
    Task& gone = task(e.run, e.task);
    gone.needs.clear();
    gone.withdrawn = true;
    gone.done = false;
}

void Checker::on(const event::RunHeld& e) { run(e.run).admitting = false; }
void Checker::on(const event::RunStopping& e) { run(e.run).admitting = false; }
void Checker::on(const event::RunResumed& e) {
    run(e.run).admitting = true;
    run(e.run).settled = false;
    if (e.agents) run(e.run).agents = *e.agents;
}

void Checker::on(const event::RunSettled& e) {
    Run& at = run(e.run);
    if (at.settled) object(fmt::format("run {} settled twice", e.run.value));
    at.settled = true;
    m_settledAt = m_now;
    checkAcyclic(e.run);
    if (!at.busyAgents.empty()) object(fmt::format("run {} settled while agents worked", e.run.value));
    if (!at.admitting) return;
    for (std::size_t i = 0; i < at.tasks.size(); ++i) {
        const Task& left = at.tasks[i];
        // A vote that came to nothing is no work that is missing.
        if (left.done || left.withdrawn || left.role == TaskRole::Assembler || left.role == TaskRole::Judge ||
            e.outcome == RunOutcome::Failed)
            continue;
        const bool blocked = left.paused || std::any_of(left.needs.begin(), left.needs.end(), [&](TaskNo need) {
                                 return !task(e.run, need).done || task(e.run, need).disputes > 0;
                             });
        if (!blocked && e.outcome != RunOutcome::Blocked)
            object(fmt::format("run {} settled although task {} could run", e.run.value, i + 1));
        if (e.outcome == RunOutcome::Done)
            object(fmt::format("run {} is called done without task {}", e.run.value, i + 1));
    }
}

void Checker::on(const event::BudgetChanged& e) {
    switch (e.scope.value_or(BudgetScope::Run)) {
        case BudgetScope::Workspace: m_workspace.limit = e.budget; break;
        case BudgetScope::Day: m_day.limit = e.budget; break;
        case BudgetScope::Run: run(e.run).money.limit = e.budget; break;
        case BudgetScope::Swarm: run(e.run).swarms[e.swarm].limit = e.budget; break;
        case BudgetScope::Task: (e.task ? task(e.run, e.task).money.limit : run(e.run).taskBudget) = e.budget; break;
    }
}

void Checker::on(const event::PausesChanged& e) {
    for (const TaskNo no : e.tasks) {
        if (task(e.run, no).paused == e.hold) object(fmt::format("task {} changed no pause point", no.value));
        task(e.run, no).paused = e.hold;
    }
}

void Checker::on(const event::AttemptStarted& e) {
    Run& of = run(e.run);
    Task& started = task(e.run, e.task);
    ++m_attempts;
    if (!of.admitting || of.settled)
        object(fmt::format("task {} started although run {} admits nothing", e.task.value, e.run.value));
    if (started.running || started.done || started.withdrawn)
        object(fmt::format("task {} started without need", e.task.value));
    if (e.attempt.value != ++started.attempt)
        object(fmt::format("task {}: attempt {} follows {}", e.task.value, e.attempt.value, started.attempt - 1));
    if (!of.busyAgents.insert(e.agent.value).second) object(fmt::format("agent {} got a second task", e.agent.value));
    if (e.agent.value < 1 || e.agent.value > of.agents) object(fmt::format("agent {} does not exist", e.agent.value));
    if (started.paused) object(fmt::format("task {} started behind its pause point", e.task.value));
    started.running = true;
    started.agent = e.agent;
    started.startedAt = m_now;
    if (started.role == TaskRole::Assembler) {
        const bool early = std::any_of(of.tasks.begin(), of.tasks.end(),
                                       [](const Task& t) { return t.running && t.role == TaskRole::Work; });
        if (early) object(fmt::format("assembler {} started beside running work", e.task.value));
        return;
    }
    for (const TaskNo need : started.needs)
        if (const Task& source = task(e.run, need); !source.done || source.disputes > 0)
            object(fmt::format("task {} started before task {} had an undisputed result", e.task.value, need.value));
}

void Checker::on(const event::StepIntended& e) {
    if (!task(e.run, e.task).running || task(e.run, e.task).attempt != e.attempt.value)
        object(fmt::format("a step of task {} outside its attempt", e.task.value));
    m_steps[{e.run, e.task, e.attempt, e.step}] = {e.idempotencyKey, e.reserved};
    book(e.run, e.task, e.reserved, {});
}

void Checker::settleStep(const StepRef& ref, MicroUsd charge, const ProviderLedger& ledger) {
    const auto step = m_steps.find(ref);
    if (step == m_steps.end()) return object(fmt::format("a step of task {} was settled twice", ref.task.value));
    const auto account = ledger.find(step->second.key);
    const MicroUsd owed = account == ledger.end() ? MicroUsd{} : account->second;
    if (charge != owed)
        object(
            fmt::format("task {}: the journal charges {}, the provider {}", ref.task.value, charge.value, owed.value));
    book(ref.run, ref.task, MicroUsd{-step->second.reserved.value}, charge);
    m_steps.erase(step);
}

void Checker::on(const event::StepSettled& e) { settleStep({e.run, e.task, e.attempt, e.step}, e.charge, *m_ledger); }
void Checker::on(const event::UnconfirmedSettled& e) {
    settleStep({e.run, e.task, e.attempt, e.step}, e.charge, *m_ledger);
}

void Checker::endAttempt(RunId id, TaskNo no, AttemptNo attempt, BootInstant now) {
    Task& ended = task(id, no);
    if (!ended.running || ended.attempt != attempt.value)
        object(fmt::format("attempt {} of task {} ended without running", attempt.value, no.value));
    ended.running = false;
    run(id).busyAgents.erase(ended.agent.value);
    m_busy += now - ended.startedAt;
}

void Checker::on(const event::AttemptFailed& e) { endAttempt(e.run, e.task, e.attempt, m_now); }
void Checker::on(const event::TaskFailed& e) { task(e.run, e.task).done = false; }

void Checker::on(const event::TaskFinished& e) {
    endAttempt(e.run, e.task, e.attempt, m_now);
    task(e.run, e.task).done = true;
    if (!m_finished.insert({e.run, e.task, e.revision}).second)
        object(fmt::format("revision {} of task {} finished twice", e.revision, e.task.value));
}

void Checker::on(const event::TaskInvalidated& e) {
    if (!task(e.run, e.task).running) task(e.run, e.task).done = false;
}

void Checker::dispute(Conflict& conflict, bool disputed) {
    if (conflict.disputed == disputed) return;
    conflict.disputed = disputed;
    const auto adjust = [&](TaskNo no) {
        if (no) task(conflict.run, no).disputes += disputed ? 1u : -1u;
    };
    adjust(conflict.a);
    if (conflict.b != conflict.a) adjust(conflict.b);
}

void Checker::on(const event::ConflictOpened& e) {
    if (e.conflict.value != m_conflicts.size() + 1) object("conflicts are not numbered in order");
    m_conflicts.push_back({e.run, e.taskA, e.taskB, true, false, false, false});
    dispute(m_conflicts.back(), true);
}

void Checker::on(const event::ConflictResolved& e) {
    Conflict& conflict = m_conflicts.at(e.conflict.value - 1);
    conflict.open = false;
    conflict.supersedes = conflict.searching = e.decision != Decision::NotAConflict;
    if (!conflict.searching) dispute(conflict, false);
}

void Checker::on(const event::ConflictLapsed& e) {
    m_conflicts.at(e.conflict.value - 1).open = false;
    dispute(m_conflicts.at(e.conflict.value - 1), false);
}

void Checker::on(const event::ResolutionUndone& e) {
    Conflict& conflict = m_conflicts.at(e.conflict.value - 1);
    conflict.open = true;
    conflict.searching = conflict.supersedes;
    dispute(conflict, true);
}

void Checker::on(const event::ConflictReopened& e) {
    Conflict& conflict = m_conflicts.at(e.conflict.value - 1);
    conflict.open = true;
    dispute(conflict, true);
}

void Checker::on(const event::AffectedFound& e) {
    Conflict& conflict = m_conflicts.at(e.conflict.value - 1);
    conflict.searching = false;
    if (!conflict.open) dispute(conflict, false);
}

void Checker::seeRest(const State& state, const ProviderLedger& ledger) {
    MicroUsd charged, spent;
    for (const auto& [key, charge] : ledger) charged += charge;
    for (const RunState& of : state.runs) {
        spent += of.spent;
        if (of.reserved != MicroUsd{} || of.unconfirmed != MicroUsd{})
            object(fmt::format("run {} rests with {} reserved and {} unconfirmed", of.run.value, of.reserved.value,
                               of.unconfirmed.value));
        if (of.spent != run(of.run).money.spent) object("the state's ledger differs from the events'");
    }
    if (charged != spent)
        object(fmt::format("the journal spent {}, the provider charged {}", spent.value, charged.value));
    if (!m_steps.empty()) object(fmt::format("{} steps were never settled", m_steps.size()));
}

}  // namespace skein::sim
