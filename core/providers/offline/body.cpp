#include "core/providers/offline/body.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/providers/offline/declaration.h"

namespace skein::providers {
namespace {

constexpr std::size_t maxTextBytes = 160;
constexpr std::uint32_t maxHeadLines = 40;

/// A logical line of Python.
struct PythonLine {
    std::size_t indent;       ///< in columns
    std::string text, shape;  ///< equally long; literals are blanked in `shape`
    LineRange lines;
};

std::size_t indentOf(std::string_view line) {
    std::size_t width = 0;
    for (const char c : line) {
        if (c == '\t') width += 8 - width % 8;  // as Python counts
        else if (c == ' ') ++width;
        else break;
    }
    return width;
}

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
            result.push_back({indentOf(shape), "", "", {text.first + static_cast<std::uint32_t>(row), 0}});
        }
        for (const char c : shape)
            depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
        depth = std::max(depth, 0);
        goesOn = trim(shape).ends_with('\\') || !shape.ends_with('\n');  // a string over several lines
        PythonLine& line = result.back();
        line.lines.last = text.first + static_cast<std::uint32_t>(row);
        line.text = trim(std::string_view(text.code).substr(from, end - from));
        line.shape = trim(std::string_view(text.shape).substr(from, end - from));
    }
    return result;
}

/// The offset of the colon that ends the head of a compound statement, or npos.
std::size_t headEnd(std::string_view shape) {
    int depth = 0;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        const char c = shape[i];
        depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
        if (c == ':' && depth == 0 && !shape.substr(i).starts_with(":=") &&
            shape.substr(0, i).find("lambda") == std::string_view::npos)
            return i;
    }
    return std::string_view::npos;
}

void readPython(const std::vector<PythonLine>& lines, std::size_t& at, std::size_t indent, std::vector<Step>& out) {
    static const std::vector<std::pair<std::string_view, StepKind>> heads{
        {"if", StepKind::If},        {"elif", StepKind::ElseIf},     {"else", StepKind::Else},
        {"for", StepKind::Loop},     {"while", StepKind::Loop},      {"try", StepKind::Block},
        {"except", StepKind::Catch}, {"finally", StepKind::Finally}, {"with", StepKind::Block},
        {"async", StepKind::Block},  {"def", StepKind::Block},       {"class", StepKind::Block},
        {"match", StepKind::Switch}, {"case", StepKind::Case}};
    while (at < lines.size() && lines[at].indent >= indent) {
        const PythonLine& line = lines[at++];
        const std::string_view text = line.text;
        Step step{StepKind::Statement, "", line.lines, {}};
        const auto found = std::find_if(heads.begin(), heads.end(), [&](const auto& head) {
            return text.starts_with(head.first) &&
                   (text.size() == head.first.size() || !isIdentifierChar(text[head.first.size()]));
        });
        const bool soft = found != heads.end() && (found->first == "match" || found->first == "case");
        const std::size_t colon = found == heads.end() ? std::string_view::npos : headEnd(line.shape);
        const bool block = colon != std::string_view::npos && (!soft || colon + 1 == line.shape.size());
        if (block) {
            step.kind = found->second;
            const std::size_t skip = step.kind == StepKind::Block ? 0 : found->first.size();
            step.text = shortenedStep(squeezed(text.substr(skip, std::max(colon, skip) - skip)));
            if (const std::string_view rest = trim(text.substr(colon + 1)); !rest.empty()) {
                Step inner{StepKind::Statement, shortenedStep(squeezed(rest)), line.lines, {}};
                nameJump(inner);
                step.inner.push_back(std::move(inner));
            } else if (at < lines.size() && lines[at].indent > line.indent) {
                readPython(lines, at, line.indent + 1, step.inner);
            }
        } else {
            step.text = shortenedStep(squeezed(text));
            nameJump(step);
        }
        out.push_back(std::move(step));
    }
}

/// A body and, where it stands in braces, the column (from 0) of the one that opens it on its first line.
struct BodyPlace {
    LineRange lines{1, 0};
    std::size_t column = 0;
};

BodyPlace pythonBody(const std::vector<std::string>& code, const DocumentedSymbol& symbol) {
    const auto lineCount = static_cast<std::uint32_t>(code.size());
    const std::uint32_t head = symbol.lines.last;
    if (head == 0 || head > lineCount || !trim(code[head - 1]).ends_with(':')) return {};
    const std::size_t indent = indentOf(code[symbol.atom->lines.first - 1]);
    std::uint32_t last = head;
    for (std::uint32_t at = head + 1; at <= lineCount; ++at) {
        const std::string& line = code[at - 1];
        if (trim(line).empty()) continue;
        if (indentOf(line) <= indent && !trim(line).starts_with(')')) break;
        last = at;
    }
    return {last > head ? LineRange{head + 1, last} : LineRange{1, 0}};
}

/// The body in braces of a symbol whose declaration ends on the first line of `text`. `cut`: set if the text ends
/// before the body does.
BodyPlace bracedBody(const Shaped& text, std::string_view language, bool& cut) {
    const std::string_view shape = text.shape;
    std::size_t open = std::string_view::npos;
    int depth = 0;
    // Brackets of parameters that end on this line opened above it.
    const std::size_t firstEnd = shape.find('\n');
    const std::size_t bracket = shape.substr(0, std::min(firstEnd, shape.find('{'))).rfind(')');
    bool initialises = false;
    for (std::size_t i = bracket == std::string_view::npos ? 0 : bracket + 1; i < shape.size(); ++i) {
        const char c = shape[i];
        if (text.lineAt(i) > text.first + maxHeadLines) return {};
        if (c == '(') ++depth;
        if (c == ')') --depth;
        if (c == ':' && depth == 0 && language == "C++") initialises = true;
        if (c == ';' && depth == 0 && language != "C") return {};
        if (c == '}' && depth <= 0) return {};
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
    if (open == std::string_view::npos) return {};
    depth = 0;
    for (std::size_t i = open; i < shape.size(); ++i) {
        depth += shape[i] == '{' ? 1 : shape[i] == '}' ? -1 : 0;
        if (depth != 0) continue;
        const std::uint32_t line = text.lineAt(open);
        return {{line, text.lineAt(i)}, open - text.starts[line - text.first]};
    }
    cut = true;
    return {};
}

BodyPlace placeOf(const ReadFile& file, const std::vector<std::string>& code, const DocumentedSymbol& symbol) {
    const std::string& language = file.source.file().language;
    if (symbol.group != SymbolGroup::Function || symbol.atom->symbolKind == "prototype") return {};
    if (language == "Python") return pythonBody(code, symbol);
    const auto lineCount = static_cast<std::uint32_t>(code.size());
    if (!hasBraces(language) || symbol.lines.last == 0 || symbol.lines.last > lineCount) return {};
    // The brace stands where the declaration ends, or below the parameters that C once declared there. Most bodies are
    // short; only for the others more is read.
    for (std::uint32_t length = 200; length <= 20'000; length *= 10) {
        const LineRange range{symbol.lines.last, std::min(lineCount, symbol.lines.last + length)};
        bool cut = false;
        const BodyPlace place = bracedBody(shapeOf(code, range, language), language, cut);
        if (!cut || range.last == lineCount) return place;
    }
    return {};
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
    return placeOf(file, code, symbol).lines;
}

std::vector<Step> stepsOf(const ReadFile& file, const std::vector<std::string>& code, const DocumentedSymbol& symbol) {
    std::vector<Step> steps;
    const BodyPlace place = placeOf(file, code, symbol);
    if (place.lines.first > place.lines.last) return steps;
    const std::string& language = file.source.file().language;
    const Shaped text = shapeOf(code, place.lines, language);
    if (language == "Python") {
        const auto lines = pythonLines(text);
        std::size_t at = 0;
        if (!lines.empty()) readPython(lines, at, lines.front().indent, steps);
    } else if (!readBraces(text, place.column, language, steps)) {
        steps.clear();
    }
    return steps;
}

std::string shortenedStep(std::string text) {
    if (text.size() <= maxTextBytes) return text;
    std::size_t cut = maxTextBytes;
    while (cut > 0 && (isIdentifierChar(text[cut]) || (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80)) --cut;
    return std::string(trim(std::string_view(text).substr(0, cut))) + " …";
}

void nameJump(Step& step) {
    static const std::vector<std::pair<std::string_view, StepKind>> words{
        {"return", StepKind::Return},    {"co_return", StepKind::Return}, {"throw", StepKind::Throw},
        {"raise", StepKind::Throw},      {"break", StepKind::Jump},       {"continue", StepKind::Jump},
        {"goto", StepKind::Jump},        {"fallthrough", StepKind::Jump}, {"panic", StepKind::Jump},
        {"exit", StepKind::Jump},        {"_exit", StepKind::Jump},       {"abort", StepKind::Jump},
        {"os.Exit", StepKind::Jump},     {"sys.exit", StepKind::Jump},    {"System.exit", StepKind::Jump},
        {"process.exit", StepKind::Jump}};
    for (const auto& [word, kind] : words) {
        if (!step.text.starts_with(word)) continue;
        if (step.text.size() > word.size() &&
            (isIdentifierChar(step.text[word.size()]) ||
             std::string_view(".:=").find(step.text[word.size()]) != std::string_view::npos))
            continue;
        step.kind = kind;
        if (kind != StepKind::Jump) step.text = std::string(trim(std::string_view(step.text).substr(word.size())));
        return;
    }
}

}  // namespace skein::providers
