// Reads which value a person's sentence gives to a thing that is known already: the sentence need not name it. Thread:
// any; pure. For decisions by own text alone: what is read is always shown before it counts.
#pragma once

#include <optional>
#include <string_view>

#include "core/model/claim.h"

namespace skein::coherence {

/// The value of the sides' kind that a text states. Sees one amount in their dimension ("At most 12 a day"), a boolean
/// in words ("is switched off", "is not enabled"), "required", "optional", "forbidden" where presence is asked, the
/// members of a set by their names ("card, invoice or wallet"), and either side's own word ("it is a string").
/// Nothing where the text gives two such values, denies one ("not 12"), or states only a condition or a possibility.
/// Cost: linear; texts over 4,000 bytes say nothing.
std::optional<ClaimValue> statedValue(std::string_view text, const Claim& a, const Claim& b);

}  // namespace skein::coherence
