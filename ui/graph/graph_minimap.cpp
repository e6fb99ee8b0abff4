#include "ui/graph/graph_minimap.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include "ui/graph/graph_canvas.h"

namespace skein::ui {

namespace {
constexpr double keyStep = 0.25;  // of what is in sight
constexpr double faintness = 0.35;
}  // namespace

GraphMinimap::GraphMinimap(const Theme& theme, GraphCanvas& canvas, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_canvas(canvas) {
    setObjectName(QStringLiteral("graphMinimap"));
    setAccessibleName(tr("Map of the graph"));
    setAccessibleDescription(tr("Arrow keys move what the graph shows, Esc goes back to the graph."));
    setToolTip(tr("Drag to move, or use the arrow keys"));
    setFocusPolicy(Qt::StrongFocus);
    hide();
}

QRectF GraphMinimap::map() const { return QRectF(rect()).adjusted(frame, frame, -frame, -frame); }

bool GraphMinimap::isFaint() const { return !hasFocus() && !underMouse() && m_canvas.hasItemsIn(geometry()); }

void GraphMinimap::enterEvent(QEnterEvent*) { update(); }
void GraphMinimap::leaveEvent(QEvent*) { update(); }

void GraphMinimap::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (isFaint()) painter.setOpacity(faintness);
    painter.setPen(QPen(m_theme.color(hasFocus() ? Token::Accent : Token::BorderControl), hasFocus() ? 2 : 1));
    painter.setBrush(m_theme.color(Token::BgRaised));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
    m_canvas.paintMap(painter, map());
}

void GraphMinimap::mousePressEvent(QMouseEvent* event) { moveTo(event->position()); }

void GraphMinimap::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons() & Qt::LeftButton) moveTo(event->position());
}

void GraphMinimap::moveTo(QPointF point) {
    const QRectF world = m_canvas.world();
    const QPointF centre = world.topLeft() + (point - map().topLeft()) * (world.width() / map().width());
    m_canvas.panByHand((centre - m_canvas.visibleWorld().center()) * m_canvas.zoom());
}

void GraphMinimap::keyPressEvent(QKeyEvent* event) {
    const QSizeF sight = m_canvas.viewport()->size();
    switch (event->key()) {
        case Qt::Key_Left: return m_canvas.panByHand({-sight.width() * keyStep, 0});
        case Qt::Key_Right: return m_canvas.panByHand({sight.width() * keyStep, 0});
        case Qt::Key_Up: return m_canvas.panByHand({0, -sight.height() * keyStep});
        case Qt::Key_Down: return m_canvas.panByHand({0, sight.height() * keyStep});
        case Qt::Key_Escape: return m_canvas.setFocus();
        default: QWidget::keyPressEvent(event);
    }
}

}  // namespace skein::ui
