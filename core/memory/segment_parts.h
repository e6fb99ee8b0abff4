// The cutters behind segment(), one per form of file. Private to core/memory. Thread: any; pure.
// Each appends atoms without id, path, language and text: segment() fills those in from the lines.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/memory/segment.h"

namespace skein::memory {

/// Finished cutting: the atoms so far and the lines the File atom shows.
struct Cut {
    std::vector<Atom> atoms;
    std::size_t leftOut = 0;    ///< what would be atoms as well, were there no bounds
    LineRange header{1, 1};     ///< header comment or first paragraph
    std::string headerComment;  ///< the header comment without its markers; empty if there is none
};

void cutMarkdown(const LineTable& lines, const std::string& fileTitle, Cut& cut);
void cutReStructuredText(const LineTable& lines, const std::string& fileTitle, Cut& cut);
void cutManPage(const LineTable& lines, const std::string& fileTitle, Cut& cut);
void cutPlainText(const LineTable& lines, const std::string& fileTitle, const std::string& language, Cut& cut);
void cutConfiguration(const LineTable& lines, FileForm form, Cut& cut);
void cutCode(const LineTable& lines, const SegmentRequest& request, const std::string& fileTitle, Cut& cut);

/// Cuts lines into Paragraph atoms of at most maxSectionBytes and maxSymbolLines, at blank lines where possible.
void cutParagraphs(const LineTable& lines, LineRange range, const std::string& title,
                   const std::vector<std::string>& ancestors, std::vector<Atom>& atoms);

/// The range without blank lines at either end; first > last if nothing is left.
LineRange trimBlank(const LineTable& lines, LineRange range);

/// Markers ("//", "/*", "*", "#", "--", ";", "\"\"\"", "<!--") removed from each line, joined with line ends.
std::string commentText(const LineTable& lines, LineRange range);

/// How a language marks comments; empty where it has no such form.
struct CommentStyle {
    std::array<std::string_view, 2> line;
    std::string_view open, close;
};
CommentStyle commentStyleOf(std::string_view language);

/// The comment at the top of a file, before any code; first > last if there is none.
LineRange headerCommentRange(const LineTable& lines, const CommentStyle& style);

/// The comment that ends on the line before `line`; first > last if there is none.
LineRange commentAbove(const LineTable& lines, std::uint32_t line, const CommentStyle& style);

}  // namespace skein::memory
