// The part of the executor that deals with proposals of planner tasks: checking one, and working it into the plan.
#include <algorithm>

#include "core/base/text.h"
#include "core/engine/shapes.h"
#include "core/plan/diff.h"
#include "core/plan/estimate.h"
#include "core/plan/pauses.h"
#include "core/plan/plan_file.h"
#include "core/plan/proposal.h"
#include "core/runtime/executor.h"
#include "core/runtime/output_check.h"
#include "core/runtime/start_run.h"

namespace skein::runtime {

// Beyond what core/plan can tell: whether each schema is one, and whether some model of the run can do each task.
Result<std::string> Executor::checkProposal(RunId run, const TaskSpec& planner, const std::string& output) const {
    SKEIN_TRY(const auto files, filesOf(run, m_world.facts, m_world.index));
    std::vector<std::string> paths;
    for (const auto& file : files) paths.push_back(file.path);
    const auto proposal = plan::readProposal(output, plan::proposalBounds(planner, std::move(paths)));
    if (!proposal) return proposal.error().describe();
    SKEIN_TRY(const auto models, modelsOf(run));
    for (std::size_t i = 0; i < proposal->tasks.size(); ++i) {
        const auto& [task, expand] = proposal->tasks[i];
        const auto place = "tasks[" + std::to_string(i) + "]";
        if (const auto schema = knownSchema(task.output.schema); !schema)
            return place + ".output.schema: " + schema.error().message;
        if (expand || models->offline() || task.kind == plan::assemblerKind) continue;
        SKEIN_TRY(const auto offered, offersFor(*models, task, task.estimate.tokensIn, wallNow()));
        const bool any = std::any_of(offered.offers.begin(), offered.offers.end(),
                                     [](const auto& offer) { return offer.refusal == Refusal::None; });
        if (!any)
            return place + ".capabilities: no model of this run can do task '" + task.id +
                   "'; ask for lower levels, or for less to read and to write";
    }
    return std::string();
}

void Executor::perform(const effect::ExpandPlan& e) {
    auto expanded =
        e.refused.empty() ? expand(e) : Result<report::PlanExpanded>(fail(ErrorCode::InvalidInput, e.refused));
    if (!expanded)
        expanded = report::PlanExpanded{e.run, e.task, e.revision, {}, {}, {}, put(expanded.error().describe())};
    m_report(*std::move(expanded));
}

Result<report::PlanExpanded> Executor::expand(const effect::ExpandPlan& e) const {
    SKEIN_TRY(const auto planner, spec(e.spec));
    SKEIN_TRY(const auto answered, output(planner, e.output));
    SKEIN_TRY(const auto bytes, text(e.plan));
    SKEIN_TRY(const auto before, plan::parsePlan(bytes, "plan"));
    SKEIN_TRY(const auto files, filesOf(e.run, m_world.facts, m_world.index));
    std::vector<std::string> paths;
    for (const auto& file : files) paths.push_back(file.path);
    SKEIN_TRY(const auto proposal, plan::readProposal(answered, plan::proposalBounds(planner, std::move(paths))));
    SKEIN_TRY(auto after, plan::applyProposal(before, planner.id, proposal, files));

    // Numbers stay with their ids; new ones go on behind the last, in plan order.
    auto planned = m_world.indexer.shapesOf(e.run);
    std::map<std::string, TaskNo> numbers;
    for (const auto& [shape, withdrawn] : planned) {
        if (withdrawn) continue;
        SKEIN_TRY(const auto task, spec(shape.spec));
        numbers[task.id] = shape.task;
    }
    report::PlanExpanded expanded{e.run, e.task, e.revision, {}, {}, {}, {}};
    const auto diff = plan::diffPlans(before, after);
    auto number = static_cast<std::uint32_t>(planned.size());
    for (const auto& id : diff.added) numbers[id] = TaskNo{++number};
    std::set<std::string> touched(diff.added.begin(), diff.added.end());
    for (const auto& change : diff.changed) touched.insert(change.id);
    const auto durations = plan::plannedDurations(after);
    const auto pauses = plan::pausePoints(after);
    for (std::size_t i = 0; i < after.tasks.size(); ++i) {
        if (!touched.contains(after.tasks[i].id)) continue;
        expanded.changed.push_back(
            shapeOf(after.tasks[i], numbers, [this](std::string content) { return put(std::move(content)); }));
        expanded.changed.back().estimate = durations[i];
        expanded.changed.back().pause = pauses.contains(after.tasks[i].id);
    }
    std::sort(expanded.changed.begin(), expanded.changed.end(),
              [](const auto& x, const auto& y) { return x.task < y.task; });
    for (const auto& id : diff.removed)
        if (const auto found = numbers.find(id); found != numbers.end()) expanded.withdrawn.push_back(found->second);

    std::vector<TaskShape> shapes;
    for (auto& [shape, withdrawn] : planned) {
        const auto& gone = expanded.withdrawn;
        if (withdrawn || std::find(gone.begin(), gone.end(), shape.task) != gone.end()) shape.needs.clear();
        shapes.push_back(std::move(shape));
    }
    for (const auto& shape : expanded.changed)
        if (shape.task.value <= shapes.size()) shapes[shape.task.value - 1] = shape;
        else shapes.push_back(shape);
    if (const auto problem = engine::problemOf(shapes)) return fail(ErrorCode::InvalidInput, *problem);
    expanded.plan = put(plan::toJson(after).dump(-1, ' ', false, Json::error_handler_t::replace));
    return expanded;
}

}  // namespace skein::runtime
