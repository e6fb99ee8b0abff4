// What the timeline shows as values: lanes of attempts in groups, and sums over an area. Pure. Thread: any.
#pragma once

#include "ui/overview/digest.h"

namespace skein::ui {

enum class LaneKind { PhaseThenAgent, Agent, Task };

struct Lane {
    enum class Sort { You, Group, Attempts } sort = Sort::Attempts;
    QString name;
    QVector<int> spans;   ///< indexes, ascending by start; of a group: those of all its lanes
    QVector<Lane> lanes;  ///< of a group
    TimeRange queued{};   ///< of a task's: all it needs was there, and nobody took it; empty: both 0
};

/// The lanes of all spans that `passes` lets through. What waits for the person comes first.
QVector<Lane> lanesOf(const RunPicture& picture, LaneKind kind, const std::function<bool(const TaskRow&)>& passes);

/// Until when a failed try was or is waited on for the next one; `now` while it still is, 0: nobody waits.
Instant backoffEnd(const RunPicture& picture, const AttemptSpan& span, Instant now);

/// Fills `queued` of lanes of tasks: from the end of the last thing it needed to its first attempt.
void addQueues(QVector<Lane>& lanes, const RunPicture& picture, const QVector<TaskEdge>& edges);

struct AreaSums {
    int lanes = 0, attempts = 0, failed = 0;
    MicroUsd cost;
    Duration working, backoff;
    QVector<quint32> tasks;  ///< ascending, each once
};
/// Attempts that touch a range, each attempt once; times are cut to the range.
AreaSums sumsOf(const RunPicture& picture, const QVector<const Lane*>& lanes, TimeRange range);

}  // namespace skein::ui
