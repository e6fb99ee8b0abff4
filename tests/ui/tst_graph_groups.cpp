// Groups of the graph: large phases as grids, what boxes stand for, how many dependencies a line is, and the ways to
// the outline and the slack list.
#include <QToolTip>

#include "tests/ui/ui_fixture.h"
#include "ui/graph/graph_view.h"
#include "ui/graph/slack_list.h"
#include "ui/shell/drawer.h"
#include "ui/shell/palette.h"

using namespace skein::ui;

namespace {

/// One task that feeds `wide` others of one kind each, which feed a last one.
PlanView fan(int wide) {
    PlanView plan;
    plan.run = 1;
    plan.phases = {"First", "Wide", "Last"};
    for (int i = 0; i < wide + 2; ++i) {
        TaskRow row;
        row.no = static_cast<quint32>(i) + 1;
        row.id = QString::number(i);
        row.title = QString("Check the part %1 of the whole").arg(i);
        row.phase = plan.phases[i == 0 ? 0 : i <= wide ? 1 : 2];
        row.kind = QString("kind %1").arg(i % 3 + (i > wide ? 7 : 0));
        row.status = i % 2 ? Status::Done : Status::Waiting;
        plan.tasks.append(row);
        if (i > 0 && i <= wide) plan.edges.append({1, row.no});
        if (i > wide)
            for (quint32 from = 2; from < row.no; ++from) plan.edges.append({from, row.no});
    }
    return plan;
}

GraphOptions openIn(QSizeF view, const PlanView& plan) {
    GraphOptions options;
    options.view = view;
    for (int i = 0; i < plan.tasks.size(); ++i) options.openStacks.insert(i);
    return options;
}

}  // namespace

class TestGraphGroups : public QObject {
    Q_OBJECT
private slots:
    void manySiblingsAreAGrid() {
        const PlanView plan = fan(66);
        const QSizeF view(900, 560);
        GraphOptions options = openIn(view, plan);
        const GraphScene scene = buildScene(plan, options);
        QVERIFY(scene.wrapping);
        QCOMPARE(scene.items.size(), 68);
        QVERIFY2(scene.world.height() * readableZoom < view.height() * 1.2,
                 qPrintable(QString::number(scene.world.height())));
        QSet<int> columns;
        for (int a = 0; a < scene.items.size(); ++a) {
            columns.insert(scene.items[a].column);
            for (int b = a + 1; b < scene.items.size(); ++b)
                QVERIFY2(!scene.items[a].rect.intersects(scene.items[b].rect),
                         qPrintable(scene.items[a].title + scene.items[b].title));
        }
        QVERIFY(columns.size() >= 4);
        for (const GraphEdge& edge : scene.edges) {
            QVERIFY(scene.items[edge.from].rect.right() < scene.items[edge.to].rect.left());
            QCOMPARE(edge.line.first().x(), scene.items[edge.from].rect.right());
            QCOMPARE(edge.line.last().x(), scene.items[edge.to].rect.left());
            // Between the rows, never through a box of the grid.
            for (int p = 1; p < edge.line.size(); ++p) {
                if (edge.line[p - 1].y() != edge.line[p].y()) continue;
                const QRectF piece = QRectF(edge.line[p - 1], edge.line[p]).normalized().adjusted(0, -0.1, 0, 0.1);
                for (const GraphItem& item : scene.items) {
                    if (item.column < 0) continue;
                    const QRectF inner = item.rect.adjusted(1, 1, -1, -1);
                    QVERIFY2(!inner.intersects(piece), qPrintable(item.title));
                }
            }
        }
        // A handful stays a column, and what fits too.
        const PlanView few = fan(12);
        QVERIFY(!buildScene(few, openIn(view, few)).wrapping);
        // A large phase is about as wide as it is high.
        const PlanView many = fan(1600);
        const GraphScene large = buildScene(many, openIn(view, many));
        const double shape = large.world.width() / large.world.height();
        QVERIFY2(shape > 1 && shape < 4, qPrintable(QString::number(shape)));
    }

    /// Who was in a cell stays there when the plan is amended.
    void amendmentsKeepTheCells() {
        const PlanView plan = fan(66);
        GraphOptions options = openIn({900, 560}, plan);
        const GraphScene before = buildScene(plan, options);
        PlanView more = plan;
        TaskRow row = plan.tasks[3];
        row.no = static_cast<quint32>(more.tasks.size()) + 1;
        row.id = "new";
        more.tasks.append(row);
        more.edges.append({1, row.no});
        more.edges.append({row.no, 68});
        options.before = std::make_shared<const GraphScene>(before);
        const GraphScene after = buildScene(more, options);
        QVERIFY(after.wrapping);
        for (auto it = before.itemOfTask.cbegin(); it != before.itemOfTask.cend(); ++it) {
            const GraphItem& was = before.items[it.value()];
            const GraphItem& is = after.items[after.itemOfTask[it.key()]];
            QVERIFY2(is.column == was.column && is.row == was.row, qPrintable(was.title));
        }
    }

    void theGridIsWalkedByArrows() {
        TestWindow w("typical", ThemeChoice::Light, 1.0, {1280, 800});
        w.view(ViewId::Graph);
        GraphCanvas& canvas = w.window->graph().canvas();
        canvas.setFocus();
        w.window->commands().trigger("skein.graph.collapseAll");
        TestWindow::settle();
        QTest::keyClick(&canvas, Qt::Key_Home);
        QTest::keyClick(&canvas, Qt::Key_Right);   // the first phase is a stack: its tasks need the same
        QTest::keyClick(&canvas, Qt::Key_Return);  // opens a phase of 66
        TestWindow::settle();
        QVERIFY(canvas.scene().wrapping);
        QVERIFY2(canvas.zoom() >= 0.5, qPrintable(QString::number(canvas.zoom())));
        QSet<int> columns, seen;
        for (int i = 0; i < 80; ++i) {
            const int at = canvas.currentItem();
            QVERIFY(at >= 0);
            columns.insert(canvas.scene().items[at].column);
            seen.insert(at);
            QTest::keyClick(&canvas, Qt::Key_Down);
        }
        QCOMPARE(seen.size(), 66);  // each once, down a column and on at the top of the next
        QVERIFY(columns.size() > 1);
        for (int i = 0; i < 80; ++i) QTest::keyClick(&canvas, Qt::Key_Up);
        QCOMPARE(canvas.scene().items[canvas.currentItem()].row, 0);
        QCOMPARE(canvas.scene().items[canvas.currentItem()].column, 0);
        QVERIFY2(geometryProblems(*w.window).isEmpty(), qPrintable(geometryProblems(*w.window).join('\n')));
    }

    void boxesStandForWhatIsChosen() {
        TestWindow w("typical");
        w.view(ViewId::Graph);
        GraphCanvas& canvas = w.window->graph().canvas();
        const auto titles = [&canvas] {
            QSet<QString> names;
            for (const GraphItem& item : canvas.scene().items)
                if (item.kind == GraphItem::Kind::Phase) names.insert(item.title);
            return names;
        };
        w.window->commands().trigger("skein.graph.collapseAll");
        TestWindow::settle();
        QVERIFY(titles().contains("Schema"));
        auto* menu = w.find<QMenu>("graphGroupingMenu");
        auto* button = w.find<QPushButton>("graphGrouping");
        const auto choose = [&](const char* id) {
            menu->popup({0, 0});
            menu->setActiveAction(w.window->commands().action(id));
            QTest::keyClick(menu, Qt::Key_Return);
            TestWindow::settle();
            w.window->commands().trigger("skein.graph.collapseAll");
            TestWindow::settle();
        };
        choose("skein.graph.groupKind");
        QVERIFY(titles().contains("schema_design") && titles().contains("screen") && !titles().contains("Schema"));
        QCOMPARE(button->text(), QString("Group: kind"));
        choose("skein.graph.groupState");
        QVERIFY(titles().contains("Running") && titles().contains("Waiting") && !titles().contains("screen"));
        // A state that changes moves nothing.
        const auto places = [&canvas] {
            QVector<QRectF> rects;
            for (const GraphItem& item : canvas.scene().items) rects.append(item.rect);
            return rects;
        };
        const auto before = places();
        w.feed->changeTask(200, Status::Failed);
        TestWindow::settle();
        QCOMPARE(places(), before);
        choose("skein.graph.groupPhase");
        QVERIFY(titles().contains("Schema"));
        QVERIFY(w.window->commands().action("skein.graph.groupPhase")->isChecked());
    }

    /// Lines between phases say how many dependencies they are, where the boxes stand close too.
    void linesBetweenGroupsAreCounted() {
        TestWindow w("typical", ThemeChoice::Light, 1.0, {1280, 800});
        w.view(ViewId::Graph);
        GraphCanvas& canvas = w.window->graph().canvas();
        w.window->commands().trigger("skein.graph.collapseAll");
        TestWindow::settle();
        const GraphScene& scene = canvas.scene();
        QVERIFY(!scene.edges.isEmpty());
        const QImage image = canvas.viewport()->grab().toImage();
        const QColor border = w.theme.color(Token::TextSecondary);
        for (const GraphEdge& edge : scene.edges) {
            QVERIFY(edge.count > 1);
            const QPoint middle = ((canvas.toView(edge.line[0]) + canvas.toView(edge.line[1])) / 2).toPoint();
            int ink = 0;
            for (int x = -10; x <= 10; ++x)
                for (const int y : {-5, -4, -3, 3, 4, 5}) {  // beside the line
                    const QColor at = image.pixelColor((middle + QPoint(x, y)) * image.devicePixelRatio());
                    ink += std::abs(at.lightness() - border.lightness()) < 70;
                }
            QVERIFY2(ink > 4, qPrintable(QString::number(ink)));
        }
    }

    /// Closed phases beside an open one say what they are also where all of it is shown; a small drawing is shown whole
    /// rather than cut off, phases alone fill a large view.
    void boxesUseTheRoomThereIs() {
        PlanView plan = fan(66);
        TaskRow second = plan.tasks.front();
        second.no = static_cast<quint32>(plan.tasks.size()) + 1;
        second.id = "second";
        plan.tasks.append(second);
        GraphOptions options = openIn({900, 560}, plan);
        options.collapsedPhases = {0, 2};
        const GraphScene scene = buildScene(plan, options);
        QVERIFY(scene.wrapping);
        QVERIFY2(scene.sizes.groupHeight > 200, qPrintable(QString::number(scene.sizes.groupHeight)));

        TestWindow small("failing", ThemeChoice::Light, 1.0, {1280, 720});
        small.view(ViewId::Graph);
        const GraphCanvas& whole = small.window->graph().canvas();
        QVERIFY(whole.visibleWorld().contains(whole.world()));
        TestWindow large("typical", ThemeChoice::Light, 1.0, {2560, 1440});
        large.view(ViewId::Graph);
        QVERIFY2(large.window->graph().canvas().zoom() > 1.1,
                 qPrintable(QString::number(large.window->graph().canvas().zoom())));
    }

    /// An opened group has a frame with its name; what has the keyboard in it is in sight, and single tasks carry no
    /// numbers on their lines.
    void anOpenedGroupIsFramed() {
        TestWindow w("10k", ThemeChoice::Light, 1.0, {1280, 800});
        w.view(ViewId::Graph);
        GraphCanvas& canvas = w.window->graph().canvas();
        TestWindow::settle();
        QVERIFY(canvas.scene().frames.isEmpty());
        QVERIFY(canvas.countsLines());
        const auto items = canvas.scene().items;
        const auto group = std::find_if(items.begin(), items.end(),
                                        [](const GraphItem& item) { return item.title == QLatin1String("Service"); });
        QVERIFY(group != items.end());
        canvas.selectItem(static_cast<int>(group - items.begin()));
        canvas.setFocus();
        QTest::keyClick(&canvas, Qt::Key_Return);
        QTRY_COMPARE(canvas.scene().frames.size(), 1);
        TestWindow::settle();
        const GraphFrame& frame = canvas.scene().frames.front();
        QCOMPARE(frame.title, QString("Service"));
        QCOMPARE(frame.tasks, static_cast<int>(group->tasks.size()));
        const QRectF current = canvas.scene().items[canvas.currentItem()].rect;
        QVERIFY(frame.rect.contains(current));
        QVERIFY2(canvas.visibleWorld().contains(current), "the task that has the keyboard is out of sight");
    }

    /// A letter that can do nothing now says why.
    void aLetterThatDoesNothingSaysWhy() {
        TestWindow w("10k", ThemeChoice::Light, 1.0, {1280, 800});
        w.view(ViewId::Graph);
        GraphCanvas& canvas = w.window->graph().canvas();
        canvas.setFocus();
        QTest::keyClick(&canvas, Qt::Key_N);
        QTRY_VERIFY(QToolTip::isVisible());
        QVERIFY2(QToolTip::text().contains("no task is selected"), qPrintable(QToolTip::text()));
        QToolTip::hideText();
    }

    /// Esc in the list: the selection, then what narrows.
    void escGoesBackOneStepAtATime() {
        TestWindow w("overnight");
        w.view(ViewId::Graph);
        w.view(ViewId::Tasks);
        SelectionContext& selection = w.window->selection();
        auto* table = w.find<QTableView>("taskTable");
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Down);
        selection.setFilter("status:done");
        TestWindow::settle();
        const auto esc = [&] {
            QTest::keyClick(table, Qt::Key_Escape);
            TestWindow::settle();
        };
        if (selection.task() == 0) selection.setTask(3);
        esc();
        QVERIFY(selection.task() == 0 && selection.filter() == "status:done");
        esc();
        QVERIFY(selection.filter().isEmpty() && table->isVisible());
        QVERIFY(w.window->commands().trigger("skein.go.back"));  // it was a step of the way
        QCOMPARE(selection.filter(), QString("status:done"));
    }

    void lettersAndThePaletteLeadOn() {
        TestWindow w("overnight");
        w.view(ViewId::Graph);
        GraphCanvas& canvas = w.window->graph().canvas();
        canvas.setFocus();
        auto* outline = w.window->commands().action("skein.view.outline");
        const bool shown = outline->isChecked();
        QTest::keyClick(&canvas, Qt::Key_O);
        TestWindow::settle();
        QVERIFY(outline->isChecked() != shown);
        const auto finds = [&w](const QString& typed) {
            QTest::keyClick(w.window.get(), Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
            TestWindow::settle();
            auto* input = w.find<QLineEdit>("paletteInput");
            input->selectAll();
            QTest::keyClicks(input, ">" + typed);
            const auto* list = w.find<QListWidget>("paletteList");
            const QString first = list->count() > 0 ? list->item(0)->data(Qt::UserRole + 40).toString() : QString();
            return first;
        };
        QCOMPARE(finds("critical path").left(17), QString("Show the critical"));
        QVERIFY2(finds("fork").contains("Fork"), qPrintable(finds("fork")));
        QVERIFY2(finds("near").contains("near", Qt::CaseInsensitive), qPrintable(finds("near")));
        QCOMPARE(finds("slack"), QString("Show the slack of tasks"));
        QTest::keyClick(w.find<QLineEdit>("paletteInput"), Qt::Key_Return);
        TestWindow::settle();
        auto* list = w.find<SlackList>("slackList");
        QVERIFY(list->isVisible());
        QCOMPARE(w.find<Drawer>("drawer")->currentWidget(), list);
        QVERIFY(w.find<QTableView>("slackTable")->hasFocus());
    }
};

QTEST_MAIN(TestGraphGroups)
#include "tst_graph_groups.moc"
