// Every view in every state a run can be in: nothing yet, being opened, not to be opened, hidden by a filter, stale,
// and without the process that ran it. Each says so in the place concerned, stays readable and offers no write.
#include "tests/ui/ui_fixture.h"
#include "ui/overview/digest.h"
#include "ui/shell/run_words.h"

using namespace skein;
using namespace skein::ui;

namespace {

/// What is said in the middle of a view that shows nothing.
QString emptyText(const TestWindow& w) {
    for (const auto* each : w.window->findChildren<EmptyState*>())
        if (each->isVisible() && each->objectName() != QLatin1String("inspectorEmpty") &&
            !w.find<QDockWidget>("inspectorDock")->isAncestorOf(each) &&
            !w.find<QDockWidget>("outlineDock")->isAncestorOf(each))
            return each->accessibleName() + ": " + each->accessibleDescription();
    return {};
}

QString banner(const TestWindow& w) {
    const auto* shown = w.find<InlineBanner>("mainBanner");
    return shown->isVisible() ? shown->accessibleName() + ": " + shown->accessibleDescription() : QString();
}

const QStringList writes{"skein.run.hold",        "skein.run.stop",   "skein.run.budget",
                         "skein.run.retryFailed", "skein.run.resume", "skein.run.saveDocument"};

}  // namespace

class TestViewStates : public QObject {
    Q_OBJECT
private:
    static void addViews() {
        QTest::addColumn<int>("view");
        for (int i = 0; i < viewCount; ++i) QTest::newRow(qPrintable(MainWindow::viewNames()[i])) << i;
    }
private slots:
    void nothingYet_data() { addViews(); }
    void nothingYet() {
        QFETCH(int, view);
        TestWindow w("empty");
        w.view(static_cast<ViewId>(view));
        QVERIFY(banner(w).isEmpty());
        if (view == int(ViewId::Goal)) {
            QVERIFY(w.find<QPushButton>("writeGoal")->isVisible());
            return;
        }
        QVERIFY2(emptyText(w).contains("no run in this window yet"), qPrintable(emptyText(w)));
        QCOMPARE(w.find<QLabel>("coreState")->text(), QString("no workspace open"));
        for (const QString& id : writes) {
            QVERIFY2(!w.window->commands().action(id)->isEnabled(), qPrintable(id));
            QVERIFY2(!w.window->commands().reason(id).isEmpty(), qPrintable(id));
        }
    }

    void beingOpenedAndNotToBeOpened_data() { addViews(); }
    void beingOpenedAndNotToBeOpened() {
        QFETCH(int, view);
        TestWindow w("empty");
        w.view(static_cast<ViewId>(view));
        emit w.feed->progress("Reading the run: 20,000 of 61,000 entries");
        TestWindow::settle();
        if (view != int(ViewId::Goal)) {
            QCOMPARE(emptyText(w), QString("Opening: Reading the run: 20,000 of 61,000 entries"));
            QVERIFY(geometryProblems(*w.window).isEmpty());
        }
        emit w.feed->progress({});
        emit w.feed->lost("The workspace cannot be opened", "w.skein: made by a newer Skein");
        TestWindow::settle();
        QCOMPARE(banner(w), QString("The workspace cannot be opened: w.skein: made by a newer Skein"));
        if (view != int(ViewId::Goal)) QVERIFY(emptyText(w).startsWith("The workspace cannot be opened: "));
        QVERIFY(geometryProblems(*w.window).isEmpty());
        // Another one that can: nothing of it is left in the views.
        TestWindow good("typical");
        emit w.feed->delta([&good] {
            RunDelta all;
            all.summary = good.feed->fixture().summary;
            all.plan = good.feed->fixture().plan;
            all.history = good.feed->fixture().history;
            return all;
        }());
        w.view(static_cast<ViewId>(view));
        if (view != int(ViewId::Conflicts)) QVERIFY2(emptyText(w).isEmpty(), qPrintable(emptyText(w)));
        else QVERIFY(!emptyText(w).contains("cannot be opened"));
    }

    void hiddenByAFilter_data() { addViews(); }
    void hiddenByAFilter() {
        QFETCH(int, view);
        TestWindow w("typical");
        w.view(static_cast<ViewId>(view));
        w.window->selection().setFilter("nothing is called like this");
        TestWindow::settle();
        const bool narrows = view == int(ViewId::Graph) || view == int(ViewId::Timeline) || view == int(ViewId::Tasks);
        if (!narrows) {
            if (view != int(ViewId::Conflicts)) QVERIFY2(emptyText(w).isEmpty(), qPrintable(emptyText(w)));
            return;
        }
        QTRY_VERIFY2(emptyText(w).contains("filter", Qt::CaseInsensitive), qPrintable(emptyText(w)));
        QVERIFY(!emptyText(w).contains("no run in this window"));
        QPushButton* clear = nullptr;
        for (auto* each : w.window->findChildren<QPushButton*>("emptyStateAction"))
            if (each->isVisible()) clear = each;
        QVERIFY(clear);
        clear->setFocus();
        QTest::keyClick(clear, Qt::Key_Space);
        QTRY_VERIFY2(emptyText(w).isEmpty(), qPrintable(emptyText(w)));
        QVERIFY(!w.window->selection().isNarrowed());
    }

    void staleAfterADamage_data() { addViews(); }
    void staleAfterADamage() {
        QFETCH(int, view);
        TestWindow w("damaged");
        w.view(static_cast<ViewId>(view));
        QCOMPARE(w.find<QLabel>("runState")->text(), QString("Stale"));
        QVERIFY(w.find<QLabel>("coreState")->text().startsWith("stale since "));
        QVERIFY(banner(w).contains("record of this run contradicts itself"));
        // What was known is still there to read.
        if (view != int(ViewId::Conflicts)) QVERIFY2(emptyText(w).isEmpty(), qPrintable(emptyText(w)));
        for (const QString& id : writes) {
            QVERIFY2(!w.window->commands().action(id)->isEnabled(), qPrintable(id));
            QVERIFY2(!w.window->commands().reason(id).isEmpty(), qPrintable(id));
        }
        QVERIFY(geometryProblems(*w.window).isEmpty());
    }

    // A fork that nobody has resumed yet was not interrupted.
    void aForkThatHasNotRun() {
        TestWindow w("interrupted");
        RunDelta change;
        change.summary = w.feed->fixture().summary;
        change.summary->freshFork = true;
        change.summary->run += 1;  // another run, as a fork is when it is opened
        emit w.feed->delta(change);
        TestWindow::settle();
        QCOMPARE(w.find<QLabel>("runState")->text(), QString("Fork, not started"));
        QVERIFY2(banner(w).startsWith("This is a fork that has not run yet"), qPrintable(banner(w)));
        QVERIFY2(w.find<QLabel>("coreState")->text().startsWith("not started"),
                 qPrintable(w.find<QLabel>("coreState")->text()));
        QVERIFY(w.window->commands().action("skein.run.resume")->isEnabled());
        for (const ViewId view : {ViewId::Overview, ViewId::Goal}) {
            w.view(view);
            emit w.feed->delta(change);
            for (const auto* label : w.window->findChildren<QLabel*>())
                QVERIFY2(!label->isVisible() || !label->text().contains("interrupted"), qPrintable(label->text()));
        }
        QVERIFY(geometryProblems(*w.window).isEmpty());
    }

    void withoutItsProcess_data() { addViews(); }
    void withoutItsProcess() {
        QFETCH(int, view);
        TestWindow w("interrupted");
        w.view(static_cast<ViewId>(view));
        QCOMPARE(w.find<QLabel>("runState")->text(), QString("Interrupted"));
        QVERIFY(w.find<QLabel>("coreState")->text().startsWith("not running; last change"));
        QVERIFY(w.find<QLabel>("needsYou")->text().contains("interrupted: waits for you"));
        QVERIFY(!w.window->commands().action("skein.run.hold")->isEnabled());
        QVERIFY(w.window->commands().action("skein.run.resume")->isEnabled());
        if (view != int(ViewId::Conflicts)) QVERIFY2(emptyText(w).isEmpty(), qPrintable(emptyText(w)));
        // Where nothing can be written, resuming is not offered, and the reason is said.
        RunDelta change;
        change.summary = w.feed->fixture().summary;
        change.summary->unwritable = "the disk is full";
        emit w.feed->delta(change);
        TestWindow::settle();
        QVERIFY(!w.window->commands().action("skein.run.resume")->isEnabled());
        QCOMPARE(w.window->commands().reason("skein.run.resume"), QString("the disk is full"));
        QVERIFY2(banner(w).contains("the disk is full"), qPrintable(banner(w)));
        QVERIFY(w.find<QLabel>("needsYou")->text().contains("the disk is full"));
        QVERIFY(geometryProblems(*w.window).isEmpty());
        change.summary->unwritable.clear();
        emit w.feed->delta(change);
        TestWindow::settle();
        QVERIFY(w.window->commands().action("skein.run.resume")->isEnabled());
        QVERIFY2(banner(w).contains("was interrupted") && !banner(w).contains("full"), qPrintable(banner(w)));
    }

    // What nothing moves for is said: a decision that can still be undone.
    void waitingForTheUndoWindow() {
        TestWindow w("typical");
        w.view(ViewId::Overview);
        RunDelta change;
        change.summary = w.feed->fixture().summary;
        change.summary->agentsRunning = 0;
        change.summary->undoUntil = {change.summary->asOf.value + 6'200'000};
        emit w.feed->delta(change);
        TestWindow::settle();
        QCOMPARE(w.find<QLabel>("agentsCaption")->text(), QString("busy, 7 s to undo"));
        const QString needs = w.find<QLabel>("needsYou")->text();
        QVERIFY2(needs.contains("starts in 7 s, until then you can undo"), qPrintable(needs));
        QVERIFY(runSentence(*change.summary).startsWith("Nothing runs for 7 more seconds"));
        QVERIFY(geometryProblems(*w.window).isEmpty());
        change.summary->undoUntil = change.summary->asOf;
        emit w.feed->delta(change);
        TestWindow::settle();
        QCOMPARE(w.find<QLabel>("agentsCaption")->text(), QString("agents busy"));
        QVERIFY(!w.find<QLabel>("needsYou")->text().contains("undo"));
    }

    // Whether anybody is still at work is not known once the workspace cannot be read; everything says since when.
    void aLostWorkspaceSaysSinceWhen() {
        TestWindow w("typical");
        QVERIFY(w.find<QLabel>("agentsValue")->text().contains(" of "));
        emit w.feed->lost("The workspace is gone", "typical.skein was deleted");
        TestWindow::settle();
        QCOMPARE(w.find<QLabel>("agentsValue")->text(), QString("--"));
        const QString since = clockText(w.feed->fixture().summary.lastEntryAt, w.feed->fixture().summary.asOf);
        QCOMPARE(w.find<QLabel>("asOf")->text(), "as of: " + since);
        QVERIFY2(w.find<QLabel>("coreState")->text().startsWith("stale since " + since),
                 qPrintable(w.find<QLabel>("coreState")->text()));
        QVERIFY(!w.find<QLabel>("agentCount")->isVisible());
    }

    // Nothing of a run whose file is read-only needs anybody, and it is said what that means and what can be done. It
    // is no recorded run for that: only the one that comes with the program is.
    void aReadOnlyRunAsksForNothing() {
        TestWindow w("conflicts");
        RunDelta change;
        change.summary = w.feed->fixture().summary;
        change.summary->keptReadOnly = true;
        change.summary->unwritable = "its file is read-only";
        emit w.feed->delta(change);
        QCOMPARE(w.find<QLabel>("runState")->text(), QString("Read-only"));
        QVERIFY2(banner(w).startsWith("This workspace is read-only: it can be looked at, not changed") &&
                     banner(w).contains("right to write to the file"),
                 qPrintable(banner(w)));
        for (const ViewId view : {ViewId::Overview, ViewId::Conflicts, ViewId::Goal}) {
            w.view(view);
            emit w.feed->delta(change);
            TestWindow::settle();
            for (const auto* label : w.window->findChildren<QLabel*>()) {
                // The word of a state stays its word: "3 need you, 2 ready".
                static const QRegularExpression states("^\\d+ needs? you, \\d+ ");
                if (!label->isVisible() || label->text().contains(states)) continue;
                for (const char* asks : {"need you", "needs you", "need your decision", "wait for a decision"})
                    QVERIFY2(!label->text().contains(asks), qPrintable(label->objectName() + ": " + label->text()));
                QVERIFY2(!label->text().contains("recorded"), qPrintable(label->text()));
            }
        }
        w.view(ViewId::Conflicts);
        QStringList said;
        for (const auto* label : w.window->findChildren<QLabel*>())
            if (label->isVisible()) said.append(label->text());
        QVERIFY2(said.contains("4 conflicts, left open in a read-only run"), qPrintable(said.join('\n')));
    }
};

QTEST_MAIN(TestViewStates)
#include "tst_view_states.moc"
