// From a goal or plan file to a running plan: ingest the sources, expand the recipe, judge feasibility, start.
// Thread: any; blocks. Must never start a run whose tasks the chosen provider cannot do.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "core/plan/estimate.h"
#include "core/plan/graph.h"
#include "core/runtime/goal_terms.h"
#include "core/runtime/host.h"
#include "core/runtime/ingest/ingest.h"
#include "core/runtime/window_terms.h"
#include "core/runtime/workbench.h"

namespace skein::runtime {

/// The engine's view of a task; its text becomes a blob, without its pause point. `numbers` holds the number of every
/// id of the plan. Pause points of phases are the plan's (plan::pausePoints).
TaskShape shapeOf(const TaskSpec& task, const std::map<std::string, TaskNo>& numbers,
                  const std::function<BlobRef(std::string)>& put);

/// A goal with its plan, validated, before anything is recorded.
struct PreparedRun {
    Goal goal;
    Plan plan;
    plan::History history;                       ///< finished work to draw the estimate from; empty: none is known
    std::vector<Duration> batchWaits;            ///< of calls by batch so far
    std::optional<std::int64_t> tokensPerMille;  ///< what windows are scaled by; none: nothing was counted yet
    WindowTerms windowTerms;                     ///< what its windows are packed by; of earlier runs
    Json options;                                ///< as runModelsFromOptions takes them; no secret
    RunModels models;                            ///< what they say
    std::uint32_t agents = 1;
    std::optional<MicroUsd> budget;
    std::optional<Instant> until;
    ConflictPolicy onConflict = ConflictPolicy::Ask;
    bool acceptPlan = false;  ///< what a planner proposes is begun without asking
    bool planned = false;     ///< the plan was read; otherwise it is made of the goal
    std::uint64_t seed = 0;   ///< as RunRequest
    std::vector<SourceRoot> roots;
};

/// Reads the goal or plan file and settles provider, agents and limits. The plan of a goal is still empty: it is
/// expanded over what ingest finds. Errors: InvalidInput naming file and line; a goal without a recipe lists the
/// recipes; a budget over an endpoint of unknown price.
Result<PreparedRun> prepareRun(const RunRequest& request);

/// Whether the provider of these options can do the tasks; `asked`: only those with these ids, empty: all.
/// Error: Denied naming the first ("needs a model: ...").
Result<void> providerCanDo(const std::vector<TaskSpec>& tasks, const Json& options, const std::set<std::string>& asked);

/// Takes what finished tasks of this workspace took for the estimate. Errors: as WorkspaceReader::events.
Result<void> learnFromPast(PreparedRun& run, const WorkspaceReader& reader);

/// Expands the recipe over these files (or keeps the plan that was read) and judges it: graph, checks, what the
/// provider can do, whether there is a file for tasks that need one. Errors: InvalidInput, Denied, TooLarge.
Result<void> planRun(PreparedRun& run, const std::vector<SourceFile>& files);

/// The plan's own estimate, with tokens and money as the models of the run take them, and the range that finished work
/// gives.
struct RunEstimate : plan::PlanEstimate {
    std::size_t byBatch = 0;  ///< tasks that go through a batch
};
/// Errors: InvalidInput for a plan that is no graph.
Result<RunEstimate> estimateOf(const PreparedRun& run);

/// The options of a run for the one model that the person named, or that the catalogue names as the provider's usual
/// one. Errors: InvalidInput, also for a model that is listed for another use.
Result<Json> namedOptions(const routing::Catalogue& catalogue, const std::string& id, std::string model,
                          const std::string& price, routing::CatalogueModel::Use use);

/// The options of a run for a provider as --provider names it; `fromGoal` where the request names none. One model is
/// named, or the models of the named providers are left to the router; "auto": of all that can be called. Errors:
/// InvalidInput saying what was expected; NotFound.
Result<Json> providerOptions(const RunRequest& request, const std::vector<std::string>& fromGoal);

/// Ingests, plans and starts. `cancel` stops the reading of the sources (Cancelled); null: nothing does.
Result<RunId> startRun(Host& host, PreparedRun run, const std::function<void(const std::string&)>& progress,
                       const std::atomic<bool>* cancel = nullptr);

}  // namespace skein::runtime
