#include "ui/timeline/timeline_rows.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "ui/common/words.h"

namespace skein::ui {

namespace {

QString agentName(quint32 agent) {
    return agent == 0 ? tr("taken over") : QStringLiteral("a-%1").arg(agent, 3, 10, QLatin1Char('0'));
}

/// In which group a lane of agents is; nothing: `kind` has no groups of this kind.
QString groupOf(const TaskRow& row, const AttemptSpan& span, LaneKind kind) {
    switch (kind) {
        case LaneKind::PhaseThenAgent: return row.phase.isEmpty() ? tr("without a phase") : row.phase;
        case LaneKind::Key: return keyText(span);
        case LaneKind::Provider: return span.provider.isEmpty() ? tr("no model called") : span.provider;
        case LaneKind::Model: return span.model.isEmpty() ? tr("no model called") : span.model;
        case LaneKind::Agent:
        case LaneKind::Task: break;
    }
    return {};
}

Instant endOf(const AttemptSpan& span, Instant now) {
    // The backoff after a failed try belongs to its bar.
    if (span.againAt.value > 0) return span.againAt;
    return span.to.value > 0 ? span.to : now;
}

/// When the last thing that each task needs was there; not: it is not. From the run's start where it needs nothing.
std::optional<Instant> readyAt(quint32 task, const RunPicture& p, const QVector<TaskEdge>& edges) {
    QHash<quint32, Instant> needs;
    for (const TaskEdge& edge : edges)
        if (edge.to == task) needs.insert(edge.from, {});
    for (const AttemptSpan& span : p.spans) {
        const auto need = needs.find(span.task);
        if (need == needs.end() || (span.end != AttemptSpan::End::Done && span.end != AttemptSpan::End::Reused))
            continue;
        if (need->value == 0 || span.to < *need) *need = span.to;
    }
    Instant ready = p.summary.startedAt;
    for (const Instant at : needs) {
        if (at.value == 0) return std::nullopt;
        ready = std::max(ready, at);
    }
    return ready;
}

constexpr Duration shortestIdle{60'000'000};  // less is no time that anybody wants to skip

/// In which part a time is; -1: in none. What lies between two is in the later one, the last end in the last.
int partOf(Instant at, const QVector<Instant>& ends) {
    if (ends.size() < 2 || at < ends.first() || at > ends.last()) return -1;
    const auto after = std::upper_bound(ends.begin(), ends.end(), at);
    return static_cast<int>(std::min(after - ends.begin(), ends.size() - 1)) - 1;
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
                lanes.back().task = row.no;
            }
            lanes[index[row.no]].spans.append(i);
        }
        return lanes;
    }
    // One group for each phase in plan order, for each key, provider or model by name, or one for all; in it a lane for
    // each agent.
    const bool grouped = kind != LaneKind::Agent;
    const auto first = lanes.size();
    QStringList names;
    if (kind == LaneKind::PhaseThenAgent) {
        for (const TaskRow& row : p.tasks) names.append(groupOf(row, {}, kind));
    } else {
        for (const int i : order)
            names.append(groupOf(p.tasks[static_cast<int>(p.spans[i].task) - 1], p.spans[i], kind));
        names.sort();
    }
    names.removeDuplicates();
    QHash<QString, int> groups;
    QVector<QMap<quint32, QVector<int>>> agents(names.size());
    for (const QString& name : names) {
        groups.insert(name, static_cast<int>(groups.size()));
        if (grouped) lanes.append({Lane::Sort::Group, name, {}, {}});
    }
    for (const int i : order) {
        const int group = groups.value(groupOf(p.tasks[static_cast<int>(p.spans[i].task) - 1], p.spans[i], kind));
        agents[group][p.spans[i].agent].append(i);
        if (grouped) lanes[first + group].spans.append(i);
    }
    const bool live = isLive(p.summary);
    QVector<Lane> idles;
    for (int group = 0; group < agents.size(); ++group)
        for (auto it = agents[group].cbegin(); it != agents[group].cend(); ++it) {
            const Lane lane{Lane::Sort::Attempts, agentName(it.key()), it.value(), {}};
            const bool idle = std::none_of(lane.spans.begin(), lane.spans.end(),
                                           [&p](int i) { return p.spans[i].end == AttemptSpan::End::Running; });
            if (kind == LaneKind::Agent && live && idle) idles.append(lane);
            else if (kind == LaneKind::Agent) lanes.append(lane);
            else lanes[first + group].lanes.append(lane);
        }
    if (idles.size() == 1) lanes.append(idles);
    else if (!idles.isEmpty()) {
        Lane group{Lane::Sort::Group, tr("idle now: %n agent(s)", nullptr, static_cast<int>(idles.size())), {}, idles};
        group.startsClosed = true;
        for (const Lane& lane : idles) group.spans += lane.spans;
        std::sort(group.spans.begin(), group.spans.end());
        lanes.append(group);
    }
    // A phase in which nothing has begun has nothing to draw.
    lanes.removeIf([](const Lane& lane) { return lane.sort == Lane::Sort::Group && lane.spans.isEmpty(); });
    return lanes;
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

void addHeld(QVector<Lane>& lanes, const RunPicture& p, const QVector<TaskEdge>& edges, LaneKind kind,
             const std::function<bool(const TaskRow&)>& passes) {
    const Instant now = std::max(p.summary.asOf, p.summary.lastEntryAt);
    QVector<TimeRange> all;
    QVector<Lane> added;
    for (const TaskRow& row : p.tasks) {
        if (!row.pausePoint || row.status != Status::NeedsYou || (passes && !passes(row))) continue;
        const auto ready = readyAt(row.no, p, edges);
        if (!ready || *ready >= now) continue;
        const TimeRange held{*ready, now};
        all.append(held);
        if (kind != LaneKind::Task) continue;
        Lane* own = nullptr;
        for (Lane& lane : lanes)
            if (!lane.spans.isEmpty() && p.spans[lane.spans.front()].task == row.no) own = &lane;
        if (!own) {
            added.append({Lane::Sort::Attempts, row.title.isEmpty() ? row.id : row.title, {}, {}});
            added.back().task = row.no;
            own = &added.back();
        }
        own->held = {held};
    }
    lanes += added;
    if (all.isEmpty() || kind == LaneKind::Task) return;
    if (lanes.isEmpty() || lanes.front().sort != Lane::Sort::You) lanes.prepend({Lane::Sort::You, tr("you"), {}, {}});
    lanes.front().held = all;
}

void pinLanes(QVector<Lane>& lanes, const QStringList& names) {
    const auto find = [](const QVector<Lane>& all, const QString& name, const auto& self) -> const Lane* {
        for (const Lane& lane : all) {
            if (lane.name == name) return &lane;
            if (const Lane* inner = self(lane.lanes, name, self)) return inner;
        }
        return nullptr;
    };
    QVector<Lane> pinned;
    for (const QString& name : names)
        if (const Lane* lane = find(lanes, name, find)) {
            pinned.append(*lane);
            pinned.back().pinned = true;
            pinned.back().lanes.clear();
        }
    lanes = pinned + lanes;
}

QString keyText(const AttemptSpan& span) {
    if (span.provider.isEmpty()) return tr("no model called");
    // What tells them apart comes first: the end is what a narrow column leaves out.
    return span.key.isEmpty() ? tr("%1, no key").arg(span.provider)
                              : tr("%1 (%2)", "name of a key (its provider)").arg(span.key, span.provider);
}

QString colourName(const TaskRow& task, const AttemptSpan& span, BarColour colour) {
    switch (colour) {
        case BarColour::State: break;
        case BarColour::Kind: return task.kind;
        case BarColour::Phase: return task.phase;
        case BarColour::Provider: return span.provider;
        case BarColour::Model: return span.model;
        case BarColour::Key: return span.provider.isEmpty() ? QString() : keyText(span);
    }
    return {};
}

BarSeries seriesOf(const RunPicture& picture, BarColour colour) {
    BarSeries series;
    if (colour == BarColour::State) return series;
    QHash<QString, int> counts;
    QStringList order;
    const auto add = [&](const QString& name) {
        if (counts[name]++ == 0) order.append(name);
    };
    if (colour == BarColour::Kind || colour == BarColour::Phase) {
        for (const TaskRow& row : picture.tasks) add(colourName(row, {}, colour));
    } else {
        // What called nobody keeps the colour of its state.
        for (const AttemptSpan& span : picture.spans)
            if (!span.provider.isEmpty()) add(colourName({}, span, colour));
        order.sort();  // the same colours from one look to the next, whoever is called first
    }
    constexpr int most = 6;  // ui.md section 5: six at most, then "other"
    if (order.size() > most) {
        const QStringList plan = order;
        std::stable_sort(order.begin(), order.end(),
                         [&](const auto& a, const auto& b) { return counts[a] > counts[b]; });
        const QStringList large = order.mid(0, most - 1);
        order = plan;
        order.removeIf([&](const QString& name) { return !large.contains(name); });
        for (const QString& name : plan) series.index.insert(name, most - 1);
    }
    for (int i = 0; i < order.size(); ++i) series.index.insert(order[i], i);
    for (const QString& name : order)
        series.names.append(!name.isEmpty() ? name : colour == BarColour::Phase ? tr("without a phase") : tr("other"));
    if (counts.size() > most) series.names.append(tr("other"));
    return series;
}

QVector<double> callsPerMinute(const QVector<AttemptSpan>& spans, const QVector<Instant>& ends) {
    QVector<double> rates(std::max<qsizetype>(0, ends.size() - 1), 0);
    for (const AttemptSpan& span : spans)
        if (const int part = partOf(span.calledAt, ends); span.calledAt.value > 0 && part >= 0) rates[part] += 1;
    for (qsizetype i = 0; i < rates.size(); ++i)
        rates[i] /= static_cast<double>(std::max<qint64>(1, (ends[i + 1] - ends[i]).value)) / 60e6;
    return rates;
}

QVector<int> runningAt(const QVector<AttemptSpan>& spans, const QVector<Instant>& ends, Instant now) {
    const int count = static_cast<int>(ends.size()) - 1;
    if (count < 1) return {};
    // Most at the same time in each part: one that ends and one that begins in it are not two.
    QVector<QPair<qint64, int>> changes;
    for (const AttemptSpan& span : spans) {
        const Instant until = span.to.value > 0 ? span.to : now;
        if (span.end == AttemptSpan::End::Reused || until < ends.first() || span.from > ends.last()) continue;
        changes.append({span.from.value, 1});
        changes.append({until.value, -1});
    }
    std::sort(changes.begin(), changes.end());  // at the same instant ends come first
    QVector<int> running(count, 0);
    int sum = 0, column = 0;
    for (const auto& [time, change] : changes) {
        const int here = Instant{time} < ends.first()  ? 0
                         : Instant{time} > ends.last() ? count - 1
                                                       : partOf(Instant{time}, ends);
        while (column < here) running[++column] = sum;
        sum += change;
        running[column] = std::max(running[column], sum);
    }
    while (++column < count) running[column] = std::max(0, sum);
    return running;
}

QVector<TimeRange> idleTimes(const RunPicture& p, TimeRange all, const QVector<Lane>& lanes) {
    QVector<TimeRange> gaps, waits;
    for (const WaitSpan& gap : gapsIn(p.waits, all)) gaps.append({gap.from, gap.to});
    for (const WaitSpan& wait : p.waits)
        if (wait.kind == WaitSpan::Kind::Conflict)
            waits.append({std::max(wait.from, all.from), wait.to.value > 0 ? std::min(wait.to, all.to) : all.to});
    for (const Lane& lane : lanes)
        for (const TimeRange& held : lane.held) waits.append(held);
    // What stands still as a whole is idle, whoever waits meanwhile.
    const auto busy = mergedTimes(timesWithout(mergedTimes(waits), mergedTimes(gaps)) + activeTimes(p, all));
    auto idle = timesWithout({all}, busy);
    idle.removeIf([](const TimeRange& each) { return each.to - each.from < shortestIdle; });
    return idle;
}

int rowsIn(const QVector<Lane>& lanes) {
    int rows = 0;
    for (const Lane& lane : lanes)
        if (!lane.pinned) rows += lane.sort == Lane::Sort::Group ? rowsIn(lane.lanes) : 1;
    return rows;
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
            sums.cutOff += span.end == AttemptSpan::End::CutOff;
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
