// memory: looking at what a workspace holds.
#include <iostream>

#include <fmt/format.h>

#include "app/skeinctl/cli.h"
#include "app/skeinctl/memory_views.h"
#include "core/base/text.h"
#include "core/runtime/host.h"
#include "core/runtime/ingest/roots.h"

namespace skein::cli {
namespace {

struct MemoryOptions {
    std::string workspace, verb, query, level;
    std::vector<std::string> within;
    std::size_t limit = 10, depth = 2;
    bool limited = false;  ///< the person said how many
};

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

Result<int> tree(const Context& context, const MemoryOptions& options, const runtime::SqliteIndex& index) {
    SKEIN_TRY(const auto opened, openForReading(options.workspace, 0, false));
    runtime::TreeRequest request;
    for (const auto& ref : opened.state.sourceRoots) {
        SKEIN_TRY(const auto bytes, opened.reader->blob(ref));
        SKEIN_TRY(const auto json, parseJson(bytes));
        SKEIN_TRY(auto root, runtime::rootFromJson(json));
        request.sources.push_back(std::move(root));
    }
    request.workspace = options.workspace;
    request.path = options.query;
    request.depth = options.depth;
    if (options.limited) request.mostParts = options.limit;
    SKEIN_TRY(const auto node, runtime::memoryTree(index, request));
    printTree(context, node);
    return 0;
}

Result<int> answer(const Context& context, const MemoryOptions& options, const runtime::SqliteIndex& index) {
    if (options.verb == "tree") return tree(context, options, index);
    if (options.query.empty())
        return fail(ErrorCode::InvalidInput, "memory " + options.verb + ": expected " +
                                                 (options.verb == "search" ? "words to search for" : "an atom id"));
    if (options.verb == "show") {
        const auto id = Digest::fromHex(options.query);
        if (!id) return fail(ErrorCode::InvalidInput, "memory show: expected an atom id of 64 hexadecimal digits");
        SKEIN_TRY(const auto atom, index.atom(*id));
        if (context.json) {
            printJson(toJson(atom));
            return 0;
        }
        std::cout << atom.path << ':' << atom.lines.first << '-' << atom.lines.last << "  " << atomKindName(atom.kind)
                  << "  " << atom.title << "\n\n"
                  << atom.text << '\n';
        return 0;
    }
    SKEIN_TRY(const auto coverage, index.prepareSearch({}));
    if (!options.level.empty())
        return searchLevels(context, index,
                            {options.query, *memory::levelFromName(options.level), options.limit, options.within});
    SKEIN_CHECK(runtime::holdsPlaces(index, options.within));
    SKEIN_TRY(const auto hits, index.search(options.query, options.limit, options.within));
    SKEIN_TRY(const auto words, index.words());
    if (context.json) {
        Json rows = Json::array();
        for (const auto& hit : hits) {
            auto row = toJson(hit.atom);
            row["ancestors"] = hit.atom.ancestors;
            row["score"] = static_cast<double>(hit.scoreMicro) / 1e6;
            row["score_parts"] = {{"words", static_cast<double>(hit.parts.words) / 1e6},
                                  {"related", static_cast<double>(hit.parts.related) / 1e6},
                                  {"meaning", static_cast<double>(hit.parts.meaning) / 1e6},
                                  {"links", static_cast<double>(hit.parts.links) / 1e6}};
            row["sentence"] = sentenceJson(runtime::sentenceFor(hit.atom, options.query, *words));
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
                                 hit.atom.path, hit.atom.lines.first, atomKindName(hit.atom.kind),
                                 titlesDownTo(hit.atom), reasonFor(hit.parts));
        printSentence(runtime::sentenceFor(hit.atom, options.query, *words));
        for (const auto& alike : hit.alike)
            std::cout << fmt::format("           nearly the same: {}:{}\n", alike.path, alike.lines.first);
    }
    say(context, coverageText(coverage));
    if (hits.empty()) std::cout << "nothing found\n";
    return 0;
}

Result<int> memory(const Context& context, const MemoryOptions& options) {
    for (bool again : {false, true}) {
        SKEIN_TRY(const auto index, openIndex(context, options));
        auto status = answer(context, options, *index);
        if (status || again || status.error().code != ErrorCode::Damaged) return status;
        index->distrust();  // it is made anew where it is opened next: here
    }
    return 0;
}

}  // namespace

void addMemoryCommands(CLI::App& app, Context& context) {
    const auto options = std::make_shared<MemoryOptions>();
    auto* memoryCommand = app.add_subcommand("memory",
                                             "Search memory, show one atom, or walk down from the workspace to "
                                             "paragraphs\nExample: skeinctl memory work.skein "
                                             "search \"retry limit\" --within docs --level section");
    memoryCommand->add_option("workspace", options->workspace, "The .skein file")->required();
    memoryCommand->add_option("verb", options->verb, "search, show or tree")
        ->required()
        ->check(CLI::IsMember({"search", "show", "tree"}));
    memoryCommand->add_option("query", options->query, "Words, an atom id, or for tree a folder or document");
    memoryCommand->add_option("--limit", options->limit, "How many hits, or parts of each node of a tree")
        ->check(CLI::Range(1, 1000))
        ->each([options](const std::string&) { options->limited = true; });
    memoryCommand->add_option("--within", options->within, "search: only these folders and documents");
    memoryCommand->add_option("--level", options->level, "search: gather hits into what holds them")
        ->check(CLI::IsMember({"document", "section", "paragraph"}));
    memoryCommand->add_option("--depth", options->depth, "tree: how many levels below the first")
        ->check(CLI::Range(0, 64));
    memoryCommand->callback(
        [&context, options] { context.action = [&context, options] { return memory(context, *options); }; });
}

}  // namespace skein::cli
