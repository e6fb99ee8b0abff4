// FocusRing: the ring of ui.md around what has the keyboard and draws none itself: labels whose links or text the
// keyboard reaches, scroll areas, tables, lists, trees and larger texts. What gets the keyboard is scrolled into sight.
// Thread: GUI. One for all windows of the program.
#pragma once

#include <QFocusFrame>

namespace skein::ui {

class FocusRing : public QFocusFrame {
    Q_OBJECT
public:
    /// Follows the keyboard as long as `owner` lives.
    explicit FocusRing(QWidget& owner);
};

}  // namespace skein::ui
