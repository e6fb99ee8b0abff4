// WriteGuard: switches the commands that change a run off, all of them and with one reason, while nothing may be
// written to its workspace: a recorded run, a full disk. Thread: GUI. It must never switch a command on that its owner
// has off.
#pragma once

#include <QHash>
#include <QObject>

#include "ui/bridge/run_feed.h"
#include "ui/common/command_registry.h"

namespace skein::ui {

class WriteGuard : public QObject {
    Q_OBJECT
public:
    WriteGuard(CommandRegistry& commands, RunFeed& feed, QObject* parent);
    /// The commands that write to the workspace shown.
    static QStringList writing();

private:
    void setReason(const QString& reason);
    void check(const QString& id);

    CommandRegistry& m_commands;
    QString m_reason;               ///< empty: it may be written to
    QHash<QString, QString> m_own;  ///< by command: what its owner said last; empty: it is on
};

}  // namespace skein::ui
