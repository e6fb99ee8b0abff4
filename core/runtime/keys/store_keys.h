// Keys that a person adds or takes away, the same way from the command line and from a window. Thread: one at a time;
// blocks while a store answers. Never quotes a key, not even in an error.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/runtime/keys/provider_keys.h"

namespace skein::runtime {

/// A name that may name a key and does not look like one. Errors: InvalidInput.
Result<std::string> checkedKeyName(std::string name);

/// The names of a provider's keys in this store, before anything is asked of the person. Errors: as KeyStore::list,
/// with the way out where no key store answers.
Result<std::set<std::string>> keyNamesIn(ProviderKeys& places, KeySource source, const std::string& provider);

struct StoredKeys {
    std::vector<std::string> names;  ///< as they were given
    std::string place;               ///< for people
    std::size_t replaced = 0;        ///< of the names, how many had been there
    std::size_t all = 0;             ///< keys of the provider in that store now
};
/// Adds keys of one provider, or replaces those of the same name. Errors: as keyNamesIn and KeyStore::add; TooLarge
/// beyond maxKeysPerProvider.
Result<StoredKeys> storeKeys(ProviderKeys& places, KeySource source, const std::string& provider,
                             std::vector<StoredKey> keys);

}  // namespace skein::runtime
