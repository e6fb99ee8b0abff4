// Forecast of a run from its finished tasks: how long what is left takes, and which chain of it is the longest.
// Thread: any; pure. Not for the GUI thread when plans are large: O(tasks + dependencies).
#pragma once

#include "ui/bridge/run_view.h"

namespace skein::ui {

/// So many finished tasks make a time estimate worth showing (ui.md 4.6).
inline constexpr int finishedForForecast = 20;

/// Durations of unfinished tasks are the quartiles of finished ones of the same kind (of all, where a kind has none).
/// low: lower quartiles and max(longest chain, work / agents), which no schedule beats; high: upper quartiles and
/// work / agents + chain * (1 - 1 / agents), which no greedy schedule exceeds (Graham, "Bounds on Multiprocessing
/// Timing Anomalies", 1969). `agents` below 1 counts as 1.
Forecast forecastOf(const QVector<TaskRow>& tasks, const QVector<TaskEdge>& edges, int agents);

}  // namespace skein::ui
