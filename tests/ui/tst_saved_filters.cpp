// Filters that the person keeps: kept, used and forgotten by clicks and keys, read back at the next start, and bounded.
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>

#include "tests/ui/ui_fixture.h"
#include "ui/tasks/saved_filters.h"

using namespace skein::ui;

namespace {

/// The menu that the button of the scope bar opens.
QMenu* openedMenu(TestWindow& w) {
    auto* button = w.find<QPushButton>("skein.edit.savedFilters.button");
    QTest::mouseClick(button, Qt::LeftButton);
    return w.find<QMenu>("savedFiltersMenu");
}

QAction* entry(QMenu& menu, const QString& text) {
    for (QAction* action : menu.actions())
        if (action->text() == text) return action;
    return nullptr;
}

void close(QMenu* menu) {
    QTest::keyClick(menu, Qt::Key_Escape);
    TestWindow::settle();
}

}  // namespace

class TestSavedFilters : public QObject {
    Q_OBJECT

    QTemporaryDir m_settings;

private slots:
    void initTestCase() {
        QCoreApplication::setOrganizationName("skein-test");
        QCoreApplication::setApplicationName("skein-test");
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
    }
    void init() { QSettings().clear(); }

    void aFilterIsKeptUsedAndForgotten() {
        TestWindow w("typical");
        w.view(ViewId::Tasks);
        auto* table = w.find<QTableView>("taskTable");
        const int all = table->model()->rowCount();
        QMenu* menu = openedMenu(w);
        QVERIFY(menu && menu->isVisible());
        auto* keep = menu->findChild<QAction*>("keepFilter");
        QVERIFY(!keep->isEnabled() && keep->toolTip() == "no filter is set");
        close(menu);

        w.window->selection().setFilter("status:failed");
        TestWindow::settle();
        const int failed = table->model()->rowCount();
        QVERIFY(failed > 0 && failed < all);
        menu = openedMenu(w);
        QTest::mouseClick(menu, Qt::LeftButton, {},
                          menu->actionGeometry(menu->findChild<QAction*>("keepFilter")).center());
        TestWindow::settle();
        w.window->selection().setFilter({});
        TestWindow::settle();
        QCOMPARE(table->model()->rowCount(), all);

        menu = openedMenu(w);
        QAction* kept = entry(*menu, "status:failed");
        QVERIFY(kept && !kept->isChecked());
        QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(kept).center());
        TestWindow::settle();
        QCOMPARE(w.window->selection().filter(), QString("status:failed"));
        QCOMPARE(table->model()->rowCount(), failed);

        menu = openedMenu(w);
        QVERIFY(entry(*menu, "status:failed")->isChecked());
        keep = menu->findChild<QAction*>("keepFilter");
        QVERIFY(!keep->isEnabled() && keep->toolTip() == "it is kept already");
        menu->findChild<QMenu*>("forgetFilters")->actions().front()->trigger();
        close(menu);
        menu = openedMenu(w);
        QVERIFY(!entry(*menu, "status:failed"));
        close(menu);
    }

    void theyLastAndWhatIsNoFilterIsLeftOut() {
        TestWindow w("typical");
        CommandRegistry commands;
        {
            CommandRegistry first;
            SavedFilters filters(first, w.window->selection(), true, *w.window);
            filters.keep("status:failed");
            filters.keep(" cost > $0.05 ");
            QCOMPARE(filters.filters(), (QStringList{"cost > $0.05", "status:failed"}));
        }
        QStringList kept = QSettings().value("filters/saved").toStringList();
        kept << "status:"
             << "((((" << QString(5000, 'a') << ""
             << "status:failed";
        for (int i = 0; i < 100; ++i) kept << QStringLiteral("word%1").arg(i);
        QSettings().setValue("filters/saved", kept);
        SavedFilters filters(commands, w.window->selection(), true, *w.window);
        QCOMPARE(filters.filters().size(), SavedFilters::most);
        QCOMPARE(filters.filters().mid(0, 3), (QStringList{"cost > $0.05", "status:failed", "word0"}));
        QVERIFY(filters.whyNot("status:done").contains("20"));
        filters.forget("word0");
        QVERIFY(filters.whyNot("status:done").isEmpty());
        QCOMPARE(filters.whyNot("status:"), QString("it is not a filter"));
        QVERIFY(!filters.whyNot(QString(600, 'a')).isEmpty());
    }

    void theButtonHasRoom_data() {
        QTest::addColumn<QString>("language");
        QTest::addColumn<double>("scale");
        for (const char* language : {"", "de", "pseudo"})
            for (const double scale : {1.0, 2.0})
                QTest::addRow("%s %.0f", language, scale) << QString(language) << scale;
    }
    void theButtonHasRoom() {
        QFETCH(QString, language);
        QFETCH(double, scale);
        if (language == "pseudo" && scale > 1) return;  // 40 % longer texts at twice the size: German stands for that
        TestWindow w("typical", ThemeChoice::Light, scale, {1280, 720}, language);
        w.view(ViewId::Tasks);
        QVERIFY2(geometryProblems(*w.window).isEmpty(), qPrintable(geometryProblems(*w.window).join('\n')));
    }
};

QTEST_MAIN(TestSavedFilters)
#include "tst_saved_filters.moc"
