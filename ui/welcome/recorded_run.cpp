#include "ui/welcome/recorded_run.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QPointer>
#include <QThreadPool>

namespace skein::ui {

namespace {

constexpr auto readOnly = QFile::ReadOwner | QFile::ReadGroup | QFile::ReadOther;

/// Empty: the copy is there, and nobody may write to it. One that was there before stays as it is: in an earlier
/// version the person may have decided something in it.
QString copyRecorded(const QString& recorded, const QString& copy) {
    if (QFileInfo::exists(copy)) {
        QFile kept(copy);
        return kept.setPermissions(readOnly) ? QString() : QStringLiteral("%1: %2").arg(copy, kept.errorString());
    }
    const QString folder = QFileInfo(copy).path(), partial = copy + QStringLiteral(".partial");
    if (!QDir().mkpath(folder)) return RecordedRun::tr("%1 cannot be made").arg(folder);
    QFile::remove(partial);
    QFile source(recorded);
    if (!source.copy(partial)) return QStringLiteral("%1: %2").arg(partial, source.errorString());
    QFile made(partial);
    if (!made.setPermissions(readOnly)) return QStringLiteral("%1: %2").arg(partial, made.errorString());
    if (!made.rename(copy)) return QStringLiteral("%1: %2").arg(copy, made.errorString());
    return {};
}

}  // namespace

RecordedRun::RecordedRun(CommandRegistry& commands, RunFeed& feed, QString recorded, QString copy, QObject* parent)
    : QObject(parent), m_feed(feed), m_recorded(std::move(recorded)), m_copy(std::move(copy)) {
    const QString id = QStringLiteral("skein.file.recorded");
    commands.add({id,
                  CommandMenu::File,
                  tr("&Explore a recorded run"),
                  tr("Look around in a run that comes with Skein; nothing is sent, started or changed"),
                  {},
                  {},
                  false,
                  true,
                  {tr("demo"), tr("example"), tr("tour")}},
                 [this] { open(); });
    commands.setEnabled(id, !m_copy.isEmpty() && QFileInfo::exists(m_recorded),
                        tr("the recorded run is not among the installed files"));
}

void RecordedRun::open() {
    QPointer<RecordedRun> self(this);
    QThreadPool::globalInstance()->start([self, recorded = m_recorded, copy = m_copy] {
        const QString problem = copyRecorded(recorded, copy);
        QMetaObject::invokeMethod(
            qApp,
            [self, problem, copy] {
                if (!self) return;
                if (problem.isEmpty()) self->m_feed.openWorkspace(copy);
                else emit self->failed(problem);
            },
            Qt::QueuedConnection);
    });
}

}  // namespace skein::ui
