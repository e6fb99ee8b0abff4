#include "core/plan/diff.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "core/plan/plan_file.h"

namespace skein::plan {
namespace {

/// Objects are compared member by member, so that "band.max" is named and not the whole band; lists as a whole.
void compareValues(const Json& before, const Json& after, const std::string& field, std::vector<FieldChange>& changes) {
    if (before == after) return;
    if (!before.is_object() || !after.is_object()) {
        changes.push_back({field, before, after});
        return;
    }
    std::set<std::string> keys;
    for (const auto& member : before.items()) keys.insert(member.key());
    for (const auto& member : after.items()) keys.insert(member.key());
    for (const std::string& key : keys) {
        const auto old = before.find(key), now = after.find(key);
        compareValues(old == before.end() ? Json() : *old, now == after.end() ? Json() : *now,
                      field.empty() ? key : field + "." + key, changes);
    }
}

/// Tasks and idle tasks with their place, in plan order.
std::vector<std::pair<const TaskSpec*, bool>> allTasks(const Plan& plan) {
    std::vector<std::pair<const TaskSpec*, bool>> tasks;
    for (const TaskSpec& task : plan.tasks) tasks.emplace_back(&task, false);
    for (const TaskSpec& task : plan.idle) tasks.emplace_back(&task, true);
    return tasks;
}

/// Members of `positions` outside one longest increasing subsequence: the fewest to move (patience sorting, Fredman
/// 1975).
std::vector<std::size_t> outsideLongestIncreasing(const std::vector<std::size_t>& positions) {
    std::vector<std::size_t> tails, previous(positions.size(), SIZE_MAX);
    for (std::size_t i = 0; i < positions.size(); ++i) {
        const auto at = std::lower_bound(tails.begin(), tails.end(), positions[i],
                                         [&](std::size_t tail, std::size_t value) { return positions[tail] < value; });
        if (at != tails.begin()) previous[i] = *std::prev(at);
        if (at == tails.end()) tails.push_back(i);
        else *at = i;
    }
    std::vector<bool> stays(positions.size(), false);
    for (std::size_t i = tails.empty() ? SIZE_MAX : tails.back(); i != SIZE_MAX; i = previous[i]) stays[i] = true;
    std::vector<std::size_t> moved;
    for (std::size_t i = 0; i < positions.size(); ++i)
        if (!stays[i]) moved.push_back(i);
    return moved;
}

Json toJson(const std::vector<FieldChange>& changes) {
    Json list = Json::array();
    for (const FieldChange& change : changes)
        list.push_back({{"field", change.field}, {"before", change.before}, {"after", change.after}});
    return list;
}

}  // namespace

bool PlanDiff::empty() const {
    return plan.empty() && added.empty() && removed.empty() && changed.empty() && reordered.empty();
}

PlanDiff diffPlans(const Plan& before, const Plan& after) {
    PlanDiff diff;
    compareValues(before.goal, after.goal, "goal", diff.plan);
    if (before.pauseBefore != after.pauseBefore)
        diff.plan.push_back({"pause_before", before.pauseBefore, after.pauseBefore});
    compareValues(before.extra, after.extra, "", diff.plan);
    std::sort(diff.plan.begin(), diff.plan.end(), [](const auto& a, const auto& b) { return a.field < b.field; });
    const auto oldTasks = allTasks(before), newTasks = allTasks(after);
    std::map<std::string_view, std::size_t> oldPosition;
    for (std::size_t i = 0; i < oldTasks.size(); ++i) oldPosition.emplace(oldTasks[i].first->id, i);
    std::vector<std::size_t> keptPositions;
    std::vector<std::string> keptIds;
    std::set<std::string_view> kept;
    for (const auto& [task, idle] : newTasks) {
        const auto found = oldPosition.find(task->id);
        if (found == oldPosition.end()) {
            diff.added.push_back(task->id);
            continue;
        }
        kept.insert(task->id);
        keptPositions.push_back(found->second);
        keptIds.push_back(task->id);
        const auto& [oldTask, wasIdle] = oldTasks[found->second];
        TaskChange change{task->id, {}};
        if (idle != wasIdle) change.fields.push_back({"idle", wasIdle, idle});
        if (!(*oldTask == *task)) compareValues(taskToJson(*oldTask), taskToJson(*task), "", change.fields);
        std::sort(change.fields.begin(), change.fields.end(),
                  [](const auto& a, const auto& b) { return a.field < b.field; });
        if (!change.fields.empty()) diff.changed.push_back(std::move(change));
    }
    for (const auto& [task, idle] : oldTasks)
        if (!kept.contains(task->id)) diff.removed.push_back(task->id);
    for (const std::size_t moved : outsideLongestIncreasing(keptPositions)) diff.reordered.push_back(keptIds[moved]);
    return diff;
}

Json toJson(const PlanDiff& diff) {
    Json changed = Json::array();
    for (const TaskChange& change : diff.changed)
        changed.push_back({{"id", change.id}, {"fields", toJson(change.fields)}});
    return {{"plan", toJson(diff.plan)},
            {"added", diff.added},
            {"removed", diff.removed},
            {"changed", std::move(changed)},
            {"reordered", diff.reordered}};
}

}  // namespace skein::plan
