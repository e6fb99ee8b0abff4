#include "core/runtime/conflict_preview.h"

#include <algorithm>
#include <set>

#include "core/coherence/values.h"
#include "core/deliverable/document.h"
#include "core/deliverable/markdown.h"
#include "core/engine/refusals.h"
#include "core/runtime/own_claim.h"
#include "core/runtime/repeats.h"
#include "core/runtime/settle_conflict.h"
#include "core/runtime/text_output.h"

namespace skein::runtime {
namespace {

/// Whether a gated task waits for this conflict and no other: every dispute about what it needs is this one.
bool heldOnlyBy(const RunState& run, const TaskState& task, const ConflictState& conflict) {
    return std::all_of(task.shape.needs.begin(), task.shape.needs.end(), [&](TaskNo need) {
        const bool concerned =
            conflict.status == ConflictState::Status::Open && (need == conflict.taskA || need == conflict.taskB);
        return run.tasks[need.value - 1].openConflicts == (concerned ? 1u : 0u);
    });
}

/// Whether a task waits to run again, because of an earlier decision, its undoing, or a retry.
bool wasInvalidated(const TaskState& task) {
    return task.status == TaskStatus::Waiting && task.revision > 1 && task.shape.role == TaskRole::Work;
}

/// What one more result of a task is likely to cost: as its own results did, else what the plan says, else as those of
/// its kind did on average, else as all work did.
MicroUsd likelyCost(const RunState& run, const TaskState& task) {
    const auto known = [](const TaskState& each) { return each.hasResult && !each.reused && each.resultRevision > 0; };
    const auto own = [](const TaskState& each) { return each.spent.value / each.resultRevision; };
    if (known(task)) return MicroUsd{own(task)};
    if (task.shape.estimatedCost > MicroUsd{} || task.shape.role != TaskRole::Work) return task.shape.estimatedCost;
    const auto average = [&](bool ofItsKind) -> std::optional<MicroUsd> {
        std::int64_t sum = 0, count = 0;
        for (const auto& other : run.tasks)
            if (known(other) && other.shape.role == TaskRole::Work &&
                (!ofItsKind || other.shape.kind == task.shape.kind))
                sum += own(other), ++count;
        return count == 0 ? std::nullopt : std::optional(MicroUsd{sum / count});
    };
    return average(true).value_or(average(false).value_or(MicroUsd{}));
}

/// Time and money of these tasks, one after the other.
struct Effort {
    std::int64_t micros = 0, cost = 0;
};
template <class Tasks>
Effort effortOf(const RunState& run, const Tasks& tasks) {
    Effort effort;
    for (const TaskNo no : tasks) {
        effort.micros += run.tasks[no.value - 1].shape.estimate.value;
        effort.cost += likelyCost(run, run.tasks[no.value - 1]).value;
    }
    return effort;
}

/// The claims that a decision drops, with everything that says the same.
std::vector<HeldClaim> droppedClaims(const Facts& facts, const ConflictFacts& conflict, Decision decision) {
    std::vector<HeldClaim> dropped;
    const auto add = [&](const Claim& claim, TaskNo maker) {
        auto stated = facts.supporters(conflict.run, conflict.key, claim);
        if (stated.empty()) stated.push_back({claim, 0, conflict.run.value, maker.value});
        dropped.insert(dropped.end(), stated.begin(), stated.end());
    };
    if (dropsA(decision)) add(conflict.a, conflict.taskA);
    if (dropsB(decision)) add(conflict.b, conflict.taskB);
    for (auto& held : repeatsOf(facts, conflict, decision)) dropped.push_back(std::move(held));
    return dropped;
}

bool touches(const std::vector<deliverable::Cite>& cites, const std::vector<HeldClaim>& dropped) {
    for (const auto& held : dropped)
        for (const auto& evidence : held.claim.evidence)
            for (const auto& cite : cites)
                if (!evidence.path.empty() && cite.path == evidence.path && cite.lines.first <= evidence.lines.last &&
                    evidence.lines.first <= cite.lines.last)
                    return true;
    return false;
}

void findParts(const deliverable::Section& section, const std::string& above, const std::vector<HeldClaim>& dropped,
               const std::string& label, Json& parts) {
    const auto title = above.empty() ? section.title : above + " / " + section.title;
    const auto says = [&](const deliverable::Statement& statement) {
        return touches(statement.cites, dropped) ||
               std::any_of(statement.notes.begin(), statement.notes.end(),
                           [&](const auto& note) { return note.find(label) != note.npos; });
    };
    bool found = std::any_of(section.statements.begin(), section.statements.end(), says);
    for (const auto& table : section.tables)
        for (const auto& row : table.rows) found = found || touches({row.cite}, dropped);
    if (found) parts.push_back(deliverable::plainText(title));
    for (const auto& inner : section.sections) findParts(inner, title, dropped, label, parts);
}

Json partsOf(Host& host, const RunState& run, const std::vector<HeldClaim>& dropped, const std::string& label) {
    Json parts = Json::array();
    if (!run.deliverable) return parts;
    const auto bytes = host.blob(run.deliverable);
    const auto json = bytes ? parseJson(*bytes) : Result<Json>(Failure(bytes.error()));
    const auto document =
        json ? deliverable::documentFromJson(*json) : Result<deliverable::Document>(Failure(json.error()));
    if (!document) return parts;
    for (const auto& section : document->sections) findParts(section, "", dropped, label, parts);
    for (const auto& section : document->appendices) findParts(section, "", dropped, label, parts);
    if (!document->disputes.empty()) parts.push_back("Contradictions");
    return parts;
}

/// Other open conflicts of the run of which one side is dropped.
Json closedBy(const Facts& facts, ConflictFacts conflict, Decision decision, const std::vector<HeldClaim>& dropped) {
    conflict.decision = decision;
    Json closes = Json::array();
    std::set<std::string> gone;
    for (const auto& held : dropped) gone.insert(valueMeaning(held.claim));
    for (const auto& other : facts.conflicts(conflict.run))
        if (other.run == conflict.run && other.status == ConflictState::Status::Open &&
            other.conflict != conflict.conflict &&
            ((other.key == conflict.key &&
              (gone.contains(valueMeaning(other.a)) || gone.contains(valueMeaning(other.b)))) ||
             repeatsDropped(conflict, other.a) || repeatsDropped(conflict, other.b)))
            closes.push_back(other.conflict.value);
    return closes;
}

/// Places that say the same as what is dropped, under another name or in another notation.
Json placesOf(const std::vector<HeldClaim>& repeats) {
    std::set<std::string> places;
    for (const auto& held : repeats)
        for (const auto& evidence : held.claim.evidence)
            if (!evidence.path.empty()) places.insert(evidence.path + ":" + std::to_string(evidence.lines.first));
    return places;
}

/// What only the dropped side hid: told as both values, for these have no label yet.
Json openedBy(const Facts& facts, const ConflictFacts& conflict, Decision decision) {
    Json opens = Json::array();
    for (const auto& clash : facts.openedBy(conflict, decision))
        opens.push_back({{"label", conflictLabel(clash.a.claim, clash.b.claim)}, {"reason", clash.reason}});
    return opens;
}

/// What a person's own words were understood to say; null where they state no value of the thing.
Json ownOf(const ConflictFacts& decided) {
    if (!decided.own) return nullptr;
    return {{"subject", decided.own->subject},
            {"predicate", decided.own->predicate},
            {"value", coherence::describeValue(decided.own->value)}};
}

}  // namespace

Result<Json> previewResolution(Host& host, const Json& params) {
    SKEIN_TRY(const auto id, conflictFromParams(params));
    SKEIN_TRY(const auto decision, decisionFromParams(params));
    State state;
    host.withState([&](const State& live) { state = live; });
    const auto* conflict = state.conflict(id);
    if (conflict == nullptr) return fail(ErrorCode::NotFound, "there is no conflict " + std::to_string(id.value));
    if (conflict->status != ConflictState::Status::Open)
        return fail(ErrorCode::InvalidInput, engine::whyNotOpen(*conflict));
    const auto all = host.facts().conflicts(conflict->run);
    const auto facts = std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.conflict == id; });
    if (facts == all.end())
        return fail(ErrorCode::Damaged, "the details of conflict " + std::to_string(id.value) + " cannot be read");
    SKEIN_CHECK(checkTerms(params, decision, *facts));
    SKEIN_CHECK(checkSides(host.facts(), *facts, decision));
    const auto& run = *state.run(conflict->run);
    std::vector<TaskNo> direct;
    if (decision == Decision::Regenerate) {
        SKEIN_TRY(const auto task, whoAnswersAgain(run, *facts));
        direct = {task};
    } else if (decision == Decision::Refine) {
        // Before the words are written, the window shows what any constraint would bring.
        if (params.contains("text") || params.contains("replaces")) SKEIN_CHECK(checkRefinement(host, run, params));
        for (const auto& task : run.tasks)
            if (task.shape.role == TaskRole::Work &&
                (task.status == TaskStatus::Done || task.status == TaskStatus::Running))
                direct.push_back(task.shape.task);
    } else {
        SKEIN_TRY(direct, host.executor().affectedBy(*facts, decision, false));
    }
    std::set<TaskNo> atMost(direct.begin(), direct.end());
    std::vector<TaskNo> open(direct.begin(), direct.end());
    while (!open.empty()) {
        const auto task = open.back();
        open.pop_back();
        for (const auto consumer : run.feeds[task.value - 1])
            if (atMost.insert(consumer).second) open.push_back(consumer);
    }
    // Whatever is decided, the document says so.
    for (const auto& task : run.tasks)
        if (task.shape.role == TaskRole::Assembler && task.status != TaskStatus::Withdrawn)
            atMost.insert(task.shape.task);
    Json released = Json::array(), waiting = Json::array();
    for (const auto& task : run.tasks) {
        const bool gated = isGated(run, task), held = gated && !heldOnlyBy(run, task, *conflict);
        if (gated && !held) released.push_back(task.shape.task.value);
        if (wasInvalidated(task) && !held && !atMost.contains(task.shape.task))
            waiting.push_back(task.shape.task.value);
    }
    auto decided = *facts;
    SKEIN_TRY(decided.text, jsonStringOr(params, "text", "", "params"));
    decide(decided, decision);
    const auto effect = decided.decision;
    const auto dropped = droppedClaims(host.facts(), decided, effect);
    std::set<Digest> atoms;
    for (const auto& held : dropped)
        for (const auto& evidence : held.claim.evidence)
            if (evidence.atom) atoms.insert(evidence.atom);
    const auto low = effortOf(run, direct), high = effortOf(run, atMost);
    SKEIN_TRY(const bool checkable, canBeChecked(host, run, *facts));
    const bool checks = decision == Decision::Neither && checkable;
    return Json{{"conflict", id.value},
                {"direct", record::encode(direct)},
                {"at_most", record::encode(std::vector<TaskNo>(atMost.begin(), atMost.end()))},
                {"claims_superseded", (dropsA(effect) ? 1 : 0) + (dropsB(effect) ? 1 : 0)},
                {"atoms_superseded", atoms.size()},
                {"estimate_seconds", static_cast<double>(high.micros) / 1e6},
                {"estimate_usd", static_cast<double>(high.cost) / 1e6},
                {"estimate_seconds_low", static_cast<double>(low.micros) / 1e6},
                {"estimate_usd_low", static_cast<double>(low.cost) / 1e6},
                {"basis",
                 "each task as its own last results cost, else as the plan says; the lower end where the "
                 "results of those that held it stay equal, the upper end where all behind them change"},
                {"dependents_released", std::move(released)},
                {"already_waiting", std::move(waiting)},
                {"closes", closedBy(host.facts(), decided, effect, dropped)},
                {"own", ownOf(decided)},
                {"crowd", decided.crowd},
                {"also_settles", placesOf(repeatsOf(host.facts(), decided, effect))},
                {"opens", openedBy(host.facts(), decided, effect)},
                {"opens_unknown", asksAgain(effect) || checks},
                {"checks", checks},
                {"parts", partsOf(host, run, dropped, conflictLabel(facts->a, facts->b))}};
}

}  // namespace skein::runtime
