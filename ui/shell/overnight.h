// Overnight: what the desktop is told while nobody looks: stay awake while a run is neither finished nor held, and the
// few notifications of ui.md 4.7; and what the person allowed beforehand: trying again after provider limits, and what
// becomes of the computer when the run is done. Thread: GUI. It must never decide more about the run than that.
#pragma once

#include "ui/bridge/run_feed.h"
#include "ui/common/notifier.h"
#include "ui/common/sleep_lock.h"
#include "ui/common/sleep_watch.h"
#include "ui/shell/after_run.h"
#include "ui/shell/auto_resume.h"

namespace skein::ui {

/// What holds for every run; kept between starts.
struct OvernightTerms {
    bool quietOn = false;
    QuietHours quiet{QTime(22, 0), QTime(7, 0)};
    bool autoResume = true;
    bool mainsOnly = true;
};

class Overnight : public QObject {
    Q_OBJECT
public:
    Overnight(RunFeed& feed, Bus& bus, QObject* parent = nullptr);
    const SleepLock& lock() const { return m_lock; }
    SleepLock& lock() { return m_lock; }
    SleepWatch& sleepWatch() { return m_watch; }
    Notifier& notifier() { return m_notifier; }
    AfterRun& afterRun() { return m_after; }
    AutoResume& autoResume() { return m_resume; }
    const OvernightTerms& terms() const { return m_terms; }
    void setTerms(const OvernightTerms& terms);
    /// From and to the person's settings; what they do not hold stays as it is.
    void restore();
    void save() const;
    /// Whether the person looks at the window: then it tells all by itself. Tests answer in its place.
    std::function<bool()> isWatched;

private:
    void take(const RunSummary& now);
    void holdAwake();

    SleepLock m_lock;
    SleepWatch m_watch;
    Notifier m_notifier;
    AfterRun m_after;
    AutoResume m_resume;
    OvernightTerms m_terms;
    RunSummary m_before;
};

}  // namespace skein::ui
