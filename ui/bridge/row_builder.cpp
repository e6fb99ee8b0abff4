#include "ui/bridge/row_builder.h"

#include <QFileInfo>

#include "core/coherence/values.h"
#include "core/engine/batches.h"
#include "core/plan/estimate.h"
#include "core/plan/proposal.h"
#include "core/runtime/budgets.h"
#include "core/runtime/costs.h"
#include "core/runtime/queries.h"
#include "core/runtime/run_plan.h"
#include "core/runtime/run_questions.h"
#include "core/runtime/text_output.h"

namespace skein::ui {

namespace {

constexpr qsizetype maxReason = 200;  // one table line; the Output tab shows the whole text

QString shortened(const QString& words) {
    QString line = words.simplified();
    if (line.size() > maxReason) line = line.left(maxReason - 1) + QChar(0x2026);
    return line;
}

/// Nothing used and nothing charged is a fact; the rest is one when the provider reported it.
bool isMeasured(const TaskState& task) {
    return task.usage.measured ||
           (task.usage.totalIn().value == 0 && task.usage.output.value == 0 && task.spent.value == 0);
}

}  // namespace

Answer answerOf(Decision decision) {
    switch (decision) {
        case Decision::TakeA: return Answer::TakeA;
        case Decision::TakeB: return Answer::TakeB;
        case Decision::Neither: return Answer::Neither;
        case Decision::NotAConflict: return Answer::NotAConflict;
        case Decision::Combine:
        case Decision::Refine:
        case Decision::OwnText: return Answer::OwnText;
        case Decision::BothTrue: return Answer::NotAConflict;
        case Decision::Regenerate: return Answer::Neither;
    }
    return Answer::TakeA;
}

const char* takeName(Answer answer) {
    switch (answer) {
        case Answer::TakeA: return "a";
        case Answer::TakeB: return "b";
        case Answer::Neither: return "neither";
        case Answer::NotAConflict: return "not-a-conflict";
        case Answer::OwnText: return "own-text";
    }
    return "a";
}

RunPhase phaseOf(const RunState& run) {
    const auto heldAs = [&run] {
        switch (run.holdReason) {
            case HoldReason::Budget: return RunPhase::HeldByBudget;
            case HoldReason::Disk: return RunPhase::HeldByDisk;
            case HoldReason::Keys: return RunPhase::HeldByKeys;
            case HoldReason::Plan: return RunPhase::HeldByPlan;
            case HoldReason::Deadline: return RunPhase::HeldByDeadline;
            case HoldReason::Person: break;
        }
        return RunPhase::Held;
    };
    switch (run.status) {
        case RunStatus::Running: return planComplete(run) ? RunPhase::Running : RunPhase::Opening;
        case RunStatus::Held: return heldAs();
        case RunStatus::Stopping: return RunPhase::Stopping;
        case RunStatus::Settled: break;
    }
    switch (run.outcome) {
        case RunOutcome::Done: return RunPhase::Done;
        case RunOutcome::Failed: return RunPhase::Failed;
        case RunOutcome::Blocked: return RunPhase::Blocked;
        case RunOutcome::Held: return heldAs();
        case RunOutcome::Stopped: return RunPhase::Stopped;
    }
    return RunPhase::Done;
}

Status statusOf(const RunState& run, const TaskState& task) {
    switch (task.status) {
        case TaskStatus::Running: return task.failures > 0 ? Status::Retrying : Status::Running;
        case TaskStatus::Done: return task.reused ? Status::Reused : Status::Done;
        case TaskStatus::Failed: return Status::Failed;
        case TaskStatus::Withdrawn: return Status::Cancelled;
        case TaskStatus::Waiting: break;
    }
    if (isGated(run, task) || isPaused(run, task)) return Status::NeedsYou;
    if (run.status == RunStatus::Held) return Status::Held;
    if (!isReady(run, task)) return Status::Waiting;
    return task.failures > 0 ? Status::Backoff : Status::Ready;
}

QString RowBuilder::agentText(AgentId agent) {
    return agent ? QStringLiteral("a-%1").arg(agent.value, 3, 10, QLatin1Char('0')) : QString();
}

const RowBuilder::Names& RowBuilder::names(const TaskState& task) {
    const auto found = m_names.find(task.shape.spec);
    if (found != m_names.end()) return found->second;
    Names names;
    if (const auto spec = m_reader->taskSpec(task)) {
        names.id = text(spec->id);
        names.title = text(spec->title);
        names.phase = text(spec->phase);
        names.proposedBy = text(plan::proposedBy(*spec));
    } else {
        names.id = QStringLiteral("#%1").arg(task.shape.task.value);
    }
    return m_names.emplace(task.shape.spec, std::move(names)).first->second;
}

QString RowBuilder::taskId(const State& state, RunId run, TaskNo no) {
    const TaskState* task = state.task(run, no);
    return task ? names(*task).id : QString();
}

/// Planning goes on while an accepted plan is being worked on; that it does, and what came of it, is on its task.
QString RowBuilder::planningReason(const RunState& run, const TaskState& planner) {
    if (planner.status == TaskStatus::Running) return tr("planning: a model is asked for the tasks of this part");
    if (expansionPending(planner)) return tr("planning: its proposal is being worked into the plan");
    const QString id = names(planner).id;
    int added = 0;
    for (const TaskState& task : run.tasks)
        added += task.status != TaskStatus::Withdrawn && names(task).proposedBy == id;
    return tr("planned: %n task(s) added", nullptr, added);
}

QString RowBuilder::reason(const RunState& run, const TaskState& task) {
    if (task.shape.role == TaskRole::Planner && (task.status == TaskStatus::Running || task.status == TaskStatus::Done))
        return planningReason(run, task);
    switch (task.status) {
        case TaskStatus::Running:
            if (!task.current) return {};
            switch (task.current->stage) {
                case AttemptStage::Assembling: return tr("putting its context together");
                case AttemptStage::Stepping:
                    return task.current->stepKind == StepKind::Model ? tr("model call in flight")
                                                                     : tr("tool call in flight");
                case AttemptStage::Checking: return tr("checking the output");
                case AttemptStage::Extracting: return tr("reading claims from the output");
                case AttemptStage::Comparing: return tr("comparing its claims");
            }
            return {};
        case TaskStatus::Done:
            if (task.openConflicts > 0)
                return tr("%n open conflict(s) about its claims", nullptr, static_cast<int>(task.openConflicts));
            return task.reused ? tr("inputs unchanged, result taken over") : tr("accepted");
        case TaskStatus::Failed: {
            const auto found = m_failures.find(task.failure);
            if (found != m_failures.end()) return found->second;
            const auto detail = m_reader->blob(task.failure);
            return m_failures
                .emplace(task.failure, detail ? shortened(text(*detail))
                                              : tr("%n attempt(s) failed", nullptr, static_cast<int>(task.failures)))
                .first->second;
        }
        case TaskStatus::Withdrawn: return tr("taken out of the plan");
        case TaskStatus::Waiting: break;
    }
    if (isGated(run, task)) return tr("needs a result that is in dispute");
    if (isPaused(run, task)) return tr("held at a pause point until you let it pass");
    const bool rests = run.status == RunStatus::Settled;
    if (isReady(run, task) && (run.status == RunStatus::Held || (rests && run.outcome == RunOutcome::Held)))
        return tr("waits until the run is resumed");
    if (isReady(run, task) && rests) return tr("was not run");
    if (isReady(run, task))
        return task.failures > 0 ? tr("waits before the next try, %n failed", nullptr, static_cast<int>(task.failures))
                                 : tr("waiting for an agent");
    if (task.shape.role == TaskRole::Assembler) return tr("runs when everything else rests");
    int missing = 0;
    for (const TaskNo need : task.shape.needs)
        missing += need.value <= run.tasks.size() && !isSettledResult(run.tasks[need.value - 1]);
    return tr("needs %n more result(s)", nullptr, missing);
}

TaskRow RowBuilder::task(const RunState& run, const TaskState& task, Instant now) {
    const Names& known = names(task);
    TaskRow row;
    row.no = task.shape.task.value;
    row.id = known.id;
    row.title = known.title;
    row.phase = known.phase;
    row.kind = text(task.shape.kind);
    row.status = statusOf(run, task);
    row.attempt = static_cast<int>(task.attempts);
    const auto begun = m_begun.find({run.run, task.shape.task});
    if (waitsForBatch(task)) row.agent = tr("in a batch");  // nobody works on it here
    else if (task.current) row.agent = agentText(task.current->agent);
    else if (begun != m_begun.end()) row.agent = agentText(begun->second.agent);
    // The state keeps when the first attempt began; of a later one only its own event tells, and without it nothing
    // is said: the time from the first to the last would count hours in which nobody worked.
    if (task.current) row.startedAt = task.current->startedAt;
    else if (begun != m_begun.end()) row.startedAt = begun->second.at;
    else if (task.attempts == 1) row.startedAt = task.startedAt;
    if (task.current) row.elapsed = now - task.current->startedAt;
    else if (row.startedAt.value > 0 && task.finishedAt >= row.startedAt) row.elapsed = task.finishedAt - row.startedAt;
    row.tokensIn = task.usage.totalIn();
    row.tokensOut = task.usage.output;
    row.tokensMeasured = isMeasured(task);
    row.cost = task.spent;
    row.why = reason(run, task);
    row.pausePoint = task.paused && task.status == TaskStatus::Waiting;
    row.blocks = row.no <= run.feeds.size() ? static_cast<int>(run.feeds[row.no - 1].size()) : 0;
    return row;
}

PlanView RowBuilder::plan(const RunState& run, Instant now) {
    PlanView view;
    view.run = run.run.value;
    for (const TaskState& state : run.tasks) {
        TaskRow row = task(run, state, now);
        if (!view.phases.contains(row.phase)) view.phases.append(row.phase);
        for (const TaskNo need : state.shape.needs) view.edges.append({need.value, row.no});
        view.tasks.append(std::move(row));
    }
    return view;
}

void RowBuilder::readGoal(const RunState& run, RunSummary& summary) {
    auto found = m_goals.find(run.run);
    if (found == m_goals.end() || found->second.plan != run.plan) {
        GoalText goal;
        goal.plan = run.plan;
        const auto string = [](const Json& json, const char* key) {
            const auto value = json.find(key);
            return value != json.end() && value->is_string() ? text(value->get<std::string>()) : QString();
        };
        if (const auto json = m_reader->blobJson(run.goal); json && json->is_object()) {
            goal.statement = string(*json, "goal");
            for (const auto& constraint : json->value("constraints", Json::array()))
                if (constraint.is_string()) goal.constraints.append(text(constraint.get<std::string>()));
        }
        for (const auto& question : runtime::questionsJson(*m_reader, run)) {
            const QString asked = string(question, "question"), answer = string(question, "answer");
            const QString by = string(question, "by");
            PlanAnswer held;
            held.by = by == QLatin1String("person")    ? PlanAnswer::By::Person
                      : by == QLatin1String("planner") ? PlanAnswer::By::Planner
                                                       : PlanAnswer::By::Recipe;
            held.words = (held.by == PlanAnswer::By::Person    ? tr("Answered by you: %1 (%2)")
                          : held.by == PlanAnswer::By::Planner ? tr("Assumed by the planner: %1 (%2)")
                                                               : tr("Assumed by the recipe: %1 (%2)"))
                             .arg(answer, asked);
            goal.answers.append(held);
        }
        if (const auto json = m_reader->blobJson(run.options); json && json->is_object()) {
            goal.provider = string(*json, "provider");
            goal.model = string(*json, "model");
        }
        found = m_goals.insert_or_assign(run.run, std::move(goal)).first;
    }
    summary.goal = found->second.statement;
    summary.constraints = found->second.constraints;
    summary.answers = found->second.answers;
    summary.provider = found->second.provider;
    summary.model = found->second.model;
}

/// Asked of the journal seldom: what is unknown stays so, and of models with prices everything is known.
bool RowBuilder::spentKnown(const State& state, const RunState& run) {
    constexpr std::uint64_t step = 200;  // entries
    const auto [found, isNew] = m_known.try_emplace(run.run);
    Known& last = found->second;
    const bool rests = run.status == RunStatus::Settled && last.sequence != state.sequence;
    const bool due = last.known && (rests || state.sequence >= last.sequence + step);
    if (isNew || last.options != run.options || due)
        last = {run.options, state.sequence, runtime::costKnown(*m_reader, run)};
    return last.known;
}

QString RowBuilder::planEstimate(const RunState& run) {
    const auto [found, isNew] = m_estimates.try_emplace({run.run, run.planRevision});
    if (!isNew) return found->second;
    const auto plan = runtime::planOfRun(*m_reader, run);
    if (!plan) return {};
    if (const auto estimate = runtime::estimateOfRun(*m_reader, run, *plan))
        found->second = text(plan::describe(estimate->outlook));
    return found->second;
}

RunSummary RowBuilder::summary(const State& state, const RunState& run) {
    RunSummary s;
    s.run = run.run.value;
    s.workspace = text(m_reader->path());
    s.name = QFileInfo(s.workspace).completeBaseName();
    readGoal(run, s);
    s.phase = phaseOf(run);
    s.total = static_cast<int>(run.tasks.size());
    s.tokensMeasured = true;
    for (const TaskState& task : run.tasks) {
        ++s.counts[static_cast<std::size_t>(statusOf(run, task))];
        s.tokensIn += task.usage.totalIn();
        s.tokensOut += task.usage.output;
        s.tokensMeasured &= isMeasured(task);
        s.agentsRunning += task.status == TaskStatus::Running && !waitsForBatch(task);  // a batch holds no agent
        s.paused += isPaused(run, task);
        const bool planner = task.shape.role == TaskRole::Planner && task.status != TaskStatus::Withdrawn;
        s.partsInPlanning += planner && (task.status == TaskStatus::Running || expansionPending(task));
    }
    s.spent = run.spent;
    s.reserved = run.reserved + run.unconfirmed;
    s.budget = run.budget;
    s.until = run.until.value_or(Instant{});
    s.nearBudget = runtime::nearBudget(state, run);
    if (const auto tight = runtime::tightest(state, run)) {
        const BudgetName& of = tight->of;
        BudgetRow row{of.scope, text(of.swarm), of.task.value, tight->limit, tight->spent + tight->pending};
        if (of.task) row.name = text(runtime::taskTitle(*m_reader, run.tasks[of.task.value - 1]));
        s.tightest = row;
        if (s.phase == RunPhase::HeldByBudget) s.nextCall = runtime::nextCallNeeds(run, of);
    }
    s.spentKnown = spentKnown(state, run);
    if (s.phase == RunPhase::HeldByPlan) s.planEstimate = planEstimate(run);
    s.agents = static_cast<int>(run.agents);
    s.startedAt = run.startedAt;
    s.endedAt = run.status == RunStatus::Settled ? run.settledAt : Instant{};
    for (const ConflictState& conflict : state.conflicts) {
        if (conflict.run != run.run) continue;
        s.conflictsOpen += conflict.status == ConflictState::Status::Open;
        s.conflictsSettled += conflict.status == ConflictState::Status::Resolved;
    }
    s.hasDeliverable = run.deliverableRevision > 0;
    s.deliverableRevision = static_cast<int>(run.deliverableRevision);
    s.draft = run.draft;
    s.simulated = run.simulated;
    s.sequence = state.sequence;
    return s;
}

ConflictRow RowBuilder::conflict(const State& state, const ConflictState& conflict) {
    auto found = m_conflicts.find(conflict.conflict);
    if (found == m_conflicts.end()) {
        ConflictText words;
        if (const auto facts = runtime::conflictFacts(*m_reader, conflict)) {
            words = {text(facts->a.subject), text(facts->rule), shortened(text(coherence::describeValue(facts->a))),
                     shortened(text(coherence::describeValue(facts->b))),
                     text(runtime::conflictLabel(facts->a, facts->b))};
        }
        found = m_conflicts.emplace(conflict.conflict, std::move(words)).first;
    }
    ConflictRow row;
    row.id = conflict.conflict.value;
    row.run = conflict.run.value;
    row.subject = found->second.subject;
    row.label = found->second.label;
    row.rule = found->second.rule;
    row.claimA = found->second.a;
    row.claimB = found->second.b;
    row.taskA = conflict.taskA.value;
    row.taskB = conflict.taskB.value;
    switch (conflict.status) {
        case ConflictState::Status::Open: row.standing = ConflictStanding::Open; break;
        case ConflictState::Status::Resolved:
            row.standing = ConflictStanding::Resolved;
            row.answer = answerOf(conflict.decision);
            row.decidedByPolicy = conflict.by == Decider::Policy;
            break;
        case ConflictState::Status::Suspected:  // a model is asked: nothing for a person yet
        case ConflictState::Status::Lapsed: row.standing = ConflictStanding::Lapsed; break;
    }
    if (const RunState* run = state.run(conflict.run); run && row.standing == ConflictStanding::Open) {
        std::set<TaskNo> waiting;
        for (const TaskNo side : {conflict.taskA, conflict.taskB})
            if (side && side.value <= run->feeds.size())
                for (const TaskNo consumer : run->feeds[side.value - 1])
                    if (isGated(*run, run->tasks[consumer.value - 1])) waiting.insert(consumer);
        row.blocks = static_cast<int>(waiting.size());
    }
    return row;
}

void RowBuilder::noteEvent(const Event& event, Instant at) {
    if (const auto* started = std::get_if<event::AttemptStarted>(&event))
        m_begun[{started->run, started->task}] = {started->agent, at};
}

EventRow RowBuilder::event(const State& state, const runtime::CommittedEvent& committed) {
    EventRow row;
    row.sequence = committed.sequence;
    row.at = committed.at;
    row.kind =
        QString::fromUtf8(eventKind(committed.event).data(), static_cast<qsizetype>(eventKind(committed.event).size()));
    std::visit(
        [&](const auto& e) {
            using E = std::decay_t<decltype(e)>;
            if constexpr (requires {
                              e.run;
                              e.task;
                          })
                row.object = taskId(state, e.run, e.task);
            else if constexpr (requires { e.conflict; }) row.object = tr("conflict %1").arg(e.conflict.value);
            else if constexpr (requires { e.run; }) row.object = tr("run %1").arg(e.run.value);
            if constexpr (std::is_same_v<E, event::AttemptStarted>)
                row.text = tr("attempt %1, %2").arg(e.attempt.value).arg(agentText(e.agent));
            else if constexpr (std::is_same_v<E, event::TaskFinished>)
                row.text = e.reused      ? tr("result taken over")
                           : e.unchanged ? tr("same result as before")
                                         : tr("accepted");
            else if constexpr (std::is_same_v<E, event::StepSettled>)
                row.text = QString::fromLatin1(nameIn(EnumNames<StepOutcome>::table, e.outcome).data());
            else if constexpr (std::is_same_v<E, event::AttemptFailed>)
                row.text = QString::fromLatin1(nameIn(EnumNames<StepOutcome>::table, e.outcome).data());
            else if constexpr (std::is_same_v<E, event::RunSettled>)
                row.text = QString::fromLatin1(nameIn(EnumNames<RunOutcome>::table, e.outcome).data());
            else if constexpr (std::is_same_v<E, event::RunHeld>)
                row.text = QString::fromLatin1(nameIn(EnumNames<HoldReason>::table, e.reason).data());
            else if constexpr (std::is_same_v<E, event::ConflictResolved>)
                row.text = QString::fromLatin1(nameIn(EnumNames<Decision>::table, e.decision).data());
            else if constexpr (std::is_same_v<E, event::PausesChanged>)
                row.text =
                    e.hold ? tr("%n task(s) held until you let them pass", nullptr, static_cast<int>(e.tasks.size()))
                           : tr("%n task(s) let pass", nullptr, static_cast<int>(e.tasks.size()));
            else if constexpr (std::is_same_v<E, event::ClaimsRecorded>)
                row.text = tr("%n claim(s)", nullptr, static_cast<int>(e.count));
            else if constexpr (std::is_same_v<E, event::SourceRecorded>)
                row.text = tr("%n fact(s) for the memory", nullptr, static_cast<int>(e.atoms));
            else if constexpr (std::is_same_v<E, event::AffectedFound>)
                row.text = tr("%n task(s)", nullptr, static_cast<int>(e.tasks));
        },
        committed.event);
    return row;
}

}  // namespace skein::ui
