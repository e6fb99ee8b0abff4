// The offline provider: extractive agents that do real work without a model. They read the sources through the Index
// port, and every statement they make cites the lines it was taken from. Thread: any, several tasks at once; pure
// functions of the request and the index. Must never invent a statement, and never answer a task it cannot do with
// filler.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/model/claim.h"
#include "core/model/task.h"
#include "core/model/window.h"
#include "core/ports/index.h"

namespace skein::providers {

/// The finished output of a task this one needs.
struct DependencyOutput {
    std::string taskId;
    std::string kind;
    std::string title;
    Json document;  ///< as performOffline answered it
};

/// A contradiction that was settled, and how.
struct Settlement {
    std::string conflict;  ///< its label: "c-3"
    std::optional<Claim> kept;
    std::optional<Claim> dropped;
    std::string text;            ///< the decision in words: "a was taken", or the person's own text
    std::vector<Claim> sides{};  ///< both claims, A first
    bool rejectsBoth = false;    ///< neither side holds; without this, `kept` and `asksAgain` both do
    std::string own{};       ///< with `rejectsBoth`: what holds instead in the person's words; empty if nobody knows
    bool asksAgain = false;  ///< nothing was decided between the sides: the goal was, or an agent answers again
};

/// A contradiction that nobody has settled yet.
struct OpenConflict {
    std::string id;
    Claim a, b;
    std::string reason;
    std::string rule;
};

struct OfflineRequest {
    TaskSpec task;
    std::string goal;
    std::vector<std::string> sources;  ///< names of the folders or files that were read, in the goal's order
    ContextWindow window;
    std::vector<DependencyOutput> dependencies;  ///< in plan order
    std::vector<Settlement> settlements;
    std::vector<OpenConflict> openConflicts;
};

struct OfflineAnswer {
    Json document;                  ///< toJson(deliverable::Document)
    std::vector<Digest> consulted;  ///< atoms read, sorted, each once
};

/// Whether a task can be done without a model; asked at planning time.
/// Error: Denied with the reason: "task t-4: needs a model: kind \"api_endpoint\" asks for code generation".
Result<void> offlineCanDo(const TaskSpec& task);

/// Does one task: "survey" (the tree), "digest" (the files of task.scope), "cross_reference" and "assemble" (over the
/// dependencies). Errors: those of offlineCanDo; InvalidInput for a dependency that is not a document or a scope
/// without any file; those of the index. Cost: survey, digest and cross_reference read each source file at most once.
Result<OfflineAnswer> performOffline(const OfflineRequest& request, const MemoryIndex& index);

}  // namespace skein::providers
