// What a person wrote in a decision, read as a claim: own texts, combinations, and the goal's constraints where they
// say what holds. Thread: any; pure.
#pragma once

#include <optional>

#include "core/runtime/facts.h"

namespace skein::runtime {

/// What a decision by text says holds, as a claim about what the sides are about; nothing where the text cannot be held
/// against them: sentences that state no value of it. The thing itself need not be named.
std::optional<Claim> ownClaim(const ConflictFacts& conflict);

/// What a decision about these sides comes to. A refinement whose constraint gives the value of one side takes that
/// side, and one that gives another value is as an own text; any other only asks again. All else is what it is.
Decision comesTo(const ConflictFacts& conflict, Decision decision);

/// Sets what was decided, and what holds instead of both; the sides and the text are there already.
void decide(ConflictFacts& conflict, Decision decision);

}  // namespace skein::runtime
