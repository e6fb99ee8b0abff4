// Finds the line of a value in JSON text, for messages about files that parse but do not fit.
// Thread: any; pure.
#pragma once

#include <string_view>
#include <vector>

#include "core/base/field_reader.h"

namespace skein {

/// The 1-based line on which the value at `steps` starts, or, where the path leaves the text, the last value on its
/// way. `text` must be well-formed JSON. Linear in the text; only called to report an error.
int jsonLineOf(std::string_view text, const std::vector<FieldPath::Step>& steps);

}  // namespace skein
