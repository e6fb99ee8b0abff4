#include "core/coherence/names.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>
#include <utility>

#include "core/base/text.h"
#include "core/coherence/values.h"

namespace skein::coherence {
namespace {

bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool isLower(char c) { return c >= 'a' && c <= 'z'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isWordByte(char c) { return isUpper(c) || isLower(c) || isDigit(c) || static_cast<unsigned char>(c) >= 0x80; }

bool contains(std::span<const std::string_view> list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

/// Where a new word starts inside "maxRetries" and "HTTPServer".
bool startsWord(std::string_view name, std::size_t at) {
    const char before = name[at - 1], here = name[at];
    if (isUpper(here) && (isLower(before) || isDigit(before))) return true;
    return isUpper(here) && isUpper(before) && at + 1 < name.size() && isLower(name[at + 1]);
}

NameRole roleOfWord(std::string_view word) {
    if (word == "max" || word == "maximum" || word == "maximal") return NameRole::Max;
    if (word == "min" || word == "minimum" || word == "minimal") return NameRole::Min;
    if (word == "default" || word == "defaults") return NameRole::Default;
    return NameRole::Value;
}

std::string join(const std::vector<std::string>& words, char separator) {
    std::string out;
    for (const auto& word : words) {
        if (!out.empty()) out += separator;
        out += word;
    }
    return out;
}

/// Takes role words out of a leaf. The first of max and min wins over default: MAX_DEFAULT_SIZE is a limit.
NameRole takeRole(std::vector<std::string>& words) {
    NameRole role = NameRole::Value;
    std::vector<std::string> rest;
    for (const auto& word : words) {
        const NameRole found = roleOfWord(word);
        if (found == NameRole::Value) rest.push_back(word);
        else if (role == NameRole::Value || role == NameRole::Default) role = found;
    }
    if (rest.size() > 1 && role == NameRole::Value && (rest.back() == "limit" || rest.back() == "cap")) {
        rest.pop_back();
        role = NameRole::Max;
    } else if (rest.size() > 1 && role == NameRole::Max && rest.back() == "limit") {
        rest.pop_back();
    }
    if (rest.empty()) return NameRole::Value;
    words = std::move(rest);
    return role;
}

std::string takeUnit(std::vector<std::string>& words) {
    const bool rate = std::find(words.begin(), words.end(), "per") != words.end();
    if (words.size() < 2 || rate || !isNameUnit(words.back())) return {};
    std::string unit = words.back();
    words.pop_back();
    if (words.size() > 1 && words.back() == "in") words.pop_back();
    return unit;
}

constexpr std::array<std::string_view, 16> containerWords{
    "config", "configuration", "setting", "option", "param", "parameter", "property", "env",
    "spec",   "root",          "global",  "common", "conf",  "value",     "const",    "constant"};

constexpr std::array<std::string_view, 6> servingWords{"service",  "controller", "api",
                                                       "endpoint", "resource",   "handler"};

constexpr std::array<std::pair<std::string_view, std::string_view>, 29> environments{{{"test", "test"},
                                                                                      {"tests", "test"},
                                                                                      {"testing", "test"},
                                                                                      {"unittest", "test"},
                                                                                      {"spec", "test"},
                                                                                      {"specs", "test"},
                                                                                      {"fixture", "test"},
                                                                                      {"fixtures", "test"},
                                                                                      {"mock", "test"},
                                                                                      {"mocks", "test"},
                                                                                      {"e2e", "test"},
                                                                                      {"ci", "test"},
                                                                                      {"dev", "development"},
                                                                                      {"devel", "development"},
                                                                                      {"development", "development"},
                                                                                      {"local", "development"},
                                                                                      {"locally", "development"},
                                                                                      {"localhost", "development"},
                                                                                      {"staging", "staging"},
                                                                                      {"stage", "staging"},
                                                                                      {"qa", "staging"},
                                                                                      {"preview", "staging"},
                                                                                      {"sandbox", "staging"},
                                                                                      {"prod", "production"},
                                                                                      {"production", "production"},
                                                                                      {"example", "example"},
                                                                                      {"examples", "example"},
                                                                                      {"demo", "example"},
                                                                                      {"benchmark", "benchmark"}}};

// Words that folders, files and headings of any project carry without saying which part of it they are about.
constexpr std::array<std::string_view, 82> genericContexts{
    "src",          "lib",          "libs",          "include",      "source",   "sources",       "app",
    "apps",         "service",      "services",      "package",      "packages", "module",        "modules",
    "core",         "internal",     "pkg",           "cmd",          "main",     "index",         "init",
    "doc",          "docs",         "documentation", "guide",        "guides",   "manual",        "readme",
    "overview",     "introduction", "reference",     "api",          "usage",    "configuration", "config",
    "conf",         "settings",     "setting",       "options",      "option",   "environment",   "variables",
    "variable",     "parameters",   "parameter",     "fields",       "field",    "limits",        "limit",
    "defaults",     "default",      "values",        "operations",   "runbook",  "architecture",  "deployment",
    "deploy",       "setup",        "install",       "installation", "getting",  "started",       "faq",
    "contributing", "table",        "tables",        "schema",       "schemas",  "types",         "constants",
    "graphql",      "gql",          "proto",         "protos",       "protobuf", "idl",           "sql",
    "db",           "database",     "openapi",       "swagger",      "the"};

/// One word for how long a thing is good for, and one for how long it is kept: "session.ttl", "SESSION_EXPIRES_IN" and
/// "sessions expire after" are said of one thing.
void nameAsSaid(std::vector<std::string>& words) {
    constexpr std::array<std::string_view, 7> valid{"ttl",      "lifetime", "expiry",  "expiration",
                                                    "validity", "expire",   "duration"};
    constexpr std::array<std::string_view, 3> kept{"retention", "retained", "kept"};
    constexpr std::array<std::string_view, 4> fillers{"after", "in", "time", "period"};
    if (words.empty()) return;
    const bool filled = words.size() > 2 && contains(fillers, words.back());
    const auto& named = filled ? words[words.size() - 2] : words.back();
    const std::string_view said = contains(valid, named) ? "lifetime" : contains(kept, named) ? "kept" : "";
    if (said.empty()) return;
    if (filled) words.pop_back();
    words.back() = said;
}

}  // namespace

std::string_view rolePredicate(NameRole role) {
    constexpr std::array<std::string_view, 4> names{"value", "default", "max", "min"};
    return names[static_cast<std::size_t>(role)];
}

std::vector<std::string> wordsOf(std::string_view name) {
    std::vector<std::string> words;
    std::string word;
    const auto flush = [&] {
        if (!word.empty()) words.push_back(std::exchange(word, {}));
    };
    for (std::size_t at = 0; at < name.size(); ++at) {
        if (!isWordByte(name[at])) {
            flush();
            continue;
        }
        if (at > 0 && startsWord(name, at)) flush();
        word += isUpper(name[at]) ? static_cast<char>(name[at] - 'A' + 'a') : name[at];
    }
    flush();
    return words;
}

std::string singular(std::string_view word) {
    const auto endsWith = [&](std::string_view tail) { return word.size() > tail.size() + 1 && word.ends_with(tail); };
    // Names that only end like a plural.
    constexpr std::array<std::string_view, 11> own{"https",  "cors",  "postgres", "kubernetes", "jenkins", "always",
                                                   "canvas", "alias", "bias",     "series",     "species"};
    if (std::find(own.begin(), own.end(), word) != own.end()) return std::string(word);
    if (endsWith("ies")) return std::string(word.substr(0, word.size() - 3)) + "y";
    for (const std::string_view tail : {"sses", "xes", "ches", "shes"})
        if (endsWith(tail)) return std::string(word.substr(0, word.size() - 2));
    if (word.size() > 3 && word.ends_with("s") && !word.ends_with("ss") && !word.ends_with("us") &&
        !word.ends_with("is"))
        return std::string(word.substr(0, word.size() - 1));
    return std::string(word);
}

std::string subjectOf(const std::vector<std::string>& segments) {
    std::string out;
    for (const auto& segment : segments)
        if (const auto words = join(wordsOf(segment), '_'); !words.empty()) out += (out.empty() ? "" : ".") + words;
    return out;
}

std::vector<std::string> operationSegments(std::string_view written) {
    written = trim(written);
    const auto space = written.find(' ');
    if (space == std::string_view::npos || written.size() > 400) return {};
    const auto method = written.substr(0, space);
    const auto route = trim(written.substr(space));
    if (!route.starts_with("/") || route.find(' ') != std::string_view::npos) return {};
    std::vector<std::string> names;
    bool member = false, memberBefore = false;  // the route ends in, or names before its last word, one of many
    for (const auto part : split(route.substr(0, route.find('?')), '/')) {
        if (part.empty()) continue;
        const bool variable = part.front() == '{' || part.front() == ':' || part.front() == '<';
        const bool version = part.size() < 4 && part.front() == 'v' && part.size() > 1 && isDigit(part[1]);
        if (variable) member = true;
        else if (!version && part != "api") {
            memberBefore = std::exchange(member, false);
            names.emplace_back(part);
        }
    }
    if (names.empty()) return {};
    // "POST /orders/{id}/cancel" does something to an order; "POST /orders/{id}/lines" makes a line.
    if (method == "POST" && memberBefore && !member && names.size() > 1 && singular(names.back()) == names.back())
        return {names[names.size() - 2], names.back()};
    const std::string_view verb = method == "GET"                        ? (member ? "get" : "list")
                                  : method == "POST"                     ? "create"
                                  : method == "PUT" || method == "PATCH" ? "update"
                                  : method == "DELETE"                   ? "delete"
                                                                         : "";
    if (verb.empty()) return {};
    return {names.back(), std::string(verb)};
}

std::vector<std::string> segmentsOf(std::string_view written) {
    if (auto operation = operationSegments(written); !operation.empty()) return operation;
    std::vector<std::string> segments;
    std::string current;
    for (std::size_t at = 0; at < written.size(); ++at) {
        const char c = written[at];
        const bool arrow = c == '-' && at + 1 < written.size() && written[at + 1] == '>';
        if (c == '.' || c == ':' || c == '#' || c == '/' || arrow) {
            if (arrow) ++at;
            if (!current.empty()) segments.push_back(std::exchange(current, {}));
        } else {
            current += c;
        }
    }
    if (!current.empty()) segments.push_back(std::move(current));
    return segments;
}

NormalName normalName(const std::vector<std::string>& segments) {
    std::vector<std::vector<std::string>> parts;
    for (const auto& segment : segments)
        if (auto words = wordsOf(segment); !words.empty()) parts.push_back(std::move(words));
    NormalName name;
    if (parts.empty()) return name;
    name.unit = takeUnit(parts.back());
    name.role = takeRole(parts.back());
    std::vector<std::string> subject;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const bool leaf = i + 1 == parts.size();
        if (!leaf && parts[i].size() == 1) {
            const std::string word = singular(parts[i].front());
            const NameRole parentRole = word == "limit" ? NameRole::Max : roleOfWord(word);
            if (parentRole != NameRole::Value) {
                if (name.role == NameRole::Value) name.role = parentRole;
                continue;
            }
        }
        subject.push_back(join(parts[i], '_'));
    }
    name.subject = join(subject, '.');
    return name;
}

NormalName normalName(std::string_view written) { return normalName(segmentsOf(written)); }

std::vector<std::string> subjectWords(std::string_view subject) {
    std::vector<std::string> out;
    const auto segments = split(subject, '.');
    for (std::size_t i = 0; i < segments.size(); ++i) {
        auto words = wordsOf(segments[i]);
        const bool owner = i + 1 < segments.size();
        if (owner && words.size() == 1 && contains(containerWords, singular(words.front()))) continue;
        // A CustomerService is what serves customers.
        if (owner && words.size() > 1 && contains(servingWords, words.back())) words.pop_back();
        for (const auto& word : words) out.push_back(singular(word));
    }
    nameAsSaid(out);
    return out;
}

bool looksLikeIdentifier(std::string_view text) {
    if (text.size() < 2 || isDigit(text.front())) return false;
    bool mark = false, capitals = true;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        const bool joiner = c == '.' || c == ':' || c == '-' || c == '/';
        if (!isIdentifierChar(c) && !joiner) return false;
        if (joiner && (at == 0 || at + 1 == text.size())) return false;
        if (c == '_' || (at > 0 && isUpper(c) && isLower(text[at - 1]))) mark = true;
        if ((c == '.' || c == ':') && isIdentifierChar(text[at + 1]) && !isDigit(text[at + 1])) mark = true;
        if (isLower(c)) capitals = false;
    }
    return mark || (capitals && text.size() > 3);
}

std::string_view environmentOf(std::string_view word) {
    for (const auto& [from, to] : environments)
        if (from == word) return to;
    return {};
}

bool isGenericContext(std::string_view word) { return contains(genericContexts, word); }

}  // namespace skein::coherence
