// The part of the executor that extracts and compares claims and finds what a decision touches.
#include <algorithm>

#include "core/coherence/extract.h"
#include "core/coherence/resolve.h"
#include "core/coherence/rules.h"
#include "core/runtime/executor.h"
#include "core/runtime/text_output.h"

namespace skein::runtime {
namespace {

std::optional<Decision> decisionFor(coherence::Choice choice) {
    switch (choice) {
        case coherence::Choice::TakeA: return Decision::TakeA;
        case coherence::Choice::TakeB: return Decision::TakeB;
        default: return std::nullopt;
    }
}

}  // namespace

// A digest speaks for the sources in its scope, so their statements are its claims; a model's own words are claims too.
void Executor::perform(const effect::ExtractClaims& e) {
    report::ClaimsExtracted extracted;
    extracted.attempt = e.attempt;
    extracted.revision = e.revision;
    std::vector<Claim> claims;
    if (const auto task = spec(e.spec)) {
        if (task->kind == "digest")
            if (const auto atoms = m_world.index.atomsUnder(task->scope)) claims = coherence::extractClaims(*atoms);
        const auto output = text(e.output);
        if (output && task->kind != "assemble") {
            const auto document = parseJson(*output);
            auto stated = document && document->is_object() ? coherence::claimsFromOutput(*document)
                          : document                         ? coherence::OutputClaims{}
                                                             : coherence::claimsFromOutputText(*output);
            for (auto& claim : stated.claims) claims.push_back(std::move(claim));
        }
    }
    if (claims.size() > limits::maxClaimsPerTask) claims.resize(limits::maxClaimsPerTask);
    Json array = Json::array();
    for (const auto& claim : claims) array.push_back(toJson(claim));
    auto bytes = array.dump(-1, ' ', false, Json::error_handler_t::replace);
    extracted.count = static_cast<std::uint32_t>(claims.size());
    extracted.digest = keyed(bytes);
    extracted.claims = put(std::move(bytes));
    m_report(std::move(extracted));
}

// Only claims recorded before this task's are looked at: of two tasks that compare at the same time, the later one
// reports their contradiction. Side A is the claim of the task that comes first in the plan, so that a report does not
// depend on which agent was faster.
void Executor::perform(const effect::CompareClaims& e) {
    const RunId run = e.attempt.run;
    report::ClaimsCompared compared;
    compared.attempt = e.attempt;
    compared.revision = e.revision;
    compared.through = e.recordedAt;
    const auto incoming = m_world.facts.claimsOf(run, e.attempt.task);
    auto held = m_world.facts.candidates(run, e.attempt.task, incoming);
    std::erase_if(held, [&](const HeldClaim& claim) { return claim.sequence >= e.recordedAt; });
    std::map<Digest, const HeldClaim*> byId;
    for (const auto& claim : held) byId.try_emplace(claim.claim.id, &claim);
    for (const auto& claim : incoming) byId[claim.claim.id] = &claim;
    const auto policy = m_world.facts.run(run).onConflict;
    for (const auto& found : coherence::findContradictions(incoming, held)) {
        const auto* a = byId.contains(found.a) ? byId[found.a] : nullptr;
        const auto* b = byId.contains(found.b) ? byId[found.b] : nullptr;
        if (a == nullptr || b == nullptr || m_world.facts.pairKnown(run, a->claim, b->claim)) continue;
        const auto place = [](const HeldClaim* claim) {
            return std::tuple(claim->task, claim->claim.evidence.empty() ? std::string() : claim->claim.evidence.front().path,
                              claim->claim.evidence.empty() ? 0u : claim->claim.evidence.front().lines.first);
        };
        Contradiction conflict = found;
        if (place(b) < place(a)) { std::swap(a, b); std::swap(conflict.a, conflict.b); }
        report::FoundConflict entry;
        entry.runA = entry.runB = run;
        entry.taskA = TaskNo{a->task};
        entry.taskB = TaskNo{b->task};
        entry.pair = keyed(contestedPair(a->claim, b->claim));
        entry.detail = put(conflictDetail(a->claim, b->claim, found.rule, found.reason).dump(-1, ' ', false, Json::error_handler_t::replace));
        if (policy != ConflictPolicy::Ask) {
            const auto key = contestedKey(a->claim, b->claim);
            auto onSubject = m_world.facts.supporters(run, key, a->claim);
            for (const auto& other : m_world.facts.supporters(run, key, b->claim)) onSubject.push_back(other);
            if (const auto advice = coherence::adviceOf(policy, conflict, onSubject); advice && advice->choice)
                entry.policyDecision = decisionFor(*advice->choice);
        }
        compared.conflicts.push_back(std::move(entry));
    }
    // An open conflict of this task of which nobody makes one side any more has lapsed.
    for (const auto& conflict : m_world.facts.conflicts(run)) {
        if (conflict.run != run || conflict.status != ConflictState::Status::Open) continue;
        if (conflict.taskA != e.attempt.task && conflict.taskB != e.attempt.task) continue;
        if (m_world.facts.supporters(run, conflict.key, conflict.a).empty() || m_world.facts.supporters(run, conflict.key, conflict.b).empty())
            compared.lapsed.push_back(conflict.conflict);
    }
    m_report(std::move(compared));
}

void Executor::perform(const effect::FindAffected& e) {
    report::AffectedFound answer;
    answer.conflict = e.conflict;
    answer.run = e.run;
    for (const auto& conflict : m_world.facts.conflicts(e.run))
        if (conflict.conflict == e.conflict)
            if (auto tasks = affectedBy(conflict, e.decision, e.undone)) answer.tasks = std::move(*tasks);
    m_report(std::move(answer));
}

// The tasks whose window, consulted atoms or dependency inputs held a claim that the decision drops, or the words it
// was read from.
Result<std::vector<TaskNo>> Executor::affectedBy(const ConflictFacts& conflict, Decision decision, bool) const {
    std::vector<const Claim*> dropped;
    if (decision == Decision::TakeB || decision == Decision::Neither || decision == Decision::OwnText) dropped.push_back(&conflict.a);
    if (decision == Decision::TakeA || decision == Decision::Neither || decision == Decision::OwnText) dropped.push_back(&conflict.b);
    std::set<Digest> items;
    std::set<TaskNo> tasks;
    for (const auto* claim : dropped) {
        auto supporters = m_world.facts.supporters(conflict.run, conflict.key, *claim);
        supporters.push_back({*claim, 0, conflict.run.value, claim == &conflict.a ? conflict.taskA.value : conflict.taskB.value});
        for (const auto& held : supporters) {
            items.insert(held.claim.id);
            if (held.task != 0) tasks.insert(TaskNo{held.task});
            for (const auto& evidence : held.claim.evidence)
                if (evidence.atom) items.insert(evidence.atom);
        }
    }
    if (!items.empty()) {
        SKEIN_TRY(const auto users, m_world.index.usersOf({items.begin(), items.end()}));
        for (const auto& user : users)
            if (user.run == conflict.run.value) tasks.insert(TaskNo{user.task});
    }
    return std::vector<TaskNo>(tasks.begin(), tasks.end());
}

}  // namespace skein::runtime
