#include "core/plan/plan_file.h"

#include <array>
#include <charconv>
#include <filesystem>
#include <set>

#include "core/base/field_reader.h"
#include "core/base/json_lines.h"
#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/plan/goal_file.h"
#include "core/plan/graph.h"
#include "core/plan/questions.h"
#include "core/plan/task_reader.h"

namespace skein::plan {
namespace {

Result<std::vector<TaskSpec>> readTasks(FieldReader& planReader, std::string_view key) {
    SKEIN_TRY(const Json* list, planReader.array(key, limits::maxTasks));
    std::vector<TaskSpec> tasks;
    if (list == nullptr) return tasks;
    const FieldPath listPath = planReader.at(key);
    tasks.reserve(list->size());
    for (std::size_t i = 0; i < list->size(); ++i) {
        SKEIN_TRY(TaskSpec task, readTask((*list)[i], FieldPath(listPath, i), planReader.origin()));
        tasks.push_back(std::move(task));
    }
    return tasks;
}

/// Phases with a pause point before them; each is the phase of a task, so that a slip of the pen holds nothing up
/// unnoticed.
Result<std::vector<std::string>> readPausedPhases(FieldReader& planReader, const Plan& plan) {
    SKEIN_TRY(auto phases, planReader.texts("pause_before", limits::maxTasks, limits::maxTitleBytes));
    std::set<std::string_view> known;
    for (const TaskSpec& task : plan.tasks) known.insert(task.phase);
    const FieldPath listPath = planReader.at("pause_before");
    for (std::size_t i = 0; i < phases.size(); ++i)
        if (!known.contains(phases[i]))
            return fieldFailure(planReader.origin(), FieldPath(listPath, i),
                                "expected the phase of a task, found \"" + elide(phases[i], 80) + "\"");
    return phases;
}

/// As far as its digits matter, at most 15 of them, and never with an exponent: money is read from it.
std::string jsonNumberText(const Json& value, const FieldPath&) {
    if (!value.is_number_float()) return value.is_number() ? value.dump() : "";
    std::array<char, 400> text;
    const auto end = std::to_chars(text.begin(), text.end(), value.get<double>(), std::chars_format::fixed).ptr;
    return {text.begin(), end};
}

Json tasksToJson(const std::vector<TaskSpec>& tasks) {
    Json list = Json::array();
    for (const TaskSpec& task : tasks) list.push_back(taskToJson(task));
    return list;
}

}  // namespace

Result<Plan> parsePlan(std::string_view text, const std::string& fileName) {
    auto parsed = parseJson(text);
    if (!parsed) return fail(parsed.error().code, fileName + ": " + parsed.error().message);
    const FieldOrigin origin{fileName, [text](const FieldPath& path) { return jsonLineOf(text, path.steps()); }};
    const FieldPath root;
    SKEIN_TRY(FieldReader reader, FieldReader::create(*parsed, root, origin));
    Plan plan;
    SKEIN_TRY(plan.version, readFormatVersion(reader));
    SKEIN_TRY(plan.goal, reader.text("goal", "", limits::maxInstructionBytes));
    if (!parsed->contains("tasks")) return reader.expected("tasks", "the list of tasks");
    SKEIN_TRY(plan.tasks, readTasks(reader, "tasks"));
    SKEIN_TRY(plan.idle, readTasks(reader, "idle"));
    SKEIN_TRY(plan.pauseBefore, readPausedPhases(reader, plan));
    plan.extra = reader.rest();
    // Kept as they stand; whoever runs the plan reads them by readGoalOfPlan.
    SKEIN_TRY(FieldReader terms, FieldReader::create(*parsed, root, origin));
    Goal goal;
    SKEIN_CHECK(readGoalTerms(terms, jsonNumberText, goal));
    SKEIN_TRY([[maybe_unused]] const auto questions, readQuestions(terms, false));
    PlanPlace place;
    if (const auto graph = TaskGraph::create(plan, &place); !graph) return locate(origin, place, graph.error());
    return plan;
}

Result<Plan> readPlanFile(const std::string& path) {
    auto text = readFile(path, JsonLimits{}.maxBytes);
    if (!text) return unreadable(std::move(text).error());
    return parsePlan(*text, path);
}

Result<Goal> readGoalOfPlan(const std::string& path) {
    auto text = readFile(path, JsonLimits{}.maxBytes);
    if (!text) return unreadable(std::move(text).error());
    const auto parsed = parseJson(*text);
    if (!parsed) return fail(parsed.error().code, path + ": " + parsed.error().message);
    const FieldOrigin origin{path, [&](const FieldPath& at) { return jsonLineOf(*text, at.steps()); }};
    const FieldPath root;
    SKEIN_TRY(FieldReader reader, FieldReader::create(*parsed, root, origin));
    Goal goal;
    goal.fileName = path;
    std::error_code error;
    goal.baseFolder = std::filesystem::absolute(path, error).parent_path().lexically_normal().string();
    SKEIN_TRY(goal.statement, reader.text("goal", "", limits::maxInstructionBytes));
    SKEIN_CHECK(readGoalTerms(reader, jsonNumberText, goal));
    for (const std::string_view key : {"sources", "providers"}) {
        const auto list = parsed->find(key);
        if (list == parsed->end()) continue;
        const FieldPath listPath(root, key);
        goal.lines[listPath.text()] = origin.lineOf(listPath);
        for (std::size_t i = 0; i < list->size(); ++i) {
            const FieldPath item(listPath, i);
            goal.lines[item.text()] = origin.lineOf(item);
        }
    }
    return goal;
}

Result<TaskSpec> taskFromJson(const Json& json, const std::string& path) {
    const FieldOrigin origin;
    return readTask(json, FieldPath(path), origin);
}

Json taskToJson(const TaskSpec& task) {
    Json json = task.extra.is_object() ? task.extra : Json::object();
    json["id"] = task.id;
    json["phase"] = task.phase;
    json["kind"] = task.kind;
    json["title"] = task.title;
    json["instruction"] = task.instruction;
    json["needs"] = task.needs;
    json["priority"] = task.priority;
    json["band"] = {{"min", task.band.min.value}, {"max", task.band.max.value}};
    json["output"] = {{"type", task.output.type}};
    if (!task.output.schema.is_null()) json["output"]["schema"] = task.output.schema;
    json["checks"] = task.checks;
    json["capabilities"] = task.capabilities;
    json["estimate"] = {{"seconds", fromMillionths(task.estimate.duration.value)},
                        {"tokens_in", task.estimate.tokensIn.value},
                        {"tokens_out", task.estimate.tokensOut.value},
                        {"usd", fromMillionths(task.estimate.cost.value)}};
    if (task.pauseBefore) json["pause_before"] = true;
    if (!task.swarm.empty()) json["swarm"] = task.swarm;
    if (task.budget) json["budget_usd"] = fromMillionths(task.budget->value);
    if (!task.scope.empty()) json["scope"] = task.scope;
    if (!task.parameters.empty()) json["parameters"] = task.parameters;
    return json;
}

Json toJson(const Plan& plan) {
    Json json = plan.extra.is_object() ? plan.extra : Json::object();
    json["skein"] = plan.version;
    json["goal"] = plan.goal;
    json["tasks"] = tasksToJson(plan.tasks);
    if (!plan.pauseBefore.empty()) json["pause_before"] = plan.pauseBefore;
    if (!plan.idle.empty()) json["idle"] = tasksToJson(plan.idle);
    return json;
}

}  // namespace skein::plan
