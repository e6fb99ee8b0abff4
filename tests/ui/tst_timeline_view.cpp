// The timeline: rows that are pinned, idle, held or without a host, what the bars' colours say, the rates above them,
// and the stretch of time that all views share.
#include "tests/ui/ui_fixture.h"
#include "ui/timeline/timeline_rates.h"
#include "ui/timeline/timeline_view.h"

using namespace skein;
using namespace skein::ui;

namespace {

constexpr qint64 second = 1'000'000;

TaskRow task(quint32 no, const QString& kind, const QString& phase = "One") {
    TaskRow row;
    row.no = no;
    row.id = QString::number(no);
    row.title = "Task " + row.id;
    row.kind = kind;
    row.phase = phase;
    return row;
}

AttemptSpan span(quint32 no, quint32 agent, qint64 from, qint64 to, AttemptSpan::End end) {
    return {no, 1, agent, {from * second}, {(from + 1) * second}, {to * second}, {}, end, {}};
}

/// One attempt that has ended, one in flight, on two agents.
RunPicture picture(RunPhase phase) {
    RunPicture p;
    p.summary.phase = phase;
    p.summary.agents = 6;
    p.summary.startedAt = {10 * second};
    p.summary.lastEntryAt = {40 * second};
    p.summary.asOf = {90 * second};
    p.tasks = {task(1, "digest"), task(2, "digest"), task(3, "review")};
    p.spans = {span(1, 1, 10, 20, AttemptSpan::End::Done), span(2, 2, 25, 0, AttemptSpan::End::Running),
               span(3, 3, 12, 18, AttemptSpan::End::Done)};
    return p;
}

QStringList rowNames(const TimelineTree& tree) {
    QStringList names;
    for (int i = 0; i < tree.model()->rowCount(); ++i) names.append(tree.model()->index(i, 0).data().toString());
    return names;
}

}  // namespace

class TestTimeline : public QObject {
    Q_OBJECT
private slots:
    void idleAgentsAreOneRow() {
        const auto live = lanesOf(picture(RunPhase::Running), LaneKind::Agent, {});
        QCOMPARE(live.size(), 2);
        QCOMPARE(live[0].name, QString("a-002"));
        QVERIFY(live[1].startsClosed && live[1].lanes.size() == 2);
        QCOMPARE(live[1].spans, (QVector<int>{0, 2}));
        QCOMPARE(lanesOf(picture(RunPhase::Done), LaneKind::Agent, {}).size(), 3);  // of a run that is over, nobody is
        TestWindow w("overnight");
        w.view(ViewId::Timeline);
        w.find<QComboBox>("timelineRows")->setCurrentIndex(1);
        TestWindow::settle();
        auto* tree = w.find<TimelineTree>("timelineTree");
        const QModelIndex last = tree->model()->index(tree->model()->rowCount() - 1, 0);
        QVERIFY2(last.data().toString().startsWith("idle now: "), qPrintable(last.data().toString()));
        QVERIFY(!tree->isExpanded(last));
        tree->setFocus();
        tree->setCurrentIndex(last);
        QTest::keyClick(tree, Qt::Key_Right);
        QVERIFY(tree->isExpanded(last));
        w.feed->changeTask(1, Status::Done);
        TestWindow::settle();
        QVERIFY(tree->isExpanded(tree->model()->index(tree->model()->rowCount() - 1, 0)));
    }

    void rowsArePinnedByP() {
        TestWindow w("overnight");
        w.view(ViewId::Timeline);
        auto* tree = w.find<TimelineTree>("timelineTree");
        const QStringList before = rowNames(*tree);
        tree->setFocus();
        tree->setCurrentIndex(tree->model()->index(2, 0, tree->model()->index(1, 0)));
        const QString lane = tree->currentIndex().data().toString();
        QTest::keyClick(tree, Qt::Key_P);
        QCOMPARE(rowNames(*tree), QStringList{lane + " (pinned)"} + before);
        QCOMPARE(tree->laneAt(tree->model()->index(0, 0))->name, lane);
        tree->setCurrentIndex(tree->model()->index(0, 0));
        QVERIFY(w.window->commands().trigger("skein.timeline.pin"));  // its command twin, and the way back
        QCOMPARE(rowNames(*tree), before);
    }

    void lanesAndColoursByKeyProviderAndModel() {
        RunPicture p = picture(RunPhase::Done);
        const auto call = [&p](int i, const char* provider, const char* model, const char* key) {
            p.spans[i].provider = provider;
            p.spans[i].model = model;
            p.spans[i].key = key;
        };
        call(0, "two", "large", "team");
        call(1, "one", "small", "");
        call(2, "two", "large", "own");
        auto lanes = lanesOf(p, LaneKind::Key, {});
        QCOMPARE(lanes.size(), 3);
        QCOMPARE(lanes[0].name, QString("one, no key"));
        QCOMPARE(lanes[1].name, QString("own (two)"));
        QCOMPARE(lanes[2].name, QString("team (two)"));
        QCOMPARE(lanes[2].spans, QVector<int>{0});
        QCOMPARE(lanes[2].lanes.size(), 1);
        QCOMPARE(lanes[2].lanes[0].name, QString("a-001"));
        lanes = lanesOf(p, LaneKind::Provider, {});
        QCOMPARE(lanes.size(), 2);
        QCOMPARE(lanes[1].spans, (QVector<int>{0, 2}));  // by start
        QCOMPARE(lanesOf(p, LaneKind::Model, {})[0].name, QString("large"));
        // One that called nobody has a lane, and keeps the colour of its state.
        p.spans[2].provider = p.spans[2].model = p.spans[2].key = QString();
        QCOMPARE(lanesOf(p, LaneKind::Key, {})[0].name, QString("no model called"));
        const BarSeries series = seriesOf(p, BarColour::Provider);
        QCOMPARE(series.names, (QStringList{"one", "two"}));
        QVERIFY(!series.index.contains(colourName(p.tasks[2], p.spans[2], BarColour::Provider)));
        QCOMPARE(series.index.value(colourName(p.tasks[0], p.spans[0], BarColour::Provider)), 1);
        QCOMPARE(seriesOf(p, BarColour::Key).names, (QStringList{"one, no key", "team (two)"}));
        // By hand in the window.
        TestWindow w("typical");
        w.view(ViewId::Timeline);
        auto* rows = w.find<QComboBox>("timelineRows");
        const auto choose = [&w](QComboBox& box, const QString& text) {
            box.setFocus();
            QTest::keyClick(&box, Qt::Key_Home);
            for (int i = 0; i < box.count() && box.currentText() != text; ++i) QTest::keyClick(&box, Qt::Key_Down);
            QCOMPARE(box.currentText(), text);
            TestWindow::settle();
        };
        choose(*rows, "Keys");
        const QStringList names = rowNames(*w.find<TimelineTree>("timelineTree"));
        QVERIFY2(names.contains("team (anthropic)"), qPrintable(names.join('|')));
        QVERIFY2(names.contains("local, no key"), qPrintable(names.join('|')));
        choose(*w.find<QComboBox>("timelineColours"), "Colour: model");
        QStringList legend;
        for (auto* label : w.find("timelineLegend")->findChildren<QLabel*>()) legend.append(label->text());
        QVERIFY2(legend.contains("claude-haiku"), qPrintable(legend.join('|')));
    }

    void coloursSayKindOrPhase() {
        RunPicture many;
        for (quint32 no = 1; no <= 20; ++no) many.tasks.append(task(no, QString("kind %1").arg(no % 9)));
        const BarSeries series = seriesOf(many, BarColour::Kind);
        QCOMPARE(series.names.size(), 6);  // five and the rest
        QCOMPARE(series.names.last(), QString("other"));
        QCOMPARE(series.index.size(), 9);
        for (const int index : series.index) QVERIFY(index >= 0 && index < 6);
        QVERIFY(seriesOf(many, BarColour::State).names.isEmpty());
        TestWindow w("overnight");
        w.view(ViewId::Timeline);
        auto* tree = w.find<TimelineTree>("timelineTree");
        auto* legend = w.find<QWidget>("timelineLegend");
        const auto says = [legend](const QString& words) {
            for (const QLabel* label : legend->findChildren<QLabel*>())
                if (label->isVisible() && label->text() == words) return true;
            return false;
        };
        QVERIFY(says("done") && !says("screen"));
        const QImage states = tree->viewport()->grab().toImage();
        auto* colours = w.find<QComboBox>("timelineColours");
        colours->setFocus();
        QTest::keyClick(colours, Qt::Key_Down);
        TestWindow::settle();
        QVERIFY(says("screen") && says("failed") && !says("done"));
        QVERIFY(tree->viewport()->grab().toImage() != states);
        QVERIFY2(geometryProblems(*w.window).isEmpty(), qPrintable(geometryProblems(*w.window).join('\n')));
    }

    /// Many short stretches are no breaks; a legend tells what is there; a run of a moment fills the view and says
    /// when.
    void shortRunsAndStretches() {
        TestWindow w("failing");
        w.view(ViewId::Timeline);
        auto* tree = w.find<TimelineTree>("timelineTree");
        QVERIFY(!tree->idle().isEmpty() && tree->scale().breaks().isEmpty() && !tree->hasBreaks());
        QVERIFY(!w.window->commands().action("skein.timeline.trueTime")->isEnabled());

        RunPicture p;
        p.summary.phase = RunPhase::Done;
        AttemptSpan span;
        span.from = span.calledAt = {1'000'000};
        span.to = {1'080'000};
        span.end = AttemptSpan::End::Done;
        p.spans = {span};
        QCOMPARE(looksOf(p, {span.from, span.to}, false), QSet<BarLook>{BarLook::Done});
        span.calledAt = {1'050'000};
        span.end = AttemptSpan::End::CutOff;
        p.spans = {span};
        p.waits = {{WaitSpan::Kind::Silence, 0, span.from, span.to}};
        QCOMPARE(looksOf(p, {span.from, span.to}, true),
                 (QSet<BarLook>{BarLook::CutOff, BarLook::Queued, BarLook::Gap, BarLook::Held}));
        tree->setTimes({span.from, span.to}, {});
        tree->fit();
        QVERIFY(tree->window().toX(span.to, 0, 1000) > 900);
        QVERIFY(rangeText({span.from, span.to}, span.to).count(QLatin1Char(':')) == 4);
        QVERIFY(rangeText({{0}, {90'000}}, {90'000}).contains(QLatin1String(":00.000")));
        QVERIFY(rangeText({{0}, {600'000'000}}, {600'000'000}).count(QLatin1Char(':')) == 2);
    }

    void heldAtAPausePointIsARow() {
        RunPicture p = picture(RunPhase::Running);
        p.tasks[2].pausePoint = true;
        p.tasks[2].status = Status::NeedsYou;
        p.spans.removeLast();
        const QVector<TaskEdge> edges{{1, 3}};
        auto lanes = lanesOf(p, LaneKind::Task, {});
        addHeld(lanes, p, edges, LaneKind::Task, {});
        QCOMPARE(lanes.size(), 3);
        QCOMPARE(lanes[2].held.size(), 1);
        QCOMPARE(lanes[2].held[0].from.value, 20 * second);  // since what it needs was there
        QCOMPARE(lanes[2].held[0].to.value, 90 * second);
        lanes = lanesOf(p, LaneKind::PhaseThenAgent, {});
        addHeld(lanes, p, edges, LaneKind::PhaseThenAgent, {});
        QVERIFY(lanes[0].sort == Lane::Sort::You && lanes[0].held.size() == 1);
        addHeld(lanes, p, {{2, 3}}, LaneKind::Task, {});  // what it needs is not there: nothing holds it yet
        QCOMPARE(lanes.last().held.size(), 0);
        TestWindow w("paused");
        w.view(ViewId::Timeline);
        auto* tree = w.find<TimelineTree>("timelineTree");
        QCOMPARE(rowNames(*tree).first(), QString("you"));
        QCOMPARE(tree->laneAt(tree->model()->index(0, 0))->held.size(), 2);
    }

    /// The process has ended: what it had begun has no end that anybody knows, and does not grow.
    void withoutAHostNothingRuns() {
        TestWindow w("interrupted");
        w.view(ViewId::Timeline);
        auto* tree = w.find<TimelineTree>("timelineTree");
        QCOMPARE(tree->window().all.to.value, w.feed->fixture().summary.lastEntryAt.value);
        int open = 0;
        for (const AttemptSpan& each : tree->picture()->spans) {
            if (each.end != AttemptSpan::End::Running) continue;
            ++open;
            QCOMPARE(tree->statusOf(each), each.attempt > 1 ? Status::Unknown : Status::Unknown);
        }
        QVERIFY(open > 0);
        const auto* view = w.find<QWidget>("timelineView");
        bool said = false;
        for (const QLabel* label : view->findChildren<QLabel*>())
            said |= label->text().contains(QString("the end of %1 is unknown").arg(open));
        QVERIFY(said);
        TestWindow running("typical");
        running.view(ViewId::Timeline);
        auto* other = running.find<TimelineTree>("timelineTree");
        int inFlight = 0;
        for (const AttemptSpan& each : other->picture()->spans)
            inFlight += other->statusOf(each) == Status::Running || other->statusOf(each) == Status::Retrying;
        QCOMPARE(inFlight, running.feed->fixture().summary.agentsRunning);  // as the run bar says
    }

    void ratesAreOnTheSameAxis() {
        const RunPicture p = picture(RunPhase::Running);
        const TimeRange range{{10 * second}, {70 * second}};
        QCOMPARE(callsPerMinute(p.spans, evenly(range, 1)), QVector<double>{3.0});
        QCOMPARE(callsPerMinute(p.spans, evenly(range, 6)), (QVector<double>{12, 6, 0, 0, 0, 0}));
        // From 20 to 30 one has ended before the other begins: never two at the same time.
        QCOMPARE(runningAt(p.spans, evenly(range, 6), {70 * second}), (QVector<int>{2, 1, 1, 1, 1, 1}));
        TestWindow w("typical");
        w.view(ViewId::Timeline);
        auto* rates = w.find<TimelineRates>("timelineRates");
        QVERIFY(rates->isVisible());
        QVERIFY2(rates->accessibleDescription().startsWith("39 of 40 agents at work."),
                 qPrintable(rates->accessibleDescription()));
        const QString whole = rates->accessibleDescription();
        auto* tree = w.find<TimelineTree>("timelineTree");
        tree->setFocus();
        for (int i = 0; i < 4; ++i) QTest::keyClick(tree, Qt::Key_W);
        QVERIFY(rates->accessibleDescription() != whole);  // of what is in sight
    }

    void whatIsMarkedIsSharedByAllViews() {
        TestWindow w("overnight");
        w.view(ViewId::Timeline);
        auto* tree = w.find<TimelineTree>("timelineTree");
        SelectionContext& selection = w.window->selection();
        QSignalSpy told(&selection, &SelectionContext::timeChanged);
        tree->setFocus();
        QTest::keyClick(tree, Qt::Key_M);
        QVERIFY(selection.time());
        QCOMPARE(selection.time()->from.value, tree->window().marked->from.value);
        QCOMPARE(selection.time()->to.value, tree->window().marked->to.value);
        w.view(ViewId::Costs);
        QVERIFY(selection.time());  // it goes along
        w.view(ViewId::Timeline);
        tree->setFocus();
        QTest::keyClick(tree, Qt::Key_Escape);
        QVERIFY(!selection.time());
        QCOMPARE(told.count(), 2);
        SelectionContext other;
        selection.setTime(TimeStretch{{1}, {2}});
        other.follow(selection);
        QVERIFY(other.time() == selection.time());
        other.setRun(77);
        QVERIFY(!other.time());
    }

    /// Idle stretches take a fixed width, everything else is to scale, and every place is one time.
    void theScaleLeavesIdleTimeOut() {
        const auto at = [](double minutes) { return Instant{static_cast<qint64>(minutes * 60 * second)}; };
        const QVector<TimeRange> idle{{at(20), at(80)}, {at(90), at(91)}};
        const TimeScale scale({at(0), at(100)}, 420, idle, 20);
        QCOMPARE(scale.breaks().size(), 1);  // a minute is narrower than a break
        QCOMPARE(scale.distance(at(0), at(20)), 200.0);
        QCOMPARE(scale.distance(at(20), at(80)), 20.0);
        QCOMPARE(scale.distance(at(80), at(100)), 200.0);
        QCOMPARE(scale.distance(at(100), at(0)), -420.0);
        for (double x = -100; x <= 600; x += 3.5) {
            const Instant there = scale.walk(at(0), x);
            QVERIFY2(std::abs(scale.distance(at(0), there) - x) < 0.01, qPrintable(QString::number(x)));
            QVERIFY(scale.walk(at(0), x + 1) > there);
        }
        // Nearer, the short one is a break as well; in the midst of an idle stretch time is true.
        QCOMPARE(scale.at(second).breaks().size(), 2);
        QCOMPARE(TimeScale({at(30), at(70)}, 400, idle, 20).distance(at(30), at(40)), 100.0);
        QCOMPARE(TimeScale({at(0), at(100)}, 400, {}, 20).distance(at(0), at(50)), 200.0);
        // One that is half in sight is there with half of its break.
        const TimeScale half({at(0), at(50)}, 210, idle, 20);
        QCOMPARE(half.distance(at(0), at(20)), 200.0);
        QCOMPARE(half.distance(at(20), at(50)), 10.0);
    }

    void idleIsWhenNothingWasUnderWay() {
        RunPicture p = picture(RunPhase::Running);
        const auto idle = [&p](qint64 until, const QVector<Lane>& lanes = {}) {
            QVector<QPair<qint64, qint64>> found;
            for (const TimeRange& each : idleTimes(p, {{10 * second}, {until * second}}, lanes))
                found.append({each.from.value / second, each.to.value / second});
            return found;
        };
        using Found = QVector<QPair<qint64, qint64>>;
        QCOMPARE(idle(4000), Found());  // one is at work until now
        p.spans[1] = span(2, 2, 25, 100, AttemptSpan::End::Failed);
        p.spans.append(span(1, 2, 130, 200, AttemptSpan::End::Done));
        p.spans.append(span(1, 2, 1000, 1100, AttemptSpan::End::Done));
        QCOMPARE(idle(2000), (Found{{200, 1000}, {1100, 2000}}));  // half a minute is nothing to leave out
        p.spans[1].againAt = {700 * second};                       // its next try was waited for
        QCOMPARE(idle(2000), (Found{{700, 1000}, {1100, 2000}}));
        p.waits.append({WaitSpan::Kind::Conflict, 1, {1200 * second}, {0}});  // a person is waited for
        QCOMPARE(idle(2000), (Found{{700, 1000}, {1100, 1200}}));
        p.waits.append({WaitSpan::Kind::Held, 0, {1500 * second}, {0}});  // ... but not while all of it is held
        QCOMPARE(idle(2000), (Found{{700, 1000}, {1100, 1200}, {1500, 2000}}));
        // Asleep in the midst of an attempt.
        p.spans.append(span(1, 2, 1105, 1150, AttemptSpan::End::Done));
        p.waits.append({WaitSpan::Kind::Silence, 0, {300 * second}, {600 * second}});
        QCOMPARE(idle(2000), (Found{{300, 600}, {700, 1000}, {1500, 2000}}));
        Lane held{Lane::Sort::You, "you", {}, {}};
        held.held = {{{650 * second}, {950 * second}}};
        QCOMPARE(idle(2000, {held}), (Found{{300, 600}, {1500, 2000}}));
    }

    void idleTimeIsANarrowBreakAndTIsTheSwitch() {
        TestWindow w("overnight");
        w.view(ViewId::Timeline);
        auto* tree = w.find<TimelineTree>("timelineTree");
        auto* axis = w.find<QWidget>("timeAxis");
        auto* button = w.find<QToolButton>("skein.timeline.trueTime.button");
        QVERIFY(isLive(w.feed->fixture().summary));
        const WaitSpan gap = w.feed->fixture().history.waits.front();
        QCOMPARE(tree->scale().breaks().size(), 1);
        const TimeRange idle = tree->scale().breaks()[0];
        QVERIFY(idle.from <= gap.from && idle.to >= gap.to);
        const double width = tree->barArea().width();
        const auto wide = [&] { return tree->scale().distance(idle.from, idle.to); };
        QVERIFY2(wide() < width / 15, qPrintable(QString::number(wide())));
        const QString length = QString("%1 min").arg((idle.to - idle.from).value / second / 60);
        QCOMPARE(TimeAxis::breakText(idle.to - idle.from), length + " idle");
        QCOMPARE(TimeAxis::breakText({11'520 * second}), QString("3 h 12 min idle"));
        QVERIFY2(axis->accessibleDescription().contains(length), qPrintable(axis->accessibleDescription()));
        const auto note = [&w] { return w.find<QWidget>("timelineView")->findChild<QLabel*>("viewNote")->text(); };
        QVERIFY2(note().contains(length) && note().contains("shorter"), qPrintable(note()));
        // The break is seen: it is painted unlike the time beside it.
        QWidget* port = tree->viewport();
        const int x = static_cast<int>(tree->window().toX(idle.from, tree->barArea().left(), width) + wide() / 2);
        const auto columnAt = [&](int at) { return port->grab().toImage().copy(at - 3, 0, 6, port->height()); };
        QVERIFY(columnAt(x) != columnAt(x - 60));
        // A zoom leaves it as narrow; a stretch marked across it is as long as it was.
        tree->setFocus();
        const double before = wide();
        for (int i = 0; i < 3; ++i) QTest::keyClick(tree, Qt::Key_W);
        QVERIFY(std::abs(wide() - before) < 0.5);
        QTest::keyClick(tree, Qt::Key_F);
        const QPoint from(x - 40, 40), to(x + 40, 60);
        QTest::mousePress(port, Qt::LeftButton, {}, from);
        QMouseEvent move(QEvent::MouseMove, to, port->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, {});
        QApplication::sendEvent(port, &move);
        QTest::mouseRelease(port, Qt::LeftButton, {}, to);
        QVERIFY(tree->window().marked && w.window->selection().time());
        QVERIFY(tree->window().marked->from < idle.from && tree->window().marked->to > idle.to);
        QCOMPARE(w.window->selection().time()->to.value, tree->window().marked->to.value);
        const TimeRange marked = *tree->window().marked;
        QTest::keyClick(tree, Qt::Key_R);
        QCOMPARE(tree->window().shown.from.value, marked.from.value);
        QCOMPARE(tree->window().shown.to.value, marked.to.value);
        QTest::keyClick(tree, Qt::Key_F);
        QTest::keyClick(tree, Qt::Key_Escape);
        // By the button and by its key.
        QVERIFY(button->isEnabled() && !button->isChecked());
        QTest::mouseClick(button, Qt::LeftButton);
        TestWindow::settle();
        QVERIFY(button->isChecked() && tree->scale().breaks().isEmpty());
        const double share = static_cast<double>((idle.to - idle.from).value) /
                             static_cast<double>((tree->window().shown.to - tree->window().shown.from).value);
        QVERIFY(std::abs(wide() - width * share) < 1);
        QVERIFY2(note().contains("as long as it was"), qPrintable(note()));
        QTest::keyClick(tree, Qt::Key_T);
        TestWindow::settle();
        QVERIFY(!button->isChecked() && tree->scale().breaks().size() == 1);
        QVERIFY2(geometryProblems(*w.window).isEmpty(), qPrintable(geometryProblems(*w.window).join('\n')));
        TestWindow busy("typical");
        busy.view(ViewId::Timeline);
        QVERIFY(!busy.find<QToolButton>("skein.timeline.trueTime.button")->isEnabled());
    }

    /// While it is held, time goes on in a break: now stays where it was on the screen.
    void aRunThatIsHeldGrowsInABreak() {
        TestWindow w("overnight");
        w.view(ViewId::Timeline);
        auto* tree = w.find<TimelineTree>("timelineTree");
        tree->setFocus();
        QTest::keyClick(tree, Qt::Key_W);
        if (!tree->isFollowing()) QTest::keyClick(tree, Qt::Key_G);
        QVERIFY(tree->isFollowing() && tree->window().shown.has(tree->window().all.to));
        const auto nowAt = [tree] { return tree->window().toX(tree->window().all.to, 0, tree->barArea().width()); };
        const double before = nowAt();
        RunDelta held;
        held.summary = w.feed->fixture().summary;
        held.summary->phase = RunPhase::Held;
        const Instant since = tree->window().all.to;
        held.summary->asOf = held.summary->lastEntryAt = since + Duration{36'000 * second};
        held.history = HistoryChange{false, {}, w.feed->fixture().history.waits};
        held.history->waits.append({WaitSpan::Kind::Held, 0, since, {}});
        emit w.feed->delta(held);
        QTRY_COMPARE_WITH_TIMEOUT(tree->window().all.to.value, held.summary->asOf.value, 3000);
        QVERIFY(tree->scale().distance(since, tree->window().all.to) < 60);
        QVERIFY2(std::abs(nowAt() - before) < 1, qPrintable(QString("%1 %2").arg(before).arg(nowAt())));
    }

    void whatIsMarkedStaysWhenTheRunEnds() {
        TestWindow w("overnight");
        w.view(ViewId::Timeline);
        w.find<QComboBox>("timelineRows")->setCurrentIndex(1);
        TestWindow::settle();
        auto* tree = w.find<TimelineTree>("timelineTree");
        auto* sums = w.find<QLabel>("areaSums");
        tree->setFocus();
        tree->setCurrentIndex(tree->model()->index(1, 0));
        QTest::keyClick(tree, Qt::Key_M);
        for (int i = 0; i < 30; ++i) QTest::keyClick(tree, Qt::Key_Down, Qt::ShiftModifier);
        for (int i = 0; i < 20; ++i) QTest::keyClick(tree, Qt::Key_Right, Qt::ShiftModifier);
        const QString before = sums->text();
        QVERIFY2(before.contains(QRegularExpression("[1-9][0-9]* attempts")), qPrintable(before));
        const QStringList rows = rowNames(*tree);
        QVERIFY(rows.last().startsWith("idle now"));
        RunDelta end;
        end.summary = w.feed->fixture().summary;
        end.summary->phase = RunPhase::Stopped;
        end.summary->endedAt = end.summary->asOf;
        end.summary->agentsRunning = 0;
        end.history = HistoryChange{false, {}, w.feed->fixture().history.waits};
        for (AttemptSpan each : w.feed->fixture().history.spans) {
            if (each.end != AttemptSpan::End::Running) continue;
            each.end = AttemptSpan::End::CutOff;
            each.to = end.summary->endedAt;
            end.history->spans.append(each);
        }
        emit w.feed->delta(end);
        QTRY_VERIFY_WITH_TIMEOUT(rowNames(*tree) != rows, 3000);
        const QRegularExpression attempts("([0-9,]+) attempts");
        QCOMPARE(attempts.match(sums->text()).captured(1), attempts.match(before).captured(1));
        // Of rows that are no longer there nothing is told.
        auto* box = w.find<QComboBox>("timelineRows");
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Down);
        QVERIFY(!sums->isVisible() && !tree->window().marked);
    }

    void onlyMarkedRowsAreShaded() {
        TestWindow w("overnight");
        w.view(ViewId::Timeline);
        auto* tree = w.find<TimelineTree>("timelineTree");
        tree->setFocus();
        const QModelIndex group = tree->model()->index(1, 0);
        const QModelIndex first = tree->model()->index(1, 0, group);
        tree->setCurrentIndex(first);
        const auto lane = [&](int row) {
            const QRect names = tree->visualRect(tree->model()->index(row, 0, group));
            return tree->viewport()
                ->grab(QRect(tree->barArea().left(), names.top(), tree->barArea().width(), names.height()))
                .toImage();
        };
        QVector<QImage> before;
        for (int i = 0; i < 6; ++i) before.append(lane(i));
        QTest::keyClick(tree, Qt::Key_M);
        QTest::keyClick(tree, Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(tree, Qt::Key_Down, Qt::ShiftModifier);
        tree->setCurrentIndex(first);
        QCOMPARE(tree->markedLanes().size(), 3);
        for (int i = 0; i < 6; ++i) QCOMPARE(lane(i) != before[i], i >= 1 && i <= 3);
        // What belongs to a marked group is marked with it.
        QTest::keyClick(tree, Qt::Key_Escape);
        tree->setCurrentIndex(group);
        QTest::keyClick(tree, Qt::Key_M);
        QVERIFY(tree->isMarked(first) && !tree->isMarked(tree->model()->index(2, 0)));
    }

    void aFilterSaysHowManyRowsItLeaves() {
        TestWindow w("overnight");
        w.view(ViewId::Timeline);
        w.find<QComboBox>("timelineRows")->setCurrentIndex(2);
        TestWindow::settle();
        const auto texts = [&w] {
            QStringList all;
            for (const QLabel* label : w.find<QWidget>("timelineView")->findChildren<QLabel*>())
                if (label->isVisible()) all.append(label->text());
            return all.join('|');
        };
        const int rows = w.find<TimelineTree>("timelineTree")->model()->rowCount();
        QVERIFY2(!texts().contains("The filter shows"), qPrintable(texts()));
        w.window->selection().setFilter("status:failed");
        TestWindow::settle();
        QVERIFY2(texts().contains(QString("The filter shows 5 of %1 rows.").arg(rows)), qPrintable(texts()));
        w.window->selection().setFilter("no-task-has-this");
        TestWindow::settle();
        QVERIFY2(texts().contains("None match the filter"), qPrintable(texts()));
    }

    /// Names at the right, bars at the left, and time runs to the right all the same.
    void namesAreAtTheRightWherePeopleReadToTheLeft() {
        qApp->setLayoutDirection(Qt::RightToLeft);
        {
            TestWindow w("overnight");
            w.view(ViewId::Timeline);
            auto* tree = w.find<TimelineTree>("timelineTree");
            auto* rates = w.find<TimelineRates>("timelineRates");
            auto* axis = w.find<QWidget>("timeAxis");
            const int names = tree->columnViewportPosition(0);
            QVERIFY(names > 0);
            QVERIFY2(std::abs(tree->barArea().right() + 1 - names) <= 1, qPrintable(QString::number(names)));
            // The captions stand over the names, the curves and the times over the bars.
            const auto inked = [](QWidget& widget, int from, int to) {
                const QImage image = widget.grab().toImage();
                int dark = 0;
                for (int y = 0; y < image.height(); ++y)
                    for (int x = from; x < std::min(to, image.width()); ++x)
                        dark += qGray(image.pixel(x, y)) < 140 ? 1 : 0;
                return dark;
            };
            const int edge = tree->viewport()->x() + names;
            QVERIFY(inked(*rates, edge + 4, rates->width()) > 40);
            QCOMPARE(inked(*axis, edge + 4, axis->width()), 0);
            QVERIFY(inked(*axis, 0, edge) > 40);
            QVERIFY(tree->window().toX(tree->window().all.to, 0, 100) >
                    tree->window().toX(tree->window().all.from, 0, 100));
            // A press on a name marks nothing; one on the bars does.
            QWidget* port = tree->viewport();
            const auto drag = [&](int x) {
                QTest::mousePress(port, Qt::LeftButton, {}, QPoint(x, 40));
                const QPoint to(x + 20, 60);
                QMouseEvent move(QEvent::MouseMove, to, port->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, {});
                QApplication::sendEvent(port, &move);
                QTest::mouseRelease(port, Qt::LeftButton, {}, to);
                return tree->window().marked.has_value();
            };
            QVERIFY(!drag(names + 40));
            QVERIFY(drag(names - 80));
            TestWindow::settle();
            QVERIFY2(geometryProblems(*w.window).isEmpty(), qPrintable(geometryProblems(*w.window).join('\n')));
        }
        qApp->setLayoutDirection(Qt::LeftToRight);
    }

    /// The same number wherever it stands (fixtures are what every picture and test rests on).
    void fixturesAgreeWithThemselves() {
        for (const QString& name : fixtureNames()) {
            const auto fixture = makeFixture(name);
            if (fixture->plan.tasks.isEmpty()) continue;
            QSet<quint32> busy;
            int open = 0;
            for (const AttemptSpan& each : fixture->history.spans) {
                if (each.end != AttemptSpan::End::Running) {
                    QVERIFY2(each.to >= each.from, qPrintable(name));
                    continue;
                }
                ++open;
                busy.insert(each.agent);
            }
            QVERIFY2(busy.size() == open, qPrintable(name));  // nobody does two things at a time
            if (isLive(fixture->summary)) QCOMPARE(open, fixture->summary.agentsRunning);
            QVERIFY2(open <= fixture->summary.agents, qPrintable(name));
        }
    }
};

QTEST_MAIN(TestTimeline)
#include "tst_timeline_view.moc"
