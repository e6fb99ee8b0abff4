#include "core/plan/estimate.h"

#include <fmt/format.h>

#include "core/base/field_reader.h"

namespace skein::plan {
namespace {

/// Median length of one model answer of about 1,000 tokens at the 50 to 100 tokens per second that hosted models
/// stream at (reference/providers.md), rounded up.
constexpr Duration builtInDuration = seconds(20);

bool hasTokens(const TaskEstimate& estimate) { return estimate.tokensIn.value > 0 || estimate.tokensOut.value > 0; }

std::string describeBasis(const PlanEstimate& estimate, std::size_t withTokens) {
    std::string basis;
    if (estimate.tasks == 0) return "no tasks";
    if (estimate.guessedDurations == 0) basis = "the plan's own durations";
    else if (estimate.guessedDurations == estimate.tasks) basis = "built-in durations";
    else
        basis = fmt::format("the plan's own durations, built-in ones for {} of {} tasks", estimate.guessedDurations,
                            estimate.tasks);
    if (withTokens > 0 || estimate.cost.value > 0) basis += "; list prices only";
    return basis;
}

}  // namespace

Duration plannedDuration(Duration own) { return own.value > 0 ? own : builtInDuration; }

std::vector<Duration> plannedDurations(const Plan& plan) {
    std::vector<Duration> durations;
    durations.reserve(plan.tasks.size());
    for (const TaskSpec& task : plan.tasks) durations.push_back(plannedDuration(task.estimate.duration));
    return durations;
}

PlanEstimate estimatePlan(const Plan& plan, const TaskGraph& graph, std::uint32_t agents) {
    SKEIN_ASSERT(agents > 0 && graph.taskCount() == plan.tasks.size());
    const std::vector<Duration> durations = plannedDurations(plan);
    const ScheduleBounds bounds = graph.bounds(durations);
    PlanEstimate estimate;
    estimate.tasks = graph.taskCount();
    estimate.dependencies = graph.dependencyCount();
    estimate.agents = agents;
    estimate.work = bounds.work;
    estimate.criticalPath = bounds.length;
    std::size_t withTokens = 0;
    for (const Phase& phase : graph.phases()) {
        PhaseEstimate part{phase.name, phase.tasks.size(), {}, {}};
        for (const TaskIndex index : phase.tasks) {
            const TaskEstimate& own = plan.tasks[index].estimate;
            part.work += durations[index];
            part.cost += own.cost;
            estimate.tokensIn += own.tokensIn;
            estimate.tokensOut += own.tokensOut;
            estimate.guessedDurations += own.duration.value > 0 ? 0 : 1;
            withTokens += hasTokens(own) ? 1 : 0;
        }
        estimate.cost += part.cost;
        estimate.phases.push_back(std::move(part));
    }
    estimate.makespanLow = bounds.lowerBound(agents);
    estimate.makespanLikely = listSchedule(graph, durations, bounds.remaining, agents);
    // Graham 1969: every list schedule ends within work / m + (1 - 1/m) * longest path, rounded up to whole
    // microseconds.
    estimate.makespanHigh =
        Duration{(bounds.work.value - bounds.length.value + agents - 1) / agents + bounds.length.value};
    estimate.basis = describeBasis(estimate, withTokens);
    return estimate;
}

Json toJson(const PlanEstimate& estimate) {
    Json phases = Json::array();
    for (const PhaseEstimate& phase : estimate.phases)
        phases.push_back({{"name", phase.name},
                          {"tasks", phase.tasks},
                          {"work_seconds", fromMillionths(phase.work.value)},
                          {"usd", fromMillionths(phase.cost.value)}});
    return {{"tasks", estimate.tasks},
            {"dependencies", estimate.dependencies},
            {"agents", estimate.agents},
            {"tokens", {{"in", estimate.tokensIn.value}, {"out", estimate.tokensOut.value}}},
            {"usd", estimate.unpriced > 0 ? Json(nullptr) : Json(fromMillionths(estimate.cost.value))},
            {"work_seconds", fromMillionths(estimate.work.value)},
            {"critical_path_seconds", fromMillionths(estimate.criticalPath.value)},
            {"makespan_seconds",
             {{"low", fromMillionths(estimate.makespanLow.value)},
              {"likely", fromMillionths(estimate.makespanLikely.value)},
              {"high", fromMillionths(estimate.makespanHigh.value)}}},
            {"basis", estimate.basis},
            {"range", toJson(estimate.outlook)},
            {"phases", std::move(phases)}};
}

}  // namespace skein::plan
