#include "core/plan/schema_check.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "core/base/text.h"

namespace skein::plan {
namespace {

constexpr std::size_t maxDepth = 32, maxNodes = 5'000, maxPatternBytes = 200;
constexpr std::ptrdiff_t maxRepeats = 2;  // "*", "+" and "{n,}" of one pattern: each multiplies the tries by the text

/// Values below "properties" and "$defs" are schemas under names of the person's choice, not keywords.
bool holdsNames(std::string_view key) {
    return key == "properties" || key == "$defs" || key == "definitions" || key == "patternProperties" ||
           key == "dependentSchemas";
}

std::optional<std::string> problemOfPattern(std::string_view pattern) {
    if (pattern.size() > maxPatternBytes) return fmt::format("a pattern of more than {} bytes", maxPatternBytes);
    std::ptrdiff_t repeats = 0;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const char c = pattern[i];
        if (c == '\\') {
            if (i + 1 < pattern.size() && pattern[i + 1] >= '1' && pattern[i + 1] <= '9')
                return "a pattern that refers back to a part of itself";
            ++i;
            continue;
        }
        if (c != '*' && c != '+' && c != '{') continue;
        if (i > 0 && pattern[i - 1] == ')') return "a pattern that repeats a group: it may take for ever";
        ++repeats;
    }
    if (repeats > maxRepeats) return fmt::format("a pattern with more than {} repetitions", maxRepeats);
    return std::nullopt;
}

class Walk {
public:
    explicit Walk(const Json& root) : m_root(root) {}

    std::optional<std::string> look(const Json& schema, bool names) {
        if (++m_nodes > maxNodes) return fmt::format("more than {} parts", maxNodes);
        if (m_path.size() > maxDepth) return fmt::format("more than {} levels", maxDepth);
        if (schema.is_array()) {
            for (const auto& each : schema)
                if (auto problem = below(each, false)) return problem;
            return std::nullopt;
        }
        if (!schema.is_object()) return std::nullopt;
        if (!names) {
            if (const auto ref = schema.find("$ref"); ref != schema.end())
                if (auto problem = follow(*ref)) return problem;
            if (const auto pattern = schema.find("pattern"); pattern != schema.end()) {
                if (!pattern->is_string()) return "a pattern that is no text";
                if (auto problem = problemOfPattern(pattern->get_ref<const std::string&>())) return problem;
            }
            if (const auto named = schema.find("patternProperties"); named != schema.end() && named->is_object())
                for (const auto& [pattern, value] : named->items())
                    if (auto problem = problemOfPattern(pattern)) return problem;
        }
        for (const auto& [key, value] : schema.items()) {
            if (!names && (key == "const" || key == "enum" || key == "default" || key == "examples")) continue;
            if (auto problem = below(value, !names && holdsNames(key))) return problem;
        }
        return std::nullopt;
    }

private:
    std::optional<std::string> below(const Json& value, bool names) {
        if (!value.is_structured()) return std::nullopt;
        if (std::find(m_path.begin(), m_path.end(), &value) != m_path.end()) return "a $ref that leads back to itself";
        m_path.push_back(&value);
        auto problem = look(value, names);
        m_path.pop_back();
        return problem;
    }

    std::optional<std::string> follow(const Json& ref) {
        const std::string name = ref.is_string() ? ref.get<std::string>() : "";
        if (name.empty() || name[0] != '#')
            return fmt::format("the $ref '{}': expected one within the schema, as in #/$defs/name", elide(name, 80));
        const Json* target = nullptr;
        try {
            const Json::json_pointer place(name.substr(1));
            if (m_root.contains(place)) target = &m_root.at(place);
        } catch (const std::exception&) { target = nullptr; }
        if (target == nullptr) return fmt::format("the $ref '{}' leads to nothing", elide(name, 80));
        if (target == &m_root) return "a $ref that leads back to itself";
        return below(*target, false);
    }

    const Json& m_root;
    std::vector<const Json*> m_path;
    std::size_t m_nodes = 0;
};

}  // namespace

std::optional<std::string> problemOfSchema(const Json& schema) { return Walk(schema).look(schema, false); }

bool holdsPattern(const Json& schema) {
    if (schema.is_object() && (schema.contains("pattern") || schema.contains("patternProperties"))) return true;
    return schema.is_structured() && std::any_of(schema.begin(), schema.end(), holdsPattern);
}

}  // namespace skein::plan
