// Parsing and loading of recipes; their expansion is in recipe_expand.cpp.
#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "core/base/limits.h"
#include "core/base/resources.h"
#include "core/base/text.h"
#include "core/model/names.h"
#include "core/plan/entities.h"
#include "core/plan/placeholders.h"
#include "core/plan/recipe.h"
#include "core/plan/task_reader.h"
#include "core/plan/yaml_document.h"

namespace skein::plan {
namespace {

using Type = RecipeParameter::Type;
using Match = RecipeNeed::Match;

constexpr NameTable<Type, 6> typeNames{{{Type::Text, "text"},
                                        {Type::Integer, "integer"},
                                        {Type::Boolean, "boolean"},
                                        {Type::Choice, "choice"},
                                        {Type::TextList, "texts"},
                                        {Type::Entities, "entities"}}};
constexpr NameTable<RecipeOver, 5> overNames{{{RecipeOver::Once, "once"},
                                              {RecipeOver::Components, "components"},
                                              {RecipeOver::ComponentGroups, "component_groups"},
                                              {RecipeOver::Files, "files"},
                                              {RecipeOver::Entities, "entities"}}};
constexpr NameTable<Match, 5> matchNames{{{Match::Same, "same"},
                                          {Match::Item, "item"},
                                          {Match::All, "all"},
                                          {Match::Group, "group"},
                                          {Match::Linked, "linked"}}};
constexpr NameTable<RecipeScope, 3> scopeNames{
    {{RecipeScope::None, "none"}, {RecipeScope::Item, "item"}, {RecipeScope::Everything, "everything"}}};

/// A word out of a table; the expectation lists all of them.
template <class Enum, std::size_t N>
Result<Enum> readWord(FieldReader& reader, std::string_view key, const NameTable<Enum, N>& table,
                      std::string_view fallback) {
    SKEIN_TRY(const std::string word, reader.line(key, fallback, limits::maxNameBytes));
    if (const auto value = valueIn(table, word)) return *value;
    std::vector<std::string_view> words;
    for (const auto& entry : table) words.push_back(entry.second);
    return reader.expected(key, fmt::format("one of {}", fmt::join(words, ", ")));
}

/// Calls `read` for each item of a list with its path.
template <class Read>
Result<void> eachItem(FieldReader& reader, std::string_view key, Read read) {
    SKEIN_TRY(const Json* list, reader.array(key, limits::maxListItems));
    const FieldPath listPath = reader.at(key);
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
        const FieldPath path(listPath, i);
        SKEIN_CHECK(read((*list)[i], path));
    }
    return {};
}

Result<void> refuseUnknown(const FieldReader& reader) {
    const Json rest = reader.rest();
    if (rest.empty()) return {};
    return fieldFailure(reader.origin(), reader.at(rest.begin().key()), "is not a key of recipes");
}

Result<RecipeParameter> readParameter(const Json& json, const FieldPath& path, const FieldOrigin& origin) {
    SKEIN_TRY(FieldReader reader, FieldReader::create(json, path, origin));
    RecipeParameter parameter;
    SKEIN_TRY(parameter.name, reader.line("name", "", limits::maxNameBytes));
    if (parameter.name.empty()) return reader.expected("name", "the name of the parameter");
    SKEIN_TRY(parameter.type, readWord(reader, "type", typeNames, "text"));
    SKEIN_TRY(parameter.description, reader.text("description", "", limits::maxInstructionBytes));
    SKEIN_TRY(parameter.choices, reader.texts("choices", limits::maxListItems, limits::maxNameBytes));
    if (const Json* fallback = reader.take("default")) parameter.fallback = *fallback;
    SKEIN_CHECK(refuseUnknown(reader));
    return parameter;
}

Result<RecipeNeed> readNeed(const Json& json, const FieldPath& path, const FieldOrigin& origin) {
    SKEIN_TRY(FieldReader reader, FieldReader::create(json, path, origin));
    RecipeNeed need;
    SKEIN_TRY(need.task, reader.line("task", "", limits::maxNameBytes));
    if (need.task.empty()) return reader.expected("task", "the name of a task template");
    SKEIN_TRY(need.match, readWord(reader, "items", matchNames, "same"));
    SKEIN_CHECK(refuseUnknown(reader));
    return need;
}

Result<std::map<std::string, std::string>> readOperation(const Json& json, const FieldPath& path,
                                                         const FieldOrigin& origin) {
    SKEIN_TRY(FieldReader reader, FieldReader::create(json, path, origin));
    std::map<std::string, std::string> operation;
    for (const auto& member : json.items()) {
        SKEIN_TRY(operation[member.key()], reader.text(member.key(), "", limits::maxInstructionBytes));
    }
    if (!operation.contains("name")) return reader.expected("name", "the name of the operation");
    return operation;
}

Result<void> readKinds(FieldReader& reader, RecipeTask& task) {
    SKEIN_TRY(const std::vector<std::string> names, reader.texts("kinds", limits::maxListItems, limits::maxNameBytes));
    for (const std::string& name : names) {
        const auto kind = componentKindFromName(name);
        if (!kind) return reader.expected("kinds", "a list out of code, docs, config, tests, build and data");
        task.kinds.push_back(*kind);
    }
    return {};
}

/// The placeholder names a template may use.
PlaceholderValues knownPlaceholders(const Recipe& recipe, const RecipeTask& task) {
    PlaceholderValues known{{"goal", ""}};
    const auto add = [&](std::string_view prefix, std::initializer_list<std::string_view> names) {
        for (const auto name : names) known.emplace(fmt::format("{}.{}", prefix, name), "");
    };
    for (const RecipeParameter& parameter : recipe.parameters)
        if (parameter.type != Type::Entities) known.emplace("parameter." + parameter.name, "");
    switch (task.over) {
        case RecipeOver::Once: break;
        case RecipeOver::Components: add("component", {"id", "title", "kind", "files", "lines"}); break;
        case RecipeOver::ComponentGroups: add("group", {"number", "titles", "files"}); break;
        case RecipeOver::Files: add("file", {"path", "language", "lines", "number"}); break;
        case RecipeOver::Entities:
            add("entity", {"name", "title", "plural", "table", "fields", "links", "description"});
            break;
    }
    if (!task.operations.empty())
        for (const auto& entry : task.operations.front()) known.emplace("operation." + entry.first, "");
    return known;
}

Result<void> checkPlaceholders(const Recipe& recipe, const RecipeTask& task, const FieldPath& path,
                               const FieldOrigin& origin) {
    const PlaceholderValues known = knownPlaceholders(recipe, task);
    std::string unknown;
    const auto note = [&](std::string_view name) {
        if (unknown.empty()) unknown = name;
    };
    (void)fillJson(task.prototype, known, note);
    for (const auto& operation : task.operations)
        for (const auto& entry : operation) (void)fillText(entry.second, known, note);
    if (unknown.empty()) return {};
    std::vector<std::string_view> names;
    for (const auto& entry : known) names.push_back(entry.first);
    return fieldFailure(
        origin, path,
        fmt::format("the placeholder {{{}}} is not known here; expected one of {}", unknown, fmt::join(names, ", ")));
}

Result<void> checkNeeds(const Recipe& recipe, const RecipeTask& task, const FieldPath& path,
                        const FieldOrigin& origin) {
    const FieldPath needsPath(path, "needs");
    for (std::size_t i = 0; i < task.needs.size(); ++i) {
        const RecipeNeed& need = task.needs[i];
        const FieldPath needPath(needsPath, i);
        const auto target = std::find_if(recipe.tasks.begin(), recipe.tasks.end(),
                                         [&](const RecipeTask& other) { return other.name == need.task; });
        if (target == recipe.tasks.end())
            return fieldFailure(origin, needPath,
                                fmt::format("expected a task template further up, found '{}'", elide(need.task, 60)));
        const bool sameItems = target->over == task.over || target->over == RecipeOver::Once;
        const bool fits =
            need.match == Match::All || ((need.match == Match::Same || need.match == Match::Item) && sameItems) ||
            (need.match == Match::Group && task.over == RecipeOver::ComponentGroups &&
             target->over == RecipeOver::Components) ||
            (need.match == Match::Linked && task.over == RecipeOver::Entities && target->over == RecipeOver::Entities);
        if (!fits)
            return fieldFailure(origin, needPath,
                                fmt::format("'{}' cannot be matched from {} to {}", nameIn(matchNames, need.match),
                                            nameIn(overNames, task.over), nameIn(overNames, target->over)));
    }
    return {};
}

Result<void> checkPrototype(const Recipe& recipe, const RecipeTask& task, const FieldPath& path,
                            const FieldOrigin& origin) {
    for (const std::string_view key :
         {"id", "phase", "kind", "title", "instruction", "band", "output", "checks", "capabilities", "estimate"})
        if (!task.prototype.contains(key))
            return fieldFailure(origin, path, fmt::format("expected the key '{}', but it is missing", key));
    SKEIN_TRY(const TaskSpec spec, readTask(task.prototype, path, origin));
    if (!spec.extra.empty())
        return fieldFailure(origin, FieldPath(path, spec.extra.begin().key()), "is not a key of task templates");
    if (std::find(recipe.phases.begin(), recipe.phases.end(), spec.phase) == recipe.phases.end())
        return fieldFailure(origin, FieldPath(path, "phase"),
                            fmt::format("expected one of the phases {}", fmt::join(recipe.phases, ", ")));
    return {};
}

Result<RecipeTask> readTemplate(const Recipe& recipe, const Json& json, const FieldPath& path,
                                const FieldOrigin& origin) {
    SKEIN_TRY(FieldReader reader, FieldReader::create(json, path, origin));
    RecipeTask task;
    SKEIN_TRY(task.name, reader.line("name", "", limits::maxNameBytes));
    if (task.name.empty()) return reader.expected("name", "the name of the task template");
    if (std::any_of(recipe.tasks.begin(), recipe.tasks.end(),
                    [&](const RecipeTask& other) { return other.name == task.name; }))
        return reader.expected("name", "a name that no other template has");
    SKEIN_TRY(task.over, readWord(reader, "over", overNames, "once"));
    SKEIN_CHECK(readKinds(reader, task));
    SKEIN_TRY(const std::int64_t groupSize, reader.integer("group_size", 8, 1, 1'000));
    task.groupSize = static_cast<std::size_t>(groupSize);
    SKEIN_CHECK(eachItem(reader, "operations", [&](const Json& item, const FieldPath& itemPath) -> Result<void> {
        SKEIN_TRY(auto operation, readOperation(item, itemPath, origin));
        task.operations.push_back(std::move(operation));
        return {};
    }));
    SKEIN_CHECK(eachItem(reader, "needs", [&](const Json& item, const FieldPath& itemPath) -> Result<void> {
        SKEIN_TRY(RecipeNeed need, readNeed(item, itemPath, origin));
        task.needs.push_back(std::move(need));
        return {};
    }));
    SKEIN_TRY(task.scope, readWord(reader, "scope", scopeNames, "none"));
    SKEIN_TRY(task.perThousandLines, readEstimate(reader, "per_1000_lines"));
    task.prototype = reader.rest();
    SKEIN_CHECK(checkPrototype(recipe, task, path, origin));
    SKEIN_CHECK(checkPlaceholders(recipe, task, path, origin));
    SKEIN_CHECK(checkNeeds(recipe, task, path, origin));
    return task;
}

}  // namespace

std::string_view parameterTypeName(RecipeParameter::Type type) { return nameIn(typeNames, type); }

Result<Recipe> parseRecipe(std::string_view text, const std::string& fileName) {
    SKEIN_TRY(const YamlDocument document, parseYaml(text, fileName));
    const FieldOrigin origin = document.origin(fileName);
    const FieldPath root;
    SKEIN_TRY(FieldReader reader, FieldReader::create(document.value, root, origin));
    Recipe recipe;
    SKEIN_TRY([[maybe_unused]] const int version, readFormatVersion(reader));
    SKEIN_TRY(recipe.name, reader.line("recipe", "", limits::maxNameBytes));
    if (recipe.name.empty()) return reader.expected("recipe", "the name of the recipe");
    SKEIN_TRY(recipe.title, reader.line("title", recipe.name, limits::maxTitleBytes));
    SKEIN_TRY(recipe.description, reader.text("description", "", limits::maxInstructionBytes));
    SKEIN_TRY(recipe.phases, reader.texts("phases", limits::maxListItems, limits::maxTitleBytes));
    SKEIN_CHECK(eachItem(reader, "parameters", [&](const Json& item, const FieldPath& path) -> Result<void> {
        SKEIN_TRY(RecipeParameter parameter, readParameter(item, path, origin));
        recipe.parameters.push_back(std::move(parameter));
        return {};
    }));
    if (const Json* fields = reader.take("default_fields")) {
        // Read once here, so that a mistake is reported in the recipe and not in the goal that relies on it.
        recipe.defaultFields = *fields;
        const FieldPath path = reader.at("default_fields");
        SKEIN_CHECK(
            readEntities(Json::array({Json{{"name", "entity"}, {"fields", *fields}}}), Json::array(), path, origin));
    }
    SKEIN_CHECK(eachItem(reader, "tasks", [&](const Json& item, const FieldPath& path) -> Result<void> {
        SKEIN_TRY(RecipeTask task, readTemplate(recipe, item, path, origin));
        recipe.tasks.push_back(std::move(task));
        return {};
    }));
    if (recipe.tasks.empty()) return reader.expected("tasks", "at least one task template");
    SKEIN_CHECK(refuseUnknown(reader));
    return recipe;
}

Result<std::vector<Recipe>> loadRecipes() {
    SKEIN_TRY(const std::vector<std::string> files, resourceFiles("recipes", ".yaml"));
    if (files.size() > limits::maxRecipes)
        return fail(ErrorCode::TooLarge,
                    fmt::format("{} recipes; at most {} are read", files.size(), limits::maxRecipes));
    std::vector<Recipe> recipes;
    for (const std::string& file : files) {
        SKEIN_TRY(const std::string text, readFile(file, limits::maxGoalFileBytes));
        SKEIN_TRY(Recipe recipe, parseRecipe(text, file));
        const auto twin = std::find_if(recipes.begin(), recipes.end(),
                                       [&](const Recipe& other) { return other.name == recipe.name; });
        if (twin != recipes.end())
            return fail(ErrorCode::InvalidInput,
                        fmt::format("{}: another file already defines the recipe '{}'", file, recipe.name));
        recipes.push_back(std::move(recipe));
    }
    std::sort(recipes.begin(), recipes.end(), [](const Recipe& a, const Recipe& b) { return a.name < b.name; });
    return recipes;
}

}  // namespace skein::plan
