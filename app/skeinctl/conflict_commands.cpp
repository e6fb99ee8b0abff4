// conflicts: list, show, resolve, undo; the conflict view without a window.
#include <algorithm>
#include <iostream>
#include <map>

#include "app/skeinctl/conflict_actions.h"
#include "core/base/text.h"
#include "core/coherence/claim_index.h"
#include "core/coherence/crowds.h"
#include "core/coherence/values.h"
#include "core/runtime/conflict_list.h"
#include "core/runtime/own_claim.h"
#include "core/runtime/text_output.h"

namespace skein::cli {
namespace {

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

/// "12 s", "5 min", "3 h", "2 d".
std::string ageText(double seconds) {
    const auto whole = static_cast<long long>(seconds);
    if (whole < 120) return std::to_string(whole) + " s";
    if (whole < 7'200) return std::to_string(whole / 60) + " min";
    return whole < 172'800 ? std::to_string(whole / 3'600) + " h" : std::to_string(whole / 86'400) + " d";
}

/// What has been done about it, in a few words.
std::string standing(const Json& row) {
    std::string words = row["stage"].get<std::string>();
    const auto text = [&](const char* key) {
        return row.contains(key) && row[key].is_string() ? row[key].get<std::string>() : std::string();
    };
    if (const auto until = text("deferred_until"); !until.empty()) words += " until " + until;
    if (const auto owner = text("owner"); !owner.empty()) words += ", " + owner;
    const auto because = text("moved_because");
    if (because == "again")
        words += ": they contradict each other again after " + counted(row["rounds"].get<std::size_t>(), "round");
    else if (because == "evidence") words += ": new evidence for what was dropped";
    else if (because == "escalated") words += ": nobody settled it in time";
    else if (because == "due") words += ": put off until now";
    else if (because == "vote") words += ": " + row["votes"].dump() + " agents are asked";
    else if (because == "undecided") words += ": the vote did not settle it, a person has to";
    else if (because == "bound") words += ": the run has asked as many agents as it may";
    else if (because == "judged") words += ": judged by a model, not by a rule; it holds nothing up";
    return words;
}

void printRow(const ConflictOptions& options, const Json& row, const char* indent) {
    std::cout << indent << row["label"].get<std::string>() << "  " << standing(row) << "  blocks " << row["blocks"]
              << ", " << row["waiting"] << " wait  " << ageText(row["age_seconds"].get<double>()) << "  "
              << row["summary"].get<std::string>() << '\n';
    if (row["rule"] == coherence::manyValuesRule)
        std::cout << indent << "         " << row["reason"].get<std::string>() << '\n';
    if (row.contains("more"))
        std::cout << indent << "         at least " << row["more"]
                  << " more about the same were not opened; to say which value holds settles them too\n";
    if (row.contains("truncated"))
        std::cout << indent
                  << "         more statements than are compared stand under its name; of each name the first "
                  << coherence::ClaimIndex::maxOfKind << " were looked at\n";
    if (row.contains("decision_text")) std::cout << "         " << row["decision_text"].get<std::string>() << '\n';
    printSettlement(options, row);
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
        // What a model is asked about, or found nothing in, was never a conflict.
        if (conflict.judged && !isOpen && conflict.status != ConflictState::Status::Resolved) continue;
        SKEIN_TRY(auto row, runtime::conflictJson(*opened.reader, opened.state, conflict, false));
        SKEIN_CHECK(addSettlement(opened, decided == settled.end() ? nullptr : decided->second, row));
        rows.push_back(std::move(row));
    }
    SKEIN_TRY(const auto groups, runtime::conflictGroups(*opened.reader, opened.state, opened.run));
    if (context.json) {
        printJson({{"run", "r-" + std::to_string(opened.run.value)},
                   {"open", open},
                   {"groups", groups},
                   {"conflicts", std::move(rows)}});
        return 0;
    }
    std::cout << counted(open, "open conflict") << " in run r-" << opened.run.value;
    if (openOnlyHere > 0) std::cout << ", " << openOnlyHere << " of them settled in another run since";
    std::cout << '\n';
    std::map<std::uint32_t, const Json*> byId;
    for (const auto& row : rows) byId[row["id"].get<std::uint32_t>()] = &row;
    for (const auto& group : groups) {
        const auto& members = group["conflicts"];
        const bool several = members.size() > 1;
        if (several)
            std::cout << group["cause"].get<std::string>() << ": " << members.size()
                      << " conflicts of one cause; the first may settle the others\n";
        for (const auto& id : members)
            if (const auto found = byId.find(id.get<std::uint32_t>()); found != byId.end()) {
                printRow(options, *found->second, several ? "  " : "");
                byId.erase(found);
            }
    }
    for (const auto& row : rows)
        if (byId.contains(row["id"].get<std::uint32_t>())) printRow(options, row, "");
    for (const auto& [run, count] : elsewhere)
        std::cout << count << " more open in run " << runName(run) << ": skeinctl conflicts "
                  << shellQuoted(options.workspace) << " --run " << runName(run) << '\n';
    return 0;
}

void printSide(const char* name, const Json& claim, const std::string& value, const Json& task, const Json& supports) {
    std::cout << name << "  " << claim["sentence"].get<std::string>() << "\n   value " << value << "  ("
              << claim["basis"].get<std::string>() << ", task " << (task.is_string() ? task.get<std::string>() : "-")
              << ")\n";
    for (const auto& evidence : claim["evidence"])
        std::cout << "   " << placeText(evidence) << "  " << inOneLine(evidence["quote"].get<std::string>()) << '\n';
    for (const auto& place : supports)
        std::cout << "   the same in " << placeText(place) << "  " << inOneLine(place["quote"].get<std::string>())
                  << '\n';
}

/// What was kept of the side that lost.
void printDissent(const Json& json) {
    const auto dissent = json.find("dissent");
    if (dissent == json.end()) return;
    for (const auto& side : dissent->value("against", Json::array()))
        std::cout << "dissent: " << side["sentence"].get<std::string>() << " (side " << side["side"].get<std::string>()
                  << ", " << side["evidence"].size() << " places, " << side["tasks"].size() << " tasks)\n";
    if (const auto policy = dissent->find("policy"); policy != dissent->end())
        std::cout << "policy " << (*policy)["name"].get<std::string>() << ": " << (*policy)["reason"].get<std::string>()
                  << '\n';
}

/// What it would decide, in words.
void printDraft(const Json& draft) {
    const auto text = [&](const char* key) { return draft.value(key, std::string()); };
    std::cout << "draft: take " << text("take");
    if (const auto own = text("text"); !own.empty()) std::cout << ": " << inOneLine(own);
    if (const auto reason = text("reason"); !reason.empty()) std::cout << "; because: " << inOneLine(reason);
    std::cout << '\n';
}

Result<int> show(const Context& context, const ConflictOptions& options) {
    SKEIN_TRY(const auto opened, openForReading(options.workspace, 0));
    SKEIN_TRY(const auto id, runtime::findConflict(*opened.reader, opened.state, options.id));
    SKEIN_TRY(auto json, runtime::conflictJson(*opened.reader, opened.state, *opened.state.conflict(id), true));
    SKEIN_TRY(const auto facts, runtime::conflictFacts(*opened.reader, *opened.state.conflict(id)));
    json["supports"] = runtime::supportsOf(*opened.reader, opened.state, *opened.state.conflict(id), facts);
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
    std::cout << json["label"].get<std::string>() << " (" << json["id"] << ")  " << standing(json) << "  "
              << json["subject"].get<std::string>() << " " << json["predicate"].get<std::string>() << "\n"
              << reason << "\n\n";
    printSide("A", json["a"], coherence::describeValue(facts.a), json["task_a"], json["supports"]["a"]);
    printSide("B", json["b"], coherence::describeValue(facts.b), json["task_b"], json["supports"]["b"]);
    if (json.contains("decision_text")) std::cout << "\ndecided: " << json["decision_text"].get<std::string>() << '\n';
    printDissent(json);
    printTally(json);
    for (const auto& each : json["reopened"])
        std::cout << "reopened " << each["at"].get<std::string>() << ": " << each["reason"].get<std::string>() << '\n';
    if (json.contains("reopens"))
        std::cout << "decided before in run " << json["reopens"]["run"].get<std::string>()
                  << "; asked again because the sources say something else since\n";
    if (json.contains("draft") && json["draft"].is_object()) printDraft(json["draft"]);
    if (json.contains("answered_by") && json["answered_by"].is_string())
        std::cout << "task: " << json["answered_by"].get<std::string>() << '\n';
    printSettlement(options, json);
    std::cout << "\nwaiting for it:" << (json["blocked_tasks"].empty() ? " nothing" : "");
    for (const auto& task : json["blocked_tasks"]) std::cout << ' ' << task.get<std::string>();
    std::cout << '\n';
    return 0;
}

/// What one's own words are understood to say, as a line; empty without words.
std::string understood(const runtime::ConflictFacts& conflict, const std::string& text, const std::string& take) {
    if (text.empty()) return {};
    auto decided = conflict;
    decided.text = text;
    const auto own = runtime::ownClaim(decided);
    if (!own)
        return "your text states no value of " + conflict.a.subject +
               (take == "refine" ? ": the goal says it from now on, and whoever rests on it answers again\n"
                                 : ": it is kept as it is, and nothing is compared with it\n");
    return "your text is understood as: " + own->subject + " " + own->predicate + " " +
           coherence::describeValue(own->value) + "\n";
}

/// What a decision would come to, in words.
void printPreview(const Json& preview, const std::string& understood) {
    const std::size_t direct = preview["direct"].size();
    std::cout << counted(direct, "task") << (direct == 1 ? " runs" : " run") << " again at once, at most "
              << preview["at_most"].size() << " in all; ~" << preview["estimate_seconds"].dump() << " s, ~"
              << usdText(preview["estimate_usd"]) << " USD; "
              << counted(preview["claims_superseded"].get<std::size_t>(), "claim") << " superseded; "
              << counted(preview["dependents_released"].size(), "waiting task") << " can go on\n"
              << "at least ~" << preview["estimate_seconds_low"].dump() << " s, ~"
              << usdText(preview["estimate_usd_low"]) << " USD (" << preview["basis"].get<std::string>() << ")\n"
              << counted(preview["atoms_superseded"].get<std::size_t>(), "atom") << " superseded\n";
    std::cout << understood;
    if (preview["checks"].get<bool>()) std::cout << "one more task checks what holds\n";
    if (preview["opens_unknown"].get<bool>()) std::cout << "what is said then is compared anew\n";
    if (const auto& also = preview["also_settles"]; !also.empty()) {
        std::cout << "also settles " << also.size() << (also.size() == 1 ? " place that says" : " places that say")
                  << (preview.value("crowd", false) ? " the same, or another value than what holds then\n"
                                                    : " the same\n");
        for (const auto& place : also) std::cout << "  " << place.get<std::string>() << '\n';
    }
    for (const auto& closed : preview["closes"]) std::cout << "closes " << closed.get<std::string>() << '\n';
    for (const auto& opened : preview["opens"])
        std::cout << "opens " << opened["label"].get<std::string>() << ": " << opened["reason"].get<std::string>()
                  << '\n';
    for (const auto& part : preview["parts"])
        std::cout << "changes in the document: " << part.get<std::string>() << '\n';
    if (!preview["already_waiting"].empty())
        std::cout << preview["already_waiting"].size() << " more run again anyway, for earlier decisions\n";
    for (const auto& task : preview["direct"]) std::cout << "  " << task.get<std::string>() << '\n';
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
    if (!options.constraint.empty()) {
        if (!text.empty() || (!wanted.take.empty() && wanted.take != "refine"))
            return fail(ErrorCode::InvalidInput,
                        "conflicts resolve: --constraint belongs to --take refine, without --text");
        wanted.take = "refine";
        text = options.constraint;
    }
    const bool scoped =
        !options.aScope.empty() || !options.bScope.empty() || !options.aUntil.empty() || !options.bFrom.empty();
    if (scoped && wanted.take.empty()) wanted.take = "both-true";
    if (scoped && wanted.take != "both-true")
        return fail(ErrorCode::InvalidInput,
                    "conflicts resolve: --a-scope, --b-scope, --a-until and --b-from belong to --take both-true");
    if (wanted.take == "own-text" && text.empty())
        return fail(ErrorCode::InvalidInput, "conflicts resolve: --take own-text needs --text FILE");
    if (wanted.take == "refine" && text.empty())
        return fail(ErrorCode::InvalidInput, "conflicts resolve: --take refine needs --constraint TEXT");
    if (wanted.take.empty())
        return fail(ErrorCode::InvalidInput,
                    "conflicts resolve: give --take a|b|neither|not-a-conflict|combine|both-true|refine|regenerate, or "
                    "--text FILE");
    const bool textDecides = wanted.take == "own-text" || wanted.take == "combine" || wanted.take == "refine";
    SKEIN_TRY(const auto opened, openForReading(options.workspace, 0));
    SKEIN_TRY(const auto id, runtime::findConflict(*opened.reader, opened.state, options.id));
    SKEIN_TRY(const auto facts, runtime::conflictFacts(*opened.reader, *opened.state.conflict(id)));
    const auto label = runtime::conflictLabel(facts.a, facts.b);
    runtime::WorkbenchOptions workbench;
    workbench.path = options.workspace;
    workbench.recover = false;
    SKEIN_TRY(const auto bench, openWorkbench(context, workbench));
    Json params{{"conflict", id.value}, {"take", wanted.take}};
    const auto give = [&](const char* name, const std::string& value) {
        if (!value.empty()) params[name] = value;
    };
    give("a_scope", options.aScope);
    give("b_scope", options.bScope);
    give("a_until", options.aUntil);
    give("b_from", options.bFrom);
    if (options.replaces) params["replaces"] = *options.replaces;
    if (!text.empty()) params["text"] = text;
    if (options.dryRun) {
        auto called = bench->call("conflict.preview", params);
        if (!called) return rewrap(std::move(called).error(), label);
        auto preview = std::move(*called);
        const auto run = opened.state.conflict(id)->run;
        for (const char* list : {"direct", "at_most", "dependents_released", "already_waiting"})
            preview[list] = taskIds(opened, run, preview[list]);
        preview["label"] = label;
        Json closes = Json::array();
        for (const auto& other : preview["closes"]) {
            SKEIN_TRY(
                const auto closed,
                runtime::conflictFacts(*opened.reader, *opened.state.conflict(ConflictId{other.get<std::uint32_t>()})));
            closes.push_back(runtime::conflictLabel(closed.a, closed.b));
        }
        preview["closes"] = std::move(closes);
        if (context.json) {
            printJson(preview);
            return 0;
        }
        printPreview(preview, textDecides ? understood(facts, text, wanted.take) : std::string());
        return 0;
    }
    auto called = bench->call("conflict.resolve", params);
    if (!called) return rewrap(std::move(called).error(), label);
    auto answer = std::move(*called);
    answer["label"] = label;
    if (!context.json && textDecides) std::cout << understood(facts, text, wanted.take);
    if (context.json) {
        printJson(answer);
        return 0;
    }
    const auto run = opened.state.conflict(id)->run;
    if (answer.contains("task"))
        say(context, wanted.take == "neither" ? "a task checks what holds" : "its agent answers again");
    const bool note = !text.empty() && !textDecides;
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
    else if (answer.value("lapsed", false))
        say(context, "the decision about " + options.id +
                         " is undone; nobody states one of its sides any more, so the conflict has lapsed");
    else
        say(context, "the decision about " + options.id + " is undone; the conflict is open again in run " +
                         runName(run) +
                         (bench->attached() ? "; the host runs what follows from it"
                                            : "; go on with: " + resumeCommand(options, opened.state, run)));
    return 0;
}

}  // namespace

// `conflicts WS`, `conflicts WS list|show ID|resolve ID|undo ID|…`: the workspace comes first, so the verb is an
// argument.
void addConflictCommands(CLI::App& app, Context& context) {
    const auto options = std::make_shared<ConflictOptions>();
    const auto verb = std::make_shared<std::string>("list");
    auto* command = app.add_subcommand(
        "conflicts",
        "List, show, resolve and undo conflicts; hand them around; let policies settle them; trace them\n"
        "Examples: skeinctl conflicts work.skein resolve c-kwzrt --take a --dry-run\n"
        "          skeinctl conflicts work.skein defer c-kwzrt --until 2h\n"
        "          skeinctl conflicts work.skein policy preview source-rank --sources 'src/*,docs/*'\n"
        "          skeinctl conflicts work.skein policy on vote --votes 3 --quorum 2");
    command->add_option("workspace", options->workspace, "The .skein file")->required();
    command
        ->add_option("verb", *verb,
                     "list (default), show, resolve, undo, assign, defer, draft, propose, reopen, trace or policy")
        ->check(CLI::IsMember(
            {"list", "show", "resolve", "undo", "assign", "defer", "draft", "propose", "reopen", "trace", "policy"}));
    command->add_option("id", options->id,
                        "Label (c-kwzrt) or number of a conflict; for trace also words of the document; for policy: "
                        "list, on, off, preview, apply or escalate");
    command->add_option("name", options->name, "For policy: newer, source-rank, evidence or vote; for escalate a time");
    command
        ->add_option("--take", options->take, "a, b, neither, not-a-conflict, combine, both-true, refine or regenerate")
        ->check(CLI::IsMember(
            {"a", "b", "neither", "not-a-conflict", "own-text", "combine", "both-true", "refine", "regenerate"}));
    command->add_option("--text", options->textFile,
                        "A file with the statement that holds instead; with --take, a note kept with the decision");
    command->add_option("--a-scope", options->aScope,
                        "both-true: where side a holds (component, version, environment)");
    command->add_option("--b-scope", options->bScope, "both-true: where side b holds");
    command->add_option("--a-until", options->aUntil, "both-true: until when side a holds (RFC 3339)");
    command->add_option("--b-from", options->bFrom, "both-true: from when side b holds (RFC 3339)");
    command->add_option("--constraint", options->constraint, "refine: the constraint of the goal from now on");
    command->add_option("--replaces", options->replaces, "refine: number of the constraint it takes the place of");
    command->add_option("--owner", options->owner, "assign, defer, draft, propose: who has it in hand");
    command->add_option("--until", options->until, "defer: until when (RFC 3339, or 30m, 2h, 1d from now)");
    command->add_option("--reason", options->reason, "defer, draft, propose: why");
    command->add_option("--sources", options->sources,
                        "source-rank: path patterns and kinds of evidence, the best first, with commas between");
    command->add_option("--votes", options->votes, "policy vote: so many agents are asked, each on a model of its own");
    command->add_option("--quorum", options->quorum, "policy vote: so many of them have to agree; more than half");
    command->add_option("--most", options->most, "policy vote: agents asked in one run, 30 unless given");
    command->add_flag("--dry-run", options->dryRun, "Only show what would follow");
    command->add_flag("--all", options->all, "List settled conflicts too");
    command->add_option("--run", options->run, "Which run; by default the one in hand, else the latest");
    command->callback([&context, options, verb] {
        context.action = [&context, options, verb]() -> Result<int> {
            const bool ofPolicy = *verb == "policy";
            if (*verb == "list" && !options->id.empty())
                return fail(ErrorCode::InvalidInput,
                            "conflicts list: '" + elide(options->id, 60) + "' was not expected; show tells of one");
            if (*verb != "list" && !ofPolicy && options->id.empty())
                return fail(ErrorCode::InvalidInput,
                            "conflicts " + *verb + ": expected the label or number of a conflict");
            if (!ofPolicy && !options->name.empty())
                return fail(ErrorCode::InvalidInput,
                            "conflicts " + *verb + ": '" + elide(options->name, 60) + "' was not expected");
            const bool drafts = *verb == "draft" || *verb == "propose", applies = ofPolicy && options->id == "apply";
            const bool decides = !options->take.empty() || !options->textFile.empty();
            if ((decides && *verb != "resolve" && !drafts) || (options->dryRun && *verb != "resolve" && !applies))
                return fail(ErrorCode::InvalidInput,
                            "conflicts " + *verb + ": --take, --text and --dry-run belong to resolve");
            const bool terms = !options->aScope.empty() || !options->bScope.empty() || !options->aUntil.empty() ||
                               !options->bFrom.empty() || !options->constraint.empty() || options->replaces;
            if (terms && *verb != "resolve")
                return fail(ErrorCode::InvalidInput, "conflicts " + *verb +
                                                         ": --a-scope, --b-scope, --a-until, "
                                                         "--b-from, --constraint and --replaces belong to resolve");
            const bool moves = *verb == "defer" || drafts;
            if (!options->owner.empty() && *verb != "assign" && !moves)
                return fail(ErrorCode::InvalidInput,
                            "conflicts " + *verb + ": --owner belongs to assign, defer, draft and propose");
            if (!options->reason.empty() && !moves)
                return fail(ErrorCode::InvalidInput,
                            "conflicts " + *verb + ": --reason belongs to defer, draft and propose");
            if (options->all && *verb != "list")
                return fail(ErrorCode::InvalidInput, "conflicts " + *verb + ": --all belongs to list");
            if (!options->run.empty() && *verb != "list" && *verb != "trace" && !ofPolicy)
                return fail(
                    ErrorCode::InvalidInput,
                    "conflicts " + *verb +
                        ": --run belongs to list, trace and policy; a conflict is named by its label or number");
            if (!options->until.empty() && *verb != "defer")
                return fail(ErrorCode::InvalidInput, "conflicts " + *verb + ": --until belongs to defer");
            if (!options->sources.empty() && !ofPolicy)
                return fail(ErrorCode::InvalidInput, "conflicts " + *verb + ": --sources belongs to policy");
            if ((options->votes || options->quorum || options->most) && !ofPolicy)
                return fail(ErrorCode::InvalidInput,
                            "conflicts " + *verb + ": --votes, --quorum and --most belong to policy");
            if (*verb == "show") return show(context, *options);
            if (*verb == "resolve") return resolve(context, *options);
            if (*verb == "undo") return undo(context, *options);
            if (*verb == "trace") return traceConflicts(context, *options);
            if (ofPolicy) return policies(context, *options);
            if (*verb != "list") return markConflict(context, *options, *verb);
            return list(context, *options);
        };
    });
    addRuleCommands(app, context);
}

}  // namespace skein::cli
