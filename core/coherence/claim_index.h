// Holds claims so that finding what a new one may contradict takes time that grows with the new claim's keys, not with
// the number of claims held. Thread: the one that made it, or under the owner's lock. Must never grow a look-up with a
// crowd: of claims under one key a bounded number is given, the first of each meaning before further ones.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/coherence/rules.h"

namespace skein::coherence {

class ClaimIndex {
public:
    /// Cost: the keys of the claim. Claims of one meaning beyond a few, and meanings beyond
    /// limits::maxValuesPerSubject, are held but no longer found under that key.
    void add(HeldClaim claim);
    std::size_t size() const { return m_claims.size(); }

    /// What shares a candidate key with one of these, nearest names first, at most a few hundred for each; by sequence.
    std::vector<HeldClaim> candidates(const std::vector<HeldClaim>& incoming) const;
    /// What these give with the claims held, without adding them.
    Comparison compare(const std::vector<HeldClaim>& incoming, const RuleChoice& choice = {}) const {
        return compareClaims(incoming, candidates(incoming), choice);
    }

private:
    struct Bucket {
        std::vector<std::uint32_t> claims;
        std::unordered_map<std::uint64_t, std::uint32_t> meanings;  ///< how many of each are in it
    };

    std::vector<HeldClaim> m_claims;
    std::unordered_map<std::uint64_t, Bucket> m_byKey;  ///< hash of the key's text: a collision costs a look, no more
};

}  // namespace skein::coherence
