#include "ui/common/status_glyph.h"

#include <QPainter>
#include <QPainterPath>
#include <cmath>
#include <numbers>

namespace skein::ui {

namespace {

// All shapes are written on a 16 x 16 grid and scaled; strokes are never thinner than 1.4 device-independent pixels.
constexpr double grid = 16.0;

struct Pen {
    QPainter& painter;
    double unit;
    QColor tone;
    QColor ink;

    void stroke(const QColor& colour, double width, Qt::PenStyle style = Qt::SolidLine) const {
        painter.setPen(QPen(colour, std::max(width, 1.4 / unit), style, Qt::RoundCap, Qt::RoundJoin));
        painter.setBrush(Qt::NoBrush);
    }
    void fill(const QColor& colour) const {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
    }
};

QPolygonF octagon() {
    QPolygonF shape;
    for (int i = 0; i < 8; ++i) {
        const double angle = std::numbers::pi / 8 + i * std::numbers::pi / 4;
        shape << QPointF(8 + 7.4 * std::cos(angle), 8 + 7.4 * std::sin(angle));
    }
    return shape;
}

void tick(const Pen& pen, const QColor& colour, double width) {
    pen.stroke(colour, width);
    pen.painter.drawPolyline(QPolygonF{{4.7, 8.3}, {7.1, 10.7}, {11.4, 5.7}});
}

void ring(const Pen& pen, double width = 1.8) {
    pen.stroke(pen.tone, width);
    pen.painter.drawEllipse(QPointF(8, 8), 6.2, 6.2);
}

void dashedRing(const Pen& pen) {
    pen.stroke(pen.tone, 1.8);
    for (int i = 0; i < 6; ++i) pen.painter.drawArc(QRectF(1.8, 1.8, 12.4, 12.4), (i * 60 + 8) * 16, 32 * 16);
}

void needsYou(const Pen& pen) {
    pen.fill(pen.tone);
    pen.painter.drawPolygon(QPolygonF{{8, 0.4}, {15.6, 8}, {8, 15.6}, {0.4, 8}});
    pen.stroke(pen.ink, 1.9);
    pen.painter.drawLine(QPointF(8, 4.4), QPointF(8, 8.5));
    pen.fill(pen.ink);
    pen.painter.drawEllipse(QPointF(8, 11.4), 1.15, 1.15);
}

void failed(const Pen& pen) {
    pen.fill(pen.tone);
    pen.painter.drawPolygon(octagon());
    pen.stroke(pen.ink, 1.9);
    pen.painter.drawLine(QPointF(5.4, 5.4), QPointF(10.6, 10.6));
    pen.painter.drawLine(QPointF(10.6, 5.4), QPointF(5.4, 10.6));
}

void running(const Pen& pen) {
    pen.painter.setPen(QPen(pen.tone, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    pen.painter.setBrush(pen.tone);
    pen.painter.drawPolygon(QPolygonF{{4.2, 2.4}, {13.6, 8}, {4.2, 13.6}});
}

void retrying(const Pen& pen, int tryNumber, bool showNumber) {
    pen.stroke(pen.tone, 2.0);
    pen.painter.drawArc(QRectF(2.2, 2.2, 11.6, 11.6), 30 * 16, -300 * 16);
    pen.fill(pen.tone);
    pen.painter.drawPolygon(QPolygonF{{15.4, 1.6}, {15.2, 7.4}, {9.9, 5.4}});
    if (!showNumber || tryNumber < 2) return;
    QFont font = pen.painter.font();
    font.setPixelSize(7);
    font.setBold(true);
    pen.painter.setFont(font);
    pen.painter.setPen(pen.tone);
    pen.painter.drawText(QRectF(3, 3, 9.6, 10.4), Qt::AlignCenter, QString::number(std::min(tryNumber, 9)));
}

void backoff(const Pen& pen) {
    pen.stroke(pen.tone, 1.8);
    pen.painter.drawLine(QPointF(3.2, 1.6), QPointF(12.8, 1.6));
    pen.painter.drawLine(QPointF(3.2, 14.4), QPointF(12.8, 14.4));
    pen.painter.setBrush(pen.tone);
    pen.painter.drawPolygon(QPolygonF{{4.4, 14}, {11.6, 14}, {8, 8}});
    pen.painter.setBrush(Qt::NoBrush);
    pen.painter.drawPolygon(QPolygonF{{4.4, 2}, {11.6, 2}, {8, 8}});
}

void held(const Pen& pen) {
    pen.fill(pen.tone);
    pen.painter.drawRoundedRect(QRectF(3.4, 2, 3.4, 12), 1, 1);
    pen.painter.drawRoundedRect(QRectF(9.2, 2, 3.4, 12), 1, 1);
}

void cancelled(const Pen& pen) {
    ring(pen);
    pen.painter.drawLine(QPointF(3.8, 12.2), QPointF(12.2, 3.8));
}

void skipped(const Pen& pen) {
    dashedRing(pen);
    pen.stroke(pen.tone, 1.6);
    pen.painter.drawLine(QPointF(5, 8), QPointF(11, 8));
    pen.painter.drawPolyline(QPolygonF{{8.6, 5.6}, {11, 8}, {8.6, 10.4}});
}

void unknown(const Pen& pen) {
    dashedRing(pen);
    pen.stroke(pen.tone, 1.6);
    QPainterPath hook(QPointF(6, 6.6));
    hook.cubicTo(6, 4, 10.2, 4, 10.2, 6.7);
    hook.cubicTo(10.2, 8.2, 8, 8, 8, 9.5);
    pen.painter.drawPath(hook);
    pen.fill(pen.tone);
    pen.painter.drawEllipse(QPointF(8, 11.6), 0.95, 0.95);
}

}  // namespace

void paintStatusGlyph(QPainter& painter, const QRectF& box, Status status, const QColor& tone, const QColor& ink,
                      int tryNumber) {
    const double side = std::min(box.width(), box.height());
    if (side <= 0) return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(box.center().x() - side / 2, box.center().y() - side / 2);
    painter.scale(side / grid, side / grid);
    const Pen pen{painter, side / grid, tone, ink};
    switch (status) {
        case Status::NeedsYou: needsYou(pen); break;
        case Status::Failed: failed(pen); break;
        case Status::Running: running(pen); break;
        case Status::Retrying: retrying(pen, tryNumber, side >= 20); break;
        case Status::Backoff: backoff(pen); break;
        case Status::Ready:
            ring(pen);
            pen.fill(tone);
            painter.drawEllipse(QPointF(8, 8), 2.6, 2.6);
            break;
        case Status::Waiting: ring(pen); break;
        case Status::Held: held(pen); break;
        case Status::Done:
            pen.fill(tone);
            painter.drawEllipse(QPointF(8, 8), 7.2, 7.2);
            tick(pen, ink, 2.0);
            break;
        case Status::Reused:
            ring(pen, 1.7);
            tick(pen, tone, 1.8);
            break;
        case Status::Cancelled: cancelled(pen); break;
        case Status::Skipped: skipped(pen); break;
        case Status::Unknown: unknown(pen); break;
    }
    painter.restore();
}

void paintStatusGlyph(QPainter& painter, const QRectF& box, Status status, const Theme& theme, int tryNumber) {
    paintStatusGlyph(painter, box, status, theme.tone(status), theme.color(Token::BgBase), tryNumber);
}

StatusGlyph::StatusGlyph(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] { update(); });
    setAccessibleName(statusWord(m_status));
}

void StatusGlyph::setStatus(Status status) {
    if (status == m_status) return;
    m_status = status;
    setAccessibleName(statusWord(status));
    update();
}

QSize StatusGlyph::sizeHint() const { return {m_theme.px(18), m_theme.px(18)}; }

void StatusGlyph::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintStatusGlyph(painter, QRectF(rect()).adjusted(1, 1, -1, -1), m_status, m_theme);
}

}  // namespace skein::ui
