#include "ui/welcome/recorded_run.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QPointer>
#include <QThreadPool>

namespace skein::ui {

namespace {

/// Empty: the copy is there. One that was there before stays: the person may have decided something in it.
QString copyRecorded(const QString& recorded, const QString& copy) {
    if (QFileInfo::exists(copy)) return {};
    const QString folder = QFileInfo(copy).path(), partial = copy + QStringLiteral(".partial");
    if (!QDir().mkpath(folder)) return RecordedRun::tr("%1 cannot be made").arg(folder);
    QFile::remove(partial);
    QFile source(recorded);
    if (!source.copy(partial)) return QStringLiteral("%1: %2").arg(partial, source.errorString());
    QFile made(partial);
    made.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    if (!made.rename(copy)) return QStringLiteral("%1: %2").arg(copy, made.errorString());
    return {};
}

}  // namespace

RecordedRun::RecordedRun(CommandRegistry& commands, RunFeed& feed, QString recorded, QString copy, QObject* parent)
    : QObject(parent), m_feed(feed), m_recorded(std::move(recorded)), m_copy(std::move(copy)) {
    const QString id = QStringLiteral("skein.file.recorded");
    commands.add(
        {id,
         CommandMenu::File,
         tr("&Explore a recorded run"),
         tr("Look around in a copy of a run that comes with Skein and waits for decisions; opening it starts nothing"),
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
