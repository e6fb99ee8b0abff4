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
        QCOMPARE(callsPerMinute(p.spans, range, 1), QVector<double>{3.0});
        QCOMPARE(callsPerMinute(p.spans, range, 6), (QVector<double>{12, 6, 0, 0, 0, 0}));
        // From 20 to 30 one has ended before the other begins: never two at the same time.
        QCOMPARE(runningAt(p.spans, range, {70 * second}, 6), (QVector<int>{2, 1, 1, 1, 1, 1}));
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
