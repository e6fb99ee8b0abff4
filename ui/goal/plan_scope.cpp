#include "ui/goal/plan_scope.h"

#include <algorithm>

namespace skein::ui {

namespace {

bool isEverything(const std::string& path) { return path.empty() || path == "." || path == "./" || path == "/"; }

/// As the index reads a path of a scope: a file's name stands for itself, a folder ends in "/".
bool holdsAny(const std::string& path, const std::vector<std::string>& paths) {
    if (isEverything(path)) return !paths.empty();
    const auto first = std::lower_bound(paths.begin(), paths.end(), path);
    return first != paths.end() && (path.back() == '/' ? first->starts_with(path) : *first == path);
}

}  // namespace

std::vector<std::string> tasksWithoutFiles(const Plan& plan, const std::vector<std::string>& paths) {
    std::vector<std::string> without;
    for (const TaskSpec& task : plan.tasks)
        if (!task.scope.empty() && std::none_of(task.scope.begin(), task.scope.end(),
                                                [&](const std::string& path) { return holdsAny(path, paths); }))
            without.push_back(task.id);
    return without;
}

}  // namespace skein::ui
