#include "core/runtime/memory_calls.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <thread>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/memory/retrieval/model_vectors.h"
#include "core/model/window.h"
#include "core/providers/call_check.h"
#include "core/providers/response_decoder.h"
#include "core/providers/retry.h"
#include "core/runtime/executor.h"
#include "core/runtime/http/fetch.h"
#include "core/runtime/model_client.h"

namespace skein::runtime {
namespace {

constexpr std::size_t maxTries = 5;             // of one call that was refused without being charged
constexpr Duration longestWait = seconds(120);  // what a provider may ask for before the person is told instead
constexpr HttpTimeouts patience{seconds(15), seconds(120), seconds(300)};
constexpr std::size_t maxAnswerBytes = 64u << 20;     // 128 vectors of 16,384 parts as text are thirty
constexpr auto look = std::chrono::milliseconds(50);  // between two looks at whether the person wants to stop
constexpr auto grace = std::chrono::seconds(10);      // after which a call is broken off when the person wants to stop

std::int64_t tokensOf(const std::vector<std::string>& texts) {
    std::int64_t tokens = 0;
    for (const auto& text : texts) tokens += estimateTokens(text).value;
    return tokens;
}

/// Waits for the end of a call. One that is out when the person wants to stop is paid for, so it has some time to
/// answer; then `breakOff` has to end it soon.
template <typename Outcome>
Outcome endOf(std::future<Outcome> future, const std::function<bool()>& cancelled,
              const std::function<void()>& breakOff) {
    std::optional<std::chrono::steady_clock::time_point> until;
    while (future.wait_for(look) != std::future_status::ready) {
        const auto now = std::chrono::steady_clock::now();
        if (!until && cancelled()) until = now + grace;
        if (!until || now < *until) continue;
        breakOff();
        break;
    }
    return future.get();
}

}  // namespace

/// How one call ended.
struct MemoryCaller::Ended {
    StepOutcome outcome = StepOutcome::Fatal;
    CallFault fault = CallFault::None;
    bool chargeUnknown = false;
    Usage usage{};
    MicroUsd charge{};
    std::string result{};  ///< what is recorded; empty: nothing
    std::string words{};   ///< what went wrong
    std::optional<Duration> retryAfter{};
};

Result<std::unique_ptr<MemoryCaller>> MemoryCaller::create(Host& host, MemoryModel model, std::optional<MicroUsd> most,
                                                           const std::atomic<bool>* cancel) {
    auto caller = std::unique_ptr<MemoryCaller>(new MemoryCaller(host, std::move(model), most, cancel));
    const auto& called = caller->m_model.model;
    SKEIN_TRY(caller->m_keys, host.keySupply()(called.model.provider, called.baseUrl));
    return caller;
}

std::size_t MemoryCaller::textsAtOnce() const {
    return m_model.model.protocol == providers::Protocol::Gemini ? 100 : 128;  // Gemini takes no more
}

std::optional<MicroUsd> MemoryCaller::worstCost(TokenCount input, TokenCount output) const {
    const Instant now = wallNow();
    const auto worst = routing::worstCostBetween(m_model.model.model.prices, now, now + seconds(3'600),
                                                 TokenCount{input.value * 2}, output);
    return worst ? *worst : std::nullopt;
}

Result<void> MemoryCaller::wait(Duration time) const {
    const auto until = std::chrono::steady_clock::now() + std::chrono::microseconds(time.value);
    while (std::chrono::steady_clock::now() < until) {
        if (cancelled()) return fail(ErrorCode::Cancelled, "stopped");
        std::this_thread::sleep_for(look);
    }
    return {};
}

/// A call that was answered, priced by what was counted; where nobody counted, by our estimate.
MemoryCaller::Ended MemoryCaller::settled(StepOutcome outcome, const Usage& usage) const {
    Ended ended;
    ended.outcome = outcome;
    ended.usage = usage;
    const auto cost = routing::costAt(m_model.model.model.prices, wallNow(), usage);
    if (cost && *cost) ended.charge = **cost;
    else ended.chargeUnknown = true;
    return ended;
}

MemoryCaller::Ended MemoryCaller::sendEmbeddings(const std::vector<std::string>& texts, std::uint32_t dimensions,
                                                 const Secret* key) const {
    const auto& called = m_model.model;
    const auto& codec = providers::codecFor(called.protocol);
    const std::string_view secret = key != nullptr ? key->reveal() : std::string_view();
    Ended ended;
    auto request = codec.encodeEmbeddings(called.baseUrl, {called.model.id, texts, m_model.dimensions});
    if (!request) {
        ended.words = request.error().message;
        return ended;
    }
    request->timeouts = patience;
    request->maxResponseBytes = maxAnswerBytes;
    request->headers.push_back({"User-Agent", "skein/" SKEIN_VERSION});
    providers::addKey(*request, codec, secret);
    const auto promise = std::make_shared<std::promise<HttpOutcome>>();
    auto future = promise->get_future();
    const auto sent = beginFetch(m_host.transport(), std::move(*request),
                                 [promise](HttpOutcome outcome) { promise->set_value(std::move(outcome)); });
    const auto answer = endOf<HttpOutcome>(
        std::move(future), [this] { return cancelled(); }, [&] { m_host.transport().cancel(sent); });
    if (!answer) {
        const auto& error = answer.error();
        ended.words = providers::withoutKey(error.message, secret);
        if (error.kind != HttpError::Kind::Cancelled) ended.fault = CallFault::Provider;
        const bool redirected = error.kind == HttpError::Kind::Redirected;
        if (error.progress == HttpProgress::NotSent) ended.outcome = StepOutcome::Retryable;
        else if (!redirected) {
            ended.outcome = StepOutcome::Unknown;
            ended.chargeUnknown = true;
        }
        return ended;
    }
    if (answer->head.status != 200) {
        providers::ResponseDecoder decoder(codec, answer->head);
        decoder.push(answer->body);
        const auto outcome = decoder.finish();
        const auto* failure = std::get_if<providers::ReplyFailure>(&outcome);
        const auto api = failure != nullptr ? failure->api : providers::ApiError{};
        const auto verdict = providers::judge(called.protocol, api, answer->head);
        using providers::RetryVerdict;
        const bool again = verdict == RetryVerdict::Retry || verdict == RetryVerdict::SlowDown;
        ended.outcome = again ? StepOutcome::Retryable : StepOutcome::Fatal;
        ended.fault = verdict == RetryVerdict::SlowDown        ? CallFault::Throttled
                      : verdict == RetryVerdict::NotAuthorised ? CallFault::KeyRefused
                      : verdict == RetryVerdict::NoCredit      ? CallFault::NoCredit
                      : again                                  ? CallFault::Provider
                                                               : CallFault::Model;
        if (again) ended.retryAfter = providers::requestedWait(api, answer->head, wallNow());
        ended.words =
            providers::withoutKey(toValidUtf8(api.message), secret) + fmt::format(" (HTTP {})", answer->head.status);
        return ended;
    }
    JsonLimits limits;
    limits.maxBytes = maxAnswerBytes;
    const auto body = parseJson(answer->body, limits);
    auto vectors =
        body ? codec.readEmbeddings(*body, texts.size()) : Result<providers::Embeddings>(Failure(body.error()));
    if (!vectors) {
        // It was answered, so it was charged; how much is only known where the answer can be read so far.
        const auto counted = body ? codec.readEmbeddingTokens(*body) : std::nullopt;
        if (counted) ended = settled(StepOutcome::Truncated, Usage{*counted, {}, {}, {}, {}, {}, true});
        else ended.chargeUnknown = true;
        ended.outcome = StepOutcome::Truncated;
        ended.fault = CallFault::Model;
        ended.words = "the answer cannot be used: " + vectors.error().message;
        return ended;
    }
    Usage usage;
    usage.measured = vectors->tokens.has_value();
    usage.inputUncached = vectors->tokens.value_or(TokenCount{tokensOf(texts)});
    ended = settled(StepOutcome::Ok, usage);
    const auto length = vectors->vectors.front().size();
    const auto expected = m_model.dimensions.value_or(dimensions);
    if (length > memory::maxVectorDimensions || (expected > 0 && length != expected)) {
        ended.outcome = StepOutcome::Truncated;
        ended.fault = CallFault::Model;
        ended.words =
            fmt::format("the answer cannot be used: its vectors have {} dimensions, {}", length,
                        length > memory::maxVectorDimensions ? fmt::format("more than {}", memory::maxVectorDimensions)
                        : m_model.dimensions ? fmt::format("and {} were asked for (--dimensions)", expected)
                                             : fmt::format("and those of this model in memory have {}", expected));
        return ended;
    }
    memory::VectorBatch batch{m_model.space(), static_cast<std::uint32_t>(length), {}, {}};
    for (std::size_t i = 0; i < texts.size(); ++i) {
        batch.texts.push_back(sha256(texts[i]));
        batch.parts += memory::quantised(vectors->vectors[i]);
    }
    ended.result = memory::vectorBlob(batch);
    return ended;
}

MemoryCaller::Ended MemoryCaller::sendText(const providers::ModelRequest& request, const Secret* key,
                                           const std::function<Result<std::string>(const std::string&)>& result) const {
    ModelCall call;
    call.protocol = m_model.model.protocol;
    call.baseUrl = m_model.model.baseUrl;
    call.apiKey = key != nullptr ? std::string(key->reveal()) : std::string();
    call.request = request;
    const auto promise = std::make_shared<std::promise<ModelOutcome>>();
    auto future = promise->get_future();
    Ended ended;
    const auto started = m_host.models().start(
        std::move(call), [promise](ModelOutcome outcome) { promise->set_value(std::move(outcome)); });
    if (!started) {
        ended.words = started.error().message;
        return ended;
    }
    const auto outcome = endOf<ModelOutcome>(
        std::move(future), [this] { return cancelled(); }, [&] { m_host.models().cancel(*started); });
    if (!outcome) {
        const auto& failure = outcome.error();
        if (failure.usage) ended = settled(failure.outcome, *failure.usage);
        ended.outcome = failure.outcome;
        ended.fault = failure.fault;
        ended.chargeUnknown = failure.mayHaveBeenCharged && !failure.usage;
        ended.words = failure.message;
        ended.retryAfter = failure.retryAfter;
        return ended;
    }
    ended = settled(StepOutcome::Ok, outcome->usage);
    auto kept = outcome->finish == providers::FinishReason::CutAtCap
                    ? Result<std::string>(fail(ErrorCode::InvalidInput, "it was cut at the length asked for"))
                    : result(outcome->text);
    if (kept) ended.result = std::move(*kept);
    else {
        ended.outcome = StepOutcome::Rejected;
        ended.words = "the answer cannot be used: " + kept.error().message;
    }
    return ended;
}

Result<void> MemoryCaller::call(event::MemoryCallIntended intent, MicroUsd worst,
                                const std::function<Ended(const Secret*)>& send) {
    intent.target = m_model.target();
    intent.reserved = worst;
    const auto stopped = [&](const std::string& words) {
        return fail(ErrorCode::Unavailable, m_model.name() + ": " + words);
    };
    for (std::size_t tries = 1;; ++tries) {
        if (cancelled()) return fail(ErrorCode::Cancelled, "stopped");
        if (m_most && m_spent + worst > *m_most)
            return fail(
                ErrorCode::Budget,
                fmt::format("the next call may cost {} USD, and of {} USD {} are spent; a larger --budget goes on",
                            formatUsd(worst), formatUsd(*m_most), formatUsd(m_spent)));
        const NamedKey* key = m_keys.empty() ? nullptr : &m_keys[m_key];
        intent.key = key != nullptr ? key->name : std::string();
        SKEIN_TRY(const auto receipt, m_host.submitAndWait(command::IntendMemoryCall{intent}));
        auto ended = send(key != nullptr ? &key->secret : nullptr);
        ++m_calls;
        m_spent += ended.chargeUnknown ? worst : ended.charge;
        event::MemoryCallSettled settled;
        settled.call = receipt.call;
        settled.purpose = intent.purpose;
        settled.outcome = ended.outcome;
        settled.usage = ended.usage;
        settled.charge = ended.charge;
        if (!ended.result.empty()) settled.result = m_host.put(std::move(ended.result));
        if (!ended.words.empty()) settled.detail = m_host.put(ended.words);
        if (ended.fault != CallFault::None) settled.fault = ended.fault;
        SKEIN_TRY([[maybe_unused]] const auto booked,
                  m_host.submitAndWait(command::EndMemoryCall{settled, ended.chargeUnknown}));
        if (ended.outcome == StepOutcome::Ok && !ended.chargeUnknown) return {};
        if (ended.chargeUnknown)
            return stopped(ended.words +
                           "; it may have been charged: what was set aside stays so until `skeinctl costs WS settle "
                           "memory/" +
                           std::to_string(receipt.call) + " --charge USD` says what the provider's books do");
        if (ended.outcome == StepOutcome::Cancelled) return fail(ErrorCode::Cancelled, "stopped");
        const bool keyAside = ended.fault == CallFault::KeyRefused || ended.fault == CallFault::NoCredit;
        if (keyAside) {
            const auto name = m_keys.empty() ? std::string("without a key") : "key " + m_keys[m_key].name;
            if (!m_keys.empty()) m_keys.erase(m_keys.begin() + static_cast<std::ptrdiff_t>(m_key));
            if (m_keys.empty()) return stopped(name + ": " + ended.words);
            m_key %= m_keys.size();
            continue;
        }
        if (ended.outcome != StepOutcome::Retryable || tries >= maxTries) return stopped(ended.words);
        if (m_keys.size() > 1) m_key = (m_key + 1) % m_keys.size();
        const auto pause = ended.retryAfter.value_or(
            providers::backoff(static_cast<std::uint32_t>(tries - 1), receipt.call, m_model.name()));
        if (pause > longestWait)
            return stopped(ended.words +
                           fmt::format("; it asks to wait {} s: try again then", pause.value / 1'000'000));
        SKEIN_CHECK(wait(pause));
    }
}

Result<void> MemoryCaller::embed(const std::vector<std::string>& texts, std::uint32_t dimensions) {
    const auto worst = worstCost(TokenCount{tokensOf(texts)}, {});
    if (!worst)
        return fail(ErrorCode::InvalidInput,
                    m_model.name() + ": its price ends within the hour; see `skeinctl prices`");
    Json digests = Json::array();
    for (const auto& text : texts) digests.push_back(sha256(text).hex());
    event::MemoryCallIntended intent;
    intent.purpose = MemoryPurpose::Embed;
    intent.items = static_cast<std::uint32_t>(texts.size());
    intent.inputs = m_host.put(digests.dump());
    return call(std::move(intent), *worst, [&](const Secret* key) { return sendEmbeddings(texts, dimensions, key); });
}

Result<void> MemoryCaller::write(const providers::ModelRequest& request, const std::string& inputs,
                                 const std::function<Result<std::string>(const std::string&)>& result) {
    const auto worst = worstCost(estimateTokens(providers::promptText(request)), request.maxOutput);
    if (!worst)
        return fail(ErrorCode::InvalidInput,
                    m_model.name() + ": its price ends within the hour; see `skeinctl prices`");
    event::MemoryCallIntended intent;
    intent.purpose = MemoryPurpose::Summarise;
    intent.items = 1;
    intent.inputs = m_host.put(inputs);
    return call(std::move(intent), *worst, [&](const Secret* key) { return sendText(request, key, result); });
}

}  // namespace skein::runtime
