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

/// The lines, as written, of each paragraph, list item and table row that states something: no heading, no header of a
/// table, no code block, no caption in bold type, no lead-in that ends in a colon. Valid UTF-8. Error: as parse().
Result<std::vector<std::string>> statementsOf(std::string_view markdown);

/// Text and code of a node and all below it; soft breaks are spaces.
std::string nodeText(cmark_node* node);

}  // namespace skein::deliverable
