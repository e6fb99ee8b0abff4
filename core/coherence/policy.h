// What the person's own policies and rule terms say about one contradiction. The built-in policies are adviceOf() of
// resolve.h; here are those that take terms. Thread: any; pure. Must never decide where a tie is.
#pragma once

#include <string_view>

#include "core/coherence/resolve.h"
#include "core/coherence/rules.h"
#include "core/model/coherence_terms.h"

namespace skein::coherence {

/// Whether a text matches a pattern with "*" (any run of bytes) and "?" (one byte); the empty pattern matches all.
/// O(text * pattern) at most.
bool matches(std::string_view pattern, std::string_view text);

/// The names of policies that a person can switch on, in the order in which they are listed.
std::vector<std::string_view> policyNames();

/// What one policy says. "newer", "evidence" and "vote" are those of ConflictPolicy. "source-rank" takes the side whose
/// evidence stands first in the person's list: each entry is a path pattern or a kind of evidence ("code", "config",
/// "table", "prose", "output"); a side counts as its best place, supporters included; what no entry names comes last.
/// Errors: NotFound if a side is not in `onSubject`; InvalidInput for another name or a rank without sources.
Result<PolicyAdvice> adviceOf(const PolicyTerm& policy, const Contradiction& conflict,
                              const std::vector<HeldClaim>& onSubject);

/// Whether a rule is about amounts, which a tolerance can make agree.
bool comparesNumbers(std::string_view rule);

/// Whether the person's terms let this contradiction stand: its rule is on, both claims are sure enough, and no added
/// rule matches the pair.
bool admits(const RuleTerms& terms, std::string_view rule, const Claim& a, const Claim& b);

}  // namespace skein::coherence
