// Where a time is on the axis of the timeline: long idle stretches are narrow breaks of the same width, everything else
// is to scale. Times stay true both ways: what is marked or shown is what it says. Thread: any; values only.
#pragma once

#include "ui/overview/digest.h"

namespace skein::ui {

/// How `shown` is laid over a width, and what comes before and after it at the same scale.
class TimeScale {
public:
    TimeScale() = default;
    /// `idle` ascending and apart; each that would be wider than `breakWidth` px becomes a break of that width. Where
    /// hardly anything but one idle stretch is in sight, nothing is: the axis is true then.
    TimeScale(TimeRange shown, double width, const QVector<TimeRange>& idle, double breakWidth);
    /// The same axis at another scale.
    TimeScale at(double perPixel) const;

    double perPixel() const { return m_perPixel; }  ///< microseconds, outside of breaks
    /// Stretches that are drawn as breaks, also those out of sight.
    const QVector<TimeRange>& breaks() const { return m_breaks; }
    /// Pixels from one time to another; negative: backwards.
    double distance(Instant from, Instant to) const { return position(to) - position(from); }
    /// The time that lies so many pixels on.
    Instant walk(Instant from, double pixels) const;

private:
    void setBreaks();
    double position(Instant at) const;

    Instant m_origin;
    double m_perPixel = 1, m_breakWidth = 0;
    QVector<TimeRange> m_idle, m_breaks;
    QVector<double> m_starts;  ///< positions of the breaks
};

/// What is drawn now: the time in sight and, while there is one, the marked area.
struct TimeWindow {
    TimeRange all, shown;
    std::optional<TimeRange> marked;
    double toX(Instant at, double left, double width) const;
    Instant toTime(double x, double left, double width) const;
    const TimeScale& scale(double width) const;

    /// Stretches to be left out, as idleTimes() gives them; none: true time.
    void setIdle(const QVector<TimeRange>& idle, double breakWidth);
    const QVector<TimeRange>& idle() const { return m_idle; }

private:
    QVector<TimeRange> m_idle;
    double m_breakWidth = 0;
    /// Made when it is first asked for: bars by the thousand ask for the same.
    mutable struct {
        TimeRange shown;
        double width = -1;
        TimeScale scale;
    } m_made;
};

/// The ends of so many parts of the same length, from the first to the last.
QVector<Instant> evenly(TimeRange range, int parts);
/// "3 h 12 min", "45 min", "1 min": whole minutes.
QString minutesText(Duration length);

}  // namespace skein::ui
