// PlanSource: the plan as the text of its file: validated while it is typed, off this thread, and taken over as one
// step. What is wrong is named with its line. Thread: GUI.
#pragma once

#include <QPlainTextEdit>
#include <QTimer>
#include <QWidget>

#include "ui/common/labels.h"
#include "ui/common/theme.h"
#include "ui/goal/plan_draft.h"

class QPushButton;

namespace skein::ui {

class PlanSource : public QWidget {
    Q_OBJECT
public:
    PlanSource(const Theme& theme, PlanDraft& draft, QWidget* parent = nullptr);

    /// Shows the plan as it is, unless something was typed that is not taken over.
    void refresh();
    /// Puts the caret to this task, where the text is the plan's.
    void select(const std::string& task);
    /// Makes what was typed the plan. Nothing happens where it is none.
    void apply();
    /// Something was typed that is neither taken over nor thrown away.
    bool isTyped() const;
    /// Throws away what was typed.
    void revert();
    QPlainTextEdit& editor() const { return *m_edit; }

signals:
    /// The caret is in another task.
    void taskEntered(const QString& task);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void check();
    void judged(const QString& error);
    void showState();

    const Theme& m_theme;
    PlanDraft& m_draft;
    QTimer m_typing;
    quint64 m_asked = 0;
    bool m_valid = true, m_filling = false;
    bool m_outdated = false;  ///< the plan has changed since this text was made
    QString m_error;
    std::vector<std::string> m_order;  ///< ids of the tasks, as the text has them
    QPlainTextEdit* m_edit;
    ThemedLabel* m_state;
    QPushButton *m_apply, *m_revert;
};

}  // namespace skein::ui
