#include "core/engine/apply.h"

#include "core/engine/batches.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/limits.h"
#include "core/engine/run_end.h"

namespace skein {

Result<void> apply(State& state, const Event& event, std::uint64_t sequence, Instant at) {
    if (sequence != state.sequence + 1)
        return fail(ErrorCode::Damaged, fmt::format("the journal goes from entry {} to {}; expected {}", state.sequence,
                                                    sequence, state.sequence + 1));
    if (at < state.at)
        return fail(ErrorCode::Damaged,
                    fmt::format("entry {} ({}) is recorded before the entry ahead of it", sequence, eventKind(event)));
    SKEIN_CHECK(std::visit(engine::Reducer(state, sequence, at), event));
    state.sequence = sequence;
    state.at = at;
    return {};
}

namespace engine {

void addFeeds(RunState& run, const TaskShape& shape) {
    for (const TaskNo need : shape.needs) {
        if (run.feeds.size() < need.value) run.feeds.resize(need.value);
        auto& consumers = run.feeds[need.value - 1];
        consumers.insert(std::upper_bound(consumers.begin(), consumers.end(), shape.task), shape.task);
    }
}

void removeFeeds(RunState& run, const TaskShape& shape) {
    for (const TaskNo need : shape.needs) std::erase(run.feeds[need.value - 1], shape.task);
}

Failure Reducer::misfit(std::string_view kind, std::string_view expected) const {
    return fail(ErrorCode::Damaged, fmt::format("entry {} ({}) does not fit the entries before it: expected {}",
                                                m_sequence, kind, expected));
}

Result<void> Reducer::operator()(const event::WorkspaceCreated& e) {
    if (m_state.format != 0) return misfit(e.kind, "one such entry per workspace");
    m_state.format = e.format;
    return {};
}

Result<void> Reducer::operator()(const event::WorkspaceForked& e) {
    // A fork of a fork copies its parent's own first entry; the newest one names the parent.
    if (m_sequence != 1 && !m_state.forking) return misfit(e.kind, "the first entry of a fork");
    if (m_sequence == 1) {
        m_state.parent = e.parent;
        m_state.forking = true;
    }
    return {};
}

Result<void> Reducer::operator()(const event::ForkCompleted& e) {
    if (!m_state.forking) return misfit(e.kind, "a fork in progress");
    // A fork of a fork holds its parent's own such entry too; only the one behind all copied entries ends the copying.
    if (m_sequence == e.copied + 2) m_state.forking = false;
    for (RunState& run : m_state.runs) {
        for (TaskState& task : run.tasks)
            if (task.current) {
                task.inputsStale = false;
                if (task.shape.role == TaskRole::Assembler) run.deliverableDirty = true;
                endAttempt(run, task);
            }
        for (TaskState& task : run.tasks) task.spent = task.pending = MicroUsd{};
        for (SwarmState& swarm : run.swarms) swarm.spent = swarm.pending = MicroUsd{};
        run.inherited += run.spent;
        run.spent = run.reserved = run.unconfirmed = MicroUsd{};
    }
    m_state.money.spent = m_state.money.pending = m_state.money.spentThatDay = MicroUsd{};
    m_state.openSteps.clear();
    if (m_state.memory) {
        m_state.memory->spent = {};
        m_state.memory->open.clear();
    }
    return {};
}

Result<void> Reducer::operator()(const event::SourceAdded& e) {
    if (!e.root) return misfit(e.kind, "the blob that names the source");
    m_state.sourceRoots.push_back(e.root);
    return {};
}

Result<void> Reducer::operator()(const event::SourceRecorded& e) {
    if (!e.previous) ++m_state.sources;
    return {};
}

Result<void> Reducer::operator()(const event::SourceRemoved& e) {
    if (m_state.sources == 0) return misfit(e.kind, "a recorded source");
    --m_state.sources;
    return {};
}

Result<void> Reducer::operator()(const event::AtomMarked& e) {
    if (e.task && !m_state.task(e.run, e.task)) return misfit(e.kind, "a task of the run");
    std::erase_if(m_state.marks, [&](const event::AtomMarked& mark) {
        return mark.atom == e.atom && mark.run == e.run && mark.task == e.task;
    });
    if (e.mark != AtomMark::None) m_state.marks.push_back(e);
    return {};
}

Result<void> Reducer::operator()(const event::BlobErased& e) {
    std::erase_if(m_state.reusable, [&](const auto& entry) {
        return entry.second.output == e.blob || entry.second.consulted == e.blob || entry.second.claims == e.blob;
    });
    return {};
}

Result<void> Reducer::operator()(const event::RunStarted& e) {
    if (e.run.value != m_state.runs.size() + 1) return misfit(e.kind, "the next run number");
    if (e.tasks > limits::maxTasks) return misfit(e.kind, "at most limits::maxTasks tasks");
    RunState run;
    run.run = e.run;
    run.goal = e.goal;
    run.plan = e.plan;
    run.options = e.options;
    run.agents = e.agents;
    run.seed = e.seed;
    run.budget = e.budget;
    run.onConflict = e.onConflict;
    run.simulated = e.simulated;
    run.plannedTasks = e.tasks;
    run.until = e.until;
    run.taskBudget = e.taskBudget;
    for (const SwarmBudget& each : e.swarmBudgets) run.swarms.push_back({each.swarm, each.budget, {}, {}});
    run.planAccepted = e.acceptPlan;
    run.tasks.reserve(e.tasks);
    run.feeds.resize(e.tasks);
    run.startedAt = m_at;
    m_state.runs.push_back(std::move(run));
    return {};
}

Result<void> Reducer::addShape(RunState& run, const TaskShape& shape, std::string_view kind) {
    if (shape.task.value != run.tasks.size() + 1 || shape.task.value > limits::maxTasks)
        return misfit(kind, "the next task number of its run");
    for (const TaskNo need : shape.needs)
        if (!need || need.value > limits::maxTasks) return misfit(kind, "needs that are task numbers");
    TaskState task;
    task.shape = shape;
    task.paused = shape.pause;
    run.tasks.push_back(std::move(task));
    if (run.feeds.size() < run.tasks.size()) run.feeds.resize(run.tasks.size());
    addFeeds(run, shape);
    return {};
}

Result<void> Reducer::operator()(const event::TaskPlanned& e) {
    RunState* run = m_state.run(e.run);
    if (!run || planComplete(*run)) return misfit(e.kind, "a run whose plan is not complete yet");
    return addShape(*run, e.shape, e.kind);
}

Result<void> Reducer::operator()(const event::PlanAmended& e) {
    RunState* run = m_state.run(e.run);
    if (!run || e.revision != run->planRevision + 1) return misfit(e.kind, "the next plan revision of a known run");
    if (e.proposedBy) {
        TaskState* planner = m_state.task(e.run, e.proposedBy);
        if (!planner || !expansionPending(*planner)) return misfit(e.kind, "a planner whose proposal is accepted");
        planner->expandedRevision = planner->resultRevision;
    } else ++run->personDecisions;
    run->planRevision = e.revision;
    run->plan = e.plan;
    run->deliverableDirty = true;
    return {};
}

Result<void> Reducer::operator()(const event::TaskAmended& e) {
    RunState* run = m_state.run(e.run);
    if (!run || !e.shape.task) return misfit(e.kind, "a known run and a task number");
    TaskState* task = m_state.task(e.run, e.shape.task);
    if (!task) return addShape(*run, e.shape, e.kind);
    if (task->current || task->status == TaskStatus::Withdrawn)
        return misfit(e.kind, "a task that neither runs nor is withdrawn");
    for (const TaskNo need : e.shape.needs)
        if (!need || need.value > limits::maxTasks) return misfit(e.kind, "needs that are task numbers");
    removeFeeds(*run, task->shape);
    if (task->shape.pause != e.shape.pause) task->paused = e.shape.pause;
    task->shape = e.shape;
    addFeeds(*run, e.shape);
    return {};
}

Result<void> Reducer::operator()(const event::TaskWithdrawn& e) {
    RunState* run = m_state.run(e.run);
    TaskState* task = m_state.task(e.run, e.task);
    if (!task || task->current || task->status == TaskStatus::Withdrawn)
        return misfit(e.kind, "a task that does not run");
    removeFeeds(*run, task->shape);
    task->status = TaskStatus::Withdrawn;
    task->inputsStale = false;
    run->deliverableDirty = true;
    return {};
}

Result<void> Reducer::operator()(const event::RunHeld& e) {
    RunState* run = m_state.run(e.run);
    if (!run || run->status != RunStatus::Running) return misfit(e.kind, "a running run");
    run->status = RunStatus::Held;
    run->holdReason = e.reason;
    run->heldBudget = e.budget;
    return {};
}

Result<void> Reducer::operator()(const event::RunResumed& e) {
    RunState* run = m_state.run(e.run);
    if (!run) return misfit(e.kind, "a known run");
    const bool held =
        run->status == RunStatus::Held || (run->status == RunStatus::Settled && run->outcome == RunOutcome::Held);
    // What is being planned anew has not been seen yet.
    const bool planned = std::none_of(run->tasks.begin(), run->tasks.end(), [&](const TaskState& task) {
        return expansionPending(task) || (task.shape.role == TaskRole::Planner && isReady(*run, task));
    });
    if (held && run->holdReason == HoldReason::Plan && planned) run->planAccepted = true;
    run->status = RunStatus::Running;
    run->asideKeys.clear();
    if (e.agents) run->agents = *e.agents;
    if (e.options) run->options = e.options;
    if (e.until == noRunEnd) run->until.reset();
    else if (e.until) run->until = e.until;
    // It may have been held a little before, with no time left for any call.
    else if (run->until && (*run->until <= m_at || (held && run->holdReason == HoldReason::Deadline)))
        run->until.reset();
    return {};
}

Result<void> Reducer::operator()(const event::RunStopping& e) {
    RunState* run = m_state.run(e.run);
    if (!run || run->status == RunStatus::Settled) return misfit(e.kind, "a run that is not settled");
    run->status = RunStatus::Stopping;
    run->stopMode = e.mode;
    return {};
}

Result<void> Reducer::operator()(const event::RunSettled& e) {
    RunState* run = m_state.run(e.run);
    if (!run || run->status == RunStatus::Settled) return misfit(e.kind, "a run that is not settled");
    // What a provider has in a batch is asked for when the run goes on.
    const bool paused = e.outcome == RunOutcome::Held || e.outcome == RunOutcome::Stopped;
    if (run->running != 0 && !(paused && run->running == withProvider(m_state, *run)))
        return misfit(e.kind, "a run in which nothing runs");
    run->status = RunStatus::Settled;
    run->outcome = e.outcome;
    run->settledAt = m_at;
    return {};
}

Result<void> Reducer::operator()(const event::DeliverableIssued& e) {
    RunState* run = m_state.run(e.run);
    if (!run || e.revision != run->deliverableRevision + 1)
        return misfit(e.kind, "the next revision of the deliverable");
    run->deliverableRevision = e.revision;
    run->deliverable = e.output;
    run->draft = e.draft;
    return {};
}

}  // namespace engine
}  // namespace skein
