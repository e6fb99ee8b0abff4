#include "ui/goal/plan_draft.h"

#include <QUndoCommand>
#include <algorithm>

#include "core/plan/graph.h"
#include "core/plan/pauses.h"
#include "core/plan/plan_file.h"
#include "core/plan/proposal.h"
#include "core/plan/questions.h"

namespace skein::ui {

namespace {

constexpr int mostSteps = 200;   // what a person walks back; each holds a plan
constexpr int mostAnswer = 250;  // characters: four bytes each fit plan::maxAnswerBytes

TaskSpec* find(Plan& plan, const std::string& id) {
    for (auto& task : plan.tasks)
        if (task.id == id) return &task;
    return nullptr;
}

std::set<std::string> idsOf(const Plan& plan) {
    std::set<std::string> ids;
    for (const auto& task : plan.tasks) ids.insert(task.id);
    return ids;
}

/// Needs on tasks that are not there are dropped.
void dropDangling(Plan& plan) {
    const auto ids = idsOf(plan);
    for (auto& task : plan.tasks)
        std::erase_if(task.needs, [&ids](const std::string& need) { return !ids.contains(need); });
}

std::string textOf(const Plan& plan, const std::string& id) {
    for (const auto& task : plan.tasks)
        if (task.id == id) return plan::taskToJson(task).dump();
    return {};
}

}  // namespace

class PlanDraft::Step : public QUndoCommand {
public:
    Step(PlanDraft& draft, StatePtr before, StatePtr after, const QString& what, QString field)
        : QUndoCommand(what),
          m_draft(draft),
          m_before(std::move(before)),
          m_after(std::move(after)),
          m_field(std::move(field)) {}
    void undo() override { m_draft.show(m_before); }
    void redo() override { m_draft.show(m_after); }
    int id() const override { return m_field.isEmpty() ? -1 : 1; }
    bool mergeWith(const QUndoCommand* other) override {
        const auto* next = static_cast<const Step*>(other);
        if (next->m_field != m_field) return false;
        m_after = next->m_after;
        return true;
    }

private:
    PlanDraft& m_draft;
    StatePtr m_before, m_after;
    QString m_field;  ///< of typing; empty: a step of its own
};

PlanDraft::PlanDraft(QObject* parent) : QObject(parent), m_state(std::make_shared<State>()) {
    m_stack.setUndoLimit(mostSteps);
}

PlanDraft::~PlanDraft() {
    // It reports while it is cleared; who listens may be gone already.
    m_stack.disconnect();
}

void PlanDraft::push(State next, const QString& what, const QString& field) {
    m_stack.push(new Step(*this, m_state, std::make_shared<const State>(std::move(next)), what, field));
}

Result<void> PlanDraft::pushPlan(State next, Plan plan, const QString& what) {
    SKEIN_TRY([[maybe_unused]] const auto graph, plan::TaskGraph::create(plan));
    plan::dropEmptyPauses(plan);
    next.plan = std::make_shared<const Plan>(std::move(plan));
    push(std::move(next), what);
    return {};
}

void PlanDraft::show(const StatePtr& state) {
    const StatePtr before = std::exchange(m_state, state);
    if (!(before->form == state->form)) emit formChanged();
    // Typing leaves the plan alone, however large it is.
    if (before->plan == state->plan && before->locked == state->locked && before->rejected == state->rejected) return;
    compare();
    emit planChanged();
}

void PlanDraft::setForm(const GoalForm& form, const QString& field) {
    if (form == m_state->form) return;
    State next = *m_state;
    next.form = form;
    push(std::move(next), tr("typing"), field);
}

void PlanDraft::start(const GoalForm& form) {
    auto state = std::make_shared<State>();
    state->form = form;
    m_state = std::move(state);
    m_proposal.reset();
    m_stack.clear();
    compare();
    emit formChanged();
    emit planChanged();
}

namespace {

/// The questions of `from` with the answers that the plan has for them.
void askAs(const Plan& from, const Plan& answered, Plan& plan) {
    auto questions = plan::questionsOf(from);
    for (auto& question : questions)
        for (const auto& known : plan::questionsOf(answered))
            if (known.text == question.text && !question.ofRecipe) question.answer = known.answer;
    plan::setQuestions(plan, questions);
}

}  // namespace

Plan PlanDraft::merged(const State& state) const {
    if (!m_proposal) return *state.plan;
    Plan result = *m_proposal;
    std::map<std::string, const TaskSpec*> mine;
    for (const auto& task : state.plan->tasks) mine[task.id] = &task;
    const auto proposed = idsOf(*m_proposal);
    std::erase_if(result.tasks, [&](const TaskSpec& task) {
        // A rejected addition stays out; what a person removed too.
        const bool rejected = state.rejected.contains(task.id) && !mine.contains(task.id) &&
                              state.rejected.at(task.id) == plan::taskToJson(task).dump();
        return state.removed.contains(task.id) || rejected;
    });
    for (auto& task : result.tasks) {
        const auto known = mine.find(task.id);
        if (known == mine.end()) continue;
        const auto rejected = state.rejected.find(task.id);
        const bool keeps = state.locked.contains(task.id) ||
                           (rejected != state.rejected.end() && rejected->second == plan::taskToJson(task).dump());
        if (keeps) {
            task = *known->second;
            continue;
        }
        task.pauseBefore = known->second->pauseBefore;
        // What was added by hand stays needed.
        for (const auto& need : known->second->needs)
            if (state.locked.contains(need) && !proposed.contains(need)) task.needs.push_back(need);
    }
    // What the proposal does not know and a person wrote, changed or kept stays where it stood.
    for (std::size_t i = 0; i < state.plan->tasks.size(); ++i) {
        const TaskSpec& task = state.plan->tasks[i];
        const auto rejected = state.rejected.find(task.id);
        const bool stays =
            state.locked.contains(task.id) || (rejected != state.rejected.end() && rejected->second.empty());
        if (proposed.contains(task.id) || !stays) continue;
        auto place = result.tasks.end();
        if (i > 0)
            for (auto it = result.tasks.begin(); it != result.tasks.end(); ++it)
                if (it->id == state.plan->tasks[i - 1].id) place = it + 1;
        result.tasks.insert(place, task);
    }
    dropDangling(result);
    askAs(*m_proposal, *state.plan, result);
    result.pauseBefore = state.plan->pauseBefore;
    plan::dropEmptyPauses(result);
    return result;
}

void PlanDraft::compare() {
    m_candidate = merged(*m_state);
    // Together with edits a proposal can close a circle; then there is nothing to take over.
    if (!plan::TaskGraph::create(m_candidate)) m_candidate = *m_state->plan;
    m_diff = plan::diffPlans(*m_state->plan, m_candidate);
}

void PlanDraft::propose(const Plan& proposal) {
    m_proposal = proposal;
    if (m_state->plan->tasks.empty() && m_state->removed.empty()) {
        // The first is no diff, and no step that could be undone.
        State next = *m_state;
        next.plan = std::make_shared<const Plan>(proposal);
        m_state = std::make_shared<const State>(std::move(next));
    } else {
        Plan plan = *m_state->plan;
        // What is asked is no change of the plan: nobody has to take it over.
        askAs(proposal, plan, plan);
        if (plan.extra != m_state->plan->extra) {
            State next = *m_state;
            next.plan = std::make_shared<const Plan>(std::move(plan));
            m_state = std::make_shared<const State>(std::move(next));
        }
    }
    compare();
    emit planChanged();
}

void PlanDraft::forgetProposal() {
    if (!m_proposal) return;
    m_proposal.reset();
    compare();
    emit planChanged();
}

Result<void> PlanDraft::accept(const std::vector<std::string>& tasks) {
    State next = *m_state;
    if (tasks.empty()) { return pushPlan(std::move(next), m_candidate, tr("accept the proposal")); }
    const std::set<std::string> wanted(tasks.begin(), tasks.end());
    const auto has = [&wanted](const std::vector<std::string>& list, const std::string& id) {
        return wanted.contains(id) && std::find(list.begin(), list.end(), id) != list.end();
    };
    Plan plan = *next.plan;
    std::erase_if(plan.tasks, [&](const TaskSpec& task) { return has(m_diff.removed, task.id); });
    for (std::size_t i = 0; i < m_candidate.tasks.size(); ++i) {
        const TaskSpec& task = m_candidate.tasks[i];
        if (TaskSpec* known = find(plan, task.id)) {
            if (wanted.contains(task.id)) *known = task;
            continue;
        }
        if (!has(m_diff.added, task.id)) continue;
        auto place = plan.tasks.begin();
        for (auto it = plan.tasks.begin(); i > 0 && it != plan.tasks.end(); ++it)
            if (it->id == m_candidate.tasks[i - 1].id) place = it + 1;
        plan.tasks.insert(place, task);
    }
    dropDangling(plan);
    return pushPlan(std::move(next), std::move(plan),
                    tr("accept %n change(s)", nullptr, static_cast<int>(tasks.size())));
}

void PlanDraft::reject(const std::vector<std::string>& tasks) {
    State next = *m_state;
    std::vector<std::string> all = tasks;
    if (all.empty()) {
        all = m_diff.added;
        all.insert(all.end(), m_diff.removed.begin(), m_diff.removed.end());
        for (const auto& change : m_diff.changed) all.push_back(change.id);
    }
    // Of a removed task nothing is proposed: the empty text.
    for (const auto& id : all) next.rejected[id] = m_proposal ? textOf(*m_proposal, id) : std::string();
    push(std::move(next), tr("reject %n change(s)", nullptr, static_cast<int>(all.size())));
}

Result<void> PlanDraft::replace(Plan plan) {
    if (plan.tasks.empty()) return fail(ErrorCode::InvalidInput, "a plan needs at least one task");
    plan.goal = m_state->plan->goal;
    plan.extra = m_state->plan->extra;
    const auto diff = plan::diffPlans(*m_state->plan, plan);
    if (diff.empty()) return {};
    State next = *m_state;
    for (const auto& id : diff.added) {
        next.locked.insert(id);
        next.removed.erase(id);
    }
    for (const auto& change : diff.changed)
        if (change.fields.size() > 1 || change.fields.front().field != "pause_before") next.locked.insert(change.id);
    for (const auto& id : diff.removed) {
        next.locked.erase(id);
        next.removed.insert(id);
    }
    return pushPlan(std::move(next), std::move(plan), tr("edit the source"));
}

Result<void> PlanDraft::rename(const std::string& id, const QString& title) {
    State next = *m_state;
    Plan plan = *next.plan;
    TaskSpec* task = find(plan, id);
    if (!task) return fail(ErrorCode::NotFound, "there is no task " + id);
    const std::string name = title.trimmed().toStdString();
    if (name.empty()) return fail(ErrorCode::InvalidInput, "a task needs a title");
    if (name == task->title) return {};
    // Of a task of one's own the title is all that is said of it, until its instruction is written.
    if (task->instruction == task->title) task->instruction = name;
    task->title = name;
    next.locked.insert(id);
    return pushPlan(std::move(next), std::move(plan), tr("rename %1").arg(QString::fromStdString(id)));
}

Result<void> PlanDraft::instruct(const std::string& id, const QString& words) {
    State next = *m_state;
    Plan plan = *next.plan;
    TaskSpec* task = find(plan, id);
    if (!task) return fail(ErrorCode::NotFound, "there is no task " + id);
    const std::string instruction = words.trimmed().toStdString();
    if (instruction.empty()) return fail(ErrorCode::InvalidInput, "a task needs an instruction");
    if (instruction == task->instruction) return {};
    task->instruction = instruction;
    next.locked.insert(id);
    return pushPlan(std::move(next), std::move(plan), tr("instruct %1").arg(QString::fromStdString(id)));
}

Result<void> PlanDraft::move(const std::string& id, const std::string& phase) {
    State next = *m_state;
    Plan plan = *next.plan;
    TaskSpec* task = find(plan, id);
    if (!task) return fail(ErrorCode::NotFound, "there is no task " + id);
    if (task->phase == phase) return {};
    task->phase = phase;
    next.locked.insert(id);
    return pushPlan(std::move(next), std::move(plan), tr("move %1").arg(QString::fromStdString(id)));
}

Result<std::string> PlanDraft::insert(const std::string& behind, const QString& title) {
    State next = *m_state;
    Plan plan = *next.plan;
    const auto ids = idsOf(plan);
    int number = 1;
    while (ids.contains("own-" + std::to_string(number)) || next.removed.contains("own-" + std::to_string(number)))
        ++number;
    TaskSpec task;
    task.id = "own-" + std::to_string(number);
    task.kind = "digest";
    task.title =
        title.trimmed().isEmpty() ? tr("New task %1").arg(number).toStdString() : title.trimmed().toStdString();
    task.instruction = task.title;
    task.output.type = "markdown";
    auto place = std::find_if(plan.tasks.begin(), plan.tasks.end(),
                              [](const TaskSpec& known) { return known.kind == plan::assemblerKind; });
    for (auto it = plan.tasks.begin(); it != plan.tasks.end(); ++it)
        if (it->id == behind) {
            task.phase = it->phase;
            place = it->kind == plan::assemblerKind ? it : it + 1;
        }
    if (behind.empty() && place != plan.tasks.begin()) task.phase = (place - 1)->phase;
    // A task about nothing could find nothing: it is about what the one before it is about, else about as much as any.
    for (const TaskSpec& known : plan.tasks) {
        const bool same = known.id == behind && !known.scope.empty();
        if (!same && known.scope.size() <= task.scope.size()) continue;
        task.scope = known.scope;
        // Over the same files it takes about as long.
        if (known.kind == task.kind) task.estimate = known.estimate;
        if (same) break;
    }
    next.locked.insert(task.id);
    plan.tasks.insert(place, task);
    for (auto& known : plan.tasks)
        if (known.kind == plan::assemblerKind) known.needs.push_back(task.id);
    SKEIN_CHECK(pushPlan(std::move(next), std::move(plan), tr("insert a task")));
    return task.id;
}

Result<void> PlanDraft::remove(const std::vector<std::string>& tasks) {
    State next = *m_state;
    Plan plan = *next.plan;
    const std::set<std::string> gone(tasks.begin(), tasks.end());
    std::erase_if(plan.tasks, [&gone](const TaskSpec& task) { return gone.contains(task.id); });
    if (plan.tasks.empty()) return fail(ErrorCode::InvalidInput, "a plan needs at least one task");
    dropDangling(plan);
    for (const auto& id : gone) {
        next.locked.erase(id);
        next.removed.insert(id);
    }
    return pushPlan(std::move(next), std::move(plan), tr("remove %n task(s)", nullptr, static_cast<int>(tasks.size())));
}

Result<void> PlanDraft::link(const std::string& need, const std::string& id, bool linked) {
    State next = *m_state;
    Plan plan = *next.plan;
    TaskSpec* task = find(plan, id);
    if (!task || !find(plan, need)) return fail(ErrorCode::NotFound, "there is no task " + (task ? need : id));
    std::erase(task->needs, need);
    if (linked) task->needs.push_back(need);
    next.locked.insert(id);
    return pushPlan(std::move(next), std::move(plan), linked ? tr("link two tasks") : tr("unlink two tasks"));
}

Result<void> PlanDraft::setPause(const std::vector<std::string>& tasks, bool pause) {
    Plan plan = *m_state->plan;
    int count = 0;
    for (const auto& id : tasks)
        if (TaskSpec* task = find(plan, id); task && task->pauseBefore != pause) {
            task->pauseBefore = pause;
            ++count;
        }
    if (count == 0) return {};
    return pushPlan(
        *m_state, std::move(plan),
        pause ? tr("pause before %n task(s)", nullptr, count) : tr("no pause before %n task(s)", nullptr, count));
}

Result<void> PlanDraft::setPhasePause(const std::string& phase, bool pause) {
    if (phase.empty())
        return fail(ErrorCode::InvalidInput, tr("only a phase with a name can have a pause point").toStdString());
    if (isPausedPhase(phase) == pause) return {};
    Plan plan = *m_state->plan;
    std::erase(plan.pauseBefore, phase);
    if (pause) plan.pauseBefore.push_back(phase);
    const QString name = QString::fromStdString(phase);
    return pushPlan(*m_state, std::move(plan),
                    pause ? tr("pause before phase %1").arg(name) : tr("no pause before phase %1").arg(name));
}

bool PlanDraft::isPausedPhase(const std::string& phase) const {
    const auto& phases = m_state->plan->pauseBefore;
    return std::find(phases.begin(), phases.end(), phase) != phases.end();
}

bool PlanDraft::isAsProposed() const {
    // Pause points are the person's: no recipe and no planner says them.
    const bool pauses = !plan::pausePoints(*m_state->plan).empty();
    return m_state->locked.empty() && m_state->removed.empty() && m_state->rejected.empty() && m_diff.empty() &&
           !pauses;
}

// An answer takes effect in the tasks when the plan is begun (plan::tellTasks).
void PlanDraft::answer(std::size_t question, const QString& words) {
    auto questions = plan::questionsOf(*m_state->plan);
    if (question >= questions.size()) return;
    const std::string answer = words.simplified().left(mostAnswer).toStdString();
    if (questions[question].answer == answer) return;
    questions[question].answer = answer;
    Plan plan = *m_state->plan;
    plan::setQuestions(plan, questions);
    State next = *m_state;
    next.plan = std::make_shared<const Plan>(std::move(plan));
    push(std::move(next), tr("answer question %1").arg(question + 1), QStringLiteral("question%1").arg(question));
}

void PlanDraft::release(const std::string& id) {
    if (!isLocked(id)) return;
    State next = *m_state;
    next.locked.erase(id);
    push(std::move(next), tr("release %1").arg(QString::fromStdString(id)));
}

}  // namespace skein::ui
