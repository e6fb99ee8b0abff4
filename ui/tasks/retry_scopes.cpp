#include "ui/tasks/retry_scopes.h"

#include <QCoreApplication>
#include <QLocale>

#include "ui/common/formats.h"
#include "ui/common/words.h"

namespace skein::ui {

namespace {

void count(RetryScope& scope, const TaskRow& row) {
    if (row.attempt == 0) return;  // it runs anyway, for the first time
    ++scope.count;
    scope.cost.value += row.cost.value / row.attempt;
}

/// The tasks (numbers) and all that needs them, directly or through others, as places in the plan.
QVector<int> withEverythingAfter(const PlanView& plan, const QVector<quint32>& tasks) {
    QVector<QVector<int>> feeds(plan.tasks.size());
    for (const TaskEdge& edge : plan.edges)
        feeds[static_cast<int>(edge.from) - 1].append(static_cast<int>(edge.to) - 1);
    QVector<bool> seen(plan.tasks.size(), false);
    QVector<int> reached;
    for (const quint32 task : tasks) {
        reached.append(static_cast<int>(task) - 1);
        seen[reached.last()] = true;
    }
    for (int i = 0; i < reached.size(); ++i)
        for (const int next : feeds[reached[i]])
            if (!std::exchange(seen[next], true)) reached.append(next);
    return reached;
}

QString whyNotAgain(const TaskRow& row) {
    switch (row.status) {
        case Status::Running:
        case Status::Retrying:
        case Status::Backoff: return tr("the task is running");
        case Status::Cancelled: return tr("the task was taken out of the plan");
        default: return row.attempt == 0 ? tr("the task has not run yet") : QString();
    }
}

}  // namespace

QString whyNotAgain(const PlanView& plan, quint32 task) {
    if (task == 0 || task > static_cast<quint32>(plan.tasks.size())) return tr("no task is selected");
    return whyNotAgain(plan.tasks[static_cast<int>(task) - 1]);
}

RetryScope retryScopeOf(const QVector<const TaskRow*>& rows) {
    RetryScope scope;
    QString reason = tr("no task is selected");
    for (const TaskRow* row : rows) {
        reason = whyNotAgain(*row);
        if (!reason.isEmpty()) continue;
        scope.tasks.append(row->no);
        count(scope, *row);
    }
    if (scope.tasks.isEmpty()) scope.reason = rows.size() > 1 ? tr("none of these tasks can run again now") : reason;
    return scope;
}

RetryScopes retryScopes(const PlanView& plan, const QVector<quint32>& selected) {
    RetryScopes scopes;
    for (const TaskRow& row : plan.tasks) {
        if (row.status != Status::Failed) continue;
        scopes.failed.tasks.append(row.no);
        count(scopes.failed, row);
    }
    if (scopes.failed.tasks.isEmpty()) scopes.failed.reason = tr("no task has failed");
    QVector<const TaskRow*> rows;
    for (const quint32 task : selected)
        if (task >= 1 && task <= static_cast<quint32>(plan.tasks.size()))
            rows.append(&plan.tasks[static_cast<int>(task) - 1]);
    scopes.selected = retryScopeOf(rows);
    scopes.after.reason = scopes.selected.reason;
    if (!scopes.selected.reason.isEmpty()) return scopes;
    scopes.after.tasks = scopes.selected.tasks;
    scopes.after.after = true;
    for (const int each : withEverythingAfter(plan, scopes.after.tasks)) count(scopes.after, plan.tasks[each]);
    return scopes;
}

QString retryWords(const RetryScope& scope) {
    const QString tasks = tr("%n task(s)", nullptr, scope.count);
    if (scope.cost.value <= 0) return tasks;
    return tr("%1, %2").arg(tasks, moneyText(scope.cost, Certainty::Estimated));
}

}  // namespace skein::ui
