// Reads and writes plan files (cli.md, "Plan file"). Thread: any; pure but for readPlanFile, which reads one file
// through core/base. Ids, needs and cycles are judged by TaskGraph::create; its words get their place here.
#pragma once

#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/model/task.h"

namespace skein::plan {

/// Parses a plan. Only `id` is required of a task; unknown keys are kept in TaskSpec::extra and Plan::extra.
/// A task without `title` gets its id as title, one without `phase` belongs to phase "".
/// Errors: InvalidInput "plan.json:14: tasks[3].band.min: expected ..., found ...", also for what TaskGraph::create
/// refuses and for a newer format; TooLarge.
Result<Plan> parsePlan(std::string_view text, const std::string& fileName);

/// Reads and parses one plan file. Errors: as parsePlan and readFile.
Result<Plan> readPlanFile(const std::string& path);

/// What a plan file says of its goal beside the tasks, so that it can be run alone: the goal's sentence and, under the
/// keys of a goal file, sources, exclude, constraints, done_when, limits, on_conflict and providers. Relative sources
/// are meant from the plan file's folder. Errors: as readPlanFile.
Result<Goal> readGoalOfPlan(const std::string& path);

/// The file form: every key of cli.md, unknown keys merged back. parsePlan(dump(toJson(p))) equals p, provided the
/// estimates are within the bounds of core/base/limits.h. Seconds and dollars are decimals in the file, and whole
/// microseconds and micro-dollars inside; more digits than that are rounded to the nearest.
Json toJson(const Plan& plan);

/// One task in the form it has inside a plan file.
Json taskToJson(const TaskSpec& task);

/// One task from that form; `path` is the place used in messages ("tasks[3]"). Errors: InvalidInput, TooLarge.
Result<TaskSpec> taskFromJson(const Json& json, const std::string& path);

}  // namespace skein::plan
