#include "core/providers/offline/body.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/providers/offline/declaration.h"

namespace skein::providers {
namespace {

constexpr std::size_t maxTextBytes = 160;
constexpr std::uint32_t maxHeadLines = 40;
constexpr int maxNesting = 40;

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool isCLike(std::string_view language) { return isOneOf(language, {"C", "C++", "CUDA", "ObjectiveC"}); }
/// Whether the end of a line ends a statement, and conditions stand without brackets.
bool endsAtLine(std::string_view language) {
    return isOneOf(language, {"Go", "JavaScript", "TypeScript", "Kotlin", "Swift", "Scala"});
}
bool hasBraces(std::string_view language) {
    return isCLike(language) || endsAtLine(language) || isOneOf(language, {"Java", "C#", "D", "Rust", "PHP"});
}

/// Cut between words, so that what is left still stands in the source.
std::string shortened(std::string text) {
    if (text.size() <= maxTextBytes) return text;
    std::size_t cut = maxTextBytes;
    while (cut > 0 && (isIdentifierChar(text[cut]) || (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80)) --cut;
    return std::string(trim(std::string_view(text).substr(0, cut))) + " …";
}

/// Code with a twin of equal length in which literals are blanked, so that brackets in it are brackets.
struct Shaped {
    std::string code, shape;
    std::vector<std::size_t> starts;  ///< offset of each line
    std::uint32_t first = 1;          ///< number of the first line

    std::uint32_t lineAt(std::size_t offset) const {
        const auto after = std::upper_bound(starts.begin(), starts.end(), offset);
        return first + static_cast<std::uint32_t>(after - starts.begin()) - 1;
    }
};

Shaped shapeOf(const std::vector<std::string>& lines, LineRange range, std::string_view language) {
    Shaped result;
    result.first = range.first;
    const bool ticks = isOneOf(language, {"Go", "JavaScript", "TypeScript"});
    std::string open;        // the literal we are in
    int dropped = 0;         // depth of conditionals inside a branch that is left out
    bool directive = false;  // the line above ended in a backslash
    for (std::uint32_t number = range.first; number <= range.last && number <= lines.size(); ++number) {
        const std::string& line = lines[number - 1];
        result.starts.push_back(result.code.size());
        std::string shape = line;
        const std::string_view code = trim(line);
        bool blank = directive;
        if (isCLike(language) && open.empty() && !directive && code.starts_with('#')) {
            // Of several branches the first stands for all: their braces would count twice.
            const std::string_view word = trim(code.substr(1));
            if (dropped > 0 && word.starts_with("if")) ++dropped;
            else if (dropped > 0 && word.starts_with("endif")) --dropped;
            else if (dropped == 0 && (word.starts_with("else") || word.starts_with("elif"))) dropped = 1;
            blank = true;
        }
        directive = blank && code.ends_with('\\');
        if (blank || dropped > 0) {
            shape.assign(line.size(), ' ');
            result.code += shape + '\n';
            result.shape += shape + '\n';
            continue;
        }
        for (std::size_t i = 0; i < line.size(); ++i) {
            if (!open.empty()) {
                if (line[i] == '\\' && open != "`" && i + 1 < line.size()) {
                    shape[i] = shape[i + 1] = 'x';
                    ++i;
                } else if (std::string_view(line).substr(i).starts_with(open)) {
                    i += open.size() - 1;
                    open.clear();
                } else {
                    shape[i] = 'x';
                }
                continue;
            }
            const char c = line[i];
            if (language == "Python" && (std::string_view(line).substr(i).starts_with("\"\"\"") ||
                                         std::string_view(line).substr(i).starts_with("'''"))) {
                open = line.substr(i, 3);
                i += 2;
            } else if (c == '"' || (ticks && c == '`')) {
                open = c;
            } else if (c == '\'' && (i == 0 || !isIdentifierChar(line[i - 1]) || language == "Python") &&
                       line.find('\'', i + 1) != std::string::npos) {
                open = c;
            }
        }
        if (open.size() == 1 && open != "`") open.clear();
        result.code += line + '\n';
        result.shape += shape + (open.empty() ? '\n' : ' ');  // no statement ends inside a literal
    }
    return result;
}

/// Reads statements of a language with braces.
class BraceReader {
public:
    BraceReader(const Shaped& text, std::size_t from, std::string_view language)
        : m_code(text.code), m_shape(text.shape), m_text(text), m_at(from), m_language(language) {}

    /// From just behind an opening brace to its closing one. False if it never closes.
    bool block(std::vector<Step>& out) {
        if (++m_nesting > maxNesting) return false;
        std::vector<Step>* into = &out;
        std::vector<Step> cases;
        while (skipSpace()) {
            if (m_shape[m_at] == '}') {
                ++m_at;
                --m_nesting;
                return true;
            }
            // What follows a label of a switch belongs to it.
            if (Step label; caseLabel(label)) {
                out.push_back(std::move(label));
                into = &out.back().inner;
                continue;
            }
            if (!statement(*into)) return false;
        }
        return false;
    }

    std::size_t at() const { return m_at; }

private:
    bool skipSpace() {
        while (m_at < m_shape.size() && (static_cast<unsigned char>(m_shape[m_at]) <= ' ' || m_shape[m_at] == ';'))
            ++m_at;
        return m_at < m_shape.size();
    }
    bool startsWord(std::string_view word) const {
        const std::size_t end = m_at + word.size();
        return m_shape.compare(m_at, word.size(), word) == 0 &&
               (end >= m_shape.size() || !isIdentifierChar(m_shape[end]));
    }
    std::string textOf(std::size_t from, std::size_t to) const {
        return shortened(squeezed(std::string_view(m_code).substr(from, to - from)));
    }
    LineRange linesOf(std::size_t from, std::size_t to) const {
        return {m_text.lineAt(from), m_text.lineAt(to > from ? to - 1 : from)};
    }

    /// The offset behind the bracket that closes the one at `open`, or npos.
    std::size_t closing(std::size_t open) const {
        int depth = 0;
        for (std::size_t i = open; i < m_shape.size(); ++i) {
            const char c = m_shape[i];
            depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
            if (depth == 0) return i + 1;
        }
        return std::string::npos;
    }

    bool caseLabel(Step& label) {
        const bool named = startsWord("case"), other = startsWord("default");
        if (!named && !other) return false;
        std::size_t end = m_at;
        int depth = 0;
        for (; end < m_shape.size(); ++end) {
            const char c = m_shape[end];
            depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
            const bool scope = c == ':' && (m_shape[end + 1] == ':' || m_shape[end - 1] == ':');
            if (depth < 0 || c == ';') return false;
            if (depth == 0 && c == ':' && !scope) break;
        }
        if (end >= m_shape.size()) return false;
        label = {StepKind::Case, other ? "" : textOf(m_at + 4, end), linesOf(m_at, end), {}};
        m_at = end + 1;
        return true;
    }

    /// "(condition)" or, where the language has none, what stands before the brace.
    bool head(std::string& text) {
        if (!skipSpace()) return false;
        if (m_shape[m_at] == '(' && !(m_language == "Go" || m_language == "Rust" || m_language == "Swift")) {
            const std::size_t end = closing(m_at);
            if (end == std::string::npos) return false;
            text = textOf(m_at + 1, end - 1);
            m_at = end;
            return true;
        }
        int depth = 0;
        for (std::size_t i = m_at; i < m_shape.size(); ++i) {
            const char c = m_shape[i];
            depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
            if (depth == 0 && c == '{') {
                text = textOf(m_at, i);
                m_at = i;
                return true;
            }
            if (depth < 0 || (depth == 0 && c == '}')) return false;
        }
        return false;
    }

    bool inside(std::vector<Step>& out) {
        if (!skipSpace()) return false;
        if (m_shape[m_at] != '{') return statement(out);
        ++m_at;
        return block(out);
    }

    bool compound(std::vector<Step>& out, StepKind kind, std::size_t word) {
        const std::size_t from = m_at;
        m_at += word;
        Step step{kind, "", {}, {}};
        const bool bare = kind == StepKind::Else || kind == StepKind::Try;
        if (!bare && !head(step.text)) return false;
        step.lines = linesOf(from, m_at);
        if (!inside(step.inner)) return false;
        out.push_back(std::move(step));
        return true;
    }

    bool statement(std::vector<Step>& out) {
        if (!skipSpace()) return false;
        if (m_shape[m_at] == '{') {
            ++m_at;
            return block(out);
        }
        for (const std::string_view word : {"if constexpr", "if"})
            if (startsWord(word)) return compound(out, StepKind::If, word.size());
        if (startsWord("else")) {
            m_at += 4;
            if (!skipSpace()) return false;
            if (startsWord("if")) return compound(out, StepKind::ElseIf, 2);
            return compound(out, StepKind::Else, 0);
        }
        for (const std::string_view word : {"for", "while", "switch", "foreach", "BOOST_FOREACH", "select", "match"})
            if (startsWord(word) && (word != "match" || m_language == "Rust"))
                return word == "switch" || word == "select" || word == "match"
                           ? branches(out, word.size())
                           : compound(out, StepKind::Loop, word.size());
        if (startsWord("do") || startsWord("loop")) {
            const std::size_t word = startsWord("do") ? 2 : 4;
            std::size_t next = m_at + word;
            while (next < m_shape.size() && static_cast<unsigned char>(m_shape[next]) <= ' ') ++next;
            if (next < m_shape.size() && m_shape[next] == '{') return compound(out, StepKind::Try, word);
        }
        if (startsWord("try") || startsWord("finally")) {
            const std::size_t word = startsWord("try") ? 3 : 7;
            if (m_language == "Java") {  // "try (resource)"
                m_at += word;
                if (!skipSpace()) return false;
                if (m_shape[m_at] == '(') m_at = std::min(closing(m_at), m_shape.size());
                return compound(out, StepKind::Try, 0);
            }
            return compound(out, StepKind::Try, word);
        }
        if (startsWord("catch")) return compound(out, StepKind::Catch, 5);
        return simple(out);
    }

    /// A switch: its cases are steps of the statement's own level.
    bool branches(std::vector<Step>& out, std::size_t word) {
        const std::size_t from = m_at;
        m_at += word;
        Step step{StepKind::Loop, "", {}, {}};
        if (!head(step.text)) return false;
        step.text = std::string("switch ") + step.text;
        step.lines = linesOf(from, m_at);
        if (m_language == "Rust") step.text = "match" + step.text.substr(6);
        if (!skipSpace() || m_shape[m_at] != '{') return false;
        if (m_language == "Rust") {
            m_at = closing(m_at);
            if (m_at == std::string::npos) return false;
        } else {
            ++m_at;
            if (!block(step.inner)) return false;
        }
        out.push_back(std::move(step));
        return true;
    }

    bool simple(std::vector<Step>& out) {
        const std::size_t from = m_at;
        const bool lines = endsAtLine(m_language);
        int depth = 0;
        std::size_t end = m_at;
        bool keptBrace = false;
        for (; end < m_shape.size(); ++end) {
            const char c = m_shape[end];
            if (depth == 0 && (c == ';' || c == '}')) break;
            depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
            keptBrace = keptBrace || c == '{';
            if (depth < 0) return false;
            if (!lines || c != '\n' || depth != 0) continue;
            const std::string_view so = trim(std::string_view(m_shape).substr(from, end - from));
            const std::string_view next = trim(std::string_view(m_shape).substr(end, 200));
            const bool more = so.ends_with(',') || so.ends_with('=') || so.ends_with('+') || so.ends_with("&&") ||
                              so.ends_with("||") || so.ends_with('.') || so.ends_with('(') || next.starts_with('.') ||
                              next.starts_with('?') || next.starts_with("&&") || next.starts_with("||");
            if (!more) break;
        }
        if (end >= m_shape.size()) return false;
        m_at = end;
        std::string text = textOf(from, end);
        // A macro without a semicolon stands before the next statement; labels stand before theirs.
        if (text.empty()) return true;
        StepKind kind = StepKind::Statement;
        const auto take = [&](std::string_view word, StepKind as) {
            const bool is = text == word || (text.size() > word.size() && text.starts_with(word) &&
                                             !isIdentifierChar(text[word.size()]));
            if (!is || kind != StepKind::Statement) return;
            kind = as;
            if (as != StepKind::Jump) text = std::string(trim(std::string_view(text).substr(word.size())));
        };
        take("return", StepKind::Return);
        take("throw", StepKind::Throw);
        for (const std::string_view word : {"break", "continue", "goto"}) take(word, StepKind::Jump);
        const bool returnsLast = m_language == "Rust" && kind == StepKind::Statement && end < m_shape.size() &&
                                 m_shape[end] == '}' && !keptBrace;
        if (returnsLast) kind = StepKind::Return;
        out.push_back({kind, std::move(text), linesOf(from, end), {}});
        return true;
    }

    const std::string& m_code;
    const std::string& m_shape;
    const Shaped& m_text;
    std::size_t m_at;
    std::string_view m_language;
    int m_nesting = 0;
};

/// A logical line of Python.
struct PythonLine {
    std::size_t indent;
    std::string text;
    LineRange lines;
};

std::vector<PythonLine> pythonLines(const Shaped& text) {
    std::vector<PythonLine> result;
    int depth = 0;
    bool goesOn = false;
    std::size_t from = 0;
    for (std::size_t row = 0; row < text.starts.size(); ++row) {
        const std::size_t start = text.starts[row];
        const std::size_t end = row + 1 < text.starts.size() ? text.starts[row + 1] : text.shape.size();
        const std::string_view shape = std::string_view(text.shape).substr(start, end - start);
        if (depth == 0 && !goesOn) {
            if (trim(shape).empty()) continue;
            from = start;
            result.push_back({shape.find_first_not_of(' '), "", {text.first + static_cast<std::uint32_t>(row), 0}});
        }
        for (const char c : shape)
            depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
        depth = std::max(depth, 0);
        goesOn = trim(shape).ends_with('\\');
        result.back().lines.last = text.first + static_cast<std::uint32_t>(row);
        result.back().text = squeezed(std::string_view(text.code).substr(from, end - from));
    }
    return result;
}

void readPython(const std::vector<PythonLine>& lines, std::size_t& at, std::size_t indent, std::vector<Step>& out) {
    static const std::vector<std::pair<std::string_view, StepKind>> heads{
        {"if ", StepKind::If},          {"elif ", StepKind::ElseIf},    {"else", StepKind::Else},
        {"for ", StepKind::Loop},       {"while ", StepKind::Loop},     {"try", StepKind::Try},
        {"finally", StepKind::Try},     {"except", StepKind::Catch},    {"with ", StepKind::Loop},
        {"async for ", StepKind::Loop}, {"async with ", StepKind::Loop}};
    while (at < lines.size() && lines[at].indent >= indent) {
        const PythonLine& line = lines[at++];
        std::string_view text = line.text;
        const bool nested = text.starts_with("def ") || text.starts_with("class ") || text.starts_with("async def ");
        if (nested) {
            while (at < lines.size() && lines[at].indent > line.indent) ++at;
            continue;
        }
        Step step{StepKind::Statement, "", line.lines, {}};
        const bool block = text.ends_with(':');
        for (const auto& [word, kind] : heads) {
            const bool bare = text.size() > word.size() && !isIdentifierChar(text[word.size()]);
            if (!block || !text.starts_with(word) || (!word.ends_with(' ') && !bare)) continue;
            step.kind = kind;
            const bool with = word == "with " || word == "async with ";
            const std::size_t skip = with ? 0 : word.size();
            step.text = shortened(std::string(trim(text.substr(skip, text.size() - skip - 1))));
            if (at < lines.size() && lines[at].indent > line.indent) readPython(lines, at, line.indent + 1, step.inner);
            break;
        }
        if (step.kind == StepKind::Statement) {
            for (const auto& [word, kind] : {std::pair<std::string_view, StepKind>{"return", StepKind::Return},
                                             {"raise", StepKind::Throw},
                                             {"break", StepKind::Jump},
                                             {"continue", StepKind::Jump}}) {
                if (text != word && !text.starts_with(std::string(word) + " ")) continue;
                step.kind = kind;
                if (kind != StepKind::Jump) text = trim(text.substr(word.size()));
                break;
            }
            step.text = shortened(std::string(text));
        }
        if (step.text != "pass" && step.text != "...") out.push_back(std::move(step));
    }
}

}  // namespace

std::vector<std::string> codeLines(const ReadFile& file) {
    const SourceText& source = file.source;
    const CommentStyle style = commentStyleOf(source.file().language);
    std::vector<std::string> lines;
    bool inBlock = false;
    for (std::uint32_t number = 1; number <= source.lineCount(); ++number)
        lines.push_back(codeOf(source.line(number), style, inBlock));
    if (source.file().language == "Python")
        for (const Comment& comment : file.comments)
            if (isDocstring(source, comment))
                for (std::uint32_t at = comment.lines.first; at <= comment.lines.last && at <= lines.size(); ++at)
                    lines[at - 1].clear();
    return lines;
}

LineRange bodyOf(const ReadFile& file, const std::vector<std::string>& code, const DocumentedSymbol& symbol) {
    const LineRange none{1, 0};
    const std::string& language = file.source.file().language;
    if (symbol.group != SymbolGroup::Function || symbol.atom->symbolKind == "prototype") return none;
    const auto lineCount = static_cast<std::uint32_t>(code.size());
    if (language == "Python") {
        std::uint32_t head = symbol.lines.last;
        if (head == 0 || head > lineCount || !trim(code[head - 1]).ends_with(':')) return none;
        const std::size_t indent = code[symbol.atom->lines.first - 1].find_first_not_of(' ');
        std::uint32_t last = head;
        for (std::uint32_t at = head + 1; at <= lineCount; ++at) {
            const std::string& line = code[at - 1];
            if (trim(line).empty()) continue;
            const std::size_t inner = line.find_first_not_of(' ');
            if (inner <= indent && line[inner] != ')') break;
            last = at;
        }
        return last > head ? LineRange{head + 1, last} : none;
    }
    if (!hasBraces(language) || symbol.lines.last == 0 || symbol.lines.last > lineCount) return none;
    // The brace stands where the declaration ends, or below the parameters that C once declared there.
    const Shaped text = shapeOf(code, {symbol.lines.last, std::min(lineCount, symbol.lines.last + 20'000)}, language);
    const std::string_view shape = text.shape;
    std::size_t open = std::string_view::npos;
    int depth = 0;
    // Brackets of parameters that end on this line opened above it.
    const std::size_t firstEnd = shape.find('\n');
    const std::size_t bracket = shape.substr(0, firstEnd).rfind(')');
    bool initialises = false;
    for (std::size_t i = bracket == std::string_view::npos ? 0 : bracket + 1; i < shape.size(); ++i) {
        const char c = shape[i];
        if (text.lineAt(i) > symbol.lines.last + maxHeadLines) return none;
        if (c == '(') ++depth;
        if (c == ')') --depth;
        if (c == ':' && depth == 0 && language == "C++") initialises = true;
        if (c == ';' && depth == 0 && language != "C") return none;
        if (c == '}' && depth <= 0) return none;
        if (c != '{' || depth > 0) continue;
        if (language == "Go" && i + 1 < shape.size() && shape[i + 1] == '}') {
            const std::string_view rest = trim(shape.substr(i + 2, shape.find('\n', i) - i - 2));
            if (rest.starts_with('{') || rest.ends_with('{')) {
                ++i;
                continue;
            }
        }
        const std::string_view before = trim(shape.substr(0, i));
        if (initialises && !before.empty() && isIdentifierChar(before.back())) {
            while (i < shape.size() && shape[i] != '}') ++i;  // "member{value}"
            continue;
        }
        open = i;
        break;
    }
    if (open == std::string_view::npos) return none;
    depth = 0;
    for (std::size_t i = open; i < shape.size(); ++i) {
        depth += shape[i] == '{' ? 1 : shape[i] == '}' ? -1 : 0;
        if (depth == 0) return {text.lineAt(open), text.lineAt(i)};
    }
    return none;
}

std::vector<Step> stepsOf(const ReadFile& file, const std::vector<std::string>& code, const DocumentedSymbol& symbol) {
    std::vector<Step> steps;
    const LineRange body = bodyOf(file, code, symbol);
    if (body.first > body.last) return steps;
    const std::string& language = file.source.file().language;
    if (language == "Python") {
        const auto lines = pythonLines(shapeOf(code, body, language));
        std::size_t at = 0;
        if (!lines.empty()) readPython(lines, at, lines.front().indent, steps);
        return steps;
    }
    const Shaped text = shapeOf(code, body, language);
    const std::size_t line = text.shape.substr(0, text.shape.find('\n')).rfind(')');
    const std::size_t open = text.shape.find('{', line == std::string::npos ? 0 : line);
    if (open == std::string::npos) return steps;
    BraceReader reader(text, open + 1, language);
    if (!reader.block(steps)) steps.clear();
    return steps;
}

}  // namespace skein::providers
