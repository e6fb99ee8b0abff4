#include "ui/graph/actual_path.h"

#include <algorithm>

namespace skein::ui {

void ActualPath::take(const HistoryChange& change) {
    if (change.replace) m_work.clear();
    for (const AttemptSpan& span : change.spans) {
        Work& work = m_work[span.task];
        if (work.from.value == 0 || span.from < work.from) work.from = span.from;
        if (span.attempt < work.last) continue;
        work.last = span.attempt;
        work.to = span.end == AttemptSpan::End::Running ? Instant{} : span.to;
    }
}

PathSoFar ActualPath::path(const PlanView& plan, Instant now) const {
    QVector<QVector<quint32>> needs(plan.tasks.size());
    for (const TaskEdge& edge : plan.edges)
        if (edge.to >= 1 && edge.to <= static_cast<quint32>(needs.size()))
            needs[static_cast<int>(edge.to) - 1].append(edge.from);
    const auto endOf = [now](const Work& work) { return work.to.value > 0 ? work.to : now; };
    PathSoFar found;
    quint32 last = 0;
    Instant end;
    for (const TaskRow& row : plan.tasks) {
        const auto work = m_work.constFind(row.no);
        if (work == m_work.cend() || endOf(*work) <= end) continue;
        last = row.no;
        end = endOf(*work);
    }
    if (last == 0) return found;
    Duration worked;
    Instant until = end;
    for (quint32 task = last; task != 0 && found.tasks.size() < plan.tasks.size();) {
        const Work& work = *m_work.constFind(task);
        found.tasks.prepend(task);
        worked += std::max(Duration{}, std::min(endOf(work), until) - work.from);
        until = std::min(until, work.from);
        quint32 before = 0;
        Instant latest;
        for (const quint32 need : needs[static_cast<int>(task) - 1]) {
            const auto other = m_work.constFind(need);
            if (other == m_work.cend() || other->to <= latest) continue;
            before = need;
            latest = other->to;
        }
        task = before;
    }
    found.length = end - until;
    found.waited = std::max(Duration{}, found.length - worked);
    return found;
}

}  // namespace skein::ui
