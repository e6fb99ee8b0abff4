// ForkDialog: asks from which moment of a task, and into which file, a workspace is forked; says what is kept and what
// it costs, makes the copy in a worker and offers to open it. Errors stay in it. Thread: GUI.
#pragma once

#include <QLineEdit>

#include "ui/bridge/forker.h"
#include "ui/bridge/run_view.h"
#include "ui/common/notices.h"
#include "ui/shell/question_dialog.h"

class QCheckBox;

namespace skein::ui {

class ForkDialog : public QuestionDialog {
    Q_OBJECT
public:
    ForkDialog(const Theme& theme, const RunSummary& run, const TaskRow& task, QWidget* parent);

signals:
    /// The person wants to see the copy.
    void openWanted(const QString& workspace);

private:
    void offer(const ForkSurvey& survey);
    void addChoices(const ForkSurvey& survey);
    void addPlace(const ForkSurvey& survey);
    void showCost();
    void choosePlace();
    void start();
    void finish(const ForkOutcome& outcome);
    void setBusy(bool busy);
    std::optional<ForkPoint> chosen() const;

    const Theme& m_theme;
    RunSummary m_run;
    TaskRow m_task;
    Forker m_forker;
    QVector<QPair<QRadioButton*, ForkPoint>> m_choices;
    ThemedLabel* m_progress;
    ThemedLabel* m_cost = nullptr;
    InlineBanner* m_banner;
    QWidget* m_form = nullptr;
    QLineEdit* m_place = nullptr;
    QPushButton* m_browse = nullptr;
    QCheckBox* m_consent = nullptr;
    QPushButton* m_cancel = nullptr;
    QPushButton* m_confirm = nullptr;
    QString m_made;  ///< the copy, once it is there
};

}  // namespace skein::ui
