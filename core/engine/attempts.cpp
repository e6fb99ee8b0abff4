#include <algorithm>

#include "core/engine/decider.h"

namespace skein::engine {

AttemptState* Decider::inFlight(const AttemptRef& ref, AttemptStage stage) {
    TaskState* task = m_state.task(ref.run, ref.task);
    const bool current =
        task && task->current && task->current->attempt == ref.attempt && task->current->stage == stage;
    return current ? &*task->current : nullptr;
}

std::vector<effect::DependencyRef> Decider::dependenciesOf(const RunState& run, const TaskState& task) const {
    std::vector<effect::DependencyRef> dependencies;
    for (const TaskNo need : task.shape.needs) {
        const TaskState* source = m_state.task(run.run, need);
        if (source) dependencies.push_back({need, source->output, source->outputDigest, source->openConflicts > 0});
    }
    return dependencies;
}

effect::AssembleWindow Decider::assembly(const AttemptRef& ref) const {
    const RunState& run = *m_state.run(ref.run);
    const TaskState& task = *m_state.task(ref.run, ref.task);
    const bool goesOn = task.current && task.current->step.value > 0;
    return {ref,
            task.revision,
            task.shape.role,
            task.shape.spec,
            dependenciesOf(run, task),
            task.refusal        ? task.refusal
            : task.failures > 0 ? task.failure
                                : task.correction,
            !task.fresh,
            goesOn ? task.current->window : BlobRef{},
            goesOn ? task.current->output : BlobRef{},
            goesOn ? task.current->inputs : Digest{}};
}

void Decider::startAttempt(RunState& run, TaskState& task) {
    const AgentId agent{*m_freeAgents.begin()};
    m_freeAgents.erase(m_freeAgents.begin());
    const AttemptRef ref{run.run, task.shape.task, AttemptNo{task.attempts + 1}};
    emit(event::AttemptStarted{ref.run, ref.task, ref.attempt, agent});
    perform(assembly(ref));
}

void Decider::on(const report::WindowReady& r) {
    const AttemptRef ref = r.attempt;
    if (!inFlight(ref, AttemptStage::Assembling)) return;
    const auto parked =
        std::any_of(m_parked.begin(), m_parked.end(), [&](const auto& other) { return other.window.attempt == ref; });
    if (parked) return;
    TaskState& task = *m_state.task(ref.run, ref.task);
    // Its inputs changed while the window was packed: start over before money is spent on the old ones.
    if (task.inputsStale) return cancelAttempt(ref);
    if (m_outdated.erase(ref) > 0) return perform(assembly(ref));
    if (r.problem) return failAttempt(ref, StepOutcome::Fatal, r.problem);
    // A result of the same question is taken over, also one that asked memory on its way, while memory is the same.
    const bool first = task.current->step.value == 0;
    // A vote is given by the model that is asked, and never by one that was asked before.
    const bool mayTakeOver = !task.fresh && task.shape.role != TaskRole::Judge;
    const auto known = [&](const Digest& inputs) { return inputs && mayTakeOver && m_state.reusable.contains(inputs); };
    const Digest inputs = first && !known(r.inputs) && known(r.inputsAsked) ? r.inputsAsked : r.inputs;
    emit(event::WindowRecorded{ref.run, ref.task, ref.attempt, r.window, r.tokens, inputs});
    if (first && known(inputs)) takeOver(ref, ReusableResult(m_state.reusable.at(inputs)));
    else payFor(r);
}

void Decider::takeOver(const AttemptRef& ref, const ReusableResult& result) {
    const TaskState& task = *m_state.task(ref.run, ref.task);
    emit(event::ClaimsRecorded{ref.run, ref.task, ref.attempt, task.revision, result.claims, result.claimCount,
                               result.claimsDigest});
    compareClaims(ref);
}

void Decider::compareClaims(const AttemptRef& ref) {
    const TaskState& task = *m_state.task(ref.run, ref.task);
    perform(effect::CompareClaims{ref, task.revision, task.current->claims, task.current->claimsRecordedAt});
}

void Decider::extractClaims(const AttemptRef& ref) {
    const TaskState& task = *m_state.task(ref.run, ref.task);
    const AttemptState& attempt = *task.current;
    perform(
        effect::ExtractClaims{ref, task.revision, task.shape.spec, attempt.output, attempt.consulted, attempt.window});
}

// The key must differ between any two steps ever sent to a provider, also of other workspaces with the same seed: the
// window's name carries a random nonce.
void Decider::intendStep(const AttemptRef& ref, event::StepIntended call) {
    const AttemptState& attempt = *m_state.task(ref.run, ref.task)->current;
    const StepNo step{attempt.step.value + 1};
    call.run = ref.run;
    call.task = ref.task;
    call.attempt = ref.attempt;
    call.step = step;
    call.idempotencyKey = sha256(fmt::format("step {} {} {} {} {} {}", ref.run.value, ref.task.value, ref.attempt.value,
                                             step.value, m_state.sequence + 1, attempt.window.name.hex()));
    emit(std::move(call));
    performStep(ref, false);
}

void Decider::performStep(const AttemptRef& ref, bool repeated) {
    const RunState& run = *m_state.run(ref.run);
    const TaskState& task = *m_state.task(ref.run, ref.task);
    const AttemptState& attempt = *task.current;
    const StepRef step{ref.run, ref.task, ref.attempt, attempt.step};
    m_leases.renew(step, m_now.boot + m_settings.leaseTime);
    if (attempt.stepKind == StepKind::Check) return perform(effect::CheckOutput{step, task.shape.spec, attempt.output});
    perform(effect::PerformStep{step, attempt.stepKind, attempt.target, attempt.key, task.shape.spec, attempt.window,
                                dependenciesOf(run, task), attempt.idempotencyKey, attempt.reserved, repeated,
                                m_state.openSteps.at(step).batch, attempt.startedAt});
}

void Decider::settleStep(const report::StepFinished& r, bool late) {
    const StepRef& step = r.step;
    emit(event::StepSettled{step.run, step.task, step.attempt, step.step, r.outcome, r.usage,
                            std::max(r.charge, MicroUsd{}), late ? BlobRef{} : r.output, late ? BlobRef{} : r.consulted,
                            r.detail, late ? Digest{} : r.outputDigest, late,
                            r.fault == CallFault::None ? std::nullopt : std::optional(r.fault),
                            r.asks && !late && r.outcome == StepOutcome::Ok});
}

void Decider::on(const report::StepFinished& r) {
    const auto open = m_state.openSteps.find(r.step);
    if (open == m_state.openSteps.end()) return;  // a duplicate: it has settled already
    const AttemptRef ref = r.step.attemptRef();
    const bool batch = open->second.target.batch;
    TaskState* task = m_state.task(ref.run, ref.task);
    const bool current = task->current && task->current->attempt == ref.attempt && task->current->step == r.step.step;
    // The run rests until somebody resumes it; the answer is asked for again then.
    if (batch && current && m_state.run(ref.run)->status == RunStatus::Settled) return;
    if (batch) observeBatch(r);
    report::StepFinished heard = r;
    // A wish that nobody waits for is a quota of the day: the key has nothing left, and the task is not at fault.
    if (r.fault == CallFault::Throttled && r.retryAfter > m_settings.longestRetryAfter) {
        heard.fault = CallFault::NoCredit;
        heard.retryAfter = {};
    }
    m_dispatch.hear(heard, m_now.boot, m_state.run(ref.run)->seed);
    // What refuses a repeat says nothing of the call before it, which may have been charged.
    const bool repeatRefused = m_repeats.contains(r.step) && r.outcome != StepOutcome::Ok && !r.usage.measured;
    if (r.outcome == StepOutcome::Unknown || r.chargeUnknown || repeatRefused) {
        if (current && repeatLater(r)) return;
        if (!open->second.unconfirmed) emit(event::StepUnconfirmed{ref.run, ref.task, ref.attempt, r.step.step});
        // As in afterWork(): a call that ends as cancelled without our doing is one more failure.
        if (batch && current) return leaveBatch(ref);
        // What speaks against a model or its provider and may have been charged: the next attempt goes elsewhere.
        const bool blamed = r.fault == CallFault::Model || r.fault == CallFault::Provider;
        if (current) failCall(heard, blamed && avoid(ref));
        return;
    }
    noteOverrun(open->second, r.charge);
    settleStep(r, !current);
    const bool unanswered = r.outcome == StepOutcome::Retryable || r.outcome == StepOutcome::Cancelled;
    if (current && batch && unanswered) leaveBatch(ref);
    else if (current) afterWork(heard);
}

bool Decider::repeatLater(const report::StepFinished& r) {
    const RunState& run = *m_state.run(r.step.run);
    const bool worthIt =
        r.outcome == StepOutcome::Unknown || r.outcome == StepOutcome::Retryable || r.outcome == StepOutcome::Truncated;
    const auto goesOn = run.status == RunStatus::Running || run.status == RunStatus::Stopping;
    if (!worthIt || !goesOn || !m_state.task(r.step.run, r.step.task)->current->target.idempotent) return false;
    auto& repeats = m_repeats[r.step];
    if (repeats.times >= m_settings.maxRepeats || r.retryAfter > m_settings.longestRetryAfter) return false;
    repeats.due = m_now.boot + backoff(run, ++repeats.times, r.retryAfter);
    m_leases.renew(r.step, *repeats.due + m_settings.leaseTime);
    return true;
}

void Decider::performRepeats() {
    for (auto& [step, repeats] : m_repeats) {
        if (!repeats.due || *repeats.due > m_now.boot) continue;
        repeats.due.reset();
        performStep(step.attemptRef(), true);
    }
}

void Decider::giveUpRepeats(const StepRef& step) {
    const auto found = m_repeats.find(step);
    if (found == m_repeats.end()) return;
    const bool waiting = found->second.due.has_value();
    m_repeats.erase(found);
    const auto open = m_state.openSteps.find(step);
    if (waiting && open != m_state.openSteps.end() && !open->second.unconfirmed)
        emit(event::StepUnconfirmed{step.run, step.task, step.attempt, step.step});
}

void Decider::afterWork(const report::StepFinished& r) {
    const AttemptRef ref = r.step.attemptRef();
    if (r.outcome != StepOutcome::Ok) {
        if (r.outcome == StepOutcome::Cancelled || !moveOn(r)) failCall(r, false);
        return;
    }
    const AttemptState& attempt = *m_state.task(ref.run, ref.task)->current;
    if (r.asks) perform(assembly(ref));
    else if (attempt.stepKind == StepKind::Check) extractClaims(ref);
    else {
        event::StepIntended check;
        check.stepKind = StepKind::Check;
        intendStep(ref, std::move(check));
    }
}

void Decider::on(const report::LeaseRenewed& r) {
    if (m_leases.holds(r.step)) m_leases.renew(r.step, m_now.boot + m_settings.leaseTime);
}

void Decider::on(const report::ClaimsExtracted& r) {
    if (!inFlight(r.attempt, AttemptStage::Extracting)) return;
    const TaskState& task = *m_state.task(r.attempt.run, r.attempt.task);
    emit(event::ClaimsRecorded{r.attempt.run, r.attempt.task, r.attempt.attempt, task.revision, r.claims, r.count,
                               r.digest});
    compareClaims(r.attempt);
}

void Decider::failAttempt(const AttemptRef& ref, StepOutcome outcome, BlobRef detail, Duration retryAfter) {
    RunState& run = *m_state.run(ref.run);
    TaskState& task = *m_state.task(ref.run, ref.task);
    const AgentId agent = task.current->agent;
    const StepRef step{ref.run, ref.task, ref.attempt, task.current->step};
    m_leases.drop(step);
    giveUpRepeats(step);
    m_outdated.erase(ref);
    // An answer that a check refuses goes back once, then to another model; calls that failed in between are no repair
    // round.
    const bool refusedAgain = outcome == StepOutcome::Rejected && task.refusal && !avoid(ref);
    emit(event::AttemptFailed{ref.run, ref.task, ref.attempt, outcome, detail});
    freeAgent(run, agent);
    if (outcome == StepOutcome::Cancelled) return;
    const bool over = outcome == StepOutcome::Fatal || refusedAgain || task.failures >= m_settings.maxAttempts ||
                      retryAfter > m_settings.longestRetryAfter;
    if (over) return emit(event::TaskFailed{ref.run, ref.task, detail});
    // What a check refused is tried again at once, with its feedback; anything else after a pause.
    if (outcome == StepOutcome::Rejected) return;
    m_ready.wait(run, ref.task, m_now.boot + backoff(run, task.failures, retryAfter));
}

// A provider that is out is waited for, in whatever way it fails; that ends where Dispatch::gone says. The call that
// met the outage first counts as a failure of its task all the same: a task that brings its provider down itself, while
// the others get their answers, must come to an end.
void Decider::failCall(const report::StepFinished& r, bool elsewhere) {
    const AttemptRef ref = r.step.attemptRef();
    // A call that ends as cancelled without our doing is one more failure: otherwise it could repeat for ever.
    auto outcome = r.outcome == StepOutcome::Cancelled ? StepOutcome::Retryable : r.outcome;
    const auto& provider = m_state.task(ref.run, ref.task)->current->target.provider;
    const bool blamed = r.fault == CallFault::Provider && r.retryAfter <= m_settings.longestRetryAfter;
    const std::uint32_t failures = blamed ? m_dispatch.failuresInOutage(provider, m_now.boot) : 0;
    if (failures > 1 && !elsewhere) {
        failAttempt(ref, StepOutcome::Cancelled, r.detail);
        const RunState& run = *m_state.run(ref.run);
        return m_ready.wait(run, ref.task, m_now.boot + backoff(run, failures, r.retryAfter));
    }
    if ((failures > 0 || elsewhere) && outcome == StepOutcome::Fatal) outcome = StepOutcome::Retryable;
    failAttempt(ref, outcome, r.detail, r.retryAfter);
}

void Decider::cancelAttempt(const AttemptRef& ref) {
    const AttemptState& attempt = *m_state.task(ref.run, ref.task)->current;
    const StepRef step{ref.run, ref.task, ref.attempt, attempt.step};
    if (attempt.stepKind != StepKind::Check && m_state.openSteps.contains(step)) perform(effect::CancelStep{step});
    failAttempt(ref, StepOutcome::Cancelled, {});
}

// Nobody stands behind the step any more. If its answer comes after all, its charge is settled then.
void Decider::loseLease(const StepRef& step) {
    m_leases.drop(step);
    const TaskState* task = m_state.task(step.run, step.task);
    if (!m_state.openSteps.contains(step)) return;
    emit(event::StepUnconfirmed{step.run, step.task, step.attempt, step.step});
    const bool current = task->current && task->current->attempt == step.attempt && task->current->step == step.step;
    if (!current) return;
    if (task->current->stepKind != StepKind::Check) perform(effect::CancelStep{step});
    failAttempt(step.attemptRef(), StepOutcome::Unknown, {});
}

}  // namespace skein::engine
