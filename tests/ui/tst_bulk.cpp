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
    BulkBar* bar() { return find<BulkBar>("bulkBar"); }
    QString words() { return find<QLabel>("bulkWords")->text(); }
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
        auto* retry = w.find<QPushButton>("bulkRetry");
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
        QTest::mouseClick(w.find<QPushButton>("bulkNarrow"), Qt::LeftButton);
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

    void whatMayNotBeWrittenIsNotRetried() {
        Bulk w("failing");
        RunDelta change;
        change.summary = w.feed->fixture().summary;
        change.summary->unwritable = "the disk is full";
        emit w.feed->delta(change);
        w.click(0);
        w.click(2, Qt::ControlModifier);
        auto* retry = w.find<QPushButton>("bulkRetry");
        QVERIFY(!retry->isEnabled() && retry->toolTip().contains("the disk is full"));
        QVERIFY(w.find<QPushButton>("bulkNarrow")->isEnabled());
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
        QVERIFY(w.find<BulkBar>("bulkBar")->isVisible());
        QVERIFY2(geometryProblems(*w.window).isEmpty(), qPrintable(geometryProblems(*w.window).join('\n')));
    }
};

QTEST_MAIN(TestBulk)
#include "tst_bulk.moc"
