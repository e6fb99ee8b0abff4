// Reads one task object with full places in its messages. Internal to core/plan: plan files and recipes share it, so
// that a task means the same in both. Thread: any; pure.
#pragma once

#include "core/base/error.h"
#include "core/base/field_reader.h"
#include "core/base/json.h"
#include "core/model/task.h"
#include "core/plan/graph.h"

namespace skein::plan {

/// Errors: InvalidInput or TooLarge at `path` or below it.
Result<TaskSpec> readTask(const Json& json, const FieldPath& path, const FieldOrigin& origin);

/// An "estimate" object: seconds, tokens_in, tokens_out, usd; what is missing counts as zero.
Result<TaskEstimate> readEstimate(FieldReader& taskReader, std::string_view key);

/// What TaskGraph::create refuses, with the file, line and path that it is about.
Failure locate(const FieldOrigin& origin, const PlanPlace& place, const Error& error);

}  // namespace skein::plan
