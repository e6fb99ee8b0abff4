// WriteGuard: switches the commands that change a run off, all of them and with one reason, while nothing may be
// written to its workspace: a recorded run, a full disk. Thread: GUI.
#pragma once

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
};

}  // namespace skein::ui
