#include "app/skeinctl/conflict_actions.h"

#include <charconv>
#include <iostream>
#include <set>

#include "app/skeinctl/memory_past.h"
#include "core/base/text.h"
#include "core/coherence/judging.h"
#include "core/runtime/conflict_list.h"
#include "core/runtime/executor.h"
#include "core/runtime/person_terms.h"
#include "core/runtime/text_output.h"

namespace skein::cli {
namespace {

constexpr std::size_t maxTextFileBytes = 4'096;

/// "30m", "2h", "1d": a span above 0, at most ten years.
Result<Duration> parseSpan(const std::string& text) {
    std::int64_t count = 0;
    const auto* last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, count);
    const std::int64_t unit = end + 1 != last ? 0
                              : *end == 's'   ? 1
                              : *end == 'm'   ? 60
                              : *end == 'h'   ? 3'600
                              : *end == 'd'   ? 86'400
                                              : 0;
    if (error != std::errc{} || unit == 0 || count < 1 || count > 315'360'000 / unit)
        return fail(ErrorCode::InvalidInput, "'" + elide(text, 60) + "': expected a span such as 30m, 2h or 1d");
    return seconds(count * unit);
}

Result<std::string> parseUntil(const std::string& text) {
    if (const auto span = parseSpan(text)) return formatInstant(runtime::wallNow() + *span);
    const auto instant = parseInstant(text);
    if (!instant)
        return fail(ErrorCode::InvalidInput,
                    "--until '" + elide(text, 60) + "': expected a time such as 2026-03-01T07:00:00Z, or 30m, 2h, 1d");
    return formatInstant(*instant);
}

Result<std::unique_ptr<runtime::Workbench>> recorder(const Context& context, const std::string& workspace) {
    runtime::WorkbenchOptions options;
    options.path = workspace;
    options.recover = false;
    return openWorkbench(context, options);
}

Result<void> changeTerms(const Context& context, const std::string& workspace, const CoherenceTerms& terms) {
    SKEIN_CHECK(runtime::validTerms(terms));
    SKEIN_TRY(const auto bench, recorder(context, workspace));
    SKEIN_TRY([[maybe_unused]] const auto changed, bench->call("coherence.change", {{"terms", record::encode(terms)}}));
    return {};
}

std::vector<std::string> sourceList(const std::string& text) {
    std::vector<std::string> sources;
    for (const auto part : split(text, ','))
        if (const auto source = trim(part); !source.empty()) sources.emplace_back(source);
    return sources;
}

void printAdvice(const Json& rows, const char* title) {
    for (const auto& row : rows) {
        std::cout << title << ' ' << row["label"].get<std::string>() << ' ';
        if (row.contains("decision")) std::cout << '(' << row["decision"].get<std::string>() << ") ";
        std::cout << "-> " << (row["advice"].is_string() ? row["advice"].get<std::string>() : "a person") << ": "
                  << row["reason"].get<std::string>() << "\n    " << row["summary"].get<std::string>() << '\n';
    }
}

/// The advice of a policy, with the dates of files where it asks for dates.
Result<Json> adviceFrom(const Context& context, const ConflictOptions& options, const Opened& opened,
                        const PolicyTerm& policy) {
    std::unique_ptr<runtime::SqliteIndex> index;
    if (policy.name == "newer") { SKEIN_TRY(index, openIndex(context, options.workspace)); }
    return runtime::policyPreview(*opened.reader, opened.state, policy, index.get());
}

Result<int> preview(const Context& context, const ConflictOptions& options, const Opened& opened,
                    const PolicyTerm& policy) {
    SKEIN_TRY(const auto told, adviceFrom(context, options, opened, policy));
    if (context.json) {
        printJson(told);
        return 0;
    }
    std::cout << "would have changed " << told["would_change"].size() << " of " << told["past"] << " past decisions; "
              << told["same"] << " the same, " << told["no_advice"] << " left to a person\n";
    if (told["not_known"] > 0)
        std::cout << "of " << told["not_known"]
                  << " nobody knows: no such vote was held about them, and what agents would say is not to be told\n";
    printAdvice(told["would_change"], "changes");
    printAdvice(told["open"], "open   ");
    return 0;
}

/// Settles the open conflicts of the run for which the policy has an answer.
Result<int> apply(const Context& context, const ConflictOptions& options, const Opened& opened,
                  const PolicyTerm& policy) {
    SKEIN_TRY(auto told, adviceFrom(context, options, opened, policy));
    Json answered = Json::array(), refused = Json::array();
    for (auto& row : told["open"])
        if (row["advice"].is_string() && row["run"] == "r-" + std::to_string(opened.run.value))
            answered.push_back(std::move(row));
    if (!options.dryRun && !answered.empty()) {
        SKEIN_TRY(const auto bench, recorder(context, options.workspace));
        Json settled = Json::array();
        for (const auto& row : answered) {
            const Json params{
                {"conflict", row["id"]}, {"take", row["advice"]}, {"text", row["reason"]}, {"policy", policy.name}};
            // One that was settled a moment ago may have dropped what this one would take.
            auto outcome = row;
            if (const auto done = bench->call("conflict.resolve", params); done) settled.push_back(std::move(outcome));
            else if (done.error().code != ErrorCode::InvalidInput) return Failure(done.error());
            else outcome["reason"] = done.error().message, refused.push_back(std::move(outcome));
        }
        answered = std::move(settled);
    }
    if (context.json)
        printJson({{"policy", policy.name}, {"settled", answered}, {"refused", refused}, {"dry_run", options.dryRun}});
    else {
        std::cout << (options.dryRun ? "would settle " : "settled ") << answered.size() << " of " << told["open"].size()
                  << " open conflicts\n";
        printAdvice(answered, "");
        printAdvice(refused, "left to a person:");
    }
    return 0;
}

/// "vote of 3 agents, each on a model of its own; 2 have to agree; at most 30 are asked in a run".
std::string describe(const PolicyTerm& policy) {
    std::string words = policy.name;
    for (const auto& source : policy.sources) words += " " + source;
    if (!policy.votes) return words + (policy.name == "vote" ? ": of the sources, one each" : "");
    return words + " of " + std::to_string(*policy.votes) + " agents, each on a model of its own; " +
           std::to_string(policy.quorum.value_or(*policy.votes / 2 + 1)) + " have to agree; at most " +
           std::to_string(policy.most.value_or(coherence::usualMostVotes)) + " are asked in a run";
}

Json escalateSeconds(const CoherenceTerms& terms) {
    return terms.escalateAfter ? Json(terms.escalateAfter->value / 1'000'000) : Json(nullptr);
}

/// A span as a person would give it: "2h", "90m", "45s".
std::string spanText(Duration span) {
    const auto seconds = span.value / 1'000'000;
    if (seconds % 86'400 == 0) return std::to_string(seconds / 86'400) + "d";
    if (seconds % 3'600 == 0) return std::to_string(seconds / 3'600) + "h";
    if (seconds % 60 == 0) return std::to_string(seconds / 60) + "m";
    return std::to_string(seconds) + "s";
}

Result<int> listPolicies(const Context& context, const Opened& opened, const CoherenceTerms& terms) {
    const auto policies = record::encode(terms.policies);
    const auto voters = runtime::votersJson(*opened.reader, opened.state);
    // What a run was begun with comes before these, and is its own.
    Json runs = Json::array();
    for (const auto& run : opened.state.runs)
        if (run.onConflict != ConflictPolicy::Ask)
            runs.push_back({{"run", "r-" + std::to_string(run.run.value)},
                            {"on_conflict", nameIn(EnumNames<ConflictPolicy>::table, run.onConflict)}});
    if (context.json) {
        printJson(
            {{"policies", policies}, {"runs", runs}, {"voters", voters}, {"escalate_seconds", escalateSeconds(terms)}});
        return 0;
    }
    if (terms.policies.empty())
        std::cout << (runs.empty() ? "no policy settles anything: a person decides\n"
                                   : "no policy settles anything in runs that begin from now on: a person decides\n");
    for (const auto& run : runs)
        std::cout << "run " << run["run"].get<std::string>() << " was begun with --on-conflict "
                  << run["on_conflict"].get<std::string>() << ", which comes first there\n";
    for (std::size_t i = 0; i < terms.policies.size(); ++i) {
        std::cout << i + 1 << ". " << describe(terms.policies[i]) << '\n';
    }
    for (const auto& voter : voters)
        std::cout << "   " << voter["model"].get<std::string>() << ": agreed with people in " << voter["agreed"]
                  << " of " << voter["judged"] << ", weight " << voter["weight"] << '\n';
    if (terms.escalateAfter)
        std::cout << "what nobody settles goes to the person after " << spanText(*terms.escalateAfter) << '\n';
    return 0;
}

}  // namespace

Result<int> markConflict(const Context& context, const ConflictOptions& options, const std::string& verb) {
    SKEIN_TRY(const auto opened, openForReading(options.workspace, 0));
    SKEIN_TRY(const auto id, runtime::findConflict(*opened.reader, opened.state, options.id));
    Json params{{"conflict", id.value}};
    const auto& conflict = *opened.state.conflict(id);
    const auto& mark = conflict.mark;
    if (verb == "reopen" && conflict.status == ConflictState::Status::Open &&
        (!mark || mark->stage == ConflictStage::Open))
        return fail(ErrorCode::InvalidInput, options.id +
                                                 " is open already; 'reopen' takes back a deferral, a draft or "
                                                 "a proposal, 'undo' a decision");
    params["stage"] = verb == "defer"     ? "deferred"
                      : verb == "draft"   ? "drafting"
                      : verb == "propose" ? "proposed"
                      : verb == "assign"
                          ? nameIn(EnumNames<ConflictStage>::table,
                                   mark && mark->stage != ConflictStage::Deferred ? mark->stage : ConflictStage::Open)
                          : "open";
    if (verb == "assign" && options.owner.empty())
        return fail(ErrorCode::InvalidInput, "conflicts assign: expected --owner NAME");
    if ((verb == "draft" || verb == "propose") && options.take.empty() && options.textFile.empty())
        return fail(ErrorCode::InvalidInput,
                    "conflicts " + verb + ": expected what it would decide: --take, or --text FILE");
    if (!options.owner.empty()) params["owner"] = options.owner;
    if (!options.until.empty()) { SKEIN_TRY(params["until"], parseUntil(options.until)); }
    if (!options.reason.empty()) params["reason"] = options.reason;
    if (!options.textFile.empty()) {
        SKEIN_TRY(const auto text, readInput(options.textFile, maxTextFileBytes));
        params["text"] = std::string(trim(text));
        params["take"] = options.take.empty() ? "own-text" : options.take;
    } else if (!options.take.empty()) params["take"] = options.take;
    SKEIN_TRY(const auto bench, recorder(context, options.workspace));
    const auto answer = bench->call("conflict.mark", params);
    if (!answer) return rewrap(answer.error(), options.id);
    if (context.json) printJson(params);
    else
        say(context,
            options.id + " is " + params["stage"].get<std::string>() +
                (params.contains("until") ? " until " + params["until"].get<std::string>() : "") +
                (options.owner.empty() ? "" : ", in the hands of " + options.owner) +
                (verb == "assign" && mark && mark->stage == ConflictStage::Deferred ? "; it is not deferred any more"
                                                                                    : ""));
    return 0;
}

Result<int> policies(const Context& context, const ConflictOptions& options) {
    const std::string action = options.id.empty() ? "list" : options.id;
    SKEIN_TRY(const auto number, parseRun(options.run));
    SKEIN_TRY(const auto opened, openForReading(options.workspace, number, action == "apply"));
    SKEIN_TRY(auto terms, runtime::personTerms(*opened.reader, opened.state));
    if (action == "list") return listPolicies(context, opened, terms);
    if (options.name.empty())
        return fail(ErrorCode::InvalidInput, "conflicts policy " + elide(action, 40) + ": expected " +
                                                 (action == "escalate" ? "a time such as 30m, or never"
                                                                       : "newer, source-rank, evidence or vote"));
    if (action == "escalate") {
        terms.escalateAfter.reset();
        if (options.name != "never") { SKEIN_TRY(terms.escalateAfter, parseSpan(options.name)); }
        SKEIN_CHECK(changeTerms(context, options.workspace, terms));
        if (context.json) printJson({{"policy", "escalate"}, {"escalate_seconds", escalateSeconds(terms)}});
        else
            say(context, options.name == "never" ? "conflicts are left where they are"
                                                 : "what nobody settles goes to the person after " + options.name);
        return 0;
    }
    const auto held = std::find_if(terms.policies.begin(), terms.policies.end(),
                                   [&](const auto& policy) { return policy.name == options.name; });
    PolicyTerm policy{options.name, sourceList(options.sources), options.votes, options.quorum, options.most};
    const bool plain = policy.sources.empty() && !policy.votes && !policy.quorum && !policy.most;
    if (plain && held != terms.policies.end()) policy = *held;
    if (action == "on") {
        if (held != terms.policies.end()) *held = policy;
        else terms.policies.push_back(policy);
    } else if (action == "off") {
        if (held == terms.policies.end())
            return fail(ErrorCode::InvalidInput, "the policy '" + elide(options.name, 40) + "' is not on");
        terms.policies.erase(held);
    } else if (action == "preview" || action == "apply") {
        SKEIN_CHECK(runtime::validTerms({{}, {policy}, {}}));
        return action == "preview" ? preview(context, options, opened, policy)
                                   : apply(context, options, opened, policy);
    } else
        return fail(
            ErrorCode::InvalidInput,
            "conflicts policy: expected list, on, off, preview, apply or escalate, found '" + elide(action, 40) + "'");
    SKEIN_CHECK(changeTerms(context, options.workspace, terms));
    if (context.json)
        printJson({{"policy", options.name}, {"on", action == "on"}, {"policies", record::encode(terms.policies)}});
    else say(context, "the policy " + options.name + " is " + action + " for runs that begin from now on");
    return 0;
}

void printTally(const Json& conflict) {
    const auto tally = conflict.find("tally");
    if (tally == conflict.end() || !tally->is_object()) return;
    const auto voices = coherence::voicesFromJson(tally->value("voices", Json::array()));
    std::cout << (voices.empty() ? "nobody was asked: " : "asked: ") << tally->value("words", "") << '\n';
    for (const auto& voice : voices) {
        std::cout << "  " << (voice.model.empty() ? "nobody" : voice.model) << ": "
                  << (voice.verdict.empty() ? "nothing" : voice.verdict) << " (weight "
                  << static_cast<double>(voice.weight) / 1e3 << ")";
        if (!voice.problem.empty()) std::cout << ", does not count: " << voice.problem;
        std::cout << '\n';
        for (const auto* quote : {&voice.quote, &voice.otherQuote})
            if (!quote->empty()) std::cout << "    \"" << elide(inOneLine(*quote), 160) << "\"\n";
        if (!voice.reason.empty()) std::cout << "    " << elide(inOneLine(voice.reason), 200) << '\n';
    }
}

std::string placeText(const Json& place) {
    const auto path = place["path"].get<std::string>();
    if (!path.empty()) return path + ":" + place["first"].dump();
    const auto task = place.find("task");
    return task != place.end() && task->is_string() ? "the answer of " + task->get<std::string>() : "an answer";
}

std::string inOneLine(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

Result<int> traceConflicts(const Context& context, const ConflictOptions& options) {
    SKEIN_TRY(const auto number, parseRun(options.run));
    SKEIN_TRY(const auto opened, openForReading(options.workspace, number));
    const auto id = runtime::findConflict(*opened.reader, opened.state, options.id);
    if (!id) {
        SKEIN_TRY(const auto told, runtime::traceText(*opened.reader, opened.state, opened.run, options.id));
        if (context.json) {
            printJson(told);
            return 0;
        }
        for (const auto& statement : told["statements"]) {
            std::cout << "line " << statement["line"] << "  " << statement["section"].get<std::string>() << ": "
                      << statement["text"].get<std::string>() << '\n';
            for (const auto& cite : statement["cites"])
                std::cout << "  rests on " << cite["path"].get<std::string>() << ':' << cite["first"] << '-'
                          << cite["last"] << '\n';
            for (const auto& window : statement["windows"])
                std::cout << "  seen by " << window["task"].get<std::string>() << " attempt " << window["attempt"]
                          << " (" << window["segments"].size() << " segments)\n";
            for (const auto& conflict : statement["conflicts"]) {
                const auto label = conflict.get<std::string>();
                std::cout << "  in conflict " << label << '\n';
                if (const auto text = statement["decisions"].find(label); text != statement["decisions"].end())
                    std::cout << "    decided: " << text->get<std::string>() << '\n';
            }
        }
        return 0;
    }
    SKEIN_TRY(const auto told, runtime::traceConflict(*opened.reader, opened.state, *id));
    if (context.json) {
        printJson(told);
        return 0;
    }
    std::cout << told["label"].get<std::string>() << "  " << told["reason"].get<std::string>() << '\n';
    for (const auto& claim : told["claims"]) {
        std::cout << "side " << claim["side"].get<std::string>() << ": " << claim["sentence"].get<std::string>() << " ("
                  << claim["basis"].get<std::string>() << ")\n";
        std::set<std::string> lines;  // several tasks may have read the same line
        for (const auto& [places, words] : {std::pair(&claim["evidence"], ""), {&claim["supports"], "the same in "}})
            for (const auto& place : *places)
                if (const auto line = placeText(place) + "  " + elide(place["quote"].get<std::string>(), 120);
                    lines.insert(line).second)
                    std::cout << "  " << words << line << '\n';
        for (const auto& task : claim["made_by"]) std::cout << "  claimed by " << task.get<std::string>() << '\n';
        for (const auto& window : claim["windows"])
            std::cout << "  in the window of " << window["task"].get<std::string>() << " attempt " << window["attempt"]
                      << '\n';
    }
    if (told.contains("decision_text")) std::cout << "decided: " << told["decision_text"].get<std::string>() << '\n';
    printTally(told);
    for (const auto& line : told["deliverable"])
        std::cout << "in the document: line " << line["line"] << "  " << line["section"].get<std::string>() << ": "
                  << line["text"].get<std::string>() << '\n';
    return 0;
}

}  // namespace skein::cli
