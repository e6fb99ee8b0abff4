// Finds claims that cannot both hold. Rules are a table of data: each has an id, what it compares and an explanation
// for people. Thread: any; pure functions. Must never compare all pairs: only claims that share a candidate key meet.
#pragma once

#include <compare>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/claim.h"
#include "core/ports/index.h"

namespace skein::coherence {

/// What a store indexes a claim under. Two claims that may contradict each other share at least one key.
struct CandidateKey {
    std::string text;  ///< stable between versions of the store's schema only; at most 256 bytes
    friend auto operator<=>(const CandidateKey&, const CandidateKey&) = default;
};

/// The keys of a claim, sorted, without repetition, 1 to 20 of them.
std::vector<CandidateKey> candidateKeys(const Claim& claim);

/// One rule as people see it.
struct Rule {
    std::string_view id;           ///< "different-value", "presence-clash", ...; stable, stored with conflicts
    std::string_view title;        ///< "Different values for one thing"
    std::string_view explanation;  ///< when it fires and when it keeps silent, one or two sentences
};

/// All rules, in the order in which they are tried: the first that applies to a pair names the contradiction.
std::span<const Rule> rules();

/// A claim whose interval ends where the interval of a later claim about the same thing begins: no contradiction.
struct Succession {
    Digest earlier;
    Digest later;
    friend bool operator==(const Succession&, const Succession&) = default;
};

/// Two claims that say the same thing from different places.
struct Support {
    Digest a;
    Digest b;
    friend bool operator==(const Support&, const Support&) = default;
};

/// Everything that comparing new claims with held ones gives, each list in order of the later claim, then the earlier.
struct Comparison {
    std::vector<Contradiction> contradictions;
    std::vector<Succession> successions;
    std::vector<Support> supports;
    bool truncated = false;  ///< a name had more claims or distinct values than are compared (ClaimIndex::find)
};

/// Compares `incoming` with `held` and with each other. Both are ordered by sequence for "earlier" and "later"; equal
/// sequences keep their order in the vectors, held before incoming. Several claims with the same meaning count as one:
/// a contradiction is reported once per contestedPair, naming the first claims of each side.
/// Only overlapping valid intervals and compatible scopes conflict. Two statements of one source file never contradict
/// each other: a page lists cases and alternatives; a statement and a definition of one file do. Deterministic: the
/// order of the result does not depend on addresses. Cost: O(n log n) in the number of claims; bounded for each name.
/// What a person chose for rules is asked of each contradiction afterwards (policy.h: admits()).
Comparison compareClaims(const std::vector<HeldClaim>& incoming, const std::vector<HeldClaim>& held);

/// Type, value, unit, modality and circumstances (environment, version, component) in one text: two claims about the
/// same key with equal ones say the same, under whatever heading.
std::string valueMeaning(const Claim& claim);
/// What a claim brings into the name of a contradiction.
struct Contested {
    std::vector<CandidateKey> keys;
    std::string meaning;
    std::string subject;
};
Contested contestedOf(const Claim& claim);
/// The longest candidate key of both claims; their first subject if they share none (an older rule found them).
std::string contestedKey(const Claim& a, const Claim& b);
std::string contestedKey(const Contested& a, const Contested& b);
/// The contradiction itself, the same whichever supporters were found first: key and both values, unordered.
std::string contestedPair(const Claim& a, const Claim& b);
std::string contestedPair(const std::string& key, const Contested& a, const Contested& b);

/// Whether both give one value in the same environment, version and component, under whatever heading and in whatever
/// notation. What they are about is not compared: the caller knows that they share a key.
bool saySame(const Claim& a, const Claim& b);

/// The contradictions of compareClaims alone.
std::vector<Contradiction> findContradictions(const std::vector<HeldClaim>& incoming,
                                              const std::vector<HeldClaim>& held);

}  // namespace skein::coherence
