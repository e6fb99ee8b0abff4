#include "tests/e2e/key_store_service.h"

#include <QDir>
#include <QtTest>

namespace skein::test {

QByteArray output(const Sandbox& box, const QString& program, const QStringList& arguments) {
    QProcess process;
    process.setProcessEnvironment(box.environment());
    process.start(program, arguments);
    if (!process.waitForFinished(30'000) || process.exitCode() != 0) return {};
    return process.readAllStandardOutput();
}

bool KeyStoreService::start(Sandbox& box) {
    auto& environment = box.environment();
    environment.remove("SKEIN_KEYSTORE");
    environment.insert("HOME", box.path("home"));
    QDir().mkpath(box.path("home"));
    m_bus.setProcessEnvironment(environment);
    m_bus.start("dbus-daemon", {"--session", "--nofork", "--print-address=1"});
    QByteArray address;
    while (!address.contains('\n') && m_bus.waitForReadyRead(10'000)) address += m_bus.readAllStandardOutput();
    if (!address.contains('\n')) return false;
    environment.insert("DBUS_SESSION_BUS_ADDRESS", QString::fromUtf8(address.trimmed()));

    m_keyring.setProcessEnvironment(environment);
    m_keyring.start("gnome-keyring-daemon", {"--unlock", "--components=secrets", "--foreground"});
    if (!m_keyring.waitForStarted()) return false;
    m_keyring.write("throw-away");  // the password of the new keyring
    m_keyring.closeWriteChannel();
    // Asked of the bus, not of the service: a call to the service would make the bus start a second, locked one.
    const QStringList asked{"--session",
                            "--print-reply",
                            "--dest=org.freedesktop.DBus",
                            "/",
                            "org.freedesktop.DBus.NameHasOwner",
                            "string:org.freedesktop.secrets"};
    return QTest::qWaitFor([&] { return output(box, "dbus-send", asked).contains("true"); }, 20'000);
}

KeyStoreService::~KeyStoreService() {
    for (auto* process : {&m_keyring, &m_bus}) {
        if (process->state() == QProcess::NotRunning) continue;
        process->terminate();
        process->waitForFinished();
    }
}

}  // namespace skein::test
