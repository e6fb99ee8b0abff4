// conflicts: list, show, resolve, undo; the conflict view without a window.
#include <iostream>
#include <map>

#include "app/skeinctl/cli.h"
#include "core/base/text.h"
#include "core/runtime/text_output.h"

namespace skein::cli {
namespace {

struct ConflictOptions {
    std::string workspace, id, take, textFile, run;
    bool dryRun = false, all = false;
};

constexpr std::size_t maxTextFileBytes = 4'096;

std::string runName(RunId run) { return "r-" + std::to_string(run.value); }

/// How one goes on with the run of a conflict; which one is said where there are several.
std::string resumeCommand(const ConflictOptions& options, const State& state, RunId run) {
    return "skeinctl resume " + shellQuoted(options.workspace) +
           (state.runs.size() > 1 ? " --run " + runName(run) : "");
}

/// Open conflicts whose contradiction was settled in another run after they had opened, with the newest such decision.
Result<std::map<ConflictId, const ConflictState*>> settledElsewhere(const Opened& opened) {
    if (opened.state.runs.size() < 2) return std::map<ConflictId, const ConflictState*>{};
    std::map<std::string, std::vector<const ConflictState*>> byLabel;
    for (const auto& conflict : opened.state.conflicts) {
        SKEIN_TRY(const auto facts, runtime::conflictFacts(*opened.reader, conflict));
        byLabel[runtime::conflictLabel(facts.a, facts.b)].push_back(&conflict);
    }
    std::map<ConflictId, const ConflictState*> settled;
    for (const auto& [label, conflicts] : byLabel)
        for (const auto* open : conflicts) {
            if (open->status != ConflictState::Status::Open) continue;
            for (const auto* other : conflicts)
                if (other->status == ConflictState::Status::Resolved && open->openedAt < other->resolvedAt &&
                    other->run != open->run)
                    settled[open->conflict] = other;
        }
    return settled;
}

/// What a row or a page says of a conflict that was settled in another run.
Result<void> addSettlement(const Opened& opened, const ConflictState* settled, Json& json) {
    if (settled == nullptr) return {};
    SKEIN_TRY(const auto facts, runtime::conflictFacts(*opened.reader, *settled));
    json["settled_in"] = {{"run", runName(settled->run)},
                          {"id", settled->conflict.value},
                          {"decision_text", runtime::decisionSentence(facts)}};
    return {};
}

void printSettlement(const ConflictOptions& options, const Json& json) {
    const auto settled = json.find("settled_in");
    if (settled == json.end()) return;
    std::cout << "         settled in run " << (*settled)["run"].get<std::string>() << ": "
              << (*settled)["decision_text"].get<std::string>() << "\n         here too: skeinctl conflicts "
              << shellQuoted(options.workspace) << " resolve " << json["id"]
              << " --take a   # or b, neither, not-a-conflict\n";
}

Result<int> list(const Context& context, const ConflictOptions& options) {
    SKEIN_TRY(const auto number, parseRun(options.run));
    SKEIN_TRY(const auto opened, openForReading(options.workspace, number));
    SKEIN_TRY(const auto settled, settledElsewhere(opened));
    Json rows = Json::array();
    std::size_t open = 0, openOnlyHere = 0;
    std::map<RunId, std::size_t> elsewhere;
    for (const auto& conflict : opened.state.conflicts) {
        const bool isOpen = conflict.status == ConflictState::Status::Open;
        const auto decided = settled.find(conflict.conflict);
        if (conflict.run != opened.run) {
            if (isOpen && decided == settled.end()) ++elsewhere[conflict.run];
            continue;
        }
        open += isOpen;
        openOnlyHere += decided != settled.end();
        if (!isOpen && !options.all && !context.json) continue;
        SKEIN_TRY(auto row, runtime::conflictJson(*opened.reader, opened.state, conflict, false));
        SKEIN_CHECK(addSettlement(opened, decided == settled.end() ? nullptr : decided->second, row));
        rows.push_back(std::move(row));
    }
    if (context.json) {
        printJson({{"run", "r-" + std::to_string(opened.run.value)}, {"open", open}, {"conflicts", std::move(rows)}});
        return 0;
    }
    std::cout << open << " open conflicts in run r-" << opened.run.value;
    if (openOnlyHere > 0) std::cout << ", " << openOnlyHere << " of them settled in another run since";
    std::cout << '\n';
    for (const auto& row : rows) {
        std::cout << row["label"].get<std::string>() << "  " << row["state"].get<std::string>() << "  blocks "
                  << row["blocks"] << "  " << row["summary"].get<std::string>() << '\n';
        if (row.contains("decision_text")) std::cout << "         " << row["decision_text"].get<std::string>() << '\n';
        printSettlement(options, row);
    }
    for (const auto& [run, count] : elsewhere)
        std::cout << count << " more open in run " << runName(run) << ": skeinctl conflicts "
                  << shellQuoted(options.workspace) << " --run " << runName(run) << '\n';
    return 0;
}

void printSide(const char* name, const Json& claim, const Json& task) {
    std::cout << name << "  " << claim["sentence"].get<std::string>() << "\n   value "
              << claim["value"].get<std::string>() << ' ' << claim["unit"].get<std::string>() << "  ("
              << claim["basis"].get<std::string>() << ", task " << (task.is_string() ? task.get<std::string>() : "-")
              << ")\n";
    for (const auto& evidence : claim["evidence"])
        std::cout << "   " << evidence["path"].get<std::string>() << ':' << evidence["first"] << "  "
                  << evidence["quote"].get<std::string>() << '\n';
}

Result<int> show(const Context& context, const ConflictOptions& options) {
    SKEIN_TRY(const auto opened, openForReading(options.workspace, 0));
    SKEIN_TRY(const auto id, runtime::findConflict(*opened.reader, opened.state, options.id));
    SKEIN_TRY(auto json, runtime::conflictJson(*opened.reader, opened.state, *opened.state.conflict(id), true));
    SKEIN_TRY(const auto settled, settledElsewhere(opened));
    if (const auto decided = settled.find(id); decided != settled.end())
        SKEIN_CHECK(addSettlement(opened, decided->second, json));
    if (context.json) {
        printJson(json);
        return 0;
    }
    // Why the two cannot both hold, and below it what a policy said that was asked to decide.
    auto reason = json["reason"].get<std::string>();
    if (const auto policy = reason.find("; policy "); policy != std::string::npos) reason.replace(policy, 2, "\n");
    std::cout << json["label"].get<std::string>() << " (" << json["id"] << ")  " << json["state"].get<std::string>()
              << "  " << json["subject"].get<std::string>() << " " << json["predicate"].get<std::string>() << "\n"
              << reason << "\n\n";
    printSide("A", json["a"], json["task_a"]);
    printSide("B", json["b"], json["task_b"]);
    if (json.contains("decision_text")) std::cout << "\ndecided: " << json["decision_text"].get<std::string>() << '\n';
    printSettlement(options, json);
    std::cout << "\nwaiting for it: " << (json["blocked_tasks"].empty() ? "nothing" : json["blocked_tasks"].dump())
              << '\n';
    return 0;
}

Result<int> resolve(const Context& context, const ConflictOptions& options) {
    ConflictOptions wanted = options;
    std::string text;
    if (!options.textFile.empty()) {
        SKEIN_TRY(text, readInput(options.textFile, maxTextFileBytes));
        text = std::string(trim(text));
        if (text.empty())
            return fail(ErrorCode::InvalidInput, options.textFile + ": expected a text, found an empty file");
        if (options.take.empty()) wanted.take = "own-text";
    }
    if (wanted.take.empty())
        return fail(ErrorCode::InvalidInput,
                    "conflicts resolve: give --take a|b|neither|not-a-conflict, or --text FILE");
    SKEIN_TRY(const auto opened, openForReading(options.workspace, 0));
    SKEIN_TRY(const auto id, runtime::findConflict(*opened.reader, opened.state, options.id));
    SKEIN_TRY(const auto facts, runtime::conflictFacts(*opened.reader, *opened.state.conflict(id)));
    const auto label = runtime::conflictLabel(facts.a, facts.b);
    runtime::WorkbenchOptions workbench;
    workbench.path = options.workspace;
    workbench.recover = false;
    SKEIN_TRY(const auto bench, openWorkbench(context, workbench));
    Json params{{"conflict", id.value}, {"take", wanted.take}};
    if (options.dryRun) {
        auto called = bench->call("conflict.preview", params);
        if (!called) return rewrap(std::move(called).error(), label);
        auto preview = std::move(*called);
        const auto run = opened.state.conflict(id)->run;
        for (const char* list : {"direct", "at_most", "dependents_released", "already_waiting"})
            preview[list] = taskIds(opened, run, preview[list]);
        preview["label"] = label;
        if (context.json) {
            printJson(preview);
            return 0;
        }
        std::cout << preview["direct"].size() << " tasks run again at once, at most " << preview["at_most"].size()
                  << " in all; ~" << preview["estimate_seconds"].dump() << " s, ~" << usdText(preview["estimate_usd"])
                  << " USD; " << preview["claims_superseded"] << " claims superseded; "
                  << preview["dependents_released"].size() << " waiting tasks can go on\n";
        if (!preview["already_waiting"].empty())
            std::cout << preview["already_waiting"].size() << " more run again anyway, for earlier decisions\n";
        for (const auto& task : preview["direct"]) std::cout << "  " << task.get<std::string>() << '\n';
        return 0;
    }
    if (!text.empty()) params["text"] = text;
    auto called = bench->call("conflict.resolve", params);
    if (!called) return rewrap(std::move(called).error(), label);
    auto answer = std::move(*called);
    answer["label"] = label;
    if (context.json) {
        printJson(answer);
        return 0;
    }
    const auto run = opened.state.conflict(id)->run;
    const bool note = !text.empty() && wanted.take != "own-text";
    say(context, "resolved " + options.id + " (" + wanted.take + (note ? ", the text is kept as a note" : "") +
                     ") in run " + runName(run) +
                     (bench->attached() ? "; the host runs what it affects"
                                        : "; run what it affects with: " + resumeCommand(options, opened.state, run)));
    return 0;
}

Result<int> undo(const Context& context, const ConflictOptions& options) {
    SKEIN_TRY(const auto opened, openForReading(options.workspace, 0));
    SKEIN_TRY(const auto id, runtime::findConflict(*opened.reader, opened.state, options.id));
    runtime::WorkbenchOptions workbench;
    workbench.path = options.workspace;
    workbench.recover = false;
    SKEIN_TRY(const auto bench, openWorkbench(context, workbench));
    const auto called = bench->call("conflict.undo", {{"conflict", id.value}});
    if (!called) return rewrap(called.error(), options.id);
    const auto& answer = *called;
    const auto run = opened.state.conflict(id)->run;
    if (context.json) printJson(answer);
    else
        say(context, "the decision about " + options.id + " is undone; the conflict is open again in run " +
                         runName(run) +
                         (bench->attached() ? "; the host runs what follows from it"
                                            : "; go on with: " + resumeCommand(options, opened.state, run)));
    return 0;
}

}  // namespace

// `conflicts WS`, `conflicts WS list|show ID|resolve ID|undo ID`: the workspace comes first, so the verb is an
// argument.
void addConflictCommands(CLI::App& app, Context& context) {
    const auto options = std::make_shared<ConflictOptions>();
    const auto verb = std::make_shared<std::string>("list");
    auto* command = app.add_subcommand("conflicts",
                                       "List, show, resolve and undo conflicts\nExample: skeinctl conflicts work.skein "
                                       "resolve c-kwzrt --take a --dry-run");
    command->add_option("workspace", options->workspace, "The .skein file")->required();
    command->add_option("verb", *verb, "list (default), show, resolve or undo")
        ->check(CLI::IsMember({"list", "show", "resolve", "undo"}));
    command->add_option("id", options->id, "Label (c-kwzrt) or number of a conflict");
    command->add_option("--take", options->take, "a, b, neither or not-a-conflict")
        ->check(CLI::IsMember({"a", "b", "neither", "not-a-conflict", "own-text"}));
    command->add_option("--text", options->textFile,
                        "A file with the statement that holds instead; with --take, a note kept with the decision");
    command->add_flag("--dry-run", options->dryRun, "Only show what would follow");
    command->add_flag("--all", options->all, "List settled conflicts too");
    command->add_option("--run", options->run, "Which run; by default the one in hand, else the latest");
    command->callback([&context, options, verb] {
        context.action = [&context, options, verb]() -> Result<int> {
            if (*verb != "list" && options->id.empty())
                return fail(ErrorCode::InvalidInput,
                            "conflicts " + *verb + ": expected the label or number of a conflict");
            if (*verb != "resolve" && (options->dryRun || !options->take.empty() || !options->textFile.empty()))
                return fail(ErrorCode::InvalidInput,
                            "conflicts " + *verb + ": --take, --text and --dry-run belong to resolve");
            if (*verb == "show") return show(context, *options);
            if (*verb == "resolve") return resolve(context, *options);
            if (*verb == "undo") return undo(context, *options);
            return list(context, *options);
        };
    });
}

}  // namespace skein::cli
