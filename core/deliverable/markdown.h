// Writes a document as one Markdown file (CommonMark with GFM tables). Thread: any; pure: equal documents give equal
// bytes. Must never write text of a source so that it becomes markup, a link or HTML.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/deliverable/document.h"

namespace skein::deliverable {

struct MarkdownOptions {
    /// Relative path from the folder of the document to the source folder, ending in '/' or empty: "../src/".
    std::string sourcePrefix;
};

/// The whole deliverable: title, DRAFT banner with both sides where disputes are open, table of contents, sections,
/// contradictions and how they were settled. A citation is a link shown as `path:line` to `<prefix>path#Lline`.
std::string renderMarkdown(const Document& document, const MarkdownOptions& options = {});

/// What a line of the rendered document tells.
struct ToldLine {
    std::uint32_t line = 1;  ///< 1-based, where it begins
    std::string section;     ///< the headings above, as plain text: "Components / db"
    std::string text;  ///< a statement, a row of a table, a symbol, a side or a decision, a line of a listing; plain
    std::vector<Cite> cites;  ///< none: an agent's or a person's own words
    std::vector<std::string> notes;
};
/// All that renderMarkdown() tells, in its order; not headings, the table of contents, the banner and the index.
std::vector<ToldLine> toldLines(const Document& document);

/// Anchors of headings as GitHub makes them: lower case, spaces to '-', punctuation dropped, repeats numbered from 1.
class HeadingAnchors {
public:
    /// The anchor of the next heading with this plain text.
    std::string next(std::string_view plainText);

private:
    std::map<std::string, int, std::less<>> m_seen;
};

/// Inline Markdown without its markers: the text a reader sees.
std::string plainText(std::string_view inlineMarkdown);

}  // namespace skein::deliverable
