#include "ui/common/focus_ring.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QTextEdit>

namespace skein::ui {

namespace {

/// A scroll area follows Tab within it; what comes in from elsewhere may stand out of sight.
void bringIntoSight(QWidget& widget) {
    for (QWidget* around = widget.parentWidget(); around != nullptr; around = around->parentWidget())
        if (auto* area = qobject_cast<QScrollArea*>(around); area && area->widget()->isAncestorOf(&widget))
            area->ensureWidgetVisible(&widget, 0, 8);
}

}  // namespace

FocusRing::FocusRing(QWidget& owner) : QFocusFrame(&owner) {
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) {
        // Not under a pressed mouse button: what was clicked would move away from the pointer.
        if (now && QApplication::mouseButtons() == Qt::NoButton) bringIntoSight(*now);
        const auto* text = qobject_cast<QPlainTextEdit*>(now);
        const bool writes = text && !text->isReadOnly();
        const bool drawsNone = qobject_cast<QLabel*>(now) || qobject_cast<QScrollArea*>(now) ||
                               qobject_cast<QAbstractItemView*>(now) || text || qobject_cast<QTextEdit*>(now);
        const bool popup = now && now->window()->windowType() == Qt::Popup;
        // As with the rings of buttons a click shows none; as with lines of input what is written in always does.
        setWidget(drawsNone && !popup && (writes || now->window()->testAttribute(Qt::WA_KeyboardFocusChange))
                      ? now
                      : nullptr);
    });
}

}  // namespace skein::ui
