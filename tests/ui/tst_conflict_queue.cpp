// The queue of conflicts under what comes late or twice: keys, deltas of a busy machine, decisions that are undone.
#include "tests/ui/ui_fixture.h"

using namespace skein;
using namespace skein::ui;

class TestConflictQueue : public QObject {
    Q_OBJECT
private slots:
    /// What the run told before it heard of a decision does not bring the question back; what is undone does.
    void aSettledConflictStaysSettled() {
        TestWindow w("conflicts");
        QTest::keyClick(w.window.get(), Qt::Key_F8);
        TestWindow::settle();
        auto* queue = w.find<QListWidget>("conflictQueue");
        const auto before = w.feed->fixture().conflicts;
        const int open = w.feed->fixture().summary.conflictsOpen;
        const auto first = std::find_if(before.begin(), before.end(),
                                        [](const ConflictRow& row) { return row.standing == ConflictStanding::Open; });
        QVERIFY(first != before.end());
        queue->setCurrentRow(static_cast<int>(first - before.begin()));
        TestWindow::settle();
        QTest::keyClick(queue, Qt::Key_A);
        // The run is told of the decision only after what it said before: the order of a busy machine.
        w.feed->blockSignals(true);
        auto* commit = w.find<QPushButton>("commitDecision");
        QVERIFY(commit->isEnabled());
        QTest::keyClick(queue, Qt::Key_Return);
        QTest::keyClick(queue, Qt::Key_Return);
        QCOMPARE(w.find<QLabel>("consequences")->text(),
                 QString("Nothing was done: the last decision is being committed."));
        TestWindow::settle();
        w.feed->blockSignals(false);
        const auto request = w.feed->resolve(first->id, Answer::TakeA, {}) - 1;
        emit w.feed->commandDone(request, {}, {});
        RunDelta late;
        late.conflicts.append(*first);
        emit w.feed->delta(late);
        const auto told = [&] {
            return queue->item(static_cast<int>(first - before.begin()))->data(Qt::AccessibleTextRole).toString();
        };
        QVERIFY2(told().contains("settled"), qPrintable(told()));
        TestWindow::settle();
        QCOMPARE(w.feed->fixture().summary.conflictsOpen, open - 1);
        // Undone by somebody else.
        RunDelta undone;
        undone.conflicts.append(*first);
        EventRow event;
        event.kind = QStringLiteral("resolution.undone");
        undone.events.append(event);
        emit w.feed->delta(undone);
        QVERIFY2(!told().contains("settled"), qPrintable(told()));
    }

    void anUndoneConflictMayLapse() {
        TestWindow w("conflicts");
        QTest::keyClick(w.window.get(), Qt::Key_F8);
        TestWindow::settle();
        auto* queue = w.find<QListWidget>("conflictQueue");
        QTest::keyClick(queue, Qt::Key_A);
        TestWindow::settle();
        QTest::keyClick(queue, Qt::Key_Return);
        TestWindow::settle();
        const auto& rows = w.feed->fixture().conflicts;
        const auto settled = std::find_if(rows.begin(), rows.end(), [](const ConflictRow& row) {
            return row.standing == ConflictStanding::Resolved && row.answer == Answer::TakeA && !row.decidedByPolicy;
        });
        QVERIFY(settled != rows.end());
        queue->setCurrentRow(static_cast<int>(settled - rows.begin()));
        TestWindow::settle();
        QTest::mouseClick(w.find<QPushButton>("undoDecision"), Qt::LeftButton);
        TestWindow::settle();
        RunDelta gone;
        gone.conflicts.append(*settled);
        gone.conflicts.last().standing = ConflictStanding::Lapsed;
        gone.conflicts.last().answer.reset();
        emit w.feed->delta(gone);
        bool said = false;
        for (auto* banner : w.window->findChildren<InlineBanner*>())
            said |= banner->isVisible() && banner->accessibleDescription().contains("nobody states one of its sides");
        QVERIFY(said);
        QCOMPARE(w.find<QLabel>("consequences")->text(), QString("Lapsed: one side is no longer claimed"));
    }
};

QTEST_MAIN(TestConflictQueue)
#include "tst_conflict_queue.moc"
