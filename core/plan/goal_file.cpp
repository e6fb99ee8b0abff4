#include "core/plan/goal_file.h"

#include <algorithm>
#include <array>
#include <filesystem>

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

Result<std::optional<MicroUsd>> readBudget(FieldReader& reader, const YamlDocument& document) {
    constexpr std::string_view key = "budget_usd";
    const Json* value = reader.take(key);
    if (value == nullptr) return std::optional<MicroUsd>();
    // The text as written, not the parsed number: 0.1 has no exact binary form, and money is never rounded twice.
    std::string text = value->is_string() ? value->get<std::string>() : document.numberText(reader.at(key));
    const auto amount = parseUsd(text);
    if (!amount || amount->value > limits::maxBudgetMicroUsd)
        return reader.expected(key, "US dollars with at most six decimals, such as 5.00");
    return std::optional(*amount);
}

Result<void> readLimits(FieldReader& goalReader, const YamlDocument& document, Goal& goal) {
    const Json* value = goalReader.take("limits");
    if (value == nullptr) return {};
    const FieldPath path = goalReader.at("limits");
    SKEIN_TRY(FieldReader reader, FieldReader::create(*value, path, goalReader.origin()));
    SKEIN_TRY(goal.budget, readBudget(reader, document));
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

}  // namespace

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
    SKEIN_TRY(goal.sources, reader.texts("sources", limits::maxListItems, 4096));
    SKEIN_TRY(goal.exclude, reader.texts("exclude", limits::maxListItems, 4096));
    SKEIN_TRY(goal.parameters, reader.object("parameters"));
    SKEIN_TRY(goal.constraints,
              reader.texts("constraints", limits::maxListItems, limits::maxInstructionBytes, TextShape::AnyLines));
    SKEIN_TRY(goal.doneWhen,
              reader.texts("done_when", limits::maxListItems, limits::maxInstructionBytes, TextShape::AnyLines));
    SKEIN_CHECK(readLimits(reader, document, goal));
    SKEIN_CHECK(readPolicy(reader, goal));
    SKEIN_TRY(goal.providers, reader.texts("providers", limits::maxListItems, limits::maxNameBytes));
    Json rest = reader.rest();
    rest.update(goal.extra);
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
