#include "core/runtime/run_models.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/coherence/judging.h"
#include "core/plan/proposal.h"
#include "core/providers/batch.h"
#include "core/providers/endpoint_url.h"
#include "core/runtime/answer_limit.h"
#include "core/runtime/model_catalogue.h"

namespace skein::runtime {
namespace {

constexpr std::size_t maxModelsOfRun = 200;  // offers judged for each window

/// A small window is not given away to the answer: it takes a fourth of it at most.
TokenCount longestAnswer(std::optional<TokenCount> stated, std::optional<TokenCount> context) {
    // Where nobody says: what models of such windows write at least, by the providers that do say.
    constexpr std::int64_t ofLarge = 65'536, ofUnknown = 16'384;
    const auto most = stated ? stated->value : context ? ofLarge : ofUnknown;
    return {context ? std::clamp<std::int64_t>(context->value / 4, 1, most) : most};
}

Result<RunModel> namedModel(const Json& options) {
    RunModel named;
    named.placement.named = true;
    SKEIN_TRY(named.model.provider, jsonStringOr(options, "provider", "offline", "options"));
    if (named.offline()) {
        named.model.id = "extractive";
        named.placement.idempotent = named.placement.local = true;
        named.model.prices = routing::fixedPrice({}, "built in");
        return named;
    }
    SKEIN_TRY(const auto name, jsonStringOr(options, "protocol", named.model.provider, "options"));
    const auto protocol = providers::protocolFromName(name);
    if (!protocol)
        return fail(ErrorCode::InvalidInput, "options.provider: '" + elide(named.model.provider, 60) +
                                                 "' is not a protocol this version speaks");
    named.protocol = *protocol;
    SKEIN_TRY(named.model.id, jsonString(options, "model", "options"));
    SKEIN_TRY(named.baseUrl, jsonString(options, "base_url", "options"));
    SKEIN_TRY(named.placement.idempotent, jsonBoolOr(options, "idempotent", false, "options"));
    SKEIN_TRY(named.placement.local, jsonBoolOr(options, "local", false, "options"));
    // The person's own figures as a text, or the rows of the catalogue as they were when the run began.
    if (const auto price = options.find("price"); price != options.end() && price->is_object()) {
        const FieldPath path("options.price");
        const FieldOrigin origin;
        SKEIN_TRY(FieldReader reader, FieldReader::create(*price, path, origin));
        SKEIN_TRY(named.model.prices, routing::readPrices(reader));
    } else if (price != options.end()) {
        SKEIN_TRY(const auto text, jsonString(options, "price", "options"));
        SKEIN_TRY(const auto rates, providers::parseTokenPrice(text));
        named.model.prices = routing::fixedPrice(rates, "given with the run");
        named.model.prices.tiers[batchTier] = 500'000;  // half: the same at all three APIs
    }
    if (options.contains("context_tokens")) {
        SKEIN_TRY(const auto context, jsonInt(options, "context_tokens", "options"));
        named.model.context = TokenCount{context};
    }
    named.maxOutput = longestAnswer({}, named.model.context);
    if (options.contains("best_window")) {
        SKEIN_TRY(const auto best, jsonInt(options, "best_window", "options"));
        named.bestWindow = TokenCount{std::max<std::int64_t>(1, best)};
    }
    SKEIN_TRY(named.maxOutput.value, jsonIntOr(options, "max_output_tokens", named.maxOutput.value, "options"));
    return named;
}

Result<RunModels> choiceFromOptions(const Json& options) {
    RunModels models;
    routing::Catalogue catalogue;
    SKEIN_CHECK(routing::addCatalogueFile(catalogue, options["catalogue"].dump(), "options.catalogue"));
    const auto order = options.value("providers", Json::array());
    for (const auto& [key, model] : catalogue.models) {
        const auto* provider = catalogue.provider(model.provider);
        RunModel each;
        each.model = model;
        each.model.prices = pricesOf(catalogue, model.provider, model.id);
        each.placement.local = provider->local;
        const auto place = std::find(order.begin(), order.end(), Json(model.provider));
        if (!order.empty()) each.placement.place = static_cast<std::uint32_t>(place - order.begin());
        each.protocol = provider->protocol;
        each.baseUrl = provider->baseUrl;
        each.bestWindow = model.bestWindow;
        each.maxOutput = longestAnswer(model.maxOutput, model.context);
        models.models.push_back(std::move(each));
    }
    models.kinds = std::move(catalogue.kinds);
    if (models.models.empty() || models.models.size() > maxModelsOfRun)
        return fail(ErrorCode::InvalidInput, "options.catalogue: expected 1 to " + std::to_string(maxModelsOfRun) +
                                                 " models, found " + std::to_string(models.models.size()));
    return models;
}

}  // namespace

const RunModel* RunModels::find(const Target& target) const {
    const auto found = std::find_if(models.begin(), models.end(), [&](const RunModel& each) {
        return each.model.provider == target.provider && each.model.id == target.model;
    });
    return found == models.end() ? nullptr : &*found;
}

std::optional<TokenCount> RunModels::bestWindow() const {
    std::optional<TokenCount> least;
    for (const RunModel& each : models)
        if (const auto& best = each.bestWindow; best && (!least || *best < *least)) least = best;
    return least;
}

bool RunModels::priced() const {
    return std::any_of(models.begin(), models.end(), [](const auto& each) { return !each.model.prices.rows.empty(); });
}

bool RunModels::free() const {
    return std::all_of(models.begin(), models.end(), [](const RunModel& each) {
        const auto& prices = each.model.prices;
        return !prices.rows.empty() && std::all_of(prices.rows.begin(), prices.rows.end(), [](const auto& row) {
            return row.rates == providers::TokenPrice{} && row.longPromptRates == providers::TokenPrice{};
        });
    });
}

static bool hasBatch(const RunModel& each) {
    return !each.offline() && providers::batchCodecFor(each.protocol) != nullptr &&
           each.model.prices.tiers.contains(batchTier);
}

bool RunModels::anyBatch() const { return std::any_of(models.begin(), models.end(), hasBatch); }

Result<void> RunModels::requireLocal() const {
    std::string elsewhere;
    std::set<std::string> named;
    for (const RunModel& each : models) {
        if (each.placement.local) return {};
        if (named.insert(each.model.provider).second)
            elsewhere +=
                (elsewhere.empty() ? "" : ", ") + each.model.provider + " at " + providers::hostOf(each.baseUrl);
    }
    return fail(ErrorCode::InvalidInput, "--local-only: no model that this run may call is on this machine: " +
                                             elide(elsewhere, 400) + "; name a local one, or leave --local-only out");
}

Result<TaskOffers> offersFor(const RunModels& models, const TaskSpec& task, TokenCount input, Instant now) {
    return offersAfterCut(models, task, input, now, {});
}

Result<TaskOffers> offersAfterCut(const RunModels& models, const TaskSpec& task, TokenCount input, Instant now,
                                  std::optional<TokenCount> cutAt) {
    routing::RoutingNeed need;
    need.kind = task.kind;
    for (const auto& [name, level] : task.capabilities)
        need.capabilities[name] = std::llround(level * static_cast<double>(routing::whole));
    need.input = input + input;
    need.localOnly = models.localOnly;
    routing::Catalogue rules;
    rules.kinds = models.kinds;
    const routing::KindRule& rule = rules.kind(task.kind);
    TaskOffers result{{}, rule.weights};
    for (const RunModel& each : models.models) {
        need.maxOutput = answerLimit(each, task, cutAt);
        auto offer = routing::judge(need, rule, each.model, each.placement);
        offer.context = each.model.context;
        offer.maxOutput = need.maxOutput;
        if (cutAt && need.maxOutput <= *cutAt && offer.refusal == Refusal::None) offer.refusal = Refusal::OutputLimit;
        const auto& prices = each.model.prices;
        SKEIN_TRY(offer.worstCost,
                  routing::worstCostBetween(prices, now, now + seconds(3600), need.input, need.maxOutput));
        SKEIN_TRY(offer.expectedCost, routing::worstCostBetween(prices, now, now, input, need.maxOutput));
        result.offers.push_back(std::move(offer));
    }
    if (!models.batch) return result;
    for (std::size_t i = 0; i < models.models.size(); ++i) {
        const RunModel& each = models.models[i];
        const auto& prices = each.model.prices;
        if (!hasBatch(each)) continue;
        auto offer = result.offers[i];
        offer.target.batch = true;
        offer.target.idempotent = false;
        // A batch may wait a day, and is charged by what it finds then.
        SKEIN_TRY(offer.worstCost, routing::worstCostBetween(prices, now, now + seconds(25 * 3'600), need.input,
                                                             *offer.maxOutput, batchTier));
        SKEIN_TRY(offer.expectedCost, routing::worstCostBetween(prices, now, now, input, *offer.maxOutput, batchTier));
        result.offers.push_back(std::move(offer));
    }
    return result;
}

bool mayAsk(const RunModels& models, const TaskSpec& task) {
    constexpr std::int64_t leastBand = 1'500;  // less has no room for tools and answers beside the material
    return models.questions > 0 && !models.offline() && !plan::isPlanner(task) && !coherence::isJudge(task) &&
           task.band.max.value >= leastBand;
}

Result<RunModels> runModelsFromOptions(const Json& options) {
    RunModels models;
    if (options.contains("catalogue")) {
        SKEIN_TRY(models, choiceFromOptions(options));
    } else {
        SKEIN_TRY(auto named, namedModel(options));
        models.models.push_back(std::move(named));
    }
    SKEIN_TRY(models.localOnly, jsonBoolOr(options, "local_only", false, "options"));
    SKEIN_TRY(models.batch, jsonBoolOr(options, "batch", false, "options"));
    models.tokensPerMille = tokensPerMilleOf(options);
    SKEIN_TRY(const auto questions, jsonIntOr(options, "questions", 0, "options"));
    models.questions = static_cast<std::uint32_t>(std::clamp<std::int64_t>(questions, 0, limits::maxQuestionRounds));
    return models;
}

std::int64_t tokensPerMilleOf(const Json& options) {
    constexpr std::int64_t least = wholeTokens / 8, most = wholeTokens * 8;  // as context::TokenScale learns
    const auto found = options.is_object() ? options.find("tokens_per_mille") : options.end();
    if (!options.is_object() || found == options.end() || !found->is_number_integer()) return wholeTokens;
    return std::clamp(found->get<std::int64_t>(), least, most);
}

Result<Json> optionsForChoice(const routing::Catalogue& catalogue, const std::vector<std::string>& providers,
                              bool ordered) {
    routing::Catalogue excerpt;
    for (const auto& id : providers) {
        const auto* provider = catalogue.provider(id);
        if (provider == nullptr) continue;
        for (const auto& [key, model] : catalogue.models) {
            if (key.first != id || model.use != routing::CatalogueModel::Use::Text) continue;
            excerpt.providers[id] = *provider;
            excerpt.models[key] = model;
        }
    }
    if (excerpt.models.empty()) return fail(ErrorCode::NotFound, "the catalogue lists no model of these providers");
    for (const auto& [kind, rule] : catalogue.kinds) {
        auto kept = rule;
        std::erase_if(kept.models, [&](const std::string& name) {
            const auto slash = name.find('/');
            return excerpt.model(name.substr(0, slash), name.substr(slash + 1)) == nullptr;
        });
        excerpt.kinds[kind] = std::move(kept);
    }
    // The first one stands for all where only one can be told.
    const auto& first = *std::find_if(providers.begin(), providers.end(),
                                      [&](const std::string& id) { return excerpt.provider(id) != nullptr; });
    Json options{{"provider", first}, {"catalogue", routing::catalogueToJson(excerpt)}};
    if (ordered) options["providers"] = providers;
    return options;
}

}  // namespace skein::runtime
