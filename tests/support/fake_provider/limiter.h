// Rate limits the fake provider keeps for each key, as real ones do: what was let through within a minute counts.
// Thread: one; the instant is given with each call. Never lets a request through that a limit forbids.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "core/base/json.h"

namespace skein::fake {

/// Requests and tokens of a minute; nothing: not limited.
struct RateLimits {
    std::optional<std::int64_t> requests, inputTokens, outputTokens, tokens;
    std::int64_t windowMs = 60'000;  ///< the length of the "minute"
    /// {"requests":N, "input_tokens":N, "output_tokens":N, "tokens":N, "window_ms":N}. Error: InvalidInput.
    static Result<RateLimits> fromJson(const Json& json);
};

/// One limit as its headers tell it.
struct LimitState {
    std::int64_t limit = 0, remaining = 0;
    std::int64_t resetMs = 0;  ///< until all of it is there again
};

/// What a key may still do; nothing: not limited.
struct LimitStates {
    std::optional<LimitState> requests, inputTokens, outputTokens, tokens;
    std::optional<std::int64_t> retryAfterMs;  ///< set when the request was refused
    bool enforced = false;                     ///< worked out from what was taken, not scripted
};

class Limiter {
public:
    explicit Limiter(RateLimits limits) : m_limits(limits) {}
    bool limits() const {
        return m_limits.requests || m_limits.inputTokens || m_limits.outputTokens || m_limits.tokens;
    }
    /// Counts a request with what it will take, or refuses it (retryAfterMs).
    LimitStates take(const std::string& key, std::int64_t inputTokens, std::int64_t outputTokens, std::int64_t nowMs);

private:
    struct Taken {
        std::int64_t atMs, requests, inputTokens, outputTokens;
    };
    RateLimits m_limits;
    std::map<std::string, std::deque<Taken>> m_keys;
};

}  // namespace skein::fake
