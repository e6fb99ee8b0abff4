// Brings the vectors of a workspace up to date: what memory holds and its embedding model has not seen is sent, once.
// Thread: any; blocks. What a person excluded is never sent, nor what encloses it. What was made before a stop, a full
// budget or a failure stays and is not paid for again.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/model/task.h"
#include "core/runtime/memory_calls.h"

namespace skein::runtime {

struct EmbedProgress {
    std::uint64_t done = 0, total = 0;  ///< texts
    MicroUsd spent;
};
struct EmbedWatch {
    std::function<void(const EmbedProgress&)> onProgress;  ///< may be empty
    const std::atomic<bool>* cancel = nullptr;             ///< looked at between calls
};

struct EmbedReport {
    std::uint64_t texts = 0, calls = 0;  ///< sent
    std::uint64_t excluded = 0;          ///< atoms that were left out because a person said so
    MicroUsd spent;
};

/// What it would take.
struct EmbedEstimate {
    std::uint64_t texts = 0;
    TokenCount tokens;  ///< estimated
    MicroUsd cost;
};

/// The model whose vectors the workspace uses; nothing where none was chosen. Error: Damaged.
Result<std::optional<MemoryModel>> chosenEmbedding(const State& state,
                                                   const std::function<Result<std::string>(const BlobRef&)>& blob);
Result<std::optional<MemoryModel>> chosenEmbedding(Host& host);
/// Records the choice; nothing: no model from now on. What was made stays, for whoever chooses that model again.
Result<void> chooseEmbedding(Host& host, const std::optional<MemoryModel>& model);

/// Precondition of both: the index is up to date. `questions` are sent as well, where
/// they are new.
Result<EmbedEstimate> estimateEmbedding(Host& host, const MemoryModel& model,
                                        const std::vector<std::string>& questions);
/// `most`: what it may cost; none: as the budgets of workspace and day allow. Errors: as MemoryCaller::embed; what was
/// made before stays.
Result<EmbedReport> embedMemory(Host& host, const MemoryModel& model, std::optional<MicroUsd> most,
                                const std::vector<std::string>& questions, const EmbedWatch& watch);

/// What the tasks of a plan ask of memory.
std::vector<std::string> questionsOf(const Plan& plan);

/// Before a run begins: where a model was chosen, what is new and these questions are sent, so that no window depends
/// on which call was faster. What fails is told and leaves the run with what there is. Errors: Cancelled; Damaged.
Result<void> embedForRun(Host& host, const std::vector<std::string>& questions, bool localOnly,
                         std::optional<MicroUsd> most, const std::function<void(const std::string&)>& progress,
                         const std::atomic<bool>* cancel);

/// The same for a run whose proposed plan somebody has just accepted: what its tasks ask of memory. Tasks that planners
/// add while a run goes on (a plan that was agreed to beforehand) are answered by words and the workspace's own
/// vectors. Errors: as above; those of reading the plan.
Result<void> embedForPlan(Host& host, RunId run, const std::function<void(const std::string&)>& progress,
                          const std::atomic<bool>* cancel);

}  // namespace skein::runtime
