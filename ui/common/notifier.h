// Notifier: desktop notifications, sparing: one of a kind in ten minutes, a later one replaces the earlier; at night
// only what blocks the run (ui.md 4.7). Asynchronous over Bus. Thread: GUI. Nothing may be told by it alone: the window
// shows the same.
#pragma once

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QStringList>
#include <QTime>
#include <optional>

#include "ui/common/bus.h"

namespace skein::ui {

enum class NoticeKind { RunFinished, RunFailed, BlockedOnYou, Budget, Breaker };

struct QuietHours {
    QTime from, to;  ///< may run over midnight
};

class Notifier : public QObject {
    Q_OBJECT
public:
    explicit Notifier(Bus& bus, QObject* parent = nullptr);

    /// Tells, or keeps silent: within ten minutes of the last of this kind, or in quiet hours. What was kept silent is
    /// dropped; the window holds it.
    void tell(NoticeKind kind, const QString& title, const QString& text);
    /// Why the last one could not be told; empty: it was, or none was tried.
    QString problem() const { return m_problem; }
    void setQuietHours(std::optional<QuietHours> hours) { m_quiet = hours; }
    /// For tests: what time it is, in milliseconds of any clock and as time of day.
    std::function<qint64()> elapsed;
    std::function<QTime()> timeOfDay;

signals:
    /// The person clicked it.
    void opened(NoticeKind kind);
    void problemChanged(const QString& problem);

private:
    void send(NoticeKind kind, const QString& title, const QString& text);

    Bus& m_bus;
    QElapsedTimer m_clock;
    QString m_problem;
    std::optional<QuietHours> m_quiet;
    std::optional<QStringList> m_capabilities;
    QHash<int, qint64> m_lastTold;
    QHash<int, uint> m_shown;  ///< id of the newest of each kind
};

}  // namespace skein::ui
