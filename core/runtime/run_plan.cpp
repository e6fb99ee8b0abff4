#include "core/runtime/run_plan.h"

#include <algorithm>

#include "core/plan/plan_file.h"
#include "core/plan/proposal.h"
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
    // The sources of the run are in memory; whether a task has the files it names was asked when it was proposed.
    for (auto& task : prepared.plan.tasks) {
        task.scope.clear();
        task.checks.clear();
    }
    SKEIN_CHECK(learnFromPast(prepared, reader));
    SKEIN_CHECK(planRun(prepared, {}));
    return prepared.estimate;
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
