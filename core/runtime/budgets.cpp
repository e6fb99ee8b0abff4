#include "core/runtime/budgets.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "core/base/limits.h"
#include "core/runtime/costs.h"
#include "core/runtime/queries.h"

namespace skein::runtime {
namespace {

double shareLeft(const Budget& budget) {
    return budget.limit.value == 0 ? 0
                                   : static_cast<double>(budget.room().value) / static_cast<double>(budget.limit.value);
}

constexpr std::size_t mostHoldersTold = 3;

bool counts(const BudgetName& of, const RunState& run, const StepRef& step) {
    switch (of.scope) {
        case BudgetScope::Workspace:
        case BudgetScope::Day: return true;
        case BudgetScope::Run: return step.run == run.run;
        case BudgetScope::Swarm: return step.run == run.run && run.tasks[step.task.value - 1].shape.swarm == of.swarm;
        case BudgetScope::Task: return step.run == run.run && step.task == of.task;
    }
    return false;
}

struct Holder {
    std::size_t calls = 0;
    MicroUsd reserved;
};

/// Who has money of a budget set aside that may come free again.
std::vector<std::pair<std::string, Holder>> holdersOf(const State& state, const RunState& run, const BudgetName& of) {
    std::map<std::string, Holder> byName;
    for (const auto& [step, open] : state.openSteps) {
        if (open.unconfirmed || open.reserved.value == 0 || !counts(of, run, step)) continue;
        auto& holder = byName[!open.batch.empty() ? "batch " + open.batch
                              : open.target.batch ? "a batch that is being sent"
                                                  : "calls that run"];
        ++holder.calls;
        holder.reserved += open.reserved;
    }
    std::vector<std::pair<std::string, Holder>> holders(byName.begin(), byName.end());
    std::stable_sort(holders.begin(), holders.end(),
                     [](const auto& a, const auto& b) { return a.second.reserved > b.second.reserved; });
    return holders;
}

}  // namespace

std::optional<MicroUsd> nextCallNeeds(const RunState& run, const BudgetName& budget) {
    std::optional<MicroUsd> least;
    for (const TaskState& task : run.tasks)
        if (task.awaits && task.awaits->budget == budget)
            least = std::min(least.value_or(task.awaits->needed), task.awaits->needed);
    return least;
}

MicroUsd limitFor(const Budget& budget, MicroUsd room) {
    const std::int64_t exact = (budget.spent + budget.pending + room).value;
    std::int64_t unit = 1;
    while (exact / unit >= 100) unit *= 10;
    return MicroUsd{std::min((exact + unit - 1) / unit * unit, limits::maxBudgetMicroUsd)};
}

std::vector<Budget> shortBudgets(const State& state, const RunState& run) {
    const bool held =
        run.status == RunStatus::Held || (run.status == RunStatus::Settled && run.outcome == RunOutcome::Held);
    if (!held || run.holdReason != HoldReason::Budget || !run.heldBudget) return {};
    const TaskState* next = nullptr;
    for (const TaskState& task : run.tasks)
        if (task.awaits && task.awaits->budget == *run.heldBudget &&
            (next == nullptr || task.awaits->needed < next->awaits->needed))
            next = &task;
    if (next == nullptr) return {};
    auto budgets = skein::budgetsOf(state, run, next, state.at);
    std::erase_if(budgets, [&](const Budget& each) { return each.room() >= next->awaits->needed; });
    std::stable_partition(budgets.begin(), budgets.end(),
                          [&](const Budget& each) { return each.of == *run.heldBudget; });
    return budgets;
}

Json budgetHoldJson(const WorkspaceReader& reader, const State& state, const RunState& run) {
    const bool held =
        run.status == RunStatus::Held || (run.status == RunStatus::Settled && run.outcome == RunOutcome::Held);
    const auto budget = tightest(state, run);
    if (!held || run.holdReason != HoldReason::Budget || !budget) return nullptr;
    const auto needs = run.heldBudget ? nextCallNeeds(run, *run.heldBudget) : std::nullopt;
    std::string text = "the budget of " + budgetName(reader, run, *budget) + ", " + formatUsd(budget->limit) + " USD, ";
    if (!run.heldBudget) text += "cannot be kept: what the next call costs is not known";
    else if (needs && budget->room() >= *needs)
        text += "has room for the next call again (up to " + formatUsd(*needs) + " USD)";
    else
        text += "leaves no room for the next call" + (needs ? ", which can cost up to " + formatUsd(*needs) + " USD; " +
                                                                  formatUsd(budget->room()) + " USD are left"
                                                            : std::string());
    bool first = true;
    for (const Budget& each : shortBudgets(state, run)) {
        if (each.of == budget->of) continue;
        text += (std::exchange(first, false) ? "; no room for it has that of " : ", that of ") +
                budgetName(reader, run, each) + ", " + formatUsd(each.limit) + " USD (" + formatUsd(each.room()) +
                " left)";
    }
    return {{"of", budgetAddress(reader, run, *budget)},
            {"text", std::move(text)},
            {"needs_usd", needs ? Json(usd(*needs)) : Json(nullptr)}};
}

Json moneyWaitJson(const WorkspaceReader& reader, const State& state, const RunState& run, const TaskState& task) {
    const bool waits = task.status == TaskStatus::Waiting || task.status == TaskStatus::Running;
    if (!task.awaits || !waits || run.status != RunStatus::Running) return nullptr;
    const Budget budget = standingOf(state, &run, task.awaits->budget, state.at);
    const MicroUsd missing = task.awaits->needed - budget.room();
    if (missing <= MicroUsd{}) return nullptr;  // it is there again, or no such budget is any more
    const auto holders = holdersOf(state, run, task.awaits->budget);
    Json reserved = Json::array();
    std::string by;
    MicroUsd mayComeFree;
    for (std::size_t i = 0; i < holders.size(); ++i) {
        const auto& [name, holder] = holders[i];
        mayComeFree += holder.reserved;
        reserved.push_back({{"by", name}, {"calls", holder.calls}, {"usd", usd(holder.reserved)}});
        if (i < mostHoldersTold) by += (i == 0 ? "" : i + 1 == holders.size() ? " and " : ", ") + name;
    }
    if (holders.size() > mostHoldersTold) by += " and others";
    const std::string name = budgetName(reader, run, budget);
    return {
        {"of", budgetAddress(reader, run, budget)},
        {"name", name},
        {"needs_usd", usd(task.awaits->needed)},
        {"missing_usd", usd(missing)},
        {"limit_usd", usd(limitFor(budget, task.awaits->needed))},
        {"reserved", std::move(reserved)},
        {"text", mayComeFree >= missing ? formatUsd(missing) + " USD reserved by " + by + " (budget of " + name + ")"
                                        : formatUsd(missing) + " USD more in the budget of " + name}};
}

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
    // A budget over several runs knows what was spent where each of them does.
    auto known = [&, all = std::optional<bool>(), own = std::optional<bool>()](const BudgetName& of) mutable {
        const bool several = of.scope == BudgetScope::Workspace || of.scope == BudgetScope::Day;
        if (!several) return own ? *own : *(own = costKnown(reader, run));
        if (!all)
            all = std::all_of(state.runs.begin(), state.runs.end(),
                              [&](const RunState& each) { return costKnown(reader, each); });
        return *all;
    };
    for (const Budget& each : budgetsOf(state, run)) {
        const bool knows = known(each.of);
        list.push_back({{"of", budgetAddress(reader, run, each)},
                        {"name", budgetName(reader, run, each)},
                        {"limit_usd", usd(each.limit)},
                        {"spent_usd", knows ? Json(usd(each.spent)) : Json(nullptr)},
                        {"pending_usd", usd(each.pending)},
                        {"room_usd", knows ? Json(usd(each.room())) : Json(nullptr)},
                        {"warning", each.near()}});
    }
    return list;
}

}  // namespace skein::runtime
