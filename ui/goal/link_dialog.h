// LinkDialog: which task another one is to need. What it does not need yet comes first and is chosen; what it needs
// already is marked, and choosing that takes the link away. The sentence below says which of both. Thread: GUI.
#pragma once

#include "core/model/task.h"
#include "ui/shell/question_dialog.h"

class QLineEdit;
class QListWidget;

namespace skein::ui {

class LinkDialog : public QuestionDialog {
    Q_OBJECT
public:
    /// `task` is one of the tasks of `plan`.
    LinkDialog(const Theme& theme, Plan plan, const std::string& task, QWidget* parent);

    /// The task that was chosen; empty: none.
    std::string chosen() const;
    /// Whether the chosen one is needed already, and is not to be any more.
    bool unlinks() const;

private:
    void fill();
    void showEffect();

    Plan m_plan;
    TaskSpec m_task;
    QLineEdit* m_search;
    QListWidget* m_list;
    ThemedLabel* m_effect;
    QPushButton* m_confirm;
};

}  // namespace skein::ui
