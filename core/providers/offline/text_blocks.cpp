#include "core/providers/offline/text_blocks.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"

namespace skein::providers {
namespace {

constexpr std::size_t maxFieldLines = 40;  // a longer head of fields is data

/// Directives whose body is shown as it stands.
constexpr std::array<std::string_view, 9> exampleDirectives{
    "code", "code-block", "sourcecode", "parsed-literal", "prompt", "doctest", "testcode", "productionlist", "math"};
/// Directives that set pictures, lists of contents or other files and say nothing themselves.
constexpr std::array<std::string_view, 19> silentDirectives{
    "image",   "figure",         "toctree",        "contents", "currentmodule", "module",         "py:module",
    "index",   "include",        "highlight",      "meta",     "raw",           "default-domain", "rst-class",
    "sectnum", "tabularcolumns", "literalinclude", "plot",     "graphviz"};
/// Directives of tables.
constexpr std::array<std::string_view, 3> tableDirectives{"list-table", "csv-table", "table"};

template <std::size_t N>
bool isOneOf(const std::array<std::string_view, N>& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

std::size_t indentOf(std::string_view line) {
    std::size_t columns = 0;
    for (const char c : line) {
        if (c == ' ') ++columns;
        else if (c == '\t') columns += 8 - columns % 8;
        else break;
    }
    return columns;
}

/// A row of one repeated mark, which underlines a title or rules off a part.
bool isAdornment(std::string_view line) {
    line = trim(line);
    return line.size() >= 2 && std::string_view("=-~^\"'`*+#:._").find(line[0]) != std::string_view::npos &&
           line.find_first_not_of(line[0]) == std::string_view::npos;
}

/// "=====  ====": the border of a simple table.
bool isTableBorder(std::string_view line) {
    line = trim(line);
    return (line.size() >= 5 && line[0] == '=' && line.find(' ') != std::string_view::npos &&
            line.find_first_not_of("= ") == std::string_view::npos) ||
           (line.starts_with("+-") && line.ends_with('+'));
}

/// The width of a list marker with the blanks behind it; 0 if there is none. `number` gets "3" of "3." and "(3)".
std::size_t markerWidth(std::string_view text, std::string& number) {
    number.clear();
    std::size_t width = 0;
    for (const std::string_view marker : {"- ", "* ", "+ ", "o ", "\xE2\x80\xA2 "})
        if (text.starts_with(marker)) width = marker.size();
    if (width == 0) {
        std::size_t i = text.starts_with('(') ? 1 : 0;
        const std::size_t start = i;
        while (i < text.size() && ((text[i] >= '0' && text[i] <= '9') || text[i] == '#')) ++i;
        if (i == start || i - start > 3 || i + 1 >= text.size() || (text[i] != '.' && text[i] != ')') ||
            text[i + 1] != ' ')
            return 0;
        if (text[start] != '#') number = std::string(text.substr(start, i - start));
        width = i + 2;
    }
    while (width < text.size() && text[width] == ' ') ++width;
    return width;
}

class BlockReader {
public:
    explicit BlockReader(const SourceText& source)
        : m_source(source),
          m_markdown(source.file().language == "Markdown"),
          m_rest(source.file().language == "ReStructuredText") {}

    std::vector<TextBlock> run() {
        region(frontMatter() + 1, m_source.lineCount(), 0);
        if (m_rest)
            for (TextBlock& block : m_blocks)
                for (CommentLine& line : block.text) line.text = withoutReferences(line.text);
        return std::move(m_blocks);
    }

private:
    std::string_view at(std::uint32_t number) const { return m_source.line(number); }
    std::string_view words(std::uint32_t number) const { return trim(m_source.line(number)); }

    /// Fields above a line "---": "Name: value" each, as front matter and option descriptions have them. Returns the
    /// last line taken.
    std::uint32_t frontMatter() {
        std::uint32_t number = 1;
        const bool opened = words(1) == "---";
        if (opened) ++number;
        const std::uint32_t first = number;
        for (; number <= m_source.lineCount() && number < maxFieldLines; ++number) {
            const std::string_view line = words(number);
            if (line == "---") break;
            const std::size_t colon = line.find(':');
            const bool field = colon != std::string_view::npos && colon > 0 &&
                               line.substr(0, colon).find(' ') == std::string_view::npos;
            if (!field && !opened) return 0;
        }
        if (words(number) != "---" || number < first + 2) return 0;
        for (std::uint32_t i = first; i < number; ++i) {
            const std::string_view line = words(i);
            const std::size_t colon = line.find(':');
            if (colon == std::string_view::npos || colon + 1 >= line.size()) continue;
            const std::string name = toLowerAscii(line.substr(0, colon));
            if (name == "c" || name.find("spdx") != std::string::npos || name == "layout") continue;
            m_blocks.push_back({TextBlock::Kind::Item,
                                {i, i},
                                {{i, std::string(trim(line.substr(colon + 1)))}},
                                std::string(line.substr(0, colon)),
                                true});
        }
        return number;
    }

    /// Reads lines whose text begins at column `base`.
    void region(std::uint32_t first, std::uint32_t last, std::size_t base) {
        std::vector<std::size_t> lists;  // columns where the text of the open items begins
        for (std::uint32_t number = first; number <= last;) {
            const std::string_view text = words(number);
            if (text.empty()) {
                finish();
                ++number;
                continue;
            }
            const std::size_t indent = indentOf(at(number));
            const bool fresh = !m_open;
            if (fresh)
                while (!lists.empty() && indent < lists.back()) lists.pop_back();
            const std::size_t column = lists.empty() ? base : lists.back();
            if (const std::uint32_t end = special(number, last, indent, column, fresh); end > 0) {
                finish();
                number = end + 1;
                continue;
            }
            std::string mark;
            const std::size_t width = markerWidth(text, mark);
            // Inside a paragraph a number is more often part of a sentence than an item.
            if (width > 0 && (fresh || m_block.kind == TextBlock::Kind::Item || mark.empty())) {
                finish();
                while (!lists.empty() && indent < lists.back()) lists.pop_back();
                lists.push_back(indent + width);
                begin(TextBlock::Kind::Item, number);
                m_block.label = mark;
                add(number, trim(text.substr(std::min(width, text.size()))));
                ++number;
                continue;
            }
            const std::uint32_t next = number + 1;
            // "term" with an indented explanation below it.
            if (!m_markdown && fresh && indent == column && next <= last && !words(next).empty() &&
                indentOf(at(next)) > indent && text.size() < (m_rest ? 100u : 60u) &&
                indentOf(at(next)) >= indent + (m_rest ? 1u : 2u) && !text.ends_with(',') && !text.ends_with("::") &&
                !text.ends_with('.') && !isAdornment(words(next)) && markerWidth(words(next), mark) == 0) {
                begin(TextBlock::Kind::Item, number);
                m_block.label = std::string(text);
                m_block.definition = true;
                m_block.lines.last = number;
                for (number = next; number <= last && !words(number).empty() && indentOf(at(number)) > indent; ++number)
                    add(number, words(number));
                finish();
                continue;
            }
            if (!m_open) begin(TextBlock::Kind::Paragraph, number);
            const bool literal = m_rest && text.ends_with("::");
            add(number, literal ? trim(text.substr(0, text.size() - 1)) : text);
            ++number;
            if (literal) {
                finish();
                number = indentedBlock(number, last, indent);
            }
        }
        finish();
    }

    /// Whatever is no paragraph, item or definition. Returns the last line taken, 0 if none.
    std::uint32_t special(std::uint32_t number, std::uint32_t last, std::size_t indent, std::size_t column,
                          bool fresh) {
        const std::string_view text = words(number);
        if (m_markdown && (text.starts_with("```") || text.starts_with("~~~"))) return fenced(number, last);
        if (text.starts_with("<!--")) {
            while (number < last && at(number).find("-->") == std::string_view::npos) ++number;
            return number;
        }
        if (text.starts_with('#') && !m_rest) {
            const std::size_t marks = std::min(text.find_first_not_of('#'), text.size());
            if (m_markdown && indent <= 3 && marks <= 6 && marks < text.size() && text[marks] == ' ')
                return heading(number, trim(text.substr(marks)), number);
            return number;
        }
        if (m_rest && (text.starts_with(".. ") || text == "..")) return directive(number, last, indent);
        if (m_rest && fresh && text.starts_with(">>> ")) return upToBlank(number, last, TextBlock::Kind::Example);
        if (m_rest && text.starts_with("__ ")) return number;
        if (isTableBorder(text) && fresh) return table(number, last);
        if (text.starts_with('|') && fresh) return upToBlank(number, last, TextBlock::Kind::Table);
        const std::string_view below = number < last ? words(number + 1) : std::string_view();
        if (isAdornment(text)) {
            // A line above and below a title, or one that rules off.
            if (number + 2 <= last && !below.empty() && !isAdornment(below) && words(number + 2) == text &&
                text.size() >= 3)
                return heading(number + 1, below, number + 2);
            return number;
        }
        if (fresh && indent <= 3 && below.size() >= 3 && isAdornment(below) && below.size() + 2 >= text.size() &&
            std::string_view("=-~^\"'`*+#").find(below[0]) != std::string_view::npos && text.size() <= 120 &&
            (m_rest || below[0] == '=' || below[0] == '-' || below[0] == '~' || below[0] == '*'))
            return heading(number, text, number + 1);
        if (text.starts_with("[![") || (text.starts_with('[') && text.find("]:") != std::string_view::npos))
            return number;
        if (fresh && indent >= column + 4 && !m_rest) {
            std::uint32_t end = number;
            while (end < last && (words(end + 1).empty() || indentOf(at(end + 1)) >= column + 4)) ++end;
            while (words(end).empty()) --end;
            m_blocks.push_back({TextBlock::Kind::Example, {number, end}, {}, {}, false});
            return end;
        }
        return 0;
    }

    std::uint32_t fenced(std::uint32_t number, std::uint32_t last) {
        finish();
        const std::string_view opening = words(number);
        const std::string fence(std::min(opening.find_first_not_of(opening[0]), opening.size()), opening[0]);
        std::string_view language = trim(opening.substr(fence.size()));
        language = language.substr(0, language.find_first_of(" {,"));
        std::uint32_t end = number + 1;
        while (end <= last &&
               !(words(end).starts_with(fence) && words(end).find_first_not_of(opening[0]) == std::string_view::npos))
            ++end;
        if (end > number + 1)
            m_blocks.push_back({TextBlock::Kind::Example, {number + 1, end - 1}, {}, std::string(language), false});
        return std::min(end, last);
    }

    std::uint32_t heading(std::uint32_t number, std::string_view title, std::uint32_t end) {
        finish();
        while (m_markdown && title.ends_with('#')) title = trim(title.substr(0, title.size() - 1));
        m_blocks.push_back({TextBlock::Kind::Heading, {number, number}, {{number, std::string(title)}}, {}, false});
        return end;
    }

    std::uint32_t upToBlank(std::uint32_t number, std::uint32_t last, TextBlock::Kind kind) {
        finish();
        std::uint32_t end = number;
        while (end < last && !words(end + 1).empty()) ++end;
        m_blocks.push_back({kind, {number, end}, {}, {}, false});
        return end;
    }

    std::uint32_t table(std::uint32_t number, std::uint32_t last) {
        std::uint32_t end = number;
        // A simple table may hold blank rows; it ends at a border with a blank line below.
        for (std::uint32_t i = number; i <= last && i < number + 400; ++i) {
            if (isTableBorder(words(i)) && i > number) end = i;
            if (words(i).empty() && (end == i - 1 || words(number)[0] == '+')) break;
        }
        m_blocks.push_back({TextBlock::Kind::Table, {number, std::max(end, number)}, {}, {}, false});
        return end;
    }

    /// An indented block below a line that announces it; returns the line behind it.
    std::uint32_t indentedBlock(std::uint32_t number, std::uint32_t last, std::size_t indent,
                                std::string_view language = {}) {
        while (number <= last && words(number).empty()) ++number;
        const std::uint32_t first = number;
        std::uint32_t end = 0;
        for (; number <= last && (words(number).empty() || indentOf(at(number)) > indent); ++number)
            if (!words(number).empty()) end = number;
        if (end >= first && end > 0)
            m_blocks.push_back({TextBlock::Kind::Example, {first, end}, {}, std::string(language), false});
        return end >= first && end > 0 ? end + 1 : first;
    }

    std::uint32_t directive(std::uint32_t number, std::uint32_t last, std::size_t indent) {
        finish();
        const std::string_view text = trim(words(number).substr(2));
        std::uint32_t end = number;
        for (std::uint32_t i = number + 1; i <= last && (words(i).empty() || indentOf(at(i)) > indent); ++i)
            if (!words(i).empty()) end = i;
        const std::size_t colons = text.find("::");
        if (text.starts_with('_') || text.starts_with('|') || text.starts_with('[') ||
            colons == std::string_view::npos || text.substr(0, colons).find(' ') != std::string_view::npos)
            return end;  // a target, a substitution, a footnote or a comment
        const std::string name = toLowerAscii(text.substr(0, colons));
        const std::string_view argument = trim(text.substr(colons + 2));
        if (isOneOf(silentDirectives, name) || name.starts_with("auto")) return end;
        // Options stand directly below.
        std::uint32_t body = number + 1;
        while (body <= end && words(body).starts_with(':') && words(body).find(':', 1) != std::string_view::npos)
            ++body;
        while (body <= end && words(body).empty()) ++body;
        const bool example = isOneOf(exampleDirectives, name) || name.ends_with("example") || name.ends_with(":run");
        if (example || isOneOf(tableDirectives, name)) {
            if (body <= end)
                m_blocks.push_back({example ? TextBlock::Kind::Example : TextBlock::Kind::Table,
                                    {body, end},
                                    {},
                                    name == "code" || name == "code-block" || name == "sourcecode"
                                        ? std::string(argument)
                                        : std::string(),
                                    false});
            return end;
        }
        const bool since = name == "versionadded" || name == "versionchanged" || name == "deprecated";
        if (since) {
            begin(TextBlock::Kind::Paragraph, number);
            const std::size_t gap = std::min(argument.find(' '), argument.size());
            add(number, std::string(name == "versionadded"     ? "Added in version "
                                    : name == "versionchanged" ? "Changed in version "
                                                               : "Deprecated since version ") +
                            std::string(argument.substr(0, gap)) + (body <= end || gap < argument.size() ? ":" : "."));
            if (gap < argument.size()) add(number, trim(argument.substr(gap)));
            std::uint32_t next = body;
            for (; next <= end && !words(next).empty(); ++next) add(next, words(next));
            finish();
            if (next <= end) region(next, end, indentOf(at(next)));
            return end;
        }
        if (!argument.empty()) {
            begin(TextBlock::Kind::Paragraph, number);
            const bool signature = argument.find('(') != std::string_view::npos || name == "option" ||
                                   name.ends_with("envvar") || name == "confval";
            add(number, signature && argument.find('`') == std::string_view::npos ? '`' + std::string(argument) + '`'
                                                                                  : std::string(argument));
            // A note may go on below without a blank line.
            for (; body == number + 1 && body <= end && !words(body).empty() && !signature; ++number, ++body)
                add(body, words(body));
            finish();
            while (body <= end && words(body).empty()) ++body;
        }
        if (body <= end) region(body, end, indentOf(at(body)));
        return end;
    }

    void begin(TextBlock::Kind kind, std::uint32_t number) {
        finish();
        m_block = {kind, {number, number}, {}, {}, false};
        m_open = true;
    }

    void add(std::uint32_t number, std::string_view text) {
        while (m_markdown && text.starts_with('>')) text = trim(text.substr(1));
        if (text.empty()) return;
        m_block.text.push_back({number, std::string(text)});
        m_block.lines.last = number;
    }
    void add(std::uint32_t number, const std::string& text) { add(number, std::string_view(text)); }

    void finish() {
        if (m_open && !m_block.text.empty()) m_blocks.push_back(std::move(m_block));
        m_open = false;
    }

    const SourceText& m_source;
    bool m_markdown, m_rest;
    bool m_open = false;
    TextBlock m_block;
    std::vector<TextBlock> m_blocks;
};

}  // namespace

std::vector<TextBlock> textBlocks(const SourceText& source) {
    auto blocks = source.file().language == "Man" ? manPageBlocks(source) : BlockReader(source).run();
    for (TextBlock& block : blocks) joinSpans(block.text);
    return blocks;
}

}  // namespace skein::providers
