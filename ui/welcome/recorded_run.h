// RecordedRun: the run that comes with the program, to be looked around in without running anything. What is shown is a
// copy in the person's data folder that nobody may write to: its caches and links need a place, its journal stays as it
// was recorded. Thread: GUI; the copy is made in a worker.
#pragma once

#include <QObject>

#include "ui/bridge/run_feed.h"
#include "ui/common/command_registry.h"

namespace skein::ui {

class RecordedRun : public QObject {
    Q_OBJECT
public:
    /// `recorded`: the workspace that comes with the program; `copy`: where the person's own goes. Where one of them is
    /// empty or the first is not there, the command says why it cannot be used.
    RecordedRun(CommandRegistry& commands, RunFeed& feed, QString recorded, QString copy, QObject* parent);
    /// The path of the person's own copy; it need not be there.
    const QString& copy() const { return m_copy; }

signals:
    /// The copy could not be made, and why.
    void failed(const QString& reason);

private:
    void open();

    RunFeed& m_feed;
    QString m_recorded, m_copy;
};

}  // namespace skein::ui
