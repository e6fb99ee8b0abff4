// Where comments are and what they say, by language.
#include <algorithm>

#include "core/base/text.h"
#include "core/memory/segment_parts.h"

namespace skein::memory {
namespace {

/// Header comments and documentation longer than this are cut: licences mostly.
constexpr std::uint32_t maxCommentLines = 80;

bool isOneOf(std::string_view language, std::string_view list) {
    for (const auto name : split(list, ' '))
        if (name == language) return true;
    return false;
}

bool startsWith(std::string_view text, std::string_view prefix) {
    return !prefix.empty() && text.substr(0, prefix.size()) == prefix;
}

bool isLineComment(std::string_view text, const CommentStyle& style) {
    // "#include", "#define" and "#!" are no comments where "#" opens one beside "/*".
    return startsWith(text, style.line[0]) || startsWith(text, style.line[1]);
}

/// The last line of the block comment that opens on `first`, or 0 if it is not closed soon.
std::uint32_t blockEnd(const LineTable& lines, std::uint32_t first, const CommentStyle& style) {
    const auto opening = trim(lines.line(first));
    if (opening.find(style.close, style.open.size()) != std::string_view::npos) return first;
    for (auto at = first + 1; at <= std::min(lines.count(), first + 400); ++at)
        if (lines.line(at).find(style.close) != std::string_view::npos) return at;
    return 0;
}

std::string_view withoutMarkers(std::string_view line) {
    auto text = trim(line);
    constexpr std::string_view markers = "/*#;%!-\"'<{(|";
    std::size_t from = 0;
    while (from < text.size() && from < 4 && markers.find(text[from]) != std::string_view::npos) ++from;
    // A dash or quote that belongs to the text ("- item") stays: markers are followed by a space or end the line.
    if (from > 0 &&
        (text[0] == '-' || text[0] == '"' || text[0] == '\'' || text[0] == '(' || text[0] == '{' || text[0] == '|' ||
         text[0] == '<') &&
        from < 2)
        from = 0;
    text = trim(text.substr(from));
    for (const std::string_view closing : {"*/", "\"\"\"", "'''", "-->", "*)", "-}"})
        if (text.size() >= closing.size() && text.substr(text.size() - closing.size()) == closing)
            text = trim(text.substr(0, text.size() - closing.size()));
    while (!text.empty() && text.back() == '*') text = trim(text.substr(0, text.size() - 1));
    return text;
}

}  // namespace

CommentStyle commentStyleOf(std::string_view language) {
    if (isOneOf(language,
                "Python Sh Perl Ruby Make Automake CMake Yaml TOML Properties R Julia Elixir Tcl PowerShell Dockerfile "
                "Meson "
                "MesonOptions Awk Autoconf M4 Kconfig Robot"))
        return {{"#", ""}, language == "Python" ? "\"\"\"" : "", language == "Python" ? "\"\"\"" : ""};
    if (isOneOf(language, "SQL Ada VHDL")) return {{"--", ""}, "/*", "*/"};
    if (language == "Lua") return {{"--", ""}, "--[[", "]]"};
    if (isOneOf(language, "Haskell Elm")) return {{"--", ""}, "{-", "-}"};
    if (isOneOf(language, "Lisp EmacsLisp Scheme Clojure")) return {{";", ""}, "", ""};
    if (isOneOf(language, "Asm Iniconf")) return {{";", "#"}, "/*", "*/"};
    if (isOneOf(language, "Tex Erlang MatLab")) return {{"%", ""}, "", ""};
    if (isOneOf(language, "OCaml Pascal")) return {{"//", ""}, "(*", "*)"};
    if (language == "Fortran") return {{"!", ""}, "", ""};
    if (language == "Vim") return {{"\"", ""}, "", ""};
    if (language == "PHP") return {{"//", "#"}, "/*", "*/"};
    return {{"//", ""}, "/*", "*/"};
}

std::string commentText(const LineTable& lines, LineRange range) {
    std::string out;
    for (auto at = range.first; at <= std::min(range.last, lines.count()); ++at) {
        const auto text = withoutMarkers(lines.line(at));
        // Boxes of stars or dashes are decoration.
        if (!text.empty() && text.find_first_not_of("*-=#/_~+ ") == std::string_view::npos) continue;
        if (text.empty() && (out.empty() || out.back() == '\n')) continue;
        if (!out.empty()) out += '\n';
        out += text;
    }
    while (!out.empty() && out.back() == '\n') out.pop_back();
    return elide(out, maxSectionBytes);
}

LineRange headerCommentRange(const LineTable& lines, const CommentStyle& style) {
    LineRange found{1, 0};
    for (std::uint32_t at = 1; at <= std::min(lines.count(), maxCommentLines * 2);) {
        const auto text = trim(lines.line(at));
        if (text.empty() || startsWith(text, "#!") || startsWith(text, "<?") || text == "#pragma once") {
            ++at;
            continue;
        }
        std::uint32_t last = 0;
        if (startsWith(text, style.open)) last = blockEnd(lines, at, style);
        else if (isLineComment(text, style)) {
            last = at;
            while (last < lines.count() && isLineComment(trim(lines.line(last + 1)), style)) ++last;
        }
        if (last == 0) break;
        if (found.last == 0) found.first = at;
        found.last = last;
        at = last + 1;
    }
    if (found.last >= found.first) found.last = std::min(found.last, found.first + maxCommentLines - 1);
    return found;
}

LineRange commentAbove(const LineTable& lines, std::uint32_t line, const CommentStyle& style) {
    const LineRange nothing{1, 0};
    if (line <= 1) return nothing;
    const auto above = trim(lines.line(line - 1));
    if (isLineComment(above, style)) {
        auto first = line - 1;
        while (first > 1 && line - first < maxCommentLines && isLineComment(trim(lines.line(first - 1)), style))
            --first;
        return {first, line - 1};
    }
    if (style.close.empty() || style.open == style.close || above.size() < style.close.size() ||
        above.substr(above.size() - style.close.size()) != style.close)
        return nothing;
    for (auto first = line - 1; first >= 1 && line - first <= maxCommentLines * 3; --first) {
        const auto text = trim(lines.line(first));
        if (startsWith(text, style.open)) return {first, line - 1};
        // A comment that trails code belongs to that code.
        if (text.find(style.open) != std::string_view::npos) return nothing;
    }
    return nothing;
}

}  // namespace skein::memory
