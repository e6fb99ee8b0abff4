// What resolutions mean and which tasks they concern.
#include <QtTest>

#include "core/coherence/resolve.h"

using namespace skein;
using namespace skein::coherence;

namespace {

HeldClaim held(const std::string& value, const std::string& path, std::uint64_t sequence, std::uint32_t task = 0,
               std::uint32_t line = 1) {
    HeldClaim out;
    out.claim.subject = "retries";
    out.claim.predicate = "max";
    out.claim.value = {ClaimValue::Type::Number, value, {}};
    out.claim.basis = "prose";
    out.claim.evidence = {Evidence{path, {line, line}, "quote " + std::to_string(line), {}}};
    out.claim.id = claimId(out.claim);
    out.sequence = sequence;
    out.task = task;
    return out;
}

Digest digest(const char* name) { return sha256(name); }
std::vector<TaskNo> tasks(std::initializer_list<std::uint32_t> numbers) {
    std::vector<TaskNo> out;
    for (const auto number : numbers) out.push_back(TaskNo{number});
    return out;
}

}  // namespace

class TestResolve : public QObject {
    Q_OBJECT
private slots:
    void takingASideSupersedesTheOtherAndItsSupporters() {
        const std::vector<HeldClaim> on{held("3", "a.py", 1), held("5", "b.md", 2), held("5", "c.md", 3),
                                        held("7", "d.md", 4)};
        const Contradiction conflict{on[0].claim.id, on[1].claim.id, "different-value", ""};
        const auto a = outcomeOf(conflict, {Choice::TakeA, {}}, on);
        QVERIFY(a.has_value());
        QCOMPARE(a->superseded.size(), std::size_t(2));
        QVERIFY(a->upheld == std::vector<Digest>{on[0].claim.id});
        const auto b = outcomeOf(conflict, {Choice::TakeB, {}}, on);
        QVERIFY(b->superseded == std::vector<Digest>{on[0].claim.id});
        const auto neither = outcomeOf(conflict, {Choice::Neither, {}}, on);
        QCOMPARE(neither->superseded.size(), std::size_t(3));
        QVERIFY(neither->needsCheck);
        QVERIFY(outcomeOf(conflict, {Choice::NotAConflict, {}}, on)->superseded.empty());
        const auto own = outcomeOf(conflict, {Choice::OwnText, "4"}, on);
        QVERIFY(own->own.has_value());
        QCOMPARE(QString::fromStdString(own->own->value.text), QString("4"));
        QCOMPARE(QString::fromStdString(own->own->basis), QString("person"));
        QVERIFY(!outcomeOf(conflict, {Choice::OwnText, " "}, on));
        QVERIFY(!outcomeOf({digest("x"), on[1].claim.id, "", ""}, {Choice::TakeA, {}}, on));
    }

    void policies() {
        const std::vector<HeldClaim> on{held("3", "a.py", 1), held("5", "b.md", 2, 0, 1), held("5", "b.md", 2, 0, 9),
                                        held("5", "c.md", 3)};
        const Contradiction conflict{on[0].claim.id, on[1].claim.id, "different-value", ""};
        QVERIFY(!adviceOf(ConflictPolicy::Ask, conflict, on)->choice);
        QVERIFY(adviceOf(ConflictPolicy::Evidence, conflict, on)->choice == Choice::TakeB);
        QCOMPARE(QString::fromStdString(adviceOf(ConflictPolicy::Evidence, conflict, on)->reason),
                 QString("side b has 3 pieces of evidence, side a 1"));
        QVERIFY(!adviceOf(ConflictPolicy::Vote, conflict, on)->choice);  // two files against one is no clear majority
        auto more = on;
        more.push_back(held("5", "d.md", 5));
        QVERIFY(adviceOf(ConflictPolicy::Vote, conflict, more)->choice == Choice::TakeB);
        const auto close = adviceOf(ConflictPolicy::Vote, conflict, on);
        QCOMPARE(
            QString::fromStdString(close->reason),
            QString("side a has 1 independent source, side b 2: two more are needed, too close, a person decides"));
    }

    // Newer goes by the dates that claims give, never by which task was recorded first.
    void newerGoesByDates() {
        std::vector<HeldClaim> on{held("3", "a.py", 9), held("5", "b.md", 4)};
        const Contradiction conflict{on[0].claim.id, on[1].claim.id, "different-value", ""};
        const auto advice = [&] { return *adviceOf(ConflictPolicy::Newer, conflict, on); };
        for (const auto& [first, second] : {std::pair(9, 4), std::pair(4, 9)}) {
            on[0].sequence = static_cast<std::uint64_t>(first);
            on[1].sequence = static_cast<std::uint64_t>(second);
            QVERIFY(!advice().choice);
            QVERIFY(advice().reason.find("neither side gives a date from which") == 0);
            QVERIFY(advice().reason.find("its files were read without one") != std::string::npos);
        }
        on[0].claim.validFrom = Instant{2'000'000};
        QVERIFY(!advice().choice);
        QVERIFY(advice().reason.find("side b gives no date from which") == 0);
        on[1].claim.validFrom = Instant{1'000'000};
        QVERIFY(advice().choice == Choice::TakeA);
        QCOMPARE(QString::fromStdString(advice().reason),
                 QString("side a holds from 1970-01-01T00:00:02Z, side b from 1970-01-01T00:00:01Z"));
        on[1].claim.validFrom = Instant{3'000'000};
        QVERIFY(advice().choice == Choice::TakeB);
        on[1].claim.validFrom = Instant{2'000'000};
        QVERIFY(!advice().choice);
    }

    // 1 holds the superseded claim, 2 consumes 1, 3 consumes 2; 4 is a sibling of 1 on other inputs, 5 consumes 4.
    void exactTaskSets() {
        const std::vector<TaskUse> uses{{TaskNo{1}, {digest("claim"), digest("other")}},
                                        {TaskNo{2}, {digest("out1")}},
                                        {TaskNo{3}, {digest("out2")}},
                                        {TaskNo{4}, {digest("other")}},
                                        {TaskNo{5}, {digest("out4")}}};
        const std::vector<TaskEdge> edges{
            {TaskNo{1}, TaskNo{2}}, {TaskNo{2}, TaskNo{3}}, {TaskNo{4}, TaskNo{5}}, {TaskNo{1}, TaskNo{2}}};
        const auto affected = affectedTasks(uses, edges, {digest("claim")});
        QVERIFY(affected.direct == tasks({1}));
        QVERIFY(affected.atMost == tasks({1, 2, 3}));
        QVERIFY(nextAffected(TaskNo{1}, OutputChange::Different, edges) == tasks({2}));
        // Early stop: task 2 gives the same output again, so 3 does not run.
        QVERIFY(nextAffected(TaskNo{2}, OutputChange::Same, edges).empty());
        QVERIFY(affectedTasks(uses, edges, {digest("unused")}).direct.empty());
        QVERIFY(affectedTasks(uses, edges, {}).atMost.empty());
        const std::vector<TaskEdge> loop{{TaskNo{1}, TaskNo{2}}, {TaskNo{2}, TaskNo{1}}};
        QVERIFY(affectedTasks(uses, loop, {digest("claim")}).atMost == tasks({1, 2}));
    }

    void namesOfChoices() {
        for (const auto choice : {Choice::TakeA, Choice::TakeB, Choice::Neither, Choice::NotAConflict, Choice::OwnText})
            QVERIFY(choiceFromName(choiceName(choice)) == choice);
        QVERIFY(!choiceFromName("c"));
    }
};

QTEST_APPLESS_MAIN(TestResolve)
#include "tst_resolve.moc"
