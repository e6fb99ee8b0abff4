// The part of the facts that holds claims: takes them, compares them, and finds what says the same.
#include <algorithm>
#include <numeric>
#include <optional>
#include <tuple>
#include <utility>

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/coherence/extract.h"
#include "core/coherence/names.h"
#include "core/coherence/rules.h"
#include "core/coherence/values.h"
#include "core/runtime/facts.h"
#include "core/runtime/own_claim.h"
#include "core/runtime/repeats.h"

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

/// Equal for every two claims of which one may repeat the other: they are of one group, and their names end alike.
coherence::WordHash repeatKey(const Claim& claim) {
    const auto words = coherence::subjectWords(claim.subject);
    return coherence::hashOf(coherence::hashOf(coherence::groupOf(claim)),
                             coherence::hashOf(words.empty() ? std::string_view() : std::string_view(words.back())));
}

constexpr std::uint64_t ownRank = std::uint64_t{0xffffffff} << 32;  ///< after all that tasks say
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
    if (held.index.size() == 0)
        for (const auto id : m_resolved) holdOwn(run, held, m_conflicts.at(id));
    for (const auto slot : slots) {
        addGone(run, task, held.index.at(slot).claim);
        leave(held, slot);
    }
    slots.assign(taken.size(), 0);
    const auto gone = m_gone.find({run, task});
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        const auto slot = held.index.add(std::move(taken[order[rank]]), std::uint64_t{task.value} << 32 | rank);
        slots[order[rank]] = slot;
        hold(held, slot);
        if (gone != m_gone.end()) gone->second.erase(held.index.at(slot).claim.id);
    }
}

void Facts::hold(RunClaims& made, Slot slot) const {
    const auto& item = made.index.item(slot);
    for (const auto end : endsOf(item)) made.said.emplace(end, item.rank, slot);
    if (auto droppers = droppersOf(*item.claim); !droppers.empty()) made.dropped[slot] = std::move(droppers);
}

void Facts::leave(RunClaims& made, Slot slot) const {
    const auto& item = made.index.item(slot);
    for (const auto end : endsOf(item)) made.said.erase({end, item.rank, slot});
    made.dropped.erase(slot);
    made.index.remove(slot);
}

/// What a decision says holds instead of both sides is held as any claim, so that it is questioned as any claim.
void Facts::holdOwn(RunId run, RunClaims& made, const ConflictFacts& conflict) {
    if (conflict.decision != Decision::OwnText && conflict.decision != Decision::Combine) return;
    auto claim = conflict.own;
    if (!claim || made.own.contains(conflict.conflict)) return;
    const auto maker = run != conflict.run ? TaskNo{} : conflict.taskA ? conflict.taskA : conflict.taskB;
    const auto slot = made.index.add({std::move(*claim), 0, run.value, maker.value}, ownRank | conflict.conflict.value);
    made.own[conflict.conflict] = slot;
    hold(made, slot);
    // It may be in the words of a side that it replaces.
    if (const auto dropped = made.dropped.find(slot); dropped != made.dropped.end())
        if (dropped->second.erase(conflict.conflict); dropped->second.empty()) made.dropped.erase(dropped);
}

void Facts::leaveOwn(RunId run, RunClaims& made, const ConflictFacts& conflict) {
    const auto own = made.own.find(conflict.conflict);
    if (own == made.own.end()) return;
    const auto& item = made.index.item(own->second);
    for (const auto task : {conflict.taskA, conflict.taskB})
        if (run == conflict.run && task) addOpenAbout(run, item.says, *item.claim, m_unsaid[{run, task}]);
    leave(made, own->second);
    made.own.erase(own);
}

std::optional<Claim> Facts::ownOf(ConflictId conflict) const {
    const std::scoped_lock lock(m_mutex);
    for (const auto& [run, made] : m_claims)
        if (const auto own = made.own.find(conflict); own != made.own.end()) return made.index.at(own->second).claim;
    return std::nullopt;
}

void Facts::supersede(const ConflictFacts& conflict, bool restore) {
    const auto name = [&](const Claim& claim) {
        auto& dropping = m_superseded[conflict.key + '\x1e' + valueMeaning(claim)];
        if (restore) dropping.erase(conflict.conflict);
        else dropping.insert(conflict.conflict);
    };
    for (const auto& [drops, side] :
         {std::pair(dropsA(conflict.decision), &conflict.a), std::pair(dropsB(conflict.decision), &conflict.b)}) {
        if (!drops) continue;
        name(*side);
        auto& repeated = m_repeated[repeatKey(*side)];
        if (restore) repeated.erase(conflict.conflict);
        else repeated.insert(conflict.conflict);
    }
    for (auto& [run, made] : m_claims) {
        if (restore) {
            for (auto& [slot, droppers] : made.dropped) droppers.erase(conflict.conflict);
            std::erase_if(made.dropped, [](const auto& entry) { return entry.second.empty(); });
            leaveOwn(run, made, conflict);
            continue;
        }
        const auto mark = [&](const Claim& side) {
            for (const auto* item : saying(run, conflict.key, side))
                made.dropped[made.index.slotOf(*item)].insert(conflict.conflict);
            // Under another name, or in another notation.
            std::vector<const coherence::Item*> near;
            made.index.find(coherence::itemOf(side, 0), coherence::Ask::Same, near);
            for (const auto& key : coherence::candidateKeys(side))
                for (const auto* item : saying(run, key.text, side)) near.push_back(item);
            for (const auto* item : near)
                if (repeatsDropped(conflict, *item->claim))
                    made.dropped[made.index.slotOf(*item)].insert(conflict.conflict);
        };
        if (dropsA(conflict.decision)) mark(conflict.a);
        if (dropsB(conflict.decision)) mark(conflict.b);
        if (conflict.crowd)
            for (const auto& [task, slots] : made.tasks)
                for (const auto slot : slots)
                    if (repeatsDropped(conflict, made.index.at(slot).claim))
                        made.dropped[slot].insert(conflict.conflict);
        holdOwn(run, made, conflict);
    }
}

std::set<ConflictId> Facts::droppersOf(const Claim& claim) const {
    std::set<ConflictId> droppers;
    if (m_superseded.empty()) return droppers;
    const auto value = '\x1e' + valueMeaning(claim);
    for (const auto& key : coherence::candidateKeys(claim))
        if (const auto found = m_superseded.find(key.text + value); found != m_superseded.end())
            droppers.insert(found->second.begin(), found->second.end());
    if (const auto near = m_repeated.find(repeatKey(claim)); near != m_repeated.end())
        for (const auto id : near->second)
            if (m_resolved.contains(id) && repeatsDropped(m_conflicts.at(id), claim)) droppers.insert(id);
    return droppers;
}

std::vector<ConflictId> Facts::dropping(RunId run, const Claim& claim) const {
    const std::scoped_lock lock(m_mutex);
    std::vector<ConflictId> out;
    for (const auto id : droppersOf(claim))
        if (m_conflicts.at(id).run == run) out.push_back(id);
    return out;
}

bool Facts::isSuperseded(const Claim& claim) const { return !droppersOf(claim).empty(); }

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
                if (const auto& held = made.index.at(slot); !isSuperseded(held.claim)) all.push_back(held);
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

std::vector<HeldClaim> Facts::repeating(const ConflictFacts& conflict) const {
    const std::scoped_lock lock(m_mutex);
    const auto made = m_claims.find(conflict.run);
    if (made == m_claims.end()) return {};
    const auto& index = made->second.index;
    std::vector<const coherence::Item*> items;
    for (const auto& [task, slots] : made->second.tasks)
        for (const auto slot : slots)
            if (repeatsDropped(conflict, index.at(slot).claim)) items.push_back(&index.item(slot));
    return told(conflict.run, items);
}

std::vector<HeldClaim> Facts::supporters(RunId run, const std::string& key, const Claim& claim) const {
    const std::scoped_lock lock(m_mutex);
    return told(run, saying(run, key, claim));
}

std::vector<HeldClaim> Facts::equalStatements(RunId run, const std::string& key, const Claim& claim) const {
    const std::scoped_lock lock(m_mutex);
    auto items = saying(run, key, claim);
    if (items.empty()) return {};
    std::set<const coherence::Item*> same(items.begin(), items.end());
    std::vector<const coherence::Item*> near;
    m_claims.at(run).index.find(*items.front(), coherence::Ask::Same, near);
    const auto own = coherence::itemOf(claim, 0);
    for (const auto* item : near)
        if (coherence::saySame(*item->claim, claim) && (hasKey(*item->claim, key) || coherence::canMeet(own, *item)) &&
            same.insert(item).second)
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
