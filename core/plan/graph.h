// The dependency graph of a plan and what follows from it: order, critical path, slack, ranks. Thread: any; an
// immutable value. Tasks are addressed by TaskIndex, their position in Plan::tasks (TaskNo is TaskIndex + 1).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/error.h"
#include "core/base/units.h"
#include "core/model/task.h"

namespace skein::plan {

using TaskIndex = std::uint32_t;  ///< position in Plan::tasks, from 0

/// Where something stands in a plan, as keys and positions from the outside in: {"tasks", 3, "needs", 1}.
using PlanPlace = std::vector<std::variant<std::string_view, std::size_t>>;

/// Tasks that share TaskSpec::phase.
struct Phase {
    std::string name;
    std::vector<TaskIndex> tasks;  ///< in plan order
};

/// When tasks can and must run if agents are unlimited; all values in the unit of the given durations.
struct ScheduleBounds {
    std::vector<Duration> earliestStart;  ///< per task: longest path from any root, own duration excluded
    std::vector<Duration> remaining;      ///< per task: longest path to any sink, own duration included (upward rank)
    std::vector<Duration> slack;          ///< per task: how much later it may end without moving the end; never below 0
    std::vector<TaskIndex> criticalPath;  ///< one longest path in order; the first in plan order where several tie
    Duration length{};                    ///< its length: no schedule is shorter
    Duration work{};                      ///< sum of all durations

    /// max(length, work / agents rounded up): no schedule on so many equal agents is shorter. agents > 0.
    Duration lowerBound(std::uint32_t agents) const;
};

class TaskGraph {
public:
    /// Validates a plan and builds its graph. O(tasks log tasks + dependencies).
    /// Errors, all InvalidInput and naming the task: duplicate or malformed id (idle tasks included), unknown need, a
    /// need on itself, a need twice, a cycle ("a -> b -> a", each task needing the next), a token band with min above
    /// max or outside 0..limits::maxBandTokens; TooLarge for limits::maxTasks and maxDependencies.
    /// `place`, where given, gets the place of the problem.
    static Result<TaskGraph> create(const Plan& plan, PlanPlace* place = nullptr);

    std::size_t taskCount() const { return m_needStarts.size() - 1; }
    std::size_t dependencyCount() const { return m_needs.size(); }

    /// The tasks whose results `task` consumes, in the order it names them.
    std::span<const TaskIndex> needs(TaskIndex task) const { return slice(m_needStarts, m_needs, task); }
    /// The tasks that consume the result of `task`, in plan order.
    std::span<const TaskIndex> feeds(TaskIndex task) const { return slice(m_feedStarts, m_feeds, task); }

    /// Every task after everything it needs; plan order wherever that already holds.
    const std::vector<TaskIndex>& topologicalOrder() const { return m_order; }
    /// Length of the longest chain of needs below each task, in tasks: 0 for roots.
    const std::vector<std::uint32_t>& depths() const { return m_depths; }
    /// Phases in order of first appearance.
    const std::vector<Phase>& phases() const { return m_phases; }
    /// Index of `task` in phases().
    std::uint32_t phaseOf(TaskIndex task) const { return m_phaseOf[task]; }

    std::optional<TaskIndex> find(std::string_view id) const;

    /// Forward and backward longest paths. `durations` has one entry per task, none negative; a finished task counts as
    /// zero. Source: Kelley and Walker, "Critical-Path Planning and Scheduling", 1959. O(tasks + dependencies).
    ScheduleBounds bounds(std::span<const Duration> durations) const;

    /// How many tasks wait, directly or through others, for each task. O(dependencies * tasks / 512).
    std::vector<std::uint32_t> dependentCounts() const;

    /// The tasks themselves and everything that needs them, directly or through others, in topological order.
    std::vector<TaskIndex> downstream(std::span<const TaskIndex> tasks) const;

private:
    TaskGraph() = default;
    Result<void> linkNeeds(const Plan& plan, PlanPlace& place);
    Result<void> order(const Plan& plan, PlanPlace& place);
    void groupPhases(const Plan& plan);
    static std::span<const TaskIndex> slice(const std::vector<std::uint32_t>& starts,
                                            const std::vector<TaskIndex>& items, TaskIndex task) {
        return {items.data() + starts[task], items.data() + starts[task + 1]};
    }

    std::vector<std::pair<std::string, TaskIndex>> m_byId;  ///< sorted
    std::vector<std::uint32_t> m_needStarts, m_feedStarts;  ///< taskCount() + 1 offsets each
    std::vector<TaskIndex> m_needs, m_feeds;
    std::vector<TaskIndex> m_order;
    std::vector<std::uint32_t> m_depths;
    std::vector<Phase> m_phases;
    std::vector<std::uint32_t> m_phaseOf;
};

}  // namespace skein::plan
