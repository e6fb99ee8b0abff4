// Pause points of a run for people: what is held, and which tasks are meant by the names of tasks and phases.
// Thread: any; reads snapshots.
#pragma once

#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/engine/state.h"
#include "core/runtime/reader.h"

namespace skein::runtime {

/// Tasks held at a pause point now, in plan order: [{"task", "phase", "holds": tasks behind it that wait as well}].
Json pausedJson(const WorkspaceReader& reader, const RunState& run);

/// The tasks that names mean: a task by id or number, or all tasks of a phase that can pass (or, with `hold`, be held:
/// its first ones). A task goes before a phase of the same name. Errors: NotFound naming what is not there;
/// InvalidInput for a phase with nothing to pass or to hold.
Result<std::vector<TaskNo>> tasksAtPauses(const WorkspaceReader& reader, const State& state, RunId run,
                                          const std::vector<std::string>& names, bool hold);

}  // namespace skein::runtime
