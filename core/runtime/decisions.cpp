#include "core/runtime/decisions.h"

#include <algorithm>
#include <optional>

#include "core/coherence/extract.h"
#include "core/coherence/rules.h"

namespace skein::runtime {
namespace {

/// Decided in another run than this one; as a rule an earlier one.
bool isEarlier(const ConflictFacts& conflict, RunId run) {
    return conflict.run != run && conflict.status == ConflictState::Status::Resolved;
}

/// A side of a conflict that is looked for in the sources.
struct Wanted {
    std::string key;
    Claim claim;
    std::set<std::string> places;  ///< files that stated it when it was decided
    std::optional<Claim> found;    ///< the first claim that states it now
};

Wanted wantedOf(const Facts& facts, const ConflictFacts& conflict, const Claim& claim) {
    Wanted wanted{conflict.key, claim, {}, {}};
    auto stated = facts.supporters(conflict.run, conflict.key, claim);
    stated.push_back({claim, 0, 0, 0});
    bool inSources = false;
    for (const auto& held : stated)
        for (const auto& evidence : held.claim.evidence)
            if (!evidence.path.empty()) {
                wanted.places.insert(evidence.path);
                inSources = true;
            }
    // What only an agent said is in no source that could have changed.
    if (!inSources) wanted.found = claim;
    return wanted;
}

bool states(const Claim& claim, const Wanted& wanted) {
    if (!coherence::saySame(claim, wanted.claim)) return false;
    // A declaration and its body differ in the types alone, which a call's signature leaves out.
    const auto &value = claim.value, &other = wanted.claim.value;
    if (value.type == ClaimValue::Type::Signature && other.type == value.type && value.unit != other.unit) return false;
    const auto keys = coherence::candidateKeys(claim);
    return std::any_of(keys.begin(), keys.end(), [&](const auto& key) { return key.text == wanted.key; });
}

Result<void> lookIn(const MemoryIndex& index, const std::string& path, std::vector<Wanted*>& open) {
    SKEIN_TRY(const auto atoms, index.atomsUnder({path}));
    for (auto& claim : coherence::extractClaims(atoms))
        for (auto* wanted : open)
            if (!wanted->found && states(claim, *wanted)) wanted->found = claim;
    std::erase_if(open, [](const Wanted* wanted) { return wanted->found.has_value(); });
    return {};
}

}  // namespace

Result<std::map<ConflictId, Decisions::Standing>> Decisions::measure(
    RunId run, const std::vector<ConflictFacts>& conflicts) const {
    std::vector<Wanted> sides;  // A and B of each conflict
    for (const auto& conflict : conflicts)
        for (const auto* claim : {&conflict.a, &conflict.b}) sides.push_back(wantedOf(m_facts, conflict, *claim));
    std::vector<Wanted*> open;
    std::set<std::string> likely;
    for (auto& side : sides)
        if (!side.found) {
            open.push_back(&side);
            likely.insert(side.places.begin(), side.places.end());
        }
    SKEIN_TRY(const auto files, m_index.files());
    std::vector<std::string> paths;
    for (const auto& file : files) paths.push_back(file.path);
    paths = m_facts.sourcesOf(run, std::move(paths));
    // Where a side stood before comes first; the other files are read only for what has left its place.
    std::stable_partition(paths.begin(), paths.end(), [&](const auto& path) { return likely.contains(path); });
    for (const auto& path : paths) {
        if (open.empty()) break;
        SKEIN_CHECK(lookIn(m_index, path, open));
    }
    std::map<ConflictId, Standing> measured;
    for (std::size_t i = 0; i < conflicts.size(); ++i) {
        const auto &a = sides[2 * i].found, &b = sides[2 * i + 1].found;
        Standing standing;
        standing.decision = conflicts[i].decision;
        standing.told = a && b;
        standing.holds = standing.decision == Decision::TakeA   ? a.has_value()
                         : standing.decision == Decision::TakeB ? b.has_value()
                                                                : standing.told;
        if (standing.told) {
            standing.a = *a;
            standing.b = *b;
        }
        measured[conflicts[i].conflict] = std::move(standing);
    }
    return measured;
}

Result<void> Decisions::measureNew(RunId run, const std::map<ConflictId, Decision>& decided) const {
    auto& known = m_measured[run];
    std::vector<ConflictFacts> unknown;
    for (const auto& [id, decision] : decided) {
        const auto found = known.find(id);
        if (found != known.end() && found->second.decision == decision) continue;
        // In the meantime it may have been undone.
        if (auto conflict = m_facts.conflict(id); conflict && isEarlier(*conflict, run))
            unknown.push_back(std::move(*conflict));
    }
    if (unknown.empty()) return {};
    SKEIN_TRY(auto measured, measure(run, unknown));
    for (auto& [id, standing] : measured) known[id] = std::move(standing);
    return {};
}

Result<std::vector<ConflictFacts>> Decisions::told(RunId run) const {
    const auto conflicts = m_facts.conflicts(run);
    std::map<ConflictId, Decision> decided;
    for (const auto& conflict : conflicts)
        if (isEarlier(conflict, run)) decided.emplace(conflict.conflict, conflict.decision);
    const std::scoped_lock lock(m_mutex);
    SKEIN_CHECK(measureNew(run, decided));
    const auto& standing = m_measured[run];
    std::vector<ConflictFacts> out;
    // What is asked again here is not told as decided at the same time.
    std::set<ConflictId> askedAgain;
    for (const auto& conflict : conflicts)
        if (conflict.run == run && conflict.status == ConflictState::Status::Open && conflict.reopens)
            askedAgain.insert(conflict.reopens);
    for (const auto& conflict : conflicts) {
        if (conflict.status == ConflictState::Status::Suspected || askedAgain.contains(conflict.conflict)) continue;
        if (!isEarlier(conflict, run)) {
            out.push_back(m_facts.canonical(conflict));
            continue;
        }
        const auto now = standing.find(conflict.conflict);
        if (now == standing.end() || !now->second.told) continue;
        auto told = conflict;
        told.a = now->second.a;
        told.b = now->second.b;
        told.taskA = told.taskB = TaskNo{};  // tasks of another run
        out.push_back(std::move(told));
    }
    return out;
}

Result<std::set<ConflictId>> Decisions::lapsed(RunId run) const {
    const auto decided = m_facts.decidedElsewhere(run);
    std::set<ConflictId> out;
    if (decided.empty()) return out;
    const std::scoped_lock lock(m_mutex);
    SKEIN_CHECK(measureNew(run, decided));
    const auto& standing = m_measured[run];
    for (const auto& [id, decision] : decided)
        if (const auto now = standing.find(id); now != standing.end() && !now->second.holds) out.insert(id);
    return out;
}

}  // namespace skein::runtime
