#include "ui/common/notifier.h"

#include <QVariantMap>

namespace skein::ui {

namespace {

constexpr qint64 atMostEveryMs = 10 * 60 * 1000;
const QString service = QStringLiteral("org.freedesktop.Notifications");
const QString path = QStringLiteral("/org/freedesktop/Notifications");

BusCall call(const QString& method, const QVariantList& arguments = {}) {
    return {BusKind::Session, service, path, service, method, arguments};
}

bool isQuiet(const QuietHours& hours, QTime now) {
    return hours.from <= hours.to ? now >= hours.from && now < hours.to : now >= hours.from || now < hours.to;
}

}  // namespace

Notifier::Notifier(Bus& bus, QObject* parent) : QObject(parent), m_bus(bus) {
    m_clock.start();
    m_catchUp.setInterval(30'000);
    connect(&m_catchUp, &QTimer::timeout, this, &Notifier::catchUp);
    elapsed = [this] { return m_clock.elapsed(); };
    timeOfDay = [] { return QTime::currentTime(); };
    m_bus.listen(BusKind::Session, service, path, service, QStringLiteral("ActionInvoked"), this,
                 [this](const QVariantList& values) {
                     const int kind = m_shown.key(values.value(0).toUInt(), -1);
                     if (kind >= 0) emit opened(static_cast<NoticeKind>(kind));
                 });
}

bool Notifier::isHeld(NoticeKind kind) const {
    if (m_quiet && kind != NoticeKind::BlockedOnYou && isQuiet(*m_quiet, timeOfDay())) return true;
    const auto last = m_lastTold.constFind(static_cast<int>(kind));
    return last != m_lastTold.cend() && elapsed() - *last < atMostEveryMs;
}

void Notifier::tell(NoticeKind kind, const QString& title, const QString& text) {
    m_later.insert(kind, {title, text});
    catchUp();
}

void Notifier::catchUp() {
    if (isWanted && !isWanted()) m_later.clear();
    for (auto next = m_later.begin(); next != m_later.end();) {
        if (isHeld(next.key())) {
            ++next;
            continue;
        }
        give(next.key(), *next);
        next = m_later.erase(next);
    }
    if (m_later.isEmpty()) m_catchUp.stop();
    else if (!m_catchUp.isActive()) m_catchUp.start();
}

void Notifier::give(NoticeKind kind, const Notice& notice) {
    m_lastTold.insert(static_cast<int>(kind), elapsed());
    if (m_capabilities) return send(kind, notice);
    m_bus.call(call(QStringLiteral("GetCapabilities")), this, [this, kind, notice](const BusReply& reply) {
        // Without a server the next one is tried all the same: it may come later.
        if (reply.error.isEmpty()) m_capabilities = reply.values.value(0).toStringList();
        send(kind, notice);
    });
}

void Notifier::send(NoticeKind kind, const Notice& notice) {
    const QStringList can = m_capabilities.value_or(QStringList());
    // Servers with markup read the body as markup: names of tasks must stay text.
    const QString body = can.contains(QStringLiteral("body-markup")) ? notice.text.toHtmlEscaped() : notice.text;
    const QStringList actions =
        can.contains(QStringLiteral("actions")) ? QStringList{QStringLiteral("default"), tr("Open")} : QStringList();
    QVariantMap hints{{QStringLiteral("desktop-entry"), QStringLiteral("dev.skein.Skein")}};
    if (kind == NoticeKind::BlockedOnYou || kind == NoticeKind::RunFailed)
        hints.insert(QStringLiteral("urgency"), QVariant::fromValue<uchar>(2));
    m_bus.call(call(QStringLiteral("Notify"), {QStringLiteral("Skein"), m_shown.value(static_cast<int>(kind), 0U),
                                               QStringLiteral("dev.skein.Skein"), notice.title, body, actions, hints, -1}),
               this, [this, kind](const BusReply& reply) {
                   if (reply.error.isEmpty()) m_shown.insert(static_cast<int>(kind), reply.values.value(0).toUInt());
                   if (std::exchange(m_problem, reply.error) != reply.error) emit problemChanged(m_problem);
               });
}

}  // namespace skein::ui
