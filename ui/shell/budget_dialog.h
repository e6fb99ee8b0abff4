// BudgetDialog: the most that may be spent from now on by what a budget bounds (a run, a day, a task...), never less
// than what is spent and reserved already. Thread: GUI.
#pragma once

#include "ui/bridge/run_view.h"
#include "ui/shell/question_dialog.h"

class QLineEdit;

namespace skein::ui {

class BudgetDialog : public QuestionDialog {
    Q_OBJECT
public:
    /// About the budget with the smallest share left; about the run's where there is none.
    BudgetDialog(const Theme& theme, const RunSummary& summary, QWidget* parent);
    const BudgetRow& of() const { return m_of; }
    /// The last amount that could be confirmed.
    MicroUsd budget() const { return m_budget; }

private:
    static QString question(const RunSummary& summary);

    BudgetRow m_of;
    QLineEdit* m_amount;
    ThemedLabel* m_problem;
    MicroUsd m_budget;
};

}  // namespace skein::ui
