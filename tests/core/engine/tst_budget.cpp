#include <QTest>

#include <rapidcheck.h>

#include "core/base/random.h"
#include "driver.h"

using namespace skein;
using namespace skein::test;

class TestBudget : public QObject {
    Q_OBJECT
private slots:
    // A server counts twice what was set aside for the worst case: from the second call on that is set aside.
    void aServerThatCountsMoreIsExpectedTo() {
        Driver driver;
        driver.onAssemble = [&](const effect::AssembleWindow& e) {
            auto window = driver.window(e);
            window.offers = {routing::soleOffer(driver.target, MicroUsd{100})};
            return window;
        };
        driver.onStep = [&](const effect::PerformStep& e) {
            auto reply = driver.done(e);
            reply.charge = MicroUsd{200};
            return reply;
        };
        std::vector<TaskShape> shapes;
        for (std::uint32_t no = 1; no <= 20; ++no) shapes.push_back(shape(no));
        auto command = start(shapes, 1);
        command.budget = MicroUsd{900};
        driver.send(command);
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Held);
        QCOMPARE(driver.run().holdReason, HoldReason::Budget);
        QCOMPARE(driver.run().spent.value, 800);
    }

    // Whatever calls cost and in whatever order answers come: spent + reserved + unconfirmed stays within the budget.
    void neverExceeded() {
        const bool holds = rc::check("the budget is never exceeded", [] {
            const auto seed = *rc::gen::inRange<std::uint64_t>(0, 1u << 30);
            const auto tasks = *rc::gen::inRange<std::uint32_t>(1, 30);
            const auto agents = *rc::gen::inRange<std::uint32_t>(1, 12);
            const auto budget = *rc::gen::inRange<std::int64_t>(0, 6'000);
            DrawStream random(seed);
            Driver driver;
            driver.onAssemble = [&](const effect::AssembleWindow& e) {
                auto window = driver.window(e);
                window.offers = {routing::soleOffer(driver.target, MicroUsd{random.below(400)})};
                window.offers.front().target.idempotent = random.chance(500);
                return window;
            };
            driver.onStep = [&](const effect::PerformStep& e) {
                auto reply = random.chance(150)
                                 ? Driver::failed(e, random.chance(500) ? StepOutcome::Unknown : StepOutcome::Retryable)
                                 : driver.done(e);
                reply.charge =
                    MicroUsd{e.reserved.value > 0 ? random.below(static_cast<std::uint32_t>(e.reserved.value + 1)) : 0};
                return reply;
            };
            std::vector<TaskShape> shapes;
            for (std::uint32_t no = 1; no <= tasks; ++no)
                shapes.push_back(no > 3 ? shape(no, {1 + random.below(no - 1)}) : shape(no));
            auto command = start(shapes, agents);
            command.budget = MicroUsd{budget};
            driver.send(command);
            const auto within = [&] {
                const auto& run = driver.run();
                RC_ASSERT(committed(run) <= *run.budget);
                RC_ASSERT(run.spent >= MicroUsd{} && run.reserved >= MicroUsd{} && run.unconfirmed >= MicroUsd{});
            };
            while (!driver.effects.empty() || (driver.wakeAt && driver.run().status != RunStatus::Settled)) {
                if (driver.effects.empty()) {
                    driver.boot = std::max(driver.boot, *driver.wakeAt);
                    driver.send(Tick{});
                } else if (random.chance(20)) driver.crash();
                else driver.answer(random.below(static_cast<std::uint32_t>(driver.effects.size())));
                within();
            }
            RC_ASSERT(driver.run().status == RunStatus::Settled);
            RC_ASSERT(driver.run().reserved.value == 0);
        });
        QVERIFY(holds);
    }

    void holdAndRaise() {
        Driver driver;
        auto command = start({shape(1), shape(2), shape(3)}, 1);
        command.budget = MicroUsd{130};
        driver.send(command);
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Held);
        QCOMPARE(driver.run().holdReason, HoldReason::Budget);
        QCOMPARE(driver.run().spent.value, 60);
        QCOMPARE(driver.task(2).failures, 0u);  // no money is not a failure
        driver.send(command::ChangeBudget{RunId{1}, MicroUsd{400}});
        QCOMPARE(driver.run().status, RunStatus::Settled);
        driver.send(command::ResumeRun{RunId{1}, {}});
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(driver.run().spent.value, 180);
    }

    // A call that broke off may have been charged: what was set aside stays as unconfirmed, nothing is booked as spent,
    // and the task is tried again at once.
    void anUnknownChargeStaysUnconfirmed() {
        Driver driver;
        bool first = true;
        driver.onStep = [&](const effect::PerformStep& e) {
            if (!std::exchange(first, false)) return driver.done(e);
            auto broken = Driver::failed(e, StepOutcome::Truncated);
            broken.chargeUnknown = true;
            return broken;
        };
        driver.send(start({shape(1)}, 1));
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(driver.run().spent.value, 60);
        QCOMPARE(driver.run().unconfirmed.value, 100);
        QCOMPARE(driver.all<event::AttemptFailed>().front().outcome, StepOutcome::Truncated);
    }

    // Where the provider honours keys, asking again costs nothing twice: the same step, the same key, one charge.
    void anUnknownEndIsAskedForAgainUnderItsKey() {
        Driver driver;
        driver.target.idempotent = true;
        std::vector<Digest> keys;
        driver.onStep = [&](const effect::PerformStep& e) {
            keys.push_back(e.idempotencyKey);
            if (e.repeated != (keys.size() > 1)) qFatal("a repeat must say that it is one");
            if (keys.size() == 3) return driver.done(e);
            auto broken = Driver::failed(e, keys.size() == 1 ? StepOutcome::Unknown : StepOutcome::Truncated);
            broken.chargeUnknown = true;
            return broken;
        };
        driver.send(start({shape(1)}, 1));
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(keys.size(), 3u);
        QVERIFY(keys[0] == keys[1] && keys[1] == keys[2]);
        QCOMPARE(driver.run().spent.value, 60);
        QCOMPARE(driver.run().unconfirmed.value, 0);
        QVERIFY(driver.all<event::AttemptFailed>().empty());
    }

    // The first call broke and may have been charged; what refuses its repeat says nothing about that, also where the
    // process died in between.
    void aRefusedRepeatSettlesNothing_data() {
        QTest::addColumn<bool>("killed");
        QTest::newRow("in one process") << false;
        QTest::newRow("killed after the first call") << true;
    }
    void aRefusedRepeatSettlesNothing() {
        QFETCH(bool, killed);
        Driver driver;
        driver.target.idempotent = true;
        std::map<Digest, int> asked;
        driver.onStep = [&](const effect::PerformStep& e) {
            const int times = ++asked[e.idempotencyKey];
            if (asked.size() > 1) return driver.done(e);
            auto refused = Driver::failed(e, times == 1 && !killed ? StepOutcome::Truncated : StepOutcome::Retryable);
            refused.chargeUnknown = times == 1 && !killed;
            return refused;
        };
        driver.send(start({shape(1)}, 1));
        if (killed) {
            driver.until<effect::PerformStep>();
            driver.crash();
        }
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(asked.size(), 2u);
        QCOMPARE(driver.run().spent.value, 60);
        QCOMPARE(driver.run().unconfirmed.value, 100);
    }

    // It ends: after a few repeats the reservation stays as unconfirmed and the next attempt has a key of its own.
    void repeatsUnderOneKeyAreBounded() {
        Driver driver;
        driver.target.idempotent = true;
        std::map<Digest, int> asked;
        driver.onStep = [&](const effect::PerformStep& e) {
            ++asked[e.idempotencyKey];
            return asked.size() > 1 ? driver.done(e) : Driver::failed(e, StepOutcome::Unknown);
        };
        driver.send(start({shape(1)}, 1));
        driver.settle();
        QCOMPARE(asked.size(), 2u);
        QCOMPARE(std::max(asked.begin()->second, asked.rbegin()->second), 4);
        QCOMPARE(driver.run().unconfirmed.value, 100);
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
    }

    // Stopped while the repeat has to wait: nobody asks any more, so what was set aside is unconfirmed.
    void aStopEndsTheWaitForARepeat() {
        Driver driver;
        driver.target.idempotent = true;
        driver.onStep = [&](const effect::PerformStep& e) { return Driver::failed(e, StepOutcome::Unknown); };
        driver.send(start({shape(1)}, 1));
        driver.until<effect::PerformStep>();
        driver.answer();
        QVERIFY(driver.effects.empty());
        driver.send(command::StopRun{RunId{1}, StopMode::Now});
        driver.settle();
        QCOMPARE(driver.run().unconfirmed.value, 100);
        QCOMPARE(driver.run().outcome, RunOutcome::Stopped);
    }

    // Room that steps in flight may give back is waited for; the run is not held.
    void waitsForReservations() {
        Driver driver;
        auto command = start({shape(1), shape(2)}, 2);
        command.budget = MicroUsd{170};
        driver.send(command);
        driver.answer();
        driver.answer();
        QCOMPARE(driver.all<event::StepIntended>().size(), 1u);
        QVERIFY(driver.all<event::RunHeld>().empty());
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(driver.run().spent.value, 120);
    }
};

QTEST_APPLESS_MAIN(TestBudget)
#include "tst_budget.moc"
