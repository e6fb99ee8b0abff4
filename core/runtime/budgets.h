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

/// [{"of","name","limit_usd","spent_usd","pending_usd","room_usd","warning"}]; pending: reserved or possibly charged.
/// The budget of each task that has none of its own is one of them, "tasks", for which nothing can be told as spent.
Json budgetsJson(const WorkspaceReader& reader, const State& state, const RunState& run);

}  // namespace skein::runtime
