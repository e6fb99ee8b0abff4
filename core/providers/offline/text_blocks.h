// Documents as blocks: headings, paragraphs, list items, definitions, examples and tables of Markdown,
// reStructuredText, plain text and man pages. Thread: any; pure functions. Words are kept as they stand but for the
// macros of man pages; removing inline markup is up to the reader of a block.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/providers/offline/source_text.h"

namespace skein::providers {

struct TextBlock {
    enum class Kind { Heading, Paragraph, Item, Example, Table };
    Kind kind = Kind::Paragraph;
    LineRange lines;
    std::vector<CommentLine> text;  ///< the words line by line; empty for examples and tables
    std::string label;              ///< number of an item, term of a definition, language of an example; may be empty
    bool definition = false;        ///< an item whose label is a term
};

/// The blocks of a prose file in order. Licence comments of man pages, badges, images, tables of contents, targets and
/// comments of the markup are left out. Cost: linear.
std::vector<TextBlock> textBlocks(const SourceText& source);

/// The same for man pages (man(7) and mdoc(7)): macros and escapes are gone from the words.
std::vector<TextBlock> manPageBlocks(const SourceText& source);

/// Markup of reStructuredText inside a line: roles become the name they show, as code where the role names code;
/// "`text <target>`_" becomes its text, "|name|" its name.
std::string withoutRoles(std::string_view line);

/// The same for a name that is a link, "Jansson_": the underscore behind it goes.
std::string withoutReferences(std::string_view line);

/// Moves a span between backticks that goes on over the end of a line to the line on which it ends.
void joinSpans(std::vector<CommentLine>& lines);

}  // namespace skein::providers
