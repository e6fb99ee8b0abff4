#include "core/runtime/keys/provider_keys.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "core/runtime/keys/environment_keys.h"
#include "core/runtime/keys/keyring_keys.h"

namespace skein::runtime {
namespace {

/// What a person has to see at once, whatever other sources hold.
bool isTheirBusiness(ErrorCode code) {
    return code == ErrorCode::Denied || code == ErrorCode::Damaged || code == ErrorCode::NewerVersion ||
           code == ErrorCode::InvalidInput || code == ErrorCode::Cancelled;
}

}  // namespace

Result<ProviderKeys> ProviderKeys::create(const routing::Catalogue& catalogue, ProviderKeyOptions options) {
    ProviderKeys keys;
    keys.m_stores.push_back(environmentKeyStore(catalogue));
    const char* choice = std::getenv("SKEIN_KEYSTORE");
    if (choice == nullptr || std::string_view(choice) != "file")
        keys.m_stores.push_back(keyringKeyStore(options.timeout));
    if (options.keyFile.empty()) { SKEIN_TRY(options.keyFile, providerKeyFilePath()); }
    if (!options.ask)
        options.ask = [](PassphraseFor, const std::string& path) -> Result<Secret> {
            return fail(ErrorCode::NeedsPerson, path + ": somebody has to enter its passphrase");
        };
    keys.m_stores.push_back(encryptedFileKeyStore(std::move(options.keyFile), std::move(options.ask), options.cost));
    return keys;
}

ProviderKeys::Listing ProviderKeys::list() {
    Listing listing;
    for (const auto& store : m_stores) {
        auto ids = store->list();
        if (!ids) listing.notices.push_back(ids.error().describe());
        else
            for (KeyId& id : *ids) listing.keys.push_back({store->source(), std::move(id)});
    }
    return listing;
}

Result<ProviderKeys::Keys> ProviderKeys::read(std::string_view provider) {
    Keys result;
    std::optional<Error> firstFailure;
    for (const auto& store : m_stores) {
        auto found = store->read(provider);
        if (!found) {
            if (isTheirBusiness(found.error().code)) return Failure(std::move(found).error());
            result.notices.push_back(found.error().describe());
            // No key store on this machine is nothing a person has to settle.
            if (!firstFailure && found.error().code != ErrorCode::Unavailable) firstFailure = std::move(found).error();
            continue;
        }
        for (StoredKey& key : *found) {
            const auto same = [&](const ProviderKey& known) {
                return known.key.secret.reveal() == key.secret.reveal();
            };
            const auto twin = std::find_if(result.keys.begin(), result.keys.end(), same);
            if (twin != result.keys.end())
                result.notices.push_back(fmt::format("key {} in {} is the same as {}: counted once", key.id.name,
                                                     store->place(), twin->label()));
            else if (result.keys.size() == maxKeysPerProvider)
                result.notices.push_back(fmt::format("key {} in {} is left out: at most {} keys of one provider",
                                                     key.id.name, store->place(), maxKeysPerProvider));
            else result.keys.push_back({store->source(), std::move(key)});
        }
    }
    if (result.keys.empty() && firstFailure) return Failure(std::move(*firstFailure));
    return result;
}

Result<KeyStore*> ProviderKeys::store(KeySource source) {
    for (const auto& store : m_stores)
        if (store->source() == source) return store.get();
    return fail(ErrorCode::Unavailable, "SKEIN_KEYSTORE=file leaves the system's key store out");
}

KeySource ProviderKeys::preferred() const {
    const bool hasKeyring = std::any_of(m_stores.begin(), m_stores.end(),
                                        [](const auto& store) { return store->source() == KeySource::SystemKeyStore; });
    return hasKeyring ? KeySource::SystemKeyStore : KeySource::EncryptedFile;
}

}  // namespace skein::runtime
