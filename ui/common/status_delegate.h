// StatusDelegate: a table cell with glyph and word; on selected rows the word uses the primary text colour and the
// glyph keeps its tone (ui.md section 5). Reads StatusRole and TryRole of the model. Thread: GUI.
#pragma once

#include <QStyledItemDelegate>

#include "ui/common/theme.h"

namespace skein::ui {

class StatusDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit StatusDelegate(const Theme& theme, QObject* parent = nullptr)
        : QStyledItemDelegate(parent), m_theme(theme) {}
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    const Theme& m_theme;
};

}  // namespace skein::ui
