#include "ui/common/sleep_watch.h"

#include <QDateTime>

namespace skein::ui {

namespace {

const QString service = QStringLiteral("org.freedesktop.login1");
const QString path = QStringLiteral("/org/freedesktop/login1");
const QString interface = QStringLiteral("org.freedesktop.login1.Manager");

Instant wallClock() { return Instant{QDateTime::currentMSecsSinceEpoch() * 1000}; }

}  // namespace

SleepWatch::SleepWatch(Bus& bus, QObject* parent) : QObject(parent), m_bus(bus) {
    m_bus.listen(BusKind::System, service, path, interface, QStringLiteral("PrepareForSleep"), this,
                 [this](const QVariantList& values) { hear(!values.isEmpty() && values[0].toBool()); });
    askForDelay();
}

void SleepWatch::askForDelay() {
    m_bus.call({BusKind::System,
                service,
                path,
                interface,
                QStringLiteral("Inhibit"),
                {QStringLiteral("sleep"), QStringLiteral("Skein"), tr("Skein saves what it shows"),
                 QStringLiteral("delay")}},
               this, [this](const BusReply& reply) { m_delay = reply.values.value(0); });
}

void SleepWatch::hear(bool goesDown) {
    if (goesDown) {
        m_since = wallClock();
        emit sleeping();
        m_delay.clear();
    } else if (m_since.value > 0) {
        emit awake(std::exchange(m_since, {}), wallClock());
        askForDelay();
    }
}

}  // namespace skein::ui
