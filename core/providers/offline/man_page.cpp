// Man pages as blocks: man(7) and mdoc(7) as groff 1.22 describes them.
#include <algorithm>
#include <array>
#include <utility>

#include "core/base/text.h"
#include "core/providers/offline/text_blocks.h"

namespace skein::providers {
namespace {

constexpr std::array<std::string_view, 10> paragraphMacros{"PP", "P", "LP", "Pp", "sp", "HP", "br", "RS", "RE", "El"};
constexpr std::array<std::string_view, 12> fontMacros{"B",  "I",  "BR", "IR", "BI", "RB",
                                                      "RI", "IB", "SM", "SB", "R",  "EM"};
constexpr std::array<std::string_view, 22> mdocMacros{"Nm", "Nd", "Ar", "Fl", "Fn", "Fa", "Xr", "Pa", "Em", "Sy", "Li",
                                                      "Dv", "Er", "Ev", "Op", "Cm", "Vt", "Ft", "Va", "Dq", "Ql", "Ic"};

template <std::size_t N>
bool isOneOf(const std::array<std::string_view, N>& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

/// The words of a line without escapes: fonts, sizes, fixed spaces and comments.
std::string withoutEscapes(std::string_view line) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 14> names{{{"aq", "'"},
                                                                                   {"dq", "\""},
                                                                                   {"lq", "\""},
                                                                                   {"rq", "\""},
                                                                                   {"oq", "'"},
                                                                                   {"cq", "'"},
                                                                                   {"em", " - "},
                                                                                   {"en", "-"},
                                                                                   {"bu", ""},
                                                                                   {"hy", "-"},
                                                                                   {"mi", "-"},
                                                                                   {"ti", "~"},
                                                                                   {"rs", "\\"},
                                                                                   {"ha", "^"}}};
    std::string out;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] != '\\' || i + 1 >= line.size()) {
            out += line[i];
            continue;
        }
        const char c = line[++i];
        if (c == '"' || c == '#') break;
        if (c == 'f' || c == '*' || c == 'n' || c == 'F') {  // "\fB", "\f(CW", "\f[B]"
            if (i + 1 < line.size() && line[i + 1] == '(') i += 3;
            else if (i + 1 < line.size() && line[i + 1] == '[') i = std::min(line.find(']', i), line.size());
            else ++i;
        } else if (c == 's') {
            if (i + 1 < line.size() && (line[i + 1] == '-' || line[i + 1] == '+')) ++i;
            while (i + 1 < line.size() && line[i + 1] >= '0' && line[i + 1] <= '9') ++i;
        } else if (c == '(' && i + 2 < line.size()) {
            const std::string_view name = line.substr(i + 1, 2);
            for (const auto& [key, text] : names)
                if (key == name) out += text;
            i += 2;
        } else if (c == 'e' || c == '\\') {
            out += '\\';
        } else if (c == '-' || c == '.' || c == '\'' || c == '`') {
            out += c;
        } else if (c == ' ' || c == '~' || c == '0') {
            out += ' ';
        }  // "\&", "\|", "\^", "\c", "\/" and "\," print nothing
    }
    return std::string(trim(out));
}

/// Arguments of a macro: words, or what stands between double quotes.
std::vector<std::string> argumentsOf(std::string_view line) {
    std::vector<std::string> result;
    for (std::size_t i = 0; i < line.size();) {
        if (line[i] == ' ' || line[i] == '\t') {
            ++i;
            continue;
        }
        if (line.substr(i).starts_with("\\\"")) break;
        const bool quoted = line[i] == '"';
        std::size_t end = quoted ? line.find('"', i + 1) : i;
        if (!quoted)
            while (end < line.size() && line[end] != ' ' && line[end] != '\t') end += line[end] == '\\' ? 2 : 1;
        end = std::min(end, line.size());
        result.push_back(withoutEscapes(line.substr(quoted ? i + 1 : i, end - (quoted ? i + 1 : i))));
        i = end + (quoted ? 1 : 0);
    }
    return result;
}

/// What a font macro prints: ".BR" sets its arguments without a space, ".B" with one, mdoc names its words.
std::string printed(std::string_view macro, const std::vector<std::string>& arguments) {
    std::string out;
    const bool alternates = macro.size() == 2 && macro != "SM" && macro != "EM" && isOneOf(fontMacros, macro);
    bool option = macro == "Fl", reference = macro == "Xr";
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& word = arguments[i];
        if (isOneOf(mdocMacros, word) || word == "Ns") {
            option = word == "Fl";
            continue;
        }
        if (reference && i == 1 && !word.empty() && word[0] >= '0' && word[0] <= '9') {
            out += '(' + word + ')';
            continue;
        }
        const bool closes = word.size() == 1 && std::string_view(".,;:)").find(word[0]) != std::string_view::npos;
        if (!out.empty() && !alternates && !closes) out += ' ';
        out += (option && !closes ? "-" : "") + word;
        option = false;
    }
    return out;
}

class ManReader {
public:
    explicit ManReader(const SourceText& source) : m_source(source) {}

    std::vector<TextBlock> run() {
        for (m_number = 1; m_number <= m_source.lineCount(); ++m_number) {
            const std::string_view line = m_source.line(m_number);
            if (m_skipping) {
                m_skipping = !line.starts_with("..");
                continue;
            }
            const bool control = line.starts_with('.') || line.starts_with('\'');
            if (control) macro(line.substr(1));
            else if (m_example > 0) m_lastExample = m_number;
            else words(withoutEscapes(line));
        }
        finish();
        endExample();
        return std::move(m_blocks);
    }

private:
    void macro(std::string_view line) {
        line = trim(line);
        const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
        const std::string_view name = line.substr(0, end);
        if (name.empty() || name.starts_with("\\\"")) return;
        const bool ends = name == "fi" || name == "EE" || name == "Ed";
        if (m_example > 0 && (ends || name == "SH" || name == "Sh" || name == "SS")) {
            endExample();
            if (ends) return;
        }
        if (m_example > 0) return;
        if (name == "nf" || name == "EX" || (name == "Bd" && line.find("-literal") != std::string_view::npos)) {
            finish();
            m_example = m_number + 1;
            m_lastExample = 0;
            return;
        }
        if (name == "de" || name == "ig") m_skipping = true;
        const auto arguments = argumentsOf(line.substr(end));
        if (name == "SH" || name == "SS" || name == "Sh" || name == "Ss") {
            finish();
            m_titleNext = arguments.empty();
            if (!arguments.empty()) heading(join(arguments));
        } else if (isOneOf(paragraphMacros, name)) {
            finish();
        } else if (name == "TP" || name == "TQ") {
            finish();
            m_termNext = true;
        } else if (name == "IP" || name == "It") {
            finish();
            std::string term = name == "It" ? printed("Nm", arguments) : arguments.empty() ? "" : arguments.front();
            const bool bullet = term.size() < 2 && (term.empty() || !isIdentifierChar(term[0]));
            begin(bullet ? std::string() : std::move(term));
        } else if (isOneOf(fontMacros, name) || isOneOf(mdocMacros, name)) {
            if (!arguments.empty()) words(printed(name, arguments));
        }
    }

    void words(const std::string& text) {
        if (text.empty()) return finish();
        if (std::exchange(m_titleNext, false)) return heading(text);
        if (std::exchange(m_termNext, false)) return begin(text);
        if (!m_open) m_block = {TextBlock::Kind::Paragraph, {m_number, m_number}, {}, {}, false}, m_open = true;
        m_block.text.push_back({m_number, text});
        m_block.lines.last = m_number;
    }

    void begin(std::string term) {
        m_block = {TextBlock::Kind::Item, {m_number, m_number}, {}, std::move(term), false};
        m_block.definition = !m_block.label.empty();
        m_open = true;
    }

    void heading(const std::string& title) {
        m_blocks.push_back({TextBlock::Kind::Heading, {m_number, m_number}, {{m_number, title}}, {}, false});
    }

    void finish() {
        if (m_open && (!m_block.text.empty() || m_block.definition)) m_blocks.push_back(std::move(m_block));
        m_open = false;
    }

    void endExample() {
        if (m_example > 0 && m_lastExample >= m_example)
            m_blocks.push_back({TextBlock::Kind::Example, {m_example, m_lastExample}, {}, {}, false});
        m_example = 0;
    }

    static std::string join(const std::vector<std::string>& words) {
        std::string out;
        for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
        return out;
    }

    const SourceText& m_source;
    std::uint32_t m_number = 1, m_example = 0, m_lastExample = 0;  ///< m_example: first line of the example, or 0
    bool m_skipping = false, m_titleNext = false, m_termNext = false, m_open = false;
    TextBlock m_block;
    std::vector<TextBlock> m_blocks;
};

}  // namespace

std::vector<TextBlock> manPageBlocks(const SourceText& source) { return ManReader(source).run(); }

}  // namespace skein::providers
