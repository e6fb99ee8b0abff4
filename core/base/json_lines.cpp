#include "core/base/json_lines.h"

#include <algorithm>
#include <optional>
#include <string>

#include "core/base/json.h"

namespace skein {
namespace {

/// A position in well-formed JSON text; bounds are still checked, so a malformed text only ends the walk early.
class Walker {
public:
    explicit Walker(std::string_view text) : m_text(text) { skipSpace(); }

    std::size_t position() const { return m_at; }

    /// Moves to the value of a member or an item of the container here; false if there is none.
    bool enter(const FieldPath::Step& step) {
        const auto* key = std::get_if<std::string_view>(&step);
        if (peek() != (key != nullptr ? '{' : '[')) return false;
        advance();
        for (std::size_t position = 0; peek() != '}' && peek() != ']' && peek() != '\0'; ++position) {
            if (key != nullptr) {
                const std::string_view quoted = skipString();
                advance();  // the colon
                if (sameText(quoted, *key)) return true;
            } else if (position == std::get<std::size_t>(step)) {
                return true;
            }
            skipValue();
            if (peek() == ',') advance();
        }
        return false;
    }

private:
    char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    void advance() {
        ++m_at;
        skipSpace();
    }
    void skipSpace() {
        while (m_at < m_text.size() && std::string_view(" \t\r\n").find(m_text[m_at]) != std::string_view::npos) ++m_at;
    }

    static bool sameText(std::string_view quoted, std::string_view key) {
        if (quoted.size() < 2) return false;
        if (quoted.find('\\') == std::string_view::npos) return quoted.substr(1, quoted.size() - 2) == key;
        const auto decoded = parseJson(quoted);
        return decoded && decoded->is_string() && decoded->get_ref<const std::string&>() == key;
    }

    std::string_view skipString() {
        const std::size_t start = m_at++;
        while (m_at < m_text.size() && m_text[m_at] != '"') m_at += m_text[m_at] == '\\' ? 2 : 1;
        m_at = std::min(m_at + 1, m_text.size());
        const auto quoted = m_text.substr(start, m_at - start);
        skipSpace();
        return quoted;
    }

    void skipValue() {
        std::size_t depth = 0;
        do {
            const char c = peek();
            if (c == '\0') return;
            if (c == '"') {
                skipString();
                continue;
            }
            if (c == '{' || c == '[') ++depth;
            if (c == '}' || c == ']') --depth;
            advance();
            if (depth == 0 && (peek() == ',' || peek() == '}' || peek() == ']')) return;
        } while (depth > 0 || (peek() != ',' && peek() != '}' && peek() != ']'));
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

}  // namespace

int jsonLineOf(std::string_view text, const std::vector<FieldPath::Step>& steps) {
    Walker walker(text);
    std::size_t at = walker.position();
    for (const FieldPath::Step& step : steps) {
        if (!walker.enter(step)) break;
        at = walker.position();
    }
    return 1 + static_cast<int>(std::count(
                   text.begin(), text.begin() + static_cast<std::ptrdiff_t>(std::min(at, text.size())), '\n'));
}

}  // namespace skein
