#include "core/runtime/queries.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include <fmt/format.h>

#include "core/base/limits.h"
#include "core/routing/router.h"
#include "core/runtime/batch_view.h"
#include "core/runtime/budgets.h"
#include "core/runtime/candidates.h"
#include "core/runtime/costs.h"
#include "core/runtime/executor.h"
#include "core/runtime/outages.h"
#include "core/runtime/own_claim.h"
#include "core/runtime/pauses.h"
#include "core/runtime/run_plan.h"
#include "core/runtime/run_questions.h"
#include "core/runtime/text_output.h"
#include "core/runtime/window_uses.h"

namespace skein::runtime {
namespace {

constexpr std::size_t maxListed = 50;  // of each list of tasks; all are counted

Json claimJson(const Claim& claim) {
    Json json = toJson(claim);
    json.erase("id");
    return json;
}

}  // namespace

double usd(MicroUsd amount) { return static_cast<double>(amount.value) / 1e6; }

std::string taskTitle(const WorkspaceReader& reader, const TaskState& task) {
    const auto spec = reader.taskSpec(task);
    return spec ? spec->id : std::to_string(task.shape.task.value);
}

std::string taskWord(const RunState& run, const TaskState& task) {
    switch (task.status) {
        case TaskStatus::Running: return "running";
        case TaskStatus::Done: return task.reused ? "reused" : "done";
        case TaskStatus::Failed: return "failed";
        case TaskStatus::Withdrawn: return "withdrawn";
        case TaskStatus::Waiting: break;
    }
    if (isGated(run, task)) return "gated";
    if (isPaused(run, task)) return "paused";
    return isReady(run, task) ? "ready" : "waiting";
}

RunId runInHand(const State& state) {
    for (const auto& run : state.runs)
        if (run.status != RunStatus::Settled) return run.run;
    return state.runs.empty() ? RunId{} : state.runs.back().run;
}

Json taskCounts(const RunState& run) {
    std::map<std::string, std::uint64_t> counts;
    for (const auto& task : run.tasks) ++counts[taskWord(run, task)];
    Json json = Json::object();
    json["done"] = 0;
    json["failed"] = 0;
    for (const auto& [word, count] : counts) json[word] = count;
    return json;
}

namespace {

/// Bounds that cut off what a run looked at, each in words.
Json limitsReached(const WorkspaceReader& reader, const RunState& run) {
    Json reached = Json::array();
    for (const auto& task : run.tasks)
        if (task.claimCount >= limits::maxClaimsPerTask && reached.size() < maxListed)
            reached.push_back(
                fmt::format("{} makes {} statements, as many as are taken of one task; what else it "
                            "says was compared with nothing",
                            taskTitle(reader, task), task.claimCount));
    return reached;
}

}  // namespace

Json runSummary(const WorkspaceReader& reader, const State& state, const RunState& run, const Json& paths) {
    std::uint64_t open = 0, resolved = 0;
    for (const auto& conflict : state.conflicts) {
        if (conflict.run != run.run) continue;
        open += conflict.status == ConflictState::Status::Open;
        resolved += conflict.status == ConflictState::Status::Resolved;
    }
    Usage usage;
    for (const auto& task : run.tasks) usage += task.usage;
    const Instant end = run.status == RunStatus::Settled ? run.settledAt : state.at;
    const auto path = [&](const char* key) {
        return paths.is_object() && paths.contains(key) ? paths[key] : Json(nullptr);
    };
    const std::string word(run.status == RunStatus::Settled ? nameIn(EnumNames<RunOutcome>::table, run.outcome)
                                                            : nameIn(EnumNames<RunStatus>::table, run.status));
    Json json{{"run", "r-" + std::to_string(run.run.value)},
              {"state", word},
              {"tasks", taskCounts(run)},
              {"conflicts", {{"open", open}, {"resolved", resolved}}},
              {"cost_usd", costKnown(reader, run) ? Json(usd(run.spent)) : Json(nullptr)},
              {"unconfirmed_usd", usd(run.unconfirmed)},
              {"tokens", {{"in", usage.totalIn().value}, {"out", usage.output.value}}},
              {"wall_seconds", static_cast<double>((end - run.startedAt).value) / 1e6},
              {"draft", run.draft},
              {"deliverable", path("deliverable")},
              {"bundle", path("bundle")}};
    if (auto reached = limitsReached(reader, run); !reached.empty()) json["limits_reached"] = std::move(reached);
    return json;
}

Result<Json> statusJson(const WorkspaceReader& reader, const State& state, RunId runId, bool live) {
    const auto& run = *state.run(runId);
    Json json = runSummary(reader, state, run, nullptr);
    json.erase("deliverable");
    json.erase("bundle");
    json["hosted"] = live;
    // Nobody renews the leases of what the journal calls running: whether it is, nobody can say.
    const auto wordOf = [&](const TaskState& task) {
        return !live && task.status == TaskStatus::Running ? std::string("unknown") : taskWord(run, task);
    };
    json["unknown_since"] = nullptr;
    if (!live && run.status != RunStatus::Settled) {
        json["state"] = run.running > 0 ? "unknown" : "waiting";
        // The last that its process is known to have done.
        if (run.running > 0) json["unknown_since"] = formatInstant(state.at);
    }
    if (auto& counts = json["tasks"]; !live && counts.contains("running")) {
        counts["unknown"] = counts["running"];
        counts.erase("running");
    }
    const bool held =
        run.status == RunStatus::Held || (run.status == RunStatus::Settled && run.outcome == RunOutcome::Held);
    json["held_by"] = held ? Json(nameIn(EnumNames<HoldReason>::table, run.holdReason)) : Json(nullptr);
    json["held_because"] = json["held_of"] = nullptr;
    if (held && run.holdReason == HoldReason::Keys)
        json["held_because"] = keysAside(run) + lastRefusal(reader, run.run);
    json["held_needs_usd"] = nullptr;
    if (const auto hold = budgetHoldJson(reader, state, run); !hold.is_null()) {
        json["held_because"] = hold["text"];
        json["held_of"] = hold["of"];
        json["held_needs_usd"] = hold["needs_usd"];
    }
    json["aside_keys"] = Json::array();
    for (const auto& each : run.asideKeys)
        json["aside_keys"].push_back({{"provider", each.provider},
                                      {"key", each.key},
                                      {"reason", nameIn(EnumNames<CallFault>::table, each.fault)},
                                      {"said", reader.blob(each.detail).value_or("the reason is no longer kept")},
                                      {"since", formatInstant(each.since)}});
    json["outages"] = live ? outagesJson(reader, run) : Json::array();
    json["held_models"] = heldCandidatesJson(reader, state, run, state.at);
    json["until"] = run.until ? Json(formatInstant(*run.until)) : Json(nullptr);
    json["budgets"] = budgetsJson(reader, state, run);
    json["proposed_tasks"] = heldForPlan(run) ? Json(proposedTasks(run)) : Json(nullptr);
    json["budget_usd"] = run.budget ? Json(usd(*run.budget)) : Json(nullptr);
    json["questions"] = questionsJson(reader, run);
    json["budget_warning"] = nearBudget(state, run);
    json["reserved_usd"] = usd(run.reserved);
    Json waiting = Json::array();
    std::set<TaskNo> forMoney;
    for (const auto& task : run.tasks) {
        auto money = moneyWaitJson(reader, state, run, task);
        if (money.is_null()) continue;
        forMoney.insert(task.shape.task);
        if (forMoney.size() > maxListed) continue;
        waiting.push_back({{"task", taskTitle(reader, task)},
                           {"state", "waiting"},
                           {"for", Json::array()},
                           {"money", std::move(money)}});
    }
    std::size_t waitingTasks = forMoney.size(), failedTasks = 0;
    for (const auto& task : run.tasks) {
        if (task.status != TaskStatus::Waiting || forMoney.contains(task.shape.task) || ++waitingTasks > maxListed)
            continue;
        Json needs = Json::array();
        for (const auto need : task.shape.needs) {
            const auto& other = run.tasks[need.value - 1];
            if (other.status == TaskStatus::Done && other.openConflicts == 0) continue;
            needs.push_back({{"task", taskTitle(reader, other)},
                             {"state", wordOf(other)},
                             {"open_conflicts", other.openConflicts}});
            if (needs.size() >= 5) break;
        }
        waiting.push_back({{"task", taskTitle(reader, task)},
                           {"state", wordOf(task)},
                           {"for", std::move(needs)},
                           {"money", nullptr}});
    }
    json["waiting"] = std::move(waiting);
    json["waiting_tasks"] = waitingTasks;
    json["paused"] = pausedJson(reader, run);
    json["batches"] = batchesJson(reader, state, run);
    Json failed = Json::array();
    for (const auto& task : run.tasks)
        if (task.status == TaskStatus::Failed && ++failedTasks <= maxListed)
            failed.push_back({{"task", taskTitle(reader, task)},
                              {"why", task.failure ? reader.blob(task.failure).value_or("") : ""}});
    json["failed"] = std::move(failed);
    json["failed_tasks"] = failedTasks;
    SKEIN_TRY(json["planning"], planningJson(reader, run, live));
    json["last_sequence"] = state.sequence;
    return json;
}

namespace {

/// What a blob of a conflict says; null where there is none, or it is no longer kept.
Json noteJson(const WorkspaceReader& reader, const BlobRef& blob) {
    if (!blob) return nullptr;
    const auto json = reader.blobJson(blob);
    return json ? *json : Json(nullptr);
}

/// Stage, owner, age and history: what has been done about a conflict so far.
void addLifeCycle(const WorkspaceReader& reader, const ConflictState& conflict, Json& json) {
    const Instant now = wallNow();
    const bool open = conflict.status == ConflictState::Status::Open;
    json["stage"] = open ? Json(nameIn(EnumNames<ConflictStage>::table, stageOf(conflict, now)))
                         : Json(nameIn(EnumNames<ConflictState::Status>::table, conflict.status));
    json["owner"] = conflict.mark && !conflict.mark->owner.empty() ? Json(conflict.mark->owner) : Json(nullptr);
    json["age_seconds"] = static_cast<double>(std::max(now - conflict.openedAt, Duration{}).value) / 1e6;
    if (conflict.mark) {
        const auto& mark = *conflict.mark;
        json["deferred_until"] =
            mark.stage == ConflictStage::Deferred && mark.until ? Json(formatInstant(*mark.until)) : Json(nullptr);
        json["moved_because"] =
            mark.reason ? Json(nameIn(EnumNames<ConflictReason>::table, *mark.reason)) : Json(nullptr);
        json["rounds"] = mark.rounds ? Json(*mark.rounds) : Json(nullptr);
        const bool drafted = !mark.reason || mark.stage == ConflictStage::Proposed;
        json["draft"] = drafted ? noteJson(reader, mark.note) : Json(nullptr);
    }
    json["reopened"] = Json::array();
    for (const auto& each : conflict.reopenings)
        json["reopened"].push_back({{"at", formatInstant(each.at)},
                                    {"reason", nameIn(EnumNames<ConflictReason>::table, each.reason)},
                                    {"note", reader.blob(each.note).value_or("")}});
}

}  // namespace

Result<ConflictFacts> conflictFacts(const WorkspaceReader& reader, const ConflictState& conflict) {
    SKEIN_TRY(const auto detail, reader.blobJson(conflict.detail));
    SKEIN_TRY(auto facts, conflictFromDetail(detail));
    facts.conflict = conflict.conflict;
    facts.run = conflict.run;
    facts.taskA = conflict.taskA;
    facts.taskB = conflict.taskB;
    facts.status = conflict.status;
    facts.by = conflict.by;
    if (conflict.text) facts.text = reader.blob(conflict.text).value_or("");
    decide(facts, conflict.decision);
    facts.policy = conflict.policy;
    facts.task = conflict.task;
    facts.terms = noteJson(reader, conflict.terms);
    facts.dissent = noteJson(reader, conflict.dissent);
    facts.reopens = conflict.reopens;
    facts.judged = conflict.judged;
    facts.tally = tallyIn(noteJson(reader, conflict.tally));
    if (facts.judged && facts.tally.is_object())
        for (const auto& voice : coherence::voicesFromJson(facts.tally.value("voices", Json::array())))
            facts.reason = "judged by " + (voice.model.empty() ? "a model" : voice.model) +
                           ", not by a rule: " + (voice.reason.empty() ? voice.verdict : voice.reason);
    return facts;
}

Result<Json> conflictJson(const WorkspaceReader& reader, const State& state, const ConflictState& conflict,
                          bool detailed) {
    SKEIN_TRY(const auto facts, conflictFacts(reader, conflict));
    const auto& run = *state.run(conflict.run);
    Json json{{"id", conflict.conflict.value},
              {"label", conflictLabel(facts.a, facts.b)},
              {"run", "r-" + std::to_string(conflict.run.value)},
              {"state", nameIn(EnumNames<ConflictState::Status>::table, conflict.status)},
              {"subject", facts.a.subject},
              {"predicate", facts.a.predicate},
              {"rule", facts.rule},
              {"reason", facts.reason},
              {"a", claimJson(facts.a)},
              {"b", claimJson(facts.b)}};
    const auto task = [&](TaskNo no) {
        return no && no.value <= run.tasks.size() ? Json(taskTitle(reader, run.tasks[no.value - 1])) : Json(nullptr);
    };
    json["task_a"] = task(conflict.taskA);
    json["task_b"] = task(conflict.taskB);
    const auto maker = [](const Json& title) { return title.is_string() ? title.get<std::string>() : std::string(); };
    json["summary"] = conflictSummary(facts, maker(json["task_a"]), maker(json["task_b"]));
    json["opened_at"] = formatInstant(conflict.openedAt);
    if (conflict.judged) json["judged"] = true;
    if (conflict.votes) json["votes"] = *conflict.votes;
    if (!facts.tally.is_null()) json["tally"] = facts.tally;
    if (facts.more > 0) json["more"] = facts.more;
    if (facts.truncated) json["truncated"] = true;
    if (const auto* before = state.conflict(conflict.reopens))
        json["reopens"] = {{"id", before->conflict.value}, {"run", "r-" + std::to_string(before->run.value)}};
    std::uint64_t blocks = 0;
    Json blocked = Json::array();
    for (const auto& candidate : run.tasks) {
        // What a model judged holds nothing up.
        if (conflict.judged || !isGated(run, candidate)) continue;
        if (std::none_of(candidate.shape.needs.begin(), candidate.shape.needs.end(),
                         [&](TaskNo need) { return need == conflict.taskA || need == conflict.taskB; }))
            continue;
        ++blocks;
        if (detailed) blocked.push_back(taskTitle(reader, candidate));
    }
    json["blocks"] = blocks;
    std::set<TaskNo> behind;
    std::vector<TaskNo> next{conflict.taskA, conflict.taskB};
    while (conflict.status == ConflictState::Status::Open && !conflict.judged && !next.empty()) {
        const TaskNo one = next.back();
        next.pop_back();
        if (!one || one.value > run.feeds.size()) continue;
        for (const TaskNo consumer : run.feeds[one.value - 1])
            if (behind.insert(consumer).second) next.push_back(consumer);
    }
    json["waiting"] = std::count_if(behind.begin(), behind.end(), [&](TaskNo no) {
        const auto& waiter = run.tasks[no.value - 1];
        return waiter.status == TaskStatus::Waiting && waiter.shape.role == TaskRole::Work;
    });
    addLifeCycle(reader, conflict, json);
    if (detailed) json["blocked_tasks"] = std::move(blocked);
    if (conflict.status == ConflictState::Status::Resolved) {
        json["decision"] = nameIn(EnumNames<Decision>::table, conflict.decision);
        json["decided_by"] = nameIn(EnumNames<Decider>::table, conflict.by);
        json["decision_text"] = decisionSentence(facts);
        if (!conflict.policy.empty()) json["policy"] = conflict.policy;
        if (!facts.terms.is_null()) json["terms"] = facts.terms;
        if (!facts.dissent.is_null()) json["dissent"] = facts.dissent;
        if (conflict.task) json["answered_by"] = task(conflict.task);
    }
    return json;
}

Result<ConflictId> findConflict(const WorkspaceReader& reader, const State& state, const std::string& name) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error == std::errc{} && end == name.data() + name.size() && state.conflict(ConflictId{number}) != nullptr)
        return ConflictId{number};
    ConflictId found;
    for (const auto& conflict : state.conflicts) {
        SKEIN_TRY(const auto facts, conflictFacts(reader, conflict));
        if (!conflictLabel(facts.a, facts.b).starts_with(name) || name.size() < 3) continue;
        // The same contradiction may stand in several runs; the newest is meant.
        found = conflict.conflict;
    }
    if (!found)
        return fail(ErrorCode::NotFound, "there is no conflict '" + name + "'; `skeinctl conflicts WS` lists them");
    return found;
}

Result<TaskFound> findTask(const WorkspaceReader& reader, const State& state, RunId runId, const std::string& name) {
    std::string task = name;
    if (const auto slash = name.find('/'); slash != std::string::npos && name.starts_with("r-")) {
        std::uint32_t number = 0;
        const auto [end, error] = std::from_chars(name.data() + 2, name.data() + slash, number);
        if (error == std::errc{} && end == name.data() + slash && state.run(RunId{number}) != nullptr) {
            runId = RunId{number};
            task = name.substr(slash + 1);
        }
    }
    const auto* run = state.run(runId);
    if (run == nullptr) return fail(ErrorCode::NotFound, "there is no such run");
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(task.data(), task.data() + task.size(), number);
    for (const auto& candidate : run->tasks)
        if (taskTitle(reader, candidate) == task) return TaskFound{runId, candidate.shape.task};
    if (error == std::errc{} && end == task.data() + task.size() && state.task(runId, TaskNo{number}) != nullptr)
        return TaskFound{runId, TaskNo{number}};
    return fail(ErrorCode::NotFound, "run r-" + std::to_string(runId.value) + " has no task '" + task + "'; it has " +
                                         std::to_string(run->tasks.size()) + " tasks, see `skeinctl status`");
}

namespace {

/// Why a task has no window to be shown: what its last attempt failed with, or what each model would be refused for.
std::string withoutWindow(const WorkspaceReader& reader, const State& state, RunId runId, TaskNo no) {
    const RunState& run = *state.run(runId);
    const TaskState& task = run.tasks[no.value - 1];
    const auto failure = task.failure ? reader.blob(task.failure).value_or("") : "";
    if (!failure.empty()) return ": " + failure;
    std::string words;
    for (const auto& model : candidatesJson(reader, state, run, task, state.at))
        words += fmt::format("\n  {}/{}: {}", model["provider"].get<std::string>(), model["model"].get<std::string>(),
                             model["why"].get<std::string>());
    return words.empty() ? words : "; the models of this run stand so:" + words;
}

}  // namespace

Result<Json> contextJson(const WorkspaceReader& reader, const State& state, RunId run, TaskNo task, AttemptNo wanted,
                         bool prompt) {
    SKEIN_TRY(const auto attempts, reader.attempts(run, task));
    const AttemptRecord* record = nullptr;
    for (const auto& attempt : attempts)
        if (attempt.window && (!wanted || attempt.attempt == wanted)) record = &attempt;
    if (record == nullptr)
        return fail(ErrorCode::NotFound,
                    (wanted ? "attempt " + std::to_string(wanted.value) + " of this task recorded no window"
                            : "this task has no recorded window yet") +
                        withoutWindow(reader, state, run, task));
    const auto read = reader.window(record->window);
    if (!read && read.error().code == ErrorCode::NotFound)
        return fail(ErrorCode::NotFound, "the window of attempt " + std::to_string(record->attempt.value) +
                                             " was erased, with a source whose text it held (" + read.error().message +
                                             ")");
    if (!read) return Failure(read.error());
    const auto& window = *read;
    // How much of it the output used: known once there is one.
    std::optional<context::WindowUse> use;
    if (record->output && record->state == "done")
        if (auto measured = useOf(reader, window, record->output)) use = std::move(*measured);
    Json segments = Json::array(), leftOut = Json::array();
    for (std::size_t i = 0; i < window.segments.size(); ++i) {
        const auto& segment = window.segments[i];
        const auto* seen = use && use->segments[i].judged ? &use->segments[i] : nullptr;
        segments.push_back(
            {{"reason", segmentReasonName(segment.reason)},
             {"atom", segment.item ? Json(segment.item.hex()) : Json(nullptr)},
             {"tokens", segment.tokens.value},
             {"score", static_cast<double>(segment.scoreMicro) / 1e6},
             {"source", segment.source},
             {"channel",
              segment.channel ? Json(nameIn(EnumNames<WindowChannel>::table, *segment.channel)) : Json(nullptr)},
             {"used", seen != nullptr ? Json(seen->used()) : Json(nullptr)},
             {"cited", seen != nullptr ? Json(seen->cited) : Json(nullptr)}});
    }
    Json channels = Json::array();
    for (const auto& channel : window.channels)
        channels.push_back({{"channel", nameIn(EnumNames<WindowChannel>::table, channel.channel)},
                            {"share", channel.share.value},
                            {"used", channel.used.value},
                            {"found", channel.found},
                            {"taken", channel.taken}});
    for (const auto& item : window.leftOut)
        leftOut.push_back({{"atom", item.item ? Json(item.item.hex()) : Json(nullptr)},
                           {"tokens", item.tokens.value},
                           {"why", item.why},
                           {"source", item.source}});
    const bool measured = record->windowUsage.measured;
    Json calls = Json::array();
    for (const auto& call : record->calls)
        calls.push_back({{"provider", call.target.provider},
                         {"model", call.target.model},
                         {"key", call.key},
                         {"routing", record::encode(call.routing)},
                         {"why", call.describe()}});
    const auto relevance = use ? use->relevancePerMille() : std::nullopt;
    Json json{{"task", task.value},
              {"attempt", record->attempt.value},
              {"measured", measured},
              {"total_tokens", measured ? record->windowUsage.totalIn().value : window.totalTokens.value},
              {"estimated_tokens", window.totalTokens.value},
              {"segments", std::move(segments)},
              {"left_out", std::move(leftOut)},
              {"channels", std::move(channels)},
              {"relevance", relevance ? Json(static_cast<double>(*relevance) / 1'000) : Json(nullptr)},
              {"calls", std::move(calls)}};
    for (const auto& question : window.asked) {
        Json atoms = Json::array();
        for (const auto& atom : question.atoms) atoms.push_back(atom.hex());
        json["asked"].push_back({{"round", question.round},
                                 {"tool", question.tool},
                                 {"arguments", question.arguments},
                                 {"tokens", question.tokens.value},
                                 {"atoms", std::move(atoms)}});
    }
    // Where no call went out, nothing in the journal says why: the models as they would be judged.
    json["models"] = record->calls.empty()
                         ? candidatesJson(reader, state, *state.run(run), *state.task(run, task), state.at)
                         : Json::array();
    // Beside the words of a call before that failed elsewhere.
    if (record->detail && record->state == "done")
        if (const auto words = reader.blob(record->detail); words && words->find("not taken:") != std::string::npos)
            json["not_taken"] = *words;
    if (prompt) json["prompt"] = {{"system", window.systemPrompt}, {"user", window.userPrompt}};
    return json;
}

std::string keysAside(const RunState& run) {
    std::map<std::string, KeysAside> byProvider;
    for (const auto& key : run.asideKeys) {
        if (key.key.empty()) continue;
        auto& aside = byProvider[key.provider];
        ++(key.fault == CallFault::NoCredit ? aside.outOfQuota : aside.refused);
    }
    std::string words;
    for (const auto& [provider, aside] : byProvider) words += provider + ": " + routing::describe(aside) + "; ";
    return words;
}

std::string lastRefusal(const WorkspaceReader& reader, RunId run) {
    BlobRef last;
    for (std::uint64_t at = 0;;) {
        const auto events = reader.events(at, 5'000);
        if (!events || events->empty()) break;
        at = events->back().sequence;
        for (const auto& entry : *events)
            if (const auto* settled = std::get_if<event::StepSettled>(&entry.event);
                settled != nullptr && settled->run == run && settled->outcome != StepOutcome::Ok && settled->detail)
                last = settled->detail;
    }
    return last ? reader.blob(last).value_or("the reason is no longer kept") : "none was ever asked";
}

Json eventJson(const CommittedEvent& event) {
    return {{"seq", event.sequence},
            {"at", formatInstant(event.at)},
            {"kind", eventKind(event.event)},
            {"data", eventData(event.event)}};
}

}  // namespace skein::runtime
