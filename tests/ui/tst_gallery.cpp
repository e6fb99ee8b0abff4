// The gallery shows every shared part of the workbench, alive and in both themes.
#include "tests/ui/ui_fixture.h"
#include "ui/common/canvas.h"
#include "ui/common/filter_edit.h"
#include "ui/common/status_glyph.h"
#include "ui/common/status_strip.h"
#include "ui/common/tables.h"
#include "ui/common/token_bar.h"
#include "ui/gallery/gallery.h"

using namespace skein::ui;

namespace {

struct Page {
    English english;
    Theme theme{QFontDatabase::systemFont(QFontDatabase::GeneralFont), 1.0};
    std::unique_ptr<Gallery> gallery;

    explicit Page(ThemeChoice choice) {
        theme.setChoice(choice);
        QCoreApplication::installTranslator(&english);
        theme.install(*qApp);
        gallery = std::make_unique<Gallery>(theme);
        gallery->resize(1280, 3'200);  // all of it in sight
        gallery->show();
        TestWindow::settle();
    }
    template <class W = QWidget>
    W* find(const QString& name) const {
        return gallery->findChild<W*>(name);
    }
    QString says(const QString& name) const {
        const auto* label = find<QLabel>(name);
        return label ? label->text() : QString("no label ") + name;
    }
    void click(const QString& name) const {
        auto* button = find<QPushButton>(name);
        QVERIFY2(button, qPrintable(name));
        gallery->ensureWidgetVisible(button);
        QTest::mouseClick(button, Qt::LeftButton);
        TestWindow::settle();
    }
};

}  // namespace

class TestGallery : public QObject {
    Q_OBJECT
private slots:
    void everySharedPartIsThere_data() {
        QTest::addColumn<int>("choice");
        QTest::newRow("light") << int(ThemeChoice::Light);
        QTest::newRow("dark") << int(ThemeChoice::Dark);
    }
    void everySharedPartIsThere() {
        QFETCH(int, choice);
        const Page page{static_cast<ThemeChoice>(choice)};
        // ui.md 4.8, in its order; Theme and Type are patches and lines of text.
        QVERIFY(page.find("galleryTheme"));
        const auto glyphs = page.gallery->findChildren<StatusGlyph*>();  // other parts have some as well
        for (const Status status : allStatuses())
            QVERIFY(std::any_of(glyphs.begin(), glyphs.end(), [&](auto* glyph) { return glyph->status() == status; }));
        QVERIFY(page.gallery->findChildren<StatusStrip*>().size() >= 2);
        QVERIFY(page.find("gallery.disabled.button") && !page.find("gallery.disabled.button")->isEnabled());
        QVERIFY(page.find("gallerySelection"));
        QVERIFY(page.gallery->findChildren<FilterEdit*>().size() >= 4);
        QVERIFY(page.find<Table>("galleryTable"));
        QVERIFY(page.gallery->findChild<Canvas*>("galleryCanvas"));
        QVERIFY(page.gallery->findChildren<TokenBar*>().size() >= 4);
        QVERIFY(page.gallery->findChildren<InlineBanner*>().size() >= 3);
        QVERIFY(page.gallery->findChild<UndoBar*>() && page.gallery->findChild<EmptyState*>());
        auto* palette = page.find("galleryPalette");
        QVERIFY(palette && palette->isVisible() && !palette->isWindow());
        QVERIFY(page.find("galleryTold") && page.find("galleryQuiet") && page.find("galleryUntold"));
        for (const char* lock :
             {"galleryLockOff", "galleryLockAsking", "galleryLockAwake", "galleryLockBattery", "galleryLockCouldNot"})
            QVERIFY2(page.find(lock), lock);
        const QStringList problems = geometryProblems(*page.gallery);
        QVERIFY2(problems.isEmpty(), qPrintable(problems.join('\n')));
    }

    void locksSayWhatBecameOfThem() {
        const Page page{ThemeChoice::Light};
        const QStringList said{page.says("galleryLockOff"), page.says("galleryLockAsking"),
                               page.says("galleryLockAwake"), page.says("galleryLockBattery"),
                               page.says("galleryLockCouldNot")};
        QCOMPARE(QSet<QString>(said.begin(), said.end()).size(), said.size());
        QVERIFY2(said[2].contains("yes"), qPrintable(said[2]));
        QVERIFY2(said[4].contains("could not"), qPrintable(said[4]));
        page.click("galleryLockAwakeHold");
        QCOMPARE(page.says("galleryLockAwake"), said[0]);
    }

    void noticesReachTheMadeUpDesktop() {
        const Page page{ThemeChoice::Light};
        page.click("galleryTold0");
        QTRY_COMPARE(page.says("galleryTold"), QString("the desktop shows: Run finished"));
        page.click("galleryQuiet0");  // kept silent
        QCOMPARE(page.says("galleryQuiet"), QString("nothing told yet"));
        page.click("galleryQuiet2");
        QTRY_COMPARE(page.says("galleryQuiet"), QString("the desktop shows: Blocked on you"));
        page.click("galleryUntold0");
        QTRY_VERIFY(page.says("galleryUntold").startsWith("could not be told"));
    }

    void canvasIsWalkedAndPressed() {
        const Page page{ThemeChoice::Dark};
        auto* canvas = page.gallery->findChild<Canvas*>("galleryCanvas");
        page.gallery->ensureWidgetVisible(canvas);
        canvas->setFocus();
        const QString before = page.says("gallerySelection");
        QTest::keyClick(canvas, Qt::Key_Right);
        QCOMPARE(page.says("gallerySelection"), QString("Selected: ") + statusWord(allStatuses()[1]));
        QTest::mouseClick(canvas->viewport(), Qt::LeftButton, {}, canvas->toView({60, 40}).toPoint());
        QCOMPARE(page.says("gallerySelection"), before);
    }

    void paletteStaysOnThePage() {
        const Page page{ThemeChoice::Light};
        auto* palette = page.find("galleryPalette");
        auto* list = palette->findChild<QListWidget*>("paletteList");
        const int all = list->count();
        QVERIFY(all >= 5);
        auto* input = palette->findChild<QLineEdit*>("paletteInput");
        QTest::keyClicks(input, "destr");
        QVERIFY(list->count() >= 1 && list->count() < all);
        QTest::keyClick(input, Qt::Key_Escape);
        TestWindow::settle();
        QVERIFY(palette->isVisible());
    }
};

QTEST_MAIN(TestGallery)
#include "tst_gallery.moc"
