// Which failed model calls are worth repeating, and when. Pure functions: the caller owns the clock and the counters.
// Sources: policy shared by the official SDKs and the error tables of OpenAI-compatible servers (reference sheet,
// sections 3, 6 and 9). Thread: any. Never repeats anything itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/units.h"
#include "core/ports/http.h"
#include "core/providers/api_error.h"
#include "core/providers/protocol.h"

namespace skein::providers {

enum class RetryVerdict {
    Retry,          ///< the same request may succeed later
    SlowDown,       ///< as Retry, and the sending rate is too high
    NeverAsIs,      ///< the request itself is wrong or too large
    NoCredit,       ///< a quota or spending limit of the account; only a person can help
    NotAuthorised,  ///< key missing, wrong or without permission
};

/// Judges a failed answer: an exhausted account first, then `x-should-retry`, then code and type, then status. A spend
/// cap is not a rate limit: Anthropic's 429 without retry-after is one, whatever its type says.
RetryVerdict judge(Protocol protocol, const ApiError& error, const HttpResponseHead& head);

/// Whether a refused request was only too long for the model: another one with a larger window may take it. Some
/// servers name a code, others say it in a sentence alone (reference sheet, sections 6 to 9).
bool saysContextFull(const ApiError& error);

/// What the server asked to wait: retry-after-ms, else retry-after (seconds, fractions allowed, or an HTTP date), else
/// what the error body asks, else, on 429, the reset of the exhausted x-ratelimit or anthropic-ratelimit window.
/// Nothing when absent, unreadable, zero or negative; at most `maxRequestedWait`: longer waits are for a person to see,
/// not to sleep through.
std::optional<Duration> requestedWait(const ApiError& error, const HttpResponseHead& head, Instant now);
inline constexpr Duration maxRequestedWait = seconds(6 * 3600);

/// Own back-off before repetition `repeats` (from 0): min(8 s, 0.5 s * 2^repeats), reduced by up to 25 % drawn from
/// seed and key so that equal inputs wait equally.
Duration backoff(std::uint32_t repeats, std::uint64_t seed, std::string_view key);

/// "1s", "6m0s", "1h2m3.5s", "120ms", "30" (seconds) or RFC 3339 (relative to now). Nothing for other text.
std::optional<Duration> parseResetWait(std::string_view text, Instant now);

/// An HTTP date, IMF-fixdate form of RFC 9110 section 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT".
std::optional<Instant> parseHttpDate(std::string_view text);

}  // namespace skein::providers
