#include "core/runtime/output_check.h"

// A schema that is none must not end the program.
#define VALIJSON_USE_EXCEPTIONS 1

#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "core/base/text.h"
#include "core/deliverable/document.h"
#include "core/plan/schema_check.h"
#include "core/providers/offline/support.h"
#include "core/runtime/text_output.h"

namespace skein::runtime {
namespace {

constexpr std::size_t maxNamedProblems = 5;

std::size_t longestText(const Json& value) {
    if (value.is_string()) return value.get_ref<const std::string&>().size();
    std::size_t longest = 0;
    if (value.is_structured())
        for (const auto& each : value) longest = std::max(longest, longestText(each));
    return longest;
}

Result<std::string> checkSchema(const Json& schemaJson, const std::string& output) {
    const auto value = parseJson(output);
    if (!value) return "the output is not JSON: " + value.error().message;
    if (!schemaJson.is_object() || schemaJson.empty()) return std::string();
    // A workspace may hold a plan of before such schemas were refused.
    if (const auto problem = plan::problemOfSchema(schemaJson))
        return fail(ErrorCode::InvalidInput, "output.schema: " + *problem + ": this cannot be checked");
    if (plan::holdsPattern(schemaJson) && longestText(*value) > plan::maxPatternText)
        return "the output holds a text of more than " + std::to_string(plan::maxPatternText) +
               " bytes, and its schema states patterns, which are tried on shorter ones only";
    try {
        valijson::Schema schema;
        valijson::SchemaParser parser;
        parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(schemaJson), schema);
        valijson::Validator validator;
        valijson::ValidationResults results;
        if (validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(*value), &results)) return std::string();
        std::string problems;
        valijson::ValidationResults::Error error;
        for (std::size_t i = 0; i < maxNamedProblems && results.popError(error); ++i) {
            std::string place;
            for (const auto& part : error.context) place += part;
            problems += (problems.empty() ? "" : "; ") + place + ": " + error.description;
        }
        return "the output does not match its schema: " + problems;
    } catch (const std::exception& error) {
        return fail(ErrorCode::InvalidInput, std::string("output.schema: expected a JSON Schema: ") + error.what());
    }
}

Result<std::string> checkCitations(const std::string& output, const MemoryIndex& index) {
    // The document's own codec insists on a citation per statement.
    if (const auto json = parseJson(output); json && json->is_object() && deliverable::documentFromJson(*json))
        return std::string();
    SKEIN_TRY(const auto answer, readAnswer(output, index));
    std::string missing, unsupported;
    std::size_t count = 0, borneOut = 0;
    providers::Support support(index);
    for (const auto& said : answer.said) {
        if (!said.cites.empty()) {
            const auto absent = support.missingOfStatement(said.text, said.cites);
            borneOut += absent.empty();
            if (!absent.empty() && unsupported.empty())
                unsupported = said.cites.front().path + ":" + std::to_string(said.cites.front().lines.first) +
                              " does not hold '" + elide(absent, 80) + "' of \"" + elide(said.written, 80) + "\"";
            continue;
        }
        if (++count > maxNamedProblems) continue;
        missing += (missing.empty() ? "\"" : "; \"") + elide(said.written, 80) + "\"";
    }
    if (answer.said.empty()) return std::string("it states nothing: no line of a source is cited as path:line");
    if (count == 0 && borneOut == 0) return "no statement is borne out by the lines it cites, first: " + unsupported;
    if (count == 0) return std::string();
    return std::to_string(count) + (count == 1 ? " statement cites" : " statements cite") +
           " no line of a source as path:line, first: " + missing;
}

Result<std::string> runCheck(const Json& check, const std::string& output, const MemoryIndex& index) {
    SKEIN_TRY(const auto type, jsonString(check, "type", "check"));
    if (type == "citations") return checkCitations(output, index);
    if (type == "contains") {
        SKEIN_TRY(const auto text, jsonString(check, "text", "check"));
        return output.find(text) != std::string::npos ? std::string()
                                                      : "the output does not contain \"" + elide(text, 200) + "\"";
    }
    if (type == "max_bytes") {
        SKEIN_TRY(const auto bound, jsonInt(check, "value", "check"));
        return static_cast<std::int64_t>(output.size()) <= bound
                   ? std::string()
                   : "the output has " + std::to_string(output.size()) + " bytes; at most " + std::to_string(bound) +
                         " are allowed";
    }
    if (type == "json_schema") return checkSchema(check.value("schema", Json::object()), output);
    return fail(ErrorCode::InvalidInput, "check type '" + elide(type, 60) +
                                             "' is not known; expected citations, contains, max_bytes or json_schema");
}

}  // namespace

Result<std::string> checkOutput(const TaskSpec& task, const std::string& output, const MemoryIndex& index) {
    if (output.size() > limits::maxBlobBytes)
        return "the output is larger than " + std::to_string(limits::maxBlobBytes) + " bytes";
    if (trim(output).empty()) return std::string("the output is empty");
    const bool isDocument = [&] {
        const auto json = parseJson(output);
        return json && json->is_object() && deliverable::documentFromJson(*json).has_value();
    }();
    if (task.output.type == "json" && !isDocument) {
        SKEIN_TRY(const auto problem, checkSchema(task.output.schema, output));
        if (!problem.empty()) return problem;
    }
    for (const auto& check : task.checks) {
        SKEIN_TRY(const auto problem, runCheck(check, output, index));
        if (!problem.empty()) return problem;
    }
    return std::string();
}

Result<void> knownSchema(const Json& schemaJson) {
    if (schemaJson.is_null()) return {};
    try {
        valijson::Schema schema;
        valijson::SchemaParser parser;
        parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(schemaJson), schema);
        return {};
    } catch (const std::exception& error) {
        return fail(ErrorCode::InvalidInput, std::string("expected a JSON Schema: ") + elide(error.what(), 300));
    }
}

Result<void> knownChecks(const TaskSpec& task) {
    for (std::size_t i = 0; i < task.checks.size(); ++i) {
        const auto type = jsonString(task.checks[i], "type", "checks[" + std::to_string(i) + "]");
        if (!type) return rewrap(type.error(), "task " + task.id);
        if (*type != "citations" && *type != "contains" && *type != "max_bytes" && *type != "json_schema")
            return fail(ErrorCode::InvalidInput,
                        "task " + task.id + ": checks[" + std::to_string(i) + "].type: '" + elide(*type, 60) +
                            "' is not known; expected citations, contains, max_bytes or json_schema");
    }
    return {};
}

}  // namespace skein::runtime
