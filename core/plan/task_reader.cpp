#include "core/plan/task_reader.h"

#include <algorithm>
#include <deque>

#include <fmt/format.h>

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/plan/schema_check.h"

namespace skein::plan {
namespace {

Result<TokenBand> readBand(FieldReader& taskReader) {
    TokenBand band;
    const Json* value = taskReader.take("band");
    if (value == nullptr) return band;
    const FieldPath path = taskReader.at("band");
    SKEIN_TRY(FieldReader reader, FieldReader::create(*value, path, taskReader.origin()));
    // A band that only moves one end keeps a usable other one.
    if (const auto max = value->find("max"); max != value->end() && max->is_number_integer())
        band.min.value = std::min(band.min.value, std::max<std::int64_t>(max->get<std::int64_t>(), 0));
    SKEIN_TRY(band.min.value, reader.integer("min", band.min.value, 0, limits::maxBandTokens));
    SKEIN_TRY(band.max.value,
              reader.integer("max", std::max(band.max.value, band.min.value), 1, limits::maxBandTokens));
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
        if (const auto problem = problemOfSchema(*schema))
            return fieldFailure(reader.origin(), reader.at("schema"), *problem + ": this cannot be checked");
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
        return fieldFailure(
            taskReader.origin(), path,
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

}  // namespace

Result<TaskEstimate> readEstimate(FieldReader& taskReader, std::string_view key) {
    TaskEstimate estimate;
    const Json* value = taskReader.take(key);
    if (value == nullptr) return estimate;
    const FieldPath path = taskReader.at(key);
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
    SKEIN_TRY(task.pauseBefore, reader.boolean("pause_before", false));
    SKEIN_TRY(task.swarm, reader.line("swarm", "", limits::maxTitleBytes));
    if (!task.swarm.empty() && !isShortName(task.swarm))
        return reader.expected("swarm", "a name of 1-40 characters of [a-z0-9_-]");
    SKEIN_TRY(const std::int64_t budget, reader.millionths("budget_usd", -1, limits::maxBudgetMicroUsd));
    if (budget >= 0) task.budget = MicroUsd{budget};
    SKEIN_TRY(task.band, readBand(reader));
    SKEIN_TRY(task.output, readOutput(reader));
    SKEIN_TRY(task.checks, readChecks(reader));
    SKEIN_TRY(task.capabilities, readCapabilities(reader));
    SKEIN_TRY(task.estimate, readEstimate(reader, "estimate"));
    SKEIN_TRY(task.scope, reader.texts("scope", limits::maxListItems, 4096));
    SKEIN_TRY(task.parameters, reader.object("parameters"));
    task.extra = reader.rest();
    return task;
}

Failure locate(const FieldOrigin& origin, const PlanPlace& place, const Error& error) {
    std::deque<FieldPath> chain(1);  // each path refers to the one before it
    for (const auto& step : place)
        std::visit([&](const auto& value) { chain.emplace_back(FieldPath(chain.back(), value)); }, step);
    return fieldFailure(origin, chain.back(), error.message, error.code);
}

}  // namespace skein::plan
