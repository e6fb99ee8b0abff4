// SlackList: what is left of a run, by how much later each task may end without moving the end: the critical ones
// first. Selecting a row selects the task, so the graph walks along. Thread: GUI; rows stay while a person is in them.
#pragma once

#include <QWidget>

#include "ui/bridge/run_feed.h"
#include "ui/common/labels.h"
#include "ui/common/live_table_model.h"
#include "ui/common/selection_context.h"
#include "ui/common/tables.h"

namespace skein::ui {

struct SlackRow {
    TaskRow task;
    Duration slack{-1}, left{-1};  ///< as in Forecast
    bool critical = false;
};

class SlackList : public QWidget {
    Q_OBJECT
public:
    SlackList(const Theme& theme, SelectionContext& selection, RunFeed& feed, QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void take(const RunDelta& delta);
    /// Rows of all tasks as they stand now; while nobody looks they are not made.
    void refresh();
    void sortAgain();
    void describe();

    SelectionContext& m_selection;
    QVector<TaskRow> m_tasks;
    Forecast m_forecast;
    quint32 m_run = 0;
    bool m_another = false;  ///< the rows are those of another plan
    bool m_stale = true;
    LiveTableModel<SlackRow>* m_model;
    Table* m_table;
    ThemedLabel* m_note;
};

}  // namespace skein::ui
