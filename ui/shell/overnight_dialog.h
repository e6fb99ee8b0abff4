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
class QVBoxLayout;

namespace skein::ui {

class OvernightDialog : public QDialog {
    Q_OBJECT
public:
    /// `run`: the one that is shown. `setEnd` gives it an end and lets it go on until then; 0: without one.
    OvernightDialog(const Theme& theme, Overnight& overnight, const RunSummary& run,
                    std::function<void(Instant)> setEnd, QWidget* parent);

private:
    void apply();
    /// What keeping the computer awake came to, and what follows from it.
    static QString awakeWords(SleepLock::State state);
    /// A sentence, and where there is one the system's own message behind a button.
    void addProblem(const Theme& theme, QVBoxLayout& column, const QString& objectName, const QString& words,
                    const QString& raw);
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
