#include "ui/timeline/timeline_paint.h"

#include <QPainter>
#include <QPixmapCache>
#include <cmath>

#include "ui/common/status_glyph.h"
#include "ui/overview/sparkline.h"

namespace skein::ui {

namespace {

constexpr double smallestRunning = 3;  // px: what has just begun is seen beside the line of now
constexpr double smallestFailure = 6;  // px: what failed is never merged away (ui.md 3.5)

bool isFailure(const AttemptSpan& span) {
    return span.end == AttemptSpan::End::Failed || span.end == AttemptSpan::End::GaveUp;
}

/// A tile of dots or of diagonal strokes, in device pixels: Qt's own patterns are as small on every screen.
QPixmap tileOf(bool dots, const QColor& ink, double ratio) {
    const QString key = QStringLiteral("skein-bar/%1/%2/%3").arg(dots).arg(ink.rgba(), 0, 16).arg(ratio);
    QPixmap tile;
    if (QPixmapCache::find(key, &tile)) return tile;
    constexpr int side = 6;
    const int pixels = std::max(1, qRound(side * ratio));
    tile = QPixmap(pixels, pixels);
    tile.fill(Qt::transparent);
    QPainter painter(&tile);
    if (dots) {
        const double half = pixels / 2.0, dot = std::max(2.0, pixels / 3.0);
        painter.fillRect(QRectF(0, 0, dot, dot), ink);
        painter.fillRect(QRectF(half, half, dot, dot), ink);
    } else {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(ink, pixels / 4.0));
        // Three strokes, so that the corners of the tile meet those of the next one.
        for (const int shift : {-1, 0, 1})
            painter.drawLine(QPointF(shift * pixels - 1, -1), QPointF((shift + 1) * pixels + 1, pixels + 1));
    }
    painter.end();
    tile.setDevicePixelRatio(ratio);
    QPixmapCache::insert(key, tile);
    return tile;
}

/// The letter of a series, so that colour is not alone; where the bar has room for it.
void paintSeriesLetter(QPainter& painter, const QRectF& bar, int series, const Theme& theme) {
    const QFont font = theme.font(TextRole::Caption);
    const QFontMetricsF metrics(font);
    const QString letter(QChar('A' + series));
    if (bar.width() < metrics.horizontalAdvance(letter) + 8 || bar.height() < metrics.ascent()) return;
    painter.setFont(font);
    painter.setPen(theme.color(Token::BgBase));
    painter.drawText(bar.adjusted(4, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, letter);
    painter.setPen(Qt::NoPen);
}

void paintHollow(QPainter& painter, const QRectF& box, const QColor& tone, const Theme& theme) {
    painter.setPen(QPen(tone, 1));
    painter.setBrush(theme.color(Token::BgBase));
    painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5));
    painter.setPen(Qt::NoPen);
}

void paintBreakEdges(QPainter& painter, const QRectF& box, const Theme& theme) {
    QPen pen(theme.color(Token::BorderControl), 1, Qt::CustomDashLine);
    pen.setDashPattern({3, 3});
    painter.setPen(pen);
    for (const double x : {std::floor(box.left()) + 0.5, std::floor(box.right()) - 0.5})
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()));
    painter.setPen(Qt::NoPen);
}

}  // namespace

QSet<BarLook> looksOf(const RunPicture& picture, TimeRange all, bool heldRows) {
    const Duration seen{(all.to - all.from).value / 200};  // less is no pixel wide where all is in sight
    QSet<BarLook> looks;
    const bool live = isLive(picture.summary);
    for (const AttemptSpan& span : picture.spans) {
        using End = AttemptSpan::End;
        switch (span.end) {
            case End::Running:
                looks.insert(!live ? BarLook::Unknown : span.attempt > 1 ? BarLook::Again : BarLook::Working);
                break;
            case End::Done: looks.insert(BarLook::Done); break;
            case End::Reused: looks.insert(BarLook::Reused); break;
            case End::Failed:
            case End::GaveUp: looks.insert(BarLook::Failed); break;
            case End::CutOff: looks.insert(BarLook::CutOff); break;
        }
        const Instant called = span.calledAt.value > 0 ? span.calledAt : span.to.value > 0 ? span.to : all.to;
        if (span.end != End::Reused && called - span.from > seen) looks.insert(BarLook::Queued);
        if (span.end == End::Failed && (span.againAt.value > 0 || live)) looks.insert(BarLook::Backoff);
    }
    for (const WaitSpan& wait : picture.waits)
        looks.insert(wait.kind == WaitSpan::Kind::Conflict ? BarLook::You : BarLook::Gap);
    if (heldRows) looks.insert(BarLook::Held);
    return looks;
}

void fillTexture(QPainter& painter, const QRectF& box, BarLook look, const Theme& theme) {
    const double ratio = painter.device() ? painter.device()->devicePixelRatioF() : 1;
    const bool you = look == BarLook::You;
    if (you) painter.fillRect(box, theme.tint(Tone::You));
    const QColor ink = you ? theme.tone(Tone::You) : theme.tone(Status::Backoff);
    painter.save();
    painter.setClipRect(box, Qt::IntersectClip);
    painter.drawTiledPixmap(box, tileOf(!you, ink, ratio));
    painter.restore();
}

void paintBreak(QPainter& painter, const QRectF& box, const Theme& theme) {
    painter.fillRect(box, theme.color(Token::BgWindow));
    paintBreakEdges(painter, box, theme);
}

BarSample::BarSample(const Theme& theme, BarLook look, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_look(look) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

BarSample::BarSample(const Theme& theme, int series, QWidget* parent) : BarSample(theme, BarLook::Done, parent) {
    m_series = series;
}

QSize BarSample::sizeHint() const { return {m_theme.px(28), m_theme.px(14)}; }

void BarSample::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QRectF box = rect();
    if (m_series >= 0) {
        painter.fillRect(box, m_theme.series(m_series));
        return paintSeriesLetter(painter, box, m_series, m_theme);
    }
    const auto solid = [&](Status status) {
        painter.fillRect(box, m_theme.tone(status));
        const double side = box.height() - 2;
        paintStatusGlyph(painter, QRectF(box.center().x() - side / 2, 1, side, side), status,
                         m_theme.color(Token::BgBase), m_theme.tone(status));
    };
    switch (m_look) {
        case BarLook::Queued: return paintHollow(painter, box, m_theme.tone(Status::Running), m_theme);
        case BarLook::Working: return solid(Status::Running);
        case BarLook::Again: return solid(Status::Retrying);
        case BarLook::Done: return solid(Status::Done);
        case BarLook::Failed: return solid(Status::Failed);
        case BarLook::Unknown: return solid(Status::Unknown);
        case BarLook::CutOff: return solid(Status::Cancelled);
        case BarLook::Held:
            fillTexture(painter, box, BarLook::You, m_theme);
            painter.fillRect(QRectF(0, 0, box.height(), box.height()), m_theme.tint(Tone::You));
            return paintStatusGlyph(painter, QRectF(box.left() + 1, 1, box.height() - 2, box.height() - 2),
                                    Status::Held, m_theme.tone(Tone::You), m_theme.tint(Tone::You));
        case BarLook::Reused:
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(QPen(m_theme.tone(Status::Reused), 1.5));
            return painter.drawEllipse(box.center(), 4, 4);
        case BarLook::Backoff:
        case BarLook::You: return fillTexture(painter, box, m_look, m_theme);
        case BarLook::Gap: return paintGap(painter, box, m_theme);
        case BarLook::Break: return paintBreak(painter, box.adjusted(1, 0, -1, 0), m_theme);
    }
}

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
    const auto across = [&](const TimeRange& times) {
        return QRectF(QPointF(x(times.from), box.top()), QPointF(x(times.to), box.bottom() + 1));
    };
    const QVector<TimeRange>& breaks = m_tree.scale().breaks();
    for (const TimeRange& idle : breaks) painter->fillRect(across(idle), m_theme.color(Token::BgWindow));
    for (const WaitSpan& gap : gapsIn(m_tree.picture()->waits, window.shown))
        paintGap(*painter, across({gap.from, gap.to}), m_theme);
    if (m_tree.isMarked(index)) {
        QColor mark = m_theme.color(Token::Accent);
        mark.setAlphaF(0.12F);
        painter->fillRect(across(*window.marked), mark);
    }
    const QRectF bars = box.adjusted(0, 4, 0, -4);
    switch (lane->sort) {
        case Lane::Sort::You: paintWaits(*painter, bars); break;
        case Lane::Sort::Group: paintDensity(*painter, bars, *lane); break;
        case Lane::Sort::Attempts:
            paintQueue(*painter, bars, *lane);
            paintAttempts(*painter, bars, *lane);
            break;
    }
    paintHeld(*painter, bars, *lane);
    // On top: what goes on through a break is seen to be cut.
    for (const TimeRange& idle : breaks) paintBreakEdges(*painter, across(idle), m_theme);
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
            const Instant last = std::max(backoffEnd(p, span, window.all.to), until);
            if (last < window.shown.from || span.from > window.shown.to) continue;
            const Status status = m_tree.statusOf(span);
            const int series = top ? -1 : m_tree.seriesOfSpan(span);
            const QColor tone = series >= 0 ? m_theme.series(series) : m_theme.tone(status);
            double from = std::max(x(span.from), box.left() - 2), to = std::min(x(until), box.right() + 2);
            if (top) to = std::max(to, from + smallestFailure);
            else if (span.to.value == 0 && to - from < smallestRunning) from = to - smallestRunning;
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
                painter.setRenderHint(QPainter::Antialiasing);
                painter.setPen(QPen(tone, 1.5));
                painter.setBrush(Qt::NoBrush);
                painter.drawEllipse(QPointF(from, box.center().y()), 4, 4);
                painter.setRenderHint(QPainter::Antialiasing, false);
                continue;
            }
            const bool hollow = called - from > 3 && !top;
            if (hollow) paintHollow(painter, QRectF(from, box.top(), called - from, box.height()), tone, m_theme);
            const double solid = hollow ? called : from;
            // A pixel of air keeps neighbours apart.
            const double air = to - solid > 4 ? 1 : 0;
            const QRectF bar(solid, box.top(), to - solid - air, box.height());
            painter.fillRect(bar, tone);
            if (series >= 0) paintSeriesLetter(painter, bar.adjusted(0, 0, -20, 0), series, m_theme);
            if (const Instant again = backoffEnd(p, span, window.all.to); again.value > 0) {
                const QRectF rest(to, box.top(), std::max(0.0, std::min(x(again), box.right()) - to), box.height());
                fillTexture(painter, rest, BarLook::Backoff, m_theme);
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

void LaneDelegate::paintQueue(QPainter& painter, const QRectF& box, const Lane& lane) const {
    const TimeWindow& window = m_tree.window();
    if (lane.queued.to.value == 0 || lane.queued.to < window.shown.from || lane.queued.from > window.shown.to) return;
    const double from = std::max(window.toX(lane.queued.from, box.left(), box.width()), box.left() - 2);
    const double to = std::min(window.toX(lane.queued.to, box.left(), box.width()), box.right() + 2);
    if (to - from > 3)
        paintHollow(painter, QRectF(from, box.top() + 3, to - from, box.height() - 6), m_theme.tone(Status::Running),
                    m_theme);
}

void LaneDelegate::paintHeld(QPainter& painter, const QRectF& box, const Lane& lane) const {
    const TimeWindow& window = m_tree.window();
    for (const TimeRange& held : lane.held) {
        if (held.to < window.shown.from || held.from > window.shown.to) continue;
        const double from = std::max(window.toX(held.from, box.left(), box.width()), box.left() - 2);
        const double to =
            std::min(std::max(from + smallestFailure, window.toX(held.to, box.left(), box.width())), box.right() + 2);
        fillTexture(painter, QRectF(from, box.top(), to - from, box.height()), BarLook::You, m_theme);
        const double side = std::min(box.height(), 14.0);
        painter.fillRect(QRectF(to - side - 2, box.top(), side + 2, box.height()), m_theme.tint(Tone::You));
        paintStatusGlyph(painter, QRectF(to - side, box.center().y() - side / 2, side, side), Status::Held,
                         m_theme.tone(Tone::You), m_theme.tint(Tone::You));
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
        fillTexture(painter, bar, BarLook::You, m_theme);
        paintStatusGlyph(painter, QRectF(from - 1, box.center().y() - 7, 14, 14), Status::NeedsYou, m_theme);
    }
}

}  // namespace skein::ui
