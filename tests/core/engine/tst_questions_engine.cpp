// The engine's side of agents that ask memory: one attempt, a window more, nothing paid twice, whenever the process
// dies.
#include <QTest>

#include "driver.h"

using namespace skein;
using namespace skein::test;

namespace {

/// A world in which the first call of each attempt asks, and further windows answer.
struct Asking : Driver {
    Asking() {
        onAssemble = [this](const effect::AssembleWindow& e) {
            auto ready = window(e);
            if (e.before) {
                ready.window = blob("window with answers " + e.before.name.hex());
                ready.inputs = e.turn ? sha256("asked " + memory) : e.inputs;
            } else ready.inputsAsked = sha256("asked " + memory);
            return ready;
        };
        onStep = [this](const effect::PerformStep& e) {
            auto finished = done(e);
            if (e.step.step.value == 1) {
                finished.asks = true;
                finished.output = blob("what is asked");
            }
            return std::optional(finished);
        };
    }
    std::string memory = "as it is";
};

}  // namespace

class TestQuestionsEngine : public QObject {
    Q_OBJECT
private slots:
    void goesOnInTheSameAttempt() {
        Asking driver;
        driver.send(start({shape(1)}, 1));
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(driver.all<event::AttemptStarted>().size(), 1u);
        QCOMPARE(driver.all<event::WindowRecorded>().size(), 2u);
        const auto settled = driver.all<event::StepSettled>();
        QCOMPARE(settled.size(), 3u);  // two calls and the check
        QVERIFY(settled[0].asks && !settled[1].asks);
        QCOMPARE(driver.task(1).window, driver.all<event::WindowRecorded>().back().window);
        QVERIFY(driver.task(1).output != settled[0].output);
        QCOMPARE(driver.task(1).spent, settled[0].charge + settled[1].charge);
        QCOMPARE(driver.run().reserved.value, 0);
        QCOMPARE(stateHash(driver.replay()).hex(), stateHash(driver.engine.state()).hex());
    }

    // Killed after every single event: what was asked is answered, and no call is made again.
    void killedAnywhere() {
        Asking whole;
        whole.send(start({shape(1)}, 1));
        whole.settle();
        for (std::size_t cut = 4; cut < whole.journal.size(); ++cut) {
            // One decision is written in one piece.
            const auto* settled = std::get_if<event::StepSettled>(&whole.journal[cut - 1].first);
            if (settled != nullptr && !settled->asks) continue;
            Asking driver;
            driver.journal.assign(whole.journal.begin(), whole.journal.begin() + static_cast<std::ptrdiff_t>(cut));
            driver.boot = driver.boot + seconds(60);
            driver.wall = driver.journal.back().second + seconds(60);
            driver.crash();
            driver.settle();
            const auto& state = driver.engine.state();
            const bool inCall = std::any_of(state.openSteps.begin(), state.openSteps.end(),
                                            [](const auto& each) { return each.second.unconfirmed; });
            QCOMPARE(driver.run().outcome, RunOutcome::Done);
            std::size_t calls = 0;
            for (const auto& step : driver.all<event::StepIntended>()) calls += step.stepKind == StepKind::Model;
            // A call that was out when the process died stays unconfirmed, and its attempt is made anew.
            if (!inCall) QVERIFY2(calls == 2, qPrintable(QString("cut at %1: %2 calls").arg(cut).arg(calls)));
            QCOMPARE(stateHash(driver.replay()).hex(), stateHash(state).hex());
        }
    }

    void isTakenOverWhileMemoryIsTheSame() {
        Asking driver;
        driver.send(start({shape(1)}, 1));
        driver.settle();
        driver.send(start({shape(1)}, 1));
        driver.settle();
        QVERIFY(driver.task(1).reused);
        QCOMPARE(driver.run().spent.value, 0);
        driver.memory = "changed";
        driver.send(start({shape(1)}, 1));
        driver.settle();
        QVERIFY(!driver.task(1).reused);
        QVERIFY(driver.run().spent.value > 0);
    }

    // The budget is asked again for the second call.
    void theSecondCallNeedsMoneyToo() {
        Asking driver;
        auto command = start({shape(1)}, 1);
        command.budget = MicroUsd{150};
        driver.send(command);
        driver.settle();
        QVERIFY(committed(driver.run()) <= MicroUsd{150});
        QCOMPARE(driver.run().outcome, RunOutcome::Held);
        driver.send(command::ChangeBudget{RunId{1}, MicroUsd{1'000}});
        driver.send(command::ResumeRun{RunId{1}});
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        // A task that waits for money holds no agent: it begins anew, and what it asked for is asked again.
        QCOMPARE(driver.all<event::AttemptStarted>().size(), 2u);
    }
};

QTEST_APPLESS_MAIN(TestQuestionsEngine)
#include "tst_questions_engine.moc"
