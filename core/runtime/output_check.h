// Checks an output against its task's contract and acceptance checks. Thread: any; pure apart from the index it is
// given.
#pragma once

#include <string>

#include "core/base/limits.h"
#include "core/model/task.h"
#include "core/ports/index.h"

namespace skein::runtime {

/// An empty text when everything holds, otherwise what is wrong in words that the next attempt can act on.
/// Contract "json": parses and validates against the schema; "text", "markdown": not empty. Check types:
///   {"type":"contains","text":T}          the output holds T
///   {"type":"max_bytes","value":N}        at most N bytes
///   {"type":"citations"}                  every statement of a document, or every paragraph, list item and table row
///                                         of a text that states something, cites lines that exist;
///                                         of a text, at least one is borne out by its lines
///   {"type":"json_schema","schema":S}     as the contract's schema
/// Errors: InvalidInput for an unknown check type or a schema that is none.
Result<std::string> checkOutput(const TaskSpec& task, const std::string& output, const MemoryIndex& index);

/// Whether the check types of a task are known; asked at planning time. Error: InvalidInput naming task and check.
Result<void> knownChecks(const TaskSpec& task);

/// Whether a JSON Schema is one; none at all is. Error: InvalidInput.
Result<void> knownSchema(const Json& schema);

}  // namespace skein::runtime
