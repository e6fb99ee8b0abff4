// What a stretch of time cost: attempts are counted where they ended, those in flight where the run stands. Pure.
// Thread: any.
#pragma once

#include "ui/common/selection_context.h"
#include "ui/costs/cost_rows.h"

namespace skein::ui {

/// Money and attempts of a stretch of time.
struct RangeCosts {
    MicroUsd cost;
    int attempts = 0;
    QVector<CostRow> rows;  ///< by the grouping asked for, largest cost first; no tokens: attempts do not tell them
};

/// `tasks` by number; `now` is where the run stands. Not for CostGrouping::Time: rows stay empty then.
RangeCosts costsIn(const SpanTable& spans, const QHash<quint32, TaskRow>& tasks, const TimeStretch& time, Instant now,
                   CostGrouping grouping);

/// The tasks behind a row of these, ascending.
QVector<quint32> tasksIn(const SpanTable& spans, const QHash<quint32, TaskRow>& tasks, const TimeStretch& time,
                         Instant now, CostGrouping grouping, const CostRow& row);

/// What of the curve is within: points, oldest first.
QVector<SpendPoint> pointsIn(const QVector<SpendPoint>& points, const TimeStretch& time);

/// Takes over new and changed spans.
void takeSpans(SpanTable& spans, const HistoryChange& change);

}  // namespace skein::ui
