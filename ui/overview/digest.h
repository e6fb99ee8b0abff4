// Digest: what happened in a range of time, in the order of what needs a person first, and the causes of failure with
// everything that failed for the same one in one row. Pure functions over the bridge's values. Thread: any.
#pragma once

#include "ui/bridge/run_view.h"

namespace skein::ui {

struct TimeRange {
    Instant from, to;
    bool has(Instant at) const { return at.value >= from.value && at.value <= to.value; }
};

/// Tasks that failed for the same reason; the task's id, what is quoted, paths, numbers and times in the reason do not
/// tell reasons apart.
struct FailureCause {
    QString cause;  ///< the reason of the first of them, without its id before it
    QVector<quint32> tasks;
    Instant first, last;  ///< 0: not known
    MicroUsd retryCost;   ///< what their attempts cost so far, each anew
};
/// Largest first.
QVector<FailureCause> failureCauses(const QVector<TaskRow>& tasks);

struct DigestRow {
    enum class Kind { NeedsYou, Recorded, Paused, Failed, Budget, Provider, Milestone } kind = Kind::Milestone;
    Status status = Status::Unknown;
    QString what, when;
    QVector<quint32> tasks;  ///< what "Show" shows; empty: nothing to show
    /// Whether somebody has to look at it: then it is never called without urgency.
    bool needsSomebody() const;
};

struct AwayDigest {
    TimeRange range;
    QString sentence;  ///< empty: nothing happened
    QVector<DigestRow> rows;
    bool isNotable() const { return !rows.isEmpty(); }
};

/// What the views know of a run.
struct RunPicture {
    RunSummary summary;
    QVector<TaskRow> tasks;
    QVector<ConflictRow> conflicts;
    QVector<SpendPoint> spend;
    QVector<AttemptSpan> spans;
    QVector<WaitSpan> waits;
    Forecast forecast;
};

AwayDigest digestOf(const RunPicture& picture, TimeRange range);

/// Times when the run should have gone on and did not, within a range: not counted in rates.
QVector<WaitSpan> gapsIn(const QVector<WaitSpan>& waits, TimeRange range);

/// Whether somebody is at work on the run, so that what has begun goes on now; held counts, a dead process does not.
bool isLive(const RunSummary& summary);

/// Until when a failed try was or is waited on for the next one; `now` while it still is, 0: nobody waits.
Instant backoffEnd(const RunPicture& picture, const AttemptSpan& span, Instant now);

/// The same stretches ascending, apart and not empty.
QVector<TimeRange> mergedTimes(QVector<TimeRange> stretches);
/// What of the stretches lies in none of the others; both as mergedTimes() gives them.
QVector<TimeRange> timesWithout(const QVector<TimeRange>& stretches, const QVector<TimeRange>& others);
Duration lengthOf(const QVector<TimeRange>& stretches);
/// When anybody was at work within a range: an attempt was in flight or its next try was waited for, and the run was
/// neither held nor without a record. As mergedTimes() gives them.
QVector<TimeRange> activeTimes(const RunPicture& picture, TimeRange range);

/// Tasks finished per minute of active time in a range, and how long that was; 0 tasks when it is too short to tell.
struct Pace {
    double tasksPerMinute = 0;
    Duration active;
};
Pace paceIn(const RunPicture& picture, TimeRange range);

/// "23:10", with the day when it is another one than `now`'s.
QString clockText(Instant at, Instant now);
/// "23:10–23:55", to the second where it is shorter than two minutes, and to the millisecond below two seconds.
QString rangeText(TimeRange range, Instant now);
/// The time of day of an instant, as exact as a range of this length asks for: its ends never read the same.
QString clockTextIn(Duration length, Instant at, Instant now);

}  // namespace skein::ui
