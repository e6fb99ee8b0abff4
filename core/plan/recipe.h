// Recipes: plan templates as data (resources/recipes/*.yaml) that expand over what is found or named, without any
// model. Thread: any; pure but for loadRecipes, which reads the shipped files. A recipe holds no code and no
// expressions: only {placeholders} that are replaced by values.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/model/task.h"
#include "core/plan/components.h"
#include "core/ports/index.h"

namespace skein::plan {

/// What a recipe can expand over: the files of the goal's sources and their components.
struct Survey {
    std::vector<SourceFile> files;      ///< ordered by path
    std::vector<Component> components;  ///< of findComponents(files)
};

/// A value the goal may or must give under `parameters`.
struct RecipeParameter {
    enum class Type { Text, Integer, Boolean, Choice, TextList, Entities };
    std::string name;
    Type type = Type::Text;
    std::string description;
    Json fallback;                     ///< null: the goal must give it
    std::vector<std::string> choices;  ///< for Choice
};
/// "text", "integer", "boolean", "choice", "texts" or "entities".
std::string_view parameterTypeName(RecipeParameter::Type type);

/// Which tasks of another template a task needs.
struct RecipeNeed {
    enum class Match {
        Same,    ///< those of the same item; with operations on both sides, of the same operation
        Item,    ///< those of the same item, all operations
        All,     ///< every task of that template
        Group,   ///< those of the components in this group
        Linked,  ///< those of the entities this entity refers to
    };
    std::string task;  ///< template name
    Match match = Match::Same;
};

/// What a template expands over: one task per item.
enum class RecipeOver { Once, Components, ComponentGroups, Files, Entities };

/// What TaskSpec::scope gets.
enum class RecipeScope { None, Item, Everything };

/// A task template.
struct RecipeTask {
    std::string name;  ///< unique in the recipe
    RecipeOver over = RecipeOver::Once;
    std::vector<ComponentKind> kinds;  ///< for components and their groups: only these; empty: all
    std::size_t groupSize = 8;         ///< for component groups: items a group holds
    std::vector<std::map<std::string, std::string>> operations;  ///< not empty: one task per item and operation
    std::vector<RecipeNeed> needs;
    RecipeScope scope = RecipeScope::None;
    Json prototype;                 ///< a task as in a plan file, its texts with {placeholders}
    TaskEstimate perThousandLines;  ///< added to the estimate for each 1,000 source lines of the item
};

struct Recipe {
    std::string name;  ///< "document-project"
    std::string title;
    std::string description;
    std::vector<RecipeParameter> parameters;
    std::vector<std::string> phases;
    std::vector<RecipeTask> tasks;       ///< in an order in which each needs only earlier ones
    Json defaultFields = Json::array();  ///< fields of an entity that names none, in the form of a goal's entity
};

/// Parses one recipe. Placeholders are words in braces: {goal}, {parameter.NAME},
/// {component.title|id|kind|files|lines}, {group.number|titles|files}, {file.path|language|lines},
/// {entity.name|title|plural|table|fields|links|description}, {operation.KEY}; a doubled brace stands for one. Errors:
/// InvalidInput with file, line, path and expectation; also for needs on templates that are unknown or come later, and
/// unknown placeholders and phases.
Result<Recipe> parseRecipe(std::string_view text, const std::string& fileName);

/// The shipped recipes, ordered by name. Errors: as parseRecipe; InvalidInput if two share a name.
Result<std::vector<Recipe>> loadRecipes();

/// Expands a recipe over a survey and the goal's parameters. The plan is deterministic: equal input, equal plan.
/// Every task has id, phase, kind, title, instruction, needs, band, output, checks, capabilities and estimate; the
/// goal's constraints and done_when are not copied, they reach each window as policy.
/// Errors: InvalidInput naming "parameters.entities[2].fields[0].type" and the expectation, or that there is nothing
/// to expand over; TooLarge when more than limits::maxTasks would result.
Result<Plan> expandRecipe(const Recipe& recipe, const Goal& goal, const Survey& survey);

}  // namespace skein::plan
