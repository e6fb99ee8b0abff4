#include "core/runtime/run_plan.h"

#include <algorithm>
#include <map>

#include "core/plan/plan_file.h"
#include "core/plan/proposal.h"
#include "core/runtime/queries.h"
#include "core/runtime/start_run.h"

namespace skein::runtime {

Result<Plan> planOfRun(const WorkspaceReader& reader, const RunState& run) {
    SKEIN_TRY(const auto bytes, reader.blob(run.plan));
    SKEIN_TRY(auto plan, plan::parsePlan(bytes, "the plan of the run"));
    const Plan whole = plan;
    std::erase_if(plan.tasks,
                  [&](const TaskSpec& task) { return plan::isPlanner(task) && plan::isPlanned(whole, task); });
    if (const auto goal = reader.blobJson(run.goal); goal && goal->is_object())
        for (const char* key : {"constraints", "done_when"})
            if (const auto list = goal->find(key); list != goal->end() && !list->empty()) plan.extra[key] = *list;
    return plan;
}

Result<plan::PlanEstimate> estimateOfRun(const WorkspaceReader& reader, const RunState& run, const Plan& plan) {
    PreparedRun prepared;
    prepared.plan = plan;
    prepared.agents = run.agents;
    SKEIN_TRY(prepared.options, reader.blobJson(run.options));
    SKEIN_TRY(prepared.models, runModelsFromOptions(prepared.options));
    SKEIN_CHECK(learnFromPast(prepared, reader));
    return estimateOf(prepared);
}

Result<Json> planningJson(const WorkspaceReader& reader, const RunState& run, bool live) {
    Json planning = Json::array();
    const auto plans = [](const TaskState& task) {
        return task.shape.role == TaskRole::Planner && task.status != TaskStatus::Withdrawn;
    };
    if (std::none_of(run.tasks.begin(), run.tasks.end(), plans)) return planning;
    SKEIN_TRY(const auto bytes, reader.blob(run.plan));
    SKEIN_TRY(const auto plan, plan::parsePlan(bytes, "the plan of the run"));
    std::map<std::string, std::size_t> added;
    for (const auto& task : plan.tasks) ++added[plan::proposedBy(task)];
    for (const auto& task : run.tasks) {
        if (!plans(task)) continue;
        const auto id = taskTitle(reader, task);
        const bool failed = task.status == TaskStatus::Failed;
        planning.push_back(
            {{"task", id},
             {"state", failed                               ? "failed"
                       : task.status == TaskStatus::Running ? (live ? "planning" : "unknown")
                       : task.status == TaskStatus::Waiting ? "waiting"
                       : expansionPending(task)             ? "taking in"
                                                            : "planned"},
             {"added", added[id]},
             {"why", failed ? Json(task.failure ? reader.blob(task.failure).value_or("") : "") : Json()}});
    }
    return planning;
}

bool heldForPlan(const RunState& run) {
    const bool held =
        run.status == RunStatus::Held || (run.status == RunStatus::Settled && run.outcome == RunOutcome::Held);
    return held && run.holdReason == HoldReason::Plan;
}

std::size_t proposedTasks(const RunState& run) {
    return static_cast<std::size_t>(std::count_if(run.tasks.begin(), run.tasks.end(), [](const TaskState& task) {
        return task.shape.role != TaskRole::Planner && task.status != TaskStatus::Withdrawn;
    }));
}

}  // namespace skein::runtime
