// What the timeline shows as values: lanes of attempts in groups, and sums over an area. Pure. Thread: any.
#pragma once

#include "ui/overview/digest.h"

namespace skein::ui {

/// Agents in groups by what the attempt had to do or whom it called; or all agents, or all tasks.
enum class LaneKind { PhaseThenAgent, Agent, Task, Key, Provider, Model };

struct Lane {
    enum class Sort { You, Group, Attempts } sort = Sort::Attempts;
    QString name;
    QVector<int> spans;   ///< indexes, ascending by start; of a group: those of all its lanes
    QVector<Lane> lanes;  ///< of a group
    /// Stretches in which a pause point held it; of the person's lane: any task. The last may end now.
    QVector<TimeRange> held{};
    bool pinned = false;        ///< a copy above the others, for it was pinned
    bool startsClosed = false;  ///< a group that is opened only when asked for
    quint32 task = 0;           ///< of a lane that is a task's
    TimeRange queued{};         ///< of a task's: all it needs was there, and nobody took it; empty: both 0
};

/// The lanes of all spans that `passes` lets through. What waits for the person comes first. Of agents, those without
/// an attempt in flight are one closed group while the run goes on.
QVector<Lane> lanesOf(const RunPicture& picture, LaneKind kind, const std::function<bool(const TaskRow&)>& passes);

/// Fills `queued` of lanes of tasks: from the end of the last thing it needed to its first attempt.
void addQueues(QVector<Lane>& lanes, const RunPicture& picture, const QVector<TaskEdge>& edges);

/// Fills `held`: tasks that wait at a pause point now, from when all they needed was there. Tasks without an attempt
/// get a lane of their own where lanes are tasks; elsewhere they are in the person's lane.
void addHeld(QVector<Lane>& lanes, const RunPicture& picture, const QVector<TaskEdge>& edges, LaneKind kind,
             const std::function<bool(const TaskRow&)>& passes);

/// Copies of the lanes with these names, in this order, before all others. Unknown names are passed over.
void pinLanes(QVector<Lane>& lanes, const QStringList& names);

/// What colours the bars: their state, or one of a few kinds, phases, providers, models or keys.
enum class BarColour { State, Kind, Phase, Provider, Model, Key };

/// Which colour of a series the bars have, and the names for the legend; six at most, the last is the rest.
struct BarSeries {
    QHash<QString, int> index;  ///< by what colourName() says
    QStringList names;          ///< by index; the sixth is "other" where there are more
};
BarSeries seriesOf(const RunPicture& picture, BarColour colour);
/// What decides the colour of a bar: the kind or phase of its task, or whom it called. Empty: there is none.
QString colourName(const TaskRow& task, const AttemptSpan& span, BarColour colour);
/// A key by its provider and its name, as a lane says it; what needed none says so.
QString keyText(const AttemptSpan& span);

/// Calls begun per minute in each part; `ends`: those of the parts, ascending, the first included.
QVector<double> callsPerMinute(const QVector<AttemptSpan>& spans, const QVector<Instant>& ends);
/// Attempts in flight at their most in each part; what has not ended ends at `now`.
QVector<int> runningAt(const QVector<AttemptSpan>& spans, const QVector<Instant>& ends, Instant now);

/// Stretches of a minute or more in which nothing was under way: no attempt, no next try and no person was waited for,
/// or the run was held, or nothing was recorded. `lanes`: all, for what is held at pause points. Ascending, apart.
QVector<TimeRange> idleTimes(const RunPicture& picture, TimeRange all, const QVector<Lane>& lanes);

/// Rows without those that only group others, and without copies that are pinned.
int rowsIn(const QVector<Lane>& lanes);

struct AreaSums {
    int lanes = 0, attempts = 0, failed = 0, cutOff = 0;
    MicroUsd cost;
    Duration working, backoff;
    QVector<quint32> tasks;  ///< ascending, each once
};
/// Attempts that touch a range, each attempt once; times are cut to the range.
AreaSums sumsOf(const RunPicture& picture, const QVector<const Lane*>& lanes, TimeRange range);

}  // namespace skein::ui
