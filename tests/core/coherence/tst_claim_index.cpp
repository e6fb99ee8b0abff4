// What an index finds is what comparing all pairs finds, whatever came first and went; and a crowd costs no more than
// the index says.
#include <QtTest>

#include <algorithm>
#include <set>

#include "core/base/limits.h"
#include "core/coherence/claim_index.h"
#include "tests/support/random_claims.h"

using namespace skein;
using namespace skein::coherence;

namespace {

HeldClaim made(const std::string& subject, const std::string& value, const std::string& basis, const std::string& path,
               std::uint64_t sequence) {
    HeldClaim held;
    held.claim.subject = subject;
    held.claim.predicate = "max";
    held.claim.value = {ClaimValue::Type::Number, value, {}};
    held.claim.basis = basis;
    held.claim.evidence = {Evidence{path, {3, 3}, subject + " " + value, {}}};
    held.claim.id = claimId(held.claim);
    held.sequence = sequence;
    return held;
}

using Pairs = std::set<std::tuple<std::uint64_t, std::uint64_t, int>>;

Pairs pairsOf(const Comparer& comparer) {
    Pairs pairs;
    for (const auto& clash : comparer.clashes) pairs.emplace(clash.first->rank, clash.second->rank, clash.rule);
    return pairs;
}

/// The index, and all pairs, of the same claims.
struct World {
    std::vector<HeldClaim> claims;
    ClaimIndex index;
    AllPairs all;

    World(std::uint64_t seed, std::size_t count) {
        std::mt19937_64 random(seed);
        for (std::size_t i = 0; i < count; ++i) claims.push_back(drawnClaim(random, i));
        for (std::size_t i = 0; i < count; ++i) all.items.push_back(itemOf(claims[i].claim, i));
    }
    Pairs byAllPairs() const {
        Comparer comparer(all);
        std::vector<const Item*> items;
        for (const auto& item : all.items) items.push_back(&item);
        comparer.look(items);
        return pairsOf(comparer);
    }
    Pairs byIndex() const {
        Comparer comparer(index);
        std::vector<const Item*> items;
        for (std::size_t rank = 0; rank < claims.size(); ++rank) items.push_back(itemFor(rank));
        comparer.look(items);
        return pairsOf(comparer);
    }
    const Item* itemFor(std::uint64_t rank) const {
        Item wanted;
        wanted.rank = rank;
        return &index.item(index.slotOf(wanted));
    }
};

}  // namespace

class TestClaimIndex : public QObject {
    Q_OBJECT
private slots:
    void findsWhatAllPairsFind() {
        std::set<int> rules;
        std::size_t found = 0;
        for (std::uint64_t seed = 1; seed <= 60; ++seed) {
            World world(seed, 30 + seed * 2);
            for (std::size_t i = 0; i < world.claims.size(); ++i) world.index.add(world.claims[i], i);
            const auto expected = world.byAllPairs();
            QCOMPARE(world.byIndex(), expected);
            found += expected.size();
            for (const auto& [a, b, rule] : expected) rules.insert(rule);
        }
        // The draw is worth something.
        QVERIFY2(found > 600, std::to_string(found).c_str());
        QVERIFY2(rules.size() >= 8, std::to_string(rules.size()).c_str());
    }

    // Each claim is looked at when it comes; all that ever appears in the end is found then, by it or by what it
    // changes.
    void whatIsFoundDoesNotDependOnTheOrderOfArrival() {
        for (std::uint64_t seed = 100; seed < 130; ++seed) {
            World world(seed, 90);
            const auto expected = world.byAllPairs();
            std::vector<std::size_t> order(world.claims.size());
            for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
            std::shuffle(order.begin(), order.end(), std::mt19937_64(seed));
            std::set<std::pair<std::uint64_t, std::uint64_t>> seen;
            for (const auto rank : order) {
                const auto slot = world.index.add(world.claims[rank], rank);
                Comparer comparer(world.index);
                const Item* item = &world.index.item(slot);
                comparer.look(std::span(&item, 1));
                for (const auto& [a, b, rule] : pairsOf(comparer)) seen.emplace(a, b);
            }
            for (const auto& [a, b, rule] : expected) QVERIFY(seen.contains({a, b}));
            QCOMPARE(world.byIndex(), expected);
        }
    }

    void whatIsRemovedIsGone() {
        for (std::uint64_t seed = 200; seed < 215; ++seed) {
            World world(seed, 80), other(seed + 1'000, 300);
            std::vector<ClaimIndex::Slot> strangers;
            for (std::size_t i = 0; i < 300; ++i) strangers.push_back(world.index.add(other.claims[i], 1'000 + i));
            for (std::size_t i = 0; i < world.claims.size(); ++i) {
                world.index.add(world.claims[i], i);
                world.index.remove(strangers[2 * i]);
            }
            for (std::size_t i = 0; i < 300; ++i)
                if (i % 2 == 1 || i >= 2 * world.claims.size()) world.index.remove(strangers[i]);
            QCOMPARE(world.index.size(), world.claims.size());
            QCOMPARE(world.byIndex(), world.byAllPairs());
        }
    }

    /// Of a crowd the same are looked at whoever came first, no more than the index says, and always the new claim.
    void aCrowdOnOneNameIsBounded() {
        constexpr std::size_t count = 100'000;
        ClaimIndex forward, backward;
        for (std::size_t i = 0; i < count; ++i) {
            const auto of = [](std::size_t n) {
                return made("http.retries", std::to_string(n % 5'000), n % 2 == 0 ? "prose" : "code",
                            "docs/" + std::to_string(n) + ".md", n);
            };
            forward.add(of(i), i);
            backward.add(of(count - 1 - i), count - 1 - i);
        }
        const auto incoming = made("http.retries", "-1", "code", "core/a.py", 200'000);
        const auto ranks = [&](const ClaimIndex& index, bool& all) {
            const auto item = itemOf(incoming.claim, 500'000);
            std::vector<const Item*> found;
            all = index.find(item, Ask::Same, found);
            std::set<std::uint64_t> out;
            for (const auto* each : found) out.insert(each->rank);
            return out;
        };
        bool all = true;
        const auto found = ranks(forward, all);
        QVERIFY(!all);
        QVERIFY2(found.size() >= 250 && found.size() <= 300, std::to_string(found.size()).c_str());
        QCOMPARE(ranks(backward, all), found);
        // The first of each meaning stand for it, and neither definitions nor statements crowd the other out.
        std::map<std::pair<bool, std::string>, std::size_t> meanings;
        for (const auto rank : found) {
            Item wanted;
            wanted.rank = rank;
            const auto& held = forward.at(forward.slotOf(wanted));
            ++meanings[{isDefinition(held.claim), held.claim.value.text}];
        }
        std::size_t definitions = 0;
        for (const auto& [meaning, each] : meanings) {
            QVERIFY(each <= ClaimIndex::maxPerMeaning);
            definitions += meaning.first;
        }
        QVERIFY(definitions >= 9 && definitions <= limits::maxValuesPerSubject);
        QVERIFY(meanings.size() - definitions >= 9);
        const auto slot = forward.add(incoming, 500'000);
        Comparer comparer(forward);
        const Item* item = &forward.item(slot);
        comparer.look(std::span(&item, 1));
        QVERIFY(comparer.truncated && !comparer.clashes.empty());
        QVERIFY(std::any_of(comparer.clashes.begin(), comparer.clashes.end(),
                            [&](const Clash& clash) { return clash.second == item || clash.first == item; }));
    }
};

QTEST_GUILESS_MAIN(TestClaimIndex)
#include "tst_claim_index.moc"
