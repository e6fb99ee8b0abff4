#include "core/base/sentences.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"

namespace skein {
namespace {

/// Words whose period ends no sentence wherever they stand.
constexpr std::array<std::string_view, 40> abbreviations{
    "e.g", "eg",  "i.e", "ie",   "vs",  "cf",  "resp", "approx", "dr",    "mr",   "mrs", "prof", "st", "incl",
    "viz", "al",  "ed",  "eds",  "pp",  "vol", "fig",  "figs",   "eq",    "eqs",  "sec", "secs", "ch", "chap",
    "ver", "rev", "ref", "refs", "tab", "app", "sect", "proc",   "trans", "conf", "jr",  "dept"};
/// Words whose period may as well end a sentence: abbreviations before a number or inside a list only.
constexpr std::array<std::string_view, 9> beforeNumbers{"no", "nos", "p", "opt", "art", "ex", "par", "item", "step"};
/// Words whose period ends a sentence if a capital follows.
constexpr std::array<std::string_view, 4> trailingWords{"etc", "inc", "ltd", "co"};

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Bytes of the mark that ends a sentence of a script without spaces; 0: none stands here.
std::size_t wideEndAt(std::string_view text, std::size_t at) {
    for (const std::string_view mark : {"\u3002", "\uFF01", "\uFF1F", "\uFF0E", "\uFF61"})
        if (text.substr(at).starts_with(mark)) return mark.size();
    return 0;
}

/// The same of a quote or bracket that closes.
std::size_t wideCloserAt(std::string_view text, std::size_t at) {
    for (const std::string_view mark : {"\u300D", "\u300F", "\uFF09", "\u3011", "\u300B", "\u201D", "\u2019"})
        if (text.substr(at).starts_with(mark)) return mark.size();
    return 0;
}

/// Whether the period at `dot` belongs to an abbreviation or an initial ("J. Siek").
bool abbreviates(std::string_view text, std::size_t dot) {
    std::size_t start = dot;
    while (start > 0 && !isSpace(text[start - 1]) && text[start - 1] != '(') --start;
    const std::string word = toLowerAscii(text.substr(start, dot - start));
    if (word.size() == 1 && text[start] >= 'A' && text[start] <= 'Z' && text[start] != 'I') return true;
    const auto isIn = [&](const auto& list) { return std::find(list.begin(), list.end(), word) != list.end(); };
    if (isIn(abbreviations)) return true;
    std::size_t next = dot + 1;
    while (next < text.size() && isSpace(text[next])) ++next;
    const char follows = next < text.size() ? text[next] : ' ';
    if (isIn(beforeNumbers)) return (follows >= '0' && follows <= '9') || follows == '#';
    return isIn(trailingWords) && !(follows >= 'A' && follows <= 'Z');
}

}  // namespace

std::vector<std::string_view> splitSentences(std::string_view paragraph) {
    std::vector<std::string_view> result;
    std::size_t start = 0;
    const auto take = [&](std::size_t end) {
        const std::string_view sentence = trim(paragraph.substr(start, end - start));
        if (!sentence.empty()) result.push_back(sentence);
        start = end;
    };
    for (std::size_t i = 0; i < paragraph.size(); ++i) {
        const char c = paragraph[i];
        if (std::size_t mark = static_cast<unsigned char>(c) >= 0xE3 ? wideEndAt(paragraph, i) : 0; mark > 0) {
            std::size_t end = i;
            for (; mark > 0; mark = std::max(wideEndAt(paragraph, end), wideCloserAt(paragraph, end))) end += mark;
            take(end);
            i = end - 1;
            continue;
        }
        if (c != '.' && c != '!' && c != '?') continue;
        if (c != '.' && i > 0 && isSpace(paragraph[i - 1])) continue;  // an operator of quoted code: "a ? b : c"
        std::size_t end = i + 1;
        while (end < paragraph.size() && std::string_view(")\"'`*].!?").find(paragraph[end]) != std::string_view::npos)
            ++end;
        std::size_t next = end;
        while (next < paragraph.size() && isSpace(paragraph[next])) ++next;
        if (next == end && next < paragraph.size()) continue;
        const bool lower = next < paragraph.size() && paragraph[next] >= 'a' && paragraph[next] <= 'z';
        if (lower || (c == '.' && next < paragraph.size() && abbreviates(paragraph, i))) continue;
        take(end);
        i = end - 1;
    }
    take(paragraph.size());
    return result;
}

}  // namespace skein
