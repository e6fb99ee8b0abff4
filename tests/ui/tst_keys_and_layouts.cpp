// The shell by keys: layouts of one's own, letters that can be switched off, Esc one step at a time, F8 to failures
// from every view, what the palette finds, and how far a place was scrolled.
#include <QActionGroup>
#include <QClipboard>
#include <QMenu>

#include "tests/ui/ui_fixture.h"
#include "ui/common/tables.h"
#include "ui/graph/graph_canvas.h"
#include "ui/graph/graph_view.h"
#include "ui/shell/copy_as.h"
#include "ui/shell/own_layouts.h"
#include "ui/shell/palette.h"
#include "ui/shell/run_memory.h"
#include "ui/tasks/task_filter.h"
#include "ui/timeline/timeline_tree.h"

using namespace skein;
using namespace skein::ui;

namespace {

/// Does something in the next dialog that opens and blocks.
template <class F>
void inDialog(F act) {
    QTimer::singleShot(0, [act] {
        auto* dialog = QApplication::activeModalWidget();
        QVERIFY(dialog);
        act(*dialog);
    });
}

template <class W = QPushButton>
W* in(QWidget& dialog, const char* name) {
    return dialog.findChild<W*>(QString::fromLatin1(name));
}

/// The platform of the tests has no window manager that would give the keyboard back after a popup.
void activate(TestWindow& w) {
    w.window->activateWindow();
    QTRY_VERIFY(w.window->isActiveWindow());
}

QStringList paletteFinds(TestWindow& w, const QString& typed) {
    activate(w);
    QTest::keyClick(w.window.get(), Qt::Key_K, Qt::ControlModifier);
    auto* input = w.find<QLineEdit>("paletteInput");
    input->clear();
    QTest::keyClicks(input, typed);
    QStringList found;
    const auto* list = w.find<QListWidget>("paletteList");
    for (int i = 0; i < list->count(); ++i) found.append(list->item(i)->data(Qt::AccessibleTextRole).toString());
    return found;
}

void closePalette(TestWindow& w) {
    QTest::keyClick(w.find<QLineEdit>("paletteInput"), Qt::Key_Escape);
    QTRY_VERIFY(!w.find<QWidget>("palette")->isVisible());
}

}  // namespace

class TestKeysAndLayouts : public QObject {
    Q_OBJECT
private slots:
    void layoutsOfOnesOwnAreKeptUsedRenamedAndDeleted() {
        TestWindow w("typical");
        w.view(ViewId::Timeline);
        auto* outline = w.find<QDockWidget>("outlineDock");
        auto* drawer = w.find<QDockWidget>("drawerDock");
        w.window->commands().trigger("skein.view.outline");
        QVERIFY(outline->isVisible() && !drawer->isVisible());
        inDialog([](QWidget& dialog) {
            QVERIFY(!in(dialog, "layoutSave")->isEnabled());  // it needs a name
            QTest::keyClicks(in<QLineEdit>(dialog, "layoutName"), "Night watch");
            QTest::keyClick(in<QLineEdit>(dialog, "layoutName"), Qt::Key_Return);
            QCOMPARE(in<QListWidget>(dialog, "layoutList")->count(), 1);
            QVERIFY(geometryProblems(dialog).isEmpty());
            QTest::keyClick(&dialog, Qt::Key_Escape);
        });
        w.window->commands().trigger("skein.layout.own");
        // A built-in one, and back by the palette.
        activate(w);
        QTest::keyClick(w.window.get(), Qt::Key_3, Qt::AltModifier);
        TestWindow::settle();
        QCOMPARE(w.window->layout(), LayoutId::Resolve);
        QVERIFY(!outline->isVisible());
        const QStringList found = paletteFinds(w, "night wa");
        QVERIFY2(!found.isEmpty() && found[0] == "Night watch, layout", qPrintable(found.join('|')));
        QTest::keyClick(w.find<QLineEdit>("paletteInput"), Qt::Key_Return);
        TestWindow::settle();
        QVERIFY(outline->isVisible());
        QVERIFY(w.find<TimelineTree>("timelineTree") == nullptr ||
                w.window->selection().view() == int(ViewId::Timeline));
        QCOMPARE(w.window->selection().view(), int(ViewId::Timeline));
        inDialog([](QWidget& dialog) {
            auto* list = in<QListWidget>(dialog, "layoutList");
            QCOMPARE(list->currentRow(), 0);
            QTest::keyClicks(in<QLineEdit>(dialog, "layoutName"), "Day");
            QTest::mouseClick(in(dialog, "layoutRename"), Qt::LeftButton);
            QCOMPARE(list->item(0)->text(), QString("Day"));
            QTest::mouseClick(in(dialog, "layoutDelete"), Qt::LeftButton);
            QCOMPARE(list->count(), 0);
            QVERIFY(!in(dialog, "layoutUse")->isEnabled());
            QTest::mouseClick(in(dialog, "layoutRestore"), Qt::LeftButton);  // deleting needs no question
            QCOMPARE(list->count(), 1);
            QCOMPARE(list->item(0)->text(), QString("Day"));
            QTest::mouseClick(in(dialog, "layoutUse"), Qt::LeftButton);
        });
        w.window->commands().trigger("skein.layout.own");
        QVERIFY(paletteFinds(w, "Day").filter("Day, layout").size() == 1);
        closePalette(w);
    }

    void layoutsAreReadBackAndForeignOnesLeftOut() {
        QTemporaryDir folder;
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder.path());
        qputenv("XDG_STATE_HOME", folder.path().toLocal8Bit());
        QCoreApplication::setOrganizationName("skein-test");
        const QVector<OwnLayout> kept{{"one", 2, true, false, true, "docks"}, {"two", 6, false, true, false, ""}};
        writeOwnLayouts(kept);
        QCOMPARE(readOwnLayouts(), kept);
        writeOwnLayouts({{"one", 0, false, false, false, {}},
                         {"", 1, false, false, false, {}},
                         {"ONE", 1, false, false, false, {}},
                         {QString(500, 'x'), 1, false, false, false, {}}});
        const auto read = readOwnLayouts();
        QCOMPARE(read.size(), 2);
        QCOMPARE(read[1].name.size(), longestLayoutName);
        TestWindow w("typical");
        w.window->useOwnLayout("nobody knows it");  // nothing happens
    }

    void panelsAreKeptSoonAfterAChange() {
        QTemporaryDir folder;
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder.path());
        qputenv("XDG_STATE_HOME", folder.path().toLocal8Bit());
        QCoreApplication::setOrganizationName("skein-test");
        TestWindow other("empty");  // its theme and language
        FixtureFeed feed(*makeFixture("typical"));
        MainWindow window(other.theme, feed, SampleRun{}, Memory::Keep);
        window.show();
        feed.load();
        TestWindow::settle();
        const auto value = [](const QString& key) { return QSettings(stateFile(), QSettings::IniFormat).value(key); };
        const auto current = [&] { return value("layout/current").toString(); };
        QTRY_VERIFY_WITH_TIMEOUT(!current().isEmpty(), 20'000);
        const QString drawer = "layout/" + current() + "/drawer";
        const bool before = value(drawer).toBool();
        QVERIFY(window.commands().trigger("skein.view.drawer"));
        QCOMPARE(value(drawer).toBool(), before);  // not while it may still be changing
        QTRY_COMPARE_WITH_TIMEOUT(value(drawer).toBool(), !before, 20'000);
        auto* palette = window.findChild<Palette*>();
        palette->setRecent({"0 skein.view.costs"});
        window.commands().trigger("skein.view.drawer");
        QTRY_COMPARE_WITH_TIMEOUT(value("palette/recent").toStringList(), QStringList{"0 skein.view.costs"}, 20'000);
        MainWindow next(other.theme, feed, SampleRun{}, Memory::Keep);
        QCOMPARE(next.findChild<Palette*>()->recent(), palette->recent());
    }

    // ui.md 4.2, as far as it is a command of this window.
    void everyKeyOfTheMapIsACommand_data() {
        QTest::addColumn<QString>("command");
        const auto row = [](const char* key, const char* command) { QTest::newRow(key) << QString(command); };
        row("Ctrl+1", "skein.view.goal");
        row("Ctrl+2", "skein.view.overview");
        row("Ctrl+3", "skein.view.graph");
        row("Ctrl+4", "skein.view.timeline");
        row("Ctrl+5", "skein.view.tasks");
        row("Ctrl+6", "skein.view.conflicts");
        row("Ctrl+7", "skein.view.costs");
        row("Ctrl+,", "skein.providers.connect");
        row("Ctrl+K", "skein.go.anything");
        row("Ctrl+Shift+P", "skein.go.command");
        row("F8", "skein.go.nextNeedsMe");
        row("Shift+F8", "skein.go.previousNeedsMe");
        row("Alt+Left", "skein.go.back");
        row("Alt+Right", "skein.go.forward");
        row("F6", "skein.view.nextPane");
        row("Shift+F6", "skein.view.previousPane");
        row("F9", "skein.view.inspector");
        row("Ctrl+N", "skein.file.new");
        row("Ctrl+O", "skein.file.open");
        row("Ctrl+R", "skein.goal.start");
        row("Ctrl+Shift+H", "skein.run.hold skein.run.resume");  // whichever can be done
        row("Ctrl+Shift+X", "skein.run.stop");
        row("Ctrl+Shift+R", "skein.run.retryTask");
        row("Ctrl+F", "skein.edit.find");
        row("F3", "skein.graph.findNext");
        row("Shift+F3", "skein.graph.findPrevious");
        row("Ctrl+L", "skein.edit.filter");
        row("Ctrl+Z", "skein.edit.undo");
        row("Ctrl+Shift+Z", "skein.edit.redo");
        row("Ctrl+Shift+C", "skein.edit.copyAs");
        row("Ctrl+E", "skein.run.saveDocument");
        row("Ctrl+/", "skein.help.shortcuts");
        row("F1", "skein.help.view");
    }
    void everyKeyOfTheMapIsACommand() {
        QFETCH(QString, command);
        const QKeySequence key{QString::fromLatin1(QTest::currentDataTag())};
        const TestWindow w("empty");
        QStringList found;
        for (const QString& id : w.window->commands().ids())
            if (w.window->commands().spec(id).shortcut == key) found.append(id);
        QCOMPARE(found.join(' '), command);
    }

    void rowsAreCopiedAsWhatIsWanted() {
        const QString tabbed = "Name\tWhy\none, two\ta|b\n";
        QCOMPARE(rowsAsCsv(tabbed), QString("Name,Why\r\n\"one, two\",a|b\r\n"));
        QCOMPARE(rowsAsMarkdown(tabbed), QString("| Name | Why |\n| --- | --- |\n| one, two | a\\|b |\n"));
        TestWindow w("typical");
        activate(w);
        const auto menu = [&w] {
            QTest::keyClick(w.window.get(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
            auto* found = w.window->findChild<QMenu*>("copyAsMenu");
            return found;
        };
        w.view(ViewId::Tasks);
        auto* table = w.find<Table>("taskTable");
        table->setFocus();
        table->selectRow(1);
        QMenu* open = menu();
        QVERIFY(open && open->isVisible());
        QTest::keyClick(open, Qt::Key_C);  // by its letter
        const QString csv = QApplication::clipboard()->text();
        QCOMPARE(csv, rowsAsCsv(table->selectedText()));
        QVERIFY2(csv.count("\r\n") == 2, qPrintable(csv));
        QTRY_VERIFY(!w.window->findChild<QMenu*>("copyAsMenu"));
        // Where there is no table, what needs one says so; the link is there.
        w.view(ViewId::Graph);
        activate(w);
        open = menu();
        QVERIFY(open);
        for (QAction* action : open->actions()) QCOMPARE(action->isEnabled(), action->objectName() == "copyAsLink");
        QVERIFY(open->actions()[1]->text().contains("no table"));
        QTest::keyClick(open, Qt::Key_L);
        QVERIFY(QApplication::clipboard()->text().startsWith("skein:run/"));
    }

    void aTaskIsAFilter() {
        TaskRow row;
        row.status = Status::Failed;
        row.phase = "Port it";
        row.agent = "a-003";
        QCOMPARE(filterTermsOf(row), (QStringList{"status:failed", "phase:\"Port it\"", "agent:\"a-003\""}));
        TestWindow w("typical");
        activate(w);
        w.view(ViewId::Tasks);
        QVERIFY(!w.window->commands().action("skein.edit.filterBy")->isEnabled());
        w.window->selection().setTask(161);  // the one that failed
        QVERIFY(w.window->commands().trigger("skein.edit.filterBy"));
        auto* menu = w.window->findChild<QMenu*>("filterByMenu");
        QVERIFY(menu);
        menu->actions()[0]->trigger();
        menu->close();
        TestWindow::settle();
        QCOMPARE(w.window->selection().filter(), QString("status:failed"));
        auto* table = w.find<Table>("taskTable");
        QTRY_COMPARE(table->model()->rowCount(), 1);
        QVERIFY(w.window->commands().trigger("skein.edit.filterBy"));
        const auto menus = w.window->findChildren<QMenu*>("filterByMenu");
        for (QAction* action : menus.last()->actions())
            if (action->text().startsWith("All but phase")) action->trigger();
        TestWindow::settle();
        QCOMPARE(w.window->selection().filter(), QString("(status:failed) and not phase:\"Service\""));
        QTRY_COMPARE(table->model()->rowCount(), 0);
    }

    void theWheelChangesNothingInPassing() {
        TestWindow w("empty");
        activate(w);
        QTest::keyClick(w.window.get(), Qt::Key_N, Qt::ControlModifier);
        TestWindow::settle();
        const auto wheel = [](QWidget* at) {
            const QPointF middle = at->rect().center();
            QWheelEvent event(middle, at->mapToGlobal(middle), {}, {0, -120}, Qt::NoButton, Qt::NoModifier,
                              Qt::NoScrollPhase, false);
            QApplication::sendEvent(at, &event);
        };
        auto* recipe = w.find<QComboBox>("goalRecipe");
        auto* agents = w.find<QSpinBox>("goalAgents");
        QVERIFY(recipe->count() > 1);
        recipe->setCurrentIndex(0);
        agents->setValue(3);
        for (QWidget* each : {static_cast<QWidget*>(recipe), static_cast<QWidget*>(agents)}) wheel(each);
        QCOMPARE(recipe->currentIndex(), 0);
        QCOMPARE(agents->value(), 3);
        agents->setFocus();  // where the keyboard is, it is meant
        wheel(agents);
        QCOMPARE(agents->value(), 2);
    }

    void menusShowChoicesAsSuch() {
        const TestWindow w("typical");
        auto& commands = w.window->commands();
        for (const char* id : {"skein.view.graph", "skein.theme.dark", "skein.graph.groupPhase", "skein.layout.watch"})
            QVERIFY2(commands.action(id)->actionGroup() && commands.action(id)->actionGroup()->isExclusive(), id);
        commands.trigger("skein.theme.dark");
        QVERIFY(commands.action("skein.theme.dark")->isChecked() && !commands.action("skein.theme.light")->isChecked());
        // The View menu fits on a small screen: what concerns one view alone stands within it.
        for (QAction* menu : w.window->menuBar()->actions())
            QVERIFY2(menu->menu()->actions().size() <= 26, qPrintable(menu->text()));
    }

    void oneKeyHoldsAndResumes() {
        TestWindow w("typical");
        activate(w);
        auto& commands = w.window->commands();
        QVERIFY(commands.action("skein.run.hold")->isEnabled());
        QTest::keyClick(w.window.get(), Qt::Key_H, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(commands.action("skein.run.resume")->isEnabled());
        QVERIFY(!commands.action("skein.run.hold")->isEnabled());
        QTest::keyClick(w.window.get(), Qt::Key_H, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(commands.action("skein.run.hold")->isEnabled());
    }

    void lettersCanBeSwitchedOff() {
        TestWindow w("typical");
        w.view(ViewId::Graph);
        auto* canvas = &w.window->graph().canvas();
        canvas->setFocus();
        const auto follows = [&w] { return w.window->commands().action("skein.graph.follow")->isChecked(); };
        const bool before = follows();
        QTest::keyClick(canvas, Qt::Key_G);
        QCOMPARE(follows(), !before);
        QVERIFY(w.window->commands().trigger("skein.tools.letters"));
        QVERIFY(!w.window->commands().action("skein.tools.letters")->isChecked());
        QTest::keyClick(canvas, Qt::Key_G);
        QCOMPARE(follows(), !before);
        // Keys that are no letters, commands and text fields go on.
        QTest::keyClick(canvas, Qt::Key_Right);
        QVERIFY(w.window->commands().action("skein.tools.letters")->isEnabled());
        QTest::keyClick(w.window.get(), Qt::Key_F, Qt::ControlModifier);
        TestWindow::settle();
        auto* field = qobject_cast<QLineEdit*>(QApplication::focusWidget());
        QVERIFY(field);
        QTest::keyClicks(field, "gwcn");
        QCOMPARE(field->text(), QString("gwcn"));
        QTest::keyClick(field, Qt::Key_Escape);
        // In conflicts too.
        TestWindow c("conflicts");
        activate(c);
        w.window->setLetters(true);  // the switch holds in the whole program
        c.window->setLetters(false);
        QTest::keyClick(c.window.get(), Qt::Key_F8);
        TestWindow::settle();
        auto* commit = c.find<QPushButton>("commitDecision");
        QVERIFY(!commit->isEnabled());
        auto* queue = c.find<QListWidget>("conflictQueue");
        QTest::keyClick(queue, Qt::Key_A);
        TestWindow::settle();
        QVERIFY(!commit->isEnabled());
        c.window->setLetters(true);
        QTest::keyClick(queue, Qt::Key_A);
        QTRY_VERIFY(commit->isEnabled());
    }

    void escapeGoesBackOneStepAtATime() {
        TestWindow w("typical");
        w.view(ViewId::Graph);
        auto* canvas = &w.window->graph().canvas();
        canvas->setFocus();
        w.window->selection().setTask(40);
        TestWindow::settle();
        QTest::keyClick(w.window.get(), Qt::Key_F, Qt::ControlModifier);
        TestWindow::settle();
        auto* find = qobject_cast<QLineEdit*>(QApplication::focusWidget());
        QVERIFY(find);
        QTest::keyClicks(find, "entity 4");
        QTest::keyClick(w.window.get(), Qt::Key_K, Qt::ControlModifier);
        QTRY_VERIFY(w.find<QWidget>("palette")->isVisible());
        // The popup ...
        QTest::keyClick(w.find<QLineEdit>("paletteInput"), Qt::Key_Escape);
        QTRY_VERIFY(!w.find<QWidget>("palette")->isVisible());
        QVERIFY(find->isVisible());
        QCOMPARE(w.window->selection().task(), 40u);
        // ... then the search ...
        activate(w);
        find->setFocus();
        QTest::keyClick(find, Qt::Key_Escape);
        TestWindow::settle();
        QVERIFY2(find->text().isEmpty() || !find->isVisible(), qPrintable(find->text()));
        QCOMPARE(w.window->selection().task(), 40u);
        // ... then the selection, and then the keyboard stands in the view.
        for (int i = 0; i < 2 && w.window->selection().task() != 0; ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
            TestWindow::settle();
        }
        QCOMPARE(w.window->selection().task(), 0u);
        w.find<QPushButton>("skein.run.hold.button")->setFocus();
        QTest::keyClick(w.find<QPushButton>("skein.run.hold.button"), Qt::Key_Escape);
        TestWindow::settle();
        QVERIFY(canvas->hasFocus());
    }

    void f8VisitsFailuresFromEveryView_data() {
        QTest::addColumn<int>("view");
        for (int i = 0; i < viewCount; ++i) QTest::newRow(qPrintable(MainWindow::viewNames()[i])) << i;
    }
    void f8VisitsFailuresFromEveryView() {
        QFETCH(int, view);
        TestWindow w("failing");
        w.view(static_cast<ViewId>(view));
        QSet<quint32> visited, failed;
        for (const TaskRow& row : w.feed->fixture().plan.tasks)
            if (row.status == Status::Failed) failed.insert(row.no);
        QCOMPARE(failed.size(), 3);
        for (int i = 0; i < failed.size(); ++i) {
            QTest::keyClick(w.window.get(), Qt::Key_F8);
            TestWindow::settle();
            visited.insert(w.window->selection().task());
        }
        QCOMPARE(visited, failed);
        QVERIFY(w.find<QDockWidget>("inspectorDock")->isVisible());
    }

    void f8VisitsConflictsAndFailures() {
        TestWindow w("overnight");  // three conflicts and four failures
        w.view(ViewId::Overview);
        QSet<quint32> conflicts, failures;
        for (int i = 0; i < 12; ++i) {
            QTest::keyClick(w.window.get(), Qt::Key_F8);
            TestWindow::settle();
            if (w.window->selection().view() == int(ViewId::Conflicts)) {
                if (const quint32 id = w.window->selection().conflict(); id != 0) conflicts.insert(id);
                continue;
            }
            const quint32 no = w.window->selection().task();
            if (no > 0 && w.feed->fixture().plan.tasks[int(no) - 1].status == Status::Failed) failures.insert(no);
        }
        QCOMPARE(conflicts.size(), 3);
        QCOMPARE(failures.size(), 4);
        // And back again, the other way round.
        QTest::keyClick(w.window.get(), Qt::Key_F8, Qt::ShiftModifier);
        TestWindow::settle();
        QVERIFY(w.window->selection().task() != 0 || w.window->selection().view() == int(ViewId::Conflicts));
    }

    void thePaletteFindsAgentsTimesAndSaysWhatItCannot() {
        TestWindow w("overnight");
        w.view(ViewId::Overview);
        QString agent;
        for (const TaskRow& row : w.feed->fixture().plan.tasks)
            if (!row.agent.isEmpty()) agent = row.agent;
        QStringList found = paletteFinds(w, "a " + agent);
        QVERIFY2(!found.isEmpty() && found[0].startsWith(agent + ", agent"), qPrintable(found.join('|')));
        QTest::keyClick(w.find<QLineEdit>("paletteInput"), Qt::Key_Return);
        TestWindow::settle();
        QVERIFY(w.find<QTableView>("taskTable")->isVisible());
        QCOMPARE(w.window->selection().filter(), "agent:" + agent);
        QVERIFY(w.find<QTableView>("taskTable")->model()->rowCount() > 0);

        const RunSummary& s = w.feed->fixture().summary;
        const Instant wanted{s.asOf.value - 3'600'000'000};
        found = paletteFinds(w, ":-1h");
        QVERIFY2(found.size() == 1 && found[0].startsWith("Timeline at -1h"), qPrintable(found.join('|')));
        QTest::keyClick(w.find<QLineEdit>("paletteInput"), Qt::Key_Return);
        TestWindow::settle();
        QCOMPARE(w.window->selection().view(), int(ViewId::Timeline));
        QVERIFY(w.window->findChild<TimelineTree*>()->window().shown.has(wanted));
        QVERIFY((w.window->findChild<TimelineTree*>()->window().shown.to -
                 w.window->findChild<TimelineTree*>()->window().shown.from)
                    .value < 3'600'000'000);

        found = paletteFinds(w, ":99:99");
        QVERIFY(found.size() == 1 && found[0].contains("A time within the run"));
        QTest::keyClick(w.find<QLineEdit>("paletteInput"), Qt::Key_Return);  // does nothing, and says so
        QVERIFY(w.find<QWidget>("palette")->isVisible());
        closePalette(w);
        found = paletteFinds(w, "m cache");
        QVERIFY2(found.size() == 1 && found[0].contains("no memory view yet"), qPrintable(found.join('|')));
        closePalette(w);
    }

    // ui.md 4.3: recent first; and what can be done stands before what cannot.
    void thePaletteBeginsWithWhatWasChosenLast() {
        TestWindow w("typical");
        w.view(ViewId::Overview);
        const auto name = [&w](const char* id) {
            return QString(w.window->commands().spec(id).text).remove(QLatin1Char('&'));
        };
        QVERIFY(!paletteFinds(w, ">").value(0).startsWith(name("skein.view.costs")));
        closePalette(w);
        QVERIFY(paletteFinds(w, name("skein.view.costs")).value(0).startsWith(name("skein.view.costs")));
        QTest::keyClick(w.find<QLineEdit>("paletteInput"), Qt::Key_Return);
        TestWindow::settle();
        QVERIFY(paletteFinds(w, ">").value(0).startsWith(name("skein.view.costs")));
        closePalette(w);
        QVERIFY(paletteFinds(w, "").value(0).startsWith(name("skein.view.costs")));
        closePalette(w);
        CommandRegistry& commands = w.window->commands();
        for (const char* id : {"test.one", "test.two"}) {
            CommandSpec spec;
            spec.id = id;
            spec.text = QString("Weave the nets of %1").arg(id);
            commands.add(spec, [] {});
        }
        for (const char* off : {"test.one", "test.two"}) {
            commands.enable("test.one");
            commands.enable("test.two");
            commands.disable(off, "of the test");
            const QStringList found = paletteFinds(w, "weave the nets");
            QVERIFY2(found.size() == 2 && found[1].contains("of the test"), qPrintable(found.join('|')));
            closePalette(w);
        }
    }

    void timesAreReadWithinTheRun() {
        const Instant from{QDateTime(QDate(2026, 11, 21), QTime(22, 0)).toMSecsSinceEpoch() * 1000};
        const Instant to{QDateTime(QDate(2026, 11, 22), QTime(6, 0)).toMSecsSinceEpoch() * 1000};
        const auto at = [](QDate day, QTime time) { return Instant{QDateTime(day, time).toMSecsSinceEpoch() * 1000}; };
        QCOMPARE(typedTime("03:10", from, to), at(QDate(2026, 11, 22), QTime(3, 10)));
        QCOMPARE(typedTime(" 23:10:20 ", from, to), at(QDate(2026, 11, 21), QTime(23, 10, 20)));
        QCOMPARE(typedTime("-2h", from, to), at(QDate(2026, 11, 22), QTime(4, 0)));
        for (const char* wrong : {"", "12:00", "-9h", "25:00", "3", "-", "03:10x"})
            QVERIFY2(!typedTime(wrong, from, to), wrong);
        QVERIFY(!typedTime("03:10", {}, {}));
    }

    void contextMenusHoldNothingOfTheirOwn_data() {
        QTest::addColumn<int>("view");
        QTest::addColumn<QString>("widget");
        QTest::newRow("tasks") << int(ViewId::Tasks) << "taskTable";
        QTest::newRow("costs") << int(ViewId::Costs) << "costTable";
        QTest::newRow("chart") << int(ViewId::Costs) << "costChart";
        QTest::newRow("sparkline") << int(ViewId::Overview) << "spentChart";
    }
    void contextMenusHoldNothingOfTheirOwn() {
        QFETCH(int, view);
        QFETCH(QString, widget);
        TestWindow w("typical");
        w.view(static_cast<ViewId>(view));
        auto* target = w.find<QWidget>(widget);
        QVERIFY(target && target->isVisible());
        target->setFocus();
        for (const auto reason : {QContextMenuEvent::Keyboard, QContextMenuEvent::Mouse}) {
            QContextMenuEvent event(reason, {20, 20}, target->mapToGlobal(QPoint(20, 20)));
            // The mouse is over what an area scrolls, the keyboard is the area's.
            auto* area = qobject_cast<QAbstractScrollArea*>(target);
            QApplication::sendEvent(area && reason == QContextMenuEvent::Mouse ? area->viewport() : target, &event);
            auto* menu = w.find<QMenu>(w.find<QMenu>("taskMenu") ? "taskMenu" : "contextMenu");
            QVERIFY(menu && menu->isVisible());
            QVERIFY(menu->actions().size() >= 3);
            const auto isIn = [](const QMenu& where, const QAction* wanted, const auto& self) -> bool {
                for (const QAction* each : where.actions())
                    if (each == wanted || (each->menu() && self(*each->menu(), wanted, self))) return true;
                return false;
            };
            for (const QAction* action : menu->actions()) {
                if (action->isSeparator()) continue;
                QVERIFY2(w.window->commands().ids().contains(action->objectName()), qPrintable(action->text()));
                QVERIFY(w.window->commands().action(action->objectName()) == action);
                bool inBar = false;
                for (const auto* bar : w.window->menuBar()->actions())
                    inBar |= bar->menu() && isIn(*bar->menu(), action, isIn);
                QVERIFY2(inBar, qPrintable(action->text()));
            }
            menu->close();
            TestWindow::settle();
        }
    }

    void theWayBackKnowsHowFarAPlaceWasScrolled() {
        TestWindow w("typical");
        w.view(ViewId::Tasks);
        auto* table = w.find<QTableView>("taskTable");
        table->verticalScrollBar()->setValue(900);
        QCOMPARE(table->verticalScrollBar()->value(), 900);
        w.view(ViewId::Costs);
        w.view(ViewId::Tasks);
        table->verticalScrollBar()->setValue(0);
        w.view(ViewId::Overview);
        QTest::keyClick(w.window.get(), Qt::Key_Left, Qt::AltModifier);  // Tasks, at its top
        TestWindow::settle();
        QTest::keyClick(w.window.get(), Qt::Key_Left, Qt::AltModifier);  // Costs
        QTest::keyClick(w.window.get(), Qt::Key_Left, Qt::AltModifier);  // Tasks as it was
        QTRY_COMPARE(table->verticalScrollBar()->value(), 900);
        QVERIFY(table->isVisible());
    }
};

QTEST_MAIN(TestKeysAndLayouts)
#include "tst_keys_and_layouts.moc"
