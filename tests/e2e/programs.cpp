#include "tests/e2e/programs.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

namespace skein::test {
namespace {

constexpr int longestRunMs = 120'000;
QString program(const char* name) { return QStringLiteral(SKEIN_BINARY_DIR "/bin/") + QLatin1String(name); }

}  // namespace

QByteArray onePlan(const QByteArray& task) { return R"({"skein": 1, "goal": "one", "tasks": [{)" + task + "}]}"; }

std::int64_t micros(const QJsonValue& usd) { return qRound64(usd.toDouble() * 1e6); }

Sandbox::Sandbox() : m_environment(QProcessEnvironment::systemEnvironment()) {
    for (const auto* name : {"state", "cache", "data", "run"}) QDir().mkpath(path(QLatin1String(name)));
    QFile::setPermissions(path("run"), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    m_environment.insert("XDG_STATE_HOME", path("state"));
    m_environment.insert("XDG_CACHE_HOME", path("cache"));
    m_environment.insert("XDG_DATA_HOME", path("data"));
    m_environment.insert("XDG_RUNTIME_DIR", path("run"));
    m_environment.insert("SKEIN_KEYSTORE", "file");
    m_environment.remove("SKEIN_API_KEY");
    m_environment.remove("SKEIN_PRICE");
}

void Sandbox::start(QProcess& process, const QStringList& arguments) const {
    process.setProcessEnvironment(m_environment);
    process.setWorkingDirectory(m_folder.path());
    process.start(program("skeinctl"), arguments);
    process.waitForStarted();
}

Ran Sandbox::skeinctl(const QStringList& arguments) const {
    QProcess process;
    start(process, arguments);
    if (!process.waitForFinished(longestRunMs)) {
        process.kill();
        process.waitForFinished();
        return {-1, process.readAllStandardOutput(), process.readAllStandardError()};
    }
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
            process.readAllStandardError()};
}

QString Sandbox::startProvider(QProcess& process, const QStringList& arguments) const {
    process.setProcessEnvironment(m_environment);
    process.start(program("fake-provider"), QStringList{"--exit-with-parent"} + arguments);
    QByteArray said;
    while (!said.contains('\n') && process.waitForReadyRead(10'000)) said += process.readAllStandardOutput();
    const int at = said.indexOf("http://");
    return at < 0 ? QString() : QString::fromUtf8(said.mid(at).trimmed());
}

QString Sandbox::write(const QString& name, const QByteArray& bytes) const {
    QDir().mkpath(QFileInfo(path(name)).path());
    QFile file(path(name));
    if (file.open(QIODevice::WriteOnly)) file.write(bytes);
    return path(name);
}

QByteArray Sandbox::read(const QString& name) const {
    QFile file(path(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString Sandbox::copySample(const QString& name) const {
    const QString from = QStringLiteral(SKEIN_SOURCE_DIR "/resources/sample");
    QDirIterator files(from, QDir::Files | QDir::Hidden | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString file = files.next();
        const QString to = path(name) + file.mid(from.size());
        QDir().mkpath(QFileInfo(to).path());
        QFile::copy(file, to);
    }
    return path(name);
}

QList<QJsonObject> entries(const Sandbox& box, const QStringList& arguments) {
    QList<QJsonObject> list;
    const Ran log = box.skeinctl(QStringList{"log"} + arguments + QStringList{"--json"});
    if (log.exitStatus != 0) return list;  // what it printed is the error
    for (const auto& line : log.out.split('\n'))
        if (!line.isEmpty()) list << QJsonDocument::fromJson(line).object();
    return list;
}

}  // namespace skein::test
