// The money of a workspace at its five levels: what each event adds to them, and what a call may still cost.
#include <algorithm>

#include "core/engine/apply.h"

namespace skein {
namespace {

constexpr std::int64_t microsecondsOfMinute = 60'000'000, microsecondsOfDay = 1'440 * microsecondsOfMinute;

/// The person's day, counted from 1970.
std::int64_t dayOf(const WorkspaceMoney& money, Instant at) {
    const std::int64_t local = at.value + money.utcOffset * microsecondsOfMinute;
    return local / microsecondsOfDay - (local % microsecondsOfDay < 0 ? 1 : 0);
}

}  // namespace

Budget standingOf(const State& state, const RunState* run, const BudgetName& of, Instant at) {
    const WorkspaceMoney& money = state.money;
    Budget budget{of, {}, {}, {}};
    const auto stands = [&](const std::optional<MicroUsd>& limit, MicroUsd spent, MicroUsd pending) {
        budget.limit = limit.value_or(MicroUsd{});
        budget.spent = spent;
        budget.pending = pending;
    };
    switch (of.scope) {
        case BudgetScope::Workspace: stands(money.budget, money.spent, money.pending); break;
        case BudgetScope::Day:
            stands(money.dayBudget, dayOf(money, at) == money.day ? money.spentThatDay : MicroUsd{}, money.pending);
            break;
        case BudgetScope::Run: stands(run->budget, run->spent, run->reserved + run->unconfirmed); break;
        case BudgetScope::Swarm:
            for (const SwarmState& each : run->swarms)
                if (each.swarm == of.swarm) stands(each.budget, each.spent, each.pending);
            break;
        case BudgetScope::Task:
            if (const TaskState* found = state.task(run->run, of.task))
                stands(found->shape.budget ? found->shape.budget : run->taskBudget, found->spent, found->pending);
            break;
    }
    return budget;
}

std::vector<Budget> budgetsOf(const State& state, const RunState& run, const TaskState* task, Instant at) {
    std::vector<Budget> budgets;
    const auto add = [&](bool isSet, BudgetScope scope, const std::string& swarm = {}, TaskNo no = {}) {
        if (isSet) budgets.push_back(standingOf(state, &run, {scope, swarm, no}, at));
    };
    add(state.money.budget.has_value(), BudgetScope::Workspace);
    add(state.money.dayBudget.has_value(), BudgetScope::Day);
    add(run.budget.has_value(), BudgetScope::Run);
    for (const SwarmState& swarm : run.swarms)
        add(swarm.budget && (task == nullptr || task->shape.swarm == swarm.swarm), BudgetScope::Swarm, swarm.swarm);
    if (task != nullptr) add(task->shape.budget || run.taskBudget, BudgetScope::Task, {}, task->shape.task);
    return budgets;
}

namespace engine {

SwarmState* Reducer::swarmOf(RunState& run, TaskNo no) {
    const TaskState* task = m_state.task(run.run, no);
    if (task == nullptr || task->shape.swarm.empty()) return nullptr;
    const auto found = std::find_if(run.swarms.begin(), run.swarms.end(),
                                    [&](const SwarmState& each) { return each.swarm == task->shape.swarm; });
    if (found != run.swarms.end()) return &*found;
    run.swarms.push_back({task->shape.swarm, std::nullopt, {}, {}});
    return &run.swarms.back();
}

void Reducer::addPending(RunState& run, TaskNo no, MicroUsd amount) {
    m_state.money.pending += amount;
    if (TaskState* task = m_state.task(run.run, no)) task->pending += amount;
    if (SwarmState* swarm = swarmOf(run, no)) swarm->pending += amount;
}

void Reducer::addSpentInWorkspace(MicroUsd amount) {
    WorkspaceMoney& money = m_state.money;
    if (const std::int64_t day = dayOf(money, m_at); day != money.day) {
        money.day = day;
        money.spentThatDay = {};
    }
    money.spent += amount;
    money.spentThatDay += amount;
}

void Reducer::addSpent(RunState& run, TaskNo no, MicroUsd amount) {
    addSpentInWorkspace(amount);
    run.spent += amount;
    if (TaskState* task = m_state.task(run.run, no)) task->spent += amount;
    if (SwarmState* swarm = swarmOf(run, no)) swarm->spent += amount;
}

Result<void> Reducer::operator()(const event::BudgetChanged& e) {
    const BudgetScope scope = e.scope.value_or(BudgetScope::Run);
    WorkspaceMoney& money = m_state.money;
    if (scope == BudgetScope::Workspace) {
        money.budget = e.budget;
        return {};
    }
    if (scope == BudgetScope::Day) {
        // Charges of the day that was counted before are those of the day it becomes.
        if (e.utcOffset && *e.utcOffset != money.utcOffset) {
            const bool today = dayOf(money, m_at) == money.day;
            money.utcOffset = *e.utcOffset;
            money.day = dayOf(money, m_at);
            if (!today) money.spentThatDay = {};
        }
        money.dayBudget = e.budget;
        return {};
    }
    RunState* run = m_state.run(e.run);
    if (!run) return misfit(e.kind, "a known run");
    if (scope == BudgetScope::Run) run->budget = e.budget;
    else if (scope == BudgetScope::Swarm) {
        const auto found = std::find_if(run->swarms.begin(), run->swarms.end(),
                                        [&](const SwarmState& each) { return each.swarm == e.swarm; });
        if (found != run->swarms.end()) found->budget = e.budget;
        else run->swarms.push_back({e.swarm, e.budget, {}, {}});
    } else if (!e.task) run->taskBudget = e.budget;
    else if (TaskState* task = m_state.task(e.run, e.task)) task->shape.budget = e.budget;
    else return misfit(e.kind, "a known task");
    return {};
}

}  // namespace engine
}  // namespace skein
