#include "core/providers/schema.h"

#include <algorithm>
#include <array>

#include "core/providers/wire_json.h"

namespace skein::providers {
namespace {

/// Keywords outside the subset that only narrow an answer; the check here still holds it to them.
constexpr std::array<std::string_view, 12> droppedBounds{
    "minimum",   "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",    "minLength",
    "maxLength", "pattern", "maxItems",         "uniqueItems",      "minProperties", "maxProperties"};

}  // namespace

const Json* nativeSchema(const OutputContract& contract) {
    return contract.type == "json" && stringMember(contract.schema, "type") == "object" ? &contract.schema : nullptr;
}

bool isStrictSchema(const Json& schema) {
    if (schema.is_array()) return std::all_of(schema.begin(), schema.end(), isStrictSchema);
    if (!schema.is_object()) return true;
    if (const Json* properties = member(schema, "properties"); properties && properties->is_object()) {
        const Json& required = arrayMember(schema, "required");
        const Json* closed = member(schema, "additionalProperties");
        if (!closed || *closed != false) return false;
        for (const auto& [name, value] : properties->items())
            if (std::find(required.begin(), required.end(), Json(name)) == required.end() || !isStrictSchema(value))
                return false;
    }
    for (const std::string_view key : {"items", "anyOf", "$defs", "prefixItems"}) {
        const Json* child = member(schema, key);
        if (!child) continue;
        if (key == "$defs" && child->is_object()) {
            if (!std::all_of(child->begin(), child->end(), isStrictSchema)) return false;
        } else if (!isStrictSchema(*child)) {
            return false;
        }
    }
    return true;
}

std::optional<Json> closedSchema(const Json& schema) {
    if (!schema.is_object()) return schema;
    if (schema.contains("$ref") || schema.contains("patternProperties")) return std::nullopt;
    Json closed = schema;
    for (const std::string_view key : droppedBounds) closed.erase(std::string(key));
    if (const auto fewest = countIn(closed, "minItems"); fewest && *fewest > 1) closed["minItems"] = 1;
    const Json* properties = member(schema, "properties");
    if (stringMember(schema, "type") == "object" || properties) {
        if (!properties || !properties->is_object() || properties->empty()) return std::nullopt;
        if (const Json* open = member(schema, "additionalProperties"); open && open->is_object()) return std::nullopt;
        closed["additionalProperties"] = false;
        for (auto& [name, property] : closed["properties"].items()) {
            auto inner = closedSchema(property);
            if (!inner) return std::nullopt;
            property = std::move(*inner);
        }
    }
    if (closed.contains("items")) {
        auto inner = closedSchema(closed["items"]);
        if (!inner) return std::nullopt;
        closed["items"] = std::move(*inner);
    }
    for (const char* key : {"anyOf", "oneOf", "allOf"}) {
        if (!closed.contains(key) || !closed[key].is_array()) continue;
        for (Json& option : closed[key]) {
            auto inner = closedSchema(option);
            if (!inner) return std::nullopt;
            option = std::move(*inner);
        }
    }
    return closed;
}

}  // namespace skein::providers
