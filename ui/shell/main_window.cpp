// MainWindow: construction and layout. Commands are in main_window_commands.cpp.
#include "ui/shell/main_window.h"
#include "ui/common/focus_ring.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QContextMenuEvent>
#include <QDialog>
#include <QDockWidget>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenuBar>
#include <QScreen>
#include <QPushButton>
#include <QSettings>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/conflicts/conflicts_view.h"
#include "ui/costs/costs_view.h"
#include "ui/graph/graph_view.h"
#include "ui/inspector/inspector.h"
#include "ui/overview/overview_view.h"
#include "ui/shell/drawer.h"
#include "ui/shell/outline.h"
#include "ui/shell/palette.h"
#include "ui/shell/rail.h"
#include "ui/shell/run_bar.h"
#include "ui/shell/run_words.h"
#include "ui/shell/scope_bar.h"
#include "ui/shell/tray.h"
#include "ui/shell/write_guard.h"
#include "ui/tasks/saved_filters.h"
#include "ui/tasks/task_commands.h"
#include "ui/tasks/tasks_view.h"
#include "ui/timeline/timeline_view.h"
#include "ui/welcome/recorded_run.h"

namespace skein::ui {

namespace {

constexpr int smallestWidth = 960;  // ui.md section 7
constexpr int smallestHeight = 600;
constexpr qint64 awayMs = 15 * 60 * 1000;  // ui.md 3.3
constexpr int inspectorFrom = 900;         // below, the inspector comes when a task is opened, not by itself
constexpr int labelledRailFrom = 1100;     // ui.md section 2: icons alone below

}  // namespace

QStringList MainWindow::viewNames() { return {"goal", "overview", "graph", "timeline", "tasks", "conflicts", "costs"}; }

std::optional<ViewId> MainWindow::viewFromName(const QString& name) {
    const auto index = viewNames().indexOf(name);
    return index < 0 ? std::nullopt : std::optional<ViewId>(static_cast<ViewId>(index));
}

MainWindow::MainWindow(Theme& theme, RunFeed& feed, SampleRun sample, Memory memory, QWidget* parent)
    : QMainWindow(parent), m_theme(theme), m_feed(feed), m_sample(std::move(sample)), m_memory(memory) {
    setObjectName(QStringLiteral("mainWindow"));
    setMinimumSize(smallestWidth, smallestHeight);
    setDockOptions(QMainWindow::AnimatedDocks | QMainWindow::AllowNestedDocks);
    setContextMenuPolicy(Qt::NoContextMenu);
    new FocusRing(*this);
    makeFileCommands();
    makeRunCommands();
    makeGoCommands();
    makeViewCommands();
    makePanelCommands();
    makeWindowCommands();
    makeAwayCommands();
    makeLanguageCommands();
    makeToolCommands();
    makeViews();
    makeDocks();
    makeStatusBar();
    makeChoices();
    m_commands.populate(*menuBar());
    for (const QString& id : m_commands.ids()) addAction(m_commands.action(id));
    m_palette = new Palette(theme, m_commands, this);
    m_palette->setTasks(&m_tasks);
    m_palette->setConflicts(&m_conflicts);
    connect(m_palette, &Palette::taskChosen, this, [this](quint32 task) {
        if (m_views->currentIndex() != static_cast<int>(ViewId::Graph) &&
            m_views->currentIndex() != static_cast<int>(ViewId::Tasks))
            showView(ViewId::Graph);
        m_selection.setTask(task);
        m_graph->canvas().showTask(task);
        m_inspectorDock->show();
    });
    connect(m_palette, &Palette::conflictChosen, this, [this](quint32 conflict) {
        showView(ViewId::Conflicts);
        m_selection.setConflict(conflict);
        m_conflictsView->focusDecision();
    });
    connectPalette();
    keepScroll();
    keepPlaces();
    connect(&feed, &RunFeed::delta, this, &MainWindow::take);
    new WriteGuard(m_commands, feed, this);
    connect(&feed, &RunFeed::lost, this, [this](const QString& message, const QString& detail) {
        m_lost = message;
        m_link.reset();
        m_banner->setAction({}, {});
        say(BannerKind::Error, message, detail);
        if (m_summary.phase == RunPhase::None) sayInEmptyViews(message, detail);
        if (m_summary.phase != RunPhase::None) {
            m_summary.phase = RunPhase::Lost;
            m_runBar->setSummary(m_summary);
            m_scopeBar->setAsOf(tr("as of: %1").arg(clockText(m_summary.lastEntryAt, m_summary.asOf)));
            updateCommands();
            updateTitle();
        }
        updateHeartbeat();
    });
    connect(&feed, &RunFeed::progress, this, [this](const QString& line) {
        if (m_summary.phase != RunPhase::None || (line.isEmpty() && !m_lost.isEmpty())) return;
        sayInEmptyViews(line.isEmpty() ? QString() : tr("Opening"), line);
    });
    connect(&feed, &RunFeed::commandDone, this, [this](quint64 request, const QString& error, const QString&) {
        const QString what = m_waiting.take(request);
        if (!what.isEmpty() && !error.isEmpty()) say(BannerKind::Error, tr("%1 did not work").arg(what), error);
        pausesChanged(request, error);
        updateCommands();
        if (request == 0 || request != m_lastWish) return;
        m_lastWish = 0;
        if (error.isEmpty()) leave();
    });
    connect(&feed, &RunFeed::consentNeeded, this, &MainWindow::askForKeyFile);
    if (memory == Memory::Keep) {
        m_tray = new Tray(theme, m_commands, feed, this);
        connect(m_tray, &Tray::opened, this, [this] { comeForward(); });
    }
    m_heartbeat.setInterval(1000);
    connect(&m_heartbeat, &QTimer::timeout, this, &MainWindow::updateHeartbeat);
    m_heartbeat.start();
    // The frame around the window needs room too.
    resize(QSize(1280, 800).boundedTo(screen()->availableSize() - QSize(8, 40)));
    restoreLayout();
    showView(ViewId::Goal);
    updateCommands();
    updateTitle();
}

MainWindow::~MainWindow() {
    // Views and docks report while they are destroyed; what they report to must still be there.
    m_feed.disconnect(this);
    qApp->removeEventFilter(this);
    qApp->disconnect(this);
    for (auto* dialog : findChildren<QDialog*>(QString(), Qt::FindDirectChildrenOnly)) delete dialog;
    delete takeCentralWidget();
}

void MainWindow::makeViews() {
    auto* centre = new QWidget(this);
    auto* column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_banner = new InlineBanner(m_theme, centre);
    m_banner->setObjectName(QStringLiteral("mainBanner"));
    auto* bannerHolder = new QWidget(centre);
    auto* bannerColumn = new QVBoxLayout(bannerHolder);
    bannerColumn->setContentsMargins(12, 12, 12, 0);
    bannerColumn->addWidget(m_banner);
    bannerHolder->setAutoFillBackground(true);
    bannerHolder->setBackgroundRole(QPalette::Base);
    bannerHolder->hide();
    connect(m_banner, &InlineBanner::shownChanged, bannerHolder, [this, bannerHolder](bool shown) {
        bannerHolder->setVisible(shown);
        placeScopeBar();
    });
    m_views = new QStackedWidget(centre);
    m_views->setAutoFillBackground(true);
    m_undo = new UndoBar(m_theme, this);
    connect(m_undo, &UndoBar::offeringChanged, this, &MainWindow::updateUndo);
    m_scope = new TaskScope(m_selection, m_feed, this);
    m_scopeBar = new ScopeBar(m_theme, m_selection, *m_scope, centre);
    const QString sampleFolder = QFileInfo(m_sample.goalFile).path(), own = QFileInfo(m_sample.workspace).path();
    auto* recorded = new RecordedRun(
        m_commands, m_feed, m_sample.goalFile.isEmpty() ? QString() : sampleFolder + "/../recorded/sample.skein",
        m_sample.workspace.isEmpty() ? QString() : own + "/recorded.skein", this);
    connect(recorded, &RecordedRun::failed, this,
            [this](const QString& reason) { say(BannerKind::Error, tr("The recorded run cannot be opened"), reason); });
    m_goal = new GoalView(m_theme, m_commands, m_feed, m_sample, m_views);
    m_overview = new OverviewView(m_theme, m_commands, m_selection, m_feed, m_views);
    m_graph = new GraphView(m_theme, m_commands, m_selection, *m_scope, m_feed, m_views);
    m_timeline = new TimelineView(m_theme, m_commands, m_selection, *m_scope, m_feed, *m_overview, m_views);
    m_tasksView = new TasksView(m_theme, m_selection, *m_scope, m_feed, m_views);
    m_conflictsView = new ConflictsView(m_theme, m_commands, m_selection, m_feed, *m_undo, m_views);
    m_costs = new CostsView(m_theme, m_commands, m_selection, m_feed, m_views);
    new SavedFilters(m_commands, m_selection, m_memory == Memory::Keep, *this);
    auto* saved = new QPushButton(m_scopeBar);
    saved->setObjectName(QStringLiteral("skein.edit.savedFilters.button"));
    m_commands.bind(*saved, QStringLiteral("skein.edit.savedFilters"), tr("Saved\u2026"));
    m_scopeBar->addButton(*saved);
    m_taskCommands = new TaskCommands(m_theme, m_commands, m_selection, m_feed, *this);
    m_taskCommands->giveMenu(*m_tasksView->findChild<QAbstractItemView*>(QStringLiteral("taskTable")));
    for (QWidget* view :
         {static_cast<QWidget*>(m_goal), static_cast<QWidget*>(m_overview), static_cast<QWidget*>(m_graph),
          static_cast<QWidget*>(m_timeline), static_cast<QWidget*>(m_tasksView), static_cast<QWidget*>(m_conflictsView),
          static_cast<QWidget*>(m_costs)}) {
        view->setAutoFillBackground(true);
        view->setBackgroundRole(QPalette::Base);
        m_views->addWidget(view);
    }
    column->addWidget(m_scopeBar);
    column->addWidget(bannerHolder);
    column->addWidget(m_views, 1);
    m_runBar = new RunBar(m_theme, m_commands, this);
    m_rail = new Rail(m_theme, m_commands, this);
    m_rail->addView(QStringLiteral("skein.view.goal"), tr("Goal"), QStringLiteral("go-home"));
    m_overviewButton =
        m_rail->addView(QStringLiteral("skein.view.overview"), tr("Overview"), QStringLiteral("view-overview"));
    m_rail->addView(QStringLiteral("skein.view.graph"), tr("Graph"), QStringLiteral("view-graph"));
    m_rail->addView(QStringLiteral("skein.view.timeline"), tr("Timeline"), QStringLiteral("view-timeline"));
    m_rail->addView(QStringLiteral("skein.view.tasks"), tr("Tasks"), QStringLiteral("view-list"));
    m_conflictButton =
        m_rail->addView(QStringLiteral("skein.view.conflicts"), tr("Conflicts"), QStringLiteral("view-conflicts"));
    m_rail->addView(QStringLiteral("skein.view.costs"), tr("Costs"), QStringLiteral("view-costs"));
    // Rail and run bar frame the central widget; docks sit inside of them, right and below.
    auto* inner = new QMainWindow;
    inner->setObjectName(QStringLiteral("dockArea"));
    inner->setWindowFlags(Qt::Widget);
    inner->setCentralWidget(centre);
    inner->setDockOptions(QMainWindow::AllowNestedDocks);
    auto* frame = new QWidget(this);
    auto* frameColumn = new QVBoxLayout(frame);
    frameColumn->setContentsMargins(0, 0, 0, 0);
    frameColumn->setSpacing(0);
    frameColumn->addWidget(m_runBar);
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(m_rail);
    row->addWidget(inner, 1);
    frameColumn->addLayout(row, 1);
    setCentralWidget(frame);
    connect(m_graph, &GraphView::retryWanted, this, &MainWindow::retry);
    connect(m_graph->findChild<GraphCanvas*>(), &GraphCanvas::taskActivated, this,
            [this](quint32) { m_inspectorDock->show(); });
    connect(m_graph->findChild<GraphCanvas*>(), &GraphCanvas::stackActivated, this,
            [this](const QVector<quint32>& tasks, const QString& title) {
                m_selection.narrow({title, tasks});
                showView(ViewId::Tasks);
            });
    connect(m_tasksView, &TasksView::retryWanted, this, &MainWindow::retry);
    connect(m_tasksView, &TasksView::taskActivated, this, [this](quint32) { m_inspectorDock->show(); });
    connect(m_timeline, &TimelineView::taskActivated, this, [this](quint32) {
        if (!m_narrow) m_inspectorDock->show();
    });
    makeOverview();
    connect(m_tasksView, &TasksView::countsChanged, m_scopeBar, &ScopeBar::setCounts);
    connect(&m_selection, &SelectionContext::viewRequested, this,
            [this](int view) { showView(static_cast<ViewId>(view)); });
    connect(&m_selection, &SelectionContext::historyChanged, this, &MainWindow::updateHistory);
    // The place before is kept before the new one is narrowed.
    connect(&m_selection, &SelectionContext::filterChanged, this, &MainWindow::updateHistory);
    connect(&m_selection, &SelectionContext::crumbsChanged, this, &MainWindow::updateHistory);
    connect(m_goal, &GoalView::started, this, [this] {
        if (!m_lost.isEmpty()) m_banner->hide();
        m_lost.clear();
    });
    connect(m_goal, &GoalView::editorChanged, this, &MainWindow::updateUndo);
    updateUndo();
}

void MainWindow::makeStatusBar() {
    m_core = new ThemedLabel(m_theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, this);
    m_core->setObjectName(QStringLiteral("coreState"));
    m_needs = new ThemedLabel(m_theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, this);
    m_needs->setObjectName(QStringLiteral("needsYou"));
    m_agents = new ThemedLabel(m_theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, this);
    m_agents->setObjectName(QStringLiteral("agentCount"));
    m_awake = new ThemedLabel(m_theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, this);
    m_awake->setObjectName(QStringLiteral("awakeState"));
    statusBar()->setSizeGripEnabled(false);
    for (ThemedLabel* label : {m_core, m_agents, m_awake, m_needs}) {
        label->setContentsMargins(8, 2, 8, 2);
        statusBar()->addWidget(label);
    }
    // What happens by itself, and the way to change it.
    m_plans = new QToolButton(this);
    m_plans->setObjectName(QStringLiteral("awayPlans"));
    connect(m_plans, &QToolButton::clicked, this, [this] { m_commands.trigger(QStringLiteral("skein.tools.away")); });
    m_plans->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_plans->setAutoRaise(true);
    m_plans->setFont(m_theme.font(TextRole::Caption));
    statusBar()->insertWidget(2, m_plans);
    m_plans->hide();
    m_agents->hide();
    m_awake->hide();
    statusBar()->addPermanentWidget(m_undo);
    updateHeartbeat();
}

void MainWindow::say(BannerKind kind, const QString& message, const QString& detail) {
    m_drawer->addMessage(message, detail);
    m_banner->showMessage(kind, message, detail);
}

void MainWindow::setAwake(const QString& text, const QString& detail) {
    m_awake->setText(text);
    m_awake->setToolTip(detail);
    m_awake->setVisible(!text.isEmpty());
}

void MainWindow::makeOverview() {
    connect(m_overview, &OverviewView::tasksWanted, this, [this](const QString& name, const QVector<quint32>& tasks) {
        m_selection.narrow({name, tasks});
        showView(ViewId::Tasks);
    });
    connect(m_costs, &CostsView::tasksWanted, this, [this](const QString& name, const QVector<quint32>& tasks) {
        m_selection.narrow({name, tasks});
        showView(ViewId::Tasks);
    });
    connect(m_overview, &OverviewView::retryWanted, this, &MainWindow::retry);
    connect(m_overview, &OverviewView::seen, this, [this](Instant until) {
        if (m_memory == Memory::Forget) return;
        QSettings().setValue(QStringLiteral("seen/") + QString::fromUtf8(m_summary.workspace.toUtf8().toHex()),
                             QVariant::fromValue<qlonglong>(until.value));
    });
    m_input.start();
    qApp->installEventFilter(this);
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
        case QEvent::KeyPress:
        case QEvent::MouseButtonPress:
        case QEvent::Wheel:
        case QEvent::MouseMove:
            if (const qint64 away = m_input.restart(); away >= awayMs && m_summary.total > 0)
                m_overview->returned(
                    {m_summary.asOf.value + (m_heard.isValid() ? m_heard.elapsed() : 0) * 1000 - away * 1000});
            break;
        case QEvent::ContextMenu:
            if (auto* widget = qobject_cast<QWidget*>(watched))
                if (openContextMenu(*widget, *static_cast<QContextMenuEvent*>(event))) return true;
            break;
        default: break;
    }
    return QMainWindow::eventFilter(watched, event);
}

void MainWindow::placeScopeBar() {
    if (!m_scopeBar || m_views->count() < viewCount) return;
    const auto view = static_cast<ViewId>(m_views->currentIndex());
    // Where nothing can be narrowed it would promise what the view does not do.
    const bool narrows = view == ViewId::Graph || view == ViewId::Timeline || view == ViewId::Tasks;
    // In a low window a message takes its place, unless something is hidden.
    const bool low = height() < QFontMetrics(m_theme.font(TextRole::Body)).height() * 30;
    const bool room = !(low && m_banner->isVisibleTo(m_banner->parentWidget()) && !m_selection.isNarrowed());
    m_scopeBar->setVisible(narrows && room && m_summary.total > 0);
}

void MainWindow::changeEvent(QEvent* event) {
    if (event->type() == QEvent::WindowStateChange) m_feed.setVisible(!isMinimized());
    QMainWindow::changeEvent(event);
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    m_rail->setCompact(width() < labelledRailFrom * m_theme.textScale());
    placeScopeBar();
    const bool narrow = width() < inspectorFrom * m_theme.textScale();
    if (narrow == std::exchange(m_narrow, narrow) || !m_inspectorDock) return;
    showView(static_cast<ViewId>(m_views->currentIndex()));
}

void MainWindow::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        // One step at a time: message, then selection, then the keyboard back to the view.
        if (m_banner->isVisible()) return m_banner->hide();
        if (m_scopeBar->isAncestorOf(QApplication::focusWidget())) { return focusView(); }
        if (m_selection.task() != 0) return m_selection.setTask(0);
        return focusView();
    }
    // Outside of dialogs Qt presses buttons by Space only; people press Enter.
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        if (auto* button = qobject_cast<QAbstractButton*>(QApplication::focusWidget())) return button->click();
    QMainWindow::keyPressEvent(event);
}

}  // namespace skein::ui
