#include <QTest>

#include "core/coherence/groups.h"
#include "core/coherence/policy.h"

using namespace skein;
using namespace skein::coherence;

namespace {

Claim claim(const std::string& value, const std::string& path, const std::string& basis, int confidence = 1000) {
    Claim made;
    made.subject = "cache.size";
    made.predicate = "default";
    made.value = {ClaimValue::Type::Number, value, "byte"};
    made.basis = basis;
    made.confidencePerMille = confidence;
    if (!path.empty()) made.evidence = {Evidence{path, {3, 3}, "size " + value, {}}};
    else made.evidence = {Evidence{{}, {1, 1}, "said " + value, {}}};
    made.id = claimId(made);
    return made;
}

std::vector<std::uint32_t> numbers(const ConflictGroup& group) {
    std::vector<std::uint32_t> out;
    for (const auto id : group.conflicts) out.push_back(id.value);
    return out;
}

}  // namespace

class TestGroups : public QObject {
    Q_OBJECT
private slots:
    // 1 and 2 are about one thing; 3 shares a side with 2; 4 stands alone and more tasks wait for it.
    void chainsAreOneGroup() {
        const auto groups = groupsOf({{ConflictId{1}, "size", "size 1", "size 2", 2},
                                      {ConflictId{2}, "size", "size 2", "size 3", 2},
                                      {ConflictId{3}, "other", "size 3", "else", 1},
                                      {ConflictId{4}, "port", "port 1", "port 2", 5}});
        QCOMPARE(groups.size(), 2u);
        QCOMPARE(numbers(groups[0]), (std::vector<std::uint32_t>{4}));
        QCOMPARE(numbers(groups[1]), (std::vector<std::uint32_t>{2, 1, 3}));  // 2 shares both its sides
        QCOMPARE(groups[1].cause, std::string("size"));
    }

    void orderOfTheListDoesNotMatter() {
        std::vector<Linked> all;
        for (std::uint32_t i = 1; i <= 40; ++i)
            all.push_back({ConflictId{i}, "t" + std::to_string(i % 7), "a" + std::to_string(i % 5),
                           "b" + std::to_string(i), i % 3});
        const auto forward = groupsOf(all);
        std::reverse(all.begin(), all.end());
        QCOMPARE(groupsOf(all), forward);
        QVERIFY(groupsOf({}).empty());
    }

    void patterns_data() {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("match");
        QTest::newRow("all") << ""
                             << "a" << true;
        QTest::newRow("equal") << "a.b"
                               << "a.b" << true;
        QTest::newRow("no part") << "a"
                                 << "a.b" << false;
        QTest::newRow("star") << "src/*.h"
                              << "src/x/y.h" << true;
        QTest::newRow("one") << "?.h"
                             << "ab.h" << false;
        QTest::newRow("again") << "*a*b"
                               << "xaaxbxb" << true;
        QTest::newRow("ends") << "*.md"
                              << "readme.md.txt" << false;
    }
    void patterns() {
        QFETCH(QString, pattern);
        QFETCH(QString, text);
        QFETCH(bool, match);
        QCOMPARE(matches(pattern.toStdString(), text.toStdString()), match);
    }

    void sourcesAreRanked() {
        const auto a = claim("1", "docs/old.md", "prose"), b = claim("2", "src/cache.h", "code");
        const std::vector<HeldClaim> held{{a, 1, 1, 1}, {b, 2, 1, 2}};
        const Contradiction pair{a.id, b.id, "different-value", ""};
        QCOMPARE(adviceOf(PolicyTerm{"source-rank", {"src/*", "docs/*"}}, pair, held)->choice, Choice::TakeB);
        QCOMPARE(adviceOf(PolicyTerm{"source-rank", {"prose", "code"}}, pair, held)->choice, Choice::TakeA);
        QCOMPARE(adviceOf(PolicyTerm{"source-rank", {"src/*"}}, pair, held)->choice, Choice::TakeB);
        QVERIFY(!adviceOf(PolicyTerm{"source-rank", {"lib/*"}}, pair, held)->choice);
        QVERIFY(!adviceOf(PolicyTerm{"source-rank", {}}, pair, held));
        QVERIFY(!adviceOf(PolicyTerm{"loudest", {}}, pair, held));
        // A supporter in the better place speaks for its side.
        auto withSupport = held;
        withSupport.push_back({claim("1", "src/a.h", "code"), 3, 1, 3});
        QVERIFY(!adviceOf(PolicyTerm{"source-rank", {"src/*"}}, pair, withSupport)->choice);
    }

    void rulesAreSwitchedTunedAndAdded() {
        const auto a = claim("100", "docs/a.md", "prose", 700), b = claim("104", "src/cache.h", "code");
        QVERIFY(admits({}, "different-value", a, b));
        QVERIFY(!admits({{"different-value"}, {}, {}}, "different-value", a, b));
        QVERIFY(admits({{"different-value"}, {}, {}}, "limit-clash", a, b));
        QVERIFY(!admits({{}, {{"different-value", 800, {}}}, {}}, "different-value", a, b));
        QVERIFY(admits({{}, {{"different-value", 600, {}}}, {}}, "different-value", a, b));
        QVERIFY(!admits({{}, {{"different-value", {}, 50}}, {}}, "different-value", a, b));
        QVERIFY(admits({{}, {{"different-value", {}, 30}}, {}}, "different-value", a, b));
        QVERIFY(!admits({{}, {}, {{"examples", "", "cache.*", "", "docs/*"}}}, "different-value", a, b));
        QVERIFY(admits({{}, {}, {{"examples", "", "cache.*", "", "test/*"}}}, "different-value", a, b));
    }
};

QTEST_APPLESS_MAIN(TestGroups)
#include "tst_groups.moc"
