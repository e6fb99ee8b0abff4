#include "core/runtime/costs.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include <fmt/format.h>

#include "core/runtime/budgets.h"
#include "core/runtime/queries.h"
#include "core/runtime/run_models.h"

namespace skein::runtime {
namespace {

struct Tally {
    MicroUsd cost;
    Usage usage;
    std::uint64_t calls = 0, failed = 0;
    std::set<TaskNo> tasks;
    bool known = true;  ///< the price of each call
};

/// A call that went out, and what became of it.
struct Call {
    StepRef step;
    Target target;
    Instant at;  ///< when it was settled; while it is not, when it was asked
    Instant asked;
    MicroUsd cost;
    Usage usage;
    bool answered = false;
    bool goesOn = false;  ///< with the answers to what the call before it asked memory
};

struct Made {
    RunId run;
    Usage usage;
};

/// What the journal says of the calls of a run, and of the results it holds. What a fork took over from its parent is
/// not its own: it holds these results, but neither paid nor saved anything for them.
struct Calls {
    std::vector<Call> settled;
    std::map<StepRef, Call> open;
    std::map<TaskNo, BlobRef> results;      ///< the newest of each task
    std::map<AttemptRef, BlobRef> outputs;  ///< of the attempts that made one
    std::map<BlobRef, Made> made;           ///< what an output took, in whichever run it was
};

class CallReader {
public:
    explicit CallReader(RunId run) : m_run(run) {}

    void take(const CommittedEvent& entry) {
        std::visit([&](const auto& event) { on(event, entry.at); }, entry.event);
    }

    Calls result() && {
        for (auto& [step, call] : m_open)
            if (step.run == m_run) m_calls.open.emplace(step, std::move(call));
        return std::move(m_calls);
    }

private:
    template <class E>
    void on(const E&, Instant) {}
    void on(const event::ForkCompleted&, Instant) {
        m_calls.settled.clear();
        m_calls.results.clear();
        m_open.clear();
    }
    void on(const event::StepIntended& e, Instant at) {
        const StepRef step{e.run, e.task, e.attempt, e.step};
        const bool goesOn = m_asked.erase(step.attemptRef()) > 0;
        if (e.stepKind != StepKind::Check) m_open[step] = {step, e.target, at, at, {}, {}, false, goesOn};
    }
    void on(const event::StepSettled& e, Instant at) {
        settle({e.run, e.task, e.attempt, e.step}, at, e.charge, e.usage, e.outcome == StepOutcome::Ok);
        if (e.asks) m_asked.insert({e.run, e.task, e.attempt});
    }
    void on(const event::UnconfirmedSettled& e, Instant at) {
        settle({e.run, e.task, e.attempt, e.step}, at, e.charge, {}, false);
    }
    void on(const event::TaskFinished& e, Instant) {
        const AttemptRef attempt{e.run, e.task, e.attempt};
        if (!e.reused) {
            m_calls.outputs[attempt] = e.output;
            m_calls.made[e.output] = {e.run, m_used[attempt]};
        }
        if (e.run == m_run) m_calls.results[e.task] = e.output;
    }

    void settle(const StepRef& step, Instant at, MicroUsd cost, const Usage& usage, bool answered) {
        const auto found = m_open.find(step);
        if (found == m_open.end()) return;
        if (answered) m_used[step.attemptRef()] += usage;
        if (step.run == m_run)
            m_calls.settled.push_back(
                {step, found->second.target, at, found->second.at, cost, usage, answered, found->second.goesOn});
        m_open.erase(found);
    }

    RunId m_run;
    Calls m_calls;
    std::map<StepRef, Call> m_open;
    std::map<AttemptRef, Usage> m_used;
    std::set<AttemptRef> m_asked;  ///< whose last answer asked memory: the next call goes on with it
};

Result<Calls> readCalls(const WorkspaceReader& reader, RunId run) {
    CallReader calls(run);
    for (std::uint64_t at = 0;;) {
        SKEIN_TRY(const auto events, reader.events(at, 5'000));
        if (events.empty()) return std::move(calls).result();
        at = events.back().sequence;
        for (const auto& entry : events) calls.take(entry);
    }
}

/// Agents of our own: nobody is paid.
bool isOwn(const Target& target) { return target.provider == "offline" || target.provider == "builtin"; }

/// Whether the run's options say what a call to this model costs.
bool hasPrice(const RunModels& models, const Call& call) {
    if (isOwn(call.target)) return true;
    const RunModel* model = models.find(call.target);
    const auto cost = model ? routing::costAt(model->model.prices, call.at, call.usage)
                            : Result<std::optional<MicroUsd>>(std::nullopt);
    return cost && *cost;
}

/// A call that was refused or never arrived costs nothing, whatever the price.
bool chargeKnown(const RunModels& models, const Call& call) {
    const bool nothing = !call.answered && call.usage.totalIn().value == 0 && call.usage.output.value == 0;
    return nothing || call.cost > MicroUsd{} || hasPrice(models, call);
}

/// A sum of charges; null as soon as one of them is not known.
struct Sum {
    MicroUsd usd;
    bool known = true;
    Json json() const { return known ? Json(runtime::usd(usd)) : Json(nullptr); }
};

/// What came to nothing and what was done again.
Json fates(const RunState& run, const RunModels& models, const Calls& calls) {
    std::map<TaskNo, StepRef> first;  ///< also one whose charge is open
    const auto note = [&](const StepRef& step) {
        auto& earliest = first.try_emplace(step.task, step).first->second;
        earliest = std::min(earliest, step);
    };
    for (const auto& call : calls.settled) note(call.step);
    for (const auto& [step, call] : calls.open) note(step);
    Sum failed, repeated, wasted, estimated;
    std::size_t estimates = 0;
    for (const auto& call : calls.settled) {
        const auto addTo = [&, known = chargeKnown(models, call)](Sum& sum) {
            sum.usd += call.cost;
            sum.known = sum.known && known;
        };
        if (!call.answered) addTo(failed);
        if (call.answered && !call.usage.measured && !isOwn(call.target)) {
            addTo(estimated);
            ++estimates;
        }
        const StepRef& earliest = first.at(call.step.task);
        const bool goesOn = call.goesOn && call.step.attempt == earliest.attempt;
        if (call.step != earliest && !goesOn) addTo(repeated);
        const TaskState& task = run.tasks[call.step.task.value - 1];
        const bool running = task.current && task.current->attempt == call.step.attempt;
        const auto output = calls.outputs.find(call.step.attemptRef());
        const auto result = calls.results.find(call.step.task);
        const bool held = task.hasResult && output != calls.outputs.end() && result != calls.results.end() &&
                          result->second == output->second;
        if (!running && (!held || !call.answered)) addTo(wasted);
    }
    return {{"failed_calls_usd", failed.json()},
            {"repeated_usd", repeated.json()},
            {"wasted_usd", wasted.json()},
            {"estimated_usd", estimated.json()},
            {"estimated_calls", estimates}};
}

/// What went through batches, and what the same calls made at once would have cost more; null where there were none.
Json batchesOf(const RunModels& models, const Calls& calls) {
    std::uint64_t count = 0;
    MicroUsd cost, saved;
    bool known = true;
    Duration waited, longest;
    for (const auto& call : calls.settled) {
        if (!call.target.batch) continue;
        ++count;
        waited = waited + (call.at - call.asked);
        longest = std::max(longest, call.at - call.asked);
        cost += call.cost;
        const RunModel* model = models.find(call.target);
        const auto atOnce = model ? routing::costAt(model->model.prices, call.at, call.usage)
                                  : Result<std::optional<MicroUsd>>(std::nullopt);
        known = known && atOnce && *atOnce;
        if (known) saved += **atOnce - call.cost;
    }
    if (count == 0) return nullptr;
    const auto inSeconds = [](std::int64_t micros) { return static_cast<double>(micros) / 1e6; };
    return {{"calls", count},
            {"usd", usd(cost)},
            {"saved_usd", known ? Json(usd(saved)) : Json(nullptr)},
            {"waited_seconds",
             {{"mean", inSeconds(waited.value / static_cast<std::int64_t>(count))},
              {"longest", inSeconds(longest.value)}}}};
}

std::int64_t strength(const routing::CatalogueModel& model) {
    if (model.capabilities.empty()) return 0;
    return std::accumulate(model.capabilities.begin(), model.capabilities.end(), std::int64_t{0},
                           [](std::int64_t sum, const auto& each) { return sum + each.second; }) /
           static_cast<std::int64_t>(model.capabilities.size());
}

/// Null where it cannot be known, and where there is nothing to compare.
Json baselineOf(const RunState& run, const RunModels& models, const Calls& calls) {
    if (models.free()) return nullptr;
    const auto best = std::max_element(models.models.begin(), models.models.end(), [](const auto& a, const auto& b) {
        return strength(a.model) < strength(b.model);
    });
    MicroUsd all, reused;
    bool any = false;
    for (const auto& task : run.tasks) {
        const auto result = calls.results.find(task.shape.task);
        if (!task.hasResult || task.shape.role == TaskRole::Assembler || result == calls.results.end()) continue;
        const auto made = calls.made.find(result->second);
        if (made == calls.made.end() || !made->second.usage.measured) return nullptr;
        const auto cost = routing::costAt(best->model.prices, run.startedAt, made->second.usage);
        if (!cost || !*cost) return nullptr;
        all += **cost;
        if (made->second.run != run.run) reused += **cost;
        any = true;
    }
    if (!any) return nullptr;
    const auto name = best->model.provider + "/" + best->model.id;
    return {{"model", name},
            {"usd", usd(all)},
            {"reused_usd", usd(reused)},
            {"saved_usd", usd(all - run.spent)},
            {"text", "every result held made anew, once and without a failure, by " + name +
                         " at its prices when the run began, with the tokens that were measured"}};
}

}  // namespace

Result<Json> costsJson(const WorkspaceReader& reader, const State& state, RunId runId, const std::string& by,
                       bool live) {
    const auto& run = *state.run(runId);
    SKEIN_TRY(const auto options, reader.blobJson(run.options));
    SKEIN_TRY(const auto models, runModelsFromOptions(options));
    SKEIN_TRY(const auto calls, readCalls(reader, runId));
    bool known = true;
    std::map<std::string, Tally> groups;
    const auto tallyOf = [&](const Call& call) -> Tally& {
        const auto& task = run.tasks[call.step.task.value - 1];
        if (by == "model") return groups[call.target.model];
        if (by == "kind") return groups[task.shape.kind];
        if (by == "task") return groups[taskTitle(reader, task)];
        if (by == "hour") return groups[formatInstant(call.at).substr(0, 13) + ":00Z"];
        return groups[call.target.provider];
    };
    for (const auto& call : calls.settled) {
        auto& tally = tallyOf(call);
        tally.cost += call.cost;
        tally.usage += call.usage;
        ++tally.calls;
        tally.tasks.insert(call.step.task);
        tally.failed += !call.answered;
        if (!chargeKnown(models, call)) tally.known = known = false;
    }
    Json unconfirmed = Json::array();
    MicroUsd reserved = run.reserved, possiblyCharged = run.unconfirmed;
    for (const auto& [step, call] : calls.open) {
        const auto kept = state.openSteps.find(step);
        if (kept == state.openSteps.end()) continue;
        const OpenStep& open = kept->second;
        const auto& current = run.tasks[step.task.value - 1].current;
        const bool awaited = current && current->attempt == step.attempt && current->step == step.step;
        const bool late = !open.unconfirmed && open.target.batch && !awaited;
        const bool abandoned = !open.unconfirmed && !open.target.batch && !live && open.reserved > MicroUsd{};
        if (!open.unconfirmed && !late && !abandoned) continue;
        if (!open.unconfirmed) {  // nobody waits for it any more
            reserved -= open.reserved;
            possiblyCharged += open.reserved;
        }
        auto& tally = tallyOf(call);
        ++tally.calls;
        tally.tasks.insert(step.task);
        ++tally.failed;
        tally.known = tally.known && hasPrice(models, call);
        const auto name = taskTitle(reader, run.tasks[step.task.value - 1]);
        unconfirmed.push_back({{"step", fmt::format("{}/{}/{}", name, step.attempt.value, step.step.value)},
                               {"provider", call.target.provider},
                               {"model", call.target.model},
                               {"at", formatInstant(call.at)},
                               {"state", open.unconfirmed ? "unconfirmed"
                                         : late           ? "late"
                                                          : "abandoned"},
                               {"batch", open.batch.empty() ? Json(nullptr) : Json(open.batch)},
                               {"usd", usd(kept->second.reserved)}});
    }
    Json rows = Json::array();
    for (const auto& [name, tally] : groups)
        rows.push_back({{"name", name},
                        {"usd", tally.known ? Json(usd(tally.cost)) : Json(nullptr)},
                        {"unknown", !tally.known},
                        {"tokens_in", tally.usage.totalIn().value},
                        {"tokens_out", tally.usage.output.value},
                        {"tokens_cached", tally.usage.cacheRead.value},
                        {"tasks", tally.tasks.size()},
                        {"calls", tally.calls},
                        {"failed_calls", tally.failed}});
    std::stable_sort(rows.begin(), rows.end(), [](const Json& x, const Json& y) {
        return x["usd"].is_number() && y["usd"].is_number() && x["usd"] > y["usd"];
    });
    Json json{{"run", "r-" + std::to_string(runId.value)},
              {"by", by},
              {"budget_usd", run.budget ? Json(usd(*run.budget)) : Json(nullptr)},
              {"spent_usd", known ? Json(usd(run.spent)) : Json(nullptr)},
              {"reserved_usd", usd(reserved)},
              {"unconfirmed_usd", usd(possiblyCharged)},
              {"inherited_usd", usd(run.inherited)},
              {"budget_warning", nearBudget(state, run)},
              {"budgets", budgetsJson(reader, state, run)},
              {"unconfirmed", std::move(unconfirmed)},
              {"groups", std::move(rows)}};
    json.update(fates(run, models, calls));
    json["batch"] = batchesOf(models, calls);
    json["baseline"] = baselineOf(run, models, calls);
    json["saved_usd"] = json["baseline"].is_null() ? Json(nullptr) : json["baseline"]["saved_usd"];
    if (!json["baseline"].is_null()) json["baseline"].erase("saved_usd");
    return json;
}

bool costKnown(const WorkspaceReader& reader, const RunState& run) {
    const auto options = reader.blobJson(run.options);
    const auto models = options ? runModelsFromOptions(*options) : Result<RunModels>(Failure(options.error()));
    if (!models) return false;
    // Asked for each look at a run: the journal is read only where the answer is not plain.
    const bool plain = std::all_of(models->models.begin(), models->models.end(),
                                   [](const RunModel& each) { return !each.model.prices.rows.empty(); });
    if (plain) return true;
    const auto calls = readCalls(reader, run.run);
    return calls && std::all_of(calls->settled.begin(), calls->settled.end(),
                                [&](const Call& call) { return chargeKnown(*models, call); });
}

}  // namespace skein::runtime
