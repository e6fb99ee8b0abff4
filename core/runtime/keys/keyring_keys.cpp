#include "core/runtime/keys/keyring_keys.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/runtime/keys/bounded_call.h"

namespace skein::runtime {
namespace {

const SecretSchema* schema() {
    static const SecretSchema providerKey = {"org.skein.ProviderKey",
                                             SECRET_SCHEMA_NONE,
                                             {{"application", SECRET_SCHEMA_ATTRIBUTE_STRING},
                                              {"provider", SECRET_SCHEMA_ATTRIBUTE_STRING},
                                              {"key", SECRET_SCHEMA_ATTRIBUTE_STRING},
                                              {nullptr, SECRET_SCHEMA_ATTRIBUTE_STRING}},
                                             0,
                                             nullptr,
                                             nullptr,
                                             nullptr,
                                             nullptr,
                                             nullptr,
                                             nullptr,
                                             nullptr};
    return &providerKey;
}

struct UnrefTable {
    void operator()(GHashTable* table) const { g_hash_table_unref(table); }
};
using Attributes = std::unique_ptr<GHashTable, UnrefTable>;

/// Attributes to search by; an empty part is left out. The strings must outlive the result.
Attributes attributesOf(const std::string& provider, const std::string& name) {
    Attributes table(g_hash_table_new(g_str_hash, g_str_equal));
    const auto put = [&](const char* key, const char* value) {
        g_hash_table_insert(table.get(), const_cast<char*>(key), const_cast<char*>(value));
    };
    put("application", "skein");
    if (!provider.empty()) put("provider", provider.c_str());
    if (!name.empty()) put("key", name.c_str());
    return table;
}

class KeyringKeyStore final : public KeyStore {
public:
    explicit KeyringKeyStore(Duration timeout) : m_timeout(timeout) {}
    KeySource source() const override { return KeySource::SystemKeyStore; }
    std::string place() const override { return "the system's key store"; }

    Result<std::vector<KeyId>> list() override {
        std::vector<KeyId> ids;
        SKEIN_CHECK(search("", SECRET_SEARCH_ALL, [&](SecretRetrievable*, KeyId id) { ids.push_back(std::move(id)); }));
        std::sort(ids.begin(), ids.end());
        return ids;
    }
    Result<std::vector<StoredKey>> read(std::string_view provider) override {
        std::vector<StoredKey> keys;
        const int flags = SECRET_SEARCH_ALL | SECRET_SEARCH_UNLOCK | SECRET_SEARCH_LOAD_SECRETS;
        Result<void> failed;
        const auto take = [&](SecretRetrievable* item, KeyId id) {
            if (auto secret = secretOf(item)) keys.push_back({std::move(id), std::move(*secret)});
            else failed = Failure(secret.error());
        };
        SKEIN_CHECK(search(std::string(provider), flags, take));
        SKEIN_CHECK(failed);
        std::sort(keys.begin(), keys.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
        return keys;
    }
    Result<void> add(std::vector<StoredKey> keys) override {
        for (const StoredKey& key : keys) SKEIN_CHECK(addOne(key));
        return {};
    }
    Result<void> remove(const KeyId& id) override {
        BoundedCall call(m_timeout);
        const Attributes attributes = attributesOf(id.provider, id.name);
        secret_password_clearv(schema(), attributes.get(), call.cancellable(), &BoundedCall::onDone, &call);
        GError* error = nullptr;
        const bool removed = secret_password_clear_finish(call.wait(), &error) != FALSE;
        if (error != nullptr) return unavailable(error);
        if (!removed)
            return fail(ErrorCode::NotFound,
                        fmt::format("the system's key store has no key {}/{}", id.provider, id.name));
        return {};
    }

private:
    Result<void> addOne(const StoredKey& key) const {
        BoundedCall call(m_timeout);
        const Attributes attributes = attributesOf(key.id.provider, key.id.name);
        const std::string label = fmt::format("Skein: key {} of {}", key.id.name, key.id.provider);
        // secret_password_storev wants a zero at the end: room for it in the same guarded memory.
        Secret text = Secret::ofSize(key.secret.size() + 1);
        std::copy_n(key.secret.reveal().data(), key.secret.size(), text.data());
        text.data()[key.secret.size()] = '\0';
        secret_password_storev(schema(), attributes.get(), SECRET_COLLECTION_DEFAULT, label.c_str(), text.data(),
                               call.cancellable(), &BoundedCall::onDone, &call);
        GError* error = nullptr;
        if (secret_password_store_finish(call.wait(), &error) == FALSE || error != nullptr) return unavailable(error);
        return {};
    }

    /// Calls `visit` for each item that is ours.
    template <class Visit>
    Result<void> search(const std::string& provider, int flags, Visit&& visit) const {
        BoundedCall call(m_timeout);
        const Attributes attributes = attributesOf(provider, "");
        secret_password_searchv(schema(), attributes.get(), static_cast<SecretSearchFlags>(flags), call.cancellable(),
                                &BoundedCall::onDone, &call);
        GError* error = nullptr;
        GList* found = secret_password_search_finish(call.wait(), &error);
        if (error != nullptr) return unavailable(error);
        for (GList* at = found; at != nullptr; at = at->next) {
            auto* item = SECRET_RETRIEVABLE(at->data);
            const Attributes own(secret_retrievable_get_attributes(item));
            const auto* itsProvider = static_cast<const char*>(g_hash_table_lookup(own.get(), "provider"));
            const auto* itsName = static_cast<const char*>(g_hash_table_lookup(own.get(), "key"));
            if (itsProvider != nullptr && itsName != nullptr && isKeyName(itsName))
                visit(item, KeyId{itsProvider, itsName});
        }
        g_list_free_full(found, g_object_unref);
        return {};
    }

    Result<Secret> secretOf(SecretRetrievable* item) const {
        BoundedCall call(m_timeout);
        secret_retrievable_retrieve_secret(item, call.cancellable(), &BoundedCall::onDone, &call);
        GError* error = nullptr;
        SecretValue* value = secret_retrievable_retrieve_secret_finish(item, call.wait(), &error);
        if (error != nullptr || value == nullptr) return unavailable(error);
        gsize size = 0;
        const gchar* bytes = secret_value_get(value, &size);
        auto secret = secretFromText({bytes, size}, "a key in the system's key store");
        secret_value_unref(value);
        return secret;
    }

    Duration m_timeout;
};

}  // namespace

std::unique_ptr<KeyStore> keyringKeyStore(Duration timeout) { return std::make_unique<KeyringKeyStore>(timeout); }

}  // namespace skein::runtime
