#include "core/coherence/claim_index.h"

#include <algorithm>
#include <functional>

#include "core/base/limits.h"

namespace skein::coherence {
namespace {

constexpr std::uint32_t maxPerMeaning = 4;
constexpr std::size_t maxCandidates = 300;  ///< for one new claim

std::uint64_t hashOf(std::string_view text) { return std::hash<std::string_view>()(text); }

std::uint64_t meaningOf(const Claim& claim) {
    return hashOf(claim.predicate + '\0' + claim.value.text + '\0' + claim.value.unit + '\0' + claim.basis);
}

}  // namespace

void ClaimIndex::add(HeldClaim claim) {
    const auto number = static_cast<std::uint32_t>(m_claims.size());
    const auto meaning = meaningOf(claim.claim);
    for (const auto& key : candidateKeys(claim.claim)) {
        auto& bucket = m_byKey[hashOf(key.text)];
        const auto found = bucket.meanings.find(meaning);
        if (found == bucket.meanings.end() && bucket.meanings.size() >= limits::maxValuesPerSubject) continue;
        if (found != bucket.meanings.end() && found->second >= maxPerMeaning) continue;
        ++bucket.meanings[meaning];
        bucket.claims.push_back(number);
    }
    m_claims.push_back(std::move(claim));
}

std::vector<HeldClaim> ClaimIndex::candidates(const std::vector<HeldClaim>& incoming) const {
    std::unordered_set<std::uint32_t> taken;
    for (const auto& held : incoming) {
        // A longer key is a nearer name; a single word may be anybody's.
        auto keys = candidateKeys(held.claim);
        std::stable_sort(keys.begin(), keys.end(),
                         [](const CandidateKey& a, const CandidateKey& b) { return a.text.size() > b.text.size(); });
        std::size_t own = 0;
        for (const auto& key : keys) {
            const auto bucket = m_byKey.find(hashOf(key.text));
            if (bucket == m_byKey.end()) continue;
            for (const auto number : bucket->second.claims) {
                if (own >= maxCandidates) break;
                own += taken.insert(number).second;
            }
        }
    }
    std::vector<std::uint32_t> numbers(taken.begin(), taken.end());
    std::sort(numbers.begin(), numbers.end(), [&](std::uint32_t a, std::uint32_t b) {
        return std::pair(m_claims[a].sequence, a) < std::pair(m_claims[b].sequence, b);
    });
    std::vector<HeldClaim> out;
    out.reserve(numbers.size());
    for (const auto number : numbers) out.push_back(m_claims[number]);
    return out;
}

}  // namespace skein::coherence
