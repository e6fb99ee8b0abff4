// The part of the facts that compares: what is held true against each other, and beside it what decisions dropped.
#include <algorithm>
#include <optional>
#include <span>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "core/base/limits.h"
#include "core/coherence/crowds.h"
#include "core/coherence/rules.h"
#include "core/runtime/facts.h"

namespace skein::runtime {
namespace {

constexpr std::size_t comparedAtOnce = 128;  ///< claims, while nobody else reads or writes; some milliseconds
constexpr std::size_t maxSayers = 16;        ///< claims of either side that a conflict is looked at again with
constexpr std::size_t maxSeenAgain = 900;    ///< candidates for all conflicts that are looked at again; a millisecond
constexpr std::size_t maxDropped = 64;       ///< claims whose dropping is looked at before it is decided
/// Contradictions between two kinds of statement about one thing that one comparison tells; people see a few of them.
constexpr std::size_t maxToldOfOneThing = 1'000;

}  // namespace

/// What a run holds true: its claims without those that decisions in force dropped.
class Facts::Standing final : public coherence::CandidateSource {
public:
    Standing(const Facts& facts, RunId run, const RunClaims& made, const std::set<ConflictId>& lapsed)
        : m_facts(facts), m_run(run), m_made(made), m_lapsed(lapsed) {}

    /// Whether all claims of the run hold.
    bool isWhole() const { return m_made.dropped.empty() && m_made.own.empty() && m_without.empty(); }
    bool inForce(ConflictId id) const { return !m_lapsed.contains(id) || m_facts.m_conflicts.at(id).run == m_run; }
    bool anyInForce(const std::set<ConflictId>& ids) const {
        return std::any_of(ids.begin(), ids.end(), [&](ConflictId id) { return inForce(id); });
    }
    bool holds(const coherence::Item& item) const {
        if (isWhole()) return true;
        if (m_without.contains(item.rank)) return false;
        const auto slot = m_made.index.slotOf(item);
        if (const auto found = m_made.dropped.find(slot); found != m_made.dropped.end() && anyInForce(found->second))
            return false;
        return std::none_of(m_made.own.begin(), m_made.own.end(),
                            [&](const auto& own) { return own.second == slot && !inForce(own.first); });
    }
    /// As if that were dropped too.
    void leaveOut(const coherence::Item& item) { m_without.insert(item.rank); }

    bool find(const coherence::Item& item, coherence::Ask ask,
              std::vector<const coherence::Item*>& into) const override {
        const auto from = into.size();
        const bool all = m_made.index.find(item, ask, into);
        if (!isWhole())
            into.erase(std::remove_if(into.begin() + static_cast<std::ptrdiff_t>(from), into.end(),
                                      [&](const coherence::Item* found) { return !holds(*found); }),
                       into.end());
        return all;
    }

private:
    const Facts& m_facts;
    RunId m_run;
    const RunClaims& m_made;
    const std::set<ConflictId>& m_lapsed;
    std::set<std::uint64_t> m_without;  ///< ranks
};

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

ComparedClaims Facts::compare(RunId run, TaskNo task, const std::set<ConflictId>& lapsed) const {
    ComparedClaims compared;
    std::set<ConflictId> undecided;
    std::optional<FoundPairs> standingPairs, allPairs;
    for (std::size_t from = 0;; from += comparedAtOnce) {
        const std::scoped_lock lock(m_mutex);
        const auto held = m_claims.find(run);
        if (held == m_claims.end()) break;
        const auto slots = held->second.tasks.find(task);
        if (slots == held->second.tasks.end()) break;
        const auto& made = held->second;
        const auto& index = made.index;
        const Standing standing(*this, run, made, lapsed);
        if (!standingPairs) standingPairs.emplace(index);
        if (!allPairs) allPairs.emplace(index);
        std::vector<coherence::Item> gone;
        std::size_t goneCount = 0;
        if (const auto unsaid = m_gone.find({run, task}); unsaid != m_gone.end()) {
            goneCount = unsaid->second.size();
            auto at = unsaid->second.begin();
            std::advance(at, std::min(from, goneCount));
            for (; at != unsaid->second.end() && gone.size() < comparedAtOnce; ++at)
                gone.push_back(coherence::itemOf(at->second, std::uint64_t{task.value} << 32 | 0xffffffffu));
        }
        std::vector<const coherence::Item*> goneItems, items, own;
        for (const auto& item : gone) goneItems.push_back(&item);
        std::set<ConflictId> again;
        if (const auto unsaid = m_unsaid.find({run, task}); from == 0 && unsaid != m_unsaid.end())
            again = unsaid->second;
        for (const auto slot : part(slots->second, from)) {
            const auto& item = index.item(slot);
            own.push_back(&item);
            if (standing.holds(item)) {
                items.push_back(&item);
                continue;
            }
            // Dropped by a decision: as if it were not said any more, and what holds instead were said.
            goneItems.push_back(&item);
            addOpenAbout(run, item.says, *item.claim, again);
            for (const auto id : made.dropped.at(slot))
                if (const auto instead = made.own.find(id); instead != made.own.end())
                    if (standing.holds(index.item(instead->second))) items.push_back(&index.item(instead->second));
        }
        coherence::Comparer comparer(standing);
        comparer.look(items, goneItems);
        standingPairs->take(comparer.clashes);
        if (!standing.isWhole()) {
            coherence::Comparer all(index);
            all.look(own);
            allPairs->take(all.clashes);
        }
        std::set<std::pair<coherence::WordHash, coherence::WordHash>> asked;
        for (const auto* item : comparer.concerned)
            if (asked.emplace(item->says, item->topic).second) addOpenAbout(run, item->says, *item->claim, again);
        const auto most = comparer.seen() + maxSeenAgain;
        for (const auto id : again)
            if (compared.again.insert(id).second &&
                !lookAgain(m_conflicts.at(id), standing, comparer, *standingPairs, most))
                undecided.insert(id);
        compared.truncated = compared.truncated || comparer.truncated;
        if (from + comparedAtOnce >= std::max(slots->second.size(), goneCount)) break;
    }
    // What is not known to have lapsed stays open.
    for (const auto id : undecided) compared.again.erase(id);
    compared.truncated = compared.truncated || !undecided.empty() || (standingPairs && standingPairs->leftOut());
    if (!standingPairs) return compared;
    auto others = allPairs->all();
    std::erase_if(others, [&](const FoundClash& clash) { return standingPairs->has(clash.pair); });
    compared.found = standingPairs->all();
    const std::scoped_lock lock(m_mutex);
    const auto made = m_claims.find(run);
    if (made == m_claims.end()) return compared;
    const Standing standing(*this, run, made->second, lapsed);
    for (auto& clash : others) {
        clash.dropped =
            standing.anyInForce(droppersOf(clash.a.claim)) || standing.anyInForce(droppersOf(clash.b.claim));
        if (clash.dropped) compared.found.push_back(std::move(clash));
    }
    addCrowds(made->second, task, standing, compared.found);
    return compared;
}

void Facts::addCrowds(const RunClaims& made, TaskNo task, const Standing& standing,
                      std::vector<FoundClash>& into) const {
    const auto slots = made.tasks.find(task);
    if (slots == made.tasks.end()) return;
    // What was dropped counts too, so that a decision about the two that are shown settles the question.
    std::vector<const coherence::Item*> items;
    for (const auto slot : slots->second) items.push_back(&made.index.item(slot));
    std::sort(items.begin(), items.end(), [](const auto* x, const auto* y) { return x->rank < y->rank; });
    for (auto& crowd : coherence::crowdsOf(items, items.size() >= limits::maxClaimsPerTask)) {
        FoundClash clash{made.index.at(made.index.slotOf(*crowd.first)),
                         made.index.at(made.index.slotOf(*crowd.second)),
                         std::string(coherence::manyValuesRule),
                         std::move(crowd.reason),
                         contestedKey(*crowd.first->claim, *crowd.second->claim),
                         contestedPair(*crowd.first->claim, *crowd.second->claim)};
        clash.dropped =
            standing.anyInForce(droppersOf(clash.a.claim)) || standing.anyInForce(droppersOf(clash.b.claim));
        const auto same = [&](const FoundClash& found) { return found.pair == clash.pair; };
        if (std::none_of(into.begin(), into.end(), same)) into.push_back(std::move(clash));
    }
}

std::vector<FoundClash> Facts::openedBy(const ConflictFacts& conflict, Decision decision) const {
    std::vector<FoundClash> found;
    {
        const std::scoped_lock lock(m_mutex);
        const auto made = m_claims.find(conflict.run);
        if (made == m_claims.end()) return found;
        const std::set<ConflictId> none;
        Standing standing(*this, conflict.run, made->second, none);
        std::vector<const coherence::Item*> gone;
        const auto drop = [&](const Claim& side) {
            for (const auto* item : saying(conflict.run, conflict.key, side)) {
                if (standing.holds(*item) && gone.size() < maxDropped) gone.push_back(item);
                standing.leaveOut(*item);
            }
        };
        if (dropsA(decision)) drop(conflict.a);
        if (dropsB(decision)) drop(conflict.b);
        coherence::Comparer comparer(standing);
        comparer.look({}, gone);
        FoundPairs pairs(made->second.index);
        pairs.take(comparer.clashes);
        found = pairs.all();
    }
    std::erase_if(found, [&](const FoundClash& clash) { return pairKnown(conflict.run, clash, {}); });
    return found;
}

/// Whether all was looked at that could show that a conflict still stands; stops where it was shown.
bool Facts::lookAgain(const ConflictFacts& conflict, const Standing& standing, coherence::Comparer& comparer,
                      FoundPairs& pairs, std::size_t mostSeen) const {
    if (conflict.judged || conflict.rule == coherence::manyValuesRule ||
        conflict.status != ConflictState::Status::Open || pairs.has(conflict.pair))
        return true;
    if (pairs.mayHave(conflict.a, conflict.b)) return false;
    auto a = saying(conflict.run, conflict.key, conflict.a, maxSayers + 1);
    auto b = saying(conflict.run, conflict.key, conflict.b, maxSayers + 1);
    const bool few = a.size() <= maxSayers && b.size() <= maxSayers;
    for (const auto& [side, claim] : {std::pair(&a, &conflict.a), std::pair(&b, &conflict.b)}) {
        const auto dropped = m_superseded.find(conflict.key + '\x1e' + valueMeaning(*claim));
        if (dropped != m_superseded.end() && standing.anyInForce(dropped->second)) side->clear();
        std::erase_if(*side, [&](const coherence::Item* item) { return !standing.holds(*item); });
    }
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
    return few;
}

}  // namespace skein::runtime
