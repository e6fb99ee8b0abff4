#include "core/routing/key_pool.h"

#include <algorithm>
#include <charconv>
#include <tuple>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/providers/retry.h"

namespace skein::routing {
namespace {

constexpr std::int64_t loadWhole = 1'000'000;
constexpr Duration longestMinute = seconds(120);

std::optional<std::int64_t> numberIn(std::string_view text) {
    text = trim(text);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

/// Share of a bucket that would be in use with `amount` more.
std::int64_t loadOf(PaceBucket& bucket, std::int64_t amount, BootInstant now) {
    const auto limit = bucket.limit();
    return limit && *limit > 0 ? (bucket.taken(now) + amount) * loadWhole / *limit : 0;
}

void correct(PaceBucket& bucket, std::int64_t taken, std::int64_t used, BootInstant takenAt, BootInstant now) {
    if (used > taken) bucket.take(used - taken, now);
    else if (used < taken) bucket.giveBack(taken - used, takenAt, now);
}

void learnOne(PaceBucket& bucket, std::optional<std::int64_t>& known, std::optional<std::int64_t> limit,
              std::optional<std::int64_t> remaining, BootInstant now) {
    if (limit) {
        known = limit;
        bucket.setLimit(limit);
    }
    if (remaining) bucket.onlyLeft(*remaining, now);
}

}  // namespace

ObservedLimits observedLimits(const HttpResponseHead& head, Instant now) {
    ObservedLimits seen;
    const auto read = [&](std::string_view limitName, std::string_view remainingName, std::string_view resetName,
                          std::optional<std::int64_t> KeyLimits::*field) {
        const auto reset = providers::parseResetWait(head.header(resetName), now);
        if (reset && *reset > longestMinute) return;
        if (const auto limit = numberIn(head.header(limitName)); limit && *limit > 0) seen.limits.*field = limit;
        if (const auto remaining = numberIn(head.header(remainingName))) seen.remaining.*field = remaining;
    };
    for (const auto& [kind, field] : {std::pair{"requests", &KeyLimits::requests}, {"tokens", &KeyLimits::tokens}})
        read(fmt::format("x-ratelimit-limit-{}", kind), fmt::format("x-ratelimit-remaining-{}", kind),
             fmt::format("x-ratelimit-reset-{}", kind), field);
    for (const auto& [kind, field] : {std::pair{"requests", &KeyLimits::requests},
                                      {"tokens", &KeyLimits::tokens},
                                      {"input-tokens", &KeyLimits::inputTokens},
                                      {"output-tokens", &KeyLimits::outputTokens}})
        read(fmt::format("anthropic-ratelimit-{}-limit", kind), fmt::format("anthropic-ratelimit-{}-remaining", kind),
             fmt::format("anthropic-ratelimit-{}-reset", kind), field);
    return seen;
}

KeyNo KeyPool::add(std::string name, const KeyLimits& limits) {
    Key key;
    key.state.name = std::move(name);
    key.state.limits = limits;
    key.requests.setLimit(limits.requests);
    key.inputTokens.setLimit(limits.inputTokens);
    key.outputTokens.setLimit(limits.outputTokens);
    key.tokens.setLimit(limits.tokens);
    m_keys.push_back(std::move(key));
    return static_cast<KeyNo>(m_keys.size() - 1);
}

std::variant<KeyGrant, KeyWait> KeyPool::choose(const CallSize& size, BootInstant now) {
    std::optional<std::tuple<std::int64_t, std::uint32_t, KeyNo>> best;
    std::optional<BootInstant> soonest;
    bool waitsForSettle = false;
    const std::int64_t both = size.inputTokens + size.outputTokens;
    for (KeyNo number = 0; number < m_keys.size(); ++number) {
        Key& key = m_keys[number];
        if (key.state.aside) continue;
        const std::pair<PaceBucket*, std::int64_t> wants[] = {{&key.requests, 1},
                                                              {&key.inputTokens, size.inputTokens},
                                                              {&key.outputTokens, size.outputTokens},
                                                              {&key.tokens, both}};
        BootInstant at = std::max(now, key.state.notBefore);
        std::int64_t load = 0;
        bool possible = true;
        for (const auto& [bucket, amount] : wants) {
            const auto earliest = bucket->earliest(amount, now);
            possible = possible && earliest.has_value();
            if (!possible) break;
            at = std::max(at, *earliest);
            load = std::max(load, loadOf(*bucket, amount, now));
        }
        if (!possible) continue;
        if (key.state.limits.concurrency && key.state.inFlight >= *key.state.limits.concurrency) waitsForSettle = true;
        else if (at > now) soonest = std::min(soonest.value_or(at), at);
        else if (const std::tuple candidate{load, key.state.inFlight, number}; !best || candidate < *best)
            best = candidate;
    }
    if (!best) {
        if (soonest) return KeyWait{KeyWait::For::Time, *soonest};
        return KeyWait{waitsForSettle ? KeyWait::For::Settle : KeyWait::For::Nothing, {}};
    }
    Key& key = m_keys[std::get<2>(*best)];
    key.requests.take(1, now);
    key.inputTokens.take(size.inputTokens, now);
    key.outputTokens.take(size.outputTokens, now);
    key.tokens.take(both, now);
    ++key.state.inFlight;
    return KeyGrant{std::get<2>(*best), size, now};
}

void KeyPool::settle(const KeyGrant& grant, const std::optional<CallSize>& used, BootInstant now) {
    Key& key = m_keys[grant.key];
    if (key.state.inFlight > 0) --key.state.inFlight;
    if (!used) return;
    correct(key.inputTokens, grant.size.inputTokens, used->inputTokens, grant.at, now);
    correct(key.outputTokens, grant.size.outputTokens, used->outputTokens, grant.at, now);
    correct(key.tokens, grant.size.inputTokens + grant.size.outputTokens, used->inputTokens + used->outputTokens,
            grant.at, now);
}

void KeyPool::learn(KeyNo number, const ObservedLimits& observed, BootInstant now) {
    Key& key = m_keys[number];
    const KeyLimits &limits = observed.limits, &left = observed.remaining;
    learnOne(key.requests, key.state.limits.requests, limits.requests, left.requests, now);
    learnOne(key.inputTokens, key.state.limits.inputTokens, limits.inputTokens, left.inputTokens, now);
    learnOne(key.outputTokens, key.state.limits.outputTokens, limits.outputTokens, left.outputTokens, now);
    learnOne(key.tokens, key.state.limits.tokens, limits.tokens, left.tokens, now);
}

void KeyPool::pause(KeyNo number, BootInstant until) {
    m_keys[number].state.notBefore = std::max(m_keys[number].state.notBefore, until);
}

void KeyPool::setAside(KeyNo number, KeyProblem problem) { m_keys[number].state.aside = problem; }

void KeyPool::reinstate(KeyNo number) { m_keys[number].state.aside.reset(); }

}  // namespace skein::routing
