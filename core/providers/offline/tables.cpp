#include "core/providers/offline/tables.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/providers/offline/declaration.h"
#include "core/providers/offline/outline.h"

namespace skein::providers {

using deliverable::Cite;
using deliverable::codeSpan;
using deliverable::Statement;

namespace {

constexpr std::size_t maxElements = 48, minElements = 3, maxElementBytes = 40, maxTables = 40;
constexpr std::uint32_t maxLines = 1'500, maxHeadLines = 4;

struct Elements {
    std::vector<std::string> shown;
    std::size_t count = 0;
    LineRange lines;  ///< from the name to the last element shown
};

/// The part of an element that names it: its first literal or name with what belongs to it.
std::string nameOf(std::string_view element) {
    element = trim(element);
    while (!element.empty() && (element[0] == '{' || element[0] == '(' || element[0] == '['))
        element = trim(element.substr(1));
    // A cast is no name: "char *)"text"".
    const std::size_t cast = element.find(')');
    if (cast != std::string_view::npos && cast + 1 < element.size() &&
        element.substr(0, cast).find_first_of("\"'(") == std::string_view::npos)
        element = trim(element.substr(cast + 1));
    if (element.empty()) return {};
    std::size_t end = 0;
    if (element[0] == '"' || element[0] == '\'') {
        end = element.find(element[0], 1);
        if (end == std::string_view::npos) return {};
        // "key": Value
        const std::string_view rest = trim(element.substr(end + 1));
        std::string name(element.substr(0, end + 1));
        if (!rest.starts_with(':')) return name;
        const std::string_view value = trim(rest.substr(1));
        std::size_t stop = 0;
        while (stop < value.size() && (isIdentifierChar(value[stop]) || value[stop] == '.')) ++stop;
        return stop == 0 ? name : name + ": " + std::string(value.substr(0, stop));
    }
    while (end < element.size() &&
           (isIdentifierChar(element[end]) || std::string_view("&.:*").find(element[end]) != std::string_view::npos))
        ++end;
    const std::string name(element.substr(0, end));
    const std::size_t letter = name.find_first_not_of("&*.:");
    const bool named = letter != std::string::npos && !(name[letter] >= '0' && name[letter] <= '9');
    return named && name.size() > 1 ? name : std::string();
}

/// Whether the name on this line is given a value in brackets; reads the elements then.
Elements elementsOf(const std::vector<std::string>& code, std::uint32_t line, std::string_view name,
                    bool preprocessed) {
    Elements result;
    bool opened = false, given = false;
    int depth = 0;
    std::string element;
    bool directive = false;  // goes on below
    const auto finish = [&](std::uint32_t at) {
        if (trim(element).empty()) return;
        ++result.count;
        std::string named = nameOf(element);
        element.clear();
        if (named.empty() || named.size() > maxElementBytes || result.shown.size() >= maxElements) return;
        result.shown.push_back(std::move(named));
        result.lines.last = at;
    };
    for (std::uint32_t at = line; at <= code.size() && at - line < maxLines; ++at) {
        const std::string& text = code[at - 1];
        directive = preprocessed && (directive || trim(text).starts_with('#'));
        if (directive) {
            directive = trim(text).ends_with('\\');
            continue;
        }
        // Elsewhere a value begins on the line of its name.
        if (!opened && at - line > (preprocessed ? maxHeadLines : 0)) return {};
        std::size_t from = 0;
        if (at == line) {
            from = text.find(name);
            if (from == std::string::npos) return {};
            from += name.size();
            result.lines = {line, line};
        }
        char quote = 0;
        for (std::size_t i = from; i < text.size(); ++i) {
            const char c = text[i];
            if (quote != 0) {
                element += c;
                if (c == '\\' && i + 1 < text.size()) element += text[++i];
                else if (c == quote) quote = 0;
                continue;
            }
            if (!opened) {
                if (c == ';' || (c == '(' && !given)) return {};
                given = given || c == '=';
                if (given &&
                    (c == '{' || (c == '[' && !preprocessed && trim(std::string_view(text).substr(i + 1)).empty())))
                    opened = true, depth = 1;
                continue;
            }
            if (c == '"' || c == '\'') quote = c;
            depth += c == '{' || c == '(' || c == '[' ? 1 : c == '}' || c == ')' || c == ']' ? -1 : 0;
            if (depth == 0) {
                finish(at);
                return result;
            }
            if (c == ',' && depth == 1) finish(at);
            else element += c;
        }
        if (opened) element += ' ';
    }
    return {};
}

}  // namespace

std::vector<Statement> tableStatements(const std::vector<ReadFile>& files) {
    std::vector<Statement> result;
    for (const ReadFile& file : files) {
        const std::string& language = file.source.file().language;
        const bool preprocessed = language == "C" || language == "C++" || language == "ObjectiveC";
        const bool readable = preprocessed || language == "Go" || language == "Python" || language == "Java" ||
                              language == "JavaScript" || language == "TypeScript";
        if (!readable || isTestPath(file.source.path())) continue;
        std::vector<std::string> code;
        for (const DocumentedSymbol& symbol : file.symbols) {
            const bool variable = symbol.group == SymbolGroup::Variable || symbol.group == SymbolGroup::Constant;
            if (!variable || symbol.atom->symbolKind == "enumerator" || result.size() >= maxTables) continue;
            if (code.empty()) code = codeLines(file);
            const std::string& name = symbol.atom->title;
            std::uint32_t line = symbol.atom->lines.first;
            while (line <= code.size() && line < symbol.atom->lines.first + maxHeadLines &&
                   !holdsWord(code[line - 1], name))
                ++line;
            if (line > code.size()) continue;
            const Elements elements = elementsOf(code, line, name, preprocessed);
            if (elements.shown.size() < minElements || elements.shown.size() * 2 < elements.count) continue;
            std::string text = fmt::format("{} holds ", codeSpan(name));
            for (std::size_t i = 0; i < elements.shown.size(); ++i)
                text += (i == 0 ? "" : ", ") + codeSpan(elements.shown[i]);
            if (elements.count > elements.shown.size())
                text += fmt::format(" and {} more", elements.count - elements.shown.size());
            std::vector<Cite> cites{{file.source.path(), elements.lines}};
            if (auto [doc, lines] = docText(symbol, 400); !doc.empty()) {
                text += ": " + doc;
                cites.front().lines.first = std::min(cites.front().lines.first, lines.first);
                cites.front().lines.last = std::max(cites.front().lines.last, lines.last);
            } else {
                text += '.';
            }
            result.push_back({std::move(text), std::move(cites), deliverable::Standing::Plain, {}});
        }
    }
    return result;
}

}  // namespace skein::providers
