// What a run cost as rows: by phase, kind or task from its tasks, by provider and model as the core tells it, over time
// from the points of its curve. Pure. Thread: any.
#pragma once

#include <QHash>

#include "ui/bridge/run_view.h"

namespace skein::ui {

struct CostRow {
    QString name;
    quint64 key = 0;              ///< of the row; rows of one grouping have different ones
    int tasks = 0, attempts = 0;  ///< by provider or model: the calls
    TokenCount tokens;            ///< in and out
    TokenCount tokensIn, tokensOut;
    TokenCount tokensCached;  ///< of those in; told by provider and model only
    MicroUsd cost;
    bool measured = true;
    bool known = true;  ///< false: it has used a model whose price is not known
};

/// Time: the chart's points, not sums. Provider and Model are told by the core: a task may have called several.
enum class CostGrouping { Phase, Kind, Task, Time, Provider, Model };

/// The chart's points as rows, oldest first: what was spent and used up to each time.
QVector<CostRow> costsOverTime(const QVector<SpendPoint>& points, bool measured);

/// Attempts by task and number.
using SpanTable = QHash<quint64, AttemptSpan>;

/// The groups of a story as rows, in its order.
QVector<CostRow> costsBy(const CostStory& story);

/// Sums of tasks by phase, kind or task, largest cost first, then most tokens; the sums equal the run's. Not
/// `priced`: a model of the run has no known price, and tokens that cost nothing cost something unknown.
QVector<CostRow> costsBy(const QVector<TaskRow>& tasks, CostGrouping grouping, bool priced = true);

/// What a row of tasks is called by; empty: it has none.
QString groupOf(const TaskRow& task, CostGrouping grouping);

}  // namespace skein::ui
