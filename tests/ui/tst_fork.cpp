// Forking a run from a task, in the window, with real keys on a real workspace: what the dialog says is what the copy
// holds, the copy runs to its end, the original is untouched, and what goes wrong is said in the dialog.
#include <signal.h>

#include <filesystem>

#include "core/runtime/store/workspace_store.h"
#include "tests/e2e/programs.h"
#include "tests/ui/live_window.h"
#include "ui/graph/graph_view.h"
#include "ui/shell/write_guard.h"
#include "ui/tasks/fork_dialog.h"

using namespace skein;
using namespace skein::ui;
using skein::test::Ran;
using skein::test::Sandbox;

namespace {

constexpr int patienceMs = 60'000;

struct ForkBox : Sandbox {
    ForkBox() {
        for (const auto* name :
             {"XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "SKEIN_KEYSTORE"})
            qputenv(name, environment().value(QLatin1String(name)).toUtf8());
    }
    /// Ends the process that the window has started for a fork.
    ~ForkBox() {
        for (const QString& name : QDir(path({})).entryList({"*.skein"}, QDir::Files)) {
            const auto holder = runtime::lockHolder(path(name).toStdString()).value_or(std::nullopt);
            if (!holder || holder->pid == QCoreApplication::applicationPid()) continue;
            ::kill(static_cast<pid_t>(holder->pid), SIGTERM);
            for (int i = 0; i < 100 && QFile::exists(QStringLiteral("/proc/%1").arg(holder->pid)); ++i)
                QThread::msleep(50);
        }
    }
};

struct ForkWindow : LiveWindow {
    QString name() const { return window.findChild<QLabel*>("runName")->text(); }
    const PlanView& plan() { return window.graph().canvas().plan(); }
    ForkDialog* dialog() const { return window.findChild<ForkDialog*>(); }
    template <class W>
    W* part(const QString& name) const {
        return dialog() ? dialog()->findChild<W*>(name) : nullptr;
    }
    /// The dialog, as the palette opens it, once it has read the journal.
    bool open() {
        QTest::keyClick(&window, Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
        auto* palette = window.findChild<QLineEdit*>("paletteInput");
        if (!palette) return false;
        QTest::keyClicks(palette, "Fork from");
        QTest::qWait(50);
        QTest::keyClick(palette, Qt::Key_Return);
        return QTest::qWaitFor([this] { return part<QPushButton>("forkConfirm") != nullptr; }, patienceMs);
    }
};

int resultsOf(const Sandbox& box, const QString& workspace) {
    return box.skeinctl({"status", workspace, "--json"}).json()["tasks"].toObject()["done"].toInt();
}

}  // namespace

class TestFork : public QObject {
    Q_OBJECT
private slots:
    void aTaskIsForkedAndTheCopyRuns();
    void whatGoesWrongIsSaidInTheDialog();
    void theRecordedRunIsExplored();
};

void TestFork::aTaskIsForkedAndTheCopyRuns() {
    ForkBox box;
    box.copySample("sample");
    const Ran ran =
        box.skeinctl({"run", box.path("sample/goal.yaml"), "--workspace", "w.skein", "--out", "out", "--quiet"});
    QVERIFY2(ran.exitStatus == 3, ran.err);  // its conflicts wait for a person
    ForkWindow w;
    w.feed.openWorkspace(box.path("w.skein"));
    QTRY_VERIFY_WITH_TIMEOUT(!w.plan().tasks.isEmpty(), patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(w.state(), QString("Needs you"), patienceMs);
    w.window.showView(ViewId::Graph);
    auto& commands = w.window.commands();
    QVERIFY(commands.reason("skein.run.fork").contains("no task is selected"));
    // One that began after others had ended.
    quint32 task = 0;
    for (const TaskRow& row : w.plan().tasks)
        if (row.status == Status::Done && row.blocks > 0) task = row.no;
    QVERIFY(task > 1);
    w.window.selection().setTask(task);
    const quint64 before = std::filesystem::file_size(box.path("w.skein").toStdString());

    QVERIFY(w.open());
    auto* first = w.part<QRadioButton>("forkBefore");
    QVERIFY(first && first->isChecked());
    QTRY_VERIFY(first->hasFocus());
    QVERIFY(w.part<QRadioButton>("forkAfter") && w.part<QRadioButton>("forkNow"));
    const QString effect = first->accessibleDescription();
    const auto kept = QRegularExpression("Keeps (\\d+) result").match(effect);
    QVERIFY2(kept.hasMatch(), qPrintable(effect));
    auto* cost = w.part<QLabel>("forkCost");
    QVERIFY2(cost->text().contains("cost nothing") && cost->text().contains("This run stays as it is"),
             qPrintable(cost->text()));
    QCOMPARE(w.part<QLineEdit>("forkPlace")->text(), box.path("w-fork.skein"));
    QVERIFY2(geometryProblems(*w.dialog()).isEmpty(), qPrintable(geometryProblems(*w.dialog()).join('\n')));

    QTest::keyClick(w.dialog(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(w.part<QPushButton>("forkConfirm")->text(), QString("Open the fork"), patienceMs);
    QVERIFY(QFile::exists(box.path("w-fork.skein")));
    QVERIFY2(cost->text().contains("w-fork.skein"), qPrintable(cost->text()));
    QTest::keyClick(w.part<QPushButton>("forkConfirm"), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(w.name(), QString("w-fork"), patienceMs);
    QTRY_VERIFY(!w.dialog());
    QCOMPARE(w.window.selection().task(), 0u);
    // It was not interrupted: it has not run yet, and says so.
    QTRY_COMPARE_WITH_TIMEOUT(w.state(), QString("Fork, not started"), patienceMs);
    QVERIFY2(w.banner().startsWith("This is a fork that has not run yet"), qPrintable(w.banner()));

    // What it holds is what was said, and it goes on from there.
    QCOMPARE(resultsOf(box, "w-fork.skein"), kept.captured(1).toInt());
    QTRY_VERIFY_WITH_TIMEOUT(commands.reason("skein.run.resume").isEmpty(), patienceMs);
    QVERIFY(commands.trigger("skein.run.resume"));
    QTRY_COMPARE_WITH_TIMEOUT(w.state(), QString("Needs you"), patienceMs);
    QVERIFY(resultsOf(box, "w-fork.skein") > kept.captured(1).toInt());
    QCOMPARE(std::filesystem::file_size(box.path("w.skein").toStdString()), before);
    QCOMPARE(box.skeinctl({"verify", "w.skein"}).exitStatus, 0);
    QCOMPARE(box.skeinctl({"verify", "w-fork.skein"}).exitStatus, 0);
}

void TestFork::whatGoesWrongIsSaidInTheDialog() {
    ForkBox box;
    box.copySample("sample");
    QCOMPARE(box.skeinctl({"run", box.path("sample/goal.yaml"), "--workspace", "w.skein", "--out", "out", "--quiet"})
                 .exitStatus,
             3);
    ForkWindow w;
    w.feed.openWorkspace(box.path("w.skein"));
    QTRY_VERIFY_WITH_TIMEOUT(!w.plan().tasks.isEmpty(), patienceMs);
    w.window.selection().setTask(1);
    QVERIFY(w.open());
    auto* place = w.part<QLineEdit>("forkPlace");
    auto* confirm = w.part<QPushButton>("forkConfirm");
    auto* banner = w.part<InlineBanner>("forkBanner");
    place->clear();
    QVERIFY(!confirm->isEnabled() && !confirm->toolTip().isEmpty());
    const auto tryPlace = [&](const QString& path) {
        place->setFocus();
        place->clear();
        QTest::keyClicks(place, path);
        QTest::keyClick(place, Qt::Key_Return);
        if (!QTest::qWaitFor([&] { return banner->isVisible() && confirm->isEnabled(); }, patienceMs))
            return QStringLiteral("nothing was said");
        return banner->accessibleName() + ": " + banner->accessibleDescription();
    };
    const QString there = tryPlace(box.path("w.skein"));
    QVERIFY2(there.startsWith("Nothing was forked") && there.contains("exists already"), qPrintable(there));
    const QString nowhere = tryPlace(box.path("no/such/folder/f.skein"));
    QVERIFY2(nowhere.startsWith("Nothing was forked") && nowhere.contains("no/such/folder"), qPrintable(nowhere));
    QVERIFY(!QFile::exists(box.path("no")));
    // The dialog is still of use, and the missing ending is added.
    place->clear();
    QTest::keyClicks(place, box.path("good"));
    QTest::keyClick(place, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(confirm->text(), QString("Open the fork"), patienceMs);
    QVERIFY(QFile::exists(box.path("good.skein")));
    QTest::keyClick(w.dialog(), Qt::Key_Escape);
    QTRY_VERIFY(!w.dialog());
    QCOMPARE(w.name(), QString("w"));
}

// What comes with the program can be looked at without a key, a model or a process that runs anything.
void TestFork::theRecordedRunIsExplored() {
    ForkBox box;
    const QString recorded = QStringLiteral(SKEIN_SOURCE_DIR "/resources/recorded/sample.skein");
    QCOMPARE(box.skeinctl({"verify", recorded}).exitStatus, 0);
    English english;
    Theme theme{QFontDatabase::systemFont(QFontDatabase::GeneralFont)};
    theme.install(*qApp);
    WorkbenchFeed feed{QStringLiteral(SKEIN_BINARY_DIR "/bin/skeinctl")};
    const SampleRun sample{QStringLiteral(SKEIN_SOURCE_DIR "/resources/sample/goal.yaml"),
                           box.path("data/w.skein"),
                           box.path("out"),
                           {},
                           {},
                           false};
    MainWindow window{theme, feed, sample, Memory::Forget};
    window.resize(1280, 720);
    window.show();
    QTest::mouseClick(window.findChild<QPushButton*>("exploreRecorded"), Qt::LeftButton);
    auto& canvas = window.graph().canvas();
    QTRY_COMPARE_WITH_TIMEOUT(canvas.plan().tasks.size(), 18, patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(window.findChild<QLabel*>("runState")->text(), QString("Read-only"), patienceMs);
    QVERIFY(QFile::exists(box.path("data/recorded.skein")));
    QVERIFY(!runtime::lockHolder(box.path("data/recorded.skein").toStdString()).value_or(std::nullopt));
    QVERIFY(!QFile::exists(box.path("data/recorded.skein.partial")));

    // It says that it can only be looked at, and every command that would change it says why it is off.
    const QString copy = box.path("data/recorded.skein"), reason = "its file is read-only";
    QVERIFY(!(QFile::permissions(copy) & (QFile::WriteOwner | QFile::WriteGroup | QFile::WriteOther)));
    auto* banner = window.findChild<InlineBanner*>("mainBanner");
    QTRY_VERIFY_WITH_TIMEOUT(banner->isVisible(), patienceMs);
    QCOMPARE(banner->accessibleName(), QString("This is a recorded run: it can only be looked at"));
    for (const QString& id : WriteGuard::writing())
        QCOMPARE(id + ": " + window.commands().reason(id), id + ": " + reason);
    // Keys that would decide, retry or hold change nothing, whatever is selected.
    QTest::keyClick(&window, Qt::Key_F8);
    auto* queue = window.findChild<QListWidget*>("conflictQueue");
    QTRY_VERIFY_WITH_TIMEOUT(queue->isVisible() && queue->currentRow() >= 0, patienceMs);
    auto* consequences = window.findChild<QLabel*>("consequences");
    QTRY_COMPARE_WITH_TIMEOUT(consequences->text(), "Nothing can be decided here: " + reason + ".", patienceMs);
    for (const auto key : {Qt::Key_A, Qt::Key_Return, Qt::Key_J, Qt::Key_X, Qt::Key_Return})
        QTest::keyClick(queue, key);
    QVERIFY(!window.findChild<QPushButton*>("takeA")->isEnabled());
    QVERIFY(!window.findChild<QPushButton*>("commitDecision")->isEnabled());
    QTest::keyClick(&window, Qt::Key_3, Qt::ControlModifier);
    window.selection().setTask(3);
    QTest::qWait(300);
    for (const QString& id : WriteGuard::writing())
        QCOMPARE(id + ": " + window.commands().reason(id), id + ": " + reason);
    // What reaches the feed all the same is refused there.
    QSignalSpy done(&feed, &RunFeed::commandDone);
    feed.resolve(1, Answer::TakeA, {});
    QTRY_COMPARE_WITH_TIMEOUT(done.size(), 1, patienceMs);
    QCOMPARE(done[0][1].toString(), reason);
    const auto bytes = [](const QString& path) {
        QFile file(path);
        return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
    };
    QVERIFY(!bytes(copy).isEmpty() && bytes(copy) == bytes(recorded));
    // Its document can be had all the same.
    QVERIFY(QDir().mkpath(box.path("document")));
    feed.saveDeliverable(box.path("document"));
    QTRY_COMPARE_WITH_TIMEOUT(done.size(), 2, patienceMs);
    QVERIFY2(done[1][1].toString().isEmpty() && QFile::exists(done[1][2].toString()),
             qPrintable(done[1][1].toString()));
    QVERIFY(bytes(copy) == bytes(recorded));
    QVERIFY(!runtime::lockHolder(copy.toStdString()).value_or(std::nullopt));
    // Another run may be written to again.
    QVERIFY(QFile::copy(recorded, box.path("data/own.skein")));
    QVERIFY(QFile::setPermissions(box.path("data/own.skein"), QFile::ReadOwner | QFile::WriteOwner));
    feed.openWorkspace(box.path("data/own.skein"));
    QTRY_COMPARE_WITH_TIMEOUT(window.findChild<QLabel*>("runName")->text(), QString("own"), patienceMs);
    window.showView(ViewId::Conflicts);
    QTRY_VERIFY_WITH_TIMEOUT(window.commands().reason("skein.conflict.takeA").isEmpty(), patienceMs);
    QVERIFY(window.findChild<QPushButton*>("takeA")->isEnabled());
    QVERIFY(!banner->isVisible());
    // And one of the person's own that may only be read is read-only, not recorded.
    QVERIFY(QFile::copy(recorded, box.path("data/kept.skein")));
    QVERIFY(QFile::setPermissions(box.path("data/kept.skein"), QFile::ReadOwner));
    feed.openWorkspace(box.path("data/kept.skein"));
    QTRY_COMPARE_WITH_TIMEOUT(window.findChild<QLabel*>("runName")->text(), QString("kept"), patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(banner->isVisible(), patienceMs);
    QCOMPARE(banner->accessibleName(), QString("This workspace is read-only: it can be looked at, not changed"));
}

QTEST_MAIN(TestFork)
#include "tst_fork.moc"
