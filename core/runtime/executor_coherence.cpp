// The part of the executor that extracts and compares claims and finds what a decision touches.
#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "core/base/limits.h"
#include "core/coherence/crowds.h"
#include "core/coherence/extract.h"
#include "core/coherence/policy.h"
#include "core/coherence/resolve.h"
#include "core/coherence/rules.h"
#include "core/plan/proposal.h"
#include "core/runtime/executor.h"
#include "core/runtime/marks.h"
#include "core/runtime/repeats.h"
#include "core/runtime/settle_conflict.h"
#include "core/runtime/source_dates.h"
#include "core/runtime/text_output.h"

namespace skein::runtime {
namespace {

/// Contradictions about one thing that a run has open at a time. More are the same question again: whoever settles
/// these has said what holds, and the rest are looked at when those who said so have answered again.
constexpr std::size_t maxOpenOfOneThing = 20;

/// The policies that may settle contradictions of a run, in their order: the one it was started with, then the
/// person's.
std::vector<PolicyTerm> policiesOf(const RunFacts& run) {
    std::vector<PolicyTerm> policies;
    const std::string first(nameIn(EnumNames<ConflictPolicy>::table, run.onConflict));
    const auto& own = run.coherence.policies;
    const auto same = std::find_if(own.begin(), own.end(), [&](const auto& policy) { return policy.name == first; });
    if (same != own.end()) policies.push_back(*same);  // with its terms
    else if (run.onConflict != ConflictPolicy::Ask) policies.push_back({first, {}});
    for (const auto& policy : run.coherence.policies)
        if (policy.name != first) policies.push_back(policy);
    return policies;
}

/// For whoever looks at the attempt: entries of "claims" that are none, with place and expectation.
std::string claimsLeftOut(const std::vector<std::string>& rejected) {
    constexpr std::size_t maxTold = 20;
    std::string text =
        fmt::format("{} of the answer's claims {} not taken:", rejected.size(), rejected.size() == 1 ? "was" : "were");
    for (std::size_t i = 0; i < std::min(rejected.size(), maxTold); ++i) text += "\n" + rejected[i];
    return text;
}

bool isAbout(const Claim& claim, const ConflictFacts& conflict) {
    const auto keys = coherence::candidateKeys(claim);
    return std::any_of(keys.begin(), keys.end(), [&](const auto& key) { return key.text == conflict.key; });
}

/// Whether a claim says what this decision dropped.
bool isDroppedBy(const ConflictFacts& conflict, const Claim& claim) {
    const auto says = [&](const Claim& side) { return valueMeaning(side) == valueMeaning(claim); };
    return (((dropsA(conflict.decision) && says(conflict.a)) || (dropsB(conflict.decision) && says(conflict.b))) &&
            isAbout(claim, conflict)) ||
           repeatsDropped(conflict, claim);
}

/// Whether a file was among those that stated what a decision dropped when it was made.
bool wasKnown(const Json& dissent, const std::string& path) {
    for (const auto& side : dissent.value("against", Json::array()))
        for (const auto& known : side.value("paths", Json::array()))
            if (known == path) return true;
    return false;
}

/// A file says what a person's decision dropped, and did not say so then.
bool isNewEvidence(const ConflictFacts& conflict, const Claim& claim) {
    return conflict.by == Decider::Person && conflict.dissent.is_object() && isDroppedBy(conflict, claim) &&
           std::any_of(claim.evidence.begin(), claim.evidence.end(), [&](const Evidence& evidence) {
               return !evidence.path.empty() && !wasKnown(conflict.dissent, evidence.path);
           });
}

/// A decision of another run, and what is said against it now.
struct Doubt {
    ConflictId conflict;
    HeldClaim evidence;
};

/// The newest decision of another run about a pair, where a claim held now puts it in doubt.
std::optional<Doubt> doubtedDecision(const Facts& facts, RunId run, const std::string& pair) {
    const auto decided = facts.decidedElsewhere(run, pair);
    if (const auto conflict = decided.rbegin(); conflict != decided.rend()) {
        for (const auto* side : {&conflict->a, &conflict->b})
            for (auto& held : facts.supporters(run, conflict->key, *side))
                if (isNewEvidence(*conflict, held.claim)) return Doubt{conflict->conflict, std::move(held)};
        return std::nullopt;
    }
    return std::nullopt;
}

/// How many contradictions about one thing a run has open, and how many more there are.
struct Crowd {
    std::size_t open = 0, more = 0;
};

std::optional<Decision> decisionFor(coherence::Choice choice) {
    switch (choice) {
        case coherence::Choice::TakeA: return Decision::TakeA;
        case coherence::Choice::TakeB: return Decision::TakeB;
        default: return std::nullopt;
    }
}

}  // namespace

void Executor::perform(const effect::ExtractClaims& e) {
    // What cannot be read any more states nothing.
    const auto task = spec(e.spec).value_or(TaskSpec{});
    Examined examined;
    extract(task, output(task, e.output).value_or(std::string()), examined);
    m_report(report::ClaimsExtracted{e.attempt, e.revision, examined.claims, examined.count, examined.digest});
}

// A digest speaks for the sources in its scope, so their statements are its claims; a model's own words are claims too.
void Executor::extract(const TaskSpec& task, const std::string& output, Examined& into) const {
    std::vector<Claim> claims;
    if (task.kind == "digest")
        if (const auto atoms = m_world.index.atomsUnder(task.scope)) claims = coherence::extractClaims(*atoms);
    // What is proposed states nothing yet, and what is judged is stated by others.
    if (task.kind != "assemble" && !plan::isPlanner(task) && !coherence::isJudge(task)) {
        const auto document = parseJson(output);
        auto stated = document && document->is_object() ? coherence::claimsFromOutput(*document)
                      : document                        ? coherence::OutputClaims{}
                                 : coherence::claimsFromOutputText(withoutCitations(output, m_world.index));
        for (auto& claim : stated.claims) claims.push_back(std::move(claim));
        if (!stated.rejected.empty()) into.detail = put(claimsLeftOut(stated.rejected));
    }
    if (claims.size() > limits::maxClaimsPerTask) claims.resize(limits::maxClaimsPerTask);
    Json array = Json::array();
    for (const auto& claim : claims) array.push_back(toJson(claim));
    auto bytes = array.dump(-1, ' ', false, Json::error_handler_t::replace);
    into.count = static_cast<std::uint32_t>(claims.size());
    into.digest = keyed(bytes);
    into.claims = put(std::move(bytes));
}

// The task's claims and all others about the same keys are compared as if they had come together, whoever was first:
// what is found is a function of the claims alone, and whoever comes last sees everything. A conflict that only looked
// like one while part of the claims was missing lapses. Which side is A follows from both values and the sources alone:
// other claims with these values may come later, from tasks that come earlier in the plan.
void Executor::perform(const effect::CompareClaims& e) {
    const RunId run = e.attempt.run;
    {
        // Claims about the same things are compared in the order in which they were recorded: what the earlier
        // comparison found is then known here, and can lapse where this task's claims show that it was none.
        const std::scoped_lock lock(m_mutex);
        if (m_world.facts.earlierComparison(run, e.attempt.task, e.recordedAt)) {
            m_waiting.push_back(e);
            return;
        }
    }
    report::ClaimsCompared compared;
    compared.attempt = e.attempt;
    compared.revision = e.revision;
    compared.through = e.recordedAt;
    const auto own = m_world.facts.claimsOf(run, e.attempt.task);
    const auto lapsed = m_decisions.lapsed(run).value_or(std::set<ConflictId>{});
    const auto comparison = m_world.facts.compare(run, e.attempt.task, lapsed);
    std::set<std::string> found, met;
    const auto terms = m_world.facts.run(run);
    const auto policies = policiesOf(terms);
    const auto elsewhere = m_world.facts.decidedElsewhere(run);
    std::map<std::string, std::vector<ConflictId>> lapsedAbout;  // by key, in order of number
    for (const auto id : lapsed)
        if (const auto conflict = elsewhere.contains(id) ? m_world.facts.conflict(id) : std::nullopt)
            lapsedAbout[conflict->key].push_back(id);
    std::map<std::string, Crowd> crowds;
    struct Opening {
        std::string key;
        Json detail;
        report::FoundConflict entry;
    };
    std::vector<Opening> openings;
    for (const auto& clash : comparison.found) {
        const auto* a = &clash.a;
        const auto* b = &clash.b;
        const auto& [pair, key] = std::tie(clash.pair, clash.key);
        met.insert(pair);
        if (!coherence::admits(terms.coherence.rules, clash.rule, a->claim, b->claim)) continue;
        if (clash.dropped &&
            (!m_world.facts.dropping(run, a->claim).empty() || !m_world.facts.dropping(run, b->claim).empty()))
            continue;
        found.insert(pair);
        const auto doubt = doubtedDecision(m_world.facts, run, pair);
        if (!doubt && m_world.facts.pairKnown(run, clash, lapsed)) continue;
        Contradiction conflict{a->claim.id, b->claim.id, clash.rule, clash.reason};
        const auto [known, isFirst] = crowds.try_emplace(key);
        auto& crowd = known->second;
        if (isFirst) crowd.open = m_world.facts.openAbout(run, key);
        if (crowd.open < maxOpenOfOneThing) {
            ++crowd.open;
        } else {
            ++crowd.more;
            continue;
        }
        // What is new about it is what a person should see.
        if (doubt)
            for (auto [side, id] : {std::pair(&a, &conflict.a), std::pair(&b, &conflict.b)})
                if (valueMeaning((*side)->claim) == valueMeaning(doubt->evidence.claim)) {
                    *side = &doubt->evidence;
                    *id = (*side)->claim.id;
                }
        if (!m_sourceOrder.isFirst(run, key, a->claim, b->claim).value_or(true)) {
            std::swap(a, b);
            std::swap(conflict.a, conflict.b);
        }
        report::FoundConflict entry;
        entry.runA = entry.runB = run;
        entry.taskA = TaskNo{a->task};
        entry.taskB = TaskNo{b->task};
        // The engine opens a pair once; another run of the workspace has its own.
        entry.pair = keyed(std::to_string(run.value) + " " + pair);
        entry.topic = keyed(std::to_string(run.value) + " topic " + key);
        // What was decided about it in an earlier run rests on what the sources no longer say.
        if (const auto earlier = lapsedAbout.find(key); earlier != lapsedAbout.end())
            entry.reopens = earlier->second.back();
        if (doubt) entry.reopens = doubt->conflict;
        auto detail = conflictDetail(a->claim, b->claim, clash.rule, clash.reason);
        if (!policies.empty()) {
            auto onSubject = m_world.facts.equalStatements(run, key, a->claim);
            for (const auto& other : m_world.facts.equalStatements(run, key, b->claim)) onSubject.push_back(other);
            for (const auto& policy : policies) {
                if (policy.votes) {
                    entry.vote = report::VoteCall{*policy.votes, policy.quorum.value_or(*policy.votes / 2 + 1),
                                                  policy.most.value_or(coherence::usualMostVotes)};
                    break;
                }
                auto dated = onSubject;
                if (policy.name == "newer") dateBySources(m_world.index, dated);
                const auto advice = coherence::adviceOf(policy, conflict, dated);
                if (!advice) continue;
                detail["policy"] = {
                    {"name", policy.name}, {"decided", advice->choice.has_value()}, {"reason", advice->reason}};
                if (!advice->choice) continue;
                entry.policyDecision = decisionFor(*advice->choice);
                entry.policy = policy.name;
                ConflictFacts facts;
                facts.run = run;
                facts.key = key;
                facts.a = a->claim;
                facts.b = b->claim;
                facts.taskA = entry.taskA;
                facts.taskB = entry.taskB;
                auto dissent = dissentOf(m_world.facts, facts, *entry.policyDecision);
                dissent["policy"] = {{"name", policy.name}, {"reason", advice->reason}};
                entry.dissent = put(dissent.dump(-1, ' ', false, Json::error_handler_t::replace));
                break;
            }
        }
        openings.push_back({key, std::move(detail), std::move(entry)});
    }
    for (auto& [key, detail, entry] : openings) {
        if (const auto more = crowds[key].more; more > 0) detail["more"] = more;
        if (comparison.truncated) detail["truncated"] = true;
        entry.detail = put(detail.dump(-1, ' ', false, Json::error_handler_t::replace));
        compared.conflicts.push_back(std::move(entry));
    }
    addUndecided(run, e.attempt.task, met, compared);
    const auto isStated = [&](const ConflictFacts& conflict, const Claim& side) {
        return !m_world.facts.supporters(run, conflict.key, side).empty();
    };
    for (const auto id : comparison.again) {
        const auto conflict = m_world.facts.conflict(id);
        if (!conflict || conflict->run != run || conflict->status != ConflictState::Status::Open) continue;
        // No pair of statements shows what a model judged, or that there are too many: it stands while both are said.
        const bool gone = conflict->judged || conflict->rule == coherence::manyValuesRule
                              ? !isStated(*conflict, conflict->a) || !isStated(*conflict, conflict->b)
                              : !found.contains(conflict->pair);
        if (gone) compared.lapsed.push_back(id);
    }
    std::map<ConflictId, std::vector<const Claim*>> dropped;
    for (const auto& held : own)
        for (const auto id : m_world.facts.dropping(run, held.claim)) dropped[id].push_back(&held.claim);
    for (const auto& [id, claims] : dropped)
        if (const auto conflict = m_world.facts.conflict(id); conflict && conflict->run == run)
            for (const auto* claim : claims) speakAgainst(*conflict, *claim, e.attempt.task, compared);
    m_report(std::move(compared));
}

// A file that did not say so when it was decided puts the decision in doubt; an agent that says so is told of it.
void Executor::speakAgainst(const ConflictFacts& conflict, const Claim& claim, TaskNo task,
                            report::ClaimsCompared& compared) const {
    if (!isDroppedBy(conflict, claim) || !conflict.dissent.is_object()) return;
    const auto about = [&](const auto& other) { return other.conflict == conflict.conflict; };
    const bool checks = task == conflict.task;
    if (!checks && saidByAgent(claim)) {
        if (std::any_of(compared.losing.begin(), compared.losing.end(), about)) return;
        return compared.losing.push_back(
            {conflict.conflict, keyed(valueMeaning(claim)), put(correctionFor(conflict, claim))});
    }
    // A policy decides about what is there; only a person's word is put in doubt.
    const bool known = !isNewEvidence(conflict, claim);
    if ((known && !(checks && saidByAgent(claim))) ||
        std::any_of(compared.doubts.begin(), compared.doubts.end(), about))
        return;
    compared.doubts.push_back(
        {conflict.conflict, put(Json{{"claim", toJson(claim)}}.dump(-1, ' ', false, Json::error_handler_t::replace))});
}

void Executor::retryComparisons() {
    std::vector<effect::CompareClaims> waiting;
    {
        const std::scoped_lock lock(m_mutex);
        waiting.swap(m_waiting);
    }
    for (auto& comparison : waiting) m_pool->submit([this, comparison] { perform(comparison); });
}

void Executor::perform(const effect::FindAffected& e) {
    report::AffectedFound answer;
    answer.conflict = e.conflict;
    answer.run = e.run;
    if (const auto conflict = m_world.facts.conflict(e.conflict)) {
        if (e.decision == Decision::Regenerate) {
            answer.tasks = {e.task};
            if (!e.undone) answer.note = put(correctionFor(*conflict, e.task));
        } else if (auto tasks = affectedBy(*conflict, e.decision, e.undone)) answer.tasks = std::move(*tasks);
    }
    m_report(std::move(answer));
}

// The tasks whose window, consulted atoms or dependency inputs held a claim that the decision drops, or the words it
// was read from.
Result<std::vector<TaskNo>> Executor::affectedBy(const ConflictFacts& conflict, Decision decision, bool) const {
    std::vector<const Claim*> dropped;
    // Where both stand, each in its scope, whoever knew one without it knew too much.
    if (dropsA(decision) || decision == Decision::BothTrue) dropped.push_back(&conflict.a);
    if (dropsB(decision) || decision == Decision::BothTrue) dropped.push_back(&conflict.b);
    std::set<Digest> items;
    std::set<TaskNo> tasks;
    for (const auto* claim : dropped) {
        auto supporters = m_world.facts.supporters(conflict.run, conflict.key, *claim);
        if (claim == dropped.front())
            for (auto& held : repeatsOf(m_world.facts, conflict, decision)) supporters.push_back(std::move(held));
        supporters.push_back(
            {*claim, 0, conflict.run.value, claim == &conflict.a ? conflict.taskA.value : conflict.taskB.value});
        for (const auto& held : supporters) {
            items.insert(held.claim.id);
            if (held.task != 0) tasks.insert(TaskNo{held.task});
            for (const auto& evidence : held.claim.evidence)
                if (evidence.atom) items.insert(evidence.atom);
        }
    }
    // A window may show the words within a whole section, class or file.
    SKEIN_TRY(items, withEnclosing(m_world.index, items, Follow::TextOnly));
    if (!items.empty()) {
        SKEIN_TRY(const auto users, m_world.index.usersOf({items.begin(), items.end()}));
        for (const auto& user : users)
            if (user.run == conflict.run.value) tasks.insert(TaskNo{user.task});
    }
    return std::vector<TaskNo>(tasks.begin(), tasks.end());
}

}  // namespace skein::runtime
