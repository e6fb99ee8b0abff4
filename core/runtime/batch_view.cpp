#include "core/runtime/batch_view.h"

#include <map>

#include "core/engine/batches.h"
#include "core/runtime/queries.h"
#include "core/runtime/run_models.h"

namespace skein::runtime {

/// A run at rest waits for nothing, whatever its provider still has.
static std::string_view batchState(const RunState& run) {
    const bool stopped = run.status == RunStatus::Stopping || run.outcome == RunOutcome::Stopped;
    if (run.status != RunStatus::Settled && run.status != RunStatus::Stopping) return "waiting";
    if (stopped && run.stopMode == StopMode::Now) return "cancelled";
    return run.status == RunStatus::Settled ? "left" : "waiting";
}

Json batchesJson(const WorkspaceReader& reader, const State& state, const RunState& run) {
    struct Waiting {
        std::uint32_t tasks = 0, late = 0;
        TaskNo first;
        std::optional<Instant> since;
        MicroUsd reserved;
    };
    std::map<std::pair<std::string, std::string>, Waiting> all;
    for (const auto& [step, open] : state.openSteps) {
        if (step.run != run.run || !open.target.batch || open.unconfirmed) continue;
        auto& waiting = all[{open.target.provider, open.target.model}];
        const auto& current = run.tasks[step.task.value - 1].current;
        if (!current || current->attempt != step.attempt || current->step != step.step) {
            ++waiting.late;
            continue;
        }
        if (waiting.tasks++ == 0) waiting.first = step.task;
        waiting.since = std::min(waiting.since.value_or(current->startedAt), current->startedAt);
        waiting.reserved += open.reserved;
    }
    Json rows = Json::array();
    if (all.empty()) return rows;
    const auto options = reader.blobJson(run.options);
    const auto models = options ? runModelsFromOptions(*options) : Result<RunModels>(Failure(options.error()));
    for (const auto& [name, waiting] : all) {
        Json saves = nullptr;
        if (const RunModel* model = models ? models->find({name.first, name.second, false, true}) : nullptr)
            if (const auto tier = model->model.prices.tiers.find(batchTier);
                tier != model->model.prices.tiers.end() && tier->second > 0)
                saves = usd(MicroUsd{waiting.reserved.value * 1'000'000 / tier->second - waiting.reserved.value});
        rows.push_back({{"provider", name.first},
                        {"model", name.second},
                        {"tasks", waiting.tasks},
                        {"first", waiting.first ? Json(taskTitle(reader, run.tasks[waiting.first.value - 1])) : Json()},
                        {"late", waiting.late},
                        {"state", batchState(run)},
                        {"since", waiting.since ? Json(formatInstant(*waiting.since)) : Json(nullptr)},
                        {"saves_at_most_usd", saves}});
    }
    return rows;
}

}  // namespace skein::runtime
