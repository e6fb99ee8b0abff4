// Cuts Markdown text into blocks, sentences and tokens for the prose and table extractors. Thread: any; pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/claim.h"

namespace skein::coherence {

/// One token of a sentence.
struct Token {
    enum class Kind { Word, Code, Quote, Number, Mark };
    Kind kind = Kind::Word;
    std::string text;                  ///< as written, without backticks or quotes
    std::string lower;                 ///< ASCII lower case of it
    std::optional<ClaimValue> number;  ///< Number: with a unit that is attached to it ("30s")
    bool spaced = false;               ///< a blank stands before it
};

/// The tokens of a sentence: words, `code spans`, "quotes", numbers, and single punctuation marks. Emphasis marks and
/// link targets are left out. Spelled numbers from two to twelve and the tens are numbers. At most 400 tokens.
std::vector<Token> tokenise(std::string_view sentence);

/// A piece of text and the line of its source it starts on (1-based within the text that was cut).
struct TextPiece {
    std::string text;
    std::uint32_t line = 1;
    bool listItem = false;   ///< first sentence of a list item
    std::string whole = {};  ///< the sentence as it is written, where `text` is a statement taken from it

    const std::string& written() const { return whole.empty() ? text : whole; }
};

/// Sentences of a paragraph or list item. "e.g.", "i.e.", decimal points and dots inside code spans do not end one.
std::vector<TextPiece> sentencesOf(const TextPiece& block);

/// A block of Markdown.
struct MarkdownBlock {
    enum class Kind { Heading, Paragraph, ListItem, Table };
    Kind kind = Kind::Paragraph;
    std::uint32_t line = 1;  ///< first line, 1-based within the text
    int level = 0;           ///< Heading: 1 to 6
    std::string text;        ///< paragraph text with its line ends; a heading's title; a table's rows
};

/// Blocks in order. Fenced and indented code, block quotes, HTML comments and front matter are left out: they show
/// examples, other people's words and metadata.
std::vector<MarkdownBlock> markdownBlocks(std::string_view text);

/// The cells of a table row, trimmed; "\|" and '|' inside code spans do not separate.
std::vector<std::string> tableCells(std::string_view row);

}  // namespace skein::coherence
