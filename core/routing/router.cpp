#include "core/routing/router.h"

#include <algorithm>
#include <tuple>

#include "core/base/error.h"
#include "core/model/names.h"

namespace skein::routing {
namespace {

constexpr PerMille lossPerDoubling = 80;
constexpr PerMille plainLevel = 500;

constexpr NameTable<Refusal, 11> refusalNames{{{Refusal::None, "none"},
                                               {Refusal::NotText, "not-text"},
                                               {Refusal::NotLocal, "not-local"},
                                               {Refusal::NoKey, "no-key"},
                                               {Refusal::Breaker, "breaker-open"},
                                               {Refusal::Capability, "capability"},
                                               {Refusal::Context, "context"},
                                               {Refusal::OutputLimit, "output-limit"},
                                               {Refusal::UnknownPrice, "unknown-price"},
                                               {Refusal::OverBudget, "over-budget"},
                                               {Refusal::TooSlow, "too-slow"}}};

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

Refusal refusalOf(const RoutingNeed& need, const RoutingCandidate& candidate, PerMille match) {
    const CatalogueModel& model = *candidate.model;
    if (model.use != CatalogueModel::Use::Text) return Refusal::NotText;
    if (need.localOnly && !candidate.local) return Refusal::NotLocal;
    if (!candidate.hasKey) return Refusal::NoKey;
    if (candidate.breakerOpen) return Refusal::Breaker;
    if (match < leastMatch) return Refusal::Capability;
    if (model.context && need.input + need.maxOutput > *model.context) return Refusal::Context;
    if (model.maxOutput && need.maxOutput > *model.maxOutput) return Refusal::OutputLimit;
    if (need.budgetLeft) {
        if (!candidate.worstCost) return Refusal::UnknownPrice;
        if (*candidate.worstCost > *need.budgetLeft) return Refusal::OverBudget;
    }
    if (need.timeLeft && candidate.expectedDuration && *candidate.expectedDuration > *need.timeLeft)
        return Refusal::TooSlow;
    return Refusal::None;
}

std::int64_t countableCost(const RoutingCandidate& candidate) {
    return std::max<std::int64_t>(candidate.expectedCost->value, 1);
}

}  // namespace

std::string_view refusalName(Refusal refusal) { return nameIn(refusalNames, refusal); }

std::int64_t milliLog2(std::int64_t numerator, std::int64_t denominator) {
    SKEIN_ASSERT(denominator > 0 && numerator >= denominator);
    // Binary logarithm by repeated squaring in 32.32 fixed point; 128 bits hold every product.
    std::int64_t whole2 = 0;
    while (numerator / denominator >= 2) {
        numerator = numerator / 2 + numerator % 2;
        ++whole2;
    }
    __extension__ using Wide = unsigned __int128;
    constexpr int fractionBits = 32;
    Wide x = (static_cast<Wide>(numerator) << fractionBits) / static_cast<Wide>(denominator);
    constexpr Wide two = static_cast<Wide>(2) << fractionBits;
    x = std::min(x, two - 1);
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

RoutingChoice route(const RoutingNeed& need, const KindRule& rule, const std::vector<RoutingCandidate>& candidates) {
    const std::map<std::string, PerMille> plain{{"generate", plainLevel}};
    const auto& asked = need.capabilities.empty() ? plain : need.capabilities;
    RoutingChoice result;
    std::optional<std::int64_t> cheapest;
    for (const RoutingCandidate& candidate : candidates) {
        RoutingScore score;
        std::tie(score.match, score.quality) = fit(asked, *candidate.model);
        score.refusal = refusalOf(need, candidate, score.match);
        if (score.refusal == Refusal::None && candidate.expectedCost)
            cheapest = std::min(cheapest.value_or(countableCost(candidate)), countableCost(candidate));
        result.scores.push_back(score);
    }
    using Rank = std::tuple<std::size_t, PerMille, std::int64_t, std::string_view, std::string_view, std::size_t>;
    std::vector<Rank> ranks;
    const PerMille weights = std::max<PerMille>(rule.quality + rule.cost + rule.speed, 1);
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        RoutingScore& score = result.scores[i];
        if (score.refusal != Refusal::None) continue;
        const RoutingCandidate& candidate = candidates[i];
        const CatalogueModel& model = *candidate.model;
        score.speed = model.speed;
        if (candidate.expectedCost) {
            const std::int64_t doublings = milliLog2(countableCost(candidate), *cheapest);
            score.cost = std::max<PerMille>(whole - lossPerDoubling * doublings / 1'000, 0);
        }
        score.total = (rule.quality * score.quality + rule.cost * score.cost + rule.speed * score.speed) / weights;
        const auto wish = std::find(rule.models.begin(), rule.models.end(), model.provider + "/" + model.id);
        if (wish != rule.models.end()) score.preferred = static_cast<std::size_t>(wish - rule.models.begin());
        ranks.emplace_back(score.preferred.value_or(rule.models.size()), -score.total,
                           candidate.expectedCost ? candidate.expectedCost->value : maxExactInteger, model.provider,
                           model.id, i);
    }
    std::sort(ranks.begin(), ranks.end());
    if (!ranks.empty()) result.choice = std::get<5>(ranks[0]);
    if (ranks.size() > 1) result.runnerUp = std::get<5>(ranks[1]);
    return result;
}

}  // namespace skein::routing
