// The budgets of a workspace as people ask about them: which there are, what stands against each, and which one leaves
// no room. Thread: any; reads only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/engine/state.h"
#include "core/runtime/reader.h"

namespace skein::runtime {

/// The budgets that bound a run, as they stood at its last entry: the workspace's, its own, its swarms', and those of
/// tasks that have their own or of which four fifths are gone, at most `mostTasks` of these.
std::vector<Budget> budgetsOf(const State& state, const RunState& run, std::size_t mostTasks = 20);

/// The one that holds the run, else the one with the smallest share left; nothing where there is none.
std::optional<Budget> tightest(const State& state, const RunState& run);

/// Whether four fifths of any of them are gone.
bool nearBudget(const State& state, const RunState& run);

/// "this workspace", "today", "this run", "swarm port", "task t-031".
std::string budgetName(const WorkspaceReader& reader, const RunState& run, const Budget& budget);

/// The value of `budget WS --of` that means it: "workspace", "day", "run", "swarm:port", "task:t-031".
std::string budgetAddress(const WorkspaceReader& reader, const RunState& run, const Budget& budget);

/// What the cheapest call that waits for this budget can cost at most; nothing: no task says that it waits for it.
std::optional<MicroUsd> nextCallNeeds(const RunState& run, const BudgetName& budget);

/// The smallest limit that leaves so much room in a budget as it stands now, rounded up to two digits.
MicroUsd limitFor(const Budget& budget, MicroUsd room);

/// The budgets without room for the next call of a run that is held by one, that one first; all have to be raised
/// before the call can go out. Empty where nothing is held or the call's cost is not known.
std::vector<Budget> shortBudgets(const State& state, const RunState& run);

/// What holds the run as people read it, and "of": the budget's address; null where it is not held by a budget.
Json budgetHoldJson(const WorkspaceReader& reader, const State& state, const RunState& run);

/// Null where the task waits for no money, else {"of","name","needs_usd","missing_usd","limit_usd": that lets it go on
/// at once,"reserved": [{"by","calls","usd"}]: what may come free again, the largest first,"text": "0.12 USD reserved
/// by batch b-3 (budget of this run)"}.
Json moneyWaitJson(const WorkspaceReader& reader, const State& state, const RunState& run, const TaskState& task);

/// [{"of","name","limit_usd","spent_usd","pending_usd","room_usd","warning"}]; pending: reserved or possibly charged.
/// Spent and room are null where the price of a call is not known.
/// The budget of each task that has none of its own is one of them, "tasks", for which nothing can be told as spent.
Json budgetsJson(const WorkspaceReader& reader, const State& state, const RunState& run);

}  // namespace skein::runtime
