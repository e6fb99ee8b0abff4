// What F1 says of a view: the question it answers, and the keys that only it has. Pure. Thread: any.
#pragma once

#include "ui/shell/main_window.h"

namespace skein::ui {

/// One or two plain sentences; never empty.
QString viewHelp(ViewId view);

/// Keys that work while the view itself has the keyboard, and what they do there.
struct ViewKeys {
    QString keys, what;
};
/// In the order in which they are told; empty: the view has no keys of its own.
QVector<ViewKeys> viewKeys(ViewId view);

}  // namespace skein::ui
