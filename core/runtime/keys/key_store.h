// One interface for every place that keeps provider keys: the system's key store, environment variables, an encrypted
// file. Thread: one at a time. A key is known by provider and name everywhere; the key itself leaves a store only as a
// Secret and is written into nothing but the header of a request.
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/names.h"
#include "core/runtime/keys/secret.h"

namespace skein::runtime {

enum class KeySource { Environment, SystemKeyStore, EncryptedFile };
inline constexpr NameTable<KeySource, 3> keySourceNames{{{KeySource::Environment, "environment"},
                                                         {KeySource::SystemKeyStore, "keyring"},
                                                         {KeySource::EncryptedFile, "file"}}};

inline constexpr std::size_t maxKeysPerProvider = 300;

/// Which key: a catalogue id and a name the person gave, unique together within a store.
struct KeyId {
    std::string provider;
    std::string name;
    friend auto operator<=>(const KeyId&, const KeyId&) = default;
    friend bool operator==(const KeyId&, const KeyId&) = default;
};

/// Whether a text may name a key: 1 to 64 of letters, digits and . _ -
bool isKeyName(std::string_view text);

struct StoredKey {
    KeyId id;
    Secret secret;
};

class KeyStore {
public:
    virtual ~KeyStore() = default;
    virtual KeySource source() const = 0;
    /// For people: "environment", "the system's key store", the file's path.
    virtual std::string place() const = 0;

    /// The keys it holds, sorted; asks nobody for anything. Empty when the store does not exist yet.
    /// Errors: Unavailable (no key store answers), Damaged, Io.
    virtual Result<std::vector<KeyId>> list() = 0;
    /// All keys of a provider, sorted by name; may ask the person to unlock the store.
    /// Errors: as list(); Denied for a wrong passphrase; NeedsPerson when nobody can be asked.
    virtual Result<std::vector<StoredKey>> read(std::string_view provider) = 0;
    /// Adds keys or replaces those of the same name; on an error the file is as it was, a key store may hold the first
    /// ones. Errors: as read(); Denied where keys cannot be kept (environment).
    virtual Result<void> add(std::vector<StoredKey> keys) = 0;
    /// Errors: as read(); NotFound.
    virtual Result<void> remove(const KeyId& id) = 0;
};

}  // namespace skein::runtime
