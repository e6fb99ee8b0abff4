#include "core/plan/plan_file.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/plan/field_reader.h"
#include "core/plan/json_lines.h"

namespace skein::plan {
namespace {

Result<TokenBand> readBand(FieldReader& taskReader) {
    TokenBand band;
    const Json* value = taskReader.take("band");
    if (value == nullptr) return band;
    const FieldPath path = taskReader.at("band");
    SKEIN_TRY(FieldReader reader, FieldReader::create(*value, path, taskReader.origin()));
    SKEIN_TRY(band.min.value, reader.integer("min", band.min.value, 0, limits::maxBandTokens));
    // A band that only raises its lower end keeps a usable upper end.
    SKEIN_TRY(band.max.value, reader.integer("max", std::max(band.max.value, band.min.value), 1, limits::maxBandTokens));
    if (band.min > band.max)
        return reader.expected("min", fmt::format("at most band.max, which is {}", band.max.value));
    return band;
}

Result<OutputContract> readOutput(FieldReader& taskReader) {
    OutputContract output;
    const Json* value = taskReader.take("output");
    if (value == nullptr) return output;
    const FieldPath path = taskReader.at("output");
    SKEIN_TRY(FieldReader reader, FieldReader::create(*value, path, taskReader.origin()));
    SKEIN_TRY(output.type, reader.line("type", output.type, limits::maxNameBytes));
    if (output.type != "text" && output.type != "markdown" && output.type != "json")
        return reader.expected("type", "text, markdown or json");
    if (const Json* schema = reader.take("schema")) {
        if (!schema->is_object() && !schema->is_boolean()) return reader.expected("schema", "a JSON Schema: an object");
        output.schema = *schema;
    }
    return output;
}

Result<std::vector<Json>> readChecks(FieldReader& taskReader) {
    SKEIN_TRY(const Json* list, taskReader.array("checks", limits::maxChecksPerTask));
    std::vector<Json> checks;
    if (list == nullptr) return checks;
    const FieldPath listPath = taskReader.at("checks");
    for (std::size_t i = 0; i < list->size(); ++i) {
        const FieldPath path(listPath, i);
        SKEIN_TRY(FieldReader reader, FieldReader::create((*list)[i], path, taskReader.origin()));
        SKEIN_TRY(const std::string type, reader.line("type", "", limits::maxNameBytes));
        if (type.empty()) return reader.expected("type", "the name of a check");
        checks.push_back((*list)[i]);
    }
    return checks;
}

Result<std::map<std::string, double>> readCapabilities(FieldReader& taskReader) {
    SKEIN_TRY(const Json object, taskReader.object("capabilities"));
    std::map<std::string, double> capabilities;
    const FieldPath path = taskReader.at("capabilities");
    if (object.size() > limits::maxCapabilitiesPerTask)
        return fieldFailure(taskReader.origin(), path,
                            fmt::format("expected at most {} capabilities, found {}", limits::maxCapabilitiesPerTask, object.size()),
                            ErrorCode::TooLarge);
    for (const auto& [name, level] : object.items()) {
        if (!level.is_number() || level.get<double>() < 0 || level.get<double>() > 1)
            return fieldFailure(taskReader.origin(), FieldPath(path, std::string_view(name)),
                                "expected a level from 0 to 1, found " + describeFound(level));
        capabilities[name] = level.get<double>();
    }
    return capabilities;
}

Result<TaskEstimate> readEstimate(FieldReader& taskReader) {
    TaskEstimate estimate;
    const Json* value = taskReader.take("estimate");
    if (value == nullptr) return estimate;
    const FieldPath path = taskReader.at("estimate");
    SKEIN_TRY(FieldReader reader, FieldReader::create(*value, path, taskReader.origin()));
    SKEIN_TRY(estimate.duration.value, reader.millionths("seconds", 0, limits::maxEstimateMicros));
    SKEIN_TRY(estimate.tokensIn.value, reader.integer("tokens_in", 0, 0, limits::maxEstimateTokens));
    SKEIN_TRY(estimate.tokensOut.value, reader.integer("tokens_out", 0, 0, limits::maxEstimateTokens));
    SKEIN_TRY(estimate.cost.value, reader.millionths("usd", 0, limits::maxEstimateMicroUsd));
    return estimate;
}

Result<TaskSpec> readTask(const Json& json, const FieldPath& path, const FieldOrigin& origin) {
    SKEIN_TRY(FieldReader reader, FieldReader::create(json, path, origin));
    TaskSpec task;
    SKEIN_TRY(task.id, reader.line("id", "", limits::maxNameBytes));
    if (task.id.empty()) return reader.expected("id", fmt::format("an id of 1 to {} bytes", limits::maxNameBytes));
    SKEIN_TRY(task.phase, reader.line("phase", "", limits::maxTitleBytes));
    SKEIN_TRY(task.kind, reader.line("kind", "", limits::maxTitleBytes));
    SKEIN_TRY(task.title, reader.line("title", task.id, limits::maxTitleBytes));
    SKEIN_TRY(task.instruction, reader.text("instruction", "", limits::maxInstructionBytes));
    SKEIN_TRY(task.needs, reader.texts("needs", limits::maxTasks, limits::maxNameBytes));
    SKEIN_TRY(const std::int64_t priority, reader.integer("priority", 0, -limits::maxPriority, limits::maxPriority));
    task.priority = static_cast<std::int32_t>(priority);
    SKEIN_TRY(task.band, readBand(reader));
    SKEIN_TRY(task.output, readOutput(reader));
    SKEIN_TRY(task.checks, readChecks(reader));
    SKEIN_TRY(task.capabilities, readCapabilities(reader));
    SKEIN_TRY(task.estimate, readEstimate(reader));
    SKEIN_TRY(task.scope, reader.texts("scope", limits::maxListItems, 4096));
    SKEIN_TRY(task.parameters, reader.object("parameters"));
    task.extra = reader.rest();
    return task;
}

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
    plan.extra = reader.rest();
    return plan;
}

Result<Plan> readPlanFile(const std::string& path) {
    SKEIN_TRY(const std::string text, readFile(path, JsonLimits{}.maxBytes));
    return parsePlan(text, path);
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
    if (!task.scope.empty()) json["scope"] = task.scope;
    if (!task.parameters.empty()) json["parameters"] = task.parameters;
    return json;
}

Json toJson(const Plan& plan) {
    Json json = plan.extra.is_object() ? plan.extra : Json::object();
    json["skein"] = plan.version;
    json["goal"] = plan.goal;
    json["tasks"] = tasksToJson(plan.tasks);
    if (!plan.idle.empty()) json["idle"] = tasksToJson(plan.idle);
    return json;
}

}  // namespace skein::plan
