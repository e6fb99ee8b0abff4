#include "core/runtime/candidates.h"

#include <algorithm>
#include <map>

#include "core/runtime/queries.h"
#include "core/runtime/run_models.h"

namespace skein::runtime {
namespace {

constexpr std::size_t mostListed = 20;

bool isHeld(const RunState& run) {
    return run.status == RunStatus::Held || (run.status == RunStatus::Settled && run.outcome == RunOutcome::Held);
}

}  // namespace

Json candidatesJson(const WorkspaceReader& reader, const State& state, const RunState& run, const TaskState& task,
                    Instant now) {
    Json rows = Json::array();
    const auto options = reader.blobJson(run.options);
    const auto models = options ? runModelsFromOptions(*options) : Result<RunModels>(Failure(options.error()));
    const auto spec = reader.taskSpec(task);
    if (!models || !spec || models->offline() || task.shape.role == TaskRole::Assembler) return rows;
    const auto offered = offersFor(*models, *spec, spec->band.max, now);
    if (!offered) return rows;
    std::map<std::string, KeysAside> aside;
    for (const auto& key : run.asideKeys)
        ++(key.fault == CallFault::NoCredit ? aside[key.provider].outOfQuota : aside[key.provider].refused);
    std::vector<routing::Standing> standings;
    for (const auto& offer : offered->offers) {
        routing::Standing standing;
        // How many keys there were is the host's to know: held for keys, none is left.
        standing.hasKey = !(isHeld(run) && run.holdReason == HoldReason::Keys);
        if (const auto found = aside.find(offer.target.provider); found != aside.end()) standing.aside = found->second;
        standings.push_back(standing);
    }
    routing::Allowance left;
    for (const Budget& each : skein::budgetsOf(state, run, &task, state.at))
        left.budget = std::min(left.budget.value_or(each.room()), each.room());
    const auto choice = routing::choose(offered->offers, standings, offered->weights, left);
    for (const auto& mark : routing::marksOf(offered->offers, choice, mostListed))
        rows.push_back({{"provider", mark.provider},
                        {"model", mark.model},
                        {"batch", mark.batch},
                        {"refusal", nameIn(EnumNames<Refusal>::table, mark.refusal)},
                        {"why", mark.refusal == Refusal::None ? "can take it" : routing::describe(mark)}});
    return rows;
}

Json heldCandidatesJson(const WorkspaceReader& reader, const State& state, const RunState& run, Instant now) {
    const bool ours = run.holdReason == HoldReason::Keys || run.holdReason == HoldReason::Budget ||
                      run.holdReason == HoldReason::Deadline;
    if (!isHeld(run) || !ours) return nullptr;
    const auto next = std::find_if(run.tasks.begin(), run.tasks.end(), [&](const TaskState& task) {
        return task.shape.role != TaskRole::Assembler && isReady(run, task);
    });
    if (next == run.tasks.end()) return nullptr;
    auto models = candidatesJson(reader, state, run, *next, now);
    if (models.empty()) return nullptr;
    return {{"task", taskTitle(reader, *next)}, {"models", std::move(models)}};
}

}  // namespace skein::runtime
