// Pause points: what stands behind one waits for a person, everything else goes on, and nothing forgets it.
#include <QTest>

#include "driver.h"

using namespace skein;
using namespace skein::test;

namespace {

TaskShape paused(TaskShape shape) {
    shape.pause = true;
    return shape;
}

/// 1 -> 2 (paused) -> 3; 4 stands alone; 5 assembles all.
command::StartRun held() {
    return start({shape(1), paused(shape(2, {1})), shape(3, {2}), shape(4), shape(5, {3, 4}, 1, TaskRole::Assembler)});
}

std::vector<std::uint32_t> heldNow(const Driver& driver) {
    std::vector<std::uint32_t> tasks;
    for (const TaskState& task : driver.run().tasks)
        if (isPaused(driver.run(), task)) tasks.push_back(task.shape.task.value);
    return tasks;
}

const std::vector<std::uint32_t> second{2};

}  // namespace

class TestPauses : public QObject {
    Q_OBJECT
private slots:
    void whatIsIndependentGoesOn() {
        Driver driver;
        driver.send(held());
        driver.settle();
        QCOMPARE(driver.task(1).status, TaskStatus::Done);
        QCOMPARE(driver.task(4).status, TaskStatus::Done);
        QCOMPARE(driver.task(2).status, TaskStatus::Waiting);
        QCOMPARE(driver.task(2).attempts, 0u);
        QCOMPARE(heldNow(driver), second);
        QVERIFY(!isReady(driver.run(), driver.task(2)));
        QCOMPARE(driver.run().status, RunStatus::Settled);
        QCOMPARE(driver.run().outcome, RunOutcome::Blocked);
        QVERIFY2(driver.all<event::DeliverableIssued>().empty(), "a document was made before the person had looked");
        const auto resumed = driver.send(command::ResumeRun{RunId{1}, {}});
        QVERIFY(resumed.refused);
        QCOMPARE(resumed.refused->code, ErrorCode::NeedsPerson);
    }

    void onePassLetsItGoOn() {
        Driver driver;
        driver.send(held());
        driver.settle();
        const BootInstant passed = driver.boot;
        const auto outcome = driver.send(command::ChangePauses{RunId{1}, {}, false});
        QVERIFY(!outcome.refused);
        QCOMPARE(outcome.receipt.tasks, std::vector{TaskNo{2}});
        QCOMPARE(driver.run().status, RunStatus::Running);
        QVERIFY2(driver.effects.empty(), "it started while taking the pass back was free");
        driver.settle();
        QVERIFY(driver.boot - passed >= seconds(10));
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(driver.all<event::DeliverableIssued>().size(), 1u);
    }

    void aPassCanBeTakenBack() {
        Driver driver;
        driver.send(held());
        driver.settle();
        QVERIFY(!driver.send(command::ChangePauses{RunId{1}, {TaskNo{2}}, false}).refused);
        QVERIFY(!driver.send(command::ChangePauses{RunId{1}, {TaskNo{2}}, true}).refused);
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Blocked);
        QCOMPARE(driver.task(2).attempts, 0u);
        QVERIFY(!driver.send(command::ChangePauses{RunId{1}, {TaskNo{2}}, false}).refused);
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
    }

    void itIsLetPassBeforeItsTime() {
        Driver driver;
        driver.send(held());
        QVERIFY(!driver.send(command::ChangePauses{RunId{1}, {TaskNo{2}}, false}).refused);
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
    }

    void aPointIsSetWhileTheRunGoesOn() {
        Driver driver;
        driver.send(start({shape(1), shape(2, {1}), shape(3, {2})}));
        QVERIFY(!driver.send(command::ChangePauses{RunId{1}, {TaskNo{3}}, true}).refused);
        driver.settle();
        QCOMPARE(driver.task(2).status, TaskStatus::Done);
        QCOMPARE(heldNow(driver), std::vector<std::uint32_t>{3});
    }

    void refusals() {
        Driver driver;
        driver.send(held());
        const auto says = [&](std::vector<TaskNo> tasks, bool hold) {
            const auto outcome = driver.send(command::ChangePauses{RunId{1}, std::move(tasks), hold});
            return QString::fromStdString(outcome.refused ? outcome.refused->message : "");
        };
        QVERIFY(says({TaskNo{1}}, false).contains("no pause point"));
        QVERIFY(says({TaskNo{9}}, false).contains("no task 9"));
        QVERIFY(says({}, false).contains("no task is held"));
        QVERIFY(says({}, true).contains("no task"));
        QVERIFY(says({TaskNo{2}}, true).contains("already"));
        QVERIFY(says({TaskNo{1}}, true).contains("running"));
        driver.settle();
        QVERIFY(says({TaskNo{1}}, true).contains("done"));
        QCOMPARE(says({TaskNo{2}, TaskNo{2}}, false), QString());
    }

    void aCrashForgetsNothing() {
        Driver driver;
        driver.send(held());
        driver.until<effect::PerformStep>();
        driver.crash();
        driver.settle();
        QCOMPARE(heldNow(driver), second);
        QCOMPARE(driver.run().outcome, RunOutcome::Blocked);
        QVERIFY(!driver.send(command::ChangePauses{RunId{1}, {}, false}).refused);
        driver.crash();
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(stateHash(driver.replay()), stateHash(driver.engine.state()));
        const auto copy = stateFromJson(toJson(driver.engine.state()));
        QVERIFY(copy && stateHash(*copy) == stateHash(driver.engine.state()));
    }

    /// The document waits for what it joins, and for nothing else.
    void anAssemblerOfOtherThingsGoesOn() {
        Driver driver;
        driver.send(start({shape(1), paused(shape(2)), shape(3, {1}, 1, TaskRole::Assembler)}));
        driver.settle();
        QCOMPARE(driver.all<event::DeliverableIssued>().size(), 1u);
        QVERIFY(driver.all<event::DeliverableIssued>().front().draft);
        QCOMPARE(driver.run().outcome, RunOutcome::Blocked);
    }

    void anAssemblerIsHeldItself() {
        Driver driver;
        driver.send(start({shape(1), paused(shape(2, {1}, 1, TaskRole::Assembler))}));
        driver.settle();
        QCOMPARE(heldNow(driver), second);
        QCOMPARE(driver.run().outcome, RunOutcome::Blocked);
        QVERIFY(!driver.send(command::ChangePauses{RunId{1}, {}, false}).refused);
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
    }

    /// What has passed once passes again when it runs again; an amendment sets or takes the point of the plan.
    void laterRevisionsPass() {
        Driver driver;
        driver.send(held());
        driver.settle();
        driver.send(command::ChangePauses{RunId{1}, {}, false});
        driver.settle();
        QVERIFY(!driver.send(command::RetryTasks{RunId{1}, {TaskNo{2}}, false}).refused);
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        auto third = driver.task(3).shape;
        third.pause = true;
        const std::uint32_t revision = driver.task(3).revision;
        QVERIFY(!driver.send(command::AmendPlan{RunId{1}, blob("plan 2"), {third}, {}, false}).refused);
        driver.settle();
        QCOMPARE(driver.task(3).revision, revision);  // a pause point makes nothing run again
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        driver.send(command::RetryTasks{RunId{1}, {TaskNo{3}}, false});
        driver.settle();
        QCOMPARE(heldNow(driver), std::vector<std::uint32_t>{3});
    }
};

QTEST_APPLESS_MAIN(TestPauses)
#include "tst_pauses.moc"
