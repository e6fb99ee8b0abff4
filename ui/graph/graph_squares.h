// What the painters of the graph share: small squares in the tones of states, many at a time (the density picture of
// far zooms, the squares of a group), and how text is set.
// Thread: GUI.
#pragma once

#include <QPainter>
#include <QRect>
#include <QVector>
#include <array>

#include "ui/common/theme.h"

namespace skein::ui {

/// Boxes of the graph are not mirrored: what stands beside a glyph stays beside it in every language.
inline constexpr auto atLeft = Qt::AlignLeft | Qt::AlignAbsolute | Qt::AlignVCenter;
inline constexpr auto atRight = Qt::AlignRight | Qt::AlignAbsolute | Qt::AlignVCenter;

/// Captions that have no room are written so much smaller, no more.
inline constexpr double smallestOfCaption = 0.85;

inline QFont scaled(QFont font, double factor) {
    font.setPointSizeF(font.pointSizeF() * factor);
    return font;
}

/// The state that comes first in the order of Status among those present; Unknown when there are none.
Status mostUrgent(const StatusCounts& counts);

/// Fills the squares of each tone in one go, idle ones quietly, those that need a person last, so that nothing covers
/// them.
void drawSquares(QPainter& painter, const std::array<QVector<QRect>, toneCount>& squares, const Theme& theme);

}  // namespace skein::ui
