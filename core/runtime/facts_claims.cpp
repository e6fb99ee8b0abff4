// The part of the facts that holds claims: takes them, compares them, and finds what says the same.
#include <algorithm>
#include <numeric>
#include <optional>
#include <span>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "core/base/limits.h"
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

constexpr std::size_t maxSayers = 16;      ///< claims of either side that a conflict is looked at again with
constexpr std::size_t maxSeenAgain = 900;  ///< candidates for all conflicts that are looked at again; a millisecond
/// Contradictions between two kinds of statement about one thing that one comparison tells; people see a few of them.
constexpr std::size_t maxToldOfOneThing = 1'000;
constexpr std::size_t maxEnd = 3;  ///< words of a key that are looked up; what has more is compared

/// Of a candidate key the group and the last words.
struct KeyEnd {
    std::uint64_t hash = 0;
    bool whole = true;  ///< the key is nothing but that
};
KeyEnd endOf(std::string_view key) {
    const auto colon = key.find(':') + 1;
    auto from = key.size();
    for (std::size_t words = 0; words < maxEnd && from > colon; ++words) {
        const auto space = key.rfind(' ', from - 1);
        from = space == std::string_view::npos || space < colon ? colon : space;
    }
    return {coherence::hashOf(coherence::hashOf(key.substr(0, colon)), coherence::hashOf(key.substr(from))),
            from == colon};
}

/// Under what RunClaims::said has a claim.
std::set<std::uint64_t> endsOf(const coherence::Item& item) {
    std::set<std::uint64_t> ends;
    for (const auto& key : coherence::candidateKeys(*item.claim))
        ends.insert(coherence::hashOf(endOf(key.text).hash, item.says));
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
        const auto& item = held.index.item(slot);
        for (const auto end : endsOf(item)) held.said.erase({end, item.rank, slot});
        addGone(run, task, *item.claim);
        held.index.remove(slot);
    }
    slots.assign(taken.size(), 0);
    const auto gone = m_gone.find({run, task});
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        const auto slot = held.index.add(std::move(taken[order[rank]]), std::uint64_t{task.value} << 32 | rank);
        slots[order[rank]] = slot;
        const auto& item = held.index.item(slot);
        for (const auto end : endsOf(item)) held.said.emplace(end, item.rank, slot);
        if (gone != m_gone.end()) gone->second.erase(item.claim->id);
    }
}

/// Of claims that a task had before: those that it does not hold now.
void Facts::takeGone(RunId run, TaskNo task, const std::string& bytes) {
    const std::scoped_lock lock(m_mutex);
    const auto& made = m_claims[run];
    std::set<Digest> held;
    if (const auto slots = made.tasks.find(task); slots != made.tasks.end())
        for (const auto slot : slots->second) held.insert(made.index.at(slot).claim.id);
    for (auto& claim : parseClaims(bytes))
        if (!held.contains(claim.id)) addGone(run, task, std::move(claim));
}

/// What it held open, and what it hid, is looked at when the task's new claims are compared.
void Facts::addGone(RunId run, TaskNo task, Claim claim) {
    addOpenAbout(run, coherence::hashOf(valueMeaning(claim)), claim, m_unsaid[{run, task}]);
    auto& gone = m_gone[{run, task}];
    if (gone.size() < limits::maxClaimsPerTask) gone.emplace(claim.id, std::move(claim));
}

std::vector<std::uint64_t> Facts::keysOf(RunId run, TaskNo task) const {
    std::vector<std::uint64_t> keys;
    const auto held = m_claims.find(run);
    if (held == m_claims.end()) return keys;
    const auto slots = held->second.tasks.find(task);
    if (slots == held->second.tasks.end()) return keys;
    const auto add = [&](const Claim& claim) {
        for (const auto& key : coherence::candidateKeys(claim)) keys.push_back(coherence::hashOf(key.text));
    };
    for (const auto slot : slots->second) add(held->second.index.at(slot).claim);
    if (const auto gone = m_gone.find({run, task}); gone != m_gone.end())
        for (const auto& [id, claim] : gone->second) add(claim);
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
void Facts::addOpenAbout(RunId run, coherence::WordHash says, const Claim& claim, std::set<ConflictId>& into) const {
    const auto meaning = m_open.find(says);
    if (meaning == m_open.end() || meaning->second.empty()) return;
    for (const auto& key : coherence::candidateKeys(claim)) {
        const auto found = meaning->second.find(key.text);
        if (found == meaning->second.end()) continue;
        for (const auto conflict : found->second)
            if (m_conflicts.at(conflict).run == run) into.insert(conflict);
    }
}

/// The pairs that were found, each told by its first claims.
class FoundPairs {
public:
    explicit FoundPairs(const coherence::ClaimIndex& index) : m_index(index) {}

    /// Takes what a comparer has found since it was asked last.
    void take(std::vector<coherence::Clash>& clashes) {
        for (auto& clash : clashes) {
            const auto &x = *clash.first, &y = *clash.second;
            const auto place = std::pair(y.rank, x.rank);
            auto ends = std::pair(std::pair(x.says, x.topic), std::pair(y.says, y.topic));
            if (ends.second < ends.first) std::swap(ends.first, ends.second);
            auto known = m_places.find(ends);
            if (known == m_places.end()) {
                if (auto& told = m_told[{std::min(x.topic, y.topic), std::max(x.topic, y.topic)}];
                    ++told > maxToldOfOneThing) {
                    m_left.insert(saysOf(x.says, y.says));
                    continue;
                }
                known = m_places.emplace(ends, place).first;
            } else if (known->second <= place) {
                continue;
            }
            known->second = place;
            const auto &a = name(x), &b = name(y);
            auto key = contestedKey(a, b);
            auto pair = contestedPair(key, a, b);
            const auto found = m_found.find(pair);
            if (found != m_found.end() && found->second.first <= place) continue;
            FoundClash told{m_index.at(m_index.slotOf(x)),
                            m_index.at(m_index.slotOf(y)),
                            std::string(coherence::ruleTable[clash.rule].id),
                            reasonOf(clash),
                            std::move(key),
                            pair};
            m_found.insert_or_assign(std::move(pair), std::pair(place, std::move(told)));
        }
        clashes.clear();
    }
    bool has(const std::string& pair) const { return m_found.contains(pair); }
    /// Found, or what may be that, of a thing of which so much was found that not all is told.
    bool mayHave(const Claim& a, const Claim& b) const {
        return m_left.contains(saysOf(coherence::hashOf(valueMeaning(a)), coherence::hashOf(valueMeaning(b))));
    }
    bool leftOut() const { return !m_left.empty(); }
    /// In the order of b, then a.
    std::vector<FoundClash> all() {
        std::map<Place, FoundClash*> order;
        for (auto& [pair, found] : m_found) order.emplace(found.first, &found.second);
        std::vector<FoundClash> out;
        for (const auto& [place, found] : order) out.push_back(std::move(*found));
        return out;
    }

private:
    using Place = std::pair<std::uint64_t, std::uint64_t>;
    using End = std::pair<coherence::WordHash, coherence::WordHash>;

    static std::uint64_t saysOf(coherence::WordHash a, coherence::WordHash b) {
        return coherence::hashOf(std::min(a, b), std::max(a, b));
    }

    const coherence::Contested& name(const coherence::Item& item) {
        const auto [known, isNew] = m_names.try_emplace({item.says, item.topic});
        if (isNew) known->second = coherence::contestedOf(*item.claim);
        return known->second;
    }

    const coherence::ClaimIndex& m_index;
    std::map<std::pair<End, End>, Place> m_places;  ///< so that names are made once for each two meanings
    std::map<End, coherence::Contested> m_names;
    std::map<std::pair<coherence::WordHash, coherence::WordHash>, std::size_t> m_told;  ///< by both topics
    std::unordered_set<std::uint64_t> m_left;                                           ///< looked up, never iterated
    std::map<std::string, std::pair<Place, FoundClash>> m_found;
};

namespace {

template <class T>
std::span<const T> part(const std::vector<T>& all, std::size_t from) {
    return std::span(all).subspan(std::min(from, all.size()),
                                  std::min(comparedAtOnce, all.size() - std::min(from, all.size())));
}

}  // namespace

ComparedClaims Facts::compare(RunId run, TaskNo task) const {
    ComparedClaims compared;
    std::set<ConflictId> undecided;
    std::optional<FoundPairs> pairs;
    for (std::size_t from = 0;; from += comparedAtOnce) {
        const std::scoped_lock lock(m_mutex);
        const auto held = m_claims.find(run);
        if (held == m_claims.end()) break;
        const auto slots = held->second.tasks.find(task);
        if (slots == held->second.tasks.end()) break;
        const auto& index = held->second.index;
        if (!pairs) pairs.emplace(index);
        std::vector<const coherence::Item*> items;
        for (const auto slot : part(slots->second, from)) items.push_back(&index.item(slot));
        std::vector<coherence::Item> gone;
        std::size_t goneCount = 0;
        if (const auto unsaid = m_gone.find({run, task}); unsaid != m_gone.end()) {
            goneCount = unsaid->second.size();
            auto at = unsaid->second.begin();
            std::advance(at, std::min(from, goneCount));
            for (; at != unsaid->second.end() && gone.size() < comparedAtOnce; ++at)
                gone.push_back(coherence::itemOf(at->second, std::uint64_t{task.value} << 32 | 0xffffffffu));
        }
        std::vector<const coherence::Item*> goneItems;
        for (const auto& item : gone) goneItems.push_back(&item);
        coherence::Comparer comparer(index);
        comparer.look(items, goneItems);
        pairs->take(comparer.clashes);
        std::set<ConflictId> again;
        if (const auto unsaid = m_unsaid.find({run, task}); from == 0 && unsaid != m_unsaid.end())
            again = unsaid->second;
        std::set<std::pair<coherence::WordHash, coherence::WordHash>> asked;
        for (const auto* item : comparer.concerned)
            if (asked.emplace(item->says, item->topic).second) addOpenAbout(run, item->says, *item->claim, again);
        const auto most = comparer.seen() + maxSeenAgain;
        for (const auto id : again)
            if (compared.again.insert(id).second && !lookAgain(m_conflicts.at(id), comparer, *pairs, most))
                undecided.insert(id);
        compared.truncated = compared.truncated || comparer.truncated;
        if (from + comparedAtOnce >= std::max(slots->second.size(), goneCount)) break;
    }
    // What is not known to have lapsed stays open.
    for (const auto id : undecided) compared.again.erase(id);
    compared.truncated = compared.truncated || !undecided.empty() || (pairs && pairs->leftOut());
    if (pairs) compared.found = pairs->all();
    return compared;
}

/// Whether all was looked at that could show that a conflict still stands; stops where it was shown.
bool Facts::lookAgain(const ConflictFacts& conflict, coherence::Comparer& comparer, FoundPairs& pairs,
                      std::size_t mostSeen) const {
    if (conflict.judged || conflict.status != ConflictState::Status::Open || pairs.has(conflict.pair)) return true;
    if (pairs.mayHave(conflict.a, conflict.b)) return false;
    const auto a = saying(conflict.run, conflict.key, conflict.a, maxSayers + 1);
    const auto b = saying(conflict.run, conflict.key, conflict.b, maxSayers + 1);
    if (a.empty() || b.empty()) return true;
    for (const auto& [side, other] : {std::pair(&a, &b), std::pair(&b, &a)})
        for (const auto* item : std::span(*side).first(std::min(side->size(), maxSayers))) {
            // A second time only where its name is crowded.
            for (int round = 0; round < 2; ++round) {
                if (comparer.seen() > mostSeen) return false;
                comparer.lookAt(*item, *other);
                pairs.take(comparer.clashes);
                if (pairs.has(conflict.pair)) return true;
                if (pairs.mayHave(conflict.a, conflict.b)) return false;
            }
        }
    return a.size() <= maxSayers && b.size() <= maxSayers;
}

/// The claims of a run that say the same as this one about `key`; the first so many by rank.
std::vector<const coherence::Item*> Facts::saying(RunId run, const std::string& key, const Claim& claim,
                                                  std::size_t most) const {
    std::vector<const coherence::Item*> out;
    const auto held = m_claims.find(run);
    if (held == m_claims.end()) return out;
    const auto wanted = endOf(key);
    const auto says = coherence::hashOf(valueMeaning(claim));
    const auto end = coherence::hashOf(wanted.hash, says);
    const auto& said = held->second.said;
    for (auto at = said.lower_bound({end, 0, 0}); at != said.end() && std::get<0>(*at) == end && out.size() < most;
         ++at) {
        const auto& item = held->second.index.item(std::get<2>(*at));
        if (item.says == says && (wanted.whole || hasKey(*item.claim, key))) out.push_back(&item);
    }
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
