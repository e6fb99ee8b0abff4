#include "ui/common/flow_layout.h"

#include <QStyle>
#include <QWidget>

namespace skein::ui {

FlowLayout::FlowLayout(QWidget* parent, int horizontalGap, int verticalGap)
    : QLayout(parent), m_horizontalGap(horizontalGap), m_verticalGap(verticalGap) {}

FlowLayout::~FlowLayout() { qDeleteAll(m_items); }

void FlowLayout::addItem(QLayoutItem* item) { m_items.append(item); }

QLayoutItem* FlowLayout::takeAt(int index) {
    return index >= 0 && index < m_items.size() ? m_items.takeAt(index) : nullptr;
}

QSize FlowLayout::minimumSize() const {
    QSize size;
    for (const QLayoutItem* item : m_items)
        if (!item->isEmpty()) size = size.expandedTo(item->minimumSize());
    const QMargins margins = contentsMargins();
    return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom());
}

QSize FlowLayout::sizeHint() const {
    QSize size;
    for (const QLayoutItem* item : m_items) {
        if (item->isEmpty()) continue;
        size = {size.width() + item->sizeHint().width() + m_horizontalGap,
                std::max(size.height(), item->sizeHint().height())};
    }
    const QMargins margins = contentsMargins();
    return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom());
}

void FlowLayout::setGeometry(const QRect& rect) {
    QLayout::setGeometry(rect);
    arrange(rect, Mode::Place);
}

int FlowLayout::arrange(const QRect& rect, Mode mode) const {
    const QMargins margins = contentsMargins();
    const int left = rect.left() + margins.left();
    const int width = rect.width() - margins.left() - margins.right();
    int top = rect.top() + margins.top();
    int used = 0;
    int height = 0;
    QList<QLayoutItem*> row;
    const auto flush = [&] {
        if (mode == Mode::Place) placeRow(row, left, top, width, height);
        row.clear();
        used = 0;
    };
    for (QLayoutItem* item : m_items) {
        if (item->isEmpty()) continue;
        const QSize size = item->sizeHint();
        if (!row.isEmpty() && used + m_horizontalGap + size.width() > width) {
            flush();
            top += height + m_verticalGap;
            height = 0;
        }
        used += size.width() + (row.isEmpty() ? 0 : m_horizontalGap);
        height = std::max(height, size.height());
        row.append(item);
    }
    flush();
    return top + height + margins.bottom() - rect.top();
}

void FlowLayout::placeRow(const QList<QLayoutItem*>& row, int left, int top, int width, int height) const {
    int used = -m_horizontalGap;
    int growing = 0;
    for (const QLayoutItem* item : row) {
        used += item->sizeHint().width() + m_horizontalGap;
        if (item->expandingDirections() & Qt::Horizontal) ++growing;
    }
    const int spare = std::max(0, width - used);
    int x = left;
    for (QLayoutItem* item : row) {
        QSize size = item->sizeHint();
        if (growing > 0 && (item->expandingDirections() & Qt::Horizontal)) size.rwidth() += spare / growing;
        size.setWidth(std::min(size.width(), width));
        const QRect place(QPoint(x, top + (height - size.height()) / 2), size);
        item->setGeometry(QStyle::visualRect(parentWidget()->layoutDirection(), geometry(), place));
        x += size.width() + m_horizontalGap;
    }
}

FlowLayout* flowIn(QWidget* holder, int horizontalGap, int verticalGap) {
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    holder->setSizePolicy(policy);
    auto* flow = new FlowLayout(holder, horizontalGap, verticalGap);
    flow->setContentsMargins(0, 0, 0, 0);
    return flow;
}

}  // namespace skein::ui
