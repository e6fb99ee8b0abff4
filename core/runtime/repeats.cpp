#include "core/runtime/repeats.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace skein::runtime {
namespace {

bool isAmount(const Claim& claim) { return claim.predicate == "value" || claim.predicate == "default"; }

/// Cheap: most claims are about something else.
bool lastWordsBegin(const Claim& a, const Claim& b) {
    const auto last = [](const std::string& subject) {
        const auto at = subject.find_last_of("._");
        return std::string_view(subject).substr(at == std::string::npos ? 0 : at + 1, 2);
    };
    return last(a.subject) == last(b.subject);
}

/// Cheap as well: numbers of one unit are written in one way.
bool areOtherNumbers(const ClaimValue& a, const ClaimValue& b) {
    using Type = ClaimValue::Type;
    return a.type == Type::Number && b.type == Type::Number && a.unit == b.unit && a.text != b.text;
}

bool canBeRepeated(const Claim& claim) {
    const auto group = coherence::groupNumber(claim);
    return group == coherence::Group::Amount || group == coherence::Group::Type || group == coherence::Group::Presence;
}

bool repeats(const Claim& side, const Claim* winner, const Claim& claim) {
    if (!lastWordsBegin(side, claim) || areOtherNumbers(side.value, claim.value)) return false;
    if (side.predicate != claim.predicate && !(isAmount(side) && isAmount(claim))) return false;
    if (!canBeRepeated(side) || !coherence::saySame(side, claim)) return false;
    const auto own = coherence::itemOf(side, 1), other = coherence::itemOf(claim, 2);
    if (!coherence::intervalsOverlap(side, claim) || !coherence::canMeet(own, other)) return false;
    if (winner == nullptr) return true;
    const auto won = coherence::itemOf(*winner, 3);
    if (!coherence::intervalsOverlap(*winner, claim) || !coherence::canMeet(won, other)) return false;
    return coherence::compareMeanings(*winner, claim).agreement == coherence::Agreement::Different;
}

/// Gives the thing another value than the one that holds.
bool saysOtherwise(const Claim& winner, const Claim& claim) {
    if (!lastWordsBegin(winner, claim) || !canBeRepeated(claim)) return false;
    if (winner.predicate != claim.predicate && !(isAmount(winner) && isAmount(claim))) return false;
    if (!coherence::intervalsOverlap(winner, claim) ||
        !coherence::canMeet(coherence::itemOf(winner, 1), coherence::itemOf(claim, 2)))
        return false;
    return coherence::compareMeanings(winner, claim).agreement == coherence::Agreement::Different;
}

}  // namespace

bool repeatsDropped(const ConflictFacts& conflict, const Claim& claim) {
    const bool a = dropsA(conflict.decision), b = dropsB(conflict.decision);
    if ((a && repeats(conflict.a, b ? nullptr : &conflict.b, claim)) ||
        (b && repeats(conflict.b, a ? nullptr : &conflict.a, claim)))
        return true;
    if (!conflict.crowd || !(a || b)) return false;
    const Claim* winner = !a ? &conflict.a : !b ? &conflict.b : conflict.own ? &*conflict.own : nullptr;
    return winner != nullptr && saysOtherwise(*winner, claim);
}

std::vector<HeldClaim> repeatsOf(const Facts& facts, ConflictFacts conflict, Decision decision) {
    conflict.decision = decision;
    std::vector<HeldClaim> out;
    std::set<std::tuple<std::uint32_t, Digest>> known;
    std::vector<HeldClaim> crowd;
    if (conflict.crowd) crowd = facts.repeating(conflict);
    for (const auto& [drops, side] :
         {std::pair(dropsA(decision), &conflict.a), std::pair(dropsB(decision), &conflict.b)}) {
        if (!drops) continue;
        for (const auto& own : facts.supporters(conflict.run, conflict.key, *side))
            known.emplace(own.task, own.claim.id);
        for (auto& held : facts.equalStatements(conflict.run, conflict.key, *side))
            if (repeatsDropped(conflict, held.claim) && known.emplace(held.task, held.claim.id).second)
                out.push_back(std::move(held));
    }
    for (auto& held : crowd)
        if (known.emplace(held.task, held.claim.id).second) out.push_back(std::move(held));
    return out;
}

}  // namespace skein::runtime
