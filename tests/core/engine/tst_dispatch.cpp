// Where calls go: the better model first, another key or model when one fails, waiting where waiting helps, and a held
// run where only a person can.
#include <QtTest>

#include <rapidcheck.h>

#include "core/base/random.h"
#include "core/engine/batches.h"
#include "tests/core/engine/offers.h"

using namespace skein;
using namespace skein::test;

class DispatchTest final : public QObject {
    Q_OBJECT

private slots:
    void theChoiceIsInTheJournal() {
        Driver driver;
        offerAlways(driver, {offer("a", "small", 300), offer("b", "large", 900)});
        driver.send(report::KeysKnown{{{"b", {"keyring/one"}}}});
        driver.send(start({shape(1)}));
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        const auto call = driver.all<event::StepIntended>().front();
        QCOMPARE(call.target.model, std::string("large"));
        QCOMPARE(call.key, std::string("keyring/one"));
        QCOMPARE(call.routing.size(), 2u);
        QCOMPARE(call.routing[0].model, std::string("large"));
        QCOMPARE(call.routing[1].model, std::string("small"));  // the runner-up
        QVERIFY(call.routing[0].total > call.routing[1].total);
        QVERIFY(toJson(driver.replay()) == toJson(driver.engine.state()));
    }

    // The better one failed a moment ago: that is why it comes second, and the journal says so.
    void whatFailedInTheAttemptIsMarked() {
        Driver driver;
        offerAlways(driver, {offer("a", "best", 900), offer("b", "second", 500)});
        int calls = 0;
        driver.onStep = [&](const effect::PerformStep& e) {
            return ++calls == 1 ? fault(e, CallFault::Provider) : driver.done(e);
        };
        driver.send(start({shape(1)}));
        driver.settle();
        const auto intended = driver.all<event::StepIntended>();
        QVERIFY(intended.size() >= 2 && intended[1].target.model == "second");
        QVERIFY(!intended[0].routing[0].failed && !intended[0].routing[1].failed);
        const auto& marks = intended[1].routing;
        QVERIFY(marks[1].model == "best" && marks[1].failed && marks[1].total > marks[0].total && !marks[0].failed);
    }

    // "No key" of a provider whose keys were all refused is only half of the truth.
    void keysThatAreSetAsideAreNamed() {
        Driver driver;
        offerAlways(driver, {offer("a", "best", 900), offer("b", "second", 500)});
        driver.send(report::KeysKnown{{{"a", {"env/one", "env/two"}}, {"b", {"env/b"}}}});
        int calls = 0;
        driver.onStep = [&](const effect::PerformStep& e) {
            ++calls;
            auto answer = calls == 1   ? fault(e, CallFault::KeyRefused)
                          : calls == 2 ? fault(e, CallFault::NoCredit)
                                       : driver.done(e);
            if (calls < 3) answer.detail = blob("said " + e.key);
            return answer;
        };
        driver.send(start({shape(1)}));
        driver.settle();
        const auto last = [&] {
            const auto all = driver.all<event::StepIntended>();
            return *std::find_if(all.rbegin(), all.rend(), [](const auto& e) { return !e.routing.empty(); });
        }();
        QCOMPARE(last.target.model, std::string("second"));
        const auto& mark = last.routing.back();
        QCOMPARE(mark.refusal, Refusal::NoKey);
        QVERIFY(mark.keys && *mark.keys == (KeysAside{1, 1}));
        const auto& aside = driver.run().asideKeys;
        QCOMPARE(aside.size(), std::size_t{2});
        QCOMPARE(aside[0].key, std::string("env/one"));
        QCOMPARE(aside[0].fault, CallFault::KeyRefused);
        QVERIFY(aside[0].detail == blob("said env/one"));
        QCOMPARE(aside[1].fault, CallFault::NoCredit);
        QVERIFY(toJson(driver.replay()) == toJson(driver.engine.state()));
    }

    // What one provider sends is no answer and may have been charged: the other one does the task, whatever the first
    // one's answers call themselves.
    void anUnreadableProviderIsAvoided_data() {
        QTest::addColumn<StepOutcome>("outcome");
        QTest::newRow("a web page") << StepOutcome::Fatal;
        QTest::newRow("cut off") << StepOutcome::Truncated;
        QTest::newRow("broken off") << StepOutcome::Unknown;
    }
    void anUnreadableProviderIsAvoided() {
        QFETCH(StepOutcome, outcome);
        Driver driver;
        offerAlways(driver, {offer("a", "best", 900), offer("b", "second", 500)});
        std::size_t calls = 0;
        driver.onStep = [&](const effect::PerformStep& e) -> std::optional<report::StepFinished> {
            if (e.target.provider == "b") return driver.done(e);
            ++calls;
            auto failed = fault(e, CallFault::Provider, outcome);
            failed.chargeUnknown = true;
            return failed;
        };
        driver.send(start({shape(1)}, 1));
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(calls, 1u);
    }

    // One repair round, then another model is told what was wrong; when all have failed, so has the task.
    void aModelThatIsRefusedTwiceIsAvoided_data() {
        QTest::addColumn<bool>("secondIsGood");
        QTest::newRow("the second model does it") << true;
        QTest::newRow("no model does it") << false;
    }
    void aModelThatIsRefusedTwiceIsAvoided() {
        QFETCH(bool, secondIsGood);
        Driver driver;
        offerAlways(driver, {offer("a", "best", 900), offer("b", "second", 500)});
        std::vector<std::string> asked;
        driver.onStep = [&](const effect::PerformStep& e) -> std::optional<report::StepFinished> {
            asked.push_back(e.target.provider);
            return driver.done(e);
        };
        driver.onCheck = [&](const effect::CheckOutput& e) {
            report::StepFinished r;
            r.step = e.step;
            r.outcome = asked.back() == "b" && secondIsGood ? StepOutcome::Ok : StepOutcome::Rejected;
            r.detail = blob("refused");
            return r;
        };
        driver.send(start({shape(1)}, 1));
        driver.settle();
        QCOMPARE(asked, (std::vector<std::string>{"a", "a", "b"}));
        QCOMPARE(driver.task(1).status, secondIsGood ? TaskStatus::Done : TaskStatus::Failed);
        QVERIFY(toJson(driver.replay()) == toJson(driver.engine.state()));
    }

    // A server that has too much to do is waited for, also where it has never answered before.
    void anOverloadedServerIsWaitedFor() {
        Driver driver;
        offerAlways(driver, {offer("a", "only", 900)});
        const auto begin = driver.boot;
        driver.onStep = [&](const effect::PerformStep& e) -> std::optional<report::StepFinished> {
            return driver.boot < begin + seconds(12) ? fault(e, CallFault::Model) : driver.done(e);
        };
        driver.send(start({shape(1)}, 1));
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QVERIFY(driver.all<event::AttemptFailed>().empty());
    }

    // A provider that dies in the middle of a run costs no task: its calls go to the other one within their attempts.
    void aDyingProviderCostsNoTask() {
        Driver driver;
        offerAlways(driver, {offer("a", "best", 900), offer("b", "second", 500)});
        std::size_t calls = 0;
        driver.onStep = [&](const effect::PerformStep& e) -> std::optional<report::StepFinished> {
            const bool dead = ++calls > 100 && e.target.provider == "a";
            return dead ? fault(e, CallFault::Provider) : driver.done(e);
        };
        driver.send(start(manyTasks(300), 300));
        driver.settle(1'000'000);
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(driver.all<event::TaskFailed>().size(), 0u);
        QCOMPARE(driver.all<event::AttemptFailed>().size(), 0u);
        QVERIFY(toJson(driver.replay()) == toJson(driver.engine.state()));
    }

    // Five failures close a provider off: further calls do not even try.
    void aDeadProviderIsLeftAlone() {
        Driver driver;
        offerAlways(driver, {offer("a", "best", 900), offer("b", "second", 500)});
        std::size_t tried = 0;
        driver.onStep = [&](const effect::PerformStep& e) -> std::optional<report::StepFinished> {
            if (e.target.provider == "b") return driver.done(e);
            ++tried;
            return fault(e, CallFault::Provider);
        };
        driver.send(start(manyTasks(100), 1));
        driver.settle(1'000'000);
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QVERIFY2(tried <= 6, qPrintable(QString::number(tried)));
    }

    // The only provider is out for ten minutes, having worked before: the run waits, no task fails.
    void anOutageOfTheOnlyProviderIsWaitedFor() {
        Driver driver;
        offerAlways(driver, {offer("a", "only", 900)});
        const auto begun = driver.boot;
        std::size_t refused = 0;
        driver.onStep = [&](const effect::PerformStep& e) -> std::optional<report::StepFinished> {
            const auto since = driver.boot - begun;
            driver.advance(milliseconds(500));
            if (since < seconds(5) || since > seconds(605)) return driver.done(e);
            ++refused;
            return fault(e, CallFault::Provider);
        };
        driver.send(start(manyTasks(40), 4));
        driver.settle(1'000'000);
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QVERIFY(refused > 5);
        QVERIFY2(refused < 100, qPrintable(QString::number(refused)));  // it is asked seldom
    }

    // Having worked before, it fails for a while in ways that may have been charged: no task is lost.
    void anOutageOfAnyKindIsWaitedFor_data() {
        QTest::addColumn<StepOutcome>("outcome");
        QTest::addColumn<bool>("chargeUnknown");
        QTest::addColumn<std::uint32_t>("agents");
        for (const std::uint32_t agents : {1u, 6u}) {
            const auto row = [&](const char* name, StepOutcome outcome, bool chargeUnknown) {
                QTest::addRow("%s, %u at once", name, agents) << outcome << chargeUnknown << agents;
            };
            row("no reply", StepOutcome::Unknown, true);
            row("a web page", StepOutcome::Fatal, true);
            row("cut off", StepOutcome::Truncated, true);
            row("sent to another host", StepOutcome::Fatal, false);
            row("refused", StepOutcome::Retryable, false);
        }
    }
    void anOutageOfAnyKindIsWaitedFor() {
        QFETCH(StepOutcome, outcome);
        QFETCH(bool, chargeUnknown);
        QFETCH(std::uint32_t, agents);
        Driver driver;
        offerAlways(driver, {offer("a", "only", 900)});
        const auto begun = driver.boot;
        std::size_t failed = 0;
        driver.onStep = [&](const effect::PerformStep& e) -> std::optional<report::StepFinished> {
            const auto since = driver.boot - begun;
            driver.advance(milliseconds(500));
            if (since < seconds(2) || since > seconds(302)) return driver.done(e);
            ++failed;
            auto answer = fault(e, CallFault::Provider, outcome);
            answer.chargeUnknown = chargeUnknown;
            return answer;
        };
        driver.send(start(manyTasks(20), agents));
        driver.settle(1'000'000);
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(driver.all<event::TaskFailed>().size(), 0u);
        QVERIFY2(failed > 5 && failed < 30, qPrintable(QString::number(failed)));  // it is asked seldom
        QCOMPARE(driver.run().unconfirmed.value, chargeUnknown ? static_cast<std::int64_t>(failed) * 100 : 0);
        QVERIFY(toJson(driver.replay()) == toJson(driver.engine.state()));
    }

    // Each call that may have been charged keeps its reservation: the budget bounds the waiting too.
    void anOutageIsBoundByTheBudget() {
        Driver driver;
        offerAlways(driver, {offer("a", "only", 900)});
        std::size_t calls = 0;
        driver.onStep = [&](const effect::PerformStep& e) -> std::optional<report::StepFinished> {
            return ++calls == 1 ? driver.done(e) : fault(e, CallFault::Provider, StepOutcome::Unknown);
        };
        auto command = start(manyTasks(3), 1);
        command.budget = MicroUsd{1'000};
        driver.send(command);
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Held);
        QCOMPARE(driver.run().holdReason, HoldReason::Budget);
        QCOMPARE(driver.all<event::TaskFailed>().size(), 0u);
    }

    // A provider that does not come back is given up after half an hour, by all tasks alike and with its words.
    void anOutageWithoutEndFailsTheTasks_data() {
        QTest::addColumn<StepOutcome>("outcome");
        QTest::newRow("no reply") << StepOutcome::Unknown;
        QTest::newRow("refused") << StepOutcome::Retryable;
    }
    void anOutageWithoutEndFailsTheTasks() {
        QFETCH(StepOutcome, outcome);
        Driver driver;
        offerAlways(driver, {offer("a", "only", 900)});
        std::size_t calls = 0;
        driver.onStep = [&](const effect::PerformStep& e) -> std::optional<report::StepFinished> {
            return ++calls == 1 ? driver.done(e) : fault(e, CallFault::Provider, outcome);
        };
        const auto begun = driver.boot;
        driver.send(start(manyTasks(40), 4));
        driver.settle(1'000'000);
        QCOMPARE(driver.run().outcome, RunOutcome::Failed);
        const auto failed = driver.all<event::TaskFailed>();
        QCOMPARE(failed.size(), 39u);
        for (const auto& each : failed) QVERIFY(each.detail == blob("why"));
        const Duration took = driver.boot - begun;
        QVERIFY2(took > seconds(25 * 60) && took < seconds(40 * 60), qPrintable(QString::number(took.value)));

        // It works again, and a person says go on.
        driver.onStep = [&](const effect::PerformStep& e) { return std::optional(driver.done(e)); };
        command::RetryTasks again{driver.run().run, {}};
        for (const auto& each : failed) again.tasks.push_back(each.task);
        QVERIFY(!driver.send(again).refused);
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
    }

    // One task breaks the connection whenever it is sent, the others get their answers: that is no outage.
    void aTaskThatBreaksItsProviderFails() {
        Driver driver;
        offerAlways(driver, {offer("a", "only", 900)});
        driver.onStep = [&](const effect::PerformStep& e) -> std::optional<report::StepFinished> {
            driver.advance(milliseconds(500));
            if (e.step.task == TaskNo{1}) return fault(e, CallFault::Provider, StepOutcome::Unknown);
            return driver.done(e);
        };
        driver.send(start(manyTasks(60), 2));
        driver.settle();
        QCOMPARE(driver.task(1).status, TaskStatus::Failed);
        QCOMPARE(driver.task(1).failures, 4u);
        QCOMPARE(driver.all<event::TaskFailed>().size(), 1u);
    }

    // One that never answered may be a wrong address: that is told soon.
    void aProviderThatNeverAnsweredFailsSoon_data() {
        QTest::addColumn<std::uint32_t>("tasks");
        QTest::addColumn<std::uint32_t>("agents");
        QTest::newRow("one task") << 1u << 1u;
        QTest::newRow("three tasks") << 3u << 2u;
        QTest::newRow("many tasks") << 100u << 10u;
        QTest::newRow("all at once") << 100u << 100u;
    }
    void aProviderThatNeverAnsweredFailsSoon() {
        QFETCH(std::uint32_t, tasks);
        QFETCH(std::uint32_t, agents);
        Driver driver;
        offerAlways(driver, {offer("a", "only", 900)});
        driver.onStep = [](const effect::PerformStep& e) { return std::optional(fault(e, CallFault::Provider)); };
        const auto begun = driver.boot;
        driver.send(start(manyTasks(tasks), agents));
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Failed);
        QCOMPARE(driver.all<event::TaskFailed>().size(), std::size_t{tasks});
        for (const auto& each : driver.all<event::TaskFailed>()) QVERIFY(each.detail == blob("why"));
        QVERIFY2(driver.boot - begun < seconds(15), qPrintable(QString::number((driver.boot - begun).value)));
    }

    // A key that is refused is set aside; the others go on; without any the run is held until a person mends it.
    void refusedKeysAreSetAside() {
        Driver driver;
        offerAlways(driver, {offer("a", "only", 900)});
        driver.send(report::KeysKnown{{{"a", {"bad", "good", "poor"}}}});
        std::set<std::string> wrong{"bad", "poor"};
        driver.onStep = [&](const effect::PerformStep& e) -> std::optional<report::StepFinished> {
            if (!wrong.contains(e.key)) return driver.done(e);
            return fault(e, e.key == "poor" ? CallFault::NoCredit : CallFault::KeyRefused);
        };
        driver.send(start(manyTasks(30), 6));
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(driver.all<event::AttemptFailed>().size(), 0u);
        std::map<std::string, int> uses;
        for (const auto& call : driver.all<event::StepIntended>()) ++uses[call.key];
        QVERIFY(uses["bad"] <= 6 && uses["poor"] <= 6 && uses["good"] >= 30);

        wrong = {"bad", "good", "poor"};
        driver.salt = "other work";  // or the results would be taken over
        driver.send(start(manyTasks(5), 2));
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Held);
        QCOMPARE(driver.run().holdReason, HoldReason::Keys);
        QCOMPARE(driver.run().reserved.value, 0);
        wrong.clear();
        driver.send(command::ResumeRun{driver.run().run, {}});
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
    }

    void aProviderWithoutItsKeyIsNotCalled() {
        Driver driver;
        offerAlways(driver, {offer("a", "best", 900), offer("b", "second", 500)});
        driver.send(report::KeysKnown{{{"a", {}}}});
        driver.send(start(manyTasks(3)));
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        for (const auto& call : driver.all<event::StepIntended>())
            QVERIFY(call.stepKind == StepKind::Check || call.target.provider == "b");
    }

    // Refused for pace with a wait: the call waits for its key, the attempt does not fail, and nobody asks sooner.
    void aThrottledKeyRests() {
        Driver driver;
        offerAlways(driver, {offer("a", "only", 900)});
        std::optional<BootInstant> notBefore;
        int early = 0, refused = 0;
        driver.onStep = [&](const effect::PerformStep& e) -> std::optional<report::StepFinished> {
            if (notBefore && driver.boot < *notBefore) ++early;
            if (refused == 3) return driver.done(e);
            ++refused;
            auto slower = fault(e, CallFault::Throttled);
            slower.retryAfter = seconds(20);
            notBefore = driver.boot + seconds(20);
            return slower;
        };
        driver.send(start(manyTasks(4), 1));
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(early, 0);
        QCOMPARE(refused, 3);
        QCOMPARE(driver.all<event::AttemptFailed>().size(), 0u);
    }

    // 300 agents and a limit of 60 requests a minute that the answers tell: after the first ones are answered no more
    // go out than that.
    void learnedLimitsPaceTheCalls() {
        Driver driver;
        offerAlways(driver, {offer("a", "only", 900)});
        std::vector<BootInstant> sent;
        driver.onStep = [&](const effect::PerformStep& e) -> std::optional<report::StepFinished> {
            sent.push_back(driver.boot);
            auto done = driver.done(e);
            done.limits.limits.requests = 60;
            return done;
        };
        driver.send(start(manyTasks(200), 1));
        driver.settle(1'000'000);
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        for (std::size_t i = 0; i + 60 < sent.size(); ++i)
            if (i > 0) QVERIFY2(sent[i + 60] - sent[i] >= seconds(59), qPrintable(QString::number(i)));
    }

    // A better model whose key is paced does not keep forty agents waiting while another is idle.
    void aBusyProviderSpillsOver() {
        Driver driver;
        offerAlways(driver, {offer("a", "best", 900), offer("b", "idle", 880)});
        std::map<std::string, int> calls;
        driver.onStep = [&](const effect::PerformStep& e) -> std::optional<report::StepFinished> {
            ++calls[e.target.provider];
            auto done = driver.done(e);
            if (e.target.provider == "a") done.limits.limits.requests = 30;
            return done;
        };
        driver.send(start(manyTasks(200), 40));
        const auto begun = driver.boot;
        driver.settle(1'000'000);
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QVERIFY2(calls["a"] > 10 && calls["b"] > 100, qPrintable(QString::number(calls["b"])));
        QVERIFY(driver.boot - begun < seconds(60));
    }

    // Draining, a call that has not gone out does not go out any more.
    void drainingSendsNothingNew() {
        Driver driver;
        offerAlways(driver, {offer("a", "only", 900)});
        std::size_t sent = 0;
        driver.onStep = [&](const effect::PerformStep& e) -> std::optional<report::StepFinished> {
            ++sent;
            auto done = driver.done(e);
            done.limits.limits.requests = 30;
            return done;
        };
        driver.send(start(manyTasks(100), 10));
        for (int i = 0; i < 2'000 && sent < 40; ++i) {
            if (!driver.effects.empty()) driver.answer();
            else if (driver.wakeAt) driver.advance(*driver.wakeAt - driver.boot), driver.send(Tick{});
        }
        driver.send(command::StopRun{driver.run().run, StopMode::Drain});
        const auto before = sent + driver.effects.size();
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Stopped);
        QVERIFY(sent <= before);
        QVERIFY(sent < 60);
    }

    // Whatever happens to calls: no task is lost, the budget holds after every event, replay equals the live state, and
    // nothing is parked for ever.
    void holdsUnderAnyFaults() {
        QVERIFY(rc::check("any faults", [] {
            const auto seed = *rc::gen::arbitrary<std::uint64_t>();
            const auto budget = *rc::gen::inRange<std::int64_t>(1, 20'000);
            const auto agents = *rc::gen::inRange<std::uint32_t>(1, 20);
            DrawStream random(seed);
            Driver driver;
            driver.send(report::KeysKnown{{{"a", {"1", "2"}}, {"b", {"1"}}}});
            auto batch = offer("a", "x", 900, 150);
            batch.target.batch = true;
            offerAlways(driver,
                        {offer("a", "x", 900, 300), offer("a", "y", 700, 200), offer("b", "z", 500, 100), batch});
            driver.onStep = [&](const effect::PerformStep& e) -> std::optional<report::StepFinished> {
                driver.advance(milliseconds(random.below(2'000)));
                if (e.target.batch && e.batch.empty() && random.chance(700))
                    driver.send(report::BatchSubmitted{
                        e.step.run, e.target, e.key, "batches/1", {{e.step.task, e.step.attempt, e.step.step}}});
                if (random.chance(600)) return driver.done(e);
                constexpr CallFault faults[] = {CallFault::Throttled, CallFault::KeyRefused, CallFault::NoCredit,
                                                CallFault::Model,     CallFault::Provider,   CallFault::None};
                auto failed = fault(e, faults[random.below(6)],
                                    random.chance(200) ? StepOutcome::Unknown : StepOutcome::Retryable);
                failed.retryAfter = seconds(random.below(30));
                return failed;
            };
            auto command = start(manyTasks(30), agents);
            command.budget = MicroUsd{budget};
            command.seed = seed % 1'000'000;
            if (random.chance(500)) command.until = driver.wall + seconds(60 + random.below(7'200));
            RC_ASSERT(!driver.send(command).refused);
            for (int life = 0; life < 8 && driver.run().status != RunStatus::Settled; ++life) {
                for (int i = 0; i < 60 && !driver.effects.empty(); ++i)
                    driver.answer(random.below(static_cast<std::uint32_t>(driver.effects.size())));
                if (random.chance(300)) driver.crash();
                if (random.chance(200))
                    driver.send(command::PullBack{driver.run().run, {TaskNo{1 + random.below(30)}}});
                const auto& run = driver.run();
                RC_ASSERT(run.spent + run.reserved + run.unconfirmed <= *run.budget);
            }
            driver.settle(1'000'000);
            RC_ASSERT(driver.run().status == RunStatus::Settled);
            // A held run leaves with its provider what it will ask for again.
            const auto& state = driver.engine.state();
            MicroUsd left;
            for (const auto& [step, open] : state.openSteps)
                if (!open.unconfirmed) left += open.reserved;
            RC_ASSERT(driver.run().reserved == left);
            RC_ASSERT(left == MicroUsd{} || driver.run().outcome == RunOutcome::Held);
            RC_ASSERT(toJson(driver.replay()) == toJson(driver.engine.state()));
            for (const auto& task : driver.run().tasks)
                RC_ASSERT(!task.current || isWithProvider(state, driver.run().run, task));
        }));
    }
};

QTEST_GUILESS_MAIN(DispatchTest)
#include "tst_dispatch.moc"
