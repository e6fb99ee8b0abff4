#include "ui/tasks/task_scope.h"

namespace skein::ui {

TaskScope::TaskScope(SelectionContext& selection, RunFeed& feed, QObject* parent)
    : QObject(parent), m_selection(selection) {
    connect(&feed, &RunFeed::delta, this, &TaskScope::take);
    connect(&selection, &SelectionContext::filterChanged, this, &TaskScope::refresh);
    connect(&selection, &SelectionContext::crumbsChanged, this, &TaskScope::refresh);
}

void TaskScope::take(const RunDelta& delta) {
    if (delta.plan) {
        m_rows = delta.plan->tasks;
        m_edges = delta.plan->edges;
        m_conflicts.clear();
    }
    for (const TaskRow& row : delta.tasks)
        if (row.no >= 1 && static_cast<int>(row.no) <= m_rows.size()) m_rows[static_cast<int>(row.no) - 1] = row;
    for (const ConflictRow& row : delta.conflicts) m_conflicts.insert(row.id, row);
    if (delta.plan || (delta.history && delta.history->replace)) {
        m_models.clear();
        m_providers.clear();
    }
    if (delta.history)
        for (const AttemptSpan& span : delta.history->spans) takeCalls(span);
    if (delta.forecast) m_critical = delta.forecast->criticalPath;
}

void TaskScope::takeCalls(const AttemptSpan& span) {
    const auto add = [&span](QHash<quint32, QStringList>& to, const QString& name) {
        if (!name.isEmpty() && !to[span.task].contains(name)) to[span.task].append(name);
    };
    add(m_models, span.model);
    add(m_providers, span.provider);
    for (const CallShare& share : span.shares) {
        add(m_models, share.model);
        add(m_providers, share.provider);
    }
}

std::shared_ptr<const TaskFilterFacts> TaskScope::facts() const {
    auto facts = std::make_shared<TaskFilterFacts>();
    facts->critical = QSet<quint32>(m_critical.begin(), m_critical.end());
    facts->models = m_models;
    facts->providers = m_providers;
    for (const ConflictRow& row : m_conflicts)
        if (row.standing == ConflictStanding::Open)
            for (const quint32 task : {row.taskA, row.taskB})
                if (task != 0) facts->conflicts.insert(task, row.label);
    for (const TaskEdge& edge : m_edges)
        if (edge.to >= 1 && static_cast<int>(edge.to) <= m_rows.size())
            facts->usedBy[edge.from].append(m_rows[static_cast<int>(edge.to) - 1].id);
    return facts;
}

void TaskScope::refresh() {
    m_predicate = m_selection.isNarrowed()
                      ? taskPredicate(m_selection.filter(), m_selection.crumbs(), facts(), filterClockNow())
                      : TaskPredicate();
    emit changed();
}

QVector<QPair<QString, int>> TaskScope::valuesOf(int field) const { return taskFilterValues(field, m_rows, *facts()); }

}  // namespace skein::ui
