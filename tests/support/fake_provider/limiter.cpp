#include "tests/support/fake_provider/limiter.h"

#include <algorithm>
#include <array>
#include <functional>

#include "core/model/names.h"

namespace skein::fake {

Result<RateLimits> RateLimits::fromJson(const Json& json) {
    RateLimits limits;
    if (!json.is_object()) return fail(ErrorCode::InvalidInput, "script.limits: expected an object");
    const auto read = [&](const char* key, std::optional<std::int64_t>& into) -> Result<void> {
        if (!json.contains(key)) return {};
        SKEIN_TRY(into, jsonInt(json, key, "script.limits"));
        return {};
    };
    SKEIN_CHECK(read("requests", limits.requests));
    SKEIN_CHECK(read("input_tokens", limits.inputTokens));
    SKEIN_CHECK(read("output_tokens", limits.outputTokens));
    SKEIN_CHECK(read("tokens", limits.tokens));
    SKEIN_TRY(limits.windowMs, jsonIntOr(json, "window_ms", limits.windowMs, "script.limits"));
    if (limits.windowMs < 1) return fail(ErrorCode::InvalidInput, "script.limits.window_ms: expected 1 or more");
    return limits;
}

LimitStates Limiter::take(const std::string& key, std::int64_t inputTokens, std::int64_t outputTokens,
                          std::int64_t nowMs) {
    std::deque<Taken>& taken = m_keys[key];
    while (!taken.empty() && taken.front().atMs <= nowMs - m_limits.windowMs) taken.pop_front();
    const Taken wanted{nowMs, 1, inputTokens, outputTokens};
    struct Kind {
        std::optional<std::int64_t> limit;
        std::function<std::int64_t(const Taken&)> amount;
        std::optional<LimitState> LimitStates::*state;
    };
    const std::array<Kind, 4> kinds{{
        {m_limits.requests, [](const Taken& each) { return each.requests; }, &LimitStates::requests},
        {m_limits.inputTokens, [](const Taken& each) { return each.inputTokens; }, &LimitStates::inputTokens},
        {m_limits.outputTokens, [](const Taken& each) { return each.outputTokens; }, &LimitStates::outputTokens},
        {m_limits.tokens, [](const Taken& each) { return each.inputTokens + each.outputTokens; }, &LimitStates::tokens},
    }};
    LimitStates states;
    states.enforced = true;
    for (const Kind& kind : kinds) {
        if (!kind.limit) continue;
        std::int64_t used = 0;
        for (const Taken& each : taken) used += kind.amount(each);
        const std::int64_t excess = used + kind.amount(wanted) - *kind.limit;
        if (excess <= 0) continue;
        // Until so much of what was taken first has left the window that the request fits.
        std::int64_t freed = 0, wait = m_limits.windowMs;
        for (const Taken& each : taken) {
            freed += kind.amount(each);
            if (freed < excess) continue;
            wait = each.atMs + m_limits.windowMs - nowMs;
            break;
        }
        states.retryAfterMs = std::max(states.retryAfterMs.value_or(1), wait);
    }
    if (!states.retryAfterMs) taken.push_back(wanted);
    for (const Kind& kind : kinds) {
        if (!kind.limit) continue;
        std::int64_t used = 0;
        for (const Taken& each : taken) used += kind.amount(each);
        const std::int64_t reset = taken.empty() ? 0 : taken.back().atMs + m_limits.windowMs - nowMs;
        states.*kind.state = LimitState{*kind.limit, std::max<std::int64_t>(*kind.limit - used, 0), reset};
    }
    return states;
}

}  // namespace skein::fake
