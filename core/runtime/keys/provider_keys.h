// All keys of a person, wherever they are kept: environment first, then the system's key store, then the encrypted
// file. Thread: one at a time. Never decides which key a call goes to (core/routing/key_pool does, by name), never lets
// one source that fails hide the keys of another.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/units.h"
#include "core/routing/catalogue.h"
#include "core/runtime/keys/key_file.h"
#include "core/runtime/keys/key_store.h"

namespace skein::runtime {

struct ProviderKeyOptions {
    AskPassphrase ask;              ///< empty: nobody can be asked
    std::string keyFile;            ///< empty: providerKeyFilePath()
    KeyFileCost cost;               ///< of a file that is written
    Duration timeout = seconds(3);  ///< of the system's key store, each answer
};

/// A key and where it came from.
struct ProviderKey {
    KeySource source;
    StoredKey key;
    /// "keyring/team-a": what pools and people call it; two sources may use one name.
    std::string label() const { return std::string(nameIn(keySourceNames, source)) + "/" + key.id.name; }
};

class ProviderKeys {
public:
    /// SKEIN_KEYSTORE=file leaves the system's key store out. Error: Io when no folder of the person's is known.
    static Result<ProviderKeys> create(const routing::Catalogue& catalogue, ProviderKeyOptions options);

    struct Listing {
        struct Entry {
            KeySource source;
            KeyId id;
        };
        std::vector<Entry> keys;           ///< by source, provider, name
        std::vector<std::string> notices;  ///< sources that could not be read, one line each
    };
    /// Which keys there are; asks nobody for anything.
    Listing list();

    struct Keys {
        std::vector<ProviderKey> keys;     ///< by source, then name; no two alike; at most maxKeysPerProvider
        std::vector<std::string> notices;  ///< sources that gave nothing, keys left out
    };
    /// The keys of a provider. Errors: Denied (wrong passphrase), Damaged, InvalidInput (a variable that holds no key);
    /// NeedsPerson and other errors of a source only when no other source has a key.
    Result<Keys> read(std::string_view provider);

    /// The store of this kind. Error: Unavailable for the system's key store under SKEIN_KEYSTORE=file.
    Result<KeyStore*> store(KeySource source);
    /// Where a new key goes unless the person says otherwise: the system's key store, or the file where that is left
    /// out.
    KeySource preferred() const;

private:
    std::vector<std::unique_ptr<KeyStore>> m_stores;  ///< in order of KeySource
};

}  // namespace skein::runtime
