#include "core/providers/offline/declaration.h"

#include <algorithm>

#include "core/base/text.h"

namespace skein::providers {
namespace {

constexpr std::uint32_t maxAbove = 40, maxLines = 60;  // template heads of Boost.Graph reach 30
constexpr std::uint32_t maxMacroLines = 12;
constexpr std::size_t maxBytes = 700, maxBodyBytes = 220;
constexpr std::uint32_t maxBodyLines = 12;

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool isCLike(std::string_view language) { return isOneOf(language, {"C", "C++", "CUDA", "ObjectiveC"}); }
bool endsAtLine(std::string_view language) {
    return isOneOf(language, {"Go", "TypeScript", "JavaScript", "Kotlin", "Swift", "Scala", "PHP"});
}
bool isKnown(std::string_view language) {
    return isCLike(language) || endsAtLine(language) || isOneOf(language, {"Java", "C#", "D", "Rust", "Python"});
}

/// Whether a literal begins at `i`: not an apostrophe between digits, nor a lifetime of Rust.
bool opensQuote(std::string_view line, std::size_t i) {
    if (line[i] == '"') return true;
    if (line[i] != '\'' || (i > 0 && isIdentifierChar(line[i - 1]))) return false;
    return line.find('\'', i + 1) != std::string_view::npos;
}

/// Cut between words, so that what is left still stands in the source.
std::string shortened(std::string text) {
    if (text.size() <= maxBytes) return text;
    std::size_t cut = maxBytes;
    while (cut > 0 && (isIdentifierChar(text[cut]) || (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80)) --cut;
    return std::string(trim(std::string_view(text).substr(0, cut))) + " …";
}

std::string_view nameWord(std::string_view title) {
    const auto words = identifiersIn(title);
    return words.empty() ? std::string_view() : words.front();
}

/// Whether a line above the name goes on into the declaration below it.
bool continues(std::string_view raw, std::string_view code, std::string_view language) {
    if (!isCLike(language)) return code.starts_with('@') || code.starts_with("#[");
    if (trim(raw).empty() || code.empty() || code.starts_with('#') || code.ends_with("\\")) return false;
    // The inside or the end of a comment.
    const bool closes = raw.find("*/") != std::string_view::npos && raw.find("/*") == std::string_view::npos;
    if (closes || code.starts_with('*')) return false;
    const char last = code.back();
    if (last == ';' || last == '{' || last == '}') return false;
    if (code.starts_with("template")) return true;
    if (last == ':' && !code.ends_with("::")) return false;
    const bool attribute = code.starts_with("[[") || code.starts_with("__attribute__") ||
                           code.find("DEPRECATED") != std::string_view::npos ||
                           code.find("REQUIRES") != std::string_view::npos;
    if (last == ')') return attribute;
    // A macro that stands alone on its line ends something ("BEGIN_NAMESPACE").
    const bool alone = std::all_of(code.begin(), code.end(),
                                   [](char c) { return (c >= 'A' && c <= 'Z') || c == '_' || (c >= '0' && c <= '9'); });
    return !alone || attribute || code.ends_with("_EXPORT") || code.ends_with("_API") || code.ends_with("INLINE");
}

Declaration macroAt(const SourceText& source, std::uint32_t line) {
    std::string text;
    std::uint32_t last = line;
    bool inBlock = false;
    for (; last <= source.lineCount() && last - line < maxMacroLines; ++last) {
        std::string code = codeOf(source.line(last), CommentStyle::Slash, inBlock);
        std::string_view view = trim(code);
        const bool more = view.ends_with('\\') || inBlock;
        if (view.ends_with('\\')) view.remove_suffix(1);
        text += std::string(view) + ' ';
        if (!more) break;
    }
    const bool cut = last - line == maxMacroLines;
    last = std::min(std::min(last, line + maxMacroLines - 1), source.lineCount());
    text = squeezed(text);
    return {shortened(text + (cut ? " …" : "")), {line, last}, {}};
}

/// Reads forward from the first line until the declaration ends.
class Reader {
public:
    Reader(const SourceText& source, LineRange lines, std::string_view name, DeclarationForm form)
        : m_source(source), m_lines(lines), m_name(name), m_form(form), m_language(source.file().language) {}

    Declaration read() {
        bool inBlock = false;
        const CommentStyle style = m_language == "Python" ? CommentStyle::Hash : CommentStyle::Slash;
        std::uint32_t number = m_lines.first;
        for (; number <= m_source.lineCount() && number - m_lines.first < maxLines; ++number) {
            const std::string code = codeOf(m_source.line(number), style, inBlock);
            if (isCLike(m_language) && trim(code).starts_with('#')) continue;
            m_past = m_past || number > m_lines.last || number == m_lines.last;
            if (line(code, number == m_lines.last ? code.find(m_name) : 0)) break;
            m_text += ' ';
            if (m_past && m_depth == 0 && stopsAtLineEnd(trim(code))) break;
        }
        const bool cut = number - m_lines.first == maxLines;
        std::string text = squeezed(m_text);
        while (text.ends_with('=') || text.ends_with(',') || text.ends_with(' ')) text.pop_back();
        Declaration declaration;
        declaration.text = shortened(text + (cut ? " …" : ""));
        declaration.lines = {m_lines.first, std::min(number, m_source.lineCount())};
        if (m_form == DeclarationForm::Block && m_endColumn != std::string::npos && m_language != "Python")
            readBody(number, declaration);
        return declaration;
    }

private:
    void readBody(std::uint32_t number, Declaration& declaration) const {
        std::string body;
        int depth = 0;
        bool inBlock = false;
        for (const std::uint32_t first = number; number <= m_source.lineCount() && number - first < maxBodyLines;
             ++number) {
            const std::string code = codeOf(m_source.line(number), CommentStyle::Slash, inBlock);
            if (trim(code).starts_with('#') || body.size() > maxBodyBytes * 2) return;
            for (std::size_t i = number == first ? m_endColumn : 0; i < code.size(); ++i) {
                if (body.empty() && code[i] != '{' && code[i] != ':') return;
                body += code[i];
                depth += code[i] == '{' ? 1 : code[i] == '}' ? -1 : 0;
                if (code[i] != '}' || depth != 0) continue;
                // Braces of an initialiser list are followed by more of it.
                const std::string_view rest = trim(std::string_view(code).substr(i + 1));
                if (rest.starts_with(',') || rest.starts_with('{')) continue;
                body = squeezed(body);
                if (body.size() > maxBodyBytes || body.size() < 5) return;
                declaration.body = std::move(body);
                declaration.bodyEnd = number;
                return;
            }
            body += ' ';
        }
    }

    bool stopsAtLineEnd(std::string_view code) const {
        if (m_language == "Python") return m_form == DeclarationForm::Value && !code.ends_with('\\');
        if (!endsAtLine(m_language)) return false;
        return !code.ends_with(',') && !code.ends_with('(') && !code.ends_with('=') && !code.ends_with('|') &&
               !code.ends_with("=>") && !code.starts_with('@');
    }

    /// Takes over the code of a line; true when the declaration ends on it. `from`: where the name begins.
    bool line(std::string_view code, std::size_t from) {
        char quote = 0;
        for (std::size_t i = 0; i < code.size(); ++i) {
            const char c = code[i];
            if (quote != 0) {
                if (c == '\\' && i + 1 < code.size()) m_text += code[i++];
                else if (c == quote) quote = 0;
                m_text += code[i];
                continue;
            }
            if (opensQuote(code, i) || c == '`') quote = c;
            if (c == '(' || c == '[') ++m_depth;
            if ((c == ')' || c == ']') && m_depth > 0) --m_depth;
            if (m_past && i >= from && m_depth == 0 && ends(code, i)) {
                m_endColumn = i;
                return true;
            }
            m_text += c;
        }
        return false;
    }

    bool ends(std::string_view code, std::size_t i) const {
        const char c = code[i];
        if (c == ';' || c == '}') return !(c == '}' && i > 0 && code[i - 1] == '{');
        if (c == '{')
            return m_language == "Python" ? false : !(i + 1 < code.size() && code[i + 1] == '}' && m_language == "Go");
        if (c == ',' && m_form == DeclarationForm::Value && m_isEnumerator) return true;
        if (c != ':' || m_form != DeclarationForm::Block) return false;
        if (m_language == "Python") return true;
        // The initialiser list of a constructor; "::" belongs to a name.
        const bool scope = (i > 0 && code[i - 1] == ':') || (i + 1 < code.size() && code[i + 1] == ':');
        return isCLike(m_language) && !scope && m_text.find(')') != std::string::npos && !m_isType;
    }

    const SourceText& m_source;
    LineRange m_lines;  ///< from the first line to that of the name
    std::string_view m_name;
    DeclarationForm m_form;
    std::string_view m_language;
    std::string m_text;
    int m_depth = 0;
    bool m_past = false;
    std::size_t m_endColumn = std::string::npos;

public:
    bool m_isEnumerator = false, m_isType = false;
};

}  // namespace

std::string squeezed(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool blank = static_cast<unsigned char>(c) <= ' ';
        if (blank && (out.empty() || out.back() == ' ')) continue;
        out += blank ? ' ' : c;
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

std::string codeOf(std::string_view line, CommentStyle style, bool& inBlock) {
    std::string out;
    char quote = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (inBlock) {
            if (c == '*' && i + 1 < line.size() && line[i + 1] == '/') inBlock = false, ++i;
            continue;
        }
        if (quote != 0) {
            out += c;
            if (c == '\\' && i + 1 < line.size()) out += line[++i];
            else if (c == quote) quote = 0;
            continue;
        }
        if (opensQuote(line, i)) quote = c;
        if (style == CommentStyle::Hash && c == '#') break;
        if (style == CommentStyle::Slash && c == '/' && i + 1 < line.size()) {
            if (line[i + 1] == '/') break;
            if (line[i + 1] == '*') {
                inBlock = true;
                ++i;
                out += ' ';
                continue;
            }
        }
        out += c;
    }
    return out;
}

Declaration declarationOf(const SourceText& source, const Atom& atom, DeclarationForm form) {
    const std::string& language = source.file().language;
    const std::string_view name = nameWord(atom.title);
    if (!isKnown(language) || name.empty()) return {};
    const CommentStyle style = language == "Python" ? CommentStyle::Hash : CommentStyle::Slash;
    std::uint32_t line = atom.lines.first;
    const std::uint32_t limit = std::min(source.lineCount(), atom.lines.first + maxAbove);
    const auto holds = [&](std::uint32_t at) {
        bool inBlock = false;
        return holdsWord(codeOf(source.line(at), style, inBlock), name);
    };
    while (line <= limit && !holds(line)) ++line;
    if (line > limit) return {};
    if (form == DeclarationForm::Macro) return macroAt(source, line);
    std::uint32_t first = line;
    if (form == DeclarationForm::Block)
        while (first > 1 && line - first < maxAbove) {
            bool inBlock = false;
            const std::string code = codeOf(source.line(first - 1), style, inBlock);
            if (inBlock || !continues(source.line(first - 1), trim(code), language)) break;
            --first;
        }
    Reader reader(source, {first, line}, name, form);
    reader.m_isEnumerator = atom.symbolKind == "enumerator";
    reader.m_isType = atom.signature.empty();
    return reader.read();
}

}  // namespace skein::providers
