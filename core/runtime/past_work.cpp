#include "core/runtime/past_work.h"

#include <algorithm>
#include <utility>

#include "core/plan/estimate.h"
#include "core/providers/batch.h"

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
    m_tokenCounts.take(entry.event);
    std::visit(
        [&](const auto& e) {
            using E = std::decay_t<decltype(e)>;
            if constexpr (std::is_same_v<E, event::RunStarted>) {
                if (e.simulated) return;
                RunRecord& run = m_runs[e.run];
                run.run = e.run;
                // An estimate that is gone or was never made leaves the run without one.
                const auto options = reader.blobJson(e.options);
                if (options && options->is_object())
                    run.estimate = plan::outlookFromJson(options->value("estimate", Json()));
                m_tokenCounts.begin(e.run, options ? tokensPerMilleOf(*options) : wholeTokens,
                                    options && options->is_object() && options->value("questions", Json(0)) != 0);
            } else if constexpr (requires { e.run; }) {
                const auto found = m_runs.find(e.run);
                if (found == m_runs.end()) return;
                RunRecord& run = found->second;
                if constexpr (std::is_same_v<E, event::TaskPlanned> || std::is_same_v<E, event::TaskAmended>) {
                    m_planned[{e.run, e.shape.task}] = {e.shape.kind, plan::plannedDuration(e.shape.estimate),
                                                        e.shape.role == TaskRole::Assembler};
                    run.amended = run.amended || (std::is_same_v<E, event::TaskAmended> && !run.byPlanner);
                } else if constexpr (std::is_same_v<E, event::PlanAmended>) {
                    run.byPlanner = static_cast<bool>(e.proposedBy);
                    if (run.byPlanner) expand(run);
                    else run.amended = true;
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
                    if (e.target.batch) {
                        Effort& effort = m_efforts[{e.run, e.task}];
                        effort.batchSince = entry.at;
                        effort.byBatch = true;
                    }
                } else if constexpr (std::is_same_v<E, event::StepSettled>) {
                    run.spent += e.charge;
                    settle(e, entry.at);
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

void PastWork::expand(RunRecord& run) const {
    if (std::exchange(run.expanded, true)) return;
    for (const auto& [key, planned] : m_planned) {
        const auto& results = m_history.of(planned.kind);
        if (results.empty() || run.usual.contains(planned.kind)) continue;
        std::vector<std::int64_t> times, costs;
        for (const plan::Work& each : results) {
            times.push_back(each.time.value);
            costs.push_back(each.cost.value);
        }
        run.usual[planned.kind] = {plan::rangeOf(times), plan::rangeOf(costs)};
    }
}

std::optional<RunRecord::Compared> RunRecord::compared() const {
    if (!estimate || !done || reused != 0 || amended) return std::nullopt;
    if (!expanded)
        return Compared{estimate->time,
                        estimate->cost,
                        busy,
                        spent,
                        estimate->plainTime,
                        estimate->plainCost,
                        estimate->priced,
                        estimate->known * 2 >= estimate->left};
    Compared all;
    std::size_t known = 0, results = 0;
    for (const auto& [name, kind] : kinds) {
        results += kind.results;
        const auto before = usual.find(name);
        if (before == usual.end()) continue;
        known += kind.results;
        const auto count = static_cast<std::int64_t>(kind.results);
        const auto add = [&](plan::Range& sum, const plan::Range& each) {
            sum = {sum.p10 + count * each.p10, sum.p50 + count * each.p50, sum.p90 + count * each.p90};
        };
        add(all.time, before->second.time);
        add(all.cost, before->second.cost);
        all.took = all.took + kind.took.time;
        all.spent += kind.took.cost;
    }
    if (known == 0) return std::nullopt;
    all.plainTime = all.time.p50;
    all.plainCost = all.cost.p50;
    all.priced = estimate->priced;
    all.known = known * 2 >= results;
    return all;
}

void PastWork::settle(const event::StepSettled& settled, Instant at) {
    const StepRef step{settled.run, settled.task, settled.attempt, settled.step};
    const auto called = m_called.find(step);
    const auto found = m_efforts.find({settled.run, settled.task});
    if (called == m_called.end() || found == m_efforts.end()) return;
    Effort& effort = found->second;
    const RunModel* model = m_models.find(called->second);
    const bool byBatch = called->second.batch;
    m_called.erase(called);
    if (byBatch && effort.batchSince != Instant{}) {
        const Duration wait = at - effort.batchSince;
        effort.waited = effort.waited + wait;
        effort.batchSince = {};
        if (model != nullptr && settled.outcome == StepOutcome::Ok) {
            if (m_batchWaits.size() == plan::History::mostPerKind) m_batchWaits.erase(m_batchWaits.begin());
            m_batchWaits.push_back(wait);
        }
    }
    effort.paid += settled.charge;
    if (model == nullptr) {
        const auto planned = m_planned.find({settled.run, settled.task});
        effort.foreign = planned == m_planned.end() || !planned->second.assembler;
        return;
    }
    effort.took.tokensIn += settled.usage.totalIn();
    effort.took.tokensOut += settled.usage.output;
    // What the same tokens cost now, by batch where the run in question may use one; a charge without tokens stays what
    // it was.
    const bool tiered = m_models.batch && providers::batchCodecFor(model->protocol) != nullptr &&
                        model->model.prices.tiers.contains(batchTier);
    const std::string_view tier = tiered ? batchTier : "";
    const auto cost = settled.usage.measured ? routing::costAt(model->model.prices, m_now, settled.usage, tier)
                                             : Result<std::optional<MicroUsd>>(std::optional<MicroUsd>());
    effort.took.cost += cost && *cost ? **cost : settled.charge;
}

void PastWork::endAttempt(RunId run, TaskNo task, Instant at) {
    const auto found = m_efforts.find({run, task});
    if (found == m_efforts.end() || found->second.startedAt == Instant{}) return;
    Effort& effort = found->second;
    if (effort.batchSince != Instant{}) effort.waited = effort.waited + (at - effort.batchSince);
    effort.batchSince = {};
    effort.took.time += at - effort.startedAt - std::exchange(effort.waited, {});
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
    kind.paid += done.paid;
    // Of a batch nobody learns how long a call takes.
    if (done.byBatch && !m_models.batch) return;
    m_history.add(finished.run.value, planned->second.kind, done.took, planned->second.time);
}

plan::History PastWork::history() const {
    plan::History history = m_history;
    for (const auto& [id, run] : m_runs) {
        const auto compared = run.compared();
        if (!compared || run.foreign || !compared->known) continue;
        history.errors.push_back(
            {errorOf(compared->took.value, compared->plainTime), errorOf(compared->spent.value, compared->plainCost)});
    }
    return history;
}

const Effort* PastWork::effort(RunId run, TaskNo task) const {
    const auto found = m_efforts.find({run, task});
    return found == m_efforts.end() ? nullptr : &found->second;
}

}  // namespace skein::runtime
