// ingest: reading sources into a workspace, with progress, until it is done or the person stops it.
#include <chrono>
#include <filesystem>
#include <iostream>
#include <thread>

#include <fmt/format.h>

#include "app/skeinctl/cli.h"
#include "app/skeinctl/interrupts.h"
#include "app/skeinctl/memory_model_commands.h"
#include "app/skeinctl/memory_views.h"
#include "app/skeinctl/work_display.h"
#include "core/runtime/host.h"
#include "core/runtime/record_sources.h"
#include "core/runtime/start_run.h"

namespace skein::cli {
namespace {

using Clock = WorkDisplay::Clock;

struct IngestOptions {
    std::string workspace;
    std::vector<std::string> paths, exclude;
    std::string validFrom, validUntil;
    bool correction = false;
};

Result<runtime::IngestTimes> timesOf(const IngestOptions& options) {
    runtime::IngestTimes times;
    times.correction = options.correction;
    if (!options.validFrom.empty()) { SKEIN_TRY(times.validFrom, runtime::timeOf("--valid-from", options.validFrom)); }
    if (!options.validUntil.empty()) {
        SKEIN_TRY(times.validUntil, runtime::timeOf("--valid-until", options.validUntil));
    }
    return times;
}

Failure stopped() {
    return fail(ErrorCode::Cancelled, "stopped; what was read by then is in memory, and the same command goes on");
}

/// Waits for the index and for what searches need of it.
Result<runtime::SearchCoverage> waitForIndex(runtime::Host& host, WorkDisplay& display) {
    host.waitDurable();
    SKEIN_TRY(const auto last, host.reader()->lastSequence());
    const auto& index = host.index();
    const auto pause = std::chrono::milliseconds(20);
    for (const auto first = index.indexedThrough(); index.indexedThrough() < last; std::this_thread::sleep_for(pause)) {
        if (const auto failure = host.failure()) return Failure(*failure);
        if (interrupted()) return stopped();
        const double share = static_cast<double>(index.indexedThrough() - first) / static_cast<double>(last - first);
        display.step(fmt::format("word index: {:.0f} %", 100 * share), share);
    }
    SKEIN_TRY(const auto stats, index.stats());
    const auto began = Clock::now();
    for (;; std::this_thread::sleep_for(pause)) {
        // While somebody else makes them there is nothing to show yet.
        SKEIN_TRY(const auto coverage, index.prepareSearch([&] {
            display.step(fmt::format("vectors of {} atoms: {:.0f} s", stats.atoms,
                                     std::chrono::duration<double>(Clock::now() - began).count()),
                         1);
            return interrupted().load();
        }));
        if (coverage.atoms > 0 || stats.atoms == 0) return coverage;
        if (interrupted()) return stopped();
        display.step(fmt::format("vectors of {} atoms", stats.atoms), 1);
    }
}

Json reportJson(const runtime::IngestReport& report, const runtime::IngestTimes& times,
                const runtime::SearchCoverage& coverage) {
    Json skipped = Json::array();
    for (const auto& file : report.skipped)
        skipped.push_back(
            {{"path", file.path}, {"reason", runtime::skipReasonName(file.reason)}, {"detail", file.detail}});
    return {{"files", report.files},
            {"changed", report.changed},
            {"unchanged", report.unchanged},
            {"removed", report.removed.size()},
            {"ignored", report.ignored},
            {"bytes", report.bytes},
            {"atoms", report.atoms},
            {"valid_from", times.validFrom ? Json(formatInstant(*times.validFrom)) : Json(nullptr)},
            {"valid_until", times.validUntil ? Json(formatInstant(*times.validUntil)) : Json(nullptr)},
            {"correction", times.correction},
            {"coverage", coverageJson(coverage)},
            {"skipped", std::move(skipped)},
            {"warnings", report.warnings}};
}

Result<int> ingest(const Context& context, const IngestOptions& options) {
    std::vector<std::string> absolute;
    for (const auto& path : options.paths)
        absolute.push_back(std::filesystem::absolute(path).lexically_normal().string());
    SKEIN_TRY(auto roots, runtime::sourceRootsFor(absolute));
    SKEIN_TRY(const auto times, timesOf(options));
    SKEIN_CHECK(runtime::checkTimes(times, runtime::wallNow()));
    catchInterrupts();
    runtime::WorkbenchOptions workbench;
    workbench.path = options.workspace;
    workbench.create = true;
    workbench.recover = false;
    SKEIN_TRY(const auto bench, openWorkbench(context, workbench));
    if (bench->attached()) return fail(ErrorCode::Busy, options.workspace + ": another process hosts this workspace");
    WorkDisplay display(context);
    runtime::IngestWatch watch;
    watch.onLine = [](const std::string&) {};
    watch.onComparing = [&](const runtime::IngestProgress& at) { display.files("compared", at); };
    watch.onReading = [&](const runtime::IngestProgress& at) { display.files("read", at); };
    watch.cancel = &interrupted();
    const auto report = runtime::ingestSources(*bench->host(), roots, options.exclude, watch, times);
    if (!report) {
        display.finish();
        return report.error().code == ErrorCode::Cancelled ? stopped() : Failure(report.error());
    }
    auto coverage = waitForIndex(*bench->host(), display);
    display.finish();
    if (!coverage) return Failure(coverage.error());
    SKEIN_TRY(const bool embedded, embedWhatIsNew(context, *bench->host()));
    if (embedded) { SKEIN_TRY(coverage, bench->host()->index().prepareSearch({})); }
    if (context.json) {
        printJson(reportJson(*report, times, *coverage));
        return 0;
    }
    std::cout << report->files << (report->files == 1 ? " file" : " files") << " in memory: " << report->changed
              << " changed, " << report->unchanged << " unchanged, " << report->removed.size() << " removed; "
              << report->atoms << " atoms from " << report->bytes << " bytes; " << report->ignored
              << " entries ignored\n"
              << coverageText(*coverage) << '\n';
    for (const auto& file : report->skipped)
        std::cout << "skipped " << file.path << ": "
                  << (file.detail.empty() ? std::string(runtime::skipReasonName(file.reason)) : file.detail) << '\n';
    for (const auto& warning : report->warnings) std::cout << "warning: " << warning << '\n';
    return 0;
}

}  // namespace

void addIngestCommand(CLI::App& app, Context& context) {
    const auto options = std::make_shared<IngestOptions>();
    auto* command = app.add_subcommand(
        "ingest",
        "Read sources into a workspace; only changes are recorded. What they say holds from now on, if no time is "
        "given\n"
        "Example: skeinctl ingest work.skein src docs\n"
        "Example: skeinctl ingest work.skein docs --valid-from 2026-03-01   (it was so since March)\n"
        "Example: skeinctl ingest work.skein docs/limits.md --correction    (what memory held of it was wrong)");
    command->add_option("workspace", options->workspace, "The .skein file; made if missing")->required();
    command->add_option("paths", options->paths, "Folders and files")->required();
    command->add_option("--exclude", options->exclude, "Patterns in .gitignore syntax");
    command->add_option("--valid-from", options->validFrom,
                        "Since when they say what is so: RFC 3339 or a date; by default since they are recorded");
    command->add_option("--valid-until", options->validUntil,
                        "For sources of a time that is over: until when; nothing is removed then");
    command->add_flag("--correction", options->correction,
                      "What memory held of these files was wrong all along; by default it was true until now");
    command->callback(
        [&context, options] { context.action = [&context, options] { return ingest(context, *options); }; });
}

}  // namespace skein::cli
