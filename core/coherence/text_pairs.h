// Two texts that are said to be about one thing, in plain English: where they cannot both hold although neither names
// its subject as a claim does. Knows how English opposes in general: other amounts and bounds, negation, opposites,
// members of a class of which only one holds, "only" against "any". Thread: any; pure; bounded. For pairs alone: among
// any two statements of a workspace its words would be taken for each other far too often.
#pragma once

#include <string_view>
#include <vector>

#include "core/coherence/api_clashes.h"

namespace skein::coherence {

/// At most 200, in the order of the first text. Sentences are only compared where they share at least half of the words
/// that say something, speak of the same thing ("payment service", not "order service") and under the same conditions.
std::vector<ApiClash> textClashes(std::string_view reliedOn, std::string_view stated);

}  // namespace skein::coherence
