#include "core/plan/pauses.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace skein::plan {

std::set<std::string> pausePoints(const Plan& plan) {
    const std::set<std::string_view> phases(plan.pauseBefore.begin(), plan.pauseBefore.end());
    std::map<std::string_view, std::string_view> phaseOf;
    for (const TaskSpec& task : plan.tasks) phaseOf.emplace(task.id, task.phase);
    std::set<std::string> points;
    for (const TaskSpec& task : plan.tasks) {
        const bool entry = phases.contains(task.phase) &&
                           std::none_of(task.needs.begin(), task.needs.end(), [&](const std::string& need) {
                               const auto found = phaseOf.find(need);
                               return found != phaseOf.end() && found->second == task.phase;
                           });
        if (task.pauseBefore || entry) points.insert(task.id);
    }
    return points;
}

void dropEmptyPauses(Plan& plan) {
    std::set<std::string_view> phases;
    for (const TaskSpec& task : plan.tasks) phases.insert(task.phase);
    std::erase_if(plan.pauseBefore, [&](const std::string& phase) { return !phases.contains(phase); });
}

}  // namespace skein::plan
