// What belongs to one view: its keys in the help, its commands that are off in the others, and that going to a task
// leads into the view that is wanted.

#include "tests/ui/ui_fixture.h"
#include "ui/common/tables.h"
#include "ui/graph/graph_canvas.h"
#include "ui/graph/graph_view.h"
#include "ui/shell/palette.h"
#include "ui/shell/view_commands.h"
#include "ui/shell/view_help.h"

using namespace skein;
using namespace skein::ui;

namespace {

/// The platform of the tests has no window manager that would give the keyboard back after a popup.
void activate(TestWindow& w) {
    w.window->activateWindow();
    QTRY_VERIFY(w.window->isActiveWindow());
}

}  // namespace

class TestViewCommands : public QObject {
    Q_OBJECT

    QTemporaryDir m_settings;

private slots:
    void initTestCase() {
        QCoreApplication::setOrganizationName("skein-test");
        QCoreApplication::setApplicationName("skein-test");
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
        qputenv("XDG_STATE_HOME", m_settings.path().toLocal8Bit());
    }

    void helpIsOfTheViewShown() {
        TestWindow w("typical");
        activate(w);
        QStringList all;
        for (int view = 0; view < viewCount; ++view) {
            w.view(static_cast<ViewId>(view));
            QTest::keyClick(w.window.get(), Qt::Key_F1);
            TestWindow::settle();
            auto* sheet = w.find<QDialog>("shortcutSheet");
            QVERIFY(sheet && sheet->isVisible());
            const auto* words = sheet->findChild<QLabel*>("viewHelp");
            QVERIFY(words && words->isVisible() && !words->text().isEmpty());
            QVERIFY2(geometryProblems(*sheet).isEmpty(), qPrintable(geometryProblems(*sheet).join('\n')));
            all.append(words->text());
            // First the keys of this view, then what the menus have, each under its title.
            const auto* model = sheet->findChild<Table*>("shortcutTable")->model();
            QStringList titles, firsts;
            QSet<QString> ids;
            for (int row = 0; row < model->rowCount(); ++row) {
                const QModelIndex at = model->index(row, 0);
                if (!(at.flags() & Qt::ItemIsEnabled)) titles.append(at.data().toString());
                else if (titles.size() == 1) firsts.append(at.data().toString());
                if (const QString id = at.data(Qt::UserRole + 1).toString(); !id.isEmpty()) ids.insert(id);
            }
            const QVector<ViewKeys> keys = viewKeys(static_cast<ViewId>(view));
            QCOMPARE(titles.contains("In this view"), titles.first() == "In this view");
            QVERIFY(keys.isEmpty() || titles.first() == "In this view");
            for (int i = 0; i < keys.size(); ++i) QCOMPARE(firsts.value(i), keys[i].what);
            QCOMPARE(titles.last(), QString("Help"));
            QCOMPARE(ids.size(), w.window->commands().ids().size());  // all are there
            for (const QString& id : w.window->commands().ids()) {
                const QString text = QString(w.window->commands().spec(id).text).remove('&');
                if (viewOfCommand(id) == static_cast<ViewId>(view)) QVERIFY2(firsts.contains(text), qPrintable(id));
            }
            QTest::keyClick(sheet, Qt::Key_Escape);
            QTRY_VERIFY(!w.find<QDialog>("shortcutSheet"));
            activate(w);
        }
        QCOMPARE(QSet<QString>(all.begin(), all.end()).size(), viewCount);
        QVERIFY(all[int(ViewId::Timeline)].contains("timeline", Qt::CaseInsensitive));
    }

    // What works on one view is off in the others, says where it works, and does nothing there by its keys either.
    void commandsOfAViewAreOffElsewhere() {
        TestWindow w("conflicts");
        auto& commands = w.window->commands();
        QSet<ViewId> seen;
        for (int view = 0; view < viewCount; ++view) {
            w.view(static_cast<ViewId>(view));
            for (const QString& id : commands.ids()) {
                const auto of = viewOfCommand(id);
                if (!of) {
                    QVERIFY2(!commands.reason(id).contains("works in the view"), qPrintable(id));
                    continue;
                }
                seen.insert(*of);
                const bool elsewhere = commands.reason(id).startsWith("it works in the view ");
                QVERIFY2(elsewhere == (*of != static_cast<ViewId>(view)), qPrintable(id + ": " + commands.reason(id)));
                if (elsewhere) QVERIFY(!commands.trigger(id));
            }
        }
        QCOMPARE(seen, (QSet<ViewId>{ViewId::Graph, ViewId::Timeline, ViewId::Conflicts}));
        w.view(ViewId::Tasks);
        QCOMPARE(commands.reason("skein.graph.zoomIn"), QString("it works in the view Graph (Ctrl+3)"));
        const double zoom = w.window->graph().canvas().zoom();
        activate(w);
        QTest::keySequence(w.window.get(), QKeySequence(QKeySequence::ZoomIn));
        QCOMPARE(w.window->graph().canvas().zoom(), zoom);
        QTest::keyClick(w.window.get(), Qt::Key_K, Qt::ControlModifier);
        auto* typed = w.find<QLineEdit>("paletteInput");
        typed->setText("> take A");
        const QString found = w.find<QListWidget>("paletteList")->item(0)->data(Qt::AccessibleTextRole).toString();
        QVERIFY2(found.contains("not available: it works in the view Conflicts"), qPrintable(found));
        QTest::keyClick(typed, Qt::Key_Escape);
        w.view(ViewId::Graph);
        QVERIFY(commands.trigger("skein.graph.zoomIn"));
        QVERIFY(w.window->graph().canvas().zoom() > zoom);
    }

    // Who goes to a task that lies in a closed phase sees the task, not the box of the phase; who only selects it in
    // another view has nothing opened behind their back.
    void whereF8LeadsIsOpened_data() {
        QTest::addColumn<QString>("fixture");
        for (const char* each : {"typical", "overnight", "10k"}) QTest::newRow(each) << QString(each);
    }
    void whereF8LeadsIsOpened() {
        QFETCH(QString, fixture);
        TestWindow w(fixture);
        w.view(ViewId::Graph);
        GraphCanvas& canvas = w.window->graph().canvas();
        const auto& tasks = w.feed->fixture().plan.tasks;
        w.window->commands().trigger("skein.graph.collapseAll");
        TestWindow::settle();
        const auto failed =
            std::find_if(tasks.begin(), tasks.end(), [](const TaskRow& row) { return row.status == Status::Failed; });
        const auto item = [&]() -> const GraphItem& {
            return canvas.scene().items[canvas.scene().itemOfTask[static_cast<int>(failed->no) - 1]];
        };
        w.view(ViewId::Tasks);
        w.window->selection().setTask(failed->no);
        TestWindow::settle();
        QCOMPARE(item().kind, GraphItem::Kind::Phase);
        w.window->selection().setTask(0);
        w.view(ViewId::Overview);
        for (int i = 0; i < 12 && w.window->selection().task() != failed->no; ++i) {
            QTest::keyClick(w.window.get(), Qt::Key_F8);
            TestWindow::settle();
        }
        QCOMPARE(w.window->selection().task(), failed->no);
        QCOMPARE(w.window->selection().view(), int(ViewId::Graph));
        QTRY_COMPARE(item().kind, GraphItem::Kind::Task);
        TestWindow::settle();
        QVERIFY(canvas.currentItem() == canvas.scene().itemOfTask[static_cast<int>(failed->no) - 1]);
        QVERIFY2(canvas.visibleWorld().contains(item().rect.center()), "it is out of sight");
    }
};

QTEST_MAIN(TestViewCommands)
#include "tst_view_commands.moc"
