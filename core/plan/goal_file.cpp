#include "core/plan/goal_file.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "core/base/field_reader.h"
#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/model/names.h"
#include "core/plan/yaml_document.h"

namespace skein::plan {
namespace {

constexpr NameTable<ConflictPolicy, 4> policyNames{{{ConflictPolicy::Ask, "ask"},
                                                    {ConflictPolicy::Newer, "newer"},
                                                    {ConflictPolicy::Evidence, "evidence"},
                                                    {ConflictPolicy::Vote, "vote"}}};

bool isClockTime(std::string_view text) {
    const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
    return text.size() == 5 && text[2] == ':' && digit(0) && digit(1) && digit(3) && digit(4) &&
           text.substr(0, 2) <= "23" && text.substr(3) <= "59";
}

Result<std::optional<MicroUsd>> readBudget(FieldReader& reader, std::string_view key, const NumberText& numberText) {
    const Json* value = reader.take(key);
    if (value == nullptr) return std::optional<MicroUsd>();
    // The text as written, not the parsed number: 0.1 has no exact binary form, and money is never rounded twice.
    std::string text = value->is_string() ? value->get<std::string>() : numberText(*value, reader.at(key));
    const auto amount = parseUsd(text);
    if (!amount || amount->value > limits::maxBudgetMicroUsd)
        return reader.expected(key, "US dollars with at most six decimals, such as 5.00");
    return std::optional(*amount);
}

Result<std::map<std::string, MicroUsd>> readSwarmBudgets(FieldReader& limitsReader, const NumberText& numberText) {
    std::map<std::string, MicroUsd> budgets;
    constexpr std::string_view key = "swarm_budgets_usd";
    const Json* value = limitsReader.take(key);
    if (value == nullptr) return budgets;
    const FieldPath path = limitsReader.at(key);
    SKEIN_TRY(FieldReader reader, FieldReader::create(*value, path, limitsReader.origin()));
    if (value->size() > limits::maxListItems)
        return limitsReader.expected(key, fmt::format("at most {} swarms", limits::maxListItems));
    for (const auto& [name, amount] : value->items()) {
        if (!isShortName(name))
            return reader.expected(name, "the name of a swarm: 1-40 characters of [a-z0-9_-], and its budget");
        SKEIN_TRY(const auto budget, readBudget(reader, name, numberText));
        if (budget) budgets[name] = *budget;
    }
    return budgets;
}

Result<void> readLimits(FieldReader& goalReader, const NumberText& numberText, Goal& goal) {
    const Json* value = goalReader.take("limits");
    if (value == nullptr) return {};
    const FieldPath path = goalReader.at("limits");
    SKEIN_TRY(FieldReader reader, FieldReader::create(*value, path, goalReader.origin()));
    SKEIN_TRY(goal.budget, readBudget(reader, "budget_usd", numberText));
    SKEIN_TRY(goal.taskBudget, readBudget(reader, "task_budget_usd", numberText));
    SKEIN_TRY(goal.swarmBudgets, readSwarmBudgets(reader, numberText));
    SKEIN_TRY(goal.batch, reader.boolean("batch", false));
    SKEIN_TRY(const std::int64_t questions,
              reader.integer("questions", 0, 0, static_cast<std::int64_t>(limits::maxQuestionRounds)));
    goal.questions = static_cast<std::uint32_t>(questions);
    SKEIN_TRY(const std::int64_t agents, reader.integer("agents", 0, 1, static_cast<std::int64_t>(limits::maxAgents)));
    if (agents > 0) goal.agents = static_cast<std::uint32_t>(agents);
    SKEIN_TRY(goal.until, reader.line("until", "", 40));
    if (!goal.until.empty() && !isClockTime(goal.until) && !parseInstant(goal.until))
        return reader.expected("until", "a time of day such as \"07:00\" or RFC 3339 such as 2026-11-21T07:00:00Z");
    if (Json rest = reader.rest(); !rest.empty()) goal.extra["limits"] = std::move(rest);
    return {};
}

Result<void> readPolicy(FieldReader& reader, Goal& goal) {
    SKEIN_TRY(const std::string name, reader.line("on_conflict", "ask", 40));
    const auto policy = valueIn(policyNames, name);
    if (!policy) return reader.expected("on_conflict", "ask, newer, evidence or vote");
    goal.onConflict = *policy;
    return {};
}

// --- keys nobody knows ----------------------------------------------------------------------------------------------

constexpr std::array<std::string_view, 19> knownKeys{"skein",
                                                     "pause_before",
                                                     "goal",
                                                     "recipe",
                                                     "sources",
                                                     "exclude",
                                                     "parameters",
                                                     "constraints",
                                                     "done_when",
                                                     "limits",
                                                     "on_conflict",
                                                     "providers",
                                                     "limits.budget_usd",
                                                     "limits.agents",
                                                     "limits.until",
                                                     "limits.task_budget_usd",
                                                     "limits.swarm_budgets_usd",
                                                     "limits.batch",
                                                     "limits.questions"};

/// Insertions, deletions and replacements that make one word of the other; a word that goes on is one step away.
std::size_t stepsBetween(std::string_view a, std::string_view b) {
    constexpr std::size_t telling = 4;  // shorter beginnings agree by accident
    if (std::min(a.size(), b.size()) >= telling && (a.starts_with(b) || b.starts_with(a))) return a != b;
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] != b[j]);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

std::string_view nearestKey(std::string_view path) {
    const auto last = [](std::string_view key) { return key.substr(key.find_last_of('.') + 1); };
    const auto distance = [&](std::string_view key) {
        const bool elsewhere = key.starts_with("limits.") != path.starts_with("limits.");
        return std::pair(stepsBetween(last(path), last(key)), elsewhere);
    };
    return *std::min_element(knownKeys.begin(), knownKeys.end(),
                             [&](std::string_view a, std::string_view b) { return distance(a) < distance(b); });
}

}  // namespace

Result<void> readGoalTerms(FieldReader& reader, const NumberText& numberText, Goal& goal) {
    SKEIN_TRY(goal.sources, reader.texts("sources", limits::maxListItems, 4096));
    SKEIN_TRY(goal.exclude, reader.texts("exclude", limits::maxListItems, 4096));
    SKEIN_TRY(goal.constraints,
              reader.texts("constraints", limits::maxListItems, limits::maxInstructionBytes, TextShape::AnyLines));
    SKEIN_TRY(goal.doneWhen,
              reader.texts("done_when", limits::maxListItems, limits::maxInstructionBytes, TextShape::AnyLines));
    SKEIN_CHECK(readLimits(reader, numberText, goal));
    SKEIN_CHECK(readPolicy(reader, goal));
    SKEIN_TRY(goal.providers, reader.texts("providers", limits::maxListItems, limits::maxNameBytes));
    return {};
}

std::vector<std::string> unknownKeys(const Goal& goal) {
    std::vector<std::string> messages;
    const auto tell = [&](const std::string& path) {
        messages.push_back(goalFailure(goal, elide(path, 80),
                                       "this key is not known and not used; the nearest one is '" +
                                           std::string(nearestKey(path)) + "'")
                               .value()
                               .message);
    };
    for (const auto& [key, value] : goal.extra.items()) {
        if (key == "pause_before") continue;
        if (key != "limits") tell(key);
        else
            for (const auto& [inside, ignored] : value.items()) tell("limits." + inside);
    }
    return messages;
}

FieldOrigin goalOrigin(const Goal& goal) {
    // What is missing has no line of its own; the nearest value around it has.
    return {goal.fileName, [&goal](const FieldPath& path) {
                for (std::string place = path.text();;) {
                    const auto found = goal.lines.find(place);
                    if (found != goal.lines.end()) return found->second;
                    if (place.empty()) return 0;
                    const auto cut = place.find_last_of(".[");
                    place.resize(cut == std::string::npos ? 0 : cut);
                }
            }};
}

Result<Goal> parseGoal(std::string_view text, const std::string& fileName, const std::string& baseFolder) {
    SKEIN_TRY(const YamlDocument document, parseYaml(text, fileName));
    const FieldOrigin origin = document.origin(fileName);
    const FieldPath root;
    if (!document.value.is_object())
        return fieldFailure(
            origin, root,
            "expected a goal with keys such as 'goal' and 'sources', found " + describeFound(document.value));
    SKEIN_TRY(FieldReader reader, FieldReader::create(document.value, root, origin));
    Goal goal;
    goal.baseFolder = baseFolder;
    goal.fileName = fileName;
    for (const auto& [path, place] : document.places) goal.lines[path] = place.line;
    SKEIN_TRY(goal.version, readFormatVersion(reader));
    SKEIN_TRY(goal.statement, reader.text("goal", "", limits::maxInstructionBytes));
    if (trim(goal.statement).empty()) return reader.expected("goal", "the goal in a sentence");
    SKEIN_TRY(goal.recipe, reader.line("recipe", "", limits::maxNameBytes));
    SKEIN_TRY(goal.parameters, reader.object("parameters"));
    // Whether the plan has these phases is known when it is made.
    SKEIN_TRY(const auto phases, reader.texts("pause_before", limits::maxTasks, limits::maxTitleBytes));
    const NumberText asWritten = [&](const Json&, const FieldPath& path) { return document.numberText(path); };
    SKEIN_CHECK(readGoalTerms(reader, asWritten, goal));
    Json rest = reader.rest();
    rest.update(goal.extra);
    if (!phases.empty()) rest["pause_before"] = phases;  // plan::pausePhases
    goal.extra = std::move(rest);
    return goal;
}

Failure goalFailure(const Goal& goal, const std::string& path, const std::string& message, ErrorCode code) {
    return fieldFailure(goalOrigin(goal), FieldPath(path), message, code);
}

bool goalStates(const Goal& goal, const std::string& path) { return goal.lines.contains(path); }

Result<Goal> readGoalFile(const std::string& path) {
    auto text = readFile(path, limits::maxGoalFileBytes);
    if (!text) return unreadable(std::move(text).error());
    std::error_code error;
    const auto absolute = std::filesystem::absolute(path, error);
    if (error) return fail(ErrorCode::Io, path + ": " + error.message());
    return parseGoal(*text, path, absolute.parent_path().lexically_normal().string());
}

}  // namespace skein::plan
