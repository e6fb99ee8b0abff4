// QueueDelegate: a conflict in the queue: glyph, subject, both values, how many tasks wait. Thread: GUI.
#pragma once

#include <QStyledItemDelegate>

#include "ui/common/theme.h"

namespace skein::ui {

/// Data roles of the queue's items.
enum QueueRole { QueueSubject = Qt::UserRole + 20, QueueDetail, QueueStatus, QueueBlocks };

class QueueDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit QueueDelegate(const Theme& theme, QObject* parent = nullptr)
        : QStyledItemDelegate(parent), m_theme(theme) {}
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    const Theme& m_theme;
};

}  // namespace skein::ui
