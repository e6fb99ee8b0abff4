#include "ui/timeline/time_scale.h"

#include <QLocale>
#include <algorithm>
#include <cmath>

#include "ui/common/formats.h"
#include "ui/common/words.h"

namespace skein::ui {

namespace {

constexpr qint64 leastInSight = 1'000'000;  // microseconds beside idle ones, for breaks to make sense

double lengthOf(const TimeRange& range) { return static_cast<double>((range.to - range.from).value); }

}  // namespace

TimeScale::TimeScale(TimeRange shown, double width, const QVector<TimeRange>& idle, double breakWidth)
    : m_origin(shown.from), m_breakWidth(breakWidth), m_idle(idle) {
    double time = std::max(1.0, lengthOf(shown)), room = std::max(1.0, width);
    m_perPixel = time / room;
    if (breakWidth <= 0) m_idle.clear();
    QVector<TimeRange> inSight;
    for (const TimeRange& stretch : std::as_const(m_idle))
        if (stretch.to > shown.from && stretch.from < shown.to) inSight.append(stretch);
    std::sort(inSight.begin(), inSight.end(),
              [](const TimeRange& a, const TimeRange& b) { return lengthOf(a) > lengthOf(b); });
    // The longest first: each break leaves more room for the rest, and with that more becomes wider than a break.
    for (const TimeRange& stretch : std::as_const(inSight)) {
        if (lengthOf(stretch) <= m_perPixel * breakWidth) break;
        const TimeRange seen{std::max(stretch.from, shown.from), std::min(stretch.to, shown.to)};
        time -= lengthOf(seen);
        room -= breakWidth * lengthOf(seen) / lengthOf(stretch);
        if (time < leastInSight || room < width / 4) {
            m_perPixel = std::max(1.0, lengthOf(shown)) / std::max(1.0, width);
            m_idle.clear();
            break;
        }
        m_perPixel = time / room;
    }
    setBreaks();
}

TimeScale TimeScale::at(double perPixel) const {
    TimeScale other = *this;
    other.m_perPixel = perPixel;
    other.setBreaks();
    return other;
}

void TimeScale::setBreaks() {
    m_breaks.clear();
    m_starts.clear();
    double saved = 0;
    for (const TimeRange& stretch : std::as_const(m_idle)) {
        const double wide = lengthOf(stretch) / m_perPixel;
        if (wide <= m_breakWidth) continue;
        m_breaks.append(stretch);
        m_starts.append(static_cast<double>((stretch.from - m_origin).value) / m_perPixel - saved);
        saved += wide - m_breakWidth;
    }
}

double TimeScale::position(Instant at) const {
    const auto after = std::upper_bound(m_breaks.begin(), m_breaks.end(), at,
                                        [](Instant time, const TimeRange& stretch) { return time < stretch.from; });
    if (after == m_breaks.begin()) return static_cast<double>((at - m_origin).value) / m_perPixel;
    const auto last = after - 1;
    const double start = m_starts[last - m_breaks.begin()];
    if (at < last->to) return start + m_breakWidth * static_cast<double>((at - last->from).value) / lengthOf(*last);
    return start + m_breakWidth + static_cast<double>((at - last->to).value) / m_perPixel;
}

Instant TimeScale::walk(Instant from, double pixels) const {
    const double wanted = position(from) + pixels;
    const auto after = std::upper_bound(m_starts.begin(), m_starts.end(), wanted);
    const auto on = [](Instant at, double by) { return Instant{at.value + std::llround(by)}; };
    if (after == m_starts.begin()) return on(m_origin, wanted * m_perPixel);
    const TimeRange& last = m_breaks[after - 1 - m_starts.begin()];
    const double beyond = wanted - *(after - 1);
    return beyond < m_breakWidth ? on(last.from, lengthOf(last) * beyond / m_breakWidth)
                                 : on(last.to, (beyond - m_breakWidth) * m_perPixel);
}

const TimeScale& TimeWindow::scale(double width) const {
    const bool same = m_made.width == width && m_made.shown.from == shown.from && m_made.shown.to == shown.to;
    if (!same) m_made = {shown, width, TimeScale(shown, width, m_idle, m_breakWidth)};
    return m_made.scale;
}

double TimeWindow::toX(Instant at, double left, double width) const {
    return left + scale(width).distance(shown.from, at);
}

Instant TimeWindow::toTime(double x, double left, double width) const {
    return scale(width).walk(shown.from, x - left);
}

void TimeWindow::setIdle(const QVector<TimeRange>& idle, double breakWidth) {
    m_idle = idle;
    m_breakWidth = breakWidth;
    m_made.width = -1;
}

QVector<Instant> evenly(TimeRange range, int parts) {
    QVector<Instant> ends;
    const int count = std::max(1, parts);
    const double length = static_cast<double>((range.to - range.from).value);
    for (int i = 0; i <= count; ++i) ends.append(Instant{range.from.value + static_cast<qint64>(length * i / count)});
    return ends;
}

QString minutesText(Duration length) {
    constexpr qint64 minute = 60'000'000;
    if (length.value >= 60 * minute) return durationText(length);
    return tr("%1 min", "a length of time").arg(QLocale().toString(std::max<qint64>(1, length.value / minute)));
}

}  // namespace skein::ui
