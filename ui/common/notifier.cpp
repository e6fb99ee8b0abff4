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
    elapsed = [this] { return m_clock.elapsed(); };
    timeOfDay = [] { return QTime::currentTime(); };
    m_bus.listen(BusKind::Session, service, path, service, QStringLiteral("ActionInvoked"), this,
                 [this](const QVariantList& values) {
                     const int kind = m_shown.key(values.value(0).toUInt(), -1);
                     if (kind >= 0) emit opened(static_cast<NoticeKind>(kind));
                 });
}

void Notifier::tell(NoticeKind kind, const QString& title, const QString& text) {
    if (m_quiet && kind != NoticeKind::BlockedOnYou && isQuiet(*m_quiet, timeOfDay())) return;
    const qint64 now = elapsed();
    const auto last = m_lastTold.constFind(static_cast<int>(kind));
    if (last != m_lastTold.cend() && now - *last < atMostEveryMs) return;
    m_lastTold.insert(static_cast<int>(kind), now);
    if (m_capabilities) return send(kind, title, text);
    m_bus.call(call(QStringLiteral("GetCapabilities")), this, [this, kind, title, text](const BusReply& reply) {
        // Without a server the next one is tried all the same: it may come later.
        if (reply.error.isEmpty()) m_capabilities = reply.values.value(0).toStringList();
        send(kind, title, text);
    });
}

void Notifier::send(NoticeKind kind, const QString& title, const QString& text) {
    const QStringList can = m_capabilities.value_or(QStringList());
    // Servers with markup read the body as markup: names of tasks must stay text.
    const QString body = can.contains(QStringLiteral("body-markup")) ? text.toHtmlEscaped() : text;
    const QStringList actions =
        can.contains(QStringLiteral("actions")) ? QStringList{QStringLiteral("default"), tr("Open")} : QStringList();
    QVariantMap hints{{QStringLiteral("desktop-entry"), QStringLiteral("dev.skein.Skein")}};
    if (kind == NoticeKind::BlockedOnYou || kind == NoticeKind::RunFailed)
        hints.insert(QStringLiteral("urgency"), QVariant::fromValue<uchar>(2));
    m_bus.call(call(QStringLiteral("Notify"), {QStringLiteral("Skein"), m_shown.value(static_cast<int>(kind), 0U),
                                               QStringLiteral("dev.skein.Skein"), title, body, actions, hints, -1}),
               this, [this, kind](const BusReply& reply) {
                   if (reply.error.isEmpty()) m_shown.insert(static_cast<int>(kind), reply.values.value(0).toUInt());
                   if (std::exchange(m_problem, reply.error) != reply.error) emit problemChanged(m_problem);
               });
}

}  // namespace skein::ui
