// What somebody who relies on one version of a description finds broken by another version of it: tables, messages,
// GraphQL types, JSON Schemas and code, through the claims that both make. Thread: any; pure; bounded.
#pragma once

#include <vector>

#include "core/coherence/api_clashes.h"
#include "core/model/atom.h"
#include "core/model/claim.h"

namespace skein::coherence {

/// One version, cut and read.
struct Described {
    std::vector<Atom> atoms;
    std::vector<Claim> claims;  ///< extractClaims(atoms)
};

/// What the second version says otherwise, or no longer has: members that are gone, other types, numbers and defaults,
/// narrower limits and lists, what must be given now. What is only added breaks nothing. At most 200, in the order of
/// the first version. Does not see: bodies of functions, private names, the order of members.
std::vector<ApiClash> versionClashes(const Described& reliedOn, const Described& stated);

/// Two texts about one thing, or a text and a description: what the rules find, and statements of equal names that
/// stand under different headings. At most 200.
std::vector<ApiClash> statementClashes(const Described& a, const Described& b);

/// JSON Schemas: values that were valid and are refused now, properties that are gone, and what a reader no longer
/// finds (required before, another type). At most 200.
std::vector<ApiClash> schemaClashes(const Json& reliedOn, const Json& stated);

}  // namespace skein::coherence
