#include "core/engine/decider.h"

namespace skein::engine {

void Decider::on(const report::BatchSubmitted& r) {
    event::BatchSubmitted submitted{r.run, r.target, r.key, r.batch, {}};
    for (const auto& each : r.steps) {
        const auto open = m_state.openSteps.find({r.run, each.task, each.attempt, each.step});
        if (open != m_state.openSteps.end() && open->second.target.batch) submitted.steps.push_back(each);
    }
    if (!submitted.steps.empty()) emit(std::move(submitted));
}

void Decider::on(const command::PullBack& c) {
    RunState* run = addressed(c.run);
    if (!run || otherRunWrites(c.run)) return;
    for (const TaskNo no : c.tasks)
        if (!m_state.task(c.run, no))
            return refuse(ErrorCode::NotFound,
                          fmt::format("run {} has no task {}; it has {}", c.run.value, no.value, run->tasks.size()));
    for (const TaskNo no : c.tasks) {
        const TaskState& task = *m_state.task(c.run, no);
        if (!task.hurried) emit(event::TaskPulledBack{c.run, no});
        const bool waits = task.current && task.current->stage == AttemptStage::Stepping && task.current->target.batch;
        if (waits) cancelAttempt({c.run, no, task.current->attempt});
        m_outcome.receipt.tasks.push_back(no);
    }
}

}  // namespace skein::engine
