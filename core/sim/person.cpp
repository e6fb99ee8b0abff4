#include <algorithm>

#include <fmt/format.h>

#include "core/sim/world.h"

namespace skein::sim {

std::vector<TaskShape> World::knownShapes() const {
    std::vector<TaskShape> shapes;
    for (const TaskState& task : m_engine.state().runs.back().tasks) shapes.push_back(task.shape);
    return shapes;
}

// Something a person might do at any moment. Refusals are part of it; the checkers see what was accepted.
void World::act() {
    const RunState& run = m_engine.state().runs.back();
    hit("person acts");
    for (const TaskState& task : run.tasks)
        if (task.shape.pause && m_random.chance(100)) return changePause(run, task);
    switch (m_random.below(10)) {
        case 0: send(command::HoldRun{run.run, HoldReason::Person}); break;
        case 1: send(command::ResumeRun{run.run, 1 + m_random.below(m_request.agents)}); break;
        case 2:
            hit("stopped by draining");
            send(command::StopRun{run.run, StopMode::Drain});
            break;
        case 3:
            hit("stopped now");
            send(command::StopRun{run.run, StopMode::Now});
            break;
        case 4: retry(run); break;
        case 5: resolveOne(run); break;
        case 6:
            for (const ConflictState& conflict : m_engine.state().conflicts)
                if (conflict.status == ConflictState::Status::Resolved && m_random.chance(300)) {
                    if (!send(command::UndoResolution{conflict.conflict}).refused) hit("resolution undone");
                    break;
                }
            break;
        case 7: amend(run); break;
        case 8: settleUnconfirmed(); break;
        default: send(command::ResumeRun{run.run, std::nullopt}); break;
    }
}

void World::changePause(const RunState& run, const TaskState& task) {
    const bool hold = !task.paused;
    if (!send(command::ChangePauses{run.run, {task.shape.task}, hold}).refused)
        hit(hold ? "pause point set" : "pause point passed");
}

void World::retry(const RunState& run) {
    const TaskNo no{1 + m_random.below(static_cast<std::uint32_t>(run.tasks.size()))};
    const bool downstream = m_random.chance(300);
    if (!send(command::RetryTasks{run.run, {no}, downstream}).refused) hit("retried");
}

void World::resolveOne(const RunState& run) {
    static constexpr Decision decisions[] = {Decision::TakeA,        Decision::TakeB,   Decision::Neither,
                                             Decision::NotAConflict, Decision::OwnText, Decision::Combine};
    for (const ConflictState& conflict : m_engine.state().conflicts) {
        if (conflict.run != run.run || conflict.status != ConflictState::Status::Open || conflict.searchPending)
            continue;
        const Decision decision = decisions[m_random.below(6)];
        send(command::ResolveConflict{conflict.conflict, decision, Decider::Person, BlobRef{sha256("own text")}});
        hit("resolved");
        return;
    }
}

void World::amend(const RunState& run) {
    command::AmendPlan c{run.run, BlobRef{sha256(fmt::format("plan {}", m_order))}, {}, {}, m_random.chance(700)};
    const auto count = static_cast<std::uint32_t>(run.tasks.size());
    const TaskState& chosen = run.tasks[m_random.below(count)];
    TaskShape shape = chosen.shape;
    switch (m_random.below(4)) {
        case 0:
            shape.spec = BlobRef{sha256(fmt::format("spec {}", m_order))};
            c.changed.push_back(shape);
            break;
        case 1:
            if (shape.role != TaskRole::Work || count >= m_request.tasks.size() + 5) return;
            shape.task = TaskNo{count + 1};
            shape.needs = {chosen.shape.task};
            c.changed.push_back(shape);
            break;
        case 2: {
            if (shape.role != TaskRole::Work) return;
            for (const TaskNo consumer : run.feeds[shape.task.value - 1]) {
                TaskShape without = run.tasks[consumer.value - 1].shape;
                std::erase(without.needs, shape.task);
                c.changed.push_back(without);
            }
            c.withdrawn.push_back(shape.task);
            break;
        }
        default: {
            if (run.feeds[shape.task.value - 1].empty()) return;
            shape.needs.push_back(run.feeds[shape.task.value - 1].front());
            c.changed.push_back(shape);
            if (!send(c).refused) m_checker.object("an amendment that closes a circle was accepted");
            hit("circle refused");
            return;
        }
    }
    if (!send(c).refused) hit("amended");
}

void World::settleUnconfirmed() {
    std::vector<std::pair<StepRef, MicroUsd>> known;
    for (const auto& [step, open] : m_engine.state().openSteps) {
        if (!open.unconfirmed) continue;
        const auto answer = m_answers.find(step);
        if (answer == m_answers.end()) continue;
        if (m_queue.contains(answer->second.first)) continue;  // its answer is still on the way
        known.emplace_back(step, m_ledger[answer->second.second]);
    }
    for (const auto& [step, charge] : known) {
        hit("unconfirmed settled");
        send(command::SettleUnconfirmed{step, charge});
    }
}

void World::raiseBudgets(const RunState& run) {
    const MicroUsd more{20 * m_request.dearestCall.value};
    const auto raise = [&](BudgetScope scope, const std::optional<MicroUsd>& before, const std::string& swarm = {}) {
        const bool ofRun = scope != BudgetScope::Workspace && scope != BudgetScope::Day;
        if (before) send(command::ChangeBudget{ofRun ? run.run : RunId{}, *before + more, scope, swarm});
    };
    const WorkspaceMoney& money = m_engine.state().money;
    raise(BudgetScope::Workspace, money.budget);
    raise(BudgetScope::Day, money.dayBudget);
    raise(BudgetScope::Run, run.budget);
    raise(BudgetScope::Task, run.taskBudget);
    for (const SwarmState& swarm : std::vector<SwarmState>(run.swarms))
        raise(BudgetScope::Swarm, swarm.budget, swarm.swarm);
}

// What a run at rest still needs from its person; false when it is finished.
bool World::wantsMore() {
    const RunState& run = m_engine.state().runs.back();
    if (++m_personActs > 50 + 40 * m_request.tasks.size()) return false;
    settleUnconfirmed();
    switch (run.outcome) {
        case RunOutcome::Done: return false;
        case RunOutcome::Blocked: {
            const bool paused = std::any_of(run.tasks.begin(), run.tasks.end(),
                                            [&](const TaskState& task) { return isPaused(run, task); });
            if (!paused) resolveOne(run);
            else if (!send(command::ChangePauses{run.run, {}, false}).refused) hit("rested at a pause point");
            return true;
        }
        case RunOutcome::Failed: {
            std::vector<TaskNo> failed;
            for (const TaskState& task : run.tasks)
                if (task.status == TaskStatus::Failed) failed.push_back(task.shape.task);
            if (failed.empty()) return false;
            hit("failed tasks retried");
            return !send(command::RetryTasks{run.run, failed, false}).refused;
        }
        case RunOutcome::Held:
            if (run.holdReason == HoldReason::Deadline) hit("held by deadline");
            if (run.holdReason == HoldReason::Keys) hit("held by keys");
            if (run.holdReason == HoldReason::Budget) {
                hit("held by budget");
                if (!m_request.raisesBudgets) return false;
                raiseBudgets(run);
            }
            [[fallthrough]];
        case RunOutcome::Stopped: return !send(command::ResumeRun{run.run, m_request.agents}).refused;
    }
    return false;
}

}  // namespace skein::sim
