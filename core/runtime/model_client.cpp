#include "core/runtime/model_client.h"

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>

#include <fmt/format.h>

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/providers/call_check.h"
#include "core/providers/response_decoder.h"
#include "core/providers/retry.h"
#include "core/runtime/http/curl_exchange.h"

namespace skein::runtime {
namespace {

constexpr int maxCorrections = 3;  // one per field that servers disagree about
constexpr std::size_t maxRememberedServers = 64;
constexpr std::size_t maxBytesAfterEnd = 64u << 10;
constexpr std::size_t maxTailBytes = 400;
constexpr std::int64_t progressIntervalMicros = 100'000;

Instant wallNow() {
    using namespace std::chrono;
    return {duration_cast<microseconds>(system_clock::now().time_since_epoch()).count()};
}

/// An overloaded or missing model says nothing about its provider's others.
CallFault faultOf(providers::RetryVerdict verdict, int httpStatus) {
    using providers::RetryVerdict;
    switch (verdict) {
        case RetryVerdict::SlowDown: return CallFault::Throttled;
        case RetryVerdict::NotAuthorised: return CallFault::KeyRefused;
        case RetryVerdict::NoCredit: return CallFault::NoCredit;
        // A fault of the server's own that it says is not worth repeating (x-should-retry) is one that others lack.
        case RetryVerdict::NeverAsIs:
            return httpStatus == 404 || httpStatus >= 500 ? CallFault::Model : CallFault::None;
        case RetryVerdict::Retry: break;
    }
    return httpStatus == 503 || httpStatus == 529 ? CallFault::Model : CallFault::Provider;
}

/// The dialect a server taught us, by what it depends on.
std::string serverName(const ModelCall& call) {
    return fmt::format("{}:{}", providers::protocolName(call.protocol), call.baseUrl);
}

}  // namespace

/// What the client and its running exchanges share; exchanges may finish after the client is gone.
struct ModelClient::Shared {
    struct Running {
        HttpRequestId exchange;
        bool cancelled = false;
    };

    Shared(HttpTransport& used, std::shared_ptr<Backlog> counter) : transport(used), backlog(std::move(counter)) {}

    HttpTransport& transport;
    const std::shared_ptr<Backlog> backlog;
    std::mutex mutex;
    std::condition_variable allOver;
    std::map<ModelCallId, Running> running;
    std::map<std::string, providers::Dialect> dialects;  ///< what each server taught us
    std::uint32_t lastId = 0;

    providers::Dialect dialectOf(const ModelCall& call) {
        const std::lock_guard lock(mutex);
        const auto found = dialects.find(serverName(call));
        return found == dialects.end() ? providers::initialDialect(call.protocol, call.baseUrl, call.request)
                                       : found->second;
    }
    void remember(const ModelCall& call, const providers::Dialect& dialect) {
        const std::lock_guard lock(mutex);
        const std::string server = serverName(call);
        if (dialects.size() < maxRememberedServers || dialects.count(server) > 0) dialects[server] = dialect;
    }
    bool mayResume(ModelCallId id) {
        const std::lock_guard lock(mutex);
        const auto found = running.find(id);
        return found != running.end() && found->second.exchange;
    }
    void goOn(ModelCallId id) {
        HttpRequestId exchange;
        {
            const std::lock_guard lock(mutex);
            if (const auto found = running.find(id); found != running.end()) exchange = found->second.exchange;
        }
        if (exchange) transport.resume(exchange);
    }
    void forget(ModelCallId id) {
        const std::lock_guard lock(mutex);
        running.erase(id);
        if (running.empty()) allOver.notify_all();
    }
};

class ModelClient::Exchange final : public HttpSink {
public:
    Exchange(std::shared_ptr<Shared> shared, ModelCallId id, ModelCall call, Done done, Progress progress)
        : m_shared(std::move(shared)),
          m_id(id),
          m_call(std::move(call)),
          m_done(std::move(done)),
          m_progress(std::move(progress)) {}

    /// Encodes and sends; on an error nothing was sent and `done` is not called.
    static Result<void> send(const std::shared_ptr<Exchange>& self);

    void onHead(const HttpResponseHead& head) override;
    HttpFlow onBody(std::string_view bytes) override;
    void onDone() override;
    void onError(const HttpError& error) override;

private:
    void settle(providers::ReplyOutcome outcome);
    void settleFailure(const providers::ReplyFailure& failure);
    bool sendCorrected(const providers::ApiError& error);
    CallFailure failureFrom(const providers::ReplyFailure& failure) const;
    CallFailure failureFrom(const HttpError& error);
    void deliver(ModelOutcome outcome);
    void reportProgress();

    std::shared_ptr<Shared> m_shared;
    ModelCallId m_id;
    ModelCall m_call;
    Done m_done;
    Progress m_progress;
    providers::Dialect m_dialect;
    int m_corrections = 0;
    HttpResponseHead m_head;
    std::optional<providers::ResponseDecoder> m_decoder;
    std::uint64_t m_eventsSeen = 0;
    std::int64_t m_lastEventMicros = 0;
    std::int64_t m_lastProgressMicros = 0;
    std::size_t m_bytesAfterEnd = 0;
    bool m_paused = false;
    bool m_delivered = false;
};

Result<void> ModelClient::Exchange::send(const std::shared_ptr<Exchange>& self) {
    const ModelCall& call = self->m_call;
    if (self->m_corrections == 0) self->m_dialect = self->m_shared->dialectOf(call);
    const providers::ModelCodec& codec = providers::codecFor(self->m_dialect.protocol);
    SKEIN_TRY(HttpRequest request, codec.encode(call.baseUrl, call.request, self->m_dialect));
    request.timeouts = call.timeouts;
    request.maxResponseBytes = 2 * limits::maxOutputBytes;  // event framing around short deltas
    request.headers.push_back({"User-Agent", "skein/" SKEIN_VERSION});
    if (!call.idempotencyKey.empty()) request.headers.push_back({"Idempotency-Key", call.idempotencyKey});
    providers::addKey(request, codec, call.apiKey);
    self->m_lastEventMicros = monotonicMicros();
    SKEIN_TRY(const HttpRequestId exchange, self->m_shared->transport.start(std::move(request), self));
    bool cancelled = false;
    {
        const std::lock_guard lock(self->m_shared->mutex);
        const auto found = self->m_shared->running.find(self->m_id);
        if (found != self->m_shared->running.end()) {
            found->second.exchange = exchange;
            cancelled = found->second.cancelled;
        }
    }
    if (cancelled) self->m_shared->transport.cancel(exchange);
    return {};
}

void ModelClient::Exchange::onHead(const HttpResponseHead& head) {
    m_head = head;
    m_decoder.emplace(providers::codecFor(m_dialect.protocol), head);
}

HttpFlow ModelClient::Exchange::onBody(std::string_view bytes) {
    if (m_delivered) {
        // The answer is complete; what follows only matters for reusing the connection.
        m_bytesAfterEnd += bytes.size();
        return m_bytesAfterEnd > maxBytesAfterEnd ? HttpFlow::Stop : HttpFlow::Continue;
    }
    // The exchange may answer before its id is known here; then there is no way to go on, and it must not wait.
    const bool mayWait = m_shared->mayResume(m_id);
    if (mayWait && !m_shared->backlog->take(m_id.value, bytes.size(), [shared = std::weak_ptr(m_shared), id = m_id] {
            if (const auto alive = shared.lock()) alive->goOn(id);
        })) {
        m_paused = true;
        return HttpFlow::Pause;
    }
    const bool over = m_decoder->push(bytes);
    const std::int64_t now = monotonicMicros();
    // That nothing came while nothing was read says nothing of the server.
    if (std::exchange(m_paused, false)) m_lastEventMicros = now;
    if (m_decoder->eventCount() != m_eventsSeen) {
        m_eventsSeen = m_decoder->eventCount();
        m_lastEventMicros = now;
    } else if (!over && m_call.eventSilence.value > 0 && now - m_lastEventMicros > m_call.eventSilence.value) {
        // Keep-alive comments hold the transport's timer off, so only this one notices a queue that never moves.
        onError({HttpError::Kind::Timeout, HttpProgress::BodyReceived,
                 fmt::format("only keep-alive signs came for {:.3g} seconds, nothing of an answer",
                             static_cast<double>(m_call.eventSilence.value) / 1e6)});
        return HttpFlow::Stop;
    }
    reportProgress();
    if (over) settle(m_decoder->finish());
    return HttpFlow::Continue;
}

void ModelClient::Exchange::reportProgress() {
    const std::int64_t now = monotonicMicros();
    if (!m_progress || now - m_lastProgressMicros < progressIntervalMicros) return;
    m_lastProgressMicros = now;
    const std::string_view text = m_decoder->textSoFar();
    m_progress({text.size(), text.substr(text.size() - std::min(text.size(), maxTailBytes))});
}

void ModelClient::Exchange::onDone() {
    if (!m_delivered) settle(m_decoder->finish());
}

void ModelClient::Exchange::onError(const HttpError& error) {
    if (m_delivered) return;
    const bool ours = error.kind == HttpError::Kind::Cancelled || error.kind == HttpError::Kind::ShutDown;
    if (m_decoder && !ours && error.kind != HttpError::Kind::TooLarge) {
        auto outcome = m_decoder->finish();
        // An error answer, or an answer whose finish reason arrived, is whole enough whatever the connection did then.
        const auto* failure = std::get_if<providers::ReplyFailure>(&outcome);
        if (!failure || failure->kind == providers::ReplyFailure::Kind::Api) return settle(std::move(outcome));
        CallFailure broken = failureFrom(*failure);
        broken.outcome = StepOutcome::Truncated;
        broken.fault = CallFault::Provider;
        broken.mayHaveBeenCharged = true;
        broken.message = providers::withoutKey(error.message, m_call.apiKey);
        return deliver(tl::unexpected(std::move(broken)));
    }
    deliver(tl::unexpected(failureFrom(error)));
}

void ModelClient::Exchange::settle(providers::ReplyOutcome outcome) {
    if (auto* reply = std::get_if<providers::Reply>(&outcome)) {
        if (m_corrections > 0) m_shared->remember(m_call, m_dialect);
        providers::hideKey(*reply, m_call.apiKey);
        const Usage estimate = providers::estimateUsage(providers::promptText(m_call.request), reply->text);
        if (!reply->usage.measured) reply->usage = estimate;
        reply->promptCut = providers::promptWasCut(estimate.inputUncached, reply->usage);
        deliver(ModelReply{std::move(*reply), routing::observedLimits(m_head, wallNow())});
        return;
    }
    settleFailure(std::get<providers::ReplyFailure>(outcome));
}

void ModelClient::Exchange::settleFailure(const providers::ReplyFailure& failure) {
    if (failure.kind == providers::ReplyFailure::Kind::Api && sendCorrected(failure.api)) return;
    deliver(tl::unexpected(failureFrom(failure)));
}

/// A refused field costs nothing: the same call is sent once more in the server's own dialect.
bool ModelClient::Exchange::sendCorrected(const providers::ApiError& error) {
    const auto corrected =
        m_corrections < maxCorrections ? providers::correctedDialect(m_dialect, m_call.request, error) : std::nullopt;
    if (!corrected) return false;
    auto next = std::make_shared<Exchange>(m_shared, m_id, m_call, m_done, m_progress);
    next->m_dialect = *corrected;
    next->m_corrections = m_corrections + 1;
    m_delivered = true;  // the successor delivers
    if (send(next)) return true;
    m_delivered = false;
    return false;
}

CallFailure ModelClient::Exchange::failureFrom(const providers::ReplyFailure& failure) const {
    using Kind = providers::ReplyFailure::Kind;
    CallFailure result;
    result.httpStatus = m_head.status;
    result.limits = routing::observedLimits(m_head, wallNow());
    result.partialText = failure.partialText;
    providers::hideKey(result.partialText, m_call.apiKey);
    result.usage = failure.usage;
    const bool produced = !failure.partialText.empty() || failure.usage.has_value();
    result.message = providers::withoutKey(failure.api.message, m_call.apiKey);
    if (failure.kind == Kind::Api) {
        const providers::RetryVerdict verdict = providers::judge(m_dialect.protocol, failure.api, m_head);
        const bool again = verdict == providers::RetryVerdict::Retry || verdict == providers::RetryVerdict::SlowDown;
        result.outcome = !again ? StepOutcome::Fatal : produced ? StepOutcome::Truncated : StepOutcome::Retryable;
        result.mayHaveBeenCharged = produced;
        result.fault = faultOf(verdict, m_head.status);
        if (verdict == providers::RetryVerdict::NeverAsIs && providers::saysContextFull(failure.api))
            result.lacks = Refusal::Context;
        if (again) result.retryAfter = providers::requestedWait(failure.api, m_head, wallNow());
        const std::string status = m_head.status >= 400 ? fmt::format("HTTP {}", m_head.status) : "";
        const std::string code = elide(toValidUtf8(failure.api.code), 100);
        if (!status.empty() || !code.empty())
            result.message += fmt::format(" ({}{}{})", status, status.empty() || code.empty() ? "" : ", ", code);
        return result;
    }
    result.outcome = failure.kind == Kind::Truncated ? StepOutcome::Truncated : StepOutcome::Fatal;
    // A model that does not stop is not the provider's fault.
    result.fault = failure.kind == Kind::TooLarge ? CallFault::Model : CallFault::Provider;
    result.mayHaveBeenCharged = true;
    return result;
}

CallFailure ModelClient::Exchange::failureFrom(const HttpError& error) {
    CallFailure result;
    result.httpStatus = m_head.status;
    result.message = providers::withoutKey(error.message, m_call.apiKey);
    result.mayHaveBeenCharged = error.progress != HttpProgress::NotSent;
    if (m_decoder) result.partialText = toValidUtf8(m_decoder->textSoFar());
    providers::hideKey(result.partialText, m_call.apiKey);
    switch (error.kind) {
        case HttpError::Kind::Cancelled:
        case HttpError::Kind::ShutDown: result.outcome = StepOutcome::Cancelled; break;
        case HttpError::Kind::TooLarge:
            result.outcome = StepOutcome::Fatal;
            result.fault = CallFault::Model;
            break;
        case HttpError::Kind::Redirected:
            result.outcome = StepOutcome::Fatal;
            result.fault = CallFault::Provider;
            result.mayHaveBeenCharged = false;
            break;
        default:
            result.fault = CallFault::Provider;
            result.outcome = result.mayHaveBeenCharged ? StepOutcome::Unknown : StepOutcome::Retryable;
    }
    return result;
}

void ModelClient::Exchange::deliver(ModelOutcome outcome) {
    if (std::exchange(m_delivered, true)) return;
    auto unwritten = m_shared->backlog->finish(m_id.value);
    if (outcome) outcome->unwritten = std::move(unwritten);
    else outcome.error().unwritten = std::move(unwritten);
    m_done(std::move(outcome));
    m_done = nullptr;
    m_progress = nullptr;
    m_shared->forget(m_id);
}

ModelClient::ModelClient(HttpTransport& transport, std::shared_ptr<Backlog> backlog)
    : m_shared(std::make_shared<Shared>(
          transport, backlog ? std::move(backlog) : std::make_shared<Backlog>(limits::maxUnwrittenBytes))) {}

ModelClient::~ModelClient() {
    std::vector<ModelCallId> ids;
    {
        const std::lock_guard lock(m_shared->mutex);
        for (const auto& entry : m_shared->running) ids.push_back(entry.first);
    }
    for (const ModelCallId id : ids) cancel(id);
    std::unique_lock lock(m_shared->mutex);
    m_shared->allOver.wait(lock, [&] { return m_shared->running.empty(); });
}

Result<ModelCallId> ModelClient::start(ModelCall call, Done done, Progress progress) {
    SKEIN_ASSERT(done != nullptr);
    ModelCallId id;
    {
        const std::lock_guard lock(m_shared->mutex);
        id = {++m_shared->lastId};
        m_shared->running[id] = {};
    }
    const auto exchange =
        std::make_shared<Exchange>(m_shared, id, std::move(call), std::move(done), std::move(progress));
    if (auto sent = Exchange::send(exchange); !sent) {
        m_shared->forget(id);
        return Failure(std::move(sent).error());
    }
    return id;
}

void ModelClient::cancel(ModelCallId id) {
    HttpRequestId exchange;
    {
        const std::lock_guard lock(m_shared->mutex);
        const auto found = m_shared->running.find(id);
        if (found == m_shared->running.end()) return;
        found->second.cancelled = true;
        exchange = found->second.exchange;
    }
    if (exchange) m_shared->transport.cancel(exchange);
}

}  // namespace skein::runtime
