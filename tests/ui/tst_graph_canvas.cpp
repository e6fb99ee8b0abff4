// The graph: what is drawn as what, positions that do not move with states, the keyboard walk, one selection with the
// table.
#include "tests/ui/ui_fixture.h"
#include "ui/graph/graph_minimap.h"
#include "ui/graph/graph_view.h"
#include "ui/shell/spend_dialog.h"

using namespace skein::ui;
using skein::MicroUsd;

class TestGraphCanvas : public QObject {
    Q_OBJECT
private slots:
    void smallPlansAreDrawnWhole() {
        const auto fixture = *makeFixture("conflicts");
        const GraphScene scene = buildScene(fixture.plan, {});
        QCOMPARE(scene.items.size(), fixture.plan.tasks.size());
        QVERIFY(scene.problem.isEmpty());
        for (const GraphEdge& edge : scene.edges)
            QVERIFY(scene.items[edge.from].rect.right() < scene.items[edge.to].rect.left());
        for (int a = 0; a < scene.items.size(); ++a)
            for (int b = a + 1; b < scene.items.size(); ++b)
                QVERIFY2(!scene.items[a].rect.intersects(scene.items[b].rect),
                         qPrintable(scene.items[a].title + scene.items[b].title));
    }

    void largePlansStartInGroups() {
        const auto fixture = *makeFixture("10k");
        GraphOptions options;
        options.collapsedPhases = initiallyCollapsed(fixture.plan);
        const GraphScene scene = buildScene(fixture.plan, options);
        QVERIFY(scene.items.size() <= wholeGraphTasks);
        qsizetype tasks = 0;
        for (const GraphItem& item : scene.items) tasks += item.tasks.size();
        QCOMPARE(tasks, fixture.plan.tasks.size());
        int bundled = 0;
        for (const GraphEdge& edge : scene.edges) bundled += edge.count;
        QVERIFY(bundled > 0 && bundled <= fixture.plan.edges.size());
    }

    void siblingsBecomeAStack() {
        PlanView plan;
        plan.phases = {"P"};
        for (quint32 no = 1; no <= 41; ++no) {
            TaskRow row;
            row.no = no;
            row.id = QString::number(no);
            row.phase = "P";
            row.kind = no == 1 ? "survey" : "digest";
            plan.tasks.append(row);
            if (no > 1) plan.edges.append({1, no});
        }
        const GraphScene closed = buildScene(plan, {});
        QCOMPARE(closed.items.size(), 2);
        QCOMPARE(closed.items[1].tasks.size(), 40);
        QCOMPARE(closed.edges[0].count, 40);
        GraphOptions open;
        open.openStacks = {1};
        QCOMPARE(buildScene(plan, open).items.size(), 41);
    }

    void interleavedPhasesStillLayOut() {
        // A1 -> B1 -> A2: collapsing both phases closes a cycle between the boxes.
        PlanView plan;
        plan.phases = {"A", "B"};
        for (quint32 no = 1; no <= 4; ++no) {
            TaskRow row;
            row.no = no;
            row.id = QString::number(no);
            row.phase = no % 2 ? "A" : "B";
            plan.tasks.append(row);
            if (no > 1) plan.edges.append({no - 1, no});
        }
        GraphOptions options;
        options.collapsedPhases = {0, 1};
        const GraphScene scene = buildScene(plan, options);
        QVERIFY2(scene.problem.isEmpty(), qPrintable(scene.problem));
        QCOMPARE(scene.items.size(), 2);
        QCOMPARE(scene.edges.size(), 2);
    }

    void labelsLeaveOutWhatSiblingsShare() {
        PlanView plan;
        plan.phases = {"Components"};
        const QStringList titles{"Digest of services/ledger (include, src)", "Digest of db",
                                 "Digest of Build: Makefile"};
        for (const QString& title : titles) {
            TaskRow row;
            row.no = static_cast<quint32>(plan.tasks.size()) + 1;
            row.title = title;
            row.phase = "Components";
            row.kind = "digest";
            plan.tasks.append(row);
        }
        const auto labels = [&plan] {
            QStringList found;
            for (const GraphItem& item : buildScene(plan, {}).items) found.append(item.label);
            return found;
        };
        QCOMPARE(labels(), QStringList({"services/ledger (include, src)", "db", "Build: Makefile"}));
        QCOMPARE(buildScene(plan, {}).items[1].title, QString("Digest of db"));  // the whole one is not lost
        // A number alone is no name.
        for (int i = 0; i < 3; ++i) plan.tasks[i].title = QStringLiteral("Table of the entity %1").arg(i + 1);
        QCOMPARE(labels(), QStringList({"entity 1", "entity 2", "entity 3"}));
        for (int i = 0; i < 3; ++i) plan.tasks[i].title = QStringLiteral("Table %1").arg(i + 1);
        QCOMPARE(labels(), QStringList({"Table 1", "Table 2", "Table 3"}));  // short ones stay whole
    }

    void boxesUseTheRoomThereIs() {
        PlanView plan = makeFixture("conflicts")->plan;
        plan.tasks[0].title = "Survey of a source tree with a rather long name";
        GraphOptions options;
        const auto width = [&](QSizeF view) {
            options.view = view;
            return buildScene(plan, options).items.front().rect.width();
        };
        QVERIFY(width({1600, 900}) > width({700, 420}));
        const GraphScene wide = buildScene(plan, options);
        for (const GraphEdge& edge : wide.edges) {  // edges still end at the boxes
            QCOMPARE(edge.line.first().x(), wide.items[edge.from].rect.right());
            QCOMPARE(edge.line.last().x(), wide.items[edge.to].rect.left());
        }
        // Phases alone stand tall and apart.
        plan = makeFixture("10k")->plan;
        for (int phase = 0; phase < plan.phases.size(); ++phase) options.collapsedPhases.insert(phase);
        options.view = {1200, 700};
        const GraphScene phases = buildScene(plan, options);
        for (int i = 0; i < phases.items.size(); ++i) {
            QVERIFY(phases.items[i].rect.height() > 200);
            for (int k = 0; k < i; ++k) QVERIFY(!phases.items[i].rect.intersects(phases.items[k].rect));
        }
    }

    void theZoomIsSaidAndSetByAClick() {
        TestWindow w("typical");
        w.view(ViewId::Graph);
        auto* zoom = w.find<QToolButton>("skein.graph.naturalSize.button");
        const QString before = zoom->text();
        QVERIFY2(before.endsWith('%') && before != "100%", qPrintable(before));
        QTest::mouseClick(zoom, Qt::LeftButton);
        QCOMPARE(zoom->text(), QString("100%"));
        QCOMPARE(w.window->graph().canvas().zoom(), 1.0);
    }

    void arrowsFollowDependencies() {
        TestWindow w("conflicts");
        w.view(ViewId::Graph);
        GraphCanvas& canvas = w.window->graph().canvas();
        canvas.setFocus();
        QTest::keyClick(&canvas, Qt::Key_Home);
        QCOMPARE(w.window->selection().task(), 1u);
        QTest::keyClick(&canvas, Qt::Key_Right);
        const quint32 digest = w.window->selection().task();
        QVERIFY(digest >= 2 && digest <= 19);
        QTest::keyClick(&canvas, Qt::Key_Down);
        QVERIFY(w.window->selection().task() != digest);
        QTest::keyClick(&canvas, Qt::Key_Left);
        QCOMPARE(w.window->selection().task(), 1u);
        QVERIFY(canvas.accessibleDescription().contains("Survey"));
        for (int item = 0; item < canvas.scene().items.size(); ++item) {  // there and back, wherever one begins
            if (canvas.scene().items[item].feeds.isEmpty() || canvas.scene().items[item].tasks.isEmpty()) continue;
            w.window->selection().setTask(static_cast<quint32>(canvas.scene().items[item].tasks.front() + 1));
            const int from = canvas.currentItem();
            QTest::keyClick(&canvas, Qt::Key_Right);
            QVERIFY(canvas.currentItem() != from);
            QTest::keyClick(&canvas, Qt::Key_Left);
            QCOMPARE(canvas.currentItem(), from);
        }
        QTest::keyClick(&canvas, Qt::Key_Escape);
        QCOMPARE(w.window->selection().task(), 0u);
    }

    void statusChangesMoveNothing() {
        TestWindow w("before");
        w.view(ViewId::Graph);
        GraphCanvas& canvas = w.window->graph().canvas();
        QSignalSpy laidOut(&canvas, &GraphCanvas::laidOut);
        const auto before = canvas.viewport()->grab().toImage();
        w.feed->changeTask(1, Status::Failed);
        TestWindow::settle();
        QCOMPARE(laidOut.count(), 0);
        QVERIFY(canvas.viewport()->grab().toImage() != before);
    }

    /// The inspector, a banner: what comes and goes around the graph lays nothing out anew; the window's size may.
    void whatStandsAroundItMovesNothing() {
        TestWindow w("conflicts");
        w.view(ViewId::Graph);
        GraphCanvas& canvas = w.window->graph().canvas();
        const auto places = [&canvas] {
            QVector<QRectF> found;
            for (const GraphItem& item : canvas.scene().items) found.append(item.rect);
            return found;
        };
        const auto before = places();
        const int width = canvas.viewport()->width();
        QSignalSpy laidOut(&canvas, &GraphCanvas::laidOut);
        QTest::keyClick(w.window.get(), Qt::Key_F9);
        QTest::qWait(150);
        TestWindow::settle();
        QVERIFY(canvas.viewport()->width() > width * 1.1);
        QCOMPARE(laidOut.count(), 0);
        QCOMPARE(places(), before);
        w.window->resize(w.window->width() / 2, w.window->height());
        QTRY_VERIFY(laidOut.count() > 0);
    }

    void zoomKeepsWhatIsUnderThePointer() {
        TestWindow w("typical");
        w.view(ViewId::Graph);
        GraphCanvas& canvas = w.window->graph().canvas();
        const QPointF anchor = QRectF(canvas.viewport()->rect()).center();
        canvas.setZoom(1.0, anchor);
        const QPointF world = canvas.toWorld(anchor);
        canvas.setZoom(1.6, anchor);
        QVERIFY((canvas.toWorld(anchor) - world).manhattanLength() < 2.0);
        QTest::keyClick(&canvas, Qt::Key_0);
        QVERIFY(canvas.visibleWorld().adjusted(-1, -1, 1, 1).contains(canvas.world()));
    }

    void nearShowsTheNeighbourhoodOnly() {
        TestWindow w("conflicts");
        w.view(ViewId::Graph);
        GraphCanvas& canvas = w.window->graph().canvas();
        auto* near = w.find<QToolButton>("skein.graph.near.button");
        QVERIFY(!near->isEnabled() && near->toolTip().contains("no task is selected"));
        const quint32 last = 25;  // the assembler: needs the five cross-references, and they the digests
        w.window->selection().setTask(20);
        canvas.setFocus();
        QTest::keyClick(&canvas, Qt::Key_N);
        TestWindow::settle();
        QCOMPARE(canvas.nearTask(), 20u);
        QVERIFY(canvas.scene().itemOfTask.contains(int(last) - 1));
        QVERIFY(canvas.scene().itemOfTask.size() < 25);
        const QSet<int> expected = tasksNear(w.feed->fixture().plan, 19, 2);
        QCOMPARE(canvas.scene().itemOfTask.size(), expected.size());
        w.window->selection().setTask(1);  // the neighbourhood follows the selection
        TestWindow::settle();
        QCOMPARE(canvas.nearTask(), 1u);
        QTest::keyClick(&canvas, Qt::Key_N);
        TestWindow::settle();
        QCOMPARE(canvas.scene().itemOfTask.size(), 25);
    }

    void tasksRunAgainFromTheGraph() {
        TestWindow w("conflicts");
        w.view(ViewId::Graph);
        auto& graph = w.window->graph();
        const PlanView& plan = graph.canvas().plan();
        QSignalSpy wanted(&graph, &GraphView::retryWanted);
        auto* button = w.find<QPushButton>("graphRetry");
        auto* menu = w.find<QMenu>("graphRetryMenu");
        const auto entry = [&](const char* id) {
            for (QAction* action : menu->actions())
                if (action->objectName() == QLatin1String(id) + ".inMenu") return action;
            return static_cast<QAction*>(nullptr);
        };
        const auto openMenu = [&] { emit menu->aboutToShow(); };
        openMenu();
        QVERIFY(entry("skein.run.retryTask")->text().contains("no task is selected"));
        QVERIFY(!entry("skein.run.retryTask")->isEnabled());
        // A task that was done, and what rests on it.
        quint32 done = 0;
        for (const TaskRow& row : plan.tasks)
            if (done == 0 && row.status == Status::Done && row.blocks > 0) done = row.no;
        QVERIFY(done > 0);
        w.window->selection().setTask(done);
        TestWindow::settle();
        const RetryScopes scopes = retryScopes(plan, {done});
        QCOMPARE(scopes.selected.count, 1);
        QVERIFY(scopes.after.count >= 1);
        openMenu();
        QVERIFY(entry("skein.run.retryTask")->text().contains("1 task"));
        QVERIFY2(entry("skein.run.retryAfter")->text().contains(retryWords(scopes.after)),
                 qPrintable(entry("skein.run.retryAfter")->text()));
        QTimer::singleShot(0, menu, [menu] {
            QTest::keyClick(menu, Qt::Key_Down);
            QTest::keyClick(menu, Qt::Key_Down);
            QTest::keyClick(menu, Qt::Key_Return);
        });
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_COMPARE(wanted.size(), 1);
        const auto asked = wanted[0][0].value<RetryScope>();
        QCOMPARE(asked.tasks, QVector<quint32>{done});
        QVERIFY(asked.after);
    }

    void muchMoneyIsAskedFor() {
        RunSummary summary;
        QVERIFY(!SpendDialog::isNeeded(summary, MicroUsd{4'990'000}));
        QVERIFY(SpendDialog::isNeeded(summary, MicroUsd{5'000'000}));
        summary.budget = MicroUsd{10'000'000};
        summary.spent = MicroUsd{9'000'000};
        QVERIFY(!SpendDialog::isNeeded(summary, MicroUsd{99'000}));
        QVERIFY(SpendDialog::isNeeded(summary, MicroUsd{100'000}));
        TestWindow w("conflicts");
        SpendDialog dialog(w.theme, summary, QStringLiteral("Retry 3 tasks"), MicroUsd{300'000}, w.window.get());
        QVERIFY(dialog.findChild<QPushButton*>("spendConfirm")->text().contains("~$0.300"));
        QVERIFY(dialog.findChild<QPushButton*>("spendCancel")->isDefault());
        QVERIFY(dialog.findChild<QLabel*>("spendText")->text().contains("$1.00"));
    }

    void whatIsAfterATaskIsCountedOnce() {
        PlanView plan;  // 1 -> 2, 3 -> 4; 4 has not run yet; 5 stands alone and failed
        for (quint32 no = 1; no <= 5; ++no) {
            TaskRow row;
            row.no = no;
            row.attempt = no == 4 ? 0 : 2;
            row.status = no == 5 ? Status::Failed : no == 4 ? Status::Ready : Status::Done;
            row.cost = MicroUsd{no == 4 ? 0 : 200'000};
            plan.tasks.append(row);
        }
        plan.edges = {{1, 2}, {1, 3}, {2, 4}, {3, 4}};
        const RetryScopes scopes = retryScopes(plan, {1});
        QCOMPARE(scopes.after.count, 3);
        QCOMPARE(scopes.after.cost.value, 300'000);  // one attempt of each
        QVERIFY2(retryWords(scopes.after).endsWith(", ~$0.300"), qPrintable(retryWords(scopes.after)));
        QCOMPARE(scopes.failed.tasks, QVector<quint32>{5});
        QVERIFY(retryScopes(plan, {4}).selected.reason.contains("not run yet"));
        plan.tasks[0].status = Status::Running;
        QVERIFY(retryScopes(plan, {1}).after.reason.contains("running"));
        QVERIFY(retryScopes(plan, {9}).selected.reason.contains("selected"));
    }

    void criticalPathIsDrawn() {
        TestWindow w("before");
        w.view(ViewId::Graph);
        GraphCanvas& canvas = w.window->graph().canvas();
        const QImage before = canvas.viewport()->grab().toImage();
        canvas.setFocus();
        QTest::keyClick(&canvas, Qt::Key_C);
        TestWindow::settle();
        QVERIFY(w.find<QToolButton>("skein.graph.critical.button")->isChecked());
        QVERIFY(canvas.viewport()->grab().toImage() != before);
        QStringList notes;
        for (auto* note : w.window->findChildren<QLabel*>("viewNote")) notes.append(note->text());
        QVERIFY2(notes.join('|').contains("longest chain of what is left, 4 tasks"), qPrintable(notes.join('|')));
    }

    void followMovesUntilThePersonDoes() {
        TestWindow w("typical");
        w.view(ViewId::Graph);
        GraphCanvas& canvas = w.window->graph().canvas();
        canvas.expandAll();
        TestWindow::settle();
        canvas.zoomIn();
        canvas.setZoom(1.0, QPointF(0, 0));
        canvas.verticalScrollBar()->setValue(canvas.verticalScrollBar()->maximum());
        canvas.horizontalScrollBar()->setValue(canvas.horizontalScrollBar()->maximum());
        const QRectF before = canvas.visibleWorld();
        canvas.setFocus();
        QTest::keyClick(&canvas, Qt::Key_G);
        QVERIFY(canvas.followsNow());
        QVERIFY(canvas.visibleWorld() != before);  // nothing ran in the last corner
        QTest::keyClick(&canvas, Qt::Key_Plus);    // by hand
        QVERIFY(canvas.followPaused());
        const QRectF mine = canvas.visibleWorld();
        w.feed->changeTask(1, Status::Running);
        QCOMPARE(canvas.visibleWorld(), mine);
        auto* chip = w.find<QPushButton>("graphFollowPaused");
        QVERIFY(chip->isVisible());
        QCOMPARE(chip->text(), QString("Follow paused, G to resume"));
        QTest::keyClick(&canvas, Qt::Key_G);
        QVERIFY(canvas.followsNow());
        QVERIFY(!chip->isVisible());
        QTest::keyClick(&canvas, Qt::Key_Minus);
        QTest::mouseClick(chip, Qt::LeftButton);
        QVERIFY(canvas.followsNow());
        QVERIFY(!chip->isVisible());
    }

    void theMapIsMovedByDraggingAndByKeys() {
        TestWindow w("typical");
        w.view(ViewId::Graph);
        GraphCanvas& canvas = w.window->graph().canvas();
        auto* map = w.find("graphMinimap");
        canvas.expandAll();
        TestWindow::settle();
        canvas.fitAll();
        QVERIFY(!map->isVisible());  // all is in sight
        canvas.naturalSize();
        TestWindow::settle();
        QVERIFY(map->isVisible());
        canvas.setFocus();
        QTest::keyClick(&canvas, Qt::Key_G);
        // The lower right corner of the map is that of the graph.
        QTest::mousePress(map, Qt::LeftButton, {}, QPoint(20, 20));
        QTest::mouseMove(map, QPoint(map->width() - 8, map->height() - 8));
        QTest::mouseRelease(map, Qt::LeftButton, {}, QPoint(map->width() - 8, map->height() - 8));
        QCOMPARE(canvas.horizontalScrollBar()->value(), canvas.horizontalScrollBar()->maximum());
        QCOMPARE(canvas.verticalScrollBar()->value(), canvas.verticalScrollBar()->maximum());
        QVERIFY(canvas.followPaused());  // that was by hand
        map->setFocus();
        const QRectF corner = canvas.visibleWorld();
        QTest::keyClick(map, Qt::Key_Left);
        QVERIFY(canvas.visibleWorld().left() < corner.left());
        QTest::keyClick(map, Qt::Key_Up);
        QVERIFY(canvas.visibleWorld().top() < corner.top());
        QTest::keyClick(map, Qt::Key_Right);
        QTest::keyClick(map, Qt::Key_Down);
        QCOMPARE(canvas.visibleWorld(), corner);
        QTest::keyClick(map, Qt::Key_Escape);
        QVERIFY(canvas.hasFocus());
    }

    // Over boxes the map lets them be seen, until somebody is in it; over nothing it stands out.
    void theMapHidesNothing() {
        TestWindow w("typical");
        w.view(ViewId::Graph);
        GraphCanvas& canvas = w.window->graph().canvas();
        auto* map = w.find<GraphMinimap>("graphMinimap");
        canvas.expandAll();
        TestWindow::settle();
        canvas.naturalSize();
        TestWindow::settle();
        QVERIFY(map->isVisible());
        // A task with something written in it, in the corner where the map is.
        const auto& items = canvas.scene().items;
        const auto below = std::find_if(items.begin(), items.end(), [&](const GraphItem& item) {
            return item.rect.left() > canvas.world().center().x() && item.rect.top() > canvas.world().center().y();
        });
        QVERIFY(below != items.end());
        canvas.panByHand(canvas.toView(below->rect.center()) - QPointF(map->geometry().center()));
        canvas.setFocus();
        TestWindow::settle();
        QVERIFY(canvas.hasItemsIn(map->geometry()));
        const auto look = [&] { return canvas.viewport()->grab(map->geometry()).toImage(); };
        const auto unlike = [](const QImage& a, const QImage& b) {
            double sum = 0;
            for (int y = 0; y < a.height(); ++y)
                for (int x = 0; x < a.width(); ++x) sum += std::abs(qGray(a.pixel(x, y)) - qGray(b.pixel(x, y)));
            return sum;
        };
        const QImage faint = look();
        map->setFocus();
        const QImage strong = look();
        canvas.setFocus();
        map->setVisible(false);
        const QImage bare = look();
        map->setVisible(true);
        QVERIFY2(unlike(faint, bare) < unlike(strong, bare) * 0.6,
                 qPrintable(QString("%1 %2").arg(unlike(faint, bare)).arg(unlike(strong, bare))));
        QVERIFY(unlike(faint, bare) > 0);  // it is there
        QVERIFY(map->isFaint());
        map->setFocus();
        QVERIFY(!map->isFaint());
    }

    void findingDimsTheRestAndHidesNothing() {
        TestWindow w("conflicts");
        w.view(ViewId::Graph);
        GraphCanvas& canvas = w.window->graph().canvas();
        canvas.setFocus();
        const auto items = canvas.scene().items.size();
        const QImage plain = canvas.viewport()->grab().toImage();
        QTest::keyClick(w.window.get(), Qt::Key_F, Qt::ControlModifier);
        auto* field = w.find<QLineEdit>("graphFindField");
        auto* count = w.find<QLabel>("graphFindCount");
        QVERIFY(field->hasFocus());
        QTest::keyClicks(field, "DIGEST the");
        QVector<quint32> found;
        for (const TaskRow& row : canvas.plan().tasks)
            if (row.title.contains("digest the", Qt::CaseInsensitive)) found.append(row.no);
        QVERIFY(found.size() > 2 && found.size() < canvas.plan().tasks.size());
        QCOMPARE(count->text(), QString("%1 found").arg(found.size()));
        QCOMPARE(canvas.scene().items.size(), items);  // a filter would have taken the others away
        for (int i = 0; i < items; ++i)
            QCOMPARE(canvas.foundIn(i) == 1, found.contains(quint32(canvas.scene().items[i].tasks.front()) + 1));
        QVERIFY(canvas.viewport()->grab().toImage() != plain);
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(w.window->selection().task(), found[0]);
        QTest::keyClick(w.window.get(), Qt::Key_F3);
        QCOMPARE(w.window->selection().task(), found[1]);
        QCOMPARE(count->text(), QString("2 of %1").arg(found.size()));
        QTest::keyClick(w.window.get(), Qt::Key_F3, Qt::ShiftModifier);
        QTest::mouseClick(w.find<QToolButton>("graphFindPrevious"), Qt::LeftButton);
        QCOMPARE(w.window->selection().task(), found.last());  // round at the ends
        field->selectAll();
        QTest::keyClicks(field, "no such words");
        QCOMPARE(count->text(), QString("No task has these words"));
        QVERIFY(!w.window->commands().reason("skein.graph.findNext").isEmpty());
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(!field->isVisible());
        QVERIFY(canvas.hasFocus());
        QCOMPARE(canvas.foundIn(0), -1);
        QCOMPARE(w.window->selection().task(), found.last());  // one step at a time
        // Esc in the graph ends finding before it ends the selection.
        QTest::keyClick(w.window.get(), Qt::Key_F, Qt::ControlModifier);
        QTest::keyClicks(field, "digest");
        canvas.setFocus();
        QTest::keyClick(&canvas, Qt::Key_Escape);
        QVERIFY(!field->isVisible());
        QCOMPARE(w.window->selection().task(), found.last());
        QTest::keyClick(&canvas, Qt::Key_Escape);
        QCOMPARE(w.window->selection().task(), quint32(0));
    }

    void closedGroupsSayHowManyAreFound() {
        TestWindow w("10k");
        w.view(ViewId::Graph);
        GraphCanvas& canvas = w.window->graph().canvas();
        canvas.collapseAll();
        TestWindow::settle();
        w.window->graph().find();
        QTest::keyClicks(w.find<QLineEdit>("graphFindField"), "entity 17");
        int found = 0;
        for (int i = 0; i < canvas.scene().items.size(); ++i) found += canvas.foundIn(i);
        int tasks = 0;
        for (const TaskRow& row : canvas.plan().tasks)
            tasks += row.title.contains("entity 17") || row.id.contains("entity 17");
        QVERIFY(tasks > 0);
        QCOMPARE(found, tasks);
    }

    void letterKeysAreTextInTextFields() {
        TestWindow w("typical");
        w.view(ViewId::Graph);
        auto* find = w.find<QLineEdit>("filterField");
        find->setFocus();
        QTest::keyClicks(find, "gcn");
        QCOMPARE(find->text(), QString("gcn"));
        QVERIFY(!w.window->graph().canvas().followsNow());
    }

    void clickSelectsAlsoInTheTable() {
        TestWindow w("before");
        w.view(ViewId::Graph);
        GraphCanvas& canvas = w.window->graph().canvas();
        const QRectF rect = canvas.scene().items[4].rect;
        QTest::mouseClick(canvas.viewport(), Qt::LeftButton, {}, canvas.toView(rect.center()).toPoint());
        const quint32 task = w.window->selection().task();
        QCOMPARE(task, quint32(canvas.scene().items[4].tasks.front()) + 1);
        auto* table = w.find<QTableView>("taskTable");
        QCOMPARE(table->currentIndex().data(Qt::UserRole + 1).toULongLong(), quint64(task));
    }
};

QTEST_MAIN(TestGraphCanvas)
#include "tst_graph_canvas.moc"
