// Votes of agents about contradictions, and pairs that a model is asked about: who is asked, on which model, what
// counts and when, and that a process that dies in between changes nothing.
#include <QTest>

#include "offers.h"

using namespace skein;
using namespace skein::test;

namespace {

report::FoundConflict clash(std::optional<report::VoteCall> vote = report::VoteCall{3, 2, 30}) {
    report::FoundConflict found{TaskNo{1}, TaskNo{2}, RunId{1}, RunId{1}, blob("detail"), {}, sha256("pair")};
    found.topic = sha256("topic");
    found.vote = vote;
    return found;
}

/// Tasks 1 and 2 contradict each other; 3 waits for 1, and 4 joins everything.
struct World : Driver {
    std::vector<routing::Offer> offers{offer("one", "m-1", 900), offer("two", "m-2", 800), offer("three", "m-3", 700)};
    std::map<std::uint32_t, std::string> asked;  ///< model by judging task

    explicit World(report::FoundConflict found = clash()) {
        onAssemble = [this](const auto& e) {
            auto ready = window(e);
            ready.offers = offers;
            return ready;
        };
        onStep = [this](const effect::PerformStep& e) {
            if (engine.state().task(e.step.run, e.step.task)->shape.role == TaskRole::Judge)
                asked[e.step.task.value] = e.target.model;
            return done(e);
        };
        onCompare = [this, found](const effect::CompareClaims& e) {
            report::ClaimsCompared r{e.attempt, e.revision, engine.state().sequence, {}, {}};
            if (e.attempt.task.value == 2 && e.revision == 1) r.conflicts.push_back(found);
            return r;
        };
        onCount = [](const effect::CountVotes& e) {
            report::VotesCounted r{e.conflict, e.run, {}, false, false, blob("tally"), {}, {}};
            std::uint32_t voices = 0;
            for (const auto& vote : e.votes) voices += static_cast<bool>(vote.output);
            if (e.suspected) r.contradicts = voices > 0;
            else if (voices >= e.quorum) r.decision = Decision::TakeA;
            r.dissent = blob("dissent");
            return r;
        };
        onAffected = [](const auto& e) { return report::AffectedFound{e.conflict, e.run, {TaskNo{2}}}; };
    }
    void begin() { send(start({shape(1), shape(2), shape(3, {1}), shape(4, {2, 3}, 1, TaskRole::Assembler)})); }
    const ConflictState& conflict() const { return engine.state().conflicts.at(0); }
    std::size_t judges() const {
        return static_cast<std::size_t>(std::count_if(run().tasks.begin(), run().tasks.end(), [](const auto& each) {
            return each.shape.role == TaskRole::Judge;
        }));
    }
};

}  // namespace

class TestVotes : public QObject {
    Q_OBJECT
private slots:
    void aQuorumOfDifferentModelsDecides() {
        World world;
        world.begin();
        world.settle();
        QCOMPARE(world.judges(), std::size_t{3});
        QCOMPARE(world.asked.size(), std::size_t{3});
        std::set<std::string> models;
        for (const auto& [task, model] : world.asked) models.insert(model);
        QCOMPARE(models.size(), std::size_t{3});
        QCOMPARE(world.conflict().status, ConflictState::Status::Resolved);
        QCOMPARE(world.conflict().by, skein::Decider::Policy);
        QCOMPARE(world.conflict().policy, std::string("vote"));
        QCOMPARE(world.all<event::ConflictResolved>().size(), std::size_t{1});
        QVERIFY(world.all<event::ConflictResolved>().front().dissent == blob("dissent"));
        QCOMPARE(world.run().outcome, RunOutcome::Done);
        // What waited for the vote began after it; only the loser ran again.
        QCOMPARE(world.tasksOf<event::TaskInvalidated>(), (std::vector<std::uint32_t>{2}));
        QCOMPARE(world.all<event::DeliverableIssued>().size(), std::size_t{1});
        QVERIFY(!world.run().draft);
        QCOMPARE(stateHash(world.replay()).hex(), stateHash(world.engine.state()).hex());
    }

    // Two names of one model are one model.
    void whereModelsAreTooFewAVoteIsMissing() {
        World world;
        world.offers = {offer("one", "m-1", 900), offer("two", "lab/M-1", 800), offer("three", "m-3", 700)};
        world.begin();
        world.settle();
        QCOMPARE(world.asked.size(), std::size_t{2});
        QCOMPARE(world.tasksOf<event::TaskFailed>().size(), std::size_t{1});
        QCOMPARE(world.conflict().status, ConflictState::Status::Resolved);  // two of three said so
        World fewer;
        fewer.offers = {offer("one", "m-1", 900)};
        fewer.begin();
        fewer.settle();
        QCOMPARE(fewer.asked.size(), std::size_t{1});
        QCOMPARE(fewer.conflict().status, ConflictState::Status::Open);
        QCOMPARE(fewer.conflict().mark->owner, std::string("person"));
        QVERIFY(fewer.conflict().mark->reason == ConflictReason::Undecided);
        QCOMPARE(fewer.run().outcome, RunOutcome::Blocked);
        QVERIFY(fewer.all<event::RunHeld>().empty());
    }

    void whatCannotBeHeldGoesToThePerson() {
        World world;
        world.onConvene = [](const auto& e) {
            return report::VoteConvened{e.conflict, e.run, {}, {}, blob("one model only")};
        };
        world.begin();
        world.settle();
        QCOMPARE(world.judges(), std::size_t{0});
        QVERIFY(world.conflict().tally == blob("one model only"));
        QCOMPARE(world.conflict().mark->owner, std::string("person"));
        QCOMPARE(world.run().outcome, RunOutcome::Blocked);
    }

    void aRunAsksNoMoreThanItMay() {
        World world(clash(report::VoteCall{3, 2, 2}));
        world.begin();
        world.settle();
        QCOMPARE(world.judges(), std::size_t{0});
        QVERIFY(world.conflict().mark->reason == ConflictReason::Bound);
        QCOMPARE(world.run().outcome, RunOutcome::Blocked);
    }

    // Whoever answers first, and wherever the process dies: the same votes, the same decision, nothing paid twice.
    void everyOrderAndCrashPoint() {
        World calm;
        calm.begin();
        calm.settle();
        for (int crashAfter = 0; crashAfter < 45; ++crashAfter) {
            World world;
            for (auto& each : world.offers) each.target.idempotent = true;
            world.begin();
            for (int i = 0; i < crashAfter && !world.effects.empty(); ++i)
                world.answer(crashAfter % 2 == 0 ? 0 : world.effects.size() - 1);
            world.crash();
            world.settle();
            QCOMPARE(world.run().outcome, RunOutcome::Done);
            QCOMPARE(world.judges(), std::size_t{3});
            QCOMPARE(world.all<event::ConflictResolved>().size(), std::size_t{1});
            QCOMPARE(world.conflict().decision, Decision::TakeA);
            QCOMPARE(world.run().spent.value, calm.run().spent.value);
            QCOMPARE(stateHash(world.replay()).hex(), stateHash(world.engine.state()).hex());
        }
    }

    // Undone, a vote is not held again: the person has it.
    void aVoteIsHeldOnce() {
        World world;
        world.begin();
        world.settle();
        QVERIFY(!world.send(command::UndoResolution{ConflictId{1}, {}, {}}).refused);
        world.settle();
        QCOMPARE(world.judges(), std::size_t{3});
        QCOMPARE(world.conflict().status, ConflictState::Status::Open);
        QCOMPARE(world.run().outcome, RunOutcome::Blocked);
    }

    // Settled by a person while agents are asked: what they say changes nothing.
    void thePersonIsFirst() {
        World world;
        world.begin();
        QVERIFY(world.until<effect::PerformStep>(5) != nullptr);
        QVERIFY(!world.send(command::ResolveConflict{ConflictId{1}, Decision::TakeB}).refused);
        world.settle();
        QCOMPARE(world.conflict().by, skein::Decider::Person);
        QCOMPARE(world.conflict().decision, Decision::TakeB);
        QCOMPARE(world.all<event::ConflictResolved>().size(), std::size_t{1});
        QCOMPARE(world.run().outcome, RunOutcome::Done);
    }

    // A model alone holds nothing up: who needs the result goes on, and the person is asked at the end.
    void whatAModelJudgesHoldsNothingUp() {
        auto found = clash(report::VoteCall{1, 1, 20});
        found.suspected = true;
        World world(found);
        world.begin();
        QVERIFY(world.until<effect::PerformStep>(5) != nullptr);
        QCOMPARE(world.conflict().status, ConflictState::Status::Suspected);
        QCOMPARE(world.task(1).openConflicts, 0u);
        QVERIFY(world.send(command::ResolveConflict{ConflictId{1}, Decision::TakeA}).refused);
        world.settle();
        QCOMPARE(world.conflict().status, ConflictState::Status::Open);
        QVERIFY(world.conflict().judged);
        QVERIFY(world.conflict().mark->reason == ConflictReason::Judged);
        QCOMPARE(world.task(1).openConflicts, 0u);
        QCOMPARE(world.task(3).status, TaskStatus::Done);
        QCOMPARE(world.run().outcome, RunOutcome::Blocked);
        QVERIFY(!world.send(command::ResolveConflict{ConflictId{1}, Decision::TakeA}).refused);
        world.settle();
        QCOMPARE(world.tasksOf<event::TaskInvalidated>(), (std::vector<std::uint32_t>{2, 4}));
        QCOMPARE(world.task(1).openConflicts, 0u);
        QCOMPARE(world.run().outcome, RunOutcome::Done);
        QCOMPARE(stateHash(world.replay()).hex(), stateHash(world.engine.state()).hex());
    }

    void whatAModelFindsCompatibleIsForgotten() {
        auto found = clash(report::VoteCall{1, 1, 20});
        found.suspected = true;
        World world(found);
        world.onCount = [](const auto& e) {
            return report::VotesCounted{e.conflict, e.run, {}, false, false, blob("tally"), {}, {}};
        };
        world.begin();
        world.settle();
        QCOMPARE(world.conflict().status, ConflictState::Status::Lapsed);
        QCOMPARE(world.run().outcome, RunOutcome::Done);
        QVERIFY(!world.run().draft);
        // Asked about once, it is not asked about again; nor is more asked than may be.
        auto none = found;
        none.vote->most = 0;
        World bounded(none);
        bounded.begin();
        bounded.settle();
        QVERIFY(bounded.engine.state().conflicts.empty());
    }
};

QTEST_GUILESS_MAIN(TestVotes)
#include "tst_votes.moc"
