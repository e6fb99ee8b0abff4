#include <QTest>

#include "driver.h"

using namespace skein;
using namespace skein::test;

namespace {

/// Tasks 1 and 2 contradict each other; 3 consumes 1, 4 consumes 2, 5 consumes 4, 6 is an unaffected sibling, 7
/// assembles.
struct Case : Driver {
    std::optional<Decision> policy;
    bool clash = true;
    std::vector<ConflictId> lapse;
    std::vector<TaskNo> affected;

    Case() {
        onCompare = [this](const effect::CompareClaims& e) {
            report::ClaimsCompared r{e.attempt, e.revision, engine.state().sequence, {}, {}};
            const std::uint32_t no = e.attempt.task.value;
            if (clash && (no == 1 || no == 2) && task(3 - no).hasResult)
                r.conflicts.push_back(
                    {TaskNo{3 - no}, TaskNo{no}, RunId{1}, RunId{1}, blob("detail"), policy, sha256("pair")});
            if (no == 2) r.lapsed = lapse;
            return r;
        };
        onAffected = [this](const effect::FindAffected& e) {
            return report::AffectedFound{e.conflict, e.run, affected};
        };
    }
    void begin() {
        send(start({shape(1), shape(2), shape(3, {1}), shape(4, {2}), shape(5, {4}), shape(6),
                    shape(7, {3, 5, 6}, 1, TaskRole::Assembler)}));
        settle();
    }
};

}  // namespace

Q_DECLARE_METATYPE(std::vector<std::uint32_t>)

class TestConflicts : public QObject {
    Q_OBJECT
private slots:
    void dependentsWaitTheRestGoesOn() {
        Case c;
        c.begin();
        QCOMPARE(c.run().outcome, RunOutcome::Blocked);
        QCOMPARE(c.engine.state().conflicts.size(), 1u);
        QCOMPARE(c.task(6).status, TaskStatus::Done);
        QCOMPARE(c.task(5).status, TaskStatus::Done);  // 4 and 5 had begun on the result of 2 before 1 contradicted it
        QCOMPARE(c.task(3).status, TaskStatus::Waiting);
        QVERIFY(isGated(c.run(), c.task(3)));
        QVERIFY(!isReady(c.run(), c.task(3)));
        QVERIFY(c.run().draft);  // the assembler is never gated
        QCOMPARE(c.run().deliverableRevision, 1u);
    }

    void exactTaskSets_data() {
        QTest::addColumn<Decision>("decision");
        QTest::addColumn<std::vector<std::uint32_t>>("affected");
        QTest::addColumn<std::vector<std::uint32_t>>("again");
        using T = std::vector<std::uint32_t>;
        QTest::newRow("take a") << Decision::TakeA << T{2} << T{2, 3, 4, 5};
        QTest::newRow("take b") << Decision::TakeB << T{1} << T{1, 3};
        QTest::newRow("neither") << Decision::Neither << T{1, 2} << T{1, 2, 3, 4, 5};
        QTest::newRow("not a conflict") << Decision::NotAConflict << T{} << T{3};
        QTest::newRow("nobody affected") << Decision::TakeA << T{} << T{3};
    }
    void exactTaskSets() {
        QFETCH(Decision, decision);
        QFETCH(std::vector<std::uint32_t>, affected);
        Case c;
        c.begin();
        for (const auto no : affected) c.affected.push_back(TaskNo{no});
        c.clash = false;
        c.salt = "resolved";
        c.onStep = [&](const effect::PerformStep& e) { return c.done(e, std::to_string(c.journal.size())); };
        const auto before = c.journal.size();
        QVERIFY(!c.send(command::ResolveConflict{ConflictId{1}, decision}).refused);
        c.settle();
        auto finished = c.tasksOf<event::TaskFinished>(before);
        std::erase(finished, 7u);
        QFETCH(std::vector<std::uint32_t>, again);
        std::sort(again.begin(), again.end());
        std::sort(finished.begin(), finished.end());
        QCOMPARE(finished, again);
        QCOMPARE(c.run().outcome, RunOutcome::Done);
        QVERIFY(!c.run().draft);
        QCOMPARE(c.all<event::RunResumed>().size(), 1u);
        QCOMPARE(c.all<event::RunSettled>().size(), 2u);
        QCOMPARE(c.all<event::AffectedFound>().size(), decision == Decision::NotAConflict ? 0u : 1u);
    }

    // Undoing restores what was superseded: the task runs again; its consumer only if the result really differs.
    void undoStopsEarly() {
        Case c;
        c.begin();
        c.affected = {TaskNo{2}};
        c.clash = false;
        c.send(command::ResolveConflict{ConflictId{1}, Decision::TakeA});
        c.settle();
        QCOMPARE(c.run().outcome, RunOutcome::Done);
        const auto before = c.journal.size();
        QVERIFY(!c.send(command::UndoResolution{ConflictId{1}}).refused);
        c.settle();
        QCOMPARE(c.run().outcome, RunOutcome::Blocked);
        QVERIFY(c.run().draft);
        QCOMPARE(c.tasksOf<event::TaskFinished>(before), (std::vector<std::uint32_t>{2, 7}));
        QVERIFY(c.all<event::TaskFinished>().rbegin()[1].unchanged);
        QVERIFY(c.send(command::UndoResolution{ConflictId{1}}).refused);
    }

    void nothingStartsWhileTheSearchGoesOn() {
        Case c;
        c.begin();
        const auto before = c.journal.size();
        c.send(command::ResolveConflict{ConflictId{1}, Decision::TakeA});
        QVERIFY(c.tasksOf<event::AttemptStarted>(before).empty());
        const auto second = c.send(command::UndoResolution{ConflictId{1}});
        QVERIFY(second.refused);
        QCOMPARE(second.refused->code, ErrorCode::Busy);
    }

    // Two people decide at the same moment: the second hears who was first, while the search goes on and afterwards.
    void theSecondDecisionHearsOfTheFirst() {
        Case c;
        c.begin();
        c.affected = {TaskNo{2}};
        c.clash = false;
        QVERIFY(!c.send(command::ResolveConflict{ConflictId{1}, Decision::TakeA}).refused);
        const std::string settled =
            "conflict 1 is settled already: a person took side a; undo that first to decide anew";
        for (const bool searching : {true, false}) {
            QCOMPARE(c.engine.state().conflict(ConflictId{1})->searchPending, searching);
            const auto second = c.send(command::ResolveConflict{ConflictId{1}, Decision::TakeB});
            QVERIFY(second.refused);
            QCOMPARE(second.refused->code, ErrorCode::InvalidInput);
            QCOMPARE(second.refused->message, settled);
            if (searching) c.settle();
        }
    }

    void policyDecidesAtOnce() {
        Case c;
        c.policy = Decision::TakeB;
        c.begin();
        QCOMPARE(c.run().outcome, RunOutcome::Done);
        QCOMPARE(c.engine.state().conflicts.front().by, Decider::Policy);
        QCOMPARE(c.all<event::RunSettled>().size(), 1u);
    }

    void aPairIsOpenedOnce() {
        Case c;
        c.begin();
        c.salt = "again";
        c.send(command::RetryTasks{RunId{1}, {TaskNo{2}}, false});
        c.settle();
        QCOMPARE(c.engine.state().conflicts.size(), 1u);
    }

    void conflictLapses() {
        Case c;
        c.begin();
        c.clash = false;
        c.lapse = {ConflictId{1}};
        c.send(command::RetryTasks{RunId{1}, {TaskNo{2}}, false});
        c.settle();
        QCOMPARE(c.engine.state().conflicts.front().status, ConflictState::Status::Lapsed);
        QCOMPARE(c.run().outcome, RunOutcome::Done);
        QVERIFY(!c.run().draft);
    }

    // Two agents that flip each other for ever under a policy end at the bound on revisions.
    void flipFlopEnds() {
        Case c;
        int round = 0;
        c.policy = Decision::TakeB;
        c.onCompare = [&](const effect::CompareClaims& e) {
            report::ClaimsCompared r{e.attempt, e.revision, c.engine.state().sequence, {}, {}};
            const std::uint32_t no = e.attempt.task.value;
            if (no <= 2 && c.task(3 - no).hasResult)
                r.conflicts.push_back({TaskNo{3 - no}, TaskNo{no}, RunId{1}, RunId{1}, blob("detail"), Decision::TakeB,
                                       sha256(std::to_string(++round))});
            return r;
        };
        c.onAffected = [&](const effect::FindAffected& e) {
            return report::AffectedFound{e.conflict, e.run, {c.engine.state().conflict(e.conflict)->taskA}};
        };
        c.onStep = [&](const effect::PerformStep& e) { return c.done(e, std::to_string(c.journal.size())); };
        c.onAssemble = [&](const effect::AssembleWindow& e) {
            c.salt = std::to_string(c.journal.size());
            return c.window(e);
        };
        c.begin();
        QCOMPARE(c.run().outcome, RunOutcome::Failed);
        QVERIFY(c.task(1).revision <= 13 && c.task(2).revision <= 13);
    }

    // A window that was being packed when the decision fell may have read what it supersedes.
    void assemblyInFlightIsMadeAgain() {
        Case c;
        c.send(start({shape(1), shape(2), shape(3)}, 1));
        while (c.engine.state().conflicts.empty()) c.answer();
        QVERIFY(c.until<effect::AssembleWindow>(3));
        c.send(command::ResolveConflict{ConflictId{1}, Decision::TakeA});
        const auto before = c.journal.size();
        c.answer();
        QVERIFY(c.tasksOf<event::WindowRecorded>(before).empty());
        c.settle();
        QCOMPARE(c.run().outcome, RunOutcome::Done);
    }
};

QTEST_APPLESS_MAIN(TestConflicts)
#include "tst_conflicts.moc"
