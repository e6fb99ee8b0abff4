// QuitDialog: what becomes of a run when the program ends (ui.md 4.5): it goes on by default. Thread: GUI.
#pragma once

#include "ui/bridge/run_view.h"
#include "ui/shell/question_dialog.h"

namespace skein::ui {

enum class QuitChoice { KeepRunning, Hold, Stop };

class QuitDialog : public QuestionDialog {
    Q_OBJECT
public:
    QuitDialog(const Theme& theme, const RunSummary& summary, QWidget* parent);
    QuitChoice choice() const;

private:
    QRadioButton* m_keep = nullptr;
    QRadioButton* m_hold = nullptr;
    QRadioButton* m_stop = nullptr;
};

}  // namespace skein::ui
