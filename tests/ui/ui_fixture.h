// What desktop tests share: a themed application window over a fixture feed, and a walk that finds clipped or
// overlapping texts. Test equipment.
#pragma once

#include <QtTest>
#include <QtWidgets>

#include "ui/bridge/fixtures.h"
#include "ui/common/english.h"
#include "ui/common/labels.h"
#include "ui/common/language.h"
#include "ui/common/notices.h"
#include "ui/common/theme.h"
#include "ui/shell/main_window.h"

namespace skein::ui {

struct TestWindow {
    English english;
    Language language;
    Theme theme;
    std::unique_ptr<FixtureFeed> feed;
    std::unique_ptr<MainWindow> window;

    /// Without a language: English with the numbers of the C locale.
    TestWindow(const QString& fixture, ThemeChoice choice = ThemeChoice::Light, double scale = 1.0,
               QSize size = {1280, 720}, const QString& code = {})
        : theme(QFontDatabase::systemFont(QFontDatabase::GeneralFont), scale) {
        theme.setChoice(choice);
        QCoreApplication::installTranslator(&english);
        if (!code.isEmpty()) language.use(code);
        theme.install(*qApp);
        feed = std::make_unique<FixtureFeed>(*makeFixture(fixture));
        window = std::make_unique<MainWindow>(theme, *feed, SampleRun{}, Memory::Forget);
        window->resize(size);
        window->show();
        feed->load();
        settle();
    }
    ~TestWindow() { window.reset(); }

    static void settle() {
        for (int i = 0; i < 5; ++i) {
            QThreadPool::globalInstance()->waitForDone();
            QTest::qWait(20);
        }
    }
    void view(ViewId id) {
        window->showView(id);
        settle();
    }
    template <class W = QWidget>
    W* find(const QString& name) const {
        return window->findChild<W*>(name);
    }
};

/// Texts that do not fit their widget, and sibling texts or buttons that overlap; empty when all is well.
inline QStringList geometryProblems(QWidget& root) {
    QStringList problems;
    const auto name = [](const QWidget* w) {
        const auto* label = qobject_cast<const QLabel*>(w);
        const auto* button = qobject_cast<const QAbstractButton*>(w);
        return QStringLiteral("%1 '%2' \"%3\"")
            .arg(w->metaObject()->className(), w->objectName(),
                 label    ? label->text()
                 : button ? button->text()
                          : QString());
    };
    const auto scrolls = [&root](const QWidget* w) {
        for (; w && w != &root; w = w->parentWidget())
            if (qobject_cast<const QAbstractScrollArea*>(w)) return true;
        return false;
    };
    QVector<QWidget*> shown;
    for (QWidget* widget : root.findChildren<QWidget*>()) {
        if (!widget->isVisible() || widget->visibleRegion().isEmpty()) continue;
        const auto* label = qobject_cast<QLabel*>(widget);
        const auto* button = qobject_cast<QAbstractButton*>(widget);
        // What paints itself needs the height it asks for.
        for (const char* painted : {"skein::ui::TokenBar", "skein::ui::StatusStrip", "skein::ui::MeterBar",
                                    "skein::ui::RailButton", "skein::ui::StatusGlyph", "skein::ui::CostChart",
                                    "skein::ui::CostBars"})
            if (qstrcmp(widget->metaObject()->className(), painted) == 0 &&
                widget->height() < widget->minimumSizeHint().height())
                problems.append("squeezed: " + name(widget));
        // A field inside of another control is that control's business.
        const bool field = (qobject_cast<QLineEdit*>(widget) || qobject_cast<QComboBox*>(widget) ||
                            qobject_cast<QAbstractSpinBox*>(widget)) &&
                           !qobject_cast<QComboBox*>(widget->parentWidget()) &&
                           !qobject_cast<QAbstractSpinBox*>(widget->parentWidget());
        const bool banner = qobject_cast<InlineBanner*>(widget);
        if ((field || banner) && widget->height() < widget->minimumSizeHint().height())
            problems.append("squeezed: " + name(widget));
        if (banner && widget->hasHeightForWidth() && widget->height() < widget->heightForWidth(widget->width()))
            problems.append("squeezed: " + name(widget));
        if (banner && !scrolls(widget) && widget->visibleRegion().boundingRect() != widget->rect())
            problems.append("cut off: " + name(widget));
        if (const auto* spin = qobject_cast<QAbstractSpinBox*>(widget))
            if (const auto* line = spin->findChild<QLineEdit*>();
                line && line->fontMetrics().horizontalAdvance(spin->text()) + 4 > line->width())
                problems.append(QStringLiteral("clipped across: %1 of %2").arg(spin->text(), name(widget)));
        if (!label && !button && !field) continue;
        if (label && label->text().isEmpty()) continue;
        // A button inside of a field, as its glass or its cross, lies upon it by design.
        if (button && qobject_cast<QLineEdit*>(button->parentWidget())) continue;
        shown.append(widget);
        // What scrolls may be partly out of sight; anything else must be whole.
        if (!scrolls(widget) && widget->visibleRegion().boundingRect() != widget->rect())
            problems.append("cut off: " + name(widget));
        const int missingWidth = widget->minimumSizeHint().width() - widget->width();
        if (label && !label->wordWrap() && label->sizeHint().width() > label->width() + 1)
            problems.append("clipped across: " + name(widget));
        if (label && label->wordWrap() && label->heightForWidth(label->width()) > label->height() + 1)
            problems.append("clipped below: " + name(widget));
        if (button && !button->text().isEmpty() && button->sizeHint().width() > button->width() + 1 && missingWidth > 0)
            problems.append("clipped across: " + name(widget));
    }
    for (int i = 0; i < shown.size(); ++i)
        for (int k = i + 1; k < shown.size(); ++k) {
            QWidget *a = shown[i], *b = shown[k];
            if (a->isAncestorOf(b) || b->isAncestorOf(a)) continue;
            const QRect first = a->visibleRegion().boundingRect().translated(a->mapTo(&root, QPoint()));
            const QRect second = b->visibleRegion().boundingRect().translated(b->mapTo(&root, QPoint()));
            if (first.intersects(second)) problems.append("overlap: " + name(a) + " and " + name(b));
        }
    return problems;
}

/// WCAG 2.2 contrast ratio.
inline double contrastRatio(QRgb first, QRgb second) {
    const auto luminance = [](QRgb rgb) {
        const auto linear = [](int channel) {
            const double c = channel / 255.0;
            return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
        };
        return 0.2126 * linear(qRed(rgb)) + 0.7152 * linear(qGreen(rgb)) + 0.0722 * linear(qBlue(rgb));
    };
    const double a = luminance(first), b = luminance(second);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

/// Texts of the picture as drawn that stand out from what is behind them by less than 4.5:1. Behind is the commonest
/// colour of the widget's own rectangle; the text is what differs from it most. Disabled controls are exempt (WCAG).
inline QStringList contrastProblems(QWidget& root) {
    QStringList problems;
    const QImage image = root.grab().toImage().convertToFormat(QImage::Format_RGB32);
    for (QWidget* widget : root.findChildren<QWidget*>()) {
        const auto* label = qobject_cast<QLabel*>(widget);
        const auto* button = qobject_cast<QAbstractButton*>(widget);
        const QString text = label ? label->text() : button ? button->text() : QString();
        if (text.trimmed().isEmpty() || !widget->isVisible() || !widget->isEnabled()) continue;
        const QRect seen = widget->visibleRegion().boundingRect();
        if (seen.height() < widget->fontMetrics().height() || seen.width() < 8) continue;
        const QRect area = seen.translated(widget->mapTo(&root, QPoint())).adjusted(3, 3, -3, -3) & image.rect();
        QHash<QRgb, int> colours;
        for (int y = area.top(); y <= area.bottom(); ++y)
            for (int x = area.left(); x <= area.right(); ++x) ++colours[image.pixel(x, y)];
        if (colours.isEmpty()) continue;
        QRgb behind = 0;
        int most = 0;
        for (auto it = colours.cbegin(); it != colours.cend(); ++it)
            if (it.value() > most) {
                most = it.value();
                behind = it.key();
            }
        double best = 1;
        for (auto it = colours.cbegin(); it != colours.cend(); ++it)
            best = std::max(best, contrastRatio(it.key(), behind));
        // A stroke thinner than a pixel never shows its whole colour: the darkest pixel of small text falls short by up
        // to a tenth (measured on the light scheme's muted caption).
        if (best < 4.5 * 0.9)
            problems.append(QStringLiteral("%1 : 1 \"%2\" '%3'").arg(best, 0, 'f', 2).arg(text, widget->objectName()));
    }
    return problems;
}

}  // namespace skein::ui
