#include <QTest>

#include "core/base/limits.h"
#include "driver.h"

using namespace skein;
using namespace skein::test;

namespace {

command::StartRun plain() { return start({shape(1), shape(2, {1}), shape(3)}); }
command::StartRun changed(const std::function<void(command::StartRun&)>& change) {
    auto command = plain();
    change(command);
    return command;
}

}  // namespace

Q_DECLARE_METATYPE(Input)

class TestCommands : public QObject {
    Q_OBJECT
private slots:
    void refused_data() {
        QTest::addColumn<Input>("input");
        QTest::addColumn<QString>("says");
        using S = command::StartRun;
        const auto row = [](const char* name, Input input, const char* says) {
            QTest::newRow(name) << input << QString(says);
        };
        row("no tasks", changed([](S& s) { s.tasks.clear(); }), "no task");
        row("numbers", changed([](S& s) { s.tasks[1].task = TaskNo{7}; }), "expected 2");
        row("unknown need", changed([](S& s) { s.tasks[0].needs = {TaskNo{9}}; }), "expected 1 to 3");
        row("need twice", changed([](S& s) { s.tasks[1].needs = {TaskNo{1}, TaskNo{1}}; }), "twice");
        row("cycle", changed([](S& s) { s.tasks[0].needs = {TaskNo{2}}; }), "1 -> 2 -> 1");
        row("self", changed([](S& s) { s.tasks[2].needs = {TaskNo{3}}; }), "3 -> 3");
        row("kind", changed([](S& s) { s.tasks[0].kind = "Survey!"; }), "a-z0-9");
        row("priority", changed([](S& s) { s.tasks[0].priority = 5000; }), "priority");
        row("assembler in the middle", changed([](S& s) { s.tasks[0].role = TaskRole::Assembler; }), "assembler");
        row("no agents", changed([](S& s) { s.agents = 0; }), "agents");
        row("too many agents", changed([](S& s) { s.agents = limits::maxAgents + 1; }), "agents");
        row("budget", changed([](S& s) { s.budget = MicroUsd{-1}; }), "budget");
        row("seed", changed([](S& s) { s.seed = ~0ull; }), "seed");
        row("hold unknown", command::HoldRun{RunId{4}}, "no run 4");
        row("resume unknown", command::ResumeRun{RunId{4}, {}}, "no run 4");
        row("stop unknown", command::StopRun{RunId{4}}, "no run 4");
        row("budget of unknown", command::ChangeBudget{RunId{4}, {}}, "no run 4");
        row("resolve unknown", command::ResolveConflict{ConflictId{3}}, "no conflict 3");
        row("undo unknown", command::UndoResolution{ConflictId{3}}, "no conflict 3");
        row("settle unknown", command::SettleUnconfirmed{{RunId{1}, TaskNo{1}, AttemptNo{1}, StepNo{1}}, {}},
            "not unconfirmed");
        row("erase nothing", command::EraseBlob{}, "no blob");
        row("invented result", command::Bookkeeping{{event::TaskFinished{}}}, "task.finished");
        row("mark for unknown task", command::MarkAtom{{sha256("atom"), AtomMark::Pinned, RunId{1}, TaskNo{4}}},
            "run 1 has no task 4");
        row("removed source", command::RecordSources{{}, {event::SourceRemoved{}}}, "0 are recorded");
    }
    void refused() {
        QFETCH(Input, input);
        QFETCH(QString, says);
        Driver driver;
        const auto outcome = driver.send(input);
        QVERIFY(outcome.refused);
        QVERIFY2(QString::fromStdString(outcome.refused->message).contains(says), outcome.refused->message.c_str());
        QVERIFY(outcome.events.empty());
        QVERIFY(outcome.effects.empty());
    }

    // The latest word about an atom counts, for each task and for all of them; what stands already is no event.
    void atomsAreMarked() {
        Driver driver;
        driver.send(plain());
        driver.settle();
        const auto say = [&](const char* atom, AtomMark mark, std::uint32_t task = 0) {
            return driver.send(command::MarkAtom{{sha256(atom), mark, RunId{task != 0 ? 1u : 0u}, TaskNo{task}}});
        };
        const auto marks = [&] { return driver.engine.state().marks; };
        QCOMPARE(say("a", AtomMark::Pinned).events.size(), std::size_t{1});
        QCOMPARE(say("a", AtomMark::Pinned).events.size(), std::size_t{0});
        QCOMPARE(say("b", AtomMark::None).events.size(), std::size_t{0});
        say("a", AtomMark::Excluded, 2);
        say("b", AtomMark::Excluded);
        QCOMPARE(marks().size(), std::size_t{3});
        say("a", AtomMark::Excluded);
        QCOMPARE(marks().size(), std::size_t{3});
        QVERIFY(marks().back().atom == sha256("a") && marks().back().mark == AtomMark::Excluded &&
                !marks().back().task);
        say("a", AtomMark::None, 2);
        say("a", AtomMark::None);
        QCOMPARE(marks().size(), std::size_t{1});
        QVERIFY(marks().front().atom == sha256("b"));
        QCOMPARE(driver.all<event::AtomMarked>().size(), std::size_t{6});
        for (std::size_t i = marks().size(); i < limits::maxMarks; ++i)
            say(std::to_string(i).c_str(), AtomMark::Pinned);
        const auto one = say("too many", AtomMark::Pinned);
        QVERIFY(one.refused && one.refused->code == ErrorCode::TooLarge);
        QVERIFY(!say("b", AtomMark::None).refused);
        QVERIFY(!say("too many", AtomMark::Pinned).refused);
    }

    void refusedInARunAtRest_data() {
        QTest::addColumn<Input>("input");
        QTest::newRow("hold") << Input(command::HoldRun{RunId{1}});
        QTest::newRow("resume") << Input(command::ResumeRun{RunId{1}, {}});
        QTest::newRow("stop") << Input(command::StopRun{RunId{1}});
        QTest::newRow("retry nothing") << Input(command::RetryTasks{RunId{1}, {}, false});
        QTest::newRow("retry unknown") << Input(command::RetryTasks{RunId{1}, {TaskNo{9}}, false});
    }
    void refusedInARunAtRest() {
        QFETCH(Input, input);
        Driver driver;
        driver.send(plain());
        driver.settle();
        QVERIFY(driver.send(input).refused);
        QCOMPARE(driver.all<event::RunSettled>().size(), 1u);
    }

    void oneRunAtATime() {
        Driver driver;
        driver.send(plain());
        const auto outcome = driver.send(plain());
        QVERIFY(outcome.refused);
        QCOMPARE(outcome.refused->code, ErrorCode::Busy);
        driver.settle();
        QVERIFY(!driver.send(plain()).refused);
        QVERIFY(driver.send(command::RetryTasks{RunId{1}, {TaskNo{1}}, false}).refused);
    }

    void holdAndResume() {
        Driver driver;
        driver.send(start({shape(1), shape(2, {1})}));
        driver.answer();
        QVERIFY(!driver.send(command::HoldRun{RunId{1}}).refused);
        QVERIFY(driver.all<event::RunSettled>().empty());  // what runs finishes first
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Held);
        QCOMPARE(driver.task(1).status, TaskStatus::Done);
        QCOMPARE(driver.task(2).status, TaskStatus::Waiting);
        QVERIFY(!driver.send(command::ResumeRun{RunId{1}, 5u}).refused);
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(driver.run().agents, 5u);
    }

    void stopDrain() {
        Driver driver;
        driver.send(start({shape(1), shape(2, {1})}));
        driver.send(command::StopRun{RunId{1}, StopMode::Drain});
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Stopped);
        QCOMPARE(driver.task(1).status, TaskStatus::Done);
        driver.send(command::ResumeRun{RunId{1}, {}});
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
    }

    void stopNow() {
        Driver driver;
        driver.send(start({shape(1), shape(2)}));
        driver.answer();
        const auto call = *driver.until<effect::PerformStep>(1);
        driver.effects.clear();
        const auto outcome = driver.send(command::StopRun{RunId{1}, StopMode::Now});
        QCOMPARE(driver.run().status, RunStatus::Settled);
        QCOMPARE(driver.run().outcome, RunOutcome::Stopped);
        QVERIFY(std::holds_alternative<effect::CancelStep>(outcome.effects.at(0)));
        QCOMPARE(driver.run().reserved.value, 100);  // until the late answer
        driver.effects.clear();
        driver.send(driver.done(call));
        QCOMPARE(driver.run().reserved.value, 0);
        QCOMPARE(driver.run().spent.value, 60);
        QVERIFY(driver.all<event::StepSettled>().back().late);
        QVERIFY(!driver.all<event::StepSettled>().back().output);
        driver.send(command::ResumeRun{RunId{1}, {}});
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(driver.task(1).failures, 0u);
    }

    void retryDownstream() {
        Driver driver;
        driver.send(start({shape(1), shape(2, {1}), shape(3, {2}), shape(4)}));
        driver.settle();
        const auto before = driver.journal.size();
        const auto outcome = driver.send(command::RetryTasks{RunId{1}, {TaskNo{1}}, true});
        QCOMPARE(outcome.receipt.tasks.size(), 3u);
        driver.settle();
        QCOMPARE(driver.tasksOf<event::TaskFinished>(before), (std::vector<std::uint32_t>{1, 2, 3}));
        QVERIFY(!driver.task(1).reused);  // a person who asks again wants a new answer
        QCOMPARE(driver.task(1).revision, 2u);
    }

    void amend() {
        Driver driver;
        driver.send(start({shape(1), shape(2, {1}), shape(3)}));
        driver.settle();
        auto other = shape(1);
        other.spec = blob("another instruction");
        auto third = shape(3);
        third.priority = 5;
        const auto before = driver.journal.size();
        const auto outcome =
            driver.send(command::AmendPlan{RunId{1}, blob("plan 2"), {other, third, shape(4, {2, 3})}, {}, false});
        QVERIFY2(!outcome.refused, outcome.refused ? outcome.refused->message.c_str() : "");
        driver.settle();
        QCOMPARE(driver.tasksOf<event::TaskFinished>(before),
                 (std::vector<std::uint32_t>{1, 4, 2}));  // 4 could start at once; 2 gave the same
        QCOMPARE(driver.run().planRevision, 2u);
        QVERIFY(!driver.send(command::AmendPlan{RunId{1}, blob("plan 3"), {}, {TaskNo{4}}, false}).refused);
        QCOMPARE(driver.task(4).status, TaskStatus::Withdrawn);
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
    }

    void amendRefused_data() {
        QTest::addColumn<Input>("input");
        QTest::addColumn<QString>("says");
        using A = command::AmendPlan;
        QTest::newRow("cycle") << Input(A{RunId{1}, {}, {shape(1, {2})}, {}, true}) << "1 -> 2 -> 1";
        QTest::newRow("running") << Input(A{RunId{1}, {}, {shape(1)}, {}, false}) << "is running";
        QTest::newRow("gap in numbers") << Input(A{RunId{1}, {}, {shape(9)}, {}, false}) << "expected the number 4";
        QTest::newRow("needed") << Input(A{RunId{1}, {}, {}, {TaskNo{1}}, true})
                                << "task 2 needs task 1, which is withdrawn";
        QTest::newRow("twice") << Input(A{RunId{1}, {}, {shape(2), shape(2)}, {}, false}) << "twice";
    }
    void amendRefused() {
        QFETCH(Input, input);
        QFETCH(QString, says);
        Driver driver;
        driver.send(plain());
        const auto outcome = driver.send(input);
        QVERIFY(outcome.refused);
        QVERIFY2(QString::fromStdString(outcome.refused->message).contains(says), outcome.refused->message.c_str());
        QVERIFY(outcome.events.empty());
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
    }

    void amendCancelsRunning() {
        Driver driver;
        driver.send(start({shape(1), shape(2, {1})}));
        driver.answer();
        auto other = shape(1);
        other.spec = blob("another");
        const auto call = std::get<effect::PerformStep>(driver.effects.front());
        QVERIFY(!driver.send(command::AmendPlan{RunId{1}, blob("plan 2"), {other}, {}, true}).refused);
        QCOMPARE(driver.all<event::AttemptFailed>().back().outcome, StepOutcome::Cancelled);
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(driver.task(1).output.name.hex(),
                 driver.done(effect::PerformStep{call.step, {}, {}, {}, other.spec, {}, {}, {}, {}, false})
                     .output.name.hex());
        QCOMPARE(driver.run().spent.value, 180);  // the cancelled call is charged as well
    }

    void bookkeepingAndSources() {
        Driver driver;
        QVERIFY(!driver.send(command::Bookkeeping{{event::WorkspaceCreated{1}, event::SignerChanged{"key"}}}).refused);
        QVERIFY(driver.send(command::Bookkeeping{{event::WorkspaceCreated{1}}}).refused);
        event::SourceRecorded source{blob("m1"), blob("c1"), {}, 3}, newer{blob("m2"), blob("c2"), blob("m1"), 4};
        driver.send(command::RecordSources{{source, newer}, {}});
        QCOMPARE(driver.engine.state().sources, 1u);
        driver.send(command::RecordSources{{}, {event::SourceRemoved{blob("m2")}}});
        QCOMPARE(driver.engine.state().sources, 0u);
    }
};

QTEST_APPLESS_MAIN(TestCommands)
#include "tst_commands.moc"
