#include "core/runtime/batch_waits.h"

#include <algorithm>

#include <fmt/format.h>

namespace skein::runtime {

std::string BatchWait::text() const {
    if (measured == 0) return "up to 24 h for each batch, as the provider states; none measured yet";
    return fmt::format("{} for each batch, from {} measured", plan::timeText(each), measured);
}

BatchWait waitFrom(const std::vector<Duration>& measured) {
    BatchWait wait;
    wait.measured = measured.size();
    if (measured.empty()) {
        wait.each = {0, statedBatchBound.value, statedBatchBound.value};
        return wait;
    }
    std::vector<std::int64_t> draws;
    for (const Duration each : measured) draws.push_back(each.value);
    wait.each = plan::rangeOf(draws);
    if (measured.size() < plan::History::enoughPerKind) {
        wait.each.p10 /= 2;
        wait.each.p90 = std::max(wait.each.p90, std::min(wait.each.p90 * 2, statedBatchBound.value));
    }
    return wait;
}

plan::Range waitingAlong(const plan::TaskGraph& graph, const std::vector<BatchAhead>& tasks, const BatchWait& wait) {
    const auto along = [&](std::int64_t each) {
        std::vector<Duration> durations;
        for (const BatchAhead& task : tasks)
            durations.push_back({task.byBatch ? std::max<std::int64_t>(0, each - task.waited.value) : 0});
        return graph.bounds(durations).length.value;
    };
    return {along(wait.each.p10), along(wait.each.p50), along(wait.each.p90)};
}

void addWaits(plan::Outlook& outlook, const plan::TaskGraph& graph, const std::vector<BatchAhead>& tasks,
              const BatchWait& wait) {
    const auto count = std::count_if(tasks.begin(), tasks.end(), [](const BatchAhead& task) { return task.byBatch; });
    if (count == 0) return;
    const plan::Range more = waitingAlong(graph, tasks, wait);
    outlook.time = {outlook.time.p10 + more.p10, outlook.time.p50 + more.p50, outlook.time.p90 + more.p90};
    outlook.plainTime += more.p50;
    outlook.basis += fmt::format("; {} by batch: {}", count, wait.text());
}

}  // namespace skein::runtime
