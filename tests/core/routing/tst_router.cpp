// The choice of a model: the routing example of the seed with today's catalogue, every refusal, and what holds for any
// set of candidates.
#include <QtTest>

#include <rapidcheck.h>

#include <cmath>

#include "core/routing/router.h"
#include "tests/core/routing/shipped.h"

using namespace skein;
using namespace skein::routing;

namespace {

/// A model as it stands now, and what came of it.
struct RoutingCandidate {
    const CatalogueModel* model = nullptr;
    bool local = false;
    std::optional<MicroUsd> expectedCost, worstCost;
    Standing standing;
};
struct Routed {
    std::optional<std::size_t> choice, runnerUp;
    std::vector<Offer> offers;
    std::vector<Score> scores;
    friend bool operator==(const Routed&, const Routed&) = default;
};

/// Both halves of the router, one after the other.
Routed route(const RoutingNeed& need, const KindRule& rule, const std::vector<RoutingCandidate>& candidates,
             const Allowance& left = {}) {
    Routed routed;
    std::vector<Standing> standings;
    for (const auto& candidate : candidates) {
        auto offer = judge(need, rule, *candidate.model, {candidate.local, false, false, 0});
        offer.expectedCost = candidate.expectedCost;
        offer.worstCost = candidate.worstCost;
        routed.offers.push_back(std::move(offer));
        standings.push_back(candidate.standing);
    }
    const auto choice = choose(routed.offers, standings, rule.weights, left);
    if (!choice.ranking.empty()) routed.choice = choice.ranking[0];
    if (choice.ranking.size() > 1) routed.runnerUp = choice.ranking[1];
    routed.scores = choice.scores;
    return routed;
}

/// All models of the catalogue as they stand on a day, every provider reachable.
std::vector<RoutingCandidate> candidatesOn(const Catalogue& catalogue, const RoutingNeed& need, Instant when) {
    std::vector<RoutingCandidate> candidates;
    for (const auto& [key, model] : catalogue.models) {
        RoutingCandidate candidate;
        candidate.model = &model;
        candidate.local = catalogue.provider(model.provider)->local;
        candidate.expectedCost = *worstCostBetween(model.prices, when, when, need.input, need.maxOutput);
        candidate.worstCost = candidate.expectedCost;
        candidates.push_back(candidate);
    }
    return candidates;
}

RoutingNeed needOf(const char* kind, std::map<std::string, PerMille> capabilities, std::int64_t context) {
    RoutingNeed need;
    need.kind = kind;
    need.capabilities = std::move(capabilities);
    need.input = {context};
    need.maxOutput = {1'000};
    return need;
}

}  // namespace

class TestRouter final : public QObject {
    Q_OBJECT

private slots:
    // Seed 1: schema_design claude-opus, crud_generation gemini-flash, validation_logic gpt, test_generation
    // gemini-flash.
    void routingExampleOfTheSeed_data() {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("capability");
        QTest::addColumn<int>("context");
        QTest::addColumn<QString>("model");
        QTest::newRow("schema") << "schema_design"
                                << "architecture" << 3000 << "claude-opus-5-5";
        QTest::newRow("crud") << "crud_generation"
                              << "code" << 2000 << "gemini-3.8-flash";
        QTest::newRow("validation") << "validation_logic"
                                    << "logic" << 4000 << "gpt-6.1-sol";
        QTest::newRow("tests") << "test_generation"
                               << "tests" << 3000 << "gemini-3.8-flash";
    }
    void routingExampleOfTheSeed() {
        QFETCH(QString, kind);
        QFETCH(QString, capability);
        QFETCH(int, context);
        QFETCH(QString, model);
        const auto catalogue = shippedCatalogue();
        const auto need = needOf(kind.toUtf8(), {{capability.toStdString(), 700}, {"generate", 600}}, context);
        const auto candidates = candidatesOn(catalogue, need, day("2026-11-21"));
        const auto choice = route(need, catalogue.kind(need.kind), candidates);
        QVERIFY(choice.choice && choice.runnerUp);
        std::vector<std::pair<PerMille, std::string>> order;
        for (std::size_t i = 0; i < candidates.size(); ++i)
            order.emplace_back(-choice.scores[i].total, candidates[i].model->id);
        std::sort(order.begin(), order.end());
        for (std::size_t i = 0; i < 4; ++i)
            qInfo("%s: %s %lld", qPrintable(kind), order[i].second.c_str(), static_cast<long long>(-order[i].first));
        QCOMPARE(QString::fromStdString(candidates[*choice.choice].model->id), model);
    }

    void refusals_data() {
        QTest::addColumn<QString>("refusal");
        for (const char* name : {"not-text", "not-local", "no-key", "breaker-open", "capability", "context",
                                 "output-limit", "unknown-price", "over-budget", "too-slow", "none"})
            QTest::newRow(name) << QString(name);
    }
    void refusals() {
        QFETCH(QString, refusal);
        CatalogueModel model;
        model.provider = "p";
        model.id = "m";
        model.context = TokenCount{10'000};
        model.maxOutput = TokenCount{5'000};
        model.capabilities = {{"code", 490}};
        RoutingCandidate candidate;
        candidate.expectedCost = candidate.worstCost = MicroUsd{1'000};
        candidate.standing.expectedDuration = seconds(10);
        Allowance left{MicroUsd{1'000}, seconds(10)};
        RoutingNeed need = needOf("k", {{"code", 700}}, 5'000);
        need.maxOutput = {5'000};
        if (refusal == "not-text") model.use = CatalogueModel::Use::Embeddings;
        if (refusal == "not-local") need.localOnly = true;
        if (refusal == "no-key") candidate.standing.hasKey = false;
        if (refusal == "breaker-open") candidate.standing.breakerOpen = true;
        if (refusal == "capability") model.capabilities["code"] = 489;  // 69.8 % of 700
        if (refusal == "context") need.input = {5'001};
        if (refusal == "output-limit") model.maxOutput = TokenCount{4'999};
        if (refusal == "unknown-price") candidate.worstCost.reset();
        if (refusal == "over-budget") left.budget = MicroUsd{999};
        if (refusal == "too-slow") left.time = seconds(9);
        candidate.model = &model;
        const auto choice = route(need, {}, {candidate}, left);
        QCOMPARE(QString::fromUtf8(nameIn(EnumNames<Refusal>::table, choice.scores[0].refusal).data()), refusal);
        QCOMPARE(choice.choice.has_value(), refusal == "none");
    }

    // What is missing and how far, in the mark that the journal keeps and in words.
    void aRefusalNamesWhatIsMissing() {
        CatalogueModel model;
        model.provider = "p";
        model.id = "m";
        model.capabilities = {{"code", 400}, {"prose", 900}};
        const auto need = needOf("k", {{"code", 700}, {"prose", 300}, {"sql", 200}}, 100);
        const auto offer = judge(need, {}, model, {});
        QCOMPARE(offer.refusal, Refusal::Capability);
        QVERIFY(offer.gap && *offer.gap == (CapabilityGap{"code", 700, 400, 583}));
        QCOMPARE(describe(markOf(offer)),
                 std::string("capability: needs code 0.7, has 0.4, and offers 0.583 of all that is asked (0.7 is the "
                             "least)"));
        model.capabilities.clear();
        QCOMPARE(describe(markOf(judge(needOf("k", {}, 100), {}, model, {}))),
                 std::string("capability: needs generate 0.5, has 0, and offers 0 of all that is asked (0.7 is the "
                             "least)"));
        model.capabilities = {{"generate", 900}};
        QVERIFY(!judge(needOf("k", {}, 100), {}, model, {}).gap);
    }

    void keysThatAreSetAsideAreCounted() {
        const auto said = [](std::uint32_t refused, std::uint32_t outOfQuota) {
            RoutingMark mark;
            mark.refusal = Refusal::NoKey;
            if (refused + outOfQuota > 0) mark.keys = KeysAside{refused, outOfQuota};
            return describe(mark);
        };
        QCOMPARE(said(0, 0), std::string("no-key"));
        QCOMPARE(said(1, 0), std::string("1 key is set aside: revoked, and there is no other"));
        QCOMPARE(said(0, 2), std::string("2 keys are set aside: out of quota, and there is no other"));
        QCOMPARE(said(2, 1), std::string("3 keys are set aside: 2 revoked, 1 out of quota, and there is no other"));
    }

    void thePersonsListWins() {
        const auto catalogue = shippedCatalogue();
        const auto need = needOf("schema_design", {{"architecture", 700}}, 3'000);
        auto candidates = candidatesOn(catalogue, need, day("2026-11-21"));
        KindRule rule = catalogue.kind("schema_design");
        rule.models = {"mistral/mistral-large-2512", "xai/grok-4.6"};
        const auto nameOf = [&](const std::optional<std::size_t>& at) { return candidates[*at].model->id; };
        auto choice = route(need, rule, candidates);
        QCOMPARE(nameOf(choice.choice), std::string("mistral-large-2512"));
        QCOMPARE(nameOf(choice.runnerUp), std::string("grok-4.6"));
        candidates[*choice.choice].standing.breakerOpen = true;
        choice = route(need, rule, candidates);
        QCOMPARE(nameOf(choice.choice), std::string("grok-4.6"));
        QCOMPARE(nameOf(choice.runnerUp), std::string("claude-opus-5-5"));
    }

    // The choice does not depend on the order of the candidates, is never a refused one, has the best total, and a
    // model that becomes cheaper is never chosen less.
    void holdsForAnyCandidates() {
        QVERIFY(rc::check("any candidates", [] {
            const auto count = *rc::gen::inRange<std::size_t>(1, 12);
            std::vector<CatalogueModel> models(count);
            std::vector<RoutingCandidate> candidates(count);
            for (std::size_t i = 0; i < count; ++i) {
                models[i].provider = "p";
                models[i].id = "m" + std::to_string(i);
                models[i].capabilities = {{"code", *rc::gen::inRange(0, 1'001)}, {"sql", *rc::gen::inRange(0, 1'001)}};
                models[i].speed = *rc::gen::inRange(0, 1'001);
                candidates[i].model = &models[i];
                if (*rc::gen::inRange(0, 5) > 0)
                    candidates[i].expectedCost = candidates[i].worstCost = MicroUsd{*rc::gen::inRange(0, 1'000'000)};
                candidates[i].standing.breakerOpen = *rc::gen::inRange(0, 6) == 0;
            }
            RoutingNeed need = needOf("k", {{"code", *rc::gen::inRange(1, 1'001)}, {"sql", 300}}, 1'000);
            Allowance left;
            if (*rc::gen::arbitrary<bool>()) left.budget = MicroUsd{*rc::gen::inRange(0, 1'000'000)};
            const KindRule rule{
                {*rc::gen::inRange(0, 1'001), *rc::gen::inRange(1, 1'001), *rc::gen::inRange(0, 1'001)}, {}, {}};
            const auto choice = route(need, rule, candidates, left);
            RC_ASSERT(choice == route(need, rule, candidates, left));
            if (!choice.choice) {
                for (const auto& score : choice.scores) RC_ASSERT(score.refusal != Refusal::None);
                return;
            }
            const auto& best = choice.scores[*choice.choice];
            RC_ASSERT(best.refusal == Refusal::None && choice.offers[*choice.choice].match >= leastMatch);
            for (const auto& score : choice.scores)
                RC_ASSERT(score.refusal != Refusal::None || score.total <= best.total);
            auto turned = candidates;
            std::reverse(turned.begin(), turned.end());
            const auto again = route(need, rule, turned, left);
            RC_ASSERT(count - 1 - *again.choice == *choice.choice);
            if (candidates[*choice.choice].expectedCost) {
                auto cheaper = candidates;
                auto& cost = *cheaper[*choice.choice].expectedCost;
                cost = *cheaper[*choice.choice].worstCost = MicroUsd{cost.value / 2};
                RC_ASSERT(route(need, rule, cheaper, left).choice == choice.choice);
            }
        }));
    }

    void logarithmIsExactEnough() {
        QCOMPARE(milliLog2(1, 1), std::int64_t{0});
        QCOMPARE(milliLog2(2, 1), std::int64_t{1'000});
        QCOMPARE(milliLog2(3, 1), std::int64_t{1'584});
        QCOMPARE(milliLog2(1'024, 1), std::int64_t{10'000});
        QVERIFY(rc::check("against the library", [] {
            const auto denominator = *rc::gen::inRange<std::int64_t>(1, 1'000'000);
            const auto numerator =
                denominator + *rc::gen::inRange<std::int64_t>(0, std::int64_t{1} << *rc::gen::inRange(1, 31));
            const double expected =
                1'000 * std::log2(static_cast<double>(numerator) / static_cast<double>(denominator));
            RC_ASSERT(std::abs(static_cast<double>(milliLog2(numerator, denominator)) - expected) <= 2.0);
        }));
    }
};

QTEST_GUILESS_MAIN(TestRouter)
#include "tst_router.moc"
