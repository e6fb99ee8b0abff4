// TaskCommands: what can be done with the selected task from any view: forking from it, and the context menu of tables
// and trees that list tasks. The menu holds commands only, so nothing is in it alone. Thread: GUI.
#pragma once

#include <QObject>
#include <QPointer>

#include "ui/bridge/run_feed.h"
#include "ui/common/command_registry.h"
#include "ui/common/selection_context.h"
#include "ui/common/theme.h"

class QAbstractItemView;

namespace skein::ui {

class TaskCommands : public QObject {
    Q_OBJECT
public:
    /// `window` is what the dialogs belong to.
    TaskCommands(const Theme& theme, CommandRegistry& commands, SelectionContext& selection, RunFeed& feed,
                 QWidget& window);
    /// Gives a list of tasks its context menu, by mouse and by key.
    void giveMenu(QAbstractItemView& list);

private:
    void update();
    void fork();
    /// Asks by a menu what of the selected task becomes the filter, is added to it, or is left out by it.
    void filterBy();
    const TaskRow* selected() const;

    const Theme& m_theme;
    CommandRegistry& m_commands;
    SelectionContext& m_selection;
    RunFeed& m_feed;
    QWidget& m_window;
    RunSummary m_summary;
    QVector<TaskRow> m_tasks;
    QPointer<QWidget> m_dialog;
};

}  // namespace skein::ui
