// Expansion of recipes; their files are read in recipe_file.cpp.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/plan/entities.h"
#include "core/plan/goal_file.h"
#include "core/plan/graph.h"
#include "core/plan/placeholders.h"
#include "core/plan/plan_file.h"
#include "core/plan/recipe.h"

namespace skein::plan {
namespace {

/// One thing a template makes a task of.
struct Item {
    std::size_t position = 0;  ///< among all items of its sort: what Match::Same compares
    PlaceholderValues values;
    std::vector<std::string> paths;
    std::uint64_t lines = 0;
    Json parameters = Json::object();
    std::vector<std::size_t> members;  ///< component positions of a group
    std::vector<std::size_t> links;    ///< positions of linked entities
};

/// The tasks a template has made: ids[item][operation], item positions ascending.
struct Made {
    const RecipeTask* task = nullptr;
    std::vector<std::size_t> positions;
    std::vector<std::vector<std::string>> ids;
};

Result<Json> checkParameter(const RecipeParameter& parameter, const Json& value, const FieldPath& path,
                            const FieldOrigin& origin) {
    using Type = RecipeParameter::Type;
    const auto wrong = [&](const std::string& expectation) {
        return fieldFailure(origin, path, "expected " + expectation + ", found " + describeFound(value));
    };
    switch (parameter.type) {
        case Type::Text:
            if (!value.is_string()) return wrong("a string");
            if (value.get_ref<const std::string&>().size() > limits::maxInstructionBytes)
                return fieldFailure(origin, path, fmt::format("expected at most {} bytes", limits::maxInstructionBytes),
                                    ErrorCode::TooLarge);
            break;
        case Type::Integer:
            if (!value.is_number_integer()) return wrong("an integer");
            break;
        case Type::Boolean:
            if (!value.is_boolean()) return wrong("true or false");
            break;
        case Type::Choice:
            if (!value.is_string() || std::find(parameter.choices.begin(), parameter.choices.end(),
                                                value.get_ref<const std::string&>()) == parameter.choices.end())
                return wrong(fmt::format("one of {}", fmt::join(parameter.choices, ", ")));
            break;
        case Type::TextList:
            if (!value.is_array() || value.size() > limits::maxListItems ||
                std::any_of(value.begin(), value.end(), [](const Json& item) { return !item.is_string(); }))
                return wrong("a list of strings");
            break;
        case Type::Entities: break;  // readEntities judges them
    }
    return value;
}

std::string parameterText(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (!value.is_array()) return value.dump();
    std::vector<std::string> texts = value;
    return fmt::format("{}", fmt::join(texts, ", "));
}

class Expansion {
public:
    Expansion(const Recipe& recipe, const Goal& goal, const Survey& survey)
        : m_recipe(recipe), m_goal(goal), m_survey(survey) {}

    Result<Plan> run() {
        SKEIN_CHECK(readParameters());
        m_plan.goal = m_goal.statement;
        m_plan.extra["recipe"] = m_recipe.name;
        SKEIN_CHECK(checkSize());
        for (const RecipeTask& task : m_recipe.tasks) SKEIN_CHECK(expand(task));
        const auto graph = TaskGraph::create(m_plan);
        if (!graph) return rewrap(graph.error(), "expanding the recipe " + m_recipe.name);
        return std::move(m_plan);
    }

private:
    /// A parameter the recipe does not know would be a wish that nobody hears.
    Result<void> checkNames(const FieldOrigin& origin, const FieldPath& all) const {
        std::vector<std::string> known;
        for (const RecipeParameter& parameter : m_recipe.parameters) known.push_back(parameter.name);
        for (const auto& [name, value] : m_goal.parameters.items())
            if (std::find(known.begin(), known.end(), name) == known.end())
                return fieldFailure(origin, FieldPath(all, std::string_view(name)),
                                    known.empty()
                                        ? "the recipe " + m_recipe.name + " has no parameters"
                                        : fmt::format("expected a parameter of the recipe {} ({}), found '{}'",
                                                      m_recipe.name, fmt::join(known, ", "), elide(name, 60)));
        return {};
    }

    Result<void> readParameters() {
        const FieldOrigin origin = goalOrigin(m_goal);
        const FieldPath root, all(root, "parameters");
        SKEIN_CHECK(checkNames(origin, all));
        m_shared.emplace("goal", m_goal.statement);
        for (const RecipeParameter& parameter : m_recipe.parameters) {
            const FieldPath path(all, parameter.name);
            const auto given = m_goal.parameters.find(parameter.name);
            const bool missing = given == m_goal.parameters.end() || given->is_null();
            if (missing && parameter.fallback.is_null())
                return fieldFailure(origin, path,
                                    fmt::format("expected {}, but it is missing: {}", parameterTypeName(parameter.type),
                                                parameter.description));
            SKEIN_TRY(const Json value, checkParameter(parameter, missing ? parameter.fallback : *given, path, origin));
            if (parameter.type == RecipeParameter::Type::Entities) {
                SKEIN_TRY(m_entities, readEntities(value, m_recipe.defaultFields, path, origin));
                continue;
            }
            m_shared.emplace("parameter." + parameter.name, parameterText(value));
            m_sharedParameters[parameter.name] = value;
        }
        return {};
    }

    /// Counts before anything is expanded: a refusal must not first build what it refuses.
    Result<void> checkSize() const {
        std::size_t tasks = 0;
        for (const RecipeTask& task : m_recipe.tasks) {
            SKEIN_TRY(const std::vector<Item> items, itemsOf(task));
            tasks += items.size() * std::max<std::size_t>(task.operations.size(), 1);
        }
        if (tasks <= limits::maxTasks) return {};
        return fail(ErrorCode::TooLarge,
                    fmt::format("the recipe {} would make {} tasks of these sources or entities; at most {} are run",
                                m_recipe.name, tasks, limits::maxTasks));
    }

    std::vector<const Component*> wanted(const RecipeTask& task) const {
        std::vector<const Component*> components;
        for (const Component& component : m_survey.components)
            if (task.kinds.empty() ||
                std::find(task.kinds.begin(), task.kinds.end(), component.kind) != task.kinds.end())
                components.push_back(&component);
        return components;
    }

    std::vector<Item> componentItems(const RecipeTask& task) const {
        std::vector<Item> items;
        for (const Component* component : wanted(task)) {
            Item item;
            item.position = static_cast<std::size_t>(component - m_survey.components.data());
            item.paths = component->paths;
            item.lines = component->lines;
            item.values = {{"component.id", component->id},
                           {"component.title", component->title},
                           {"component.kind", std::string(componentKindName(component->kind))},
                           {"component.files", std::to_string(component->paths.size())},
                           {"component.lines", std::to_string(component->lines)}};
            item.parameters["title"] = component->title;
            item.parameters["component"] = {
                {"id", component->id}, {"title", component->title}, {"kind", componentKindName(component->kind)}};
            items.push_back(std::move(item));
        }
        return items;
    }

    std::vector<Item> groupItems(const RecipeTask& task) const {
        std::vector<Item> items;
        const auto components = wanted(task);
        // Groups of equal size: nine components in groups of at most eight make five and four, not eight and one.
        const std::size_t groups = (components.size() + task.groupSize - 1) / task.groupSize;
        for (std::size_t group = 0; group < groups; ++group) {
            const std::size_t first = group * components.size() / groups,
                              last = (group + 1) * components.size() / groups;
            Item item;
            item.position = group;
            std::string titles;
            Json ids = Json::array();
            for (std::size_t i = first; i < last; ++i) {
                item.members.push_back(static_cast<std::size_t>(components[i] - m_survey.components.data()));
                item.paths.insert(item.paths.end(), components[i]->paths.begin(), components[i]->paths.end());
                item.lines += components[i]->lines;
                titles += (titles.empty() ? "" : "; ") + components[i]->title;
                ids.push_back(components[i]->id);
            }
            item.values = {{"group.number", std::to_string(group + 1)},
                           {"group.titles", titles},
                           {"group.files", std::to_string(item.paths.size())}};
            item.parameters["components"] = std::move(ids);
            items.push_back(std::move(item));
        }
        return items;
    }

    std::vector<Item> fileItems() const {
        std::vector<Item> items;
        for (const SourceFile& file : m_survey.files) {
            Item item;
            item.position = items.size();
            item.paths = {file.path};
            item.lines = file.lines;
            item.values = {{"file.path", file.path},
                           {"file.language", file.language},
                           {"file.lines", std::to_string(file.lines)},
                           {"file.number", std::to_string(items.size() + 1)}};
            item.parameters["file"] = file.path;
            items.push_back(std::move(item));
        }
        return items;
    }

    std::vector<Item> entityItems() const {
        std::vector<Item> items;
        for (const Entity& entity : m_entities) {
            Item item;
            item.position = items.size();
            item.links = entity.links;
            std::vector<std::string> links;
            for (const std::size_t link : entity.links) links.push_back(m_entities[link].name);
            item.values = {
                {"entity.name", entity.name},
                {"entity.title", entity.title},
                {"entity.plural", entity.plural},
                {"entity.table", entity.plural},
                {"entity.fields", describeFields(entity)},
                {"entity.links", links.empty() ? "no other entity" : fmt::format("{}", fmt::join(links, ", "))},
                {"entity.description", entity.description}};
            item.parameters["entity"] = entity.name;
            items.push_back(std::move(item));
        }
        return items;
    }

    Result<std::vector<Item>> itemsOf(const RecipeTask& task) const {
        switch (task.over) {
            case RecipeOver::Once: {
                Item item;
                for (const SourceFile& file : m_survey.files) item.lines += file.lines;
                return std::vector<Item>{std::move(item)};
            }
            case RecipeOver::Entities: return entityItems();
            case RecipeOver::Components:
            case RecipeOver::ComponentGroups:
            case RecipeOver::Files: break;
        }
        if (m_survey.files.empty())
            return fieldFailure(goalOrigin(m_goal), FieldPath("sources"),
                                "expected at least one readable text file, found none");
        if (task.over == RecipeOver::Files) return fileItems();
        return task.over == RecipeOver::Components ? componentItems(task) : groupItems(task);
    }

    /// Whole top-level folders and files: short, and still exact.
    std::vector<std::string> everything() const {
        std::set<std::string> roots;
        for (const SourceFile& file : m_survey.files) {
            const auto slash = file.path.find('/', 1);
            roots.insert(slash == std::string::npos ? file.path : file.path.substr(0, slash + 1));
        }
        return {roots.begin(), roots.end()};
    }

    std::vector<std::string> needsOf(const RecipeTask& task, const Item& item, const std::string& operation) const {
        using Match = RecipeNeed::Match;
        std::vector<std::string> needs;
        std::set<std::string_view> seen;
        for (const RecipeNeed& need : task.needs) {
            const auto made = std::find_if(m_made.begin(), m_made.end(),
                                           [&](const Made& other) { return other.task->name == need.task; });
            const auto take = [&](std::size_t i) {
                for (std::size_t o = 0; o < made->ids[i].size(); ++o) {
                    const bool other = need.match == Match::Same && !operation.empty() &&
                                       !made->task->operations.empty() &&
                                       made->task->operations[o].at("name") != operation;
                    if (!other && seen.insert(made->ids[i][o]).second) needs.push_back(made->ids[i][o]);
                }
            };
            const auto takeAt = [&](std::size_t position) {
                const auto found = std::lower_bound(made->positions.begin(), made->positions.end(), position);
                if (found != made->positions.end() && *found == position)
                    take(static_cast<std::size_t>(found - made->positions.begin()));
            };
            if (need.match == Match::Group) std::for_each(item.members.begin(), item.members.end(), takeAt);
            else if (need.match == Match::Linked) std::for_each(item.links.begin(), item.links.end(), takeAt);
            else if (need.match == Match::All)
                for (std::size_t i = 0; i < made->ids.size(); ++i) take(i);
            else takeAt(made->task->over == RecipeOver::Once ? 0 : item.position);
        }
        return needs;
    }

    Result<void> expand(const RecipeTask& task) {
        SKEIN_TRY(const std::vector<Item> items, itemsOf(task));
        Made made{&task, {}, {}};
        const std::map<std::string, std::string> plain;
        for (const Item& item : items) {
            made.positions.push_back(item.position);
            std::vector<std::string>& ids = made.ids.emplace_back();
            for (std::size_t o = 0; o < std::max<std::size_t>(task.operations.size(), 1); ++o) {
                SKEIN_TRY(TaskSpec spec, expandOne(task, item, task.operations.empty() ? plain : task.operations[o]));
                ids.push_back(spec.id);
                m_plan.tasks.push_back(std::move(spec));
            }
        }
        m_made.push_back(std::move(made));
        return {};
    }

    Result<TaskSpec> expandOne(const RecipeTask& task, const Item& item,
                               const std::map<std::string, std::string>& operation) {
        PlaceholderValues values = m_shared;
        values.insert(item.values.begin(), item.values.end());
        // parseRecipe has refused unknown names, so nothing can be left over here.
        const auto unknown = [](std::string_view) { SKEIN_ASSERT(!"placeholder checked when the recipe was parsed"); };
        PlaceholderValues operationValues;
        for (const auto& [key, text] : operation)
            operationValues.emplace("operation." + key, fillText(text, values, unknown));
        values.merge(operationValues);
        Json filled = fillJson(task.prototype, values, unknown);
        auto& title = filled["title"].get_ref<std::string&>();
        if (title.size() > limits::maxTitleBytes / 4) title = elide(title, limits::maxTitleBytes / 4);
        SKEIN_TRY(TaskSpec spec, taskFromJson(filled, m_recipe.name + "/" + task.name));
        spec.parameters = m_sharedParameters;
        spec.parameters.update(item.parameters);
        if (!operation.empty()) spec.parameters["operation"] = operation.at("name");
        spec.needs = needsOf(task, item, operation.empty() ? std::string() : operation.at("name"));
        if (task.scope == RecipeScope::Item) spec.scope = item.paths;
        if (task.scope == RecipeScope::Everything) spec.scope = everything();
        addPerLines(spec.estimate, task.perThousandLines, item.lines);
        return spec;
    }

    static void addPerLines(TaskEstimate& estimate, const TaskEstimate& perThousand, std::uint64_t lines) {
        const auto thousands = static_cast<std::int64_t>(std::min<std::uint64_t>((lines + 999) / 1000, 1'000'000));
        const auto add = [&](std::int64_t base, std::int64_t rate, std::int64_t bound) {
            return rate > 0 && thousands > (bound - base) / rate ? bound : base + rate * thousands;
        };
        estimate.duration.value = add(estimate.duration.value, perThousand.duration.value, limits::maxEstimateMicros);
        estimate.tokensIn.value = add(estimate.tokensIn.value, perThousand.tokensIn.value, limits::maxEstimateTokens);
        estimate.tokensOut.value =
            add(estimate.tokensOut.value, perThousand.tokensOut.value, limits::maxEstimateTokens);
        estimate.cost.value = add(estimate.cost.value, perThousand.cost.value, limits::maxEstimateMicroUsd);
    }

    const Recipe& m_recipe;
    const Goal& m_goal;
    const Survey& m_survey;
    std::vector<Entity> m_entities;
    PlaceholderValues m_shared;
    Json m_sharedParameters = Json::object();
    std::vector<Made> m_made;
    Plan m_plan;
};

}  // namespace

Result<Plan> expandRecipe(const Recipe& recipe, const Goal& goal, const Survey& survey) {
    return Expansion(recipe, goal, survey).run();
}

}  // namespace skein::plan
