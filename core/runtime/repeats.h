// Which claims merely repeat what a decision dropped: the same value, perhaps in another notation or under a shorter or
// longer name, that would ask the same question again. Thread: any; pure.
#pragma once

#include <vector>

#include "core/runtime/facts.h"

namespace skein::runtime {

/// Whether the claim gives the value of a side that this decision drops, could be about the same thing as that side,
/// and, where a side has won, contradicts it. The side itself is among it. A decision that drops nothing: never.
/// Where the thing has so many values that not all contradictions were opened (crowd), a side that won, or the person's
/// own text, settles all of them: every claim that gives another value is dropped.
/// Sees amounts, types and whether something is required; other claims repeat a side only in its own words, which
/// Facts::supporters() finds. Cost: some comparisons of values; names are only read where they are equal.
bool repeatsDropped(const ConflictFacts& conflict, const Claim& claim);

/// The held claims of the conflict's run that repeat what it drops if it were decided so, without those that say a side
/// in its own words; ordered by evidence. Of a crowded name the first few of each meaning.
std::vector<HeldClaim> repeatsOf(const Facts& facts, ConflictFacts conflict, Decision decision);

}  // namespace skein::runtime
