#include "app/skeinctl/memory_model_commands.h"

#include <iostream>

#include <fmt/format.h>

#include "app/skeinctl/interrupts.h"
#include "app/skeinctl/memory_views.h"
#include "app/skeinctl/work_display.h"
#include "core/base/text.h"
#include "core/runtime/embed_memory.h"
#include "core/runtime/queries.h"
#include "core/runtime/summaries.h"

namespace skein::cli {
namespace {

Result<std::unique_ptr<runtime::Workbench>> openToWrite(const Context& context, const std::string& workspace) {
    runtime::WorkbenchOptions workbench;
    workbench.path = workspace;
    workbench.recover = false;
    SKEIN_TRY(auto bench, openWorkbench(context, workbench));
    if (bench->attached())
        return fail(ErrorCode::Busy,
                    workspace +
                        ": another process hosts this workspace, and calls are paid for by one process at a time; "
                        "`skeinctl status " +
                        shellQuoted(workspace) + " --watch` tells when it ends, `skeinctl stop " +
                        shellQuoted(workspace) + "` has it end in order. Nothing was sent");
    bench->host()->waitIndexed();
    return bench;
}

Result<std::optional<MicroUsd>> budgetOf(const MemoryModelOptions& options) {
    if (options.budget.empty()) return std::optional<MicroUsd>();
    const auto budget = parseUsd(options.budget);
    if (!budget)
        return fail(ErrorCode::InvalidInput, "--budget: expected US dollars with at most six decimals, such as 0.50");
    return std::optional(*budget);
}

Result<runtime::MemoryModel> modelFor(const MemoryModelOptions& options, routing::CatalogueModel::Use use) {
    runtime::MemoryModelRequest request{
        options.provider, options.model, options.price, use, options.dimensions, options.localOnly, {}};
    SKEIN_TRY(request.most, budgetOf(options));
    return runtime::memoryModelFor(request);
}

/// What is paid for needs a budget or somebody who agrees.
Result<void> agree(const Context& context, MicroUsd cost, bool bounded, const std::string& what) {
    if (cost == MicroUsd{} || bounded || context.yes) return {};
    if (confirm(what + " Go on?")) return {};
    return fail(ErrorCode::InvalidInput, what + " That needs --budget USD (or --yes)");
}

std::string counted(std::uint64_t count, const char* one, const char* many) {
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

Result<runtime::EmbedReport> embed(const Context& context, runtime::Host& host, const runtime::MemoryModel& model,
                                   std::optional<MicroUsd> most, const std::vector<std::string>& questions) {
    WorkDisplay display(context);
    runtime::EmbedWatch watch;
    watch.cancel = &interrupted();
    watch.onProgress = [&](const runtime::EmbedProgress& at) {
        display.step(
            fmt::format("vectors by {}: {} of {} texts, {} USD", model.name(), at.done, at.total, formatUsd(at.spent)),
            at.total == 0 ? 1 : static_cast<double>(at.done) / static_cast<double>(at.total));
    };
    auto report = runtime::embedMemory(host, model, most, questions, watch);
    display.finish();
    if (!report && report.error().code == ErrorCode::Cancelled)
        return fail(ErrorCode::Cancelled, "stopped; what was answered by then is kept, and the same command goes on");
    return report;
}

/// The model that this call is for: the one that is named, or the one that was chosen before.
Result<runtime::MemoryModel> embeddingOf(runtime::Host& host, const MemoryModelOptions& options) {
    if (!options.model.empty()) return modelFor(options, routing::CatalogueModel::Use::Embeddings);
    if (!options.provider.empty() || options.dimensions)
        return fail(ErrorCode::InvalidInput, "memory embed: --provider and --dimensions belong to a --model");
    SKEIN_TRY(auto chosen, runtime::chosenEmbedding(host));
    if (!chosen)
        return fail(ErrorCode::InvalidInput,
                    "memory embed: no model was chosen for this workspace yet; name one, as in --model "
                    "text-embedding-3-small (`skeinctl models` lists those that make embeddings)");
    if (options.localOnly && !chosen->model.placement.local)
        return fail(ErrorCode::Denied, "--local-only: " + chosen->name() + " is not on this machine");
    SKEIN_TRY(const auto budget, budgetOf(options));
    if (budget) chosen->most = budget;
    return std::move(*chosen);
}

}  // namespace

Result<int> embedCommand(const Context& context, const std::string& workspace, const MemoryModelOptions& options) {
    catchInterrupts();
    SKEIN_TRY(const auto bench, openToWrite(context, workspace));
    auto& host = *bench->host();
    if (options.off) {
        SKEIN_CHECK(runtime::chooseEmbedding(host, std::nullopt));
        if (context.json) printJson({{"model", nullptr}});
        else say(context, "searches use the workspace's own vectors from now on; those that were paid for are kept");
        return 0;
    }
    SKEIN_TRY(const auto model, embeddingOf(host, options));
    SKEIN_TRY(const auto estimate, runtime::estimateEmbedding(host, model, {}));
    const auto what =
        fmt::format("{} with about {} tokens go to {} ({}), about {} USD.", counted(estimate.texts, "text", "texts"),
                    estimate.tokens.value, model.name(),
                    model.model.placement.local ? "on this machine" : model.model.baseUrl, formatUsd(estimate.cost));
    if (options.estimate) {
        if (context.json)
            printJson({{"model", model.name()},
                       {"texts", estimate.texts},
                       {"tokens", estimate.tokens.value},
                       {"usd", runtime::usd(estimate.cost)}});
        else std::cout << what << '\n';
        return 0;
    }
    SKEIN_CHECK(agree(context, estimate.cost, model.most.has_value(), what));
    const auto report = embed(context, host, model, model.most, {});
    // A model that never answered is no choice: the one before it goes on.
    host.waitIndexed();
    SKEIN_TRY(const auto dimensions, host.index().dimensionsOf(model.space()));
    SKEIN_TRY(const auto chosen, runtime::chosenEmbedding(host));
    const bool other = !chosen || toJson(*chosen) != toJson(model);
    if (other && (report || dimensions > 0)) SKEIN_CHECK(runtime::chooseEmbedding(host, model));
    if (!report) return Failure(report.error());
    SKEIN_TRY(const auto coverage, host.index().prepareSearch({}));
    if (context.json) {
        printJson({{"model", model.name()},
                   {"space", model.space()},
                   {"texts", report->texts},
                   {"calls", report->calls},
                   {"spent_usd", runtime::usd(report->spent)},
                   {"excluded", report->excluded},
                   {"coverage", coverageJson(coverage)}});
        return 0;
    }
    std::cout << counted(report->texts, "text", "texts") << " by " << model.name() << " in "
              << counted(report->calls, "call", "calls") << ", " << formatUsd(report->spent) << " USD\n";
    if (report->excluded > 0)
        std::cout << counted(report->excluded, "atom was", "atoms were")
                  << " not sent: excluded, or holding what is excluded\n";
    std::cout << coverageText(coverage) << '\n';
    return 0;
}

Result<void> embedQuestion(const Context& context, const std::string& workspace, const std::string& question) {
    catchInterrupts();
    SKEIN_TRY(const auto bench, openToWrite(context, workspace));
    auto& host = *bench->host();
    SKEIN_TRY(const auto model, runtime::chosenEmbedding(host));
    if (!model)
        return fail(ErrorCode::InvalidInput,
                    "memory search --embed: no model was chosen for this workspace; see `skeinctl memory WS embed`");
    SKEIN_TRY(const bool known, host.index().hasVector(model->space(), question));
    if (known) return {};
    SKEIN_TRY(const auto caller, runtime::MemoryCaller::create(host, *model, model->most, &interrupted()));
    SKEIN_TRY(const auto dimensions, host.index().dimensionsOf(model->space()));
    if (dimensions == 0)
        return fail(ErrorCode::InvalidInput, "memory search --embed: memory has no vectors by " + model->name() +
                                                 " yet; `skeinctl memory WS embed` has them made");
    SKEIN_CHECK(caller->embed({runtime::textOfQuestion(question)}, dimensions));
    host.waitIndexed();
    say(context, "the question's vector by " + model->name() + ": " + formatUsd(caller->spent()) + " USD");
    return {};
}

Result<bool> embedWhatIsNew(const Context& context, runtime::Host& host) {
    SKEIN_TRY(const auto model, runtime::chosenEmbedding(host));
    if (!model) return false;
    bool sent = false;
    const auto line = [&](const std::string& text) {
        sent = true;
        say(context, text);
    };
    SKEIN_CHECK(runtime::embedForRun(host, {}, false, std::nullopt, line, &interrupted()));
    return sent;
}

Result<int> summariseCommand(const Context& context, const std::string& workspace, const std::string& path,
                             const MemoryModelOptions& options) {
    if (options.model.empty())
        return fail(ErrorCode::InvalidInput, "memory summarise: expected --model NAME, of a model that writes text");
    if (path.empty() == !options.all)
        return fail(ErrorCode::InvalidInput,
                    "memory summarise: expected the path of a folder or document, or --all, and not both");
    catchInterrupts();
    SKEIN_TRY(const auto model, modelFor(options, routing::CatalogueModel::Use::Text));
    SKEIN_TRY(const auto bench, openToWrite(context, workspace));
    auto& host = *bench->host();
    SKEIN_TRY(const auto estimate, runtime::estimateSummaries(host, model, path));
    const auto what = fmt::format(
        "{} and {} are written about by {} ({}), at most {} USD.", counted(estimate.documents, "document", "documents"),
        counted(estimate.folders, "folder", "folders"), model.name(),
        model.model.placement.local ? "on this machine" : model.model.baseUrl, formatUsd(estimate.most));
    if (options.estimate) {
        if (context.json)
            printJson({{"model", model.name()},
                       {"documents", estimate.documents},
                       {"folders", estimate.folders},
                       {"most_usd", runtime::usd(estimate.most)}});
        else std::cout << what << '\n';
        return 0;
    }
    SKEIN_CHECK(agree(context, estimate.most, model.most.has_value(), what));
    WorkDisplay display(context);
    const auto report = runtime::summariseMemory(
        host, model, path, model.most,
        [&](const runtime::SummariseProgress& at) {
            display.step(fmt::format("summaries by {}: {} of {}, {} USD, {}", model.name(), at.done, at.total,
                                     formatUsd(at.spent), at.path.empty() ? "everything" : elide(at.path, 60)),
                         static_cast<double>(at.done) / static_cast<double>(at.total));
        },
        &interrupted());
    display.finish();
    if (!report && report.error().code == ErrorCode::Cancelled)
        return fail(ErrorCode::Cancelled, "stopped; what was written by then is kept, and the same command goes on");
    if (!report) return Failure(report.error());
    if (context.json) {
        printJson({{"model", model.name()},
                   {"documents", report->documents},
                   {"folders", report->folders},
                   {"current", report->current},
                   {"left_out", report->left},
                   {"calls", report->calls},
                   {"spent_usd", runtime::usd(report->spent)}});
        return 0;
    }
    std::cout << counted(report->documents, "document", "documents") << " and "
              << counted(report->folders, "folder", "folders") << " written about by " << model.name() << ", "
              << report->current << " were up to date; " << counted(report->calls, "call", "calls") << ", "
              << formatUsd(report->spent) << " USD\n";
    for (const auto& line : report->left) std::cout << "left out " << line << '\n';
    return 0;
}

}  // namespace skein::cli
