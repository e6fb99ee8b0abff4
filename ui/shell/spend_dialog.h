// SpendDialog: asks before something spends much of what is left (ui.md 4.5); the button carries the amount. Thread:
// GUI.
#pragma once

#include "ui/bridge/run_view.h"
#include "ui/shell/question_dialog.h"

namespace skein::ui {

class SpendDialog : public QuestionDialog {
    Q_OBJECT
public:
    /// `what`: "Retry 37 tasks".
    SpendDialog(const Theme& theme, const RunSummary& summary, const QString& what, MicroUsd estimate, QWidget* parent);

    /// Whether an estimate is large enough to be asked about: five dollars, or a tenth of what is left of the budget.
    static bool isNeeded(const RunSummary& summary, MicroUsd estimate);
};

}  // namespace skein::ui
