#include "core/deliverable/measure.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"

namespace skein::deliverable {
namespace {

/// A numeral before one of these is a count made over the sources, which no single line can hold.
constexpr std::array<std::string_view, 32> countingNouns{
    "file",      "files",      "line",   "lines",   "symbol",   "symbols",   "public",    "function",
    "functions", "place",      "places", "type",    "types",    "other",     "component", "components",
    "reference", "references", "macro",  "macros",  "constant", "constants", "comment",   "comments",
    "folder",    "folders",    "marker", "markers", "more",     "of",        "names",     "counted"};

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// Where a numeral ends; "8,080" is one.
std::size_t numeralEnd(std::string_view prose, std::size_t at) {
    const auto wordEnd = [&](std::size_t end) {
        while (end < prose.size() && isIdentifierChar(prose[end])) ++end;
        return end;
    };
    const auto digits = [&](std::size_t from, std::size_t end) {
        return std::all_of(prose.begin() + static_cast<std::ptrdiff_t>(from),
                           prose.begin() + static_cast<std::ptrdiff_t>(end), isDigit);
    };
    std::size_t end = wordEnd(at);
    if (end - at > 3 || !digits(at, end)) return end;
    while (end < prose.size() && prose[end] == ',' && wordEnd(end + 1) == end + 4 && digits(end + 1, end + 4)) end += 4;
    return end;
}

}  // namespace

std::vector<std::string> tokensOf(std::string_view text) {
    const auto found = identifiersIn(text);
    return {found.begin(), found.end()};
}

bool holdsToken(std::string_view text, std::string_view token) {
    for (std::size_t at = text.find(token); at != std::string_view::npos; at = text.find(token, at + 1)) {
        // "\\fBname\\fP": the escape that sets the font in a man page is no part of the name.
        const bool font = (at >= 3 && text[at - 3] == '\\' && text[at - 2] == 'f') ||
                          (at >= 4 && text.substr(at - 4, 3) == "\\f(") ||
                          (at >= 5 && text.substr(at - 5, 3) == "\\f(");
        const bool before = at == 0 || font || !isIdentifierChar(text[at - 1]);
        const std::size_t end = at + token.size();
        if (before && (end == text.size() || !isIdentifierChar(text[end]))) return true;
    }
    return false;
}

std::vector<std::string> quotedNumerals(std::string_view prose) {
    std::vector<std::string> result;
    for (std::size_t i = 0; i < prose.size(); ++i) {
        if (!isDigit(prose[i]) || (i > 0 && isIdentifierChar(prose[i - 1]))) continue;
        const std::size_t end = numeralEnd(prose, i);
        std::size_t word = end;
        while (word < prose.size() && (prose[word] == ' ' || prose[word] == ',' || isDigit(prose[word]))) ++word;
        std::size_t wordEnd = word;
        while (wordEnd < prose.size() && isIdentifierChar(prose[wordEnd])) ++wordEnd;
        const std::string noun = toLowerAscii(prose.substr(word, wordEnd - word));
        if (std::find(countingNouns.begin(), countingNouns.end(), noun) == countingNouns.end())
            result.emplace_back(prose.substr(i, end - i));
        i = end;
    }
    return result;
}

bool held(const std::vector<std::string_view>& texts, std::string_view token, bool partial) {
    const auto stands = [&](std::string_view word) {
        return std::any_of(texts.begin(), texts.end(), [&](std::string_view text) {
            return partial ? text.find(word) != std::string_view::npos : holdsToken(text, word);
        });
    };
    if (token.find(',') == std::string_view::npos) return stands(token);
    const auto parts = split(token, ',');
    std::string joined;
    for (const std::string_view part : parts) joined += part;
    return stands(joined) || std::all_of(parts.begin(), parts.end(), stands);
}

bool sharesWord(std::string_view prose, const std::vector<std::string_view>& texts) {
    bool any = false;
    std::vector<std::string> lower;
    lower.reserve(texts.size());
    for (const std::string_view text : texts) lower.push_back(toLowerAscii(text));
    for (const std::string& word : tokensOf(prose)) {
        if (word.size() < 4) continue;
        any = true;
        for (const std::string& text : lower)
            if (text.find(toLowerAscii(word)) != std::string::npos) return true;
    }
    return !any;
}

}  // namespace skein::deliverable
