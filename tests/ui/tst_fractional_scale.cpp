// On a screen of 150 %: glyphs and icons are drawn with the screen's pixels, and lines lie on whole ones (ui.md 5).
#include "tests/ui/ui_fixture.h"
#include "ui/common/icons.h"
#include "ui/common/status_glyph.h"

using namespace skein;
using namespace skein::ui;

namespace {

/// Equal but for what drawing rounds: an edge that lies off by a hundredth of a pixel.
bool isNearly(QRgb a, QRgb b) {
    return std::abs(qRed(a) - qRed(b)) < 6 && std::abs(qGreen(a) - qGreen(b)) < 6 && std::abs(qBlue(a) - qBlue(b)) < 6;
}

}  // namespace

class TestFractionalScale : public QObject {
    Q_OBJECT
private slots:
    void theScreenIsScaled() {
        const QWidget widget;
        QCOMPARE(widget.devicePixelRatioF(), 1.5);
    }

    /// Wherever a control begins, between two pixels too, its border is one pixel of its colour beside its fill.
    void bordersLieOnWholePixels_data() {
        QTest::addColumn<int>("choice");
        QTest::newRow("light") << int(ThemeChoice::Light);
        QTest::newRow("dark") << int(ThemeChoice::Dark);
    }
    void bordersLieOnWholePixels() {
        QFETCH(int, choice);
        const TestWindow w("empty", static_cast<ThemeChoice>(choice));
        QWidget page;
        page.resize(600, 400);
        for (int i = 0; i < 6; ++i) {
            auto* button = new QPushButton(QStringLiteral("A"), &page);
            button->setFocusPolicy(Qt::NoFocus);
            button->setGeometry(11 + i * 31, 7 + i * 37, 130 + i, 30 + i);
            auto* field = new QLineEdit(&page);
            field->setFocusPolicy(Qt::NoFocus);
            field->setGeometry(371 + i, 11 + i * 41, 130 + i, 30 + i);
        }
        page.show();
        const QImage image = page.grab().toImage();
        QCOMPARE(image.devicePixelRatio(), 1.5);
        const QRgb border = w.theme.color(Token::BorderControl).rgb();
        const QRgb window = w.theme.color(Token::BgWindow).rgb();
        for (const QWidget* control : page.findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
            const QRgb fill =
                w.theme.color(qobject_cast<const QLineEdit*>(control) ? Token::BgBase : Token::BgRaised).rgb();
            const int middle = qRound((control->y() + control->height() / 2.0) * 1.5);
            const int start = qRound(control->x() * 1.5) - 3;
            QStringList row;
            for (int x = start; x < start + 9; ++x) row.append(QColor(image.pixel(x, middle)).name());
            const QString where = QStringLiteral("at %1: %2").arg(control->x()).arg(row.join(' '));
            for (int i = 0; i < 9; ++i)
                QVERIFY2(isNearly(image.pixel(start + i, middle), i < 3    ? window
                                                                  : i == 3 ? border
                                                                           : fill),
                         qPrintable(where));
        }
    }

    void iconsHaveThePixelsOfTheScreen() {
        const TestWindow w("typical");
        const QIcon icon = themedIcon(w.theme, QStringLiteral("edit-find"), Token::TextPrimary);
        const QPixmap pixmap = icon.pixmap(QSize(16, 16), 1.5);
        QCOMPARE(pixmap.size(), QSize(24, 24));
        QCOMPARE(pixmap.devicePixelRatio(), 1.5);
    }

    /// What a widget draws at 150 % is what the glyph is in the screen's pixels, not one of 100 % made larger.
    void glyphsAreDrawnInThePixelsOfTheScreen() {
        const TestWindow w("empty");
        for (const Status status : allStatuses()) {
            StatusGlyph glyph(w.theme);
            glyph.setStatus(status);
            glyph.setFixedSize(16, 16);
            glyph.setAutoFillBackground(true);
            const QImage seen = glyph.grab().toImage().convertToFormat(QImage::Format_RGB32);
            QCOMPARE(seen.size(), QSize(24, 24));
            QImage small = seen.scaled(16, 16, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
            small = small.scaled(24, 24, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
            // Drawn anew it has steeper edges than any picture of 16 pixels could have.
            const auto steepest = [](const QImage& image) {
                int most = 0;
                for (int y = 0; y < image.height(); ++y)
                    for (int x = 1; x < image.width(); ++x)
                        most = std::max(most, std::abs(qGray(image.pixel(x, y)) - qGray(image.pixel(x - 1, y))));
                return most;
            };
            QVERIFY2(steepest(seen) > steepest(small), qPrintable(statusWord(status)));
        }
    }
};

/// The scale must be known before there is a screen.
int main(int argc, char** argv) {
    qputenv("QT_SCALE_FACTOR", "1.5");
    qputenv("QT_SCALE_FACTOR_ROUNDING_POLICY", "PassThrough");
    QApplication app(argc, argv);
    TestFractionalScale test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_fractional_scale.moc"
