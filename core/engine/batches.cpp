#include "core/engine/batches.h"

#include <algorithm>

#include "core/engine/decider.h"

namespace skein {

bool waitsForBatch(const TaskState& task) {
    return task.current && task.current->stage == AttemptStage::Stepping && task.current->target.batch;
}

bool isWithProvider(const State& state, RunId run, const TaskState& task) {
    if (!waitsForBatch(task)) return false;
    const auto open = state.openSteps.find({run, task.shape.task, task.current->attempt, task.current->step});
    return open != state.openSteps.end() && !open->second.batch.empty();
}

std::uint32_t withProvider(const State& state, const RunState& run) {
    return static_cast<std::uint32_t>(std::count_if(run.tasks.begin(), run.tasks.end(), [&](const TaskState& task) {
        return isWithProvider(state, run.run, task);
    }));
}

namespace engine {

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
        if (waitsForBatch(*m_state.task(c.run, no))) pullBack(*run, no);
        else if (!m_state.task(c.run, no)->hurried) emit(event::TaskPulledBack{c.run, no});
        m_outcome.receipt.tasks.push_back(no);
    }
}

// The longest path behind the task and one call made at once must still fit when the batch is given up.
std::optional<Instant> Decider::lastMoment(const RunState& run, const TaskState& task) const {
    if (!run.until) return std::nullopt;
    constexpr Duration usualCall = seconds(20);  // where the plan does not say; as estimates assume it
    const Duration own = task.shape.estimate.value > 0 ? task.shape.estimate : usualCall;
    const Duration needed = m_ready.after(task) + own;
    return Instant{run.until->value - needed.value};
}

bool Decider::mayTakeBatch(const RunState& run, const TaskState& task) const {
    // The person waits for a proposed plan, and all other work waits for it too.
    if (task.hurried || task.shape.role != TaskRole::Work) return false;
    const auto last = lastMoment(run, task);
    return !last || *last - m_at >= m_turnaround.value_or(m_settings.batchTurnaround);
}

std::optional<report::WindowReady> Decider::withoutBatches(const report::WindowReady& window) const {
    const bool any = std::any_of(window.offers.begin(), window.offers.end(),
                                 [](const routing::Offer& offer) { return offer.target.batch; });
    const RunState& run = *m_state.run(window.attempt.run);
    if (!any || mayTakeBatch(run, *m_state.task(run.run, window.attempt.task))) return std::nullopt;
    auto narrowed = window;
    for (auto& offer : narrowed.offers)
        if (offer.target.batch && offer.refusal == Refusal::None) offer.refusal = Refusal::TooSlow;
    return narrowed;
}

void Decider::noteBatch(const StepRef& step) {
    m_batchSince.try_emplace(step, m_now.boot);
    if (const auto last = lastMoment(*m_state.run(step.run), *m_state.task(step.run, step.task)))
        m_pullBackAt.emplace(*last, step.task);
}

void Decider::observeBatch(const report::StepFinished& r) {
    const auto since = m_batchSince.extract(r.step);
    // The longest so far: what came back soon says little about what is still out.
    if (since && r.outcome == StepOutcome::Ok)
        m_turnaround = std::max(m_turnaround.value_or(Duration{}), m_now.boot - since.mapped());
}

void Decider::pullBack(RunState& run, TaskNo no) {
    const AttemptRef ref{run.run, no, m_state.task(run.run, no)->current->attempt};
    if (!m_state.task(run.run, no)->hurried) emit(event::TaskPulledBack{run.run, no});
    cancelAttempt(ref);
}

void Decider::leaveBatch(const AttemptRef& ref) {
    if (!m_state.task(ref.run, ref.task)->hurried) emit(event::TaskPulledBack{ref.run, ref.task});
    failAttempt(ref, StepOutcome::Cancelled, {});
}

void Decider::pullBackLate(RunState& run) {
    if (run.status != RunStatus::Running) return;
    while (!m_pullBackAt.empty() && m_pullBackAt.begin()->first <= m_at) {
        const TaskNo no = m_pullBackAt.begin()->second;
        m_pullBackAt.erase(m_pullBackAt.begin());
        const TaskState* task = m_state.task(run.run, no);
        if (!task || !waitsForBatch(*task)) continue;
        const auto last = lastMoment(run, *task);
        if (last && *last > m_at) m_pullBackAt.emplace(*last, no);  // the end was moved, or the plan
        else if (last) pullBack(run, no);
    }
}

void Decider::noteBatches(const RunState& run) {
    m_pullBackAt.clear();
    for (const TaskState& task : run.tasks)
        if (waitsForBatch(task)) noteBatch({run.run, task.shape.task, task.current->attempt, task.current->step});
}

void Decider::resumeBatches(const RunState& run) {
    noteBatches(run);
    for (const TaskState& task : run.tasks)
        if (waitsForBatch(task)) performStep({run.run, task.shape.task, task.current->attempt}, true);
}

void Decider::askForCharge(const StepRef& step, const OpenStep& open) {
    effect::PerformStep late;
    late.step = step;
    late.target = open.target;
    late.key = open.key;
    late.reserved = open.reserved;
    late.repeated = true;
    late.batch = open.batch;
    perform(std::move(late));
    perform(effect::CancelStep{step});
}

}  // namespace engine
}  // namespace skein
