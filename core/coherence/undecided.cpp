#include "core/coherence/undecided.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "core/base/text.h"
#include "core/coherence/claim_item.h"
#include "core/coherence/rule_verdicts.h"

namespace skein::coherence {
namespace {

constexpr std::size_t maxTextsOfSubject = 16;

/// Groups whose rules look at all claims together, or at more than the value.
bool hasOwnRules(const std::string& group) { return group == "order" || group == "signature" || group == "exists"; }

bool fromOnePlace(const HeldClaim& a, const HeldClaim& b) {
    const auto x = pathOf(a.claim), y = pathOf(b.claim);
    return x == y && (!x.empty() || (a.task == b.task && a.run == b.run));
}

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> undecidedPairs(const std::vector<HeldClaim>& own,
                                                                const std::vector<HeldClaim>& all) {
    std::set<Digest> mine;
    for (const auto& held : own) mine.insert(held.claim.id);
    std::vector<Item> items;
    items.reserve(all.size());
    std::map<std::string, std::vector<std::size_t>> subjects;  // the first claim of each text
    std::map<std::string, std::set<std::string>> texts;
    for (std::size_t i = 0; i < all.size(); ++i) {
        items.push_back(itemOf(all[i], i, mine.contains(all[i].claim.id)));
        const Item& item = items.back();
        if (all[i].claim.value.type != ClaimValue::Type::Text || item.words.empty() || hasOwnRules(item.group))
            continue;
        const auto key = item.group + '\x1f' + all[i].claim.predicate + '\x1f' + joinFrom(item.words, 0);
        const auto text = toLowerAscii(all[i].claim.value.text) + '\x1f' + all[i].claim.scope;
        if (subjects[key].size() < maxTextsOfSubject && texts[key].insert(text).second) subjects[key].push_back(i);
    }
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (const auto& [key, claims] : subjects)
        for (std::size_t x = 0; x < claims.size(); ++x)
            for (std::size_t y = x + 1; y < claims.size(); ++y) {
                const Item &a = items[claims[x]], &b = items[claims[y]];
                if (!a.incoming && !b.incoming) continue;
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
