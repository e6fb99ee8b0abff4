#include "core/coherence/crowds.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_set>

#include <fmt/format.h>

#include "core/base/limits.h"

namespace skein::coherence {
namespace {

struct Held {
    const Item* first = nullptr;
    const Item* second = nullptr;
    std::unordered_set<WordHash> values;
    std::uint32_t lastLine = 0;
};

std::uint32_t lineOf(const Item& item) { return item.claim->evidence.front().lines.first; }

}  // namespace

std::vector<Crowd> crowdsOf(std::span<const Item* const> items, bool isCut) {
    if (items.size() <= limits::maxValuesPerSubject) return {};
    using Thing = std::tuple<WordHash, WordHash, WordHash, WordHash>;  // path, topic, predicate, scope with its section
    std::map<Thing, Held> things;
    for (const Item* item : items) {
        const Claim& claim = *item->claim;
        if (item->group != Group::Amount || item->silent || claim.basis != "prose" || pathOf(claim).empty()) continue;
        auto& held = things[{item->path, item->topic, item->predicate, hashOf(claim.scope)}];
        held.values.insert(item->says);
        held.lastLine = std::max(held.lastLine, lineOf(*item));
        if (held.first == nullptr) held.first = item;
        else if (held.second == nullptr && item->says != held.first->says) held.second = item;
    }
    std::vector<Crowd> crowds;
    for (const auto& [thing, held] : things)
        if (held.values.size() > limits::maxValuesPerSubject)
            crowds.push_back(
                {held.first, held.second,
                 fmt::format(
                     "{} gives {}{} values of one thing in lines {} to {}: {} ({}). Two of them are shown; more "
                     "than {} values of one thing are not held against each other",
                     pathOf(*held.first->claim), isCut ? "at least " : "", held.values.size(), lineOf(*held.first),
                     held.lastLine, held.first->claim->subject, held.first->claim->predicate,
                     limits::maxValuesPerSubject)});
    std::sort(crowds.begin(), crowds.end(),
              [](const Crowd& x, const Crowd& y) { return x.first->rank < y.first->rank; });
    return crowds;
}

}  // namespace skein::coherence
