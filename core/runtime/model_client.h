// One model call over an HttpTransport in any protocol, and how it ended in the engine's terms.
// Thread: start and cancel from any thread; callbacks run on the transport's I/O thread and must return at once.
// Never repeats a call that may have been charged; repeats are the engine's decision.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/base/ids.h"
#include "core/model/event.h"
#include "core/model/task.h"
#include "core/ports/http.h"
#include "core/providers/codec.h"
#include "core/providers/usage.h"
#include "core/routing/key_pool.h"
#include "core/runtime/backlog.h"

namespace skein::runtime {

using ModelCallId = Id<struct ModelCallTag>;

/// One call. `apiKey` leaves this struct only as the header of the protocol.
struct ModelCall {
    providers::Protocol protocol = providers::Protocol::OpenAiChat;
    std::string baseUrl;  ///< with or without version
    std::string apiKey;   ///< empty: no key is sent
    providers::ModelRequest request;
    std::string idempotencyKey;  ///< sent as Idempotency-Key; the same for every repetition of one step
    HttpTimeouts timeouts;
    /// Without a real event (text, thoughts, tool calls, counts): keep-alive comments and pings hold a connection open,
    /// and for no longer than a silent one.
    Duration eventSilence = HttpTimeouts{}.silence;
};

/// Why there is no reply, in the terms that decide what happens to the money and the task. `outcome` is one of
///   Retryable  not processed and not charged; the same call may succeed after `retryAfter`
///   Fatal      repeating it cannot help: request, key, model name, account or address is wrong
///   Unknown    sent, no answer came: it may have been processed and charged
///   Truncated  the answer broke off or was unreadable: produced and charged, how much only if `usage` is set
///   Cancelled  by cancel() or shutdown; `mayHaveBeenCharged` says whether it had been sent
struct CallFailure {
    StepOutcome outcome = StepOutcome::Fatal;
    bool mayHaveBeenCharged = false;
    int httpStatus = 0;                  ///< 0: no answer
    std::string message;                 ///< for a person; holds the provider's words, never the key
    std::optional<Duration> retryAfter;  ///< as the server asked
    CallFault fault = CallFault::None;   ///< what the failure says about key, model and provider
    Refusal lacks = Refusal::None;       ///< Context: the request was too long for this model
    routing::ObservedLimits limits;
    std::string partialText;
    std::optional<Usage> usage;
    std::shared_ptr<void> unwritten{};  ///< as of ModelReply
};

/// A reply, and what its headers said of the key's limits. Its usage is our estimate (`measured` false) when the
/// provider reported none.
struct ModelReply : providers::Reply {
    routing::ObservedLimits limits;
    std::shared_ptr<void> unwritten{};  ///< while it lives, the answer counts as not yet written; kept until it is put
};
using ModelOutcome = tl::expected<ModelReply, CallFailure>;

/// A droppable look at a running call: at most one per 100 ms; the last bytes may be half a character.
struct CallProgress {
    std::size_t textBytes = 0;
    std::string_view tail;  ///< the newest text, at most 400 bytes; valid during the call-back only
};

class ModelClient {
public:
    using Done = std::function<void(ModelOutcome)>;
    using Progress = std::function<void(const CallProgress&)>;

    /// The transport must outlive the client. `backlog` says when answers are not read any further; none: one of the
    /// client's own.
    explicit ModelClient(HttpTransport& transport, std::shared_ptr<Backlog> backlog = nullptr);
    /// Cancels what runs and waits until every Done has been called. Not from a callback.
    ~ModelClient();

    /// Begins a call; `done` is called exactly once unless an error is returned here.
    /// Errors: InvalidInput (URL, model, text), TooLarge (prompt), Busy, Cancelled.
    Result<ModelCallId> start(ModelCall call, Done done, Progress progress = {});
    /// Ends a call soon with Kind::Cancelled unless it is already over. Unknown ids are ignored.
    void cancel(ModelCallId id);

    ModelClient(const ModelClient&) = delete;
    ModelClient& operator=(const ModelClient&) = delete;

private:
    struct Shared;
    class Exchange;
    std::shared_ptr<Shared> m_shared;
};

}  // namespace skein::runtime
