#include "core/runtime/conflict_list.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "core/base/text.h"
#include "core/coherence/groups.h"
#include "core/deliverable/document.h"
#include "core/deliverable/markdown.h"
#include "core/runtime/queries.h"
#include "core/runtime/text_output.h"

namespace skein::runtime {
namespace {

constexpr std::size_t maxTraced = 20;        // statements or tasks of one answer; more are counted
constexpr std::size_t maxToldBytes = 1'000;  // of one statement or line

/// What a person reads of a deliverable, with the section it stands in.
struct Told {
    std::string section, text;
    std::vector<deliverable::Cite> cites;  ///< none: a line of an agent's own output
    std::vector<std::string> notes;
};
void collect(const deliverable::Section& section, const std::string& above, std::vector<Told>& told) {
    const auto title = above.empty() ? section.title : above + " / " + section.title;
    for (const auto& statement : section.statements)
        told.push_back(
            {deliverable::plainText(title), deliverable::plainText(statement.text), statement.cites, statement.notes});
    for (const auto& listing : section.listings)
        if (listing.cite.path.empty())
            for (const auto line : split(listing.text, '\n'))
                told.push_back({deliverable::plainText(title), std::string(line), {}, {}});
    for (const auto& inner : section.sections) collect(inner, title, told);
}

Result<deliverable::Document> documentOf(const WorkspaceReader& reader, const RunState& run) {
    if (!run.deliverable) return fail(ErrorCode::NotFound, "this run has no deliverable yet");
    SKEIN_TRY(const auto json, reader.blobJson(run.deliverable));
    return deliverable::documentFromJson(json);
}

std::vector<Told> statementsOf(const deliverable::Document& document) {
    std::vector<Told> told;
    for (const auto& section : document.sections) collect(section, "", told);
    for (const auto& section : document.appendices) collect(section, "", told);
    return told;
}

bool overlaps(const deliverable::Cite& cite, const Evidence& evidence) {
    return !evidence.path.empty() && cite.path == evidence.path && cite.lines.first <= evidence.lines.last &&
           evidence.lines.first <= cite.lines.last;
}

/// Whether what is told rests on this evidence; what an agent wrote without citations, whether it says the sentence.
bool restsOn(const Told& told, const Claim& claim, const std::vector<Evidence>& evidence) {
    if (told.cites.empty()) return !claim.sentence.empty() && told.text.find(claim.sentence) != told.text.npos;
    return std::any_of(told.cites.begin(), told.cites.end(), [&](const auto& cite) {
        return std::any_of(evidence.begin(), evidence.end(), [&](const auto& place) { return overlaps(cite, place); });
    });
}

/// The attempts whose result stands and whose window held one of these atoms or files.
Result<Json> attemptsThatSaw(const WorkspaceReader& reader, const RunState& run,
                             const std::vector<Evidence>& evidence) {
    Json rows = Json::array();
    for (const auto& task : run.tasks) {
        if (!task.window || rows.size() >= maxTraced || task.shape.role == TaskRole::Assembler) continue;
        const auto window = reader.window(task.window);
        if (!window) continue;
        Json segments = Json::array();
        for (const auto& segment : window->segments)
            for (const auto& place : evidence)
                if ((place.atom && segment.item == place.atom) ||
                    (!place.path.empty() && segment.source.starts_with(place.path + ":"))) {
                    segments.push_back({{"source", segment.source},
                                        {"atom", segment.item ? Json(segment.item.hex()) : Json(nullptr)},
                                        {"reason", segmentReasonName(segment.reason)}});
                    break;
                }
        if (segments.empty()) continue;
        SKEIN_TRY(const auto attempts, reader.attempts(run.run, task.shape.task));
        rows.push_back({{"task", taskTitle(reader, task)},
                        {"attempt", attempts.empty() ? 0u : attempts.back().attempt.value},
                        {"revision", task.resultRevision},
                        {"window", task.window.name.hex()},
                        {"segments", std::move(segments)}});
    }
    return rows;
}

}  // namespace

Result<Json> conflictGroups(const WorkspaceReader& reader, const State& state, RunId run) {
    std::vector<coherence::Linked> linked;
    std::map<std::string, std::string> causes;
    for (const auto& conflict : state.conflicts) {
        if (conflict.run != run || conflict.status != ConflictState::Status::Open) continue;
        SKEIN_TRY(const auto facts, conflictFacts(reader, conflict));
        std::size_t waiting = 0;
        for (const auto& task : state.run(run)->tasks) {
            const auto needs = [&](TaskNo side) {
                return side &&
                       std::find(task.shape.needs.begin(), task.shape.needs.end(), side) != task.shape.needs.end();
            };
            waiting += isGated(*state.run(run), task) && (needs(conflict.taskA) || needs(conflict.taskB));
        }
        causes.try_emplace(facts.key, facts.a.subject);
        linked.push_back({conflict.conflict, facts.key, facts.key + valueMeaning(facts.a),
                          facts.key + valueMeaning(facts.b), waiting});
    }
    Json groups = Json::array();
    for (const auto& group : coherence::groupsOf(linked))
        groups.push_back({{"cause", causes[group.cause]}, {"conflicts", record::encode(group.conflicts)}});
    return groups;
}

Json supportsOf(const WorkspaceReader& reader, const State& state, const ConflictState& conflict,
                const ConflictFacts& facts) {
    Facts held([&reader](const BlobRef& blob) { return reader.blob(blob); });
    held.load(state);
    const RunState& run = *state.run(conflict.run);
    Json supports = Json::object();
    for (const auto& [name, claim] : {std::pair("a", &facts.a), std::pair("b", &facts.b)}) {
        Json rows = Json::array();
        for (const auto& each : held.equalStatements(conflict.run, facts.key, *claim))
            for (const auto& place : each.claim.evidence) {
                const bool shown = std::any_of(claim->evidence.begin(), claim->evidence.end(), [&](const auto& own) {
                    return own.path == place.path && own.lines.first == place.lines.first;
                });
                if (shown || rows.size() >= maxTraced) continue;
                const bool known = each.task != 0 && each.task <= run.tasks.size();
                rows.push_back({{"path", place.path},
                                {"first", place.lines.first},
                                {"quote", place.quote},
                                {"task", known ? Json(taskTitle(reader, run.tasks[each.task - 1])) : Json(nullptr)}});
            }
        supports[name] = std::move(rows);
    }
    return supports;
}

Result<Json> traceConflict(const WorkspaceReader& reader, const State& state, ConflictId id) {
    const auto& conflict = *state.conflict(id);
    const RunState& run = *state.run(conflict.run);
    SKEIN_TRY(const auto facts, conflictFacts(reader, conflict));
    SKEIN_TRY(auto json, conflictJson(reader, state, conflict, true));
    Facts held([&reader](const BlobRef& blob) { return reader.blob(blob); });
    held.load(state);
    Json claims = Json::array(), told = Json::array();
    std::vector<Evidence> all;
    for (const auto& [name, claim, maker] :
         {std::tuple("a", &facts.a, conflict.taskA), std::tuple("b", &facts.b, conflict.taskB)}) {
        Json evidence = Json::array(), makers = Json::array();
        std::vector<Evidence> places;
        auto stated = held.supporters(conflict.run, facts.key, *claim);
        if (stated.empty()) stated.push_back({*claim, 0, conflict.run.value, maker.value});
        for (const auto& each : stated) {
            if (each.task != 0 && each.task <= run.tasks.size()) {
                const auto title = taskTitle(reader, run.tasks[each.task - 1]);
                if (std::find(makers.begin(), makers.end(), title) == makers.end()) makers.push_back(title);
            }
            for (const auto& place : each.claim.evidence) {
                places.push_back(place);
                evidence.push_back({{"path", place.path},
                                    {"first", place.lines.first},
                                    {"last", place.lines.last},
                                    {"quote", place.quote},
                                    {"atom", place.atom ? Json(place.atom.hex()) : Json(nullptr)}});
            }
        }
        SKEIN_TRY(auto attempts, attemptsThatSaw(reader, run, places));
        claims.push_back({{"side", name},
                          {"sentence", claim->sentence},
                          {"basis", claim->basis},
                          {"confidence", static_cast<double>(claim->confidencePerMille) / 1e3},
                          {"made_by", std::move(makers)},
                          {"evidence", std::move(evidence)},
                          {"windows", std::move(attempts)}});
        all.insert(all.end(), places.begin(), places.end());
    }
    if (const auto document = documentOf(reader, run))
        for (const auto& each : statementsOf(*document)) {
            const auto label = json["label"].get<std::string>();
            const bool names = std::any_of(each.notes.begin(), each.notes.end(),
                                           [&](const auto& note) { return note.find(label) != note.npos; });
            if ((names || restsOn(each, facts.a, all) || restsOn(each, facts.b, all)) && told.size() < maxTraced)
                told.push_back({{"section", each.section}, {"text", elide(each.text, maxToldBytes)}});
        }
    const auto supports = supportsOf(reader, state, conflict, facts);
    for (auto& claim : claims) claim["supports"] = supports[claim["side"].get<std::string>()];
    json["claims"] = std::move(claims);
    json["deliverable"] = std::move(told);
    return json;
}

Result<Json> traceText(const WorkspaceReader& reader, const State& state, RunId runId, const std::string& words) {
    const RunState& run = *state.run(runId);
    SKEIN_TRY(const auto document, documentOf(reader, run));
    Json statements = Json::array();
    for (const auto& each : statementsOf(document)) {
        if (each.text.find(words) == each.text.npos || statements.size() >= maxTraced) continue;
        Json cites = Json::array(), conflicts = Json::array();
        std::vector<Evidence> places;
        for (const auto& cite : each.cites) {
            cites.push_back({{"path", cite.path}, {"first", cite.lines.first}, {"last", cite.lines.last}});
            Evidence place;
            place.path = cite.path;
            place.lines = cite.lines;
            places.push_back(std::move(place));
        }
        for (const auto& conflict : state.conflicts) {
            if (conflict.run != runId) continue;
            SKEIN_TRY(const auto facts, conflictFacts(reader, conflict));
            const bool about = restsOn(each, facts.a, facts.a.evidence) || restsOn(each, facts.b, facts.b.evidence);
            if (about) conflicts.push_back(conflictLabel(facts.a, facts.b));
        }
        SKEIN_TRY(auto windows, attemptsThatSaw(reader, run, places));
        statements.push_back({{"section", each.section},
                              {"text", elide(each.text, maxToldBytes)},
                              {"cites", std::move(cites)},
                              {"conflicts", std::move(conflicts)},
                              {"windows", std::move(windows)}});
    }
    if (statements.empty())
        return fail(ErrorCode::NotFound, "no statement of the deliverable holds '" + elide(words, 80) +
                                             "'; give the label of a conflict or words as they stand in the document");
    return Json{{"run", "r-" + std::to_string(runId.value)}, {"statements", std::move(statements)}};
}

}  // namespace skein::runtime
