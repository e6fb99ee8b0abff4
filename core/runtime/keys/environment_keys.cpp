#include "core/runtime/keys/environment_keys.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>
#include <unistd.h>

namespace skein::runtime {
namespace {

/// Whether a variable is `base` or `base`_N with N from 1 to 300. Other endings mean other things
/// (OPENAI_API_KEY_PATH).
bool belongsTo(std::string_view variable, std::string_view base) {
    if (!variable.starts_with(base)) return false;
    std::string_view rest = variable.substr(base.size());
    if (rest.empty()) return true;
    if (rest[0] != '_' || rest.size() < 2 || rest.size() > 4 || rest[1] == '0') return false;
    rest.remove_prefix(1);
    if (rest.find_first_not_of("0123456789") != std::string_view::npos) return false;
    return static_cast<std::size_t>(std::atoi(std::string(rest).c_str())) <= maxKeysPerProvider;
}

class EnvironmentKeyStore final : public KeyStore {
public:
    explicit EnvironmentKeyStore(const routing::Catalogue& catalogue) {
        for (const auto& [id, provider] : catalogue.providers)
            if (!provider.keyVariable.empty()) m_variables.emplace_back(id, provider.keyVariable);
    }
    KeySource source() const override { return KeySource::Environment; }
    std::string place() const override { return "environment"; }

    Result<std::vector<KeyId>> list() override {
        std::vector<KeyId> ids;
        for (const auto& [provider, base] : m_variables)
            visit(base, [&ids, &owner = provider](std::string_view variable, std::string_view) {
                ids.push_back({owner, std::string(variable)});
            });
        std::sort(ids.begin(), ids.end());
        return ids;
    }
    Result<std::vector<StoredKey>> read(std::string_view wanted) override {
        std::vector<StoredKey> keys;
        Result<void> bad;
        for (const auto& [provider, base] : m_variables) {
            if (provider != wanted) continue;
            visit(base, [&, &id = provider](std::string_view variable, std::string_view value) {
                auto secret = secretFromText(value, fmt::format("${}", variable));
                if (secret) keys.push_back({{id, std::string(variable)}, std::move(*secret)});
                else bad = Failure(secret.error());
            });
        }
        SKEIN_CHECK(bad);
        std::sort(keys.begin(), keys.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
        return keys;
    }
    Result<void> add(std::vector<StoredKey>) override {
        return fail(ErrorCode::Denied, "a key cannot be added to the environment from here: set the variable itself");
    }
    Result<void> remove(const KeyId& id) override {
        return fail(ErrorCode::Denied, "$" + id.name + " cannot be removed from here: unset the variable itself");
    }

private:
    template <class Visit>
    static void visit(const std::string& base, Visit&& take) {
        for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
            const std::string_view text(*entry);
            const std::size_t equals = text.find('=');
            if (equals == std::string_view::npos || equals + 1 == text.size()) continue;
            if (belongsTo(text.substr(0, equals), base)) take(text.substr(0, equals), text.substr(equals + 1));
        }
    }
    std::vector<std::pair<std::string, std::string>> m_variables;  ///< provider and its variable
};

}  // namespace

std::unique_ptr<KeyStore> environmentKeyStore(const routing::Catalogue& catalogue) {
    return std::make_unique<EnvironmentKeyStore>(catalogue);
}

}  // namespace skein::runtime
