// Real workflows on the real engine and journal, with calls that take their recorded times, scaled down: against the
// schedule that the simulator finds for the same plan, and against what no schedule can beat. Windows, checks and
// claims are prepared answers, and nothing goes over HTTP: what is measured is whether deciding and the disk keep up.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>

#include <fmt/format.h>

#include "core/plan/estimate.h"
#include "core/plan/plan_file.h"
#include "core/runtime/start_run.h"
#include "core/sim/simulate.h"
#include "tests/bench/durable_world.h"
#include "tests/bench/figures.h"

namespace skein::bench {
namespace {

constexpr std::uint32_t agents = 32;

Result<std::vector<TaskShape>> shapesOf(const std::string& path) {
    SKEIN_TRY(const auto plan, plan::readPlanFile(path));
    std::map<std::string, TaskNo> numbers;
    for (const auto& task : plan.tasks)
        numbers.emplace(task.id, TaskNo{static_cast<std::uint32_t>(numbers.size() + 1)});
    const auto durations = plan::plannedDurations(plan);
    std::vector<TaskShape> shapes;
    for (std::size_t i = 0; i < plan.tasks.size(); ++i) {
        const auto nowhere = [](const std::string& bytes) { return BlobRef{sha256(bytes)}; };  // nobody reads the texts
        shapes.push_back(runtime::shapeOf(plan.tasks[i], numbers, nowhere));
        shapes.back().estimate = durations[i];
    }
    return shapes;
}

}  // namespace

Result<void> measureWorkflows(const Setting& setting, Figures& figures) {
    const char* elsewhere = std::getenv("SKEIN_SHARED_DATA");
    const std::filesystem::path folder =
        elsewhere != nullptr ? std::filesystem::path(elsewhere) / "workflows" : std::filesystem::path(SKEIN_WORKFLOWS);
    std::vector<std::filesystem::path> plans;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) plans.push_back(entry.path());
    std::sort(plans.begin(), plans.end());
    if (plans.empty()) return fail(ErrorCode::NotFound, folder.string() + ": no workflows to run");
    const double wanted = setting.quick ? 1.5 : 8;  // seconds that each takes
    for (const auto& path : plans) {
        sim::SimulationRequest request;
        SKEIN_TRY(request.tasks, shapesOf(path.string()));
        request.agents = agents;
        request.hashEvery = 0;
        SKEIN_TRY(const auto simulated, sim::simulate(request));
        const auto name = path.stem().stem().string().substr(0, 36);
        if (!simulated.violations.empty()) return fail(ErrorCode::Unavailable, name + ": simulated with violations");
        const double makespan = static_cast<double>(simulated.makespan.value) / 1e6, scale = wanted / makespan;
        SKEIN_TRY(const auto real, runDurably(setting.folder + "/" + path.stem().string() + ".skein",
                                              {0, agents, {}, 1, request.tasks, scale}));
        const double bound = static_cast<double>(simulated.lowerBound.value) / 1e6 * scale;
        figures.add({"DAG " + name, real.seconds, "s",
                     fmt::format("{} tasks, {} agents, times / {:.0f}; baseline: the simulator's schedule; {:.3f} of "
                                 "max(critical path, work / agents)",
                                 request.tasks.size(), agents, 1 / scale, real.seconds / bound),
                     wanted, Bound::AtMost, 1.05, true});
    }
    return {};
}

}  // namespace skein::bench
