// TasksView: every task of the run as a table; the full equivalent of the graph. Thread: GUI.
#pragma once

#include <QStackedWidget>
#include <QWidget>

#include "ui/bridge/run_feed.h"
#include "ui/common/notices.h"
#include "ui/common/selection_context.h"
#include "ui/common/tables.h"
#include "ui/common/view_header.h"
#include "ui/tasks/task_model.h"

class QLineEdit;

namespace skein::ui {

class TasksView : public QWidget {
    Q_OBJECT
public:
    TasksView(const Theme& theme, SelectionContext& selection, RunFeed& feed, QWidget* parent = nullptr);
    TaskModel& model() { return *m_model; }
    Table& table() { return *m_table; }
    void focusFind();
    /// Shows only these tasks until the filter is cleared.
    void showOnly(const QVector<quint32>& tasks, const QString& name);

protected:
    void resizeEvent(QResizeEvent* event) override;

signals:
    void taskActivated(quint32 task);

private:
    void take(const RunDelta& delta);
    void applyFilter();
    void showAll();
    void summarise();
    void showColumns();

    const Theme& m_theme;
    SelectionContext& m_selection;
    TaskModel* m_model;
    ViewHeader* m_header;
    QLineEdit* m_find;
    Table* m_table;
    QPushButton* m_all;  ///< visible while something is hidden
    EmptyState* m_empty;
    QStackedWidget* m_stack;
    QSet<quint32> m_only;
    QString m_onlyName;
    bool m_noModel = false;  ///< the run's agents call no model
};

}  // namespace skein::ui
