// BudgetDialog: the most a run may spend from now on, never less than what is spent and reserved already. Thread: GUI.
#pragma once

#include <QDialog>

#include "ui/bridge/run_view.h"
#include "ui/common/theme.h"

class QLineEdit;

namespace skein::ui {

class ThemedLabel;

class BudgetDialog : public QDialog {
    Q_OBJECT
public:
    BudgetDialog(const Theme& theme, const RunSummary& summary, QWidget* parent);
    /// The last amount that could be confirmed.
    MicroUsd budget() const { return m_budget; }

private:
    QLineEdit* m_amount;
    ThemedLabel* m_problem;
    MicroUsd m_budget;
};

}  // namespace skein::ui
