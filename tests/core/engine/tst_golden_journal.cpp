// The golden journal of format version 1: every later program must fold it to the same state. Rewritten only by hand
// with SKEIN_REWRITE_GOLDEN=1 while the version is not released; read in review.
#include <QTest>

#include "core/base/text.h"
#include "core/model/event_entry.h"
#include "driver.h"

using namespace skein;
using namespace skein::test;

namespace {

const std::string folder = SKEIN_SOURCE_DIR "/tests/core/engine/golden/";

/// A history that holds every kind of event.
std::vector<std::pair<Event, Instant>> history() {
    Driver driver;
    driver.send(command::Bookkeeping{{event::WorkspaceCreated{1}, event::SignerChanged{"abc"}}});
    driver.send(
        command::RecordSources{{{blob("m"), blob("c"), {}, 2}, {blob("m2"), blob("c2"), {}, 1}}, {{blob("m2")}}});
    driver.onCompare = [&](const effect::CompareClaims& e) {
        report::ClaimsCompared r{e.attempt, e.revision, driver.engine.state().sequence, {}, {}};
        const bool first = e.revision == 1;
        if (e.attempt.task.value == 2 && first)
            r.conflicts.push_back({TaskNo{1}, TaskNo{2}, RunId{1}, RunId{1}, blob("d1"), {}, sha256("p1")});
        if (e.attempt.task.value == 3 && first)
            r.conflicts.push_back({TaskNo{1}, TaskNo{3}, RunId{1}, RunId{1}, blob("d2"), {}, sha256("p2")});
        if (e.attempt.task.value == 3 && !first) r.lapsed = {ConflictId{2}};
        if (e.attempt.task.value == 1 && !first) r.doubts = {{ConflictId{1}, blob("new evidence")}};
        return r;
    };
    driver.onAffected = [](const effect::FindAffected& e) {
        return report::AffectedFound{e.conflict, e.run, {TaskNo{2}}};
    };
    bool fatal = true;
    driver.onStep = [&](const effect::PerformStep& e) {
        const bool fails = e.step.task.value == 4 && fatal;
        if (fails) fatal = false;
        return fails ? Driver::failed(e, StepOutcome::Fatal) : driver.done(e, std::to_string(driver.journal.size()));
    };
    auto command =
        start({shape(1), shape(2), shape(3), shape(4, {6}), shape(5, {1, 2}, 1, TaskRole::Assembler), shape(6)}, 2);
    command.budget = MicroUsd{450};
    command.taskBudget = MicroUsd{2'000};
    command.tasks[1].swarm = "second";
    command.tasks[2].budget = MicroUsd{3'000};
    command.swarmBudgets = {{"second", MicroUsd{5'000}}};
    command.until = Instant{4'000'000'000'000'000};
    driver.send(command);
    driver.answer();
    driver.answer();
    driver.wall = driver.wall + seconds(60);
    driver.crash();  // steps in flight become unconfirmed
    driver.settle();
    for (const auto& [step, open] : std::map<StepRef, OpenStep>(driver.engine.state().openSteps))
        driver.send(command::SettleUnconfirmed{step, MicroUsd{50}});
    driver.send(command::ChangeBudget{RunId{1}, std::nullopt});
    driver.send(command::ChangeBudget{{}, MicroUsd{90'000}, BudgetScope::Day, {}, {}, 60});
    driver.send(command::ChangeBudget{{}, MicroUsd{900'000}, BudgetScope::Workspace});
    driver.send(command::ChangeBudget{RunId{1}, MicroUsd{6'000}, BudgetScope::Swarm, "second"});
    driver.send(command::PullBack{RunId{1}, {TaskNo{6}}});
    driver.send(command::ResumeRun{RunId{1}, 3u});
    driver.settle();
    driver.wall = driver.wall + seconds(60);
    driver.slept = driver.slept + seconds(1'260);  // the lid was closed
    driver.send(command::ChangeCoherence{blob("terms"), seconds(3'600)});
    driver.send(command::MarkConflict{ConflictId{1}, ConflictStage::Drafting, "port-team", blob("draft")});
    driver.send(
        command::MarkConflict{ConflictId{1}, ConflictStage::Deferred, "port-team", {}, driver.wall + seconds(30)});
    driver.settle();
    driver.send(command::ResolveConflict{ConflictId{1}, Decision::TakeA});
    driver.settle();
    driver.send(command::UndoResolution{ConflictId{1}});
    driver.settle();
    driver.send(command::ResolveConflict{ConflictId{1}, Decision::OwnText, Decider::Person, blob("text")});
    driver.settle();
    // Something new speaks for what was dropped; the person decides anew, and refines the goal.
    driver.send(command::RetryTasks{RunId{1}, {TaskNo{1}}, false});
    driver.settle();
    command::ResolveConflict refine{ConflictId{1}, Decision::Refine, Decider::Person, blob("constraint")};
    refine.goal = blob("goal 2");
    refine.terms = blob("refined");
    refine.dissent = blob("dissent");
    driver.send(refine);
    driver.settle();
    driver.send(command::RetryTasks{RunId{1}, {TaskNo{3}, TaskNo{4}}, false});
    driver.settle();
    auto third = shape(3);
    third.spec = blob("other");
    auto seventh = shape(7);
    seventh.pause = true;
    driver.send(command::AmendPlan{RunId{1}, blob("plan 2"), {third, seventh}, {TaskNo{4}}, false});
    driver.send(command::HoldRun{RunId{1}});
    driver.send(command::StopRun{RunId{1}, StopMode::Now});
    driver.send(command::EraseBlob{blob("c")});
    driver.send(command::RecordSources{{}, {}, {event::SourceAdded{blob("root")}}});
    driver.settle();
    for (const bool hold : {false, true}) driver.send(command::ChangePauses{RunId{1}, {TaskNo{7}}, hold});
    driver.send(command::ResumeRun{RunId{1}, 2u, blob("options 2")});
    driver.settle();
    driver.send(command::ChangePauses{RunId{1}, {}, false});
    driver.settle();
    // A correction that speaks for March 2026, a file that was gone then, and two words about an atom.
    const Instant march{1'772'323'200'000'000}, april{1'775'001'600'000'000};
    driver.send(command::RecordSources{{{blob("m3"), blob("c3"), blob("m"), 3, march, april, true}},
                                       {{blob("m3"), march, false}}});
    driver.send(command::MarkAtom{{sha256("atom"), AtomMark::Pinned, {}, {}}});
    driver.send(command::MarkAtom{{sha256("atom"), AtomMark::Excluded, RunId{1}, TaskNo{7}}});
    driver.send(command::MarkAtom{{sha256("atom"), AtomMark::None, {}, {}}});
    // Calls of memory's own: one answered, one of a process that died, one that the person settles.
    const Target embedding{"fake", "embed-1", false, false};
    driver.send(command::ChooseEmbedding{blob("embedding")});
    const event::MemoryCallIntended call{0, MemoryPurpose::Embed, embedding, "k1", MicroUsd{40}, 2, blob("texts")};
    driver.send(command::IntendMemoryCall{call});
    event::MemoryCallSettled answered{1, MemoryPurpose::Embed, StepOutcome::Ok, {}, MicroUsd{30}, blob("vectors"), {}};
    driver.send(command::EndMemoryCall{answered, false});
    driver.send(command::IntendMemoryCall{call});
    driver.send(command::EndMemoryCall{{2, MemoryPurpose::Embed, {}, {}, {}, {}, {}}, true});
    driver.send(command::IntendMemoryCall{{0, MemoryPurpose::Summarise, embedding, "", MicroUsd{90}, 1, blob("text")}});
    driver.send(command::SettleMemoryCall{2, MicroUsd{35}});
    // One task more, through a batch.
    driver.target = {"fake", "model-1", false, true};
    driver.onStep = [](const effect::PerformStep&) { return std::nullopt; };
    driver.send(command::RetryTasks{RunId{1}, {TaskNo{7}}, false});
    driver.answer();
    for (const auto& [step, open] : std::map<StepRef, OpenStep>(driver.engine.state().openSteps))
        driver.send(report::BatchSubmitted{
            step.run, open.target, open.key, "batch_1", {event::BatchedStep{step.task, step.attempt, step.step}}});
    // A fork of all this, at its end.
    std::vector<std::pair<Event, Instant>> all{
        {event::WorkspaceForked{"parent", driver.journal.size(), sha256("head")}, driver.journal.front().second}};
    all.insert(all.end(), driver.journal.begin(), driver.journal.end());
    all.push_back({event::ForkCompleted{driver.journal.size()}, driver.journal.back().second});
    all.push_back({event::OlderCopyAccepted{900, sha256("given up")}, driver.journal.back().second});
    return all;
}

constexpr const char* newest = "v9";

template <std::size_t... I>
std::vector<std::string_view> allKinds(std::index_sequence<I...>) {
    return {std::variant_alternative_t<I, Event>::kind...};
}

}  // namespace

class TestGoldenJournal : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() {
        if (!qEnvironmentVariableIntValue("SKEIN_REWRITE_GOLDEN")) return;
        std::string lines;
        State state;
        for (const auto& [event, at] : history()) {
            lines += canonicalJsonOrAssert(Json{{"at", at.value},
                                                {"kind", eventKind(event)},
                                                {"version", eventVersion(event)},
                                                {"data", eventData(event)}}) +
                     "\n";
            const auto applied = apply(state, event, state.sequence + 1, at);
            QVERIFY2(applied.has_value(), applied ? "" : applied.error().message.c_str());
        }
        QVERIFY(writeFileAtomically(folder + newest + ".jsonl", lines).has_value());
        QVERIFY(writeFileAtomically(folder + newest + ".sha256", stateHash(state).hex() + "\n").has_value());
    }

    /// Journals of every version there has been; the newest holds every kind of event.
    void foldsToTheSameState_data() {
        QTest::addColumn<QString>("version");
        for (const char* version : {"v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", newest})
            QTest::newRow(version) << QString(version);
    }
    void foldsToTheSameState() {
        QFETCH(QString, version);
        const auto text = readFile(folder + version.toStdString() + ".jsonl");
        const auto hash = readFile(folder + version.toStdString() + ".sha256");
        QVERIFY(text && hash);
        State state;
        std::vector<std::string_view> kinds;
        for (const auto line : splitLines(*text)) {
            const auto entry = parseJson(line);
            QVERIFY(entry.has_value());
            const auto event =
                eventFromJson((*entry)["kind"].get<std::string>(), (*entry)["version"].get<int>(), (*entry)["data"]);
            QVERIFY2(event.has_value(), event ? "" : event.error().message.c_str());
            kinds.push_back(eventKind(*event));
            QCOMPARE(canonicalJsonOrAssert(eventData(*event)), canonicalJsonOrAssert((*entry)["data"]));
            QCOMPARE(newEntry({}, *event).data, canonicalJsonOrAssert((*entry)["data"]));
            const auto applied = apply(state, *event, state.sequence + 1, Instant{(*entry)["at"].get<std::int64_t>()});
            QVERIFY2(applied.has_value(), applied ? "" : applied.error().message.c_str());
        }
        QCOMPARE(QString::fromStdString(stateHash(state).hex()), QString::fromStdString(std::string(trim(*hash))));
        if (version != newest) return;
        for (const auto kind : allKinds(std::make_index_sequence<std::variant_size_v<Event>>{}))
            QVERIFY2(std::find(kinds.begin(), kinds.end(), kind) != kinds.end(), std::string(kind).c_str());
    }

    void fingerprintIsADigest() { QCOMPARE(reducerFingerprint().size(), 64u); }
};

QTEST_APPLESS_MAIN(TestGoldenJournal)
#include "tst_golden_journal.moc"
