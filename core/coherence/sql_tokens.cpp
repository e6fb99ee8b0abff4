#include "core/coherence/sql_tokens.h"

#include <algorithm>
#include <cctype>

#include "core/base/text.h"

namespace skein::coherence::sql {
namespace {

class Scanner {
public:
    explicit Scanner(std::string_view script) : m_rest(script) {}

    Tokens all() {
        Tokens out;
        while (skipBlank()) out.push_back(next());
        return out;
    }

private:
    bool skipBlank() {
        while (!m_rest.empty()) {
            if (std::isspace(static_cast<unsigned char>(m_rest.front())) != 0) m_rest.remove_prefix(1);
            else if (m_rest.starts_with("--") || m_rest.starts_with("#")) cut(m_rest.find('\n'));
            else if (m_rest.starts_with("/*")) {
                const auto end = m_rest.find("*/", 2);
                cut(end == std::string_view::npos ? end : end + 2);
            } else return true;
        }
        return false;
    }
    std::string_view cut(std::size_t length) {
        const auto part = m_rest.substr(0, length);
        m_rest.remove_prefix(part.size());
        return part;
    }
    /// Behind the closing mark, which stands for itself where it is doubled.
    std::size_t quotedEnd(char mark) const {
        for (std::size_t at = 1; at < m_rest.size(); ++at) {
            if (m_rest[at] == '\\' && mark == '\'') ++at;
            else if (m_rest[at] != mark) continue;
            else if (at + 1 < m_rest.size() && m_rest[at + 1] == mark && mark != ']') ++at;
            else return at + 1;
        }
        return m_rest.size();
    }
    Token next() {
        const char first = m_rest.front();
        if (first == '\'') return {Token::Kind::Text, std::string(cut(quotedEnd('\'')))};
        if (first == '"' || first == '`' || (first == '[' && m_rest.size() > 1 && isIdentifierChar(m_rest[1]))) {
            const auto part = cut(quotedEnd(first == '[' ? ']' : first));
            return {Token::Kind::Quoted, toLowerAscii(part.substr(1, part.size() < 2 ? 0 : part.size() - 2))};
        }
        if (first == '$') {  // a body between $tag$ and $tag$
            const auto tag = m_rest.find('$', 1);
            if (tag != std::string_view::npos) {
                const auto end = m_rest.find(m_rest.substr(0, tag + 1), tag + 1);
                if (end != std::string_view::npos) return {Token::Kind::Text, std::string(cut(end + tag + 1))};
            }
        }
        std::size_t length = 0;
        while (length < m_rest.size() &&
               (isIdentifierChar(m_rest[length]) || m_rest[length] == '$' ||
                (m_rest[length] == '.' && std::isdigit(static_cast<unsigned char>(first)) != 0)))
            ++length;
        if (length == 0) {
            static constexpr std::string_view pairs[] = {"<=", ">=", "<>", "!=", "::", "||"};
            for (const auto pair : pairs)
                if (m_rest.starts_with(pair)) return {Token::Kind::Sign, std::string(cut(2))};
            return {Token::Kind::Sign, std::string(cut(1))};
        }
        const bool number = std::isdigit(static_cast<unsigned char>(first)) != 0;
        return {number ? Token::Kind::Number : Token::Kind::Word, toLowerAscii(cut(length))};
    }

    std::string_view m_rest;
};

}  // namespace

Tokens tokensOf(std::string_view script) { return Scanner(script).all(); }

bool Reader::at(std::string_view word) const {
    return !done() && m_tokens[m_at].kind != Token::Kind::Quoted && m_tokens[m_at].text == word;
}

bool Reader::atOneOf(std::initializer_list<std::string_view> words) const {
    return std::any_of(words.begin(), words.end(), [this](auto word) { return at(word); });
}

bool Reader::take(std::initializer_list<std::string_view> words) {
    const auto from = m_at;
    for (const auto word : words)
        if (!take(word)) {
            m_at = from;
            return false;
        }
    return true;
}

std::string Reader::name() {
    std::string out = word();
    while (take(".")) {
        const auto last = word();
        const bool usual = out == "public" || out == "dbo" || out == "main";
        out = usual ? last : out + '.' + last;
    }
    return out;
}

Tokens Reader::parenthesised() {
    Tokens out;
    if (!take("(")) return out;
    for (int depth = 1; !done(); ++m_at) {
        if (at("(")) ++depth;
        if (at(")") && --depth == 0) {
            ++m_at;
            break;
        }
        out.push_back(m_tokens[m_at]);
    }
    return out;
}

std::string Reader::expression(std::initializer_list<std::string_view> ends) {
    std::string out;
    while (!done() && !atOneOf(ends)) {
        if (at("(")) {
            out += '(';
            for (const auto& inner : parenthesised()) out += inner.text;
            out += ')';
        } else if (take("::")) {
            word();
            while (atOneOf({"varying", "with", "without", "time", "zone", "precision"})) word();
            if (at("(")) parenthesised();
        } else {
            out += word();
        }
    }
    return out;
}

std::string Reader::rest() {
    std::string out;
    while (!done()) out += word();
    return out;
}

std::vector<Reader> splitByComma(const Tokens& tokens) {
    std::vector<Reader> out;
    Tokens part;
    int depth = 0;
    for (const auto& token : tokens) {
        const bool sign = token.kind == Token::Kind::Sign;
        if (sign && token.text == "(") ++depth;
        if (sign && token.text == ")") --depth;
        if (sign && token.text == "," && depth == 0) out.emplace_back(std::exchange(part, {}));
        else part.push_back(token);
    }
    if (!part.empty()) out.emplace_back(std::move(part));
    return out;
}

std::vector<std::string> namesIn(const Tokens& tokens) {
    std::vector<std::string> out;
    for (auto& part : splitByComma(tokens)) out.push_back(part.name());
    return out;
}

}  // namespace skein::coherence::sql
