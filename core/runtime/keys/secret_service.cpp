#include "core/runtime/keys/secret_service.h"

#include <libsecret/secret.h>

#include "core/runtime/keys/bounded_call.h"

namespace skein::runtime {
namespace {

const SecretSchema* schema() {
    static const SecretSchema skeinKey = {
        "org.skein.Key",
        SECRET_SCHEMA_NONE,
        {{"name", SECRET_SCHEMA_ATTRIBUTE_STRING}, {nullptr, SECRET_SCHEMA_ATTRIBUTE_STRING}},
        0,
        nullptr,
        nullptr,
        nullptr,
        nullptr,
        nullptr,
        nullptr,
        nullptr};
    return &skeinKey;
}

}  // namespace

Result<std::optional<std::string>> lookUpSecret(const std::string& name, Duration timeout) {
    BoundedCall call(timeout);
    secret_password_lookup(schema(), call.cancellable(), &BoundedCall::onDone, &call, "name", name.c_str(), nullptr);
    GError* error = nullptr;
    gchar* found = secret_password_lookup_finish(call.wait(), &error);
    if (error != nullptr) return unavailable(error);
    if (found == nullptr) return std::optional<std::string>{};
    std::string secret(found);
    secret_password_free(found);
    return std::optional(std::move(secret));
}

Result<void> storeSecret(const std::string& name, const std::string& label, const std::string& secret,
                         Duration timeout) {
    BoundedCall call(timeout);
    secret_password_store(schema(), SECRET_COLLECTION_DEFAULT, label.c_str(), secret.c_str(), call.cancellable(),
                          &BoundedCall::onDone, &call, "name", name.c_str(), nullptr);
    GError* error = nullptr;
    if (secret_password_store_finish(call.wait(), &error) == FALSE || error != nullptr) return unavailable(error);
    return {};
}

}  // namespace skein::runtime
