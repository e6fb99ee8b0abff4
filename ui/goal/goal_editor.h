// GoalEditor: a goal being written and the plan it gives, side by side: the plan is made anew 0.8 s after the last key,
// off this thread, and is offered as a diff as soon as the person has a plan. Works without any key. Thread: GUI.
#pragma once

#include <QMap>
#include <QTimer>
#include <QWidget>

#include "ui/bridge/run_feed.h"
#include "ui/common/notices.h"
#include "ui/goal/model_planner.h"
#include "ui/goal/plan_draft.h"
#include "ui/goal/plan_previewer.h"
#include "ui/welcome/provider_finder.h"

class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QScrollArea;
class QSpinBox;
class QSplitter;
class QBoxLayout;
class QVBoxLayout;

namespace skein::ui {

class PlanForms;
class PlanTree;

class GoalEditor : public QWidget {
    Q_OBJECT
public:
    ~GoalEditor() override;
    /// `folder`: where goals, workspaces and results of goals written here go.
    GoalEditor(const Theme& theme, RunFeed& feed, QString folder, QWidget* parent = nullptr);

    PlanDraft& draft() { return m_draft; }
    /// Takes a goal file as a draft; the file itself is never written, and what was being written becomes the last goal.
    /// Errors: those of plan::readGoalFile; nothing has changed then.
    Result<void> load(const QString& goalFile);
    void addSources(const QStringList& paths);
    /// Offers a model of a connected provider, or of a server on this machine.
    void addModel(const LocalChoice& choice);
    void choose(const LocalChoice& choice);
    /// An empty goal; what is being written is gone, unless it was started: that is the last goal.
    void startAnew();
    /// Puts the keyboard into the goal.
    void focusGoal();
    /// Asks what becomes of the computer when the run is done; for whoever knows that command.
    QPushButton& whenDoneButton() const { return *m_whenDone; }
    void start();
    /// Path of skeinctl, which plans; empty: beside this program.
    void setControlProgram(const QString& program) { m_planner.setProgram(program); }
    /// Lets the chosen model propose the plan, which is then offered as a diff.
    void planWithModel();
    /// Why it cannot start; empty: it can.
    QString missing() const;

    /// Keeps the form on the disk as it stands, however long or incomplete it is; otherwise that follows every change
    /// after two seconds.
    void keepDraft();

signals:
    void started(const skein::ui::GoalRequest& request);
    void startChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QWidget* makeForm();
    QWidget* makePlan();
    QWidget* makePlanner(QWidget* parent);
    void follow(ModelPlanner& planner);
    void showPlanner();
    void tellPlanner(const QString& message, const QString& detail);
    /// The words that a plan is made of: a plan made of others is out of date.
    QStringList wordsOfGoal() const;
    QPlainTextEdit* addText(QVBoxLayout* form, const QString& label, const QString& objectName,
                            const QString& placeholder, int lines);
    QLineEdit* addLine(QVBoxLayout* form, const QString& label, const QString& objectName, const QString& placeholder);
    /// A field with its name before it.
    void addRow(QVBoxLayout* form, const QString& label, QWidget* field);
    /// What is wrong with a field, below it.
    void addNote(QVBoxLayout* form, const QString& objectName);
    /// Fields begin below each other, as far in as the longest of their names asks for.
    void alignNames();
    GoalForm freshForm() const;
    /// What was being written when the window closed, and the goal that was started last.
    void restoreDraft();
    void useLastGoal();
    /// Says under each field what of it cannot be taken.
    void showNotes();
    /// Whether the person is still in a field that means nothing before it is complete.
    bool isHalfTyped() const;
    /// Says what is wrong with the goal, without the name of the file that stands for the form.
    void tellProblem(const QString& error);
    /// The same without the name of the file that stands for the form.
    QString withoutFile(QString words) const;
    void showForm();
    void showParameters();
    void read(const QString& field);
    void preview();
    void showPreview(const PlanPreview& preview);
    void showPlan();
    /// Marks the tasks of the plan for which there is no file.
    void markTasksWithoutFiles();
    void showFigures(const PlanFigures& figures);
    void showStart();
    /// Which tools of the plan can do something, and why the others cannot.
    void showTools();
    /// The goal file in the drafts' folder, as the form says it now. Errors: InvalidInput, Io.
    Result<QString> writeGoal(const QString& name) const;

    const Theme& m_theme;
    RunFeed& m_feed;
    QString m_folder;
    std::vector<plan::Recipe> m_recipes;
    PlanDraft m_draft;
    PlanPreviewer m_previewer{this};
    QTimer m_typing, m_estimating, m_settling;
    bool m_showing = false;
    bool m_byModel = false;  ///< the plan is made in the run
    bool m_ready = false;    ///< the plan is that of the words
    QString m_problem;       ///< with the goal, not told while the field of it is half typed
    QString m_typedIn;       ///< name of the field the person typed in last
    bool m_kept = true;      ///< the draft on the disk is the form
    std::optional<GoalForm> m_last;
    std::shared_ptr<const std::vector<std::string>> m_paths;  ///< of the sources' files; null: not known
    std::vector<std::string> m_withoutFiles;                  ///< tasks of the plan that could work on none of them
    QString m_refused;                                        ///< why the plan cannot be run
    bool m_paid = false;                                      ///< calls may be charged
    ModelPlanner m_planner;
    QString m_planning;       ///< what planning will probably take
    QString m_planWorkspace;  ///< where the model has planned; its run follows there
    QStringList m_plannedFor;

    struct PlanTool {
        /// A plan, a current row, a task, one that was changed by hand, one that a proposal would change.
        enum class Needs { Plan, Place, Task, Locked, Proposed };
        QPushButton* button;
        QString tip;
        Needs needs = Needs::Task;
    };
    QVector<PlanTool> m_tools;
    QString m_toldMissing;       ///< what was missing when that was told last
    bool m_toldRefusal = false;  ///< the banner says why an edit of the plan was not made
    QSplitter* m_splitter;
    QScrollArea* m_formScroll = nullptr;
    QPlainTextEdit *m_goal, *m_constraints, *m_done, *m_sources;
    QComboBox *m_recipe, *m_models;
    ThemedLabel* m_recipeText;
    QVBoxLayout* m_parameters;
    QBoxLayout* m_startRow;
    QVector<QPair<QString, QLineEdit*>> m_fields;  ///< of the recipe's parameters
    QLineEdit *m_budget, *m_until, *m_workspace, *m_output;
    QSpinBox* m_agents;
    ThemedLabel *m_planTitle, *m_diffText, *m_estimate, *m_risks, *m_missing;
    QWidget* m_diffBar;
    QWidget* m_lastBar;
    QMap<QString, ThemedLabel*> m_notes;  ///< by name of the field above
    ThemedLabel* m_why;
    InlineBanner* m_banner;
    QWidget* m_plannerBar;
    QPushButton *m_planButton, *m_planCancel;
    ThemedLabel* m_planState;
    PlanForms* m_forms;
    PlanTree* m_tree;
    QPushButton *m_start, *m_whenDone;
};

}  // namespace skein::ui
