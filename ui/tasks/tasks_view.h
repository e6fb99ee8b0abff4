// TasksView: every task of the run as a table; the full equivalent of the graph. Thread: GUI.
#pragma once

#include <QStackedWidget>
#include <QWidget>

#include "ui/bridge/run_feed.h"
#include "ui/common/notices.h"
#include "ui/common/selection_context.h"
#include "ui/common/tables.h"
#include "ui/common/view_header.h"
#include "ui/tasks/bulk_bar.h"
#include "ui/tasks/task_model.h"
#include "ui/tasks/task_scope.h"

namespace skein::ui {

class TasksView : public QWidget {
    Q_OBJECT
public:
    TasksView(const Theme& theme, SelectionContext& selection, TaskScope& scope, RunFeed& feed,
              QWidget* parent = nullptr);
    TaskModel& model() { return *m_model; }
    Table& table() { return *m_table; }
    /// Sorting and columns as QHeaderView::saveState() told before; what does not fit is passed over.
    void showHeader(const QByteArray& state);

protected:
    void resizeEvent(QResizeEvent* event) override;
    /// Esc, one step at a time: the selection first, which is the window's, then what narrows.
    void keyPressEvent(QKeyEvent* event) override;

signals:
    void retryWanted(const skein::ui::RetryScope& scope);
    void taskActivated(quint32 task);
    /// How many rows are shown, and how many changed since and would now be hidden or shown.
    void countsChanged(int shown, int total, int outdated);

private:
    void take(const RunDelta& delta);
    void summarise();
    void showFrozen();
    void showColumns();
    /// Whatever keys are held: the view's own ways to select ask for them.
    void selectOnly(const QModelIndex& index);
    /// Tells the others which rows are selected, where they are several.
    void mark();
    /// Selects the rows that another view says are selected.
    void showMarked();

    const Theme& m_theme;
    SelectionContext& m_selection;
    TaskScope& m_scope;
    TaskModel* m_model;
    ViewHeader* m_header;
    Table* m_table;
    QPushButton* m_all;     ///< visible while something is hidden
    QPushButton* m_resort;  ///< visible while rows stand out of order
    EmptyState* m_empty;
    QStackedWidget* m_stack;
    BulkBar* m_bulk;
    QString m_unwritable;
    bool m_own = false;          ///< the table itself selects
    bool m_showsMarked = false;  ///< rows are being selected as another view says
    bool m_noModel = false;      ///< the run's agents call no model
};

}  // namespace skein::ui
