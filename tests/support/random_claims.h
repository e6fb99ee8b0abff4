// Claims drawn so that names, owners, places and values meet often: for tests that hold fast ways of comparing against
// comparing all pairs. Thread: any; pure. Deterministic: the same seed gives the same claims.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "core/coherence/comparer.h"
#include "core/ports/index.h"

namespace skein {

inline HeldClaim drawnClaim(std::mt19937_64& random, std::uint64_t sequence) {
    const auto below = [&](std::size_t count) { return static_cast<std::size_t>(random() % count); };
    const auto one = [&](std::initializer_list<const char*> of) {
        return std::string(*(of.begin() + below(of.size())));
    };
    HeldClaim held;
    Claim& claim = held.claim;
    const auto leaf = one({"page_size", "size", "timeout", "retry_count", "count", "mode"});
    const auto shape = below(6);
    claim.subject = shape == 0   ? leaf
                    : shape == 1 ? one({"cache_", "queue_", "red_cache_"}) + leaf
                    : shape < 4  ? one({"cache", "queue", "red", "store"}) + "." + leaf
                                 : one({"app", "red", "config"}) + "." + one({"cache", "queue", "page"}) + "." + leaf;
    const auto kind = below(12);
    const auto number = std::to_string(below(3));
    if (kind < 6) {
        claim.predicate = one({"value", "value", "default", "max", "min"});
        claim.value = {ClaimValue::Type::Number, number, below(4) == 0 ? "s" : ""};
    } else if (kind == 6) {
        claim.predicate = "type";
        claim.value = {ClaimValue::Type::Text, one({"integer", "string", "array"}), ""};
    } else if (kind == 7) {
        claim.subject = one({"order_service.", "cart."}) + one({"update.", "create.", "delete."}) +
                        one({"order_id", "size", "customer_id"});
        claim.predicate = "presence";
        claim.value = {ClaimValue::Type::Text, one({"required", "optional"}), ""};
    } else if (kind == 8) {
        claim.predicate = "signature";
        claim.value = {ClaimValue::Type::Signature, one({"(a,b)", "(a,b,c)", "(a)", "(x,y)"}), ""};
    } else if (kind == 9) {
        claim.subject = one({"order_service.create", "cart.create", "cache.open"});
        claim.predicate = "returns";
        claim.value = {ClaimValue::Type::Text, one({"order id", "integer", "string"}), ""};
    } else if (kind == 10) {
        claim.predicate = "exists";
        claim.value = {ClaimValue::Type::Boolean, "false", ""};
    } else {
        claim.subject = one({"a", "b", "c", "d", "e", "f"});
        claim.predicate = one({"before", "after"});
        claim.value = {ClaimValue::Type::Text, one({"a", "b", "c", "d", "e", "f"}), ""};
    }
    claim.basis = kind == 10 || kind == 11 ? "prose" : one({"code", "config", "prose", "table", "output", "code"});
    const bool defined = claim.basis == "code" || claim.basis == "config";
    const auto path = one({"", "core/", "core/cache/", "red/", "blue/queue/"}) +
                      one({"cache", "page", "readme", "store"}) + (defined ? one({".h", ".cpp", ".py"}) : ".md");
    if (below(8) == 0) claim.scope = one({"environment=test", "environment=production", "environment=example"});
    if (below(4) == 0)
        claim.scope += (claim.scope.empty() ? "" : "; ") + ("section=" + one({"cache", "queue limits", "red"}));
    if (below(5) == 0) claim.confidencePerMille = 700;
    if (below(9) == 0) claim.validTo = Instant{100};
    if (below(9) == 0) claim.validFrom = Instant{100};
    const auto line = static_cast<std::uint32_t>(below(40) + 1);
    claim.evidence = {Evidence{claim.basis == "output" ? "" : path, {line, line}, "q" + std::to_string(sequence), {}}};
    claim.sentence = claim.subject;
    claim.id = claimId(claim);
    held.sequence = sequence;
    return held;
}

/// Finds everything for everybody.
class AllPairs final : public coherence::CandidateSource {
public:
    std::vector<coherence::Item> items;
    bool find(const coherence::Item&, coherence::Ask, std::vector<const coherence::Item*>& into) const override {
        for (const auto& item : items) into.push_back(&item);
        return true;
    }
};

}  // namespace skein
