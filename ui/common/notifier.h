// Notifier: desktop notifications, sparing: one of a kind in ten minutes, then the newest of those that waited, in its
// place; in quiet hours only what blocks the run, the rest when they are over (ui.md 4.7). Asynchronous over Bus. Thread: GUI. Nothing may be told by it alone: the window
// shows the same.
#pragma once

#include <QElapsedTimer>
#include <QHash>
#include <QMap>
#include <QObject>
#include <QStringList>
#include <QTime>
#include <QTimer>
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

    /// Tells it now or, within ten minutes of the last of this kind or in quiet hours, after that, unless there is
    /// something newer by then. What is not wanted when it is due is dropped; the window holds it.
    void tell(NoticeKind kind, const QString& title, const QString& text);
    /// Tells what has waited and may be told now; it does so by itself every half minute.
    void catchUp();
    /// Drops what waits: it was of another run.
    void forget() { m_later.clear(); }
    /// Whether the person has to be told: not who looks at the window. Empty: always.
    std::function<bool()> isWanted;
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
    struct Notice {
        QString title, text;
    };
    bool isHeld(NoticeKind kind) const;
    void give(NoticeKind kind, const Notice& notice);
    void send(NoticeKind kind, const Notice& notice);

    Bus& m_bus;
    QTimer m_catchUp;
    QElapsedTimer m_clock;
    QString m_problem;
    std::optional<QuietHours> m_quiet;
    std::optional<QStringList> m_capabilities;
    QMap<NoticeKind, Notice> m_later;  ///< waits; the newest of each kind
    QHash<int, qint64> m_lastTold;
    QHash<int, uint> m_shown;  ///< id of the newest of each kind
};

}  // namespace skein::ui
