// MainWindow: wires views, docks and commands together; decides nothing about a run. Closing it never stops a run: runs
// live in a process of their own. Thread: GUI.
#pragma once

#include <QElapsedTimer>
#include <QMainWindow>
#include <QPointer>
#include <QTimer>
#include <array>

#include "ui/bridge/run_feed.h"
#include "ui/common/command_registry.h"
#include "ui/common/notices.h"
#include "ui/common/selection_context.h"
#include "ui/common/theme.h"
#include "ui/shell/link.h"
#include "ui/shell/own_layouts.h"
#include "ui/tasks/retry_scopes.h"
#include "ui/tasks/task_scope.h"
#include "ui/welcome/goal_view.h"

class QDockWidget;
class QLabel;
class QStackedWidget;
class QToolButton;

namespace skein::ui {

class RunMemory;

class ConflictsView;
class CostsView;
class Drawer;
class GraphView;
class Inspector;
class LetterKeys;
class Outline;
class Overnight;
class OverviewView;
class Palette;
class Rail;
class RailButton;
class RunBar;
class ScopeBar;
class TaskCommands;
class TasksView;
class TimelineView;
class Tray;

/// In the order of the rail.
enum class ViewId { Goal, Overview, Graph, Timeline, Tasks, Conflicts, Costs };
inline constexpr int viewCount = 7;

/// Where panels stand and which are shown, for four kinds of work.
enum class LayoutId { Author, Watch, Resolve, Review };
inline constexpr int layoutCount = 4;

/// Whether layout and theme are remembered between starts; screenshots and tests forget.
enum class Memory { Keep, Forget };

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    /// Theme and feed must outlive the window.
    MainWindow(Theme& theme, RunFeed& feed, SampleRun sample, Memory memory, QWidget* parent = nullptr);
    ~MainWindow() override;

    void showView(ViewId view);
    void useLayout(LayoutId layout);
    LayoutId layout() const { return m_layout; }
    /// One that the person has named; nothing for an unknown name.
    void useOwnLayout(const QString& name);
    /// Whether letters without Ctrl or Alt do something in the views; text fields are never concerned.
    void setLetters(bool on);
    /// Shows what a link names, opening its workspace first if need be. What is wrong with it is said.
    void openLink(const QString& text);
    /// Lets the person set what happens while they are away; the window must outlive it no longer than it is used.
    void attach(Overnight& overnight);
    /// Says what was wrong with something asked from outside.
    void tell(const QString& problem);
    /// Visible, not minimised, in front. `token`: what the desktop gave for that; may be empty.
    void comeForward(const QString& token = {});
    /// Null where nothing is remembered between starts.
    Tray* tray() const { return m_tray; }
    /// Shows the inspector, also in a window too narrow to show it by itself.
    void showInspector();
    /// The start asks for a certain view or task: what was seen last of the run is not shown instead.
    void askForPlace() { m_placeAsked = true; }
    /// Puts the keyboard into the view that is shown, with its frame.
    void focusView();
    /// "goal", "overview" and so on; nothing for another name.
    static std::optional<ViewId> viewFromName(const QString& name);
    static QStringList viewNames();
    CommandRegistry& commands() { return m_commands; }
    SelectionContext& selection() { return m_selection; }
    Inspector& inspector() { return *m_inspector; }
    GraphView& graph() { return *m_graph; }
    GoalView& goal() { return *m_goal; }
    /// What the desktop answered about staying awake: for the status bar.
    void setAwake(const QString& text, const QString& detail);
    bool hasRun() const { return m_summary.phase != RunPhase::None; }

signals:
    /// The person wants the program to end; the window is closed.
    void left();

protected:
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    /// Notices when somebody comes back after a while.
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void makeOverview();
    /// Shows a message above the views and keeps it in the drawer.
    void say(BannerKind kind, const QString& message, const QString& detail);
    void placeScopeBar();
    void makeFileCommands();
    void makeViewCommands();
    void makeRunCommands();
    void makeGoCommands();
    void makeViews();
    void makeDocks();
    void makeStatusBar();
    /// The end of the run and what the computer does then, in the status bar.
    void showPlans();
    void take(const RunDelta& delta);
    void updateCommands();
    void updateTitle();
    void updateHeartbeat();
    void updateHistory();
    /// Undo is of the goal while it is being written, else of what the status bar offers.
    bool undoesGoal() const;
    void updateUndo();
    /// Switches off what works on another view than the one shown.
    void updateViewCommands();
    void showShortcuts(std::optional<ViewId> helpFor);
    void watchPhase(RunPhase before);
    /// Says in every view that has nothing to show why that is; without a title they say it themselves again.
    void sayInEmptyViews(const QString& title, const QString& reason);
    void askForKeyFile(const GoalRequest& goal, const QString& keyFile, const QString& reason);
    void stopRun();
    void changeBudget();
    void retryFailed();
    void retry(const RetryScope& scope);
    void cyclePane(int direction);
    /// Gives the keyboard to the first control of a pane that takes it; false for none.
    static bool focusInto(QWidget& pane);
    void nextNeedsMe(int direction);
    /// Held at a pause point, or failed; ascending.
    QVector<quint32> tasksThatNeedMe() const;
    void showTaskThatNeedsMe(quint32 no);
    void makePauseCommands();
    void updatePauseCommands();
    const TaskRow* selectedTask() const;
    void changePauses(const QVector<quint32>& tasks, bool hold);
    void pausesChanged(quint64 request, const QString& error);
    void makePanelCommands();
    void makeWindowCommands();
    void openViewWindow();
    void openPanelWindow();
    /// `content`: a ViewWindow::Content.
    void openWindow(int content);
    void updateWindowCommands();
    void makeAwayCommands();
    void makeToolCommands();
    /// Which commands are a choice of one.
    void makeChoices();
    void connectPalette();
    void keepScroll();
    /// What is seen of the run, to be shown again when it is opened again.
    void keepPlaces();
    void showChartTables();
    /// Commands that concern what is under the pointer or has the keyboard, all of them in the menu bar too; false: not
    /// there.
    bool openContextMenu(QWidget& at, const QContextMenuEvent& event);
    void updateChartCommand();
    void showLayouts();
    OwnLayout layoutNow() const;
    void makeLanguageCommands();
    void chooseLanguage(const QString& choice);
    void showLanguage();
    QMainWindow& dockArea() const;
    QVector<QPair<QDockWidget*, QString>> panels() const;
    bool isWanted(const QString& panel) const;
    void togglePanel(QDockWidget& dock, const QString& id);
    void updatePanelCommands();
    void placePanels();
    bool placeKept();
    void keepLayout();
    void checkLayout();
    void restoreLayout();
    void saveLayout();
    void resetLayout();
    void quit();
    void leave();
    void showLink(const Link& link);
    QString linkHere() const;
    void showCountdown(int left);
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
    struct KeptLayout {
        bool outline = false, inspector = false, drawer = false;
        QByteArray docks;  ///< empty: as at first
    };
    std::array<KeptLayout, layoutCount> m_kept;
    LayoutId m_layout = LayoutId::Watch;
    QVector<OwnLayout> m_ownLayouts;
    LetterKeys* m_letters = nullptr;
    std::optional<Link> m_link;  ///< to be shown when its workspace is there
    bool m_placeAsked = false;   ///< the start named a view or a task: it goes before what was seen last
    bool m_leaving = false;      ///< the program is to end with this window
    quint64 m_lastWish = 0;      ///< the command after which the program ends
    Overnight* m_overnight = nullptr;
    Tray* m_tray = nullptr;
    QHash<quint64, QString> m_waiting;  ///< commands sent and not answered, with their words
    struct PauseChange {
        QVector<quint32> tasks;
        bool hold = false;
    };
    QHash<quint64, PauseChange> m_pauses;  ///< sent and not answered
    QString m_unwritable;                  ///< what was said of it last
    bool m_keepTheme = false;              ///< chosen here, not given at the start
    QString m_lost;                        ///< what the feed said when it lost the run or found none; empty: nothing
    QElapsedTimer m_heard;                 ///< since the newest summary came
    QTimer m_heartbeat;

    RunMemory* m_places = nullptr;
    TaskScope* m_scope;
    TaskCommands* m_taskCommands = nullptr;
    RunBar* m_runBar;
    ScopeBar* m_scopeBar = nullptr;
    Rail* m_rail;
    QStackedWidget* m_views;
    InlineBanner* m_banner;
    UndoBar* m_undo;
    Palette* m_palette;
    GoalView* m_goal;
    OverviewView* m_overview;
    GraphView* m_graph;
    TimelineView* m_timeline;
    TasksView* m_tasksView;
    ConflictsView* m_conflictsView;
    CostsView* m_costs;
    Inspector* m_inspector;
    QDockWidget* m_inspectorDock = nullptr;
    Outline* m_outline = nullptr;
    QDockWidget* m_outlineDock = nullptr;
    QPointer<QDockWidget> m_panel;  ///< the one that had the keyboard last
    bool m_narrow = false;
    Drawer* m_drawer;
    QDockWidget* m_drawerDock = nullptr;
    RailButton *m_conflictButton = nullptr, *m_overviewButton = nullptr;
    QElapsedTimer m_input;  ///< since the last key or click in the program
    ThemedLabel* m_core;
    ThemedLabel* m_agents;
    ThemedLabel* m_awake;
    QToolButton* m_plans;
    ThemedLabel* m_needs;
};

}  // namespace skein::ui
