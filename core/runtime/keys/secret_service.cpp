#include "core/runtime/keys/secret_service.h"

#include <memory>

#include <libsecret/secret.h>

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

/// One asynchronous call, run to its end on a loop of its own so that it can be given up.
class BoundedCall {
public:
    explicit BoundedCall(Duration timeout) : m_context(g_main_context_new()), m_cancel(g_cancellable_new()) {
        g_main_context_push_thread_default(m_context);
        m_timer = g_timeout_source_new(static_cast<guint>(timeout.value / 1000));
        g_source_set_callback(m_timer, &BoundedCall::onTimeout, m_cancel, nullptr);
        g_source_attach(m_timer, m_context);
    }
    ~BoundedCall() {
        g_source_destroy(m_timer);
        g_source_unref(m_timer);
        if (m_result != nullptr) g_object_unref(m_result);
        g_main_context_pop_thread_default(m_context);
        g_main_context_unref(m_context);
        g_object_unref(m_cancel);
    }
    BoundedCall(const BoundedCall&) = delete;
    BoundedCall& operator=(const BoundedCall&) = delete;

    GCancellable* cancellable() const { return m_cancel; }
    static void onDone(GObject*, GAsyncResult* result, gpointer self) {
        static_cast<BoundedCall*>(self)->m_result = G_ASYNC_RESULT(g_object_ref(result));
    }
    /// Runs until the call called onDone: cancelling makes it do so with an error.
    GAsyncResult* wait() {
        while (m_result == nullptr) g_main_context_iteration(m_context, TRUE);
        return m_result;
    }

private:
    static gboolean onTimeout(gpointer cancellable) {
        g_cancellable_cancel(static_cast<GCancellable*>(cancellable));
        return G_SOURCE_REMOVE;
    }
    GMainContext* m_context;
    GCancellable* m_cancel;
    GSource* m_timer = nullptr;
    GAsyncResult* m_result = nullptr;
};

Failure unavailable(GError* error) {
    std::string why = error != nullptr ? error->message : "it gave no reason";
    if (error != nullptr) g_error_free(error);
    return fail(ErrorCode::Unavailable, "the system's key store does not answer: " + why);
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
