#include "ui/bridge/forecast.h"

#include <algorithm>

#include "core/plan/outlook.h"

namespace skein::ui {

namespace {

plan::Work workOf(const TaskRow& task) { return {task.elapsed, task.tokensIn, task.tokensOut, task.cost, 1}; }

bool isLeft(const TaskRow& task) {
    return !isFinal(task.status) && task.status != Status::Failed && task.status != Status::NeedsYou;
}

Result<plan::TaskGraph> graphOf(const QVector<TaskRow>& tasks, const QVector<TaskEdge>& edges) {
    Plan abstract;
    abstract.tasks.resize(static_cast<std::size_t>(tasks.size()));
    for (std::size_t i = 0; i < abstract.tasks.size(); ++i) abstract.tasks[i].id = std::to_string(i);
    for (const TaskEdge& edge : edges) abstract.tasks[edge.to - 1].needs.push_back(std::to_string(edge.from - 1));
    return plan::TaskGraph::create(abstract);
}

plan::Work meanOf(const std::vector<plan::Work>& works) {
    plan::Work sum;
    for (const auto& work : works) sum += work;
    const auto count = std::max<std::int64_t>(1, static_cast<std::int64_t>(works.size()));
    return {{sum.time.value / count}, {}, {}, {sum.cost.value / count}, 1};
}

}  // namespace

Forecast forecastOf(const QVector<TaskRow>& tasks, const QVector<TaskEdge>& edges, int agents,
                    const plan::History& past) {
    constexpr std::uint64_t seed = 1;  // it changes with what is known, not with the hour
    Forecast forecast;
    const auto graph = graphOf(tasks, edges);
    if (!graph) return forecast;
    plan::History history;
    std::vector<plan::Work> measured;
    int finished = 0;
    for (const TaskRow& task : tasks) {
        finished += task.status == Status::Done;
        if (task.status != Status::Done || task.elapsed.value <= 0) continue;
        measured.push_back(workOf(task));
        history.add(1, task.kind.toStdString(), measured.back(), {});
    }
    if (finished < finishedForForecast && static_cast<int>(past.results()) >= finishedForForecast) {
        history = past;
        forecast.fromEarlierRuns = true;
    }
    // A kind that has finished nothing yet is expected to take what others took; without any measurement a chain is as
    // long as it has tasks.
    const plan::Work usual = measured.empty() ? plan::Work{{1}, {}, {}, {}, 1} : meanOf(measured);
    std::vector<plan::Ahead> ahead;
    std::vector<Duration> left;
    for (const TaskRow& task : tasks) {
        forecast.notCounted += task.status == Status::NeedsYou;
        plan::Ahead next;
        next.kind = task.kind.toStdString();
        next.left = isLeft(task);
        next.expected = usual;
        if (task.status == Status::Running || task.status == Status::Retrying) {
            next.gone = task.elapsed;
            next.charged = task.cost;
        }
        const auto& results = history.of(next.kind);
        const plan::Work typical = results.empty() ? usual : meanOf(results);
        left.push_back(next.left ? Duration{std::max<std::int64_t>(1, typical.time.value - next.gone.value)}
                                 : Duration{});
        ahead.push_back(std::move(next));
    }
    const auto bounds = graph->bounds(left);
    for (const auto task : bounds.criticalPath)
        if (isLeft(tasks[static_cast<int>(task)])) forecast.criticalPath.append(task + 1);
    for (std::size_t i = 0; i < left.size(); ++i) {
        const bool open = isLeft(tasks[static_cast<int>(i)]);
        forecast.slack.append(open ? bounds.slack[i] : Duration{-1});
        forecast.left.append(open ? left[i] : Duration{-1});
    }
    forecast.pathByTime = !measured.empty();
    forecast.finishedMissing = forecast.fromEarlierRuns ? 0 : std::max(0, finishedForForecast - finished);
    const auto crew = static_cast<std::uint32_t>(std::max(1, agents));
    forecast.limitedByPath = bounds.length.value * crew >= bounds.work.value;
    const auto outlook = plan::outlookOf(*graph, ahead, crew, history, true, seed);
    forecast.low = {outlook.time.p10};
    forecast.high = {outlook.time.p90};
    forecast.costLow = {outlook.cost.p10};
    forecast.costLikely = {outlook.cost.p50};
    forecast.costHigh = {outlook.cost.p90};
    return forecast;
}

bool forecastComes(const RunSummary& summary, const Forecast& forecast) {
    if (forecast.finishedMissing <= 0) return true;
    const auto count = [&summary](Status status) { return summary.counts[static_cast<std::size_t>(status)]; };
    return forecast.finishedMissing < summary.total - count(Status::Done) - count(Status::Reused);
}

}  // namespace skein::ui
