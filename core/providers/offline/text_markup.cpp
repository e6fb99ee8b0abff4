// Inline markup of reStructuredText.
#include <algorithm>
#include <array>

#include "core/base/text.h"
#include "core/providers/offline/text_blocks.h"

namespace skein::providers {
namespace {

/// Roles whose text is prose or a title; all others name code (Sphinx 6, "Roles").
constexpr std::array<std::string_view, 13> proseRoles{"ref",      "doc",       "term", "numref",   "abbr",
                                                      "dfn",      "title",     "rfc",  "emphasis", "strong",
                                                      "download", "subscript", "pep"};

/// "~click.Context" shows its last part, "!name" its name, "text <target>" its text.
std::string_view shownPart(std::string_view text) {
    if (text.ends_with('>'))
        if (const std::size_t open = text.rfind('<'); open != std::string_view::npos && open > 0) {
            const std::string_view words = trim(text.substr(0, open));
            if (!words.empty()) return words;
        }
    if (text.starts_with('~')) {
        text.remove_prefix(1);
        if (const std::size_t dot = text.rfind('.'); dot != std::string_view::npos && dot + 1 < text.size())
            text.remove_prefix(dot + 1);
    }
    if (text.starts_with('!')) text.remove_prefix(1);
    return text;
}

/// The length of a role in front of a backtick (":py:class:"); 0 if none ends at `tick`.
std::size_t roleBefore(std::string_view line, std::size_t tick) {
    if (tick < 3 || line[tick - 1] != ':') return 0;
    std::size_t start = tick - 1;
    while (start > 0 && (isIdentifierChar(line[start - 1]) || line[start - 1] == ':' || line[start - 1] == '-'))
        --start;
    while (start < tick && line[start] != ':') ++start;
    return tick - start >= 3 ? tick - start : 0;
}

}  // namespace

std::string withoutRoles(std::string_view line) {
    std::string out;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '|' && i + 2 < line.size() && isIdentifierChar(line[i + 1])) {
            const std::size_t close = line.find('|', i + 1);
            const bool name = close != std::string_view::npos && close - i < 40 &&
                              std::all_of(line.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                          line.begin() + static_cast<std::ptrdiff_t>(close),
                                          [](char c) { return isIdentifierChar(c) || c == ' ' || c == '-'; });
            if (name && (i == 0 || line[i - 1] == ' ')) {
                out += line.substr(i + 1, close - i - 1);
                i = close;
                continue;
            }
        }
        if (line[i] != '`') {
            out += line[i];
            continue;
        }
        const std::size_t marks = std::min(line.find_first_not_of('`', i), line.size()) - i;
        const std::size_t close = line.find(std::string(marks, '`'), i + marks);
        if (close == std::string_view::npos) {
            out += line.substr(i);
            break;
        }
        const std::string_view inner = line.substr(i + marks, close - i - marks);
        const std::size_t role = marks == 1 ? roleBefore(line, i) : 0;
        std::size_t after = close + marks;
        const std::size_t underscores =
            marks == 1 ? std::min(line.find_first_not_of('_', after), line.size()) - after : 0;
        const bool reference =
            underscores > 0 && (after + underscores == line.size() || !isIdentifierChar(line[after + underscores]));
        if (role > 0) {
            out.erase(out.size() - std::min(out.size(), role));
            std::string name = toLowerAscii(line.substr(i - role + 1, role - 2));
            name = name.substr(name.rfind(':') + 1);
            const bool prose = std::find(proseRoles.begin(), proseRoles.end(), name) != proseRoles.end();
            if (name == "rfc" || name == "pep") out += name == "rfc" ? "RFC " : "PEP ";
            out += prose ? std::string(shownPart(inner)) : '`' + std::string(shownPart(inner)) + '`';
        } else if (reference) {
            out += shownPart(inner);
            after += underscores;
        } else {
            out += line.substr(i, after - i);
        }
        i = after - 1;
    }
    return out;
}

std::string withoutReferences(std::string_view line) {
    std::string out;
    for (std::size_t i = 0; i < line.size();) {
        std::size_t end = i;
        while (end < line.size() && isIdentifierChar(line[end])) ++end;
        const std::string_view word = line.substr(i, end - i);
        // Nothing but letters and digits before the one underscore, and no code around it.
        const bool link = word.size() > 2 && word.find('_') == word.size() - 1 && (i == 0 || line[i - 1] == ' ') &&
                          (end == line.size() || std::string_view(" .,;:)").find(line[end]) != std::string_view::npos);
        out += link ? word.substr(0, word.size() - 1) : word;
        if (end == i) out += line[end++];
        i = end;
    }
    return out;
}

void joinSpans(std::vector<CommentLine>& lines) {
    for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
        std::string& line = lines[i].text;
        std::size_t open = std::string::npos;
        std::size_t width = 0;
        for (std::size_t at = line.find('`'); at != std::string::npos;) {
            const std::size_t end = std::min(line.find_first_not_of('`', at), line.size());
            const std::string marks(end - at, '`');
            const std::size_t close = end < line.size() ? line.find(marks, end) : std::string::npos;
            if (close == std::string::npos) {
                open = at;
                width = marks.size();
                break;
            }
            at = line.find('`', close + marks.size());
        }
        if (open == std::string::npos || lines[i + 1].text.find(std::string(width, '`')) == std::string::npos) continue;
        if (width > 2) continue;
        const std::size_t start = open - (width == 1 ? roleBefore(line, open) : 0);
        lines[i + 1].text = line.substr(start) + ' ' + lines[i + 1].text;
        if (const std::string rest(trim(std::string_view(line).substr(0, start))); !rest.empty()) line = rest;
        else lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(i--));  // wraps to the line that moved up
    }
}

}  // namespace skein::providers
