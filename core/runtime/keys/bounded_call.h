// Private to the files that speak to the Secret Service: one asynchronous call of libsecret, bounded in time. Thread:
// the one that makes it, which blocks in wait(). Never leaves a call running behind.
#pragma once

#include <string>

#include <libsecret/secret.h>

#include "core/base/error.h"
#include "core/base/units.h"

namespace skein::runtime {

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

/// The failure of a call; frees `error`, which may be null.
inline Failure unavailable(GError* error) {
    std::string why = error != nullptr ? error->message : "it gave no reason";
    if (error != nullptr) g_error_free(error);
    return fail(ErrorCode::Unavailable, "the system's key store does not answer: " + why);
}

}  // namespace skein::runtime
