// Several tasks at once: selected by real clicks and keys, told in every view's retry, acted on together, and ended by
// Esc or by selecting something else.
#include <QPushButton>
#include <QTableView>

#include "tests/ui/ui_fixture.h"
#include "ui/graph/graph_canvas.h"
#include "ui/graph/graph_view.h"
#include "ui/tasks/bulk_bar.h"
#include "ui/tasks/tasks_view.h"

using namespace skein;
using namespace skein::ui;

namespace {

struct Bulk : TestWindow {
    QTableView* table;
    bool inGraph = false;
    explicit Bulk(const QString& fixture) : TestWindow(fixture) {
        view(ViewId::Tasks);
        table = find<QTableView>("taskTable");
        window->activateWindow();
        table->setFocus();
    }
    void click(int row, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mouseClick(table->viewport(), Qt::LeftButton, modifiers,
                          table->visualRect(table->model()->index(row, 0)).center());
        settle();
    }
    quint32 numberAt(int row) { return window->findChild<TasksView*>()->model().rowAt(row)->no; }
    const QVector<quint32>& marked() { return window->selection().marked(); }
    /// Of the view that is shown.
    BulkBar* bar() {
        QWidget* view = inGraph ? static_cast<QWidget*>(&window->graph()) : window->findChild<TasksView*>();
        return view->findChild<BulkBar*>();
    }
    QString words() { return bar()->findChild<QLabel*>("bulkWords")->text(); }
    QPushButton* button(const char* name) { return bar()->findChild<QPushButton*>(name); }
    GraphCanvas& canvas() { return window->graph().canvas(); }
    void toGraph() {
        inGraph = true;
        view(ViewId::Graph);
        QTRY_VERIFY(!canvas().scene().items.isEmpty());
        canvas().setFocus();
        settle();
    }
    QPoint at(int item) { return canvas().toView(canvas().scene().items[item].rect.center()).toPoint(); }
    QVector<quint32> numbers(int item) {
        QVector<quint32> tasks;
        for (const int task : canvas().scene().items[item].tasks) tasks.append(static_cast<quint32>(task) + 1);
        return tasks;
    }
    void press(int item, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mouseClick(canvas().viewport(), Qt::LeftButton, modifiers, at(item));
        settle();
    }
};

}  // namespace

class TestBulk : public QObject {
    Q_OBJECT
private slots:
    void rowsAreSelectedByClicksAndKeys() {
        Bulk w("failing");
        QVERIFY(w.bar()->isHidden());
        w.click(1);
        QVERIFY(w.bar()->isHidden() && w.marked().isEmpty());
        const int top = w.table->mapTo(w.window.get(), QPoint()).y();
        w.click(3, Qt::ControlModifier);
        w.click(5, Qt::ControlModifier);
        QCOMPARE(w.marked(), (QVector<quint32>{w.numberAt(1), w.numberAt(3), w.numberAt(5)}));
        QVERIFY(w.bar()->isVisible());
        QCOMPARE(w.table->mapTo(w.window.get(), QPoint()).y(), top);  // no row moved under the pointer
        QVERIFY2(w.words().startsWith("3 selected: "), qPrintable(w.words()));
        QVERIFY2(w.words().contains("spent on them"), qPrintable(w.words()));
        w.click(3, Qt::ControlModifier);
        QCOMPARE(w.marked(), (QVector<quint32>{w.numberAt(1), w.numberAt(5)}));
        w.click(2);
        QVERIFY(w.marked().isEmpty() && w.bar()->isHidden());

        QTest::keyClick(w.table, Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(w.table, Qt::Key_Down, Qt::ShiftModifier);
        TestWindow::settle();
        QCOMPARE(w.marked(), (QVector<quint32>{w.numberAt(2), w.numberAt(3), w.numberAt(4)}));
        QTest::keyClick(w.table, Qt::Key_A, Qt::ControlModifier);
        TestWindow::settle();
        QCOMPARE(w.marked().size(), w.table->model()->rowCount());
        QTest::keyClick(w.table, Qt::Key_Escape);
        TestWindow::settle();
        QVERIFY(w.marked().isEmpty() && w.bar()->isHidden());
        QVERIFY(w.window->selection().task() != 0);  // one step at a time
    }

    void theyRunAgainTogether() {
        Bulk w("failing");
        QVector<quint32> can;
        QSignalSpy wanted(w.window->findChild<TasksView*>(), &TasksView::retryWanted);
        QTest::keyClick(w.table, Qt::Key_A, Qt::ControlModifier);
        TestWindow::settle();
        for (const TaskRow& row : w.feed->fixture().plan.tasks)
            if (row.attempt > 0) can.append(row.no);
        const int all = w.table->model()->rowCount();
        QVERIFY(!can.isEmpty() && can.size() < all);
        auto* retry = w.button("bulkRetry");
        QVERIFY2(retry->text().startsWith(QStringLiteral("Retry %1 of %2: ~$").arg(can.size()).arg(all)),
                 qPrintable(retry->text()));
        // The same by its key, and in the graph's menu.
        const RetryScopes scopes = retryScopes(w.window->graph().canvas().plan(), w.window->selection().chosen());
        QCOMPARE(scopes.selected.tasks, can);
        QVERIFY(scopes.after.count >= scopes.selected.count);
        // So much money is asked for.
        QTimer::singleShot(0, w.window.get(), [&w] {
            if (auto* ask = w.find<QPushButton>("spendConfirm")) ask->click();
        });
        QTest::mouseClick(retry, Qt::LeftButton);
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted[0][0].value<RetryScope>().tasks, can);
    }

    void theyNarrowEveryView() {
        Bulk w("failing");
        w.click(0);
        w.click(2, Qt::ControlModifier);
        const QVector<quint32> two = w.marked();
        QTest::mouseClick(w.button("bulkNarrow"), Qt::LeftButton);
        TestWindow::settle();
        QCOMPARE(w.table->model()->rowCount(), 2);
        QCOMPARE(w.window->selection().crumbs().last().tasks, two);
        QVERIFY(w.window->commands().trigger("skein.go.back"));
        TestWindow::settle();
        QCOMPARE(w.table->model()->rowCount(), 25);
    }

    void selectingElsewhereEndsIt() {
        Bulk w("failing");
        w.click(0);
        w.click(2, Qt::ControlModifier);
        QCOMPARE(w.marked().size(), 2);
        w.window->selection().setTask(w.numberAt(6));
        TestWindow::settle();
        QVERIFY(w.marked().isEmpty() && w.bar()->isHidden());
        QCOMPARE(w.table->selectionModel()->selectedRows().size(), 1);
        QCOMPARE(w.table->currentIndex().row(), 6);
    }

    void itemsOfTheGraphAreSelectedByClicksAndKeys() {
        Bulk w("failing");
        w.toGraph();
        const int items = static_cast<int>(w.canvas().scene().items.size());
        QVERIFY(items > 3);
        const auto sight = w.canvas().sight();
        w.press(0);
        QVERIFY(w.bar()->isHidden() && w.marked().isEmpty());
        w.press(1, Qt::ControlModifier);
        QVector<quint32> both = w.numbers(0) + w.numbers(1);
        std::sort(both.begin(), both.end());
        QCOMPARE(w.marked(), both);
        QVERIFY(w.bar()->isVisible() && w.words().startsWith(QStringLiteral("%1 selected").arg(both.size())));
        QVERIFY(w.canvas().isMarked(0) && w.canvas().isMarked(1) && !w.canvas().isMarked(2));
        QVERIFY(w.canvas().sight() == sight);  // nothing moved under the pointer
        w.press(1, Qt::ControlModifier);
        QVERIFY(!w.canvas().isMarked(1));
        w.press(2);
        QVERIFY(w.marked().isEmpty() && w.bar()->isHidden());

        QTest::keyClick(&w.canvas(), Qt::Key_Home);
        const int first = w.canvas().currentItem();
        QTest::keyClick(&w.canvas(), Qt::Key_Right, Qt::ShiftModifier);
        const int second = w.canvas().currentItem();
        QVERIFY(first != second && w.canvas().isMarked(first) && w.canvas().isMarked(second));
        // The table has the same rows selected, and a click on one of them ends it in both.
        const QVector<quint32> tasks = w.marked();
        w.inGraph = false;
        w.view(ViewId::Tasks);
        QCOMPARE(w.table->selectionModel()->selectedRows().size(), tasks.size());
        QCOMPARE(w.marked(), tasks);
        QVERIFY(w.bar()->isVisible());
        w.toGraph();
        QTest::keyClick(&w.canvas(), Qt::Key_Escape);
        QVERIFY(w.marked().isEmpty() && w.canvas().currentItem() == second);  // one step at a time
        QCOMPARE(w.table->selectionModel()->selectedRows().size(), 1);
    }

    void aFrameAroundItemsSelectsThem() {
        Bulk w("failing");
        w.toGraph();
        const auto sight = w.canvas().sight();
        const auto& items = w.canvas().scene().items;
        QRectF around = items[0].rect | items[1].rect;
        around.adjust(-4, -4, 4, 4);
        QSet<quint32> within;
        for (int item = 0; item < items.size(); ++item)
            if (items[item].rect.intersects(around))
                for (const quint32 task : w.numbers(item)) within.insert(task);
        const QPoint from = w.canvas().toView(around.topLeft()).toPoint();
        const QPoint to = w.canvas().toView(around.bottomRight()).toPoint();
        QWidget* port = w.canvas().viewport();
        QTest::mousePress(port, Qt::LeftButton, Qt::ShiftModifier, from);
        for (const QPoint& point : {(from + to) / 2, to}) {
            QMouseEvent move(QEvent::MouseMove, point, port->mapToGlobal(point), Qt::NoButton, Qt::LeftButton,
                             Qt::ShiftModifier);
            QApplication::sendEvent(port, &move);
        }
        QTest::mouseRelease(port, Qt::LeftButton, Qt::ShiftModifier, to);
        TestWindow::settle();
        QCOMPARE(QSet<quint32>(w.marked().cbegin(), w.marked().cend()), within);
        QVERIFY(w.canvas().sight() == sight);  // it was no pan
        // A click on the bar is not one on the graph behind it.
        QTest::mouseClick(w.bar(), Qt::LeftButton, {}, w.bar()->rect().bottomRight() - QPoint(2, 2));
        QVERIFY(w.marked().size() > 1);
        QTest::mouseClick(w.button("bulkClear"), Qt::LeftButton);
        QVERIFY(w.marked().isEmpty() && w.bar()->isHidden() && w.canvas().hasFocus());
    }

    void whatMayNotBeWrittenIsNotRetried() {
        Bulk w("failing");
        RunDelta change;
        change.summary = w.feed->fixture().summary;
        change.summary->unwritable = "the disk is full";
        emit w.feed->delta(change);
        w.click(0);
        w.click(2, Qt::ControlModifier);
        auto* retry = w.button("bulkRetry");
        QVERIFY(!retry->isEnabled() && retry->toolTip().contains("the disk is full"));
        QVERIFY(w.button("bulkNarrow")->isEnabled());
    }

    void theBarHasRoom_data() {
        QTest::addColumn<QString>("language");
        QTest::addColumn<double>("scale");
        QTest::newRow("English") << "" << 1.0;
        QTest::newRow("English 200 %") << "" << 2.0;
        QTest::newRow("German 200 %") << "de" << 2.0;
        QTest::newRow("pseudo") << "pseudo" << 1.0;
    }
    void theBarHasRoom() {
        QFETCH(QString, language);
        QFETCH(double, scale);
        TestWindow w("failing", ThemeChoice::Light, scale, {1280, 720}, language);
        w.view(ViewId::Tasks);
        auto* table = w.find<QTableView>("taskTable");
        table->setFocus();
        QTest::keyClick(table, Qt::Key_A, Qt::ControlModifier);
        TestWindow::settle();
        QVERIFY(w.window->findChild<TasksView*>()->findChild<BulkBar*>()->isVisible());
        QVERIFY2(geometryProblems(*w.window).isEmpty(), qPrintable(geometryProblems(*w.window).join('\n')));
        w.view(ViewId::Graph);
        QVERIFY(w.window->graph().findChild<BulkBar*>()->isVisible());
        QVERIFY2(geometryProblems(*w.window).isEmpty(), qPrintable(geometryProblems(*w.window).join('\n')));
    }
};

QTEST_MAIN(TestBulk)
#include "tst_bulk.moc"
