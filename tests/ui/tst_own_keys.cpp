// Keys of one's own: assigned in the list of commands with real keys, with what they would take from others, kept
// between starts, and the same in further windows.
#include <QKeySequenceEdit>
#include <QSettings>
#include <QStandardItemModel>

#include "tests/ui/ui_fixture.h"
#include "ui/common/tables.h"
#include "ui/shell/own_keys.h"
#include "ui/shell/run_memory.h"
#include "ui/shell/shortcut_sheet.h"

using namespace skein;
using namespace skein::ui;

namespace {

/// The list of commands of a window, and what a person does in it.
struct Sheet {
    ShortcutSheet* dialog;

    explicit Sheet(MainWindow& window) {
        window.activateWindow();
        QTest::keyClick(&window, Qt::Key_Slash, Qt::ControlModifier);
        dialog = window.findChild<ShortcutSheet*>();
        if (dialog) TestWindow::settle();
    }
    template <class W>
    W* in(const char* name) const {
        return dialog->findChild<W*>(QString::fromLatin1(name));
    }
    void choose(const QString& command) const {
        in<QLineEdit>("shortcutFind")->clear();
        QTest::keyClicks(in<QLineEdit>("shortcutFind"), command);
        QTest::keyClick(in<QLineEdit>("shortcutFind"), Qt::Key_Tab);
        in<Table>("shortcutTable")->setCurrentIndex(in<Table>("shortcutTable")->model()->index(0, 0));
    }
    void press(Qt::Key key, Qt::KeyboardModifiers held) const {
        in<QKeySequenceEdit>("shortcutKeys")->clear();
        in<QKeySequenceEdit>("shortcutKeys")->setFocus();
        QTest::keyClick(in<QKeySequenceEdit>("shortcutKeys"), key, held);
    }
    QString said() const { return in<QLabel>("shortcutSaid")->text(); }
    void click(const char* button) const { QTest::mouseClick(in<QPushButton>(button), Qt::LeftButton); }
};

QKeySequence keys(const char* written) { return QKeySequence(QString::fromLatin1(written)); }

}  // namespace

class TestOwnKeys : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

private slots:
    void initTestCase() {
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
        qputenv("XDG_STATE_HOME", m_folder.path().toLocal8Bit());
        QCoreApplication::setOrganizationName("skein-test");
    }

    void anotherKeyRunsTheCommand() {
        TestWindow w("typical");
        const Sheet sheet(*w.window);
        QVERIFY(sheet.dialog);
        sheet.choose("Inspector");
        QVERIFY(!sheet.in<QPushButton>("shortcutAssign")->isEnabled());  // the same key is no change
        sheet.press(Qt::Key_J, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY2(sheet.said().isEmpty(), qPrintable(sheet.said()));
        sheet.click("shortcutAssign");
        QVERIFY2(sheet.said().contains("Ctrl+Shift+J"), qPrintable(sheet.said()));
        QVERIFY2(geometryProblems(*sheet.dialog).isEmpty(), qPrintable(geometryProblems(*sheet.dialog).join('\n')));
        QTest::keyClick(sheet.dialog, Qt::Key_Escape);
        QTRY_VERIFY(!w.window->findChild<ShortcutSheet*>());
        w.window->activateWindow();
        QTRY_VERIFY(w.window->isActiveWindow());
        auto* inspector = w.find<QDockWidget>("inspectorDock");
        const bool before = inspector->isVisible();
        QTest::keyClick(w.window.get(), Qt::Key_F9);
        QCOMPARE(inspector->isVisible(), before);
        QTest::keyClick(w.window.get(), Qt::Key_J, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(inspector->isVisible(), !before);
    }

    void whatItTakesFromAnotherIsSaidBefore() {
        TestWindow w("typical");
        auto& commands = w.window->commands();
        const Sheet sheet(*w.window);
        sheet.choose("Inspector");
        sheet.press(Qt::Key_N, Qt::ControlModifier);
        QVERIFY2(sheet.said().contains("New goal") && sheet.said().contains("Ctrl+N"), qPrintable(sheet.said()));
        QCOMPARE(commands.commandOf(keys("Ctrl+N")), QString("skein.file.new"));  // not yet
        sheet.click("shortcutAssign");
        QCOMPARE(commands.commandOf(keys("Ctrl+N")), QString("skein.view.inspector"));
        QVERIFY(commands.action("skein.file.new")->shortcut().isEmpty());
        sheet.click("shortcutAllStandard");
        QCOMPARE(commands.commandOf(keys("Ctrl+N")), QString("skein.file.new"));
        QCOMPARE(commands.action("skein.view.inspector")->shortcut(), keys("F9"));
        for (const QString& id : commands.ids())  // also two that share one, as hold and resume do
            QCOMPARE(commands.action(id)->shortcut(), commands.standardShortcut(id));
        sheet.choose("Inspector");
        sheet.click("shortcutNone");
        QVERIFY(commands.action("skein.view.inspector")->shortcut().isEmpty());
        sheet.click("shortcutStandard");
        QCOMPARE(commands.action("skein.view.inspector")->shortcut(), keys("F9"));
    }

    void keysOfWidgetsAreRefused_data() {
        QTest::addColumn<QString>("written");
        QTest::addColumn<bool>("taken");
        for (const char* no : {"A", "Shift+A", "Return", "Esc", "Ctrl+Tab", "Space", "Left", "Ctrl+K, Ctrl+L", ""})
            QTest::newRow(*no ? no : "none") << QString(no) << false;
        for (const char* yes : {"F4", "Shift+F4", "Ctrl+J", "Alt+Left", "Ctrl+Shift+Del"})
            QTest::newRow(yes) << QString(yes) << true;
    }
    void keysOfWidgetsAreRefused() {
        QFETCH(QString, written);
        QFETCH(bool, taken);
        QCOMPARE(whyNoShortcut(QKeySequence(written)).isEmpty(), taken);
    }
    void aRefusedKeyChangesNothing() {
        TestWindow w("typical");
        const Sheet sheet(*w.window);
        sheet.choose("Inspector");
        sheet.press(Qt::Key_A, Qt::NoModifier);
        QVERIFY(!sheet.said().isEmpty());
        QVERIFY(!sheet.in<QPushButton>("shortcutAssign")->isEnabled());
        QCOMPARE(w.window->commands().action("skein.view.inspector")->shortcut(), keys("F9"));
    }

    void theyAreKeptAndBrokenOnesAreLeftOut() {
        TestWindow other("empty");  // its theme and language
        FixtureFeed feed(*makeFixture("typical"));
        {
            MainWindow window(other.theme, feed, SampleRun{}, Memory::Keep);
            window.show();
            feed.load();
            TestWindow::settle();
            const Sheet sheet(window);
            QVERIFY(sheet.dialog);
            sheet.choose("Inspector");
            sheet.press(Qt::Key_N, Qt::ControlModifier);
            sheet.click("shortcutAssign");
        }
        QSettings(stateFile(), QSettings::IniFormat).setValue("keys/skein.nobody.knows", "Ctrl+7");
        QSettings(stateFile(), QSettings::IniFormat).setValue("keys/skein.view.outline", "A");
        MainWindow window(other.theme, feed, SampleRun{}, Memory::Keep);
        QCOMPARE(window.commands().action("skein.view.inspector")->shortcut(), keys("Ctrl+N"));
        QVERIFY(window.commands().action("skein.file.new")->shortcut().isEmpty());
        QCOMPARE(window.commands().action("skein.view.outline")->shortcut(),
                 window.commands().standardShortcut("skein.view.outline"));
        QVERIFY(!window.commands().ids().contains("skein.nobody.knows"));
    }
};

QTEST_MAIN(TestOwnKeys)
#include "tst_own_keys.moc"
