#include "core/runtime/costs.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include <fmt/format.h>

#include "core/runtime/queries.h"
#include "core/runtime/run_models.h"

namespace skein::runtime {
namespace {

struct Tally {
    MicroUsd cost;
    Usage usage;
    std::uint64_t calls = 0, failed = 0;
    void add(const event::StepSettled& step) {
        cost += step.charge;
        usage += step.usage;
        ++calls;
        failed += step.outcome != StepOutcome::Ok;
    }
};

struct IntendedCall {
    Target target;
    Instant at;
};

struct SettledCall {
    StepRef step;
    Target target;
    event::StepSettled settled;
    Instant at;  ///< when it was settled
};

/// What the journal says of the calls of a run, and of the results it holds.
struct Calls {
    std::vector<SettledCall> settled;
    std::map<StepRef, IntendedCall> open;
    std::map<TaskNo, event::TaskFinished> results;  ///< the newest of each task
    std::map<BlobRef, Usage> made;                  ///< what an output took to make, in whichever run it was
};

Result<Calls> readCalls(const WorkspaceReader& reader, RunId run) {
    Calls calls;
    std::map<StepRef, IntendedCall> intended;
    std::map<AttemptRef, Usage> used;
    const auto take = [&](const CommittedEvent& entry) {
        if (const auto* e = std::get_if<event::StepIntended>(&entry.event); e && e->stepKind != StepKind::Check)
            intended[{e->run, e->task, e->attempt, e->step}] = {e->target, entry.at};
        if (const auto* e = std::get_if<event::StepSettled>(&entry.event)) {
            const StepRef step{e->run, e->task, e->attempt, e->step};
            const auto found = intended.find(step);
            if (found == intended.end()) return;
            if (e->outcome == StepOutcome::Ok) used[step.attemptRef()] += e->usage;
            if (e->run == run) calls.settled.push_back({step, found->second.target, *e, entry.at});
            intended.erase(found);
        }
        if (const auto* e = std::get_if<event::TaskFinished>(&entry.event)) {
            if (!e->reused) calls.made[e->output] = used[{e->run, e->task, e->attempt}];
            if (e->run == run) calls.results[e->task] = *e;
        }
    };
    for (std::uint64_t at = 0;;) {
        SKEIN_TRY(const auto events, reader.events(at, 5'000));
        if (events.empty()) break;
        at = events.back().sequence;
        for (const auto& entry : events) take(entry);
    }
    for (auto& [step, call] : intended)
        if (step.run == run) calls.open.emplace(step, std::move(call));
    return calls;
}

/// What came to nothing and what was done again.
Json fates(const RunState& run, const Calls& calls) {
    MicroUsd failed, repeated, wasted;
    for (const auto& [step, target, settled, at] : calls.settled) {
        if (settled.outcome != StepOutcome::Ok) failed += settled.charge;
        if (step.attempt.value > 1) repeated += settled.charge;
        const TaskState& task = run.tasks[step.task.value - 1];
        const bool running = task.current && task.current->attempt == step.attempt;
        const auto result = calls.results.find(step.task);
        const bool held = task.hasResult && result != calls.results.end() && result->second.attempt == step.attempt;
        if (!running && (!held || settled.outcome != StepOutcome::Ok)) wasted += settled.charge;
    }
    return {{"failed_calls_usd", usd(failed)}, {"repeated_usd", usd(repeated)}, {"wasted_usd", usd(wasted)}};
}

std::int64_t strength(const routing::CatalogueModel& model) {
    if (model.capabilities.empty()) return 0;
    return std::accumulate(model.capabilities.begin(), model.capabilities.end(), std::int64_t{0},
                           [](std::int64_t sum, const auto& each) { return sum + each.second; }) /
           static_cast<std::int64_t>(model.capabilities.size());
}

/// Null where it cannot be known.
Json baselineOf(const RunState& run, const RunModels& models, const Calls& calls) {
    if (models.free()) return nullptr;
    const auto best = std::max_element(models.models.begin(), models.models.end(), [](const auto& a, const auto& b) {
        return strength(a.model) < strength(b.model);
    });
    MicroUsd all, reused;
    for (const auto& task : run.tasks) {
        if (!task.hasResult || task.shape.role == TaskRole::Assembler) continue;
        const auto result = calls.results.find(task.shape.task);
        if (result == calls.results.end()) return nullptr;
        const auto made = calls.made.find(result->second.output);
        if (made == calls.made.end() || !made->second.measured) return nullptr;
        const auto cost = routing::costAt(best->model.prices, run.startedAt, made->second);
        if (!cost || !*cost) return nullptr;
        all += **cost;
        if (task.reused) reused += **cost;
    }
    const auto name = best->model.provider + "/" + best->model.id;
    return {{"model", name},
            {"usd", usd(all)},
            {"reused_usd", usd(reused)},
            {"text", "every result held made anew, once and without a failure, by " + name +
                         " at its prices when the run began, with the tokens that were measured"}};
}

}  // namespace

bool nearBudget(const RunState& run) { return run.budget && committed(run).value * 5 >= run.budget->value * 4; }

Result<Json> costsJson(const WorkspaceReader& reader, const State& state, RunId runId, const std::string& by) {
    const auto& run = *state.run(runId);
    SKEIN_TRY(const auto options, reader.blobJson(run.options));
    SKEIN_TRY(const auto models, runModelsFromOptions(options));
    SKEIN_TRY(const auto calls, readCalls(reader, runId));
    const bool priced = models.priced();
    std::map<std::string, Tally> groups;
    for (const auto& [step, target, settled, at] : calls.settled) {
        const auto& task = run.tasks[step.task.value - 1];
        std::string name = target.provider;
        if (by == "model") name = target.model;
        else if (by == "kind") name = task.shape.kind;
        else if (by == "task") name = taskTitle(reader, task);
        else if (by == "hour") name = formatInstant(at).substr(0, 13) + ":00Z";
        groups[name].add(settled);
    }
    Json unconfirmed = Json::array();
    for (const auto& [step, call] : calls.open) {
        const auto kept = state.openSteps.find(step);
        if (kept == state.openSteps.end() || !kept->second.unconfirmed) continue;
        const auto name = taskTitle(reader, run.tasks[step.task.value - 1]);
        unconfirmed.push_back({{"step", fmt::format("{}/{}/{}", name, step.attempt.value, step.step.value)},
                               {"provider", call.target.provider},
                               {"model", call.target.model},
                               {"at", formatInstant(call.at)},
                               {"usd", usd(kept->second.reserved)}});
    }
    Json rows = Json::array();
    for (const auto& [name, tally] : groups)
        rows.push_back({{"name", name},
                        {"usd", priced ? Json(usd(tally.cost)) : Json(nullptr)},
                        {"unknown", !priced},
                        {"tokens_in", tally.usage.totalIn().value},
                        {"tokens_out", tally.usage.output.value},
                        {"calls", tally.calls},
                        {"failed_calls", tally.failed}});
    std::stable_sort(rows.begin(), rows.end(), [](const Json& x, const Json& y) {
        return x["usd"].is_number() && y["usd"].is_number() && x["usd"] > y["usd"];
    });
    Json json{{"run", "r-" + std::to_string(runId.value)},
              {"by", by},
              {"budget_usd", run.budget ? Json(usd(*run.budget)) : Json(nullptr)},
              {"spent_usd", priced ? Json(usd(run.spent)) : Json(nullptr)},
              {"reserved_usd", usd(run.reserved)},
              {"unconfirmed_usd", usd(run.unconfirmed)},
              {"inherited_usd", usd(run.inherited)},
              {"budget_warning", nearBudget(run)},
              {"unconfirmed", std::move(unconfirmed)},
              {"groups", std::move(rows)}};
    json.update(fates(run, calls));
    json["baseline"] = baselineOf(run, models, calls);
    json["saved_usd"] = json["baseline"].is_null()
                            ? Json(nullptr)
                            : Json(json["baseline"]["usd"].get<double>() - json["spent_usd"].get<double>());
    return json;
}

}  // namespace skein::runtime
