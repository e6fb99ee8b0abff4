// The life of a conflict beyond opening and deciding it: who has it in hand, deferrals, doubt, corrections, the terms
// of decisions, and the time in which a slip is free.
#include <QTest>

#include "driver.h"

using namespace skein;
using namespace skein::test;

namespace {

/// Tasks 1 and 2 contradict each other; 3 consumes 1, 4 consumes 2, 5 is an unaffected sibling, 6 assembles.
struct Case : Driver {
    bool clash = true;
    std::vector<TaskNo> affected;
    std::function<void(report::ClaimsCompared&, std::uint32_t)> more = [](auto&, auto) {};

    Case() {
        onCompare = [this](const effect::CompareClaims& e) {
            report::ClaimsCompared r{e.attempt, e.revision, engine.state().sequence, {}, {}};
            const std::uint32_t no = e.attempt.task.value;
            if (clash && (no == 1 || no == 2) && task(3 - no).hasResult)
                r.conflicts.push_back({TaskNo{1}, TaskNo{2}, RunId{1}, RunId{1}, blob("detail"), {}, sha256("pair")});
            more(r, no);
            return r;
        };
        onAffected = [this](const effect::FindAffected& e) {
            if (e.decision == Decision::Regenerate)
                return report::AffectedFound{e.conflict, e.run, {e.task}, blob("look again")};
            return report::AffectedFound{e.conflict, e.run, affected};
        };
        onStep = [this](const effect::PerformStep& e) { return done(e, std::to_string(journal.size())); };
    }
    void begin() {
        send(start(
            {shape(1), shape(2), shape(3, {1}), shape(4, {2}), shape(5), shape(6, {3, 4, 5}, 1, TaskRole::Assembler)}));
        settle();
    }
    const ConflictState& conflict() const { return engine.state().conflicts.front(); }
    /// Answers everything without letting time pass.
    void answerAll() {
        while (!effects.empty()) answer();
    }
    std::vector<std::uint32_t> finishedSince(std::size_t from) const {
        auto tasks = tasksOf<event::TaskFinished>(from);
        std::erase(tasks, 6u);
        std::sort(tasks.begin(), tasks.end());
        return tasks;
    }
    Outcome take(Decision decision) {
        return send(command::ResolveConflict{ConflictId{1}, decision, Decider::Person, {}});
    }
};

}  // namespace

class TestSettling : public QObject {
    Q_OBJECT
private slots:
    void isHandedAroundAndPutOff() {
        Case c;
        c.begin();
        QVERIFY(!c.conflict().mark);
        QVERIFY(
            !c.send(command::MarkConflict{ConflictId{1}, ConflictStage::Drafting, "port-team", blob("draft")}).refused);
        QCOMPARE(c.conflict().mark->owner, std::string("port-team"));
        const Instant until = c.wall + seconds(3'600);
        QVERIFY(!c.send(command::MarkConflict{ConflictId{1}, ConflictStage::Deferred, "port-team", {}, until}).refused);
        QCOMPARE(stageOf(c.conflict(), c.wall), ConflictStage::Deferred);
        QCOMPARE(stageOf(c.conflict(), until), ConflictStage::Open);
        QVERIFY(isGated(c.run(), c.task(4)));  // what waits for it waits on
        c.settle();                            // time passes until something is due
        QCOMPARE(c.conflict().mark->stage, ConflictStage::Open);
        QCOMPARE(c.conflict().mark->reason, std::optional(ConflictReason::Due));
        QCOMPARE(c.conflict().mark->owner, std::string("port-team"));
        QVERIFY(c.wall >= until);
        QCOMPARE(stateHash(c.replay()), stateHash(c.engine.state()));
    }

    void marksAreChecked_data() {
        QTest::addColumn<int>("stage");
        QTest::addColumn<QString>("owner");
        QTest::addColumn<bool>("note");
        QTest::addColumn<int>("untilSeconds");
        QTest::addColumn<QString>("words");
        QTest::newRow("owner") << int(ConflictStage::Open) << "The Boss" << false << 0 << "owner";
        QTest::newRow("no draft") << int(ConflictStage::Proposed) << "x" << false << 0 << "needs the decision";
        QTest::newRow("past") << int(ConflictStage::Deferred) << "x" << false << -5 << "later time";
        QTest::newRow("until of a draft") << int(ConflictStage::Drafting) << "x" << true << 60 << "only for what is";
    }
    void marksAreChecked() {
        QFETCH(int, stage);
        QFETCH(QString, owner);
        QFETCH(bool, note);
        QFETCH(int, untilSeconds);
        QFETCH(QString, words);
        Case c;
        c.begin();
        command::MarkConflict mark{ConflictId{1}, static_cast<ConflictStage>(stage), owner.toStdString()};
        if (note) mark.note = blob("draft");
        if (untilSeconds != 0) mark.until = c.wall + seconds(untilSeconds);
        const auto outcome = c.send(mark);
        QVERIFY(outcome.refused && outcome.events.empty());
        QVERIFY2(QString::fromStdString(outcome.refused->message).contains(words), outcome.refused->message.c_str());
        QVERIFY(c.send(command::MarkConflict{ConflictId{9}}).refused);
    }

    void goesToThePersonInTime() {
        Case c;
        c.send(command::ChangeCoherence{blob("terms"), seconds(600)});
        c.begin();
        QCOMPARE(c.conflict().mark->owner, std::string("person"));
        QCOMPARE(c.conflict().mark->reason, std::optional(ConflictReason::Escalated));
        QCOMPARE(c.all<event::ConflictMarked>().size(), 1u);  // and stays there
        QVERIFY(c.wall >= c.conflict().openedAt + seconds(600));
        QVERIFY(c.send(command::ChangeCoherence{blob("terms"), seconds(0)}).refused);
    }

    // What a person's decision makes run again waits ten seconds; undone before that, nothing has been paid.
    void aSlipIsFree() {
        Case c;
        c.begin();
        c.affected = {TaskNo{2}};
        c.clash = false;
        const auto before = c.journal.size();
        QVERIFY(!c.take(Decision::TakeA).refused);
        c.answerAll();
        QVERIFY(c.tasksOf<event::AttemptStarted>(before).empty());
        c.advance(seconds(9));
        c.send(Tick{});
        c.answerAll();
        QVERIFY(c.tasksOf<event::AttemptStarted>(before).empty());
        QVERIFY(!c.send(command::UndoResolution{ConflictId{1}}).refused);
        c.answerAll();
        QVERIFY(c.tasksOf<event::StepIntended>(before).empty());
        QCOMPARE(c.conflict().status, ConflictState::Status::Open);
    }
    void afterTenSecondsItRuns() {
        Case c;
        c.begin();
        c.affected = {TaskNo{2}};
        c.clash = false;
        const auto before = c.journal.size();
        c.take(Decision::TakeA);
        c.answerAll();
        c.advance(seconds(10));
        c.send(Tick{});
        c.answerAll();
        QCOMPARE(c.finishedSince(before), (std::vector<std::uint32_t>{2, 4}));  // 3 rests on what was upheld
        c.settle();
        QCOMPARE(c.run().outcome, RunOutcome::Done);
    }
    // A policy makes no slips: its consequences wait for nobody.
    void policiesWaitForNobody() {
        Case c;
        c.begin();
        c.affected = {TaskNo{2}};
        c.clash = false;
        const auto before = c.journal.size();
        c.send(command::ResolveConflict{ConflictId{1}, Decision::TakeA, Decider::Policy, {}});
        c.answerAll();
        QVERIFY(!c.finishedSince(before).empty());
    }

    void newEvidenceReopens() {
        Case c;
        c.begin();
        c.affected = {TaskNo{2}};
        c.clash = false;
        c.take(Decision::TakeA);
        c.settle();
        QCOMPARE(c.run().outcome, RunOutcome::Done);
        c.more = [](report::ClaimsCompared& r, std::uint32_t no) {
            if (no == 5) r.doubts.push_back({ConflictId{1}, blob("a claim")});
        };
        const auto before = c.journal.size();
        c.send(command::RetryTasks{RunId{1}, {TaskNo{5}}, false});
        c.settle();
        QCOMPARE(c.conflict().status, ConflictState::Status::Open);
        QCOMPARE(c.conflict().reopenings.size(), 1u);
        QCOMPARE(c.conflict().mark->owner, std::string("person"));
        QCOMPARE(c.finishedSince(before), std::vector<std::uint32_t>{5});  // nothing else runs for it
        QVERIFY(c.task(1).openConflicts == 1 && c.task(2).openConflicts == 1);
        QCOMPARE(c.run().outcome, RunOutcome::Blocked);
        QVERIFY(!c.take(Decision::TakeB).refused);
    }

    // An agent that states again what was dropped is told, twice; then a person hears of it.
    void correctsWithinBounds() {
        Case c;
        c.begin();
        c.affected = {TaskNo{2}};
        c.clash = false;
        c.more = [](report::ClaimsCompared& r, std::uint32_t no) {
            if (no == 2) r.losing.push_back({ConflictId{1}, sha256("60"), blob("you were told")});
        };
        std::vector<BlobRef> told;
        c.onAssemble = [&](const effect::AssembleWindow& e) {
            if (e.attempt.task.value == 2) told.push_back(e.feedback);
            c.salt = std::to_string(c.journal.size());
            return c.window(e);
        };
        c.take(Decision::TakeA);
        c.settle();
        QCOMPARE(told, (std::vector<BlobRef>{{}, blob("you were told"), blob("you were told")}));
        std::size_t corrections = 0;
        for (const auto& e : c.all<event::TaskInvalidated>()) corrections += e.cause == InvalidationCause::Correction;
        QCOMPARE(corrections, 2u);
        QCOMPARE(c.conflict().status, ConflictState::Status::Open);
        QCOMPARE(c.conflict().mark->reason, std::optional(ConflictReason::Again));
        QCOMPARE(c.conflict().mark->rounds, std::optional(2u));
        // The person's next decision gives it its rounds again.
        c.more = [](auto&, auto) {};
        c.take(Decision::TakeA);
        c.settle();
        QCOMPARE(c.run().outcome, RunOutcome::Done);
        QCOMPARE(stateHash(c.replay()), stateHash(c.engine.state()));
    }

    // Two agents that a policy sends round in circles: the same two, about the same thing, with ever new values.
    void flippingGoesToThePerson() {
        Case c;
        int round = 0;
        c.onCompare = [&](const effect::CompareClaims& e) {
            report::ClaimsCompared r{e.attempt, e.revision, c.engine.state().sequence, {}, {}};
            const std::uint32_t no = e.attempt.task.value;
            if (no <= 2 && c.task(3 - no).hasResult) {
                report::FoundConflict found{TaskNo{1},
                                            TaskNo{2},
                                            RunId{1},
                                            RunId{1},
                                            blob("detail"),
                                            Decision::TakeB,
                                            sha256(std::to_string(++round))};
                found.topic = sha256("size");
                found.policy = "newer";
                r.conflicts.push_back(found);
            }
            return r;
        };
        c.onAffected = [&](const effect::FindAffected& e) {
            return report::AffectedFound{e.conflict, e.run, {c.engine.state().conflict(e.conflict)->taskA}};
        };
        c.onAssemble = [&](const effect::AssembleWindow& e) {
            c.salt = std::to_string(c.journal.size());
            return c.window(e);
        };
        c.begin();
        QCOMPARE(c.run().outcome, RunOutcome::Blocked);
        QCOMPARE(c.engine.state().conflicts.size(), 4u);
        const auto& last = c.engine.state().conflicts.back();
        QCOMPARE(last.status, ConflictState::Status::Open);
        QCOMPARE(last.mark->owner, std::string("person"));
        QCOMPARE(last.mark->reason, std::optional(ConflictReason::Again));
        QCOMPARE(last.mark->rounds, std::optional(3u));
        QCOMPARE(c.engine.state().conflicts.front().policy, std::string("newer"));
    }

    // Only the task named answers again, told what it contradicts; what it then says counts.
    void regenerates() {
        Case c;
        c.begin();
        QVERIFY(c.send([] {
                     command::ResolveConflict wrong{ConflictId{1}, Decision::Regenerate, Decider::Person, {}};
                     wrong.task = TaskNo{5};
                     return wrong;
                 }())
                    .refused);
        BlobRef told;
        c.onAssemble = [&](const effect::AssembleWindow& e) {
            if (e.attempt.task.value == 2) told = e.feedback;
            return c.window(e);
        };
        command::ResolveConflict again{ConflictId{1}, Decision::Regenerate, Decider::Person, {}};
        again.task = TaskNo{2};
        c.clash = false;
        const auto before = c.journal.size();
        QVERIFY(!c.send(again).refused);
        c.settle();
        QCOMPARE(told, blob("look again"));
        QCOMPARE(c.finishedSince(before), (std::vector<std::uint32_t>{2, 4}));  // 3 rests on what was upheld
        QCOMPARE(c.run().outcome, RunOutcome::Done);
    }
    void regeneratedTheSameReopens() {
        Case c;
        c.begin();
        command::ResolveConflict again{ConflictId{1}, Decision::Regenerate, Decider::Person, {}};
        again.task = TaskNo{2};
        c.send(again);
        c.settle();
        QCOMPARE(c.engine.state().conflicts.size(), 1u);
        QCOMPARE(c.conflict().status, ConflictState::Status::Open);
        QCOMPARE(c.conflict().reopenings.front().reason, ConflictReason::Again);
        QCOMPARE(c.run().outcome, RunOutcome::Blocked);
    }

    // A changed constraint stands in every window: all work runs again, and undoing it brings the old goal back.
    void refinesTheGoal() {
        Case c;
        c.begin();
        command::ResolveConflict refine{ConflictId{1}, Decision::Refine, Decider::Person, blob("text")};
        QVERIFY(c.send(refine).refused);
        refine.goal = blob("goal 2");
        c.clash = false;
        const auto before = c.journal.size();
        QVERIFY(!c.send(refine).refused);
        QCOMPARE(c.run().goal, blob("goal 2"));
        c.settle();
        QCOMPARE(c.finishedSince(before), (std::vector<std::uint32_t>{1, 2, 3, 4, 5}));
        QVERIFY(!c.send(command::UndoResolution{ConflictId{1}}).refused);
        QCOMPARE(c.run().goal, blob("goal"));
        c.settle();
        QCOMPARE(stateHash(c.replay()), stateHash(c.engine.state()));
    }

    // Neither side holds: one task more checks, and is taken back with the decision.
    void neitherMakesACheck() {
        Case c;
        c.begin();
        command::ResolveConflict neither{ConflictId{1}, Decision::Neither, Decider::Person, {}};
        neither.check = command::AmendPlan{RunId{1}, blob("plan 2"), {shape(7)}, {}, false};
        c.clash = false;
        QVERIFY(!c.send(neither).refused);
        QCOMPARE(c.conflict().task, TaskNo{7});
        c.answerAll();
        QCOMPARE(c.task(7).status, TaskStatus::Waiting);  // a slip is free
        command::UndoResolution undo{ConflictId{1}, command::AmendPlan{RunId{1}, blob("plan"), {}, {TaskNo{7}}, true}};
        QVERIFY(!c.send(undo).refused);
        c.answerAll();
        QCOMPARE(c.task(7).status, TaskStatus::Withdrawn);
        neither.check->changed = {shape(8)};
        QVERIFY(!c.send(neither).refused);
        c.settle();
        QCOMPARE(c.task(8).status, TaskStatus::Done);
        QCOMPARE(c.run().outcome, RunOutcome::Done);
        QCOMPARE(stateHash(c.replay()), stateHash(c.engine.state()));
    }

    // A slip costs nothing: what had not begun is as before, and the side that wins after all is not called again.
    void undoneBeforeItBegan() {
        Case c;
        c.begin();
        const auto from = c.journal.size();
        c.affected = {TaskNo{2}};
        c.take(Decision::TakeA);
        c.answerAll();
        QCOMPARE(c.task(2).status, TaskStatus::Waiting);
        QVERIFY(!c.send(command::UndoResolution{ConflictId{1}, {}, {}, {TaskNo{2}}}).refused);
        QCOMPARE(c.task(2).status, TaskStatus::Done);
        QCOMPARE(c.task(2).revision, 1u);
        QVERIFY(!c.conflict().searchPending);
        c.affected = {TaskNo{1}};
        c.take(Decision::TakeB);
        c.settle();
        const auto finished = c.finishedSince(from);
        QVERIFY(std::find(finished.begin(), finished.end(), 1u) != finished.end());
        QVERIFY(std::find(finished.begin(), finished.end(), 2u) == finished.end());
        QCOMPARE(c.run().outcome, RunOutcome::Done);
        QCOMPARE(stateHash(c.replay()), stateHash(c.engine.state()));
        // What has run again meanwhile is not as before.
        QVERIFY(!c.send(command::UndoResolution{ConflictId{1}, {}, {}, {TaskNo{1}}}).refused);
        QVERIFY(c.all<event::ResolutionUndone>().back().restored.empty());
        QVERIFY(c.conflict().searchPending);
    }

    void termsAreDemanded_data() {
        QTest::addColumn<int>("decision");
        QTest::newRow("own text") << int(Decision::OwnText);
        QTest::newRow("combine") << int(Decision::Combine);
        QTest::newRow("both true") << int(Decision::BothTrue);
        QTest::newRow("refine") << int(Decision::Refine);
        QTest::newRow("regenerate") << int(Decision::Regenerate);
    }
    void termsAreDemanded() {
        QFETCH(int, decision);
        Case c;
        c.begin();
        const auto outcome = c.take(static_cast<Decision>(decision));
        QVERIFY(outcome.refused && outcome.events.empty());
        QCOMPARE(c.conflict().status, ConflictState::Status::Open);
    }
};

QTEST_APPLESS_MAIN(TestSettling)
#include "tst_settling.moc"
