// GraphCanvas: painting of phases and stacks: a name, how far they are, their states, and a square per task.
#include <QLocale>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/common/formats.h"
#include "ui/common/status_glyph.h"
#include "ui/common/status_strip.h"
#include "ui/graph/graph_canvas.h"
#include "ui/graph/graph_squares.h"

namespace skein::ui {

namespace {

constexpr int smallestSquare = 4;  // device-independent pixels, gap included
constexpr int largestSquare = 14;  // grows with boxes that are blown up

}  // namespace

Status mostUrgent(const StatusCounts& counts) {
    for (const Status status : allStatuses())
        if (counts[static_cast<std::size_t>(status)] > 0) return status;
    return Status::Unknown;
}

void drawSquares(QPainter& painter, const std::array<QVector<QRect>, toneCount>& squares, const Theme& theme) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(Qt::NoPen);
    for (const Tone tone : {Tone::Idle, Tone::Ok, Tone::Run, Tone::Attention, Tone::Fail, Tone::You}) {
        const auto& some = squares[static_cast<std::size_t>(tone)];
        if (some.isEmpty()) continue;
        painter.setBrush(tone == Tone::Idle ? mixed(theme.color(Token::BgBase), theme.tone(tone), 0.4)
                                            : theme.tone(tone));
        painter.drawRects(some);
    }
    painter.restore();
}

void GraphCanvas::paintPauseBar(QPainter& painter, const GraphItem& item, const QRectF& box) {
    bool point = false, held = false;
    for (const int index : item.tasks) {
        const TaskRow& task = m_plan.tasks[index];
        point |= task.pausePoint;
        held |= task.pausePoint && task.status == Status::NeedsYou;
    }
    if (!point) return;
    // Before the arrow heads, as high as the box: every edge into it goes through.
    const double thick = std::clamp(4.0 * zoom(), 3.0, 6.0),
                 away = theme().px(4) * std::min(1.0, zoom() * 1.4) * 1.6 + 3;
    const QRectF bar(box.left() - away - thick, box.top(), thick, box.height());
    painter.fillRect(bar.adjusted(-1, 0, 1, 0), theme().color(Token::BgBase));
    painter.fillRect(bar, held ? theme().tone(Status::NeedsYou) : theme().color(Token::TextPrimary));
}

void GraphCanvas::paintGroup(QPainter& painter, const GraphItem& item, int index, const QRectF& box, bool current) {
    painter.setPen(QPen(theme().color(Token::BorderControl), 1));
    painter.setBrush(theme().color(Token::BgRaised));
    const double radius = std::min({8.0, box.height() / 5, box.width() / 8});
    if (item.kind == GraphItem::Kind::Stack && box.height() > 16)
        for (const double offset : {6.0, 3.0}) painter.drawRoundedRect(box.translated(offset, offset), radius, radius);
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    paintGroupText(painter, item, index, box);
    if (!current) return;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme().color(Token::Accent), 2));
    painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), radius + 3, radius + 3);
}

void GraphCanvas::paintFrames(QPainter& painter) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme().color(Token::BorderControl), 1));
    for (const GraphFrame& frame : m_scene.frames) {
        const QRectF box(toView(frame.rect.topLeft()), toView(frame.rect.bottomRight()));
        painter.drawRoundedRect(box.adjusted(-7.5, -7.5, 7.5, 7.5), 8, 8);
    }
}

void GraphCanvas::paintFrameTitles(QPainter& painter) {
    const QFont font = theme().font(TextRole::Strong);
    const QFontMetricsF metrics(font);
    const QRectF sight = QRectF(viewport()->rect()).adjusted(4, 4, -4, -4);
    painter.save();
    painter.setFont(font);
    for (const GraphFrame& frame : m_scene.frames) {
        const QRectF box(toView(frame.rect.topLeft()), toView(frame.rect.bottomRight()));
        const QRectF around = box.adjusted(-8, -8 - metrics.height(), 8, 8);
        const QRectF seen = around.intersected(sight);
        const double room = seen.width() - 16;
        if (seen.height() < metrics.height() + 4 || room < metrics.averageCharWidth() * 6) continue;
        const QString text =
            metrics.elidedText(tr("%1, %n task(s)", nullptr, frame.tasks).arg(frame.title), Qt::ElideRight, room);
        const QRectF plate(seen.left() + 4, seen.top(), metrics.horizontalAdvance(text) + 12, metrics.height() + 4);
        painter.setPen(QPen(theme().color(Token::BorderControl), 1));
        painter.setBrush(theme().color(Token::BgBase));
        painter.drawRoundedRect(plate, 4, 4);
        painter.setPen(theme().color(Token::TextPrimary));
        painter.drawText(plate, Qt::AlignCenter, text);
    }
    painter.restore();
}

double GraphCanvas::paddingOf(const QRectF& box) const {
    return std::clamp(std::min(box.width() * 0.055, box.height() * 0.13), 3.0, 12.0 * theme().textScale());
}

/// Of a phase's name: a long one is rather written small than cut off.
QFont GraphCanvas::fontThatFits(const QString& title, double width) const {
    QFont small = theme().font(TextRole::Caption);
    small.setWeight(QFont::DemiBold);
    const QFont strong = theme().font(TextRole::Strong), smaller = scaled(small, smallestOfCaption);
    for (const QFont& font : {strong, small, smaller})
        if (QFontMetricsF(font).horizontalAdvance(title) <= width) return font;
    return small;
}

void GraphCanvas::paintGroupText(QPainter& painter, const GraphItem& item, int index, const QRectF& box) {
    const StatusCounts& counts = m_counts[index];
    const double scale = theme().textScale();
    const double pad = paddingOf(box);
    const QRectF inner = box.adjusted(pad, pad, -pad, -pad);
    const double strip = std::clamp(inner.height() * 0.14, 4.0, 8.0 * scale);
    const QFont caption = theme().font(TextRole::Caption);
    const QFontMetricsF small(caption);
    const QFont name = fontThatFits(item.title, inner.width());
    const QFontMetricsF big(name);
    if (inner.height() < big.height() + strip + 2)
        return paintStatusStrip(painter, QRectF(inner.left(), box.center().y() - strip / 2, inner.width(), strip),
                                counts, theme());
    const auto at = [&counts](Status status) { return counts[static_cast<std::size_t>(status)]; };
    const QString whole = QLocale().toString(item.tasks.size());
    const QString done = QLocale().toString(at(Status::Done) + at(Status::Reused));
    double y = inner.top();
    const bool roomy = inner.height() >= big.height() + small.height() + strip + 8;
    // Where there is only one line, the number of tasks stands beside the name.
    const QString beside = roomy ? QString() : shortCountText(item.tasks.size());
    const double besideWidth = beside.isEmpty() ? 0 : small.horizontalAdvance(beside) + 6;
    painter.setFont(name);
    painter.setPen(theme().color(Token::TextPrimary));
    painter.drawText(QRectF(inner.left(), y, inner.width() - besideWidth, big.height()), atLeft,
                     big.elidedText(item.title, Qt::ElideRight, inner.width() - besideWidth));
    painter.setFont(caption);
    painter.setPen(theme().color(Token::TextSecondary));
    if (!roomy) painter.drawText(QRectF(inner.left(), y, inner.width(), big.height()), atRight, beside);
    y += big.height() + 2;
    if (roomy) {
        const QString stack = item.kind == GraphItem::Kind::Stack ? tr("stack, ") : QString();
        QString line = stack + tr("%1 of %2 done").arg(done, whole);
        if (small.horizontalAdvance(line) > inner.width()) line = tr("%1 of %2").arg(done, whole);
        painter.drawText(QRectF(inner.left(), y, inner.width(), small.height()), atLeft,
                         small.elidedText(line, Qt::ElideRight, inner.width()));
        y += small.height() + 4;
    }
    paintStatusStrip(painter, QRectF(inner.left(), y, inner.width(), strip), counts, theme());
    y += strip + 6;
    if (inner.bottom() - y < small.height()) return;
    y = paintStates(painter, counts, QRectF(inner.left(), y, inner.width(), inner.bottom() - y));
    paintSquares(painter, item, QRectF(QPointF(inner.left(), y + 6), inner.bottomRight()));
}

double GraphCanvas::paintStates(QPainter& painter, const StatusCounts& counts, const QRectF& room) {
    const QFontMetricsF small(theme().font(TextRole::Caption));
    const double glyph = small.ascent();
    // One state a line with its word where there is height for it; else as many as fit into one line, urgent ones
    // first.
    const auto present = std::count_if(counts.begin(), counts.end(), [](int count) { return count > 0; });
    const double line = small.height() + 2;
    const bool lines = room.height() >= static_cast<double>(present) * line + 4;
    double x = room.left();
    double y = room.top();
    for (const Status status : allStatuses()) {
        const int count = counts[static_cast<std::size_t>(status)];
        if (count == 0) continue;
        const QString number = lines ? QLocale().toString(count) : shortCountText(count);
        QString text = number;
        if (lines) text += QLatin1Char(' ') + statusWord(status).toLower();
        if (glyph + 4 + small.horizontalAdvance(text) > room.width()) text = number;
        const double width = glyph + 4 + small.horizontalAdvance(text);
        if (!lines && x + width > room.right()) break;
        paintStatusGlyph(painter, QRectF(x, y + (small.height() - glyph) / 2, glyph, glyph), status, theme());
        painter.setPen(theme().color(Token::TextPrimary));
        painter.drawText(QRectF(x + glyph + 4, y, width, small.height()), atLeft, text);
        if (lines) y += line;
        else x += width + 10;
    }
    return lines ? y : y + line;
}

void GraphCanvas::paintSquares(QPainter& painter, const GraphItem& item, const QRectF& room) {
    if (room.width() < 4 * smallestSquare || room.height() < 2 * smallestSquare) return;
    const auto count = static_cast<int>(item.tasks.size());
    const auto fits = [&room](int side) {
        return static_cast<int>(room.width() / side) * static_cast<int>(room.height() / side);
    };
    int side = static_cast<int>(largestSquare * std::max(1.0, zoom()));
    while (side > smallestSquare && fits(side) < count) --side;
    // More tasks than squares: each square stands for a few and shows the most urgent of them.
    const int each = std::max(1, (count + fits(side) - 1) / std::max(1, fits(side)));
    const int columns = static_cast<int>(room.width() / side);
    const QPoint start = room.topLeft().toPoint();
    std::array<QVector<QRect>, toneCount> squares;
    for (int first = 0, number = 0; first < count; first += each, ++number) {
        Status worst = m_plan.tasks[item.tasks[first]].status;
        for (int i = first + 1; i < std::min(count, first + each); ++i)
            worst = std::min(worst, m_plan.tasks[item.tasks[i]].status);
        const QPoint place = start + QPoint(number % columns, number / columns) * side;
        squares[static_cast<std::size_t>(toneOf(worst))].append(QRect(place, QSize(side - 1, side - 1)));
    }
    drawSquares(painter, squares, theme());
}

QVariantMap GraphCanvas::groups() const {
    const auto listOf = [](const QSet<int>& set) {
        QVector<int> sorted(set.begin(), set.end());
        std::sort(sorted.begin(), sorted.end());
        QVariantList list;
        for (const int each : sorted) list.append(each);
        return list;
    };
    return {{QStringLiteral("by"), static_cast<int>(m_grouping)},
            {QStringLiteral("closed"), listOf(m_options.collapsedPhases)},
            {QStringLiteral("stacks"), listOf(m_options.openStacks)}};
}

void GraphCanvas::showGroups(const QVariantMap& groups) {
    const int by = groups.value(QStringLiteral("by"), -1).toInt();
    if (m_plan.tasks.isEmpty() || by < 0 || by > static_cast<int>(Grouping::State)) return;
    const auto setOf = [&](const char* name, qsizetype count) {
        QSet<int> set;
        for (const QVariant& each : groups.value(QLatin1String(name)).toList())
            if (each.toInt() >= 0 && each.toInt() < count) set.insert(each.toInt());
        return set;
    };
    const auto grouping = static_cast<Grouping>(by);
    const QSet<int> closed = setOf("closed", grouped(m_plan, grouping).phases.size());
    const QSet<int> stacks = setOf("stacks", m_plan.tasks.size());
    if (grouping == m_grouping && closed == m_options.collapsedPhases && stacks == m_options.openStacks) return;
    m_grouping = grouping;
    m_options.collapsedPhases = closed;
    m_options.openStacks = stacks;
    relayout();
}

}  // namespace skein::ui
