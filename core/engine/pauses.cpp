// Pause points: what a person wants to look at before it starts.
#include <algorithm>
#include <set>

#include "core/engine/decider.h"

namespace skein::engine {

std::vector<TaskNo> Decider::heldAtPauses(const RunState& run) const {
    std::vector<TaskNo> held;
    for (const TaskState& task : run.tasks)
        if (isPaused(run, task)) held.push_back(task.shape.task);
    return held;
}

bool Decider::waitsForPause(const RunState& run, TaskNo assembler) const {
    if (run.tasks[assembler.value - 1].paused) return true;
    const auto held = heldAtPauses(run);
    if (held.empty()) return false;
    const auto behind = downstreamOf(run, held);
    return std::binary_search(behind.begin(), behind.end(), assembler);
}

std::optional<Error> Decider::whyNotPaused(const RunState& run, const command::ChangePauses& c, TaskNo no) const {
    const TaskState* task = m_state.task(c.run, no);
    if (!task)
        return Error{ErrorCode::NotFound,
                     fmt::format("run {} has no task {}; it has {}", c.run.value, no.value, run.tasks.size()),
                     {}};
    if (!c.hold && !task->paused)
        return Error{ErrorCode::InvalidInput,
                     fmt::format("task {} has no pause point, or has been let pass already", no.value),
                     {}};
    if (!c.hold) return std::nullopt;
    if (task->paused)
        return Error{ErrorCode::InvalidInput, fmt::format("task {} has a pause point already", no.value), {}};
    if (task->shape.role == TaskRole::Judge)
        return Error{ErrorCode::InvalidInput,
                     fmt::format("task {} judges a contradiction; a vote has no pause points", no.value),
                     {}};
    if (task->status != TaskStatus::Waiting)
        return Error{ErrorCode::InvalidInput,
                     fmt::format("task {} is {}; a pause point stands before a task that has not begun", no.value,
                                 nameIn(EnumNames<TaskStatus>::table, task->status)),
                     {}};
    return std::nullopt;
}

void Decider::on(const command::ChangePauses& c) {
    RunState* run = addressed(c.run);
    if (!run || otherRunWrites(c.run)) return;
    if (c.hold && c.tasks.empty())
        return refuse(ErrorCode::InvalidInput, "no task to set a pause point before was named");
    const std::vector<TaskNo> named = c.tasks.empty() ? heldAtPauses(*run) : c.tasks;
    if (named.empty()) return refuse(ErrorCode::InvalidInput, "no task is held at a pause point");
    const std::set<TaskNo> tasks(named.begin(), named.end());
    for (const TaskNo no : tasks)
        if (auto problem = whyNotPaused(*run, c, no)) {
            m_outcome.refused = std::move(problem);
            return;
        }
    // Only what has been held starts because of this; the rest passes when its time comes.
    const std::vector<TaskNo> held = c.hold ? std::vector<TaskNo>() : heldAtPauses(*run);
    if (!c.hold) wake(*run);
    emit(event::PausesChanged{c.run, {tasks.begin(), tasks.end()}, c.hold});
    for (const TaskNo no : held)
        if (tasks.contains(no) && m_state.task(c.run, no)->shape.role != TaskRole::Assembler)
            m_ready.wait(*run, no, m_now.boot + m_settings.undoWindow);
    m_outcome.receipt.tasks.assign(tasks.begin(), tasks.end());
}

}  // namespace skein::engine
