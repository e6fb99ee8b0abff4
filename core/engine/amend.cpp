#include <algorithm>

#include "core/engine/decider.h"
#include "core/engine/shapes.h"

namespace skein::engine {
namespace {

/// Whether a finished result of the old shape is not one of the new shape. Order and price of the work do not matter.
bool changesResult(const TaskShape& before, const TaskShape& after) {
    return before.spec != after.spec || before.kind != after.kind || before.role != after.role ||
           before.needs != after.needs;
}

/// The shapes of a run after an amendment; withdrawn ones keep their number and lose their needs.
std::vector<TaskShape> amendedShapes(const RunState& run, const command::AmendPlan& c) {
    std::vector<TaskShape> shapes;
    for (const TaskState& task : run.tasks) {
        shapes.push_back(task.shape);
        if (task.status == TaskStatus::Withdrawn) shapes.back().needs.clear();
    }
    for (const TaskShape& shape : c.changed) {
        if (shape.task.value <= shapes.size()) shapes[shape.task.value - 1] = shape;
        else shapes.push_back(shape);
    }
    for (const TaskNo no : c.withdrawn) shapes[no.value - 1].needs.clear();
    return shapes;
}

}  // namespace

std::optional<std::string> Decider::problemOf(const command::AmendPlan& c, const RunState& run) const {
    std::set<TaskNo> touched, gone;
    for (const TaskState& task : run.tasks)
        if (task.status == TaskStatus::Withdrawn) gone.insert(task.shape.task);
    std::uint32_t next = static_cast<std::uint32_t>(run.tasks.size() + 1);
    for (const TaskShape& shape : c.changed) {
        if (!touched.insert(shape.task).second) return fmt::format("task {} is amended twice", shape.task.value);
        if (gone.contains(shape.task))
            return fmt::format("task {} was withdrawn before; give the new task the number {}", shape.task.value, next);
        if (!shape.task || shape.task.value > next)
            return fmt::format("task {} is new; expected the number {}", shape.task.value, next);
        if (shape.task.value == next) ++next;
    }
    for (const TaskNo no : c.withdrawn) {
        if (!m_state.task(run.run, no) || gone.contains(no))
            return fmt::format("task {} cannot be withdrawn: there is no such task", no.value);
        if (!touched.insert(no).second) return fmt::format("task {} is amended twice", no.value);
    }
    for (const TaskNo no : c.withdrawn) gone.insert(no);
    for (const TaskNo no : touched) {
        const TaskState* task = m_state.task(run.run, no);
        if (task && task->current && !c.cancelRunning)
            return fmt::format("task {} is running; amend it when it has finished, or let the amendment cancel it",
                               no.value);
    }
    const auto shapes = amendedShapes(run, c);
    for (const TaskShape& shape : shapes)
        for (const TaskNo need : shape.needs)
            if (gone.contains(need))
                return fmt::format("task {} needs task {}, which is withdrawn", shape.task.value, need.value);
    return engine::problemOf(shapes);
}

void Decider::on(const command::AmendPlan& c) {
    RunState* run = addressed(c.run);
    if (!run || otherRunWrites(c.run)) return;
    if (run->status == RunStatus::Stopping)
        return refuse(ErrorCode::InvalidInput, fmt::format("run {} is stopping; amend it when it rests", c.run.value));
    if (const auto problem = problemOf(c, *run)) return refuse(ErrorCode::InvalidInput, *problem);
    wake(*run);
    take(*run, c, {});
}

void Decider::take(RunState& run, const command::AmendPlan& c, TaskNo proposedBy) {
    emit(event::PlanAmended{c.run, run.planRevision + 1, c.plan, proposedBy});
    for (const TaskShape& shape : c.changed) replaceShape(run, shape);
    for (const TaskNo no : c.withdrawn) {
        TaskState& task = *m_state.task(c.run, no);
        if (task.current) cancelAttempt({c.run, no, task.current->attempt});
        for (std::size_t i = 0; i < m_state.conflicts.size() && task.openConflicts > 0; ++i) {
            const ConflictState& conflict = m_state.conflicts[i];
            const bool stands = conflict.run == c.run && (conflict.taskA == no || conflict.taskB == no);
            if (stands && conflict.status == ConflictState::Status::Open && !conflict.searchPending)
                emit(event::ConflictLapsed{conflict.conflict});
        }
        emit(event::TaskWithdrawn{c.run, no});
        m_outcome.receipt.tasks.push_back(no);
    }
    rebuildSchedule(run);
}

void Decider::replaceShape(RunState& run, const TaskShape& shape) {
    m_outcome.receipt.tasks.push_back(shape.task);
    TaskState* task = m_state.task(run.run, shape.task);
    const bool again = task && changesResult(task->shape, shape);
    if (task && task->current) cancelAttempt({run.run, shape.task, task->current->attempt});
    emit(event::TaskAmended{run.run, shape});
    if (!again) return;
    TaskState& amended = *m_state.task(run.run, shape.task);
    if (amended.status == TaskStatus::Done || amended.status == TaskStatus::Failed)
        invalidate(run, amended, InvalidationCause::Amendment);
}

}  // namespace skein::engine
