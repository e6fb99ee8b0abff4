#include "core/providers/offline/source_text.h"

#include <algorithm>
#include <array>
#include <memory>

#include "core/base/text.h"

namespace skein::providers {
namespace {

struct LanguageComments {
    std::string_view language;
    CommentStyle style;
};
// Names are those of Universal Ctags (ctags --list-languages, 5.9) and of core/memory.
constexpr std::array<LanguageComments, 52> languageComments{{
    {"C", CommentStyle::Slash},
    {"C++", CommentStyle::Slash},
    {"CUDA", CommentStyle::Slash},
    {"C#", CommentStyle::Slash},
    {"D", CommentStyle::Slash},
    {"Go", CommentStyle::Slash},
    {"Java", CommentStyle::Slash},
    {"JavaScript", CommentStyle::Slash},
    {"TypeScript", CommentStyle::Slash},
    {"Kotlin", CommentStyle::Slash},
    {"ObjectiveC", CommentStyle::Slash},
    {"PHP", CommentStyle::Slash},
    {"Protobuf", CommentStyle::Slash},
    {"Rust", CommentStyle::Slash},
    {"SCSS", CommentStyle::Slash},
    {"CSS", CommentStyle::Slash},
    {"Scala", CommentStyle::Slash},
    {"Swift", CommentStyle::Slash},
    {"SystemVerilog", CommentStyle::Slash},
    {"Verilog", CommentStyle::Slash},
    {"Vala", CommentStyle::Slash},
    {"Thrift", CommentStyle::Slash},
    {"YACC", CommentStyle::Slash},
    {"LEX", CommentStyle::Slash},
    {"Awk", CommentStyle::Hash},
    {"CMake", CommentStyle::Hash},
    {"Elixir", CommentStyle::Hash},
    {"Julia", CommentStyle::Hash},
    {"Make", CommentStyle::Hash},
    {"Automake", CommentStyle::Hash},
    {"Autoconf", CommentStyle::Hash},
    {"Perl", CommentStyle::Hash},
    {"PowerShell", CommentStyle::Hash},
    {"Python", CommentStyle::Hash},
    {"R", CommentStyle::Hash},
    {"Ruby", CommentStyle::Hash},
    {"Sh", CommentStyle::Hash},
    {"Tcl", CommentStyle::Hash},
    {"TOML", CommentStyle::Hash},
    {"YAML", CommentStyle::Hash},
    {"Yaml", CommentStyle::Hash},
    {"Meson", CommentStyle::Hash},
    {"Properties", CommentStyle::Hash},
    {"Ada", CommentStyle::Dash},
    {"Haskell", CommentStyle::Dash},
    {"Lua", CommentStyle::Dash},
    {"SQL", CommentStyle::Dash},
    {"Lisp", CommentStyle::Semicolon},
    {"Scheme", CommentStyle::Semicolon},
    {"Asm", CommentStyle::Semicolon},
    {"TeX", CommentStyle::Percent},
    {"HTML", CommentStyle::Markup},
}};

std::string_view lineMarker(CommentStyle style) {
    switch (style) {
        case CommentStyle::Slash: return "//";
        case CommentStyle::Hash: return "#";
        case CommentStyle::Dash: return "--";
        case CommentStyle::Semicolon: return ";";
        case CommentStyle::Percent: return "%";
        case CommentStyle::None:
        case CommentStyle::Markup: return "";
    }
    return "";
}

/// The words of a comment line: markers and decoration at both ends removed.
std::string withoutMarkers(std::string_view line) {
    line = trim(line);
    const std::size_t first = line.find_first_not_of("/*!#;%<-");
    // A leading "-" or "<" may be a bullet or a tag; only runs of markers that end at a blank are decoration.
    if (first == std::string_view::npos) return {};
    if (first > 0 &&
        (line[first] == ' ' || line[first] == '\t' || line[0] == '*' || line[0] == '/' || line[0] == '#')) {
        const std::size_t keep = line.find_last_of("-<", first);
        line.remove_prefix(keep != std::string_view::npos && keep > 0 && keep + 1 == first ? keep : first);
    }
    while (line.ends_with("*/")) line.remove_suffix(2);
    const std::size_t last = line.find_last_not_of("*/ \t");
    return std::string(
        trim(last == std::string_view::npos ? std::string_view() : line.substr(0, std::max(last + 1, std::size_t{1}))));
}

/// Walks the lines of one file and collects its comments.
class CommentScanner {
public:
    CommentScanner(const SourceText& source, CommentStyle style)
        : m_source(source), m_style(style), m_marker(lineMarker(style)), m_python(source.file().language == "Python") {}

    std::vector<Comment> run() {
        for (m_number = 1; m_number <= m_source.lineCount(); ++m_number) {
            const std::string_view line = m_source.line(m_number);
            if (!m_closer.empty()) inside(line);
            else outside(line);
        }
        if (!m_closer.empty()) m_comments.push_back(std::move(m_open));
        joinBriefs();
        return std::move(m_comments);
    }

private:
    /// "/// What it is." directly above "/** the rest */": both are one documentation.
    void joinBriefs() {
        for (std::size_t i = 0; i + 1 < m_comments.size(); ++i) {
            Comment &brief = m_comments[i], &rest = m_comments[i + 1];
            const bool joins = !brief.trailing && !rest.trailing && brief.lines.last + 1 == rest.lines.first &&
                               trim(m_source.line(brief.lines.first)).starts_with("///") &&
                               trim(m_source.line(rest.lines.first)).starts_with("/**");
            if (!joins) continue;
            brief.text.push_back({rest.lines.first, ""});
            rest.text.insert(rest.text.begin(), brief.text.begin(), brief.text.end());
            rest.lines.first = brief.lines.first;
            m_comments.erase(m_comments.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }

    void inside(std::string_view line) {
        const std::size_t end = line.find(m_closer);
        m_open.text.push_back({m_number, withoutMarkers(line.substr(0, std::min(end, line.size())))});
        m_open.lines.last = m_number;
        if (end == std::string_view::npos) return;
        m_closer = {};
        m_comments.push_back(std::move(m_open));
    }

    void outside(std::string_view line) {
        const std::string_view text = trim(line);
        if (text.empty()) return;
        if (!m_marker.empty() && text.starts_with(m_marker) &&
            !(m_style == CommentStyle::Hash && text.starts_with("#!")))
            return lineComment(text, false);
        if (m_python && (text.starts_with("\"\"\"") || text.starts_with("'''") || text.starts_with("r\"\"\""))) {
            const std::size_t quote = text.find_first_of("\"'");
            return open(text.substr(quote + 3), text.substr(quote, 3), false);
        }
        if (m_style == CommentStyle::Markup) {
            if (const std::size_t at = text.find("<!--"); at != std::string_view::npos)
                open(text.substr(at + 4), "-->", at > 0);
            return;
        }
        if (m_style == CommentStyle::Slash || m_source.file().language == "SQL") return afterCode(text);
    }

    /// Finds a comment on a line of code, stepping over string and character literals.
    void afterCode(std::string_view text) {
        char quote = 0;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const char c = text[i];
            if (quote != 0) {
                if (c == '\\') ++i;
                else if (c == quote) quote = 0;
            } else if (c == '"' || (c == '\'' && (i == 0 || !isIdentifierChar(text[i - 1])))) {
                quote = c;
            } else if (c == '/' && i + 1 < text.size() && text[i + 1] == '/') {
                return lineComment(text.substr(i), true);
            } else if (c == '/' && i + 1 < text.size() && text[i + 1] == '*') {
                return open(text.substr(i + 2), "*/", i > 0);
            }
        }
    }

    void lineComment(std::string_view text, bool trailing) {
        const bool joins = !trailing && !m_comments.empty() && !m_comments.back().trailing && m_lastWasLine &&
                           m_comments.back().lines.last + 1 == m_number;
        if (!joins) m_comments.push_back({{m_number, m_number}, {}, trailing});
        m_comments.back().lines.last = m_number;
        m_comments.back().text.push_back(
            {m_number, withoutMarkers(text.substr(std::min(m_marker.size(), text.size())))});
        m_lastWasLine = true;
    }

    void open(std::string_view text, std::string_view closer, bool trailing) {
        m_lastWasLine = false;
        m_open = {{m_number, m_number}, {}, trailing};
        const std::size_t end = text.find(closer);
        m_open.text.push_back({m_number, withoutMarkers(text.substr(0, std::min(end, text.size())))});
        if (end != std::string_view::npos) m_comments.push_back(std::move(m_open));
        else m_closer = closer;
    }

    const SourceText& m_source;
    CommentStyle m_style;
    std::string_view m_marker;
    bool m_python;
    std::uint32_t m_number = 1;
    std::string_view m_closer;
    Comment m_open;
    bool m_lastWasLine = false;
    std::vector<Comment> m_comments;
};

/// The text between the first pair of these quotes after `from`; empty if there is none.
std::string_view quoted(std::string_view line, std::size_t from = 0) {
    const std::size_t open = line.find_first_of("\"'`<", from);
    if (open == std::string_view::npos) return {};
    const std::size_t close = line.find(line[open] == '<' ? '>' : line[open], open + 1);
    return close == std::string_view::npos ? std::string_view() : line.substr(open + 1, close - open - 1);
}

std::string_view firstWord(std::string_view text) {
    const std::size_t end = text.find_first_of(" \t;,(){");
    return text.substr(0, end);
}

/// A dotted name; empty if the word is anything else.
std::string_view moduleName(std::string_view word) {
    const bool name = std::all_of(word.begin(), word.end(), [](char c) { return isIdentifierChar(c) || c == '.'; });
    return name ? word : std::string_view();
}

/// The mark that closes the string which is open behind a line of Python; empty if none is. `closer`: the one open
/// before it.
std::string_view stringOpenAfter(std::string_view line, std::string_view closer) {
    for (std::size_t i = 0; i < line.size();) {
        if (!closer.empty()) {
            const std::size_t end = line.find(closer, i);
            if (end == std::string_view::npos) return closer;
            i = end + closer.size();
            closer = {};
            continue;
        }
        if (line[i] == '#') break;
        if (line[i] != '"' && line[i] != '\'') {
            ++i;
            continue;
        }
        const std::string_view mark = line.substr(i, 3);
        if (mark == "\"\"\"" || mark == "'''") {
            closer = line[i] == '"' ? "\"\"\"" : "'''";
            i += 3;
            continue;
        }
        const char quote = line[i++];
        while (i < line.size() && line[i] != quote) i += line[i] == '\\' ? 2 : 1;
        ++i;
    }
    return closer;
}

/// "a" and "b" of "from m import (a, b as c)", which begins on line `number` and may go on below it.
std::vector<std::string> importedNames(const SourceText& source, std::uint32_t number) {
    constexpr std::uint32_t maxImportLines = 60;
    std::vector<std::string> names;
    std::string_view line = trim(source.line(number));
    const std::size_t at = line.find(" import ");
    if (!line.starts_with("from ") || at == std::string_view::npos) return names;
    line = line.substr(at + 8);
    const bool open = trim(line).starts_with('(');
    for (const std::uint32_t first = number; number < first + maxImportLines && number <= source.lineCount();) {
        const bool closed = line.find(')') != std::string_view::npos;
        line = line.substr(0, line.find_first_of("#)"));
        for (const std::string_view part : split(line, ',')) {
            std::string_view name = trim(part);
            if (name.starts_with('(')) name = trim(name.substr(1));
            name = moduleName(firstWord(name));
            if (!name.empty()) names.emplace_back(name);
        }
        if (!open || closed) break;
        line = source.line(++number);
    }
    return names;
}

/// The module a line imports, as written; empty if it imports nothing.
std::string_view importTarget(std::string_view line, std::string_view language, bool& goBlock) {
    const auto starts = [&](std::string_view word) { return line.starts_with(word); };
    if (language == "Python") {
        if (starts("import ")) return moduleName(firstWord(trim(line.substr(7))));
        if (!starts("from ") || (line.find(" import ") == std::string_view::npos && !line.ends_with(" import")))
            return {};
        return moduleName(firstWord(trim(line.substr(5))));
    }
    if (language == "JavaScript" || language == "TypeScript") {
        const std::size_t require = line.find("require(");
        if (require != std::string_view::npos) return quoted(line, require);
        const std::size_t from = line.find(" from ");
        if ((starts("import") || starts("export") || starts("}")) && from != std::string_view::npos)
            return quoted(line, from);
        return starts("import '") || starts("import \"") ? quoted(line) : std::string_view();
    }
    if (language == "Go") {
        if (starts("import (")) {
            goBlock = true;
            return {};
        }
        if (goBlock && starts(")")) goBlock = false;
        return goBlock || starts("import ") ? quoted(line) : std::string_view();
    }
    if (language == "Rust")
        return starts("use ")                          ? firstWord(line.substr(4))
               : starts("mod ") && line.ends_with(';') ? firstWord(line.substr(4))
                                                       : std::string_view();
    if (language == "Java" || language == "Kotlin" || language == "Scala")
        return starts("import ") ? firstWord(trim(line.substr(starts("import static ") ? 14 : 7))) : std::string_view();
    if (language == "Ruby" || language == "PHP" || language == "Lua")
        return line.find("require") != std::string_view::npos || starts("include") ? quoted(line) : std::string_view();
    if (language == "Perl")
        return starts("use ") || starts("require ") ? firstWord(trim(line.substr(line.find(' ')))) : std::string_view();
    if (language == "Sh")
        return starts("source ") || starts(". ") ? firstWord(trim(line.substr(line.find(' ')))) : std::string_view();
    if (language == "CMake") {
        const bool names = starts("include(") || starts("add_subdirectory(");
        return names ? firstWord(line.substr(line.find('(') + 1)) : std::string_view();
    }
    if (!starts("#")) return {};
    const std::string_view directive = trim(line.substr(1));
    return directive.starts_with("include") || directive.starts_with("import") ? quoted(directive) : std::string_view();
}

}  // namespace

SourceText::SourceText(SourceFile file, std::string text)
    : m_file(std::move(file)), m_text(std::make_unique<std::string>(std::move(text))), m_lines(splitLines(*m_text)) {}
SourceText::SourceText(SourceText&&) noexcept = default;
SourceText& SourceText::operator=(SourceText&&) noexcept = default;

std::string_view SourceText::line(std::uint32_t number) const {
    return number >= 1 && number <= m_lines.size() ? m_lines[number - 1] : std::string_view();
}

std::string_view SourceText::range(LineRange lines) const {
    if (lines.first > m_lines.size() || lines.last < lines.first) return {};
    const std::string_view first = m_lines[lines.first - 1],
                           last = m_lines[std::min<std::size_t>(lines.last, m_lines.size()) - 1];
    return {first.data(), static_cast<std::size_t>(last.data() + last.size() - first.data())};
}

std::vector<Comment> SourceText::comments() const {
    const CommentStyle style = commentStyleOf(m_file.language);
    return style == CommentStyle::None ? std::vector<Comment>() : CommentScanner(*this, style).run();
}

std::vector<ImportRef> SourceText::imports() const {
    std::vector<ImportRef> result;
    if (!isCodeLanguage(m_file.language)) return result;
    bool goBlock = false;
    // What stands inside a comment or docstring imports nothing; a trailing comment has code in front of it.
    const auto found = comments();
    auto comment = found.begin();
    const bool stringsSpanLines = m_file.language == "Python";
    std::string_view closer;  // of a string over several lines that is no docstring
    for (std::uint32_t number = 1; number <= lineCount(); ++number) {
        const std::string_view line = trim(m_lines[number - 1]);
        while (comment != found.end() && comment->lines.last < number) ++comment;
        if (comment != found.end() && comment->lines.first + (comment->trailing ? 1 : 0) <= number) continue;
        if (stringsSpanLines) {
            const bool inside = !closer.empty();
            closer = stringOpenAfter(line, closer);
            if (inside) continue;
        }
        if (line.size() < 5) {
            if (line.starts_with(")")) goBlock = false;
            continue;
        }
        const std::string_view target = importTarget(line, m_file.language, goBlock);
        if (target.empty() || target.size() > 300) continue;
        result.push_back({number, std::string(target), {}});
        if (m_file.language == "Python") result.back().names = importedNames(*this, number);
    }
    return result;
}

CommentStyle commentStyleOf(std::string_view language) {
    for (const auto& [name, style] : languageComments)
        if (name == language) return style;
    return CommentStyle::None;
}

bool isProseLanguage(std::string_view language) {
    return language == "Markdown" || language == "ReStructuredText" || language == "Asciidoc" || language == "Text" ||
           language == "PlainText" || language == "Man" || language.empty();
}

bool isCodeLanguage(std::string_view language) {
    if (language == "CSS" || language == "SCSS" || language == "YAML" || language == "Yaml" || language == "TOML" ||
        language == "HTML" || language == "Properties")
        return false;
    return commentStyleOf(language) != CommentStyle::None;
}

bool holdsWord(std::string_view text, std::string_view word) {
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        if ((at == 0 || !isIdentifierChar(text[at - 1])) && (end == text.size() || !isIdentifierChar(text[end])))
            return true;
    }
    return false;
}

}  // namespace skein::providers
