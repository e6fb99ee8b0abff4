// What a plan will probably take, before it runs: time as a range, tokens, money, and what the numbers rest on.
// Thread: any; pure. Never presents an estimate without its basis (ui.md 3.2).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/units.h"
#include "core/model/task.h"
#include "core/plan/graph.h"
#include "core/plan/outlook.h"

namespace skein::plan {

/// The estimate of one phase.
struct PhaseEstimate {
    std::string name;
    std::size_t tasks = 0;
    Duration work{};
    MicroUsd cost{};
};

/// The estimate of a whole plan on a number of equal agents.
struct PlanEstimate {
    std::size_t tasks = 0;
    std::size_t dependencies = 0;
    std::uint32_t agents = 1;
    TokenCount tokensIn{};
    TokenCount tokensOut{};
    MicroUsd cost{};
    Duration work{};  ///< sum over tasks
    Duration criticalPath{};
    Duration makespanLow{};             ///< max(critical path, work / agents): cannot be beaten
    Duration makespanLikely{};          ///< of a list schedule by remaining critical path
    Duration makespanHigh{};            ///< work / agents + critical path * (1 - 1 / agents): cannot be exceeded
    std::size_t guessedDurations = 0;   ///< tasks without an estimate of their own
    std::size_t unpriced = 0;           ///< tasks that a model does at a price nobody knows; `cost` leaves them out
    std::string basis;                  ///< "the plan's durations", "built-in durations", "...; list prices only"
    std::vector<PhaseEstimate> phases;  ///< in order of first appearance
    Outlook outlook;                    ///< time and money as ranges; estimatePlan() leaves it empty
};

/// The duration to plan with where a task's own estimate is `own`: that, or a built-in value where it is 0.
Duration plannedDuration(Duration own);
/// The duration to plan with, per task: its estimate, or a built-in value where the plan gives none.
std::vector<Duration> plannedDurations(const Plan& plan);

/// Estimates `plan`, whose graph is `graph`, on `agents` (at least 1) agents. The upper bound of the makespan is
/// Graham's for list schedules ("Bounds on Multiprocessing Timing Anomalies", 1969). O(n log n).
PlanEstimate estimatePlan(const Plan& plan, const TaskGraph& graph, std::uint32_t agents);

/// For `plan --estimate --json`: seconds and usd as decimals (null where a price is unknown), bounds as
/// {"low","likely","high"}; "range" is the outlook.
Json toJson(const PlanEstimate& estimate);

}  // namespace skein::plan
