// BudgetDialog: the most a run may spend from now on, never less than what is spent and reserved already. Thread: GUI.
#pragma once

#include <QDialog>

#include "ui/bridge/run_view.h"
#include "ui/common/theme.h"

class QDoubleSpinBox;

namespace skein::ui {

class BudgetDialog : public QDialog {
    Q_OBJECT
public:
    BudgetDialog(const Theme& theme, const RunSummary& summary, QWidget* parent);
    MicroUsd budget() const;

private:
    QDoubleSpinBox* m_amount;
};

}  // namespace skein::ui
