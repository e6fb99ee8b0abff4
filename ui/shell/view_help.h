// What F1 says of a view: the question it answers and the keys that only it has. Pure. Thread: any.
#pragma once

#include "ui/shell/main_window.h"

namespace skein::ui {

/// A few plain sentences, one for each line; never empty.
QString viewHelp(ViewId view);

}  // namespace skein::ui
