#include "core/runtime/pauses.h"

#include <algorithm>
#include <set>

#include "core/base/text.h"
#include "core/runtime/queries.h"

namespace skein::runtime {
namespace {

std::size_t waitingBehind(const RunState& run, TaskNo task) {
    std::set<TaskNo> behind;
    std::vector<TaskNo> open{task};
    while (!open.empty()) {
        const TaskNo one = open.back();
        open.pop_back();
        for (const TaskNo consumer : run.feeds[one.value - 1])
            if (behind.insert(consumer).second) open.push_back(consumer);
    }
    return static_cast<std::size_t>(std::count_if(behind.begin(), behind.end(), [&](TaskNo no) {
        return no.value <= run.tasks.size() && run.tasks[no.value - 1].status == TaskStatus::Waiting;
    }));
}

/// The tasks of a phase; nothing where there is no such phase.
std::vector<TaskNo> tasksOfPhase(const WorkspaceReader& reader, const RunState& run, const std::string& phase) {
    std::vector<TaskNo> tasks;
    for (const TaskState& task : run.tasks) {
        if (task.status == TaskStatus::Withdrawn || task.shape.role == TaskRole::Judge) continue;
        const auto spec = reader.taskSpec(task);
        if (spec && spec->phase == phase) tasks.push_back(task.shape.task);
    }
    return tasks;
}

/// Those of a phase that a pause point before it would hold, or that such a point holds.
std::vector<TaskNo> atPause(const RunState& run, const std::vector<TaskNo>& phase, bool hold) {
    std::vector<TaskNo> tasks;
    for (const TaskNo no : phase) {
        const TaskState& task = run.tasks[no.value - 1];
        const bool first = std::none_of(task.shape.needs.begin(), task.shape.needs.end(), [&](TaskNo need) {
            return std::binary_search(phase.begin(), phase.end(), need);
        });
        if (hold ? first && !task.paused && task.status == TaskStatus::Waiting : task.paused) tasks.push_back(no);
    }
    return tasks;
}

/// Why a pause point before this task cannot be set (`hold`) or let pass, by the name people gave the task; the engine
/// asks the same again, and knows numbers only. Empty: it can.
std::string whyNot(const WorkspaceReader& reader, const RunState& run, TaskNo no, bool hold) {
    const TaskState& task = run.tasks[no.value - 1];
    const auto named = [&](const std::string& what) { return "task '" + taskTitle(reader, task) + "' " + what; };
    if (!hold) return task.paused ? "" : named("has no pause point, or has been let pass already");
    if (task.paused) return named("has a pause point already");
    if (task.shape.role == TaskRole::Judge) return named("judges a contradiction; a vote has no pause points");
    if (task.status == TaskStatus::Waiting) return {};
    return named("is " + std::string(nameIn(EnumNames<TaskStatus>::table, task.status)) +
                 "; a pause point stands before a task that has not begun");
}

}  // namespace

Json pausedJson(const WorkspaceReader& reader, const RunState& run) {
    Json held = Json::array();
    for (const TaskState& task : run.tasks) {
        if (!isPaused(run, task)) continue;
        const auto spec = reader.taskSpec(task);
        held.push_back({{"task", taskTitle(reader, task)},
                        {"phase", spec ? spec->phase : ""},
                        {"holds", waitingBehind(run, task.shape.task)}});
    }
    return held;
}

Result<std::vector<TaskNo>> tasksAtPauses(const WorkspaceReader& reader, const State& state, RunId runId,
                                          const std::vector<std::string>& names, bool hold) {
    std::set<TaskNo> tasks;
    for (const auto& name : names) {
        const auto found = findTask(reader, state, runId, name);
        if (found && found->run == runId) {
            if (const RunState* run = state.run(runId))
                if (const auto problem = whyNot(reader, *run, found->task, hold); !problem.empty())
                    return fail(ErrorCode::InvalidInput, problem);
            tasks.insert(found->task);
            continue;
        }
        const RunState* run = state.run(runId);
        if (run == nullptr) return Failure(found.error());
        const auto phase = tasksOfPhase(reader, *run, name);
        if (phase.empty())
            return fail(ErrorCode::NotFound, "run r-" + std::to_string(runId.value) + " has no task and no phase '" +
                                                 elide(name, 80) + "'; see `skeinctl status`");
        const auto meant = atPause(*run, phase, hold);
        if (meant.empty())
            return fail(ErrorCode::InvalidInput, "phase '" + elide(name, 80) +
                                                     (hold ? "' has begun, or has a pause point already"
                                                           : "' has no pause point that was not let pass already"));
        tasks.insert(meant.begin(), meant.end());
    }
    return std::vector<TaskNo>(tasks.begin(), tasks.end());
}

}  // namespace skein::runtime
