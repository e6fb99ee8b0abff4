#include "core/deliverable/markdown_tree.h"

#include <algorithm>
#include <cstdlib>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include "core/base/text.h"
#include "core/deliverable/document.h"

namespace skein::deliverable {
namespace {

struct FreeText {
    void operator()(char* text) const { std::free(text); }
};
struct FreeParser {
    void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
};

/// Registration in cmark-gfm is process-wide and must happen once; the language makes this initialisation thread-safe.
cmark_syntax_extension* tableExtension() {
    static cmark_syntax_extension* const extension = [] {
        cmark_gfm_core_extensions_ensure_registered();
        return cmark_find_syntax_extension("table");
    }();
    return extension;
}

}  // namespace

std::vector<MarkdownPart> splitAtHeadings(std::string_view markdown) {
    std::vector<MarkdownPart> parts;
    std::size_t start = 0;
    std::uint32_t line = 0, startLine = 1;
    std::string fence;
    for (std::size_t at = 0; at < markdown.size();) {
        ++line;
        const std::size_t end = std::min(markdown.find('\n', at), markdown.size() - 1) + 1;
        const std::string_view text = trim(markdown.substr(at, end - at));
        const std::size_t ticks = std::min(text.find_first_not_of('`'), text.size());
        if (fence.empty() && ticks >= 3) fence.assign(ticks, '`');
        else if (!fence.empty() && ticks >= fence.size() && ticks == text.size()) fence.clear();
        const std::size_t hashes = std::min(text.find_first_not_of('#'), text.size());
        if (fence.empty() && markdown[at] == '#' && hashes <= 3 && hashes < text.size() && text[hashes] == ' ' &&
            at > start) {
            parts.push_back({markdown.substr(start, at - start), startLine});
            start = at;
            startLine = line;
        }
        at = end;
    }
    if (start < markdown.size()) parts.push_back({markdown.substr(start), startLine});
    return parts;
}

void MarkdownTree::Free::operator()(cmark_node* node) const { cmark_node_free(node); }

Result<MarkdownTree> MarkdownTree::parse(std::string_view markdown) {
    cmark_syntax_extension* const table = tableExtension();
    if (table == nullptr) return fail(ErrorCode::Unavailable, "cmark-gfm has no table extension");
    const std::unique_ptr<cmark_parser, FreeParser> parser(cmark_parser_new(CMARK_OPT_DEFAULT));
    cmark_parser_attach_syntax_extension(parser.get(), table);
    cmark_parser_feed(parser.get(), markdown.data(), markdown.size());
    return MarkdownTree(cmark_parser_finish(parser.get()));
}

std::vector<std::string> MarkdownTree::headings() const {
    std::vector<std::string> result;
    for (cmark_node* node = cmark_node_first_child(root()); node != nullptr; node = cmark_node_next(node))
        if (cmark_node_get_type(node) == CMARK_NODE_HEADING) result.push_back(nodeText(node));
    return result;
}

std::string MarkdownTree::html() const {
    // CMARK_OPT_UNSAFE is not set: raw HTML and javascript: links are replaced by a comment.
    const std::unique_ptr<char, FreeText> text(cmark_render_html(root(), CMARK_OPT_DEFAULT, nullptr));
    return text ? std::string(text.get()) : std::string();
}

namespace {

/// Whether a paragraph only announces what follows it.
bool announces(std::string_view text) {
    const bool bold = text.size() > 4 && text.starts_with("**") && text.find("**", 2) == text.size() - 2;
    while (!text.empty() && std::string_view("*_` ").find(text.back()) != std::string_view::npos) text.remove_suffix(1);
    return bold || text.ends_with(':');
}

std::string codeLanguage(cmark_node* node) {
    const std::string_view info = cmark_node_get_fence_info(node);
    std::string language;
    for (const char c : info) {
        if (!isIdentifierChar(c) && c != '+' && c != '-' && c != '#') break;
        language += c;
    }
    return language;
}

}  // namespace

Result<std::vector<MarkdownPiece>> piecesOf(std::string_view markdown) {
    SKEIN_TRY(const MarkdownTree tree, MarkdownTree::parse(markdown));
    const auto lines = splitLines(markdown);
    std::vector<MarkdownPiece> pieces;
    const std::unique_ptr<cmark_iter, void (*)(cmark_iter*)> iter(cmark_iter_new(tree.root()), cmark_iter_free);
    for (cmark_event_type event = cmark_iter_next(iter.get()); event != CMARK_EVENT_DONE;
         event = cmark_iter_next(iter.get())) {
        if (event != CMARK_EVENT_ENTER) continue;
        cmark_node* const node = cmark_iter_get_node(iter.get());
        const cmark_node_type type = cmark_node_get_type(node);
        const bool row = cmark_node_get_type_string(node) == std::string_view("table_row");
        if (type == CMARK_NODE_CODE_BLOCK)
            pieces.push_back({MarkdownPiece::Kind::Code, cmark_node_get_literal(node), codeLanguage(node)});
        if (type != CMARK_NODE_PARAGRAPH && type != CMARK_NODE_HTML_BLOCK && !row) continue;
        // Where an HTML block ends the parser does not always say; it keeps its text instead.
        const bool html = type == CMARK_NODE_HTML_BLOCK;
        const int first = std::max(cmark_node_get_start_line(node), 1);
        const int last = std::min(cmark_node_get_end_line(node), static_cast<int>(lines.size()));
        std::vector<std::string_view> own;
        if (html) own = splitLines(cmark_node_get_literal(node));
        else
            for (int number = first; number <= last; ++number)
                own.push_back(lines[static_cast<std::size_t>(number) - 1]);
        std::string text;
        for (std::string_view line : own) {
            line = trim(line);
            while (!text.empty() && line.starts_with('>')) line = trim(line.substr(1));
            if (!line.empty()) text += (text.empty() ? "" : " ") + std::string(line);
        }
        const auto kind = row               ? MarkdownPiece::Kind::Row
                          : announces(text) ? MarkdownPiece::Kind::LeadIn
                                            : MarkdownPiece::Kind::Statement;
        pieces.push_back({kind, std::move(text)});
    }
    return pieces;
}

std::string inlineProse(std::string_view piece) {
    const auto tree = MarkdownTree::parse(piece);
    if (!tree) return escapeMarkdown(piece);
    std::string out;
    const std::unique_ptr<cmark_iter, void (*)(cmark_iter*)> iter(cmark_iter_new(tree->root()), cmark_iter_free);
    const auto put = [&](const std::string& text, std::string_view raw) {
        // Escaping drops the blanks at both ends, and an underscore is judged by its neighbours.
        const auto blank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
        if (!raw.empty() && blank(raw.front()) && !out.empty() && out.back() != ' ') out += ' ';
        out += text;
        if (!raw.empty() && blank(raw.back()) && !out.empty() && out.back() != ' ') out += ' ';
    };
    std::string prose;  // text nodes side by side are escaped as one
    const auto flush = [&] { put(escapeMarkdown(prose), prose), prose.clear(); };
    for (cmark_event_type event = cmark_iter_next(iter.get()); event != CMARK_EVENT_DONE;
         event = cmark_iter_next(iter.get())) {
        if (event != CMARK_EVENT_ENTER) continue;
        cmark_node* const node = cmark_iter_get_node(iter.get());
        const cmark_node_type type = cmark_node_get_type(node);
        const char* const literal = cmark_node_get_literal(node);
        const std::string_view text = literal == nullptr ? "" : literal;
        if (type == CMARK_NODE_CODE && text.find('`') == std::string_view::npos) {
            flush();
            put(codeSpan(text), {});
        } else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK ||
                   (type == CMARK_NODE_HTML_INLINE && toLowerAscii(text).starts_with("<br"))) {
            prose += ' ';
        } else {
            prose += text;
        }
    }
    flush();
    out = std::string(trim(out));
    // What Markdown takes for a definition or a fence shows nothing, but has words all the same.
    const auto letter = [](char c) { return isIdentifierChar(c) && (c < '0' || c > '9') && c != '_'; };
    return out.empty() && std::any_of(piece.begin(), piece.end(), letter) ? escapeMarkdown(piece) : out;
}

std::string nodeText(cmark_node* node) {
    std::string out;
    const std::unique_ptr<cmark_iter, void (*)(cmark_iter*)> iter(cmark_iter_new(node), cmark_iter_free);
    for (cmark_event_type event = cmark_iter_next(iter.get()); event != CMARK_EVENT_DONE;
         event = cmark_iter_next(iter.get())) {
        if (event != CMARK_EVENT_ENTER) continue;
        cmark_node* const child = cmark_iter_get_node(iter.get());
        const cmark_node_type type = cmark_node_get_type(child);
        if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE) out += cmark_node_get_literal(child);
        if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK) out += ' ';
    }
    return out;
}

}  // namespace skein::deliverable
