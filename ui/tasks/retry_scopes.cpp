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

/// The task and all that needs it, directly or through others.
QVector<int> withEverythingAfter(const PlanView& plan, int task) {
    QVector<QVector<int>> feeds(plan.tasks.size());
    for (const TaskEdge& edge : plan.edges)
        feeds[static_cast<int>(edge.from) - 1].append(static_cast<int>(edge.to) - 1);
    QVector<bool> seen(plan.tasks.size(), false);
    QVector<int> reached{task};
    seen[task] = true;
    for (int i = 0; i < reached.size(); ++i)
        for (const int next : feeds[reached[i]])
            if (!std::exchange(seen[next], true)) reached.append(next);
    return reached;
}

}  // namespace

QString whyNotAgain(const PlanView& plan, quint32 task) {
    if (task == 0 || task > static_cast<quint32>(plan.tasks.size())) return tr("no task is selected");
    const TaskRow& row = plan.tasks[static_cast<int>(task) - 1];
    switch (row.status) {
        case Status::Running:
        case Status::Retrying:
        case Status::Backoff: return tr("the task is running");
        case Status::Cancelled: return tr("the task was taken out of the plan");
        default: return row.attempt == 0 ? tr("the task has not run yet") : QString();
    }
}

RetryScopes retryScopes(const PlanView& plan, quint32 selected) {
    RetryScopes scopes;
    for (const TaskRow& row : plan.tasks) {
        if (row.status != Status::Failed) continue;
        scopes.failed.tasks.append(row.no);
        count(scopes.failed, row);
    }
    if (scopes.failed.tasks.isEmpty()) scopes.failed.reason = tr("no task has failed");
    scopes.selected.reason = scopes.after.reason = whyNotAgain(plan, selected);
    if (!scopes.selected.reason.isEmpty()) return scopes;
    const int task = static_cast<int>(selected) - 1;
    scopes.selected.tasks = scopes.after.tasks = {selected};
    count(scopes.selected, plan.tasks[task]);
    scopes.after.after = true;
    for (const int each : withEverythingAfter(plan, task)) count(scopes.after, plan.tasks[each]);
    return scopes;
}

QString retryWords(const RetryScope& scope) {
    const QString tasks = tr("%n task(s)", nullptr, scope.count);
    if (scope.cost.value <= 0) return tasks;
    return tr("%1, %2").arg(tasks, moneyText(scope.cost, Certainty::Estimated));
}

}  // namespace skein::ui
