#include "ui/common/status_delegate.h"

#include <QApplication>
#include <QPainter>
#include <QStyle>

#include "ui/common/live_table_model.h"
#include "ui/common/status_glyph.h"

namespace skein::ui {

void StatusDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const auto status = static_cast<Status>(index.data(StatusRole).toInt());
    QStyleOptionViewItem item(option);
    initStyleOption(&item, index);
    item.text.clear();
    const QWidget* view = option.widget;
    (view ? view->style() : QApplication::style())->drawControl(QStyle::CE_ItemViewItem, &item, painter, view);
    const int side = m_theme.px(16);
    const QRect glyph =
        QStyle::visualRect(option.direction, option.rect,
                           QRect(option.rect.left() + 10, option.rect.center().y() - side / 2 + 1, side, side));
    paintStatusGlyph(*painter, glyph, status, m_theme, index.data(TryRole).toInt());
    painter->save();
    painter->setFont(option.font);
    painter->setPen(option.state & QStyle::State_Selected ? m_theme.color(Token::TextPrimary) : m_theme.tone(status));
    const QRect text = QStyle::visualRect(option.direction, option.rect, option.rect.adjusted(10 + side + 8, 0, -6, 0));
    painter->drawText(
        text, Qt::AlignLeft | Qt::AlignVCenter,
        option.fontMetrics.elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideRight, text.width()));
    painter->restore();
}

QSize StatusDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    return {10 + m_theme.px(16) + 8 + option.fontMetrics.horizontalAdvance(index.data(Qt::DisplayRole).toString()) + 16,
            m_theme.rowHeight()};
}

}  // namespace skein::ui
