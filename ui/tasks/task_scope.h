// TaskScope: which tasks the shared filter and crumbs let through, for every view: keeps the facts that filters ask for
// and makes the predicate anew when the narrowing changes. Thread: GUI; the predicate is pure and runs in any thread.
// It must never hide a task by itself: views apply the predicate.
#pragma once

#include "ui/bridge/run_feed.h"
#include "ui/common/selection_context.h"
#include "ui/tasks/task_filter.h"

namespace skein::ui {

class TaskScope : public QObject {
    Q_OBJECT
public:
    TaskScope(SelectionContext& selection, RunFeed& feed, QObject* parent = nullptr);

    /// Empty: everything passes.
    const TaskPredicate& predicate() const { return m_predicate; }
    bool passes(const TaskRow& row) const { return !m_predicate || m_predicate(row); }
    const QVector<TaskRow>& rows() const { return m_rows; }  ///< plan order
    QVector<QPair<QString, int>> valuesOf(int field) const;
    /// Makes the predicate again with what is known now, and tells.
    void refresh();

signals:
    void changed();

private:
    void take(const RunDelta& delta);
    void takeCalls(const AttemptSpan& span);
    std::shared_ptr<const TaskFilterFacts> facts() const;

    SelectionContext& m_selection;
    QVector<TaskRow> m_rows;
    QVector<TaskEdge> m_edges;
    QHash<quint32, ConflictRow> m_conflicts;
    QVector<quint32> m_critical;
    QHash<quint32, QStringList> m_models, m_providers;  ///< by task
    TaskPredicate m_predicate;
};

}  // namespace skein::ui
