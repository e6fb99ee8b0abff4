// memory: looking at what a workspace holds, and saying what is to be done with it.
#include <algorithm>
#include <iostream>

#include <fmt/format.h>

#include "app/skeinctl/cli.h"
#include "app/skeinctl/erase_command.h"
#include "app/skeinctl/memories.h"
#include "app/skeinctl/memory_model_commands.h"
#include "app/skeinctl/memory_past.h"
#include "app/skeinctl/memory_views.h"
#include "core/base/text.h"
#include "core/runtime/host.h"
#include "core/runtime/ingest/roots.h"
#include "core/runtime/marks.h"
#include "core/runtime/queries.h"
#include "core/runtime/window_uses.h"

namespace skein::cli {
namespace {

constexpr std::size_t shownDigits = 12;  // of an id on a terminal; --json has all

struct MemoryOptions {
    std::string workspace, verb, query, task, knownAsOf, trueAt, run, level;
    std::vector<std::string> within;
    std::size_t limit = 10, depth = 2;
    bool limited = false;    ///< the person said how many
    bool embed = false;      ///< search: have the question's vector made
    bool dryRun = false;     ///< erase: only say what would go
    bool summaries = false;  ///< search: begin at the summaries of folders and documents
    MemoryModelOptions model;
};

/// Every task, or one: "every task", "task machine of r-1".
std::string markedFor(const Json& mark) {
    return mark["task"].is_null() ? "every task"
                                  : "task " + mark["task"].get<std::string>() + " of " + mark["run"].get<std::string>();
}

/// The marks that stand.
Result<Json> marksOf(const Context& context, const std::string& workspace) {
    SKEIN_TRY(const auto opened, openForReading(workspace, 0, false));
    if (opened.state.marks.empty()) return Json::array();
    SKEIN_TRY(const auto index, openIndex(context, workspace));
    return runtime::marksJson(*opened.reader, opened.state, *index);
}

Result<int> listMarks(const Context& context, const MemoryOptions& options) {
    SKEIN_TRY(const auto marks, marksOf(context, options.workspace));
    if (context.json) {
        printJson({{"marks", marks}});
        return 0;
    }
    for (const auto& mark : marks) {
        std::cout << fmt::format("{:<9} {}  {}  for {}", mark["mark"].get<std::string>(),
                                 mark["atom"].get<std::string>().substr(0, shownDigits),
                                 mark["source"].is_null() ? "no longer known" : mark["source"].get<std::string>(),
                                 markedFor(mark));
        if (mark["standing"] == "text changed")
            std::cout << (mark["mark"] == "excluded" ? "; text changed since, still left out: "
                                                     : "; text changed since, so it is not shown: ")
                      << mark["now"]["source"].get<std::string>() << " stands there now";
        else if (mark["standing"] == "gone") std::cout << "; gone from memory";
        std::cout << '\n';
    }
    if (marks.empty()) std::cout << "nothing is pinned or excluded\n";
    return 0;
}

/// The mark that `unmark` takes back. Errors: NotFound, saying what is marked instead; InvalidInput where several begin
/// with these digits.
Result<Json> markToRemove(const Json& marks, const MemoryOptions& options, const Json& params) {
    std::vector<const Json*> found;
    std::string elsewhere;
    for (const auto& mark : marks) {
        if (!mark["atom"].get<std::string>().starts_with(toLowerAscii(options.query))) continue;
        const bool meant = params.contains("task")
                               ? mark["run"] == "r-" + params["run"].dump() && mark["task"] == params["title"]
                               : mark["task"].is_null();
        if (meant) found.push_back(&mark);
        else
            elsewhere +=
                (elsewhere.empty() ? "; it is " : ", ") + mark["mark"].get<std::string>() + " for " + markedFor(mark);
    }
    if (found.size() > 1)
        return fail(ErrorCode::InvalidInput, "several marks are about atoms that begin with " + options.query +
                                                 "; `memory WS marks --json` gives their whole ids");
    if (found.size() == 1) return *found.front();
    return fail(ErrorCode::NotFound, options.query + " is neither pinned nor excluded for " +
                                         (options.task.empty() ? "every task" : "task " + options.task) + elsewhere +
                                         "; `memory WS marks` lists what is");
}

/// pin, exclude, unmark: a person's word about an atom.
Result<int> mark(const Context& context, const MemoryOptions& options) {
    const char* name = options.verb == "pin" ? "pinned" : options.verb == "exclude" ? "excluded" : "none";
    if (options.query.size() < 8)
        return fail(ErrorCode::InvalidInput, "memory " + options.verb +
                                                 ": expected an atom's id, or at least its first 8 digits, as `memory "
                                                 "WS search QUERY` and `context` give it");
    Json params{{"mark", name}};
    SKEIN_TRY(const auto number, parseRun(options.run));
    SKEIN_TRY(const auto opened, openForReading(options.workspace, number, false));
    if (!options.task.empty()) {
        SKEIN_TRY(const auto found, runtime::findTask(*opened.reader, opened.state, opened.run, options.task));
        params["run"] = found.run.value;
        params["task"] = found.task.value;
        params["title"] = runtime::taskTitle(*opened.reader, *opened.state.task(found.run, found.task));
    }
    std::string was, replaced;
    if (options.verb == "unmark") {
        SKEIN_TRY(const auto marks, marksOf(context, options.workspace));
        SKEIN_TRY(const auto held, markToRemove(marks, options, params));
        params["atom"] = held["atom"];
        was = held["mark"].get<std::string>();
    } else {
        SKEIN_TRY(const auto index, openIndex(context, options.workspace));
        SKEIN_TRY(const auto atom, index->atomNamed(options.query));
        params["atom"] = atom.hex();
        for (const auto& held : opened.state.marks)
            if (held.atom == atom && held.run.value == params.value("run", 0u) &&
                held.task.value == params.value("task", 0u) && nameIn(EnumNames<AtomMark>::table, held.mark) != name)
                replaced = nameIn(EnumNames<AtomMark>::table, held.mark);
    }
    params.erase("title");
    runtime::WorkbenchOptions workbench;
    workbench.path = options.workspace;
    workbench.recover = false;
    SKEIN_TRY(const auto bench, openWorkbench(context, workbench));
    SKEIN_TRY(auto answer, bench->call("atom.mark", params));
    if (!was.empty() || !replaced.empty()) answer["was"] = was.empty() ? replaced : was;
    if (context.json) printJson(answer);
    else
        say(context, params["atom"].get<std::string>().substr(0, shownDigits) + " is " +
                         (was.empty() ? name : "no longer " + was) +
                         (replaced.empty() ? std::string() : " and no longer " + replaced) +
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
            std::cout << fmt::format("{:<12} {:>6} {:>6} {:>7.2f}  {}\n",
                                     item["atom"].get<std::string>().substr(0, shownDigits),
                                     item["shown"].get<std::int64_t>(), item["used"].get<std::int64_t>(),
                                     item["weight"].get<double>(), item["source"].get<std::string>());
    };
    list("most used", "most_used");
    list("never used", "never_used");
    return 0;
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

Result<int> show(const Context& context, const MemoryOptions& options, const runtime::SqliteIndex& index) {
    SKEIN_TRY(const auto id, index.atomNamed(options.query));
    SKEIN_TRY(const auto atom, index.atom(id));
    SKEIN_TRY(const auto standing, standingOf(index, atom));
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

Result<int> search(const Context& context, const MemoryOptions& options, const runtime::SqliteIndex& index) {
    SKEIN_TRY(const auto coverage, index.prepareSearch({}));
    if (options.summaries) return searchSummaries(context, index, options.query, options.limit, options.within);
    if (!options.level.empty())
        return searchLevels(context, index,
                            {options.query, *memory::levelFromName(options.level), options.limit, options.within});
    SKEIN_CHECK(runtime::holdsPlaces(index, options.within));
    SKEIN_TRY(const auto hits, index.search(options.query, options.limit, options.within));
    SKEIN_TRY(const auto words, index.words());
    SKEIN_TRY(const auto byModel, index.comparedByModel(options.query, hits));
    if (context.json) {
        Json rows = Json::array();
        for (const auto& hit : hits) {
            auto row = hitJson(hit, byModel.contains(hit.atom.id));
            row["sentence"] = sentenceJson(runtime::sentenceFor(hit.atom, options.query, *words));
            rows.push_back(std::move(row));
        }
        SKEIN_TRY(auto seen, coverageOfQuestion(index, coverage, options.query));
        printJson({{"query", options.query}, {"coverage", std::move(seen)}, {"hits", std::move(rows)}});
        return 0;
    }
    for (const auto& hit : hits) {
        std::cout << hitText(hit, byModel.contains(hit.atom.id));
        std::cout << sentenceText(runtime::sentenceFor(hit.atom, options.query, *words));
    }
    SKEIN_CHECK(sayCoverage(context, index, coverage, options.query));
    if (hits.empty()) std::cout << "nothing found\n";
    return 0;
}

/// What is asked of the index as it is now.
Result<int> answer(const Context& context, const MemoryOptions& options, const runtime::SqliteIndex& index) {
    if (options.verb == "tree") return tree(context, options, index);
    return options.verb == "show" ? show(context, options, index) : search(context, options, index);
}

Result<int> memory(const Context& context, const MemoryOptions& options) {
    const bool past = !options.knownAsOf.empty() || !options.trueAt.empty();
    if (past && options.verb != "search")
        return fail(ErrorCode::InvalidInput,
                    "memory " + options.verb + ": --known-as-of and --true-at belong to memory search");
    const bool takesNone =
        options.verb == "marks" || options.verb == "useful" || options.verb == "stale" || options.verb == "embed";
    if (takesNone && !options.query.empty())
        return fail(ErrorCode::InvalidInput, "memory " + options.verb + ": expected nothing behind it, found '" +
                                                 elide(options.query, 80) + "'");
    if (options.embed && (options.verb != "search" || past))
        return fail(
            ErrorCode::InvalidInput,
            "--embed belongs to memory search of what is held now; `memory WS embed` makes the vectors of atoms");
    if (options.verb == "embed") return embedCommand(context, options.workspace, options.model);
    if (options.verb == "summarise") return summariseCommand(context, options.workspace, options.query, options.model);
    if (options.verb == "erase") return eraseCommand(context, options.workspace, options.query, options.dryRun);
    if (options.verb == "stale") return staleTasks(context, options.workspace, options.run);
    if (isMemoryName(options.verb))
        return showMemory(context, options.workspace, options.verb, options.query, options.limit);
    if (options.verb == "useful") return useful(context, options);
    if (options.verb == "marks") return listMarks(context, options);
    if (options.verb == "pin" || options.verb == "exclude" || options.verb == "unmark") return mark(context, options);
    const bool needsQuery = options.verb == "search" || options.verb == "show" || options.verb == "history";
    if (needsQuery && options.query.empty())
        return fail(ErrorCode::InvalidInput, "memory " + options.verb + ": expected " +
                                                 (options.verb == "search"    ? "words to search for"
                                                  : options.verb == "history" ? "the path of a file, or an atom id"
                                                                              : "an atom id, or its first digits"));
    if (options.summaries && !options.level.empty())
        return fail(
            ErrorCode::InvalidInput,
            "memory search: --summaries goes from folders and documents down by itself; --level goes without it");
    if (past && (options.summaries || !options.level.empty()))
        return fail(ErrorCode::InvalidInput,
                    "memory search: --level and --summaries gather what is held now; they go with no time");
    if (options.verb == "history") return memoryHistory(context, options.workspace, options.query);
    if (past)
        return searchPast(context, {options.workspace, options.query, options.knownAsOf, options.trueAt, options.limit,
                                    options.within});
    if (options.embed) SKEIN_CHECK(embedQuestion(context, options.workspace, options.query));
    for (bool again : {false, true}) {
        SKEIN_TRY(const auto index, openIndex(context, options.workspace));
        auto status = answer(context, options, *index);
        if (status || again || status.error().code != ErrorCode::Damaged) return status;
        index->distrust();  // it is made anew where it is opened next: here
    }
    return 0;
}

/// Which verbs an option is for; what is said to any other would be passed over in silence.
struct OptionOf {
    const char* name;
    std::vector<std::string_view> verbs;
};

/// Error: InvalidInput for an option that this verb knows nothing of.
Result<void> belong(const CLI::App& command, std::string_view verb) {
    const OptionOf options[] = {
        {"--task", {"pin", "exclude", "unmark"}},
        {"--run", {"stale", "pin", "exclude", "unmark"}},
        {"--limit", {"search", "tree", "useful", "operational", "episodic", "semantic"}},
        {"--within", {"search"}},
        {"--level", {"search"}},
        {"--summaries", {"search"}},
        {"--model", {"embed", "summarise"}},
        {"--provider", {"embed", "summarise"}},
        {"--price", {"embed", "summarise"}},
        {"--budget", {"embed", "summarise"}},
        {"--local-only", {"embed", "summarise"}},
        {"--estimate", {"embed", "summarise"}},
        {"--dimensions", {"embed"}},
        {"--off", {"embed"}},
        {"--all", {"summarise"}},
        {"--depth", {"tree"}},
        {"--dry-run", {"erase"}},
    };
    for (const auto& option : options) {
        if (command.count(option.name) == 0) continue;
        if (std::find(option.verbs.begin(), option.verbs.end(), verb) != option.verbs.end()) continue;
        std::string verbs;
        for (const auto each : option.verbs) verbs += (verbs.empty() ? "" : ", ") + std::string(each);
        return fail(ErrorCode::InvalidInput,
                    fmt::format("memory {}: {} belongs to memory {}", verb, option.name, verbs));
    }
    return {};
}

}  // namespace

void addMemoryCommands(CLI::App& app, Context& context) {
    const auto options = std::make_shared<MemoryOptions>();
    auto* command = app.add_subcommand(
        "memory",
        "Search memory, show one atom, walk down from the workspace to paragraphs, tell the versions of a file or "
        "atom,\n"
        "list finished tasks that saw what has changed since, pin an atom into windows or keep it out of them, list "
        "those\n"
        "marks, see what was useful, or open one of the memories: operational (what is being done), episodic (what "
        "became of such "
        "work\n"
        "before), semantic (what is held true)\n"
        "Example: skeinctl memory work.skein search \"retry limit\" --within docs --level section\n"
        "Example: skeinctl memory work.skein search \"retry limit\" --known-as-of 2026-11-01 --true-at 2026-03-15\n"
        "         (what was known at the beginning of November about what was true in the middle of March)\n"
        "Example: skeinctl memory work.skein search \"what happens when a call fails\" --summaries\n"
        "Example: skeinctl memory work.skein history docs/limits.md\n"
        "Example: skeinctl memory work.skein stale --run r-1\n"
        "Example: skeinctl memory work.skein episodic digest\n"
        "Example: skeinctl memory work.skein embed --model text-embedding-3-small --budget 0.50\n"
        "         (vectors by this model from now on; runs and ingests have made what is new, for at most so much "
        "each)\n"
        "Example: skeinctl memory work.skein summarise docs --model gpt-6-luna --budget 0.50\n"
        "Example: skeinctl memory work.skein erase docs/customers.md --dry-run\n"
        "         (its text and what was made of it leave the disk; the journal says so and still verifies)");
    const std::vector<std::string> verbs{"search",   "show",   "tree",      "history", "stale",       "pin",
                                         "exclude",  "unmark", "marks",     "useful",  "operational", "episodic",
                                         "semantic", "embed",  "summarise", "erase"};
    std::string list;
    for (const auto& verb : verbs) list += (list.empty() ? "" : verb == verbs.back() ? " or " : ", ") + verb;
    command->add_option("workspace", options->workspace, "The .skein file")->required();
    command->add_option("verb", options->verb, list)->required()->check(CLI::IsMember(verbs));
    command->add_option(
        "query", options->query,
        "Words; an atom id or its first 8 digits or more; for history also a path, for tree and erase a folder or "
        "document");
    command->add_option("--task", options->task, "pin, exclude, unmark: only for this task; else for every task");
    command->add_option("--run", options->run,
                        "stale, and for --task: which run; by default the one in hand, else the latest");
    command->add_option("--limit", options->limit, "How many hits, or parts of each node of a tree")
        ->check(CLI::Range(1, 1000))
        ->each([options](const std::string&) { options->limited = true; });
    command->add_option("--known-as-of", options->knownAsOf,
                        "search: by what was recorded until then: RFC 3339, a date, or an entry of the journal such as "
                        "#123 (or 123)");
    command->add_option("--true-at", options->trueAt,
                        "search: what held at that time, in the same forms; by default the time of --known-as-of");
    command->add_option("--within", options->within, "search: only these folders and documents");
    command->add_option("--level", options->level, "search: gather hits into what holds them")
        ->check(CLI::IsMember({"document", "section", "paragraph"}));
    command->add_flag("--summaries", options->summaries,
                      "search: begin wide, at the summaries of folders and documents, and go down into those");
    command->add_flag("--embed", options->embed,
                      "search: have the vector of the question made by the workspace's model, by a paid call");
    command->add_option("--model", options->model.model, "embed, summarise: which model is asked");
    command->add_option("--provider", options->model.provider,
                        "embed, summarise: whose model it is, or PROTOCOL:BASE_URL; by default who lists it");
    command->add_option("--dimensions", options->model.dimensions,
                        "embed: length of the vectors, of models that can shorten them: less memory, a little less "
                        "exact");
    command->add_option("--price", options->model.price,
                        "embed, summarise: input=N,output=N in USD per million tokens, for a model that is not listed");
    command->add_option("--budget", options->model.budget,
                        "embed, summarise: at most so many USD; for embed also each time a run or an ingest has new "
                        "texts sent");
    command->add_flag("--local-only", options->model.localOnly, "embed, summarise: only a model on this machine");
    command->add_flag("--estimate", options->model.estimate, "embed, summarise: only say what it would take");
    command->add_flag("--off", options->model.off, "embed: no model makes vectors from now on");
    command->add_flag("--all", options->model.all, "summarise: all that memory holds");
    command->add_flag("--dry-run", options->dryRun, "erase: only say what would go");
    command->add_option("--depth", options->depth, "tree: how many levels below the first")->check(CLI::Range(0, 64));
    command->callback([&context, options, command] {
        context.action = [&context, options, command]() -> Result<int> {
            SKEIN_CHECK(belong(*command, options->verb));
            return memory(context, *options);
        };
    });
}

}  // namespace skein::cli
