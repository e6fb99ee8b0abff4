#include "core/runtime/own_claim.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/coherence/extract.h"
#include "core/coherence/rules.h"
#include "core/coherence/stated_value.h"
#include "core/coherence/values.h"

namespace skein::runtime {
namespace {

bool hasKey(const Claim& claim, const std::string& wanted) {
    const auto keys = coherence::candidateKeys(claim);
    return std::any_of(keys.begin(), keys.end(), [&](const auto& key) { return key.text == wanted; });
}

}  // namespace

std::optional<Claim> ownClaim(const ConflictFacts& conflict) {
    auto claim = conflict.a;
    claim.basis = "person";
    claim.modality = Modality::Observed;
    claim.confidencePerMille = 1000;
    claim.sentence = conflict.text;
    claim.validFrom = claim.validTo = std::nullopt;
    claim.evidence = {Evidence{{}, {1, 1}, elide(conflict.text, 400), {}}};
    auto value = coherence::literalValue(trim(conflict.text), conflict.a.value.unit);
    if (!value)
        for (const auto& stated : coherence::claimsFromOutputText(conflict.text).claims)
            if (hasKey(stated, conflict.key)) value = stated.value;
    if (!value) value = coherence::statedValue(conflict.text, conflict.a, conflict.b);
    if (!value && claim.value.type == ClaimValue::Type::Text && trim(conflict.text).find(' ') == std::string_view::npos)
        value = coherence::textValue(trim(conflict.text));
    if (!value) return std::nullopt;
    claim.value = std::move(*value);
    claim.id = claimId(claim);
    return claim;
}

Decision comesTo(const ConflictFacts& conflict, Decision decision) {
    if (decision != Decision::Refine) return decision;
    const auto own = ownClaim(conflict);
    if (!own) return decision;
    const bool saysA = coherence::saySame(*own, conflict.a), saysB = coherence::saySame(*own, conflict.b);
    if (saysA != saysB) return saysA ? Decision::TakeA : Decision::TakeB;
    return saysA ? decision : Decision::OwnText;
}

void decide(ConflictFacts& conflict, Decision decision) {
    conflict.refined = decision == Decision::Refine;
    conflict.decision = comesTo(conflict, decision);
    conflict.own.reset();
    if (conflict.decision == Decision::OwnText || conflict.decision == Decision::Combine)
        conflict.own = ownClaim(conflict);
}

}  // namespace skein::runtime
