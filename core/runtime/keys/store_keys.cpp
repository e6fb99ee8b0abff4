#include "core/runtime/keys/store_keys.h"

#include <fmt/format.h>

#include "core/memory/secrets.h"

namespace skein::runtime {

Result<std::string> checkedKeyName(std::string name) {
    if (!memory::findSecrets("", name).empty())
        return fail(ErrorCode::InvalidInput, "the name of the key looks like a key itself; a line is \"NAME KEY\"");
    if (isKeyName(name)) return name;
    // Not quoted: whoever mixed up name and key must not find it in a log.
    return fail(ErrorCode::InvalidInput, "the name of a key has 1 to 64 letters, digits and . _ -");
}

Result<std::set<std::string>> keyNamesIn(ProviderKeys& places, KeySource source, const std::string& provider) {
    SKEIN_TRY(KeyStore * store, places.store(source));
    const auto known = store->list();
    if (!known && source == KeySource::SystemKeyStore)
        return fail(known.error().code,
                    known.error().message + "; --store file keeps keys in a file encrypted with a passphrase");
    if (!known) return Failure(known.error());
    std::set<std::string> names;
    for (const KeyId& id : *known)
        if (id.provider == provider) names.insert(id.name);
    return names;
}

Result<StoredKeys> storeKeys(ProviderKeys& places, KeySource source, const std::string& provider,
                             std::vector<StoredKey> keys) {
    SKEIN_TRY(auto names, keyNamesIn(places, source, provider));
    SKEIN_TRY(KeyStore * store, places.store(source));
    StoredKeys stored;
    stored.place = store->place();
    for (const StoredKey& key : keys) {
        stored.replaced += names.insert(key.id.name).second ? 0 : 1;
        stored.names.push_back(key.id.name);
    }
    stored.all = names.size();
    if (stored.all > maxKeysPerProvider)
        return fail(ErrorCode::TooLarge, fmt::format("{} would have {} keys there, the bound is {}", provider,
                                                     stored.all, maxKeysPerProvider));
    SKEIN_CHECK(store->add(std::move(keys)));
    return stored;
}

}  // namespace skein::runtime
