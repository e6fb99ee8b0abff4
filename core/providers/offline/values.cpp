#include "core/providers/offline/values.h"

#include <charconv>
#include <map>

#include "core/base/text.h"
#include "core/providers/offline/declaration.h"

namespace skein::providers {
namespace {

using Values = std::map<std::string, std::int64_t, std::less<>>;

/// Integers, known names, "+ - * << |" from left to right, and brackets; nothing else.
class Expression {
public:
    Expression(std::string_view text, const Values& names) : m_text(text), m_names(names) {}

    std::optional<std::int64_t> value() {
        const auto result = chain();
        blanks();
        return m_at == m_text.size() ? result : std::nullopt;
    }

private:
    void blanks() {
        while (m_at < m_text.size() && m_text[m_at] == ' ') ++m_at;
    }

    std::optional<std::int64_t> chain() {
        auto left = term();
        while (left) {
            blanks();
            const std::string_view rest = m_text.substr(m_at);
            const bool shift = rest.starts_with("<<");
            if (!shift && !rest.starts_with('+') && !rest.starts_with('-') && !rest.starts_with('*') &&
                !rest.starts_with('|'))
                return left;
            // Two operators of different rank would have to be ranked.
            const char op = rest[0];
            if (m_op != 0 && m_op != op) return std::nullopt;
            m_op = op;
            m_at += shift ? 2 : 1;
            const auto right = term();
            if (!right || *right > 1'000'000'000 || *right < -1'000'000'000 || (shift && (*right < 0 || *right > 40)) ||
                *left > 1'000'000'000 || *left < -1'000'000'000)
                return std::nullopt;
            left = op == '<'   ? *left * (std::int64_t{1} << *right)
                   : op == '+' ? *left + *right
                   : op == '-' ? *left - *right
                   : op == '*' ? *left * *right
                               : *left | *right;
        }
        return left;
    }

    std::optional<std::int64_t> term() {
        blanks();
        if (m_at >= m_text.size()) return std::nullopt;
        if (m_text[m_at] == '(') {
            ++m_at;
            const char outer = std::exchange(m_op, '\0');
            const auto inside = chain();
            m_op = outer;
            blanks();
            if (m_at >= m_text.size() || m_text[m_at] != ')') return std::nullopt;
            ++m_at;
            return inside;
        }
        const bool negative = m_text[m_at] == '-';
        if (negative) ++m_at;
        std::size_t end = m_at;
        while (end < m_text.size() && isIdentifierChar(m_text[end])) ++end;
        std::string_view word = m_text.substr(m_at, end - m_at);
        m_at = end;
        if (word.empty()) return std::nullopt;
        if (word[0] < '0' || word[0] > '9') {
            const auto found = m_names.find(word);
            return found == m_names.end() ? std::nullopt : std::optional(negative ? -found->second : found->second);
        }
        while (word.size() > 1 && std::string_view("uUlL").find(word.back()) != std::string_view::npos)
            word.remove_suffix(1);
        int base = 10;
        if (word.starts_with("0x") || word.starts_with("0X")) base = 16, word.remove_prefix(2);
        else if (word.size() > 1 && word[0] == '0') base = 8, word.remove_prefix(1);
        std::int64_t number = 0;
        const auto [stop, error] = std::from_chars(word.data(), word.data() + word.size(), number, base);
        if (error != std::errc() || stop != word.data() + word.size()) return std::nullopt;
        return negative ? -number : number;
    }

    std::string_view m_text;
    const Values& m_names;
    std::size_t m_at = 0;
    char m_op = 0;
};

bool isNumeral(std::string_view text) {
    return !text.empty() && text.find_first_not_of("-0123456789xXabcdefABCDEFuUlL") == std::string_view::npos;
}

/// Enumerators between braces: each is one more than the one before.
void countEnumerators(const SourceText& source, std::vector<DocumentedSymbol>& symbols) {
    std::string code;
    std::vector<std::size_t> starts;
    bool inBlock = false;
    for (std::uint32_t number = 1; number <= source.lineCount(); ++number) {
        starts.push_back(code.size());
        code += codeOf(source.line(number), CommentStyle::Slash, inBlock) + ' ';
    }
    Values names;
    std::size_t last = std::string::npos;  // behind the enumerator above, if its value is known
    std::int64_t before = 0;               // that value
    for (DocumentedSymbol& symbol : symbols) {
        if (symbol.atom->symbolKind != "enumerator") continue;
        const std::string& name = symbol.atom->title;
        std::size_t at = starts[symbol.atom->lines.first - 1];
        const std::size_t lineEnd =
            symbol.atom->lines.first < starts.size() ? starts[symbol.atom->lines.first] : code.size();
        while ((at = code.find(name, at)) < lineEnd &&
               ((at > 0 && isIdentifierChar(code[at - 1])) || isIdentifierChar(code[at + name.size()])))
            ++at;
        if (at >= lineEnd) {
            last = std::string::npos;
            continue;
        }
        std::size_t end = at + name.size();
        int depth = 0;
        for (; end < code.size(); ++end) {
            const char c = code[end];
            depth += c == '(' || c == '{' ? 1 : c == ')' || c == '}' ? -1 : 0;
            if (depth < 0 || (depth == 0 && c == ',')) break;
        }
        std::string_view rest = trim(std::string_view(code).substr(at + name.size(), end - at - name.size()));
        const std::size_t open = code.find_last_not_of(' ', at == 0 ? 0 : at - 1);
        const bool first = open != std::string::npos && code[open] == '{';
        const bool next =
            last != std::string::npos && last <= at && trim(std::string_view(code).substr(last, at - last)) == ",";
        std::optional<std::int64_t> value;
        bool written = false;
        if (rest.starts_with('=')) {
            rest = trim(rest.substr(1));
            value = Expression(rest, names).value();
            written = isNumeral(rest);
        } else if (rest.empty()) {
            if (first) value = 0;
            else if (next) value = before + 1;
        }
        if (value) names[name] = *value;
        if (value && !written) symbol.counted = value;
        last = value ? end : std::string::npos;
        before = value.value_or(0);
    }
}

/// "const ( A = 1 << iota; B; C )" of Go, a name a line.
void countIota(const SourceText& source, std::vector<DocumentedSymbol>& symbols) {
    std::map<std::pair<std::uint32_t, std::string_view>, DocumentedSymbol*> byPlace;
    for (DocumentedSymbol& symbol : symbols)
        if (symbol.group == SymbolGroup::Constant) byPlace[{symbol.atom->lines.first, symbol.atom->title}] = &symbol;
    if (byPlace.empty()) return;
    bool inBlock = false, inside = false;
    std::int64_t iota = 0;
    std::string expression;
    for (std::uint32_t number = 1; number <= source.lineCount(); ++number) {
        const std::string code = codeOf(source.line(number), CommentStyle::Slash, inBlock);
        const std::string_view text = trim(code);
        if (!inside) {
            inside = text == "const (";
            iota = 0;
            expression.clear();
            continue;
        }
        if (text.empty()) continue;
        if (text.starts_with(')')) {
            inside = false;
            continue;
        }
        const auto words = identifiersIn(text);
        const std::size_t equals = text.find('=');
        if (equals != std::string_view::npos) expression = std::string(trim(text.substr(equals + 1)));
        const auto found = words.empty() ? byPlace.end() : byPlace.find({number, words.front()});
        if (found != byPlace.end() && holdsWord(expression, "iota"))
            found->second->counted = Expression(expression, Values{{"iota", iota}}).value();
        ++iota;
    }
}

/// "A = enum.auto()" of Python: one more than the one above, or the next power of two in a Flag.
void countAutos(std::vector<DocumentedSymbol>& symbols) {
    std::map<std::string, bool, std::less<>> flags;
    for (const DocumentedSymbol& symbol : symbols)
        if (symbol.group == SymbolGroup::Type)
            flags[symbol.atom->title] = symbol.declaration.find("Flag") != std::string::npos;
    std::map<std::string, std::int64_t, std::less<>> highest;
    for (DocumentedSymbol& symbol : symbols) {
        if (symbol.atom->ancestors.empty() || !symbol.value.starts_with("= ")) continue;
        const std::string& type = symbol.atom->ancestors.back();
        const std::string_view value = std::string_view(symbol.value).substr(2);
        std::int64_t& top = highest[type];
        if (value == "enum.auto()" || value == "auto()") {
            top = flags.contains(type) && flags[type] ? (top == 0 ? 1 : top * 2) : top + 1;
            symbol.counted = top;
        } else if (const auto written = Expression(value, Values{}).value()) {
            top = std::max(top, *written);
        }
    }
}

}  // namespace

void countValues(const SourceText& source, std::vector<DocumentedSymbol>& symbols) {
    const std::string& language = source.file().language;
    if (language == "Go") return countIota(source, symbols);
    if (language == "Python") return countAutos(symbols);
    for (const std::string_view braces : {"C", "C++", "CUDA", "ObjectiveC", "C#", "TypeScript"})
        if (language == braces) return countEnumerators(source, symbols);
}

}  // namespace skein::providers
