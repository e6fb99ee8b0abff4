#include "core/engine/shapes.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/limits.h"
#include "core/engine/volatile.h"

namespace skein::engine {

bool isKind(std::string_view kind) {
    return !kind.empty() && kind.size() <= 40 && std::all_of(kind.begin(), kind.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

namespace {

std::optional<std::string> problemOf(const TaskShape& shape, std::span<const TaskShape> all) {
    const std::uint32_t no = shape.task.value;
    if (!isKind(shape.kind)) return fmt::format("task {}: its kind is not 1-40 characters of [a-z0-9_-]", no);
    if (std::abs(shape.priority) > limits::maxPriority)
        return fmt::format("task {}: priority {}; expected {} to {}", no, shape.priority, -limits::maxPriority,
                           limits::maxPriority);
    if (shape.estimate < Duration{} || shape.estimate.value > limits::maxEstimateMicros)
        return fmt::format("task {}: its estimated time is outside 0 to 366 days", no);
    if (shape.estimatedCost < MicroUsd{} || shape.estimatedCost.value > limits::maxEstimateMicroUsd)
        return fmt::format("task {}: its estimated cost is outside 0 to {} USD", no,
                           formatUsd(MicroUsd{limits::maxEstimateMicroUsd}));
    if (!shape.swarm.empty() && !isKind(shape.swarm))
        return fmt::format("task {}: its swarm is not 1-40 characters of [a-z0-9_-]", no);
    if (shape.budget && (shape.budget->value < 0 || shape.budget->value > limits::maxBudgetMicroUsd))
        return fmt::format("task {}: its budget is outside 0 to {} USD", no,
                           formatUsd(MicroUsd{limits::maxBudgetMicroUsd}));
    auto needs = shape.needs;
    std::sort(needs.begin(), needs.end());
    if (const auto twice = std::adjacent_find(needs.begin(), needs.end()); twice != needs.end())
        return fmt::format("task {} needs task {} twice", no, twice->value);
    for (const TaskNo need : needs) {
        if (!need || need.value > all.size())
            return fmt::format("task {} needs task {}; expected 1 to {}", no, need.value, all.size());
        if (shape.role == TaskRole::Work && all[need.value - 1].role == TaskRole::Assembler)
            return fmt::format(
                "task {} needs task {}, an assembler; only assemblers may, because those run after all other work", no,
                need.value);
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> problemOf(std::span<const TaskShape> shapes) {
    if (shapes.empty()) return "the plan has no task";
    if (shapes.size() > limits::maxTasks)
        return fmt::format("the plan has {} tasks; at most {} are possible", shapes.size(), limits::maxTasks);
    std::size_t dependencies = 0;
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        if (shapes[i].task.value != i + 1)
            return fmt::format("the {}. task has number {}; expected {}", i + 1, shapes[i].task.value, i + 1);
        if (auto problem = problemOf(shapes[i], shapes)) return problem;
        dependencies += shapes[i].needs.size();
    }
    if (dependencies > limits::maxDependencies)
        return fmt::format("the plan has {} dependencies; at most {} are possible", dependencies,
                           limits::maxDependencies);
    const auto cycle = findCycle(shapes);
    if (cycle.empty()) return std::nullopt;
    std::string path;
    for (const TaskNo task : cycle) path += (path.empty() ? "" : " -> ") + std::to_string(task.value);
    return "the tasks need each other in a circle: " + path;
}

}  // namespace skein::engine
