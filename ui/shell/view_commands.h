// Which commands work on what one view shows, and on nothing else. Pure. Thread: any.
#pragma once

#include <optional>

#include "ui/shell/main_window.h"

namespace skein::ui {

/// The view without which a command would change what nobody sees; nothing: it works in every view.
std::optional<ViewId> viewOfCommand(const QString& id);

}  // namespace skein::ui
