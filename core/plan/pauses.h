// Which tasks of a plan stand behind a pause point: those that say so, and the first ones of a phase that does. A phase
// is held by the tasks that need nothing of the phase itself, for all others wait for them. Thread: any; pure.
#pragma once

#include <set>
#include <string>

#include "core/model/task.h"

namespace skein::plan {

/// The ids of these tasks. O(tasks + dependencies).
std::set<std::string> pausePoints(const Plan& plan);

/// Takes phases that have no task any more out of the plan's pause points: each has to be the phase of a task.
void dropEmptyPauses(Plan& plan);

}  // namespace skein::plan
