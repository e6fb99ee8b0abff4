// The texts of planner tasks: what a model is told when it has to propose a plan. Internal to core/plan. Thread: any;
// pure. Never puts names of files into an instruction: they stand in the parameters, as data.
#pragma once

#include <string>
#include <vector>

#include "core/model/task.h"
#include "core/ports/index.h"

namespace skein::plan {

/// The planner task of a part that a proposal left to be expanded. `parent` is the planner task that proposed it, whose
/// goal it goes on with; `part` has its id and needs as they are in the plan.
TaskSpec partPlanner(const TaskSpec& parent, const TaskSpec& part, const std::vector<SourceFile>& files);

/// The ids that the tasks of a planner task's proposal need from outside, whether or not it waits for them itself.
std::vector<std::string> needsOfPart(const TaskSpec& planner);

}  // namespace skein::plan
