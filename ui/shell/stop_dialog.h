// StopDialog: how to stop a run (ui.md 4.5): drain is the default, stopping now says what it discards. Thread: GUI.
#pragma once

#include "ui/bridge/run_feed.h"
#include "ui/shell/question_dialog.h"

namespace skein::ui {

class StopDialog : public QuestionDialog {
    Q_OBJECT
public:
    StopDialog(const Theme& theme, const RunSummary& summary, QWidget* parent);
    StopChoice choice() const;

private:
    QRadioButton* m_drain;
    QRadioButton* m_now;
};

}  // namespace skein::ui
