// The keys that this process calls providers with, by provider and name. Thread: any. A key goes to the address it was
// given for and to no other: what a workspace says can never send one elsewhere. Never writes, never logs.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "core/runtime/keys/key_file.h"
#include "core/runtime/keys/secret.h"

namespace skein::runtime {

struct NamedKey {
    std::string name;  ///< for people: "keyring/team-a"
    Secret secret;
};

/// The keys a person has for a provider at this address; empty: it is called without one. Errors: as
/// ProviderKeys::read.
using KeySupply = std::function<Result<std::vector<NamedKey>>(const std::string& provider, const std::string& baseUrl)>;

/// Those of the catalogue's provider of that name where it is at that address; of any at that address where it is not
/// (PROTOCOL:BASE_URL has no name of its own); else the one in $SKEIN_API_KEY. Error: InvalidInput where the catalogue
/// says that one is needed and there is none; Denied where a key would go to another machine over plain http. `ask` is
/// for the encrypted file's passphrase; empty: nobody can be asked.
KeySupply personsKeys(AskPassphrase ask = {});

class KeyRing {
public:
    /// Replaces the keys of a provider; returns their names.
    std::vector<std::string> put(const std::string& provider, const std::string& baseUrl, std::vector<NamedKey> keys);
    /// The bytes for a request's header; empty where the ring holds no such key for that address.
    std::string reveal(const std::string& provider, const std::string& baseUrl, const std::string& name) const;

private:
    struct Held {
        std::string baseUrl;
        std::map<std::string, Secret> keys;
    };
    mutable std::mutex m_mutex;
    std::map<std::string, Held> m_held;
};

}  // namespace skein::runtime
