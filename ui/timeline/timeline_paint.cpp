#include "ui/timeline/timeline_paint.h"

#include <QPainter>

#include "ui/common/status_glyph.h"
#include "ui/overview/sparkline.h"

namespace skein::ui {

namespace {

constexpr double smallestFailure = 6;  // px: what failed is never merged away (ui.md 3.5)

Status statusOf(const AttemptSpan& span) {
    switch (span.end) {
        case AttemptSpan::End::Running: return span.attempt > 1 ? Status::Retrying : Status::Running;
        case AttemptSpan::End::Done: return Status::Done;
        case AttemptSpan::End::Reused: return Status::Reused;
        case AttemptSpan::End::Failed:
        case AttemptSpan::End::GaveUp: return Status::Failed;
    }
    return Status::Unknown;
}

bool isFailure(const AttemptSpan& span) {
    return span.end == AttemptSpan::End::Failed || span.end == AttemptSpan::End::GaveUp;
}

}  // namespace

QSize LaneDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(m_theme.rowHeight() + 2);
    return size;
}

void LaneDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    if (index.column() == 0) return QStyledItemDelegate::paint(painter, option, index);
    const Lane* lane = m_tree.laneAt(index);
    if (!lane || !m_tree.picture()) return;
    painter->save();
    painter->setClipRect(option.rect);
    if (option.state & QStyle::State_Selected) painter->fillRect(option.rect, m_theme.color(Token::BgSelected));
    const QRectF box(option.rect);
    const TimeWindow& window = m_tree.window();
    const auto x = [&](Instant at) { return window.toX(at, box.left(), box.width()); };
    for (const WaitSpan& gap : gapsIn(m_tree.picture()->waits, window.shown))
        paintGap(*painter, QRectF(QPointF(x(gap.from), box.top()), QPointF(x(gap.to), box.bottom() + 1)), m_theme);
    if (window.marked) {
        QColor mark = m_theme.color(Token::Accent);
        mark.setAlphaF(0.12F);
        painter->fillRect(
            QRectF(QPointF(x(window.marked->from), box.top()), QPointF(x(window.marked->to), box.bottom() + 1)), mark);
    }
    const QRectF bars = box.adjusted(0, 4, 0, -4);
    switch (lane->sort) {
        case Lane::Sort::You: paintWaits(*painter, bars); break;
        case Lane::Sort::Group: paintDensity(*painter, bars, *lane); break;
        case Lane::Sort::Attempts: paintAttempts(*painter, bars, *lane); break;
    }
    if (window.shown.has(window.all.to)) {
        painter->setPen(QPen(m_theme.color(Token::Accent), 1));
        painter->drawLine(QPointF(x(window.all.to), box.top()), QPointF(x(window.all.to), box.bottom() + 1));
    }
    painter->restore();
}

void LaneDelegate::paintAttempts(QPainter& painter, const QRectF& box, const Lane& lane) const {
    const RunPicture& p = *m_tree.picture();
    const TimeWindow& window = m_tree.window();
    const auto x = [&](Instant at) { return window.toX(at, box.left(), box.width()); };
    double mergedUntil = -1;
    // Below: what went well, merged where it is narrower than a pixel. On top: what failed, at least 6 px each.
    for (const bool top : {false, true})
        for (const int i : lane.spans) {
            const AttemptSpan& span = p.spans[i];
            if (isFailure(span) != top) continue;
            const Instant until = span.to.value > 0 ? span.to : window.all.to;
            const Instant last = span.againAt.value > 0 ? span.againAt : until;
            if (last < window.shown.from || span.from > window.shown.to) continue;
            const Status status = statusOf(span);
            const QColor tone = m_theme.tone(status);
            double from = std::max(x(span.from), box.left() - 2), to = std::min(x(until), box.right() + 2);
            if (top) to = std::max(to, from + smallestFailure);
            else if (to - from < 1) {
                if (from < mergedUntil) continue;
                to = from + 1;
                mergedUntil = to;
            }
            // Until its first call it waited for its turn: hollow. Then solid. After a failure, dotted until the next
            // try.
            const double called = span.calledAt.value > 0 ? std::clamp(x(span.calledAt), from, to) : to;
            painter.setPen(Qt::NoPen);
            if (span.end == AttemptSpan::End::Reused) {
                painter.setPen(QPen(tone, 1.5));
                painter.setBrush(Qt::NoBrush);
                painter.drawEllipse(QPointF(from, box.center().y()), 4, 4);
                continue;
            }
            const bool hollow = called - from > 3 && !top;
            if (hollow) {
                painter.setPen(QPen(tone, 1));
                painter.setBrush(m_theme.color(Token::BgBase));
                painter.drawRect(QRectF(from + 0.5, box.top() + 0.5, called - from - 1, box.height() - 1));
                painter.setPen(Qt::NoPen);
            }
            const double solid = hollow ? called : from;
            // A pixel of air keeps neighbours apart.
            const double air = to - solid > 4 ? 1 : 0;
            painter.fillRect(QRectF(solid, box.top(), to - solid - air, box.height()), tone);
            if (span.againAt.value > 0) {
                const QRectF rest(to, box.top(), std::max(0.0, std::min(x(span.againAt), box.right()) - to),
                                  box.height());
                painter.fillRect(rest, QBrush(m_theme.tone(Status::Backoff), Qt::Dense5Pattern));
            }
            if (span.task == m_tree.selectedTask()) {
                painter.setPen(QPen(m_theme.color(Token::Accent), 2));
                painter.setBrush(Qt::NoBrush);
                painter.drawRect(QRectF(from, box.top() - 1, to - from, box.height() + 2));
            }
            const double side = std::min(box.height() - 2, 14.0);
            if (to - from >= side + 6)
                paintStatusGlyph(painter, QRectF(to - side - 3, box.center().y() - side / 2, side, side), status,
                                 m_theme.color(Token::BgBase), tone);
            else if (top) paintStatusGlyph(painter, QRectF(from - 2, box.center().y() - 5, 10, 10), status, m_theme);
        }
}

void LaneDelegate::paintDensity(QPainter& painter, const QRectF& box, const Lane& lane) const {
    const RunPicture& p = *m_tree.picture();
    const TimeWindow& window = m_tree.window();
    constexpr double column = 2;
    const auto columns = static_cast<int>(box.width() / column) + 1;
    QVector<int> change(columns + 1, 0), failed(columns, 0);
    const auto at = [&](Instant time) {
        return static_cast<int>((window.toX(time, box.left(), box.width()) - box.left()) / column);
    };
    for (const int i : lane.spans) {
        const AttemptSpan& span = p.spans[i];
        const Instant until = span.to.value > 0 ? span.to : window.all.to;
        if (until < window.shown.from || span.from > window.shown.to) continue;
        const int first = std::clamp(at(span.from), 0, columns - 1), last = std::clamp(at(until), first, columns - 1);
        ++change[first];
        --change[last + 1];
        if (isFailure(span) && until <= window.shown.to) ++failed[last];
    }
    int most = 0, running = 0;
    for (int i = 0; i < columns; ++i) most = std::max(most, running += change[i]);
    running = 0;
    const QColor ink = m_theme.color(Token::TextMuted);
    for (int i = 0; i < columns && most > 0; ++i) {
        running += change[i];
        const double height = box.height() * running / most;
        if (running > 0) painter.fillRect(QRectF(box.left() + i * column, box.bottom() - height, column, height), ink);
    }
    const double side = std::min(box.height(), 10.0);
    double free = box.left() - 1;
    for (int i = 0; i < columns; ++i) {
        if (failed[i] == 0) continue;
        const double x = box.left() + i * column - side / 2;
        painter.fillRect(QRectF(x + side / 2 - 1, box.top(), 2, box.height()), m_theme.tone(Tone::Fail));
        if (x < free) continue;  // one shape for several that lie closer than a shape; the strokes stay
        paintStatusGlyph(painter, QRectF(x, box.top(), side, side), Status::Failed, m_theme);
        free = x + side + 2;
    }
}

void LaneDelegate::paintWaits(QPainter& painter, const QRectF& box) const {
    const TimeWindow& window = m_tree.window();
    for (const WaitSpan& wait : m_tree.picture()->waits) {
        if (wait.kind != WaitSpan::Kind::Conflict) continue;
        const Instant until = wait.to.value > 0 ? wait.to : window.all.to;
        const double from = window.toX(wait.from, box.left(), box.width());
        const double to = std::max(from + smallestFailure, window.toX(until, box.left(), box.width()));
        const QRectF bar(from, box.top(), to - from, box.height());
        painter.fillRect(bar, m_theme.tint(Tone::You));
        painter.fillRect(bar, QBrush(m_theme.tone(Tone::You), Qt::FDiagPattern));
        paintStatusGlyph(painter, QRectF(from - 1, box.center().y() - 7, 14, 14), Status::NeedsYou, m_theme);
    }
}

}  // namespace skein::ui
