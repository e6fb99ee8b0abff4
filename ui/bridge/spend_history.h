// SpendHistory: money and tokens of one run over time, from the journal's settled steps. Keeps a bounded number of
// points however long the run is. Thread: its owner's.
#pragma once

#include "core/model/event.h"
#include "ui/bridge/run_view.h"

namespace skein::ui {

class SpendHistory {
public:
    explicit SpendHistory(RunId run = {}) : m_run(run) {}

    /// Counts an event of this run that charges or reports tokens; others change nothing. Returns whether it did.
    /// Entries come in journal order.
    bool add(const Event& event, Instant at);
    /// Ascending, at most maxPoints.
    const QVector<SpendPoint>& points() const { return m_points; }
    RunId run() const { return m_run; }

    static constexpr int maxPoints = 1000;  // ui.md section 6.7

private:
    RunId m_run;
    SpendPoint m_sum;
    QVector<SpendPoint> m_points;
};

}  // namespace skein::ui
