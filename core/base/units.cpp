#include "core/base/units.h"

#include <array>
#include <cctype>
#include <charconv>
#include <cstdio>

namespace skein {
namespace {

// Days since 1970-01-01 for a proleptic Gregorian date; the usual era arithmetic (Hinnant, "chrono-Compatible
// Low-Level Date Algorithms", 2013).
std::int64_t daysFromCivil(std::int64_t year, unsigned month, unsigned day) {
    year -= month <= 2;
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const auto yearOfEra = static_cast<unsigned>(year - era * 400);
    const unsigned dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    const unsigned dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146097 + static_cast<std::int64_t>(dayOfEra) - 719468;
}

struct CivilDate {
    std::int64_t year;
    unsigned month;
    unsigned day;
};

CivilDate civilFromDays(std::int64_t days) {
    days += 719468;
    const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    const auto dayOfEra = static_cast<unsigned>(days - era * 146097);
    const unsigned yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
    const unsigned dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const unsigned shifted = (5 * dayOfYear + 2) / 153;
    const unsigned month = shifted < 10 ? shifted + 3 : shifted - 9;
    return {static_cast<std::int64_t>(yearOfEra) + era * 400 + (month <= 2), month,
            dayOfYear - (153 * shifted + 2) / 5 + 1};
}

bool readDigits(std::string_view text, std::size_t at, std::size_t count, unsigned& out) {
    if (at + count > text.size()) return false;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + count, out);
    return error == std::errc{} && end == text.data() + at + count;
}

Failure badInstant(std::string_view text) {
    return fail(ErrorCode::InvalidInput,
                "'" + std::string(text) + "' is not a time; expected RFC 3339 such as 2026-11-21T03:04:05Z");
}

}  // namespace

std::string formatInstant(Instant instant) {
    constexpr std::int64_t dayMicros = 86'400'000'000;
    std::int64_t days = instant.value / dayMicros;
    std::int64_t rest = instant.value % dayMicros;
    if (rest < 0) {
        rest += dayMicros;
        --days;
    }
    const CivilDate date = civilFromDays(days);
    const auto wholeSeconds = rest / 1'000'000;
    std::array<char, 48> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%04lld-%02u-%02uT%02lld:%02lld:%02lld",
                  static_cast<long long>(date.year), date.month, date.day, static_cast<long long>(wholeSeconds / 3600),
                  static_cast<long long>(wholeSeconds / 60 % 60), static_cast<long long>(wholeSeconds % 60));
    std::string text = buffer.data();
    if (const auto micros = rest % 1'000'000; micros != 0) {
        std::snprintf(buffer.data(), buffer.size(), ".%06lld", static_cast<long long>(micros));
        std::string fraction = buffer.data();
        while (fraction.back() == '0') fraction.pop_back();
        text += fraction;
    }
    return text + "Z";
}

Result<Instant> parseInstant(std::string_view text) {
    unsigned year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    if (!readDigits(text, 0, 4, year) || text.size() < 10 || text[4] != '-' || !readDigits(text, 5, 2, month) ||
        text[7] != '-' || !readDigits(text, 8, 2, day) || month < 1 || month > 12 || day < 1 || day > 31)
        return badInstant(text);
    const std::int64_t days = daysFromCivil(year, month, day);
    if (civilFromDays(days).day != day) return badInstant(text);  // the 30th of February
    std::int64_t micros = days * 86'400'000'000;
    if (text.size() == 10) return Instant{micros};
    if ((text[10] != 'T' && text[10] != 't' && text[10] != ' ') || text.size() < 20 || !readDigits(text, 11, 2, hour) ||
        text[13] != ':' || !readDigits(text, 14, 2, minute) || text[16] != ':' || !readDigits(text, 17, 2, second) ||
        hour > 23 || minute > 59 || second > 60)
        return badInstant(text);
    micros += (static_cast<std::int64_t>(hour) * 3600 + minute * 60 + second) * 1'000'000;
    std::size_t at = 19;
    if (at < text.size() && text[at] == '.') {
        std::int64_t scale = 100'000;
        for (++at; at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])); ++at) {
            micros += (text[at] - '0') * scale;
            scale /= 10;
        }
    }
    if (at + 1 == text.size() && (text[at] == 'Z' || text[at] == 'z')) return Instant{micros};
    unsigned offsetHours = 0, offsetMinutes = 0;
    if (at + 6 != text.size() || (text[at] != '+' && text[at] != '-') || !readDigits(text, at + 1, 2, offsetHours) ||
        text[at + 3] != ':' || !readDigits(text, at + 4, 2, offsetMinutes))
        return badInstant(text);
    const std::int64_t offset = (static_cast<std::int64_t>(offsetHours) * 60 + offsetMinutes) * 60'000'000;
    return Instant{text[at] == '+' ? micros - offset : micros + offset};
}

std::string formatUsd(MicroUsd amount) {
    const bool negative = amount.value < 0;
    const std::int64_t magnitude = negative ? -amount.value : amount.value;
    std::array<char, 40> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%s%lld.%06lld", negative ? "-" : "",
                  static_cast<long long>(magnitude / 1'000'000), static_cast<long long>(magnitude % 1'000'000));
    std::string text = buffer.data();
    while (text.back() == '0' && text[text.size() - 3] != '.') text.pop_back();
    return text;
}

Result<MicroUsd> parseUsd(std::string_view text) {
    const auto bad = [&] {
        return fail(ErrorCode::InvalidInput,
                    "'" + std::string(text) +
                        "' is not an amount; expected US dollars with at most six decimals, such as 5.00");
    };
    if (text.empty() || text.size() > 18) return bad();
    std::int64_t whole = 0, fraction = 0, scale = 1'000'000;
    std::size_t at = 0;
    bool digits = false;
    for (; at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])); ++at) {
        whole = whole * 10 + (text[at] - '0');
        digits = true;
        if (whole > maxExactInteger / 1'000'000) return bad();
    }
    if (at < text.size() && text[at] == '.') {
        for (++at; at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])); ++at) {
            if (scale == 1) return bad();
            scale /= 10;
            fraction += (text[at] - '0') * scale;
            digits = true;
        }
    }
    if (!digits || at != text.size()) return bad();
    return MicroUsd{whole * 1'000'000 + fraction};
}

}  // namespace skein
