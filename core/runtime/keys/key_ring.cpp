#include "core/runtime/keys/key_ring.h"

#include <cstdlib>
#include <memory>

#include "core/runtime/keys/provider_keys.h"
#include "core/runtime/keys/secret_input.h"
#include "core/runtime/model_catalogue.h"

namespace skein::runtime {
namespace {

Result<std::vector<NamedKey>> keysFor(const std::string& wanted, const std::string& baseUrl, const AskPassphrase& ask) {
    std::vector<NamedKey> named;
    SKEIN_TRY(const auto catalogue, loadCatalogue());
    const auto* own = catalogue.provider(wanted);
    const bool listed = own != nullptr && own->baseUrl == baseUrl;
    std::string wanting;
    bool plainHttp = false;
    for (const auto& [id, provider] : catalogue.providers) {
        if (listed ? id != wanted : provider.baseUrl != baseUrl) continue;
        SKEIN_TRY(auto keys, ProviderKeys::create(catalogue, {ask, {}, {}}));
        SKEIN_TRY(auto found, keys.read(id));
        for (auto& key : found.keys) named.push_back({key.label(), std::move(key.key.secret)});
        if (!named.empty()) {
            SKEIN_CHECK(routing::mayCarryKey(provider));
            return named;
        }
        plainHttp = plainHttp || provider.plainHttp;
        if (!provider.keyVariable.empty() && !provider.local)
            wanting = "provider " + id + " has no key: set " + provider.keyVariable +
                      ", or keep one with `skeinctl providers add " + id + "`";
    }
    if (const char* oneOff = std::getenv("SKEIN_API_KEY"); oneOff != nullptr && *oneOff != '\0') {
        routing::CatalogueProvider place;
        place.id = wanted;
        place.baseUrl = baseUrl;
        place.plainHttp = plainHttp;
        if (auto may = routing::mayCarryKey(place); !may)
            return fail(may.error().code, may.error().message + " (an entry of " + ownCatalogueFile() +
                                              " with this base_url); or unset SKEIN_API_KEY to call it without a key");
        SKEIN_TRY(auto secret, secretFromText(oneOff, "SKEIN_API_KEY"));
        named.push_back({"environment/SKEIN_API_KEY", std::move(secret)});
    } else if (!wanting.empty()) return fail(ErrorCode::InvalidInput, wanting);
    return named;
}

/// One question for all providers of a run: a descriptor has one line, and a person one mind.
AskPassphrase askOnce(AskPassphrase ask) {
    if (!ask) return ask;
    return [ask = std::move(ask), kept = std::make_shared<Secret>()](PassphraseFor purpose,
                                                                     const std::string& path) -> Result<Secret> {
        if (kept->empty()) { SKEIN_TRY(*kept, ask(purpose, path)); }
        return Secret::copyOf(kept->reveal());
    };
}

}  // namespace

KeySupply personsKeys(AskPassphrase ask) {
    return [ask = askOnce(std::move(ask))](const std::string& provider, const std::string& baseUrl) {
        return keysFor(provider, baseUrl, ask);
    };
}

std::vector<std::string> KeyRing::put(const std::string& provider, const std::string& baseUrl,
                                      std::vector<NamedKey> keys) {
    std::vector<std::string> names;
    Held held{baseUrl, {}};
    for (auto& key : keys) {
        names.push_back(key.name);
        held.keys.insert_or_assign(key.name, std::move(key.secret));
    }
    const std::scoped_lock lock(m_mutex);
    m_held.insert_or_assign(provider, std::move(held));
    return names;
}

std::string KeyRing::reveal(const std::string& provider, const std::string& baseUrl, const std::string& name) const {
    const std::scoped_lock lock(m_mutex);
    const auto held = m_held.find(provider);
    if (held == m_held.end() || held->second.baseUrl != baseUrl) return {};
    const auto key = held->second.keys.find(name);
    return key == held->second.keys.end() ? std::string() : std::string(key->second.reveal());
}

}  // namespace skein::runtime
