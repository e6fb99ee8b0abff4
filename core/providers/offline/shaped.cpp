#include "core/providers/offline/shaped.h"

#include <algorithm>

#include "core/base/text.h"

namespace skein::providers {
namespace {

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

/// The literal that begins somewhere and may go on over several lines.
struct Literal {
    std::string closer;  ///< empty: none
    std::size_t opener = 1;
    bool escapes = true;
    bool spans = false;
};

/// Whether a slash begins a regular expression of JavaScript rather than a division.
bool beginsExpression(std::string_view before) {
    before = trim(before);
    return before.empty() || std::string_view("(,=:[!&|?{};+").find(before.back()) != std::string_view::npos ||
           before.ends_with("return") || before.ends_with("typeof");
}

Literal literalAt(std::string_view line, std::size_t i, std::string_view language) {
    const std::string_view rest = line.substr(i);
    const bool afterName = i > 0 && isIdentifierChar(line[i - 1]);
    const bool script = isOneOf(language, {"JavaScript", "TypeScript"});
    if (isOneOf(language, {"Python", "Java", "Kotlin", "Swift", "Scala"}))
        for (const std::string_view mark : {"\"\"\"", "'''"})
            if (rest.starts_with(mark)) return {std::string(mark), 3, true, true};
    if (language == "C++" && rest.starts_with("R\"") && !afterName) {
        const std::size_t open = rest.find('(');
        if (open != std::string_view::npos && open <= 18)
            return {")" + std::string(rest.substr(2, open - 2)) + "\"", open + 1, false, true};
    }
    if (language == "Rust" && rest.starts_with('r') && !afterName) {
        std::size_t hashes = 0;
        while (hashes + 1 < rest.size() && rest[hashes + 1] == '#') ++hashes;
        if (hashes + 1 < rest.size() && rest[hashes + 1] == '"')
            return {"\"" + std::string(hashes, '#'), hashes + 2, false, true};
    }
    if (rest[0] == '`' && (script || language == "Go")) return {"`", 1, script, true};
    if (rest[0] == '"') return {"\"", 1, true, language == "Rust"};
    if (rest[0] == '\'') {
        if (language == "Rust")  // 'a' or '\n', but no lifetime
            return rest.size() > 2 && (rest[1] == '\\' || rest[2] == '\'') ? Literal{"'"} : Literal{};
        if ((!afterName || language == "Python") && rest.find('\'', 1) != std::string_view::npos) return {"'"};
    }
    if (rest[0] == '/' && script && beginsExpression(line.substr(0, i)) && rest.find('/', 1) != std::string_view::npos)
        return {"/"};
    return {};
}

}  // namespace

bool isCLike(std::string_view language) { return isOneOf(language, {"C", "C++", "CUDA", "ObjectiveC"}); }

bool endsAtLine(std::string_view language) {
    return isOneOf(language, {"Go", "JavaScript", "TypeScript", "Kotlin", "Swift", "Scala"});
}

bool hasBraces(std::string_view language) {
    return isCLike(language) || endsAtLine(language) || isOneOf(language, {"Java", "C#", "D", "Rust", "PHP"});
}

std::uint32_t Shaped::lineAt(std::size_t offset) const {
    const auto after = std::upper_bound(starts.begin(), starts.end(), offset);
    return first + static_cast<std::uint32_t>(after - starts.begin()) - 1;
}

Shaped shapeOf(const std::vector<std::string>& lines, LineRange range, std::string_view language) {
    Shaped result;
    result.first = range.first;
    Literal open;
    int dropped = 0;         // depth of conditionals inside a branch that is left out
    bool directive = false;  // the line above ended in a backslash
    for (std::uint32_t number = range.first; number <= range.last && number <= lines.size(); ++number) {
        const std::string& line = lines[number - 1];
        result.starts.push_back(result.code.size());
        std::string shape = line;
        const std::string_view code = trim(line);
        bool blank = directive;
        if (isCLike(language) && open.closer.empty() && !directive && code.starts_with('#')) {
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
            if (open.closer.empty()) {
                open = literalAt(line, i, language);
                if (!open.closer.empty()) i += open.opener - 1;
            } else if (open.escapes && line[i] == '\\' && i + 1 < line.size()) {
                shape[i] = shape[i + 1] = 'x';
                ++i;
            } else if (std::string_view(line).substr(i).starts_with(open.closer)) {
                i += open.closer.size() - 1;
                open = {};
            } else {
                shape[i] = 'x';
            }
        }
        if (!open.spans) open = {};
        result.code += line + '\n';
        result.shape += shape + (open.closer.empty() ? '\n' : ' ');  // no statement ends inside a literal
    }
    return result;
}

}  // namespace skein::providers
