// EventsLog: what happened, newest last, as the journal recorded it, of the tasks
// that the filter of the window lets through; keeps the scroll position unless it was at the
// end. Thread: GUI.
#pragma once

#include <QWidget>

#include "ui/bridge/run_feed.h"
#include "ui/common/labels.h"
#include "ui/common/live_table_model.h"
#include "ui/common/tables.h"
#include "ui/tasks/task_scope.h"

namespace skein::ui {

class EventsLog : public QWidget {
    Q_OBJECT
public:
    EventsLog(const Theme& theme, const TaskScope& scope, RunFeed& feed, QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void take(const RunDelta& delta);
    void filter();

    const TaskScope& m_scope;
    ThemedLabel* m_filtered;
    LiveTableModel<EventRow>* m_model;
    Table* m_table;
    quint32 m_run = 0;
    QString m_workspace;
};

}  // namespace skein::ui
