#include "core/base/json_text.h"

#include <array>
#include <charconv>

namespace skein {
namespace {

constexpr std::string_view digits = "0123456789abcdef";
constexpr std::uint64_t largestExact = 9007199254740991;  // 2^53 - 1

/// What stands behind the backslash for a byte that must be escaped; 'u' for \u00xx, 0 for bytes that stay as they are.
constexpr auto escapes = [] {
    std::array<char, 256> letters{};
    for (std::size_t c = 0; c < 0x20; ++c) letters[c] = 'u';
    letters['"'] = '"';
    letters['\\'] = '\\';
    letters['\b'] = 'b';
    letters['\f'] = 'f';
    letters['\n'] = 'n';
    letters['\r'] = 'r';
    letters['\t'] = 't';
    return letters;
}();

char escapeOf(char c) { return escapes[static_cast<unsigned char>(c)]; }

/// The byte that a letter behind a backslash stands for; 0 if it is none of the short escapes.
char escapedBy(char letter) {
    for (std::size_t c = 1; c < 0x80; ++c)
        if (letter != 'u' && escapes[c] == letter) return static_cast<char>(c);
    return 0;
}

}  // namespace

void appendJsonString(std::string_view text, std::string& out) {
    out += '"';
    std::size_t plain = 0;  // where the bytes begin that are copied as they are
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char escape = escapeOf(text[i]);
        if (escape == 0) continue;
        out.append(text, plain, i - plain);
        plain = i + 1;
        out += '\\';
        out += escape;
        if (escape != 'u') continue;
        out += "00";
        out += digits[static_cast<std::size_t>(text[i] >> 4)];
        out += digits[static_cast<std::size_t>(text[i] & 15)];
    }
    out.append(text, plain);
    out += '"';
}

bool JsonTextReader::take(std::string_view literal) {
    if (m_text.substr(m_at, literal.size()) != literal) return false;
    m_at += literal.size();
    return true;
}

bool JsonTextReader::takeString(std::string& value) {
    auto at = m_at;
    if (at == m_text.size() || m_text[at] != '"') return false;
    value.clear();
    for (auto plain = ++at; at < m_text.size(); ++at) {
        if (escapeOf(m_text[at]) == 0) continue;
        value.append(m_text, plain, at - plain);
        if (m_text[at] == '"') {
            m_at = at + 1;
            return true;
        }
        if (m_text[at] != '\\' || ++at == m_text.size()) return false;
        char c = escapedBy(m_text[at]);
        if (c == 0) {
            const auto code = m_text.substr(at, 5);  // "u00" and two digits
            if (code.size() < 5 || code.substr(0, 3) != "u00") return false;
            const auto high = digits.find(code[3]), low = digits.find(code[4]);
            if (high == std::string_view::npos || low == std::string_view::npos) return false;
            c = static_cast<char>(high << 4 | low);
            if (escapeOf(c) != 'u') return false;
            at += 4;
        }
        value += c;
        plain = at + 1;
    }
    return false;
}

bool JsonTextReader::takeNumber(std::uint64_t& value) {
    const char* const begin = m_text.data() + m_at;
    const auto [end, error] = std::from_chars(begin, m_text.data() + m_text.size(), value);
    if (error != std::errc() || value > largestExact || (*begin == '0' && end != begin + 1)) return false;
    m_at += static_cast<std::size_t>(end - begin);
    return true;
}

}  // namespace skein
