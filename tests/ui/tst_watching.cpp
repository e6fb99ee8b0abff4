// Watching a large run with the keyboard: the neighbourhood of a task, both critical paths and the slack of the rest,
// areas of the timeline, and the way back to what was in sight.
#include "tests/ui/ui_fixture.h"
#include "ui/graph/actual_path.h"
#include "ui/graph/graph_view.h"
#include "ui/graph/slack_list.h"
#include "ui/inspector/inspector.h"
#include "ui/shell/drawer.h"
#include "ui/shell/view_window.h"
#include "ui/timeline/timeline_view.h"

using namespace skein;
using namespace skein::ui;

namespace {

constexpr qint64 second = 1'000'000;

GraphCanvas& graphOf(TestWindow& w) {
    w.view(ViewId::Graph);
    GraphCanvas& canvas = w.window->graph().canvas();
    canvas.setFocus();
    return canvas;
}

void press(QWidget& widget, int key, Qt::KeyboardModifiers modifiers = {}) {
    QTest::keyClick(&widget, static_cast<Qt::Key>(key), modifiers);
    TestWindow::settle();
}

/// Every task needs the one before it.
PlanView chain(int tasks) {
    PlanView plan;
    for (int i = 1; i <= tasks; ++i) {
        TaskRow row;
        row.no = static_cast<quint32>(i);
        row.id = QString::number(i);
        plan.tasks.append(row);
        if (i > 1) plan.edges.append({row.no - 1, row.no});
    }
    return plan;
}

}  // namespace

class TestWatching : public QObject {
    Q_OBJECT
private slots:
    void nearReachesOneWay() {
        const PlanView plan = chain(9);
        QCOMPARE(tasksNear(plan, 4, 2), (QSet<int>{2, 3, 4, 5, 6}));
        QCOMPARE(tasksNear(plan, 4, 2, NearSide::Needs), (QSet<int>{2, 3, 4}));
        QCOMPARE(tasksNear(plan, 4, 2, NearSide::Feeds), (QSet<int>{4, 5, 6}));
        QCOMPARE(tasksNear(plan, 0, 9, NearSide::Feeds).size(), 9);
        QCOMPARE(tasksNear(plan, 0, 3, NearSide::Needs), QSet<int>{0});
    }

    void nearIsChosenByKeysAndLeftByEsc() {
        TestWindow w("conflicts");
        GraphCanvas& canvas = graphOf(w);
        w.window->selection().setTask(20);
        const PlanView& plan = w.feed->fixture().plan;
        const auto shown = [&canvas] { return canvas.scene().itemOfTask.size(); };
        auto* crumb = [&w]() -> QPushButton* { return w.find<QPushButton>("crumb0"); }();
        QVERIFY(!crumb);
        press(canvas, Qt::Key_1);
        QCOMPARE(shown(), tasksNear(plan, 19, 1).size());
        crumb = w.find<QPushButton>("crumb0");
        QVERIFY(crumb && crumb->isVisible());
        QVERIFY2(crumb->text().contains(plan.tasks[19].id) && crumb->text().contains("1 hop"),
                 qPrintable(crumb->text()));
        QVERIFY(w.find<QToolButton>("skein.graph.near.button")->text().contains("1 hop"));
        press(canvas, Qt::Key_U);
        QCOMPARE(shown(), tasksNear(plan, 19, 1, NearSide::Needs).size());
        press(canvas, Qt::Key_3);
        QCOMPARE(shown(), tasksNear(plan, 19, 3, NearSide::Needs).size());
        press(canvas, Qt::Key_D);
        QCOMPARE(shown(), tasksNear(plan, 19, 3, NearSide::Feeds).size());
        QVERIFY(w.window->commands().trigger("skein.graph.nearCloser"));
        TestWindow::settle();
        QCOMPARE(shown(), tasksNear(plan, 19, 2, NearSide::Feeds).size());
        // All views are about the same few; they were one step of the way.
        w.view(ViewId::Tasks);
        QCOMPARE(w.find<QTableView>("taskTable")->model()->rowCount(), int(shown()));
        w.view(ViewId::Graph);
        canvas.setFocus();
        press(canvas, Qt::Key_Escape);
        QCOMPARE(shown(), 25);
        QCOMPARE(w.window->selection().task(), 20u);
        QVERIFY(w.window->selection().crumbs().isEmpty());
        press(canvas, Qt::Key_Escape);
        QCOMPARE(w.window->selection().task(), 0u);
        QVERIFY(w.window->commands().reason("skein.graph.near").contains("no task is selected"));
    }

    void nearIsFoundInItsMenu() {
        TestWindow w("conflicts");
        GraphCanvas& canvas = graphOf(w);
        w.window->selection().setTask(20);
        TestWindow::settle();
        auto* menu = w.find<QMenu>("graphNearMenu");
        QAction* needs = w.window->commands().action("skein.graph.nearNeeds");
        QVERIFY(menu->actions().contains(needs));
        menu->popup({0, 0});
        menu->setActiveAction(needs);
        QTest::keyClick(menu, Qt::Key_Return);
        TestWindow::settle();
        QVERIFY(needs->isChecked());
        QCOMPARE(canvas.scene().itemOfTask.size(), tasksNear(w.feed->fixture().plan, 19, 2, NearSide::Needs).size());
        QTest::mouseClick(w.find<QPushButton>("crumb0"), Qt::LeftButton);
        TestWindow::settle();
        QCOMPARE(canvas.scene().itemOfTask.size(), 25);
        QVERIFY(!w.window->commands().action("skein.graph.near")->isChecked());
    }

    void anEmptySearchIsLeftByEsc() {
        TestWindow w("conflicts");
        GraphCanvas& canvas = graphOf(w);
        w.window->selection().setTask(3);
        w.window->graph().find();
        auto* row = w.find<QWidget>("graphFind");
        QVERIFY(row->isVisible());
        canvas.setFocus();
        press(canvas, Qt::Key_Escape);
        QVERIFY(!row->isVisible());
        QCOMPARE(w.window->selection().task(), 3u);
    }

    void thePathSoFarIsWhatWasWaitedFor() {
        // 1 and 2 feed 3; 2 ended last, and 3 began a second later. 4 ended before.
        PlanView plan = chain(1);
        for (const quint32 no : {2u, 3u, 4u}) {
            TaskRow row;
            row.no = no;
            plan.tasks.append(row);
        }
        plan.edges = {{1, 3}, {2, 3}};
        HistoryChange history;
        history.replace = true;
        const auto span = [](quint32 task, int attempt, qint64 from, qint64 to, AttemptSpan::End end) {
            return AttemptSpan{task, attempt, 1, {from * second}, {}, {to * second}, {}, end, {}};
        };
        history.spans = {span(1, 1, 10, 20, AttemptSpan::End::Done), span(2, 1, 10, 12, AttemptSpan::End::Failed),
                         span(2, 2, 14, 24, AttemptSpan::End::Done), span(3, 1, 25, 30, AttemptSpan::End::Done),
                         span(4, 1, 10, 11, AttemptSpan::End::Done)};
        ActualPath actual;
        actual.take(history);
        const PathSoFar path = actual.path(plan, {40 * second});
        QCOMPARE(path.tasks, (QVector<quint32>{2, 3}));
        QCOMPARE(path.length.value, 20 * second);
        QCOMPARE(path.waited.value, 1 * second);
        // What runs is waited for now.
        HistoryChange more;
        more.spans = {span(4, 2, 31, 0, AttemptSpan::End::Running)};
        actual.take(more);
        QCOMPARE(actual.path(plan, {40 * second}).tasks, QVector<quint32>{4});
        QVERIFY(ActualPath().path(plan, {40 * second}).tasks.isEmpty());
    }

    void bothCriticalPathsAreMarked() {
        TestWindow w("overnight");
        GraphCanvas& canvas = graphOf(w);
        const auto note = [&w] {
            for (const QLabel* label : w.window->graph().findChildren<QLabel*>())
                if (label->text().startsWith("Double line")) return label->text();
            return QString();
        };
        press(canvas, Qt::Key_C);
        QVERIFY2(note().contains("of what is left"), qPrintable(note()));
        QVERIFY(w.find<QLabel>("lineLegend")->text().contains("critical path"));
        press(canvas, Qt::Key_C, Qt::ShiftModifier);
        QVERIFY2(note().contains("waited for so far"), qPrintable(note()));
        QVERIFY(!w.window->commands().action("skein.graph.critical")->isChecked());
        QVERIFY(w.window->commands().action("skein.graph.criticalActual")->isChecked());
        press(canvas, Qt::Key_C, Qt::ShiftModifier);
        QVERIFY(note().isEmpty());
    }

    void slackIsListedAndWalksTheGraph() {
        TestWindow w("overnight");
        GraphCanvas& canvas = graphOf(w);
        auto* drawer = w.find<Drawer>("drawer");
        auto* list = w.find<SlackList>("slackList");
        w.window->commands().trigger("skein.view.drawer");
        drawer->setCurrentWidget(list);
        TestWindow::settle();
        auto* table = w.find<QTableView>("slackTable");
        const auto* model = table->model();
        QVERIFY(model->rowCount() > 2);
        QCOMPARE(model->index(0, 2).data().toString(), QString("none"));
        const auto open = std::count_if(
            w.feed->fixture().plan.tasks.begin(), w.feed->fixture().plan.tasks.end(), [](const TaskRow& row) {
                return !isFinal(row.status) && row.status != Status::Failed && row.status != Status::NeedsYou;
            });
        QCOMPARE(model->rowCount(), int(open));
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Down);
        TestWindow::settle();
        const auto selected = w.window->selection().task();
        QCOMPARE(quint64(selected), table->currentIndex().data(KeyRole).toULongLong());
        QVERIFY(canvas.currentItem() >= 0);
        QVERIFY(canvas.scene().items[canvas.currentItem()].tasks.contains(int(selected) - 1));
        QVERIFY(table->hasFocus());
    }

    void listsOfTasksHaveTheirMenu() {
        TestWindow w("conflicts");
        w.view(ViewId::Tasks);
        auto* table = w.find<QTableView>("taskTable");
        w.window->selection().setTask(4);
        emit table->customContextMenuRequested(table->visualRect(table->currentIndex()).center());
        auto* menu = table->findChild<QMenu*>("taskMenu");
        QVERIFY(menu);
        for (const char* id : {"skein.run.fork", "skein.run.retryTask", "skein.graph.near"})
            QVERIFY2(menu->actions().contains(w.window->commands().action(id)), id);
        menu->close();
    }

    void dragsOfScrollBarsPauseFollowing() {
        TestWindow w("overnight");
        GraphCanvas& canvas = graphOf(w);
        w.window->commands().trigger("skein.graph.expandAll");
        TestWindow::settle();
        QTest::keyClick(&canvas, Qt::Key_G);
        QVERIFY(canvas.followsNow());
        QScrollBar* bar =
            canvas.verticalScrollBar()->maximum() > 0 ? canvas.verticalScrollBar() : canvas.horizontalScrollBar();
        QVERIFY(bar->maximum() > 0);
        bar->triggerAction(QAbstractSlider::SliderPageStepAdd);
        QVERIFY(canvas.followPaused());
    }

    void anAreaIsMarkedByKeys() {
        TestWindow w("overnight");
        w.view(ViewId::Timeline);
        auto* tree = w.find<TimelineTree>("timelineTree");
        auto* sums = w.find<QLabel>("areaSums");
        tree->setFocus();
        tree->setCurrentIndex(tree->model()->index(0, 0, tree->model()->index(1, 0)));
        QVERIFY(!sums->isVisible());
        QTest::keyClick(tree, Qt::Key_Right, Qt::ShiftModifier);
        QVERIFY(sums->isVisible());
        const TimeRange first = *tree->window().marked;
        QTest::keyClick(tree, Qt::Key_Right, Qt::ShiftModifier);
        QVERIFY(tree->window().marked->from == first.from && tree->window().marked->to > first.to);
        QTest::keyClick(tree, Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(tree->window().marked->to.value, first.to.value);
        QCOMPARE(tree->markedLanes().size(), 1);
        QTest::keyClick(tree, Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(tree, Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(tree->markedLanes().size(), 3);
        QVERIFY2(sums->text().contains("3 rows"), qPrintable(sums->text()));
        QCOMPARE(tree->accessibleDescription(), sums->text());
        // What can be done with it stays together, however narrow the view is.
        for (const int width : {1280, 1100, 960}) {
            w.window->resize(width, 720);
            TestWindow::settle();
            QSet<int> lines;
            for (const char* name : {"areaFilter", "areaZoom", "areaClear"}) {
                const auto* button = w.find<QPushButton>(name);
                lines.insert(button->mapTo(w.window.get(), QPoint(0, 0)).y());
            }
            QCOMPARE(lines.size(), 1);
            QVERIFY2(geometryProblems(*w.window).isEmpty(), qPrintable(geometryProblems(*w.window).join('\n')));
        }
        QTest::keyClick(tree, Qt::Key_Escape);
        QVERIFY(!sums->isVisible());
        // M marks the attempt that was chosen.
        QTest::keyClick(tree, Qt::Key_Period);
        QTest::keyClick(tree, Qt::Key_M);
        QVERIFY2(sums->isVisible() && sums->text().contains("attempt"), qPrintable(sums->text()));
    }

    void aTimelineWithNothingToShowSaysWhy() {
        TestWindow w("overnight");
        w.view(ViewId::Timeline);
        auto* tree = w.find<TimelineTree>("timelineTree");
        auto* legend = w.find<QWidget>("timelineLegend");
        QVERIFY(tree->isVisible() && legend->isVisible());
        QTest::keyClick(tree, Qt::Key_M);
        w.window->selection().setFilter("no-task-has-this");
        TestWindow::settle();
        QVERIFY(!tree->isVisible() && !legend->isVisible() && !w.find<QLabel>("areaSums")->isVisible());
        auto* view = w.find<QWidget>("timelineView");
        QPushButton* clear = nullptr;
        for (QPushButton* button : view->findChildren<QPushButton*>())
            if (button->isVisible() && button->text().contains("Clear the filter")) clear = button;
        QVERIFY(clear);
        QTest::mouseClick(clear, Qt::LeftButton);
        TestWindow::settle();
        QVERIFY(tree->isVisible() && legend->isVisible());
    }

    void waitingForItsTurnIsARange() {
        RunPicture picture;
        picture.summary.startedAt = {1 * second};
        for (const quint32 no : {1u, 2u}) {
            TaskRow row;
            row.no = no;
            row.title = QString::number(no);
            picture.tasks.append(row);
        }
        picture.spans = {{1, 1, 1, {3 * second}, {}, {5 * second}, {}, AttemptSpan::End::Done, {}},
                         {2, 1, 1, {9 * second}, {}, {}, {}, AttemptSpan::End::Running, {}}};
        auto lanes = lanesOf(picture, LaneKind::Task, {});
        addQueues(lanes, picture, {{1, 2}});
        QCOMPARE(lanes.size(), 2);
        QCOMPARE(lanes[0].queued.from.value, 1 * second);
        QCOMPARE(lanes[0].queued.to.value, 3 * second);
        QCOMPARE(lanes[1].queued.from.value, 5 * second);
        QCOMPARE(lanes[1].queued.to.value, 9 * second);
        // A try that waits for the next one is drawn until now.
        picture.spans[1].end = AttemptSpan::End::Failed;
        picture.spans[1].to = {10 * second};
        picture.tasks[1].status = Status::Backoff;
        picture.tasks[1].attempt = 1;
        QCOMPARE(backoffEnd(picture, picture.spans[1], {20 * second}).value, 20 * second);
        picture.tasks[1].status = Status::Failed;
        QCOMPARE(backoffEnd(picture, picture.spans[1], {20 * second}).value, 0);
    }

    void aSecondWindowFollowsUntilItIsPinned() {
        TestWindow w("conflicts");
        w.view(ViewId::Goal);
        QVERIFY(w.window->commands().reason("skein.view.newWindow").contains("one window only"));
        GraphCanvas& canvas = graphOf(w);
        w.window->selection().setTask(5);
        QTest::keyClick(&canvas, Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
        TestWindow::settle();
        QPointer<ViewWindow> second = w.window->findChild<ViewWindow*>();
        QVERIFY(second && second->isVisible());
        QVERIFY(second->windowTitle().startsWith("Graph"));
        auto* other = second->findChild<GraphCanvas*>();
        QCOMPARE(other->scene().itemOfTask.size(), 25);
        QCOMPARE(second->selection().task(), 5u);
        QVERIFY2(geometryProblems(*second).isEmpty(), qPrintable(geometryProblems(*second).join('\n')));
        w.window->selection().setTask(7);
        QCOMPARE(second->selection().task(), 7u);
        second->selection().setTask(9);  // and back
        QCOMPARE(w.window->selection().task(), 9u);
        w.window->selection().setFilter("status:done");
        TestWindow::settle();
        QCOMPARE(second->selection().filter(), QString("status:done"));
        QVERIFY(other->scene().itemOfTask.size() < 25);
        QVERIFY(second->commands().trigger("skein.window.pin"));
        QVERIFY(second->windowTitle().contains("pinned"));
        w.window->selection().widen();
        w.window->selection().setTask(3);
        TestWindow::settle();
        QCOMPARE(second->selection().task(), 9u);
        QVERIFY(other->scene().itemOfTask.size() < 25);
        // Changes of the run reach it.
        TaskRow row = w.feed->fixture().plan.tasks[0];
        row.status = Status::Failed;
        RunDelta delta;
        delta.tasks = {row};
        emit w.feed->delta(delta);
        QCOMPARE(other->plan().tasks[0].status, Status::Failed);
        QVERIFY(second->commands().trigger("skein.window.close"));
        TestWindow::settle();
        QTRY_VERIFY(!second);
        QVERIFY(w.window->isVisible());
    }

    void thePanelsOpenInWindowsToo() {
        TestWindow w("conflicts");
        graphOf(w);
        w.window->selection().setTask(5);
        TestWindow::settle();
        auto* panel = w.find<Inspector>(QString());
        QVERIFY(panel && panel->isVisible());
        panel->findChild<QTabWidget*>()->setFocus();
        QTRY_VERIFY(w.window->commands().reason("skein.panel.newWindow").isEmpty());
        QVERIFY(w.window->commands().trigger("skein.panel.newWindow"));
        TestWindow::settle();
        auto* second = w.window->findChild<ViewWindow*>();
        QVERIFY(second && second->windowTitle().startsWith("Inspector"));
        const auto says = [second](const QString& words) {
            for (const QLabel* label : second->findChildren<QLabel*>())
                if (label->isVisible() && label->text().contains(words)) return true;
            return false;
        };
        QTRY_VERIFY(says(w.feed->fixture().plan.tasks[4].title));
        second->close();
    }

    void theWayBackKnowsWhatWasInSight() {
        TestWindow w("10k");
        GraphCanvas& canvas = graphOf(w);
        canvas.setZoom(1.3, QRectF(canvas.viewport()->rect()).center());
        canvas.panByHand({500, 120});
        const Canvas::Sight was = canvas.sight();
        w.view(ViewId::Timeline);
        auto* tree = w.find<TimelineTree>("timelineTree");
        tree->zoom(4);
        const TimeRange shown = tree->window().shown;
        w.view(ViewId::Tasks);
        w.window->selection().setFilter("status:done");
        TestWindow::settle();
        QVERIFY(w.window->commands().trigger("skein.go.back"));  // the filter
        QVERIFY(w.window->commands().trigger("skein.go.back"));  // to the timeline
        TestWindow::settle();
        QVERIFY(tree->window().shown.from == shown.from && tree->window().shown.to == shown.to);
        tree->fit();
        QVERIFY(w.window->commands().trigger("skein.go.back"));  // to the graph
        TestWindow::settle();
        QVERIFY(canvas.isVisible());
        QVERIFY(std::abs(canvas.zoom() - was.zoom) < 0.001);
        const QPointF away = canvas.sight().middle - was.middle;
        QVERIFY2(std::abs(away.x()) < 15 && std::abs(away.y()) < 15,
                 qPrintable(QStringLiteral("%1 %2").arg(away.x()).arg(away.y())));
        canvas.fitAll();
        QVERIFY(w.window->commands().trigger("skein.go.forward"));
        TestWindow::settle();
        QVERIFY(tree->isVisible());
        QVERIFY(w.window->commands().trigger("skein.go.back"));
        TestWindow::settle();
        QVERIFY(canvas.isVisible());
    }
};

QTEST_MAIN(TestWatching)
#include "tst_watching.moc"
