#include "ui/conflicts/queue_delegate.h"

#include <QPainter>
#include <QStyle>

#include "ui/common/skein_style.h"
#include "ui/common/status_glyph.h"

namespace skein::ui {

void QueueDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QStyleOptionViewItem item(option);
    initStyleOption(&item, index);
    item.text.clear();
    option.widget->style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &item, painter, option.widget);
    painter->save();
    const int side = m_theme.px(18);
    const QFont strong = m_theme.font(TextRole::Strong);
    const QFont caption = m_theme.font(TextRole::Caption);
    const QFontMetrics strongMetrics(strong);
    const QFontMetrics captionMetrics(caption);
    const int top = option.rect.top() + 8;
    // From right to left the painter turns alignments round; places are turned here.
    const auto placed = [&option](const QRect& place) {
        return QStyle::visualRect(option.direction, option.rect, place);
    };
    paintStatusGlyph(*painter, placed({option.rect.left() + 12, top + (strongMetrics.height() - side) / 2, side, side}),
                     static_cast<Status>(index.data(QueueStatus).toInt()), m_theme);
    const int left = option.rect.left() + 12 + side + 10;
    const int width = option.rect.right() - 8 - left;
    const QString blocks = index.data(QueueBlocks).toString();
    const int beside = blocks.isEmpty() ? 0 : captionMetrics.horizontalAdvance(blocks) + 8;
    painter->setFont(caption);
    painter->setPen(m_theme.color(Token::TextSecondary));
    painter->drawText(placed({left, top, width, strongMetrics.height()}), Qt::AlignRight | Qt::AlignVCenter, blocks);
    painter->setFont(strong);
    painter->setPen(m_theme.color(Token::TextPrimary));
    painter->drawText(placed({left, top, width - beside, strongMetrics.height()}), Qt::AlignLeft | Qt::AlignVCenter,
                      strongMetrics.elidedText(index.data(QueueSubject).toString(), Qt::ElideMiddle, width - beside));
    painter->setFont(caption);
    painter->setPen(m_theme.color(Token::TextSecondary));
    painter->drawText(placed({left, top + strongMetrics.height() + 2, width, captionMetrics.height()}),
                      Qt::AlignLeft | Qt::AlignVCenter,
                      captionMetrics.elidedText(index.data(QueueDetail).toString(), Qt::ElideRight, width));
    painter->restore();
}

QSize QueueDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {0, 16 + QFontMetrics(m_theme.font(TextRole::Strong)).height() + 2 +
                   QFontMetrics(m_theme.font(TextRole::Caption)).height()};
}

}  // namespace skein::ui
