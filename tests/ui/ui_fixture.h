// What desktop tests share: a themed application window over a fixture feed, and a walk that finds clipped or
// overlapping texts. Test equipment.
#pragma once

#include <QtTest>
#include <QtWidgets>

#include "ui/bridge/fixtures.h"
#include "ui/common/english.h"
#include "ui/common/labels.h"
#include "ui/common/theme.h"
#include "ui/shell/main_window.h"

namespace skein::ui {

struct TestWindow {
    English english;
    Theme theme;
    std::unique_ptr<FixtureFeed> feed;
    std::unique_ptr<MainWindow> window;

    TestWindow(const QString& fixture, ThemeChoice choice = ThemeChoice::Light, double scale = 1.0,
               QSize size = {1280, 720})
        : theme(QFontDatabase::systemFont(QFontDatabase::GeneralFont), scale) {
        theme.setChoice(choice);
        QCoreApplication::installTranslator(&english);
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
    QVector<QWidget*> shown;
    for (QWidget* widget : root.findChildren<QWidget*>()) {
        if (!widget->isVisible() || widget->visibleRegion().isEmpty()) continue;
        const auto* label = qobject_cast<QLabel*>(widget);
        const auto* button = qobject_cast<QAbstractButton*>(widget);
        if (!label && !button) continue;
        if (label && label->text().isEmpty()) continue;
        shown.append(widget);
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

}  // namespace skein::ui
