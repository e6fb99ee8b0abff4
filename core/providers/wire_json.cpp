#include "core/providers/wire_json.h"

#include <charconv>

#include "core/base/text.h"

namespace skein::providers {
namespace {

constexpr std::int64_t maxCountedTokens = 1'000'000'000'000;  // a million times the largest window: a server's slip

}  // namespace

const Json* member(const Json& object, std::string_view key) {
    if (!object.is_object()) return nullptr;
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

const Json* member(const Json& object, std::string_view outer, std::string_view inner) {
    const Json* value = member(object, outer);
    return value ? member(*value, inner) : nullptr;
}

std::string textMember(const Json& object, std::string_view key) {
    const Json* value = member(object, key);
    if (!value) return {};
    if (value->is_string()) return value->get<std::string>();
    return value->is_primitive() ? prettyJson(*value, -1) : std::string();
}

std::string_view stringMember(const Json& object, std::string_view key) {
    const Json* value = member(object, key);
    return value && value->is_string() ? std::string_view(value->get_ref<const std::string&>()) : std::string_view();
}

std::optional<std::int64_t> countIn(const Json& object, std::string_view key) {
    const Json* found = member(object, key);
    if (!found) return std::nullopt;
    if (found->is_string()) {
        const std::string& text = found->get_ref<const std::string&>();
        std::int64_t value = -1;
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
        const bool usable = problem == std::errc() && end == text.data() + text.size();
        return usable && value >= 0 && value <= maxCountedTokens ? std::optional(value) : std::nullopt;
    }
    if (!found->is_number()) return std::nullopt;
    const double approximate = found->get<double>();
    if (!(approximate >= 0) || approximate > static_cast<double>(maxCountedTokens)) return std::nullopt;
    return found->is_number_float() ? static_cast<std::int64_t>(approximate) : found->get<std::int64_t>();
}

TokenCount tokensIn(const Json& object, std::string_view key) { return {countIn(object, key).value_or(0)}; }

const Json& arrayMember(const Json& object, std::string_view key) {
    static const Json none = Json::array();
    const Json* value = member(object, key);
    return value && value->is_array() ? *value : none;
}

std::string argumentsText(const Json& value) {
    if (value.is_null()) return "{}";
    return value.is_string() ? value.get<std::string>() : prettyJson(value, -1);
}

Json argumentsObject(std::string_view text) {
    if (trim(text).empty()) return Json::object();
    auto parsed = parseJson(text);
    if (parsed && parsed->is_object()) return std::move(*parsed);
    return {{"invalid_arguments", toValidUtf8(text)}};
}

}  // namespace skein::providers
