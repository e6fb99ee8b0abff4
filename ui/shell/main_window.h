// MainWindow: wires views, docks and commands together; decides nothing about a run. Closing it never stops a run: runs
// live in a process of their own. Thread: GUI.
#pragma once

#include <QElapsedTimer>
#include <QMainWindow>
#include <QTimer>

#include "ui/bridge/run_feed.h"
#include "ui/common/command_registry.h"
#include "ui/common/notices.h"
#include "ui/common/selection_context.h"
#include "ui/common/theme.h"
#include "ui/welcome/goal_view.h"

class QDockWidget;
class QLabel;
class QStackedWidget;

namespace skein::ui {

class ConflictsView;
class CostsView;
class GraphView;
class Inspector;
class Palette;
class Rail;
class RailButton;
class RunBar;
class TasksView;

enum class ViewId { Goal, Graph, Tasks, Conflicts, Costs };

/// Whether layout and theme are remembered between starts; screenshots and tests forget.
enum class Memory { Keep, Forget };

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    /// Theme and feed must outlive the window.
    MainWindow(Theme& theme, RunFeed& feed, SampleRun sample, Memory memory, QWidget* parent = nullptr);
    ~MainWindow() override;

    void showView(ViewId view);
    /// Shows the inspector, also in a window too narrow to show it by itself.
    void showInspector();
    /// "goal", "graph", "tasks", "conflicts", "costs"; nothing for another name.
    static std::optional<ViewId> viewFromName(const QString& name);
    CommandRegistry& commands() { return m_commands; }
    SelectionContext& selection() { return m_selection; }
    Inspector& inspector() { return *m_inspector; }
    GraphView& graph() { return *m_graph; }
    GoalView& goal() { return *m_goal; }
    bool hasRun() const { return m_summary.phase != RunPhase::None; }

protected:
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void makeFileCommands();
    void makeViewCommands();
    void makeRunCommands();
    void makeGoCommands();
    void makeViews();
    void makeDocks();
    void makeStatusBar();
    void take(const RunDelta& delta);
    void updateCommands();
    void updateTitle();
    void updateHeartbeat();
    void watchPhase(RunPhase before);
    void askForKeyFile(const GoalRequest& goal, const QString& keyFile, const QString& reason);
    void stopRun();
    void changeBudget();
    void retryFailed();
    void cyclePane(int direction);
    void nextNeedsMe(int direction);
    void restoreLayout();
    void saveLayout() const;
    void resetLayout();
    void setTheme(ThemeChoice choice);
    void command(quint64 request, const QString& what);
    QDockWidget* makeDock(const QString& title, const QString& objectName, QWidget* content, Qt::DockWidgetArea area);

    Theme& m_theme;
    RunFeed& m_feed;
    SampleRun m_sample;
    Memory m_memory;
    CommandRegistry m_commands;
    SelectionContext m_selection;
    RunSummary m_summary;
    QVector<TaskRow> m_tasks;
    QVector<ConflictRow> m_conflicts;
    QHash<quint64, QString> m_waiting;  ///< commands sent and not answered, with their words
    QString m_lost;                     ///< what the feed said when it lost the run or found none; empty: nothing
    QElapsedTimer m_heard;              ///< since the newest summary came
    QTimer m_heartbeat;

    RunBar* m_runBar;
    Rail* m_rail;
    QStackedWidget* m_views;
    InlineBanner* m_banner;
    UndoBar* m_undo;
    Palette* m_palette;
    GoalView* m_goal;
    GraphView* m_graph;
    TasksView* m_tasksView;
    ConflictsView* m_conflictsView;
    CostsView* m_costs;
    Inspector* m_inspector;
    QDockWidget* m_inspectorDock = nullptr;
    bool m_narrow = false;
    QDockWidget* m_drawerDock;
    RailButton* m_conflictButton = nullptr;
    ThemedLabel* m_core;
    ThemedLabel* m_needs;
};

}  // namespace skein::ui
