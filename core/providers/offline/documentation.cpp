#include "core/providers/offline/documentation.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/providers/offline/file_tree.h"
#include "core/providers/offline/prose.h"

namespace skein::providers {

using deliverable::Section;
using deliverable::Statement;

namespace {

bool namesLicence(std::string_view path) {
    const std::string name = toLowerAscii(baseName(path));
    return name.starts_with("copying") || name.starts_with("licen") || name == "copyright" ||
           name.starts_with("notice");
}

bool namesChanges(std::string_view path) {
    const std::string name = toLowerAscii(baseName(path));
    return name.starts_with("change") || name.starts_with("news") || name.starts_with("history") ||
           name.starts_with("release");
}

/// Whether most paragraphs are sentences. Files without a known extension are often data.
bool isProse(const std::vector<TextBlock>& blocks) {
    std::size_t said = 0, all = 0;
    for (const TextBlock& block : blocks) {
        if (block.kind == TextBlock::Kind::Heading || block.definition) continue;
        ++all;
        const auto sentences = block.kind == TextBlock::Kind::Paragraph || block.kind == TextBlock::Kind::Item
                                   ? blockSentences(block)
                                   : std::vector<Sentence>();
        said += leadSentence(sentences) != nullptr ? 1 : 0;
    }
    return said * 2 >= all && said > 0;
}

class Quoter {
public:
    explicit Quoter(const SourceText& source) : m_source(source) { m_section.asList = true; }

    void block(const TextBlock& block) {
        switch (block.kind) {
            case TextBlock::Kind::Heading:
                close();
                m_section.title =
                    fmt::format("{}: {}", deliverable::escapeMarkdown(baseName(m_source.path())), inlineText(block));
                break;
            case TextBlock::Kind::Example:
            case TextBlock::Kind::Table: listing(block); break;
            case TextBlock::Kind::Paragraph:
            case TextBlock::Kind::Item: words(block); break;
        }
    }

    std::vector<Section> take() {
        close();
        return std::move(m_sections);
    }

private:
    static std::string inlineText(const TextBlock& block) {
        std::string text;
        for (const CommentLine& line : block.text) text += (text.empty() ? "" : " ") + withoutRoles(line.text);
        return proseMarkdown(text);
    }

    void listing(const TextBlock& block) {
        LineRange lines = block.lines;
        lines.last = std::min(lines.last, lines.first + static_cast<std::uint32_t>(maxExampleLines) - 1);
        const std::string text(m_source.range(lines));
        if (trim(text).empty() || text.size() > 8'000) return;
        m_section.listings.push_back({block.label.empty() ? "text" : block.label, text, {m_source.path(), lines}});
    }

    void words(const TextBlock& block) {
        const auto sentences = blockSentences(block);
        std::string text;
        for (const Sentence& sentence : sentences) text += (text.empty() ? "" : " ") + proseMarkdown(sentence.text);
        if (!block.label.empty()) {
            if (block.definition) {
                std::string_view term = block.label;
                while (term.ends_with(':')) term = trim(term.substr(0, term.size() - 1));
                text = proseMarkdown(withoutRoles(term)) + (text.empty() ? "" : ": " + text);
            } else if (!text.empty()) {
                text = fmt::format("({}) {}", block.label, text);
            }
        }
        // What introduces a list or an example keeps its words, not its colon; "Example:" alone says nothing.
        const bool introduces = text.ends_with(':');
        while (text.ends_with(':')) text.pop_back();
        if (text.size() < 4 || (introduces && std::count(text.begin(), text.end(), ' ') < 2)) return;
        m_section.statements.push_back(
            {std::move(text), {{m_source.path(), block.lines}}, deliverable::Standing::Plain, {}});
    }

    void close() {
        if (m_section.title.empty())
            m_section.title = deliverable::escapeMarkdown(baseName(m_source.path())) + ": start";
        if (!m_section.empty()) m_sections.push_back(std::move(m_section));
        m_section = {};
        m_section.asList = true;
    }

    const SourceText& m_source;
    Section m_section;
    std::vector<Section> m_sections;
};

}  // namespace

std::vector<Section> documentSections(const SourceText& source) {
    if (namesLicence(source.path())) return {};
    const auto blocks = textBlocks(source);
    const std::string& language = source.file().language;
    if ((language.empty() || language == "Text" || language == "PlainText") && !isProse(blocks)) return {};
    const std::size_t limit = namesChanges(source.path()) ? maxChangeBlocks : maxDocumentBlocks;
    Quoter quoter(source);
    for (std::size_t i = 0; i < std::min(blocks.size(), limit); ++i) quoter.block(blocks[i]);
    return quoter.take();
}

}  // namespace skein::providers
