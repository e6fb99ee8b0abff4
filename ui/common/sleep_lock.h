// SleepLock: keeps the computer awake while it is held, by the first service that agrees: desktop portal, GNOME session
// manager, login1, freedesktop PowerManagement (ui.md 4.7). Every call is asynchronous; what it came to is visible.
// Thread: GUI. It must never be tied to traffic: whoever holds it decides by the state of the run.
#pragma once

#include <QObject>
#include <QPointer>
#include <QVariant>

#include "ui/common/bus.h"

namespace skein::ui {

class SleepLock : public QObject {
    Q_OBJECT
public:
    enum class State { Off, Asking, Awake, OnBattery, CouldNot };

    explicit SleepLock(Bus& bus, QObject* parent = nullptr);
    ~SleepLock() override;

    /// Asks for or gives up the lock; the same again changes nothing. `reason` is shown by the desktop.
    void hold(bool wanted, const QString& reason);
    /// Only while the computer runs on mains power (the default).
    void setMainsOnly(bool only);
    State state() const { return m_state; }
    /// "awake: yes (GNOME session manager)", "awake: could not", "awake: no lock needed".
    QString text() const;
    /// Why not, where it could not.
    QString detail() const { return m_errors.join(QLatin1Char('\n')); }

signals:
    void changed();

private:
    struct Way;
    static const QVector<Way>& ways();
    void ask();
    void tryWay(int index);
    void giveUp();
    void setState(State state);
    void learnPower();

    Bus& m_bus;
    bool m_wanted = false;
    bool m_mainsOnly = true;
    bool m_onBattery = false;
    QString m_reason;
    State m_state = State::Off;
    int m_way = -1;     ///< the one that agreed
    int m_attempt = 0;  ///< answers to older ones are given back
    QVariant m_cookie;  ///< what it gave: a number, a path, or a file descriptor that holds while it is open
    QStringList m_errors;
};

}  // namespace skein::ui
