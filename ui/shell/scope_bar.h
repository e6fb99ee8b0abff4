// ScopeBar: what all views show at the moment: the filter, the steps of narrowing (each removable), and as of when.
// Thread: GUI. It must never narrow by itself: it tells SelectionContext what the person did.
#pragma once

#include "ui/common/filter_edit.h"
#include "ui/common/selection_context.h"
#include "ui/tasks/task_scope.h"

class QHBoxLayout;
class QPushButton;

namespace skein::ui {

class FlowLayout;

class ScopeBar : public QWidget {
    Q_OBJECT
public:
    ScopeBar(const Theme& theme, SelectionContext& selection, TaskScope& scope, QWidget* parent = nullptr);
    /// `outdated` rows would be hidden or shown if filtered again.
    void setCounts(int shown, int total, int outdated);
    void setAsOf(const QString& text);
    /// Places a button behind the filter, as long as that keeps room to type in; its command must be elsewhere too.
    void addButton(QPushButton& button);
    void setRunName(const QString& name);
    void focusFilter() { m_edit->focusField(); }
    FilterEdit& edit() { return *m_edit; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void showCrumbs();

    const Theme& m_theme;
    SelectionContext& m_selection;
    FilterEdit* m_edit;
    QHBoxLayout* m_row;
    QWidget* m_crumbRow;
    FlowLayout* m_crumbs;
    ThemedLabel* m_run;
    ThemedLabel* m_asOf;
    QVector<QWidget*> m_chips;
    QPushButton* m_button = nullptr;
};

}  // namespace skein::ui
