// AutoResume: a run that is held because every provider refused (limits, quota) is tried again while nobody is there:
// after 15 minutes, 30, then every hour, twelve times at most. The person can switch it off. Thread: GUI. It must never
// resume what a person, a budget, the disk or a deadline holds.
#pragma once

#include <QObject>
#include <QTimer>

#include "ui/bridge/run_feed.h"

namespace skein::ui {

class AutoResume : public QObject {
    Q_OBJECT
public:
    explicit AutoResume(RunFeed& feed, QObject* parent = nullptr);

    static constexpr int mostTries = 12;
    void setEnabled(bool enabled);
    bool isEnabled() const { return m_enabled; }
    int tries() const { return m_tries; }
    /// "tries again at 03:40 (2 of 12)"; empty: nothing is planned.
    QString text() const { return m_text; }
    int minuteMs = 60'000;  ///< tests wait less

signals:
    void changed();

private:
    void take(const RunSummary& now);
    void plan();
    void clear();

    RunFeed& m_feed;
    bool m_enabled = true;
    bool m_held = false;
    int m_tries = 0;
    quint32 m_run = 0;
    QString m_workspace, m_text;
    QTimer m_next;
    QTimer m_well;  ///< it runs long enough to count as well again
};

}  // namespace skein::ui
