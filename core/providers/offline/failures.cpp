// What a function throws, returns on failure and asserts, each with the condition that stands around it.
#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/providers/offline/body.h"
#include "core/providers/offline/declaration.h"
#include "core/providers/offline/facts.h"

namespace skein::providers {

using deliverable::Cite;
using deliverable::codeSpan;
using deliverable::Statement;

namespace {

constexpr std::size_t maxStatements = 400, maxPerFunction = 16, maxPartBytes = 260;
constexpr std::uint32_t maxConditionLines = 12, maxSearchLines = 60;

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::size_t indentOf(std::string_view line) {
    std::size_t width = 0;
    for (const char c : line) {
        if (c == ' ') ++width;
        else if (c == '\t') width += 8;
        else return width;
    }
    return std::string_view::npos;
}

/// Text between balanced brackets from `open` on line `number`, joined over a few lines. `last` is the line it ends on.
std::string balanced(const std::vector<std::string>& lines, std::uint32_t number, std::size_t open,
                     std::uint32_t& last) {
    std::string text;
    int depth = 0;
    for (last = number; last <= lines.size() && last - number < maxConditionLines; ++last) {
        const std::string& line = lines[last - 1];
        for (std::size_t i = last == number ? open : 0; i < line.size(); ++i) {
            if (line[i] == '(') {
                if (++depth == 1) continue;
            } else if (line[i] == ')' && --depth == 0) {
                return squeezed(text);
            }
            text += line[i];
        }
        text += ' ';
    }
    return {};
}

struct Condition {
    std::string text;
    std::uint32_t first = 0, last = 0;
};

/// "if (a < b)" at the start of a line, or "if a < b:" of Python and "if a < b {" of Go and Rust.
Condition conditionOn(const std::vector<std::string>& lines, std::uint32_t number) {
    std::string_view code = trim(lines[number - 1]);
    while (code.starts_with('}')) code = trim(code.substr(1));
    if (code.starts_with("else ")) code = trim(code.substr(5));
    const bool elif = code.starts_with("elif ");
    if (!code.starts_with("if(") && !code.starts_with("if ") && !elif && !code.starts_with("if constexpr")) return {};
    const std::size_t at = static_cast<std::size_t>(code.data() - lines[number - 1].data());
    const std::size_t open = lines[number - 1].find('(', at);
    const std::string_view before = open == std::string::npos
                                        ? std::string_view()
                                        : trim(std::string_view(lines[number - 1]).substr(at, open - at));
    Condition condition{"", number, number};
    if (before == "if" || before == "if constexpr") {
        condition.text = balanced(lines, number, open, condition.last);
    } else {
        std::string_view rest = trim(code.substr(elif ? 5 : 3));
        if (!rest.ends_with(':') && !rest.ends_with('{')) return {};
        rest.remove_suffix(1);
        condition.text = squeezed(trim(rest));
    }
    return condition.text.empty() || condition.text.size() > maxPartBytes ? Condition{} : condition;
}

/// The condition directly around a line: on the line itself, else that of the nearest line with a smaller indentation.
Condition conditionAround(const std::vector<std::string>& lines, std::uint32_t number, std::uint32_t from) {
    if (Condition own = conditionOn(lines, number); !own.text.empty()) return own;
    const std::size_t indent = indentOf(lines[number - 1]);
    for (std::uint32_t at = number - 1; at >= std::max(from, 1u) && number - at <= maxSearchLines; --at) {
        const std::string_view code = trim(lines[at - 1]);
        if (code.empty() || code.starts_with('#') || code == "{" || indentOf(lines[at - 1]) >= indent) continue;
        Condition condition = conditionOn(lines, at);
        return condition.last < number ? condition : Condition{};
    }
    return {};
}

struct Failure {
    enum class Kind { Throws, Returns, Asserts } kind;
    std::string what;
    std::uint32_t line = 1, last = 1;
    Condition when;
    const Comment* remark = nullptr;  ///< why what is asserted can never hold: "not implemented"
};

/// The comment of one line directly above; null if there is none.
const Comment* remarkAbove(const ReadFile& file, std::uint32_t line) {
    for (const Comment& comment : file.comments)
        if (!comment.trailing && comment.lines.last + 1 == line && comment.text.size() == 1 &&
            comment.text.front().text.size() <= 100)
            return &comment;
    return nullptr;
}

/// The argument of the first of these calls on the line.
std::optional<std::pair<std::string, std::uint32_t>> argumentOf(const std::vector<std::string>& lines,
                                                                std::uint32_t number, std::string_view call) {
    const std::string& line = lines[number - 1];
    const std::size_t at = line.find(call);
    if (at == std::string::npos || (at > 0 && isIdentifierChar(line[at - 1]))) return std::nullopt;
    std::uint32_t last = number;
    std::string text = balanced(lines, number, line.find('(', at), last);
    if (text.empty() || text.size() > maxPartBytes) return std::nullopt;
    return std::pair(std::move(text), last);
}

std::optional<Failure> thrownOn(const std::vector<std::string>& lines, std::uint32_t number) {
    const std::string& line = lines[number - 1];
    for (const std::string_view call : {"throw_exception(", "BOOST_THROW_EXCEPTION(", "panic(", "panic!("})
        if (auto found = argumentOf(lines, number, call))
            return Failure{Failure::Kind::Throws, std::move(found->first), number, found->second, {}};
    for (const std::string_view word : {"throw ", "raise "}) {
        const std::size_t at = line.find(word);
        if (at == std::string::npos || (at > 0 && isIdentifierChar(line[at - 1]))) continue;
        std::string_view what = trim(std::string_view(line).substr(at + word.size()));
        if (what.starts_with("new ")) what = trim(what.substr(4));
        std::uint32_t last = number;
        const std::size_t open = what.find('('), end = what.find_first_of("; ");
        std::string text;
        if (open != std::string_view::npos && open < end && open > 0) {
            const std::string type(what.substr(0, open));
            const std::string inside = balanced(lines, number, line.find('(', at), last);
            text = inside.size() > maxPartBytes ? type : type + "(" + inside + ")";
            if (inside.empty()) last = number;
        } else {
            text = std::string(what.substr(0, std::min(end, what.find('<'))));
        }
        const bool type = !text.empty() && (isIdentifierChar(text[0]) || text[0] == ':') && text.size() >= 3;
        if (!type || contains(text, "\"") != contains(line, "\"") || text.starts_with("from")) continue;
        return Failure{Failure::Kind::Throws, std::move(text), number, last, {}};
    }
    return std::nullopt;
}

std::optional<Failure> assertedOn(const std::vector<std::string>& lines, std::uint32_t number) {
    const std::string& line = lines[number - 1];
    for (std::size_t open = line.find('('); open != std::string::npos; open = line.find('(', open + 1)) {
        std::size_t start = open;
        while (start > 0 && (isIdentifierChar(line[start - 1]) || line[start - 1] == '!')) --start;
        const std::string word = toLowerAscii(std::string_view(line).substr(start, open - start));
        const bool asserts = word.ends_with("assert") || word.ends_with("assert_msg") || word == "assert_eq!" ||
                             word.ends_with("assert_x") || word == "assert!" || word.ends_with("static_assert");
        if (!asserts || trim(std::string_view(line)).starts_with('#')) continue;
        std::uint32_t last = number;
        std::string text = balanced(lines, number, open, last);
        while (text.starts_with('(') && text.ends_with(')')) text = text.substr(1, text.size() - 2);
        if (text.size() < 4 || text.size() > maxPartBytes) return std::nullopt;
        return Failure{Failure::Kind::Asserts, std::move(text), number, last, {}};
    }
    const std::string_view code = trim(line);
    if (!code.starts_with("assert ") || code.size() > maxPartBytes) return std::nullopt;
    return Failure{Failure::Kind::Asserts, squeezed(code.substr(7)), number, number, {}};
}

/// "return CURLE_OUT_OF_MEMORY;": a constant in capitals that names a failure, or a new error.
std::optional<Failure> returnedOn(const std::vector<std::string>& lines, std::uint32_t number) {
    const std::string& line = lines[number - 1];
    const std::size_t at = line.find("return ");
    if (at == std::string::npos || (at > 0 && isIdentifierChar(line[at - 1]))) return std::nullopt;
    std::string_view what = trim(std::string_view(line).substr(at + 7));
    if (what.ends_with(';')) what = trim(what.substr(0, what.size() - 1));
    const bool made = contains(what, "errors.New(") || contains(what, "fmt.Errorf(") || what.starts_with("Err(");
    const bool constant =
        what.size() >= 5 &&
        std::all_of(what.begin(), what.end(),
                    [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }) &&
        contains(what, "_");
    const bool good = what.ends_with("_OK") || what.ends_with("_SUCCESS") || what.ends_with("_DONE");
    for (const std::string_view word : {"VERSION", "DEFAULT", "_SIZE", "_NAME", "_LENGTH"})
        if (constant && contains(what, word)) return std::nullopt;
    if ((!made && !constant) || good || what.size() > maxPartBytes) return std::nullopt;
    return Failure{Failure::Kind::Returns, std::string(what), number, number, {}};
}

/// The function around each line (index 0 is line 1): the innermost one, however long it is.
std::vector<const DocumentedSymbol*> functionsByLine(const ReadFile& file, const std::vector<std::string>& lines) {
    std::vector<const DocumentedSymbol*> result(lines.size(), nullptr);
    for (const DocumentedSymbol& symbol : file.symbols) {
        if (symbol.group != SymbolGroup::Function ||
            !holdsWord(symbol.declaration,
                       identifiersIn(symbol.atom->title).empty() ? "" : identifiersIn(symbol.atom->title).front()))
            continue;
        LineRange range = bodyOf(file, lines, symbol);
        if (range.first > range.last) range = symbol.atom->lines;
        range.first = std::min(range.first, symbol.atom->lines.first);
        for (std::uint32_t at = range.first; at <= range.last && at <= result.size(); ++at) result[at - 1] = &symbol;
    }
    return result;
}

const DocumentedSymbol* typeNamed(const ReadFile& file, std::string_view name) {
    for (const DocumentedSymbol& symbol : file.symbols)
        if (symbol.group == SymbolGroup::Type && !name.empty() && symbol.atom->title == name &&
            holdsWord(symbol.declaration, name))
            return &symbol;
    return nullptr;
}

/// The message that the constructor of an exception hands on: a literal within its lines.
std::optional<Statement> messageOf(const ReadFile& file, const std::vector<std::string>& lines,
                                   const DocumentedSymbol& symbol) {
    const DocumentedSymbol* const type = typeNamed(file, symbol.container);
    if (type == nullptr || symbol.atom->title != symbol.container) return std::nullopt;
    const std::string words = toLowerAscii(type->declaration);
    if (!contains(words, "error") && !contains(words, "exception") && !contains(words, "bad_") &&
        !contains(words, "invalid"))
        return std::nullopt;
    const std::uint32_t end = std::min<std::uint32_t>(symbol.atom->lines.last, symbol.atom->lines.first + 8);
    for (std::uint32_t number = symbol.atom->lines.first; number <= end && number <= lines.size(); ++number) {
        const std::string& line = lines[number - 1];
        const std::size_t open = line.find('"'), close = open == std::string::npos ? open : line.find('"', open + 1);
        if (close == std::string::npos || close < open + 6) continue;
        return Statement{fmt::format("{} carries the message {}.", codeSpan(symbol.container),
                                     codeSpan(std::string_view(line).substr(open, close - open + 1))),
                         {{file.source.path(), {symbol.atom->lines.first, number}}},
                         deliverable::Standing::Plain,
                         {}};
    }
    return std::nullopt;
}

std::string phrase(const Failure& failure) {
    if (failure.remark != nullptr)
        return fmt::format("{} (\"{}\")", codeSpan(failure.what), proseMarkdown(failure.remark->text.front().text));
    return failure.when.text.empty() ? codeSpan(failure.what)
                                     : fmt::format("{} when {}", codeSpan(failure.what), codeSpan(failure.when.text));
}

}  // namespace

std::vector<Statement> failureStatements(const std::vector<ReadFile>& files) {
    std::vector<Statement> result;
    for (const ReadFile& file : files) {
        const std::string& language = file.source.file().language;
        if (!isCodeLanguage(language) || language == "SQL" || language == "CMake") continue;
        const std::vector<std::string> lines = codeLines(file);
        const std::vector<const DocumentedSymbol*> around = functionsByLine(file, lines);
        std::map<std::pair<std::uint32_t, int>, std::pair<const DocumentedSymbol*, std::vector<Failure>>> byFunction;
        for (std::uint32_t number = 1; number <= lines.size(); ++number) {
            if (lines[number - 1].size() < 6 || lines[number - 1].size() > 400) continue;
            std::optional<Failure> failure = thrownOn(lines, number);
            if (!failure) failure = assertedOn(lines, number);
            if (!failure) failure = returnedOn(lines, number);
            if (!failure) continue;
            const DocumentedSymbol* const function = around[number - 1];
            if (function == nullptr) continue;
            if (failure->kind == Failure::Kind::Asserts && (failure->what == "false" || failure->what == "0"))
                failure->remark = remarkAbove(file, number);
            if (failure->kind != Failure::Kind::Asserts)
                failure->when = conditionAround(lines, number, function->atom->lines.first);
            auto& [symbol, list] = byFunction[{function->atom->lines.first, static_cast<int>(failure->kind)}];
            symbol = function;
            const bool known = std::any_of(list.begin(), list.end(), [&](const Failure& other) {
                return other.what == failure->what && other.when.text == failure->when.text;
            });
            if (!known) list.push_back(std::move(*failure));
        }
        for (const DocumentedSymbol& symbol : file.symbols)
            if (auto message = symbol.group == SymbolGroup::Function ? messageOf(file, lines, symbol) : std::nullopt;
                message && result.size() < maxStatements)
                result.push_back(std::move(*message));
        for (const auto& [key, entry] : byFunction) {
            const auto& [function, list] = entry;
            if (result.size() >= maxStatements) break;
            constexpr std::array<std::string_view, 3> verbs{"throws", "may return", "asserts"};
            std::string text = codeSpan(function->atom->title);
            std::vector<Cite> cites{{file.source.path(), function->lines}};
            if (const DocumentedSymbol* const type = typeNamed(file, function->container);
                type != nullptr && function->container != function->atom->title) {
                text += fmt::format(" of {}", codeSpan(function->container));
                cites.push_back({file.source.path(), type->lines});
            }
            text += fmt::format(" {} ", verbs[static_cast<std::size_t>(key.second)]);
            std::vector<std::string> phrases;
            for (const Failure& failure : list) {
                if (phrases.size() == maxPerFunction) break;
                phrases.push_back(phrase(failure));
                cites.push_back({file.source.path(),
                                 {failure.remark != nullptr   ? failure.remark->lines.first
                                  : failure.when.text.empty() ? failure.line
                                                              : std::min(failure.when.first, failure.line),
                                  std::max(failure.last, failure.when.last)}});
            }
            for (std::size_t i = 0; i < phrases.size(); ++i)
                text += (i == 0                                                     ? ""
                         : i + 1 == phrases.size() && phrases.size() == list.size() ? " and "
                                                                                    : ", ") +
                        phrases[i];
            if (list.size() > phrases.size())
                text += fmt::format(" and in {} more {}", list.size() - phrases.size(),
                                    list.size() - phrases.size() == 1 ? "place" : "places");
            result.push_back({text + ".", std::move(cites), deliverable::Standing::Plain, {}});
        }
    }
    return result;
}

}  // namespace skein::providers
