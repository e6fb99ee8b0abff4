// A box whose skeinctl knows the providers of a file of its own, and no key of whoever runs the test.
#pragma once

#include <QDir>
#include <QJsonArray>
#include <QtTest>

#include "tests/e2e/programs.h"

namespace skein::test {

inline const QString skeinctlProgram = QStringLiteral(SKEIN_BINARY_DIR "/bin/skeinctl");

/// Variables of whoever runs the test must not become keys of it.
inline void forgetKeys(Sandbox& box) {
    for (const QString& name : box.environment().keys())
        if (name.contains("_API_KEY") || name.startsWith("SKEIN_KEY_")) box.environment().remove(name);
    box.environment().insert("XDG_CONFIG_HOME", box.path("config"));
    QDir().mkpath(box.path("work"));
}

/// skeinctl behind a shell, for redirections; `words` are the shell's.
inline Ran shell(const Sandbox& box, const QString& words) {
    QProcess process;
    process.setProcessEnvironment(box.environment());
    process.setWorkingDirectory(box.path("work"));
    // In a session of its own: nothing may ask on the terminal of whoever runs the test.
    process.start("setsid", {"--wait", "sh", "-c", skeinctlProgram + " " + words});
    if (!process.waitForFinished(120'000)) return {-1, {}, "it did not end"};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

inline void writeCatalogue(const Sandbox& box, const QByteArray& entries) {
    box.write("config/skein/models.json", R"({"skein": 1, "providers": [)" + entries + "]}");
}

/// A provider of this protocol at this address whose key is in $NAME_KEY.
inline QByteArray provider(const QByteArray& id, const QByteArray& protocol, const QString& url,
                           const QByteArray& more = {}) {
    return R"({"id": ")" + id + R"(", "protocol": ")" + protocol + R"(", "base_url": ")" + url.toUtf8() +
           R"(", "key_variable": ")" + id.toUpper() + R"(_KEY")" + more + "}";
}

inline QJsonObject entryOf(const QJsonArray& list, const QString& key, const QString& value) {
    for (const auto& each : list)
        if (each.toObject()[key].toString() == value) return each.toObject();
    return {};
}

}  // namespace skein::test
