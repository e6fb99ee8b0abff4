// The questions that the plan of a run left open, and what holds for them. Thread: any; blocks while it reads blobs.
#pragma once

#include "core/base/json.h"
#include "core/engine/state.h"
#include "core/runtime/reader.h"

namespace skein::runtime {

/// [{"number","question","answer","by": "person|planner|recipe","suggestions","assumption","open"}], as the run's plan
/// has them; "open": nobody has answered yet, and the plan waits for the person. Empty where the plan cannot be read.
Json questionsJson(const WorkspaceReader& reader, const RunState& run);
/// The same for people, a line each: "assumed 2: Which platforms? Linux (by the planner)".
std::string questionsText(const Json& questions);

}  // namespace skein::runtime
