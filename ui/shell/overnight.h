// Overnight: what the desktop is told while nobody looks: stay awake while a run is neither finished nor held, and the
// few notifications of ui.md 4.7. Thread: GUI. It must never decide about the run.
#pragma once

#include "ui/bridge/run_feed.h"
#include "ui/common/notifier.h"
#include "ui/common/sleep_lock.h"

namespace skein::ui {

class Overnight : public QObject {
    Q_OBJECT
public:
    Overnight(RunFeed& feed, Bus& bus, QObject* parent = nullptr);
    const SleepLock& lock() const { return m_lock; }
    SleepLock& lock() { return m_lock; }
    Notifier& notifier() { return m_notifier; }
    /// Whether the person looks at the window: then it tells all by itself. Tests answer in its place.
    std::function<bool()> isWatched;

private:
    void take(const RunSummary& now);
    void tell(NoticeKind kind, const QString& title, const QString& text);

    SleepLock m_lock;
    Notifier m_notifier;
    RunSummary m_before;
};

}  // namespace skein::ui
