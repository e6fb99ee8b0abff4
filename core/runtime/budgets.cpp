#include "core/runtime/budgets.h"

#include <algorithm>

#include "core/runtime/queries.h"

namespace skein::runtime {
namespace {

double shareLeft(const Budget& budget) {
    return budget.limit.value == 0 ? 0
                                   : static_cast<double>(budget.room().value) / static_cast<double>(budget.limit.value);
}

}  // namespace

std::vector<Budget> budgetsOf(const State& state, const RunState& run, std::size_t mostTasks) {
    auto budgets = skein::budgetsOf(state, run, nullptr, state.at);
    std::vector<Budget> tasks;
    for (const TaskState& task : run.tasks) {
        if (task.status == TaskStatus::Withdrawn || (!task.shape.budget && !run.taskBudget)) continue;
        auto own = standingOf(state, &run, {BudgetScope::Task, {}, task.shape.task}, state.at);
        if (task.shape.budget || own.near() || own.limit.value == 0) tasks.push_back(std::move(own));
    }
    std::stable_sort(tasks.begin(), tasks.end(),
                     [](const Budget& a, const Budget& b) { return shareLeft(a) < shareLeft(b); });
    if (tasks.size() > mostTasks) tasks.resize(mostTasks);
    budgets.insert(budgets.end(), tasks.begin(), tasks.end());
    return budgets;
}

std::optional<Budget> tightest(const State& state, const RunState& run) {
    const bool held =
        run.status == RunStatus::Held || (run.status == RunStatus::Settled && run.outcome == RunOutcome::Held);
    if (held && run.holdReason == HoldReason::Budget && run.heldBudget)
        return standingOf(state, &run, *run.heldBudget, state.at);
    const auto budgets = budgetsOf(state, run, 1);
    const auto found = std::min_element(budgets.begin(), budgets.end(),
                                        [](const Budget& a, const Budget& b) { return shareLeft(a) < shareLeft(b); });
    return found == budgets.end() ? std::nullopt : std::optional(*found);
}

bool nearBudget(const State& state, const RunState& run) {
    const auto budgets = budgetsOf(state, run, 1);
    return std::any_of(budgets.begin(), budgets.end(), [](const Budget& each) { return each.near(); });
}

std::string budgetName(const WorkspaceReader& reader, const RunState& run, const Budget& budget) {
    switch (budget.of.scope) {
        case BudgetScope::Workspace: return "this workspace";
        case BudgetScope::Day: return "today";
        case BudgetScope::Run: return "this run";
        case BudgetScope::Swarm: return "swarm " + budget.of.swarm;
        case BudgetScope::Task: return "task " + taskTitle(reader, run.tasks[budget.of.task.value - 1]);
    }
    return {};
}

std::string budgetAddress(const WorkspaceReader& reader, const RunState& run, const Budget& budget) {
    const std::string scope(nameIn(EnumNames<BudgetScope>::table, budget.of.scope));
    if (budget.of.scope == BudgetScope::Swarm) return scope + ":" + budget.of.swarm;
    if (budget.of.scope == BudgetScope::Task)
        return scope + ":" + taskTitle(reader, run.tasks[budget.of.task.value - 1]);
    return scope;
}

Json budgetsJson(const WorkspaceReader& reader, const State& state, const RunState& run) {
    Json list = Json::array();
    if (run.taskBudget)
        list.push_back({{"of", "tasks"},
                        {"name", "each task"},
                        {"limit_usd", usd(*run.taskBudget)},
                        {"spent_usd", nullptr},
                        {"pending_usd", nullptr},
                        {"room_usd", nullptr},
                        {"warning", false}});
    for (const Budget& each : budgetsOf(state, run))
        list.push_back({{"of", budgetAddress(reader, run, each)},
                        {"name", budgetName(reader, run, each)},
                        {"limit_usd", usd(each.limit)},
                        {"spent_usd", usd(each.spent)},
                        {"pending_usd", usd(each.pending)},
                        {"room_usd", usd(each.room())},
                        {"warning", each.near()}});
    return list;
}

}  // namespace skein::runtime
