#include "core/coherence/values.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "core/base/text.h"

namespace skein::coherence {
namespace {

/// One unit: factor to the base unit as integer times a power of ten.
struct Unit {
    std::string_view word;
    std::string_view base;
    std::int64_t factor;
    int exponent;
    bool inNames;  ///< also recognised at the end of an identifier
};

constexpr std::array<Unit, 81> units{{{"ns", "s", 1, -9, true},
                                      {"nanos", "s", 1, -9, true},
                                      {"nanosecond", "s", 1, -9, true},
                                      {"nanoseconds", "s", 1, -9, true},
                                      {"us", "s", 1, -6, true},
                                      {"usec", "s", 1, -6, true},
                                      {"usecs", "s", 1, -6, true},
                                      {"micros", "s", 1, -6, true},
                                      {"microsecond", "s", 1, -6, true},
                                      {"microseconds", "s", 1, -6, true},
                                      {"ms", "s", 1, -3, true},
                                      {"msec", "s", 1, -3, true},
                                      {"msecs", "s", 1, -3, true},
                                      {"millis", "s", 1, -3, true},
                                      {"millisecond", "s", 1, -3, true},
                                      {"milliseconds", "s", 1, -3, true},
                                      {"s", "s", 1, 0, true},
                                      {"sec", "s", 1, 0, true},
                                      {"secs", "s", 1, 0, true},
                                      {"second", "s", 1, 0, true},
                                      {"seconds", "s", 1, 0, true},
                                      {"m", "s", 60, 0, false},
                                      {"min", "s", 60, 0, false},
                                      {"mins", "s", 60, 0, true},
                                      {"minute", "s", 60, 0, true},
                                      {"minutes", "s", 60, 0, true},
                                      {"h", "s", 3600, 0, false},
                                      {"hr", "s", 3600, 0, true},
                                      {"hrs", "s", 3600, 0, true},
                                      {"hour", "s", 3600, 0, true},
                                      {"hours", "s", 3600, 0, true},
                                      {"d", "s", 86400, 0, false},
                                      {"day", "s", 86400, 0, true},
                                      {"days", "s", 86400, 0, true},
                                      {"week", "s", 604800, 0, true},
                                      {"weeks", "s", 604800, 0, true},
                                      {"year", "s", 31536000, 0, false},
                                      {"years", "s", 31536000, 0, true},
                                      {"b", "byte", 1, 0, false},
                                      {"byte", "byte", 1, 0, true},
                                      {"bytes", "byte", 1, 0, true},
                                      {"kb", "byte", 1, 3, true},
                                      {"kilobyte", "byte", 1, 3, true},
                                      {"kilobytes", "byte", 1, 3, true},
                                      {"mb", "byte", 1, 6, true},
                                      {"megabyte", "byte", 1, 6, true},
                                      {"megabytes", "byte", 1, 6, true},
                                      {"gb", "byte", 1, 9, true},
                                      {"gigabyte", "byte", 1, 9, true},
                                      {"gigabytes", "byte", 1, 9, true},
                                      {"tb", "byte", 1, 12, true},
                                      {"kib", "byte", 1024, 0, true},
                                      {"kibibyte", "byte", 1024, 0, true},
                                      {"kibibytes", "byte", 1024, 0, true},
                                      {"mib", "byte", 1048576, 0, true},
                                      {"mebibyte", "byte", 1048576, 0, true},
                                      {"mebibytes", "byte", 1048576, 0, true},
                                      {"gib", "byte", 1073741824, 0, true},
                                      {"gibibyte", "byte", 1073741824, 0, true},
                                      {"tib", "byte", 1099511627776, 0, true},
                                      {"usd", "USD", 1, 0, false},
                                      {"eur", "EUR", 1, 0, false},
                                      {"gbp", "GBP", 1, 0, false},
                                      {"mg", "kg", 1, -6, false},
                                      {"kg", "kg", 1, 0, false},
                                      {"gram", "kg", 1, -3, false},
                                      {"grams", "kg", 1, -3, false},
                                      {"kilogram", "kg", 1, 0, false},
                                      {"kilograms", "kg", 1, 0, false},
                                      {"mm", "metre", 1, -3, false},
                                      {"cm", "metre", 1, -2, false},
                                      {"km", "metre", 1, 3, false},
                                      {"metre", "metre", 1, 0, false},
                                      {"metres", "metre", 1, 0, false},
                                      {"litre", "litre", 1, 0, false},
                                      {"litres", "litre", 1, 0, false},
                                      {"ml", "litre", 1, -3, false},
                                      {"%", "percent", 1, 0, false},
                                      {"percent", "percent", 1, 0, true},
                                      {"pct", "percent", 1, 0, true},
                                      {"percentage", "percent", 1, 0, true}}};

const Unit* unitOf(std::string_view word) {
    const std::string lower = toLowerAscii(word);
    for (const auto& unit : units)
        if (unit.word == lower) return &unit;
    return nullptr;
}

__extension__ typedef __int128 Wide;

constexpr int maxDigits = 36;  ///< of a mantissa: more than any counter, identifier of 64 bits or sum of money has
constexpr int maxExponent = 40;

constexpr Wide powerOfTen(int exponent) {
    Wide power = 1;
    for (int i = 0; i < exponent; ++i) power *= 10;
    return power;
}
constexpr Wide maxMantissa = powerOfTen(maxDigits);

/// mantissa * 10^exponent with no trailing zeros in the mantissa.
struct Decimal {
    Wide mantissa = 0;
    int exponent = 0;
};

void trimZeros(Decimal& number) {
    if (number.mantissa == 0) number.exponent = 0;
    while (number.mantissa != 0 && number.mantissa % 10 == 0) {
        number.mantissa /= 10;
        ++number.exponent;
    }
}

std::optional<Decimal> times(Decimal a, Wide factor) {
    Wide product = 0;
    if (__builtin_mul_overflow(a.mantissa, factor, &product)) return std::nullopt;
    Decimal out{product, a.exponent};
    trimZeros(out);
    if (out.mantissa >= maxMantissa || out.mantissa <= -maxMantissa) return std::nullopt;
    return out;
}

/// The mantissa with a lower exponent.
std::optional<Wide> scaledTo(const Decimal& number, int exponent) {
    Wide scaled = 0;
    if (__builtin_mul_overflow(number.mantissa, powerOfTen(number.exponent - exponent), &scaled)) return std::nullopt;
    return scaled;
}

std::string decimalText(const Decimal& number) {
    if (number.exponent > maxExponent || number.exponent < -maxExponent) return {};
    std::string digits;
    for (Wide rest = number.mantissa < 0 ? -number.mantissa : number.mantissa; rest != 0 || digits.empty(); rest /= 10)
        digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
    if (number.exponent >= 0) {
        if (number.mantissa != 0) digits.append(static_cast<std::size_t>(number.exponent), '0');
    } else {
        const auto decimals = static_cast<std::size_t>(-number.exponent);
        if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
        digits.insert(digits.size() - decimals, 1, '.');
    }
    return (number.mantissa < 0 ? "-" : "") + digits;
}

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// Reads digits with separators and a fraction from the front of `text` and removes them from it.
std::optional<Decimal> takeDecimal(std::string_view& text) {
    std::size_t at = 0;
    bool negative = false;
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
        negative = text[0] == '-';
        ++at;
    }
    if (at >= text.size() || !isDigit(text[at])) return std::nullopt;
    Decimal number;
    if (text.substr(at).starts_with("0x") || text.substr(at).starts_with("0X")) {
        std::size_t digits = 0;
        for (at += 2; at < text.size() && std::isxdigit(static_cast<unsigned char>(text[at])) != 0; ++at, ++digits) {
            const char c = text[at];
            if (digits < 24) number.mantissa = number.mantissa * 16 + (isDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
        }
        if (digits == 0 || digits > 24) return std::nullopt;
    } else {
        bool fraction = false;
        for (; at < text.size(); ++at) {
            const char c = text[at];
            const bool digitNext = at + 1 < text.size() && isDigit(text[at + 1]);
            // "," groups only where exactly three digits follow.
            const bool threeFollow = digitNext && at + 3 < text.size() && isDigit(text[at + 2]) &&
                                     isDigit(text[at + 3]) && (at + 4 >= text.size() || !isDigit(text[at + 4]));
            const bool groups = ((c == '_' || c == '\'') && digitNext) || (c == ',' && threeFollow);
            if (isDigit(c)) {
                if (number.mantissa >= maxMantissa / 10) return std::nullopt;
                number.mantissa = number.mantissa * 10 + (c - '0');
                if (fraction) --number.exponent;
            } else if (c == '.' && !fraction && digitNext) {
                fraction = true;
            } else if (groups && !fraction) {
                continue;
            } else {
                break;
            }
        }
    }
    text.remove_prefix(at);
    if (negative) number.mantissa = -number.mantissa;
    trimZeros(number);
    return number;
}

std::optional<ClaimValue> withUnit(Decimal number, std::string_view unitWord) {
    ClaimValue value{ClaimValue::Type::Number, {}, {}};
    if (!unitWord.empty()) {
        const Unit* unit = unitOf(unitWord);
        if (unit == nullptr) return std::nullopt;
        const auto scaled = times(number, unit->factor);
        if (!scaled) return std::nullopt;
        number = *scaled;
        number.exponent += unit->exponent;
        value.unit = unit->base;
    }
    trimZeros(number);
    value.text = decimalText(number);
    if (value.text.empty()) return std::nullopt;
    return value;
}

/// Splits at an operator outside parentheses and quotes.
std::vector<std::string_view> splitAt(std::string_view text, std::string_view separator) {
    std::vector<std::string_view> parts;
    int depth = 0;
    std::size_t start = 0;
    for (std::size_t at = 0; at + separator.size() <= text.size(); ++at) {
        if (text[at] == '(') ++depth;
        if (text[at] == ')') --depth;
        if (depth == 0 && text.substr(at, separator.size()) == separator) {
            parts.push_back(trim(text.substr(start, at - start)));
            at += separator.size() - 1;
            start = at + 1;
        }
    }
    parts.push_back(trim(text.substr(start)));
    return parts;
}

std::string_view withoutParentheses(std::string_view text) {
    while (text.size() > 2 && text.front() == '(' && text.back() == ')' && text.find(')') == text.size() - 1)
        text = trim(text.substr(1, text.size() - 2));
    return text;
}

/// An integer literal with C and Java suffixes.
std::optional<Decimal> plainNumber(std::string_view text) {
    text = withoutParentheses(trim(text));
    auto number = takeDecimal(text);
    if (!number) return std::nullopt;
    const std::string rest = toLowerAscii(text);
    for (const std::string_view suffix : {"", "u", "l", "ul", "ll", "ull", "lu", "f", "n", "uz", "z", "d"})
        if (rest == suffix) return number;
    return std::nullopt;
}

/// "10 * 1024 * 1024", "1 << 20", "30 * time.Second".
std::optional<ClaimValue> productValue(std::string_view text, std::string_view unit) {
    text = withoutParentheses(text);
    if (const auto shift = splitAt(text, "<<"); shift.size() == 2) {
        const auto base = plainNumber(shift[0]), bits = plainNumber(shift[1]);
        if (!base || !bits || bits->exponent > 1 || bits->mantissa < 0) return std::nullopt;
        if (bits->mantissa > 100) return std::nullopt;
        const int places = static_cast<int>(bits->mantissa) * (bits->exponent == 1 ? 10 : 1);
        if (places > 100) return std::nullopt;
        const auto product = times(*base, Wide{1} << places);
        return product ? withUnit(*product, unit) : std::nullopt;
    }
    const auto factors = splitAt(text, "*");
    if (factors.size() < 2) return std::nullopt;
    Decimal product{1, 0};
    std::string ownUnit(unit);
    for (const auto factor : factors) {
        if (const auto number = plainNumber(factor)) {
            const auto next = times(product, number->mantissa);
            if (!next) return std::nullopt;
            product = *next;
            product.exponent += number->exponent;
        } else if (factor.starts_with("time.") && unitOf(factor.substr(5)) != nullptr) {
            ownUnit = toLowerAscii(factor.substr(5));
        } else {
            return std::nullopt;
        }
    }
    return withUnit(product, ownUnit);
}

/// "timedelta(seconds=30)", "Duration.ofSeconds(30)", "std::chrono::seconds(30)", "TimeUnit.SECONDS.toMillis(30)" is
/// not one.
std::optional<ClaimValue> durationCall(std::string_view text) {
    const auto open = text.find('(');
    if (open == std::string_view::npos || !text.ends_with(")")) return std::nullopt;
    std::string_view callee = text.substr(0, open), argument = trim(text.substr(open + 1, text.size() - open - 2));
    if (const auto at = callee.find_last_of(".:"); at != std::string_view::npos) callee = callee.substr(at + 1);
    std::string unit = toLowerAscii(callee);
    if (unit == "timedelta") {
        const auto equals = argument.find('=');
        if (equals == std::string_view::npos || argument.find(',') != std::string_view::npos) return std::nullopt;
        unit = toLowerAscii(trim(argument.substr(0, equals)));
        argument = trim(argument.substr(equals + 1));
    } else if (unit.starts_with("of")) {
        unit = unit.substr(2);
    } else if (unit.starts_with("from") && unit.size() > 4) {
        unit = unit.substr(4) == "secs" ? "seconds" : unit.substr(4);
    }
    const auto* known = unitOf(unit);
    const auto number = plainNumber(argument);
    if (known == nullptr || known->base != "s" || !number || unit.size() < 4) return std::nullopt;
    return withUnit(*number, unit);
}

/// A whole text in one pair of quotes, with the prefixes of C, C++ and Python.
std::optional<std::string_view> quotedText(std::string_view text) {
    for (const std::string_view prefix : {"u8", "L", "u", "b", "r", "f"})
        if (text.starts_with(prefix) && text.size() > prefix.size() &&
            (text[prefix.size()] == '"' || text[prefix.size()] == '\'')) {
            if (prefix == "f") return std::nullopt;
            text.remove_prefix(prefix.size());
            break;
        }
    if (text.size() < 2) return std::nullopt;
    const char quote = text.front();
    if ((quote != '"' && quote != '\'' && quote != '`') || text.back() != quote) return std::nullopt;
    text = text.substr(1, text.size() - 2);
    if (text.find(quote) != std::string_view::npos || text.find('\\') != std::string_view::npos) return std::nullopt;
    return text;
}

constexpr std::array<double, 4> binaryRatios{1.024, 1.048576, 1.073741824, 1.099511627776};

bool near(double a, double b) { return std::fabs(a - b) <= 1e-9 * std::max(std::fabs(a), std::fabs(b)); }

/// Of two decimal texts, without rounding.
int orderDecimals(std::string_view a, std::string_view b) {
    const bool negative = a.starts_with("-");
    if (negative != b.starts_with("-")) return negative ? -1 : 1;
    if (negative) {
        a.remove_prefix(1);
        b.remove_prefix(1);
    }
    const auto whole = [](std::string_view text) { return text.substr(0, text.find('.')); };
    const auto part = [](std::string_view text) {
        return text.find('.') == std::string_view::npos ? std::string_view() : text.substr(text.find('.') + 1);
    };
    const auto x = whole(a), y = whole(b);
    const int order = x.size() != y.size() ? (x.size() < y.size() ? -1 : 1)
                      : x != y             ? x.compare(y)
                                           : part(a).compare(part(b));
    return negative ? -order : order;
}

/// Whether a number that was written without a unit is the other one, counted in this unit.
bool isIn(const Unit& unit, const ClaimValue& bare, const ClaimValue& full) {
    std::string_view text = bare.text;
    const auto number = takeDecimal(text);
    auto scaled = number && text.empty() ? times(*number, unit.factor) : std::nullopt;
    if (!scaled) return false;
    scaled->exponent += unit.exponent;
    return decimalText(*scaled) == full.text;
}

double asDouble(const ClaimValue& value) { return std::strtod(value.text.c_str(), nullptr); }

Agreement compareNumbers(const ClaimValue& a, const ClaimValue& b) {
    if (a.unit != b.unit && !a.unit.empty() && !b.unit.empty()) return Agreement::Unknown;
    if (a.text == b.text) return Agreement::Equal;
    const double x = asDouble(a), y = asDouble(b);
    if (a.unit == b.unit) {
        if (a.unit == "byte")
            for (const double ratio : binaryRatios)
                if (near(x * ratio, y) || near(y * ratio, x)) return Agreement::Equal;
        return Agreement::Different;
    }
    // One side has no unit: it may have been meant in any unit of the other's dimension.
    const double bare = a.unit.empty() ? x : y, full = a.unit.empty() ? y : x;
    const std::string_view base = a.unit.empty() ? b.unit : a.unit;
    if (base == "percent" && near(bare * 100, full)) return Agreement::Equal;
    for (const auto& unit : units) {
        if (unit.base != base) continue;
        if (isIn(unit, a.unit.empty() ? a : b, a.unit.empty() ? b : a)) return Agreement::Equal;
        const double scaled = bare * static_cast<double>(unit.factor) * std::pow(10.0, unit.exponent);
        if (base == "byte")
            for (const double ratio : binaryRatios)
                if (near(scaled * ratio, full) || near(full * ratio, scaled)) return Agreement::Equal;
    }
    return Agreement::Different;
}

}  // namespace

bool isNameUnit(std::string_view word) {
    const Unit* unit = unitOf(word);
    return unit != nullptr && unit->inNames;
}

bool isTextUnit(std::string_view word) { return unitOf(word) != nullptr; }

std::optional<ClaimValue> numberValue(std::string_view text, std::string_view unit) {
    text = trim(text);
    const auto number = takeDecimal(text);
    if (!number) return std::nullopt;
    text = trim(text);
    if (text.empty()) return withUnit(*number, unit);
    return unitOf(text) != nullptr ? withUnit(*number, text) : std::nullopt;
}

std::optional<ClaimValue> literalValue(std::string_view text, std::string_view unit) {
    text = trim(text);
    if (text.empty() || text.size() > 400) return std::nullopt;
    if (text.front() >= '0' && text.front() <= '9' && text.find('\'') != std::string_view::npos) {
        std::string joined(text);  // 20'000 of C++
        std::erase(joined, '\'');
        return literalValue(joined, unit);
    }
    const std::string lower = toLowerAscii(text);
    if (lower == "true") return booleanValue(true);
    if (lower == "false") return booleanValue(false);
    if (const auto quoted = quotedText(text)) {
        if (auto number = numberValue(*quoted, unit);
            number && !quoted->empty() &&
            unitOf(trim(quoted->substr(quoted->find_first_not_of("0123456789.,_") == std::string_view::npos
                                           ? quoted->size()
                                           : quoted->find_first_not_of("0123456789.,_")))) != nullptr)
            return number;  // "30s" and "10 MB" are quantities, "8080" in quotes stays text
        return textValue(*quoted);
    }
    if (const auto number = plainNumber(text)) return withUnit(*number, unit);
    if (auto number = numberValue(text, unit)) return number;
    if (auto product = productValue(text, unit)) return product;
    return durationCall(text);
}

ClaimValue textValue(std::string_view text) { return {ClaimValue::Type::Text, elide(trim(text), 4096), {}}; }

ClaimValue booleanValue(bool value) { return {ClaimValue::Type::Boolean, value ? "true" : "false", {}}; }

ClaimValue setValue(std::vector<std::string> members) {
    std::sort(members.begin(), members.end());
    members.erase(std::unique(members.begin(), members.end()), members.end());
    std::string text;
    for (const auto& member : members) text += (text.empty() ? "" : "|") + member;
    return {ClaimValue::Type::Set, elide(text, 4096), {}};
}

std::optional<ClaimValue> rangeValue(std::string_view text, std::string_view unit) {
    const std::string lower = toLowerAscii(trim(text));
    std::string_view rest = lower;
    std::string_view between = "";
    if (rest.starts_with("between ")) {
        rest.remove_prefix(8);
        between = " and ";
    }
    for (const std::string_view mark : {std::string_view("..."), std::string_view(".."), std::string_view(" to "),
                                        std::string_view("\xE2\x80\x93"), between, std::string_view("-")}) {
        const auto at = mark.empty() || rest.empty() ? rest.npos : rest.find(mark, 1);
        if (at == rest.npos) continue;
        // "1 - 10 s": the unit of the second is that of both.
        const auto tail = trim(rest.substr(rest.find_last_of("0123456789") + 1));
        const auto first = numberValue(rest.substr(0, at), tail.empty() ? unit : tail);
        const auto last = numberValue(rest.substr(at + mark.size()), unit);
        if (!first || !last) return std::nullopt;
        const auto order = orderValues(*first, *last);
        if (!order || *order > 0) return std::nullopt;
        return ClaimValue{ClaimValue::Type::Range, first->text + ".." + last->text, last->unit};
    }
    return std::nullopt;
}

ClaimValue referenceValue(std::string_view name) {
    std::string plain;
    for (const char c : trim(name))
        if (c != '/' && c != '#' && c != ':') plain += c;
        else if (!plain.empty() && plain.back() != '.') plain += '.';
    while (!plain.empty() && plain.back() == '.') plain.pop_back();
    return {ClaimValue::Type::Reference, elide(plain, 4096), {}};
}

/// A number against a range.
static Agreement compareToRange(const ClaimValue& number, const ClaimValue& range) {
    const auto dots = range.text.find("..");
    if (dots == range.text.npos) return Agreement::Unknown;
    const ClaimValue first{ClaimValue::Type::Number, range.text.substr(0, dots), range.unit};
    const ClaimValue last{ClaimValue::Type::Number, range.text.substr(dots + 2), range.unit};
    const auto low = orderValues(number, first), high = orderValues(number, last);
    return (low && *low < 0) || (high && *high > 0) ? Agreement::Different : Agreement::Unknown;
}

/// Case does not count, nor the slash at the end of an address.
static std::string comparedText(std::string_view text) {
    std::string out = toLowerAscii(text);
    if (out.size() > 8 && (out.starts_with("http://") || out.starts_with("https://")) && out.ends_with("/"))
        out.pop_back();
    return out;
}

Agreement compareValues(const ClaimValue& a, const ClaimValue& b) {
    if (a.type == ClaimValue::Type::Range && b.type == ClaimValue::Type::Number) return compareToRange(b, a);
    if (b.type == ClaimValue::Type::Range && a.type == ClaimValue::Type::Number) return compareToRange(a, b);
    if (a.type == ClaimValue::Type::Reference && b.type == a.type && a.text != b.text) return Agreement::Unknown;
    if (a.type != b.type) {
        // "8080" as text and 8080 as number are one thing written in two formats.
        if (a.text == b.text) return Agreement::Equal;
        const auto endless = [](const ClaimValue& x, const ClaimValue& y) {
            return x.type == ClaimValue::Type::Text && x.text == neverEnds && y.type == ClaimValue::Type::Number &&
                   y.unit == "s";
        };
        return endless(a, b) || endless(b, a) ? Agreement::Different : Agreement::Unknown;
    }
    if (a.type == ClaimValue::Type::Number) return compareNumbers(a, b);
    if (a.unit != b.unit) return Agreement::Unknown;
    // "15" is said of every 15.x.
    if (a.unit == "version" && (a.text.starts_with(b.text + ".") || b.text.starts_with(a.text + ".")))
        return Agreement::Equal;
    if (a.type == ClaimValue::Type::Text)
        return comparedText(a.text) == comparedText(b.text) ? Agreement::Equal : Agreement::Different;
    return a.text == b.text ? Agreement::Equal : Agreement::Different;
}

namespace {

/// "3.9" before "3.10"; as far as the shorter one says.
std::optional<int> orderVersions(std::string_view a, std::string_view b) {
    const auto first = split(a, '.'), second = split(b, '.');
    for (std::size_t i = 0; i < std::min(first.size(), second.size()); ++i) {
        const auto x = plainNumber(first[i]), y = plainNumber(second[i]);
        if (!x || !y) return std::nullopt;
        if (const int order = orderDecimals(decimalText(*x), decimalText(*y)); order != 0) return order < 0 ? -1 : 1;
    }
    return 0;
}

}  // namespace

std::optional<int> orderValues(const ClaimValue& a, const ClaimValue& b) {
    if (a.type == ClaimValue::Type::Text && b.type == a.type && a.unit == "version" && b.unit == a.unit)
        return orderVersions(a.text, b.text);
    if (a.type != ClaimValue::Type::Number || b.type != ClaimValue::Type::Number || a.unit != b.unit)
        return std::nullopt;
    const Agreement agreement = compareNumbers(a, b);
    if (agreement == Agreement::Equal) return 0;
    return orderDecimals(a.text, b.text) < 0 ? -1 : 1;
}

std::optional<ClaimValue> sumOf(const std::vector<ClaimValue>& parts) {
    Decimal sum;
    for (const auto& part : parts) {
        std::string_view text = part.text;
        auto number = takeDecimal(text);
        if (!number || !text.empty() || part.type != ClaimValue::Type::Number || part.unit != parts.front().unit)
            return std::nullopt;
        const int common = std::min(sum.exponent, number->exponent);
        if (sum.exponent - common > maxDigits || number->exponent - common > maxDigits) return std::nullopt;
        const auto x = scaledTo(sum, common), y = scaledTo(*number, common);
        if (!x || !y) return std::nullopt;
        sum = {*x + *y, common};
        trimZeros(sum);
        if (sum.mantissa >= maxMantissa || sum.mantissa <= -maxMantissa) return std::nullopt;
    }
    if (parts.empty()) return std::nullopt;
    ClaimValue value{ClaimValue::Type::Number, decimalText(sum), parts.front().unit};
    return value.text.empty() ? std::nullopt : std::optional(std::move(value));
}

}  // namespace skein::coherence
