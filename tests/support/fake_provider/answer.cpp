#include "tests/support/fake_provider/answer.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "core/base/text.h"

namespace skein::fake {
namespace {

constexpr std::size_t maxQuotes = 24;
constexpr std::size_t maxQuoteBytes = 120;
constexpr int maxSchemaDepth = 12;

struct Label {
    std::string path;
    std::string line;
};

bool isPathChar(char c) { return isIdentifierChar(c) || c == '/' || c == '.' || c == '-' || c == '+'; }

/// The first "path:line" in a line of the prompt.
std::optional<Label> labelIn(std::string_view line) {
    for (std::size_t colon = line.find(':'); colon != std::string_view::npos; colon = line.find(':', colon + 1)) {
        std::size_t start = colon;
        while (start > 0 && isPathChar(line[start - 1])) --start;
        std::size_t end = colon + 1;
        while (end < line.size() && line[end] >= '0' && line[end] <= '9') ++end;
        const std::string_view path = line.substr(start, colon - start);
        if (end == colon + 1 || path.find_first_of("./") == std::string_view::npos) continue;
        return Label{std::string(path), std::string(line.substr(colon + 1, end - colon - 1))};
    }
    return std::nullopt;
}

/// Plain words of a source line: what Markdown would read as markup is left out.
std::string plainWords(std::string_view line) {
    std::string words;
    for (const char c : trim(line))
        if (std::string_view("`*_#[]()<>|\\{}").find(c) == std::string_view::npos) words += c;
    return std::string(trim(elide(words, maxQuoteBytes)));
}

/// What every text of an answer says, with what the checks of the prompt ask for.
std::string requiredWords(std::string_view prompt) {
    std::string words;
    for (const std::string_view line : splitLines(prompt)) {
        constexpr std::string_view mark = "Check: ";
        if (!line.starts_with(mark)) continue;
        const auto check = parseJson(line.substr(mark.size()));
        if (check && check->is_object() && check->value("type", Json()) == "contains")
            words += " " + check->value("text", "");
    }
    return words;
}

Json valueFor(const Json& schema, const std::string& words, int depth) {
    if (!schema.is_object() || depth > maxSchemaDepth) return nullptr;
    if (schema.contains("const")) return schema["const"];
    if (schema.contains("enum") && !schema["enum"].empty()) return schema["enum"].front();
    for (const char* key : {"anyOf", "oneOf"})
        if (schema.contains(key) && !schema[key].empty()) return valueFor(schema[key].front(), words, depth + 1);
    Json type = schema.value("type", Json("object"));
    if (type.is_array() && !type.empty()) type = type.front();
    if (type == "string") {
        const Json shortest = schema.value("minLength", Json(0));
        std::string text = "SIMULATED" + words;
        while (shortest.is_number_unsigned() && text.size() < std::min<std::size_t>(shortest.get<std::size_t>(), 1'000))
            text += " SIMULATED";
        return text;
    }
    if (type == "boolean") return true;
    if (type == "integer" || type == "number") return schema.value("minimum", Json(1));
    if (type == "array") {
        Json items = Json::array();
        const Json fewest = schema.value("minItems", Json(1));
        const std::size_t count =
            fewest.is_number_unsigned() ? std::min<std::size_t>(fewest.get<std::size_t>(), 100) : 1;
        for (std::size_t i = 0; i < count; ++i)
            items.push_back(valueFor(schema.value("items", Json{{"type", "string"}}), words, depth + 1));
        return items;
    }
    if (type == "null") return nullptr;
    Json object = Json::object();
    const Json properties = schema.value("properties", Json::object());
    for (const auto& [name, property] : properties.items()) object[name] = valueFor(property, words, depth + 1);
    return object;
}

}  // namespace

std::string digestAnswer(std::string_view prompt) {
    std::string answer = "# SIMULATED answer of Skein's test equipment: no model was asked\n\n";
    std::set<std::pair<std::string, std::string>> cited;
    std::optional<Label> pending;
    for (const std::string_view line : splitLines(prompt)) {
        if (auto label = labelIn(line)) {
            pending = std::move(label);
            continue;
        }
        const std::string words = pending ? plainWords(line) : std::string();
        if (words.size() < 3) continue;
        if (cited.size() < maxQuotes && cited.emplace(pending->path, pending->line).second)
            answer += fmt::format("- SIMULATED: {} says \"{}\" [{}:{}]({}#L{})\n", pending->path, words, pending->path,
                                  pending->line, pending->path, pending->line);
        pending.reset();
    }
    if (cited.empty()) answer += "The prompt held no labelled source.\n";
    if (const std::string words = requiredWords(prompt); !words.empty())
        answer += "\nSIMULATED, because the checks ask for it:" + words + "\n";
    return answer;
}

std::string schemaAnswer(const Json& schema, std::string_view prompt) {
    return prettyJson(valueFor(schema, requiredWords(prompt), 0), -1);
}

Json schemaFor(std::string_view prompt, const Json& fromRequest, bool wantsJson) {
    constexpr std::string_view contract = "Expected output: json", mark = "valid against this JSON Schema: ";
    for (const std::string_view line : splitLines(prompt)) {
        if (!line.starts_with(contract)) continue;
        wantsJson = true;
        const std::size_t at = line.find(mark);
        if (at == std::string_view::npos) break;
        if (auto stated = parseJson(line.substr(at + mark.size()))) return std::move(*stated);
    }
    if (!fromRequest.is_null()) return fromRequest;
    return wantsJson ? Json{{"type", "object"}, {"properties", {{"simulated", {{"const", true}}}}}} : Json();
}

}  // namespace skein::fake
