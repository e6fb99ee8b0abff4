// Reads literals of code, configuration and prose into typed values with exact decimal numbers and base units, and says
// when two values agree. Thread: any; pure functions. Must never round: a number that does not fit is a text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/claim.h"

namespace skein::coherence {

/// Whether a word is a unit that names end in (timeout_ms, size_kb); letters that are also words ("m") are not.
bool isNameUnit(std::string_view word);
/// Whether a word is a unit after a number in text ("30 seconds", "5 MiB", "10 %").
bool isTextUnit(std::string_view word);

/// A number with an optional unit. "1_000", "1,000", "0x10", "30s", "1.5", "10 MB" are read; `unit` applies when the
/// text has none of its own. Time becomes seconds, sizes bytes (MB is 10^6, MiB 2^20), shares percent.
/// Nothing for anything else, and for numbers beyond 36 significant digits.
std::optional<ClaimValue> numberValue(std::string_view text, std::string_view unit);

/// A literal as code or configuration writes it: numbers, constant products ("10 * 1024", "1 << 20"), durations of
/// standard libraries ("timedelta(seconds=30)", "30 * time.Second", "Duration.ofSeconds(30)"), booleans, quoted text.
/// `unit` comes from the name. Nothing for expressions, calls and names.
std::optional<ClaimValue> literalValue(std::string_view text, std::string_view unit);

ClaimValue textValue(std::string_view text);
ClaimValue booleanValue(bool value);
/// A set from its members, sorted, without repetition, joined by '|'.
ClaimValue setValue(std::vector<std::string> members);

/// "1..10", "1 - 10 s", "1 to 10", "between 1 and 10": two numbers in one unit (`unit` where the text has none), the
/// lesser first. Nothing for anything else, and where the second is the lesser.
std::optional<ClaimValue> rangeValue(std::string_view text, std::string_view unit);
/// The name of what holds the value, with dots between its parts whatever stood there: "#/limits/max" is "limits.max".
ClaimValue referenceValue(std::string_view name);

/// How two values relate. Unknown: they cannot be compared (different dimensions, types that say nothing about each
/// other), so nothing may be concluded.
/// The text of a time that has no end, which differs from every amount of time.
inline constexpr std::string_view neverEnds = "never ends";

enum class Agreement { Equal, Different, Unknown };

/// Numbers: equal in the base unit. Sizes: equal also when one side counted in 1000 and the other in 1024. If only one
/// side has a unit, they are equal when any unit of that dimension makes them so, else different. Texts: ASCII case is
/// ignored. Booleans and sets: exactly. Versions: as far as the shorter
/// one says. Ranges: both ends; a number outside one differs from it, one inside says
/// nothing. References: equal names agree, anything else cannot be compared without looking there.
Agreement compareValues(const ClaimValue& a, const ClaimValue& b);

/// -1, 0 or 1 for a <=> b of two numbers in the same unit, or two versions; nothing if they cannot be ordered.
std::optional<int> orderValues(const ClaimValue& a, const ClaimValue& b);

/// The exact sum of numbers of one unit; nothing for anything else, or beyond 36 digits.
std::optional<ClaimValue> sumOf(const std::vector<ClaimValue>& parts);

/// "30 s", "64 MiB", "75 %", "3.11": value and unit as normalised, in the words of a sentence.
std::string describeValue(const ClaimValue& value);
/// The same for what a claim says: that something exists or not is "there" or "gone".
std::string describeValue(const Claim& claim);

}  // namespace skein::coherence
