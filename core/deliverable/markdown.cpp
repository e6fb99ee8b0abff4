#include "core/deliverable/markdown.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/deliverable/sentences.h"

namespace skein::deliverable {
namespace {

constexpr std::size_t maxContentLines = 40, contentsInRow = 8;
constexpr int contentsDepth = 2;  // deeper headings would make the table of contents longer than a screen per area

/// Percent-encodes what RFC 3986 does not allow bare in a path, and parentheses, which would end a Markdown link.
std::string encodePath(std::string_view path) {
    std::string out;
    for (const char c : path) {
        const bool bare = isIdentifierChar(c) || std::string_view("-.~/+,=@").find(c) != std::string_view::npos;
        if (bare) out += c;
        else out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

/// Keeps a paragraph from starting like a list, a heading, a quotation or a setext underline.
std::string asParagraph(const std::string& text) {
    if (text.empty()) return text;
    if (std::string_view("-+=").find(text.front()) != std::string_view::npos) return '\\' + text;
    std::size_t digits = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
    if (digits > 0 && digits < text.size() && (text[digits] == '.' || text[digits] == ')'))
        return text.substr(0, digits) + '\\' + text.substr(digits);
    return text;
}

/// A pipe inside a code span still ends a cell (GFM 0.29, tables), so it is escaped there as well.
std::string asCell(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '|' && (i == 0 || text[i - 1] != '\\')) out += '\\';
        out += text[i];
    }
    return out;
}

class Writer {
public:
    explicit Writer(const MarkdownOptions& options) : m_options(options) {}

    struct Heading {
        std::string title;
        int level;
    };

    void section(const Section& section, int level) {
        const auto above = m_section;
        m_section += (above.empty() ? "" : " / ") + plainText(section.title);
        heading(section.title, level);
        for (const Statement& item : section.statements)
            statement(item, section.asList ? Shape::Item : Shape::Paragraph);
        if (section.asList && !section.statements.empty()) m_out += '\n';
        for (const Listing& item : section.listings) listing(item);
        for (const Table& item : section.tables) table(item);
        for (const SymbolTable& item : section.symbols) symbols(item);
        index(section.index);
        for (const Section& item : section.sections) this->section(item, level + 1);
        m_section = above;
    }

    void heading(const std::string& title, int level) {
        m_headings.push_back({title, level});
        m_out += fmt::format("{} {}\n\n", std::string(static_cast<std::size_t>(std::min(level, 6)), '#'), title);
    }

    void disputes(const std::vector<Dispute>& disputes) {
        if (disputes.empty()) return;
        heading(contradictionsTitle, 2);
        for (const Dispute& item : disputes) {
            const char* state = item.decision.empty() ? "open" : "settled";
            heading(fmt::format("{}: {}", escapeMarkdown(item.id), state), 3);
            m_section = fmt::format("{} / {}: {}", contradictionsTitle, item.id, state);
            for (std::size_t i = 0; i < item.sides.size(); ++i) {
                tell(plainText(item.sides[i].text), item.sides[i].cites);
                side(item.sides[i], i, "");
            }
            m_out += '\n';
            // A comparison and a decision are nobody's source: they stand as words of their own, without a citation.
            ownWords("Why both cannot hold", "reason", item.reason);
            ownWords("Decision", "decision", item.decision);
        }
        m_section.clear();
    }

    void questions(const std::vector<Statement>& questions) {
        if (questions.empty()) return;
        heading("Open questions", 2);
        m_section = "Open questions";
        for (const Statement& item : questions) statement(item, Shape::Item);
        m_section.clear();
        m_out += '\n';
    }

    void side(const Statement& side, std::size_t number, const char* quote) {
        m_out += fmt::format("{}- Side {}: {} {}\n", quote, static_cast<char>('A' + number % 26), side.text,
                             citations(side.cites));
    }

    std::string citations(const std::vector<Cite>& cites) const {
        std::string out;
        for (const Cite& cite : cites) {
            if (!out.empty()) out += ", ";
            out += link(fmt::format("{}:{}", escapeMarkdown(cite.path), lineText(cite.lines)), cite);
        }
        return out.empty() ? out : "(" + out + ")";
    }

    std::string take() { return std::move(m_out); }
    /// With the lines counted from `before` on.
    std::vector<ToldLine> told(std::uint32_t before) {
        std::size_t at = 0;
        for (auto& [offset, told] : m_told) {
            for (; at < offset; ++at) before += m_out[at] == '\n';
            told.line = before + 1;
        }
        std::vector<ToldLine> out;
        out.reserve(m_told.size());
        for (auto& [offset, told] : m_told) out.push_back(std::move(told));
        return out;
    }
    const std::vector<Heading>& headings() const { return m_headings; }

    static constexpr const char* contradictionsTitle = "Contradictions and how they were settled";

private:
    enum class Shape { Paragraph, Item };

    void tell(std::string text, std::vector<Cite> cites, std::vector<std::string> notes = {}) {
        m_told.push_back({m_out.size(), {1, m_section, std::move(text), std::move(cites), std::move(notes)}});
    }

    void statement(const Statement& item, Shape shape) {
        const std::string lead = shape == Shape::Item ? "- " : "";
        std::string mark;
        if (item.standing == Standing::Disputed) mark = "**Disputed:** ";
        if (item.standing == Standing::Settled) mark = "**Settled:** ";
        if (item.standing == Standing::Rejected)
            mark = splitSentences(item.text).size() > 1 ? "**Rejected in part:** " : "**Rejected:** ";
        const std::string cites = citations(item.cites);
        tell(plainText(item.text), item.cites, item.notes);
        m_out += fmt::format("{}{}{} {}\n", lead, mark, mark.empty() ? asParagraph(item.text) : item.text, cites);
        // A note stands beside its statement and rests on the same lines.
        for (const std::string& note : item.notes)
            m_out += fmt::format("{}  - {} {}\n", shape == Shape::Item ? "" : "\n", note, cites);
        if (shape == Shape::Paragraph) m_out += '\n';
    }

    void ownWords(const char* caption, const char* kind, const std::string& words) {
        if (words.empty()) return;
        m_out += fmt::format("**{}**\n\n", caption);
        listing({kind, plainText(words), {}});
    }

    void listing(const Listing& item) {
        std::size_t longest = 2, run = 0;
        for (const char c : item.text) {
            run = c == '`' ? run + 1 : 0;
            longest = std::max(longest, run);
        }
        const std::string fence(longest + 1, '`');
        if (!item.caption.empty()) m_out += fmt::format("**{}**\n\n", item.caption);
        const std::string_view text =
            item.text.ends_with('\n') ? std::string_view(item.text).substr(0, item.text.size() - 1) : item.text;
        m_out += fmt::format("{}{}\n", fence, item.language);
        std::vector<Cite> cites;
        if (!item.cite.path.empty()) cites.push_back(item.cite);
        for (const auto line : split(text, '\n')) {
            tell(std::string(line), cites);
            m_out += fmt::format("{}\n", line);
        }
        m_out += fence + "\n\n";
        if (!item.cite.path.empty()) m_out += citations({item.cite}) + "\n\n";
    }

    void table(const Table& item) {
        if (item.rows.empty()) return;
        if (!item.caption.empty()) m_out += fmt::format("**{}**\n\n", item.caption);
        std::string rule = "|";
        m_out += '|';
        for (const std::string& cell : item.header) m_out += fmt::format(" {} |", asCell(cell)), rule += " --- |";
        m_out += " Source |\n" + rule + " --- |\n";
        for (const TableRow& row : item.rows) {
            std::string told;
            for (const std::string& cell : row.cells)
                if (!cell.empty()) told += (told.empty() ? "" : " | ") + plainText(cell);
            std::vector<Cite> places{row.cite};
            places.insert(places.end(), row.more.begin(), row.more.end());
            tell(std::move(told), places);
            m_out += '|';
            for (const std::string& cell : row.cells) m_out += fmt::format(" {} |", asCell(cell));
            std::string links;
            for (const Cite& cite : places)
                links += (links.empty() ? "" : ", ") +
                         link(fmt::format("{}:{}", escapeMarkdown(cite.path), lineText(cite.lines)), cite);
            m_out += fmt::format(" {} |\n", links);
        }
        m_out += '\n';
    }

    void symbols(const SymbolTable& item) {
        if (item.rows.empty()) return;
        if (!item.caption.empty()) {
            const std::string cites = item.captionLines ? " " + citations({{item.path, *item.captionLines}}) : "";
            m_out += fmt::format("**{}**{}\n\n", item.caption, cites);
        }
        // Shown without folders: the heading above the table names the file, the link has the whole path.
        const std::string file = escapeMarkdown(item.path.substr(item.path.rfind('/') + 1));
        m_out += "| Name | Declaration | Documentation | Source |\n| --- | --- | --- | --- |\n";
        for (const SymbolRow& row : item.rows) {
            std::string declared = codeSpan(row.signature);
            std::string places = link(fmt::format("{}:{}", file, row.lines.first), {item.path, row.lines});
            if (!row.condition.empty()) {
                declared += (declared.empty() ? "" : ", ") + row.condition;
                places += ", " + link(std::to_string(row.conditionLines.first), {item.path, row.conditionLines});
            }
            tell(row.name + (row.signature.empty() ? "" : " | " + row.signature) +
                     (row.doc.empty() ? "" : " | " + plainText(row.doc)),
                 {{item.path, row.lines}});
            m_out += fmt::format("| {} | {} | {} | {} |\n", asCell(codeSpan(row.name)), asCell(declared),
                                 asCell(row.doc), places);
        }
        m_out += '\n';
    }

    void index(const std::vector<IndexEntry>& entries) {
        char letter = 0;
        for (const IndexEntry& entry : entries) {
            const char first = entry.name.empty() ? '?' : entry.name.front();
            const char group = first >= 'a' && first <= 'z'   ? static_cast<char>(first - 'a' + 'A')
                               : first >= 'A' && first <= 'Z' ? first
                                                              : '_';
            if (group != letter) {
                if (letter != 0) m_out += "\n\n";
                m_out += fmt::format("**{}**", group == '_' ? "Other" : std::string(1, group));
                letter = group;
            } else {
                m_out += " ·";
            }
            m_out += ' ' + link(codeSpan(entry.name), entry.cite);
        }
        if (letter != 0) m_out += "\n\n";
    }

    static std::string lineText(LineRange lines) {
        return lines.first == lines.last ? fmt::format("{}", lines.first)
                                         : fmt::format("{}-{}", lines.first, lines.last);
    }

    std::string link(const std::string& text, const Cite& cite) const {
        std::string anchor = fmt::format("L{}", cite.lines.first);
        if (cite.lines.last != cite.lines.first) anchor += fmt::format("-L{}", cite.lines.last);
        return fmt::format("[{}]({}{}#{})", text, m_options.sourcePrefix, encodePath(cite.path), anchor);
    }

    const MarkdownOptions& m_options;
    std::string m_out, m_section;
    std::vector<Heading> m_headings;
    std::vector<std::pair<std::size_t, ToldLine>> m_told;  ///< with where in m_out it begins
};

/// Both sides of what is still open, above everything else, so that nobody takes a draft for a result.
std::string draftBanner(const Document& document, const Writer& writer, const std::string& anchor) {
    std::size_t open = 0;
    for (const Dispute& item : document.disputes) open += item.decision.empty() ? 1 : 0;
    if (open == 0 && document.unfinished.empty()) return {};
    // Without a contradiction to point at it is a caption as a whole: a word about the document, not about the sources.
    std::string out = open > 0 ? "> **DRAFT.**" : "> **DRAFT.";
    if (open > 0)
        out += fmt::format(" {} still open, see [{}](#{}).",
                           open == 1 ? "One contradiction is" : fmt::format("{} contradictions are", open),
                           Writer::contradictionsTitle, anchor);
    if (!document.unfinished.empty()) {
        out += document.unfinished.size() == 1 ? " One part is missing:"
                                               : fmt::format(" {} parts are missing:", document.unfinished.size());
        for (std::size_t i = 0; i < document.unfinished.size(); ++i)
            out += fmt::format("{} {}", i == 0 ? "" : ";", escapeMarkdown(document.unfinished[i]));
        out += open > 0 ? "." : ".**";
    }
    out += '\n';
    for (const Dispute& item : document.disputes) {
        if (!item.decision.empty()) continue;
        out += fmt::format(">\n> **{}**\n>\n", escapeMarkdown(item.id));
        for (std::size_t i = 0; i < item.sides.size(); ++i)
            out += fmt::format("> - Side {}: {} {}\n", static_cast<char>('A' + i % 26), item.sides[i].text,
                               writer.citations(item.sides[i].cites));
    }
    return out + '\n';
}

}  // namespace

std::string HeadingAnchors::next(std::string_view plainText) {
    std::string slug;
    for (const char c : plainText) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == ' ') slug += '-';
        else if (isIdentifierChar(c) || c == '-' || byte >= 0x80)
            slug += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    const int seen = m_seen[slug]++;
    return seen == 0 ? slug : fmt::format("{}-{}", slug, seen);
}

std::string plainText(std::string_view inlineMarkdown) {
    std::string out;
    bool code = false;
    for (std::size_t i = 0; i < inlineMarkdown.size(); ++i) {
        const char c = inlineMarkdown[i];
        if (c == '`') code = !code;
        else if (c == '\\' && !code && i + 1 < inlineMarkdown.size()) out += inlineMarkdown[++i];
        else if (c != '*' || code) out += c;
    }
    return out;
}

namespace {

void write(const Document& document, Writer& writer) {
    for (const Section& section : document.sections) writer.section(section, 2);
    writer.disputes(document.disputes);
    writer.questions(document.questions);
    for (const Section& section : document.appendices) writer.section(section, 2);
}

/// Title, banner and table of contents, for what was written.
std::string beginning(const Document& document, const Writer& writer) {
    HeadingAnchors anchors;
    anchors.next(plainText(document.title));
    anchors.next("Contents");
    std::string contents, contradictionsAnchor;
    std::size_t entries = 0, inRow = 0;
    for (const Writer::Heading& heading : writer.headings()) entries += heading.level <= contentsDepth + 1 ? 1 : 0;
    for (const Writer::Heading& heading : writer.headings()) {
        const std::string plain = plainText(heading.title);
        const std::string anchor = anchors.next(plain);
        if (plain == Writer::contradictionsTitle) contradictionsAnchor = anchor;
        if (heading.level > contentsDepth + 1) continue;
        const std::string entry = fmt::format("[{}](#{})", heading.title, anchor);
        // In a long table of contents the parts of a section share lines.
        const bool row = entries > maxContentLines && heading.level > 2;
        if (row && inRow > 0 && inRow < contentsInRow) {
            contents.insert(contents.size() - 1, " · " + entry);
            ++inRow;
            continue;
        }
        inRow = row ? 1 : 0;
        contents += fmt::format("{}- {}\n", std::string(static_cast<std::size_t>(heading.level - 2) * 2, ' '), entry);
    }
    return fmt::format("# {}\n\n{}## Contents\n\n{}\n", document.title,
                       draftBanner(document, writer, contradictionsAnchor), contents);
}

}  // namespace

std::string renderMarkdown(const Document& document, const MarkdownOptions& options) {
    Writer writer(options);
    write(document, writer);
    auto text = beginning(document, writer);
    return text += writer.take();
}

std::vector<ToldLine> toldLines(const Document& document) {
    const MarkdownOptions options;
    Writer writer(options);
    write(document, writer);
    const auto above = beginning(document, writer);
    return writer.told(static_cast<std::uint32_t>(std::count(above.begin(), above.end(), '\n')));
}

}  // namespace skein::deliverable
