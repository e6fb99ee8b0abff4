#include <algorithm>

#include "core/engine/decider.h"

namespace skein::engine {

bool Decider::atPlanning(const RunState& run, TaskNo planner) const {
    const TaskState& task = run.tasks[planner.value - 1];
    const bool waits = isReady(run, task) && !m_moneyless.contains(task.shape.task);
    return waits || task.current || expansionPending(task);
}

bool Decider::planGoesOn(const RunState& run) const {
    return std::any_of(m_planners.begin(), m_planners.end(), [&](TaskNo no) { return atPlanning(run, no); });
}

bool Decider::planUnseen(const RunState& run) const { return !run.planAccepted && !m_planners.empty(); }

// One after the other, and the earliest first, so that the numbers of new tasks do not depend on which planner was
// faster.
void Decider::expandNext(const RunState& run) {
    if (run.status != RunStatus::Running || m_expanding) return;
    const auto next =
        std::find_if(m_planners.begin(), m_planners.end(), [&](TaskNo no) { return atPlanning(run, no); });
    if (next == m_planners.end()) return;
    const TaskState& task = run.tasks[next->value - 1];
    if (!expansionPending(task)) return;
    m_expanding = effect::ExpandPlan{run.run, *next, task.resultRevision, task.shape.spec, task.output, run.plan};
    perform(*m_expanding);
}

void Decider::on(const report::PlanExpanded& r) {
    if (!m_expanding || m_expanding->run != r.run || m_expanding->task != r.task) return;
    const effect::ExpandPlan asked = *std::exchange(m_expanding, std::nullopt);
    RunState& run = *m_state.run(r.run);
    const TaskState& planner = *m_state.task(r.run, r.task);
    // Held, or amended meanwhile: it is asked for again when the run goes on, over the plan of then.
    const bool outdated =
        !expansionPending(planner) || planner.resultRevision != asked.revision || run.plan != asked.plan;
    if (run.status != RunStatus::Running || outdated) return;
    if (r.problem) return emit(event::TaskFailed{r.run, r.task, r.problem});
    const command::AmendPlan amendment{r.run, r.plan, r.changed, r.withdrawn, true};
    if (const auto problem = problemOf(amendment, run)) {
        // Reasons are texts, and texts are blobs: only who carries out effects can make one.
        m_expanding = asked;
        m_expanding->refused = "its tasks do not fit the plan: " + *problem;
        return perform(*m_expanding);
    }
    take(run, amendment, r.task);
}

void Decider::holdForPlan(const RunState& run) {
    if (run.status != RunStatus::Running || !planUnseen(run) || planGoesOn(run)) return;
    const bool work = std::any_of(run.tasks.begin(), run.tasks.end(), [](const TaskState& task) {
        return task.shape.role == TaskRole::Work && task.status == TaskStatus::Waiting;
    });
    if (work) emit(event::RunHeld{run.run, HoldReason::Plan});
}

}  // namespace skein::engine
