#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "core/engine/apply.h"

namespace skein::engine {

void Reducer::endAttempt(RunState& run, TaskState& task) {
    task.current.reset();
    task.status = TaskStatus::Waiting;
    --run.running;
}

Result<OpenStep> Reducer::closeStep(const StepRef& step, std::string_view kind) {
    const auto found = m_state.openSteps.find(step);
    RunState* run = m_state.run(step.run);
    if (found == m_state.openSteps.end() || !run) return misfit(kind, "a step whose outcome is open");
    const OpenStep open = found->second;
    (open.unconfirmed ? run->unconfirmed : run->reserved) -= open.reserved;
    addPending(*run, step.task, MicroUsd{-open.reserved.value});
    m_state.openSteps.erase(found);
    return open;
}

Result<void> Reducer::operator()(const event::AttemptStarted& e) {
    RunState* run = m_state.run(e.run);
    TaskState* task = m_state.task(e.run, e.task);
    if (!task || task->status != TaskStatus::Waiting) return misfit(e.kind, "a waiting task");
    if (e.attempt.value != task->attempts + 1) return misfit(e.kind, "the next attempt of its task");
    AttemptState attempt;
    attempt.attempt = e.attempt;
    attempt.agent = e.agent;
    attempt.startedAt = m_at;
    task->current = attempt;
    task->awaits.reset();
    task->status = TaskStatus::Running;
    task->attempts = e.attempt.value;
    if (task->startedAt == Instant{}) task->startedAt = m_at;
    ++run->running;
    // From here on every change is one that this assembly does not show.
    if (task->shape.role == TaskRole::Assembler) run->deliverableDirty = false;
    return {};
}

Result<void> Reducer::operator()(const event::WindowRecorded& e) {
    AttemptState* attempt = current(e);
    if (!attempt || attempt->stage != AttemptStage::Assembling)
        return misfit(e.kind, "an attempt that assembles its window");
    attempt->window = e.window;
    attempt->inputs = e.inputs;
    attempt->output = {};  // what was asked is answered in this window
    return {};
}

Result<void> Reducer::operator()(const event::StepIntended& e) {
    AttemptState* attempt = current(e);
    RunState* run = m_state.run(e.run);
    if (!attempt || e.step.value != attempt->step.value + 1)
        return misfit(e.kind, "the next step of an attempt in flight");
    if (e.reserved < MicroUsd{}) return misfit(e.kind, "a reservation of at least zero");
    attempt->step = e.step;
    attempt->stepKind = e.stepKind;
    attempt->target = e.target;
    attempt->key = e.key;
    attempt->idempotencyKey = e.idempotencyKey;
    attempt->reserved = e.reserved;
    attempt->stage = e.stepKind == StepKind::Check ? AttemptStage::Checking : AttemptStage::Stepping;
    if (e.target.batch) attempt->agent = {};
    TaskState& task = *m_state.task(e.run, e.task);
    task.awaits.reset();
    if (task.shape.role == TaskRole::Judge && e.stepKind == StepKind::Model) task.judgedBy = e.target;
    run->reserved += e.reserved;
    addPending(*run, e.task, e.reserved);
    m_state.openSteps[{e.run, e.task, e.attempt, e.step}] = OpenStep{e.reserved, false, e.target, e.key, {}};
    return {};
}

void Reducer::noteKey(const OpenStep& open, const event::StepSettled& e) {
    if (e.fault != CallFault::KeyRefused && e.fault != CallFault::NoCredit) return;
    auto& keys = m_state.run(e.run)->asideKeys;
    std::erase_if(keys,
                  [&](const AsideKey& each) { return each.provider == open.target.provider && each.key == open.key; });
    keys.push_back({open.target.provider, open.key, *e.fault, e.detail, m_at});
    std::sort(keys.begin(), keys.end(),
              [](const auto& x, const auto& y) { return std::tie(x.provider, x.key) < std::tie(y.provider, y.key); });
}

Result<void> Reducer::operator()(const event::StepSettled& e) {
    SKEIN_TRY(const OpenStep open, closeStep({e.run, e.task, e.attempt, e.step}, e.kind));
    TaskState* task = m_state.task(e.run, e.task);
    if (!task) return misfit(e.kind, "a known task");
    noteKey(open, e);
    addSpent(*m_state.run(e.run), e.task, e.charge);
    task->usage += e.usage;
    if (e.late) return {};
    AttemptState* attempt = current(e);
    if (!attempt || attempt->step != e.step) return misfit(e.kind, "the step in flight");
    attempt->reserved = MicroUsd{};
    if (e.outcome != StepOutcome::Ok) return {};
    if (attempt->stepKind == StepKind::Check) {
        attempt->stage = AttemptStage::Extracting;
    } else {
        attempt->output = e.output;
        attempt->consulted = e.consulted;
        attempt->outputDigest = e.outputDigest;
        // The attempt goes on with another window, which answers what the output asks.
        if (e.asks) attempt->stage = AttemptStage::Assembling;
    }
    return {};
}

Result<void> Reducer::operator()(const event::StepUnconfirmed& e) {
    const auto found = m_state.openSteps.find({e.run, e.task, e.attempt, e.step});
    if (found == m_state.openSteps.end() || found->second.unconfirmed) return misfit(e.kind, "a step in flight");
    RunState& run = *m_state.run(e.run);
    found->second.unconfirmed = true;
    run.reserved -= found->second.reserved;
    run.unconfirmed += found->second.reserved;
    return {};
}

Result<void> Reducer::operator()(const event::UnconfirmedSettled& e) {
    SKEIN_TRY(const OpenStep open, closeStep({e.run, e.task, e.attempt, e.step}, e.kind));
    if (!open.unconfirmed) return misfit(e.kind, "a step that is unconfirmed");
    addSpent(*m_state.run(e.run), e.task, e.charge);
    return {};
}

Result<void> Reducer::operator()(const event::BatchSubmitted& e) {
    for (const auto& each : e.steps) {
        const auto open = m_state.openSteps.find({e.run, each.task, each.attempt, each.step});
        if (open == m_state.openSteps.end() || !open->second.target.batch)
            return misfit(e.kind, "steps in flight that may go through a batch");
        open->second.batch = e.batch;
    }
    return {};
}

Result<void> Reducer::operator()(const event::TaskPulledBack& e) {
    TaskState* task = m_state.task(e.run, e.task);
    if (!task) return misfit(e.kind, "a known task");
    task->hurried = true;
    return {};
}

Result<void> Reducer::operator()(const event::PausesChanged& e) {
    for (const TaskNo no : e.tasks) {
        TaskState* task = m_state.task(e.run, no);
        if (!task || task->paused == e.hold || (e.hold && task->current))
            return misfit(e.kind, "tasks whose pause points change, and that do not run");
        task->paused = e.hold;
    }
    return {};
}

Result<void> Reducer::operator()(const event::MoneyAwaited& e) {
    TaskState* task = m_state.task(e.run, e.task);
    if (!task) return misfit(e.kind, "a known task");
    task->awaits = AwaitedMoney{e.budget, e.needed};
    return {};
}

Result<void> Reducer::operator()(const event::AttemptFailed& e) {
    if (!current(e)) return misfit(e.kind, "an attempt in flight");
    RunState& run = *m_state.run(e.run);
    TaskState& task = *m_state.task(e.run, e.task);
    endAttempt(run, task);
    task.judgedBy.reset();
    task.inputsStale = false;  // the next attempt assembles its window from what is held then
    if (task.shape.role == TaskRole::Assembler) run.deliverableDirty = true;
    if (e.outcome == StepOutcome::Cancelled) return {};
    ++task.failures;
    task.failure = e.detail;
    // An answer that was cut after a refused one tells of both.
    const bool cut = e.outcome == StepOutcome::Truncated && task.refusal;
    if (e.outcome == StepOutcome::Rejected || cut) task.refusal = e.detail;
    return {};
}

Result<void> Reducer::operator()(const event::TaskFailed& e) {
    TaskState* task = m_state.task(e.run, e.task);
    if (!task || (task->status != TaskStatus::Waiting && task->status != TaskStatus::Done))
        return misfit(e.kind, "a task that is waiting or done");
    task->status = TaskStatus::Failed;
    task->inputsStale = false;
    task->failure = e.detail;
    task->finishedAt = m_at;
    m_state.run(e.run)->deliverableDirty = true;
    return {};
}

Result<void> Reducer::operator()(const event::ClaimsRecorded& e) {
    AttemptState* attempt = current(e);
    if (!attempt) return misfit(e.kind, "an attempt in flight");
    if (attempt->stage == AttemptStage::Assembling) {  // no step was needed: an equal result is taken over
        const auto found = m_state.reusable.find(attempt->inputs);
        if (found == m_state.reusable.end()) return misfit(e.kind, "a checked result of equal inputs");
        attempt->output = found->second.output;
        attempt->consulted = found->second.consulted;
        attempt->outputDigest = found->second.outputDigest;
        attempt->reused = true;
    } else if (attempt->stage != AttemptStage::Extracting) {
        return misfit(e.kind, "an attempt whose output was accepted");
    }
    attempt->claims = e.claims;
    attempt->claimCount = e.count;
    attempt->claimsDigest = e.digest;
    attempt->claimsRecordedAt = m_sequence;
    attempt->stage = AttemptStage::Comparing;
    return {};
}

Result<void> Reducer::operator()(const event::TaskFinished& e) {
    const AttemptState* found = current(e);
    TaskState* task = m_state.task(e.run, e.task);
    if (!found || found->stage != AttemptStage::Comparing || e.revision != task->revision)
        return misfit(e.kind, "an attempt at this revision whose claims are recorded");
    const AttemptState attempt = *found;
    RunState& run = *m_state.run(e.run);
    endAttempt(run, *task);
    task->status = TaskStatus::Done;
    task->hasResult = true;
    task->resultRevision = e.revision;
    task->output = e.output;
    task->consulted = e.consulted;
    task->outputDigest = e.outputDigest;
    task->window = attempt.window;
    task->claims = attempt.claims;
    task->claimsDigest = attempt.claimsDigest;
    task->claimCount = attempt.claimCount;
    task->reused = e.reused;
    task->fresh = false;
    task->failures = 0;
    task->refusal = {};
    task->correction = {};
    task->finishedAt = m_at;
    if (e.inputs)
        m_state.reusable[e.inputs] = ReusableResult{e.run,
                                                    e.task,
                                                    e.output,
                                                    e.consulted,
                                                    attempt.claims,
                                                    e.outputDigest,
                                                    attempt.claimsDigest,
                                                    attempt.claimCount};
    if (task->shape.role == TaskRole::Assembler || task->shape.role == TaskRole::Judge) return {};
    // A draft names what was unfinished, so that finishing changes it even where the result does not.
    if (!e.unchanged || run.draft) run.deliverableDirty = true;
    if (e.unchanged) return {};
    for (const TaskNo consumer : run.feeds[e.task.value - 1]) {
        TaskState& other = run.tasks[consumer.value - 1];
        const bool restsOnIt = other.status == TaskStatus::Running || other.status == TaskStatus::Done;
        if (restsOnIt && other.shape.role == TaskRole::Work) other.inputsStale = true;
    }
    return {};
}

Result<void> Reducer::operator()(const event::TaskInvalidated& e) {
    RunState* run = m_state.run(e.run);
    TaskState* task = m_state.task(e.run, e.task);
    if (!task || task->status == TaskStatus::Waiting || task->status == TaskStatus::Withdrawn)
        return misfit(e.kind, "a task that runs, is done or has failed");
    const bool byPerson = e.cause == InvalidationCause::Person || e.cause == InvalidationCause::Amendment;
    if (e.cause == InvalidationCause::Person) {
        task->fresh = true;
        ++run->personDecisions;
        if (task->shape.role == TaskRole::Assembler) run->deliverableDirty = true;
    }
    if (task->status == TaskStatus::Running) {
        task->inputsStale = true;
        if (e.note) task->correction = e.note;
        return {};
    }
    ++task->revision;
    task->status = TaskStatus::Waiting;
    task->failures = 0;
    task->refusal = {};
    task->inputsStale = false;
    if (byPerson || task->forcedSince != run->personDecisions) {
        task->forced = 0;
        task->corrections.clear();
    }
    task->forcedSince = run->personDecisions;
    if (!byPerson) ++task->forced;
    if (e.action) task->corrections.push_back(e.action);
    if (e.note) task->correction = e.note;
    return {};
}

}  // namespace skein::engine
