#include "core/memory/explanations.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"

namespace skein::memory {
namespace {

constexpr std::array<std::string_view, 2> tripleQuotes{"\"\"\"", "'''"};

/// Where a line first has triple quotes, and which; npos and nothing if it has none.
struct Quotes {
    std::size_t at = std::string_view::npos;
    std::string_view mark;
};

Quotes firstQuotes(std::string_view text) {
    Quotes first;
    for (const auto mark : tripleQuotes)
        if (const auto at = text.find(mark); at < first.at) first = {at, mark};
    return first;
}

}  // namespace

Explanations::Explanations(std::string_view path) : m_python(path.ends_with(".py") || path.ends_with(".pyi")) {}

bool Explanations::takes(std::string_view line) {
    const auto text = trim(line);
    if (!m_open.empty()) {
        if (text.find(m_open) != std::string_view::npos) m_open = {};
        return m_docstring;
    }
    const auto quotes = m_python && !text.starts_with('#') ? firstQuotes(text) : Quotes{};
    if (quotes.mark.empty()) return commentShowsExample(text);
    m_docstring = quotes.at <= 1;  // at most one letter before them: r"""
    if (text.find(quotes.mark, quotes.at + quotes.mark.size()) == std::string_view::npos) m_open = quotes.mark;
    return m_docstring;
}

bool Explanations::commentShowsExample(std::string_view text) {
    constexpr std::array<std::string_view, 6> marks{"#", "//", "/*", "*", "--", ";"};
    if (std::none_of(marks.begin(), marks.end(), [&](std::string_view mark) { return text.starts_with(mark); }))
        return m_example = false;
    constexpr std::array<std::string_view, 4> words{"example", "e.g.", "for instance", "looks like"};
    const auto lower = toLowerAscii(text);
    for (const auto word : words) m_example = m_example || lower.find(word) != std::string::npos;
    return m_example;
}

}  // namespace skein::memory
