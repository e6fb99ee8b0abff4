// ingest and memory: reading sources into a workspace, and looking at what it holds.
#include <filesystem>
#include <iostream>

#include <fmt/format.h>

#include "app/skeinctl/cli.h"
#include "app/skeinctl/memories.h"
#include "app/skeinctl/memory_past.h"
#include "core/base/text.h"
#include "core/runtime/host.h"
#include "core/runtime/queries.h"
#include "core/runtime/start_run.h"
#include "core/runtime/window_uses.h"

namespace skein::cli {
namespace {

struct MemoryOptions {
    std::string workspace, verb, query, task, knownAsOf, trueAt, run, validFrom, validUntil;
    std::vector<std::string> paths, exclude;
    std::size_t limit = 10;
    bool correction = false;
};

Json coverageJson(const runtime::SearchCoverage& coverage) {
    return {{"atoms", coverage.atoms}, {"vectors", coverage.vectors}, {"explained", coverage.explained}};
}

std::string coverageText(const runtime::SearchCoverage& coverage) {
    if (coverage.vectors == 0)
        return fmt::format("search by words only: {} atoms are too few for vectors of their meaning", coverage.atoms);
    return fmt::format("search by words and meaning: {} of {} atoms have vectors, which keep {:.0f} % of what they say",
                       coverage.vectors, coverage.atoms, 100 * coverage.explained);
}

Result<runtime::IngestTimes> timesOf(const MemoryOptions& options) {
    runtime::IngestTimes times;
    times.correction = options.correction;
    if (!options.validFrom.empty()) { SKEIN_TRY(times.validFrom, runtime::timeOf("--valid-from", options.validFrom)); }
    if (!options.validUntil.empty()) {
        SKEIN_TRY(times.validUntil, runtime::timeOf("--valid-until", options.validUntil));
    }
    return times;
}

Result<int> ingest(const Context& context, const MemoryOptions& options) {
    std::vector<std::string> absolute;
    for (const auto& path : options.paths)
        absolute.push_back(std::filesystem::absolute(path).lexically_normal().string());
    SKEIN_TRY(auto roots, runtime::sourceRootsFor(absolute));
    SKEIN_TRY(const auto times, timesOf(options));
    SKEIN_CHECK(runtime::checkTimes(times, runtime::wallNow()));
    runtime::WorkbenchOptions workbench;
    workbench.path = options.workspace;
    workbench.create = true;
    workbench.recover = false;
    SKEIN_TRY(const auto bench, openWorkbench(context, workbench));
    if (bench->attached()) return fail(ErrorCode::Busy, options.workspace + ": another process hosts this workspace");
    SKEIN_TRY(const auto report, runtime::ingestSources(*bench->host(), roots, options.exclude, {}, times));
    bench->host()->waitIndexed();
    SKEIN_TRY(const auto coverage, bench->host()->index().prepareSearch({}));
    if (context.json) {
        Json skipped = Json::array();
        for (const auto& file : report.skipped)
            skipped.push_back(
                {{"path", file.path}, {"reason", runtime::skipReasonName(file.reason)}, {"detail", file.detail}});
        printJson({{"files", report.files},
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
                   {"warnings", report.warnings}});
        return 0;
    }
    std::cout << report.files << " files in memory: " << report.changed << " changed, " << report.unchanged
              << " unchanged, " << report.removed.size() << " removed; " << report.atoms << " atoms from "
              << report.bytes << " bytes; " << report.ignored << " entries ignored\n"
              << coverageText(coverage) << '\n';
    for (const auto& file : report.skipped)
        std::cout << "skipped " << file.path << ": "
                  << (file.detail.empty() ? std::string(runtime::skipReasonName(file.reason)) : file.detail) << '\n';
    for (const auto& warning : report.warnings) std::cout << "warning: " << warning << '\n';
    return 0;
}

/// pin, exclude, unmark: a person's word about an atom.
Result<int> mark(const Context& context, const MemoryOptions& options) {
    const char* name = options.verb == "pin" ? "pinned" : options.verb == "exclude" ? "excluded" : "none";
    Json params{{"atom", options.query}, {"mark", name}};
    if (!Digest::fromHex(options.query))
        return fail(ErrorCode::InvalidInput, "memory " + options.verb +
                                                 ": expected an atom id of 64 hexadecimal digits, as `memory WS search "
                                                 "QUERY --json` and `context` give it");
    SKEIN_TRY(const auto number, parseRun(options.run));
    SKEIN_TRY(const auto opened, openForReading(options.workspace, number, false));
    if (!options.task.empty()) {
        SKEIN_TRY(const auto found, runtime::findTask(*opened.reader, opened.state, opened.run, options.task));
        params["run"] = found.run.value;
        params["task"] = found.task.value;
    }
    runtime::WorkbenchOptions workbench;
    workbench.path = options.workspace;
    workbench.recover = false;
    SKEIN_TRY(const auto bench, openWorkbench(context, workbench));
    SKEIN_TRY(const auto answer, bench->call("atom.mark", params));
    if (context.json) printJson(answer);
    else
        say(context, options.query.substr(0, 12) + " is " + (options.verb == "unmark" ? "no longer marked" : name) +
                         (options.task.empty() ? " for every task" : " for task " + options.task) +
                         "; windows that are assembled from now on follow it");
    return 0;
}

/// What is retrieved and used, and what follows from it.
Result<int> useful(const Context& context, const MemoryOptions& options) {
    SKEIN_TRY(const auto reader, openReader(options.workspace));
    SKEIN_TRY(const auto uses, runtime::readWindowUses(*reader));
    const auto json = runtime::windowUsesJson(uses, options.limit);
    if (context.json) {
        printJson(json);
        return 0;
    }
    if (uses.windows == 0) {
        std::cout << "no finished task had memory in its window yet\n";
        return 0;
    }
    std::cout << fmt::format("{} windows with {} tokens of memory, of which {:.0f} % were used\n\n", uses.windows,
                             uses.tokens, 100 * json["relevance"].get<double>());
    std::cout << fmt::format("{:<12} {:>9} {:>9} {:>16}\n", "channel", "tokens", "used", "share of a window");
    for (const auto& [name, channel] : json["channels"].items())
        std::cout << fmt::format("{:<12} {:>9} {:>9} {:>15.0f} %\n", name, channel["tokens"].get<std::int64_t>(),
                                 channel["used"].get<std::int64_t>(), 100 * channel["share"].get<double>());
    const auto list = [&](const char* title, const char* member) {
        std::cout << '\n' << fmt::format("{:<12} {:>6} {:>6} {:>7}  {}\n", title, "shown", "used", "weight", "source");
        for (const auto& item : json[member])
            std::cout << fmt::format("{:<12} {:>6} {:>6} {:>7.2f}  {}\n", item["atom"].get<std::string>().substr(0, 12),
                                     item["shown"].get<std::int64_t>(), item["used"].get<std::int64_t>(),
                                     item["weight"].get<double>(), item["source"].get<std::string>());
    };
    list("most used", "most_used");
    list("never used", "never_used");
    return 0;
}

Result<int> memory(const Context& context, const MemoryOptions& options) {
    const bool past = !options.knownAsOf.empty() || !options.trueAt.empty();
    if (past && options.verb != "search")
        return fail(ErrorCode::InvalidInput,
                    "memory " + options.verb + ": --known-as-of and --true-at belong to memory search");
    if (isMemoryName(options.verb)) {
        std::unique_ptr<runtime::SqliteIndex> index;
        if (options.verb == "semantic") { SKEIN_TRY(index, openIndex(context, options.workspace)); }
        return showMemory(context, options.workspace, options.verb, options.query, options.limit, index.get());
    }
    if (options.verb == "stale") return staleTasks(context, options.workspace, options.run);
    if (options.verb == "useful") return useful(context, options);
    if (options.verb == "pin" || options.verb == "exclude" || options.verb == "unmark") return mark(context, options);
    if (options.query.empty())
        return fail(ErrorCode::InvalidInput, "memory " + options.verb + ": expected " +
                                                 (options.verb == "search"    ? "words to search for"
                                                  : options.verb == "history" ? "the path of a file, or an atom id"
                                                                              : "an atom id"));
    if (options.verb == "history") return memoryHistory(context, options.workspace, options.query);
    if (past)
        return searchPast(context,
                          {options.workspace, options.query, options.knownAsOf, options.trueAt, options.limit});
    SKEIN_TRY(const auto index, openIndex(context, options.workspace));
    if (options.verb == "show") {
        const auto id = Digest::fromHex(options.query);
        if (!id) return fail(ErrorCode::InvalidInput, "memory show: expected an atom id of 64 hexadecimal digits");
        SKEIN_TRY(const auto atom, index->atom(*id));
        SKEIN_TRY(const auto standing, standingOf(*index, atom));
        if (context.json) {
            auto json = toJson(atom);
            json["standing"] = standing;
            printJson(json);
            return 0;
        }
        std::cout << atom.path << ':' << atom.lines.first << '-' << atom.lines.last << "  " << atomKindName(atom.kind)
                  << "  " << atom.title << '\n';
        if (standing["by"].is_object())
            std::cout << standing["state"].get<std::string>() << " by entry #" << standing["by"]["seq"] << " at "
                      << standing["by"]["at"].get<std::string>() << '\n';
        else if (standing["state"] != "present") std::cout << "of a time that is over; see memory history\n";
        std::cout << '\n' << atom.text << '\n';
        return 0;
    }
    SKEIN_TRY(const auto coverage, index->prepareSearch({}));
    SKEIN_TRY(const auto hits, index->search(options.query, options.limit, {}));
    if (context.json) {
        Json rows = Json::array();
        for (const auto& hit : hits) rows.push_back(hitJson(hit));
        printJson({{"query", options.query}, {"coverage", coverageJson(coverage)}, {"hits", std::move(rows)}});
        return 0;
    }
    for (const auto& hit : hits) std::cout << hitText(hit);
    say(context, coverageText(coverage));
    if (hits.empty()) std::cout << "nothing found\n";
    return 0;
}

}  // namespace

void addMemoryCommands(CLI::App& app, Context& context) {
    const auto options = std::make_shared<MemoryOptions>();
    auto* ingestCommand = app.add_subcommand(
        "ingest",
        "Read sources into a workspace; only changes are recorded. What they say holds from now on, if no time is "
        "given\n"
        "Example: skeinctl ingest work.skein src docs\n"
        "Example: skeinctl ingest work.skein docs --valid-from 2026-03-01   (it was so since March)\n"
        "Example: skeinctl ingest work.skein docs/limits.md --correction    (what memory held of it was wrong)");
    ingestCommand->add_option("workspace", options->workspace, "The .skein file; made if missing")->required();
    ingestCommand->add_option("paths", options->paths, "Folders and files")->required();
    ingestCommand->add_option("--exclude", options->exclude, "Patterns in .gitignore syntax");
    ingestCommand->add_option("--valid-from", options->validFrom,
                              "Since when they say what is so: RFC 3339 or a date; by default since they are recorded");
    ingestCommand->add_option("--valid-until", options->validUntil,
                              "For sources of a time that is over: until when; nothing is removed then");
    ingestCommand->add_flag("--correction", options->correction,
                            "What memory held of these files was wrong all along; by default it was true until now");
    ingestCommand->callback(
        [&context, options] { context.action = [&context, options] { return ingest(context, *options); }; });
    auto* memoryCommand = app.add_subcommand(
        "memory",
        "Search memory, show one atom, tell the versions of a file or atom, list finished tasks that saw what has "
        "changed\n"
        "since, pin an atom into windows or keep it out of them, see what was useful, or open one of the memories:\n"
        "operational (what is being done), episodic (what became of such work before), semantic (what is held true)\n"
        "Example: skeinctl memory work.skein search \"retry limit\"\n"
        "Example: skeinctl memory work.skein search \"retry limit\" --known-as-of 2026-11-01 --true-at 2026-03-15\n"
        "         (what was known at the beginning of November about what was true in the middle of March)\n"
        "Example: skeinctl memory work.skein history docs/limits.md\n"
        "Example: skeinctl memory work.skein stale --run r-1\n"
        "Example: skeinctl memory work.skein episodic digest");
    memoryCommand->add_option("workspace", options->workspace, "The .skein file")->required();
    memoryCommand
        ->add_option("verb", options->verb,
                     "search, show, history, stale, pin, exclude, unmark, useful, operational, episodic or semantic")
        ->required()
        ->check(CLI::IsMember({"search", "show", "history", "stale", "pin", "exclude", "unmark", "useful",
                               "operational", "episodic", "semantic"}));
    memoryCommand->add_option("query", options->query, "Words; an atom id; for history also a path");
    memoryCommand->add_option("--task", options->task, "pin, exclude, unmark: only for this task; else for every task");
    memoryCommand->add_option("--limit", options->limit, "How many hits")->check(CLI::Range(1, 1000));
    memoryCommand->add_option("--known-as-of", options->knownAsOf,
                              "search: by what was recorded until then: RFC 3339, a date, or an entry of the journal "
                              "such as #123 (or 123)");
    memoryCommand->add_option(
        "--true-at", options->trueAt,
        "search: what held at that time, in the same forms; by default the time of --known-as-of");
    memoryCommand->add_option("--run", options->run,
                              "stale, and for --task: which run; by default the one in hand, else the latest");
    memoryCommand->callback(
        [&context, options] { context.action = [&context, options] { return memory(context, *options); }; });
}

}  // namespace skein::cli
