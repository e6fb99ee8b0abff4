#include "core/sim/simulate.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/sim/world.h"

namespace skein::sim {
namespace {

/// Longest path and sum of the estimates of a plan that has no cycle.
std::pair<Duration, Duration> pathAndWork(const std::vector<TaskShape>& tasks) {
    std::vector<std::uint32_t> missing(tasks.size()), ready;
    std::vector<std::vector<std::uint32_t>> feeds(tasks.size());
    std::vector<Duration> ends(tasks.size());
    Duration path, work;
    for (std::uint32_t i = 0; i < tasks.size(); ++i) {
        missing[i] = static_cast<std::uint32_t>(tasks[i].needs.size());
        for (const TaskNo need : tasks[i].needs) feeds[need.value - 1].push_back(i);
        if (missing[i] == 0) ready.push_back(i);
        work += tasks[i].estimate;
    }
    for (std::size_t next = 0; next < ready.size(); ++next) {
        const std::uint32_t at = ready[next];
        ends[at] += tasks[at].estimate;
        path = std::max(path, ends[at]);
        for (const std::uint32_t consumer : feeds[at]) {
            ends[consumer] = std::max(ends[consumer], ends[at]);
            if (--missing[consumer] == 0) ready.push_back(consumer);
        }
    }
    return {path, work};
}

}  // namespace

std::optional<Strategy> strategyFromName(std::string_view name) {
    if (name == "critical-path") return Strategy::CriticalPath;
    if (name == "most-blocking") return Strategy::MostBlocking;
    return std::nullopt;
}

bool Faults::any() const {
    bool found = false;
    fields(*this, [&](const char*, std::uint32_t perMille) { found = found || perMille > 0; });
    return found;
}

Result<Faults> faultsFromJson(const Json& json) {
    if (!json.is_object())
        return fail(ErrorCode::InvalidInput, fmt::format("faults: expected an object, found {}", jsonTypeName(json)));
    Faults faults;
    std::string known;
    std::size_t read = 0;
    std::optional<std::string> problem;
    Faults::fields(faults, [&](const char* name, std::uint32_t& perMille) {
        known += (known.empty() ? "" : ", ") + std::string(name);
        const auto found = json.find(name);
        if (found == json.end()) return;
        ++read;
        const bool fits = found->is_number_integer() && *found >= 0 && *found <= 1000;
        if (fits) perMille = found->get<std::uint32_t>();
        else if (!problem)
            problem = fmt::format("faults.{}: expected an integer from 0 to 1000 (chances per thousand)", name);
    });
    if (problem) return fail(ErrorCode::InvalidInput, *problem);
    if (read != json.size()) return fail(ErrorCode::InvalidInput, "faults: unknown member; expected some of " + known);
    return faults;
}

Result<SimulationReport> simulate(const SimulationRequest& request) {
    World world(request);
    SKEIN_TRY(SimulationReport report, world.run());
    const auto [path, work] = pathAndWork(request.tasks);
    report.lowerBound = std::max(path, Duration{(work.value + request.agents - 1) / request.agents});
    return report;
}

Json toJson(const SimulationReport& report) {
    const auto inSeconds = [](Duration d) { return static_cast<double>(d.value) / 1e6; };
    return Json{{"makespan_seconds", inSeconds(report.makespan)},
                {"lower_bound_seconds", inSeconds(report.lowerBound)},
                {"utilisation", report.utilisationPerMille / 1000.0},
                {"attempts", report.attempts},
                {"events", report.events},
                {"state", nameIn(EnumNames<RunOutcome>::table, report.outcome)},
                {"cost_usd", static_cast<double>(report.spent.value) / 1e6},
                {"state_hash", report.stateHash.hex()},
                {"faults_hit", report.probes},
                {"violations", report.violations}};
}

std::vector<TaskShape> randomPlan(std::uint64_t seed, std::uint32_t tasks) {
    DrawStream random(draw(seed, tasks, "plan"));
    const std::uint32_t width = 1 + random.below(std::max(2u, tasks / 3)), fan = 1 + random.below(4);
    std::vector<TaskShape> plan(std::max(tasks, 2u));
    for (std::uint32_t i = 0; i < plan.size(); ++i) {
        TaskShape& shape = plan[i];
        shape.task = TaskNo{i + 1};
        shape.kind = "work";
        shape.estimate = milliseconds(200 + random.below(20'000));
        shape.estimatedCost = MicroUsd{100 + random.below(900)};
        shape.priority = random.chance(100) ? static_cast<std::int32_t>(random.below(5)) : 0;
        shape.spec = BlobRef{sha256(fmt::format("spec {} {}", seed, i))};
        const std::uint32_t from = i > 2 * width ? i - 2 * width : 0;
        std::set<std::uint32_t> needs;
        if (i >= width)
            for (std::uint32_t n = 0; n < 1 + random.below(fan); ++n) needs.insert(from + random.below(i - from));
        for (const std::uint32_t need : needs) shape.needs.push_back(TaskNo{need + 1});
    }
    TaskShape& last = plan.back();
    last.role = TaskRole::Assembler;
    last.kind = "assemble";
    last.needs.clear();
    for (std::uint32_t no = 1; no < plan.size(); ++no) last.needs.push_back(TaskNo{no});
    return plan;
}

}  // namespace skein::sim
