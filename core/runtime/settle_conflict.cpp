#include "core/runtime/settle_conflict.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/engine/refusals.h"
#include "core/plan/plan_file.h"
#include "core/runtime/own_claim.h"
#include "core/runtime/person_terms.h"
#include "core/runtime/queries.h"
#include "core/runtime/repeats.h"
#include "core/runtime/start_run.h"
#include "core/runtime/text_output.h"

namespace skein::runtime {
namespace {

constexpr std::size_t maxOwnTextBytes = 4'096;  // as coherence::Decision::text
constexpr std::size_t maxScopeBytes = 200;      // a component, version or environment
constexpr std::size_t maxConstraints = 100;     // of a goal; more do not fit a window's rules

std::string takeNames() {
    std::string names;
    for (const auto& [decision, name] : EnumNames<Decision>::table)
        names += (names.empty() ? "" : ", ") + std::string(name);
    return names;
}

/// A text of a person: UTF-8, without control characters, at most so many bytes.
Result<std::string> textParam(const Json& params, const char* name, std::size_t most) {
    SKEIN_TRY(const auto text, jsonStringOr(params, name, "", "params"));
    const std::string place = std::string("params.") + name;
    if (text.size() > most) return fail(ErrorCode::TooLarge, fmt::format("{}: at most {} bytes", place, most));
    if (!isValidUtf8(text) || std::any_of(text.begin(), text.end(), [](char c) {
            return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t';
        }))
        return fail(ErrorCode::InvalidInput, place + ": expected UTF-8 text without control characters");
    return text;
}

Result<ConflictFacts> factsOf(Host& host, const State& state, ConflictId id) {
    const auto* conflict = state.conflict(id);
    if (conflict == nullptr)
        return fail(ErrorCode::NotFound,
                    fmt::format("there is no conflict {}; the workspace has {}", id.value, state.conflicts.size()));
    host.waitIndexed();
    for (auto& facts : host.facts().conflicts(conflict->run))
        if (facts.conflict == id) return facts;
    if (conflict->status != ConflictState::Status::Open)
        return fail(ErrorCode::InvalidInput, engine::whyNotOpen(*conflict));
    return fail(ErrorCode::Damaged, fmt::format("the details of conflict {} cannot be read", id.value));
}

/// {"a_scope","b_scope"} or {"a_until","b_from"}.
Result<Json> scopesOf(const Json& params) {
    SKEIN_TRY(const auto aScope, textParam(params, "a_scope", maxScopeBytes));
    SKEIN_TRY(const auto bScope, textParam(params, "b_scope", maxScopeBytes));
    SKEIN_TRY(const auto aUntil, jsonStringOr(params, "a_until", "", "params"));
    SKEIN_TRY(const auto bFrom, jsonStringOr(params, "b_from", "", "params"));
    const bool scoped = !aScope.empty() || !bScope.empty(), timed = !aUntil.empty() || !bFrom.empty();
    if (scoped == timed)
        return fail(ErrorCode::InvalidInput,
                    "both-true: expected a_scope and b_scope, or a_until and b_from: both can hold only in different "
                    "scopes or times");
    if (scoped) {
        if (aScope.empty() || bScope.empty() || aScope == bScope)
            return fail(ErrorCode::InvalidInput, "both-true: expected two different scopes, one for each side");
        return Json{{"a_scope", aScope}, {"b_scope", bScope}};
    }
    const auto until = aUntil.empty() ? parseInstant(bFrom) : parseInstant(aUntil);
    const auto from = bFrom.empty() ? until : parseInstant(bFrom);
    for (const auto* time : {&until, &from})
        if (!*time) return fail(ErrorCode::InvalidInput, "both-true: a_until, b_from: " + time->error().message);
    if (*from < *until)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("both-true: side a holds until {} and side b from {}: expected b to begin no earlier "
                                "than a ends",
                                formatInstant(*until), formatInstant(*from)));
    return Json{{"a_until", formatInstant(*until)}, {"b_from", formatInstant(*from)}};
}

Result<bool> isOffline(Host& host, const RunState& run) {
    SKEIN_TRY(const auto bytes, host.blob(run.options));
    SKEIN_TRY(const auto options, parseJson(bytes));
    return options.value("provider", "offline") == "offline";
}

struct RefinedGoal {
    Json goal, terms;
};

/// The goal with one constraint more, or another one in the place of number `replaces`.
Result<RefinedGoal> refinedGoal(Host& host, const RunState& run, const Json& params, const std::string& constraint) {
    if (constraint.empty())
        return fail(ErrorCode::InvalidInput, "refine: expected the constraint that holds from now on");
    SKEIN_TRY(const auto replaces, jsonIntOr(params, "replaces", 0, "params"));
    SKEIN_TRY(const auto bytes, host.blob(run.goal));
    SKEIN_TRY(auto goal, parseJson(bytes));
    Json constraints = goal.value("constraints", Json::array());
    if (params.contains("replaces") && replaces < 1)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("refine: replaces {}: expected the number of a constraint of the goal, counted from 1; "
                                "without one the constraint is added",
                                replaces));
    if (replaces > static_cast<std::int64_t>(constraints.size()))
        return fail(ErrorCode::InvalidInput,
                    fmt::format("refine: there is no constraint {}; the goal has {}", replaces, constraints.size()));
    if (replaces == 0 && constraints.size() >= maxConstraints)
        return fail(ErrorCode::TooLarge,
                    fmt::format("the goal has {} constraints, which is the most; replace one", constraints.size()));
    Json terms{{"constraint", constraint}};
    if (replaces > 0) {
        auto& old = constraints[static_cast<std::size_t>(replaces - 1)];
        if (old == constraint)
            return fail(ErrorCode::InvalidInput, fmt::format("refine: constraint {} says that already", replaces));
        terms["replaced"] = old;
        old = constraint;
    } else constraints.push_back(constraint);
    goal["constraints"] = std::move(constraints);
    return RefinedGoal{std::move(goal), std::move(terms)};
}

std::vector<std::string> evidencePaths(const ConflictFacts& conflict) {
    std::set<std::string> paths;
    for (const auto* claim : {&conflict.a, &conflict.b})
        for (const auto& evidence : claim->evidence)
            if (!evidence.path.empty()) paths.insert(evidence.path);
    return {paths.begin(), paths.end()};
}

std::string statement(const Claim& claim) {
    std::string text = claim.sentence.empty() ? claim.subject + " is " + claim.value.text : claim.sentence;
    for (const auto& evidence : claim.evidence)
        if (!evidence.path.empty()) {
            text += fmt::format(" ({}:{})", evidence.path, evidence.lines.first);
            break;
        }
    return text;
}

/// "status is one of new, paid, sent": what two lists of one thing allow together.
std::string unionOf(const Claim& a, const Claim& b) {
    std::string text = (a.subject.size() >= b.subject.size() ? a.subject : b.subject) + " is one of ";
    std::set<std::string> members;
    for (const auto* claim : {&a, &b})
        for (const auto member : split(claim->value.text, '|')) members.emplace(member);
    for (const auto& member : members) text += (member == *members.begin() ? "" : ", ") + member;
    return text;
}

/// The plan with one task more that looks at the places of both sides; nothing where there is none to look at.
Result<std::optional<command::AmendPlan>> checkTask(Host& host, const RunState& run, const ConflictFacts& conflict) {
    TaskSpec task;
    SKEIN_TRY(const bool possible, canBeChecked(host, run, conflict));
    if (!possible) return std::optional<command::AmendPlan>();
    task.scope = evidencePaths(conflict);
    SKEIN_TRY(const bool offline, isOffline(host, run));
    SKEIN_TRY(const auto planBytes, host.blob(run.plan));
    SKEIN_TRY(auto plan, plan::parsePlan(planBytes, "plan"));
    const auto label = conflictLabel(conflict.a, conflict.b);
    const auto taken = [&](const std::string& id) {
        return std::any_of(plan.tasks.begin(), plan.tasks.end(), [&](const auto& each) { return each.id == id; });
    };
    task.id = "check-" + label;
    for (int again = 2; taken(task.id); ++again) task.id = fmt::format("check-{}-{}", label, again);
    task.phase = "Checks";
    // Without a model the places are read anew and told with their lines; which holds is then for the person to see.
    task.kind = offline ? "digest" : "check";
    task.title = "Check " + label;
    task.instruction =
        "Two statements contradict each other, and a person said that neither can be relied on. First: " +
        statement(conflict.a) + ". Second: " + statement(conflict.b) +
        ". Find out from the sources what is true. Say it in one sentence, and cite the line it rests on.";
    plan.tasks.push_back(task);
    command::AmendPlan amend;
    amend.run = run.run;
    const std::map<std::string, TaskNo> numbers{{task.id, TaskNo{static_cast<std::uint32_t>(run.tasks.size() + 1)}}};
    amend.changed = {shapeOf(task, numbers, [&](std::string bytes) { return host.put(std::move(bytes)); })};
    amend.plan = host.put(plan::toJson(plan).dump(-1, ' ', false, Json::error_handler_t::replace));
    return std::optional(std::move(amend));
}

/// What a decision makes run again, where none of it has begun and nothing else was decided since; else nothing.
Result<std::vector<TaskNo>> notBegun(const WorkspaceReader& reader, const ConflictState& conflict) {
    constexpr std::uint64_t lookedAt = 5'000;  // entries; what was decided before so many is no slip
    SKEIN_TRY(const auto last, reader.lastSequence());
    SKEIN_TRY(const auto entries, reader.events(last > lookedAt ? last - lookedAt : 0, lookedAt));
    std::vector<TaskNo> tasks;
    bool since = false, other = false;
    for (const auto& entry : entries)
        std::visit(
            [&]<class E>(const E& e) {
                if constexpr (std::is_same_v<E, event::ConflictResolved>) {
                    if (e.conflict == conflict.conflict) {
                        tasks.clear();
                        since = true;
                        other = false;
                    } else other = true;
                } else if constexpr (std::is_same_v<E, event::TaskInvalidated>) {
                    if (e.run != conflict.run) return;
                    if (e.conflict == conflict.conflict && e.cause == InvalidationCause::Resolution)
                        tasks.push_back(e.task);
                    else other = true;
                } else if constexpr (std::is_same_v<E, event::AttemptStarted>) {
                    other = other ||
                            (e.run == conflict.run && std::find(tasks.begin(), tasks.end(), e.task) != tasks.end());
                } else if constexpr (std::is_same_v<E, event::PlanAmended> ||
                                     std::is_same_v<E, event::ConflictReopened> ||
                                     std::is_same_v<E, event::ResolutionUndone>) {
                    other = true;
                }
            },
            entry.event);
    return since && !other ? tasks : std::vector<TaskNo>();
}

command::ChangeCoherence changeTo(Host& host, const CoherenceTerms& terms) {
    return {host.put(record::encode(terms).dump()), terms.escalateAfter};
}

}  // namespace

Result<ConflictId> conflictFromParams(const Json& params) {
    SKEIN_TRY(const auto number, jsonInt(params, "conflict", "params"));
    if (number < 1 || number > 0xFFFFFFFFll)
        return fail(ErrorCode::InvalidInput, "params.conflict: expected the number of a conflict");
    return ConflictId{static_cast<std::uint32_t>(number)};
}

Result<Decision> decisionFromParams(const Json& params) {
    SKEIN_TRY(const auto take, jsonString(params, "take", "params"));
    const auto decision = valueIn(EnumNames<Decision>::table, take);
    if (!decision)
        return fail(ErrorCode::InvalidInput,
                    "params.take: expected one of " + takeNames() + ", found '" + elide(take, 60) + "'");
    return *decision;
}

Result<bool> canBeChecked(Host& host, const RunState& run, const ConflictFacts& conflict) {
    if (!evidencePaths(conflict).empty()) return true;
    SKEIN_TRY(const bool offline, isOffline(host, run));
    return !offline;
}

bool saidByAgent(const Claim& claim) {
    return claim.basis == "output" || std::all_of(claim.evidence.begin(), claim.evidence.end(),
                                                  [](const Evidence& evidence) { return evidence.path.empty(); });
}

Result<TaskNo> whoAnswersAgain(const RunState& run, const ConflictFacts& conflict) {
    const TaskState* chosen = nullptr;
    for (const auto& [no, claim] : {std::pair(conflict.taskA, &conflict.a), std::pair(conflict.taskB, &conflict.b)}) {
        if (!no || no.value > run.tasks.size() || !saidByAgent(*claim)) continue;
        const TaskState& task = run.tasks[no.value - 1];
        if (task.shape.role != TaskRole::Work) continue;
        if (chosen == nullptr || std::pair(chosen->finishedAt, chosen->shape.task) < std::pair(task.finishedAt, no))
            chosen = &task;
    }
    if (chosen == nullptr)
        return fail(ErrorCode::InvalidInput,
                    "regenerate: both sides are read from sources, which never answer again: take a side, give each "
                    "its scope or time (both-true), write what holds (--text), or say not-a-conflict");
    return chosen->shape.task;
}

Json dissentOf(const Facts& facts, const ConflictFacts& conflict, Decision decision) {
    Json against = Json::array();
    const auto repeated = repeatsOf(facts, conflict, decision);
    const auto put = [&](const std::string& side, const std::string& sentence, const std::string& value,
                         const std::vector<HeldClaim>& stated) {
        std::set<std::string> paths, places;
        std::set<std::uint32_t> tasks;
        for (const auto& held : stated) {
            if (held.task != 0) tasks.insert(held.task);
            for (const auto& evidence : held.claim.evidence)
                if (!evidence.path.empty()) {
                    paths.insert(evidence.path);
                    places.insert(fmt::format("{}:{}", evidence.path, evidence.lines.first));
                }
        }
        against.push_back({{"side", side},
                           {"sentence", sentence},
                           {"value", value},
                           {"paths", paths},
                           {"tasks", tasks},
                           {"evidence", places}});
    };
    const auto add = [&](char side, const Claim& claim, TaskNo maker) {
        auto stated = facts.supporters(conflict.run, conflict.key, claim);
        stated.push_back({claim, 0, conflict.run.value, maker.value});
        for (const auto& held : repeated)
            if (coherence::saySame(held.claim, claim)) stated.push_back(held);
        put(std::string(1, side), claim.sentence, claim.value.text, stated);
    };
    if (dropsA(decision)) add('a', conflict.a, conflict.taskA);
    if (dropsB(decision)) add('b', conflict.b, conflict.taskB);
    // Of a crowd also what neither side says.
    std::vector<HeldClaim> others;
    for (const auto& held : repeated)
        if (!coherence::saySame(held.claim, conflict.a) && !coherence::saySame(held.claim, conflict.b))
            others.push_back(held);
    if (!others.empty()) put("other", fmt::format("{} statements of other values", others.size()), "", others);
    return {{"against", std::move(against)}};
}

Result<void> checkTerms(const Json& params, Decision decision, const ConflictFacts& conflict) {
    for (const char* name : {"a_scope", "b_scope", "a_until", "b_from"})
        if (params.contains(name) && decision != Decision::BothTrue)
            return fail(ErrorCode::InvalidInput, std::string("params.") + name + " belongs to both-true");
    if (params.contains("replaces") && decision != Decision::Refine)
        return fail(ErrorCode::InvalidInput, "params.replaces belongs to refine");
    SKEIN_TRY(const auto text, textParam(params, "text", maxOwnTextBytes));
    const bool lists = conflict.a.value.type == ClaimValue::Type::Set && conflict.b.value.type == ClaimValue::Type::Set;
    if (decision == Decision::Combine && text.empty() && !lists)
        return fail(ErrorCode::InvalidInput,
                    "params.text: combine needs the statement in which both hold: " + conflict.a.value.text + " and " +
                        conflict.b.value.text + " are no lists that could be joined");
    if (decision == Decision::BothTrue) { SKEIN_TRY([[maybe_unused]] const auto scopes, scopesOf(params)); }
    return {};
}

Result<void> checkSides(const Facts& facts, const ConflictFacts& conflict, Decision decision) {
    for (const auto& [side, claim, drops] :
         {std::tuple('a', &conflict.a, dropsA(decision)), std::tuple('b', &conflict.b, dropsB(decision))}) {
        if (drops || asksAgain(decision)) continue;
        const auto droppers = facts.dropping(conflict.run, *claim);
        if (droppers.empty()) continue;
        const auto other = facts.conflict(droppers.back());
        const auto label = other ? conflictLabel(other->a, other->b) : std::to_string(droppers.back().value);
        return fail(ErrorCode::InvalidInput,
                    fmt::format("side {} ({}) does not hold any more: the decision about {} dropped it; undo that "
                                "first, or take what stands against it",
                                side, elide(claim->value.text, 60), label));
    }
    return {};
}

Result<void> checkRefinement(Host& host, const RunState& run, const Json& params) {
    SKEIN_TRY(const auto text, textParam(params, "text", maxOwnTextBytes));
    SKEIN_TRY([[maybe_unused]] const auto refined, refinedGoal(host, run, params, text));
    return {};
}

Result<command::ResolveConflict> resolveFromParams(Host& host, const Json& params) {
    command::ResolveConflict resolve;
    SKEIN_TRY(resolve.conflict, conflictFromParams(params));
    SKEIN_TRY(resolve.decision, decisionFromParams(params));
    SKEIN_TRY(auto text, textParam(params, "text", maxOwnTextBytes));
    if (resolve.decision == Decision::OwnText && text.empty())
        return fail(ErrorCode::InvalidInput, "params.text: own-text needs the statement that holds instead");
    State state;
    host.withState([&](const State& live) { state = live; });
    if (const auto* asked = state.conflict(resolve.conflict);
        asked != nullptr && asked->status != ConflictState::Status::Open)
        return fail(ErrorCode::InvalidInput, engine::whyNotOpen(*asked));
    SKEIN_TRY(const auto facts, factsOf(host, state, resolve.conflict));
    SKEIN_CHECK(checkTerms(params, resolve.decision, facts));
    SKEIN_CHECK(checkSides(host.facts(), facts, resolve.decision));
    const RunState& run = *state.run(facts.run);
    switch (resolve.decision) {
        case Decision::Combine:
            // Only two lists come here without a text: both hold where everything that either allows is allowed.
            if (text.empty()) text = elide(unionOf(facts.a, facts.b), maxOwnTextBytes);
            break;
        case Decision::BothTrue: {
            SKEIN_TRY(const auto terms, scopesOf(params));
            resolve.terms = host.put(terms.dump(-1, ' ', false, Json::error_handler_t::replace));
            break;
        }
        case Decision::Refine: {
            SKEIN_TRY(const auto refined, refinedGoal(host, run, params, text));
            resolve.goal = host.put(refined.goal.dump(-1, ' ', false, Json::error_handler_t::replace));
            resolve.terms = host.put(refined.terms.dump(-1, ' ', false, Json::error_handler_t::replace));
            break;
        }
        case Decision::Regenerate: {
            SKEIN_TRY(resolve.task, whoAnswersAgain(run, facts));
            break;
        }
        case Decision::Neither: {
            SKEIN_TRY(resolve.check, checkTask(host, run, facts));
            break;
        }
        case Decision::NotAConflict: {
            SKEIN_TRY(const auto policy, jsonStringOr(params, "policy", "", "params"));
            SKEIN_TRY(const auto terms, personTerms(*host.reader(), state));
            // A policy teaches nothing.
            if (const auto taught = policy.empty() ? taughtTerms(terms, facts) : std::nullopt)
                resolve.teach = changeTo(host, *taught);
            break;
        }
        default: break;
    }
    SKEIN_TRY(resolve.policy, jsonStringOr(params, "policy", "", "params"));
    if (!resolve.policy.empty() && !isShortName(resolve.policy))
        return fail(ErrorCode::InvalidInput, "params.policy: expected the name of a policy");
    if (!text.empty()) resolve.text = host.put(text);
    auto decided = facts;
    decided.text = text;
    decide(decided, resolve.decision);
    resolve.dissent = host.put(
        dissentOf(host.facts(), decided, decided.decision).dump(-1, ' ', false, Json::error_handler_t::replace));
    return resolve;
}

Result<command::UndoResolution> undoFromParams(Host& host, const Json& params) {
    command::UndoResolution undo;
    SKEIN_TRY(undo.conflict, conflictFromParams(params));
    State state;
    host.withState([&](const State& live) { state = live; });
    const auto* conflict = state.conflict(undo.conflict);
    if (conflict == nullptr || conflict->status != ConflictState::Status::Resolved) return undo;
    SKEIN_TRY(undo.restore, notBegun(*host.reader(), *conflict));
    if (conflict->decision == Decision::NotAConflict) {
        SKEIN_TRY(const auto facts, conflictFacts(*host.reader(), *conflict));
        SKEIN_TRY(const auto terms, personTerms(*host.reader(), state));
        if (const auto fewer = untaughtTerms(terms, facts)) undo.unteach = changeTo(host, *fewer);
        // What it was about may have gone in the meantime; nobody compares for an undoing.
        Facts held([&host](const BlobRef& blob) { return host.blob(blob); });
        held.load(state);
        for (const auto* side : {&facts.a, &facts.b})
            undo.gone = undo.gone || held.supporters(conflict->run, facts.key, *side).empty();
        return undo;
    }
    if (conflict->decision != Decision::Neither) return undo;
    const TaskState* check = state.task(conflict->run, conflict->task);
    if (check == nullptr || check->hasResult || check->status == TaskStatus::Withdrawn) return undo;
    const RunState& run = *state.run(conflict->run);
    SKEIN_TRY(const auto bytes, host.blob(run.plan));
    SKEIN_TRY(auto plan, plan::parsePlan(bytes, "plan"));
    SKEIN_TRY(const auto specBytes, host.blob(check->shape.spec));
    SKEIN_TRY(const auto spec, parseJson(specBytes));
    std::erase_if(plan.tasks, [&](const auto& task) { return task.id == spec.value("id", ""); });
    command::AmendPlan withdraw;
    withdraw.run = run.run;
    withdraw.plan = host.put(plan::toJson(plan).dump(-1, ' ', false, Json::error_handler_t::replace));
    withdraw.withdrawn = {conflict->task};
    withdraw.cancelRunning = true;
    undo.withdraw = std::move(withdraw);
    return undo;
}

Result<command::MarkConflict> markFromParams(Host& host, const Json& params) {
    command::MarkConflict mark;
    SKEIN_TRY(mark.conflict, conflictFromParams(params));
    SKEIN_TRY(const auto name, jsonString(params, "stage", "params"));
    const auto stage = valueIn(EnumNames<ConflictStage>::table, name);
    if (!stage)
        return fail(ErrorCode::InvalidInput,
                    "params.stage: expected open, drafting, proposed or deferred, found '" + elide(name, 60) + "'");
    mark.stage = *stage;
    SKEIN_TRY(mark.owner, jsonStringOr(params, "owner", "", "params"));
    SKEIN_TRY(const auto until, jsonStringOr(params, "until", "", "params"));
    if (!until.empty()) { SKEIN_TRY(mark.until, parseInstant(until)); }
    SKEIN_TRY(const auto text, textParam(params, "text", maxOwnTextBytes));
    SKEIN_TRY(const auto reason, textParam(params, "reason", maxOwnTextBytes));
    Json note = Json::object();
    if (params.contains("take")) {
        SKEIN_TRY([[maybe_unused]] const auto decision, decisionFromParams(params));
        note["take"] = params["take"];
    }
    if (!text.empty()) note["text"] = text;
    if (!reason.empty()) note["reason"] = reason;
    State state;
    host.withState([&](const State& live) { state = live; });
    const auto* conflict = state.conflict(mark.conflict);
    // Who takes it in hand keeps the draft that was there.
    if (conflict != nullptr && conflict->mark && conflict->status == ConflictState::Status::Open) {
        if (mark.owner.empty()) mark.owner = conflict->mark->owner;
        if (note.empty()) mark.note = conflict->mark->note;
    }
    if (!note.empty()) mark.note = host.put(note.dump(-1, ' ', false, Json::error_handler_t::replace));
    return mark;
}

}  // namespace skein::runtime
