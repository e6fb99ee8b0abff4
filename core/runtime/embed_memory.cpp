#include "core/runtime/embed_memory.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/context/assemble.h"
#include "core/model/window.h"
#include "core/plan/proposal.h"
#include "core/runtime/executor.h"
#include "core/runtime/marks.h"
#include "core/runtime/run_plan.h"

namespace skein::runtime {
namespace {

/// What is to be sent: atoms first, for a question without them finds nothing.
struct Unsent {
    std::vector<TextToEmbed> atoms;
    std::vector<std::string> questions;
    std::uint64_t excluded = 0;
    std::size_t size() const { return atoms.size() + questions.size(); }
};

Result<Unsent> unsentIn(Host& host, const MemoryModel& model, const std::vector<std::string>& questions) {
    std::set<Digest> marked;
    host.withState([&](const State& state) {
        for (const auto& mark : state.marks)
            if (mark.mark == AtomMark::Excluded && !mark.task) marked.insert(mark.atom);
    });
    const auto& index = host.index();
    SKEIN_TRY(const auto left, withEnclosing(index, marked, Follow::Place));
    Unsent unsent;
    unsent.excluded = left.size();
    SKEIN_TRY(unsent.atoms, index.textsToEmbed(model.space(), left));
    std::set<std::string> seen;
    for (const auto& question : questions) {
        auto text = textOfQuestion(question);
        if (trim(text).empty()) continue;
        SKEIN_TRY(const bool known, index.hasVector(model.space(), question));
        if (!known && seen.insert(text).second) unsent.questions.push_back(std::move(text));
    }
    return unsent;
}

Result<std::string> textAt(const SqliteIndex& index, const Unsent& unsent, std::size_t place) {
    if (place >= unsent.atoms.size()) return unsent.questions[place - unsent.atoms.size()];
    return index.textOf(unsent.atoms[place]);
}

}  // namespace

Result<std::optional<MemoryModel>> chosenEmbedding(const State& state,
                                                   const std::function<Result<std::string>(const BlobRef&)>& blob) {
    if (!state.memory || !state.memory->embedding) return std::optional<MemoryModel>();
    SKEIN_TRY(const auto bytes, blob(state.memory->embedding));
    SKEIN_TRY(auto model, memoryModelFromText(bytes));
    return std::optional(std::move(model));
}

Result<std::optional<MemoryModel>> chosenEmbedding(Host& host) {
    State state;
    host.withState([&](const State& live) { state.memory = live.memory; });
    return chosenEmbedding(state, [&](const BlobRef& ref) { return host.blob(ref); });
}

Result<void> chooseEmbedding(Host& host, const std::optional<MemoryModel>& model) {
    command::ChooseEmbedding choice;
    if (model) choice.terms = host.put(toJson(*model).dump());
    SKEIN_TRY([[maybe_unused]] const auto receipt, host.submitAndWait(choice));
    host.waitIndexed();
    return {};
}

Result<EmbedEstimate> estimateEmbedding(Host& host, const MemoryModel& model,
                                        const std::vector<std::string>& questions) {
    SKEIN_TRY(const auto unsent, unsentIn(host, model, questions));
    EmbedEstimate estimate;
    estimate.texts = unsent.size();
    for (std::size_t i = 0; i < unsent.size(); ++i) {
        SKEIN_TRY(const auto text, textAt(host.index(), unsent, i));
        estimate.tokens += estimateTokens(text);
    }
    Usage usage;
    usage.inputUncached = estimate.tokens;
    SKEIN_TRY(const auto cost, routing::costAt(model.model.model.prices, wallNow(), usage));
    if (!cost) return fail(ErrorCode::InvalidInput, model.name() + " has no price just now; see `skeinctl prices`");
    estimate.cost = *cost;
    return estimate;
}

Result<EmbedReport> embedMemory(Host& host, const MemoryModel& model, std::optional<MicroUsd> most,
                                const std::vector<std::string>& questions, const EmbedWatch& watch) {
    SKEIN_TRY(const auto unsent, unsentIn(host, model, questions));
    EmbedReport report;
    report.excluded = unsent.excluded;
    if (unsent.size() == 0) return report;
    SKEIN_TRY(const auto caller, MemoryCaller::create(host, model, most, watch.cancel));
    SKEIN_TRY(auto dimensions, host.index().dimensionsOf(model.space()));
    const auto tell = [&] {
        report.calls = caller->calls();
        report.spent = caller->spent();
        if (watch.onProgress) watch.onProgress({report.texts, unsent.size(), report.spent});
    };
    tell();
    std::vector<std::string> texts;
    std::int64_t tokens = 0;
    const auto send = [&]() -> Result<void> {
        SKEIN_CHECK(caller->embed(texts, dimensions));
        report.texts += texts.size();
        texts.clear();
        tokens = 0;
        // The length of the first vectors is that of all others.
        if (dimensions == 0) {
            host.waitIndexed();
            SKEIN_TRY(dimensions, host.index().dimensionsOf(model.space()));
        }
        tell();
        return {};
    };
    for (std::size_t i = 0; i < unsent.size(); ++i) {
        SKEIN_TRY(auto text, textAt(host.index(), unsent, i));
        // Its vector is known by what is sent; one that could not be found again is not paid for.
        if (i < unsent.atoms.size() && sha256(text) != unsent.atoms[i].text) continue;
        const auto size = estimateTokens(text).value;
        if (!texts.empty() && (texts.size() >= caller->textsAtOnce() || tokens + size > MemoryCaller::tokensAtOnce))
            SKEIN_CHECK(send());
        tokens += size;
        texts.push_back(std::move(text));
    }
    if (!texts.empty()) SKEIN_CHECK(send());
    host.waitIndexed();
    return report;
}

std::vector<std::string> questionsOf(const Plan& plan) {
    std::vector<std::string> questions;
    for (const auto& task : plan.tasks)
        if (task.kind != plan::assemblerKind) questions.push_back(context::searchQueryFor(task));
    return questions;
}

Result<void> embedForRun(Host& host, const std::vector<std::string>& questions, bool localOnly,
                         std::optional<MicroUsd> most, const std::function<void(const std::string&)>& progress,
                         const std::atomic<bool>* cancel) {
    SKEIN_TRY(const auto model, chosenEmbedding(host));
    if (!model) return {};
    const auto say = [&](const std::string& line) {
        if (progress) progress("vectors: " + line);
    };
    if (localOnly && !model->model.placement.local) {
        say(model->name() +
            " is not on this machine and nothing may leave it; what it has not seen is found by words "
            "and by the workspace's own vectors");
        return {};
    }
    if (model->most) most = std::min(most.value_or(*model->most), *model->most);
    bool bounded = most.has_value();
    host.withState([&](const State& state) {
        bounded = bounded || state.money.budget.has_value() || state.money.dayBudget.has_value();
    });
    if (!bounded) {
        SKEIN_TRY(const auto estimate, estimateEmbedding(host, *model, questions));
        if (estimate.cost > MicroUsd{}) {
            say(fmt::format(
                "{} texts are new to {}, about {} USD, and no budget bounds that: `memory WS embed --budget "
                "USD` sends them now and says what later runs may spend",
                estimate.texts, model->name(), formatUsd(estimate.cost)));
            return {};
        }
    }
    EmbedWatch watch;
    watch.cancel = cancel;
    const auto report = embedMemory(host, *model, most, questions, watch);
    if (!report && (report.error().code == ErrorCode::Cancelled || report.error().code == ErrorCode::Damaged))
        return Failure(report.error());
    if (!report) say(report.error().message + "; what there is stays in use");
    else if (report->texts > 0)
        say(fmt::format("{} {} by {} in {} {}, {} USD", report->texts, report->texts == 1 ? "text" : "texts",
                        model->name(), report->calls, report->calls == 1 ? "call" : "calls", formatUsd(report->spent)));
    return {};
}

Result<void> embedForPlan(Host& host, RunId run, const std::function<void(const std::string&)>& progress,
                          const std::atomic<bool>* cancel) {
    SKEIN_TRY(const auto chosen, chosenEmbedding(host));
    if (!chosen) return {};
    std::optional<RunState> held;
    host.withState([&](const State& state) {
        if (const auto* found = state.run(run)) held = *found;
    });
    if (!held) return fail(ErrorCode::NotFound, "there is no run r-" + std::to_string(run.value));
    SKEIN_TRY(const auto plan, planOfRun(*host.reader(), *held));
    SKEIN_TRY(const auto options, host.reader()->blobJson(held->options));
    SKEIN_TRY(const auto models, runModelsFromOptions(options));
    return embedForRun(host, questionsOf(plan), models.localOnly, std::nullopt, progress, cancel);
}

}  // namespace skein::runtime
