#include "ui/common/sleep_lock.h"

#include <QCoreApplication>
#include <QDBusObjectPath>
#include <QDBusVariant>
#include <QFile>

namespace skein::ui {

namespace {

const QString application = QStringLiteral("dev.skein.Skein");
// org.gnome.SessionManager and the portal: 4 is "inhibit suspending".
constexpr uint inhibitSuspend = 4;

}  // namespace

struct SleepLock::Way {
    QString name;
    BusCall (*take)(const QString& reason);
    BusCall (*give)(const QVariant& cookie);  ///< null: closing what was given is enough
};

const QVector<SleepLock::Way>& SleepLock::ways() {
    static const Way portal{
        tr("desktop portal"),
        [](const QString& reason) {
            return BusCall{BusKind::Session,
                           QStringLiteral("org.freedesktop.portal.Desktop"),
                           QStringLiteral("/org/freedesktop/portal/desktop"),
                           QStringLiteral("org.freedesktop.portal.Inhibit"),
                           QStringLiteral("Inhibit"),
                           {QString(), inhibitSuspend, QVariantMap{{QStringLiteral("reason"), reason}}}};
        },
        [](const QVariant& cookie) {
            return BusCall{BusKind::Session, QStringLiteral("org.freedesktop.portal.Desktop"),
                           cookie.value<QDBusObjectPath>().path(), QStringLiteral("org.freedesktop.portal.Request"),
                           QStringLiteral("Close")};
        }};
    static const Way gnome{tr("GNOME session manager"),
                           [](const QString& reason) {
                               return BusCall{BusKind::Session,
                                              QStringLiteral("org.gnome.SessionManager"),
                                              QStringLiteral("/org/gnome/SessionManager"),
                                              QStringLiteral("org.gnome.SessionManager"),
                                              QStringLiteral("Inhibit"),
                                              {application, 0U, reason, inhibitSuspend}};
                           },
                           [](const QVariant& cookie) {
                               return BusCall{BusKind::Session,
                                              QStringLiteral("org.gnome.SessionManager"),
                                              QStringLiteral("/org/gnome/SessionManager"),
                                              QStringLiteral("org.gnome.SessionManager"),
                                              QStringLiteral("Uninhibit"),
                                              {cookie.toUInt()}};
                           }};
    static const Way login{tr("login1"),
                           [](const QString& reason) {
                               return BusCall{
                                   BusKind::System,
                                   QStringLiteral("org.freedesktop.login1"),
                                   QStringLiteral("/org/freedesktop/login1"),
                                   QStringLiteral("org.freedesktop.login1.Manager"),
                                   QStringLiteral("Inhibit"),
                                   {QStringLiteral("sleep"), QStringLiteral("Skein"), reason, QStringLiteral("block")}};
                           },
                           nullptr};
    static const Way power{tr("power management"),
                           [](const QString& reason) {
                               return BusCall{BusKind::Session,
                                              QStringLiteral("org.freedesktop.PowerManagement"),
                                              QStringLiteral("/org/freedesktop/PowerManagement/Inhibit"),
                                              QStringLiteral("org.freedesktop.PowerManagement.Inhibit"),
                                              QStringLiteral("Inhibit"),
                                              {QStringLiteral("Skein"), reason}};
                           },
                           [](const QVariant& cookie) {
                               return BusCall{BusKind::Session,
                                              QStringLiteral("org.freedesktop.PowerManagement"),
                                              QStringLiteral("/org/freedesktop/PowerManagement/Inhibit"),
                                              QStringLiteral("org.freedesktop.PowerManagement.Inhibit"),
                                              QStringLiteral("UnInhibit"),
                                              {cookie.toUInt()}};
                           }};
    // Outside of a sandbox the portal would only forward to the session manager.
    static const QVector<Way> all = QFile::exists(QStringLiteral("/.flatpak-info"))
                                        ? QVector<Way>{portal, gnome, login, power}
                                        : QVector<Way>{gnome, login, power};
    return all;
}

SleepLock::SleepLock(Bus& bus, QObject* parent) : QObject(parent), m_bus(bus) {
    m_bus.listen(BusKind::System, QStringLiteral("org.freedesktop.UPower"), QStringLiteral("/org/freedesktop/UPower"),
                 QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("PropertiesChanged"), this,
                 [this](const QVariantList&) { learnPower(); });
    learnPower();
}

SleepLock::~SleepLock() { giveUp(); }

void SleepLock::learnPower() {
    m_bus.call({BusKind::System,
                QStringLiteral("org.freedesktop.UPower"),
                QStringLiteral("/org/freedesktop/UPower"),
                QStringLiteral("org.freedesktop.DBus.Properties"),
                QStringLiteral("Get"),
                {QStringLiteral("org.freedesktop.UPower"), QStringLiteral("OnBattery")}},
               this, [this](const BusReply& reply) {
                   // Where nobody knows of a battery there is none.
                   const QVariant value = reply.values.value(0);
                   const bool battery = value.canConvert<QDBusVariant>()
                                            ? value.value<QDBusVariant>().variant().toBool()
                                            : value.toBool();
                   if (battery == m_onBattery) return;
                   m_onBattery = battery;
                   ask();
               });
}

void SleepLock::setMainsOnly(bool only) {
    if (only == m_mainsOnly) return;
    m_mainsOnly = only;
    ask();
}

void SleepLock::hold(bool wanted, const QString& reason) {
    m_reason = reason;
    if (wanted == m_wanted) return;
    m_wanted = wanted;
    ask();
}

void SleepLock::ask() {
    const bool take = m_wanted && !(m_mainsOnly && m_onBattery);
    if (take && (m_state == State::Awake || m_state == State::Asking)) return;
    if (!take) {
        giveUp();
        return setState(m_wanted ? State::OnBattery : State::Off);
    }
    m_errors.clear();
    ++m_attempt;
    setState(State::Asking);
    tryWay(0);
}

void SleepLock::tryWay(int index) {
    if (index >= ways().size()) return setState(State::CouldNot);
    m_bus.call(ways()[index].take(m_reason), this, [this, index, attempt = m_attempt](const BusReply& reply) {
        const bool agreed = reply.error.isEmpty() && !reply.values.isEmpty();
        if (attempt != m_attempt || m_state != State::Asking) {
            // Nobody waits for this answer any more: what it gave is given back.
            if (agreed && ways()[index].give)
                m_bus.call(ways()[index].give(reply.values[0]), this, [](const BusReply&) {});
            return;
        }
        if (!agreed) {
            m_errors.append(tr("%1: %2").arg(ways()[index].name, reply.error));
            return tryWay(index + 1);
        }
        m_way = index;
        m_cookie = reply.values[0];
        setState(State::Awake);
    });
}

void SleepLock::giveUp() {
    ++m_attempt;
    if (m_way >= 0 && ways()[m_way].give) m_bus.call(ways()[m_way].give(m_cookie), this, [](const BusReply&) {});
    m_cookie.clear();  // a file descriptor closes with its last copy
    m_way = -1;
}

void SleepLock::setState(State state) {
    if (state == m_state && state != State::Awake) return;
    m_state = state;
    emit changed();
}

QString SleepLock::text() const {
    switch (m_state) {
        case State::Off: return tr("awake: not needed");
        case State::Asking: return tr("awake: asking");
        case State::Awake: return tr("awake: yes (run active)");
        case State::OnBattery: return tr("awake: no, on battery");
        case State::CouldNot: return tr("awake: could not, may fall asleep");
    }
    return {};
}

}  // namespace skein::ui
