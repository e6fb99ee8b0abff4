// Pairs of statements that are about one thing, say something else of it in words, and that rules cannot tell apart or
// keep silent about: a person, or a model with the person's leave, would have to read them. Thread: any; pure. Which of
// them a rule has reported all the same the caller knows.
#pragma once

#include <utility>
#include <vector>

#include "core/ports/index.h"

namespace skein::coherence {

/// At most so many pairs of one comparison; what is above is left out, the later ones first.
inline constexpr std::size_t maxUndecidedPairs = 50;

/// Pairs of a claim of `own` and another one of `all` (positions in `all`, the earlier first), in order: the same
/// subject by its words, the same predicate, two different texts, from different files or different tasks, in
/// compatible scopes and overlapping times. `all` holds `own`. Cost: O(n log n) and, for each subject, the square of
/// its different texts, of which 16 are looked at.
std::vector<std::pair<std::size_t, std::size_t>> undecidedPairs(const std::vector<HeldClaim>& own,
                                                                const std::vector<HeldClaim>& all);

}  // namespace skein::coherence
