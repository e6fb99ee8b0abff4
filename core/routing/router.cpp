#include "core/routing/router.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/base/text.h"

namespace skein::routing {
namespace {

constexpr PerMille lossPerDoubling = 80;
constexpr PerMille plainLevel = 500;

/// Share of the asked levels that is offered, and the mean level weighted by them.
std::pair<PerMille, PerMille> fit(const std::map<std::string, PerMille>& asked, const CatalogueModel& model) {
    std::int64_t wanted = 0, offered = 0, weighted = 0;
    for (const auto& [name, level] : asked) {
        const auto found = model.capabilities.find(name);
        const PerMille has = found == model.capabilities.end() ? 0 : found->second;
        wanted += level;
        offered += std::min(has, level);
        weighted += has * level;
    }
    if (wanted == 0) return {whole, whole / 2};
    return {offered * whole / wanted, weighted / wanted};
}

/// Where it falls furthest short; the first in order of names among equals.
CapabilityGap widestGap(const std::map<std::string, PerMille>& asked, const CatalogueModel& model, PerMille match) {
    CapabilityGap widest{{}, 0, 0, match};
    for (const auto& [name, level] : asked) {
        const auto found = model.capabilities.find(name);
        const PerMille has = found == model.capabilities.end() ? 0 : found->second;
        if (level - has > widest.asked - widest.has) widest = {name, level, has, match};
    }
    return widest;
}

std::string share(PerMille value) {
    return fmt::format("{:g}", static_cast<double>(value) / static_cast<double>(whole));
}

Refusal refusalOf(const RoutingNeed& need, const CatalogueModel& model, const Placement& placement, PerMille match) {
    if (model.use != CatalogueModel::Use::Text) return Refusal::NotText;
    if (need.localOnly && !placement.local) return Refusal::NotLocal;
    if (match < leastMatch && !placement.named) return Refusal::Capability;
    if (model.context && need.input + need.maxOutput > *model.context) return Refusal::Context;
    if (model.maxOutput && need.maxOutput > *model.maxOutput) return Refusal::OutputLimit;
    return Refusal::None;
}

Refusal refusalOf(const Offer& offer, const Standing& standing, const Allowance& left) {
    if (offer.refusal != Refusal::None) return offer.refusal;
    if (!standing.hasKey) return Refusal::NoKey;
    if (standing.breakerOpen) return Refusal::Breaker;
    if (standing.overloaded) return Refusal::Overloaded;
    if (left.budget) {
        if (!offer.worstCost) return Refusal::UnknownPrice;
        if (*offer.worstCost > *left.budget) return Refusal::OverBudget;
    }
    if (left.time && standing.expectedDuration && *standing.expectedDuration > *left.time) return Refusal::TooSlow;
    return Refusal::None;
}

std::int64_t countableCost(const Offer& offer) { return std::max<std::int64_t>(offer.expectedCost->value, 1); }

}  // namespace

std::int64_t milliLog2(std::int64_t numerator, std::int64_t denominator) {
    SKEIN_ASSERT(denominator > 0 && numerator >= denominator);
    // Binary logarithm by repeated squaring in 32.32 fixed point; 128 bits hold every product.
    __extension__ using Wide = unsigned __int128;
    constexpr int fractionBits = 32;
    Wide x = (static_cast<Wide>(numerator) << fractionBits) / static_cast<Wide>(denominator);
    constexpr Wide two = static_cast<Wide>(2) << fractionBits;
    std::int64_t whole2 = 0;
    for (; x >= two; x >>= 1) ++whole2;
    std::int64_t fraction = 0;
    constexpr int steps = 20;
    for (int i = 0; i < steps; ++i) {
        x = x * x >> fractionBits;
        fraction <<= 1;
        if (x >= two) {
            x >>= 1;
            ++fraction;
        }
    }
    return whole2 * 1'000 + fraction * 1'000 / (std::int64_t{1} << steps);
}

Offer soleOffer(Target target, MicroUsd worstCost) {
    Offer offer;
    offer.target = std::move(target);
    offer.expectedCost = offer.worstCost = worstCost;
    return offer;
}

Offer judge(const RoutingNeed& need, const KindRule& rule, const CatalogueModel& model, const Placement& placement) {
    const std::map<std::string, PerMille> plain{{"generate", plainLevel}};
    Offer offer;
    offer.target = {model.provider, model.id, placement.idempotent};
    std::tie(offer.match, offer.quality) = fit(need.capabilities.empty() ? plain : need.capabilities, model);
    offer.refusal = refusalOf(need, model, placement, offer.match);
    if (offer.refusal == Refusal::Capability)
        offer.gap = widestGap(need.capabilities.empty() ? plain : need.capabilities, model, offer.match);
    offer.speed = model.speed;
    offer.place = placement.place;
    const auto wish = std::find(rule.models.begin(), rule.models.end(), model.provider + "/" + model.id);
    if (wish != rule.models.end()) offer.wish = static_cast<std::uint32_t>(wish - rule.models.begin());
    return offer;
}

Choice choose(const std::vector<Offer>& offers, const std::vector<Standing>& standings, const Weights& weights,
              const Allowance& left) {
    SKEIN_ASSERT(offers.size() == standings.size());
    Choice result;
    std::optional<std::int64_t> cheapest;
    for (std::size_t i = 0; i < offers.size(); ++i) {
        const Refusal refusal = refusalOf(offers[i], standings[i], left);
        if (refusal == Refusal::None && offers[i].expectedCost)
            cheapest = std::min(cheapest.value_or(countableCost(offers[i])), countableCost(offers[i]));
        Score score{refusal, 0, 0, standings[i].failedHere, {}};
        if (refusal == Refusal::NoKey && standings[i].aside != KeysAside{}) score.keys = standings[i].aside;
        result.scores.push_back(score);
    }
    using Rank = std::tuple<bool, std::uint32_t, std::uint32_t, PerMille, std::int64_t, std::string_view,
                            std::string_view, std::size_t>;
    std::vector<Rank> ranks;
    const PerMille sum = std::max<PerMille>(weights.quality + weights.cost + weights.speed, 1);
    for (std::size_t i = 0; i < offers.size(); ++i) {
        Score& score = result.scores[i];
        if (score.refusal != Refusal::None) continue;
        const Offer& offer = offers[i];
        if (offer.expectedCost) {
            const std::int64_t doublings = milliLog2(countableCost(offer), *cheapest);
            score.cost = std::max<PerMille>(whole - lossPerDoubling * doublings / 1'000, 0);
        }
        score.total = (weights.quality * offer.quality + weights.cost * score.cost + weights.speed * offer.speed) / sum;
        ranks.emplace_back(standings[i].failedHere, offer.wish.value_or(std::numeric_limits<std::uint32_t>::max()),
                           offer.place, -score.total, offer.expectedCost ? offer.expectedCost->value : maxExactInteger,
                           offer.target.provider, offer.target.model, i);
    }
    std::sort(ranks.begin(), ranks.end());
    for (const Rank& rank : ranks) result.ranking.push_back(std::get<std::size_t>(rank));
    return result;
}

std::string describe(const KeysAside& aside) {
    const auto [refused, outOfQuota] = aside;
    const auto count = refused + outOfQuota;
    const auto words = count == 1 ? std::string("1 key is set aside: ") : fmt::format("{} keys are set aside: ", count);
    if (outOfQuota == 0) return words + "revoked";
    if (refused == 0) return words + "out of quota";
    return words + fmt::format("{} revoked, {} out of quota", refused, outOfQuota);
}

RoutingMark markOf(const Offer& offer) {
    return {offer.target.provider,
            offer.target.model,
            offer.refusal,
            0,
            offer.quality,
            0,
            offer.speed,
            offer.target.batch,
            false,
            offer.gap,
            {}};
}

bool sameModel(const Target& a, const Target& b) {
    const auto name = [](const std::string& model) { return toLowerAscii(model.substr(model.rfind('/') + 1)); };
    return name(a.model) == name(b.model);
}

std::string describe(const RoutingMark& mark) {
    std::string words(nameIn(EnumNames<Refusal>::table, mark.refusal));
    if (mark.gap)
        return words + fmt::format(": needs {} {}, has {}, and offers {} of all that is asked ({} is the least)",
                                   mark.gap->name, share(mark.gap->asked), share(mark.gap->has), share(mark.gap->match),
                                   share(leastMatch));
    if (mark.refusal == Refusal::Sibling) return words + ": it judges the same contradiction already";
    return mark.keys ? describe(*mark.keys) + ", and there is no other" : words;
}

std::vector<RoutingMark> marksOf(const std::vector<Offer>& offers, const Choice& choice, std::size_t most) {
    std::vector<RoutingMark> marks;
    const auto add = [&](std::size_t i) {
        const Offer& offer = offers[i];
        const Score& score = choice.scores[i];
        if (marks.size() >= most) return;
        auto mark = markOf(offer);
        mark.refusal = score.refusal;
        mark.total = score.total;
        mark.cost = score.cost;
        mark.failed = score.failedHere;
        mark.keys = score.keys;
        marks.push_back(std::move(mark));
    };
    for (const std::size_t i : choice.ranking) add(i);
    for (std::size_t i = 0; i < offers.size(); ++i)
        if (choice.scores[i].refusal != Refusal::None) add(i);
    return marks;
}

}  // namespace skein::routing
