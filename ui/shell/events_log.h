// EventsLog: what happened, newest last, as the journal recorded it; keeps the scroll position unless it was at the
// end. Thread: GUI.
#pragma once

#include <QWidget>

#include "ui/bridge/run_feed.h"
#include "ui/common/live_table_model.h"
#include "ui/common/tables.h"

namespace skein::ui {

class EventsLog : public QWidget {
    Q_OBJECT
public:
    EventsLog(const Theme& theme, RunFeed& feed, QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void take(const RunDelta& delta);

    LiveTableModel<EventRow>* m_model;
    Table* m_table;
    quint32 m_run = 0;
};

}  // namespace skein::ui
