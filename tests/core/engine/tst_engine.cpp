#include <QTest>

#include "driver.h"

using namespace skein;
using namespace skein::test;

Q_DECLARE_METATYPE(std::vector<std::uint32_t>)

class TestEngine : public QObject {
    Q_OBJECT
private slots:
    void plainPath() {
        Driver driver;
        QVERIFY(!driver.send(start({shape(1), shape(2, {1}), shape(3, {1}), shape(4, {2, 3}, 1, TaskRole::Assembler)}))
                     .refused);
        driver.settle();
        QCOMPARE(driver.run().status, RunStatus::Settled);
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(driver.tasksOf<event::TaskFinished>(), (std::vector<std::uint32_t>{1, 2, 3, 4}));
        QCOMPARE(driver.all<event::DeliverableIssued>().size(), 1u);
        QVERIFY(!driver.run().draft);
        QCOMPARE(driver.all<event::RunSettled>().size(), 1u);
        QCOMPARE(driver.run().spent.value, 4 * 60);
        QCOMPARE(driver.run().reserved.value, 0);
        QVERIFY(driver.engine.state().openSteps.empty());
        QCOMPARE(stateHash(driver.replay()).hex(), stateHash(driver.engine.state()).hex());
        const auto json = toJson(driver.engine.state());
        const auto back = stateFromJson(json);
        QVERIFY2(back.has_value(), back ? "" : back.error().message.c_str());
        QCOMPARE(stateHash(*back).hex(), stateHash(driver.engine.state()).hex());
        // A second run over equal inputs takes everything over at no cost.
        driver.send(start({shape(1), shape(2, {1}), shape(3, {1}), shape(4, {2, 3}, 1, TaskRole::Assembler)}));
        driver.settle();
        QCOMPARE(driver.run().run.value, 2u);
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(driver.run().spent.value, 0);
        for (const auto& task : driver.run().tasks) QVERIFY(task.reused);
    }

    // Priority first, then the longer remaining path, then what blocks more, then the number; lowest free agent first.
    void startOrder() {
        Driver driver;
        driver.send(start({shape(1), shape(2, {}, 5), shape(3, {}, 1, TaskRole::Work, 2), shape(4), shape(5, {4}, 4),
                           shape(6), shape(7)},
                          3));
        QCOMPARE(driver.tasksOf<event::AttemptStarted>(), (std::vector<std::uint32_t>{3, 4, 2}));
        const auto started = driver.all<event::AttemptStarted>();
        for (std::uint32_t i = 0; i < 3; ++i) QCOMPARE(started[i].agent.value, i + 1);
        driver.until<effect::CompareClaims>(2);
        const auto before = driver.journal.size();
        driver.answer();
        QCOMPARE(driver.tasksOf<event::AttemptStarted>(before), (std::vector<std::uint32_t>{1}));
        QCOMPARE(driver.all<event::AttemptStarted>().back().agent.value, 3u);
    }

    void endOfAttempts_data() {
        QTest::addColumn<StepOutcome>("outcome");
        QTest::addColumn<int>("times");
        QTest::addColumn<TaskStatus>("status");
        QTest::addColumn<int>("attempts");
        QTest::addColumn<RunOutcome>("rest");
        QTest::newRow("one retryable failure")
            << StepOutcome::Retryable << 1 << TaskStatus::Done << 2 << RunOutcome::Done;
        QTest::newRow("too many failures")
            << StepOutcome::Retryable << 9 << TaskStatus::Failed << 4 << RunOutcome::Failed;
        QTest::newRow("fatal at once") << StepOutcome::Fatal << 1 << TaskStatus::Failed << 1 << RunOutcome::Failed;
        QTest::newRow("truncated output") << StepOutcome::Truncated << 1 << TaskStatus::Done << 2 << RunOutcome::Done;
        QTest::newRow("cancelled by others")
            << StepOutcome::Cancelled << 9 << TaskStatus::Failed << 4 << RunOutcome::Failed;
        QTest::newRow("unknown keeps money") << StepOutcome::Unknown << 1 << TaskStatus::Done << 2 << RunOutcome::Done;
    }
    void endOfAttempts() {
        QFETCH(StepOutcome, outcome);
        QFETCH(int, times);
        Driver driver;
        int left = times;
        driver.onStep = [&](const effect::PerformStep& e) {
            return left-- > 0 ? Driver::failed(e, outcome) : driver.done(e);
        };
        driver.send(start({shape(1)}));
        driver.settle();
        QTEST(driver.task(1).status, "status");
        QTEST(static_cast<int>(driver.task(1).attempts), "attempts");
        QTEST(driver.run().outcome, "rest");
        QCOMPARE(driver.run().unconfirmed.value, outcome == StepOutcome::Unknown ? 100 : 0);
    }

    void rejectedOutputComesBackAsFeedback() {
        Driver driver;
        bool first = true;
        driver.onCheck = [&](const effect::CheckOutput& e) {
            report::StepFinished r;
            r.step = e.step;
            if (first) {
                r.outcome = StepOutcome::Rejected;
                r.detail = blob("too short");
            }
            first = false;
            return r;
        };
        driver.send(start({shape(1)}));
        driver.answer();
        driver.answer();
        driver.answer();
        const auto* again = driver.until<effect::AssembleWindow>();
        QVERIFY(again);
        QCOMPARE(again->feedback.name.hex(), blob("too short").name.hex());
        QCOMPARE(again->attempt.attempt.value, 2u);
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(driver.run().spent.value, 120);
    }

    // One repair round: the second refused answer ends the task. Calls that fail in between are none, and the reason of
    // the refusal is still what the model is told. A new revision has a repair round of its own.
    void aRefusedAnswerGoesBackOnce() {
        Driver driver;
        std::vector<StepOutcome> calls{StepOutcome::Retryable, StepOutcome::Ok, StepOutcome::Retryable,
                                       StepOutcome::Ok};
        std::size_t call = 0;
        int refusals = 0;
        driver.onStep = [&](const effect::PerformStep& e) {
            const auto outcome = call < calls.size() ? calls[call] : StepOutcome::Ok;
            ++call;
            return outcome == StepOutcome::Ok ? driver.done(e) : Driver::failed(e, outcome);
        };
        driver.onCheck = [&](const effect::CheckOutput& e) {
            report::StepFinished r;
            r.step = e.step;
            r.outcome = StepOutcome::Rejected;
            r.detail = blob("refused " + std::to_string(++refusals));
            return r;
        };
        std::vector<BlobRef> told;
        driver.onAssemble = [&](const effect::AssembleWindow& e) {
            told.push_back(e.feedback);
            return driver.window(e);
        };
        driver.send(start({shape(1)}));
        driver.settle();
        QCOMPARE(refusals, 2);
        QCOMPARE(driver.task(1).attempts, 4u);
        QVERIFY(told.size() == 4 && told[2] == blob("refused 1") && told[3] == blob("refused 1"));
        QCOMPARE(driver.task(1).status, TaskStatus::Failed);
        QVERIFY(driver.task(1).failure == blob("refused 2"));
        QCOMPARE(stateHash(driver.replay()).hex(), stateHash(driver.engine.state()).hex());
        driver.send(command::RetryTasks{RunId{1}, {TaskNo{1}}});
        driver.settle();
        QCOMPARE(refusals, 4);
        QCOMPARE(driver.task(1).attempts, 6u);
    }

    void backoffHonoursTheProvider_data() {
        QTest::addColumn<qint64>("retryAfterSeconds");
        QTest::addColumn<qint64>("atLeast");
        QTest::addColumn<qint64>("atMost");
        QTest::addColumn<bool>("fails");
        QTest::newRow("own backoff") << 0ll << 375'000ll << 500'000ll << false;
        QTest::newRow("longer wish") << 20ll << 20'000'000ll << 20'000'000ll << false;
        QTest::newRow("wish above the limit") << 601ll << 0ll << 0ll << true;
    }
    void backoffHonoursTheProvider() {
        QFETCH(qint64, retryAfterSeconds);
        QFETCH(qint64, atLeast);
        QFETCH(qint64, atMost);
        QFETCH(bool, fails);
        Driver driver;
        driver.onStep = [&](const effect::PerformStep& e) {
            auto r = Driver::failed(e, StepOutcome::Retryable);
            r.retryAfter = seconds(retryAfterSeconds);
            return r;
        };
        driver.send(start({shape(1)}));
        driver.answer();
        driver.answer();
        QCOMPARE(driver.task(1).status == TaskStatus::Failed, fails);
        QCOMPARE(driver.wakeAt.has_value(), !fails);
        if (fails) return;
        const auto wait = (*driver.wakeAt - driver.boot).value;
        QVERIFY2(wait >= atLeast && wait <= atMost, qPrintable(QString::number(wait)));
        driver.advance(Duration{wait - 1});
        QVERIFY(driver.send(Tick{}).events.empty());
        driver.advance(Duration{1});
        QCOMPARE(driver.send(Tick{}).events.size(), 1u);
    }

    void leaseExpires() {
        Driver driver;
        driver.send(start({shape(1)}));
        driver.answer();
        const auto step = std::get<effect::PerformStep>(driver.effects.front());
        driver.advance(seconds(80));
        driver.send(report::LeaseRenewed{step.step});
        driver.advance(seconds(80));
        QVERIFY(driver.send(Tick{}).events.empty());
        driver.advance(seconds(11));
        driver.send(Tick{});
        QCOMPARE(driver.all<event::StepUnconfirmed>().size(), 1u);
        QCOMPARE(driver.all<event::AttemptFailed>().back().outcome, StepOutcome::Unknown);
        QCOMPARE(driver.run().unconfirmed.value, 100);
        // The answer comes after all: charged once, output discarded.
        driver.send(driver.done(step));
        driver.send(driver.done(step));
        QCOMPARE(driver.run().unconfirmed.value, 0);
        QCOMPARE(driver.run().spent.value, 60);
        QVERIFY(driver.all<event::StepSettled>().back().late);
        QVERIFY(!driver.task(1).hasResult);
    }

    void clocks() {
        Driver driver;
        driver.send(start({shape(1)}));
        const Instant before = driver.engine.state().at;
        driver.wall = driver.wall + seconds(-3600);
        const auto outcome = driver.answer();
        QCOMPARE(outcome.at.value, before.value);  // recorded time never goes back
        QCOMPARE(driver.all<event::ClockDiverged>().size(), 1u);
        QCOMPARE(driver.all<event::ClockDiverged>().front().by.value, -3'600'000'000ll);
        driver.advance(seconds(3600));
        driver.settle();
        QCOMPARE(driver.all<event::ClockDiverged>().size(), 1u);
        QVERIFY(driver.all<event::ComputerSlept>().empty());
    }

    // Sleep is counted by both clocks: no divergence, but a gap. A second or two are the clocks' own.
    void sleepIsRecorded() {
        Driver driver;
        driver.slept = seconds(40'000);  // before there was a run: of no concern
        driver.send(start({shape(1), shape(2)}, 1));
        driver.slept = driver.slept + seconds(1);
        driver.answer();
        QVERIFY(driver.all<event::ComputerSlept>().empty());
        driver.slept = driver.slept + seconds(1260);
        driver.advance(seconds(1260));
        driver.settle();
        QCOMPARE(driver.all<event::ComputerSlept>().size(), 1u);
        QCOMPARE(driver.all<event::ComputerSlept>().front().by, seconds(1260));
        QVERIFY(driver.all<event::ClockDiverged>().empty());
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
    }

    // 1 -> 2 -> 3 and 1 -> 4: retrying 1 runs 2 and 4 again only if its result differs, 3 only if that of 2 does.
    void earlyStop_data() {
        QTest::addColumn<std::vector<std::uint32_t>>("steady");
        QTest::addColumn<std::vector<std::uint32_t>>("again");
        using Tasks = std::vector<std::uint32_t>;
        QTest::newRow("same result") << Tasks{1, 2, 3, 4} << Tasks{1};
        QTest::newRow("consumer steady") << Tasks{2} << Tasks{1, 2, 4};
        QTest::newRow("all change") << Tasks{} << Tasks{1, 2, 4, 3};
    }
    void earlyStop() {
        QFETCH(std::vector<std::uint32_t>, steady);
        QFETCH(std::vector<std::uint32_t>, again);
        Driver driver;
        driver.onStep = [&](const effect::PerformStep& e) {
            const bool same = std::find(steady.begin(), steady.end(), e.step.task.value) != steady.end();
            return driver.done(e, same ? "" : std::to_string(driver.journal.size()));
        };
        driver.send(start({shape(1), shape(2, {1}), shape(3, {2}), shape(4, {1}), shape(5)}));
        driver.settle();
        const auto before = driver.journal.size();
        QVERIFY(!driver.send(command::RetryTasks{RunId{1}, {TaskNo{1}}, false}).refused);
        driver.settle();
        QCOMPARE(driver.tasksOf<event::TaskFinished>(before), again);
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(driver.all<event::RunSettled>().size(), 2u);
        QCOMPARE(driver.all<event::RunResumed>().size(), 1u);
    }

    void assemblerJoinsWhatFailed() {
        Driver driver;
        driver.onStep = [&](const effect::PerformStep& e) {
            return e.step.task.value == 1 ? Driver::failed(e, StepOutcome::Fatal)
                                          : driver.done(e, std::to_string(driver.journal.size()));
        };
        driver.send(start({shape(1), shape(2), shape(3, {1, 2}, 1, TaskRole::Assembler)}));
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Failed);
        QVERIFY(driver.run().draft);
        driver.onStep = [&](const effect::PerformStep& e) { return driver.done(e); };
        driver.send(command::RetryTasks{RunId{1}, {TaskNo{1}}, false});
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QVERIFY(!driver.run().draft);
        QCOMPARE(driver.run().deliverableRevision, 2u);
    }
};

QTEST_APPLESS_MAIN(TestEngine)
#include "tst_engine.moc"
