#include "ui/costs/cost_rows.h"

#include <QDateTime>
#include <QMap>
#include <algorithm>

#include "ui/common/words.h"

namespace skein::ui {

QString groupOf(const TaskRow& task, CostGrouping grouping) {
    return grouping == CostGrouping::Phase ? task.phase : grouping == CostGrouping::Kind ? task.kind : task.id;
}

QVector<CostRow> costsOverTime(const QVector<SpendPoint>& points, bool measured) {
    QVector<CostRow> rows;
    for (const SpendPoint& point : points) {
        CostRow row;
        row.name =
            QDateTime::fromMSecsSinceEpoch(point.at.value / 1000).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
        row.key = static_cast<quint64>(rows.size());
        row.tokens = point.tokens;
        row.cost = point.spent;
        row.measured = measured;
        rows.append(row);
    }
    return rows;
}

QVector<CostRow> costsBy(const QVector<TaskRow>& tasks, CostGrouping grouping, bool priced) {
    QMap<QString, CostRow> sums;
    for (const TaskRow& task : tasks) {
        const QString name = groupOf(task, grouping);
        CostRow& row = sums[name];
        row.name = name.isEmpty() ? tr("(none)") : name;
        row.key = qHash(name, 0);
        ++row.tasks;
        row.attempts += task.attempt;
        row.tokensIn += task.tokensIn;
        row.tokensOut += task.tokensOut;
        row.tokens += task.tokensIn + task.tokensOut;
        row.cost += task.cost;
        row.known &= priced || task.cost.value > 0 || (task.tokensIn + task.tokensOut).value == 0;
        row.measured &= task.tokensMeasured || task.attempt == 0;
    }
    QVector<CostRow> rows(sums.cbegin(), sums.cend());
    std::stable_sort(rows.begin(), rows.end(), [](const CostRow& a, const CostRow& b) {
        if (a.cost != b.cost) return a.cost > b.cost;
        return a.tokensIn + a.tokensOut > b.tokensIn + b.tokensOut;
    });
    return rows;
}

QVector<CostRow> costsBy(const CostStory& story) {
    QVector<CostRow> rows;
    for (const CostGroup& group : story.groups) {
        CostRow row;
        row.name = group.name;
        row.key = qHash(group.name, 0);
        row.tasks = group.tasks;
        row.attempts = group.calls;
        row.tokensIn = group.tokensIn;
        row.tokensOut = group.tokensOut;
        row.tokens = group.tokensIn + group.tokensOut;
        row.tokensCached = group.tokensCached;
        row.cost = group.cost.value_or(MicroUsd{});
        row.known = group.cost.has_value();
        rows.append(row);
    }
    return rows;
}

}  // namespace skein::ui
