// The adapter around cmark-gfm: a parsed piece of Markdown with tables. Thread: any; a tree is used by one thread.
// Must never render raw HTML or load anything.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

struct cmark_node;

namespace skein::deliverable {

/// A piece of a Markdown file that begins at a heading of level one or two (or at the start).
struct MarkdownPart {
    std::string_view text;
    std::uint32_t firstLine = 1;  ///< line of the file where it begins
};

/// Cuts a file before each heading of level one to three outside code fences, so that parts can be parsed one by one.
/// Joined together the parts are the file. Link reference definitions do not reach across parts.
std::vector<MarkdownPart> splitAtHeadings(std::string_view markdown);

class MarkdownTree {
public:
    /// Parses valid UTF-8. Error: Unavailable if cmark-gfm lacks its table extension.
    static Result<MarkdownTree> parse(std::string_view markdown);

    cmark_node* root() const { return m_root.get(); }
    /// Plain text of the headings in order.
    std::vector<std::string> headings() const;
    /// HTML of the tree, raw HTML and dangerous links left out.
    std::string html() const;

private:
    struct Free {
        void operator()(cmark_node* node) const;
    };
    explicit MarkdownTree(cmark_node* root) : m_root(root) {}

    std::unique_ptr<cmark_node, Free> m_root;
};

/// One thing that a Markdown text says, its lines as written and joined by spaces.
struct MarkdownPiece {
    enum class Kind {
        Statement,  ///< a paragraph or a list item
        LeadIn,     ///< one that only announces: a caption in bold type, or words that end in a colon
        Row,        ///< of a table, not its header
        Code        ///< a code block; its text has its line ends
    };
    Kind kind = Kind::Statement;
    std::string text;
    std::string language{};  ///< Code: the first word of its info string
};

/// The pieces of a text in order; headings are none. Valid UTF-8. Error: as parse().
Result<std::vector<MarkdownPiece>> piecesOf(std::string_view markdown);

/// A piece, or part of one, as Markdown inline text (Statement::text): escaped prose with its code spans; the marks of
/// lists, quotations, links and emphasis are left out. Empty only if it says nothing.
std::string inlineProse(std::string_view piece);

/// Text and code of a node and all below it; soft breaks are spaces.
std::string nodeText(cmark_node* node);

}  // namespace skein::deliverable
