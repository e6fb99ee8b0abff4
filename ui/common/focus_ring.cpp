#include "ui/common/focus_ring.h"

#include <QApplication>
#include <QLabel>
#include <QScrollArea>
#include <QTableView>

namespace skein::ui {

FocusRing::FocusRing(QWidget& owner) : QFocusFrame(&owner) {
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) {
        const bool drawsNone =
            qobject_cast<QLabel*>(now) || qobject_cast<QScrollArea*>(now) || qobject_cast<QTableView*>(now);
        // As with the rings of buttons: a click shows none.
        setWidget(drawsNone && now->window()->testAttribute(Qt::WA_KeyboardFocusChange) ? now : nullptr);
    });
}

}  // namespace skein::ui
