// The plan of a run as a person reads and edits it. Thread: any; blocks while it reads.
#pragma once

#include "core/engine/state.h"
#include "core/model/task.h"
#include "core/plan/estimate.h"
#include "core/runtime/reader.h"

namespace skein::runtime {

/// The plan of a run in the form of a plan file, with the goal's constraints and what must hold at the end, without the
/// planner tasks whose proposals are in it (an amendment leaves those as they are). Errors: those of reading blobs and
/// of parsePlan.
Result<Plan> planOfRun(const WorkspaceReader& reader, const RunState& run);

/// What it will probably take with the models of the run. Errors: as estimateOf.
Result<plan::PlanEstimate> estimateOfRun(const WorkspaceReader& reader, const RunState& run, const Plan& plan);

/// Whether the run is held because a plan was proposed that nobody has accepted.
bool heldForPlan(const RunState& run);
/// How many tasks a person is asked to accept: all but those that only plan.
std::size_t proposedTasks(const RunState& run);

/// How planning stands: of each planner task {"task", "state", "added", "why"}. The state is "waiting", "planning"
/// ("unknown" unless `live`: nobody hosts it), "taking in" (its proposal is being worked into the plan), "planned" or
/// "failed"; "added" counts the tasks that it proposed and that are in the plan; "why" it failed, else null. Without
/// planner tasks: []. Errors: as planOfRun.
Result<Json> planningJson(const WorkspaceReader& reader, const RunState& run, bool live);

}  // namespace skein::runtime
