// Texts with {placeholders}. Replacement only: no expressions, no recursion into values, so a value can never smuggle
// in another placeholder. Internal to core/plan. Thread: any; pure.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "core/base/json.h"

namespace skein::plan {

/// Values by placeholder name: "component.title" -> "src/btree".
using PlaceholderValues = std::map<std::string, std::string, std::less<>>;

/// The text with {name} replaced and {{ }} turned into single braces. Names missing in `values` are handed to
/// `unknown` and left as they stand. Braces around anything but letters, digits, '_' and '.' are ordinary text.
std::string fillText(std::string_view text, const PlaceholderValues& values,
                     const std::function<void(std::string_view)>& unknown);

/// Every text of a JSON value filled, keys included.
Json fillJson(const Json& value, const PlaceholderValues& values, const std::function<void(std::string_view)>& unknown);

}  // namespace skein::plan
