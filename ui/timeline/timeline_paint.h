// How lanes are drawn. Thread: GUI; allocates nothing per bar.
#pragma once

#include <QStyledItemDelegate>

#include "ui/timeline/timeline_tree.h"

namespace skein::ui {

class LaneDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    LaneDelegate(const Theme& theme, const TimelineTree& tree, QObject* parent)
        : QStyledItemDelegate(parent), m_theme(theme), m_tree(tree) {}
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintAttempts(QPainter& painter, const QRectF& box, const Lane& lane) const;
    void paintDensity(QPainter& painter, const QRectF& box, const Lane& lane) const;
    void paintWaits(QPainter& painter, const QRectF& box) const;

    const Theme& m_theme;
    const TimelineTree& m_tree;
};

}  // namespace skein::ui
