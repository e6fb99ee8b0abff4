#include <algorithm>

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/engine/batches.h"
#include "core/engine/decider.h"
#include "core/engine/shapes.h"

namespace skein::engine {
namespace {

constexpr std::int32_t minutesOfDay = 1'440;

std::string_view statusName(const RunState& run) {
    return run.status == RunStatus::Settled ? nameIn(EnumNames<RunOutcome>::table, run.outcome)
                                            : nameIn(EnumNames<RunStatus>::table, run.status);
}

}  // namespace

void Decider::refuse(ErrorCode code, std::string message) { m_outcome.refused = Error{code, std::move(message), {}}; }

RunState* Decider::addressed(RunId id) {
    RunState* run = m_state.run(id);
    if (!run)
        refuse(ErrorCode::NotFound,
               fmt::format("there is no run {}; the workspace has {}", id.value, m_state.runs.size()));
    else if (!planComplete(*run)) {
        refuse(ErrorCode::InvalidInput,
               fmt::format("run {} holds {} of its {} tasks because the fork was cut inside its plan; "
                           "start a new run",
                           id.value, run->tasks.size(), run->plannedTasks));
        run = nullptr;
    }
    m_outcome.receipt.run = id;
    return run;
}

bool Decider::otherRunWrites(RunId run) {
    if (!m_active || m_active == run) return false;
    refuse(ErrorCode::Busy,
           fmt::format("run r-{0} is still going on; one run writes at a time: go on with it (resume --run r-{0}) or "
                       "stop it first (stop --run r-{0})",
                       m_active.value));
    return true;
}

bool Decider::validAgents(std::uint32_t agents) {
    if (agents >= 1 && agents <= limits::maxAgents) return true;
    refuse(ErrorCode::InvalidInput, fmt::format("{} agents: expected 1 to {}", agents, limits::maxAgents));
    return false;
}

bool Decider::validBudget(const std::optional<MicroUsd>& budget) {
    if (!budget || (budget->value >= 0 && budget->value <= limits::maxBudgetMicroUsd)) return true;
    refuse(ErrorCode::InvalidInput, fmt::format("a budget of {} USD: expected 0 to {}", formatUsd(*budget),
                                                formatUsd(MicroUsd{limits::maxBudgetMicroUsd})));
    return false;
}

void Decider::on(const command::RecordSources& c) {
    if (m_state.sources + c.recorded.size() < c.removed.size())
        return refuse(ErrorCode::InvalidInput,
                      fmt::format("{} sources removed, but only {} are recorded", c.removed.size(), m_state.sources));
    for (const auto& added : c.added) emit(added);
    for (const auto& recorded : c.recorded) emit(recorded);
    for (const auto& removed : c.removed) emit(removed);
}

void Decider::on(const command::MarkAtom& c) {
    const auto& mark = c.mark;
    if (mark.task && !m_state.task(mark.run, mark.task))
        return refuse(ErrorCode::NotFound, fmt::format("run {} has no task {}", mark.run.value, mark.task.value));
    const auto held = std::find_if(m_state.marks.begin(), m_state.marks.end(), [&](const event::AtomMarked& one) {
        return one.atom == mark.atom && one.run == mark.run && one.task == mark.task;
    });
    const bool known = held != m_state.marks.end();
    if (known ? held->mark == mark.mark : mark.mark == AtomMark::None) return;  // it stands already
    if (!known && m_state.marks.size() >= limits::maxMarks)
        return refuse(ErrorCode::TooLarge,
                      fmt::format("{} atoms are pinned or excluded, which is the most; take some back first",
                                  m_state.marks.size()));
    emit(mark);
}

void Decider::on(const command::StartRun& c) {
    if (otherRunWrites({})) return;
    if (!validAgents(c.agents) || !validBudget(c.budget)) return;
    if (c.seed > static_cast<std::uint64_t>(maxExactInteger))
        return refuse(ErrorCode::InvalidInput,
                      fmt::format("the seed {} is too large: expected at most {}", c.seed, maxExactInteger));
    if (!validBudget(c.taskBudget) || !validUntil(c.until)) return;
    std::set<std::string> swarms;
    for (const SwarmBudget& each : c.swarmBudgets) {
        if (!validBudget(each.budget)) return;
        const auto isIn = [&](const TaskShape& task) { return task.swarm == each.swarm; };
        if (std::none_of(c.tasks.begin(), c.tasks.end(), isIn))
            return refuse(ErrorCode::InvalidInput,
                          fmt::format("a budget for the swarm '{}', but no task is in it", elide(each.swarm, 60)));
        if (!isShortName(each.swarm) || !swarms.insert(each.swarm).second)
            return refuse(ErrorCode::InvalidInput,
                          fmt::format("the swarm '{}': expected a name of 1-40 characters of [a-z0-9_-], once",
                                      elide(each.swarm, 60)));
    }
    if (const auto problem = engine::problemOf(c.tasks)) return refuse(ErrorCode::InvalidInput, *problem);
    const RunId id{static_cast<std::uint32_t>(m_state.runs.size() + 1)};
    emit(event::RunStarted{id, c.goal, c.plan, c.options, static_cast<std::uint32_t>(c.tasks.size()), c.agents, c.seed,
                           c.budget, c.onConflict, c.simulated, c.until, c.taskBudget, c.swarmBudgets, c.acceptPlan});
    for (const TaskShape& shape : c.tasks) emit(event::TaskPlanned{id, shape});
    m_outcome.receipt.run = id;
}

void Decider::on(const command::HoldRun& c) {
    RunState* run = addressed(c.run);
    if (!run || run->status == RunStatus::Held) return;
    if (run->status != RunStatus::Running)
        return refuse(ErrorCode::InvalidInput,
                      fmt::format("run {} is {}; only a running run can be held", c.run.value, statusName(*run)));
    emit(event::RunHeld{c.run, c.reason});
}

void Decider::on(const command::ResumeRun& c) {
    RunState* run = addressed(c.run);
    if (!run || (c.agents && !validAgents(*c.agents)) || !validUntil(c.until) || otherRunWrites(c.run)) return;
    const bool same = (!c.agents || *c.agents == run->agents) && !c.options && !c.until;
    if (run->status == RunStatus::Running && same) return;
    if (run->status == RunStatus::Settled) {
        if (run->outcome == RunOutcome::Done)
            return refuse(ErrorCode::InvalidInput,
                          fmt::format("run {} is done: there is nothing to resume", c.run.value));
        if (run->outcome == RunOutcome::Failed)
            return refuse(ErrorCode::InvalidInput,
                          fmt::format("run {} rests with failed tasks: retry or amend them", c.run.value));
        if (run->outcome == RunOutcome::Blocked)
            return refuse(ErrorCode::NeedsPerson,
                          hasOpenConflicts(c.run)
                              ? fmt::format("run {} rests with open conflicts: resolve them", c.run.value)
                              : fmt::format("run {} rests before pause points: let them pass", c.run.value));
    }
    const bool rested = run->status == RunStatus::Settled;
    emit(event::RunResumed{c.run, c.agents, c.options, c.until});
    rebuildSchedule(*run);
    if (rested) resumeBatches(*run);
    else noteBatches(*run);
}

void Decider::on(const command::StopRun& c) {
    RunState* run = addressed(c.run);
    if (!run) return;
    if (run->status == RunStatus::Settled)
        return refuse(ErrorCode::InvalidInput,
                      fmt::format("run {} is at rest ({}): there is nothing to stop", c.run.value, statusName(*run)));
    if (run->status == RunStatus::Stopping && (run->stopMode == StopMode::Now || c.mode == StopMode::Drain)) return;
    emit(event::RunStopping{c.run, c.mode});
    for (const TaskState& task : run->tasks) {
        if (!task.current || c.mode == StopMode::Drain) continue;
        const AttemptRef ref{c.run, task.shape.task, task.current->attempt};
        // A batch that is cancelled keeps and charges what it has answered: its tasks take that when the run goes on.
        if (isWithProvider(m_state, c.run, task))
            perform(effect::CancelStep{{ref.run, ref.task, ref.attempt, task.current->step}});
        else cancelAttempt(ref);
    }
    // Where nothing is scheduled, a run that waits for its next host is given up here.
    if (!m_settings.admit) settleIfAtRest(*run);
}

void Decider::on(const command::ChangeBudget& c) {
    const bool ofRun = c.scope != BudgetScope::Workspace && c.scope != BudgetScope::Day;
    const RunState* run = ofRun ? addressed(c.run) : nullptr;
    if ((ofRun && !run) || !validBudget(c.budget)) return;
    if (c.scope == BudgetScope::Swarm && !isShortName(c.swarm))
        return refuse(ErrorCode::InvalidInput,
                      fmt::format("the swarm '{}': expected 1-40 characters of [a-z0-9_-]", elide(c.swarm, 60)));
    const auto isIn = [&](const TaskState& task) { return task.shape.swarm == c.swarm; };
    if (c.scope == BudgetScope::Swarm && c.budget && std::none_of(run->tasks.begin(), run->tasks.end(), isIn))
        return refuse(ErrorCode::NotFound, fmt::format("no task of run {} is in the swarm '{}'", c.run.value, c.swarm));
    if (c.scope == BudgetScope::Task && c.task && !m_state.task(c.run, c.task))
        return refuse(ErrorCode::NotFound,
                      fmt::format("run {} has no task {}; it has {}", c.run.value, c.task.value, run->tasks.size()));
    if (std::abs(c.utcOffset) > minutesOfDay)
        return refuse(ErrorCode::InvalidInput,
                      fmt::format("{} minutes ahead of UTC: expected at most {}", c.utcOffset, minutesOfDay));
    MicroUsd gone;
    if (c.scope != BudgetScope::Task || c.task) {
        const Budget stands = standingOf(m_state, run, {c.scope, c.swarm, c.task}, m_at);
        gone = stands.spent + stands.pending;
    } else {
        for (const TaskState& task : run->tasks)
            if (!task.shape.budget) gone = std::max(gone, task.spent + task.pending);
    }
    if (c.budget && *c.budget < gone)
        return refuse(ErrorCode::InvalidInput,
                      fmt::format("a budget of {} USD: {} are spent, reserved or possibly charged already; expected as "
                                  "much or more",
                                  formatUsd(*c.budget), formatUsd(gone)));
    event::BudgetChanged changed{ofRun ? c.run : RunId{}, c.budget};
    if (c.scope != BudgetScope::Run) changed.scope = c.scope;
    if (c.scope == BudgetScope::Swarm) changed.swarm = c.swarm;
    if (c.scope == BudgetScope::Task) changed.task = c.task;
    if (c.scope == BudgetScope::Day) changed.utcOffset = c.utcOffset;
    emit(std::move(changed));
}

bool Decider::validUntil(const std::optional<Instant>& until) {
    if (!until || *until > m_at) return true;
    refuse(ErrorCode::InvalidInput,
           fmt::format("the end of the run, {}, is over already; expected a later time", formatInstant(*until)));
    return false;
}

std::vector<TaskNo> Decider::downstreamOf(const RunState& run, const std::vector<TaskNo>& tasks) const {
    std::set<TaskNo> reached(tasks.begin(), tasks.end());
    std::vector<TaskNo> open(reached.begin(), reached.end());
    while (!open.empty()) {
        const TaskNo task = open.back();
        open.pop_back();
        for (const TaskNo consumer : run.feeds[task.value - 1])
            if (reached.insert(consumer).second) open.push_back(consumer);
    }
    return {reached.begin(), reached.end()};
}

void Decider::on(const command::RetryTasks& c) {
    RunState* run = addressed(c.run);
    if (!run || otherRunWrites(c.run)) return;
    if (c.tasks.empty()) return refuse(ErrorCode::InvalidInput, "no task to retry was named");
    for (const TaskNo no : c.tasks) {
        const TaskState* task = m_state.task(c.run, no);
        if (!task)
            return refuse(ErrorCode::NotFound,
                          fmt::format("run {} has no task {}; it has {}", c.run.value, no.value, run->tasks.size()));
        if (task->status == TaskStatus::Withdrawn || task->status == TaskStatus::Running)
            return refuse(
                ErrorCode::InvalidInput,
                fmt::format("task {} is {} and cannot be retried: expected one that is done, failed or waiting",
                            no.value, nameIn(EnumNames<TaskStatus>::table, task->status)));
    }
    if (run->outcome == RunOutcome::Stopped && run->status == RunStatus::Settled) {
        emit(event::RunResumed{c.run, std::nullopt});
        resumeBatches(*run);
    } else wake(*run);
    const auto named = c.downstream ? downstreamOf(*run, c.tasks) : c.tasks;
    for (const TaskNo no : std::set<TaskNo>(named.begin(), named.end())) {
        TaskState& task = *m_state.task(c.run, no);
        if (task.status == TaskStatus::Withdrawn) continue;
        if (task.status == TaskStatus::Waiting) m_ready.stopWaiting(*run, no);
        else invalidate(*run, task, InvalidationCause::Person);
        m_outcome.receipt.tasks.push_back(no);
    }
}

// The person may say what was charged where no answer is expected that could be used: nobody knows of one, only a batch
// may still tell the charge, or whoever made the call is gone and nobody has gone on with the workspace since.
bool Decider::mayBeSettled(const StepRef& step, const OpenStep& open) const {
    if (open.unconfirmed) return true;
    if (!open.target.batch) return !m_recovered;
    const TaskState* task = m_state.task(step.run, step.task);
    return !task->current || task->current->attempt != step.attempt || task->current->step != step.step;
}

void Decider::on(const command::SettleUnconfirmed& c) {
    const auto open = m_state.openSteps.find(c.step);
    if (open == m_state.openSteps.end() || !mayBeSettled(c.step, open->second))
        return refuse(ErrorCode::NotFound,
                      fmt::format("step {} of attempt {} at task {} in run {} is not unconfirmed", c.step.step.value,
                                  c.step.attempt.value, c.step.task.value, c.step.run.value));
    const std::optional<MicroUsd> charge = c.charge;
    if (!validBudget(charge)) return;
    if (!open->second.unconfirmed) emit(event::StepUnconfirmed{c.step.run, c.step.task, c.step.attempt, c.step.step});
    emit(event::UnconfirmedSettled{c.step.run, c.step.task, c.step.attempt, c.step.step, c.charge});
    m_outcome.receipt.run = c.step.run;
}

void Decider::on(const command::EraseBlob& c) {
    if (!c.blob) return refuse(ErrorCode::InvalidInput, "no blob to erase was named");
    emit(event::BlobErased{c.blob});
}

void Decider::on(const command::Bookkeeping& c) {
    bool forking = m_state.forking;
    for (const Event& event : c.events) {
        forking = forking || std::holds_alternative<event::WorkspaceForked>(event);
        const bool own = std::holds_alternative<event::WorkspaceCreated>(event) ||
                         std::holds_alternative<event::SignerChanged>(event) ||
                         std::holds_alternative<event::ClockDiverged>(event) ||
                         std::holds_alternative<event::ComputerSlept>(event);
        if (!forking && !own)
            return refuse(ErrorCode::InvalidInput,
                          fmt::format("'{}' is decided, never recorded as given", eventKind(event)));
    }
    State trial = m_state;
    for (const Event& event : c.events)
        if (const auto applied = apply(trial, event, trial.sequence + 1, m_at); !applied) {
            m_outcome.refused = applied.error();
            return;
        }
    for (const Event& event : c.events) emit(event);
    if (forking) adopt(State(m_state));  // what was in flight in the parent does not run here
}

}  // namespace skein::engine
