#include <QTest>

#include "driver.h"

using namespace skein;
using namespace skein::test;

namespace {

TaskShape planner(std::uint32_t no, std::vector<std::uint32_t> needs = {}) {
    auto result = shape(no, std::move(needs), 1, TaskRole::Planner);
    result.kind = "plan";
    return result;
}

report::PlanExpanded expansion(const effect::ExpandPlan& e, std::vector<TaskShape> changed,
                               std::vector<TaskNo> withdrawn = {}) {
    return {e.run,
            e.task,
            e.revision,
            blob("plan with " + std::to_string(e.task.value)),
            std::move(changed),
            std::move(withdrawn),
            {}};
}

/// 1 plans 2, the part 3 and 4 behind it, and the assembler 5; 3 plans 6 and 7.
void answerPlans(Driver& driver) {
    driver.onExpand = [](const effect::ExpandPlan& e) {
        if (e.task.value == 1)
            return expansion(e, {shape(2), planner(3), shape(4, {3}), shape(5, {2, 3, 4}, 1, TaskRole::Assembler)});
        return expansion(e, {shape(4, {7}), shape(5, {2, 6, 7, 4}, 1, TaskRole::Assembler), shape(6), shape(7, {6})});
    };
}

command::StartRun goal(bool accepted = false) {
    auto command = start({planner(1)});
    command.acceptPlan = accepted;
    return command;
}

}  // namespace

class TestPlanning : public QObject {
    Q_OBJECT
private slots:
    // Nothing of the plan begins before the person has seen it; resuming accepts it.
    void aProposedPlanWaitsForThePerson() {
        Driver driver;
        answerPlans(driver);
        const auto begun = driver.send(goal());
        QVERIFY2(!begun.refused, begun.refused ? begun.refused->message.c_str() : "");
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Held);
        QCOMPARE(driver.run().holdReason, HoldReason::Plan);
        QCOMPARE(driver.run().tasks.size(), std::size_t{7});
        QCOMPARE(driver.tasksOf<event::AttemptStarted>(), (std::vector<std::uint32_t>{1, 3}));
        QVERIFY(!driver.send(command::ResumeRun{RunId{1}, {}}).refused);
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(driver.tasksOf<event::AttemptStarted>().size(), std::size_t{7});
        QCOMPARE(driver.tasksOf<event::AttemptStarted>().back(), 5u);
        QCOMPARE(driver.run().personDecisions, 0u);
    }

    void anAcceptedPlanGoesOn() {
        Driver driver;
        answerPlans(driver);
        driver.send(goal(true));
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QVERIFY(driver.all<event::RunHeld>().empty());
        const auto amended = driver.all<event::PlanAmended>();
        QCOMPARE(amended.size(), std::size_t{2});
        QCOMPARE(amended[0].proposedBy.value, 1u);
        QCOMPARE(amended[1].proposedBy.value, 3u);
        QCOMPARE(driver.all<event::DeliverableIssued>().size(), std::size_t{1});
    }

    // The process dies after each answer: every planner is paid once, every proposal taken in once, numbers are the
    // same.
    void everyCrashPoint() {
        Driver calm;
        answerPlans(calm);
        calm.send(goal(true));
        calm.settle();
        for (int crashAfter = 0; crashAfter < 45; ++crashAfter) {
            Driver driver;
            driver.target.idempotent = true;
            answerPlans(driver);
            driver.send(goal(true));
            for (int i = 0; i < crashAfter && !driver.effects.empty(); ++i) driver.answer();
            driver.crash();
            driver.settle();
            QCOMPARE(driver.run().outcome, RunOutcome::Done);
            QCOMPARE(driver.tasksOf<event::TaskFinished>().size(), std::size_t{7});
            QCOMPARE(driver.all<event::PlanAmended>().size(), std::size_t{2});
            QCOMPARE(driver.run().spent.value, calm.run().spent.value);
            QCOMPARE(driver.run().plan.name.hex(), calm.run().plan.name.hex());
            QCOMPARE(stateHash(driver.replay()).hex(), stateHash(driver.engine.state()).hex());
        }
    }

    // Proposals are taken in in the order of their planners, however fast each was.
    void theOrderOfProposalsIsThatOfTheirPlanners() {
        Driver driver;
        driver.onExpand = [](const effect::ExpandPlan& e) {
            if (e.task.value == 1) return expansion(e, {planner(2), planner(3)});
            return expansion(e, {shape(e.task.value + 2)});
        };
        driver.send(goal());
        QVERIFY(driver.until<effect::PerformStep>(3) != nullptr);
        for (int i = 0; i < 30; ++i)  // task 3 alone comes to its end
            for (std::size_t at = 0; at < driver.effects.size(); ++at) {
                const auto* call = std::get_if<effect::PerformStep>(&driver.effects[at]);
                if (call != nullptr && call->step.task.value == 2) continue;
                driver.answer(at);
                break;
            }
        QVERIFY(expansionPending(driver.task(3)));
        QVERIFY(driver.all<event::RunHeld>().empty());
        driver.settle();
        const auto amended = driver.all<event::PlanAmended>();
        QCOMPARE(amended.size(), std::size_t{3});
        QCOMPARE(amended[1].proposedBy.value, 2u);
        QCOMPARE(driver.run().holdReason, HoldReason::Plan);
    }

    void aRefusedProposalIsRepairedOnce() {
        Driver driver;
        int refusals = 1;
        driver.onCheck = [&](const effect::CheckOutput& e) {
            report::StepFinished r;
            r.step = e.step;
            if (refusals-- > 0) r.outcome = StepOutcome::Rejected, r.detail = blob("tasks[1].needs[0]: ...");
            return r;
        };
        driver.onExpand = [](const effect::ExpandPlan& e) { return expansion(e, {shape(2)}); };
        BlobRef feedback;
        driver.onAssemble = [&](const effect::AssembleWindow& e) {
            feedback = e.feedback;
            return driver.window(e);
        };
        driver.send(goal());
        driver.settle();
        QCOMPARE(driver.tasksOf<event::AttemptStarted>().size(), std::size_t{2});
        QVERIFY(feedback == blob("tasks[1].needs[0]: ..."));
        QCOMPARE(driver.run().holdReason, HoldReason::Plan);

        Driver worse;
        worse.onCheck = [](const effect::CheckOutput& e) {
            report::StepFinished r;
            r.step = e.step;
            r.outcome = StepOutcome::Rejected;
            r.detail = blob("why");
            return r;
        };
        worse.send(goal());
        worse.settle();
        QCOMPARE(worse.tasksOf<event::AttemptStarted>().size(), std::size_t{2});
        QCOMPARE(worse.run().outcome, RunOutcome::Failed);
        QVERIFY(worse.task(1).failure == blob("why"));
        QVERIFY(worse.all<event::RunHeld>().empty());
    }

    void aProposalThatCannotBeTakenInFails() {
        Driver driver;
        driver.onExpand = [](const effect::ExpandPlan& e) {
            auto r = expansion(e, {});
            r.problem = blob("too many tasks");
            return r;
        };
        driver.send(goal());
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Failed);
        QVERIFY(driver.task(1).failure == blob("too many tasks"));
        QVERIFY(driver.all<event::PlanAmended>().empty());
        driver.onExpand = [](const effect::ExpandPlan& e) { return expansion(e, {shape(2)}); };
        QVERIFY(!driver.send(command::RetryTasks{RunId{1}, {TaskNo{1}}}).refused);
        driver.settle();
        QCOMPARE(driver.run().holdReason, HoldReason::Plan);

        Driver wrong;  // an answer that contradicts itself: the run ends, and nothing of it is taken in
        wrong.onExpand = [](const effect::ExpandPlan& e) {
            auto r = expansion(e, {shape(2, {3}), shape(3, {2})});
            if (!e.refused.empty()) r.problem = blob(e.refused);
            return r;
        };
        wrong.send(goal());
        wrong.settle();
        QCOMPARE(wrong.run().outcome, RunOutcome::Failed);
        QCOMPARE(wrong.run().tasks.size(), std::size_t{1});
        QVERIFY(wrong.task(1).failure ==
                blob("its tasks do not fit the plan: the tasks need each other in a circle: 2 -> 3 -> 2"));
    }

    // Held while the proposal is worked in: the answer is asked for again, over the plan of then.
    void whatWasAskedOfAnotherPlanIsAskedAgain() {
        Driver driver;
        driver.onExpand = [](const effect::ExpandPlan& e) {
            return expansion(e, {shape(static_cast<std::uint32_t>(e.plan == blob("mine") ? 3 : 2))});
        };
        driver.send(goal());
        QVERIFY(driver.until<effect::ExpandPlan>() != nullptr);
        command::AmendPlan mine{RunId{1}, blob("mine"), {shape(2)}, {}, false};
        QVERIFY(!driver.send(mine).refused);
        driver.send(command::HoldRun{RunId{1}});
        driver.settle();
        QCOMPARE(driver.run().holdReason, HoldReason::Person);
        QVERIFY(expansionPending(driver.task(1)));
        driver.send(command::ResumeRun{RunId{1}, {}});
        driver.settle();
        QCOMPARE(driver.run().holdReason, HoldReason::Plan);
        QCOMPARE(driver.run().tasks.size(), std::size_t{3});
        QVERIFY(!expansionPending(driver.task(1)));
    }

    // Planned anew while it waits: what then comes has to be seen as well.
    void aSecondProposalWaitsToo() {
        Driver driver;
        int plans = 0;
        driver.onExpand = [&](const effect::ExpandPlan& e) {
            return ++plans == 1 ? expansion(e, {shape(2)}) : expansion(e, {shape(3)}, {TaskNo{2}});
        };
        driver.send(goal());
        driver.settle();
        QVERIFY(!driver.send(command::RetryTasks{RunId{1}, {TaskNo{1}}}).refused);
        driver.send(command::ResumeRun{RunId{1}, {}});
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Held);
        QCOMPARE(driver.run().holdReason, HoldReason::Plan);
        QCOMPARE(driver.task(2).status, TaskStatus::Withdrawn);
        driver.send(command::ResumeRun{RunId{1}, {}});
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(driver.tasksOf<event::AttemptStarted>(), (std::vector<std::uint32_t>{1, 1, 3}));
    }

    // A part that cannot be planned leaves the rest as a draft, after the person has seen it.
    void aPartThatCannotBePlannedFails() {
        Driver driver;
        driver.onExpand = [](const effect::ExpandPlan& e) {
            return expansion(e, {shape(2), planner(3), shape(4, {3}), shape(5, {2, 3, 4}, 1, TaskRole::Assembler)});
        };
        driver.onCheck = [](const effect::CheckOutput& e) {
            report::StepFinished r;
            r.step = e.step;
            if (e.step.task.value == 3) r.outcome = StepOutcome::Rejected;
            return r;
        };
        driver.send(goal());
        driver.settle();
        QCOMPARE(driver.run().holdReason, HoldReason::Plan);
        driver.send(command::ResumeRun{RunId{1}, {}});
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Failed);
        QVERIFY(driver.run().draft);
        QCOMPARE(driver.task(4).status, TaskStatus::Waiting);
    }
};

QTEST_GUILESS_MAIN(TestPlanning)
#include "tst_planning.moc"
