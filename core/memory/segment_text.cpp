// Markdown, reStructuredText, man pages and plain text, and the paragraphs that all forms share.
#include <algorithm>
#include <utility>

#include "core/base/text.h"
#include "core/memory/segment_parts.h"

namespace skein::memory {
namespace {

bool isBlank(std::string_view line) { return trim(line).empty(); }

std::size_t indentOf(std::string_view line) { return std::min(line.find_first_not_of(' '), line.size()); }

std::string titleOf(std::string_view text) { return elide(trim(text), 200); }

/// A heading: its level from 1, its title, and the lines it stands on.
struct Heading {
    std::size_t level;
    std::string title;
    LineRange lines;
};

/// A table inside the text and the caption that stands above it, if any.
struct TableBlock {
    LineRange lines;
    std::string caption;
};

/// Sections between headings; each knows its ancestors by level.
void cutSections(const LineTable& lines, const std::vector<Heading>& headings, const std::vector<TableBlock>& tables,
                 const std::string& fileTitle, Cut& cut) {
    const auto preambleEnd = headings.empty() ? lines.count() : headings.front().lines.first - 1;
    if (preambleEnd >= 1) cutParagraphs(lines, {1, preambleEnd}, fileTitle, {}, cut.atoms);
    std::vector<std::pair<std::size_t, std::string>> open;
    std::size_t table = 0;
    const auto emitTables = [&](std::uint32_t before, const std::string& title,
                                const std::vector<std::string>& ancestors) {
        for (; table < tables.size() && tables[table].lines.first < before; ++table) {
            Atom atom;
            atom.kind = AtomKind::Table;
            atom.lines = tables[table].lines;
            atom.title = tables[table].caption.empty() ? title : tables[table].caption;
            atom.ancestors = ancestors;
            cut.atoms.push_back(std::move(atom));
        }
    };
    emitTables(preambleEnd + 1, fileTitle, {});
    for (std::size_t i = 0; i < headings.size(); ++i) {
        const auto& heading = headings[i];
        while (!open.empty() && open.back().first >= heading.level) open.pop_back();
        Atom atom;
        atom.kind = AtomKind::Section;
        atom.title = heading.title;
        for (const auto& [level, title] : open) atom.ancestors.push_back(title);
        const auto next = i + 1 < headings.size() ? headings[i + 1].lines.first : lines.count() + 1;
        const auto body = trimBlank(lines, {heading.lines.first, next - 1});
        open.emplace_back(heading.level, heading.title);
        std::vector<std::string> inside = atom.ancestors;
        inside.push_back(heading.title);
        if (lines.text(body).size() <= maxSectionBytes) {
            atom.lines = body;
            cut.atoms.push_back(std::move(atom));
        } else {
            std::vector<Atom> parts;
            cutParagraphs(lines, {heading.lines.last + 1, body.last}, heading.title, inside, parts);
            atom.lines = {heading.lines.first, parts.empty() ? heading.lines.last : parts.front().lines.last};
            cut.atoms.push_back(std::move(atom));
            for (std::size_t part = 1; part < parts.size(); ++part) cut.atoms.push_back(std::move(parts[part]));
        }
        emitTables(next, heading.title, inside);
    }
    // The file shows its first heading with the paragraph below it.
    LineRange header = trimBlank(lines, {1, lines.count()});
    if (header.first > header.last) return;
    std::uint32_t blanks = 0, last = header.first;
    while (last < header.last && last - header.first < 20) {
        if (isBlank(lines.line(last + 1)) && ++blanks == 2) break;
        ++last;
    }
    cut.header = trimBlank(lines, {header.first, last});
}

std::optional<std::pair<std::size_t, std::string>> atxHeading(std::string_view line) {
    const auto indent = indentOf(line);
    if (indent > 3) return std::nullopt;
    const auto hashes = std::min(line.find_first_not_of('#', indent), line.size()) - indent;
    if (hashes < 1 || hashes > 6) return std::nullopt;
    auto title = line.substr(indent + hashes);
    if (!title.empty() && title.front() != ' ' && title.front() != '\t') return std::nullopt;
    title = trim(title);
    const auto content = title.find_last_not_of('#');
    if (content != std::string_view::npos && content + 1 < title.size() && title[content] == ' ')
        title = trim(title.substr(0, content));
    return std::pair(hashes, titleOf(title));
}

/// A row of dashes under a table's head: "|---|:-:|".
bool isDelimiterRow(std::string_view line) {
    const auto row = trim(line);
    return row.find('-') != std::string_view::npos && row.find('|') != std::string_view::npos &&
           row.find_first_not_of("|:- \t") == std::string_view::npos;
}

std::string captionAbove(const LineTable& lines, std::uint32_t first) {
    for (std::uint32_t above = first; above > 1 && first - above < 2;) {
        const auto text = trim(lines.line(--above));
        if (text.empty()) continue;
        const bool caption = text.size() <= 160 && (text.back() == ':' || toLowerAscii(text.substr(0, 5)) == "table");
        return caption ? titleOf(text.back() == ':' ? text.substr(0, text.size() - 1) : text) : std::string();
    }
    return {};
}

bool isRuleOf(std::string_view line, char c) {
    const auto text = trim(line);
    return !text.empty() && indentOf(line) <= 3 && text.find_first_not_of(c) == std::string_view::npos;
}

/// The adornment character of a reStructuredText rule line, or 0.
char adornment(std::string_view line) {
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
    constexpr std::string_view allowed = "=-`:.'\"~^_*+#<>";
    if (line.size() < 2 || allowed.find(line.front()) == std::string_view::npos) return 0;
    return line.find_first_not_of(line.front()) == std::string_view::npos ? line.front() : '\0';
}

/// "=====  ====": a border of a simple table of reStructuredText, two columns or more.
bool isSimpleBorder(std::string_view line) {
    const auto text = trim(line);
    return text.size() >= 5 && text.front() == '=' && text.find(' ') != std::string_view::npos &&
           text.find_first_not_of("= ") == std::string_view::npos;
}

std::vector<TableBlock> restTables(const LineTable& lines) {
    std::vector<TableBlock> tables;
    const auto count = lines.count();
    for (std::uint32_t at = 1; at <= count; ++at) {
        const auto text = trim(lines.line(at));
        std::uint32_t last = 0;
        std::string caption;
        if (text.substr(0, 2) == "+-" && text.back() == '+') {
            for (last = at; last < count; ++last) {
                const auto next = trim(lines.line(last + 1));
                if (next.empty() || (next.front() != '+' && next.front() != '|')) break;
            }
        } else if (isSimpleBorder(text)) {
            int borders = 1;
            for (last = at; last < count; ++last) {
                if (isSimpleBorder(lines.line(last + 1))) ++borders;
                else if (isBlank(lines.line(last + 1)) && borders >= 2 && isSimpleBorder(lines.line(last))) break;
            }
        } else if (text.substr(0, 3) == ".. " && (text.find("list-table::") != std::string_view::npos ||
                                                  text.find("csv-table::") != std::string_view::npos)) {
            const auto indent = indentOf(lines.line(at));
            caption = titleOf(text.substr(text.find("::") + 2));
            for (last = at; last < count; ++last)
                if (!isBlank(lines.line(last + 1)) && indentOf(lines.line(last + 1)) <= indent) break;
        }
        if (last <= at) continue;
        const auto range = trimBlank(lines, {at, last});
        tables.push_back({range, caption.empty() ? captionAbove(lines, at) : caption});
        at = last;
    }
    return tables;
}

}  // namespace

LineRange trimBlank(const LineTable& lines, LineRange range) {
    range.last = std::min(range.last, lines.count());
    while (range.first <= range.last && isBlank(lines.line(range.first))) ++range.first;
    while (range.last > range.first && isBlank(lines.line(range.last))) --range.last;
    return range;
}

void cutParagraphs(const LineTable& lines, LineRange range, const std::string& title,
                   const std::vector<std::string>& ancestors, std::vector<Atom>& atoms) {
    range = trimBlank(lines, range);
    while (range.first <= range.last) {
        // As many whole blocks as fit; a block that alone is too long ends at a line.
        std::uint32_t lastFitting = range.first, lastBlockEnd = 0;
        for (std::uint32_t at = range.first; at <= range.last; ++at) {
            const bool fits =
                at - range.first < maxSymbolLines && lines.text({range.first, at}).size() <= maxSectionBytes;
            if (!fits && at > range.first) break;
            lastFitting = at;
            if (at == range.last || isBlank(lines.line(at + 1))) lastBlockEnd = at;
        }
        const auto last = lastBlockEnd ? lastBlockEnd : lastFitting;
        Atom atom;
        atom.kind = AtomKind::Paragraph;
        atom.lines = trimBlank(lines, {range.first, last});
        atom.title = title;
        atom.ancestors = ancestors;
        atoms.push_back(std::move(atom));
        range = trimBlank(lines, {last + 1, range.last});
    }
}

void cutMarkdown(const LineTable& lines, const std::string& fileTitle, Cut& cut) {
    std::vector<Heading> headings;
    std::vector<TableBlock> tables;
    const auto count = lines.count();
    std::string_view fence;
    std::uint32_t at = 1;
    if (trim(lines.line(1)) == "---") {  // front matter: its "---" is no heading
        while (at < count && trim(lines.line(at + 1)) != "---") ++at;
        at = at == count ? 1 : at + 2;
    }
    bool afterText = false;  // the line above is paragraph text, which "===" would make a heading
    for (; at <= count; ++at) {
        const auto line = lines.line(at);
        const auto text = trim(line);
        if (!fence.empty()) {
            if (text.substr(0, fence.size()) == fence && text.find_first_not_of(fence[0]) == std::string_view::npos)
                fence = {};
            continue;
        }
        if (text.substr(0, 3) == "```" || text.substr(0, 3) == "~~~") {
            fence = text.substr(0, std::min(text.find_first_not_of(text[0]), text.size()));
            afterText = false;
        } else if (auto atx = atxHeading(line)) {
            headings.push_back({atx->first, std::move(atx->second), {at, at}});
            afterText = false;
        } else if (afterText && (isRuleOf(line, '=') || (isRuleOf(line, '-') && text.size() >= 2))) {
            headings.push_back({isRuleOf(line, '=') ? 1u : 2u, titleOf(lines.line(at - 1)), {at - 1, at}});
            afterText = false;
        } else if (at < count && line.find('|') != std::string_view::npos && isDelimiterRow(lines.line(at + 1))) {
            auto last = at + 1;
            while (last < count && lines.line(last + 1).find('|') != std::string_view::npos) ++last;
            tables.push_back({{at, last}, captionAbove(lines, at)});
            at = last;
            afterText = false;
        } else {
            constexpr std::string_view blockMarkers = ">|-*+";
            afterText =
                !text.empty() && indentOf(line) <= 3 && blockMarkers.find(text.front()) == std::string_view::npos;
        }
    }
    cutSections(lines, headings, tables, fileTitle, cut);
}

void cutReStructuredText(const LineTable& lines, const std::string& fileTitle, Cut& cut) {
    const auto tables = restTables(lines);
    std::vector<Heading> headings;
    std::vector<std::pair<char, bool>> levels;  // the order of first use decides, as docutils has it
    const auto count = lines.count();
    std::size_t table = 0;
    for (std::uint32_t at = 1; at < count; ++at) {
        while (table < tables.size() && tables[table].lines.last < at) ++table;
        if (table < tables.size() && at >= tables[table].lines.first) {
            at = tables[table].lines.last;
            continue;
        }
        const auto line = lines.line(at);
        const char over = adornment(line);
        const bool overlined =
            over && at + 2 <= count && !isBlank(lines.line(at + 1)) && adornment(lines.line(at + 2)) == over;
        const auto titleLine = overlined ? at + 1 : at;
        const auto title = trim(lines.line(titleLine));
        const char under = adornment(lines.line(titleLine + 1));
        const bool underlined = !overlined && !over && under && !title.empty() && indentOf(line) == 0 &&
                                trim(lines.line(at + 1)).size() + 2 >= title.size() &&
                                (at == 1 || isBlank(lines.line(at - 1)) || at == 2);
        if (!overlined && !underlined) continue;
        const std::pair style{under, overlined};
        auto level = std::find(levels.begin(), levels.end(), style);
        if (level == levels.end()) level = levels.insert(levels.end(), style);
        headings.push_back({static_cast<std::size_t>(level - levels.begin()) + 1, titleOf(title), {at, titleLine + 1}});
        at = titleLine + 1;
    }
    cutSections(lines, headings, tables, fileTitle, cut);
}

void cutManPage(const LineTable& lines, const std::string& fileTitle, Cut& cut) {
    std::vector<Heading> headings;
    for (std::uint32_t at = 1; at <= lines.count(); ++at) {
        const auto line = lines.line(at);
        const auto macro = toLowerAscii(line.substr(0, 3));
        if (macro != ".sh" && macro != ".ss") continue;
        // Without a title on its line it stands on the next one (man(7)).
        auto title = trim(line.substr(3));
        const bool below = title.empty() && at < lines.count();
        if (below) title = trim(lines.line(at + 1));
        if (title.size() > 1 && title.front() == '"' && title.back() == '"') title = title.substr(1, title.size() - 2);
        if (title.empty() || title.front() == '.') continue;
        headings.push_back({macro == ".sh" ? 1u : 2u, titleOf(title), {at, below ? at + 1 : at}});
    }
    cutSections(lines, headings, {}, fileTitle, cut);
}

void cutPlainText(const LineTable& lines, const std::string& fileTitle, const std::string& language, Cut& cut) {
    const auto all = trimBlank(lines, {1, lines.count()});
    if (all.first > all.last) return;
    if (language == "CSV" || language == "TSV") {
        Atom atom;
        atom.kind = AtomKind::Table;
        atom.lines = all;
        atom.title = fileTitle;
        cut.atoms.push_back(std::move(atom));
        cut.header = {all.first, all.first};
        return;
    }
    cutSections(lines, {}, {}, fileTitle, cut);
}

}  // namespace skein::memory
