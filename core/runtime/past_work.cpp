#include "core/runtime/past_work.h"

#include <algorithm>

#include "core/plan/estimate.h"

namespace skein::runtime {
namespace {

constexpr std::size_t entriesPerRead = 5'000;
/// A run that lay for a day says nothing about its tasks; nor does one that hardly did anything.
constexpr double greatestError = 16;

double errorOf(std::int64_t actual, std::int64_t estimated) {
    if (estimated <= 0) return 1;
    return std::clamp(static_cast<double>(actual) / static_cast<double>(estimated), 1 / greatestError, greatestError);
}

}  // namespace

Result<void> PastWork::readOn(const WorkspaceReader& reader) {
    for (;;) {
        SKEIN_TRY(const auto entries, reader.events(m_at, entriesPerRead));
        if (entries.empty()) return {};
        for (const auto& entry : entries) take(reader, entry);
        m_at = entries.back().sequence;
        m_lastAt = entries.back().at;
    }
}

void PastWork::take(const WorkspaceReader& reader, const CommittedEvent& entry) {
    std::visit(
        [&](const auto& e) {
            using E = std::decay_t<decltype(e)>;
            if constexpr (std::is_same_v<E, event::RunStarted>) {
                if (e.simulated) return;
                RunRecord& run = m_runs[e.run];
                run.run = e.run;
                // An estimate that is gone or was never made leaves the run without one.
                if (const auto options = reader.blobJson(e.options); options && options->is_object())
                    run.estimate = plan::outlookFromJson(options->value("estimate", Json()));
            } else if constexpr (requires { e.run; }) {
                const auto found = m_runs.find(e.run);
                if (found == m_runs.end()) return;
                RunRecord& run = found->second;
                if constexpr (std::is_same_v<E, event::TaskPlanned> || std::is_same_v<E, event::TaskAmended>) {
                    m_planned[{e.run, e.shape.task}] = {e.shape.kind, plan::plannedDuration(e.shape.estimate),
                                                        e.shape.role == TaskRole::Assembler};
                    run.amended = run.amended || std::is_same_v<E, event::TaskAmended>;
                } else if constexpr (std::is_same_v<E, event::PlanAmended>) {
                    run.amended = true;
                } else if constexpr (std::is_same_v<E, event::RunSettled>) {
                    run.done = e.outcome == RunOutcome::Done;
                } else if constexpr (std::is_same_v<E, event::RunResumed>) {
                    run.done = false;
                } else if constexpr (std::is_same_v<E, event::AttemptStarted>) {
                    if (run.inWork++ == 0) run.since = entry.at;
                    const auto [effort, isNew] = m_efforts.try_emplace({e.run, e.task});
                    if (isNew) effort->second.took.attempts = 0;
                    effort->second.startedAt = entry.at;
                } else if constexpr (std::is_same_v<E, event::StepIntended>) {
                    if (e.stepKind != StepKind::Check) m_called[{e.run, e.task, e.attempt, e.step}] = e.target;
                } else if constexpr (std::is_same_v<E, event::StepSettled>) {
                    run.spent += e.charge;
                    settle(e);
                } else if constexpr (std::is_same_v<E, event::UnconfirmedSettled>) {
                    run.spent += e.charge;
                } else if constexpr (std::is_same_v<E, event::AttemptFailed>) {
                    endAttempt(e.run, e.task, entry.at);
                } else if constexpr (std::is_same_v<E, event::TaskFinished>) {
                    endAttempt(e.run, e.task, entry.at);
                    finish(e);
                }
            }
        },
        entry.event);
}

void PastWork::settle(const event::StepSettled& settled) {
    const StepRef step{settled.run, settled.task, settled.attempt, settled.step};
    const auto called = m_called.find(step);
    const auto found = m_efforts.find({settled.run, settled.task});
    if (called == m_called.end() || found == m_efforts.end()) return;
    Effort& effort = found->second;
    const RunModel* model = m_models.find(called->second);
    const std::string_view tier = called->second.batch ? batchTier : "";
    m_called.erase(called);
    if (model == nullptr) {
        const auto planned = m_planned.find({settled.run, settled.task});
        effort.foreign = planned == m_planned.end() || !planned->second.assembler;
        return;
    }
    effort.took.tokensIn += settled.usage.totalIn();
    effort.took.tokensOut += settled.usage.output;
    // What the same tokens cost now; a charge without tokens stays what it was.
    const auto cost = settled.usage.measured ? routing::costAt(model->model.prices, m_now, settled.usage, tier)
                                             : Result<std::optional<MicroUsd>>(std::optional<MicroUsd>());
    effort.took.cost += cost && *cost ? **cost : settled.charge;
}

void PastWork::endAttempt(RunId run, TaskNo task, Instant at) {
    const auto found = m_efforts.find({run, task});
    if (found == m_efforts.end() || found->second.startedAt == Instant{}) return;
    Effort& effort = found->second;
    effort.took.time += at - effort.startedAt;
    ++effort.took.attempts;
    effort.startedAt = {};
    RunRecord& record = m_runs[run];
    if (record.inWork > 0 && --record.inWork == 0) record.busy += at - record.since;
}

void PastWork::finish(const event::TaskFinished& finished) {
    const Key key{finished.run, finished.task};
    const auto effort = m_efforts.extract(key);
    const auto planned = m_planned.find(key);
    RunRecord& run = m_runs[finished.run];
    if (finished.reused) {
        ++run.reused;
        return;
    }
    if (effort.empty() || planned == m_planned.end() || effort.mapped().took.attempts == 0) return;
    const Effort& done = effort.mapped();
    run.foreign = run.foreign || done.foreign;
    if (done.foreign) return;
    auto& kind = run.kinds[planned->second.kind];
    if (kind.results++ == 0) kind.took.attempts = 0;
    kind.took += done.took;
    m_history.add(finished.run.value, planned->second.kind, done.took, planned->second.time);
}

plan::History PastWork::history() const {
    plan::History history = m_history;
    for (const auto& [id, run] : m_runs) {
        if (!run.comparable() || run.foreign || run.estimate->known * 2 < run.estimate->left) continue;
        history.errors.push_back(
            {errorOf(run.busy.value, run.estimate->plainTime), errorOf(run.spent.value, run.estimate->plainCost)});
    }
    return history;
}

const Effort* PastWork::effort(RunId run, TaskNo task) const {
    const auto found = m_efforts.find({run, task});
    return found == m_efforts.end() ? nullptr : &found->second;
}

}  // namespace skein::runtime
