// Money, tokens and time as integers with their unit in the type. Thread: any; values only.
// All amounts stay within +-(2^53-1) so that canonical JSON holds them exactly (RFC 8785, RFC 7493).
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace skein {

/// The largest integer that canonical JSON can carry exactly: 2^53 - 1.
inline constexpr std::int64_t maxExactInteger = 9007199254740991;

/// One strong integer with arithmetic inside its own unit.
template <class Tag>
struct Quantity {
    std::int64_t value = 0;

    friend constexpr auto operator<=>(Quantity, Quantity) = default;
    friend constexpr Quantity operator+(Quantity a, Quantity b) { return {a.value + b.value}; }
    friend constexpr Quantity operator-(Quantity a, Quantity b) { return {a.value - b.value}; }
    constexpr Quantity& operator+=(Quantity b) {
        value += b.value;
        return *this;
    }
    constexpr Quantity& operator-=(Quantity b) {
        value -= b.value;
        return *this;
    }
};

using MicroUsd = Quantity<struct MicroUsdTag>;  ///< millionths of a US dollar
using TokenCount = Quantity<struct TokenTag>;   ///< model tokens
using Duration = Quantity<struct DurationTag>;  ///< microseconds
struct Instant {                                ///< wall clock, microseconds since 1970-01-01 UTC
    std::int64_t value = 0;
    friend constexpr auto operator<=>(Instant, Instant) = default;
};
struct BootInstant {  ///< monotonic clock that counts suspend, microseconds since boot
    std::int64_t value = 0;
    friend constexpr auto operator<=>(BootInstant, BootInstant) = default;
};

constexpr Instant operator+(Instant t, Duration d) { return {t.value + d.value}; }
constexpr Duration operator-(Instant a, Instant b) { return {a.value - b.value}; }
constexpr BootInstant operator+(BootInstant t, Duration d) { return {t.value + d.value}; }
constexpr Duration operator-(BootInstant a, BootInstant b) { return {a.value - b.value}; }

constexpr Duration milliseconds(std::int64_t n) { return {n * 1000}; }
constexpr Duration seconds(std::int64_t n) { return {n * 1'000'000}; }

/// RFC 3339 UTC with microseconds trimmed of trailing zeros: "2026-11-21T03:04:05.25Z".
std::string formatInstant(Instant instant);

/// Reads RFC 3339 with an offset or Z, or a date alone (midnight UTC). Error: InvalidInput naming the expectation.
Result<Instant> parseInstant(std::string_view text);

/// "12.345678" trimmed to at least two decimals: 1500000 -> "1.50". Negative amounts carry a sign.
std::string formatUsd(MicroUsd amount);

/// Reads a decimal number of dollars with at most six decimals. Error: InvalidInput.
Result<MicroUsd> parseUsd(std::string_view text);

}  // namespace skein
