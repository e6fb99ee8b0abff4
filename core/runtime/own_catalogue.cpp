#include "core/runtime/own_catalogue.h"

#include <algorithm>
#include <filesystem>

#include "core/base/field_reader.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/providers/endpoint_url.h"
#include "core/runtime/model_catalogue.h"

namespace skein::runtime {
namespace {

namespace fs = std::filesystem;

/// Addresses are equal where calls go to the same place: localhost or 127.0.0.1, with the version in the path or not.
std::string calledAt(const std::string& baseUrl) {
    auto url = toLowerAscii(baseUrl);
    while (url.ends_with('/')) url.pop_back();
    if (url.ends_with("/v1")) url.resize(url.size() - 3);
    constexpr std::string_view name = "://localhost";
    if (const auto at = url.find(name); at != std::string::npos) url.replace(at, name.size(), "://127.0.0.1");
    return url;
}

/// "LM Studio" at port 1240 is "lm-studio-1240"; where that means another server already, a number follows.
std::string newProviderId(const routing::Catalogue& catalogue, const DetectedServer& server) {
    std::string id;
    for (const char c : toLowerAscii(std::string(nameIn(providers::localServerNames, server.server.kind))))
        id += isIdentifierChar(c) && c != '_' ? c : '-';
    const auto url = calledAt(server.address);
    id += "-" + url.substr(url.rfind(':') + 1);
    std::string free = id;
    for (int i = 2; catalogue.provider(free) != nullptr; ++i) free = id + "-" + std::to_string(i);
    return free;
}

std::string providerOf(const routing::Catalogue& catalogue, const DetectedServer& server) {
    const auto protocol = providers::protocolOf(server.server.kind);
    for (const auto& [id, provider] : catalogue.providers)
        if (provider.protocol == protocol && calledAt(provider.baseUrl) == calledAt(server.address)) return id;
    return {};
}

Json& listIn(Json& file, const char* key) {
    if (!file.contains(key) || !file[key].is_array()) file[key] = Json::array();
    return file[key];
}

/// Where nobody has measured a model it gets one level for each kind of work: as much as the weakest models of the
/// shipped catalogue, so that any of those that is better goes first, and enough for tasks that ask for up to 0.7.
constexpr double unmeasuredLevel = 0.5;
constexpr std::string_view aboutUnmeasured =
    "Levels of 0.5 throughout are starting values for models that were found on this machine, not measured: change "
    "them.";

Json unmeasuredLevels() {
    Json levels = Json::object();
    for (const char* kind :
         {"generate", "code", "architecture", "logic", "sql", "api", "ui", "tests", "prose", "extract"})
        levels[kind] = unmeasuredLevel;
    return levels;
}

void takeModel(Json& models, const std::string& provider, const providers::LocalModel& model, Instant now) {
    auto found = std::find_if(models.begin(), models.end(), [&](const Json& each) {
        return each.value("provider", "") == provider && each.value("id", "") == model.id;
    });
    if (found == models.end()) {
        Json entry{{"provider", provider},
                   {"id", model.id},
                   {"prices", Json::array({{{"input", 0},
                                            {"output", 0},
                                            {"source", "a server on this machine charges nothing"},
                                            {"read_on", formatInstant(now).substr(0, 10)}}})}};
        if (model.embeddings) entry["use"] = "embeddings";
        models.push_back(std::move(entry));
        found = std::prev(models.end());
    }
    // Without levels the router gives it no task at all. What the person wrote stays, be it that it can nothing.
    if (found->value("use", "text") == "text" && !found->contains("capabilities"))
        (*found)["capabilities"] = unmeasuredLevels();
    // What a call gets now; without that the window is not known, and the trained one would promise too much.
    if (model.context) (*found)["context"] = model.context->value;
}

/// The person's file, or the beginning of one. Errors: as parseJson and readFile.
Result<Json> ownFile(const std::string& name) {
    const auto text = readFile(name, maxCatalogueBytes);
    if (text) return parseJson(*text, {maxCatalogueBytes, 16});
    if (text.error().code != ErrorCode::NotFound) return Failure(text.error());
    return Json{{"skein", 1}};
}

/// Writes it, unless it could not be read again on top of `catalogue`.
Result<void> save(const std::string& name, Json file, routing::Catalogue catalogue) {
    if (!file.contains("about")) file["about"] = aboutUnmeasured;
    const auto text = prettyJson(file) + "\n";
    SKEIN_CHECK(routing::addCatalogueFile(catalogue, text, name));
    // A link of the person's stays one: what it points to is written.
    std::error_code error;
    const auto target = fs::weakly_canonical(name, error);
    const fs::path path = error ? fs::path(name) : target;
    fs::create_directories(path.parent_path(), error);
    const auto status = fs::status(path, error);
    const auto mode =
        fs::is_regular_file(status) ? static_cast<unsigned>(status.permissions() & fs::perms::mask) : 0644u;
    SKEIN_CHECK(writeFileAtomically(path.string(), text, mode));
    return {};
}

/// A model that a server lists by name alone.
void takeListed(Json& models, const std::string& provider, const std::string& id, bool local,
                const std::optional<std::pair<MicroUsd, MicroUsd>>& price, Instant now) {
    auto found = std::find_if(models.begin(), models.end(), [&](const Json& each) {
        return each.value("provider", "") == provider && each.value("id", "") == id;
    });
    if (found == models.end()) {
        Json entry{{"provider", provider}, {"id", id}};
        if (providers::namedLikeEmbeddings(id)) entry["use"] = "embeddings";
        else entry["capabilities"] = unmeasuredLevels();
        models.push_back(std::move(entry));
        found = std::prev(models.end());
    }
    const auto row = [&](MicroUsd input, MicroUsd output, const char* source) {
        (*found)["prices"] = Json::array({{{"input", fromMillionths(input.value)},
                                           {"output", fromMillionths(output.value)},
                                           {"source", source},
                                           {"read_on", formatInstant(now).substr(0, 10)}}});
    };
    if (price) row(price->first, price->second, "as the person typed it");
    else if (local && !found->contains("prices")) row({}, {}, "a server on this machine charges nothing");
}

/// "My proxy" is "my-proxy"; empty where no letter or digit is in it.
std::string idOf(const std::string& title) {
    std::string id;
    for (const char c : toLowerAscii(title)) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.';
        if (plain) id += c;
        else if (!id.empty() && id.back() != '-') id += '-';
    }
    while (!id.empty() && (id.back() == '-' || id.back() == '.')) id.pop_back();
    while (!id.empty() && id.front() == '.') id.erase(0, 1);
    return id.substr(0, 40);
}

/// Where a key may be given in the environment instead of a store.
std::string keyVariableOf(const std::string& id) {
    std::string name;
    for (const char c : id)
        name += (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : (c >= '0' && c <= '9') ? c : '_';
    return "OWN_" + name + "_API_KEY";
}

}  // namespace

Result<CatalogueAddition> addToOwnCatalogue(const std::vector<DetectedServer>& servers, Instant now) {
    CatalogueAddition addition;
    addition.file = ownCatalogueFile();
    if (addition.file.empty())
        return fail(ErrorCode::NotFound, "there is no folder for your catalogue: set HOME or XDG_CONFIG_HOME");
    SKEIN_TRY(auto catalogue, loadCatalogue());
    SKEIN_TRY(auto file, ownFile(addition.file));

    for (const auto& server : servers) {
        AddedServer added;
        added.provider = providerOf(catalogue, server);
        if (added.provider.empty()) {
            routing::CatalogueProvider provider;
            provider.id = added.provider = newProviderId(catalogue, server);
            provider.protocol = providers::protocolOf(server.server.kind);
            provider.baseUrl = server.address;
            listIn(file, "providers")
                .push_back({{"id", provider.id},
                            {"title", nameIn(providers::localServerNames, server.server.kind)},
                            {"protocol", providers::protocolName(provider.protocol)},
                            {"base_url", provider.baseUrl},
                            {"local", true}});
            catalogue.providers.emplace(provider.id, provider);
        }
        for (const auto& model : server.server.models) {
            if (const auto usable = providers::modelPathSegment(model.id); !usable) {
                added.refused.push_back(usable.error().message);
                continue;
            }
            takeModel(listIn(file, "models"), added.provider, model, now);
            added.models.push_back(model.id);
        }
        addition.servers.push_back(std::move(added));
    }

    SKEIN_CHECK(save(addition.file, std::move(file), catalogue));
    return addition;
}

Result<AddedServer> addEndpointToOwnCatalogue(const OwnEndpoint& endpoint, Instant now) {
    const std::string name = ownCatalogueFile();
    if (name.empty())
        return fail(ErrorCode::NotFound, "there is no folder for your catalogue: set HOME or XDG_CONFIG_HOME");
    SKEIN_TRY(const auto catalogue, loadCatalogue());
    SKEIN_TRY(auto file, ownFile(name));
    AddedServer added;
    added.provider = idOf(endpoint.title);
    if (added.provider.empty())
        return fail(ErrorCode::InvalidInput, "the name: expected letters or digits, such as \"my server\"");
    auto& list = listIn(file, "providers");
    const auto own = std::find_if(list.begin(), list.end(),
                                  [&](const Json& each) { return each.value("id", "") == added.provider; });
    if (const auto* known = catalogue.provider(added.provider);
        known != nullptr && own == list.end() && calledAt(known->baseUrl) != calledAt(endpoint.baseUrl))
        return fail(ErrorCode::InvalidInput,
                    "the name: '" + added.provider + "' is that of " + known->title + "; choose another one");
    const bool local = providers::isOnThisMachine(endpoint.baseUrl);
    Json entry{{"id", added.provider},
               {"title", elide(std::string(trim(endpoint.title)), 80)},
               {"protocol", providers::protocolName(endpoint.protocol)},
               {"base_url", endpoint.baseUrl},
               {"local", local}};
    if (endpoint.needsKey) entry["key_variable"] = keyVariableOf(added.provider);
    if (own == list.end()) list.push_back(std::move(entry));
    else *own = std::move(entry);
    for (const auto& id : endpoint.models) {
        if (const auto usable = providers::modelPathSegment(id); !usable) {
            added.refused.push_back(usable.error().message);
            continue;
        }
        takeListed(listIn(file, "models"), added.provider, id, local, endpoint.price, now);
        added.models.push_back(id);
    }
    SKEIN_CHECK(save(name, std::move(file), catalogue));
    return added;
}

Result<std::vector<std::string>> addModelsToOwnCatalogue(const std::string& provider,
                                                         const std::vector<std::string>& models, Instant now) {
    const std::string name = ownCatalogueFile();
    if (name.empty())
        return fail(ErrorCode::NotFound, "there is no folder for your catalogue: set HOME or XDG_CONFIG_HOME");
    SKEIN_TRY(const auto catalogue, loadCatalogue());
    const auto* known = catalogue.provider(provider);
    if (known == nullptr)
        return fail(ErrorCode::NotFound, "provider '" + elide(provider, 80) + "' is not in the catalogue");
    SKEIN_TRY(auto file, ownFile(name));
    std::vector<std::string> taken;
    for (const auto& id : models) {
        if (catalogue.model(provider, id) != nullptr || !providers::modelPathSegment(id)) continue;
        takeListed(listIn(file, "models"), provider, id, known->local, std::nullopt, now);
        taken.push_back(id);
    }
    if (!taken.empty()) { SKEIN_CHECK(save(name, std::move(file), catalogue)); }
    return taken;
}

}  // namespace skein::runtime
