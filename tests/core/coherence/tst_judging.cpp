// What a judge is asked, which answers count, how they are counted; pairs that no rule decides; ranges and references;
// what a conflict that is none teaches.
#include <QTest>

#include "core/coherence/judging.h"
#include "core/coherence/policy.h"
#include "core/coherence/undecided.h"
#include "core/coherence/values.h"

using namespace skein;
using namespace skein::coherence;

namespace {

Question question(bool suspected = false) {
    Question asked;
    asked.conflict = ConflictId{7};
    asked.label = "c-kwzrt";
    asked.suspected = suspected;
    asked.a = {"the cache writes through", {{"a.md:3", "The cache\n  writes through to disk."}}};
    asked.b = {"the cache writes back", {{"b.md:9", "It writes back."}, {"c.md:1", "30"}}};
    return asked;
}

std::string answer(const std::string& verdict, const std::string& quote) {
    return Json{{"verdict", verdict}, {"quote", quote}, {"reason", "so"}}.dump();
}

Voice voice(const char* model, const char* verdict, PerMille weight = 1'000, const char* problem = "") {
    Voice made;
    made.model = model;
    made.verdict = verdict;
    made.weight = weight;
    made.problem = problem;
    return made;
}

HeldClaim held(const char* path, const char* predicate, const char* value, const char* basis = "prose") {
    HeldClaim made;
    made.claim.subject = "order_cache";
    made.claim.predicate = predicate;
    made.claim.value = textValue(value);
    made.claim.basis = basis;
    made.claim.sentence = value;
    made.claim.evidence = {Evidence{path, {1, 1}, value, {}}};
    made.claim.id = claimId(made.claim);
    made.run = made.task = 1;
    return made;
}

}  // namespace

class TestJudging : public QObject {
    Q_OBJECT
private slots:
    void theQuestionIsKeptWhole() {
        const auto task = judgingTask(question(), 2);
        QCOMPARE(task.id, std::string("judge-c-kwzrt-2"));
        QVERIFY(isJudge(task));
        const auto read = questionOf(task);
        QVERIFY(read.has_value());
        QCOMPARE(read->conflict.value, 7u);
        QCOMPARE(read->b.evidence.at(1).quote, std::string("30"));
        // What the sides say stands in no instruction.
        QVERIFY(task.instruction.find("writes") == std::string::npos && task.parameters.empty());
        QCOMPARE(judgingTask(question(), 1).instruction, task.instruction);
        TaskSpec other;
        other.kind = "judge";
        QVERIFY(!isJudge(other) && !questionOf(other));
    }

    void anAnswerNeedsItsQuotation_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("problem");
        const auto row = [](const char* name, const std::string& text, const char* problem) {
            QTest::newRow(name) << QByteArray::fromStdString(text) << QByteArray(problem);
        };
        row("word for word", answer("a", "The cache writes through"), "");
        row("in its frame", answer("a", "\"writes through to disk.\""), "");
        row("of the other side", answer("a", "It writes back."), "");
        row("all there is", answer("b", "30"), "");
        row("too little", answer("b", "It"), "neither side");
        row("nothing", answer("b", ""), "neither side");
        row("made up", answer("b", "The cache never writes"), "neither side");
        row("in a fence", "```json\n" + answer("a", "writes through to disk") + "\n```", "");
        row("no verdict", answer("take a", "It writes back."), "none of those");
        row("of the other question", answer("contradiction", "It writes back."), "none of those");
        row("no object", "a", "no JSON object");
        row("hostile", R"(["a"])", "no JSON object");
    }
    void anAnswerNeedsItsQuotation() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, problem);
        const auto read = readVoice(question(), text.toStdString());
        if (problem.isEmpty()) QCOMPARE(read.problem, std::string());
        else QVERIFY2(read.problem.find(problem.toStdString()) != std::string::npos, read.problem.c_str());
    }

    void aPairNeedsBoth() {
        const auto said = [](const std::string& a, const std::string& b) {
            const Json json{{"verdict", "contradiction"}, {"quote_a", a}, {"quote_b", b}, {"reason", "so"}};
            return readVoice(question(true), json.dump()).problem;
        };
        QCOMPARE(said("writes through to disk", "It writes back."), std::string());
        QVERIFY(said("writes through to disk", "writes through to disk").find("side b") != std::string::npos);
        QVERIFY(said("It writes back.", "It writes back.").find("side a") != std::string::npos);
    }

    void theOrderOfVoicesDoesNotMatter() {
        std::vector<Voice> voices{voice("x", "a"), voice("y", "b"), voice("z", "a")};
        const auto once = countVoices(voices, 2);
        QCOMPARE(once.verdict, std::string("a"));
        QVERIFY(once.words.find("2 of 3 say a (weight 2 of 3)") != std::string::npos);
        const auto kept = toJson(voices).dump();
        std::reverse(voices.begin(), voices.end());
        QCOMPARE(countVoices(voices, 2).words, once.words);
        QCOMPARE(toJson(voices).dump(), kept);
        QCOMPARE(toJson(voicesFromJson(toJson(voices))).dump(), kept);
        QCOMPARE(countVoices(voices, 3).verdict, std::string());
    }

    // Two who were mostly wrong do not outweigh one who never was; what quotes nothing has no weight.
    void reputationWeighs() {
        QCOMPARE(Reputation{}.weight(), PerMille{1'000});
        QCOMPARE((Reputation{0, 3}.weight()), PerMille{250});
        QCOMPARE((Reputation{3, 3}.weight()), PerMille{1'000});
        QCOMPARE(countVoices({voice("x", "a", 250), voice("y", "a", 250), voice("z", "b")}, 2).verdict, std::string());
        QCOMPARE(countVoices({voice("x", "a", 600), voice("y", "a", 600), voice("z", "b")}, 2).verdict,
                 std::string("a"));
        QCOMPARE(countVoices({voice("x", "a"), voice("y", "a", 1'000, "made up"), voice("z", "b")}, 2).verdict,
                 std::string());
        QVERIFY(countVoices({voice("x", "", 1'000, "silent")}, 1).words.find("none of 1") != std::string::npos);
        QVERIFY(agreesWith("a", skein::Decision::TakeA) == true);
        QVERIFY(agreesWith("a", skein::Decision::TakeB) == false);
        QVERIFY(!agreesWith("cannot-tell", skein::Decision::TakeB));
        QVERIFY(!agreesWith("a", skein::Decision::Refine));
    }

    void pairsThatNoRuleDecides() {
        const std::vector<HeldClaim> all{
            held("a.md", "strategy", "writes through"), held("b.md", "strategy", "writes back"),
            held("b.md", "strategy", "writes around"), held("c.md", "strategy", "WRITES BACK"),
            held("d.md", "owner", "the orders team")};
        const auto pairs = undecidedPairs({all[0]}, all);
        QCOMPARE(pairs.size(), std::size_t{2});
        QCOMPARE(pairs[0].first, std::size_t{0});
        QCOMPARE(pairs[0].second, std::size_t{1});
        QVERIFY(undecidedPairs({all[4]}, all).empty());
        // One page lists cases; nothing is new between two old claims.
        QVERIFY(undecidedPairs({all[2]}, {all[1], all[2]}).empty());
        QVERIFY(undecidedPairs({}, all).empty());
        std::vector<HeldClaim> many;
        for (int i = 0; i < 2'000; ++i)
            many.push_back(
                held(("f" + std::to_string(i)).c_str(), "strategy", std::to_string(i * 7 + 1).append(" ways").c_str()));
        QVERIFY(undecidedPairs(many, many).size() <= maxUndecidedPairs);
    }

    void rangesAndReferences() {
        const auto range = rangeValue("1 - 10 s", "");
        QVERIFY(range.has_value());
        QCOMPARE(range->text + range->unit, std::string("1..10s"));
        QCOMPARE(rangeValue("between 5 and 7", "s")->text, std::string("5..7"));
        QCOMPARE(rangeValue("1..10", "")->text, std::string("1..10"));
        for (const char* wrong : {"10..1", "1", "a..b", "", "-", "..", "between 1"}) QVERIFY(!rangeValue(wrong, ""));
        const ClaimValue inside{ClaimValue::Type::Number, "5", "s"}, outside{ClaimValue::Type::Number, "11", "s"};
        QCOMPARE(compareValues(*range, inside), Agreement::Unknown);
        QCOMPARE(compareValues(outside, *range), Agreement::Different);
        QCOMPARE(compareValues(*range, *rangeValue("1..9", "s")), Agreement::Different);
        QCOMPARE(referenceValue("#/limits/max").text, std::string("limits.max"));
        QCOMPARE(compareValues(referenceValue("limits.max"), referenceValue("#/limits/max")), Agreement::Equal);
        QCOMPARE(compareValues(referenceValue("limits.max"), referenceValue("limits.min")), Agreement::Unknown);
        QCOMPARE(compareValues(referenceValue("limits.max"), inside), Agreement::Unknown);
        for (const char* name : {"range", "reference"}) QVERIFY(valueTypeFromName(name).has_value());
    }

    // A rule about both sides is met by such a pair alone, whichever comes first.
    void rulesAboutBothSides() {
        RuleTerms terms;
        AddedRule taught{"not-c-kwzrt", "", "order_cache", "strategy", "a.md", "order_cache", "strategy", "b.md"};
        terms.added = {taught};
        const auto a = held("a.md", "strategy", "x").claim, b = held("b.md", "strategy", "y").claim,
                   c = held("c.md", "strategy", "z").claim;
        QVERIFY(!admits(terms, "different-value", a, b));
        QVERIFY(!admits(terms, "different-value", b, a));
        QVERIFY(admits(terms, "different-value", a, c));
        QVERIFY(admits(terms, "different-value", b, c));
    }
};

QTEST_GUILESS_MAIN(TestJudging)
#include "tst_judging.moc"
