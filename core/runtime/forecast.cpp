#include "core/runtime/forecast.h"

#include <algorithm>
#include <cmath>

#include "core/base/field_reader.h"
#include "core/engine/batches.h"
#include "core/plan/estimate.h"
#include "core/runtime/batch_waits.h"

namespace skein::runtime {
namespace {

constexpr std::uint64_t seed = 1;  // a forecast asked for twice is the same one

Result<plan::TaskGraph> graphOf(const RunState& run) {
    Plan abstract;
    for (const auto& task : run.tasks) {
        TaskSpec spec;
        spec.id = std::to_string(task.shape.task.value);
        for (const TaskNo need : task.shape.needs) spec.needs.push_back(std::to_string(need.value));
        abstract.tasks.push_back(std::move(spec));
    }
    return plan::TaskGraph::create(abstract);
}

/// What one task of the kind takes by the estimate that the run began with.
std::optional<plan::Work> estimatedEach(const std::optional<plan::Outlook>& estimate, const std::string& kind) {
    if (!estimate) return std::nullopt;
    const auto found = estimate->kinds.find(kind);
    if (found == estimate->kinds.end() || found->second.tasks == 0) return std::nullopt;
    const auto& all = found->second;
    const auto count = static_cast<std::int64_t>(all.tasks);
    return plan::Work{
        {all.time.p50 / count}, {all.tokensIn.p50 / count}, {all.tokensOut.p50 / count}, {all.cost.p50 / count}, 1};
}

/// A factor with three digits that count: one of a thousandth is not 0.
double threeDigits(double factor) {
    if (!(factor > 0)) return 0;
    const double unit = std::pow(10, 2 - std::floor(std::log10(factor)));
    return std::round(factor * unit) / unit;
}

Json ratioOf(double actual, double estimated) {
    return estimated > 0 ? Json(threeDigits(actual / estimated)) : Json(nullptr);
}

Json compared(const plan::Range& estimated, std::int64_t actual) {
    Json json = plan::millionthsJson(estimated);
    json["actual"] = fromMillionths(actual);
    json["within"] = estimated.holds(actual);
    json["ratio"] = ratioOf(static_cast<double>(actual), static_cast<double>(estimated.p50));
    return json;
}

/// The P50 of all tasks of a kind, for as many of them as have results.
Json comparedKind(const plan::Range& all, std::size_t tasks, std::size_t results, std::int64_t actual, double unit) {
    const double estimated =
        tasks == 0 ? 0 : static_cast<double>(all.p50) * static_cast<double>(results) / static_cast<double>(tasks);
    return {{"estimated", std::round(estimated) / unit},
            {"actual", static_cast<double>(actual) / unit},
            {"ratio", ratioOf(static_cast<double>(actual), estimated)}};
}

Json medianOf(std::vector<double> values) {
    if (values.empty()) return nullptr;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
    std::nth_element(values.begin(), middle, values.end());
    // Nothing spent or no time at all is no factor.
    return *middle > 0 ? Json(threeDigits(*middle)) : Json(nullptr);
}

}  // namespace

Result<PastWork> pastWorkFor(const WorkspaceReader& reader, const RunState& run, Instant now) {
    SKEIN_TRY(const auto options, reader.blobJson(run.options));
    SKEIN_TRY(auto models, runModelsFromOptions(options));
    PastWork past(std::move(models), now);
    SKEIN_CHECK(past.readOn(reader));
    return past;
}

Json forecastJson(const RunState& run, const PastWork& past, Instant now, bool live) {
    if (run.status == RunStatus::Settled) return nullptr;
    const auto graph = graphOf(run);
    if (!graph) return nullptr;  // its plan is still being recorded
    const auto record = past.runs().find(run.run);
    const std::optional<plan::Outlook> none;
    const auto& estimate = record == past.runs().end() ? none : record->second.estimate;
    std::size_t waiting = 0;
    std::vector<plan::Ahead> ahead;
    std::vector<BatchAhead> batches;
    const bool mayBatch = past.models().batch;
    for (const auto& task : run.tasks) {
        plan::Ahead next;
        next.kind = task.shape.kind;
        const bool gated = isGated(run, task) || isPaused(run, task);
        waiting += gated;
        next.left = task.status == TaskStatus::Running || (task.status == TaskStatus::Waiting && !gated);
        next.expected.time = plan::plannedDuration(task.shape.estimate);
        next.expected.cost = task.shape.estimatedCost;
        if (const auto each = estimatedEach(estimate, task.shape.kind)) next.expected = *each;
        if (const Effort* effort = past.effort(run.run, task.shape.task)) {
            next.charged = effort->took.cost;
            next.gone = effort->took.time;
            if (live && effort->startedAt != Instant{} && effort->batchSince == Instant{})
                next.gone += std::max(Duration{}, now - effort->startedAt - effort->waited);
        }
        BatchAhead& batch = batches.emplace_back();
        const bool atOnce = task.hurried || task.shape.role != TaskRole::Work || (task.current && !waitsForBatch(task));
        batch.byBatch = next.left && (waitsForBatch(task) || (mayBatch && !atOnce));
        if (waitsForBatch(task)) batch.waited = std::max(Duration{}, now - task.current->startedAt);
        ahead.push_back(std::move(next));
    }
    // With an unknown price the run's spending is unknown as well.
    const bool priced = past.models().priced() && (!estimate || estimate->priced);
    auto outlook = plan::outlookOf(*graph, ahead, run.agents, past.history(), priced, seed);
    addWaits(outlook, *graph, batches, waitFrom(past.batchWaits()));
    const plan::Range total{run.spent.value + outlook.cost.p10, run.spent.value + outlook.cost.p50,
                            run.spent.value + run.unconfirmed.value + outlook.cost.p90};
    const bool going = live && run.status == RunStatus::Running;
    const auto instant = [&](std::int64_t left) { return formatInstant(now + Duration{left}); };
    return {
        {"seconds", plan::millionthsJson(outlook.time)},
        {"usd", priced ? plan::millionthsJson(total) : Json(nullptr)},
        {"ends", going ? Json{{"p10", instant(outlook.time.p10)}, {"p90", instant(outlook.time.p90)}} : Json(nullptr)},
        {"tasks_left", outlook.left},
        {"not_counted", waiting},
        {"basis", outlook.basis},
        {"over_budget", priced && run.budget && total.p90 > run.budget->value},
        {"text", "left: " + plan::timeText(outlook.time) + ", cost at the end: " +
                     (priced ? plan::moneyText(total) : "unknown") + ", P10-P90 " + outlook.basis}};
}

Json againstActualJson(const PastWork& past, RunId runId) {
    const auto found = past.runs().find(runId);
    if (found == past.runs().end() || !found->second.estimate) return nullptr;
    const RunRecord& run = found->second;
    const plan::Outlook& estimate = *run.estimate;
    Json kinds = Json::array();
    for (const auto& [name, took] : run.kinds) {
        const auto known = estimate.kinds.find(name);
        const plan::KindOutlook all = known == estimate.kinds.end() ? plan::KindOutlook{} : known->second;
        const auto one = [&](const plan::Range& range, std::int64_t actual, double unit) {
            return comparedKind(range, all.tasks, took.results, actual, unit);
        };
        kinds.push_back({{"kind", name},
                         {"tasks", all.tasks},
                         {"results", took.results},
                         {"seconds", one(all.time, took.took.time.value, 1e6)},
                         {"tokens_in", one(all.tokensIn, took.took.tokensIn.value, 1)},
                         {"tokens_out", one(all.tokensOut, took.took.tokensOut.value, 1)},
                         {"usd", estimate.priced ? one(all.cost, took.paid.value, 1e6) : Json(nullptr)},
                         {"attempts", one(all.attempts, took.took.attempts, 1)}});
    }
    const auto byKind = run.expanded ? run.compared() : std::nullopt;
    const auto time =
        byKind ? compared(byKind->time, byKind->took.value) : compared(estimate.time, past.busy(run).value);
    const auto cost = byKind ? compared(byKind->cost, byKind->spent.value) : compared(estimate.cost, run.spent.value);
    return {{"basis", byKind ? "what tasks of these kinds took before" : estimate.basis},
            {"comparable", run.comparable()},
            {"seconds", time},
            {"usd", estimate.priced ? cost : Json(nullptr)},
            {"kinds", std::move(kinds)}};
}

Json calibrationJson(const PastWork& past) {
    std::size_t runs = 0, leftOut = 0, timesWithin = 0, costsWithin = 0;
    std::vector<double> times, costs;
    for (const auto& [id, run] : past.runs()) {
        if (!run.estimate) continue;
        const auto done = run.compared();
        if (!done) {
            ++leftOut;
            continue;
        }
        const auto ratio = [](std::int64_t actual, std::int64_t estimated) {
            return static_cast<double>(actual) / static_cast<double>(estimated);
        };
        ++runs;
        timesWithin += done->time.holds(done->took.value);
        if (done->time.p50 > 0) times.push_back(ratio(done->took.value, done->time.p50));
        costsWithin += done->priced && done->cost.holds(done->spent.value);
        if (done->priced && done->cost.p50 > 0) costs.push_back(ratio(done->spent.value, done->cost.p50));
    }
    return {{"runs", runs},
            {"left_out", leftOut},
            {"within_seconds", timesWithin},
            {"within_usd", costsWithin},
            {"factor_seconds", medianOf(std::move(times))},
            {"factor_usd", medianOf(std::move(costs))}};
}

}  // namespace skein::runtime
