#include "core/runtime/commands.h"

#include <algorithm>
#include <set>
#include <utility>

#include <unistd.h>

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/coherence/judging.h"
#include "core/engine/run_end.h"
#include "core/plan/diff.h"
#include "core/plan/graph.h"
#include "core/plan/pauses.h"
#include "core/plan/plan_file.h"
#include "core/plan/proposal.h"
#include "core/plan/questions.h"
#include "core/runtime/conflict_preview.h"
#include "core/runtime/output_check.h"
#include "core/runtime/person_terms.h"
#include "core/runtime/queries.h"
#include "core/runtime/settle_conflict.h"
#include "core/runtime/start_run.h"

namespace skein::runtime {
namespace {

/// A command that became an engine input: how its receipt is told.
struct Prepared {
    Input input;
    std::function<Json(const Receipt&)> tell;
};

Json tellRun(const Receipt& receipt) { return {{"run", receipt.run.value}}; }

Result<RunId> runOf(Host& host, const Json& params) {
    Result<RunId> run = fail(ErrorCode::NotFound, "");
    host.withState([&](const State& state) { run = runFromParams(state, params); });
    return run;
}

Result<Prepared> hold(Host& host, const Json& params) {
    SKEIN_TRY(const auto run, runOf(host, params));
    return Prepared{command::HoldRun{run}, tellRun};
}

Result<Prepared> resume(Host& host, const Json& params) {
    SKEIN_TRY(const auto run, runOf(host, params));
    command::ResumeRun resume{run, {}};
    if (params.contains("agents")) {
        SKEIN_TRY(const auto agents, jsonInt(params, "agents", "params"));
        if (agents < 1 || agents > static_cast<std::int64_t>(limits::maxAgents))
            return fail(ErrorCode::InvalidInput, "params.agents: expected 1 to " + std::to_string(limits::maxAgents));
        resume.agents = static_cast<std::uint32_t>(agents);
    }
    if (params.contains("until") && params["until"].is_null()) {
        resume.until = noRunEnd;
    } else if (params.contains("until")) {
        SKEIN_TRY(const auto until, jsonString(params, "until", "params"));
        SKEIN_TRY(resume.until, parseInstant(until));
    }
    if (params.contains("options")) {
        SKEIN_TRY(const auto models, runModelsFromOptions(params["options"]));
        SKEIN_CHECK(host.useKeys(models));
        // What its windows are packed by stays as it was when the run began.
        auto options = params["options"];
        const auto facts = host.facts().run(run);
        if (facts.terms) addWindowTerms(*facts.terms, options);
        if (facts.coherence != CoherenceTerms{}) options["coherence"] = record::encode(facts.coherence);
        resume.options = host.put(options.dump());
    } else if (const auto models = host.facts().run(run).models) {
        SKEIN_CHECK(host.useKeys(*models));  // a key may have been added since
    }
    return Prepared{resume, tellRun};
}

Result<Prepared> stop(Host& host, const Json& params) {
    SKEIN_TRY(const auto run, runOf(host, params));
    SKEIN_TRY(const auto mode, jsonStringOr(params, "mode", "drain", "params"));
    const auto value = valueIn(EnumNames<StopMode>::table, mode);
    if (!value) return fail(ErrorCode::InvalidInput, "params.mode: expected drain or now, found '" + mode + "'");
    return Prepared{command::StopRun{run, *value}, tellRun};
}

Result<Prepared> changeBudget(Host& host, const Json& params) {
    command::ChangeBudget change;
    SKEIN_TRY(const auto name, jsonStringOr(params, "scope", "run", "params"));
    const auto scope = valueIn(EnumNames<BudgetScope>::table, name);
    if (!scope)
        return fail(ErrorCode::InvalidInput,
                    "params.scope: expected workspace, day, run, swarm or task, found '" + elide(name, 40) + "'");
    change.scope = *scope;
    if (*scope != BudgetScope::Workspace && *scope != BudgetScope::Day) { SKEIN_TRY(change.run, runOf(host, params)); }
    SKEIN_TRY(change.swarm, jsonStringOr(params, "swarm", "", "params"));
    SKEIN_TRY(const auto task, jsonIntOr(params, "task", 0, "params"));
    SKEIN_TRY(const auto offset, jsonIntOr(params, "utc_offset", 0, "params"));
    if (task < 0 || std::cmp_greater(task, limits::maxTasks) || !std::in_range<std::int32_t>(offset))
        return fail(ErrorCode::InvalidInput, "params.task, params.utc_offset: out of range");
    change.task.value = static_cast<std::uint32_t>(task);
    change.utcOffset = static_cast<std::int32_t>(offset);
    if (params.contains("budget_micro_usd") && !params["budget_micro_usd"].is_null()) {
        SKEIN_TRY(const auto amount, jsonInt(params, "budget_micro_usd", "params"));
        if (amount < 0)
            return fail(ErrorCode::InvalidInput, "params.budget_micro_usd: expected an amount of 0 or more");
        change.budget = MicroUsd{amount};
    }
    return Prepared{change, tellRun};
}

Result<std::vector<TaskNo>> taskNumbers(const Json& params) {
    const auto tasks = params.find("tasks");
    if (tasks == params.end() || !tasks->is_array())
        return fail(ErrorCode::InvalidInput, "params.tasks: expected an array of task numbers");
    std::vector<TaskNo> numbers;
    if (auto problem = record::decode(*tasks, numbers)) return fail(ErrorCode::InvalidInput, "params.tasks" + *problem);
    return numbers;
}

Result<Prepared> retry(Host& host, const Json& params) {
    SKEIN_TRY(const auto run, runOf(host, params));
    command::RetryTasks retry{run, {}, false};
    SKEIN_TRY(retry.downstream, jsonBoolOr(params, "downstream", false, "params"));
    SKEIN_TRY(retry.tasks, taskNumbers(params));
    return Prepared{retry, [](const Receipt& receipt) {
                        return Json{{"run", receipt.run.value}, {"tasks", record::encode(receipt.tasks)}};
                    }};
}

/// {"tasks": numbers, "hold": whether to set pause points, "run"?}; no tasks: all that are held now pass.
Result<Prepared> changePauses(Host& host, const Json& params) {
    SKEIN_TRY(const auto run, runOf(host, params));
    command::ChangePauses change{run, {}, false};
    SKEIN_TRY(change.hold, jsonBoolOr(params, "hold", false, "params"));
    SKEIN_TRY(change.tasks, taskNumbers(params));
    return Prepared{change, [](const Receipt& receipt) {
                        return Json{{"run", receipt.run.value}, {"tasks", record::encode(receipt.tasks)}};
                    }};
}

Result<Prepared> hurry(Host& host, const Json& params) {
    SKEIN_TRY(const auto run, runOf(host, params));
    command::PullBack pull{run, {}};
    const auto tasks = params.find("tasks");
    if (tasks == params.end() || !tasks->is_array())
        return fail(ErrorCode::InvalidInput, "params.tasks: expected an array of task numbers");
    if (auto problem = record::decode(*tasks, pull.tasks))
        return fail(ErrorCode::InvalidInput, "params.tasks" + *problem);
    return Prepared{pull, [](const Receipt& receipt) {
                        return Json{{"run", receipt.run.value}, {"tasks", record::encode(receipt.tasks)}};
                    }};
}

Result<Prepared> resolve(Host& host, const Json& params) {
    SKEIN_TRY(auto resolve, resolveFromParams(host, params));
    Json told{{"conflict", resolve.conflict.value}};
    if (resolve.task) told["task"] = resolve.task.value;
    if (resolve.check) told["task"] = resolve.check->changed.front().task.value;
    return Prepared{std::move(resolve), [told](const Receipt&) { return told; }};
}

Result<Prepared> undo(Host& host, const Json& params) {
    SKEIN_TRY(auto undo, undoFromParams(host, params));
    const auto id = undo.conflict.value;
    const bool gone = undo.gone;
    return Prepared{std::move(undo), [id, gone](const Receipt&) {
                        Json answer{{"conflict", id}};
                        if (gone) answer["lapsed"] = true;
                        return answer;
                    }};
}

Result<Prepared> mark(Host& host, const Json& params) {
    SKEIN_TRY(auto mark, markFromParams(host, params));
    const auto id = mark.conflict.value;
    return Prepared{std::move(mark), [id](const Receipt&) { return Json{{"conflict", id}}; }};
}

Result<Prepared> changeCoherence(Host& host, const Json& params) {
    SKEIN_TRY(const auto change, coherenceFromParams(host, params));
    return Prepared{change, [](const Receipt&) { return Json::object(); }};
}

Result<Prepared> settleUnconfirmed(Host& host, const Json& params) {
    command::SettleUnconfirmed settle;
    SKEIN_TRY(settle.step.run, runOf(host, params));
    SKEIN_TRY(const auto task, jsonInt(params, "task", "params"));
    SKEIN_TRY(const auto attempt, jsonInt(params, "attempt", "params"));
    SKEIN_TRY(const auto step, jsonInt(params, "step", "params"));
    SKEIN_TRY(settle.charge.value, jsonInt(params, "charge_micro_usd", "params"));
    if (settle.charge.value < 0)
        return fail(ErrorCode::InvalidInput, "params.charge_micro_usd: expected an amount of 0 or more");
    settle.step.task.value = static_cast<std::uint32_t>(task);
    settle.step.attempt.value = static_cast<std::uint32_t>(attempt);
    settle.step.step.value = static_cast<std::uint32_t>(step);
    return Prepared{settle, [](const Receipt&) { return Json::object(); }};
}

/// A charge of a call of memory's own, which belongs to no run.
Result<Prepared> settleMemoryCall(Host&, const Json& params) {
    command::SettleMemoryCall settle;
    SKEIN_TRY(const auto call, jsonInt(params, "call", "params"));
    SKEIN_TRY(settle.charge.value, jsonInt(params, "charge_micro_usd", "params"));
    if (settle.charge.value < 0 || call < 1 || !std::in_range<std::uint32_t>(call))
        return fail(ErrorCode::InvalidInput, "params: expected the number of a call and an amount of 0 or more");
    settle.call = static_cast<std::uint32_t>(call);
    return Prepared{settle, [](const Receipt&) { return Json::object(); }};
}

/// The plan's tasks against those of the run: new numbers for new ids, withdrawn ones for ids that are gone.
struct AmendPlanDraft {
    command::AmendPlan command;
    plan::PlanDiff diff;
};
Result<AmendPlanDraft> draftAmendment(Host& host, const State& state, RunId runId, const Json& params) {
    if (!params.contains("plan")) return fail(ErrorCode::InvalidInput, "params.plan: expected a plan object");
    SKEIN_TRY(auto next, plan::parsePlan(prettyJson(params["plan"]), "plan"));
    const auto& run = *state.run(runId);
    Plan before;
    std::map<std::string, TaskNo> numbers;
    for (const auto& task : run.tasks) {
        if (task.status == TaskStatus::Withdrawn) continue;
        SKEIN_TRY(auto spec, host.reader()->taskSpec(task));
        numbers[spec.id] = task.shape.task;
        spec.pauseBefore = task.shape.pause;
        before.tasks.push_back(std::move(spec));
    }
    before.goal = next.goal;
    // A plan that says nothing of questions leaves them as they are.
    SKEIN_TRY(const auto bytes, host.reader()->blob(run.plan));
    SKEIN_TRY(const auto held, plan::parsePlan(bytes, "the plan of the run"));
    if (!next.extra.contains("questions")) plan::setQuestions(next, plan::questionsOf(held));
    plan::tellTasks(next);
    // Plans are shown without the planner tasks whose proposals are in them: those stay.
    for (const auto& task : before.tasks)
        if (plan::isPlanner(task) && plan::isPlanned(before, task) &&
            std::none_of(next.tasks.begin(), next.tasks.end(), [&](const auto& each) { return each.id == task.id; }))
            next.tasks.push_back(task);
    SKEIN_TRY([[maybe_unused]] const auto whole, plan::TaskGraph::create(next));
    AmendPlanDraft draft;
    // Pause points are compared task by task, whether the task or its phase has one: a task that differs in nothing
    // else keeps its text, and so its result.
    Plan points = next;
    const auto pauses = plan::pausePoints(next);
    for (auto& task : points.tasks) task.pauseBefore = !coherence::isJudge(task) && pauses.contains(task.id);
    points.pauseBefore.clear();
    draft.diff = plan::diffPlans(before, points);
    draft.command.run = runId;
    SKEIN_TRY(draft.command.cancelRunning, jsonBoolOr(params, "cancel_running", false, "params"));
    auto number = static_cast<std::uint32_t>(run.tasks.size());
    for (const auto& id : draft.diff.added) numbers[id] = TaskNo{++number};
    std::set<std::string> touched(draft.diff.added.begin(), draft.diff.added.end());
    for (const auto& change : draft.diff.changed) {
        if (change.fields.size() > 1 || change.fields.front().field != "pause_before") touched.insert(change.id);
        else {
            draft.command.changed.push_back(run.tasks[numbers[change.id].value - 1].shape);
            draft.command.changed.back().pause = pauses.contains(change.id);
        }
    }
    for (const auto& task : points.tasks) {
        if (!touched.contains(task.id)) continue;
        SKEIN_CHECK(knownChecks(task));
        draft.command.changed.push_back(
            shapeOf(task, numbers, [&](std::string bytes) { return host.put(std::move(bytes)); }));
    }
    std::sort(draft.command.changed.begin(), draft.command.changed.end(),
              [](const auto& x, const auto& y) { return x.task < y.task; });
    if (!touched.empty()) {
        SKEIN_TRY(const auto options, host.reader()->blobJson(run.options));
        SKEIN_CHECK(providerCanDo(next.tasks, options, touched));
    }
    for (const auto& id : draft.diff.removed) draft.command.withdrawn.push_back(numbers[id]);
    draft.command.plan = host.put(plan::toJson(next).dump());
    return draft;
}

void amend(Host& host, const Json& params, const ControlAnswer& answer) {
    const auto draft = [&]() -> Result<AmendPlanDraft> {
        SKEIN_TRY(const auto run, runOf(host, params));
        State state;
        host.withState([&](const State& live) { state = live; });
        return draftAmendment(host, state, run, params);
    }();
    if (!draft) return answer(Failure(draft.error()));
    const Json told{{"run", draft->command.run.value}, {"diff", plan::toJson(draft->diff)}};
    if (params.value("dry_run", false) || draft->diff.empty()) return answer(told);
    host.submit(draft->command, [answer, told](Result<Receipt> receipt) {
        if (!receipt) answer(Failure(std::move(receipt).error()));
        else answer(told);
    });
}

/// {"atom": hex,"mark": "pinned"|"excluded"|"none","task"?: number of the run}
Result<Prepared> markAtom(Host& host, const Json& params) {
    command::MarkAtom command;
    SKEIN_TRY(const auto atom, jsonString(params, "atom", "params"));
    const auto id = Digest::fromHex(atom);
    if (!id) return fail(ErrorCode::InvalidInput, "params.atom: expected an atom id of 64 hexadecimal digits");
    command.mark.atom = *id;
    SKEIN_TRY(const auto name, jsonString(params, "mark", "params"));
    const auto mark = valueIn(EnumNames<AtomMark>::table, name);
    if (!mark)
        return fail(ErrorCode::InvalidInput,
                    "params.mark: expected pinned, excluded or none, found '" + elide(name, 40) + "'");
    command.mark.mark = *mark;
    host.waitIndexed();
    // Taking a word back needs no atom: what it was about may be gone from memory.
    if (*mark != AtomMark::None) { SKEIN_TRY([[maybe_unused]] const auto known, host.index().atom(*id)); }
    if (params.contains("task")) {
        SKEIN_TRY(command.mark.run, runOf(host, params));
        SKEIN_TRY(const auto task, jsonInt(params, "task", "params"));
        if (task < 1 || std::cmp_greater(task, limits::maxTasks))
            return fail(ErrorCode::InvalidInput, "params.task: expected the number of a task");
        command.mark.task.value = static_cast<std::uint32_t>(task);
    }
    return Prepared{command, [atom, name](const Receipt&) { return Json{{"atom", atom}, {"mark", name}}; }};
}

using Preparer = Result<Prepared> (*)(Host&, const Json&);
constexpr std::pair<std::string_view, Preparer> preparers[] = {{"run.hold", hold},
                                                               {"run.resume", resume},
                                                               {"run.stop", stop},
                                                               {"budget.change", changeBudget},
                                                               {"atom.mark", markAtom},
                                                               {"task.retry", retry},
                                                               {"task.hurry", hurry},
                                                               {"pause.change", changePauses},
                                                               {"conflict.resolve", resolve},
                                                               {"conflict.undo", undo},
                                                               {"conflict.mark", mark},
                                                               {"coherence.change", changeCoherence},
                                                               {"unconfirmed.settle", settleUnconfirmed},
                                                               {"memory.settle", settleMemoryCall}};

}  // namespace

Result<RunId> runFromParams(const State& state, const Json& params) {
    if (state.runs.empty())
        return fail(ErrorCode::NotFound, "this workspace holds no run yet; start one with `skeinctl run`");
    if (!params.is_object() || !params.contains("run")) return runInHand(state);
    SKEIN_TRY(const auto number, jsonInt(params, "run", "params"));
    if (number < 1 || number > static_cast<std::int64_t>(state.runs.size()))
        return fail(ErrorCode::NotFound, "there is no run " + std::to_string(number) +
                                             "; this workspace holds runs 1 to " + std::to_string(state.runs.size()));
    return RunId{static_cast<std::uint32_t>(number)};
}

void dispatch(Host& host, const std::string& method, const Json& params, const ControlAnswer& answer) {
    if (method == "host.info")
        return answer(Json{{"pid", ::getpid()}, {"version", SKEIN_VERSION}, {"workspace", host.reader()->path()}});
    if (method == "conflict.preview") return answer(previewResolution(host, params));
    if (method == "plan.amend") return amend(host, params, answer);
    for (const auto& [name, prepare] : preparers) {
        if (name != method) continue;
        auto prepared = prepare(host, params);
        if (!prepared) return answer(Failure(std::move(prepared).error()));
        host.submit(std::move(prepared->input), [answer, tell = std::move(prepared->tell)](Result<Receipt> receipt) {
            if (!receipt) answer(Failure(std::move(receipt).error()));
            else answer(tell(*receipt));
        });
        return;
    }
    answer(fail(ErrorCode::InvalidInput, "there is no command '" + elide(method, 60) + "'"));
}

}  // namespace skein::runtime
