// Which tasks of a plan are about files that are not there: after the sources of a goal changed, tasks that a person
// kept can be left with nothing to work on. Thread: any; pure.
#pragma once

#include <string>
#include <vector>

#include "core/model/task.h"

namespace skein::ui {

/// Ids of the tasks that name files or folders (TaskSpec::scope) of which none is among `paths`, in the order of the
/// plan. `paths`: of all source files, in ascending order.
std::vector<std::string> tasksWithoutFiles(const Plan& plan, const std::vector<std::string>& paths);

}  // namespace skein::ui
