#include "core/coherence/resolve.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/coherence/values.h"
#include "core/model/names.h"

namespace skein::coherence {
namespace {

constexpr std::size_t maxOwnTextBytes = 4096;  ///< a statement, not a document

constexpr NameTable<Choice, 5> choices{{{Choice::TakeA, "a"},
                                        {Choice::TakeB, "b"},
                                        {Choice::Neither, "neither"},
                                        {Choice::NotAConflict, "not-a-conflict"},
                                        {Choice::OwnText, "own-text"}}};

/// A side of a conflict: the claim and every other that says the same.
using Side = std::vector<const HeldClaim*>;

bool sameMeaning(const Claim& a, const Claim& b) {
    return a.subject == b.subject && a.predicate == b.predicate && a.scope == b.scope && a.modality == b.modality &&
           compareValues(a.value, b.value) == Agreement::Equal;
}

Result<Side> sideOf(const Digest& id, const std::vector<HeldClaim>& onSubject) {
    const auto found =
        std::find_if(onSubject.begin(), onSubject.end(), [&](const HeldClaim& held) { return held.claim.id == id; });
    if (found == onSubject.end())
        return fail(ErrorCode::NotFound, "claim " + id.hex() + " of the conflict is not among the held claims");
    Side side{&*found};
    for (const auto& held : onSubject)
        if (held.claim.id != id && sameMeaning(held.claim, found->claim)) side.push_back(&held);
    return side;
}

std::vector<Digest> idsOf(const Side& side) {
    std::vector<Digest> ids;
    for (const auto* held : side) ids.push_back(held->claim.id);
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

std::vector<Digest> bothOf(const Side& a, const Side& b) {
    Side all = a;
    all.insert(all.end(), b.begin(), b.end());
    return idsOf(all);
}

Claim ownClaim(const Claim& about, const std::string& text) {
    Claim claim = about;
    claim.basis = "person";
    claim.modality = Modality::Observed;
    claim.confidencePerMille = 1000;
    claim.sentence = text;
    claim.value = literalValue(text, about.value.unit).value_or(textValue(text));
    claim.evidence = {Evidence{{}, {1, 1}, elide(text, 400), {}}};
    claim.id = claimId(claim);
    return claim;
}

/// Distinct places of evidence: path and lines, or the producing task for outputs.
std::size_t evidenceCount(const Side& side) {
    std::set<std::string> places;
    for (const auto* held : side)
        for (const auto& evidence : held->claim.evidence)
            places.insert(evidence.path.empty() ? "task " + std::to_string(held->run) + "/" + std::to_string(held->task)
                                                : evidence.path + ":" + std::to_string(evidence.lines.first));
    return places.size();
}

/// Independent voices: two lines of one file are one.
std::size_t sourceCount(const Side& side) {
    std::set<std::string> sources;
    for (const auto* held : side)
        for (const auto& evidence : held->claim.evidence)
            sources.insert(evidence.path.empty()
                               ? "task " + std::to_string(held->run) + "/" + std::to_string(held->task)
                               : evidence.path);
    return sources.size();
}

/// What a policy counts, in one and in many.
struct Counted {
    std::string_view one;
    std::string_view many;
};

std::string counted(std::size_t count, Counted thing) {
    return std::to_string(count) + " " + std::string(count == 1 ? thing.one : thing.many);
}

PolicyAdvice weigh(std::size_t a, std::size_t b, std::size_t lead, Counted thing) {
    if (a >= b + lead) return {Choice::TakeA, "side a has " + counted(a, thing) + ", side b " + std::to_string(b)};
    if (b >= a + lead) return {Choice::TakeB, "side b has " + counted(b, thing) + ", side a " + std::to_string(a)};
    return {std::nullopt, "side a has " + counted(a, thing) + ", side b " + std::to_string(b) + ": " +
                              (lead > 1 ? "two more are needed, " : "") + "too close, a person decides"};
}

/// The date from which a side says that it holds: the latest of its claims; nothing if none has one.
std::optional<Instant> validFrom(const Side& side) {
    std::optional<Instant> latest;
    for (const auto* held : side)
        if (held->claim.validFrom && (!latest || *latest < *held->claim.validFrom)) latest = held->claim.validFrom;
    return latest;
}

// The order in which claims were recorded is the order in which agents happened to finish: it says nothing here.
PolicyAdvice newerOf(const Side& a, const Side& b) {
    const auto x = validFrom(a), y = validFrom(b);
    if (!x || !y)
        return {std::nullopt, fmt::format("{} date from which it holds, and its files were read without one (ingest "
                                          "--valid-from): a person decides",
                                          x   ? "side b gives no"
                                          : y ? "side a gives no"
                                              : "neither side gives a")};
    if (*x == *y)
        return {std::nullopt, "both sides hold from " + formatInstant(*x) + ": neither is newer, a person decides"};
    const bool later = *y < *x;
    return {later ? Choice::TakeA : Choice::TakeB,
            fmt::format("side {} holds from {}, side {} from {}", later ? 'a' : 'b', formatInstant(later ? *x : *y),
                        later ? 'b' : 'a', formatInstant(later ? *y : *x))};
}

std::vector<TaskNo> sortedUnique(std::vector<TaskNo> tasks) {
    std::sort(tasks.begin(), tasks.end());
    tasks.erase(std::unique(tasks.begin(), tasks.end()), tasks.end());
    return tasks;
}

}  // namespace

std::string_view choiceName(Choice choice) { return nameIn(choices, choice); }
std::optional<Choice> choiceFromName(std::string_view name) { return valueIn(choices, name); }

Result<Outcome> outcomeOf(const Contradiction& conflict, const Decision& decision,
                          const std::vector<HeldClaim>& onSubject) {
    SKEIN_TRY(const Side a, sideOf(conflict.a, onSubject));
    SKEIN_TRY(const Side b, sideOf(conflict.b, onSubject));
    Outcome outcome;
    switch (decision.choice) {
        case Choice::TakeA:
            outcome.upheld = idsOf(a);
            outcome.superseded = idsOf(b);
            break;
        case Choice::TakeB:
            outcome.upheld = idsOf(b);
            outcome.superseded = idsOf(a);
            break;
        case Choice::Neither:
            outcome.superseded = bothOf(a, b);
            outcome.needsCheck = true;
            break;
        case Choice::NotAConflict: outcome.upheld = bothOf(a, b); break;
        case Choice::OwnText: {
            const auto text = trim(decision.text);
            if (text.empty() || text.size() > maxOwnTextBytes)
                return fail(ErrorCode::InvalidInput, "own text: expected 1 to " + std::to_string(maxOwnTextBytes) +
                                                         " bytes, found " + std::to_string(text.size()));
            outcome.superseded = bothOf(a, b);
            outcome.own = ownClaim(a.front()->claim, std::string(text));
            break;
        }
    }
    return outcome;
}

Result<PolicyAdvice> adviceOf(ConflictPolicy policy, const Contradiction& conflict,
                              const std::vector<HeldClaim>& onSubject) {
    SKEIN_TRY(const Side a, sideOf(conflict.a, onSubject));
    SKEIN_TRY(const Side b, sideOf(conflict.b, onSubject));
    switch (policy) {
        case ConflictPolicy::Newer: return newerOf(a, b);
        case ConflictPolicy::Evidence:
            return weigh(evidenceCount(a), evidenceCount(b), 1, {"piece of evidence", "pieces of evidence"});
        case ConflictPolicy::Vote:
            return weigh(sourceCount(a), sourceCount(b), 2, {"independent source", "independent sources"});
        case ConflictPolicy::Ask: break;
    }
    return PolicyAdvice{std::nullopt, "the policy is to ask, a person decides"};
}

Affected affectedTasks(const std::vector<TaskUse>& uses, const std::vector<TaskEdge>& edges,
                       const std::vector<Digest>& superseded) {
    const std::set<Digest> gone(superseded.begin(), superseded.end());
    Affected affected;
    for (const auto& use : uses)
        if (std::any_of(use.items.begin(), use.items.end(), [&](const Digest& item) { return gone.count(item) > 0; }))
            affected.direct.push_back(use.task);
    affected.direct = sortedUnique(std::move(affected.direct));
    std::map<TaskNo, std::vector<TaskNo>> consumers;
    for (const auto& edge : edges) consumers[edge.producer].push_back(edge.consumer);
    std::set<TaskNo> reached(affected.direct.begin(), affected.direct.end());
    std::vector<TaskNo> open = affected.direct;
    while (!open.empty()) {
        const TaskNo task = open.back();
        open.pop_back();
        const auto found = consumers.find(task);
        if (found == consumers.end()) continue;
        for (const TaskNo consumer : found->second)
            if (reached.insert(consumer).second) open.push_back(consumer);
    }
    affected.atMost.assign(reached.begin(), reached.end());
    return affected;
}

std::vector<TaskNo> nextAffected(TaskNo finished, OutputChange change, const std::vector<TaskEdge>& edges) {
    std::vector<TaskNo> out;
    if (change == OutputChange::Same) return out;
    for (const auto& edge : edges)
        if (edge.producer == finished) out.push_back(edge.consumer);
    return sortedUnique(std::move(out));
}

}  // namespace skein::coherence
