#include "ui/shell/run_memory.h"

#include <QCryptographicHash>
#include <QDataStream>
#include <QDir>
#include <QFile>
#include <QSaveFile>

namespace skein::ui {

namespace {

constexpr quint32 magic = 0x534b5250;  // "SKRP"
constexpr quint16 version = 1;
constexpr qint64 mostBytes = 1 << 20;
constexpr int mostFiles = 200;
constexpr int lookMs = 2000;  // ui.md 3.1: kept two seconds after a change

QString folder() { return stateFolder() + QStringLiteral("/runs"); }

QString fileOf(const QString& workspace, quint32 run) {
    const QByteArray name = workspace.toUtf8() + '\n' + QByteArray::number(run);
    return folder() + QLatin1Char('/') +
           QString::fromLatin1(QCryptographicHash::hash(name, QCryptographicHash::Sha256).toHex().left(32)) +
           QStringLiteral(".place");
}

}  // namespace

QString stateFolder() {
    const QString set = qEnvironmentVariable("XDG_STATE_HOME");
    // The specification has relative paths passed over.
    return (QDir::isAbsolutePath(set) ? set : QDir::homePath() + QStringLiteral("/.local/state")) +
           QStringLiteral("/skein");
}

QString stateFile() { return stateFolder() + QStringLiteral("/window.ini"); }

std::optional<RunPlace> readRunPlace(const QString& workspace, quint32 run) {
    QFile file(fileOf(workspace, run));
    if (!file.open(QIODevice::ReadOnly) || file.size() > mostBytes) return std::nullopt;
    QDataStream in(&file);
    in.setVersion(QDataStream::Qt_6_4);
    quint32 mark = 0;
    quint16 of = 0;
    in >> mark >> of;
    if (mark != magic || of != version) return std::nullopt;
    RunPlace place;
    in >> place.view >> place.filter >> place.task >> place.sights >> place.views;
    if (in.status() != QDataStream::Ok) return std::nullopt;
    return place;
}

QString writeRunPlace(const QString& workspace, quint32 run, const RunPlace& place) {
    if (!QDir().mkpath(folder())) return folder();
    QSaveFile file(fileOf(workspace, run));
    if (!file.open(QIODevice::WriteOnly)) return file.errorString();
    QDataStream out(&file);
    out.setVersion(QDataStream::Qt_6_4);
    out << magic << version << place.view << place.filter << place.task << place.sights << place.views;
    if (!file.commit()) return file.errorString();
    const auto files = QDir(folder()).entryInfoList({QStringLiteral("*.place")}, QDir::Files, QDir::Time);
    for (qsizetype i = mostFiles; i < files.size(); ++i) QFile::remove(files[i].filePath());
    return {};
}

RunMemory::RunMemory(Take take, Put put, QObject* parent)
    : QObject(parent), m_take(std::move(take)), m_put(std::move(put)) {
    m_look.setInterval(lookMs);
    // Scrolling tells nobody, so it is looked at; what still changes is left alone until it has come to rest.
    connect(&m_look, &QTimer::timeout, this, [this] {
        RunPlace now = m_take();
        if (now == m_seen) save();
        m_seen = std::move(now);
    });
}

void RunMemory::open(const QString& workspace, quint32 run, bool show) {
    save();
    m_workspace = workspace;
    m_run = workspace.isEmpty() ? 0 : run;
    if (m_run == 0) return m_look.stop();
    m_look.start();
    if (const auto kept = readRunPlace(workspace, run); kept && show) m_put(*kept);
    m_seen = m_written = m_take();
}

void RunMemory::save() {
    if (m_run == 0) return;
    RunPlace now = m_take();
    // Where nothing can be written the run is still shown; the next change tries again.
    if (now != m_written && writeRunPlace(m_workspace, m_run, now).isEmpty()) m_written = std::move(now);
}

}  // namespace skein::ui
