// Held claims are found by name in time that does not grow with how many are held.
#include <QtTest>

#include <chrono>

#include "core/coherence/claim_index.h"

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

}  // namespace

class TestClaimIndex : public QObject {
    Q_OBJECT
private slots:
    void findsWhatAComparisonOfAllFinds() {
        ClaimIndex index;
        std::vector<HeldClaim> all;
        for (int i = 0; i < 400; ++i) {
            all.push_back(made("part_" + std::to_string(i % 40) + ".limit_" + std::to_string(i % 80), "3", "code",
                               "core/f" + std::to_string(i % 80) + ".py", static_cast<std::uint64_t>(i)));
            index.add(all.back());
        }
        QCOMPARE(index.size(), all.size());
        for (int i = 0; i < 80; i += 7) {
            const auto incoming = made("part_" + std::to_string(i % 40) + ".limit_" + std::to_string(i), "5", "prose",
                                       "docs/page.md", 1'000);
            const auto expected = findContradictions({incoming}, all);
            const auto found = index.compare({incoming}).contradictions;
            QCOMPARE(found.size(), std::size_t(1));
            QCOMPARE(found.size(), expected.size());
            QVERIFY(found[0].a == expected[0].a && found[0].b == expected[0].b && found[0].rule == expected[0].rule);
        }
        QVERIFY(index.candidates({made("nothing.of_it", "5", "prose", "docs/page.md", 1)}).empty());
    }

    void otherGroupsMeet() {
        ClaimIndex index;
        auto gone = made("old_name", "false", "prose", "docs/page.md", 1);
        gone.claim.predicate = "exists";
        gone.claim.value.type = ClaimValue::Type::Boolean;
        index.add(gone);
        const auto defined = made("app.old_name", "3", "code", "core/a.py", 2);
        QCOMPARE(index.compare({defined}).contradictions.size(), std::size_t(1));
        auto first = made("migrate", "deploy", "prose", "docs/a.md", 3),
             second = made("deploy", "migrate", "prose", "docs/b.md", 4);
        for (auto* claim : {&first, &second}) {
            claim->claim.predicate = "before";
            claim->claim.value.type = ClaimValue::Type::Text;
        }
        index.add(first);
        QCOMPARE(index.compare({second}).contradictions.size(), std::size_t(1));
    }

    void aCrowdOnOneSubjectIsBounded() {
        ClaimIndex index;
        for (int i = 0; i < 100'000; ++i)
            index.add(made("http.retries", std::to_string(i), "prose", "docs/" + std::to_string(i) + ".md",
                           static_cast<std::uint64_t>(i)));
        const auto before = std::chrono::steady_clock::now();
        const auto incoming = made("http.retries", "-1", "code", "core/a.py", 200'000);
        QVERIFY(index.candidates({incoming}).size() <= 300);
        QVERIFY(!index.compare({incoming}).contradictions.empty());
        QVERIFY(std::chrono::steady_clock::now() - before < std::chrono::seconds(2));
    }
};

QTEST_GUILESS_MAIN(TestClaimIndex)
#include "tst_claim_index.moc"
