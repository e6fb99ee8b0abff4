// MainWindow: views and panels in windows of their own.
#include <QDockWidget>
#include <QStackedWidget>

#include "ui/graph/graph_view.h"
#include "ui/overview/overview_view.h"
#include "ui/shell/main_window.h"
#include "ui/shell/view_window.h"

namespace skein::ui {

void MainWindow::makeWindowCommands() {
    m_commands.add({QStringLiteral("skein.view.newWindow"),
                    CommandMenu::View,
                    tr("Open this view in a new window"),
                    tr("A second window that follows the selection here, or keeps its own"),
                    QKeySequence(QStringLiteral("Ctrl+Shift+N")),
                    {},
                    false,
                    true,
                    {tr("detach"), tr("float")}},
                   [this] { openViewWindow(); });
    m_commands.add({QStringLiteral("skein.panel.newWindow"),
                    CommandMenu::Tools,
                    tr("Open the panel in a new window"),
                    tr("The panel that had the keyboard last, if it is the inspector or the outline"),
                    {},
                    {},
                    false,
                    false,
                    {tr("detach"), tr("dock")}},
                   [this] { openPanelWindow(); });
}

void MainWindow::openWindow(int content) {
    RunDelta known;
    const RunPicture& picture = m_overview->picture();
    known.summary = picture.summary;
    known.plan = m_graph->canvas().plan();
    known.conflicts = picture.conflicts;
    known.forecast = picture.forecast;
    known.spend = picture.spend;
    known.history = HistoryChange{true, picture.spans, picture.waits};
    auto* window = new ViewWindow(static_cast<ViewWindow::Content>(content),
                                  {m_theme, m_commands, m_selection, m_feed, *m_overview, known}, this);
    connect(window, &ViewWindow::retryWanted, this, &MainWindow::retry);
    connect(window, &ViewWindow::taskActivated, this, [this](quint32 task) {
        m_selection.setTask(task);
        m_inspectorDock->show();
    });
    window->show();
    window->activateWindow();
}

void MainWindow::openViewWindow() {
    using Content = ViewWindow::Content;
    constexpr std::optional<Content> contents[viewCount] = {std::nullopt,      Content::Overview, Content::Graph,
                                                            Content::Timeline, Content::Tasks,    std::nullopt,
                                                            Content::Costs};
    if (const auto content = contents[m_views->currentIndex()]) openWindow(static_cast<int>(*content));
}

void MainWindow::openPanelWindow() {
    if (m_panel == m_inspectorDock) openWindow(static_cast<int>(ViewWindow::Content::Inspector));
    else if (m_panel == m_outlineDock) openWindow(static_cast<int>(ViewWindow::Content::Outline));
}

void MainWindow::updateWindowCommands() {
    const auto view = static_cast<ViewId>(m_views->currentIndex());
    const bool own = view != ViewId::Goal && view != ViewId::Conflicts;
    const bool any = m_summary.phase != RunPhase::None;
    m_commands.setEnabled(QStringLiteral("skein.view.newWindow"), any && own,
                          !any ? tr("there is no run in this window")
                               : tr("goals are written and conflicts are decided in one window only"));
    const bool panel = m_panel && (m_panel == m_inspectorDock || m_panel == m_outlineDock);
    m_commands.setEnabled(QStringLiteral("skein.panel.newWindow"), any && panel,
                          !any ? tr("there is no run in this window")
                               : tr("move the keyboard into the inspector or the outline first (F6)"));
}

}  // namespace skein::ui
