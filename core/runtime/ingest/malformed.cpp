#include "core/runtime/ingest/malformed.h"

#include <sstream>
#include <vector>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace skein::runtime {
namespace {

constexpr std::size_t maxYamlBytes = 4u << 20;  ///< larger ones are data
constexpr int maxYamlNesting = 200;             ///< the parser calls itself for each level

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
    if (text.size() > maxYamlBytes || text.find("{{") != std::string::npos || text.find("{%") != std::string::npos)
        return {};
    try {
        std::istringstream in(text);
        YAML::Parser parser(in);
        Silent silent;
        while (parser.HandleNextDocument(silent)) {}
    } catch (const YAML::Exception& error) { return fmt::format("line {}: {}", error.mark.line + 1, error.msg); }
    return {};
}

}  // namespace

std::string malformedAt(std::string_view path, std::string_view language, const std::string& text) {
    if (language == "YAML") return brokenYaml(text);
    if (language == "JSON") return brokenBracket(text, {.json = true});
    if (language == "SQL") return brokenBracket(text, {.sql = true});
    if (language == "Protobuf") return brokenBracket(text, {});
    if (path.ends_with(".graphql") || path.ends_with(".graphqls") || path.ends_with(".gql"))
        return brokenBracket(text, {.graphQl = true});
    return {};
}

}  // namespace skein::runtime
