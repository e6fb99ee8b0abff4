#include "core/runtime/memory_model.h"

#include <cstdlib>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/memory/retrieval/model_vectors.h"
#include "core/providers/codec.h"
#include "core/runtime/model_catalogue.h"
#include "core/runtime/start_run.h"

namespace skein::runtime {
namespace {

constexpr std::uint32_t fewestDimensions = 16;

/// The one provider whose list has this model.
Result<std::string> providerOf(const routing::Catalogue& catalogue, const MemoryModelRequest& request) {
    std::vector<std::string> having;
    std::string others;
    for (const auto& [key, model] : catalogue.models) {
        if (key.second == request.model) having.push_back(key.first);
        else if (model.use == request.use && request.use == routing::CatalogueModel::Use::Embeddings)
            others += (others.empty() ? "" : ", ") + key.first + "/" + key.second;
    }
    if (having.size() == 1) return having.front();
    if (having.empty())
        return fail(ErrorCode::InvalidInput,
                    "--model: the catalogue lists no model '" + elide(request.model, 100) + "'" +
                        (others.empty() ? std::string() : "; of those that make embeddings it has " + others) +
                        "; one that it does not list is named with --provider");
    std::string list;
    for (const auto& one : having) list += (list.empty() ? "" : ", ") + one;
    return fail(ErrorCode::InvalidInput,
                "--model: " + elide(request.model, 100) + " is a model of " + list + "; say which with --provider");
}

Result<MemoryModel> fromJson(const Json& json) {
    MemoryModel model;
    if (!json.is_object() || !json.contains("options"))
        return fail(ErrorCode::Damaged, "the terms of a model of memory cannot be read");
    model.options = json["options"];
    SKEIN_TRY(auto models, runModelsFromOptions(model.options));
    model.model = std::move(models.models.front());
    SKEIN_TRY(model.localOnly, jsonBoolOr(json, "local_only", false, "terms"));
    SKEIN_TRY(const auto dimensions, jsonIntOr(json, "dimensions", 0, "terms"));
    if (dimensions < 0 || dimensions > static_cast<std::int64_t>(memory::maxVectorDimensions))
        return fail(ErrorCode::Damaged, "the dimensions of a model of memory are out of range");
    if (dimensions > 0) model.dimensions = static_cast<std::uint32_t>(dimensions);
    SKEIN_TRY(const auto most, jsonIntOr(json, "most_micro_usd", -1, "terms"));
    if (most >= 0) model.most = MicroUsd{most};
    return model;
}

}  // namespace

std::string MemoryModel::space() const {
    return name() + (dimensions ? "@" + std::to_string(*dimensions) : std::string());
}

Result<MemoryModel> memoryModelFor(const MemoryModelRequest& request) {
    SKEIN_TRY(const auto catalogue, loadCatalogue());
    auto id = request.provider;
    if (id.empty()) { SKEIN_TRY(id, providerOf(catalogue, request)); }
    if (request.dimensions &&
        (*request.dimensions < fewestDimensions || *request.dimensions > memory::maxVectorDimensions))
        return fail(ErrorCode::InvalidInput,
                    fmt::format("--dimensions: expected {} to {}", fewestDimensions, memory::maxVectorDimensions));
    std::string price = request.price;
    if (const char* fromEnvironment = std::getenv("SKEIN_PRICE"); price.empty() && fromEnvironment != nullptr)
        price = fromEnvironment;
    Json json{{"local_only", request.localOnly}};
    SKEIN_TRY(json["options"], namedOptions(catalogue, id, request.model, price, request.use));
    if (request.dimensions) json["dimensions"] = *request.dimensions;
    if (request.most) json["most_micro_usd"] = request.most->value;
    SKEIN_TRY(auto model, fromJson(json));
    if (request.localOnly && !model.model.placement.local)
        return fail(ErrorCode::Denied,
                    "--local-only: " + model.name() +
                        " is not on this machine; `skeinctl providers detect` finds models that are");
    if (request.use == routing::CatalogueModel::Use::Embeddings) {
        const auto& called = model.model;
        const auto asked = providers::codecFor(called.protocol)
                               .encodeEmbeddings(called.baseUrl, {called.model.id, {"?"}, model.dimensions});
        if (!asked) return fail(ErrorCode::InvalidInput, model.name() + ": " + asked.error().message);
    }
    if (model.model.model.prices.rows.empty())
        return fail(ErrorCode::InvalidInput,
                    "what " + model.name() +
                        " costs is not known, so no money can be set aside; give --price input=N,output=N (USD per "
                        "million tokens, 0 for a server of your own)");
    return model;
}

Json toJson(const MemoryModel& model) {
    Json json{{"options", model.options}};
    if (model.localOnly) json["local_only"] = true;
    if (model.dimensions) json["dimensions"] = *model.dimensions;
    if (model.most) json["most_micro_usd"] = model.most->value;
    return json;
}

Result<MemoryModel> memoryModelFromText(std::string_view bytes) {
    const auto json = parseJson(bytes);
    if (!json) return fail(ErrorCode::Damaged, "the terms of a model of memory are no JSON");
    auto model = fromJson(*json);
    if (!model) return fail(ErrorCode::Damaged, "the terms of a model of memory: " + model.error().message);
    return model;
}

}  // namespace skein::runtime
