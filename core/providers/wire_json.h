// Reading what servers write: members that may be missing, null or of another type. Thread: any; pure. Nothing here
// fails: what cannot be read is absent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/json.h"
#include "core/base/units.h"

namespace skein::providers {

/// The member, or nullptr when the value is no object or the member is absent or null.
const Json* member(const Json& object, std::string_view key);
/// Nested members: member(member(object, a), b).
const Json* member(const Json& object, std::string_view outer, std::string_view inner);

/// A member as text; numbers and flags as JSON writes them; empty when absent, an array or an object.
std::string textMember(const Json& object, std::string_view key);

/// The text of a member that must be a string, as a view; empty otherwise. Valid as long as the object.
std::string_view stringMember(const Json& object, std::string_view key);

/// A token count: a number, or a number in a string as 64-bit integers are sent. Absent, null, negative and absurd
/// values (above 10^12) are no count.
std::optional<std::int64_t> countIn(const Json& object, std::string_view key);
TokenCount tokensIn(const Json& object, std::string_view key);  ///< 0 when there is no count

/// The elements of an array member; an empty array when there is none.
const Json& arrayMember(const Json& object, std::string_view key);

/// JSON text of a value as a tool's arguments: "{}" for null.
std::string argumentsText(const Json& value);
/// Tool arguments as an object; unreadable text becomes {"invalid_arguments": TEXT} so that the model sees its slip.
Json argumentsObject(std::string_view text);

}  // namespace skein::providers
