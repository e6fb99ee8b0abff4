// The part of the executor that puts contradictions to agents: the judging tasks of a vote, what stands in their
// windows, and the counting of what they said.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/coherence/policy.h"
#include "core/coherence/rules.h"
#include "core/coherence/undecided.h"
#include "core/plan/plan_file.h"
#include "core/runtime/executor.h"
#include "core/runtime/settle_conflict.h"
#include "core/runtime/start_run.h"
#include "core/runtime/text_output.h"

namespace skein::runtime {
namespace {

constexpr std::size_t maxJudgedPlaces = 8;     // of one side
constexpr std::size_t maxJudgedQuote = 1'200;  // bytes of one place; the quotations of claims have 400

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

/// The models that could judge, each once, whoever offers it.
std::vector<Target> judgesAmong(const std::vector<routing::Offer>& offers) {
    std::vector<Target> judges;
    for (const auto& offer : offers) {
        const bool known = std::any_of(judges.begin(), judges.end(),
                                       [&](const Target& other) { return routing::sameModel(other, offer.target); });
        if (offer.refusal == Refusal::None && !offer.target.batch && !known) judges.push_back(offer.target);
    }
    return judges;
}

}  // namespace

coherence::JudgedSide Executor::judgedSide(const ConflictFacts& conflict, const Claim& claim) const {
    auto stated = m_world.facts.supporters(conflict.run, conflict.key, claim);
    const auto isItself = [&](const HeldClaim& held) { return held.claim.id == claim.id; };
    if (std::none_of(stated.begin(), stated.end(), isItself))
        stated.insert(stated.begin(), {claim, 0, conflict.run.value, 0});
    coherence::JudgedSide side;
    side.statement =
        claim.sentence.empty() ? claim.subject + " " + claim.predicate + " " + claim.value.text : claim.sentence;
    std::set<std::pair<std::string, std::string>> seen;
    for (const auto& held : stated)
        for (const auto& place : held.claim.evidence) {
            const auto source = place.path.empty() ? std::string("an agent's answer")
                                                   : fmt::format("{}:{}", place.path, place.lines.first);
            const auto quote = elide(place.quote.empty() ? held.claim.sentence : place.quote, maxJudgedQuote);
            if (side.evidence.size() < maxJudgedPlaces && seen.emplace(source, quote).second)
                side.evidence.push_back({source, quote});
        }
    return side;
}

Result<void> Executor::addQuestion(context::WindowRequest& request) const {
    SKEIN_TRY(const auto question, coherence::questionOf(request.task));
    const auto status = m_world.facts.statusOf(question.conflict);
    if (status != ConflictState::Status::Open && status != ConflictState::Status::Suspected)
        return fail(ErrorCode::InvalidInput,
                    "the contradiction " + question.label + " was settled before this agent was asked");
    const auto add = [&](const char* name, const coherence::JudgedSide& side) {
        const auto text = coherence::materialOf(side);
        request.dependencies.push_back({std::string("side ") + name, std::string("side ") + name, text, keyed(text)});
    };
    add("a", question.a);
    add("b", question.b);
    return {};
}

void Executor::perform(const effect::ConveneVote& e) {
    auto convened =
        e.refused.empty() ? convene(e) : Result<report::VoteConvened>(fail(ErrorCode::InvalidInput, e.refused));
    if (!convened)
        convened = report::VoteConvened{e.conflict,
                                        e.run,
                                        {},
                                        {},
                                        put(dumped({{"reason", convened.error().message},
                                                    {"voices", Json::array()},
                                                    {"words", convened.error().message}}))};
    m_report(*std::move(convened));
}

Result<report::VoteConvened> Executor::convene(const effect::ConveneVote& e) const {
    SKEIN_TRY(const auto detail, json(e.detail));
    SKEIN_TRY(auto conflict, conflictFromDetail(detail));
    conflict.run = e.run;
    coherence::Question question{e.conflict, conflictLabel(conflict.a, conflict.b), e.suspected,
                                 judgedSide(conflict, conflict.a), judgedSide(conflict, conflict.b)};
    SKEIN_TRY(const auto models, modelsOf(e.run));
    auto task = coherence::judgingTask(question, 1);
    std::vector<Target> judges;
    if (!models->offline()) {
        SKEIN_TRY(const auto offered, offersFor(*models, task, task.band.max, wallNow()));
        judges = judgesAmong(offered.offers);
    }
    if (judges.size() < e.votes) {
        std::string names;
        for (const auto& judge : judges) names += (names.empty() ? ": " : ", ") + judge.provider + "/" + judge.model;
        return fail(ErrorCode::InvalidInput,
                    fmt::format("a vote of {} asks {} different models, and this run can ask {}{}; a person decides",
                                e.votes, e.votes, judges.size(), elide(names, 1'000)));
    }
    SKEIN_TRY(const auto bytes, text(e.plan));
    SKEIN_TRY(auto plan, plan::parsePlan(bytes, "plan"));
    std::set<std::string> taken;
    for (const auto& each : plan.tasks) taken.insert(each.id);
    report::VoteConvened convened{e.conflict, e.run, {}, {}, {}};
    const auto planned = static_cast<std::uint32_t>(m_world.indexer.shapesOf(e.run).size());
    std::uint32_t number = 0;
    for (std::uint32_t vote = 1; vote <= e.votes; ++vote) {
        // The same contradiction may have been asked about before, and lapsed since.
        do task = coherence::judgingTask(question, ++number);
        while (taken.contains(task.id));
        plan.tasks.push_back(task);
        const std::map<std::string, TaskNo> numbers{{task.id, TaskNo{planned + vote}}};
        auto shape = shapeOf(task, numbers, [this](std::string content) { return put(std::move(content)); });
        shape.judges = e.conflict;
        convened.changed.push_back(std::move(shape));
    }
    convened.plan = put(dumped(plan::toJson(plan)));
    return convened;
}

void Executor::perform(const effect::CountVotes& e) {
    auto counted = count(e);
    if (!counted) {
        const auto words = counted.error().describe();
        const auto tally = put(dumped({{"voices", Json::array()}, {"words", words}, {"reason", words}}));
        counted = report::VotesCounted{e.conflict, e.run, {}, false, false, tally, {}, tally};
    }
    m_report(*std::move(counted));
}

Result<report::VotesCounted> Executor::count(const effect::CountVotes& e) const {
    SKEIN_TRY(const auto detail, json(e.detail));
    SKEIN_TRY(auto conflict, conflictFromDetail(detail));
    conflict.run = e.run;
    const auto reputations = m_world.facts.reputations();
    std::vector<coherence::Voice> voices;
    for (const auto& vote : e.votes) {
        coherence::Voice voice;
        if (!vote.output) {
            voice.problem = "nobody answered";
        } else {
            SKEIN_TRY(const auto task, spec(vote.spec));
            SKEIN_TRY(const auto question, coherence::questionOf(task));
            SKEIN_TRY(const auto answer, output(task, vote.output));
            voice = coherence::readVoice(question, answer);
        }
        if (!vote.by.model.empty()) voice.model = vote.by.provider + "/" + vote.by.model;
        if (const auto known = reputations.find(voice.model); known != reputations.end())
            voice.weight = known->second.weight();
        voices.push_back(std::move(voice));
    }
    const auto counted = coherence::countVoices(voices, e.quorum);
    Json tally{{"voices", coherence::toJson(voices)}, {"words", counted.words}};
    report::VotesCounted report{e.conflict, e.run, {}, false, false, {}, {}, {}};
    if (e.suspected) {
        report.contradicts = counted.verdict == "contradiction";
        report.tally = put(dumped(tally));
        return report;
    }
    if (counted.verdict == "a" || counted.verdict == "b") {
        report.decision = counted.verdict == "a" ? Decision::TakeA : Decision::TakeB;
        auto dissent = dissentOf(m_world.facts, conflict, *report.decision);
        dissent["policy"] = {{"name", "vote"}, {"reason", counted.words}};
        dissent["vote"] = std::move(tally);
        report.dissent = put(dumped(dissent));
        return report;
    }
    // Scopes and times are in no verdict, and a check costs money: a person says so, or something else.
    Json note{{"reason", counted.words}};
    if (counted.verdict == "both-true" || counted.verdict == "neither") {
        report.proposes = true;
        note["take"] = counted.verdict;
    }
    report.tally = put(dumped(tally));
    report.note = put(dumped(note));
    return report;
}

void Executor::addUndecided(RunId run, TaskNo task, const std::set<std::string>& reported,
                            report::ClaimsCompared& compared) {
    const auto facts = m_world.facts.run(run);
    const auto most = facts.coherence.rules.judged;
    if (!most || *most == 0 || !facts.models || facts.models->offline()) return;
    const auto own = m_world.facts.claimsOf(run, task), all = m_world.facts.about(run, task);
    for (const auto& [first, second] : coherence::undecidedPairs(own, all)) {
        const HeldClaim *a = &all[first], *b = &all[second];
        const auto pair = contestedPair(a->claim, b->claim);
        if (reported.contains(pair) || m_world.facts.pairSeen(a->claim, b->claim)) continue;
        if (!coherence::admits(facts.coherence.rules, "judge", a->claim, b->claim)) continue;
        const auto key = contestedKey(a->claim, b->claim);
        if (!m_sourceOrder.isFirst(run, key, a->claim, b->claim).value_or(true)) std::swap(a, b);
        report::FoundConflict entry;
        entry.runA = entry.runB = run;
        entry.taskA = TaskNo{a->task};
        entry.taskB = TaskNo{b->task};
        entry.pair = keyed(std::to_string(run.value) + " " + pair);
        entry.topic = keyed(std::to_string(run.value) + " topic " + key);
        entry.suspected = true;
        entry.vote = report::VoteCall{1, 1, *most};
        entry.detail = put(dumped(conflictDetail(a->claim, b->claim, "judge",
                                                 "no rule can say whether the two go together; a model was asked")));
        compared.conflicts.push_back(std::move(entry));
    }
}

}  // namespace skein::runtime
