// Calls that their first model cannot do, or not now: too long for it, or its provider out while the process is begun
// again.
#include <QtTest>

#include "tests/core/engine/offers.h"

using namespace skein;
using namespace skein::test;

class ElsewhereTest final : public QObject {
    Q_OBJECT

private slots:
    // What is too long for one model goes to one that takes more, in the same attempt; to none that takes as little.
    void whatIsTooLongGoesToALargerModel_data() {
        QTest::addColumn<Refusal>("lacks");
        QTest::addColumn<StepOutcome>("outcome");
        QTest::newRow("the prompt") << Refusal::Context << StepOutcome::Fatal;
        QTest::newRow("the answer") << Refusal::OutputLimit << StepOutcome::Truncated;
    }
    void whatIsTooLongGoesToALargerModel() {
        QFETCH(Refusal, lacks);
        QFETCH(StepOutcome, outcome);
        const auto sized = [&](const char* provider, const char* model, PerMille quality, std::int64_t size) {
            auto made = offer(provider, model, quality);
            made.context = {size};
            made.maxOutput = {size};
            return made;
        };
        Driver driver;
        offerAlways(driver, {sized("a", "best", 900, 100), sized("b", "as-small", 800, 100),
                             sized("b", "large", 500, 200), sized("c", "larger", 300, 400)});
        std::vector<std::string> asked;
        driver.onStep = [&](const effect::PerformStep& e) -> std::optional<report::StepFinished> {
            asked.push_back(e.target.model);
            if (e.target.model == "larger") return driver.done(e);
            auto failed = Driver::failed(e, outcome);
            failed.lacks = lacks;
            return failed;
        };
        driver.send(start({shape(1)}, 1));
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(asked, (std::vector<std::string>{"best", "large", "larger"}));
        QVERIFY(driver.all<event::AttemptFailed>().empty());
        const auto marks = driver.all<event::StepIntended>()[1].routing;
        QVERIFY(std::any_of(marks.begin(), marks.end(),
                            [&](const auto& mark) { return mark.model == "as-small" && mark.refusal == lacks; }));
        QVERIFY(toJson(driver.replay()) == toJson(driver.engine.state()));
    }

    // Where none takes more, or the one that does cannot be called, the task has failed with what was said. Nobody is
    // blamed for it: other tasks go to the same model.
    void whatIsTooLongForAllFails_data() {
        QTest::addColumn<bool>("withoutKey");
        QTest::newRow("none is larger") << false;
        QTest::newRow("the larger one has no key") << true;
    }
    void whatIsTooLongForAllFails() {
        QFETCH(bool, withoutKey);
        Driver driver;
        auto small = offer("a", "best", 900), other = offer("b", "other", 500);
        small.context = TokenCount{100};
        other.context = TokenCount{withoutKey ? 200 : 100};
        offerAlways(driver, {small, other});
        if (withoutKey) driver.send(report::KeysKnown{{{"b", {}}}});
        std::size_t refused = 0;
        driver.onStep = [&](const effect::PerformStep& e) -> std::optional<report::StepFinished> {
            if (e.step.task.value > 7) return driver.done(e);
            ++refused;
            auto failed = Driver::failed(e, StepOutcome::Fatal);
            failed.lacks = Refusal::Context;
            failed.detail = blob("prompt is too long");
            return failed;
        };
        driver.send(start(manyTasks(9), 1));
        driver.settle();
        QCOMPARE(refused, std::size_t{7});
        QCOMPARE(driver.all<event::TaskFailed>().size(), std::size_t{7});
        QVERIFY(driver.all<event::TaskFailed>()[0].detail == blob("prompt is too long"));
        QCOMPARE(driver.task(8).status, TaskStatus::Done);
        QCOMPARE(driver.task(9).status, TaskStatus::Done);
    }

    // It dies before it has given one whole answer, but in the middle of some: the address was right, so it is waited
    // for.
    void aProviderThatDiesWhileItSpeaksIsWaitedFor_data() {
        QTest::addColumn<bool>("spoke");
        QTest::newRow("a part of an answer") << true;
        QTest::newRow("nothing") << false;
    }
    void aProviderThatDiesWhileItSpeaksIsWaitedFor() {
        QFETCH(bool, spoke);
        Driver driver;
        offerAlways(driver, {offer("a", "only", 900)});
        const auto begun = driver.boot;
        std::size_t calls = 0;
        driver.onStep = [&](const effect::PerformStep& e) -> std::optional<report::StepFinished> {
            if (driver.boot - begun > seconds(20)) return driver.done(e);
            driver.advance(milliseconds(100));
            auto broken = fault(e, CallFault::Provider, ++calls > 6 ? StepOutcome::Retryable : StepOutcome::Truncated);
            broken.chargeUnknown = calls <= 6;
            broken.spoke = spoke && calls <= 6;
            return broken;
        };
        driver.send(start(manyTasks(30), 6));
        driver.settle(1'000'000);
        QCOMPARE(driver.run().outcome, spoke ? RunOutcome::Done : RunOutcome::Failed);
        QCOMPARE(driver.all<event::TaskFailed>().empty(), spoke);
    }

    // The only key has used up its day while others of its calls are on their way: the run is held, and no task fails.
    void aQuotaOfTheDayFailsNoTask() {
        Driver driver;
        offerAlways(driver, {offer("a", "only", 900)});
        driver.send(report::KeysKnown{{{"a", {"one"}}}});
        bool tomorrow = false;
        driver.onStep = [&](const effect::PerformStep& e) -> std::optional<report::StepFinished> {
            if (tomorrow) return driver.done(e);
            auto used = fault(e, CallFault::Throttled);
            used.retryAfter = seconds(3'600);
            return used;
        };
        driver.send(start(manyTasks(30), 6));
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Held);
        QCOMPARE(driver.run().holdReason, HoldReason::Keys);
        QCOMPARE(driver.all<event::TaskFailed>().size(), 0u);
        tomorrow = true;
        driver.send(command::ResumeRun{driver.run().run, {}});
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
    }

    // The process is begun again in the middle of an outage: what the journal says of the provider still holds. One
    // that has answered to nobody is a wrong address all the same.
    void anOutageOutlivesTheProcess_data() {
        QTest::addColumn<bool>("answered");
        QTest::newRow("it has answered before") << true;
        QTest::newRow("it never has") << false;
    }
    void anOutageOutlivesTheProcess() {
        QFETCH(bool, answered);
        Driver driver;
        offerAlways(driver, {offer("a", "only", 900)});
        BootInstant back;
        bool out = false;
        driver.onStep = [&](const effect::PerformStep& e) -> std::optional<report::StepFinished> {
            driver.advance(milliseconds(500));
            return out && driver.boot < back ? fault(e, CallFault::Provider) : driver.done(e);
        };
        driver.send(start(manyTasks(10), 3));
        QVERIFY(driver.until<effect::PerformStep>(7));
        out = true;
        back = driver.boot + seconds(120);
        driver.crash(answered ? std::vector<std::string>{"a"} : std::vector<std::string>{});
        driver.settle(1'000'000);
        QCOMPARE(driver.run().outcome, answered ? RunOutcome::Done : RunOutcome::Failed);
        QCOMPARE(driver.all<event::TaskFailed>().empty(), answered);
    }
};

QTEST_GUILESS_MAIN(ElsewhereTest)
#include "tst_elsewhere.moc"
