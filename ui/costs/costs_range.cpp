#include "ui/costs/costs_range.h"

#include <QMap>
#include <QSet>
#include <algorithm>

#include "ui/common/words.h"

namespace skein::ui {

namespace {

/// The groups of an attempt, each once, and what each cost of it: several where it called several models.
QMap<QString, MicroUsd> groupsOf(const AttemptSpan& span, const TaskRow& task, CostGrouping grouping) {
    switch (grouping) {
        case CostGrouping::Phase: return {{task.phase, span.cost}};
        case CostGrouping::Kind: return {{task.kind, span.cost}};
        case CostGrouping::Task: return {{task.id, span.cost}};
        case CostGrouping::Provider:
        case CostGrouping::Model: break;
        case CostGrouping::Time: return {};
    }
    const bool provider = grouping == CostGrouping::Provider;
    if (span.shares.isEmpty()) return {{provider ? span.provider : span.model, span.cost}};
    QMap<QString, MicroUsd> groups;
    for (const CallShare& share : span.shares) groups[provider ? share.provider : share.model] += share.cost;
    return groups;
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
        if (isIn(span, time, now))
            for (const QString& name : groupsOf(span, tasks.value(span.task), grouping).keys())
                if (qHash(name, 0) == row.key) found.insert(span.task);
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
        const auto groups = groupsOf(span, task, grouping);
        for (auto group = groups.cbegin(); group != groups.cend(); ++group) {
            const QString& name = group.key();
            CostRow& row = rows[name];
            row.name = name.isEmpty() ? tr("(none)") : name;
            row.key = qHash(name, 0);
            ++row.attempts;
            row.cost += group.value();
            row.measured &= task.tokensMeasured;
            seen[name].insert(span.task);
            row.tasks = static_cast<int>(seen[name].size());
        }
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
