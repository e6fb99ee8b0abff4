// The part of the facts that holds claims: takes them, compares them, and finds what says the same.
#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

#include "core/coherence/rules.h"
#include "core/runtime/facts.h"

namespace skein::runtime {
namespace {

std::vector<Claim> parseClaims(const std::string& bytes) {
    std::vector<Claim> claims;
    const auto json = parseJson(bytes);
    if (!json || !json->is_array()) return claims;
    for (const auto& item : *json)
        if (auto claim = claimFromJson(item)) claims.push_back(std::move(*claim));
    return claims;
}

constexpr std::size_t comparedAtOnce = 128;  ///< claims, while nobody else reads or writes; some milliseconds

constexpr std::size_t maxSides = 256;  ///< claims of open conflicts that are looked at again with them

/// Of a candidate key the group and the last word: few of the claims that share them have another key.
std::uint64_t endOf(std::string_view key) {
    const auto group = key.substr(0, key.find(':') + 1);
    const auto last = key.find_last_of(": ");
    return coherence::hashOf(coherence::hashOf(group), coherence::hashOf(key.substr(last + 1)));
}

/// Under what RunClaims::said has a claim.
std::set<std::uint64_t> endsOf(const Claim& claim) {
    const auto value = coherence::hashOf(valueMeaning(claim));
    std::set<std::uint64_t> ends;
    for (const auto& key : coherence::candidateKeys(claim)) ends.insert(coherence::hashOf(endOf(key.text), value));
    return ends;
}

std::tuple<std::string_view, std::uint32_t> placeOf(const Claim& claim) {
    if (claim.evidence.empty()) return {std::string_view(), 0};
    return {claim.evidence.front().path, claim.evidence.front().lines.first};
}

bool hasKey(const Claim& claim, const std::string& wanted) {
    const auto keys = coherence::candidateKeys(claim);
    return std::any_of(keys.begin(), keys.end(), [&](const auto& key) { return key.text == wanted; });
}

}  // namespace

void Facts::takeClaims(RunId run, TaskNo task, const BlobRef& blob, std::uint64_t sequence) {
    std::vector<HeldClaim> taken;
    if (const auto bytes = m_blobs(blob))
        for (auto& claim : parseClaims(*bytes)) taken.push_back({std::move(claim), sequence, run.value, task.value});
    // Ranks follow the task, then the place: the order in which results came decides nothing.
    std::vector<std::size_t> order(taken.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t x, std::size_t y) { return placeOf(taken[x].claim) < placeOf(taken[y].claim); });
    const std::scoped_lock lock(m_mutex);
    auto& held = m_claims[run];
    auto& slots = held.tasks[task];
    for (const auto slot : slots) {
        addOpenAbout(run, held.index.at(slot).claim, m_unsaid[{run, task}]);
        for (const auto end : endsOf(held.index.at(slot).claim)) held.said.erase({end, slot});
        held.index.remove(slot);
    }
    slots.assign(taken.size(), 0);
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        const auto slot = held.index.add(std::move(taken[order[rank]]), std::uint64_t{task.value} << 32 | rank);
        slots[order[rank]] = slot;
        for (const auto end : endsOf(held.index.at(slot).claim)) held.said.emplace(end, slot);
    }
}

std::vector<std::uint64_t> Facts::keysOf(RunId run, TaskNo task) const {
    std::vector<std::uint64_t> keys;
    const auto held = m_claims.find(run);
    if (held == m_claims.end()) return keys;
    const auto slots = held->second.tasks.find(task);
    if (slots == held->second.tasks.end()) return keys;
    for (const auto slot : slots->second)
        for (const auto& key : coherence::candidateKeys(held->second.index.at(slot).claim))
            keys.push_back(coherence::hashOf(key.text));
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return keys;
}

std::vector<HeldClaim> Facts::held() const {
    const std::scoped_lock lock(m_mutex);
    std::vector<HeldClaim> all;
    for (const auto& [run, made] : m_claims)
        for (const auto& [task, slots] : made.tasks)
            for (const auto slot : slots)
                if (const auto& held = made.index.at(slot); !isSuperseded(held.claim, {})) all.push_back(held);
    std::sort(all.begin(), all.end(), [](const HeldClaim& x, const HeldClaim& y) {
        return std::tie(x.sequence, x.claim.id) < std::tie(y.sequence, y.claim.id);
    });
    return all;
}

std::vector<HeldClaim> Facts::claimsOf(RunId run, TaskNo task) const {
    const std::scoped_lock lock(m_mutex);
    std::vector<HeldClaim> claims;
    const auto held = m_claims.find(run);
    if (held == m_claims.end()) return claims;
    const auto slots = held->second.tasks.find(task);
    if (slots == held->second.tasks.end()) return claims;
    for (const auto slot : slots->second) claims.push_back(held->second.index.at(slot));
    return claims;
}

/// The open conflicts of a run with a side that this claim says.
void Facts::addOpenAbout(RunId run, const Claim& claim, std::set<ConflictId>& into) const {
    if (m_open.empty()) return;
    const auto meaning = m_open.find(valueMeaning(claim));
    if (meaning == m_open.end()) return;
    for (const auto& key : coherence::candidateKeys(claim)) {
        const auto found = meaning->second.find(key.text);
        if (found == meaning->second.end()) continue;
        for (const auto conflict : found->second)
            if (m_conflicts.at(conflict).run == run) into.insert(conflict);
    }
}

ComparedClaims Facts::compare(RunId run, TaskNo task) const {
    ComparedClaims compared;
    struct Found {
        std::uint64_t later, earlier;
        FoundClash clash;
    };
    std::map<std::string, Found> pairs;
    std::size_t from = 0;
    for (bool more = true; more; from += comparedAtOnce) {
        const std::scoped_lock lock(m_mutex);
        const auto held = m_claims.find(run);
        if (held == m_claims.end()) break;
        const auto slots = held->second.tasks.find(task);
        if (slots == held->second.tasks.end()) break;
        const auto& index = held->second.index;
        std::vector<const coherence::Item*> items;
        for (auto at = from; at < std::min(slots->second.size(), from + comparedAtOnce); ++at)
            items.push_back(&index.item(slots->second[at]));
        more = from + comparedAtOnce < slots->second.size();
        coherence::Comparer comparer(index);
        comparer.look(items);
        std::set<ConflictId> again;
        if (const auto unsaid = m_unsaid.find({run, task}); unsaid != m_unsaid.end()) again = unsaid->second;
        for (const auto* item : items) addOpenAbout(run, *item->claim, again);
        for (const auto* item : comparer.concerned) addOpenAbout(run, *item->claim, again);
        std::vector<const coherence::Item*> sides;
        for (const auto id : again) {
            if (sides.size() >= maxSides) {
                compared.truncated = true;
                break;
            }
            if (!compared.again.insert(id).second) continue;
            const auto& conflict = m_conflicts.at(id);
            for (const auto* side : {&conflict.a, &conflict.b})
                for (const auto* item : saying(run, conflict.key, *side)) sides.push_back(item);
        }
        comparer.lookAgain(sides);
        compared.truncated = compared.truncated || comparer.truncated;
        for (auto& clash : comparer.clashes) {
            const auto place = std::pair(clash.second->rank, clash.first->rank);
            auto pair = contestedPair(*clash.first->claim, *clash.second->claim);
            const auto known = pairs.find(pair);
            if (known != pairs.end() && std::pair(known->second.later, known->second.earlier) <= place) continue;
            pairs.insert_or_assign(std::move(pair),
                                   Found{place.first,
                                         place.second,
                                         {index.at(index.slotOf(*clash.first)), index.at(index.slotOf(*clash.second)),
                                          std::string(coherence::ruleTable[clash.rule].id), std::move(clash.reason)}});
        }
    }
    std::vector<Found> found;
    for (auto& [pair, each] : pairs) found.push_back(std::move(each));
    std::sort(found.begin(), found.end(), [](const Found& x, const Found& y) {
        return std::tie(x.later, x.earlier) < std::tie(y.later, y.earlier);
    });
    for (auto& each : found) compared.found.push_back(std::move(each.clash));
    return compared;
}

/// The claims of a run that say the same as this one about `key`.
std::vector<const coherence::Item*> Facts::saying(RunId run, const std::string& key, const Claim& claim) const {
    std::vector<const coherence::Item*> out;
    const auto held = m_claims.find(run);
    if (held == m_claims.end()) return out;
    const auto value = valueMeaning(claim);
    const auto end = coherence::hashOf(endOf(key), coherence::hashOf(value));
    for (auto at = held->second.said.lower_bound({end, 0}); at != held->second.said.end() && at->first == end; ++at) {
        const auto& item = held->second.index.item(at->second);
        if (valueMeaning(*item.claim) == value && hasKey(*item.claim, key)) out.push_back(&item);
    }
    std::sort(out.begin(), out.end(), [](const auto* x, const auto* y) { return x->rank < y->rank; });
    return out;
}

std::vector<HeldClaim> Facts::supporters(RunId run, const std::string& key, const Claim& claim) const {
    const std::scoped_lock lock(m_mutex);
    return told(run, saying(run, key, claim));
}

std::vector<HeldClaim> Facts::equalStatements(RunId run, const std::string& key, const Claim& claim) const {
    const std::scoped_lock lock(m_mutex);
    auto items = saying(run, key, claim);
    if (items.empty()) return {};
    const std::set<const coherence::Item*> same(items.begin(), items.end());
    std::vector<const coherence::Item*> near;
    m_claims.at(run).index.find(*items.front(), coherence::Ask::Same, near);
    for (const auto* item : near)
        if (!same.contains(item) && coherence::saySame(*item->claim, claim) && hasKey(*item->claim, key))
            items.push_back(item);
    return told(run, items);
}

std::vector<HeldClaim> Facts::told(RunId run, const std::vector<const coherence::Item*>& items) const {
    std::vector<HeldClaim> out;
    for (const auto* item : items) {
        const auto& index = m_claims.at(run).index;
        out.push_back(index.at(index.slotOf(*item)));
    }
    const auto place = [](const HeldClaim& held) {
        return held.claim.evidence.empty() ? std::tuple(std::string(), 0u, held.claim.subject)
                                           : std::tuple(held.claim.evidence.front().path,
                                                        held.claim.evidence.front().lines.first, held.claim.subject);
    };
    std::stable_sort(out.begin(), out.end(), [&](const auto& x, const auto& y) { return place(x) < place(y); });
    return out;
}

std::vector<HeldClaim> Facts::about(RunId run, TaskNo task) const {
    const std::scoped_lock lock(m_mutex);
    std::vector<HeldClaim> out;
    const auto held = m_claims.find(run);
    if (held == m_claims.end()) return out;
    const auto slots = held->second.tasks.find(task);
    if (slots == held->second.tasks.end()) return out;
    const auto& index = held->second.index;
    std::map<std::uint64_t, const coherence::Item*> byRank;
    for (const auto slot : slots->second) {
        std::vector<const coherence::Item*> near{&index.item(slot)};
        index.find(index.item(slot), coherence::Ask::Same, near);
        for (const auto* item : near) byRank.emplace(item->rank, item);
    }
    for (const auto& [rank, item] : byRank) out.push_back(index.at(index.slotOf(*item)));
    return out;
}

}  // namespace skein::runtime
