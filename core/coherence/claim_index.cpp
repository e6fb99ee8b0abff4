#include "core/coherence/claim_index.h"

#include <algorithm>
#include <functional>

#include "core/base/limits.h"
#include "core/coherence/claim_item.h"

namespace skein::coherence {
namespace {

constexpr std::uint32_t maxPerMeaning = 4;
constexpr std::size_t maxCandidates = 300;  ///< for one new claim

std::uint64_t hashOf(std::string_view text) { return std::hash<std::string_view>()(text); }

std::uint64_t meaningOf(const Claim& claim) {
    return hashOf(claim.predicate + '\0' + claim.value.text + '\0' + claim.value.unit + '\0' + claim.basis);
}

/// Where a claim is found: "s" by every end of its name, "w" by its whole name.
std::vector<std::string> placesOf(const Item& item) {
    std::vector<std::string> places;
    for (const auto start : suffixStarts(item.words))
        places.push_back("s" + item.group + ":" + joinFrom(item.words, start));
    places.push_back("w" + item.group + ":" + joinFrom(item.words, 0));
    return places;
}

/// What it may be about the same thing as: names that end in its own, its own ends, and names with the same last part.
std::vector<std::string> asksOf(const Item& item) {
    std::vector<std::string> asks{"s" + item.group + ":" + joinFrom(item.words, 0)};
    for (const auto start : suffixStarts(item.words))
        if (start > 0) asks.push_back("w" + item.group + ":" + joinFrom(item.words, start));
    if (item.leaf() > 0) asks.push_back("s" + item.group + ":" + joinFrom(item.words, item.leaf()));
    return asks;
}

/// Keys by which claims of different groups meet: of what is gone, what flows, and what is ordered.
void addOthers(const Item& item, std::vector<std::string>& keys) {
    for (const auto& key : candidateKeys(*item.claim))
        if (!key.text.starts_with(item.group + ":") || item.group == "exists" || item.group == "order")
            keys.push_back("o" + key.text);
}

}  // namespace

void ClaimIndex::add(HeldClaim claim) {
    const auto number = static_cast<std::uint32_t>(m_claims.size());
    const auto meaning = meaningOf(claim.claim);
    const auto item = itemOf(claim, 0, false);
    auto places = placesOf(item);
    addOthers(item, places);
    for (const auto& place : places) {
        auto& bucket = m_byKey[hashOf(place)];
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
        const auto item = itemOf(held, 0, true);
        auto asks = asksOf(item);
        addOthers(item, asks);
        std::size_t own = 0;
        for (const auto& ask : asks) {
            const auto bucket = m_byKey.find(hashOf(ask));
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
