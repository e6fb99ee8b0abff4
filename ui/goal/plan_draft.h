// PlanDraft: the plan while a person writes it: what they have, what is proposed beside it, and one undo stack for both
// and for the words of the goal. Edits by hand are locked: a new proposal never overwrites them. A change that would
// close a circle, or break the plan otherwise, is refused with the reason and changes nothing. Thread: GUI.
#pragma once

#include <QObject>
#include <QUndoStack>
#include <map>
#include <memory>
#include <set>

#include "core/plan/diff.h"
#include "ui/goal/goal_form.h"

namespace skein::ui {

class PlanDraft : public QObject {
    Q_OBJECT
public:
    explicit PlanDraft(QObject* parent = nullptr);
    ~PlanDraft() override;

    const GoalForm& form() const { return m_state->form; }
    const Plan& plan() const { return *m_state->plan; }
    /// The plan as it would be with everything that is proposed.
    const Plan& candidate() const { return m_candidate; }
    /// From plan() to candidate(); what was rejected is not in it.
    const plan::PlanDiff& diff() const { return m_diff; }
    bool isLocked(const std::string& task) const { return m_state->locked.contains(task); }
    /// Whether the plan is what the recipe or planner gave, word for word.
    bool isAsProposed() const;
    QUndoStack& undoStack() { return m_stack; }

    /// What the goal says now; typing in one field is one step.
    void setForm(const GoalForm& form, const QString& field);
    /// A new goal: everything before it is gone, undo too.
    void start(const GoalForm& form);
    /// A plan made of the goal. The first is taken as it is; a later one is offered as a diff.
    void propose(const Plan& proposal);
    void forgetProposal();

    /// Takes these changes of the diff over; empty: all. Errors: InvalidInput, and nothing has changed.
    Result<void> accept(const std::vector<std::string>& tasks);
    /// Leaves them out until the proposal says something else about them; empty: all.
    void reject(const std::vector<std::string>& tasks);

    /// This plan instead, as one step: what differs counts as written by hand. The goal stays.
    Result<void> replace(Plan plan);
    Result<void> rename(const std::string& task, const QString& title);
    /// What the agent is told to do. Errors: NotFound, InvalidInput (empty).
    Result<void> instruct(const std::string& task, const QString& words);
    Result<void> move(const std::string& task, const std::string& phase);
    /// After `behind` (empty: at the end), in its phase; every assembler gets to need it. Returns its id.
    Result<std::string> insert(const std::string& behind, const QString& title);
    Result<void> remove(const std::vector<std::string>& tasks);
    /// `task` needs `need` from now on, or no longer.
    Result<void> link(const std::string& need, const std::string& task, bool linked);
    /// Whether these tasks start only when the person lets them pass.
    Result<void> setPause(const std::vector<std::string>& tasks, bool pause);
    /// The same for a phase, whatever tasks it gets. Errors: InvalidInput for one without a name.
    Result<void> setPhasePause(const std::string& phase, bool pause);
    bool isPausedPhase(const std::string& phase) const;
    /// The person's answer to a question of the plan; empty: none, and what is assumed holds.
    void answer(std::size_t question, const QString& words);
    /// Gives a task that was changed by hand back to the proposals.
    void release(const std::string& task);

signals:
    void formChanged();
    void planChanged();

private:
    struct State {
        GoalForm form;
        std::shared_ptr<const Plan> plan = std::make_shared<const Plan>();
        std::set<std::string> locked, removed;
        std::map<std::string, std::string> rejected;  ///< what was proposed for each, as text
    };
    using StatePtr = std::shared_ptr<const State>;
    class Step;
    friend class Step;

    void push(State next, const QString& what, const QString& field = {});
    /// As push(), with this plan, unless it is no plan.
    Result<void> pushPlan(State next, Plan plan, const QString& what);
    void show(const StatePtr& state);
    Plan merged(const State& state) const;
    void compare();

    StatePtr m_state;
    std::optional<Plan> m_proposal;
    Plan m_candidate;
    plan::PlanDiff m_diff;
    QUndoStack m_stack;
};

}  // namespace skein::ui
