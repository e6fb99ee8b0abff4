// rules: which rules look for contradictions, how right each has been, and the person's word about them.
#include <algorithm>
#include <cmath>
#include <iostream>

#include "app/skeinctl/conflict_actions.h"
#include "core/base/text.h"
#include "core/coherence/judging.h"
#include "core/runtime/person_terms.h"

namespace skein::cli {
namespace {

struct RuleOptions {
    std::string workspace, verb = "list", id;
    std::string subject, predicate, path, rule;
    std::optional<double> leastConfidence, tolerance;
    std::optional<std::uint32_t> most;
};

void printRule(const Json& row, bool whole) {
    std::cout << row["id"].get<std::string>() << (row["on"].get<bool>() ? "  on " : "  off") << "  "
              << row["title"].get<std::string>();
    if (row.contains("found")) {
        std::cout << "  found " << row["found"];
        if (row["precision"].is_null()) std::cout << ", nobody has judged it";
        else
            std::cout << ", right " << row["right"] << " of "
                      << row["right"].get<int>() + row["false_alarms"].get<int>() << " judged";
    }
    for (const char* key : {"least_confidence", "tolerance", "rule", "subject", "predicate", "path", "other_subject",
                            "other_predicate", "other_path", "most"})
        if (row.contains(key)) std::cout << "  " << key << ' ' << row[key].dump();
    std::cout << '\n';
    if (whole && row.contains("explanation")) std::cout << "  " << row["explanation"].get<std::string>() << '\n';
}

Result<PerMille> share(double value, const char* name) {
    if (!(value >= 0 && value <= 1))
        return fail(ErrorCode::InvalidInput, std::string(name) + ": expected a share from 0 to 1");
    return static_cast<PerMille>(std::lround(value * 1'000));
}

Result<void> tune(const RuleOptions& options, RuleTerms& rules) {
    if (!options.leastConfidence && !options.tolerance)
        return fail(ErrorCode::InvalidInput, "rules tune: expected --least-confidence X or --tolerance X, from 0 to 1");
    auto found =
        std::find_if(rules.tuned.begin(), rules.tuned.end(), [&](const auto& each) { return each.rule == options.id; });
    if (found == rules.tuned.end()) found = rules.tuned.insert(rules.tuned.end(), RuleTuning{options.id, {}, {}});
    if (options.leastConfidence) {
        SKEIN_TRY(found->leastConfidence, share(*options.leastConfidence, "--least-confidence"));
    }
    if (options.tolerance) { SKEIN_TRY(found->tolerance, share(*options.tolerance, "--tolerance")); }
    return {};
}

std::string doneBy(const std::string& verb) {
    return verb == "tune" ? "tuned" : verb == "add" ? "added" : verb == "remove" ? "removed" : verb;
}

Result<int> rules(const Context& context, const RuleOptions& options) {
    SKEIN_TRY(const auto opened, openForReading(options.workspace, 0, false));
    if (options.verb == "list" || options.verb == "show") {
        SKEIN_TRY(const auto rows, runtime::rulesJson(*opened.reader, opened.state));
        if (options.verb == "list") {
            if (context.json) printJson({{"rules", rows}});
            else
                for (const auto& row : rows) printRule(row, false);
            return 0;
        }
        for (const auto& row : rows)
            if (row["id"] == options.id) {
                if (context.json) printJson(row);
                else printRule(row, true);
                return 0;
            }
        return fail(ErrorCode::NotFound,
                    "there is no rule '" + elide(options.id, 60) + "'; `skeinctl rules WS` lists them");
    }
    SKEIN_TRY(auto terms, runtime::personTerms(*opened.reader, opened.state));
    auto& off = terms.rules.off;
    const auto own = [&](const AddedRule& added) { return added.id == options.id; };
    if (options.id == "judge" && (options.verb == "on" || options.verb == "off")) {
        terms.rules.judged.reset();
        if (options.verb == "on") terms.rules.judged = options.most.value_or(coherence::usualMostJudged);
    } else if (options.verb == "off") {
        if (std::find(off.begin(), off.end(), options.id) == off.end())
            off.insert(std::upper_bound(off.begin(), off.end(), options.id), options.id);
    } else if (options.verb == "on") {
        RuleTerms named;
        named.off = {options.id};
        named.added = terms.rules.added;
        SKEIN_CHECK(runtime::validTerms({named, {}, {}}));
        std::erase(off, options.id);
        std::erase_if(terms.rules.tuned, [&](const auto& each) { return each.rule == options.id; });
    } else if (options.verb == "tune") {
        SKEIN_CHECK(tune(options, terms.rules));
    } else if (options.verb == "add") {
        terms.rules.added.push_back({options.id, options.rule, options.subject, options.predicate, options.path});
    } else if (std::erase_if(terms.rules.added, own) == 0)
        return fail(ErrorCode::NotFound, "no rule of yours is called '" + elide(options.id, 60) + "'");
    else std::erase(off, options.id);
    SKEIN_CHECK(runtime::validTerms(terms));
    runtime::WorkbenchOptions workbench;
    workbench.path = options.workspace;
    workbench.recover = false;
    SKEIN_TRY(const auto bench, openWorkbench(context, workbench));
    SKEIN_TRY([[maybe_unused]] const auto changed, bench->call("coherence.change", {{"terms", record::encode(terms)}}));
    if (context.json)
        printJson({{"rule", options.id}, {"change", options.verb}, {"terms", record::encode(terms.rules)}});
    else
        say(context, "rule " + options.id + " is " + doneBy(options.verb) + " for runs that begin from now on" +
                         (options.id == "judge" && options.verb == "on"
                              ? "; it asks the models of the run, and those on the offline provider have none"
                              : ""));
    return 0;
}

}  // namespace

void addRuleCommands(CLI::App& app, Context& context) {
    const auto options = std::make_shared<RuleOptions>();
    auto* command = app.add_subcommand(
        "rules",
        "The rules that look for contradictions: how right each has been; switch, tune and add them\n"
        "Examples: skeinctl rules work.skein\n"
        "          skeinctl rules work.skein tune different-value --tolerance 0.01\n"
        "          skeinctl rules work.skein add examples --path 'examples/*'\n"
        "          skeinctl rules work.skein on judge --most 20");
    command->add_option("workspace", options->workspace, "The .skein file")->required();
    command->add_option("verb", options->verb, "list (default), show, on, off, tune, add or remove")
        ->check(CLI::IsMember({"list", "show", "on", "off", "tune", "add", "remove"}));
    command->add_option("id", options->id, "The rule, as the list names it; for add a new name");
    command->add_option("--least-confidence", options->leastConfidence, "tune: both claims must be so sure, 0 to 1");
    command->add_option("--tolerance", options->tolerance,
                        "tune: numbers that differ by so small a share agree, 0 to 1");
    command->add_option("--subject", options->subject, "add: pairs about what matches this pattern never contradict");
    command->add_option("--predicate", options->predicate, "add: the same for what is said of it");
    command->add_option("--path", options->path, "add: the same for files that state it");
    command->add_option("--rule", options->rule, "add: only for pairs that this rule finds");
    command->add_option("--most", options->most, "on judge: pairs put to a model in one run, 20 unless given");
    command->callback([&context, options] {
        context.action = [&context, options]() -> Result<int> {
            if (options->verb != "list" && options->id.empty())
                return fail(ErrorCode::InvalidInput, "rules " + options->verb + ": expected the name of a rule");
            if (options->verb == "list" && !options->id.empty())
                return fail(ErrorCode::InvalidInput,
                            "rules list: '" + elide(options->id, 60) + "' was not expected; show tells of one rule");
            const bool tuned = options->leastConfidence || options->tolerance;
            const bool added = !options->subject.empty() || !options->predicate.empty() || !options->path.empty() ||
                               !options->rule.empty();
            if ((tuned && options->verb != "tune") || (added && options->verb != "add"))
                return fail(ErrorCode::InvalidInput,
                            "rules " + options->verb +
                                ": --least-confidence and --tolerance belong to tune, --subject, "
                                "--predicate, --path and --rule to add");
            if (options->most && !(options->verb == "on" && options->id == "judge"))
                return fail(ErrorCode::InvalidInput, "rules " + options->verb + ": --most belongs to on judge");
            return rules(context, *options);
        };
    });
}

}  // namespace skein::cli
