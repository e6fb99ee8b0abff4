#include "ui/common/canvas.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace skein::ui {

namespace {

constexpr double largestZoom = 2.5;
constexpr double zoomStep = 1.2;
constexpr double margin = 24;  // view pixels kept free around the world

}  // namespace

Canvas::Canvas(const Theme& theme, QWidget* parent) : QAbstractScrollArea(parent), m_theme(theme) {
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    horizontalScrollBar()->setSingleStep(32);
    verticalScrollBar()->setSingleStep(32);
    // By hand on a bar is by hand; what scrolls by itself sets values and triggers no action.
    for (const QScrollBar* bar : {horizontalScrollBar(), verticalScrollBar()})
        connect(bar, &QAbstractSlider::actionTriggered, this, [this] {
            m_fitted = false;
            emit movedByHand();
        });
    connect(&theme, &Theme::changed, this, [this] { viewport()->update(); });
    // The ring around the whole view comes and goes with the keyboard.
    connect(qApp, &QApplication::focusChanged, this, [this](const QWidget* old, const QWidget* now) {
        if (old == this || now == this) viewport()->update();
    });
}

void Canvas::setWorld(const QRectF& world) {
    m_world = world;
    if (m_fitted) fit(fittedZoom());
    else updateScrollBars();
    viewport()->update();
}

double Canvas::wholeZoom() const {
    if (m_world.isEmpty()) return 1.0;
    const double fit = std::min((viewport()->width() - 2 * margin) / m_world.width(),
                                (viewport()->height() - 2 * margin) / m_world.height());
    return std::clamp(fit, 0.001, m_largestFit);
}

double Canvas::smallestZoom() const { return std::min(1.0, wholeZoom()); }

double Canvas::fittedZoom() const {
    const double whole = wholeZoom();
    return m_whole || whole >= m_readable * nearlyReadable ? whole : m_readable;
}

QPointF Canvas::origin() const {
    // World smaller than the view is centred; otherwise the scroll bars say where it starts.
    const double spareX = viewport()->width() - m_world.width() * m_zoom - 2 * margin;
    const double spareY = viewport()->height() - m_world.height() * m_zoom - 2 * margin;
    const double x = spareX >= 0 ? margin + spareX / 2 : margin - horizontalScrollBar()->value();
    const double y = spareY >= 0 ? margin + spareY / 2 : margin - verticalScrollBar()->value();
    return {x, y};
}

QPointF Canvas::toView(QPointF p) const { return origin() + (p - m_world.topLeft()) * m_zoom; }
QPointF Canvas::toWorld(QPointF p) const { return m_world.topLeft() + (p - origin()) / m_zoom; }

QRectF Canvas::visibleWorld() const {
    return {toWorld({0, 0}),
            toWorld({static_cast<double>(viewport()->width()), static_cast<double>(viewport()->height())})};
}

void Canvas::updateScrollBars() {
    const int width = static_cast<int>(std::ceil(m_world.width() * m_zoom + 2 * margin));
    const int height = static_cast<int>(std::ceil(m_world.height() * m_zoom + 2 * margin));
    horizontalScrollBar()->setPageStep(viewport()->width());
    verticalScrollBar()->setPageStep(viewport()->height());
    horizontalScrollBar()->setRange(0, std::max(0, width - viewport()->width()));
    verticalScrollBar()->setRange(0, std::max(0, height - viewport()->height()));
}

void Canvas::setZoom(double zoom, QPointF anchor) {
    const double next = std::clamp(zoom, smallestZoom(), largestZoom);
    if (std::abs(next - m_zoom) < 1e-9) return;
    const QPointF fixed = toWorld(anchor);
    m_zoom = next;
    updateScrollBars();
    const QPointF now = (fixed - m_world.topLeft()) * m_zoom + QPointF(margin, margin) - anchor;
    horizontalScrollBar()->setValue(static_cast<int>(std::lround(now.x())));
    verticalScrollBar()->setValue(static_cast<int>(std::lround(now.y())));
    viewport()->update();
    emit zoomChanged(m_zoom);
}

void Canvas::zoomIn() {
    m_fitted = false;
    setZoom(m_zoom * zoomStep, viewport()->rect().center());
    emit movedByHand();
}

void Canvas::zoomOut() {
    m_fitted = false;
    setZoom(m_zoom / zoomStep, viewport()->rect().center());
    emit movedByHand();
}

void Canvas::naturalSize() {
    m_fitted = false;
    setZoom(1, viewport()->rect().center());
    emit movedByHand();
}

void Canvas::fitAll() {
    m_whole = true;
    fit(wholeZoom());
}

void Canvas::fit(double zoom) {
    m_fitted = true;
    m_zoom = zoom;
    updateScrollBars();
    horizontalScrollBar()->setValue(0);
    verticalScrollBar()->setValue(verticalScrollBar()->maximum() / 2);  // graphs begin at the left, in the middle
    viewport()->update();
    emit zoomChanged(m_zoom);
}

void Canvas::reveal(const QRectF& worldRect) {
    const QRectF target = worldRect.adjusted(-20 / m_zoom, -20 / m_zoom, 20 / m_zoom, 20 / m_zoom);
    const QRectF shown = visibleWorld();
    double dx = 0;
    double dy = 0;
    if (target.left() < shown.left()) dx = target.left() - shown.left();
    else if (target.right() > shown.right()) dx = target.right() - shown.right();
    if (target.top() < shown.top()) dy = target.top() - shown.top();
    else if (target.bottom() > shown.bottom()) dy = target.bottom() - shown.bottom();
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() + static_cast<int>(std::lround(dx * m_zoom)));
    verticalScrollBar()->setValue(verticalScrollBar()->value() + static_cast<int>(std::lround(dy * m_zoom)));
}

void Canvas::centre(const QRectF& worldRect) {
    const QPointF delta = (worldRect.center() - visibleWorld().center()) * m_zoom;
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() + static_cast<int>(std::lround(delta.x())));
    verticalScrollBar()->setValue(verticalScrollBar()->value() + static_cast<int>(std::lround(delta.y())));
}

Canvas::Sight Canvas::sight() const { return {m_zoom, visibleWorld().center(), m_fitted, m_whole}; }

void Canvas::showSight(const Sight& sight) {
    m_whole = sight.whole;
    if (sight.fitted) return fit(fittedZoom());
    m_fitted = false;
    setZoom(sight.zoom, viewport()->rect().center());
    centre({sight.middle, QSizeF(0, 0)});
}

void Canvas::panByHand(QPointF pixels) {
    m_fitted = false;
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() + static_cast<int>(std::lround(pixels.x())));
    verticalScrollBar()->setValue(verticalScrollBar()->value() + static_cast<int>(std::lround(pixels.y())));
    emit movedByHand();
}

void Canvas::paintEvent(QPaintEvent*) {
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), m_theme.color(Token::BgBase));
    paintWorld(painter);
    if (m_banding && m_dragged) {
        QColor wash = m_theme.color(Token::Accent);
        wash.setAlphaF(0.15F);
        painter.setOpacity(1);
        painter.setPen(QPen(m_theme.color(Token::Accent), 1));
        painter.setBrush(wash);
        painter.drawRect(band());
    }
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_theme.color(Token::Accent), 2));
        painter.drawRect(viewport()->rect().adjusted(1, 1, -1, -1));
    }
}

void Canvas::resizeEvent(QResizeEvent* event) {
    QAbstractScrollArea::resizeEvent(event);
    if (m_fitted) fit(fittedZoom());
    else updateScrollBars();
}

void Canvas::wheelEvent(QWheelEvent* event) {
    m_fitted = false;
    if (event->modifiers() & Qt::ControlModifier) {
        setZoom(m_zoom * std::pow(zoomStep, event->angleDelta().y() / 120.0), event->position());
        event->accept();
    } else {
        QAbstractScrollArea::wheelEvent(event);
    }
    emit movedByHand();
}

void Canvas::mousePressEvent(QMouseEvent* event) {
    m_panning = event->button() == Qt::LeftButton || event->button() == Qt::MiddleButton;
    m_dragged = false;
    m_banding = event->button() == Qt::LeftButton && event->modifiers() & Qt::ShiftModifier;
    m_pressedAt = m_lastDrag = event->position();
}

void Canvas::mouseMoveEvent(QMouseEvent* event) {
    if (!m_panning) return;
    if (!m_dragged && (event->position() - m_pressedAt).manhattanLength() < 6) return;
    m_dragged = true;
    if (m_banding) {
        m_lastDrag = event->position();
        return viewport()->update();
    }
    panByHand(m_lastDrag - event->position());
    m_lastDrag = event->position();
}

void Canvas::mouseReleaseEvent(QMouseEvent* event) {
    if (m_panning && !m_dragged) pressed(toWorld(event->position()), event->modifiers());
    if (m_banding && m_dragged) {
        banded(QRectF(toWorld(band().topLeft()), toWorld(band().bottomRight())), event->modifiers());
        viewport()->update();
    }
    m_panning = m_banding = false;
}

void Canvas::banded(const QRectF&, Qt::KeyboardModifiers) {}

void Canvas::mouseDoubleClickEvent(QMouseEvent* event) { activated(toWorld(event->position())); }

void Canvas::scrollContentsBy(int, int) { viewport()->update(); }

}  // namespace skein::ui
