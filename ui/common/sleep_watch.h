// SleepWatch: hears of it before the computer sleeps and when it is back. As long as it lives it holds a delay lock of
// login1 (ui.md 4.7), so that what is shown can be saved first. Thread: GUI. It must never keep the computer awake: that
// is SleepLock.
#pragma once

#include <QObject>
#include <QVariant>

#include "core/base/units.h"
#include "ui/common/bus.h"

namespace skein::ui {

class SleepWatch : public QObject {
    Q_OBJECT
public:
    explicit SleepWatch(Bus& bus, QObject* parent = nullptr);
    /// Whether the computer waits for the answer to `sleeping`; without login1 it does not.
    bool isWaitedFor() const { return m_delay.isValid(); }

signals:
    /// Sleep begins when every slot called directly has returned, within the seconds that login1 allows.
    void sleeping();
    /// It slept from and to these instants of the wall clock.
    void awake(skein::Instant from, skein::Instant to);

private:
    void askForDelay();
    void hear(bool goesDown);

    Bus& m_bus;
    QVariant m_delay;  ///< a file descriptor; open, it holds
    Instant m_since;   ///< 0: it is awake
};

}  // namespace skein::ui
