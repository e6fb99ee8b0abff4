// Layout of a graph as large as the drawing has to take.
#include <algorithm>

#include <fmt/format.h>

#include "core/plan/graph.h"
#include "core/plan/layout.h"
#include "tests/bench/figures.h"

namespace skein::bench {
namespace {

/// 100 layers; each task needs up to three of the layer before, most of them near its own place, as recipes make them.
Plan layeredPlan(std::uint32_t tasks) {
    const std::uint32_t width = tasks / 100;
    std::uint64_t draw = 7;
    const auto next = [&draw](std::uint32_t below) {  // Knuth's MMIX generator: only has to be the same each time
        draw = draw * 6364136223846793005ull + 1442695040888963407ull;
        return static_cast<std::uint32_t>((draw >> 33) % below);
    };
    Plan plan;
    plan.goal = "layout";
    for (std::uint32_t i = 0; i < tasks; ++i) {
        TaskSpec task;
        task.id = task.title = fmt::format("t-{}", i);
        for (int k = 0; i >= width && k < 3; ++k) {
            const auto place = (i % width + width + next(7) - 3) % width;
            auto need = fmt::format("t-{}", (i / width - 1) * width + place);
            if (std::find(task.needs.begin(), task.needs.end(), need) == task.needs.end())
                task.needs.push_back(std::move(need));
        }
        plan.tasks.push_back(std::move(task));
    }
    return plan;
}

}  // namespace

Result<void> measureLayout(const Setting& setting, Figures& figures) {
    const std::uint32_t tasks = setting.quick ? 2'000 : 10'000;
    SKEIN_TRY(const auto graph, plan::TaskGraph::create(layeredPlan(tasks)));
    const double started = secondsNow();
    SKEIN_TRY(const auto layout, plan::layoutGraph(graph));
    figures.add({"layout of a plan", secondsNow() - started, "s",
                 fmt::format("{} tasks, {} dependencies, {} crossings", graph.taskCount(), graph.dependencyCount(),
                             layout.crossings),
                 0, Bound::AtMost, 2});
    return {};
}

}  // namespace skein::bench
