#include "core/plan/entities.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "core/base/limits.h"
#include "core/base/text.h"

namespace skein::plan {
namespace {

/// "Sales order", "SalesOrder" and "sales-order" are all "sales_order"; empty if it is no name.
std::string toSnakeCase(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool hump = c >= 'A' && c <= 'Z' && i > 0 && text[i - 1] >= 'a' && text[i - 1] <= 'z';
        if (hump && out.back() != '_') out += '_';
        if (c == ' ' || c == '-' || c == '_') {
            if (!out.empty() && out.back() != '_') out += '_';
        } else if (isIdentifierChar(c)) {
            out += toLowerAscii(std::string_view(&c, 1));
        } else {
            return {};
        }
    }
    if (!out.empty() && out.back() == '_') out.pop_back();
    if (out.empty() || (out.front() >= '0' && out.front() <= '9') || out.size() > 60) return {};
    return out;
}

std::string toTitle(std::string_view snake) {
    std::string title(snake);
    std::replace(title.begin(), title.end(), '_', ' ');
    if (title[0] >= 'a' && title[0] <= 'z') title[0] = static_cast<char>(title[0] - 'a' + 'A');
    return title;
}

/// English by the usual endings; irregular words are given as `plural`.
std::string pluralOf(const std::string& name) {
    const auto endsIn = [&](std::string_view ending) { return name.ends_with(ending); };
    const std::string_view vowels = "aeiou";
    if (endsIn("y") && name.size() > 1 && vowels.find(name[name.size() - 2]) == std::string_view::npos)
        return name.substr(0, name.size() - 1) + "ies";
    if (endsIn("s") || endsIn("x") || endsIn("z") || endsIn("ch") || endsIn("sh")) return name + "es";
    return name + "s";
}

constexpr std::string_view nameExpectation =
    "a name of letters, digits and underscores that starts with a letter, such as customer";

Result<std::string> readName(FieldReader& reader, std::string_view key) {
    SKEIN_TRY(const std::string text, reader.line(key, "", limits::maxNameBytes));
    std::string name = toSnakeCase(text);
    if (name.empty()) return reader.expected(key, nameExpectation);
    return name;
}

Result<void> refuseUnknownKeys(const FieldReader& reader, std::string_view known) {
    const Json rest = reader.rest();
    if (rest.empty()) return {};
    return fieldFailure(reader.origin(), reader.at(rest.begin().key()), "expected one of " + std::string(known));
}

Result<EntityField> readField(const Json& json, const FieldPath& path, const FieldOrigin& origin) {
    EntityField field;
    if (json.is_string()) {
        field.name = toSnakeCase(json.get_ref<const std::string&>());
        field.type = "text";
        if (field.name.empty())
            return fieldFailure(origin, path,
                                fmt::format("expected {}, found {}", nameExpectation, describeFound(json)));
        return field;
    }
    SKEIN_TRY(FieldReader reader, FieldReader::create(json, path, origin));
    SKEIN_TRY(field.name, readName(reader, "name"));
    SKEIN_TRY(field.references, reader.line("references", "", limits::maxNameBytes));
    SKEIN_TRY(field.values, reader.texts("values", 200, limits::maxNameBytes));
    const std::string_view usual = !field.references.empty() ? "reference" : !field.values.empty() ? "choice" : "text";
    SKEIN_TRY(field.type, reader.line("type", usual, limits::maxNameBytes));
    const auto& types = entityFieldTypes();
    if (std::find(types.begin(), types.end(), field.type) == types.end())
        return reader.expected("type", fmt::format("one of {}", fmt::join(types, ", ")));
    if (field.type == "reference" && field.references.empty())
        return reader.expected("references", "the entity this field refers to");
    if (field.type == "choice" && field.values.empty()) return reader.expected("values", "the values to choose from");
    SKEIN_TRY(field.required, reader.boolean("required", false));
    SKEIN_TRY(field.unique, reader.boolean("unique", false));
    SKEIN_CHECK(refuseUnknownKeys(reader, "name, type, required, unique, references and values"));
    return field;
}

Result<std::vector<EntityField>> readFields(const Json& list, const FieldPath& path, const FieldOrigin& origin) {
    std::vector<EntityField> fields;
    std::set<std::string> names;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const FieldPath fieldPath(path, i);
        SKEIN_TRY(EntityField field, readField(list[i], fieldPath, origin));
        if (!names.insert(field.name).second)
            return fieldFailure(origin, fieldPath, fmt::format("the field '{}' is listed twice", field.name));
        fields.push_back(std::move(field));
    }
    return fields;
}

/// An entity before references are resolved; `belongsTo` keeps names.
struct Draft {
    Entity entity;
    std::vector<std::string> belongsTo;
};

Result<Draft> readEntity(const Json& json, const Json& defaultFields, const FieldPath& path,
                         const FieldOrigin& origin) {
    const Json object = json.is_string() ? Json{{"name", json}} : json;
    SKEIN_TRY(FieldReader reader, FieldReader::create(object, path, origin));
    Draft draft;
    SKEIN_TRY(draft.entity.name, readName(reader, "name"));
    draft.entity.title = toTitle(draft.entity.name);
    draft.entity.plural = pluralOf(draft.entity.name);
    if (object.contains("plural")) { SKEIN_TRY(draft.entity.plural, readName(reader, "plural")); }
    SKEIN_TRY(draft.entity.description, reader.text("description", "", limits::maxTitleBytes));
    SKEIN_TRY(draft.belongsTo, reader.texts("belongs_to", limits::maxRecipeEntities, limits::maxNameBytes));
    SKEIN_TRY(const Json* fields, reader.array("fields", 200));
    const FieldPath fieldsPath = reader.at("fields");
    SKEIN_TRY(draft.entity.fields,
              readFields(fields == nullptr || fields->empty() ? defaultFields : *fields, fieldsPath, origin));
    SKEIN_CHECK(refuseUnknownKeys(reader, "name, plural, description, fields and belongs_to"));
    return draft;
}

using Positions = std::map<std::string, std::size_t>;

Result<void> resolveLinks(Draft& draft, std::size_t self, const Positions& positions, const FieldPath& path,
                          const FieldOrigin& origin) {
    std::set<std::size_t> links;
    const FieldPath ownersPath(path, "belongs_to"), fieldsPath(path, "fields");
    const auto known = [&](const std::string& name) { return positions.find(toSnakeCase(name)); };
    for (std::size_t i = 0; i < draft.belongsTo.size(); ++i) {
        const auto found = known(draft.belongsTo[i]);
        if (found == positions.end())
            return fieldFailure(
                origin, FieldPath(ownersPath, i),
                fmt::format("expected the name of a listed entity, found \"{}\"", elide(draft.belongsTo[i], 60)));
        links.insert(found->second);
        const std::string column = found->first + "_id";
        auto& fields = draft.entity.fields;
        if (std::none_of(fields.begin(), fields.end(), [&](const EntityField& field) { return field.name == column; }))
            fields.push_back({column, "reference", true, false, found->first, {}});
    }
    for (std::size_t i = 0; i < draft.entity.fields.size(); ++i) {
        EntityField& field = draft.entity.fields[i];
        if (field.type == "text" && field.name.ends_with("_id"))
            if (const auto found = positions.find(field.name.substr(0, field.name.size() - 3));
                found != positions.end()) {
                field.type = "reference";
                field.references = found->first;
            }
        if (field.type != "reference") continue;
        const auto found = known(field.references);
        if (found == positions.end()) {
            const FieldPath fieldPath(fieldsPath, i);
            return fieldFailure(
                origin, FieldPath(fieldPath, "references"),
                fmt::format("expected the name of a listed entity, found \"{}\"", elide(field.references, 60)));
        }
        field.references = found->first;
        links.insert(found->second);
    }
    links.erase(self);
    draft.entity.links.assign(links.begin(), links.end());
    return {};
}

}  // namespace

const std::vector<std::string>& entityFieldTypes() {
    static const std::vector<std::string> types{"text",     "integer", "decimal", "money", "boolean", "date",
                                                "datetime", "email",   "phone",   "url",   "choice",  "reference"};
    return types;
}

Result<std::vector<Entity>> readEntities(const Json& list, const Json& defaultFields, const FieldPath& path,
                                         const FieldOrigin& origin) {
    if (!list.is_array() || list.empty())
        return fieldFailure(origin, path,
                            "expected a list of at least one entity, found " +
                                (list.is_array() ? "an empty list" : describeFound(list)));
    if (list.size() > limits::maxRecipeEntities)
        return fieldFailure(
            origin, path, fmt::format("expected at most {} entities, found {}", limits::maxRecipeEntities, list.size()),
            ErrorCode::TooLarge);
    std::vector<Draft> drafts;
    Positions positions;
    std::set<std::string> plurals;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const FieldPath itemPath(path, i);
        SKEIN_TRY(Draft draft, readEntity(list[i], defaultFields, itemPath, origin));
        if (!positions.try_emplace(draft.entity.name, i).second)
            return fieldFailure(origin, itemPath, fmt::format("the entity '{}' is listed twice", draft.entity.name));
        if (!plurals.insert(draft.entity.plural).second)
            return fieldFailure(
                origin, itemPath,
                fmt::format("the plural '{}' is used by two entities; give one of them its own", draft.entity.plural));
        drafts.push_back(std::move(draft));
    }
    std::vector<Entity> entities;
    for (std::size_t i = 0; i < drafts.size(); ++i) {
        SKEIN_CHECK(resolveLinks(drafts[i], i, positions, FieldPath(path, i), origin));
        entities.push_back(std::move(drafts[i].entity));
    }
    return entities;
}

std::string describeFields(const Entity& entity) {
    std::string text;
    for (const EntityField& field : entity.fields) {
        text += (text.empty() ? "" : "; ") + field.name + ": " + field.type;
        if (!field.references.empty()) text += " to " + field.references;
        if (!field.values.empty()) text += fmt::format(" of {}", fmt::join(field.values, ", "));
        if (field.required) text += ", required";
        if (field.unique) text += ", unique";
    }
    return text;
}

}  // namespace skein::plan
