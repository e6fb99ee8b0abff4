// Forecast of a run from its finished tasks: how long what is left takes, and which chain of it is the longest.
// Thread: any; pure. Not for the GUI thread when plans are large: a thousand schedules of what is left.
#pragma once

#include "core/plan/outlook.h"
#include "ui/bridge/run_view.h"

namespace skein::ui {

/// So many finished tasks make a time estimate worth showing (ui.md 4.6).
inline constexpr int finishedForForecast = 20;

/// Drawn by plan::outlookOf from the finished tasks of this run: low and high are P10 and P90 of the time left, costLow
/// to costHigh of the money it will take. The longest chain goes by mean times of each kind. `agents` below 1 counts as
/// 1. While this run has finished too few, `past` is drawn from: finished tasks of earlier runs of the workspace.
Forecast forecastOf(const QVector<TaskRow>& tasks, const QVector<TaskEdge>& edges, int agents,
                    const plan::History& past = {});

/// Whether a forecast that needs more finished tasks (Forecast::finishedMissing) can still come: the run has more left
/// than are missing. True where nothing is missing.
bool forecastComes(const RunSummary& summary, const Forecast& forecast);

}  // namespace skein::ui
