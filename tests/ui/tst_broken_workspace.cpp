// The real window beside real processes when the world breaks: the host is killed, the folder of the workspace is
// renamed or deleted, its disk is full or read-only, a provider is out. Every view is walked through each time: the
// reason is said, what was known stays readable, nothing hangs, and writes are off with their reason.
#include <signal.h>
#include <sys/mount.h>

#include "core/runtime/store/workspace_store.h"
#include "tests/e2e/programs.h"
#include "tests/ui/live_window.h"

using namespace skein;
using namespace skein::ui;
using skein::test::Ran;
using skein::test::Sandbox;

namespace {

constexpr int patienceMs = 60'000;
/// No turn of the event loop may take longer while the world breaks. A loaded test machine is slow, a file system that
/// hangs takes half a minute and more.
constexpr int longestTurnMs = 5'000;
const QStringList paidBy{"--price", "input=0.25,output=1", "--budget", "5.00"};

struct Pulse : QObject {
    QElapsedTimer since;
    qint64 longest = 0;
    QTimer timer;
    Pulse() {
        since.start();
        timer.setInterval(20);
        QObject::connect(&timer, &QTimer::timeout, this, [this] { longest = std::max(longest, since.restart()); });
        timer.start();
    }
};

struct WatchedWindow : LiveWindow {
    QString label(const char* name) const { return find<QLabel>(QString::fromLatin1(name))->text(); }
    int rows() const { return find<QTableView>("taskTable")->model()->rowCount(); }
};

/// Walks all views: each is there, says what it says by its first line, and shows no "no run" where one was known.
QString walk(WatchedWindow& w) {
    const Pulse pulse;
    QStringList problems;
    for (int i = 0; i < viewCount; ++i) {
        const QString name = MainWindow::viewNames()[i];
        w.window.showView(static_cast<ViewId>(i));
        TestWindow::settle();
        if (w.find<QLabel>("coreState")->text().isEmpty()) problems.append(name + ": the status bar says nothing");
        for (const auto* each : w.window.findChildren<EmptyState*>())
            if (each->isVisible() && each->accessibleDescription().contains("no run in this window"))
                problems.append(name + ": says that there is no run");
        for (const QString& each : geometryProblems(w.window)) problems.append(name + ": " + each);
        // A key and a click still do something.
        QTest::keyClick(&w.window, Qt::Key_F6);
        if (!QApplication::focusWidget()) problems.append(name + ": takes no keyboard");
    }
    if (w.rows() == 0) problems.append("the tasks are gone");
    if (pulse.longest > longestTurnMs) problems.append(QString("a turn took %1 ms").arg(pulse.longest));
    return problems.join('\n');
}

/// Ends what still hosts a workspace below the folder.
struct LiveSandbox : Sandbox {
    ~LiveSandbox() {
        QDirIterator files(path({}), {"*.skein"}, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const auto holder = runtime::lockHolder(files.next().toStdString()).value_or(std::nullopt);
            if (!holder || holder->pid == QCoreApplication::applicationPid()) continue;
            ::kill(static_cast<pid_t>(holder->pid), SIGKILL);
        }
    }
};

void useSandbox(const Sandbox& box) {
    for (const auto* name : {"XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "SKEIN_KEYSTORE"})
        qputenv(name, box.environment().value(QLatin1String(name)).toUtf8());
}

/// A run of the sample in `folder`, on a slow server, with the window on it, once the first task is done.
void begin(const LiveSandbox& box, QProcess& server, QProcess& run, WatchedWindow& w, const QString& folder) {
    box.copySample("sample");
    const QString url = box.startProvider(server, {"--latency-ms", "700"});
    QVERIFY(!url.isEmpty());
    QVERIFY(QDir().mkpath(box.path(folder)));
    box.start(run, QStringList{"run", box.path("sample/goal.yaml"), "--workspace", folder + "/w.skein", "--quiet",
                               "--agents", "2", "--provider", "openai-chat:" + url, "--model", "fake"} +
                       paidBy);
    const std::string file = box.path(folder + "/w.skein").toStdString();
    QTRY_VERIFY_WITH_TIMEOUT(runtime::lockHolder(file).value_or(std::nullopt).has_value(), patienceMs);
    w.feed.openWorkspace(box.path(folder + "/w.skein"));
    QTRY_VERIFY_WITH_TIMEOUT(w.rows() > 0, patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(w.find<QLabel>("runState")->text() == "Running", patienceMs);
}

void end(QProcess& process) {
    process.kill();
    process.waitForFinished();
}

}  // namespace

class TestBrokenWorkspace : public QObject {
    Q_OBJECT
private slots:
    void theHostIsKilled() {
        const LiveSandbox box;
        useSandbox(box);
        QProcess server, run;
        WatchedWindow w;
        begin(box, server, run, w, "here");
        ::kill(static_cast<pid_t>(run.processId()), SIGKILL);
        QVERIFY(run.waitForFinished());
        QTRY_COMPARE_WITH_TIMEOUT(w.state(), QString("Interrupted"), patienceMs);
        QVERIFY(w.banner().contains("was interrupted"));
        const QString problems = walk(w);
        QVERIFY2(problems.isEmpty(), qPrintable(problems));
        QVERIFY(w.label("coreState").startsWith("not running; last change"));
        QVERIFY(!w.window.commands().action("skein.run.hold")->isEnabled());
        QVERIFY(w.window.commands().trigger("skein.run.resume"));
        QTRY_VERIFY_WITH_TIMEOUT(w.state() == "Running", patienceMs);
        end(server);
    }

    void theFolderIsRenamedOrDeleted_data() {
        QTest::addColumn<bool>("renamed");
        QTest::newRow("renamed") << true;
        QTest::newRow("deleted") << false;
    }
    void theFolderIsRenamedOrDeleted() {
        QFETCH(bool, renamed);
        const LiveSandbox box;
        useSandbox(box);
        QProcess server, run;
        WatchedWindow w;
        begin(box, server, run, w, "here");
        if (renamed) QVERIFY(QDir().rename(box.path("here"), box.path("there")));
        else QVERIFY(QDir(box.path("here")).removeRecursively());
        QTRY_COMPARE_WITH_TIMEOUT(w.state(), QString("Stale"), patienceMs);
        QVERIFY2(w.banner().startsWith("The workspace file is gone"), qPrintable(w.banner()));
        const QString problems = walk(w);
        QVERIFY2(problems.isEmpty(), qPrintable(problems));
        QVERIFY(w.label("coreState").startsWith("stale since "));
        for (const char* id : {"skein.run.hold", "skein.run.resume", "skein.run.stop", "skein.run.budget"})
            QVERIFY2(!w.window.commands().action(id)->isEnabled(), id);
        // Its process has noticed too, and spends nothing more.
        QTRY_VERIFY_WITH_TIMEOUT(run.state() == QProcess::NotRunning, patienceMs);
        if (!renamed) return end(server);
        // What was renamed can be opened where it is.
        w.feed.openWorkspace(box.path("there/w.skein"));
        QTRY_VERIFY_WITH_TIMEOUT(w.state() == "Interrupted", patienceMs);
        QVERIFY(w.window.commands().action("skein.run.resume")->isEnabled());
        end(server);
    }

    void theDiskIsFull() {
        const LiveSandbox box;
        useSandbox(box);
        QVERIFY(QDir().mkpath(box.path("disk")));
        const QByteArray disk = box.path("disk").toUtf8();
        if (::mount("tmpfs", disk.constData(), "tmpfs", 0, "size=40m") != 0)
            QSKIP("only root can make the small disk that this needs");
        const auto unmount = qScopeGuard([&] { ::umount2(disk.constData(), MNT_DETACH); });
        QProcess server, run;
        WatchedWindow w;
        begin(box, server, run, w, "disk");
        {
            // Somebody else fills the disk to its last byte.
            QFile filler(box.path("disk/filler"));
            QVERIFY(filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
            const QByteArray block(64 * 1024, 'x');
            while (filler.write(block) == block.size()) {}
            while (filler.write("x", 1) == 1) {}
        }
        QTRY_VERIFY_WITH_TIMEOUT(run.state() == QProcess::NotRunning, patienceMs);
        QTRY_VERIFY2_WITH_TIMEOUT(w.state() == "Interrupted" || w.state() == "Held: disk full", qPrintable(w.state()),
                                  patienceMs);
        QTRY_VERIFY2_WITH_TIMEOUT(w.banner().contains("the disk is full"), qPrintable(w.banner()), patienceMs);
        const QString problems = walk(w);
        QVERIFY2(problems.isEmpty(), qPrintable(problems));
        QVERIFY(w.label("needsYou").contains("the disk is full"));
        QVERIFY(!w.window.commands().action("skein.run.resume")->isEnabled());
        QVERIFY(w.window.commands().reason("skein.run.resume").contains("full"));
        // Room is made: it can go on, and does.
        QVERIFY(QFile::remove(box.path("disk/filler")));
        QTRY_VERIFY_WITH_TIMEOUT(w.window.commands().action("skein.run.resume")->isEnabled(), patienceMs);
        QVERIFY(w.window.commands().trigger("skein.run.resume"));
        QTRY_VERIFY2_WITH_TIMEOUT(w.state() == "Running", qPrintable(w.state() + w.banner()), patienceMs);
        w.window.commands().trigger("skein.run.hold");
        QTRY_VERIFY_WITH_TIMEOUT(w.state() == "Held" || w.state() == "Needs you" || w.state() == "Done", patienceMs);
        end(server);
    }

    void theDiskIsReadOnly() {
        const LiveSandbox box;
        useSandbox(box);
        QVERIFY(QDir().mkpath(box.path("disk")));
        const QByteArray disk = box.path("disk").toUtf8();
        if (::mount("tmpfs", disk.constData(), "tmpfs", 0, "size=60m") != 0)
            QSKIP("only root can make the small disk that this needs");
        const auto unmount = qScopeGuard([&] { ::umount2(disk.constData(), MNT_DETACH); });
        box.copySample("sample");
        const Ran ran = box.skeinctl({"run", box.path("sample/goal.yaml"), "--workspace", "disk/w.skein", "--quiet"});
        QVERIFY2(ran.exitStatus == 3, ran.err);
        QVERIFY(::mount("tmpfs", disk.constData(), "tmpfs", MS_REMOUNT | MS_RDONLY, "size=60m") == 0);
        WatchedWindow w;
        w.feed.openWorkspace(box.path("disk/w.skein"));
        QTRY_VERIFY_WITH_TIMEOUT(w.rows() > 0 || !w.banner().isEmpty(), patienceMs);
        QTRY_VERIFY2_WITH_TIMEOUT(w.banner().contains("read-only", Qt::CaseInsensitive), qPrintable(w.banner()),
                                  patienceMs);
        if (w.rows() == 0) return;  // the reason is said; there is nothing to walk through
        const QString problems = walk(w);
        QVERIFY2(problems.isEmpty(), qPrintable(problems));
    }

    void aProviderIsOut() {
        const LiveSandbox box;
        useSandbox(box);
        QProcess server, run;
        WatchedWindow w;
        begin(box, server, run, w, "here");
        QTRY_VERIFY_WITH_TIMEOUT(
            box.skeinctl({"log", "here/w.skein", "--kind", "task.finished"}).out.contains("task.finished"), patienceMs);
        end(server);  // from now on nobody answers
        QTRY_VERIFY2_WITH_TIMEOUT(w.state() == "Outage", qPrintable(w.state()), patienceMs);
        QVERIFY2(w.label("needsYou").contains("does not answer since"), qPrintable(w.label("needsYou")));
        const auto told = box.skeinctl({"status", "here/w.skein", "--json"}).json()["outages"].toArray();
        QCOMPARE(told.size(), 1);
        w.window.showView(ViewId::Costs);
        QTRY_VERIFY2_WITH_TIMEOUT(
            w.label("providerState0").startsWith(told[0].toObject()["provider"].toString() + " does not answer since"),
            qPrintable(w.label("providerState0")), patienceMs);
        QVERIFY(w.label("providerDetail0").contains("failed"));
        w.window.commands().trigger("skein.run.hold");
        QTRY_VERIFY2_WITH_TIMEOUT(w.state() == "Held", qPrintable(w.state()), patienceMs);
    }
};

QTEST_MAIN(TestBrokenWorkspace)
#include "tst_broken_workspace.moc"
