#include "core/runtime/conflict_list.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "core/base/text.h"
#include "core/coherence/extract.h"
#include "core/coherence/groups.h"
#include "core/coherence/names.h"
#include "core/coherence/values.h"
#include "core/deliverable/document.h"
#include "core/deliverable/markdown.h"
#include "core/runtime/queries.h"
#include "core/runtime/text_output.h"

namespace skein::runtime {
namespace {

constexpr std::size_t maxTraced = 20;        // statements or tasks of one answer; more are counted
constexpr std::size_t maxToldBytes = 1'000;  // of one statement or line

Result<deliverable::Document> documentOf(const WorkspaceReader& reader, const RunState& run) {
    if (!run.deliverable) return fail(ErrorCode::NotFound, "this run has no deliverable yet");
    SKEIN_TRY(const auto json, reader.blobJson(run.deliverable));
    return deliverable::documentFromJson(json);
}

using deliverable::ToldLine;

bool overlaps(const deliverable::Cite& cite, const Evidence& evidence) {
    return !evidence.path.empty() && cite.path == evidence.path && cite.lines.first <= evidence.lines.last &&
           evidence.lines.first <= cite.lines.last;
}

/// Whether a text holds these words and does not go on with a longer word: "limit 50" is not in "limit 500".
bool says(std::string_view text, std::string_view words) {
    const auto joins = [](char c) { return isIdentifierChar(c); };
    for (auto at = text.find(words); at != text.npos && !words.empty(); at = text.find(words, at + 1)) {
        const auto end = at + words.size();
        const bool before = at > 0 && joins(text[at - 1]) && joins(words.front());
        const bool behind = end < text.size() && joins(text[end]) && joins(words.back());
        if (!before && !behind) return true;
    }
    return false;
}

/// Whether a text names what a claim is about: the words of the last part of its subject, in this order.
bool namesSubject(std::string_view text, const Claim& claim) {
    const auto leaf = coherence::wordsOf(claim.subject.substr(claim.subject.rfind('.') + 1));
    const auto words = coherence::wordsOf(text);
    const auto same = [](const std::string& a, const std::string& b) {
        return coherence::singular(a) == coherence::singular(b);
    };
    return !leaf.empty() && std::search(words.begin(), words.end(), leaf.begin(), leaf.end(), same) != words.end();
}

/// Whether a text gives the claim's value: as it is written, or in a statement that is read from the text. What is
/// longer than a name or a number is not asked for.
bool givesValue(const std::string& text, const Claim& claim) {
    constexpr std::size_t maxValueBytes = 40;
    using Type = ClaimValue::Type;
    const auto type = claim.value.type;
    if (type == Type::Signature || type == Type::Set || type == Type::Reference ||
        claim.value.text.size() > maxValueBytes || says(text, claim.value.text))
        return true;
    const auto stated = coherence::claimsFromOutputText(text).claims;
    return std::any_of(stated.begin(), stated.end(), [&](const Claim& each) {
        return coherence::compareValues(each.value, claim.value) == coherence::Agreement::Equal;
    });
}

/// Whether a line of the document rests on a claim: it is cited to the claim's own lines and names the thing or gives
/// its value, or is cited to more and does both; what an agent wrote without citations says the sentence, perhaps
/// inside JSON. The words alone are not enough: other sentences of a cited page use them too.
bool restsOn(const ToldLine& told, const Claim& claim, const std::vector<Evidence>& evidence) {
    if (told.cites.empty()) {
        if (claim.sentence.empty()) return false;
        const auto quoted = prettyJson(Json(claim.sentence), -1);
        return says(told.text, claim.sentence) || says(told.text, quoted.substr(1, quoted.size() - 2));
    }
    return std::any_of(told.cites.begin(), told.cites.end(), [&](const auto& cite) {
        return std::any_of(evidence.begin(), evidence.end(), [&](const Evidence& place) {
            if (!overlaps(cite, place)) return false;
            const bool within = cite.lines.first >= place.lines.first && cite.lines.last <= place.lines.last;
            const bool names = namesSubject(told.text, claim);
            return within ? names || givesValue(told.text, claim) : names && givesValue(told.text, claim);
        });
    });
}

/// Whether a line tells of a conflict by its label: where it is disputed, or how it was settled.
bool tellsOf(const ToldLine& told, const std::string& label) {
    return says(told.section, label) || says(told.text, label) ||
           std::any_of(told.notes.begin(), told.notes.end(), [&](const auto& note) { return says(note, label); });
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
    Facts said([&reader](const BlobRef& blob) { return reader.blob(blob); });
    said.load(state);
    Json claims = Json::array(), told = Json::array();
    std::vector<std::pair<Claim, std::vector<Evidence>>> sides;
    for (const auto& [name, claim, maker] :
         {std::tuple("a", &facts.a, conflict.taskA), std::tuple("b", &facts.b, conflict.taskB)}) {
        Json evidence = Json::array(), makers = Json::array();
        std::vector<Evidence> places;
        auto stated = said.supporters(conflict.run, facts.key, *claim);
        const bool held = !stated.empty();  // else an answer that was given up since then
        if (!held) stated.push_back({*claim, 0, conflict.run.value, maker.value});
        for (const auto& each : stated) {
            if (each.task != 0 && each.task <= run.tasks.size()) {
                const auto title = taskTitle(reader, run.tasks[each.task - 1]);
                if (std::find(makers.begin(), makers.end(), title) == makers.end()) makers.push_back(title);
            }
            for (const auto& place : each.claim.evidence) {
                places.push_back(place);
                const bool known = each.task != 0 && each.task <= run.tasks.size();
                evidence.push_back(
                    {{"path", place.path},
                     {"first", place.lines.first},
                     {"last", place.lines.last},
                     {"quote", place.quote},
                     {"task", known ? Json(taskTitle(reader, run.tasks[each.task - 1])) : Json(nullptr)},
                     {"revision", held && known ? Json(run.tasks[each.task - 1].resultRevision) : Json(nullptr)},
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
        sides.emplace_back(*claim, std::move(places));
    }
    const auto label = json["label"].get<std::string>();
    if (const auto document = documentOf(reader, run))
        for (const auto& each : deliverable::toldLines(*document)) {
            const bool rests = std::any_of(sides.begin(), sides.end(),
                                           [&](const auto& side) { return restsOn(each, side.first, side.second); });
            if ((rests || tellsOf(each, label)) && told.size() < maxTraced)
                told.push_back(
                    {{"line", each.line}, {"section", each.section}, {"text", elide(each.text, maxToldBytes)}});
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
    std::vector<ConflictFacts> known;
    for (const auto& conflict : state.conflicts) {
        if (conflict.run != runId) continue;
        SKEIN_TRY(auto facts, conflictFacts(reader, conflict));
        known.push_back(std::move(facts));
    }
    for (const auto& each : deliverable::toldLines(document)) {
        if (each.text.find(words) == each.text.npos || statements.size() >= maxTraced) continue;
        Json cites = Json::array(), conflicts = Json::array(), decisions = Json::object();
        std::vector<Evidence> places;
        for (const auto& cite : each.cites) {
            cites.push_back({{"path", cite.path}, {"first", cite.lines.first}, {"last", cite.lines.last}});
            Evidence place;
            place.path = cite.path;
            place.lines = cite.lines;
            places.push_back(std::move(place));
        }
        for (const auto& facts : known) {
            const auto label = conflictLabel(facts.a, facts.b);
            if (!tellsOf(each, label) && !restsOn(each, facts.a, facts.a.evidence) &&
                !restsOn(each, facts.b, facts.b.evidence))
                continue;
            if (facts.status == ConflictState::Status::Resolved) decisions[label] = decisionSentence(facts);
            conflicts.push_back(label);
        }
        SKEIN_TRY(auto windows, attemptsThatSaw(reader, run, places));
        statements.push_back({{"line", each.line},
                              {"section", each.section},
                              {"text", elide(each.text, maxToldBytes)},
                              {"cites", std::move(cites)},
                              {"conflicts", std::move(conflicts)},
                              {"decisions", std::move(decisions)},
                              {"windows", std::move(windows)}});
    }
    if (statements.empty())
        return fail(ErrorCode::NotFound, "no statement of the deliverable holds '" + elide(words, 80) +
                                             "'; give the label of a conflict or words as they stand in the document");
    return Json{{"run", "r-" + std::to_string(runId.value)}, {"statements", std::move(statements)}};
}

}  // namespace skein::runtime
