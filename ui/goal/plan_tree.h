// PlanTree: the plan under the person's hands: phases and tasks, what is proposed marked as added, removed or changed,
// what was changed by hand with a pencil. Thread: GUI. Keys: F2 title, Ins insert, Del remove, Ctrl+] and Ctrl+[ next
// and previous phase, L link, P pause point.
#pragma once

#include <QTreeWidget>
#include <map>

#include "ui/common/theme.h"
#include "ui/goal/plan_draft.h"

namespace skein::ui {

class PlanTree : public QTreeWidget {
    Q_OBJECT
public:
    enum class Mark { None, Added, Removed, Changed };

    PlanTree(const Theme& theme, PlanDraft& draft, QWidget* parent = nullptr);

    /// Ids of the selected tasks, in the order of the plan; a phase stands for its tasks.
    std::vector<std::string> selectedTasks() const;
    std::string currentTask() const;
    /// Whether a selected task is one that the proposal would add, remove or change.
    bool hasProposedSelected() const;
    void select(const std::string& task);
    /// Tasks of the plan that could only work on nothing, and why; marked as such.
    void setProblems(std::map<std::string, QString> problems);

    void insertTask();
    void renameTask();
    /// Asks what the current task is to do.
    void editInstruction();
    void removeTasks();
    /// Into the next phase (1) or the one before (-1).
    void moveTask(int direction);
    /// Asks for the task that the current one is to need; one that it needs already is unlinked.
    void linkTask();
    /// Sets or takes a pause point before the selected tasks, or before the phase.
    void pauseTasks();
    void acceptSelected();
    void rejectSelected();

signals:
    /// Why an edit was not made.
    void refused(const QString& message, const QString& detail);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyboardSearch(const QString&) override {}

private:
    void fill();
    QTreeWidgetItem* addTask(QTreeWidgetItem* parent, const TaskSpec& task, Mark mark, const QString& what);
    QIcon markIcon(const QString& sign) const;
    void judge(const Result<void>& result);
    /// Columns as wide as fits side by side; titles give way first.
    void fitColumns();

    const Theme& m_theme;
    PlanDraft& m_draft;
    bool m_filling = false;
    QSet<QString> m_closed;  ///< names of phases
    std::map<std::string, QString> m_problems;
};

}  // namespace skein::ui
