// One source file as the offline agents read it: lines, comments and imports. Thread: any; values only.
// Never resolves anything outside the index and never interprets code beyond its comments and import lines.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/model/atom.h"
#include "core/ports/index.h"

namespace skein::providers {

/// A line of a comment without its markers.
struct CommentLine {
    std::uint32_t number = 1;
    std::string text;
};

/// A comment, or several line comments in a row, or a docstring.
struct Comment {
    LineRange lines;
    std::vector<CommentLine> text;
    bool trailing = false;  ///< code stands before it on its first line
};

/// A line that names another file or module.
struct ImportRef {
    std::uint32_t line = 1;
    std::string target;              ///< as written: "curl/curl.h", "os.path", "./util"
    std::vector<std::string> names;  ///< of Python's "from target import names", in brackets over many lines too
};

class SourceText {
public:
    SourceText(SourceFile file, std::string text);
    SourceText(SourceText&&) noexcept;
    SourceText& operator=(SourceText&&) noexcept;

    const SourceFile& file() const { return m_file; }
    const std::string& path() const { return m_file.path; }
    std::string_view text() const { return *m_text; }
    std::uint32_t lineCount() const { return static_cast<std::uint32_t>(m_lines.size()); }
    /// 1-based; empty beyond the end.
    std::string_view line(std::uint32_t number) const;
    /// The lines of a range, cut to the file.
    std::string_view range(LineRange lines) const;
    LineRange whole() const { return {1, std::max<std::uint32_t>(lineCount(), 1)}; }

    /// Comments in order. Languages whose comments are unknown have none.
    std::vector<Comment> comments() const;
    /// Lines that name other files or modules, in order.
    std::vector<ImportRef> imports() const;

private:
    SourceFile m_file;
    std::unique_ptr<std::string> m_text;  ///< on the heap: the lines point into it when the object moves
    std::vector<std::string_view> m_lines;
};

/// How a language writes comments.
enum class CommentStyle { None, Slash, Hash, Dash, Semicolon, Percent, Markup };
CommentStyle commentStyleOf(std::string_view language);
/// Whether the language is prose (Markdown, reStructuredText, plain text) rather than code or data.
bool isProseLanguage(std::string_view language);
/// Whether files of the language define and use symbols.
bool isCodeLanguage(std::string_view language);

/// Whether `word` stands in `text` with no identifier character on either side.
bool holdsWord(std::string_view text, std::string_view word);

}  // namespace skein::providers
