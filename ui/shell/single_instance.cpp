#include "ui/shell/single_instance.h"

#include <QDBusConnection>
#include <QDBusMessage>

#include "ui/shell/single_instance_adaptors.h"

namespace skein::ui {

namespace {

const QString service = QStringLiteral("dev.skein.Skein");
const QString path = QStringLiteral("/dev/skein/Skein");
const QString startInterface = QStringLiteral("dev.skein.Skein.Start");
constexpr int patienceMs = 3000;       // a window that hangs must not keep the person from a new one
constexpr int mostArguments = 32;      // what is over is no command line of ours
constexpr int longestArgument = 4096;  // a path

QString tokenOf(const QVariantMap& platformData) {
    const QString token = platformData.value(QStringLiteral("activation-token")).toString();
    return token.isEmpty() ? platformData.value(QStringLiteral("desktop-startup-id")).toString() : token;
}

}  // namespace

void ApplicationAdaptor::Activate(const QVariantMap& platformData) { m_instance->take({}, tokenOf(platformData)); }

void ApplicationAdaptor::Open(const QStringList& uris, const QVariantMap& platformData) {
    m_instance->take(uris, tokenOf(platformData));
}

void ApplicationAdaptor::ActivateAction(const QString& name, const QVariantList&, const QVariantMap& platformData) {
    QStringList arguments;
    if (name == QLatin1String("NewGoal")) arguments = {QStringLiteral("--new-goal")};
    if (name == QLatin1String("OpenLastRun")) arguments = {QStringLiteral("--last-run")};
    m_instance->take(arguments, tokenOf(platformData));
}

SingleInstance::SingleInstance(QObject* parent) : QObject(parent) {
    new ApplicationAdaptor(this);
    new StartAdaptor(this);
}

SingleInstance::~SingleInstance() {
    if (!m_owner) return;
    auto bus = QDBusConnection::sessionBus();
    bus.unregisterService(service);
    bus.unregisterObject(path);
}

SingleInstance::Outcome SingleInstance::start(const QStringList& arguments) {
    auto bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) return Outcome::First;
    // The object first: who finds the name finds somebody behind it.
    const bool there = bus.registerObject(path, this, QDBusConnection::ExportAdaptors);
    m_owner = there && bus.registerService(service);
    if (m_owner) return Outcome::First;
    if (there) bus.unregisterObject(path);
    QDBusMessage call = QDBusMessage::createMethodCall(service, path, startInterface, QStringLiteral("Present"));
    QString token = qEnvironmentVariable("XDG_ACTIVATION_TOKEN");
    if (token.isEmpty()) token = qEnvironmentVariable("DESKTOP_STARTUP_ID");
    call.setArguments({arguments, token});
    const QDBusMessage reply = bus.call(call, QDBus::Block, patienceMs);
    if (reply.type() == QDBusMessage::ReplyMessage) return Outcome::HandedOver;
    m_error = reply.errorMessage().isEmpty() ? reply.errorName() : reply.errorMessage();
    return Outcome::Alone;
}

void SingleInstance::take(const QStringList& arguments, const QString& token) {
    QStringList bounded;
    for (const QString& argument : arguments)
        if (bounded.size() < mostArguments && argument.size() <= longestArgument) bounded.append(argument);
    // The caller waits for the answer, not for what follows from it.
    QMetaObject::invokeMethod(
        this, [this, bounded, token] { emit asked(bounded, token.left(longestArgument)); }, Qt::QueuedConnection);
}

}  // namespace skein::ui
