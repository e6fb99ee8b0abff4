#include "core/routing/catalogue.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/json_lines.h"
#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/providers/endpoint_url.h"

namespace skein::routing {
namespace {

constexpr std::size_t maxProviders = 256;
constexpr std::size_t maxModels = 10'000;  // a gateway lists hundreds
constexpr std::size_t maxKinds = 1'000;
constexpr std::size_t maxUrlBytes = 2'000;

bool isId(std::string_view text) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789._-";
    return !text.empty() && text.size() <= 64 && text.find_first_not_of(allowed) == std::string_view::npos;
}

bool isVariableName(std::string_view text) {
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    return text.size() <= 128 && text.find_first_not_of(allowed) == std::string_view::npos &&
           (text.empty() || text[0] < '0' || text[0] > '9');
}

Result<PerMille> readShare(FieldReader& reader, std::string_view key, PerMille fallback) {
    SKEIN_TRY(const std::int64_t millionths, reader.millionths(key, fallback * 1'000, 1'000'000));
    return millionths / 1'000;
}

Result<std::optional<TokenCount>> readTokens(FieldReader& reader, std::string_view key) {
    if (reader.take(key) == nullptr) return std::optional<TokenCount>();
    SKEIN_TRY(const std::int64_t tokens, reader.integer(key, 0, 1, limits::maxEstimateTokens));
    return std::optional<TokenCount>(TokenCount{tokens});
}

Result<void> readProvider(const Json& json, const FieldPath& path, const FieldOrigin& origin, Catalogue& into) {
    SKEIN_TRY(FieldReader reader, FieldReader::create(json, path, origin));
    CatalogueProvider provider;
    SKEIN_TRY(provider.id, reader.line("id", "", limits::maxNameBytes));
    if (!isId(provider.id) || provider.id == "offline" || provider.id == "auto")
        return reader.expected("id",
                               "1 to 64 of a-z 0-9 . _ - (not \"offline\", which is built in, nor \"auto\", which "
                               "means every provider that can be called)");
    SKEIN_TRY(provider.title, reader.line("title", provider.id, limits::maxTitleBytes));
    SKEIN_TRY(const std::string protocol, reader.line("protocol", "", 32));
    const auto known = providers::protocolFromName(protocol);
    if (!known) return reader.expected("protocol", "openai-chat, openai-responses, anthropic, gemini or ollama");
    provider.protocol = *known;
    SKEIN_TRY(provider.baseUrl, reader.line("base_url", "", maxUrlBytes));
    if (const auto url = providers::endpointUrl(provider.baseUrl, {}, "/"); !url)
        return reader.expected("base_url", "an http or https address without user, query or fragment");
    SKEIN_TRY(provider.keyVariable, reader.line("key_variable", "", 128));
    if (!isVariableName(provider.keyVariable))
        return reader.expected("key_variable", "the name of an environment variable, never a key");
    SKEIN_TRY(provider.defaultModel, reader.line("default_model", "", limits::maxNameBytes));
    SKEIN_TRY(provider.local, reader.boolean("local", false));
    if (provider.local && !providers::isOnThisMachine(provider.baseUrl))
        return reader.expected("local", "an address of this machine (127.0.0.0/8, [::1], localhost) in base_url");
    SKEIN_TRY(provider.plainHttp, reader.boolean("plain_http", false));
    SKEIN_CHECK(
        refuseUnknown(reader, "id, title, protocol, base_url, key_variable, default_model, local or plain_http"));
    std::string id = provider.id;
    into.providers.insert_or_assign(std::move(id), std::move(provider));
    return {};
}

Result<std::map<std::string, PerMille>> readCapabilities(FieldReader& model) {
    SKEIN_TRY(const Json object, model.object("capabilities"));
    std::map<std::string, PerMille> capabilities;
    const FieldPath path = model.at("capabilities");
    if (object.size() > limits::maxCapabilitiesPerTask)
        return model.expected("capabilities", fmt::format("at most {} kinds", limits::maxCapabilitiesPerTask));
    SKEIN_TRY(FieldReader reader, FieldReader::create(object, path, model.origin()));
    for (const auto& [name, level] : object.items()) { SKEIN_TRY(capabilities[name], readShare(reader, name, 0)); }
    return capabilities;
}

Result<void> readModel(const Json& json, const FieldPath& path, const FieldOrigin& origin, Catalogue& into) {
    SKEIN_TRY(FieldReader reader, FieldReader::create(json, path, origin));
    CatalogueModel model;
    SKEIN_TRY(model.provider, reader.line("provider", "", limits::maxNameBytes));
    if (into.provider(model.provider) == nullptr)
        return reader.expected("provider", "the id of a provider of this catalogue");
    SKEIN_TRY(model.id, reader.line("id", "", limits::maxNameBytes));
    if (!providers::modelPathSegment(model.id))
        return reader.expected("id", "a model name of letters, digits, . _ - : @ /");
    SKEIN_TRY(const std::string use, reader.line("use", "text", 32));
    if (use != "text" && use != "embeddings") return reader.expected("use", "\"text\" or \"embeddings\"");
    model.use = use == "text" ? CatalogueModel::Use::Text : CatalogueModel::Use::Embeddings;
    SKEIN_TRY(model.context, readTokens(reader, "context"));
    SKEIN_TRY(model.maxOutput, readTokens(reader, "max_output"));
    SKEIN_TRY(model.bestWindow, readTokens(reader, "best_window"));
    SKEIN_TRY(model.capabilities, readCapabilities(reader));
    SKEIN_TRY(model.speed, readShare(reader, "speed", whole / 2));
    SKEIN_TRY(model.prices, readPrices(reader));
    SKEIN_CHECK(refuseUnknown(
        reader, "provider, id, use, context, max_output, best_window, capabilities, speed, tiers or prices"));
    std::pair key{model.provider, model.id};
    into.models.insert_or_assign(std::move(key), std::move(model));
    return {};
}

Result<void> readKind(const Json& json, const FieldPath& path, const FieldOrigin& origin, Catalogue& into) {
    SKEIN_TRY(FieldReader reader, FieldReader::create(json, path, origin));
    if (reader.take("kind") == nullptr) return reader.expected("kind", "a kind of task, or \"\" for any other");
    SKEIN_TRY(const std::string name, reader.line("kind", "", limits::maxNameBytes));
    KindRule rule;
    SKEIN_TRY(rule.weights.quality, readShare(reader, "quality", rule.weights.quality));
    SKEIN_TRY(rule.weights.cost, readShare(reader, "cost", rule.weights.cost));
    SKEIN_TRY(rule.weights.speed, readShare(reader, "speed", rule.weights.speed));
    if (rule.weights.quality + rule.weights.cost + rule.weights.speed == 0)
        return fieldFailure(origin, path, "expected quality, cost or speed above 0");
    SKEIN_TRY(rule.models, reader.texts("models", 64, 2 * limits::maxNameBytes));
    const FieldPath models = reader.at("models");
    for (std::size_t i = 0; i < rule.models.size(); ++i) {
        const auto slash = rule.models[i].find('/');
        if (slash == std::string::npos ||
            into.model(rule.models[i].substr(0, slash), rule.models[i].substr(slash + 1)) == nullptr)
            return fieldFailure(origin, FieldPath(models, i),
                                "expected PROVIDER/MODEL of this catalogue, found \"" + rule.models[i] + "\"");
    }
    SKEIN_TRY(rule.reason, reader.line("reason", "", limits::maxTitleBytes));
    SKEIN_CHECK(refuseUnknown(reader, "kind, quality, cost, speed, models or reason"));
    into.kinds.insert_or_assign(name, std::move(rule));
    return {};
}

using ReadEntry = Result<void> (*)(const Json&, const FieldPath&, const FieldOrigin&, Catalogue&);

Result<void> readList(FieldReader& file, std::string_view key, std::size_t maxItems, ReadEntry read, Catalogue& into) {
    SKEIN_TRY(const Json* list, file.array(key, maxItems));
    const FieldPath path = file.at(key);
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i)
        SKEIN_CHECK(read((*list)[i], FieldPath(path, i), file.origin(), into));
    return {};
}

/// Two entries of one file with the same name: the second would silently take the place of the first.
Result<void> refuseRepeats(FieldReader& file, std::string_view key, const std::vector<const char*>& names) {
    SKEIN_TRY(const Json* list, file.array(key, maxModels));
    const FieldPath path = file.at(key);
    std::map<std::string, std::size_t> seen;
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
        std::string name;
        for (const char* part : names) name += (name.empty() ? "" : "/") + (*list)[i].value(part, std::string());
        const auto [first, isNew] = seen.emplace(name, i);
        if (isNew) continue;
        const FieldPath before(path, first->second);
        const int line = file.origin().lineOf ? file.origin().lineOf(before) : 0;
        return fieldFailure(file.origin(), FieldPath(path, i),
                            fmt::format("\"{}\" is listed already as {}{}; keep one of them", name, before.text(),
                                        line > 0 ? fmt::format(" in line {}", line) : ""));
    }
    return {};
}

}  // namespace

const CatalogueProvider* Catalogue::provider(std::string_view id) const {
    const auto found = providers.find(std::string(id));
    return found == providers.end() ? nullptr : &found->second;
}

const CatalogueModel* Catalogue::model(std::string_view provider, std::string_view id) const {
    const auto found = models.find({std::string(provider), std::string(id)});
    return found == models.end() ? nullptr : &found->second;
}

const KindRule& Catalogue::kind(std::string_view taskKind) const {
    static const KindRule balanced;
    if (const auto found = kinds.find(std::string(taskKind)); found != kinds.end()) return found->second;
    const auto any = kinds.find("");
    return any == kinds.end() ? balanced : any->second;
}

Result<void> mayCarryKey(const CatalogueProvider& provider) {
    const bool plain = toLowerAscii(provider.baseUrl.substr(0, 7)) == "http://";
    if (!plain || provider.plainHttp || providers::isOnThisMachine(provider.baseUrl)) return {};
    return fail(ErrorCode::Denied,
                fmt::format("provider {}: its key would go to {} over plain http, readable for everybody on the way; "
                            "write https:// in its base_url, or \"plain_http\": true beside it if the server is in a "
                            "network of your own",
                            provider.id, providers::hostOf(provider.baseUrl)));
}

Result<void> addCatalogueFile(Catalogue& catalogue, std::string_view text, const std::string& fileName) {
    constexpr JsonLimits fileLimits{8u << 20, 16};  // a gateway's list of ten thousand models is three megabytes
    const auto parsed = parseJson(text, fileLimits);
    if (!parsed) return fail(parsed.error().code, fileName + ": " + parsed.error().message);
    const FieldOrigin origin{fileName, [text](const FieldPath& path) { return jsonLineOf(text, path.steps()); }};
    const FieldPath root;
    SKEIN_TRY(FieldReader reader, FieldReader::create(*parsed, root, origin));
    SKEIN_TRY([[maybe_unused]] const int version, readFormatVersion(reader));
    Catalogue merged = catalogue;
    SKEIN_CHECK(readList(reader, "providers", maxProviders, readProvider, merged));
    SKEIN_CHECK(readList(reader, "models", maxModels, readModel, merged));
    SKEIN_CHECK(readList(reader, "kinds", maxKinds, readKind, merged));
    SKEIN_CHECK(refuseRepeats(reader, "providers", {"id"}));
    SKEIN_CHECK(refuseRepeats(reader, "models", {"provider", "id"}));
    SKEIN_CHECK(refuseRepeats(reader, "kinds", {"kind"}));
    for (const std::string_view told : {"about", "$schema"}) reader.take(told);
    SKEIN_CHECK(refuseUnknown(reader, "skein, about, providers, models or kinds"));
    catalogue = std::move(merged);
    return {};
}

Json catalogueToJson(const Catalogue& catalogue) {
    const auto share = [](PerMille value) { return static_cast<double>(value) / static_cast<double>(whole); };
    Json providers = Json::array(), models = Json::array(), kinds = Json::array();
    for (const auto& [id, provider] : catalogue.providers) {
        providers.push_back({{"id", id},
                             {"title", provider.title},
                             {"protocol", providers::protocolName(provider.protocol)},
                             {"base_url", provider.baseUrl},
                             {"key_variable", provider.keyVariable},
                             {"default_model", provider.defaultModel},
                             {"local", provider.local}});
        if (provider.plainHttp) providers.back()["plain_http"] = true;
    }
    for (const auto& [key, model] : catalogue.models) {
        Json json = pricesToJson(model.prices);
        json["provider"] = model.provider;
        json["id"] = model.id;
        json["use"] = model.use == CatalogueModel::Use::Text ? "text" : "embeddings";
        if (model.context) json["context"] = model.context->value;
        if (model.bestWindow) json["best_window"] = model.bestWindow->value;
        if (model.maxOutput) json["max_output"] = model.maxOutput->value;
        json["capabilities"] = Json::object();
        for (const auto& [name, level] : model.capabilities) json["capabilities"][name] = share(level);
        json["speed"] = share(model.speed);
        models.push_back(std::move(json));
    }
    for (const auto& [kind, rule] : catalogue.kinds)
        kinds.push_back({{"kind", kind},
                         {"quality", share(rule.weights.quality)},
                         {"cost", share(rule.weights.cost)},
                         {"speed", share(rule.weights.speed)},
                         {"models", rule.models},
                         {"reason", rule.reason}});
    return {
        {"skein", 1}, {"providers", std::move(providers)}, {"models", std::move(models)}, {"kinds", std::move(kinds)}};
}

}  // namespace skein::routing
