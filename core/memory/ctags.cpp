#include "core/memory/ctags.h"

#include "core/base/json.h"
#include "core/base/text.h"

namespace skein::memory {
namespace {

std::string textOf(const Json& tag, const char* key) {
    const auto found = tag.find(key);
    return found != tag.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint32_t lineOf(const Json& tag, const char* key) {
    const auto found = tag.find(key);
    if (found == tag.end() || !found->is_number_integer()) return 0;
    const auto value = found->get<std::int64_t>();
    return value > 0 && value <= 0xFFFFFFFF ? static_cast<std::uint32_t>(value) : 0;
}

bool lists(std::string_view commaSeparated, std::string_view word) {
    for (const auto part : split(commaSeparated, ','))
        if (trim(part) == word) return true;
    return false;
}

}  // namespace

std::optional<CtagsTag> parseCtagsTag(std::string_view jsonLine) {
    // Source bytes that are not UTF-8 come through ctags as they are.
    const Json json = Json::parse(toValidUtf8(jsonLine), nullptr, false);
    if (!json.is_object() || textOf(json, "_type") != "tag") return std::nullopt;
    if (const auto roles = textOf(json, "roles"); !roles.empty() && !lists(roles, "def")) return std::nullopt;
    CtagsTag tag;
    tag.name = textOf(json, "name");
    tag.line = lineOf(json, "line");
    if (tag.name.empty() || tag.line == 0) return std::nullopt;
    tag.end = lineOf(json, "end");
    tag.language = textOf(json, "language");
    tag.kind = textOf(json, "kind");
    tag.scope = textOf(json, "scope");
    tag.scopeKind = textOf(json, "scopeKind");
    tag.signature = textOf(json, "signature");
    tag.typeRef = textOf(json, "typeref");
    if (constexpr std::string_view marker = "typename:"; tag.typeRef.rfind(marker, 0) == 0)
        tag.typeRef.erase(0, marker.size());
    tag.access = textOf(json, "access");
    tag.properties = textOf(json, "properties");
    const auto file = json.find("file");
    tag.fileScoped = file != json.end() && (file->is_boolean() ? file->get<bool>() : true);
    const auto extras = textOf(json, "extras");
    tag.fileScoped = tag.fileScoped || lists(extras, "fileScope");
    tag.anonymous = lists(extras, "anonymous") || tag.name.rfind("__anon", 0) == 0;
    return tag;
}

}  // namespace skein::memory
