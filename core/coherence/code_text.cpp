#include "core/coherence/code_text.h"

#include <algorithm>

#include "core/base/text.h"

namespace skein::coherence {

std::size_t findOutside(std::string_view text, char wanted, std::size_t from) {
    int depth = 0;
    char quote = 0;
    for (std::size_t at = from; at < text.size(); ++at) {
        const char c = text[at];
        if (quote != 0) {
            if (c == '\\') ++at;
            else if (c == quote) quote = 0;
            continue;
        }
        if (depth == 0 && c == wanted) return at;
        const bool separator = c == '\'' && at > 0 && text[at - 1] >= '0' && text[at - 1] <= '9';  // 20'000
        if (c == '"' || (c == '\'' && !separator) || c == '`') quote = c;
        const bool arrow = c == '>' && at > 0 && (text[at - 1] == '-' || text[at - 1] == '=');
        if (c == '(' || c == '[' || c == '{' || c == '<') ++depth;
        if ((c == ')' || c == ']' || c == '}' || c == '>') && !arrow) --depth;
        if (depth < 0) return std::string_view::npos;
    }
    return std::string_view::npos;
}

std::optional<std::string_view> parenthesised(std::string_view text, std::size_t from) {
    const auto open = text.find('(', from);
    if (open == std::string_view::npos) return std::nullopt;
    const auto close = findOutside(text, ')', open + 1);
    if (close == std::string_view::npos) return std::nullopt;
    return text.substr(open + 1, close - open - 1);
}

std::vector<std::string_view> splitOutside(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (std::size_t start = 0; start <= text.size();) {
        const auto at = findOutside(text, separator, start);
        const auto end = at == std::string_view::npos ? text.size() : at;
        if (const auto part = trim(text.substr(start, end - start)); !part.empty()) parts.push_back(part);
        start = end + 1;
    }
    return parts;
}

std::string_view headOf(std::string_view text, std::size_t maxLines) {
    std::size_t at = 0;
    for (std::size_t line = 0; line < maxLines && at < text.size(); ++line) {
        at = text.find('\n', at);
        if (at == std::string_view::npos) return text;
        ++at;
    }
    return at == 0 ? text : text.substr(0, at - 1);
}

std::size_t findName(std::string_view text, std::string_view name) {
    auto at = name.empty() ? std::string_view::npos : text.find(name);
    while (at != std::string_view::npos &&
           ((at > 0 && isIdentifierChar(text[at - 1])) ||
            (at + name.size() < text.size() && isIdentifierChar(text[at + name.size()]))))
        at = text.find(name, at + 1);
    return at;
}

std::size_t beforeNamed(const Atom& atom) {
    constexpr std::size_t maxLines = 60;
    const std::string_view text = atom.text;
    std::size_t at = 0;
    for (std::size_t line = 0; line < maxLines && at < text.size(); ++line) {
        const auto end = std::min(text.find('\n', at), text.size());
        const auto row = trim(text.substr(at, end - at));
        bool before = false;
        for (const std::string_view mark : {"@", "#[", "//", "/*", "*", "\"\"\""})
            before = before || row.starts_with(mark);
        if (!before && findName(row, atom.title) != std::string_view::npos) return at;
        at = end + 1;
    }
    return 0;
}

std::string_view withoutComment(std::string_view text) {
    char quote = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (quote != 0) {
            if (c == '\\') ++at;
            else if (c == quote) quote = 0;
            continue;
        }
        const bool separator = c == '\'' && at > 0 && text[at - 1] >= '0' && text[at - 1] <= '9';  // 20'000
        if (c == '"' || (c == '\'' && !separator)) quote = c;
        const auto rest = text.substr(at);
        const bool spaced = at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t');
        if (rest.starts_with("/*") || rest.starts_with("//") || (c == '#' && spaced)) return text.substr(0, at);
    }
    return text;
}

}  // namespace skein::coherence
