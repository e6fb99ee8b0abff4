// What is open at the end follows from the claims that are held, whatever the order in which tasks were compared and
// whatever was said in between.
#include <QtTest>

#include <algorithm>
#include <array>

#include "tests/support/facts_world.h"
#include "tests/support/random_claims.h"

using namespace skein;
using namespace skein::runtime;

namespace {

using Said = std::map<std::uint32_t, std::vector<HeldClaim>>;

Said drawn(std::uint64_t seed, std::uint32_t tasks) {
    std::mt19937_64 random(seed);
    Said said;
    std::uint64_t sequence = seed * 10'000;
    for (std::uint32_t task = 1; task <= tasks; ++task)
        for (std::size_t i = 0; i < 1 + random() % 5; ++i) said[task].push_back(drawnClaim(random, ++sequence));
    return said;
}

/// The pairs that comparing every claim with every other gives, in the order of tasks, then of place.
std::set<std::string> pairsOf(Said said) {
    AllPairs all;
    std::uint64_t rank = 0;
    const auto place = [](const HeldClaim& held) {
        return std::tuple(held.claim.evidence.front().path, held.claim.evidence.front().lines.first);
    };
    for (auto& [task, claims] : said) {
        std::stable_sort(claims.begin(), claims.end(),
                         [&](const HeldClaim& x, const HeldClaim& y) { return place(x) < place(y); });
        for (const auto& held : claims) all.items.push_back(coherence::itemOf(held.claim, ++rank));
    }
    coherence::Comparer comparer(all);
    std::vector<const coherence::Item*> items;
    for (const auto& item : all.items) items.push_back(&item);
    comparer.look(items);
    std::set<std::string> pairs;
    for (const auto& clash : comparer.clashes) pairs.insert(contestedPair(*clash.first->claim, *clash.second->claim));
    return pairs;
}

std::set<std::string> openIn(const FactsWorld& world) {
    std::set<std::string> pairs;
    for (const auto& [pair, id] : world.open) pairs.insert(pair);
    return pairs;
}

HeldClaim page(const char* path, const char* value) {
    HeldClaim held;
    held.claim.subject = "cache.page_size";
    held.claim.predicate = "value";
    held.claim.value = {ClaimValue::Type::Number, value, ""};
    held.claim.basis = std::string(path).ends_with(".md") ? "prose" : "code";
    held.claim.evidence = {Evidence{path, {1, 1}, value, {}}};
    held.claim.id = claimId(held.claim);
    return held;
}

/// The naive model: of all that is said, what no decision in force dropped, and what decisions say holds instead, held
/// each against each; but not what was said to hold side by side.
std::set<std::string> unquestioned(const FactsWorld& world, const Said& said) {
    const auto drops = [&](const Claim& claim, ConflictId by) {
        const auto conflict = *world.facts.conflict(by);
        if (runtime::repeatsDropped(conflict, claim)) return true;
        const auto keys = coherence::candidateKeys(claim);
        if (std::none_of(keys.begin(), keys.end(), [&](const auto& key) { return key.text == conflict.key; }))
            return false;
        return (dropsA(conflict.decision) && valueMeaning(conflict.a) == valueMeaning(claim)) ||
               (dropsB(conflict.decision) && valueMeaning(conflict.b) == valueMeaning(claim));
    };
    Said held;
    std::set<std::string> side;
    for (const auto& [task, claims] : said)
        for (const auto& each : claims)
            if (std::none_of(world.decided.begin(), world.decided.end(),
                             [&](const auto& decided) { return drops(each.claim, decided.first); }))
                held[task].push_back(each);
    for (const auto& [id, decision] : world.decided) {
        const auto conflict = *world.facts.conflict(id);
        if (decision == Decision::BothTrue) side.insert(conflict.pair);
        const auto own = world.facts.ownOf(id);
        if (own && std::none_of(world.decided.begin(), world.decided.end(), [&, of = id](const auto& decided) {
                return decided.first != of && drops(*own, decided.first);
            }))
            held[1'000'000 + id.value].push_back({*own, 0, 1, 0});
    }
    auto pairs = pairsOf(held);
    for (const auto& pair : side) pairs.erase(pair);
    return pairs;
}

}  // namespace

class TestFacts : public QObject {
    Q_OBJECT
private slots:
    void theOrderOfArrivalDecidesNothing() {
        std::size_t found = 0;
        for (std::uint64_t seed = 1; seed <= 40; ++seed) {
            const auto said = drawn(seed, 30);
            const auto expected = pairsOf(said);
            found += expected.size();
            for (int round = 0; round < 3; ++round) {
                std::vector<std::uint32_t> order;
                for (const auto& [task, claims] : said) order.push_back(task);
                std::shuffle(order.begin(), order.end(), std::mt19937_64(seed * 10 + static_cast<unsigned>(round)));
                FactsWorld world;
                for (const auto task : order) {
                    world.record(task, said.at(task));
                    world.compare(task);
                }
                QCOMPARE(openIn(world), expected);
            }
        }
        QVERIFY2(found > 300, std::to_string(found).c_str());
    }

    /// Tasks that run again say something else, or nothing: what is open is what holds now. What a claim that is gone
    /// had hidden (a definition that agreed, or that was taken for another one) is found too.
    void whatIsNoLongerSaidLapses() {
        std::size_t found = 0;
        for (std::uint64_t seed = 50; seed < 150; ++seed) {
            const auto first = drawn(seed, 30);
            auto last = drawn(seed + 1'000, 30);
            last[3].clear();
            last[17].clear();
            FactsWorld world;
            for (const auto& [task, claims] : first) {
                world.record(task, claims);
                world.compare(task);
            }
            for (auto task = last.rbegin(); task != last.rend(); ++task) {
                world.record(task->first, task->second);
                world.compare(task->first);
            }
            const auto expected = pairsOf(last);
            QCOMPARE(openIn(world), expected);
            found += expected.size();
        }
        QVERIFY2(found > 700, std::to_string(found).c_str());
    }

    /// A page contradicts one of two definitions as long as the other one agrees with it, and not a moment longer.
    void aDefinitionThatGoesShowsWhatItHid() {
        const auto said = [](const char* path, const char* value, const char* basis) {
            HeldClaim held;
            held.claim.subject = "cache.page_size";
            held.claim.predicate = "value";
            held.claim.value = {ClaimValue::Type::Number, value, ""};
            held.claim.basis = basis;
            held.claim.evidence = {Evidence{path, {1, 1}, value, {}}};
            held.claim.id = claimId(held.claim);
            return held;
        };
        const auto page = said("docs/cache.md", "3", "prose"), other = said("docs/store.md", "4", "prose"),
                   agrees = said("src/cache.h", "3", "code"), differs = said("src/store.h", "4", "code");
        FactsWorld world;
        for (const auto& [task, claims] : Said{{1, {page}}, {2, {agrees}}, {3, {differs}}}) {
            world.record(task, claims);
            world.compare(task);
        }
        QCOMPARE(openIn(world), std::set<std::string>{});
        world.record(2, {});
        world.compare(2);
        QCOMPARE(openIn(world), std::set<std::string>{runtime::contestedPair(page.claim, differs.claim)});
        // Two pages are held against each other where nothing defines what they talk of.
        world.record(4, {other});
        world.compare(4);
        world.record(3, {});
        world.compare(3);
        QCOMPARE(openIn(world), std::set<std::string>{runtime::contestedPair(page.claim, other.claim)});
    }

    /// What stands under one name is looked at a bounded number of times, and what was not looked at stays open.
    void aCrowdKeepsWhatIsOpen() {
        FactsWorld world;
        world.mostOpenOfOneThing = 20;
        const auto said = [](std::uint32_t number, const char* basis) {
            HeldClaim held;
            held.claim.subject = "gateway.request_limit";
            held.claim.predicate = "value";
            held.claim.value = {ClaimValue::Type::Number, std::to_string(number % 400), ""};
            held.claim.basis = basis;
            const bool states = held.claim.basis == "prose";
            held.claim.evidence = {
                Evidence{(states ? "docs/f" : "src/f") + std::to_string(number) + (states ? ".md" : ".cpp"),
                         {number, number},
                         "q",
                         {}}};
            held.claim.id = claimId(held.claim);
            return held;
        };
        std::vector<HeldClaim> many;
        for (std::uint32_t i = 0; i < 4'000; ++i) many.push_back(said(i, "prose"));
        world.record(1, many);
        QVERIFY(world.facts.compare(RunId{1}, TaskNo{1}).found.size() <= 1'000);
        QVERIFY(world.compare(1) > 0);
        const auto open = openIn(world);
        QVERIFY(open.size() <= 20);
        world.record(2, {said(4'001, "prose")});
        world.compare(2);
        for (const auto& pair : open) QVERIFY(openIn(world).contains(pair));
        // One that says nothing new takes nothing back; when all are gone, nothing is open.
        world.record(1, {});
        world.compare(1);
        QCOMPARE(openIn(world), std::set<std::string>{});
    }

    /// The definition that hid a clash of two pages is dropped: now they are held against each other. What a person
    /// writes instead is held against what others still say.
    void aPageOfManyValuesIsOneQuestion() {
        const auto pageOf = [](int values, const char* scope) {
            std::vector<HeldClaim> many;
            for (int i = 0; i < values; ++i) {
                auto held = page("docs/tenants.md", std::to_string(i + 1).c_str());
                held.claim.scope = scope;
                held.claim.evidence.front().lines = {static_cast<std::uint32_t>(i + 1),
                                                     static_cast<std::uint32_t>(i + 1)};
                held.claim.id = claimId(held.claim);
                many.push_back(std::move(held));
            }
            return many;
        };
        FactsWorld world;
        world.mostOpenOfOneThing = 20;
        world.record(1, pageOf(200, ""));
        world.compare(1);
        QCOMPARE(world.open.size(), std::size_t(0));  // alternatives and cases
        world.record(1, pageOf(3'000, ""));
        world.compare(1);
        QCOMPARE(world.open.size(), std::size_t(1));
        const auto asked = world.open.begin()->second;
        const auto conflict = *world.facts.conflict(asked);
        QCOMPARE(conflict.rule, std::string("too-many-values"));
        QVERIFY2(conflict.reason.find("docs/tenants.md gives 3000 values of one thing in lines 1 to 3000") == 0,
                 conflict.reason.c_str());
        // It stays while others are compared, and a decision about the two that are shown settles it for good.
        world.record(2, {page("src/cache.h", "9000")});
        world.compare(2);
        QCOMPARE(world.facts.statusOf(asked), ConflictState::Status::Open);
        world.record(2, {});
        world.compare(2);
        world.decide(asked, Decision::TakeA);
        world.record(1, pageOf(3'000, ""));
        world.compare(1);
        QCOMPARE(openIn(world), std::set<std::string>{});
    }

    /// What repeats a decision's loser is found among many decisions about other things.
    void decisionsAreFoundByWhatTheyAreAbout() {
        FactsWorld world;
        const auto said = [](std::size_t thing, const char* path, const char* value) {
            auto held = page(path, value);
            held.claim.subject = "part" + std::to_string(thing) + "_size";
            held.claim.subject += ".limit" + std::to_string(thing);
            held.claim.id = claimId(held.claim);
            return held;
        };
        std::vector<HeldClaim> pages, code;
        for (std::size_t thing = 0; thing < 60; ++thing) {
            pages.push_back(said(thing, "docs/a.md", "10"));
            code.push_back(said(thing, "src/a.h", "20"));
        }
        world.record(1, pages);
        world.record(2, code);
        world.compare(1);
        world.compare(2);
        QCOMPARE(world.open.size(), pages.size());
        for (const auto& [pair, id] : std::map(world.open)) {
            const auto conflict = *world.facts.conflict(id);
            world.decide(id, conflict.a.basis == "code" ? Decision::TakeA : Decision::TakeB);
        }
        for (std::size_t thing = 0; thing < 60; ++thing) {
            QCOMPARE(world.facts.dropping(RunId{1}, said(thing, "docs/b.md", "10").claim).size(), std::size_t(1));
            QCOMPARE(world.facts.dropping(RunId{1}, said(thing, "docs/b.md", "20").claim).size(), std::size_t(0));
        }
    }

    void whatADecisionDropsHidesNothing() {
        FactsWorld world;
        const auto one = page("docs/one.md", "60"), two = page("docs/two.md", "70"), code = page("src/cache.h", "50");
        for (const auto& [task, claims] : Said{{1, {code}}, {2, {one}}, {3, {two}}}) {
            world.record(task, claims);
            world.compare(task);
        }
        const auto pairOf = [](const HeldClaim& a, const HeldClaim& b) { return contestedPair(a.claim, b.claim); };
        const std::set<std::string> both{pairOf(code, one), pairOf(code, two)};
        QCOMPARE(openIn(world), both);
        const auto first = world.open.at(pairOf(code, one)), second = world.open.at(pairOf(code, two));
        // Before it is decided, it is said what this would open.
        auto taken = *world.facts.conflict(first);
        const auto forPage = taken.a.value.text == "60" ? Decision::TakeA : Decision::TakeB;
        const auto opened = world.facts.openedBy(taken, forPage);
        QCOMPARE(opened.size(), std::size_t(1));
        QCOMPARE(opened.front().pair, pairOf(one, two));
        QVERIFY(world.facts.openedBy(taken, forPage == Decision::TakeA ? Decision::TakeB : Decision::TakeA).empty());
        world.decide(first, forPage);
        QCOMPARE(openIn(world), std::set<std::string>{pairOf(one, two)});
        QCOMPARE(world.facts.statusOf(second), ConflictState::Status::Lapsed);
        world.undo(first);
        QCOMPARE(openIn(world), both);
        world.decide(first, Decision::OwnText, "55");
        QCOMPARE(world.open.size(), std::size_t(1));
        const auto own = *world.facts.conflict(world.open.begin()->second);
        QCOMPARE(std::set({own.a.value.text, own.b.value.text}), std::set<std::string>({"55", "70"}));
        QCOMPARE(world.facts.openedBy(own, Decision::Neither).size(), std::size_t(0));
        world.undo(first);
        QCOMPARE(openIn(world), both);
        // Neither of them: the other page is alone.
        world.decide(first, Decision::Neither);
        QCOMPARE(openIn(world), std::set<std::string>{});
    }

    /// The sample's port: an environment variable lost, and a shorter key of a file beside it says the same. It is not
    /// asked about again, is told before the decision, and comes back with its undoing. Another value is asked about.
    void whatRepeatsTheLoserIsSettledWithIt() {
        const auto said = [](const char* path, const char* subject, const char* value, const char* basis) {
            auto held = page(path, value);
            held.claim.subject = subject;
            held.claim.basis = basis;
            held.claim.id = claimId(held.claim);
            return held;
        };
        const auto variable = said(".env", "orders_port", "8090", "config"),
                   key = said("config/orders.yaml", "port", "8090", "config"),
                   other = said("config/orders.yaml", "port", "8070", "config"),
                   text = said("docs/operations.md", "orders.port", "8091", "prose");
        FactsWorld world;
        for (const auto& [task, claims] : Said{{1, {variable}}, {2, {key}}, {3, {text}}}) {
            world.record(task, claims);
            world.compare(task);
        }
        const auto pair = contestedPair(variable.claim, text.claim);
        QVERIFY(world.open.contains(pair));
        const auto conflict = world.open.at(pair);
        const auto facts = *world.facts.conflict(conflict);
        const auto forText = facts.a.value.text == "8091" ? Decision::TakeA : Decision::TakeB;
        const auto repeated = runtime::repeatsOf(world.facts, facts, forText);
        QCOMPARE(repeated.size(), std::size_t(1));
        QCOMPARE(repeated.front().claim.evidence.front().path, std::string("config/orders.yaml"));
        world.decide(conflict, forText);
        QCOMPARE(openIn(world), std::set<std::string>{});
        // Whoever says it later repeats it as well.
        world.record(4, {key});
        world.compare(4);
        QCOMPARE(openIn(world), std::set<std::string>{});
        QCOMPARE(world.facts.dropping(RunId{1}, key.claim), std::vector<ConflictId>{conflict});
        world.undo(conflict);
        QVERIFY(world.open.contains(pair));
        QVERIFY(world.facts.dropping(RunId{1}, key.claim).empty());
        // The winner's own value, and a third one, are no repetition of the loser.
        world.decide(conflict, forText);
        world.record(2, {other});
        world.record(4, {});
        world.compare(4);
        world.compare(2);
        QCOMPARE(openIn(world), std::set<std::string>{contestedPair(text.claim, other.claim)});
    }

    /// Whatever is decided and undone, in whatever order and between whatever answers: what is open is what comparing
    /// all that is held true gives, except what was said to hold side by side.
    void noTwoValuesStandUnquestioned() {
        std::size_t decisions = 0, undone = 0, found = 0;
        for (std::uint64_t seed = 300; seed < 420; ++seed) {
            std::mt19937_64 random(seed);
            auto said = drawn(seed, 25);
            FactsWorld world;
            for (const auto& [task, claims] : said) {
                world.record(task, claims);
                world.compare(task);
            }
            for (int step = 0; step < 25; ++step) {
                const auto below = [&](std::size_t count) { return static_cast<std::size_t>(random() % count); };
                const auto act = below(10);
                if (act < 6 && !world.open.empty()) {
                    auto at = world.open.begin();
                    std::advance(at, below(world.open.size()));
                    constexpr std::array all{Decision::TakeA,   Decision::TakeB,   Decision::TakeA,
                                             Decision::OwnText, Decision::OwnText, Decision::BothTrue,
                                             Decision::Neither, Decision::Combine};
                    const auto decision = all[below(all.size())];
                    world.decide(at->second, decision, std::to_string(below(5)));
                    ++decisions;
                } else if (act < 8 && !world.decided.empty()) {
                    auto at = world.decided.begin();
                    std::advance(at, below(world.decided.size()));
                    world.undo(at->first);
                    ++undone;
                } else {
                    const auto task = static_cast<std::uint32_t>(below(25) + 1);
                    said[task] = drawn(seed * 100 + static_cast<unsigned>(step), 1).at(1);
                    if (below(3) == 0) said[task].clear();
                    world.record(task, said[task]);
                    world.compare(task);
                }
                const auto expected = unquestioned(world, said);
                found += expected.size();
                if (openIn(world) != expected) {
                    std::string text = "seed " + std::to_string(seed) + " step " + std::to_string(step) + " act " +
                                       std::to_string(act);
                    for (const auto& pair : openIn(world))
                        if (!expected.contains(pair)) text += "\n  open without ground: " + pair;
                    for (const auto& pair : expected)
                        if (!openIn(world).contains(pair)) text += "\n  unquestioned: " + pair;
                    QFAIL(text.c_str());
                }
            }
        }
        QVERIFY2(decisions > 1'000 && undone > 200 && found > 3'000,
                 (std::to_string(decisions) + " " + std::to_string(undone) + " " + std::to_string(found)).c_str());
    }

    void supportersSayTheSameUnderAnyHeading() {
        FactsWorld world;
        std::mt19937_64 random(1);
        auto one = drawnClaim(random, 1), two = one, other = one;
        for (auto* held : {&one, &two, &other}) {
            held->claim.subject = "app.cache.page_size";
            held->claim.predicate = "value";
            held->claim.value = {ClaimValue::Type::Number, "3", ""};
            held->claim.scope = held == &one ? "" : "section=limits";
        }
        other.claim.value.text = "4";
        two.claim.evidence.front().path = "z.md";
        world.record(4, {two, other});
        world.record(2, {one});
        const auto supporters = world.facts.supporters(RunId{1}, "amount:page size", one.claim);
        QCOMPARE(supporters.size(), std::size_t(2));
        QVERIFY(world.facts.supporters(RunId{1}, "amount:queue size", one.claim).empty());
        QVERIFY(world.facts.supporters(RunId{2}, "amount:page size", one.claim).empty());
        QCOMPARE(world.facts.claimsOf(RunId{1}, TaskNo{4}).size(), std::size_t(2));
        QCOMPARE(world.facts.claimsOf(RunId{1}, TaskNo{4})[1].claim.value.text, std::string("4"));
        QCOMPARE(world.facts.held().size(), std::size_t(3));
        QVERIFY(world.facts.earlierComparison(RunId{1}, TaskNo{2}, 2));
        QVERIFY(!world.facts.earlierComparison(RunId{1}, TaskNo{4}, 1));
    }
};

QTEST_GUILESS_MAIN(TestFacts)
#include "tst_facts.moc"
