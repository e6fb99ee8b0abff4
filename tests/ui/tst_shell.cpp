// The shell of the window: links, outline, layouts, coming and going, one window on a desktop; and what a commit that
// fails, a filter that is half typed and a log under a filter do.
#include <QDBusConnection>
#include <QSettings>

#include "tests/ui/ui_fixture.h"
#include "ui/conflicts/conflicts_view.h"
#include "ui/graph/graph_canvas.h"
#include "ui/graph/graph_view.h"
#include "ui/inspector/inspector.h"
#include "ui/shell/link.h"
#include "ui/shell/quit_dialog.h"
#include "ui/shell/run_memory.h"
#include "ui/shell/single_instance.h"
#include "ui/shell/single_instance_adaptors.h"
#include "ui/shell/tray.h"

using namespace skein;
using namespace skein::ui;

namespace {

/// A window that remembers, as the program's own; what it remembers is gone with the test.
struct KeepingWindow {
    English english;
    Theme theme{QFontDatabase::systemFont(QFontDatabase::GeneralFont)};
    bool installed = install();  ///< before the window: its style must not be that of a theme that is gone
    FixtureFeed feed;
    MainWindow window;

    bool install() {
        QCoreApplication::installTranslator(&english);
        theme.install(*qApp);
        return true;
    }

    explicit KeepingWindow(const QString& fixture)
        : feed(*makeFixture(fixture)), window(theme, feed, SampleRun{}, Memory::Keep) {
        window.resize(1280, 720);
        window.show();
        feed.load();
        TestWindow::settle();
    }
    template <class W = QWidget>
    W* find(const QString& name) const {
        return window.findChild<W*>(name);
    }
    QString banner() const {
        const auto* shown = find<InlineBanner>("mainBanner");
        return shown->isVisible() ? shown->accessibleName() + ": " + shown->accessibleDescription() : QString();
    }
};

QString bannerOf(const TestWindow& w) {
    const auto* shown = w.find<InlineBanner>("mainBanner");
    return shown->isVisible() ? shown->accessibleName() + ": " + shown->accessibleDescription() : QString();
}

/// Refuses every decision.
class RefusingFeed : public FixtureFeed {
public:
    using FixtureFeed::FixtureFeed;
    Request resolve(quint32, Answer, const QString&) override {
        QTimer::singleShot(0, this, [this] { emit commandDone(900'000, "the disk is full", {}); });
        return 900'000;
    }
};

}  // namespace

class TestShell : public QObject {
    Q_OBJECT

    QTemporaryDir m_settings;
    QProcess m_bus;

private slots:
    void initTestCase() {
        QCoreApplication::setOrganizationName("skein-test");
        QCoreApplication::setApplicationName("skein-test");
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
        qputenv("XDG_STATE_HOME", m_settings.path().toLocal8Bit());
        // A bus of our own: the person's desktop is none of a test's business.
        m_bus.start("dbus-daemon", {"--session", "--print-address", "--nofork"});
        if (m_bus.waitForStarted() && m_bus.waitForReadyRead(5000))
            qputenv("DBUS_SESSION_BUS_ADDRESS", m_bus.readLine().trimmed());
        else qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    }
    void cleanupTestCase() {
        m_bus.terminate();
        m_bus.waitForFinished();
    }
    void init() {
        QSettings().clear();
        QDir(stateFolder()).removeRecursively();
    }

    void linksAreReadBack_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<Link>("link");
        QTest::newRow("run") << "skein:run/3" << Link{Link::Of::Run, 3, {}, {}, {}, {}};
        QTest::newRow("task") << "skein:run/1/task/plan%2Fa%20b?view=graph"
                              << Link{Link::Of::Task, 1, "plan/a b", "graph", {}, {}};
        QTest::newRow("conflict elsewhere")
            << "skein:run/2/conflict/c-kwzrt?asof=2026-11-22T03%3A10%3A00Z&workspace=%2Fhome%2Fx%26y%2Fa%20%2B.skein"
            << Link{Link::Of::Conflict, 2, "c-kwzrt", {}, "/home/x&y/a +.skein", "2026-11-22T03:10:00Z"};
    }
    void linksAreReadBack() {
        QFETCH(QString, text);
        QFETCH(Link, link);
        const auto read = parseLink(text);
        QVERIFY2(read, qPrintable(read ? QString() : QString::fromStdString(read.error().message)));
        QVERIFY(*read == link);
        QCOMPARE(linkText(link), text);
    }

    void wrongLinksSayWhere_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("place");
        QTest::newRow("scheme") << "http:run/1"
                                << "link";
        QTest::newRow("nothing") << "skein:"
                                 << "after 'skein:'";
        QTest::newRow("number") << "skein:run/x"
                                << "after 'run/'";
        QTest::newRow("zero") << "skein:run/0"
                              << "after 'run/'";
        QTest::newRow("kind") << "skein:run/1/atom/5"
                              << "after the run";
        QTest::newRow("no id") << "skein:run/1/task"
                               << "after 'task/'";
        QTest::newRow("two ids") << "skein:run/1/task/a/b"
                                 << "after 'task/'";
        QTest::newRow("control") << "skein:run/1/task/a%0Ab"
                                 << "after 'task/'";
        QTest::newRow("unknown part") << "skein:run/1?do=stop"
                                      << "after '?'";
        QTest::newRow("relative") << "skein:run/1?workspace=a.skein"
                                  << "workspace";
        QTest::newRow("long") << "skein:run/1/task/" + QString(5000, 'a') << "link";
    }
    void wrongLinksSayWhere() {
        QFETCH(QString, text);
        QFETCH(QString, place);
        const auto read = parseLink(text);
        QVERIFY(!read);
        const QString message = QString::fromStdString(read.error().message);
        QVERIFY2(message.startsWith(place + ": expected "), qPrintable(message));
        QVERIFY(message.size() < 400);
    }

    void linksOpenWhatTheyName() {
        TestWindow w("conflicts");
        const auto& fixture = w.feed->fixture();
        const QString run = QString::number(fixture.summary.run);
        w.window->openLink("skein:run/" + run + "/task/" + QUrl::toPercentEncoding(fixture.plan.tasks[4].id) +
                           "?view=tasks");
        TestWindow::settle();
        QCOMPARE(w.window->selection().task(), fixture.plan.tasks[4].no);
        QVERIFY(w.find<QTableView>("taskTable")->isVisible());
        QVERIFY(w.window->inspector().isVisible());
        // What is copied there leads there.
        w.window->commands().trigger("skein.edit.copyLink");
        const QString copied = QApplication::clipboard()->text();
        w.window->selection().setTask(1);
        w.view(ViewId::Costs);
        w.window->openLink(copied);
        TestWindow::settle();
        QCOMPARE(w.window->selection().task(), fixture.plan.tasks[4].no);
        QVERIFY(w.find<QTableView>("taskTable")->isVisible());
        w.window->openLink("skein:run/" + run + "/conflict/" + fixture.conflicts[2].label);
        TestWindow::settle();
        QCOMPARE(w.window->selection().conflict(), fixture.conflicts[2].id);
        QVERIFY(w.find<QListWidget>("conflictQueue")->isVisible());
        for (const QString& wrong :
             {QString("skein:run/77"), QString("skein:run/%1/task/none").arg(run),
              QString("skein:run/%1/conflict/c-none").arg(run), QString("skein:run/%1?view=garden").arg(run)}) {
            w.window->openLink(wrong);
            TestWindow::settle();
            QVERIFY2(bannerOf(w).startsWith("The link cannot be followed"), qPrintable(wrong + bannerOf(w)));
            QCOMPARE(w.window->selection().conflict(), fixture.conflicts[2].id);
        }
    }

    void theOutlineIsTheSamePlan() {
        TestWindow w("typical");
        w.view(ViewId::Tasks);
        QTest::keyClick(w.window.get(), Qt::Key_F9, Qt::ControlModifier);
        TestWindow::settle();
        auto* tree = w.find<QTreeView>("outlineTree");
        QVERIFY(tree->isVisible());
        const auto& plan = w.feed->fixture().plan;
        int tasks = 0;
        for (int i = 0; i < tree->model()->rowCount(); ++i)
            tasks += tree->model()->rowCount(tree->model()->index(i, 0));
        QCOMPARE(tree->model()->rowCount(), plan.phases.size());
        QCOMPARE(tasks, plan.tasks.size());
        // Both ways, and by keys.
        w.window->selection().setTask(7);
        TestWindow::settle();
        QVERIFY(tree->currentIndex().data().toString() == plan.tasks[6].title);
        tree->setFocus();
        QTest::keyClick(tree, Qt::Key_Down);
        TestWindow::settle();
        QCOMPARE(w.window->selection().task(), 8u);
        // What changes is said where it stands and in its phase, and nothing moves.
        w.feed->changeTask(8, Status::Failed);
        TestWindow::settle();
        QVERIFY(tree->currentIndex().parent().data().toString().contains("failed"));
        QCOMPARE(w.window->selection().task(), 8u);
        w.window->selection().setFilter("status:failed");
        TestWindow::settle();
        QVERIFY(w.find<QLabel>("outlineTitle")->text().contains(" of 396 tasks"));
        w.window->selection().setFilter("nothingatall");
        TestWindow::settle();
        QVERIFY(!tree->isVisible());
        QVERIFY2(geometryProblems(*w.window).isEmpty(), qPrintable(geometryProblems(*w.window).join('\n')));
    }

    void layoutsKeepTheirPanels() {
        TestWindow w("typical");
        QTest::keyClick(w.window.get(), Qt::Key_4, Qt::AltModifier);
        TestWindow::settle();
        QCOMPARE(w.window->layout(), LayoutId::Review);
        auto* tree = w.find<QTreeView>("outlineTree");
        auto* drawer = w.find<QTabWidget>("drawer");
        QVERIFY(tree->isVisible() && drawer->isVisible() && w.window->inspector().isVisible());
        QTest::keyClick(w.window.get(), Qt::Key_F9);  // the inspector goes
        QTest::keyClick(w.window.get(), Qt::Key_3, Qt::AltModifier);
        TestWindow::settle();
        QVERIFY(w.find<QWidget>("conflictQueue") && !tree->isVisible() && !drawer->isVisible());
        QTest::keyClick(w.window.get(), Qt::Key_4, Qt::AltModifier);
        TestWindow::settle();
        QVERIFY(tree->isVisible() && drawer->isVisible() && !w.window->inspector().isVisible());
        // A panel goes where it is sent, and home again.
        drawer->setFocus();
        TestWindow::settle();
        const int below = drawer->mapTo(w.window.get(), QPoint()).y();
        QVERIFY(w.window->commands().trigger("skein.panel.left"));
        TestWindow::settle();
        QVERIFY(drawer->mapTo(w.window.get(), QPoint()).x() < w.window->width() / 3);
        QVERIFY(!w.window->commands().trigger("skein.panel.left"));  // it is there
        w.window->commands().trigger("skein.view.reset");
        TestWindow::settle();
        QCOMPARE(drawer->mapTo(w.window.get(), QPoint()).y(), below);
        QVERIFY(w.window->inspector().isVisible());
    }

    void savedLayoutsComeBack() {
        {
            KeepingWindow w("done");
            w.window.useLayout(LayoutId::Review);
            w.window.commands().trigger("skein.view.inspector");
            TestWindow::settle();
            QVERIFY(!w.window.inspector().isVisible());
            w.window.close();
        }
        KeepingWindow w("done");
        QCOMPARE(w.window.layout(), LayoutId::Review);
        w.window.showView(ViewId::Timeline);
        TestWindow::settle();
        QVERIFY(w.find<QTreeView>("outlineTree")->isVisible() && !w.window.inspector().isVisible());
    }

    /// What is chosen in the window holds at the next start; what the command line gave does not.
    void onlyAChosenThemeIsKept() {
        const auto kept = [] { return QSettings().value("theme").toInt(); };
        const int before = kept();
        {
            KeepingWindow w("done");
            w.theme.setChoice(ThemeChoice::Dark);
            w.window.close();
        }
        QCOMPARE(kept(), before);
        {
            KeepingWindow w("done");
            w.window.commands().trigger("skein.theme.dark");
            w.window.close();
        }
        QCOMPARE(kept(), static_cast<int>(ThemeChoice::Dark));
        KeepingWindow w("done");
        QCOMPARE(w.theme.choice(), ThemeChoice::Dark);
        w.window.commands().trigger("skein.theme.light");
    }

    /// ui.md 3.1: scroll, zoom, open groups, sorting, columns and filter are kept with the run, two seconds after a
    /// change.
    void aRunIsShownAsItWasSeenLast() {
        QVariantMap groups;
        double zoom = 0;
        {
            KeepingWindow w("typical");
            w.window.showView(ViewId::Graph);
            TestWindow::settle();
            auto& canvas = w.window.graph().canvas();
            canvas.collapseAll();
            TestWindow::settle();
            canvas.setZoom(1.3, QPointF(40, 40));
            canvas.panByHand({2, 0});  // what follows the size of the view is not kept
            groups = canvas.groups();
            QVERIFY(!groups["closed"].toList().isEmpty());
            zoom = canvas.zoom();
            w.window.showView(ViewId::Tasks);
            auto* table = w.find<QTableView>("taskTable");
            table->sortByColumn(5, Qt::DescendingOrder);
            w.window.selection().setFilter("phase:Schema");
            w.window.selection().setTask(7);
            TestWindow::settle();
            const QDir kept(stateFolder() + "/runs");
            QVERIFY(kept.entryList(QDir::Files).isEmpty());  // not while it may still be changing
            QTRY_COMPARE_WITH_TIMEOUT(kept.entryList(QDir::Files).size(), 1, 20'000);
        }
        KeepingWindow again("typical");
        TestWindow::settle();
        QCOMPARE(again.window.selection().view(), int(ViewId::Tasks));
        QCOMPARE(again.window.selection().filter(), QString("phase:Schema"));
        QCOMPARE(again.window.selection().task(), 7u);
        auto* table = again.find<QTableView>("taskTable");
        QCOMPARE(table->horizontalHeader()->sortIndicatorSection(), 5);
        QTRY_COMPARE(table->model()->rowCount(), 66);
        again.window.showView(ViewId::Graph);
        TestWindow::settle();
        QCOMPARE(again.window.graph().canvas().groups(), groups);
        QTRY_COMPARE(again.window.graph().canvas().zoom(), zoom);
    }

    void aPlaceThatCannotBeReadIsAsIfThereWereNone_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("rubbish") << QByteArray("rubbish that is no place");
        QTest::newRow("another version") << QByteArray::fromHex("534b52500009");
        QTest::newRow("cut off") << QByteArray::fromHex("534b52500001000000");
        QTest::newRow("a huge count") << QByteArray::fromHex("534b52500001fffffffe00000000");
    }
    void aPlaceThatCannotBeReadIsAsIfThereWereNone() {
        QFETCH(const QByteArray, bytes);
        RunPlace place{"tasks", "status:failed", 3, {1, QString("x")}, {{"graph", QVariantMap{{"by", 1}}}}};
        QCOMPARE(writeRunPlace("/w.skein", 1, place), QString());
        QCOMPARE(readRunPlace("/w.skein", 1), std::optional(place));
        QVERIFY(!readRunPlace("/w.skein", 2) && !readRunPlace("/other.skein", 1));
        const QDir kept(stateFolder() + "/runs");
        QFile file(kept.filePath(kept.entryList(QDir::Files).at(0)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
        file.close();
        QVERIFY(!readRunPlace("/w.skein", 1));
        // What is in it but fits no view changes nothing.
        QCOMPARE(writeRunPlace(makeFixture("typical")->summary.workspace, makeFixture("typical")->summary.run,
                               {"no such view", "phase:", 999'999, {7}, {{"graph", 3}, {"tasks", "x"}}}),
                 QString());
        KeepingWindow w("typical");
        TestWindow::settle();
        QCOMPARE(w.window.selection().task(), 0u);
    }

    void foreignLayoutsAreIgnored_data() {
        QTest::addColumn<int>("version");
        QTest::addColumn<QByteArray>("docks");
        QTest::newRow("another version") << 7 << QByteArray("whatever");
        QTest::newRow("rubbish") << 2 << QByteArray("rubbish");
        QTest::newRow("cut off") << 2 << QByteArray::fromHex("000000ff00000000fd0000000200");
    }
    void foreignLayoutsAreIgnored() {
        QFETCH(int, version);
        QFETCH(QByteArray, docks);
        {
            QSettings state(stateFile(), QSettings::IniFormat);
            state.setValue("layout/version", version);
            state.setValue("layout/current", "watch");
            state.setValue("layout/watch/docks", docks);
            state.setValue("layout/watch/drawer", true);
        }
        KeepingWindow w("done");
        auto* messages = w.find<QTableView>("messageTable");
        QVERIFY(messages->model()->rowCount() > 0);
        QVERIFY(messages->model()->index(0, 1).data().toString().startsWith("The saved layout"));
        w.window.showView(ViewId::Graph);
        TestWindow::settle();
        QVERIFY(w.window.inspector().isVisible() && !w.find<QTabWidget>("drawer")->isVisible());
        QVERIFY(w.window.inspector().mapTo(&w.window, QPoint()).x() > w.window.width() / 2);
    }

    void closingLeavesARunInTheBackground() {
        KeepingWindow w("typical");
        bool there = true;
        w.window.tray()->isAvailable = [&there] { return there; };
        QVERIFY(!w.window.close());
        QVERIFY(!w.window.isVisible());
        QVERIFY(w.banner().startsWith("Closing the window") || !w.window.isVisible());
        w.window.comeForward();
        TestWindow::settle();
        QVERIFY(w.window.isVisible());
        QVERIFY2(w.banner().startsWith("Closing the window"), "it is told once, where it is seen");
        there = false;
        QVERIFY(!w.window.close());
        QVERIFY(w.window.isMinimized());
        w.window.comeForward();
        QVERIFY(!w.window.isMinimized());
        w.feed.stop(StopChoice::Now);
        TestWindow::settle();
        QVERIFY(w.window.close());  // nothing to look after
    }

    void theTrayShowsWhatNeedsYou() {
        KeepingWindow w("typical");
        QTRY_COMPARE(w.window.tray()->shown(), Status::Running);
        RunDelta change;
        change.summary = w.feed.fixture().summary;
        change.summary->conflictsOpen = 2;
        emit w.feed.delta(change);
        QTRY_COMPARE(w.window.tray()->shown(), Status::NeedsYou);
        QStringList entries;
        for (const QAction* action : w.window.tray()->menu().actions())
            if (!action->isSeparator()) entries.append(action->text().remove('&'));
        QCOMPARE(entries, QStringList({"Open Skein", "Next that needs you", "Hold", "Quit"}));
    }

    void quittingAsksWhatBecomesOfTheRun() {
        KeepingWindow w("typical");
        QSignalSpy left(&w.window, &MainWindow::left);
        const auto answer = [](const char* radio, const char* button) {
            QTimer::singleShot(200, [radio, button] {
                auto* dialog = qobject_cast<QuitDialog*>(QApplication::activeModalWidget());
                QVERIFY(dialog);
                QCOMPARE(dialog->choice(), QuitChoice::KeepRunning);
                QVERIFY2(geometryProblems(*dialog).isEmpty(), qPrintable(geometryProblems(*dialog).join('\n')));
                if (*radio) dialog->findChild<QRadioButton*>(radio)->click();
                QTest::mouseClick(dialog->findChild<QPushButton*>(button), Qt::LeftButton);
            });
        };
        answer("", "quitCancel");
        w.window.commands().trigger("skein.file.quit");
        QCOMPARE(left.count(), 0);
        QVERIFY(w.window.isVisible());
        answer("quitHold", "quitConfirm");
        w.window.commands().trigger("skein.file.quit");
        QTRY_COMPARE(left.count(), 1);
        QCOMPARE(w.feed.fixture().summary.phase, RunPhase::Held);
        QVERIFY(!w.window.isVisible());
    }

    void aSecondStartHandsOver() {
        if (!QDBusConnection::sessionBus().isConnected()) QSKIP("no message bus can be started here");
        SingleInstance first;
        QSignalSpy asked(&first, &SingleInstance::asked);
        QCOMPARE(first.start({}), SingleInstance::Outcome::First);
        QProcess second;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("QT_QPA_PLATFORM", "offscreen");
        environment.insert("XDG_ACTIVATION_TOKEN", "token-1");
        environment.insert("XDG_RUNTIME_DIR", m_settings.path());  // without one Qt says so
        second.setProcessEnvironment(environment);
        second.setWorkingDirectory(m_settings.path());
        second.start(QStringLiteral(SKEIN_BINARY_DIR "/bin/skein"), {"run.skein", "--view", "graph"});
        QTRY_COMPARE_WITH_TIMEOUT(asked.count(), 1, 20'000);
        QTRY_COMPARE(second.state(), QProcess::NotRunning);
        QCOMPARE(second.exitCode(), 0);
        QCOMPARE(second.readAllStandardError(), QByteArray());
        const QStringList arguments = asked[0][0].toStringList();
        QCOMPARE(arguments,
                 QStringList({"--workspace", QDir(m_settings.path()).filePath("run.skein"), "--view", "graph"}));
        QCOMPARE(asked[0][1].toString(), QString("token-1"));
    }

    /// Over ssh, in a container: a sentence instead of the toolkit's abort, and pictures all the same.
    void withoutADisplayItSaysSo() {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char* name : {"QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"})
            environment.remove(QString::fromLatin1(name));
        environment.insert("XDG_RUNTIME_DIR", m_settings.path());
        QProcess program;
        program.setProcessEnvironment(environment);
        program.start(QStringLiteral(SKEIN_BINARY_DIR "/bin/skein"), {});
        QVERIFY(program.waitForFinished(20'000));
        QCOMPARE(program.exitStatus(), QProcess::NormalExit);
        QCOMPARE(program.exitCode(), 2);
        QVERIFY(program.readAllStandardError().startsWith("skein: there is no display here"));
        const QString picture = m_settings.filePath("no-display.png");
        program.start(QStringLiteral(SKEIN_BINARY_DIR "/bin/skein"), {"--fixture", "empty", "--shot", picture});
        QVERIFY(program.waitForFinished(20'000));
        QCOMPARE(program.exitCode(), 0);
        QVERIFY(!QImage(picture).isNull());
    }

    /// What the desktop file offers beside the program's name does something here.
    void theDesktopsActionsAreKnown() {
        QFile file(QStringLiteral(SKEIN_SOURCE_DIR "/packaging/dev.skein.Skein.desktop"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QStringList offered;
        for (const QByteArray& line : file.readAll().split('\n'))
            if (line.startsWith("Actions=")) offered = QString::fromUtf8(line.mid(8)).split(';', Qt::SkipEmptyParts);
        QCOMPARE(offered.size(), 2);
        for (const QString& action : offered) {
            SingleInstance instance;
            QSignalSpy asked(&instance, &SingleInstance::asked);
            auto* adaptor = instance.findChild<ApplicationAdaptor*>();
            QVERIFY(adaptor);
            adaptor->ActivateAction(action, {}, {{"activation-token", "token-2"}});
            QTRY_COMPARE(asked.count(), 1);
            QVERIFY2(!asked[0][0].toStringList().isEmpty(), qPrintable(action));
            QCOMPARE(asked[0][1].toString(), QString("token-2"));
        }
    }

    void aRefusedCommitKeepsTheDraft() {
        English english;
        QCoreApplication::installTranslator(&english);
        Theme theme(QFontDatabase::systemFont(QFontDatabase::GeneralFont));
        theme.install(*qApp);
        RefusingFeed feed(*makeFixture("conflicts"));
        MainWindow window(theme, feed, SampleRun{}, Memory::Forget);
        window.resize(1280, 720);
        window.show();
        feed.load();
        TestWindow::settle();
        QTest::keyClick(&window, Qt::Key_F8);
        TestWindow::settle();
        auto* queue = window.findChild<QListWidget*>("conflictQueue");
        const quint32 id = window.selection().conflict();
        QTest::keyClick(queue, Qt::Key_B);
        QTest::keyClick(queue, Qt::Key_Return);
        TestWindow::settle();
        QCOMPARE(window.selection().conflict(), id);
        QVERIFY(window.findChild<QPushButton*>("takeB")->isChecked());
        QVERIFY(!window.commands().action("skein.edit.undo")->isEnabled());
        bool said = false;
        for (auto* banner : window.findChildren<InlineBanner*>())
            said |= banner->isVisible() && banner->accessibleName().contains("not committed");
        QVERIFY(said);
        QVERIFY(window.findChild<QPushButton*>("commitDecision")->isEnabled());  // again
    }

    void aHalfTypedFilterIsNotApplied() {
        TestWindow w("typical");
        w.view(ViewId::Tasks);
        auto* field = w.find<QLineEdit>("filterField");
        auto* table = w.find<QTableView>("taskTable");
        field->setFocus();
        QTest::keyClicks(field, "status:don");
        TestWindow::settle();
        QCOMPARE(table->model()->rowCount(), 396);
        QVERIFY(w.window->selection().filter().isEmpty());
        QTest::keyClicks(field, "e");
        TestWindow::settle();
        QCOMPARE(w.window->selection().filter(), QString("status:done"));
        QVERIFY(table->model()->rowCount() < 396);
        // The beginning of a word that joins is none to look for.
        for (const char* next : {" ", "a", "n", "d", " ", "p", "h", "a", "s", "e", ":"}) {
            QTest::keyClicks(field, next);
            QCOMPARE(w.window->selection().filter(), QString("status:done"));
        }
        // Enter means what stands there, also the beginning of a word.
        field->clear();
        QTest::keyClicks(field, "stat");
        QVERIFY(w.window->selection().filter().isEmpty());
        QTest::keyClick(field, Qt::Key_Return);
        TestWindow::settle();
        QCOMPARE(w.window->selection().filter(), QString("stat"));
    }

    void eventsFollowTheFilter() {
        TestWindow w("typical");
        w.view(ViewId::Tasks);
        w.window->commands().trigger("skein.view.drawer");
        TestWindow::settle();
        auto* events = w.find<QTableView>("eventTable");
        const int all = events->model()->rowCount();
        w.window->selection().setFilter("status:failed");
        TestWindow::settle();
        QVERIFY(events->model()->rowCount() < all);
        QVERIFY(w.find<QLabel>("eventsFiltered")->isVisible());
        QSet<QString> failed;
        for (const TaskRow& row : w.feed->fixture().plan.tasks)
            if (row.status == Status::Failed) failed.insert(row.id);
        for (int i = 0; i < events->model()->rowCount(); ++i)
            QVERIFY(failed.contains(events->model()->index(i, 3).data().toString()));
        w.window->commands().trigger("skein.edit.widen");
        TestWindow::settle();
        QCOMPARE(events->model()->rowCount(), all);
        // The first run of another workspace has the same number, and other events.
        RunDelta other;
        other.summary = w.feed->fixture().summary;
        other.summary->workspace = "/elsewhere/other.skein";
        other.events = {w.feed->fixture().events.first()};
        emit w.feed->delta(other);
        TestWindow::settle();
        QCOMPARE(events->model()->rowCount(), 1);
    }
};

QTEST_MAIN(TestShell)
#include "tst_shell.moc"
