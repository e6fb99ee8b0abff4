#include "core/coherence/undecided.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "core/base/text.h"
#include "core/coherence/claim_item.h"
#include "core/coherence/rule_verdicts.h"

namespace skein::coherence {
namespace {

constexpr std::size_t maxTextsOfSubject = 16;

/// Groups whose rules look at all claims together, or at more than the value.
bool hasOwnRules(Group group) {
    return group == Group::Order || group == Group::Signature || group == Group::Exists || group == Group::Sum ||
           group == Group::Members;
}

bool fromOnePlace(const HeldClaim& a, const HeldClaim& b) {
    const auto x = pathOf(a.claim), y = pathOf(b.claim);
    return x == y && (!x.empty() || (a.task == b.task && a.run == b.run));
}

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> undecidedPairs(const std::vector<HeldClaim>& own,
                                                                const std::vector<HeldClaim>& all) {
    std::set<Digest> mine;
    for (const auto& held : own) mine.insert(held.claim.id);
    using Subject = std::tuple<WordHash, std::string, std::vector<WordHash>>;  // group, predicate, words
    std::vector<Item> items;
    items.reserve(all.size());
    std::map<Subject, std::vector<std::size_t>> subjects;  // the first claim of each text
    std::map<Subject, std::set<std::string>> texts;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Claim& claim = all[i].claim;
        items.push_back(itemOf(claim, i));
        const Item& item = items.back();
        if (claim.value.type != ClaimValue::Type::Text || item.words.empty() || hasOwnRules(item.group)) continue;
        const Subject subject{item.groupName, claim.predicate, item.words};
        const auto text = toLowerAscii(claim.value.text) + '\x1f' + claim.scope;
        if (subjects[subject].size() < maxTextsOfSubject && texts[subject].insert(text).second)
            subjects[subject].push_back(i);
    }
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (const auto& [subject, claims] : subjects)
        for (std::size_t x = 0; x < claims.size(); ++x)
            for (std::size_t y = x + 1; y < claims.size(); ++y) {
                const Item &a = items[claims[x]], &b = items[claims[y]];
                if (!mine.contains(a.claim->id) && !mine.contains(b.claim->id)) continue;
                if (fromOnePlace(all[claims[x]], all[claims[y]]) || !canMeet(a, b)) continue;
                if (!intervalsOverlap(*a.claim, *b.claim)) continue;
                if (compareMeanings(*a.claim, *b.claim).agreement != Agreement::Equal)
                    pairs.emplace_back(claims[x], claims[y]);
            }
    std::sort(pairs.begin(), pairs.end());
    if (pairs.size() > maxUndecidedPairs) pairs.resize(maxUndecidedPairs);
    return pairs;
}

}  // namespace skein::coherence
