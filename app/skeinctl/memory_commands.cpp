// ingest and memory: reading sources into a workspace, and looking at what it holds.
#include <filesystem>
#include <iostream>

#include <fmt/format.h>

#include "app/skeinctl/cli.h"
#include "core/base/text.h"
#include "core/runtime/host.h"
#include "core/runtime/queries.h"
#include "core/runtime/start_run.h"
#include "core/runtime/window_uses.h"

namespace skein::cli {
namespace {

struct MemoryOptions {
    std::string workspace, verb, query, task, run;
    std::vector<std::string> paths, exclude;
    std::size_t limit = 10;
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

/// What a hit's score is made of: "words 0.81, related 0.12, meaning 0.07".
std::string reasonFor(const ScoreParts& parts) {
    std::string text;
    const auto add = [&](const char* name, std::int64_t value) {
        if (value != 0)
            text += fmt::format("{}{} {:.2f}", text.empty() ? "" : ", ", name, static_cast<double>(value) / 1e6);
    };
    add("words", parts.words);
    add("related words", parts.related);
    add("meaning", parts.meaning);
    add("links", parts.links);
    return text;
}

Result<int> ingest(const Context& context, const MemoryOptions& options) {
    std::vector<std::string> absolute;
    for (const auto& path : options.paths)
        absolute.push_back(std::filesystem::absolute(path).lexically_normal().string());
    SKEIN_TRY(auto roots, runtime::sourceRootsFor(absolute));
    runtime::WorkbenchOptions workbench;
    workbench.path = options.workspace;
    workbench.create = true;
    workbench.recover = false;
    SKEIN_TRY(const auto bench, openWorkbench(context, workbench));
    if (bench->attached()) return fail(ErrorCode::Busy, options.workspace + ": another process hosts this workspace");
    SKEIN_TRY(const auto report, runtime::ingestSources(*bench->host(), roots, options.exclude, {}));
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

/// The memory index for reading; built by a short-lived host when it is missing or behind.
Result<std::unique_ptr<runtime::SqliteIndex>> openIndex(const Context& context, const MemoryOptions& options) {
    SKEIN_TRY(const auto reader, runtime::WorkspaceReader::open(options.workspace));
    SKEIN_TRY(const auto path, runtime::indexPathFor(reader->workspaceId()));
    SKEIN_TRY(const auto last, reader->lastSequence());
    auto index = runtime::SqliteIndex::open(path, reader->workspaceId(), runtime::SqliteIndex::Access::Reader);
    if (index && (*index)->indexedThrough() >= last) return index;
    runtime::WorkbenchOptions workbench;
    workbench.path = options.workspace;
    workbench.recover = false;
    SKEIN_TRY(const auto bench, openWorkbench(context, workbench));
    if (!bench->attached()) bench->host()->waitIndexed();
    return runtime::SqliteIndex::open(path, reader->workspaceId(), runtime::SqliteIndex::Access::Reader);
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
    if (options.verb == "useful") return useful(context, options);
    if (options.verb == "pin" || options.verb == "exclude" || options.verb == "unmark") return mark(context, options);
    if (options.query.empty())
        return fail(ErrorCode::InvalidInput, "memory " + options.verb + ": expected " +
                                                 (options.verb == "search" ? "words to search for" : "an atom id"));
    SKEIN_TRY(const auto index, openIndex(context, options));
    if (options.verb == "show") {
        const auto id = Digest::fromHex(options.query);
        if (!id) return fail(ErrorCode::InvalidInput, "memory show: expected an atom id of 64 hexadecimal digits");
        SKEIN_TRY(const auto atom, index->atom(*id));
        if (context.json) {
            printJson(toJson(atom));
            return 0;
        }
        std::cout << atom.path << ':' << atom.lines.first << '-' << atom.lines.last << "  " << atomKindName(atom.kind)
                  << "  " << atom.title << "\n\n"
                  << atom.text << '\n';
        return 0;
    }
    SKEIN_TRY(const auto coverage, index->prepareSearch({}));
    SKEIN_TRY(const auto hits, index->search(options.query, options.limit, {}));
    if (context.json) {
        Json rows = Json::array();
        for (const auto& hit : hits) {
            auto row = toJson(hit.atom);
            row["score"] = static_cast<double>(hit.scoreMicro) / 1e6;
            row["score_parts"] = {{"words", static_cast<double>(hit.parts.words) / 1e6},
                                  {"related", static_cast<double>(hit.parts.related) / 1e6},
                                  {"meaning", static_cast<double>(hit.parts.meaning) / 1e6},
                                  {"links", static_cast<double>(hit.parts.links) / 1e6}};
            row["alike"] = Json::array();
            for (const auto& alike : hit.alike)
                row["alike"].push_back({{"id", alike.id.hex()},
                                        {"path", alike.path},
                                        {"first", alike.lines.first},
                                        {"last", alike.lines.last}});
            rows.push_back(std::move(row));
        }
        printJson({{"query", options.query}, {"coverage", coverageJson(coverage)}, {"hits", std::move(rows)}});
        return 0;
    }
    for (const auto& hit : hits) {
        std::cout << fmt::format("{:>9.4f}  {}:{}  {}  {}\n           {}\n", static_cast<double>(hit.scoreMicro) / 1e6,
                                 hit.atom.path, hit.atom.lines.first, atomKindName(hit.atom.kind), hit.atom.title,
                                 reasonFor(hit.parts));
        for (const auto& alike : hit.alike)
            std::cout << fmt::format("           nearly the same: {}:{}\n", alike.path, alike.lines.first);
    }
    say(context, coverageText(coverage));
    if (hits.empty()) std::cout << "nothing found\n";
    return 0;
}

}  // namespace

void addMemoryCommands(CLI::App& app, Context& context) {
    const auto options = std::make_shared<MemoryOptions>();
    auto* ingestCommand = app.add_subcommand(
        "ingest",
        "Read sources into a workspace; only changes are recorded\nExample: skeinctl ingest work.skein src docs");
    ingestCommand->add_option("workspace", options->workspace, "The .skein file; made if missing")->required();
    ingestCommand->add_option("paths", options->paths, "Folders and files")->required();
    ingestCommand->add_option("--exclude", options->exclude, "Patterns in .gitignore syntax");
    ingestCommand->callback(
        [&context, options] { context.action = [&context, options] { return ingest(context, *options); }; });
    auto* memoryCommand = app.add_subcommand(
        "memory",
        "Search memory, show one atom, pin it into windows or keep it out of them, or see what was useful\nExample: "
        "skeinctl memory work.skein search \"retry limit\"");
    memoryCommand->add_option("workspace", options->workspace, "The .skein file")->required();
    memoryCommand->add_option("verb", options->verb, "search, show, pin, exclude, unmark or useful")
        ->required()
        ->check(CLI::IsMember({"search", "show", "pin", "exclude", "unmark", "useful"}));
    memoryCommand->add_option("query", options->query, "Words, or an atom id");
    memoryCommand->add_option("--task", options->task, "pin, exclude, unmark: only for this task; else for every task");
    memoryCommand->add_option("--run", options->run, "The run of that task; by default the latest");
    memoryCommand->add_option("--limit", options->limit, "How many hits")->check(CLI::Range(1, 1000));
    memoryCommand->callback(
        [&context, options] { context.action = [&context, options] { return memory(context, *options); }; });
}

}  // namespace skein::cli
