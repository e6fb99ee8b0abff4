// OvernightDialog: what Skein does while nobody is there: notifications and quiet hours, the computer's sleep, what
// comes after the run, and trying again after provider limits. Every change holds at once. Thread: GUI.
#pragma once

#include <QDialog>
#include <functional>

#include "ui/common/theme.h"
#include "ui/shell/overnight.h"

class QCheckBox;
class QComboBox;
class QTimeEdit;

namespace skein::ui {

class OvernightDialog : public QDialog {
    Q_OBJECT
public:
    /// `run`: the one that is shown. `setEnd` gives it an end and lets it go on until then; 0: without one.
    OvernightDialog(const Theme& theme, Overnight& overnight, const RunSummary& run,
                    std::function<void(Instant)> setEnd, QWidget* parent);

private:
    void apply();
    QWidget* makeEnd(const Theme& theme, const RunSummary& run, QWidget* page);
    Overnight& m_overnight;
    std::function<void(Instant)> m_setEnd;
    QComboBox* m_whenDone;
    QCheckBox* m_despite;
    QCheckBox* m_quiet;
    QTimeEdit* m_from;
    QTimeEdit* m_to;
    QCheckBox* m_resume;
    QCheckBox* m_mains;
};

}  // namespace skein::ui
