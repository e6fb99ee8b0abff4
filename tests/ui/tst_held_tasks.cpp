// Pause points in the window: what is held needs the person, F8 goes there, one click lets it pass, and undo takes that
// back.
#include "tests/ui/ui_fixture.h"
#include "ui/common/notices.h"
#include "ui/conflicts/conflicts_view.h"
#include "ui/graph/graph_canvas.h"
#include "ui/graph/graph_view.h"
#include "ui/inspector/inspector.h"
#include "ui/overview/digest.h"
#include "ui/shell/run_words.h"

using namespace skein;
using namespace skein::ui;

namespace {

QVector<quint32> heldIn(const PlanView& plan) {
    QVector<quint32> held;
    for (const TaskRow& row : plan.tasks)
        if (row.pausePoint && row.status == Status::NeedsYou) held.append(row.no);
    return held;
}

QString needsText(const TestWindow& w) { return w.find<QLabel>("needsYou")->text(); }

}  // namespace

class TestHeldTasks : public QObject {
    Q_OBJECT
private slots:
    void theyAreSaidWhereOneLooks() {
        TestWindow w("paused");
        const auto held = heldIn(w.window->graph().canvas().plan());
        QCOMPARE(held.size(), 2);
        QVERIFY2(needsText(w).contains("2 held tasks wait for you (F8)"), qPrintable(needsText(w)));
        QVERIFY(w.window->commands().action("skein.run.pass")->isEnabled());
        QVERIFY(w.window->commands().action("skein.go.nextNeedsMe")->isEnabled());
        w.view(ViewId::Graph);
        QVERIFY(w.find<QLabel>("pauseLegend")->isVisible());
        QVERIFY(w.find<QLabel>("pauseLegend")->text().endsWith("3"));  // one of them is not held yet
        RunSummary summary;
        summary.phase = RunPhase::Blocked;
        summary.paused = 1;
        QCOMPARE(runSentence(summary), QString("Everything else is done; 1 task waits at a pause point for you."));
        summary.phase = RunPhase::Running;
        QCOMPARE(runSentence(summary), QString("The swarm is working; 1 task waits at a pause point for you."));
        for (const ViewId view : {ViewId::Overview, ViewId::Graph}) {
            w.view(view);
            QVERIFY2(geometryProblems(*w.window).isEmpty(), qPrintable(geometryProblems(*w.window).join('\n')));
        }
    }

    void f8VisitsThem() {
        TestWindow w("paused");
        const auto held = heldIn(w.window->graph().canvas().plan());
        QTest::keyClick(w.window.get(), Qt::Key_F8);
        TestWindow::settle();
        QCOMPARE(w.window->selection().task(), held[0]);
        auto* pass = w.find<QPushButton>("passTask");
        QTRY_VERIFY(pass->isVisible() && pass->hasFocus());
        QCOMPARE(pass->text(), QString("Let it pass"));
        QTest::keyClick(w.window.get(), Qt::Key_F8);
        TestWindow::settle();
        QCOMPARE(w.window->selection().task(), held[1]);
        QTest::keyClick(w.window.get(), Qt::Key_F8, Qt::ShiftModifier);
        TestWindow::settle();
        QCOMPARE(w.window->selection().task(), held[0]);
    }

    /// Between the last conflict and the first.
    void f8VisitsConflictsAndThem() {
        TestWindow w("conflicts");
        w.feed->changePauses({5}, true);
        w.feed->changeTask(5, Status::NeedsYou);
        TestWindow::settle();
        QCOMPARE(heldIn(w.window->graph().canvas().plan()), QVector<quint32>{5});
        auto* conflicts = w.window->findChild<ConflictsView*>();
        bool visited = false;
        int inConflicts = 0;
        for (int i = 0; i < conflicts->openCount() + 1; ++i) {
            QTest::keyClick(w.window.get(), Qt::Key_F8);
            TestWindow::settle();
            visited |= w.window->selection().task() == 5 && !conflicts->isVisible();
            inConflicts += conflicts->isVisible();
        }
        QVERIFY2(visited, "F8 went round without visiting the held task");
        QCOMPARE(inConflicts, conflicts->openCount());
        QTest::keyClick(w.window.get(), Qt::Key_F8);
        TestWindow::settle();
        QVERIFY(conflicts->isVisible());
    }

    void oneClickAndUndo() {
        TestWindow w("paused");
        const auto held = heldIn(w.window->graph().canvas().plan());
        QTest::keyClick(w.window.get(), Qt::Key_F8);
        TestWindow::settle();
        auto* pass = w.find<QPushButton>("passTask");
        QTRY_VERIFY(pass->isVisible());
        QTest::mouseClick(pass, Qt::LeftButton);
        TestWindow::settle();
        QCOMPARE(heldIn(w.window->graph().canvas().plan()), QVector<quint32>{held[1]});
        QTRY_VERIFY(!pass->isVisible());
        QVERIFY2(needsText(w).contains("1 held task waits"), qPrintable(needsText(w)));
        QTRY_VERIFY(w.window->commands().action("skein.edit.undo")->isEnabled());
        QTest::keyClick(w.window.get(), Qt::Key_Z, Qt::ControlModifier);
        TestWindow::settle();
        QCOMPARE(heldIn(w.window->graph().canvas().plan()), held);
        QTRY_VERIFY(pass->isVisible());
    }

    void allAtOnceFromTheOverview() {
        TestWindow w("paused");
        w.view(ViewId::Overview);
        auto* pass = w.find<QPushButton>("digestPass");
        QVERIFY(pass && pass->isVisible());
        QTest::mouseClick(pass, Qt::LeftButton);
        TestWindow::settle();
        QVERIFY(heldIn(w.window->graph().canvas().plan()).isEmpty());
        QVERIFY(!w.window->commands().action("skein.run.pass")->isEnabled());
        QVERIFY2(!needsText(w).contains("held"), qPrintable(needsText(w)));
    }

    void aPointIsSetBeforeTheSelectedTask() {
        TestWindow w("typical");
        const auto& tasks = w.window->graph().canvas().plan().tasks;
        const auto waiting =
            std::find_if(tasks.begin(), tasks.end(), [](const TaskRow& row) { return row.status == Status::Waiting; });
        const auto done =
            std::find_if(tasks.begin(), tasks.end(), [](const TaskRow& row) { return row.status == Status::Done; });
        QVERIFY(waiting != tasks.end() && done != tasks.end());
        const quint32 no = waiting->no;
        w.window->selection().setTask(done->no);
        auto* action = w.window->commands().action("skein.run.pausePoint");
        QVERIFY(!action->isEnabled());
        w.window->selection().setTask(no);
        QVERIFY(action->isEnabled() && !action->isChecked());
        action->trigger();
        TestWindow::settle();
        QVERIFY(w.window->graph().canvas().plan().tasks[static_cast<int>(no) - 1].pausePoint);
        QVERIFY(action->isChecked());
        QVERIFY(w.window->graph().canvas().itemText(
                    w.window->graph().canvas().scene().itemOfTask.value(static_cast<int>(no) - 1, 0)) != QString());
        action->trigger();
        TestWindow::settle();
        QVERIFY(!w.window->graph().canvas().plan().tasks[static_cast<int>(no) - 1].pausePoint);
    }

    /// A bar in its own colour stands left of the box.
    void theGraphDrawsABar() {
        TestWindow w("paused");
        w.view(ViewId::Graph);
        auto& canvas = w.window->graph().canvas();
        const auto held = heldIn(canvas.plan());
        w.window->selection().setTask(held[0]);
        TestWindow::settle();
        const int item = canvas.scene().itemOfTask.value(static_cast<int>(held[0]) - 1, -1);
        QVERIFY(item >= 0);
        const QRectF rect = canvas.scene().items[item].rect;
        const QPointF corner = canvas.toView(QPointF(rect.left(), rect.center().y()));
        const QImage image = canvas.viewport()->grab().toImage();
        const QRgb wanted = w.theme.tone(Status::NeedsYou).rgb();
        const auto columns = [&](QPointF at) {
            int found = 0;
            for (int x = static_cast<int>(at.x()) - 24; x < static_cast<int>(at.x()) - 2; ++x)
                found += x >= 0 && image.pixel(x, static_cast<int>(at.y()) + 8) == wanted;
            return found;
        };
        QVERIFY2(columns(corner) >= 2, qPrintable(QString::number(columns(corner))));
        w.feed->changePauses({held[0]}, false);
        TestWindow::settle();
        const QImage after = canvas.viewport()->grab().toImage();
        int left = 0;
        for (int x = static_cast<int>(corner.x()) - 24; x < static_cast<int>(corner.x()) - 2; ++x)
            left += x >= 0 && after.pixel(x, static_cast<int>(corner.y()) + 8) == wanted;
        QCOMPARE(left, 0);
    }
};

QTEST_MAIN(TestHeldTasks)
#include "tst_held_tasks.moc"
