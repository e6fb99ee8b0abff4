#include "ui/bridge/forecast.h"

#include <QHash>
#include <algorithm>

#include "core/plan/graph.h"

namespace skein::ui {

namespace {

struct Quartiles {
    Duration low, high;
};

Quartiles quartiles(QVector<qint64> values) {
    std::sort(values.begin(), values.end());
    const auto at = [&values](int quarter) { return values[(values.size() - 1) * quarter / 4]; };
    return {{at(1)}, {at(3)}};
}

/// By kind of task; the empty kind stands for all of them.
QHash<QString, Quartiles> measuredTimes(const QVector<TaskRow>& tasks) {
    QHash<QString, QVector<qint64>> times;
    for (const TaskRow& task : tasks) {
        if (task.status != Status::Done || task.elapsed.value <= 0) continue;
        times[task.kind].append(task.elapsed.value);
        times[QString()].append(task.elapsed.value);
    }
    QHash<QString, Quartiles> known;
    for (auto it = times.cbegin(); it != times.cend(); ++it) known.insert(it.key(), quartiles(it.value()));
    return known;
}

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

}  // namespace

Forecast forecastOf(const QVector<TaskRow>& tasks, const QVector<TaskEdge>& edges, int agents) {
    Forecast forecast;
    const auto known = measuredTimes(tasks);
    const auto graph = graphOf(tasks, edges);
    if (!graph) return forecast;
    int finished = 0;
    std::vector<Duration> low, high;
    for (const TaskRow& task : tasks) {
        finished += task.status == Status::Done;
        forecast.notCounted += task.status == Status::NeedsYou;
        if (!isLeft(task)) {
            low.push_back({});
            high.push_back({});
            continue;
        }
        // Without any measurement a chain is as long as it has tasks.
        const Quartiles time = known.value(task.kind, known.value(QString(), Quartiles{{1}, {1}}));
        const bool running = task.status == Status::Running || task.status == Status::Retrying;
        const Duration gone = running ? task.elapsed : Duration{};
        low.push_back({std::max<std::int64_t>(1, time.low.value - gone.value)});
        high.push_back({std::max<std::int64_t>(1, time.high.value - gone.value)});
    }
    const auto least = graph->bounds(low);
    const auto most = graph->bounds(high);
    for (const auto task : most.criticalPath)
        if (isLeft(tasks[static_cast<int>(task)])) forecast.criticalPath.append(task + 1);
    forecast.pathByTime = !known.isEmpty();
    forecast.finishedMissing = std::max(0, finishedForForecast - finished);
    const auto crew = static_cast<std::uint32_t>(std::max(1, agents));
    forecast.low = least.lowerBound(crew);
    forecast.high = {most.work.value / crew + most.length.value - most.length.value / crew};
    forecast.limitedByPath = most.length.value * crew >= most.work.value;
    return forecast;
}

}  // namespace skein::ui
