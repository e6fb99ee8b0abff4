#include "core/runtime/check_call.h"

#include <chrono>

#include <fmt/format.h>

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/providers/response_decoder.h"
#include "core/runtime/http/fetch.h"

namespace skein::runtime {
namespace {

constexpr TokenCount trialOutput{16};  // the least that OpenAI Responses takes
constexpr TokenCount trialInput{20};
constexpr HttpTimeouts patience{seconds(15), seconds(60), seconds(120)};  // a local server may load the model first
constexpr std::size_t maxAnswerBytes = 1u << 20;
constexpr int maxCorrections = 3;

providers::ModelRequest trialRequest(const std::string& model) {
    auto request = providers::simpleRequest(model, "", "Reply with the one word OK.");
    request.maxOutput = trialOutput;
    request.delivery = providers::Delivery::Whole;
    return request;
}

void prepare(HttpRequest& request, const providers::ModelCodec& codec, const Secret& key) {
    request.timeouts = patience;
    request.maxResponseBytes = maxAnswerBytes;
    request.headers.push_back({"User-Agent", "skein/" SKEIN_VERSION});
    providers::addKey(request, codec, key.reveal());
}

}  // namespace

std::string trialModel(const routing::Catalogue& catalogue, const routing::CatalogueProvider& provider, Instant at) {
    std::string best;
    std::optional<MicroUsd> least;
    for (const auto& [id, model] : catalogue.models) {
        if (id.first != provider.id || model.use != routing::CatalogueModel::Use::Text) continue;
        const auto rates = routing::ratesAt(model.prices, at, trialInput);
        // Of a million such calls: one of them rounds to the same micro-dollar for most models.
        const auto cost =
            providers::worstCaseCost({trialInput.value * 1'000'000}, {trialOutput.value * 1'000'000}, rates);
        if (!cost || !*cost || (least && **cost >= *least)) continue;
        least = **cost;
        best = model.id;
    }
    return best.empty() ? provider.defaultModel : best;
}

Result<std::vector<std::string>> listedModels(HttpTransport& transport, const routing::CatalogueProvider& provider,
                                              const Secret& key) {
    const providers::ModelCodec& codec = providers::codecFor(provider.protocol);
    SKEIN_TRY(HttpRequest request, codec.encodeModelList(provider.baseUrl, ""));
    prepare(request, codec, key);
    const auto answer = fetch(transport, std::move(request));
    if (!answer) return fail(ErrorCode::Unavailable, answer.error().message);
    const auto body = parseJson(answer->body);
    if (answer->head.status != 200 || !body)
        return fail(ErrorCode::Unavailable,
                    fmt::format("its list of models cannot be read (HTTP status {})", answer->head.status));
    const auto page = codec.readModelList(*body);
    if (page.models.empty()) return fail(ErrorCode::NotFound, "it lists no model; name one with --model");
    std::vector<std::string> models;
    for (const auto& model : page.models)
        if (models.size() < limits::maxListItems) models.push_back(model.id);
    return models;
}

Result<std::string> firstListedModel(HttpTransport& transport, const routing::CatalogueProvider& provider,
                                     const Secret& key) {
    SKEIN_TRY(const auto models, listedModels(transport, provider, key));
    return models.front();
}

CheckedCall checkCall(HttpTransport& transport, const routing::CatalogueProvider& provider, const std::string& model,
                      const routing::ModelPrices& prices, const Secret& key, Instant now) {
    const auto begun = std::chrono::steady_clock::now();
    const auto request = trialRequest(model);
    providers::Dialect dialect = providers::initialDialect(provider.protocol, provider.baseUrl, request);
    CheckedCall result;
    const auto took = [&] {
        using namespace std::chrono;
        return Duration{duration_cast<microseconds>(steady_clock::now() - begun).count()};
    };
    // A field that a server refuses costs nothing; the call is made once more in its own dialect.
    for (int correction = 0;; ++correction) {
        const providers::ModelCodec& codec = providers::codecFor(dialect.protocol);
        auto encoded = codec.encode(provider.baseUrl, request, dialect);
        if (!encoded) {
            result.check = {providers::CallVerdict::WrongAddress, 0, encoded.error().message, std::nullopt};
            return result;
        }
        prepare(*encoded, codec, key);
        const auto answer = fetch(transport, std::move(*encoded));
        result.took = took();
        if (!answer) {
            result.check = providers::checkOf(answer.error());
            return result;
        }
        providers::ResponseDecoder decoder(codec, answer->head);
        decoder.push(answer->body);
        auto outcome = decoder.finish();
        if (const auto* reply = std::get_if<providers::Reply>(&outcome)) {
            result.check.httpStatus = answer->head.status;
            result.usage = reply->usage;
            const auto cost = reply->usage.measured ? routing::costAt(prices, now, reply->usage)
                                                    : Result<std::optional<MicroUsd>>(std::optional<MicroUsd>());
            if (cost) result.cost = *cost;
            return result;
        }
        const auto& failure = std::get<providers::ReplyFailure>(outcome);
        const auto corrected = failure.kind == providers::ReplyFailure::Kind::Api && correction < maxCorrections
                                   ? providers::correctedDialect(dialect, request, failure.api)
                                   : std::nullopt;
        if (!corrected) {
            result.check = providers::checkOf(dialect.protocol, failure, answer->head, now, key.reveal());
            return result;
        }
        dialect = *corrected;
    }
}

}  // namespace skein::runtime
