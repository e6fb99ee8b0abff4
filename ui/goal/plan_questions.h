// PlanQuestions: what a plan leaves open, each question with suggested answers. Left empty, what is assumed holds, and
// says so in the field. Thread: GUI. Answers are steps of the draft and can be undone as any other.
#pragma once

#include <QVector>
#include <QWidget>

#include "core/plan/questions.h"
#include "ui/common/labels.h"
#include "ui/goal/plan_draft.h"

class QComboBox;
class QVBoxLayout;

namespace skein::ui {

class PlanQuestions : public QWidget {
    Q_OBJECT
public:
    PlanQuestions(const Theme& theme, PlanDraft& draft, QWidget* parent = nullptr);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refresh();
    void build();

    const Theme& m_theme;
    PlanDraft& m_draft;
    ThemedLabel* m_title;
    QVBoxLayout* m_rows;
    std::vector<plan::PlanQuestion> m_shown;  ///< without answers
    QVector<QComboBox*> m_fields;             ///< one for each question; null: a recipe's, which has a field of its own
    bool m_showing = false;
};

}  // namespace skein::ui
