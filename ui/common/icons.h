// Monochrome icons from the bundled vector set, recoloured from theme tokens at paint time, crisp at every scale.
// Thread: GUI.
#pragma once

#include <QIcon>
#include <QString>

#include "ui/common/theme.h"

namespace skein::ui {

/// The icon `:/icons/<name>.svg` drawn in `token`, in the muted shade while disabled and in the accent while checked.
/// `theme` must outlive the icon; a theme switch needs only a repaint.
QIcon themedIcon(const Theme& theme, const QString& name, Token token = Token::TextSecondary);

}  // namespace skein::ui
