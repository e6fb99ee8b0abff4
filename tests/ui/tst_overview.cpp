// The overview and the timeline: what is told of a range of time and in which order, spans from journal events, lanes
// and sums, and both views by real clicks and keys.
#include "core/model/event.h"
#include "tests/ui/ui_fixture.h"
#include "ui/bridge/run_history.h"
#include "ui/common/formats.h"
#include "ui/graph/graph_view.h"
#include "ui/overview/overview_view.h"
#include "ui/overview/sparkline.h"
#include "ui/shell/run_words.h"
#include "ui/timeline/timeline_rows.h"
#include "ui/timeline/timeline_view.h"

using namespace skein;
using namespace skein::ui;

namespace {

Instant minute(double n) { return {static_cast<std::int64_t>(1'000'000'000'000 + n * 60e6)}; }

RunPicture pictureOf(const QString& name) {
    const Fixture fixture = *makeFixture(name);
    return {fixture.summary,       fixture.plan.tasks,    fixture.conflicts, fixture.spend,
            fixture.history.spans, fixture.history.waits, fixture.forecast};
}

}  // namespace

class TestOverview : public QObject {
    Q_OBJECT
private slots:
    void fromRightToLeftSentencesMoveAndTimeDoesNot() {
        // The little charts as they are from left to right, and the sentence above them.
        const auto picture = [](Qt::LayoutDirection direction, QImage& chart, Qt::Alignment& sentence) {
            QGuiApplication::setLayoutDirection(direction);
            const auto back = qScopeGuard([] { QGuiApplication::setLayoutDirection(Qt::LeftToRight); });
            TestWindow w("overnight");
            w.view(ViewId::Overview);
            auto* drawn = w.find<Sparkline>("runningChart");
            drawn->setFixedSize(240, drawn->sizeHint().height());
            TestWindow::settle();
            chart = drawn->grab().toImage();
            const auto* label = w.find<QLabel>("awaySentence");
            sentence = label->alignment();
            QVERIFY(!label->text().isEmpty());
        };
        QImage left, right;
        Qt::Alignment there, here;
        picture(Qt::LeftToRight, left, there);
        picture(Qt::RightToLeft, right, here);
        QVERIFY(!left.isNull());
        QVERIFY(left == right);
        QVERIFY(!(there & Qt::AlignRight));
        QVERIFY((here & Qt::AlignRight) && (here & Qt::AlignAbsolute));
    }
    void spansFollowTheJournal() {
        RunHistory history(RunId{1});
        const auto add = [&history](Event event, double at) { history.add(event, minute(at)); };
        event::RunStarted started;
        started.run = {1};
        add(started, 0);
        add(event::AttemptStarted{{1}, {7}, {1}, {3}}, 1);
        event::StepIntended call;
        call.run = {1};
        call.task = {7};
        call.attempt = {1};
        call.target = {"anthropic", "large"};
        call.key = "team";
        add(call, 1.5);
        event::StepSettled settled;
        settled.run = {1};
        settled.task = {7};
        settled.attempt = {1};
        settled.charge = {250};
        add(settled, 2);
        add(event::AttemptFailed{{1}, {7}, {1}, StepOutcome::Retryable, {}}, 2);
        add(event::AttemptStarted{{2}, {7}, {9}, {3}}, 2.5);  // another run: not ours
        add(event::AttemptStarted{{1}, {7}, {2}, {4}}, 3);
        auto change = history.takeChange();
        QVERIFY(change && change->replace);
        QCOMPARE(change->spans.size(), 2);
        const AttemptSpan& first = change->spans[0];
        QCOMPARE(first.end, AttemptSpan::End::Failed);
        QVERIFY(first.calledAt == minute(1.5) && first.to == minute(2) && first.againAt == minute(3));
        QCOMPARE(first.cost.value, 250);
        QCOMPARE(QStringList({first.provider, first.model, first.key}), QStringList({"anthropic", "large", "team"}));
        QCOMPARE(change->spans[1].end, AttemptSpan::End::Running);
        QVERIFY(!history.takeChange());
        event::TaskFinished finished;
        finished.run = {1};
        finished.task = {7};
        finished.attempt = {2};
        add(finished, 4);
        change = history.takeChange();
        QVERIFY(change && !change->replace);
        QCOMPARE(change->spans.size(), 1);  // only what changed
        QCOMPARE(change->spans[0].end, AttemptSpan::End::Done);
        finished.task = {8};
        finished.attempt = {1};
        finished.reused = true;
        add(finished, 5);
        QCOMPARE(history.takeChange()->spans[0].end, AttemptSpan::End::Reused);
    }

    void callsOfAnAttemptKeepWhatTheyCost() {
        RunHistory history(RunId{1});
        event::RunStarted started;
        started.run = {1};
        history.add(started, minute(0));
        history.add(event::AttemptStarted{{1}, {7}, {1}, {3}}, minute(1));
        const auto call = [&history](std::uint32_t step, const char* provider, const char* model) {
            event::StepIntended intended;
            intended.run = {1};
            intended.task = {7};
            intended.attempt = {1};
            intended.step = {step};
            intended.target = {provider, model};
            history.add(intended, minute(step));
        };
        const auto settle = [&history](std::uint32_t step, std::int64_t charge) {
            event::StepSettled settled;
            settled.run = {1};
            settled.task = {7};
            settled.attempt = {1};
            settled.step = {step};
            settled.charge = {charge};
            history.add(settled, minute(step + 0.5));
        };
        call(1, "one", "large");
        settle(1, 100);
        QVERIFY(history.takeChange()->spans[0].shares.isEmpty());  // one model: told by the span alone
        call(2, "one", "large");
        call(3, "two", "small");
        settle(3, 7);
        settle(2, 30);  // known after the next model was called
        const AttemptSpan span = history.takeChange()->spans[0];
        QCOMPARE(span.cost.value, 137);
        QCOMPARE(span.shares, (QVector<CallShare>{{"one", "large", {130}}, {"two", "small", {7}}}));
    }

    void whatIsCutOffIsNoFailure() {
        RunHistory history(RunId{1});
        event::RunStarted started;
        started.run = {1};
        history.add(started, minute(0));
        // As after kill -9: the next process finds a call that may have been charged, and tries anew.
        history.add(event::AttemptStarted{{1}, {1}, {1}, {3}}, minute(1));
        history.add(event::StepUnconfirmed{{1}, {1}, {1}, {1}}, minute(5));
        history.add(event::AttemptFailed{{1}, {1}, {1}, StepOutcome::Cancelled, {}}, minute(5));
        history.add(event::AttemptStarted{{1}, {1}, {2}, {3}}, minute(5));
        // What was called off because a provider is out did fail, and says with what.
        history.add(event::AttemptStarted{{1}, {2}, {1}, {4}}, minute(1));
        BlobRef said;
        said.name.bytes[0] = 1;
        history.add(event::AttemptFailed{{1}, {2}, {1}, StepOutcome::Cancelled, said}, minute(2));
        const auto change = history.takeChange();
        const auto waits = change->waits;
        RunPicture p;
        p.spans = change->spans;
        QCOMPARE(p.spans[0].end, AttemptSpan::End::CutOff);
        QCOMPARE(p.spans[2].end, AttemptSpan::End::Failed);
        QVERIFY(p.spans[0].againAt.value == 0);  // it waits for nothing
        // It ended with its process, and until the next one came nothing went on.
        QCOMPARE(p.spans[0].to, minute(1));
        QCOMPARE(waits.size(), 1);
        QVERIFY(waits[0].kind == WaitSpan::Kind::Silence && waits[0].from == minute(1) && waits[0].to == minute(5));
        for (quint32 no = 1; no <= 2; ++no) {
            TaskRow row;
            row.no = no;
            row.status = Status::Running;
            p.tasks.append(row);
        }
        p.summary.phase = RunPhase::Running;
        p.summary.asOf = minute(10);
        const AwayDigest digest = digestOf(p, {minute(0), minute(10)});
        QStringList told;
        for (const DigestRow& row : digest.rows) told.append(row.what);
        QVERIFY2(told.filter("1 attempt(s) failed").size() == 1, qPrintable(told.join('\n')));
        QVERIFY2(told.filter("1 attempt(s) cut off").filter("none counts as a failure").size() == 1,
                 qPrintable(told.join('\n')));
        const auto lanes = lanesOf(p, LaneKind::Agent, {});
        QVector<const Lane*> all;
        for (const Lane& lane : lanes) all.append(&lane);
        const AreaSums sums = sumsOf(p, all, {minute(0), minute(10)});
        QCOMPARE(sums.failed, 1);
        QCOMPARE(sums.cutOff, 1);
    }

    void standstillsFollowTheJournal() {
        RunHistory history(RunId{1});
        event::RunStarted started;
        started.run = {1};
        history.add(started, minute(0));
        event::RunHeld held;
        held.run = {1};
        history.add(held, minute(5));
        event::RunResumed resumed;
        resumed.run = {1};
        history.add(resumed, minute(50));  // held so long is no silence
        event::ConflictOpened opened;
        opened.run = {1};
        opened.conflict = {4};
        history.add(opened, minute(51));
        event::ConflictResolved resolved;
        resolved.conflict = {4};
        history.add(resolved, minute(55));
        history.add(event::AttemptStarted{{1}, {7}, {1}, {3}}, minute(90));  // nothing for 35 minutes
        history.add(event::ComputerSlept{Duration{180'000'000}}, minute(95));
        history.add(held, minute(96));
        const auto waits = history.takeChange()->waits;
        QCOMPARE(waits.size(), 4);
        QVERIFY(waits[3].kind == WaitSpan::Kind::Silence && waits[3].from == minute(92) && waits[3].to == minute(95));
        QVERIFY(waits[0].kind == WaitSpan::Kind::Held && waits[0].to == minute(50));
        QVERIFY(waits[1].kind == WaitSpan::Kind::Conflict && waits[1].from == minute(51) && waits[1].to == minute(55));
        QVERIFY(waits[2].kind == WaitSpan::Kind::Silence && waits[2].from == minute(55) && waits[2].to == minute(90));
    }

    void holdingBeginsWhenTheLastAttemptHasEnded() {
        RunHistory history(RunId{1});
        event::RunStarted started;
        started.run = {1};
        history.add(started, minute(0));
        history.add(event::AttemptStarted{{1}, {7}, {1}, {3}}, minute(1));
        event::RunHeld held;
        held.run = {1};
        history.add(held, minute(2));
        QVERIFY(history.takeChange()->waits.isEmpty());  // the attempt goes on
        event::TaskFinished finished;
        finished.run = {1};
        finished.task = {7};
        finished.attempt = {1};
        history.add(finished, minute(3));
        event::RunSettled settled;
        settled.run = {1};
        settled.outcome = RunOutcome::Held;
        history.add(settled, minute(3.1));
        event::RunResumed resumed;
        resumed.run = {1};
        history.add(resumed, minute(9));
        const auto waits = history.takeChange()->waits;
        QCOMPARE(waits.size(), 1);
        QVERIFY(waits[0].kind == WaitSpan::Kind::Held && waits[0].from == minute(3) && waits[0].to == minute(9));
    }

    void agentsAreNotCountedTwice() {
        // One agent, one attempt after the other: never two at work.
        QVector<AttemptSpan> spans;
        for (int i = 0; i < 10; ++i) {
            AttemptSpan span;
            span.task = static_cast<quint32>(i + 1);
            span.agent = 1;
            span.from = minute(i);
            span.to = minute(i + 1);
            span.end = AttemptSpan::End::Done;
            spans.append(span);
        }
        for (const int columns : {1, 3, 7, 10, 100})
            QCOMPARE(runningAt(spans, evenly({minute(0), minute(10)}, columns), minute(10)), QVector<int>(columns, 1));
    }

    void whatNeedsAPersonComesFirst() {
        const RunPicture p = pictureOf("overnight");
        const AwayDigest digest = digestOf(p, {p.summary.startedAt, p.summary.asOf});
        QVERIFY(digest.isNotable());
        for (int i = 1; i < digest.rows.size(); ++i) QVERIFY(digest.rows[i - 1].kind <= digest.rows[i].kind);
        QCOMPARE(digest.rows[0].kind, DigestRow::Kind::NeedsYou);
        // Thirteen by the sum over conflicts, but three tasks.
        QVERIFY2(digest.rows[0].what.contains(", 3 task"), qPrintable(digest.rows[0].what));
        // Four failures, whose numbers differ, have one cause.
        QCOMPARE(std::count_if(digest.rows.begin(), digest.rows.end(),
                               [](const DigestRow& row) { return row.kind == DigestRow::Kind::Failed; }),
                 1);
        QCOMPARE(failureCauses(p.tasks)[0].tasks.size(), 4);
        const bool gap = std::any_of(digest.rows.begin(), digest.rows.end(),
                                     [](const DigestRow& row) { return row.what.contains("slept"); });
        QVERIFY(gap);
        QVERIFY2(digest.sentence.contains("4 failed") && digest.sentence.contains("3 conflict"),
                 qPrintable(digest.sentence));
        // Nothing finished in a moment that has just begun; what waits for the person waits all the same.
        const AwayDigest nothing = digestOf(p, {p.summary.asOf, p.summary.asOf});
        QCOMPARE(nothing.rows.size(), 1);
        QCOMPARE(nothing.rows[0].kind, DigestRow::Kind::NeedsYou);
    }

    // Every view tells the same of one made-up run: nothing ends after its end, and what timeline and overview call a
    // gap is as long in both.
    void fixturesAgreeWithThemselves() {
        for (const QString& name : fixtureNames()) {
            const RunPicture p = pictureOf(name);
            const Instant end = std::max(p.summary.lastEntryAt, p.summary.endedAt);
            for (const FailureCause& cause : failureCauses(p.tasks))
                QVERIFY2(cause.first >= p.summary.startedAt && cause.last <= end, qPrintable(name));
            for (const AttemptSpan& span : p.spans)
                QVERIFY2(span.from >= p.summary.startedAt && span.to <= end, qPrintable(name));
        }
        const RunPicture p = pictureOf("overnight");
        const TimeRange all{p.summary.startedAt, p.summary.lastEntryAt};
        Duration gap{};
        for (const WaitSpan& each : gapsIn(p.waits, all)) gap = gap + (each.to - each.from);
        QCOMPARE(roughDurationText(lengthOf(idleTimes(p, all, lanesOf(p, LaneKind::Agent, {})))),
                 roughDurationText(gap));
        QCOMPARE(roughDurationText(gap), QString("45 min"));
    }

    void ratesLeaveGapsOut() {
        RunPicture p;
        p.summary.total = 1;
        for (int i = 0; i < 20; ++i)
            p.spans.append({1, i, 1, minute(i), {}, minute(i + 0.5), {}, AttemptSpan::End::Done, {}});
        const TimeRange hour{minute(0), minute(60)};
        // Twenty in ten minutes of work, whatever lay between and after them.
        const auto pace = [&] { return paceIn(p, hour); };
        QVERIFY(std::abs(pace().tasksPerMinute - 2.0) < 1e-9);
        QCOMPARE(pace().active.value, minute(10).value - minute(0).value);
        p.waits.append({WaitSpan::Kind::Silence, 0, minute(20), minute(60)});
        QVERIFY(std::abs(pace().tasksPerMinute - 2.0) < 1e-9);
        p.waits.append({WaitSpan::Kind::Conflict, 3, minute(0), minute(60)});  // others went on meanwhile
        QVERIFY(std::abs(pace().tasksPerMinute - 2.0) < 1e-9);
        // While it was held, what was in flight does not count as work either.
        p.waits.append({WaitSpan::Kind::Held, 0, minute(10), minute(20)});
        QVERIFY(std::abs(pace().active.value - (minute(5).value - minute(0).value)) < 1);
        // Two at the same time are one time.
        p.waits.clear();
        for (int i = 0; i < 20; ++i)
            p.spans.append({1, i + 20, 2, minute(i), {}, minute(i + 0.5), {}, AttemptSpan::End::Done, {}});
        QVERIFY(std::abs(pace().tasksPerMinute - 4.0) < 1e-9);
        // A try that failed and waits for the next one is under way; one whose process has ended is not.
        p.spans = {{1, 1, 1, minute(0), {}, minute(10), minute(15), AttemptSpan::End::Failed, {}},
                   {1, 2, 1, minute(20), {}, {}, {}, AttemptSpan::End::Running, {}}};
        p.summary.phase = RunPhase::Interrupted;
        p.summary.lastEntryAt = minute(25);
        QCOMPARE(pace().active.value, minute(20).value - minute(0).value);
        p.summary.phase = RunPhase::Running;
        QCOMPARE(pace().active.value, minute(55).value - minute(0).value);
    }

    void thinningKeepsExtremes() {
        Steps steps;
        for (int i = 0; i < 50'000; ++i) steps.append({i, i == 31'234 ? 99.0 : i == 44'444 ? -7.0 : i % 3});
        const Steps kept = thinned(steps, {{0}, {50'000}}, 1000);
        QVERIFY(kept.size() <= 1002);
        const auto has = [&kept](double value) {
            return std::any_of(kept.begin(), kept.end(), [value](const auto& step) { return step.second == value; });
        };
        QVERIFY(has(99) && has(-7));
        for (int i = 1; i < kept.size(); ++i) QVERIFY(kept[i - 1].first < kept[i].first);
    }

    void everyAttemptIsInALane() {
        const RunPicture p = pictureOf("overnight");
        for (const LaneKind kind : {LaneKind::PhaseThenAgent, LaneKind::Agent, LaneKind::Task}) {
            qsizetype drawn = 0;
            for (const Lane& lane : lanesOf(p, kind, {})) {
                if (lane.sort == Lane::Sort::Attempts) drawn += lane.spans.size();
                for (const Lane& inner : lane.lanes) drawn += inner.spans.size();
            }
            QCOMPARE(drawn, p.spans.size());
        }
        const auto some = lanesOf(p, LaneKind::Task, [](const TaskRow& row) { return row.status == Status::Failed; });
        QCOMPARE(some.size(), 5);  // what waits for the person, and four tasks
    }

    void areasSumEachAttemptOnce() {
        RunPicture p;
        p.tasks.resize(2);
        p.tasks[0].no = 1;
        p.tasks[1].no = 2;
        p.spans = {{1, 1, 1, minute(0), {}, minute(4), minute(6), AttemptSpan::End::Failed, {300}},
                   {1, 2, 1, minute(6), {}, minute(9), {}, AttemptSpan::End::Done, {500}},
                   {2, 1, 2, minute(20), {}, minute(30), {}, AttemptSpan::End::Done, {700}}};
        const auto lanes = lanesOf(p, LaneKind::PhaseThenAgent, {});
        QVector<const Lane*> all;
        for (const Lane& lane : lanes) {
            all.append(&lane);
            for (const Lane& inner : lane.lanes) all.append(&inner);
        }
        const AreaSums sums = sumsOf(p, all, {minute(2), minute(8)});
        QCOMPARE(sums.attempts, 2);
        QCOMPARE(sums.failed, 1);
        QCOMPARE(sums.cost.value, 800);
        QCOMPARE(sums.working.value, 4 * 60'000'000);
        QCOMPARE(sums.backoff.value, 2 * 60'000'000);
        QCOMPARE(sums.tasks, QVector<quint32>{1});
    }

    /// A budget that is used up, one that leaves too little, and one that is nearly spent are three things.
    void budgetsAreToldAsTheyAre() {
        RunPicture p;
        p.summary.phase = RunPhase::HeldByBudget;
        const auto told = [&p](qint64 taken, bool near) {
            p.summary.nearBudget = near;
            p.summary.tightest = BudgetRow{BudgetScope::Day, {}, 0, MicroUsd{5'000'000}, MicroUsd{taken}};
            QStringList rows;
            for (const DigestRow& row : digestOf(p, {{0}, {1}}).rows) rows.append(row.what);
            return rows.join('|');
        };
        QCOMPARE(told(5'000'000, true), QString("held: the budget of $5.00 for today is used up"));
        QCOMPARE(told(4'750'000, true),
                 QString("held: of the budget of $5.00 for today only $0.250 is left, too little "
                         "for the next call"));
        QVERIFY(runSentence(p.summary).contains("leaves no room"));
        told(5'000'000, true);
        QCOMPARE(runSentence(p.summary), QString("The budget of $5.00 for today is used up. Raise it to go on."));
        p.summary.phase = RunPhase::Running;
        QCOMPARE(told(4'300'000, true), QString("86% of the budget of $5.00 for today is spent or set aside"));
        QCOMPARE(told(1'000'000, false), QString());
    }

    /// What is held has no end that could be told, and nothing of it is ready or running.
    void aHeldRunIsToldAsHeld() {
        TestWindow w("held");
        w.view(ViewId::Overview);
        const QString now = w.find<QLabel>("overviewNow")->text(), eta = w.find<QLabel>("overviewEta")->text();
        QVERIFY2(now.startsWith("1 agent still completes what was begun") && !now.contains("ready"), qPrintable(now));
        QVERIFY2(now.contains(QRegularExpression("\\b6[0-9] tasks held")), qPrintable(now));
        QVERIFY2(now.contains("of active time"), qPrintable(now));
        QCOMPARE(eta, QString("Held: when it ends can be told once it goes on."));
        const auto says = [&w](const QString& words) {
            for (const QLabel* label : w.window->findChildren<QLabel*>())
                if (label->isVisible() && label->text().contains(words)) return true;
            return false;
        };
        QVERIFY(says("held: the budget of $1.97 is used up") && says("used up: $1.97") && !says("over 80 %"));
        QVERIFY2(geometryProblems(*w.window).isEmpty(), qPrintable(geometryProblems(*w.window).join('\n')));
        RunDelta rest;
        rest.summary = w.feed->fixture().summary;
        rest.summary->phase = RunPhase::Held;
        rest.summary->agentsRunning = 0;
        emit w.feed->delta(rest);
        QTRY_VERIFY_WITH_TIMEOUT(w.find<QLabel>("overviewNow")->text().startsWith("held, no agent at work"), 3000);
    }

    void ticksLeaveRoom() {
        QCOMPARE(tickStep(8 * 3'600'000'000LL, 900, 80), 3'600'000'000LL);
        QCOMPARE(tickStep(60'000'000LL, 900, 80), 10'000'000LL);
        for (const qint64 range : {1'000'000LL, 90'000'000LL, 7'200'000'000LL, 86'400'000'000LL * 30})
            QVERIFY(static_cast<double>(tickStep(range, 600, 90)) / static_cast<double>(range) * 600 >= 90 ||
                    range > 86'400'000'000LL * 7);
    }

    void theOverviewLeadsToWhatItTellsOf() {
        TestWindow w("overnight");
        w.view(ViewId::Overview);
        QVERIFY2(w.find<QLabel>("awayTitle")->text().startsWith("What happened"),
                 qPrintable(w.find<QLabel>("awayTitle")->text()));
        QVERIFY(w.find<QLabel>("overviewNow")->text().contains("agents running"));
        QVERIFY(w.find<QLabel>("overviewEta")->text().contains("limited by"));
        auto* show = w.find<QPushButton>("causeShow0");
        QVERIFY(show);
        auto* scroll = w.find<QScrollArea>("overviewScroll");
        scroll->ensureWidgetVisible(show);
        TestWindow::settle();
        QTest::mouseClick(w.find<QPushButton>("causeShow0"), Qt::LeftButton);
        TestWindow::settle();
        QVERIFY(w.find<QTableView>("taskTable")->isVisible());
        QCOMPARE(w.find<QTableView>("taskTable")->model()->rowCount(), 4);
        QTest::keyClick(w.window.get(), Qt::Key_Left, Qt::AltModifier);
        QTest::keyClick(w.window.get(), Qt::Key_Left, Qt::AltModifier);
        TestWindow::settle();
        QVERIFY(w.find<QWidget>("overviewView")->isVisible());
        QTest::mouseClick(w.find<QPushButton>("causeRetry0"), Qt::LeftButton);
        TestWindow::settle();
        QCOMPARE(w.feed->fixture().summary.counts[size_t(Status::Failed)], 0);
        QTRY_VERIFY_WITH_TIMEOUT(!w.find<QPushButton>("causeShow0"), 5000);
    }

    void whatWasSeenIsNotToldAgain() {
        TestWindow w("overnight");
        w.view(ViewId::Overview);
        QVERIFY(w.find<QLabel>("awaySentence")->text().contains("done"));
        QTest::mouseClick(w.find<QPushButton>("markSeen"), Qt::LeftButton);
        TestWindow::settle();
        QVERIFY2(!w.find<QLabel>("awaySentence")->text().contains("done"),
                 qPrintable(w.find<QLabel>("awaySentence")->text()));
        auto* choice = w.find<QComboBox>("awayRange");
        choice->setFocus();
        QTest::keyClick(choice, Qt::Key_End);
        TestWindow::settle();
        QVERIFY(w.find<QLabel>("awaySentence")->text().contains("done"));  // any range again
        QVERIFY(w.find<QPushButton>("digestResolve"));
        QTest::mouseClick(w.find<QPushButton>("digestResolve"), Qt::LeftButton);
        TestWindow::settle();
        QVERIFY(w.find<QListWidget>("conflictQueue")->isVisible());
    }

    void theTimelineIsWalkedByKeys() {
        TestWindow w("overnight");
        w.view(ViewId::Timeline);
        auto* tree = w.find<TimelineTree>("timelineTree");
        tree->setFocus();
        const auto length = [tree] { return (tree->window().shown.to - tree->window().shown.from).value; };
        const qint64 whole = length();
        QTest::keyClick(tree, Qt::Key_W);
        QVERIFY(length() < whole);
        QTest::keyClick(tree, Qt::Key_A);
        QVERIFY(!tree->isFollowing());  // a person's move ends following
        QTest::keyClick(tree, Qt::Key_G);
        QVERIFY(tree->isFollowing() && tree->window().shown.has(tree->window().all.to));
        tree->setCurrentIndex(tree->model()->index(0, 0, tree->model()->index(1, 0)));
        QTest::keyClick(tree, Qt::Key_Period);
        const quint32 first = w.window->selection().task();
        QVERIFY(first != 0);
        QTest::keyClick(tree, Qt::Key_Period);
        QVERIFY(w.window->selection().task() != first);
        QTest::keyClick(tree, Qt::Key_Comma);
        QCOMPARE(w.window->selection().task(), first);
        QVERIFY(tree->accessibleDescription().contains("attempt"));
        QTest::keyClick(tree, Qt::Key_F);
        QTest::keyClick(tree, Qt::Key_F);
        QVERIFY(std::abs(length() - whole) < whole / 20);
        QVERIFY(tree->model()->index(1, 0).data(Qt::AccessibleTextRole).toString().contains("attempts"));
    }

    void anAreaIsSummedAndBecomesTheFilter() {
        TestWindow w("overnight");
        w.view(ViewId::Timeline);
        auto* tree = w.find<TimelineTree>("timelineTree");
        const int left = tree->columnViewportPosition(1);
        const int width = tree->viewport()->width() - left;
        QWidget* port = tree->viewport();
        QTest::mousePress(port, Qt::LeftButton, {}, QPoint(left + width / 10, 10));
        for (const QPoint& to : {QPoint(left + width / 3, 80), QPoint(left + width / 2, 200)}) {
            QMouseEvent move(QEvent::MouseMove, to, port->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, {});
            QApplication::sendEvent(port, &move);
        }
        QTest::mouseRelease(port, Qt::LeftButton, {}, QPoint(left + width / 2, 200));
        TestWindow::settle();
        auto* sums = w.find<QLabel>("areaSums");
        QVERIFY(sums->isVisible());
        QVERIFY2(sums->text().contains("attempts") && sums->text().contains("in backoff"), qPrintable(sums->text()));
        QVERIFY2(geometryProblems(*w.window).isEmpty(), qPrintable(geometryProblems(*w.window).join('\n')));
        QTest::mouseClick(w.find<QPushButton>("areaFilter"), Qt::LeftButton);
        TestWindow::settle();
        QVERIFY(!sums->isVisible());
        QCOMPARE(w.window->selection().crumbs().size(), 1);
        const auto tasks = w.window->selection().crumbs()[0].tasks.size();
        QVERIFY2(tasks > 0 && tasks < 396, qPrintable(sums->text()));
        w.view(ViewId::Tasks);
        QCOMPARE(w.find<QTableView>("taskTable")->model()->rowCount(), tasks);
    }

    void theGraphShowsOnlyWhatPasses() {
        TestWindow w("overnight");
        w.view(ViewId::Graph);
        w.window->selection().setFilter("status:failed");
        TestWindow::settle();
        QVERIFY2(w.window->graph().findChild<QLabel*>("viewNote")->text().contains("4 of 396"),
                 qPrintable(w.window->graph().findChild<QLabel*>("viewNote")->text()));
        QCOMPARE(w.window->graph().canvas().scene().itemOfTask.size(), 4);
        w.window->selection().setFilter("nothing at all");
        TestWindow::settle();
        QVERIFY(!w.window->graph().canvas().isVisible());
        w.window->selection().widen();
        TestWindow::settle();
        QVERIFY(w.window->graph().canvas().isVisible());
    }

    void whoComesBackIsTold() {
        TestWindow w("overnight");
        w.view(ViewId::Overview);
        auto* overview = qobject_cast<OverviewView*>(w.find<QWidget>("overviewView"));
        overview->returned({w.feed->fixture().summary.asOf.value - 30 * 60'000'000LL});
        TestWindow::settle();
        QVERIFY(w.find<QLabel>("awayTitle")->text().startsWith("While you were away"));
    }

    /// F8 begins with the first of the queue, and Ctrl+Z takes a decision back wherever the focus is.
    void theFirstComesFirstAndUndoIsAKey() {
        TestWindow w("conflicts");
        w.view(ViewId::Graph);
        QTest::keyClick(w.window.get(), Qt::Key_F8);
        TestWindow::settle();
        auto* queue = w.find<QListWidget>("conflictQueue");
        QCOMPARE(queue->currentRow(), 0);
        QTest::keyClick(queue, Qt::Key_A);
        TestWindow::settle();
        QTest::keyClick(queue, Qt::Key_Return);
        TestWindow::settle();
        QCOMPARE(w.feed->fixture().summary.conflictsOpen, 3);
        QTest::keyClick(w.window->focusWidget(), Qt::Key_Z, Qt::ControlModifier);
        TestWindow::settle();
        QCOMPARE(w.feed->fixture().summary.conflictsOpen, 4);
    }

    void viewsTakeTheFocus() {
        TestWindow w("overnight");
        QTest::keyClick(w.window.get(), Qt::Key_4, Qt::ControlModifier);
        QVERIFY(w.window->focusWidget() != nullptr);
        QVERIFY(w.window->focusWidget()->inherits("QTreeView"));
        QTest::keyClick(w.window.get(), Qt::Key_3, Qt::ControlModifier);
        QCOMPARE(w.window->focusWidget(), static_cast<QWidget*>(&w.window->graph().canvas()));
    }
};

QTEST_MAIN(TestOverview)
#include "tst_overview.moc"
