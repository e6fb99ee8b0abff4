// Layout of a graph as large as the drawing has to take, of an amendment to it, and of real and random plans against
// Graphviz dot.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "core/base/random.h"
#include "core/plan/graph.h"
#include "core/plan/layout.h"
#include "core/plan/plan_file.h"
#include "tests/bench/figures.h"
#include "tests/bench/program.h"

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

/// A plan of random needs: up to two each, among the fiftieth of all tasks before it.
Plan randomPlan(std::uint32_t tasks) {
    DrawStream draws(tasks);
    Plan plan;
    plan.goal = "layout";
    for (std::uint32_t i = 0; i < tasks; ++i) {
        TaskSpec task;
        task.id = fmt::format("t-{}", i);
        for (int k = 0; i > 0 && k < 2; ++k) {
            auto need = fmt::format("t-{}", i - 1 - draws.below(std::min(i, tasks / 50)));
            if (std::find(task.needs.begin(), task.needs.end(), need) == task.needs.end())
                task.needs.push_back(std::move(need));
        }
        plan.tasks.push_back(std::move(task));
    }
    return plan;
}

struct Drawn {
    std::uint64_t crossings = 0;
    double seconds = 0;  ///< of processor time
};

/// What Graphviz's dot makes of a plan: the crossings that it counts itself, and the time of the whole program.
Result<Drawn> drawnByDot(const Plan& plan, const std::string& folder) {
    const std::string path = folder + "/plan.dot";
    std::ofstream file(path);
    file << "digraph plan { rankdir=LR; node [shape=box, width=2, height=0.5, label=\"\"];\n";
    for (std::size_t i = 0; i < plan.tasks.size(); ++i) {
        file << fmt::format("\"{}\";\n", plan.tasks[i].id);
        for (const auto& need : plan.tasks[i].needs) file << fmt::format("\"{}\" -> \"{}\";\n", need, plan.tasks[i].id);
    }
    file << "}\n";
    file.close();
    SKEIN_TRY(
        const auto finished,
        runProgram({"/bin/sh", "-c", "dot -v -Tplain -o /dev/null \"$0\" 2>&1 | grep '^mincross .*crossings'", path}));
    // "mincross plan: 1234 crossings, 0.28 secs."
    Drawn drawn{0, finished.processorSeconds};
    const auto colon = finished.out.rfind(": ");
    if (finished.status != 0 || colon == std::string::npos)
        return fail(ErrorCode::Unavailable, "dot did not draw the plan; is graphviz installed (./dev setup bench)?");
    drawn.crossings = std::strtoull(finished.out.c_str() + colon + 2, nullptr, 10);
    return drawn;
}

/// The same plan by both. Not more crossings in not more time is what is wanted.
Result<void> against(const std::string& name, const Plan& plan, const Setting& setting, Figures& figures) {
    SKEIN_TRY(const auto graph, plan::TaskGraph::create(plan));
    const double started = threadSeconds();
    SKEIN_TRY(const auto layout, plan::layoutGraph(graph));
    const double took = threadSeconds() - started;
    SKEIN_TRY(const auto dot, drawnByDot(plan, setting.folder));
    const auto size = fmt::format("{} tasks, {} dependencies", graph.taskCount(), graph.dependencyCount());
    // A plan that dot draws without a crossing has to be drawn without one; a ratio to nothing says nothing.
    figures.add({"crossings, " + name, static_cast<double>(layout.crossings), "",
                 fmt::format("{}; dot: {}", size, dot.crossings), 0, Bound::AtMost,
                 static_cast<double>(dot.crossings)});
    figures.add({"drawing time, " + name, took, "s", "processor time; dot", dot.seconds, Bound::AtMost, 1, true});
    return {};
}

Result<void> measureAgainstDot(const Setting& setting, Figures& figures) {
    const char* elsewhere = std::getenv("SKEIN_SHARED_DATA");
    const std::filesystem::path folder =
        elsewhere != nullptr ? std::filesystem::path(elsewhere) / "workflows" : std::filesystem::path(SKEIN_WORKFLOWS);
    std::vector<std::filesystem::path> plans;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) plans.push_back(entry.path());
    std::sort(plans.begin(), plans.end());
    for (const auto& path : plans) {
        SKEIN_TRY(const auto plan, plan::readPlanFile(path.string()));
        SKEIN_CHECK(against(path.stem().stem().string().substr(0, 36), plan, setting, figures));
    }
    SKEIN_CHECK(against("1,000 random tasks", randomPlan(1'000), setting, figures));
    if (setting.quick) return {};
    return against("5,000 random tasks", randomPlan(5'000), setting, figures);
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
    // An amendment: twenty tasks get one more successor each.
    Plan amended = layeredPlan(tasks);
    std::vector<std::optional<plan::TaskIndex>> was;
    for (plan::TaskIndex task = 0; task < tasks; ++task) was.emplace_back(task);
    for (std::uint32_t task = 0; task < tasks; task += tasks / 20) {
        TaskSpec added;
        added.id = "added" + std::to_string(task);
        added.needs.push_back(amended.tasks[task].id);
        amended.tasks.push_back(std::move(added));
        was.emplace_back(std::nullopt);
    }
    SKEIN_TRY(const auto amendedGraph, plan::TaskGraph::create(amended));
    const double amending = secondsNow();
    const auto kept = plan::amendLayout(amendedGraph, layout, was);
    const double took = secondsNow() - amending;
    if (!kept) return fail(ErrorCode::Unavailable, "the amended plan was not laid out around what stood");
    figures.add({"layout of an amendment", took * 1000, "ms",
                 fmt::format("20 tasks more, {} crossings", kept->crossings), 0, Bound::AtMost, 50});
    return measureAgainstDot(setting, figures);
}

}  // namespace skein::bench
