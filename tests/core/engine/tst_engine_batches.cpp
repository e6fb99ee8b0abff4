// Time traded for money: which calls may wait for a batch, what a task in one holds and does not hold, how it is pulled
// back, and that a restart asks for what was sent instead of sending it again.
#include <QtTest>

#include "core/engine/batches.h"
#include "tests/core/engine/driver.h"

using namespace skein;
using namespace skein::test;

namespace {

constexpr std::int64_t hour = 3'600;

/// Every window offers one model, at once for 100 and by batch for 50.
void offerBoth(Driver& driver) {
    driver.onAssemble = [&driver](const effect::AssembleWindow& e) {
        auto window = driver.window(e);
        if (e.role == TaskRole::Assembler) return window;
        auto atOnce = routing::soleOffer({"a", "m", true}, MicroUsd{100});
        auto batch = routing::soleOffer({"a", "m", false, true}, MicroUsd{50});
        window.offers = {atOnce, batch};
        window.size = {100, 100};
        return window;
    };
}

/// Lets the lane report that these steps are with the provider.
void submit(Driver& driver, const std::vector<StepRef>& steps, const std::string& name = "batches/1") {
    report::BatchSubmitted submitted{driver.run().run, {"a", "m", false, true}, "", name, {}};
    for (const auto& step : steps) submitted.steps.push_back({step.task, step.attempt, step.step});
    driver.send(submitted);
}

/// Answers all effects but calls by batch, which stay out.
std::vector<effect::PerformStep> untilOnlyBatches(Driver& driver) {
    std::vector<effect::PerformStep> out;
    for (int guard = 0; guard < 100'000 && !driver.effects.empty(); ++guard) {
        const auto* step = std::get_if<effect::PerformStep>(&driver.effects.front());
        if (step && step->target.batch) {
            out.push_back(*step);
            driver.effects.pop_front();
        } else driver.answer();
    }
    return out;
}

std::vector<StepRef> stepsOf(const std::vector<effect::PerformStep>& calls) {
    std::vector<StepRef> steps;
    for (const auto& call : calls) steps.push_back(call.step);
    return steps;
}

}  // namespace

class EngineBatchesTest final : public QObject {
    Q_OBJECT

private slots:
    void aTaskInABatchHoldsNoAgent() {
        Driver driver;
        offerBoth(driver);
        driver.send(start({shape(1), shape(2), shape(3), shape(4), shape(5)}, 2));
        const auto out = untilOnlyBatches(driver);
        QCOMPARE(out.size(), 5u);  // with two agents
        QCOMPARE(driver.run().reserved, MicroUsd{250});
        for (const auto& task : driver.run().tasks) QVERIFY(!task.current->agent);
        const auto call = driver.all<event::StepIntended>().front();
        QVERIFY(call.routing[0].batch);
        QVERIFY(!call.routing[1].batch);  // the runner-up: the same model at once
        submit(driver, stepsOf(out));
        for (const auto& call2 : out) driver.send(driver.done(call2));
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QVERIFY(toJson(driver.replay()) == toJson(driver.engine.state()));
    }

    void onlyWhereTheSlackAllows_data() {
        QTest::addColumn<qint64>("until");
        QTest::addColumn<int>("batched");
        QTest::newRow("no end") << qint64{0} << 2;
        QTest::newRow("plenty") << qint64{10 * hour} << 2;
        // Task 1 has 100 s of its own and 1,000 s behind it, task 3 has 10 s: only that one can wait for an hour.
        QTest::newRow("between") << qint64{hour + 500} << 1;
        QTest::newRow("short") << qint64{hour / 2} << 0;
    }
    void onlyWhereTheSlackAllows() {
        QFETCH(qint64, until);
        QFETCH(int, batched);
        Driver driver;
        offerBoth(driver);
        auto command = start({shape(1, {}, 100), shape(2, {1}, 1'000), shape(3, {}, 10)}, 3);
        if (until > 0) command.until = driver.wall + seconds(until);
        driver.send(command);
        std::size_t first = 0;
        for (int i = 0; i < 2; ++i) {
            const auto* step = driver.until<effect::AssembleWindow>();
            QVERIFY(step);
            driver.answer();
        }
        for (const auto& call : driver.all<event::StepIntended>()) first += call.target.batch;
        QCOMPARE(static_cast<int>(first), batched);
    }

    // The first batches of a process are believed to take an hour; then what it has seen counts.
    void learnsHowLongBatchesTake() {
        Driver driver;
        offerBoth(driver);
        auto command = start({shape(1), shape(2, {1})}, 2);
        command.until = driver.wall + seconds(2 * hour + 100);
        driver.send(command);
        auto out = untilOnlyBatches(driver);
        QCOMPARE(out.size(), 1u);
        submit(driver, stepsOf(out));
        driver.advance(seconds(600));  // ten minutes
        driver.send(driver.done(out[0]));
        driver.advance(seconds(hour));
        out = untilOnlyBatches(driver);  // half an hour is left: enough for ten minutes, not for an hour
        QCOMPARE(out.size(), 1u);
    }

    void isPulledBackWhenTimeRunsOut() {
        Driver driver;
        offerBoth(driver);
        auto command = start({shape(1, {}, 100)}, 1);
        command.until = driver.wall + seconds(2 * hour);
        driver.send(command);
        const auto out = untilOnlyBatches(driver);
        QCOMPARE(out.size(), 1u);
        submit(driver, stepsOf(out));
        QVERIFY(driver.wakeAt);
        // Leases are kept by the lane all the while.
        while (driver.all<event::TaskPulledBack>().empty()) {
            QVERIFY(driver.wakeAt);
            driver.send(report::LeaseRenewed{out[0].step});
            driver.advance(std::min(*driver.wakeAt - driver.boot, seconds(30)));
            driver.send(Tick{});
            QVERIFY(driver.wall <= *command.until);
        }
        QVERIFY(*command.until - driver.wall >= seconds(100));
        QVERIFY(*command.until - driver.wall < seconds(200));
        QVERIFY(std::holds_alternative<effect::CancelStep>(driver.effects.front()));
        driver.effects.pop_front();
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        const auto calls = driver.all<event::StepIntended>();
        QVERIFY(!std::find_if(calls.begin() + 1, calls.end(), [](const auto& call) {
                     return call.stepKind == StepKind::Model;
                 })->target.batch);
        QCOMPARE(driver.run().reserved, MicroUsd{50});  // the batch may still answer
        // Its answer comes late: charged, and thrown away.
        auto late = driver.done(out[0]);
        late.charge = MicroUsd{40};
        const auto output = driver.task(1).output;
        driver.send(late);
        QCOMPARE(driver.run().reserved, MicroUsd{});
        QVERIFY(driver.all<event::StepSettled>().back().late);
        QCOMPARE(driver.task(1).output, output);
        QVERIFY(toJson(driver.replay()) == toJson(driver.engine.state()));
    }

    // The process died with a batch out, and whoever goes on says until when: that end counts, also for a task whose
    // plan says nothing of how long it takes.
    void anEndGivenLaterPullsBackToo() {
        Driver driver;
        offerBoth(driver);
        driver.send(start({shape(1, {}, 0)}, 1));
        submit(driver, stepsOf(untilOnlyBatches(driver)));
        driver.crash();
        untilOnlyBatches(driver);
        const Instant end = driver.wall + seconds(100);
        driver.send(command::ResumeRun{RunId{1}, {}, {}, end});
        QVERIFY(driver.wakeAt && *driver.wakeAt <= driver.boot + seconds(80));  // a call at once still fits
        driver.advance(*driver.wakeAt - driver.boot);
        driver.send(Tick{});
        QCOMPARE(driver.all<event::TaskPulledBack>().size(), 1u);
        for (int i = 0; i < 100 && driver.task(1).status != TaskStatus::Done; ++i)
            if (!driver.effects.empty()) driver.answer();
        QCOMPARE(driver.task(1).status, TaskStatus::Done);
        QVERIFY(driver.wall < end);
    }

    void aPersonPullsOneBack() {
        Driver driver;
        offerBoth(driver);
        driver.send(start({shape(1), shape(2)}, 2));
        const auto out = untilOnlyBatches(driver);
        submit(driver, stepsOf(out));
        driver.send(command::PullBack{driver.run().run, {TaskNo{2}}});
        QVERIFY(driver.task(2).hurried);
        QCOMPARE(driver.all<event::AttemptFailed>().size(), 1u);
        QCOMPARE(driver.task(2).failures, 0u);  // no failure
        driver.send(driver.done(out[0]));
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
    }

    // What a batch did not do is done at once: the task has not failed, and the agent is taken as any other's.
    void whatExpiredIsCalledAtOnce() {
        Driver driver;
        offerBoth(driver);
        driver.send(start({shape(1), shape(2), shape(3)}, 1));
        const auto out = untilOnlyBatches(driver);
        submit(driver, stepsOf(out));
        for (const auto& call : out) driver.send(Driver::failed(call, StepOutcome::Retryable));
        std::size_t together = 0;
        driver.onStep = [&](const effect::PerformStep& e) -> std::optional<report::StepFinished> {
            std::size_t running = 0;
            for (const auto& task : driver.run().tasks) running += task.current && task.current->agent;
            together = std::max(together, running);
            if (e.target.batch) return std::nullopt;
            return driver.done(e);
        };
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(together, 1u);
        for (const auto& task : driver.run().tasks) QCOMPARE(task.failures, 0u);
        QCOMPARE(driver.all<event::TaskPulledBack>().size(), 3u);
    }

    void anUnknownEndStaysUnconfirmed() {
        Driver driver;
        offerBoth(driver);
        driver.send(start({shape(1)}, 1));
        const auto out = untilOnlyBatches(driver);
        auto unknown = Driver::failed(out[0], StepOutcome::Unknown);
        unknown.chargeUnknown = true;
        driver.send(unknown);
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(driver.run().unconfirmed, MicroUsd{50});
    }

    void aRestartAsksForWhatWasSent_data() {
        QTest::addColumn<bool>("heard");
        QTest::newRow("the journal knows the batch") << true;
        QTest::newRow("it died before that") << false;
    }
    void aRestartAsksForWhatWasSent() {
        QFETCH(bool, heard);
        Driver driver;
        offerBoth(driver);
        driver.send(start({shape(1)}, 1));
        const auto out = untilOnlyBatches(driver);
        if (heard) submit(driver, stepsOf(out));
        driver.crash();
        const auto again = untilOnlyBatches(driver);
        QCOMPARE(again.size(), 1u);
        QVERIFY(again[0].repeated);
        QCOMPARE(again[0].batch, heard ? std::string("batches/1") : std::string());
        QCOMPARE(again[0].step.step.value, out[0].step.step.value);
        QCOMPARE(driver.all<event::StepUnconfirmed>().size(), 0u);
        driver.send(driver.done(again[0]));
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(driver.task(1).attempts, 1u);
    }

    // A call pulled back before the crash is still asked for, for its charge alone.
    void aRestartAsksForLateCharges() {
        Driver driver;
        offerBoth(driver);
        driver.send(start({shape(1), shape(2)}, 2));
        const auto out = untilOnlyBatches(driver);
        submit(driver, stepsOf(out));
        driver.send(command::PullBack{driver.run().run, {TaskNo{2}}});
        driver.crash();
        bool asked = false, cancelled = false;
        for (const auto& effect : driver.effects) {
            if (const auto* step = std::get_if<effect::PerformStep>(&effect); step && step->step == out[1].step)
                asked = step->batch == "batches/1";
            if (const auto* cancel = std::get_if<effect::CancelStep>(&effect)) cancelled = cancel->step == out[1].step;
        }
        QVERIFY(asked);
        QVERIFY(cancelled);
        QCOMPARE(driver.all<event::StepUnconfirmed>().size(), 0u);
    }

    // Held or drained while a batch is out: the run rests, the batch goes on, and resuming asks for it.
    void aHeldRunLeavesItsBatchesOut_data() {
        QTest::addColumn<bool>("stop");
        QTest::newRow("hold") << false;
        QTest::newRow("drain") << true;
    }
    void aHeldRunLeavesItsBatchesOut() {
        QFETCH(bool, stop);
        Driver driver;
        offerBoth(driver);
        driver.send(start({shape(1), shape(2, {1})}, 1));
        const auto out = untilOnlyBatches(driver);
        const RunId run = driver.run().run;
        if (stop) driver.send(command::StopRun{run, StopMode::Drain});
        else driver.send(command::HoldRun{run});
        QVERIFY(driver.run().status != RunStatus::Settled);  // nobody knows yet where it is
        submit(driver, stepsOf(out));
        QCOMPARE(driver.run().status, RunStatus::Settled);
        QCOMPARE(driver.run().running, 1u);
        // An answer to a run at rest waits for the person too.
        driver.send(driver.done(out[0]));
        QVERIFY(driver.task(1).current);
        driver.crash();
        QVERIFY(driver.effects.empty());
        QVERIFY(!driver.send(command::ResumeRun{run}).refused);
        const auto again = untilOnlyBatches(driver);
        QCOMPARE(again.size(), 1u);
        QCOMPARE(again[0].batch, std::string("batches/1"));
        driver.send(driver.done(again[0]));
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QVERIFY(toJson(driver.replay()) == toJson(driver.engine.state()));
    }

    void stopNowTakesEverythingBack() {
        Driver driver;
        offerBoth(driver);
        driver.send(start({shape(1)}, 1));
        const auto out = untilOnlyBatches(driver);
        submit(driver, stepsOf(out));
        driver.send(command::StopRun{driver.run().run, StopMode::Now});
        QCOMPARE(driver.run().status, RunStatus::Settled);
        QVERIFY(std::holds_alternative<effect::CancelStep>(driver.effects.front()));
    }

    // Of two tasks in a batch that is cancelled one was answered: the answer is asked for and used when the run goes
    // on.
    void whatACancelledBatchAnsweredIsUsed() {
        Driver driver;
        offerBoth(driver);
        driver.send(start({shape(1), shape(2)}, 2));
        const auto out = untilOnlyBatches(driver);
        submit(driver, stepsOf(out));
        const RunId run = driver.run().run;
        driver.send(command::StopRun{run, StopMode::Now});
        QCOMPARE(driver.run().outcome, RunOutcome::Stopped);
        driver.crash();
        QVERIFY(!driver.send(command::ResumeRun{run}).refused);
        const auto again = untilOnlyBatches(driver);
        QCOMPARE(again.size(), 2u);
        QCOMPARE(again[0].batch, std::string("batches/1"));
        driver.send(driver.done(again[0]));
        driver.send(Driver::failed(again[1], StepOutcome::Retryable));
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(driver.task(1).attempts, 1u);
        QCOMPARE(driver.task(2).attempts, 2u);
        QCOMPARE(driver.run().reserved + driver.run().unconfirmed, MicroUsd{});
    }

    // A late charge can be settled by hand; a call that is still waited for cannot.
    void aLateChargeIsSettledByHand() {
        Driver driver;
        offerBoth(driver);
        driver.send(start({shape(1), shape(2)}, 2));
        const auto out = untilOnlyBatches(driver);
        submit(driver, stepsOf(out));
        driver.send(command::PullBack{driver.run().run, {TaskNo{2}}});
        QVERIFY(driver.send(command::SettleUnconfirmed{out[0].step, MicroUsd{9}}).refused);
        QVERIFY(!driver.send(command::SettleUnconfirmed{out[1].step, MicroUsd{9}}).refused);
        QCOMPARE(driver.run().spent, MicroUsd{9});
        QCOMPARE(driver.run().unconfirmed, MicroUsd{});
        driver.send(driver.done(out[1]));  // the provider says it after all: it is settled already
        QCOMPARE(driver.run().spent, MicroUsd{9});
    }
};

QTEST_GUILESS_MAIN(EngineBatchesTest)
#include "tst_engine_batches.moc"
