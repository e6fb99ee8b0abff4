#include "core/plan/plain_text.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace skein::plan {
namespace {

struct Range {
    char32_t first, last;
};

constexpr std::array<Range, 17> ignorable{{{0xAD, 0xAD},
                                           {0x34F, 0x34F},
                                           {0x61C, 0x61C},
                                           {0x115F, 0x1160},
                                           {0x17B4, 0x17B5},
                                           {0x180B, 0x180F},
                                           {0x200B, 0x200F},
                                           {0x202A, 0x202E},
                                           {0x2060, 0x206F},
                                           {0x3164, 0x3164},
                                           {0xFE00, 0xFE0F},
                                           {0xFEFF, 0xFEFF},
                                           {0xFFA0, 0xFFA0},
                                           {0xFFF0, 0xFFFB},
                                           {0x1BCA0, 0x1BCA3},
                                           {0x1D173, 0x1D17A},
                                           {0xE0000, 0xE0FFF}}};
constexpr std::array<Range, 11> blanks{{{0x9, 0xD},
                                        {0x20, 0x20},
                                        {0x85, 0x85},
                                        {0xA0, 0xA0},
                                        {0x1680, 0x1680},
                                        {0x2000, 0x200A},
                                        {0x2028, 0x2029},
                                        {0x202F, 0x202F},
                                        {0x205F, 0x205F},
                                        {0x2800, 0x2800},
                                        {0x3000, 0x3000}}};

template <std::size_t n>
bool isIn(const std::array<Range, n>& ranges, char32_t c) {
    return std::any_of(ranges.begin(), ranges.end(), [c](const Range& r) { return r.first <= c && c <= r.last; });
}

bool isControl(char32_t c) {
    return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029 ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F || c == 0x61C;
}

/// The character at `at` of valid UTF-8, which moves behind it.
char32_t next(std::string_view text, std::size_t& at) {
    const auto byte = [&](std::size_t i) {
        return static_cast<char32_t>(i < text.size() ? static_cast<unsigned char>(text[i]) : 0);
    };
    const char32_t lead = byte(at);
    const std::size_t more = lead < 0xC0 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    char32_t c = more == 0 ? lead : lead & (0x3FU >> more);
    for (std::size_t i = 1; i <= more; ++i) c = c << 6 | (byte(at + i) & 0x3F);
    at += more + 1;
    return c;
}

}  // namespace

std::optional<std::string> unplain(std::string_view text, TextUse use) {
    int marks = 2;  // behind the last visible character; none may follow a blank or an ASCII one
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next(text, at);
        const auto number = static_cast<std::uint32_t>(c);
        if (isControl(c)) return fmt::format("control or direction characters (U+{:04X})", number);
        if (!isIn(ignorable, c)) {
            const bool keycap = (c >= '0' && c <= '9') || c == '#' || c == '*';
            marks = keycap ? 1 : c < 0x80 || isIn(blanks, c) ? 2 : 0;
            continue;
        }
        const bool joins = c == 0x200C || c == 0x200D || c == 0xFE0E || c == 0xFE0F;
        if (use == TextUse::Name || !joins || ++marks > 2) return fmt::format("U+{:04X}, which nobody can see", number);
    }
    return std::nullopt;
}

bool isBlank(std::string_view text) {
    for (std::size_t at = 0; at < text.size();)
        if (!isIn(blanks, next(text, at))) return false;
    return true;
}

}  // namespace skein::plan
