#include "ui/costs/costs_range.h"

#include <QMap>
#include <QSet>
#include <algorithm>

#include "ui/common/words.h"

namespace skein::ui {

namespace {

QString groupOf(const AttemptSpan& span, const TaskRow& task, CostGrouping grouping) {
    switch (grouping) {
        case CostGrouping::Phase: return task.phase;
        case CostGrouping::Kind: return task.kind;
        case CostGrouping::Task: return task.id;
        case CostGrouping::Provider: return span.provider;
        case CostGrouping::Model: return span.model;
        case CostGrouping::Time: break;
    }
    return {};
}

bool isIn(const AttemptSpan& span, const TimeStretch& time, Instant now) {
    const Instant at = span.to.value > 0 ? span.to : now;
    return at >= time.from && at <= time.to;
}

}  // namespace

QVector<quint32> tasksIn(const SpanTable& spans, const QHash<quint32, TaskRow>& tasks, const TimeStretch& time,
                         Instant now, CostGrouping grouping, const CostRow& row) {
    QSet<quint32> found;
    for (const AttemptSpan& span : spans)
        if (isIn(span, time, now) && qHash(groupOf(span, tasks.value(span.task), grouping), 0) == row.key)
            found.insert(span.task);
    QVector<quint32> sorted(found.cbegin(), found.cend());
    std::sort(sorted.begin(), sorted.end());
    return sorted;
}

RangeCosts costsIn(const SpanTable& spans, const QHash<quint32, TaskRow>& tasks, const TimeStretch& time, Instant now,
                   CostGrouping grouping) {
    RangeCosts sums;
    QMap<QString, CostRow> rows;
    QMap<QString, QSet<quint32>> seen;
    for (const AttemptSpan& span : spans) {
        if (!isIn(span, time, now)) continue;
        ++sums.attempts;
        sums.cost += span.cost;
        if (grouping == CostGrouping::Time) continue;
        const TaskRow task = tasks.value(span.task);
        const QString name = groupOf(span, task, grouping);
        CostRow& row = rows[name];
        row.name = name.isEmpty() ? tr("(none)") : name;
        row.key = qHash(name, 0);
        ++row.attempts;
        row.cost += span.cost;
        row.measured &= task.tokensMeasured;
        seen[name].insert(span.task);
        row.tasks = static_cast<int>(seen[name].size());
    }
    sums.rows = QVector<CostRow>(rows.cbegin(), rows.cend());
    std::stable_sort(sums.rows.begin(), sums.rows.end(), [](const CostRow& a, const CostRow& b) {
        return a.cost != b.cost ? a.cost > b.cost : a.attempts > b.attempts;
    });
    return sums;
}

QVector<SpendPoint> pointsIn(const QVector<SpendPoint>& points, const TimeStretch& time) {
    QVector<SpendPoint> inside;
    for (const SpendPoint& point : points)
        if (point.at >= time.from && point.at <= time.to) inside.append(point);
    return inside;
}

void takeSpans(SpanTable& spans, const HistoryChange& change) {
    if (change.replace) spans.clear();
    for (const AttemptSpan& span : change.spans)
        spans.insert(quint64{span.task} << 32 | static_cast<quint32>(span.attempt), span);
}

}  // namespace skein::ui
