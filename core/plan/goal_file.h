// Reads goal files (cli.md, "Goal file"). Thread: any; pure but for readGoalFile, which reads one file through
// core/base. Never evaluates, downloads or opens what a goal names: sources and providers are kept as written.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/field_reader.h"
#include "core/model/task.h"

namespace skein::plan {

/// A number as it was written in the file: decimal amounts are read from it exactly. Empty if it is no number.
using NumberText = std::function<std::string(const Json& value, const FieldPath& path)>;

/// Parses YAML 1.2 text of a goal. `fileName` is only used in messages; `baseFolder` becomes Goal::baseFolder, the
/// folder that relative sources are resolved against. Unknown keys are kept in Goal::extra. `limits.budget_usd` is
/// read from its decimal text, never through a binary fraction.
/// Errors: InvalidInput "goal.yaml:7: limits.agents: expected an integer from 1 to 2000, found \"many\"", also for bad
/// YAML, tags, duplicate keys, times that are neither HH:MM nor RFC 3339, and `skein:` above 1; TooLarge naming the
/// bound (bytes, nodes after expanding aliases, depth).
Result<Goal> parseGoal(std::string_view text, const std::string& fileName, const std::string& baseFolder);

/// The file of a goal that has been read; the goal must outlive it.
FieldOrigin goalOrigin(const Goal& goal);

/// A failure at a value of the goal, with file and line where they are known: "goal.yaml:5: sources[0]: MESSAGE".
Failure goalFailure(const Goal& goal, const std::string& path, const std::string& message,
                    ErrorCode code = ErrorCode::InvalidInput);
/// What is said about each key of the goal that is kept, but not known: "goal.yaml:5: exlude: ... the nearest one is
/// 'exclude'". In the order of the keys.
std::vector<std::string> unknownKeys(const Goal& goal);
/// Whether the goal file has this key, be it empty.
bool goalStates(const Goal& goal, const std::string& path);

/// The keys that goal and plan files share: sources, exclude, constraints, done_when, limits, on_conflict, providers.
Result<void> readGoalTerms(FieldReader& reader, const NumberText& numberText, Goal& goal);

/// Reads and parses one goal file; its absolute folder becomes the base folder. Errors: as parseGoal and readFile.
Result<Goal> readGoalFile(const std::string& path);

}  // namespace skein::plan
