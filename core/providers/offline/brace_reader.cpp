// Statements of the languages whose blocks stand in braces (body.h).
#include <algorithm>

#include "core/base/text.h"
#include "core/providers/offline/body.h"
#include "core/providers/offline/declaration.h"

namespace skein::providers {
namespace {

constexpr int maxNesting = 40;

bool isSpace(char c) { return static_cast<unsigned char>(c) <= ' '; }
int bracketStep(char c) { return c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0; }

class BraceReader {
public:
    BraceReader(const Shaped& text, std::size_t from, std::string_view language, int nesting = 0)
        : m_text(text), m_shape(text.shape), m_at(from), m_language(language), m_nesting(nesting) {}

    /// From just behind an opening brace to behind its closing one. False if it never closes.
    bool block(std::vector<Step>& out) {
        if (++m_nesting > maxNesting) return false;
        std::vector<Step>* into = &out;
        while (skipEmpty()) {
            if (m_shape[m_at] == '}') {
                ++m_at;
                --m_nesting;
                return true;
            }
            // What follows a label of a switch belongs to it.
            if (Step label; caseLabel(label)) {
                out.push_back(std::move(label));
                into = &out.back().inner;
            } else if (!statement(*into)) {
                return false;
            }
        }
        return false;
    }

    /// The arms of a "match" or "when", likewise.
    bool arms(std::vector<Step>& out) {
        if (++m_nesting > maxNesting) return false;
        const std::string_view arrow = m_language == "Rust" ? "=>" : "->";
        while (skip(" ,;")) {
            if (m_shape[m_at] == '}') {
                ++m_at;
                --m_nesting;
                return true;
            }
            const std::size_t from = m_at;
            int depth = 0;
            for (; m_at < m_shape.size() && !(depth == 0 && m_shape.compare(m_at, 2, arrow) == 0); ++m_at)
                if ((depth += bracketStep(m_shape[m_at])) < 0) return false;
            if (m_at >= m_shape.size()) return false;
            Step label{StepKind::Case, textOf(from, m_at), linesOf(from, m_at + 2), {}};
            m_at += 2;
            if (!skip(" ")) return false;
            if (m_shape[m_at] == '{') {
                if (!braced(label, from)) return false;
            } else if (std::any_of(compounds.begin(), compounds.end(),
                                   [&](std::string_view word) { return startsWord(word); })) {
                if (!single(label.inner)) return false;
            } else if (!simple(label.inner, true)) {
                return false;
            }
            out.push_back(std::move(label));
        }
        return false;
    }

    std::size_t at() const { return m_at; }

private:
    static constexpr std::array<std::string_view, 6> compounds{"if", "match", "when", "for", "while", "loop"};

    /// Skips white space (written ' ') and whatever else `characters` names; false at the end of the text.
    bool skip(std::string_view characters) {
        while (m_at < m_shape.size() &&
               (isSpace(m_shape[m_at]) || characters.find(m_shape[m_at]) != std::string_view::npos))
            ++m_at;
        return m_at < m_shape.size();
    }
    bool skipEmpty() { return skip(" ;"); }

    bool startsWord(std::string_view word) const {
        const std::size_t end = m_at + word.size();
        return m_shape.compare(m_at, word.size(), word) == 0 &&
               (end >= m_shape.size() || !isIdentifierChar(m_shape[end]));
    }
    std::string textOf(std::size_t from, std::size_t to) const {
        return shortenedStep(squeezed(std::string_view(m_text.code).substr(from, to - from)));
    }
    LineRange linesOf(std::size_t from, std::size_t to) const {
        return {m_text.lineAt(from), m_text.lineAt(to > from ? to - 1 : from)};
    }

    /// The offset behind the bracket that closes the one at `open`, or npos.
    std::size_t closing(std::size_t open) const {
        int depth = 0;
        for (std::size_t i = open; i < m_shape.size(); ++i)
            if ((depth += bracketStep(m_shape[i])) == 0) return i + 1;
        return std::string::npos;
    }

    bool caseLabel(Step& label) {
        const bool named = startsWord("case"), other = startsWord("default");
        if (!named && !other) return false;
        std::size_t end = m_at;
        int depth = 0;
        bool arrow = false;
        for (; end + 1 < m_shape.size(); ++end) {
            const char c = m_shape[end];
            depth += bracketStep(c);
            const bool scope = c == ':' && (m_shape[end + 1] == ':' || m_shape[end - 1] == ':');
            if (depth < 0 || c == ';') return false;
            arrow = depth == 0 && c == '-' && m_shape[end + 1] == '>' && m_language == "Java";
            if (arrow || (depth == 0 && c == ':' && !scope)) break;
        }
        if (end + 1 >= m_shape.size()) return false;
        label = {StepKind::Case, other ? "" : textOf(m_at + 4, end), linesOf(m_at, end + 1), {}};
        m_at = end + (arrow ? 2 : 1);
        return true;
    }

    /// "(condition)" or, where the language has none, what stands before the brace.
    bool head(std::string& text) {
        if (!skip(" ")) return false;
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
            if (depth < 0 || (depth == 0 && c == '}')) return false;
            if (depth != 0 || c != '{') continue;
            // "range []string{...} {": the braces of a value stand directly behind its type.
            if (m_language == "Go" && i > m_at && !isSpace(m_shape[i - 1])) {
                i = closing(i);
                if (i == std::string::npos) return false;
                --i;
                continue;
            }
            text = textOf(m_at, i);
            m_at = i;
            return true;
        }
        return false;
    }

    /// What stands between the brace at the reader's place and its closing one; `from` is where the step begins.
    bool braced(Step& step, std::size_t from) {
        step.lines = linesOf(from, m_at + 1);
        ++m_at;
        if (!block(step.inner)) return false;
        step.tail = linesOf(m_at - 1, m_at);
        return true;
    }

    /// One statement without braces, with every "else" that belongs to it.
    bool single(std::vector<Step>& out) {
        if (!statement(out)) return false;
        while (!out.empty() && (out.back().kind == StepKind::If || out.back().kind == StepKind::ElseIf)) {
            const std::size_t before = m_at;
            if (!skipEmpty() || !startsWord("else")) {
                m_at = before;
                break;
            }
            if (!statement(out)) return false;
        }
        return true;
    }

    bool compound(std::vector<Step>& out, StepKind kind, std::size_t from, bool bare) {
        Step step{kind, "", {}, {}};
        if (!bare && !head(step.text)) return false;
        step.lines = linesOf(from, m_at);
        if (!skip(" ")) return false;
        if (m_shape[m_at] == '{') {
            if (!braced(step, from)) return false;
        } else if (m_shape[m_at] == ';') {
            step.lines = linesOf(from, ++m_at);
        } else if (!single(step.inner)) {
            return false;
        }
        out.push_back(std::move(step));
        return true;
    }

    /// "do ... while (condition);": the condition stands in the tail.
    bool doLoop(std::vector<Step>& out, std::size_t from) {
        if (!compound(out, StepKind::Block, from, true) || !skipEmpty()) return false;
        if (!startsWord("while")) return true;
        Step& step = out.back();
        const std::size_t last = m_at;
        m_at += 5;
        if (!head(step.text)) return false;
        const LineRange condition = linesOf(last, m_at);
        step.tail = {step.tail.first > step.tail.last ? condition.first : step.tail.first, condition.last};
        return true;
    }

    bool branches(std::vector<Step>& out, std::size_t from, bool matches) {
        Step step{StepKind::Switch, "", {}, {}};
        if (!head(step.text) || !skip(" ") || m_shape[m_at] != '{') return false;
        step.lines = linesOf(from, m_at + 1);
        ++m_at;
        if (!(matches ? arms(step.inner) : block(step.inner))) return false;
        step.tail = linesOf(m_at - 1, m_at);
        out.push_back(std::move(step));
        return true;
    }

    /// "name:" before a statement.
    bool label(std::vector<Step>& out) {
        if (m_language == "Rust" || m_language == "Kotlin" || m_language == "Swift" || m_language == "PHP")
            return false;
        std::size_t end = m_at;
        while (end < m_shape.size() && isIdentifierChar(m_shape[end])) ++end;
        const std::size_t nameEnd = end;
        while (end < m_shape.size() && m_shape[end] == ' ') ++end;
        if (nameEnd == m_at || end + 1 >= m_shape.size() || m_shape[end] != ':' || m_shape[end + 1] == ':' ||
            m_shape[end + 1] == '=')
            return false;
        out.push_back({StepKind::Label, textOf(m_at, nameEnd), linesOf(m_at, end + 1), {}});
        m_at = end + 1;
        return true;
    }

    /// The offset behind "name(arguments)" if a statement begins so, else npos.
    std::size_t callAtStart() const {
        std::size_t end = m_at;
        while (end < m_shape.size() && (isIdentifierChar(m_shape[end]) || m_shape[end] == ':' || m_shape[end] == '.'))
            ++end;
        const std::size_t name = end;
        while (end < m_shape.size() && m_shape[end] == ' ') ++end;
        if (name == m_at || end >= m_shape.size() || m_shape[end] != '(') return std::string::npos;
        return closing(end);
    }

    bool statement(std::vector<Step>& out) {
        if (!skipEmpty()) return false;
        const std::size_t from = m_at;
        if (m_shape[m_at] == '{') return compound(out, StepKind::Block, from, true);
        if (take("if")) {
            take("constexpr") || take("consteval");
            return compound(out, StepKind::If, from, false);
        }
        if (take("elseif")) return compound(out, StepKind::ElseIf, from, false);
        if (take("else")) {
            if (!skip(" ")) return false;
            if (take("if")) {
                take("constexpr");
                return compound(out, StepKind::ElseIf, from, false);
            }
            return compound(out, StepKind::Else, from, true);
        }
        for (const std::string_view word : {"for", "while", "foreach"})
            if (take(word)) {
                take("await") || take("each");
                return compound(out, StepKind::Loop, from, false);
            }
        if (take("switch") || (m_language == "Go" && take("select"))) return branches(out, from, false);
        if ((m_language == "Rust" && take("match")) || (m_language == "Kotlin" && take("when")))
            return branches(out, from, true);
        if (take("do")) return doLoop(out, from);
        if (m_language == "Rust") return rustStatement(out, from);
        if (take("finally")) return compound(out, StepKind::Finally, from, true);
        if (take("try")) {
            if (m_language == "Java" && skip(" ") && m_shape[m_at] == '(')  // "try (resource)"
                return compound(out, StepKind::Block, from, false);
            return compound(out, StepKind::Block, from, true);
        }
        if (take("catch")) {
            const bool bare = skip(" ") && m_shape[m_at] == '{';
            return compound(out, StepKind::Catch, from, bare);
        }
        if (label(out)) return true;
        return macroBlock(out, from) || simple(out);
    }

    bool rustStatement(std::vector<Step>& out, std::size_t from) {
        if (m_shape[m_at] == '\'') {  // a label before a loop
            const std::size_t colon = m_shape.find(':', m_at);
            if (colon == std::string::npos) return false;
            m_at = colon + 1;
            if (!skip(" ")) return false;
            if (take("for") || take("while")) return compound(out, StepKind::Loop, from, false);
        }
        for (const std::string_view word : {"loop", "unsafe", "async"}) {
            const std::size_t before = m_at;
            if (!take(word)) continue;
            if (word == "async") take("move");
            if (skip(" ") && m_shape[m_at] == '{')
                return compound(out, word == "loop" ? StepKind::Loop : StepKind::Block, from, true);
            m_at = before;
        }
        return simple(out);
    }

    /// Moves behind a word and the space after it.
    bool take(std::string_view word) {
        if (!startsWord(word)) return false;
        m_at += word.size();
        skip(" ");
        return true;
    }

    /// The offset behind a name in capitals if a statement begins so ("MY_TRY {"), else npos.
    std::size_t capitalsAtStart() const {
        std::size_t end = m_at;
        while (end < m_shape.size() && ((m_shape[end] >= 'A' && m_shape[end] <= 'Z') || m_shape[end] == '_')) ++end;
        return end > m_at + 2 && isCLike(m_language) ? end : std::string::npos;
    }

    /// "FOREACH(item, list) { ... }", "synchronized (lock) { ... }", "MY_TRY { ... }".
    bool macroBlock(std::vector<Step>& out, std::size_t from) {
        const bool script = m_language == "Go" || m_language == "JavaScript" || m_language == "TypeScript";
        std::size_t end = script ? std::string::npos : callAtStart();
        if (end == std::string::npos) end = capitalsAtStart();
        if (end == std::string::npos) return false;
        std::size_t brace = end;
        while (brace < m_shape.size() && isSpace(m_shape[brace]) && !(endsAtLine(m_language) && m_shape[brace] == '\n'))
            ++brace;
        if (brace >= m_shape.size() || m_shape[brace] != '{') return false;
        m_at = brace;
        std::vector<Step> steps;
        if (!compound(steps, StepKind::Block, from, true)) return false;
        steps.back().text = textOf(from, end);
        out.push_back(std::move(steps.back()));
        return true;
    }

    /// Whether the brace at `open` begins the body of a function inside a statement that begins at `from`.
    bool opensFunction(std::size_t from, std::size_t open) const {
        const std::size_t start = std::max(from, open > 300 ? open - 300 : 0);
        const std::string_view before = trim(std::string_view(m_shape).substr(start, open - start));
        if (m_language == "Rust") return before.ends_with('|');
        if (before.ends_with("=>") || (before.ends_with("->") && m_language == "Java")) return true;
        std::string_view word;
        if (m_language == "Go") word = "func";
        if (m_language == "JavaScript" || m_language == "TypeScript" || m_language == "PHP") word = "function";
        if (!word.empty()) {
            const std::size_t at = before.rfind(word);
            return at != std::string_view::npos && before.find('{', at) == std::string_view::npos &&
                   before.find('(', at) != std::string_view::npos;
        }
        if (m_language != "C++") return false;
        const std::size_t capture = before.rfind(']');
        if (capture == std::string_view::npos) return false;
        const std::string_view rest = trim(before.substr(capture + 1));
        return rest.empty() ? before.substr(0, capture).rfind('[') != std::string_view::npos &&
                                  !isIdentifierChar(before[before.rfind('[') == 0 ? 0 : before.rfind('[') - 1])
                            : rest.starts_with('(') && rest.find_first_of(";=") == std::string_view::npos;
    }

    /// Whether the line that ends at `end` goes on below.
    bool goesOn(std::size_t from, std::size_t end) const {
        const std::string_view so = trim(std::string_view(m_shape).substr(from, end - from));
        const std::string_view next = trim(std::string_view(m_shape).substr(end, 200));
        if (so.empty() || so.ends_with("++") || so.ends_with("--")) return so.empty();
        return std::string_view(",=+-*|&.(?:").find(so.back()) != std::string_view::npos || next.starts_with('.') ||
               next.starts_with('?') || next.starts_with("&&") || next.starts_with("||") || next.starts_with("+ ") ||
               (next.starts_with(": ") && m_language != "Go");
    }

    /// A statement that is no block. `inArm`: a comma ends it as well.
    bool simple(std::vector<Step>& out, bool inArm = false) {
        const std::size_t from = m_at;
        const bool lines = endsAtLine(m_language);
        // A macro without a semicolon stands before the next statement.
        std::size_t alone = isCLike(m_language) ? callAtStart() : std::string::npos;
        if (alone != std::string::npos) {
            const std::size_t next = m_shape.find_first_not_of(" \t\r\n", alone);
            const bool below = next != std::string::npos && m_text.lineAt(next) > m_text.lineAt(alone - 1);
            if (!below || !isIdentifierChar(m_shape[next])) alone = std::string::npos;
        }
        Step step{StepKind::Statement, "", {}, {}};
        std::size_t functions = 0, open = 0, close = 0;
        int depth = 0;
        std::size_t end = m_at;
        bool keptBrace = false;
        for (; end < m_shape.size() && end != alone; ++end) {
            const char c = m_shape[end];
            if (depth == 0 && (c == ';' || c == '}' || (inArm && c == ','))) break;
            if (c == '{') {
                const bool matches = m_language == "Rust" && isMatch(from, end);
                if (matches || opensFunction(from, end)) {
                    BraceReader reader(m_text, end + 1, m_language, m_nesting);
                    std::vector<Step> steps;
                    if (!(matches ? reader.arms(steps) : reader.block(steps))) return false;
                    if (functions++ == 0) step.inner = std::move(steps), open = end, close = reader.at() - 1;
                    end = reader.at() - 1;
                    continue;
                }
                keptBrace = true;
            }
            depth += bracketStep(c);
            if (depth < 0) return false;
            if (lines && c == '\n' && depth == 0 && !goesOn(from, end)) break;
        }
        if (end >= m_shape.size()) return false;
        m_at = end;
        step.text = textOf(from, end);
        if (step.text.empty()) return end > from || m_shape[end] == '}' || m_shape[end] == ';';
        step.lines = linesOf(from, end);
        // What stands inside is shown as steps if it is the one function of the statement and takes lines of its own.
        if (functions == 1 && m_text.lineAt(close) > m_text.lineAt(open) + 1) {
            step.lines = linesOf(from, open + 1);
            step.tail = linesOf(close, end);
        } else {
            step.inner.clear();
        }
        nameJump(step);
        const bool returnsLast = m_language == "Rust" && step.kind == StepKind::Statement && m_shape[end] == '}' &&
                                 !keptBrace && step.inner.empty();
        if (returnsLast) step.kind = StepKind::Return;
        out.push_back(std::move(step));
        return true;
    }

    /// "let x = match y {".
    bool isMatch(std::size_t from, std::size_t open) const {
        const std::string_view before = std::string_view(m_shape).substr(from, open - from);
        const std::size_t word = before.rfind("match ");
        return word != std::string_view::npos && (word == 0 || !isIdentifierChar(before[word - 1])) &&
               before.find_first_of("{;", word) == std::string_view::npos;
    }

    const Shaped& m_text;
    const std::string& m_shape;
    std::size_t m_at;
    std::string_view m_language;
    int m_nesting;
};

}  // namespace

bool readBraces(const Shaped& text, std::size_t open, std::string_view language, std::vector<Step>& steps) {
    return BraceReader(text, open + 1, language).block(steps);
}

}  // namespace skein::providers
