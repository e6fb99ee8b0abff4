#include <QTest>

#include "driver.h"

using namespace skein;
using namespace skein::test;

class TestRecovery : public QObject {
    Q_OBJECT
private slots:
    // The process dies after each number of answers; whatever it was doing, the job ends the same and nothing finishes
    // twice.
    void everyCrashPoint_data() {
        QTest::addColumn<Target>("target");
        QTest::addColumn<qint64>("worstCase");
        QTest::newRow("paid, keys ignored") << Target{"paid", "m", false} << 100ll;
        QTest::newRow("paid, keys honoured") << Target{"keyed", "m", true} << 100ll;
        QTest::newRow("offline") << Target{"offline", "m", false} << 0ll;
    }
    void everyCrashPoint() {
        QFETCH(Target, target);
        QFETCH(qint64, worstCase);
        const auto tasks = {shape(1), shape(2, {1}), shape(3, {1}), shape(4, {2, 3}, 1, TaskRole::Assembler)};
        Driver calm;
        calm.send(start(tasks));
        calm.settle();
        const auto answers = 5 * 4;
        for (int crashAfter = 0; crashAfter <= answers; ++crashAfter) {
            Driver driver;
            driver.target = target;
            driver.worstCase = MicroUsd{worstCase};
            driver.send(start(tasks));
            for (int i = 0; i < crashAfter && !driver.effects.empty(); ++i) driver.answer();
            const auto inFlight = driver.engine.state().openSteps.size();
            driver.crash();
            for (const auto& effect : driver.effects)
                if (const auto* call = std::get_if<effect::PerformStep>(&effect);
                    call && inFlight > 0 && call->repeated)
                    QVERIFY(target.idempotent || worstCase == 0);
            driver.settle();
            QCOMPARE(driver.run().outcome, RunOutcome::Done);
            QCOMPARE(driver.tasksOf<event::TaskFinished>().size(), 4u);
            for (std::uint32_t no = 1; no <= 4; ++no)
                QCOMPARE(driver.task(no).outputDigest.hex(), calm.task(no).outputDigest.hex());
            const bool keeps = !target.idempotent && worstCase > 0;
            if (!keeps) QCOMPARE(driver.run().unconfirmed.value, 0);
            QCOMPARE(driver.run().reserved.value, 0);
            QCOMPARE(stateHash(driver.replay()).hex(), stateHash(driver.engine.state()).hex());
        }
    }

    void unknownCallKeepsItsReservation() {
        Driver driver;
        driver.send(start({shape(1)}));
        driver.answer();
        const auto call = std::get<effect::PerformStep>(driver.effects.front());
        driver.crash();
        QCOMPARE(driver.run().unconfirmed.value, 100);
        QCOMPARE(driver.task(1).failures, 0u);  // the crash is not the task's failure
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QVERIFY(!driver.send(command::SettleUnconfirmed{call.step, MicroUsd{40}}).refused);
        QCOMPARE(driver.run().unconfirmed.value, 0);
        QCOMPARE(driver.run().spent.value, 100);
        QVERIFY(driver.send(command::SettleUnconfirmed{call.step, MicroUsd{40}}).refused);
    }

    void repeatedCallHasTheSameKey() {
        Driver driver;
        driver.target.idempotent = true;
        driver.send(start({shape(1)}));
        driver.answer();
        const auto before = std::get<effect::PerformStep>(driver.effects.front());
        driver.crash();
        const auto after = std::get<effect::PerformStep>(driver.effects.front());
        QCOMPARE(after.idempotencyKey.hex(), before.idempotencyKey.hex());
        QVERIFY(after.repeated);
        QCOMPARE(driver.all<event::StepIntended>().size(), 1u);  // no second reservation
    }

    void cancelledCallOfADeadProcess() {
        Driver driver;
        driver.send(start({shape(1)}));
        driver.answer();
        driver.send(command::StopRun{RunId{1}, StopMode::Now});
        driver.crash();
        QCOMPARE(driver.run().unconfirmed.value, 100);
        QCOMPARE(driver.run().reserved.value, 0);
        QCOMPARE(driver.run().outcome, RunOutcome::Stopped);
    }

    void searchIsAskedAgain() {
        Driver driver;
        driver.onCompare = [&](const effect::CompareClaims& e) {
            report::ClaimsCompared r{e.attempt, e.revision, driver.engine.state().sequence, {}, {}};
            if (e.attempt.task.value == 2)
                r.conflicts.push_back({TaskNo{1}, TaskNo{2}, RunId{1}, RunId{1}, blob("detail"), {}, sha256("pair")});
            return r;
        };
        driver.send(start({shape(1), shape(2)}));
        driver.settle();
        driver.send(command::ResolveConflict{ConflictId{1}, Decision::TakeA});
        QVERIFY(!driver.effects.empty());
        driver.crash();
        QVERIFY(std::holds_alternative<effect::FindAffected>(driver.effects.front()));
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
    }

    // A fork at any entry is a workspace of its own: nothing is in flight, past spend is shown and not budgeted.
    void forkAtEveryEntry() {
        Driver driver;
        driver.send(start({shape(1), shape(2, {1}), shape(3, {1, 2}, 1, TaskRole::Assembler)}));
        driver.settle();
        for (std::size_t cut = 4; cut <= driver.journal.size(); ++cut) {
            Driver fork;
            std::vector<Event> events{event::WorkspaceForked{"parent", cut, {}}};
            for (std::size_t i = 0; i < cut; ++i) events.push_back(driver.journal[i].first);
            events.push_back(event::ForkCompleted{cut});
            const auto outcome = fork.send(command::Bookkeeping{events});
            QVERIFY2(!outcome.refused, outcome.refused ? outcome.refused->message.c_str() : "");
            QCOMPARE(fork.engine.state().parent, std::string("parent"));
            QVERIFY(!fork.engine.state().forking);
            QCOMPARE(fork.run().spent.value + fork.run().reserved.value + fork.run().unconfirmed.value, 0);
            fork.crash();
            fork.settle();
            QCOMPARE(fork.run().outcome, RunOutcome::Done);
            QVERIFY(fork.run().inherited.value <= driver.run().spent.value);
        }
    }

    void damagedJournals_data() {
        QTest::addColumn<int>("drop");
        for (const int drop : {0, 1, 2, 5, 8})
            QTest::newRow(qPrintable(QString("without entry %1").arg(drop + 1))) << drop;
    }
    void damagedJournals() {
        QFETCH(int, drop);
        Driver driver;
        driver.send(start({shape(1), shape(2, {1})}));
        driver.settle();
        State state;
        std::uint64_t sequence = 0;
        Result<void> folded;
        for (std::size_t i = 0; i < driver.journal.size() && folded; ++i)
            if (static_cast<int>(i) != drop)
                folded = apply(state, driver.journal[i].first, ++sequence, driver.journal[i].second);
        QVERIFY(!folded);
        QCOMPARE(folded.error().code, ErrorCode::Damaged);
        State other;
        QVERIFY(!apply(other, driver.journal[0].first, 2, driver.journal[0].second));
    }
};

QTEST_APPLESS_MAIN(TestRecovery)
#include "tst_recovery.moc"
