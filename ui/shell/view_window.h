// ViewWindow: one view or panel in a window of its own, beside the first one. It follows the selection and the
// narrowing of the first window, and gives them back, until it is pinned: then it keeps its own. Thread: GUI.
// It must never outlive the first window, and never starts a run.
#pragma once

#include <QMainWindow>

#include "ui/bridge/shared_feed.h"
#include "ui/common/command_registry.h"
#include "ui/common/selection_context.h"
#include "ui/common/theme.h"
#include "ui/tasks/retry_scopes.h"
#include "ui/tasks/task_scope.h"

class QLabel;

namespace skein::ui {

class OverviewView;
class ScopeBar;

class ViewWindow : public QMainWindow {
    Q_OBJECT
public:
    enum class Content { Overview, Graph, Timeline, Tasks, Costs, Inspector, Outline };
    struct Sources {
        const Theme& theme;
        CommandRegistry& commands;
        SelectionContext& selection;
        RunFeed& feed;
        const OverviewView& overview;  ///< whose picture of the run the timeline shows
        RunDelta known;                ///< everything, as of now
    };
    ViewWindow(Content content, const Sources& sources, QWidget* parent);
    ~ViewWindow() override;
    SelectionContext& selection() { return m_selection; }
    CommandRegistry& commands() { return m_commands; }
    bool isPinned() const { return m_pinned; }

signals:
    void retryWanted(const skein::ui::RetryScope& scope);
    /// Something was opened that shows itself in the inspector of the first window.
    void taskActivated(quint32 task);

private:
    QWidget* makeContent(Content content, const Sources& sources);
    void makeCommands();
    /// The first window's commands that this one has not, for menus and empty views.
    void borrowCommands();
    void setPinned(bool pinned);
    void updateTitle();

    const Theme& m_theme;
    CommandRegistry& m_mainCommands;
    SelectionContext& m_mainSelection;
    SharedFeed m_feed;
    CommandRegistry m_commands;
    SelectionContext m_selection;
    TaskScope m_scope;
    bool m_pinned = false;
    QString m_name, m_run;
    bool m_simulated = false;  ///< the run is made up
};

}  // namespace skein::ui
