// Prose out of comments and documents: paragraphs, sentences with their lines, and their form in Markdown.
// Thread: any; pure functions. Never changes the words of a sentence, only its markup.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/model/atom.h"
#include "core/providers/offline/source_text.h"
#include "core/providers/offline/text_blocks.h"

namespace skein::providers {

/// A sentence as the source has it, in plain words, and the lines it stands on.
struct Sentence {
    std::string text;
    LineRange lines;
    std::size_t paragraph = 0;  ///< counts from 0 within its comment or section
    bool item = false;          ///< of a list in a comment, or what goes on behind one or an example
};

/// The sentences of a comment. Licence notices, rulers, ASCII art, code examples and documentation commands that say
/// nothing are left out; "@return x" becomes "Returns x".
std::vector<Sentence> sentencesOf(const std::vector<CommentLine>& lines);

/// The sentences of a range of a prose file (Markdown, reStructuredText, text) without headings, tables, code blocks,
/// badges and link definitions.
std::vector<Sentence> proseSentences(const SourceText& source, LineRange lines);

/// The sentences of one block of a document; none if it is a licence.
std::vector<Sentence> blockSentences(const TextBlock& block);

/// Whether a paragraph is a licence or copyright notice.
bool isLicenceText(std::string_view paragraph);

/// Markdown inline text of a sentence: words that are code (names with underscores, "::", "()", inner capitals,
/// options) become code spans, everything else is escaped.
std::string proseMarkdown(std::string_view sentence);

/// Whether a sentence says enough to be quoted alone: three words or more, mostly letters, not cut off.
bool isQuotable(std::string_view sentence);

/// Whether a sentence can be quoted beside others: what stands in a list must be a whole sentence for that.
bool standsAlone(const Sentence& sentence);

/// The first sentence that is worth quoting; null if there is none.
const Sentence* leadSentence(const std::vector<Sentence>& sentences);

}  // namespace skein::providers
