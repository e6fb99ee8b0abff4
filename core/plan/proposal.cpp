#include "core/plan/proposal.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/base/field_reader.h"
#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/model/window.h"
#include "core/plan/graph.h"
#include "core/plan/plain_text.h"
#include "core/plan/task_reader.h"

namespace skein::plan {
namespace {

constexpr std::size_t maxProposalDepth = 64;  // of its JSON; a result's schema is the deepest part
// Levels that the shipped catalogue states for its models.
constexpr std::array<std::string_view, 10> knownCapabilities{"api",   "architecture", "code", "extract", "generate",
                                                             "logic", "prose",        "sql",  "tests",   "ui"};

/// Texts for agents may hold what emoji and some scripts are made of; names and titles are compared by eye.
Result<void> plainTexts(const Json& value, const FieldPath& path, const FieldOrigin& origin, TextUse use) {
    const auto refuse = [&](const std::string& what, const std::string& problem) {
        return fieldFailure(origin, path, what + "expected plain text, found " + problem);
    };
    if (value.is_string())
        if (const auto problem = unplain(value.get_ref<const std::string&>(), use)) return refuse("", *problem);
    if (value.is_array())
        for (std::size_t i = 0; i < value.size(); ++i)
            SKEIN_CHECK(plainTexts(value[i], FieldPath(path, i), origin, use));
    if (!value.is_object()) return {};
    for (const auto& [key, member] : value.items()) {
        if (const auto problem = unplain(key, TextUse::Name)) return refuse("a key: ", *problem);
        const TextUse inside =
            key == "instruction" || key == "text" || key == "schema" || key == "questions" ? TextUse::Prose : use;
        SKEIN_CHECK(plainTexts(member, FieldPath(path, std::string_view(key)), origin, inside));
    }
    return {};
}

Result<void> nothingElse(const FieldReader& reader, std::string_view known) {
    const Json rest = reader.rest();
    if (rest.empty()) return {};
    const std::string key = rest.begin().key();
    return fieldFailure(reader.origin(), reader.path(),
                        fmt::format("'{}' is no part of a proposal; expected {}", elide(key, 60), known));
}

bool isKind(std::string_view kind) {
    return kind.size() <= 40 && std::all_of(kind.begin(), kind.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
           });
}

bool isProposedId(std::string_view id) {
    // One that begins with '-' would be an option of the commands that take ids.
    return !id.empty() && id.size() <= limits::maxProposedIdBytes && id.front() != '-' && id.front() != '.' &&
           std::all_of(id.begin(), id.end(), [](char c) { return isIdentifierChar(c) || c == '.' || c == '-'; });
}

/// One task of a proposal, rewritten as one of a plan file; the paths of both are the same.
class ProposedTaskReader {
public:
    ProposedTaskReader(const FieldPath& path, const FieldOrigin& origin, const ProposalBounds& bounds)
        : m_path(path), m_origin(origin), m_bounds(bounds) {}

    Result<ProposedTask> read(const Json& json) const {
        SKEIN_TRY(FieldReader reader, FieldReader::create(json, m_path, m_origin));
        ProposedTask task;
        SKEIN_TRY(task.expand, reader.boolean("expand", false));
        Json file = Json::object();
        for (const char* key : {"id", "title", "phase", "kind", "instruction", "needs", "scope"})
            if (const Json* value = reader.take(key)) file[key] = *value;
        SKEIN_TRY(file["estimate"]["tokens_in"], reader.integer("tokens_in", 0, 0, limits::maxProposedTokensIn));
        // A part's result is that of all its tasks.
        const std::int64_t results = task.expand ? static_cast<std::int64_t>(limits::maxPlannedTasks) : 1;
        SKEIN_TRY(file["estimate"]["tokens_out"],
                  reader.integer("tokens_out", 0, 0, results * limits::maxProposedTokensOut));
        SKEIN_TRY(file["output"], output(reader));
        SKEIN_TRY(file["checks"], checks(reader));
        SKEIN_TRY(file["capabilities"], capabilities(reader));
        SKEIN_CHECK(nothingElse(reader,
                                "id, title, phase, kind, instruction, needs, output, checks, capabilities, "
                                "scope, tokens_in, tokens_out and expand"));
        SKEIN_TRY(task.spec, readTask(file, m_path, m_origin));
        task.spec.band = m_bounds.band;
        if (task.spec.kind.empty()) task.spec.kind = "task";
        SKEIN_CHECK(judge(reader, task));
        return task;
    }

private:
    Result<Json> output(FieldReader& taskReader) const {
        const Json* value = taskReader.take("output");
        if (value == nullptr || !value->is_object())
            return taskReader.expected("output", R"(the shape of the result, as {"type": "markdown", "schema": ""})");
        const FieldPath path = taskReader.at("output");
        SKEIN_TRY(FieldReader reader, FieldReader::create(*value, path, m_origin));
        if (!value->contains("type")) return reader.expected("type", "text, markdown or json");
        Json output{{"type", *reader.take("type")}};
        const Json* schema = reader.take("schema");
        if (const Json none = ""; schema != nullptr && *schema != none) {
            if (schema->is_string()) {
                auto parsed = parseJson(schema->get_ref<const std::string&>(), {limits::maxProposalBytes, 64});
                if (!parsed || !parsed->is_object()) return reader.expected("schema", "the text of a JSON Schema");
                output["schema"] = *std::move(parsed);
            } else output["schema"] = *schema;
            SKEIN_CHECK(plainTexts(output["schema"], reader.at("schema"), m_origin, TextUse::Prose));
        }
        SKEIN_CHECK(nothingElse(reader, "type and schema"));
        const bool json = output["type"] == "json", stated = output.contains("schema") && !output["schema"].empty();
        if (json && !stated) return reader.expected("schema", "the JSON Schema of the result, as text");
        if (!json) output.erase("schema");
        return output;
    }

    Result<Json> checks(FieldReader& taskReader) const {
        SKEIN_TRY(const Json* list, taskReader.array("checks", limits::maxChecksPerTask));
        Json checks = Json::array();
        const FieldPath listPath = taskReader.at("checks");
        for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
            const FieldPath path(listPath, i);
            SKEIN_TRY(FieldReader reader, FieldReader::create((*list)[i], path, m_origin));
            SKEIN_TRY(const std::string type, reader.line("type", "", limits::maxNameBytes));
            SKEIN_TRY(const std::string text, reader.line("text", "", limits::maxTitleBytes));
            SKEIN_TRY(const std::int64_t value, reader.integer("value", 0, 0, limits::maxBlobBytes));
            SKEIN_CHECK(nothingElse(reader, "type, text and value"));
            if (type == "citations") checks.push_back({{"type", type}});
            else if (type == "contains" && !text.empty()) checks.push_back({{"type", type}, {"text", text}});
            else if (type == "contains") return reader.expected("text", "the text that the result has to contain");
            else if (type == "max_bytes" && value > 0) checks.push_back({{"type", type}, {"value", value}});
            else if (type == "max_bytes") return reader.expected("value", "how many bytes the result may have");
            else return reader.expected("type", "citations, contains or max_bytes");
        }
        return checks;
    }

    Result<Json> capabilities(FieldReader& taskReader) const {
        SKEIN_TRY(const Json* list, taskReader.array("capabilities", limits::maxCapabilitiesPerTask));
        Json levels = Json::object();
        const FieldPath listPath = taskReader.at("capabilities");
        for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
            const FieldPath path(listPath, i);
            SKEIN_TRY(FieldReader reader, FieldReader::create((*list)[i], path, m_origin));
            SKEIN_TRY(const std::string name, reader.line("name", "", limits::maxNameBytes));
            if (std::find(knownCapabilities.begin(), knownCapabilities.end(), name) == knownCapabilities.end())
                return reader.expected("name", fmt::format("one of {}", fmt::join(knownCapabilities, ", ")));
            SKEIN_TRY(const std::int64_t level, reader.millionths("level", 0, 1'000'000));
            SKEIN_CHECK(nothingElse(reader, "name and level"));
            levels[name] = fromMillionths(level);
        }
        return levels;
    }

    /// What is asked of a proposed task beyond a task of a plan file, which a person wrote.
    Result<void> judge(const FieldReader& reader, ProposedTask& task) const {
        const TaskSpec& spec = task.spec;
        if (!isProposedId(spec.id))
            return reader.expected("id",
                                   fmt::format("1 to {} letters, digits, '.', '_' or '-', neither '.' nor '-' first",
                                               limits::maxProposedIdBytes));
        if (m_bounds.whole && spec.id == plannerId)
            return reader.expected("id", "another id: this one is the planner's");
        const bool assembler = spec.kind == assemblerKind;
        if (m_bounds.whole && spec.id == assemblerId && !assembler)
            return reader.expected("id", "another id: this one is the end's, of kind assemble");
        for (const auto& [key, text] : {std::pair{"title", &spec.title}, {"phase", &spec.phase}})
            if (text->size() > limits::maxProposedTitleBytes || text->find("[[") != std::string::npos ||
                text->find("]]") != std::string::npos)
                return reader.expected(
                    key, fmt::format("at most {} bytes without [[ and ]]", limits::maxProposedTitleBytes));
        if (spec.kind == plannerKind) return reader.expected("kind", "another kind; what is too large says expand");
        if (!isKind(spec.kind)) return reader.expected("kind", "at most 40 characters of a-z, 0-9, '_' and '-'");
        if (assembler && (!m_bounds.whole || task.expand))
            return reader.expected("kind", "another kind: only a whole plan ends in one task that assembles");
        if (isBlank(spec.title)) return reader.expected("title", "what it is about, in words");
        if (isBlank(spec.instruction)) return reader.expected("instruction", "what the agent has to do");
        if (spec.instruction.size() > limits::maxProposedInstructionBytes)
            return fieldFailure(m_origin, reader.at("instruction"),
                                fmt::format("expected at most {} bytes, found {}", limits::maxProposedInstructionBytes,
                                            spec.instruction.size()),
                                ErrorCode::TooLarge);
        SKEIN_CHECK(inSources(reader, spec));
        return fits(reader, task);
    }

    Result<void> inSources(const FieldReader& reader, const TaskSpec& spec) const {
        const auto& files = m_bounds.files;
        for (std::size_t i = 0; i < spec.scope.size(); ++i) {
            const std::string& path = spec.scope[i];
            const auto at = std::lower_bound(files.begin(), files.end(), path);
            const bool folder = path.ends_with('/');
            if (at != files.end() && (folder ? at->starts_with(path) : *at == path)) continue;
            const FieldPath list = reader.at("scope");
            return fieldFailure(
                m_origin, FieldPath(list, i),
                "expected a file of the goal's sources, or a folder ending in '/', found '" + elide(path, 200) + "'");
        }
        return {};
    }

    Result<void> fits(const FieldReader& reader, ProposedTask& task) const {
        const TaskSpec& spec = task.spec;
        const TokenCount max = m_bounds.band.max;
        const TokenCount own =
            estimateTokens(spec.instruction) +
            (spec.output.schema.is_null() ? TokenCount{} : estimateTokens(spec.output.schema.dump()));
        if (own.value * 2 > max.value)
            return reader.expected("instruction", fmt::format("instruction and schema within half of the {} tokens of "
                                                              "a window; they have {}",
                                                              max.value, own.value));
        if (spec.kind == assemblerKind) return {};  // reads whole results outside any window
        const bool large = spec.estimate.tokensIn > max;
        if ((large || task.expand) && m_bounds.last)
            return reader.expected(large ? "tokens_in" : "expand",
                                   fmt::format("tasks of at most {} tokens each: this is the deepest of {} levels, and "
                                               "nothing can be planned further",
                                               max.value, limits::maxPlanLevels));
        task.expand = task.expand || large;
        return {};
    }

    const FieldPath& m_path;
    const FieldOrigin& m_origin;
    const ProposalBounds& m_bounds;
};

/// One assembler at most, and nothing needs it; something to be assembled.
Result<void> endsWell(const std::vector<ProposedTask>& tasks, const FieldOrigin& origin) {
    const FieldPath root;
    const FieldPath list(root, "tasks");
    const ProposedTask* end = nullptr;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        if (tasks[i].spec.kind != assemblerKind) continue;
        const FieldPath path(list, i);
        if (end != nullptr)
            return fieldFailure(origin, FieldPath(path, "kind"),
                                "a plan has one end, and task '" + end->spec.id + "' is it already");
        end = &tasks[i];
    }
    if (tasks.size() == (end != nullptr ? 1u : 0u))
        return fieldFailure(origin, list, "expected at least one task that does some of the work");
    for (std::size_t i = 0; end != nullptr && i < tasks.size(); ++i) {
        const auto& needs = tasks[i].spec.needs;
        const auto at = std::find(needs.begin(), needs.end(), end->spec.id);
        if (at == needs.end()) continue;
        const FieldPath path(list, i);
        const FieldPath needsPath(path, "needs");
        return fieldFailure(origin, FieldPath(needsPath, static_cast<std::size_t>(at - needs.begin())),
                            "nothing may need '" + end->spec.id + "', which assembles all results at the end");
    }
    return {};
}

}  // namespace

ProposalBounds proposalBounds(const TaskSpec& planner, std::vector<std::string> files) {
    const auto level = planner.parameters.find("level");
    const bool known = level != planner.parameters.end() && level->is_number_integer();
    ProposalBounds bounds;
    bounds.whole = planner.parameters.value("whole", Json()) == Json(true);
    bounds.last = known && level->get<std::int64_t>() >= static_cast<std::int64_t>(limits::maxPlanLevels);
    bounds.files = std::move(files);
    if (const auto phases = planner.parameters.find("pause_before");
        bounds.whole && phases != planner.parameters.end() && phases->is_array())
        for (const Json& phase : *phases)
            if (phase.is_string()) bounds.phases.push_back(phase.get<std::string>());
    return bounds;
}

Result<Proposal> readProposal(std::string_view text, const ProposalBounds& bounds) {
    auto json = parseJson(text, {limits::maxProposalBytes, maxProposalDepth});
    if (!json) return fail(json.error().code, "the proposal is not JSON: " + json.error().message);
    const FieldOrigin origin;
    const FieldPath root;
    if (!json->is_object()) return fail(ErrorCode::InvalidInput, "expected a proposal as {\"tasks\": [...]}");
    SKEIN_CHECK(plainTexts(*json, root, origin, TextUse::Name));
    SKEIN_TRY(FieldReader reader, FieldReader::create(*json, root, origin));
    const Json* list = reader.take("tasks");
    if (list == nullptr || !list->is_array()) return reader.expected("tasks", "the list of tasks");
    Proposal proposal;
    SKEIN_TRY(proposal.questions, readQuestions(reader, true));
    SKEIN_CHECK(nothingElse(reader, "tasks and questions"));
    if (!bounds.whole && !proposal.questions.empty())
        return reader.expected("questions",
                               "none: only the plan of a whole goal may ask; decide, and say so in the "
                               "instruction of a task");
    const FieldPath listPath = reader.at("tasks");
    if (list->size() > limits::maxProposedTasks)
        return fieldFailure(origin, listPath,
                            fmt::format("expected at most {} tasks at once, found {}; make fewer and larger ones that "
                                        "say expand, and each is planned by a proposal of its own",
                                        limits::maxProposedTasks, list->size()),
                            ErrorCode::TooLarge);
    std::vector<ProposedTask>& tasks = proposal.tasks;
    Plan plan;
    for (std::size_t i = 0; i < list->size(); ++i) {
        const FieldPath path(listPath, i);
        SKEIN_TRY(auto task, ProposedTaskReader(path, origin, bounds).read((*list)[i]));
        plan.tasks.push_back(task.spec);
        tasks.push_back(std::move(task));
    }
    SKEIN_CHECK(endsWell(tasks, origin));
    for (const std::string& phase : bounds.phases)
        if (std::none_of(tasks.begin(), tasks.end(), [&](const auto& task) { return task.spec.phase == phase; }))
            return fieldFailure(
                origin, listPath,
                "expected a task of the phase \"" + elide(phase, 80) + "\", before which the person wants to look");
    PlanPlace place;
    if (const auto graph = TaskGraph::create(plan, &place); !graph) return locate(origin, place, graph.error());
    return proposal;
}

}  // namespace skein::plan
