// Which models could take a task's next call, as the journal has it: what a person reads where no call went out.
// Thread: any; reads the workspace, writes nothing. Never says what breakers and load say: those are known to the
// process that hosts the run alone.
#pragma once

#include "core/base/json.h"
#include "core/engine/state.h"
#include "core/runtime/reader.h"

namespace skein::runtime {

/// Each model of the run judged for a task at `now`, the best first and the refused after them:
/// [{"provider","model","batch","refusal": "none" or why not,"why": the same for people}]. Empty for built-in agents,
/// or where the run's options cannot be read.
Json candidatesJson(const WorkspaceReader& reader, const State& state, const RunState& run, const TaskState& task,
                    Instant now);

/// Where a held run could give no model its next call: {"task": id of the plan,"models": as above}; else null.
Json heldCandidatesJson(const WorkspaceReader& reader, const State& state, const RunState& run, Instant now);

}  // namespace skein::runtime
