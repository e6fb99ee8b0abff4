#include "ui/timeline/timeline_rows.h"

#include <algorithm>
#include <limits>

#include "ui/common/words.h"

namespace skein::ui {

namespace {

QString agentName(quint32 agent) {
    return agent == 0 ? tr("taken over") : QStringLiteral("a-%1").arg(agent, 3, 10, QLatin1Char('0'));
}

Instant endOf(const AttemptSpan& span, Instant now) {
    // The backoff after a failed try belongs to its bar.
    if (span.againAt.value > 0) return span.againAt;
    return span.to.value > 0 ? span.to : now;
}

Duration overlap(Instant from, Instant to, TimeRange range) {
    return {std::max<qint64>(0, std::min(to.value, range.to.value) - std::max(from.value, range.from.value))};
}

}  // namespace

QVector<Lane> lanesOf(const RunPicture& p, LaneKind kind, const std::function<bool(const TaskRow&)>& passes) {
    QVector<Lane> lanes;
    if (std::any_of(p.waits.begin(), p.waits.end(),
                    [](const WaitSpan& wait) { return wait.kind == WaitSpan::Kind::Conflict; }))
        lanes.append({Lane::Sort::You, tr("you"), {}, {}});
    QVector<int> order;
    for (int i = 0; i < p.spans.size(); ++i) {
        const quint32 task = p.spans[i].task;
        if (task < 1 || static_cast<int>(task) > p.tasks.size()) continue;
        if (!passes || passes(p.tasks[static_cast<int>(task) - 1])) order.append(i);
    }
    std::stable_sort(order.begin(), order.end(), [&p](int a, int b) { return p.spans[a].from < p.spans[b].from; });
    if (kind == LaneKind::Task) {
        QHash<quint32, int> index;
        for (const int i : order) {
            const TaskRow& row = p.tasks[static_cast<int>(p.spans[i].task) - 1];
            if (!index.contains(row.no)) {
                index.insert(row.no, static_cast<int>(lanes.size()));
                lanes.append({Lane::Sort::Attempts, row.title.isEmpty() ? row.id : row.title, {}, {}});
            }
            lanes[index[row.no]].spans.append(i);
        }
        return lanes;
    }
    // One group for each phase in plan order, or one for all; in it a lane for each agent.
    const auto first = lanes.size();
    QHash<QString, int> groups;
    QVector<QMap<quint32, QVector<int>>> agents;
    if (kind == LaneKind::PhaseThenAgent) {
        for (const TaskRow& row : p.tasks)
            if (!groups.contains(row.phase)) {
                groups.insert(row.phase, static_cast<int>(agents.size()));
                lanes.append({Lane::Sort::Group, row.phase.isEmpty() ? tr("without a phase") : row.phase, {}, {}});
                agents.emplaceBack();
            }
    } else {
        agents.emplaceBack();
    }
    for (const int i : order) {
        const TaskRow& row = p.tasks[static_cast<int>(p.spans[i].task) - 1];
        const int group = kind == LaneKind::Agent ? 0 : groups.value(row.phase);
        agents[group][p.spans[i].agent].append(i);
        if (kind == LaneKind::PhaseThenAgent) lanes[first + group].spans.append(i);
    }
    for (int group = 0; group < agents.size(); ++group)
        for (auto it = agents[group].cbegin(); it != agents[group].cend(); ++it) {
            const Lane lane{Lane::Sort::Attempts, agentName(it.key()), it.value(), {}};
            if (kind == LaneKind::Agent) lanes.append(lane);
            else lanes[first + group].lanes.append(lane);
        }
    // A phase in which nothing has begun has nothing to draw.
    lanes.removeIf([](const Lane& lane) { return lane.sort == Lane::Sort::Group && lane.spans.isEmpty(); });
    return lanes;
}

Instant backoffEnd(const RunPicture& p, const AttemptSpan& span, Instant now) {
    if (span.againAt.value > 0) return span.againAt;
    if (span.end != AttemptSpan::End::Failed || span.task < 1 || static_cast<int>(span.task) > p.tasks.size())
        return {};
    const TaskRow& row = p.tasks[static_cast<int>(span.task) - 1];
    return row.status == Status::Backoff && row.attempt == span.attempt ? now : Instant{};
}

void addQueues(QVector<Lane>& lanes, const RunPicture& p, const QVector<TaskEdge>& edges) {
    QHash<quint32, Instant> ends;
    for (const AttemptSpan& span : p.spans)
        if (span.end == AttemptSpan::End::Done || span.end == AttemptSpan::End::Reused) {
            // The first result: later ones come from running again.
            Instant& end = ends[span.task];
            if (end.value == 0 || span.to < end) end = span.to;
        }
    QHash<quint32, Instant> ready;
    for (const TaskEdge& edge : edges) {
        Instant& at = ready[edge.to];
        const auto end = ends.constFind(edge.from);
        at = end == ends.cend() ? Instant{std::numeric_limits<std::int64_t>::max()} : std::max(at, *end);
    }
    for (Lane& lane : lanes) {
        if (lane.sort != Lane::Sort::Attempts || lane.spans.isEmpty()) continue;
        const AttemptSpan& first = p.spans[lane.spans.front()];
        const Instant from = ready.contains(first.task) ? ready[first.task] : p.summary.startedAt;
        if (from.value > 0 && from < first.from) lane.queued = {from, first.from};
    }
}

AreaSums sumsOf(const RunPicture& p, const QVector<const Lane*>& lanes, TimeRange range) {
    AreaSums sums;
    sums.lanes = static_cast<int>(lanes.size());
    QSet<int> seen;
    QSet<quint32> tasks;
    for (const Lane* lane : lanes)
        for (const int i : lane->spans) {
            const AttemptSpan& span = p.spans[i];
            if (seen.contains(i) || span.from > range.to || endOf(span, range.to) < range.from) continue;
            seen.insert(i);
            tasks.insert(span.task);
            ++sums.attempts;
            sums.failed += span.end == AttemptSpan::End::Failed || span.end == AttemptSpan::End::GaveUp;
            sums.cost += span.cost;
            sums.working += overlap(span.from, span.to.value > 0 ? span.to : range.to, range);
            const Instant again = backoffEnd(p, span, std::min(range.to, std::max(p.summary.asOf, span.to)));
            if (again > span.to) sums.backoff += overlap(span.to, again, range);
        }
    sums.tasks = QVector<quint32>(tasks.begin(), tasks.end());
    std::sort(sums.tasks.begin(), sums.tasks.end());
    return sums;
}

}  // namespace skein::ui
