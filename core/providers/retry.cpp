#include "core/providers/retry.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "core/base/random.h"
#include "core/base/text.h"

namespace skein::providers {
namespace {

/// Codes and types that say the account is exhausted, not the minute (reference sheet, section 3).
constexpr std::array<std::string_view, 9> creditCodes{"insufficient_quota",
                                                      "credit_balance_exhausted",
                                                      "organization_spend_limit_exceeded",
                                                      "project_spend_limit_exceeded",
                                                      "organization_usage_limit_exceeded",
                                                      "billing_hard_limit_reached",
                                                      "billing_error",
                                                      "enforced_spend_limit_reached",
                                                      "contract_spend_limit_reached"};

/// Anthropic says these two with a plain invalid_request_error and no code: only the sentence tells an empty account
/// from a wrong request (reference sheet, section 7).
bool saysAccountExhausted(const ApiError& error) {
    if (error.status != 400 || error.type != "invalid_request_error") return false;
    const std::string message = toLowerAscii(error.message);
    return message.starts_with("you have reached your specified api usage limits") ||
           message.starts_with("your credit balance is too low");
}

bool isAccountExhausted(Protocol protocol, const ApiError& error, const HttpResponseHead& head) {
    if (error.status == 402) return true;
    // A quota of a day is over until midnight Pacific time, whatever retryDelay says.
    if (error.dailyQuota) return true;
    const bool asksToWait = !head.header("retry-after").empty() || !head.header("retry-after-ms").empty();
    if (protocol == Protocol::Anthropic && error.status == 429 && !asksToWait) return true;
    if (protocol == Protocol::Anthropic && saysAccountExhausted(error)) return true;
    return std::any_of(creditCodes.begin(), creditCodes.end(),
                       [&](std::string_view code) { return error.code == code || error.type == code; });
}

/// Types and codes of a fault on the provider's side, for errors inside a stream whose status was 200.
constexpr std::array<std::string_view, 9> serverFaults{
    "server_error",  "api_error", "overloaded_error", "service_unavailable_error", "server_is_overloaded",
    "timeout_error", "INTERNAL",  "UNAVAILABLE",      "DEADLINE_EXCEEDED"};

/// One request that is larger than the per-minute allowance can never pass, however long one waits.
bool requestExceedsLimit(const ApiError& error) {
    const std::string message = toLowerAscii(error.message);
    return message.find("request too large") != std::string::npos || error.code == "context_length_exceeded";
}

std::optional<double> readNumber(std::string_view text) {
    double value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || problem != std::errc() || end != text.data() + text.size() || !(value > -1e12 && value < 1e12))
        return std::nullopt;
    return value;
}

Duration fromSeconds(double value) { return {static_cast<std::int64_t>(value * 1e6)}; }

std::optional<Duration> acceptable(std::optional<Duration> wait) {
    if (!wait || wait->value <= 0) return std::nullopt;
    return std::min(*wait, maxRequestedWait);
}

std::optional<Duration> waitOfExhaustedWindow(const HttpResponseHead& head, Instant now) {
    std::optional<Duration> longest;
    const auto look = [&](const std::string& remaining, const std::string& reset) {
        if (trim(head.header(remaining)) != "0") return;
        const auto wait = acceptable(parseResetWait(head.header(reset), now));
        if (wait && (!longest || *wait > *longest)) longest = wait;
    };
    for (const std::string_view what : {"requests", "tokens"})
        look(fmt::format("x-ratelimit-remaining-{}", what), fmt::format("x-ratelimit-reset-{}", what));
    for (const std::string_view what : {"requests", "tokens", "input-tokens", "output-tokens"})
        look(fmt::format("anthropic-ratelimit-{}-remaining", what), fmt::format("anthropic-ratelimit-{}-reset", what));
    return longest;
}

}  // namespace

RetryVerdict judge(Protocol protocol, const ApiError& error, const HttpResponseHead& head) {
    // Money before everything else: a server that says "retry" about an empty account is wrong.
    if (isAccountExhausted(protocol, error, head)) return RetryVerdict::NoCredit;
    // And so about a key: the same key is refused again, another one may do.
    if (error.status == 401 || error.status == 403 || error.code == "API_KEY_INVALID")  // Gemini says it with a 400
        return RetryVerdict::NotAuthorised;
    const std::string advice = toLowerAscii(trim(head.header("x-should-retry")));
    if (advice == "true") return error.status == 429 ? RetryVerdict::SlowDown : RetryVerdict::Retry;
    if (advice == "false") return RetryVerdict::NeverAsIs;
    if (requestExceedsLimit(error)) return RetryVerdict::NeverAsIs;
    if (error.status == 429 || error.code == "slow_down" || error.code == "rate_limit_exceeded" ||
        error.code == "429" || error.type == "rate_limit_error" || error.type == "RESOURCE_EXHAUSTED")
        return RetryVerdict::SlowDown;
    if (error.status == 408 || error.status == 409 || error.status >= 500) return RetryVerdict::Retry;
    // An error inside a 200 stream has no status of its own: gateways put it into the code, OpenAI names the type.
    if (error.status >= 200 && error.status < 300) {
        const auto inner = readNumber(error.code);
        if (inner && (*inner == 408 || (*inner >= 500 && *inner < 600))) return RetryVerdict::Retry;
        // Ollama names no type: what is wrong with a request it says before it answers 200.
        if (protocol == Protocol::Ollama) return RetryVerdict::Retry;
        const auto isTheirs = [](std::string_view word) {
            return std::find(serverFaults.begin(), serverFaults.end(), word) != serverFaults.end();
        };
        return isTheirs(error.type) || isTheirs(error.code) ? RetryVerdict::Retry : RetryVerdict::NeverAsIs;
    }
    return RetryVerdict::NeverAsIs;
}

bool saysContextFull(const ApiError& error) {
    if (error.code == "context_length_exceeded" || error.type == "context_length_exceeded" ||
        error.type == "exceed_context_size_error" || error.type == "request_too_large")
        return true;
    if (error.status != 400 && error.status != 413 && error.status != 422) return false;
    constexpr std::array<std::string_view, 9> sentences{
        "prompt is too long",             // Anthropic
        "exceed context limit",           // Anthropic, of prompt and max_tokens together
        "input token count",              // Gemini: "... (N) exceeds the maximum number of tokens allowed (M)"
        "maximum context length",         // OpenAI, vLLM, Mistral: "This model's maximum context length is N tokens"
        "exceeds the context window",     // OpenAI Responses
        "exceeds context length",         // Ollama
        "exceeds the context length",     // Ollama
        "exceeds the available context",  // llama.cpp
        "maximum prompt length",          // xAI: "This model's maximum prompt length is N"
    };
    const std::string message = toLowerAscii(error.message);
    return std::any_of(sentences.begin(), sentences.end(),
                       [&](std::string_view words) { return message.find(words) != std::string::npos; });
}

std::optional<Duration> requestedWait(const ApiError& error, const HttpResponseHead& head, Instant now) {
    if (const auto wait = readNumber(trim(head.header("retry-after-ms")))) {
        if (const auto usable = acceptable(fromSeconds(*wait / 1000))) return usable;
    }
    const std::string_view after = trim(head.header("retry-after"));
    if (const auto wait = readNumber(after)) return acceptable(fromSeconds(*wait));
    if (const auto date = parseHttpDate(after)) return acceptable(*date - now);
    if (error.retryAfter) return acceptable(error.retryAfter);
    return head.status == 429 ? waitOfExhaustedWindow(head, now) : std::nullopt;
}

Duration backoff(std::uint32_t repeats, std::uint64_t seed, std::string_view key) {
    constexpr std::int64_t firstWaitMicros = 500'000;
    constexpr std::int64_t longestWaitMicros = 8'000'000;
    const std::int64_t base =
        repeats >= 4 ? longestWaitMicros : std::min(longestWaitMicros, firstWaitMicros << repeats);
    const std::int64_t reduction = base / 4 * drawBelow(seed, repeats, key, 1001) / 1000;
    return {base - reduction};
}

std::optional<Duration> parseResetWait(std::string_view text, Instant now) {
    text = trim(text);
    if (const auto plain = readNumber(text)) return fromSeconds(*plain);
    if (const auto instant = parseInstant(text); instant && text.size() > 10) return *instant - now;
    double totalSeconds = 0;
    while (!text.empty()) {
        const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
        const auto amount = readNumber(text.substr(0, digits));
        text.remove_prefix(digits);
        const std::size_t letters = std::min(text.find_first_of("0123456789."), text.size());
        const std::string_view unit = text.substr(0, letters);
        text.remove_prefix(letters);
        const double scale = unit == "ms"  ? 0.001
                             : unit == "s" ? 1
                             : unit == "m" ? 60
                             : unit == "h" ? 3600
                             : unit == "d" ? 86400
                                           : 0;
        if (!amount || scale == 0) return std::nullopt;
        totalSeconds += *amount * scale;
        if (totalSeconds > 1e9) return std::nullopt;
    }
    return totalSeconds > 0 ? std::optional(fromSeconds(totalSeconds)) : std::nullopt;
}

std::optional<Instant> parseHttpDate(std::string_view text) {
    // "Sun, 06 Nov 1994 08:49:37 GMT": fixed columns; the day of the week is redundant and not checked.
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (text.size() != 29 || text.substr(3, 2) != ", " || text.substr(25) != " GMT") return std::nullopt;
    const auto month = std::find(months.begin(), months.end(), text.substr(8, 3));
    if (month == months.end()) return std::nullopt;
    const auto instant = parseInstant(fmt::format("{}-{:02}-{}T{}Z", text.substr(12, 4), month - months.begin() + 1,
                                                  text.substr(5, 2), text.substr(17, 8)));
    return instant ? std::optional(*instant) : std::nullopt;
}

}  // namespace skein::providers
