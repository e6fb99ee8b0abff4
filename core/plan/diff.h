// The difference of two plans, for amendments, dry runs and re-planning. Thread: any; pure.
#pragma once

#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/model/task.h"

namespace skein::plan {

/// One field of a task, or of the plan itself, that differs.
struct FieldChange {
    std::string field;  ///< "instruction", "needs", "band.max", "extra.note"
    Json before;        ///< null: absent
    Json after;         ///< null: absent
};

struct TaskChange {
    std::string id;
    std::vector<FieldChange> fields;  ///< sorted by field; never empty
};

struct PlanDiff {
    std::vector<FieldChange> plan;       ///< goal and unknown keys of the plan, sorted
    std::vector<std::string> added;      ///< task ids, in the order of the new plan
    std::vector<std::string> removed;    ///< task ids, in the order of the old plan
    std::vector<TaskChange> changed;     ///< in the order of the new plan
    std::vector<std::string> reordered;  ///< ids whose order among the kept tasks changed, in the order of the new plan

    bool empty() const;
};

/// Compares by task id; idle tasks are compared like tasks. `reordered` is the smallest set of tasks to move.
/// O(n log n).
PlanDiff diffPlans(const Plan& before, const Plan& after);

/// For dry runs: {"plan": [...], "added": [ids], "removed": [ids], "changed": [{"id", "fields": [...]}], "reordered"}.
Json toJson(const PlanDiff& diff);

}  // namespace skein::plan
