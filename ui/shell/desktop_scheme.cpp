#include "ui/shell/desktop_scheme.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace skein::ui {

namespace {

// XDG Desktop Portal, interface org.freedesktop.portal.Settings; color-scheme: 1 prefers dark, 2 prefers light.
const QString service = QStringLiteral("org.freedesktop.portal.Desktop");
const QString path = QStringLiteral("/org/freedesktop/portal/desktop");
const QString interface = QStringLiteral("org.freedesktop.portal.Settings");
const QString group = QStringLiteral("org.freedesktop.appearance");
const QString key = QStringLiteral("color-scheme");

}  // namespace

DesktopScheme::DesktopScheme(Theme& theme, const QPalette& platform, QObject* parent)
    : QObject(parent), m_theme(theme) {
    m_theme.setSystemScheme(platform.color(QPalette::Window).lightness() < 128 ? Scheme::Dark : Scheme::Light);
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) return;
    bus.connect(service, path, interface, QStringLiteral("SettingChanged"), this,
                SLOT(settingChanged(QString, QString, QDBusVariant)));
    QDBusMessage question = QDBusMessage::createMethodCall(service, path, interface, QStringLiteral("Read"));
    question << group << key;
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(question), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher* done) {
        const QDBusPendingReply<QDBusVariant> reply = *done;
        if (reply.isValid()) adopt(reply.value().variant());
        done->deleteLater();
    });
}

void DesktopScheme::settingChanged(const QString& changedGroup, const QString& changedKey, const QDBusVariant& value) {
    if (changedGroup == group && changedKey == key) adopt(value.variant());
}

void DesktopScheme::adopt(const QVariant& value) {
    // Read wraps the value in a second variant, the signal does not.
    const QVariant plain = value.canConvert<QDBusVariant>() ? value.value<QDBusVariant>().variant() : value;
    switch (plain.toUInt()) {
        case 1: m_theme.setSystemScheme(Scheme::Dark); break;
        case 2: m_theme.setSystemScheme(Scheme::Light); break;
        default: break;  // no preference: what the palette said stays
    }
}

}  // namespace skein::ui
