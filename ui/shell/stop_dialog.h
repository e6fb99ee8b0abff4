// StopDialog: how to stop a run (ui.md 4.5): drain is the default, stopping now says what it discards. Thread: GUI.
#pragma once

#include <QDialog>

#include "ui/bridge/run_feed.h"
#include "ui/common/theme.h"

class QRadioButton;

namespace skein::ui {

class StopDialog : public QDialog {
    Q_OBJECT
public:
    StopDialog(const Theme& theme, const RunSummary& summary, QWidget* parent);
    StopChoice choice() const;

private:
    QRadioButton* m_drain;
    QRadioButton* m_now;
};

}  // namespace skein::ui
