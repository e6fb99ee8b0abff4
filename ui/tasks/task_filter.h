// The filter language over tasks: its fields and how they read from a row. Thread: GUI makes it; a compiled predicate
// is pure and runs in any thread.
#pragma once

#include <memory>

#include "ui/bridge/run_view.h"
#include "ui/common/filter_engine.h"
#include "ui/common/selection_context.h"

namespace skein::ui {

/// The fields of a task; one object for the program.
const FilterSchema& taskFilterSchema();

/// What a task's row does not say of itself.
struct TaskFilterFacts {
    QSet<quint32> critical;                         ///< on the longest chain of what is left
    QHash<quint32, QString> conflicts;              ///< label of an open conflict about its claims
    QHash<quint32, QStringList> usedBy;             ///< ids of the tasks that need it
    QHash<quint32, QStringList> models, providers;  ///< called for it, each once
};

using TaskPredicate = std::function<bool(const TaskRow&)>;

/// The predicate of a valid filter text and of crumbs; empty when everything passes. Times of day count from `now`.
TaskPredicate taskPredicate(const QString& filter, const QVector<Crumb>& crumbs,
                            std::shared_ptr<const TaskFilterFacts> facts, const FilterClock& clock);

/// What a filter says of this task: "status:failed", "phase:\"Port it\"", its kind and its agent; what it has not is
/// left out.
QStringList filterTermsOf(const TaskRow& row);

/// Live values of a field with the number of tasks that have each, commonest first.
QVector<QPair<QString, int>> taskFilterValues(int field, const QVector<TaskRow>& rows, const TaskFilterFacts& facts);

/// This computer's time and zone.
FilterClock filterClockNow();

}  // namespace skein::ui
