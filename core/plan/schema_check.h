// Which JSON Schemas a task may state: those that can be checked in bounded time and without following anything.
// Schemas come from models, too. Thread: any; pure.
#pragma once

#include <optional>
#include <string>

#include "core/base/json.h"

namespace skein::plan {

/// The longest text that a pattern is tried on; the engine of patterns goes back and forth in it.
inline constexpr std::size_t maxPatternText = 1'000;

/// The first thing that cannot be checked, in words: nesting, references elsewhere, to nothing or in a circle, patterns
/// that may take for ever. Nothing when the schema is fine, as far as that goes.
std::optional<std::string> problemOfSchema(const Json& schema);

/// Whether it states a pattern anywhere.
bool holdsPattern(const Json& schema);

}  // namespace skein::plan
