// AfterRun: what happens to the computer when the run has come to its end: nothing but a notification, staying awake,
// sleep or power off. Chosen for one run, used once: for the run that is shown and not over, else for the one that is
// started next; another run that is shown has no part in it. Sleep and power off are announced for a minute and can be
// called off; open conflicts and a workspace that is still being written prevent them. Thread: GUI. Must never act on a
// run that was not running in this window, nor twice.
#pragma once

#include <QObject>
#include <QTimer>
#include <optional>
#include <utility>

#include "ui/bridge/run_feed.h"
#include "ui/common/bus.h"

namespace skein::ui {

enum class WhenDone { Notify, StayAwake, Suspend, ShutDown };
/// "Suspend the computer".
QString whenDoneText(WhenDone choice);

class AfterRun : public QObject {
    Q_OBJECT
public:
    AfterRun(RunFeed& feed, Bus& bus, QObject* parent = nullptr);

    /// `despiteConflicts`: also with conflicts that wait for the person.
    void choose(WhenDone choice, bool despiteConflicts);
    /// What is to happen at the end of the run that is shown, or of the one to be started next.
    WhenDone choice() const { return isElsewhere() ? WhenDone::Notify : m_choice; }
    bool despiteConflicts() const { return m_despiteConflicts; }
    /// Until the computer sleeps or goes off; 0: it will not.
    int secondsLeft() const { return m_left; }
    void cancel();
    /// Whether the computer is to stay awake though the run is over.
    bool staysAwake() const { return m_staysAwake; }
    int writerMinutes = 10;     ///< so long a process may go on writing the results; tests wait less
    int countdownSeconds = 60;  ///< ui.md 4.5; tests wait less

signals:
    /// Each second of the countdown; 0: it is over, whatever came of it.
    void counted(int secondsLeft);
    /// Why the computer stays on, or what became of the wish.
    /// `raw`: what the system said, in its own words; empty: nothing.
    void said(const QString& message, const QString& detail, const QString& raw = {});
    void staysAwakeChanged();

private:
    bool isElsewhere() const { return m_for && *m_for != m_shown; }
    void take(const RunSummary& now);
    void finished(const RunSummary& now);
    void begin();
    void tick();
    void act();

    Bus& m_bus;
    WhenDone m_choice = WhenDone::Notify;
    bool m_despiteConflicts = false;
    bool m_ran = false;  ///< the run shown was active in this window
    bool m_staysAwake = false;
    using Which = std::pair<QString, quint32>;  ///< workspace and run
    Which m_shown;
    bool m_shownIsOver = true;
    std::optional<Which> m_for;  ///< nothing: for the next one that is started
    Instant m_chosenAt{};
    QTimer m_second;
    QTimer m_writer;  ///< runs while the workspace is still being written
    int m_left = 0;
};

}  // namespace skein::ui
