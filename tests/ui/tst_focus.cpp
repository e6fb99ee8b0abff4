// Whatever has the keyboard shows it, by one ring: every view is walked with Tab and looked at with and without.
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>

#include "tests/ui/ui_fixture.h"
#include "ui/graph/graph_canvas.h"
#include "ui/graph/graph_view.h"

using namespace skein;
using namespace skein::ui;

namespace {

struct Ring {
    int seen = 0;   ///< pixels that stand out from what they were without the keyboard by 3:1 (WCAG 2.2)
    int lines = 0;  ///< how many lines of the ring's colour lie one inside the other at the left edge
};

/// What having the keyboard changes in the picture of a widget and six pixels around it.
Ring ringOf(QWidget& window, QWidget& widget, const QColor& colour) {
    const QRect place = QRect(widget.mapTo(&window, QPoint()), widget.size()).adjusted(-6, -6, 6, 6) & window.rect();
    const QImage with = window.grab(place).toImage();
    widget.clearFocus();
    const QImage without = window.grab(place).toImage();
    widget.setFocus(Qt::TabFocusReason);
    const auto isRing = [&](int x, int y) {
        return with.pixel(x, y) == colour.rgb() && without.pixel(x, y) != colour.rgb();
    };
    Ring ring;
    for (int y = 0; y < with.height(); ++y)
        for (int x = 0; x < with.width(); ++x) ring.seen += contrastRatio(with.pixel(x, y), without.pixel(x, y)) >= 3;
    for (int x = 0; x < std::min(24, with.width() / 2); ++x)
        ring.lines += isRing(x, with.height() / 2) && (x == 0 || !isRing(x - 1, with.height() / 2));
    return ring;
}

}  // namespace

class TestFocus : public QObject {
    Q_OBJECT
private slots:
    void whatHasTheKeyboardShowsIt_data() {
        QTest::addColumn<int>("view");
        QTest::addColumn<int>("choice");
        for (int i = 0; i < viewCount; ++i)
            QTest::newRow(qPrintable(MainWindow::viewNames()[i])) << i << int(ThemeChoice::Light);
        QTest::newRow("dark") << int(ViewId::Overview) << int(ThemeChoice::Dark);
    }
    void whatHasTheKeyboardShowsIt() {
        QFETCH(int, view);
        QFETCH(int, choice);
        TestWindow w("overnight", static_cast<ThemeChoice>(choice));
        w.window->activateWindow();
        QTRY_VERIFY(w.window->isActiveWindow());
        w.view(static_cast<ViewId>(view));
        QSet<QWidget*> visited;
        QStringList problems;
        for (int i = 0; i < 80; ++i) {
            QWidget* at = QApplication::focusWidget();
            QTest::keyClick(at ? at : w.window.get(), Qt::Key_Tab);
            at = QApplication::focusWidget();
            QVERIFY(at);
            if (visited.contains(at)) continue;
            visited.insert(at);
            const Ring ring = ringOf(*w.window, *at, w.theme.color(Token::Accent));
            const QString name = QStringLiteral("%1 '%2'").arg(at->metaObject()->className(), at->objectName());
            const int side = std::min(at->width(), at->height()) - 12;
            if (ring.seen < 2 * side) problems.append(QStringLiteral("%1: %2 pixels").arg(name).arg(ring.seen));
            if (ring.lines > 1) problems.append(QStringLiteral("%1: %2 rings").arg(name).arg(ring.lines));
        }
        QVERIFY2(visited.size() > 10, qPrintable(QString::number(visited.size())));
        QVERIFY2(problems.isEmpty(), qPrintable(problems.join('\n')));
    }

    /// So do choices with a mark, in dialogs too, and no words are cut by it.
    void choicesShowIt() {
        TestWindow w("typical");
        QWidget page;
        auto* column = new QVBoxLayout(&page);
        auto* box = new QCheckBox("Quiet hours, gladly", &page);
        auto* radio = new QRadioButton("Drain, gladly", &page);
        column->addWidget(new QPushButton("first", &page));
        column->addWidget(box);
        column->addWidget(radio);
        page.show();
        page.activateWindow();
        QTRY_VERIFY(page.isActiveWindow());
        for (QWidget* each : {static_cast<QWidget*>(box), static_cast<QWidget*>(radio)}) {
            QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : &page, Qt::Key_Tab);
            each->setFocus(Qt::TabFocusReason);
            const Ring ring = ringOf(page, *each, w.theme.color(Token::Accent));
            QVERIFY2(ring.seen >= 4 * each->height(), qPrintable(QString::number(ring.seen)));
        }
    }

    /// A view begins where its answer stands; what gets the keyboard scrolls nothing of that away.
    void aViewBeginsAtItsTop_data() {
        QTest::addColumn<int>("key");
        QTest::addColumn<double>("scale");
        for (const double scale : {1.0, 2.0}) {
            QTest::addRow("overview %d", int(scale)) << int(Qt::Key_2) << scale;
            QTest::addRow("costs %d", int(scale)) << int(Qt::Key_7) << scale;
        }
    }
    void aViewBeginsAtItsTop() {
        QFETCH(int, key);
        QFETCH(double, scale);
        TestWindow w("overnight", ThemeChoice::Light, scale, {1280, 720});
        w.view(ViewId::Graph);
        w.window->activateWindow();
        QTRY_VERIFY(w.window->isActiveWindow());
        QTest::keyClick(w.window.get(), static_cast<Qt::Key>(key), Qt::ControlModifier);
        TestWindow::settle();
        QWidget* view = nullptr;
        for (auto* stack : w.window->findChildren<QStackedWidget*>())
            if (stack->count() == viewCount) view = stack->currentWidget();
        QVERIFY(view);
        QVERIFY(QApplication::focusWidget() && view->isAncestorOf(QApplication::focusWidget()));
        for (const auto* area : view->findChildren<QScrollArea*>())
            if (area->isVisible()) QCOMPARE(area->verticalScrollBar()->value(), 0);
    }

    /// The canvas draws its ring by itself; nothing else draws another one around it.
    void theCanvasHasOneRing() {
        TestWindow w("typical");
        w.window->activateWindow();
        QTRY_VERIFY(w.window->isActiveWindow());
        QTest::keyClick(w.window.get(), Qt::Key_3, Qt::ControlModifier);
        TestWindow::settle();
        auto* canvas = &w.window->graph().canvas();
        QVERIFY(canvas->hasFocus());
        const Ring ring = ringOf(*w.window, *canvas, w.theme.color(Token::Accent));
        QCOMPARE(ring.lines, 1);
        QVERIFY(ring.seen > canvas->width() + canvas->height());
        // Nor does the frame of what had the keyboard before stay.
        auto* drawer = w.find<QDockWidget>("drawerDock");
        if (!drawer->isVisible()) w.window->commands().trigger("skein.view.drawer");
        TestWindow::settle();
        QLabel* label = new QLabel(QStringLiteral("<a href='x'>a link</a>"), drawer);
        label->setTextInteractionFlags(Qt::TextBrowserInteraction);
        label->setFocusPolicy(Qt::StrongFocus);
        label->setGeometry(20, 20, 80, 30);
        label->show();
        label->setFocus(Qt::ShortcutFocusReason);  // Qt heeds the reason Tab only while that key is pressed
        const auto frames = w.window->findChildren<QFocusFrame*>();
        QCOMPARE(frames.size(), 1);
        QVERIFY(frames[0]->isVisible() && frames[0]->widget() == label);
        canvas->setFocus(Qt::TabFocusReason);
        QVERIFY(canvas->hasFocus());
        QVERIFY(!frames[0]->isVisible());
    }
};

QTEST_MAIN(TestFocus)
#include "tst_focus.moc"
