#include "ui/common/bus.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <algorithm>
#include <initializer_list>

#include "ui/common/bus_signal.h"
#include "ui/common/words.h"

namespace skein::ui {

namespace {

constexpr int patienceMs = 5000;  // a service that has not answered by then does not

QDBusConnection connectionOf(BusKind kind) {
    return kind == BusKind::Session ? QDBusConnection::sessionBus() : QDBusConnection::systemBus();
}

class RealBus : public Bus {
public:
    void call(const BusCall& call, QObject* owner, std::function<void(const BusReply&)> done) override {
        QDBusMessage message = QDBusMessage::createMethodCall(call.service, call.path, call.interface, call.method);
        message.setArguments(call.arguments);
        const QDBusConnection bus = connectionOf(call.bus);
        if (!bus.isConnected()) {
            // A watcher of such a call would wait for ever.
            QMetaObject::invokeMethod(
                owner,
                [done = std::move(done)] {
                    done({{}, tr("there is no message bus")});
                },
                Qt::QueuedConnection);
            return;
        }
        auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(message, patienceMs), owner);
        QObject::connect(watcher, &QDBusPendingCallWatcher::finished, owner, [watcher, done = std::move(done)] {
            const QDBusMessage answer = watcher->reply();
            watcher->deleteLater();
            if (answer.type() == QDBusMessage::ReplyMessage) return done({answer.arguments(), {}});
            done({{}, plainBusError(answer.errorName(), answer.errorMessage())});
        });
    }

    void listen(BusKind bus, const QString& service, const QString& path, const QString& interface,
                const QString& signal, QObject* owner, std::function<void(const QVariantList&)> heard) override {
        auto* ear = new BusSignal(std::move(heard), owner);
        connectionOf(bus).connect(service, path, interface, signal, ear, SLOT(take(QDBusMessage)));
    }
};

}  // namespace

QString plainBusError(const QString& name, const QString& message) {
    const QString kind = name.section(QLatin1Char('.'), -1);
    const auto is = [&](std::initializer_list<const char*> kinds) {
        return std::any_of(kinds.begin(), kinds.end(), [&](const char* each) { return kind == QLatin1String(each); });
    };
    if (is({"ServiceUnknown", "NameHasNoOwner", "SpawnFailed", "ExecFailed", "FileNotFound"}))
        return tr("this desktop has no such service");
    if (is({"UnknownMethod", "UnknownObject", "UnknownInterface", "NotSupported"}))
        return tr("this desktop cannot do it");
    if (is({"AccessDenied", "AuthFailed", "InteractiveAuthorizationRequired", "NotAuthorized"}))
        return tr("this desktop does not allow it");
    if (is({"NoReply", "Timeout", "TimedOut", "Disconnected"})) return tr("it does not answer");
    return message.isEmpty() ? name : message;
}

Bus& desktopBus() {
    static RealBus bus;
    return bus;
}

}  // namespace skein::ui
