#include "core/providers/offline/wording.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/base/text.h"
#include "core/providers/offline/source_text.h"

namespace skein::providers {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

template <std::size_t N>
bool containsOneOf(std::string_view text, const std::array<std::string_view, N>& parts) {
    return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) { return contains(text, part); });
}

/// Whether `word` stands in `lower` as a word that a number of at least `digits` digits follows ("rfc 1951").
bool isNumbered(std::string_view lower, std::string_view word, std::size_t digits) {
    for (std::size_t at = lower.find(word); at != std::string_view::npos; at = lower.find(word, at + 1)) {
        if (at > 0 && isIdentifierChar(lower[at - 1])) continue;
        std::size_t i = at + word.size();
        while (i < lower.size() && std::string_view(" -#:./").find(lower[i]) != std::string_view::npos &&
               i < at + word.size() + 3)
            ++i;
        std::size_t end = i;
        while (end < lower.size() && isDigit(lower[end])) ++end;
        if (end - i >= digits) return true;
    }
    return false;
}

/// "Tarjan (1983)", "Tarjan, 1983", "[Siek 2001]": a year of print behind a name.
bool namesAuthorAndYear(std::string_view text) {
    for (std::size_t i = 4; i + 4 <= text.size(); ++i) {
        if (!(text.substr(i).starts_with("19") || text.substr(i).starts_with("20")) || !isDigit(text[i + 2]) ||
            !isDigit(text[i + 3]) || (i + 4 < text.size() && isIdentifierChar(text[i + 4])))
            continue;
        const bool bracket = text[i - 1] == '(';
        const bool closing = i + 4 < text.size() && (text[i + 4] == ')' || text[i + 4] == ']');
        if (!bracket && !closing) continue;
        std::size_t end = i - 1;
        while (end > 0 && std::string_view(" ,([").find(text[end - 1]) != std::string_view::npos) --end;
        std::size_t start = end;
        while (start > 0 && ((text[start - 1] | 32) >= 'a' && (text[start - 1] | 32) <= 'z')) --start;
        constexpr std::array<std::string_view, 16> noNames{"In",  "Jan",  "Feb",       "Mar",    "Apr", "May",
                                                           "Jun", "Jul",  "Aug",       "Sep",    "Oct", "Nov",
                                                           "Dec", "Year", "Copyright", "Windows"};
        const std::string_view word = text.substr(start, end - start);
        const bool name =
            word.size() >= 3 && word[0] >= 'A' && word[0] <= 'Z' && word[1] >= 'a' &&
            std::none_of(noNames.begin(), noNames.end(), [&](std::string_view no) { return word.starts_with(no); });
        if (name) return true;
    }
    return false;
}

/// The sentence up to `at` puts a condition or speaks of texts and flags: what follows is not said of the thing.
bool isConditional(std::string_view before) {
    constexpr std::array<std::string_view, 19> words{" if ",     " when ", " whether ", " unless ",   " until ",
                                                     " should ", " print", " message",  " that the",  " that is",
                                                     " which ",  " mark",  " warning",  " for each ", " not ",
                                                     " any ",    " text ", " once ",    " as the "};
    return containsOneOf(before, words);
}

}  // namespace

bool namesReference(std::string_view sentence) {
    const std::string lower = " " + toLowerAscii(sentence) + " ";
    if (isNumbered(lower, "rfc", 3) || isNumbered(lower, "rfcs", 3) || isNumbered(lower, "iso", 3) ||
        isNumbered(lower, "iso/iec", 3) || isNumbered(lower, "iec", 4) || isNumbered(lower, "ieee", 3) ||
        isNumbered(lower, "ieee std", 3) || isNumbered(lower, "ecma", 2) || isNumbered(lower, "fips", 2) ||
        isNumbered(lower, "fips pub", 2) || isNumbered(lower, "nist sp", 3) || isNumbered(lower, "ansi x", 1) ||
        isNumbered(lower, "pep", 1) || isNumbered(lower, "itu-t", 1) || isNumbered(lower, "pp", 1) ||
        isNumbered(lower, "isbn", 1) || isNumbered(lower, "posix", 1))
        return true;
    constexpr std::array<std::string_view, 34> phrases{"doi:",
                                                       "doi.org/",
                                                       "arxiv.org",
                                                       "arxiv:",
                                                       "rfc-editor.org",
                                                       "ietf.org/",
                                                       "w3.org/tr",
                                                       "w3.org/",
                                                       "unicode.org/reports",
                                                       "ecma-international",
                                                       "iso.org/",
                                                       "open-std.org",
                                                       "citeseer",
                                                       "dl.acm.org",
                                                       "ieeexplore",
                                                       " et al",
                                                       " et. al",
                                                       "proceedings of",
                                                       " proc. ",
                                                       "journal of",
                                                       "transactions on",
                                                       "lecture notes",
                                                       "technical report",
                                                       "ph.d. thesis",
                                                       "phd thesis",
                                                       " thesis ",
                                                       "'s paper",
                                                       " paper by ",
                                                       " in the paper ",
                                                       " paper \"",
                                                       " the paper ",
                                                       " this paper ",
                                                       "unicode standard",
                                                       " acm "};
    return containsOneOf(lower, phrases) || namesAuthorAndYear(sentence);
}

bool saysDeprecated(std::string_view sentence) {
    const std::string lower = " " + toLowerAscii(sentence) + " ";
    constexpr std::array<std::string_view, 8> openings{" deprecated:", " deprecated.",      " deprecated,",
                                                       " deprecated;", " deprecated since", " @deprecated",
                                                       " obsolete:",   " deprecated in "};
    // In lower case it is a parameter by this name: "deprecated: issues a message".
    const bool capital = !sentence.empty() && (sentence[0] == 'D' || sentence[0] == 'O' || sentence[0] == '@');
    for (const std::string_view opening : openings)
        if (capital && lower.starts_with(opening)) return true;
    constexpr std::array<std::string_view, 18> says{
        " is deprecated",       " are deprecated",         " was deprecated",
        " were deprecated",     " been deprecated",        " now deprecated",
        " is obsolete",         " are obsolete",           " is considered deprecated",
        " is superseded by ",   " are superseded by ",     " was superseded by",
        " has been superseded", " have been superseded",   " is no longer used",
        " are no longer used",  " is no longer supported", " (deprecated)"};
    for (const std::string_view words : says)
        if (const std::size_t at = lower.find(words);
            at != std::string::npos && !isConditional(std::string_view(lower).substr(0, at + 1)))
            return true;
    return false;
}

bool marksDeprecated(std::string_view line) {
    line = trim(line);
    const std::string lower = toLowerAscii(line);
    if (lower.starts_with("#if") || lower.starts_with("#el") || lower.starts_with("#endif") ||
        lower.starts_with("# if") || directiveOn(line).starts_with("define") || directiveOn(line).starts_with("undef"))
        return false;
    if (contains(lower, "[[deprecated") || contains(lower, "#[deprecated") || contains(line, "[Obsolete")) return true;
    if (contains(lower, "__attribute__") && contains(lower, "deprecated")) return true;
    if (contains(lower, "__declspec(deprecated")) return true;
    if (line.starts_with('@')) {  // a decorator or an annotation by this name
        const std::string name = lower.substr(
            1, lower.find_first_of(" (") == std::string::npos ? std::string::npos : lower.find_first_of(" (") - 1);
        const std::string last = name.substr(name.rfind('.') + 1);
        return last == "deprecated" || last == "obsolete" || last == "deprecate";
    }
    if ((lower.starts_with("#warning") || lower.starts_with("#pragma message")) && contains(lower, "deprecated"))
        return true;
    // A macro in capitals: CURL_DEPRECATED(7.1, "Use y"), Q_DECL_DEPRECATED.
    for (const std::string_view word : identifiersIn(line))
        if (contains(word, "DEPRECATED") &&
            std::none_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; })) {
            const std::size_t at = static_cast<std::size_t>(word.data() - line.data());
            const bool quoted = std::count(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(at), '"') % 2 != 0;
            const char follows = at + word.size() < line.size() ? line[at + word.size()] : '\0';
            const bool begins = at == 0;  // with its declaration on this line or the next
            if (!quoted && (follows == '(' || (begins && follows == ' '))) return true;
        }
    return false;
}

bool isDefinable(std::string_view term) {
    constexpr std::array<std::string_view, 76> everyday{
        "order",  "reason",    "behavior",  "behaviour", "here",       "this",    "that",    "these",
        "those",  "following", "first",     "second",    "third",      "fourth",  "fifth",   "last",
        "next",   "previous",  "most",      "only",      "value",      "values",  "result",  "function",
        "method", "argument",  "arguments", "parameter", "parameters", "return",  "default", "name",
        "names",  "example",   "problem",   "idea",      "goal",       "purpose", "trick",   "point",
        "way",    "thing",     "case",      "advantage", "other",      "same",    "above",   "below",
        "latter", "former",    "rest",      "size",      "length",     "number",  "type",    "string",
        "list",   "object",    "code",      "program",   "file",       "library", "project", "organization",
        "of",     "it",        "what",      "where",     "which",      "when",    "there",   "old",
        "new",    "current",   "one",       "basic"};
    const std::string lower = toLowerAscii(term);
    for (const std::string_view word : identifiersIn(lower))
        if (std::find(everyday.begin(), everyday.end(), word) != everyday.end()) return false;
    return term.size() >= 3 && std::count(term.begin(), term.end(), ' ') <= 2;
}

std::string_view directiveOn(std::string_view line) {
    line = trim(line);
    if (!line.starts_with('#')) return {};
    line = trim(line.substr(1));
    const std::string_view word =
        line.substr(0, std::min(line.find_first_not_of("abcdefghijklmnopqrstuvwxyz"), line.size()));
    constexpr std::array<std::string_view, 12> directives{"if",     "ifdef", "ifndef",  "elif",   "else",    "endif",
                                                          "define", "undef", "include", "pragma", "warning", "error"};
    if (std::find(directives.begin(), directives.end(), word) == directives.end()) return {};
    const std::size_t comment = std::min(line.find("/*"), line.find("//"));
    return trim(line.substr(0, std::min(comment, line.size())));
}

bool isPreprocessed(std::string_view language) {
    constexpr std::array<std::string_view, 8> languages{"C", "C++", "CUDA", "ObjectiveC", "C#", "YACC", "Flex", "LEX"};
    return std::find(languages.begin(), languages.end(), language) != languages.end();
}

}  // namespace skein::providers
