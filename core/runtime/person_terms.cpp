#include "core/runtime/person_terms.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/coherence/judging.h"
#include "core/coherence/policy.h"
#include "core/coherence/rules.h"
#include "core/runtime/queries.h"
#include "core/runtime/source_dates.h"
#include "core/runtime/text_output.h"

namespace skein::runtime {
namespace {

constexpr std::size_t maxTerms = 200;                // rules of a person, or sources of a rank
constexpr std::size_t maxPatternBytes = 200;         // of a subject, predicate or path
constexpr std::string_view badInPattern = "[]{}\\";  // sets, alternatives and escapes of other patterns

bool isRule(std::string_view id) {
    const auto rules = coherence::rules();
    return std::any_of(rules.begin(), rules.end(), [&](const auto& rule) { return rule.id == id; });
}

Failure unknownRule(const std::string& id, const std::vector<AddedRule>& own = {}) {
    std::string known;
    for (const auto& rule : coherence::rules()) known += (known.empty() ? "" : ", ") + std::string(rule.id);
    for (const auto& rule : own) known += ", " + elide(rule.id, 60);
    return fail(ErrorCode::InvalidInput, "there is no rule '" + elide(id, 60) + "'; expected one of " + known);
}

Result<void> validShare(const std::optional<PerMille>& share, std::string_view what) {
    if (share && (*share < 0 || *share > 1'000))
        return fail(ErrorCode::InvalidInput, fmt::format("{}: expected 0 to 1", what));
    return {};
}

/// A pattern that is met by this text: what would mean something else in one is met by any byte.
std::string patternOf(std::string_view text) {
    std::string pattern(text.substr(0, maxPatternBytes - 1));
    for (char& c : pattern)
        if (badInPattern.find(c) != badInPattern.npos) c = '?';
    if (text.size() >= maxPatternBytes) pattern += '*';
    return pattern;
}

std::string taughtId(const ConflictFacts& conflict) { return "not-" + conflictLabel(conflict.a, conflict.b); }

/// Somebody looked at it: a policy that a person applied to many judges no rule.
bool judgedByPerson(const ConflictState& conflict) {
    return conflict.status == ConflictState::Status::Resolved && conflict.by == Decider::Person &&
           conflict.policy.empty();
}

}  // namespace

Result<CoherenceTerms> personTerms(const WorkspaceReader& reader, const State& state) {
    if (!state.coherence) return CoherenceTerms{};
    SKEIN_TRY(const auto json, reader.blobJson(state.coherence));
    return record::fromJson<CoherenceTerms>(json, "the terms for contradictions");
}

Result<void> validTerms(const CoherenceTerms& terms) {
    if (terms.rules.off.size() + terms.rules.tuned.size() + terms.rules.added.size() > maxTerms)
        return fail(ErrorCode::TooLarge, fmt::format("at most {} rules are switched, tuned and added", maxTerms));
    const auto& own = terms.rules.added;
    for (const auto& id : terms.rules.off)
        if (!isRule(id) && std::none_of(own.begin(), own.end(), [&](const auto& added) { return added.id == id; }))
            return unknownRule(id, own);
    for (const auto& tuning : terms.rules.tuned) {
        if (!isRule(tuning.rule)) return unknownRule(tuning.rule);
        SKEIN_CHECK(validShare(tuning.leastConfidence, tuning.rule + ": least confidence"));
        SKEIN_CHECK(validShare(tuning.tolerance, tuning.rule + ": tolerance"));
        if (tuning.tolerance && !coherence::comparesNumbers(tuning.rule))
            return fail(ErrorCode::InvalidInput, tuning.rule +
                                                     ": tolerance: this rule compares no amounts; expected "
                                                     "different-value, limit-clash or sum-mismatch");
    }
    std::set<std::string> names;
    for (const auto& added : terms.rules.added) {
        if (!isShortName(added.id) || isRule(added.id) || !names.insert(added.id).second)
            return fail(ErrorCode::InvalidInput,
                        fmt::format("the rule '{}': expected a name of 1-40 characters of [a-z0-9_-] that no other "
                                    "rule has",
                                    elide(added.id, 60)));
        if (!added.rule.empty() && !isRule(added.rule)) return unknownRule(added.rule);
        if (added.rule.empty() && added.subject.empty() && added.predicate.empty() && added.path.empty() &&
            !added.namesBoth())
            return fail(
                ErrorCode::InvalidInput,
                "the rule '" + added.id + "' would silence everything: expected a subject, predicate, path or rule");
        for (const auto* pattern : {&added.subject, &added.predicate, &added.path, &added.otherSubject,
                                    &added.otherPredicate, &added.otherPath}) {
            if (pattern->size() > maxPatternBytes || !isValidUtf8(*pattern))
                return fail(ErrorCode::InvalidInput, fmt::format("the rule '{}': expected patterns of at most {} bytes",
                                                                 added.id, maxPatternBytes));
            if (pattern->find_first_of(badInPattern) != pattern->npos)
                return fail(ErrorCode::InvalidInput,
                            fmt::format("the rule '{}': the pattern '{}': expected '*' for any text and '?' for one "
                                        "byte; brackets, braces and backslashes mean nothing here, '?' stands for them",
                                        added.id, elide(*pattern, 60)));
        }
    }
    if (terms.rules.judged && (*terms.rules.judged < 1 || *terms.rules.judged > coherence::mostVotesOfRun))
        return fail(ErrorCode::InvalidInput,
                    fmt::format("judge: expected 1 to {} pairs of statements in a run", coherence::mostVotesOfRun));
    std::set<std::string> policies;
    const auto known = coherence::policyNames();
    for (const auto& policy : terms.policies) {
        if (std::find(known.begin(), known.end(), policy.name) == known.end() || !policies.insert(policy.name).second)
            return fail(ErrorCode::InvalidInput, "the policy '" + elide(policy.name, 60) +
                                                     "': expected newer, source-rank, evidence or vote, each once");
        if (policy.sources.empty() == (policy.name == "source-rank") || policy.sources.size() > maxTerms)
            return fail(ErrorCode::InvalidInput,
                        fmt::format("source-rank, and no other policy, needs its sources, the best first: 1 to {} path "
                                    "patterns or kinds of evidence",
                                    maxTerms));
        const bool counts = policy.votes || policy.quorum || policy.most;
        if (counts && (policy.name != "vote" || !policy.votes))
            return fail(ErrorCode::InvalidInput, "votes, quorum and most belong to the policy vote, with votes");
        if (policy.votes && (*policy.votes < 2 || *policy.votes > coherence::mostVotes))
            return fail(ErrorCode::InvalidInput,
                        fmt::format("vote: expected 2 to {} votes, each on a model of its own", coherence::mostVotes));
        if (policy.quorum && (*policy.quorum <= *policy.votes / 2 || *policy.quorum > *policy.votes))
            return fail(ErrorCode::InvalidInput, fmt::format("vote: expected a quorum of {} to {} of {} votes",
                                                             *policy.votes / 2 + 1, *policy.votes, *policy.votes));
        if (policy.most && (*policy.most < *policy.votes || *policy.most > coherence::mostVotesOfRun))
            return fail(ErrorCode::InvalidInput, fmt::format("vote: expected {} to {} votes in one run", *policy.votes,
                                                             coherence::mostVotesOfRun));
    }
    if (terms.escalateAfter && *terms.escalateAfter <= Duration{})
        return fail(ErrorCode::InvalidInput, "conflicts go to the person after a time: expected one above 0");
    return {};
}

// That two names mean two things holds whatever is said of them. Of one name the decision is about these values alone,
// and holds while both are stated: a rule would silence what is said of it next.
std::optional<CoherenceTerms> taughtTerms(const CoherenceTerms& terms, const ConflictFacts& conflict) {
    const auto& rules = terms.rules;
    if (conflict.a.subject == conflict.b.subject) return std::nullopt;
    if (rules.off.size() + rules.tuned.size() + rules.added.size() >= maxTerms) return std::nullopt;
    AddedRule taught;
    taught.id = taughtId(conflict);
    if (std::any_of(rules.added.begin(), rules.added.end(), [&](const auto& each) { return each.id == taught.id; }))
        return std::nullopt;
    if (isRule(conflict.rule)) taught.rule = conflict.rule;
    taught.subject = patternOf(conflict.a.subject);
    taught.predicate = patternOf(conflict.a.predicate);
    taught.otherSubject = patternOf(conflict.b.subject);
    taught.otherPredicate = patternOf(conflict.b.predicate);
    auto more = terms;
    more.rules.added.push_back(std::move(taught));
    return more;
}

std::optional<CoherenceTerms> untaughtTerms(const CoherenceTerms& terms, const ConflictFacts& conflict) {
    auto fewer = terms;
    const auto id = taughtId(conflict);
    if (std::erase_if(fewer.rules.added, [&](const auto& each) { return each.id == id; }) == 0) return std::nullopt;
    std::erase(fewer.rules.off, id);
    return fewer;
}

Json votersJson(const WorkspaceReader& reader, const State& state) {
    Facts facts([&reader](const BlobRef& blob) { return reader.blob(blob); });
    facts.load(state);
    Json rows = Json::array();
    for (const auto& [model, reputation] : facts.reputations())
        rows.push_back({{"model", model},
                        {"agreed", reputation.agreed},
                        {"judged", reputation.judged},
                        {"weight", static_cast<double>(reputation.weight()) / 1e3}});
    return rows;
}

Result<command::ChangeCoherence> coherenceFromParams(Host& host, const Json& params) {
    if (!params.is_object() || !params.contains("terms"))
        return fail(ErrorCode::InvalidInput, "params.terms: expected an object");
    auto terms = record::fromJson<CoherenceTerms>(params["terms"], "params.terms");
    if (!terms) return fail(ErrorCode::InvalidInput, terms.error().message);
    SKEIN_CHECK(validTerms(*terms));
    return command::ChangeCoherence{host.put(record::encode(*terms).dump()), terms->escalateAfter};
}

Result<Json> rulesJson(const WorkspaceReader& reader, const State& state) {
    SKEIN_TRY(const auto terms, personTerms(reader, state));
    struct Count {
        std::size_t found = 0, right = 0, falseAlarms = 0;
    };
    std::map<std::string, Count> counts;
    for (const auto& conflict : state.conflicts) {
        SKEIN_TRY(const auto facts, conflictFacts(reader, conflict));
        // A pair that a model found nothing in is no conflict of any rule.
        if (conflict.judged && conflict.status != ConflictState::Status::Open &&
            conflict.status != ConflictState::Status::Resolved)
            continue;
        auto& count = counts[facts.rule];
        ++count.found;
        if (!judgedByPerson(conflict)) continue;
        ++(conflict.decision == Decision::NotAConflict ? count.falseAlarms : count.right);
    }
    Json rows = Json::array();
    for (const auto& rule : coherence::rules()) {
        const std::string id(rule.id);
        const auto& count = counts[id];
        const auto decided = count.right + count.falseAlarms;
        const auto& off = terms.rules.off;
        Json row{{"id", id},
                 {"title", rule.title},
                 {"explanation", rule.explanation},
                 {"on", std::find(off.begin(), off.end(), id) == off.end()},
                 {"own", false},
                 {"found", count.found},
                 {"right", count.right},
                 {"false_alarms", count.falseAlarms},
                 {"precision", decided == 0 ? Json(nullptr)
                                            : Json(static_cast<double>(count.right) / static_cast<double>(decided))}};
        for (const auto& tuning : terms.rules.tuned) {
            if (tuning.rule != id) continue;
            if (tuning.leastConfidence) row["least_confidence"] = static_cast<double>(*tuning.leastConfidence) / 1e3;
            if (tuning.tolerance) row["tolerance"] = static_cast<double>(*tuning.tolerance) / 1e3;
        }
        rows.push_back(std::move(row));
    }
    const auto& judged = counts["judge"];
    const auto decided = judged.right + judged.falseAlarms;
    rows.push_back(
        {{"id", "judge"},
         {"title", "Judged by a model"},
         {"explanation",
          "A model is asked whether two statements about one thing go together that no rule can compare: texts, with "
          "the places that state them. Its answer counts only where it quotes both. What it finds is opened for a "
          "person, holds nothing up, and no policy settles it. Costs one call for each pair; off unless switched on."},
         {"on", terms.rules.judged.has_value()},
         {"own", false},
         {"found", judged.found},
         {"right", judged.right},
         {"false_alarms", judged.falseAlarms},
         {"precision",
          decided == 0 ? Json(nullptr) : Json(static_cast<double>(judged.right) / static_cast<double>(decided))}});
    if (terms.rules.judged) rows.back()["most"] = *terms.rules.judged;
    for (const auto& added : terms.rules.added) {
        auto row = record::encode(added);
        const auto& off = terms.rules.off;
        row["own"] = true;
        row["on"] = std::find(off.begin(), off.end(), added.id) == off.end();
        row["title"] = added.id.starts_with("not-c-") ? "Not a contradiction, as a person said of " + added.id.substr(4)
                                                      : std::string("Never a contradiction");
        rows.push_back(std::move(row));
    }
    return rows;
}

Result<Json> policyPreview(const WorkspaceReader& reader, const State& state, const PolicyTerm& policy,
                           const SqliteIndex* index) {
    Facts facts([&reader](const BlobRef& blob) { return reader.blob(blob); });
    facts.load(state);
    Json changed = Json::array(), open = Json::array();
    std::size_t past = 0, same = 0, none = 0, unknown = 0;
    for (const auto& conflict : state.conflicts) {
        const bool isOpen = conflict.status == ConflictState::Status::Open;
        const bool decided = judgedByPerson(conflict);
        if (!isOpen && !decided) continue;
        if (conflict.judged) continue;  // no policy settles those
        SKEIN_TRY(const auto told, conflictFacts(reader, conflict));
        auto onSubject = facts.equalStatements(conflict.run, told.key, told.a);
        for (const auto& other : facts.equalStatements(conflict.run, told.key, told.b)) onSubject.push_back(other);
        // The sides themselves, where what stated them has run again since.
        for (const auto* side : {&told.a, &told.b})
            if (std::none_of(onSubject.begin(), onSubject.end(),
                             [&](const auto& held) { return held.claim.id == side->id; }))
                onSubject.push_back(
                    {*side, 0, conflict.run.value, side == &told.a ? conflict.taskA.value : conflict.taskB.value});
        const Contradiction pair{told.a.id, told.b.id, told.rule, told.reason};
        coherence::PolicyAdvice advice;
        if (!policy.votes) {
            if (index != nullptr && policy.name == "newer") dateBySources(*index, onSubject);
            SKEIN_TRY(advice, coherence::adviceOf(policy, pair, onSubject));
        } else if (const auto voices = coherence::voicesFromJson(
                       told.tally.is_object() ? told.tally.value("voices", Json::array()) : Json::array());
                   voices.size() == *policy.votes) {
            const auto counted = coherence::countVoices(voices, policy.quorum.value_or(*policy.votes / 2 + 1));
            advice = {coherence::choiceFromName(counted.verdict), counted.words};
            if (advice.choice == coherence::Choice::Neither) advice.choice.reset();
        } else {
            ++unknown;
            if (!isOpen) {
                ++past;
                continue;
            }
            advice.reason = fmt::format("{} agents would be asked; what they would say nobody knows", *policy.votes);
        }
        if (const auto stage = stageOf(conflict, wallNow()); isOpen && stage != ConflictStage::Open)
            advice = {std::nullopt,
                      fmt::format("somebody has it in hand ({})", nameIn(EnumNames<ConflictStage>::table, stage))};
        const auto word = advice.choice ? Json(coherence::choiceName(*advice.choice)) : Json(nullptr);
        Json row{{"id", conflict.conflict.value},
                 {"label", conflictLabel(told.a, told.b)},
                 {"run", "r-" + std::to_string(conflict.run.value)},
                 {"summary", conflictSummary(told)},
                 {"advice", word},
                 {"reason", advice.reason}};
        if (isOpen) {
            open.push_back(std::move(row));
            continue;
        }
        ++past;
        const auto decision = nameIn(EnumNames<Decision>::table, conflict.decision);
        row["decision"] = decision;
        if (!advice.choice) ++none;
        else if (word == decision) ++same;
        else changed.push_back(std::move(row));
    }
    return Json{{"policy", record::encode(policy)},
                {"past", past},
                {"would_change", std::move(changed)},
                {"same", same},
                {"no_advice", none},
                {"not_known", unknown},
                {"open", std::move(open)}};
}

}  // namespace skein::runtime
