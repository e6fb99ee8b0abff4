#include "core/runtime/ingest/malformed.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <tuple>
#include <vector>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "core/base/json.h"
#include "core/base/text.h"

namespace skein::runtime {
namespace {

constexpr std::size_t maxParsedBytes = 4u << 20;  ///< larger ones are data
constexpr int maxYamlNesting = 200;               ///< the parser calls itself for each level

/// What opens and closes in a language, and how it hides text.
struct Brackets {
    bool json = false, sql = false, graphQl = false;
};

std::string brokenBracket(std::string_view text, Brackets form) {
    struct Open {
        char sign;
        std::size_t line;
    };
    std::vector<Open> open;
    std::size_t line = 1;
    const auto skipTo = [&](std::string_view end, std::size_t& at) {
        const auto found = text.find(end, at);
        const auto stop = found == std::string_view::npos ? text.size() : found;
        for (; at < stop; ++at) line += text[at] == '\n';
        at = found == std::string_view::npos ? text.size() : found + end.size() - 1;
        return found != std::string_view::npos;
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        const auto rest = text.substr(at);
        if (c == '\n') {
            ++line;
        } else if (rest.starts_with("/*") && !form.graphQl) {
            const auto first = line;
            at += 2;
            if (!skipTo("*/", at)) return fmt::format("line {}: the comment is never closed", first);
        } else if ((rest.starts_with("//") && !form.sql) || (rest.starts_with("--") && form.sql) ||
                   (c == '#' && form.graphQl)) {
            at = std::min(text.find('\n', at), text.size()) - 1;
        } else if (form.sql && rest.starts_with("$$")) {
            at += 2;
            if (!skipTo("$$", at)) return {};
        } else if (form.graphQl && rest.starts_with("\"\"\"")) {
            at += 3;
            if (!skipTo("\"\"\"", at)) return fmt::format("line {}: the description is never closed", line);
        } else if (c == '"' || (c == '\'' && !form.json)) {
            const auto first = line;
            std::size_t end = at + 1;
            for (; end < text.size() && text[end] != c; ++end) {
                if (text[end] == '\\' && !form.sql) ++end;
                if (end < text.size() && text[end] == '\n') {
                    if (!form.sql) return fmt::format("line {}: the text in quotes is never closed", first);
                    ++line;
                }
            }
            if (end >= text.size()) return fmt::format("line {}: the text in quotes is never closed", first);
            at = end;
        } else if (c == '(' || c == '[' || c == '{') {
            open.push_back({c, line});
        } else if (c == ')' || c == ']' || c == '}') {
            const char partner = c == ')' ? '(' : c == ']' ? '[' : '{';
            if (open.empty()) return fmt::format("line {}: '{}' closes nothing", line, c);
            if (open.back().sign != partner)
                return fmt::format("line {}: '{}' does not close '{}' of line {}", line, c, open.back().sign,
                                   open.back().line);
            open.pop_back();
        }
    }
    return open.empty() ? std::string()
                        : fmt::format("line {}: '{}' is never closed", open.back().line, open.back().sign);
}

class Silent final : public YAML::EventHandler {
public:
    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
    void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
    void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                         YAML::EmitterStyle::value) override {
        enter(mark);
    }
    void OnSequenceEnd() override { --m_depth; }
    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
        enter(mark);
    }
    void OnMapEnd() override { --m_depth; }

private:
    void enter(const YAML::Mark& mark) {
        if (++m_depth > maxYamlNesting) throw YAML::ParserException(mark, "nested too deep to be read");
    }
    int m_depth = 0;
};

std::string brokenYaml(const std::string& text) {
    // Templates of other programs ("{{ name }}", "{% if %}") are no YAML before they are filled in.
    if (text.size() > maxParsedBytes || text.find("{{") != std::string::npos || text.find("{%") != std::string::npos)
        return {};
    try {
        std::istringstream in(text);
        YAML::Parser parser(in);
        Silent silent;
        while (parser.HandleNextDocument(silent)) {}
    } catch (const YAML::Exception& error) { return fmt::format("line {}: {}", error.mark.line + 1, error.msg); }
    return {};
}

/// Comments and a comma behind the last member are allowed: many tools take them.
std::string brokenJson(std::string_view path, const std::string& text) {
    if (auto broken = brokenBracket(text, {.json = true}); !broken.empty()) return broken;
    const auto name = path.substr(path.rfind('/') + 1);
    if (text.size() > maxParsedBytes || name.ends_with(".json5") || name.ends_with(".jsonc") ||
        name.starts_with("tsconfig") || text.find("{{") != std::string::npos || trim(text).empty())
        return {};
    try {
        std::ignore = Json::parse(text, nullptr, true, true);
    } catch (const Json::parse_error& error) {
        const auto at = std::min<std::size_t>(error.byte == 0 ? 0 : error.byte - 1, text.size());
        const auto before = text.find_last_not_of(" \t\r\n", at == 0 ? 0 : at - 1);
        const bool lastComma = at < text.size() && (text[at] == '}' || text[at] == ']') &&
                               before != std::string::npos && text[before] == ',';
        if (lastComma) return {};
        const std::string_view said = error.what();
        const auto expected = said.rfind("expected ");
        return fmt::format(
            "line {}: {}", std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1,
            expected == std::string_view::npos || said.substr(0, expected).ends_with("un") ? "expected JSON"
                                                                                           : said.substr(expected));
    } catch (const Json::exception&) { return "a number is larger than can be read"; }
    return {};
}

/// TOML and INI line by line: a table's name that is not closed, a key without a value. What stands within lists and
/// long texts of TOML is not looked at.
std::string brokenTable(const std::string& text, bool toml) {
    std::size_t number = 0;
    int open = 0;
    std::string_view quotes;  // of a long text
    for (const auto written : splitLines(text)) {
        ++number;
        auto line = trim(written);
        if (!quotes.empty()) {
            if (line.find(quotes) != std::string_view::npos) quotes = {};
            continue;
        }
        if (line.empty() || line.front() == '#' || line.front() == ';') continue;
        if (open == 0 && line.front() == '[') {
            const auto end = line.find_first_of("#;");
            if (!trim(line.substr(0, end)).ends_with("]") && line.find(']') == std::string_view::npos)
                return fmt::format("line {}: expected ']' behind the name of the table", number);
            continue;
        }
        if (!toml) continue;
        for (const std::string_view mark : {"\"\"\"", "'''"})
            if (const auto at = line.find(mark); at != std::string_view::npos && line.find(mark, at + 3) == line.npos)
                quotes = mark;
        const auto equals = line.find('=');
        if (open == 0 && equals == std::string_view::npos)
            return fmt::format("line {}: expected a key, '=' and a value", number);
        if (open == 0 && (trim(line.substr(equals + 1)).empty() || trim(line.substr(equals + 1)).front() == '#'))
            return fmt::format("line {}: expected a value behind '='", number);
        char quote = 0;
        for (const char c : line) {
            if (quote != 0) quote = c == quote ? char(0) : quote;
            else if (c == '"' || c == '\'') quote = c;
            else if (c == '#') break;
            else if (c == '[' || c == '{') ++open;
            else if (c == ']' || c == '}') open = std::max(0, open - 1);
        }
    }
    if (!quotes.empty()) return "the long text in quotes is never closed";
    return open > 0 ? "a list or table in brackets is never closed" : std::string();
}

/// "CREATE TABEL x", "message {": words that begin nothing.
std::string brokenWords(const std::string& text, bool sql) {
    std::size_t number = 0;
    for (const auto written : splitLines(text)) {
        ++number;
        const auto words = identifiersIn(trim(written));
        if (words.empty() || (!sql && trim(written).starts_with("//"))) continue;
        const auto first = toLowerAscii(words[0]);
        const auto second = words.size() > 1 ? toLowerAscii(words[1]) : std::string();
        if (sql && first == "create" && trim(written).substr(0, 6).size() == 6 &&
            toLowerAscii(trim(written)).starts_with("create ")) {
            constexpr std::array<std::string_view, 40> things{
                "table",      "view",         "index",       "unique",       "or",         "function",  "procedure",
                "trigger",    "type",         "schema",      "database",     "sequence",   "extension", "temp",
                "temporary",  "materialized", "global",      "local",        "unlogged",   "virtual",   "domain",
                "role",       "user",         "policy",      "aggregate",    "operator",   "cast",      "collation",
                "server",     "foreign",      "publication", "subscription", "tablespace", "event",     "rule",
                "statistics", "language",     "fulltext",    "clustered",    "recursive"};
            constexpr std::array<std::string_view, 12> more{"nonclustered", "spatial",  "bitmap",     "external",
                                                            "package",      "synonym",  "login",      "certificate",
                                                            "partition",    "external", "conversion", "access"};
            if (std::find(things.begin(), things.end(), second) == things.end() &&
                std::find(more.begin(), more.end(), second) == more.end())
                return fmt::format(
                    "line {}: expected what is created behind CREATE (TABLE, VIEW, INDEX ...), found '{}'", number,
                    elide(second, 40));
        }
        const auto behind = trim(trim(written).substr(std::min(first.size(), trim(written).size())));
        if (!sql && (first == "message" || first == "enum" || first == "service") &&
            toLowerAscii(trim(written)).starts_with(first) && behind.starts_with("{"))
            return fmt::format("line {}: expected a name behind '{}'", number, first);
    }
    return {};
}

}  // namespace

std::string malformedAt(std::string_view path, std::string_view language, const std::string& text) {
    const bool sql = language == "SQL";
    if (language == "Yaml") return brokenYaml(text);
    if (language == "JSON") return brokenJson(path, text);
    if (path.ends_with(".toml") || path.ends_with(".ini")) return brokenTable(text, path.ends_with(".toml"));
    if (sql || language == "Protobuf") {
        auto broken = brokenWords(text, sql);
        return broken.empty() ? brokenBracket(text, {.sql = sql}) : broken;
    }
    if (path.ends_with(".graphql") || path.ends_with(".graphqls") || path.ends_with(".gql"))
        return brokenBracket(text, {.graphQl = true});
    return {};
}

}  // namespace skein::runtime
