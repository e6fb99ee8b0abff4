// MainWindow: panels, and the four layouts of them.
#include <QAbstractItemView>
#include <QApplication>
#include <QDockWidget>
#include <QScreen>
#include <QSettings>
#include <QStackedWidget>
#include <QTimer>

#include "ui/graph/graph_view.h"
#include "ui/graph/slack_list.h"
#include "ui/inspector/inspector.h"
#include "ui/overview/overview_view.h"
#include "ui/shell/drawer.h"
#include "ui/shell/main_window.h"
#include "ui/shell/outline.h"
#include "ui/shell/own_keys.h"
#include "ui/shell/palette.h"
#include "ui/shell/rail.h"
#include "ui/shell/run_memory.h"
#include "ui/shell/view_commands.h"
#include "ui/tasks/task_commands.h"

namespace skein::ui {

namespace {

constexpr int layoutVersion = 2;  // raise when docks change: older layouts are then not restored

struct LayoutEntry {
    const char* name;  ///< in the settings and in the id of its command
    ViewId view;
    bool outline, inspector, drawer;
};
constexpr LayoutEntry layouts[] = {{"author", ViewId::Goal, true, false, false},
                                   {"watch", ViewId::Overview, false, true, false},
                                   {"resolve", ViewId::Conflicts, false, false, false},
                                   {"review", ViewId::Timeline, true, true, true}};
static_assert(std::size(layouts) == layoutCount);

const QString outlineId = QStringLiteral("skein.view.outline");
const QString inspectorId = QStringLiteral("skein.view.inspector");
const QString drawerId = QStringLiteral("skein.view.drawer");

constexpr int saveAfterMs = 2000;  // without a change, so that a drag is one

/// Saves a while after the last change of the window or a panel: a program that is ended does not forget where they
/// are.
class SaveSoon : public QObject {
public:
    SaveSoon(QObject* window, std::function<void()> save) : QObject(window) {
        m_timer.setSingleShot(true);
        m_timer.setInterval(saveAfterMs);
        connect(&m_timer, &QTimer::timeout, this, std::move(save));
        watch(window);
    }
    void watch(QObject* widget) { widget->installEventFilter(this); }

protected:
    bool eventFilter(QObject*, QEvent* event) override {
        const QEvent::Type type = event->type();
        if (type == QEvent::Resize || type == QEvent::Move || type == QEvent::Show || type == QEvent::Hide)
            m_timer.start();
        return false;
    }

private:
    QTimer m_timer;
};

QString key(int layout, const char* what) {
    return QStringLiteral("layout/%1/%2").arg(QString::fromLatin1(layouts[layout].name), QString::fromLatin1(what));
}

}  // namespace

QMainWindow& MainWindow::dockArea() const { return *findChild<QMainWindow*>(QStringLiteral("dockArea")); }

QDockWidget* MainWindow::makeDock(const QString& title, const QString& objectName, QWidget* content,
                                  Qt::DockWidgetArea area) {
    auto* dock = new QDockWidget(title, &dockArea());
    dock->setObjectName(objectName);
    dock->setAccessibleName(title);
    // Qt 6.4 on Wayland cannot dock a floated panel back (QTBUG-87332), so panels never float.
    dock->setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetClosable);
    auto* holder = new QWidget(dock);  // no title bar: tabs and headers say what it is
    dock->setTitleBarWidget(holder);
    content->setAutoFillBackground(true);
    content->setBackgroundRole(QPalette::Base);
    dock->setWidget(content);
    dockArea().addDockWidget(area, dock);
    return dock;
}

void MainWindow::makeDocks() {
    m_outline = new Outline(m_theme, m_selection, *m_scope, m_feed, this);
    m_outlineDock = makeDock(tr("Outline"), QStringLiteral("outlineDock"), m_outline, Qt::LeftDockWidgetArea);
    connect(m_outline, &Outline::taskActivated, this, [this](quint32 task) {
        const auto view = static_cast<ViewId>(m_views->currentIndex());
        if (view == ViewId::Goal || view == ViewId::Overview || view == ViewId::Conflicts || view == ViewId::Costs)
            showView(ViewId::Graph);
        m_graph->canvas().showTask(task);
        m_inspectorDock->show();
    });
    m_taskCommands->giveMenu(*m_outline->findChild<QAbstractItemView*>(QStringLiteral("outlineTree")));
    m_inspector = new Inspector(m_theme, m_selection, m_feed, this);
    connect(m_inspector, &Inspector::pauseWanted, this, &MainWindow::changePauses);
    m_inspectorDock = makeDock(tr("Inspector"), QStringLiteral("inspectorDock"), m_inspector, Qt::RightDockWidgetArea);
    m_drawer = new Drawer(m_theme, *m_scope, m_feed, m_overview->picture(), this);
    auto* slack = new SlackList(m_theme, m_selection, m_feed, m_drawer);
    m_taskCommands->giveMenu(*slack->findChild<QAbstractItemView*>(QStringLiteral("slackTable")));
    m_drawer->addTab(slack, tr("Slack"));
    m_drawerDock = makeDock(tr("Drawer"), QStringLiteral("drawerDock"), m_drawer, Qt::BottomDockWidgetArea);
    connect(m_drawer, &Drawer::tasksWanted, this, [this](const QString& name, const QVector<quint32>& tasks) {
        m_selection.narrow({name, tasks});
        showView(ViewId::Tasks);
    });
    // Tall panels keep their height beside the drawer.
    dockArea().setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    dockArea().setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    for (const auto& [dock, id] : panels())
        connect(dock, &QDockWidget::visibilityChanged, this,
                [this, dock = dock, id = id] { m_commands.action(id)->setChecked(!dock->isHidden()); });
    if (m_memory == Memory::Keep) {
        auto* soon = new SaveSoon(this, [this] { saveLayout(); });
        for (const auto& each : panels()) soon->watch(each.first);
    }
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) {
        for (const auto& [dock, id] : panels())
            if (now && dock->isAncestorOf(now)) m_panel = dock;
        updatePanelCommands();
    });
    resetLayout();
}

QVector<QPair<QDockWidget*, QString>> MainWindow::panels() const {
    return {{m_outlineDock, outlineId}, {m_inspectorDock, inspectorId}, {m_drawerDock, drawerId}};
}

bool MainWindow::isWanted(const QString& panel) const { return m_commands.action(panel)->data().toBool(); }

void MainWindow::showView(ViewId view) {
    m_selection.setView(static_cast<int>(view));
    m_views->setCurrentIndex(static_cast<int>(view));
    m_rail->setCurrent(static_cast<int>(view));
    placeScopeBar();
    const QStringList names = viewNames();
    for (int i = 0; i < names.size(); ++i)
        m_commands.action(QStringLiteral("skein.view.") + names[i])->setChecked(i == static_cast<int>(view));
    // The inspector belongs to views of tasks; elsewhere it would only take room.
    const bool tasks = view == ViewId::Graph || view == ViewId::Tasks || view == ViewId::Timeline;
    m_inspectorDock->setVisible(tasks && isWanted(inspectorId) && !m_narrow && m_summary.phase != RunPhase::None);
    m_outlineDock->setVisible(isWanted(outlineId) && !m_narrow && m_summary.total > 0);
    m_drawerDock->setVisible(view != ViewId::Goal && isWanted(drawerId));
    updateUndo();
    updateViewCommands();
    updateWindowCommands();
    updateChartCommand();
}

void MainWindow::updateViewCommands() {
    const auto shown = static_cast<ViewId>(m_views->currentIndex());
    const QStringList names = viewNames();
    for (const QString& id : m_commands.ids()) {
        const auto view = viewOfCommand(id);
        if (!view) continue;
        const QString command = QStringLiteral("skein.view.") + names[static_cast<int>(*view)];
        QString name = m_commands.spec(command).text;
        name.remove(QLatin1Char('&'));
        const QString keys = m_commands.spec(command).shortcut.toString(QKeySequence::NativeText);
        m_commands.veto(id, CommandVeto::OtherView,
                        *view == shown   ? QString()
                        : keys.isEmpty() ? tr("it works in the view %1").arg(name)
                                         : tr("it works in the view %1 (%2)").arg(name, keys));
    }
}

void MainWindow::showInspector() { m_inspectorDock->show(); }

void MainWindow::makePanelCommands() {
    const QStringList names{tr("Layout: &Author"), tr("Layout: &Watch"), tr("Layout: Resol&ve"), tr("Layout: R&eview")};
    const QStringList descriptions{tr("Goal and outline: to write a goal and its plan"),
                                   tr("Overview and inspector: to look after a run"), tr("Conflicts alone: to decide"),
                                   tr("Timeline, outline, inspector and events: to see what happened")};
    for (int i = 0; i < layoutCount; ++i)
        m_commands.add({QStringLiteral("skein.layout.") + QString::fromLatin1(layouts[i].name),
                        CommandMenu::Tools,
                        names[i],
                        descriptions[i],
                        QKeySequence(QStringLiteral("Alt+%1").arg(i + 1)),
                        {},
                        true,
                        false,
                        {tr("workspace")}},
                       [this, i] { useLayout(static_cast<LayoutId>(i)); });
    m_commands.add({QStringLiteral("skein.view.reset"),
                    CommandMenu::View,
                    tr("Reset the la&yout"),
                    tr("Panels where they were at first"),
                    {},
                    {},
                    false,
                    false,
                    {}},
                   [this] { resetLayout(); });
    struct Move {
        const char* id;
        QString text;
        Qt::DockWidgetArea area;
    };
    const Move moves[] = {{"skein.panel.left", tr("Move the panel to the &left"), Qt::LeftDockWidgetArea},
                          {"skein.panel.right", tr("Move the panel to the &right"), Qt::RightDockWidgetArea},
                          {"skein.panel.bottom", tr("Move the panel to the &bottom"), Qt::BottomDockWidgetArea}};
    bool first = true;
    for (const Move& move : moves)
        m_commands.add({QString::fromLatin1(move.id),
                        CommandMenu::Tools,
                        move.text,
                        tr("The panel that had the keyboard last"),
                        {},
                        {},
                        false,
                        std::exchange(first, false),
                        {tr("dock")}},
                       [this, area = move.area] {
                           dockArea().addDockWidget(area, m_panel);
                           m_panel->show();
                           updatePanelCommands();
                       });
    m_commands.add({QStringLiteral("skein.panel.close"),
                    CommandMenu::Tools,
                    tr("&Close the panel"),
                    tr("The panel that had the keyboard last"),
                    {},
                    {},
                    false,
                    false,
                    {}},
                   [this] {
                       for (const auto& [dock, id] : panels())
                           if (dock == m_panel) m_commands.trigger(id);
                       focusView();
                   });
}

void MainWindow::updatePanelCommands() {
    const bool there = m_panel && !m_panel->isHidden();
    const auto at = there ? dockArea().dockWidgetArea(m_panel) : Qt::NoDockWidgetArea;
    const auto set = [&](const char* id, Qt::DockWidgetArea area) {
        m_commands.setEnabled(QString::fromLatin1(id), there && at != area,
                              there ? tr("%1 is there already").arg(m_panel->windowTitle())
                                    : tr("move the keyboard into a panel first (F6)"));
    };
    set("skein.panel.left", Qt::LeftDockWidgetArea);
    set("skein.panel.right", Qt::RightDockWidgetArea);
    set("skein.panel.bottom", Qt::BottomDockWidgetArea);
    set("skein.panel.close", Qt::NoDockWidgetArea);
    updateWindowCommands();
}

void MainWindow::togglePanel(QDockWidget& dock, const QString& id) {
    const bool show = dock.isHidden();
    dock.setVisible(show);
    m_commands.action(id)->setData(show);
}

void MainWindow::placePanels() {
    const LayoutEntry& entry = layouts[static_cast<int>(m_layout)];
    m_commands.action(outlineId)->setData(entry.outline);
    m_commands.action(inspectorId)->setData(entry.inspector);
    m_commands.action(drawerId)->setData(entry.drawer);
    dockArea().addDockWidget(Qt::LeftDockWidgetArea, m_outlineDock);
    dockArea().addDockWidget(Qt::RightDockWidgetArea, m_inspectorDock);
    dockArea().addDockWidget(Qt::BottomDockWidgetArea, m_drawerDock);
    dockArea().resizeDocks({m_outlineDock, m_inspectorDock}, {m_theme.px(240), m_theme.px(360)}, Qt::Horizontal);
    dockArea().resizeDocks({m_drawerDock}, {m_theme.px(200)}, Qt::Vertical);
}

void MainWindow::resetLayout() {
    m_kept[static_cast<std::size_t>(m_layout)] = {};
    placePanels();
    if (m_views->currentIndex() >= 0) showView(static_cast<ViewId>(m_views->currentIndex()));
    checkLayout();
}

void MainWindow::checkLayout() {
    for (int i = 0; i < layoutCount; ++i)
        m_commands.action(QStringLiteral("skein.layout.") + QString::fromLatin1(layouts[i].name))
            ->setChecked(i == static_cast<int>(m_layout));
}

void MainWindow::keepLayout() {
    m_kept[static_cast<std::size_t>(m_layout)] = {isWanted(outlineId), isWanted(inspectorId), isWanted(drawerId),
                                                  dockArea().saveState(layoutVersion)};
}

bool MainWindow::placeKept() {
    const KeptLayout& kept = m_kept[static_cast<std::size_t>(m_layout)];
    placePanels();
    if (kept.docks.isEmpty()) return true;
    const bool good = dockArea().restoreState(kept.docks, layoutVersion);
    if (good) {
        m_commands.action(outlineId)->setData(kept.outline);
        m_commands.action(inspectorId)->setData(kept.inspector);
        m_commands.action(drawerId)->setData(kept.drawer);
    } else {
        m_kept[static_cast<std::size_t>(m_layout)] = {};
        placePanels();
    }
    // A state from elsewhere must not take a panel out of the window.
    for (const auto& [dock, id] : panels())
        if (dock->isFloating()) dock->setFloating(false);
    return good;
}

void MainWindow::useLayout(LayoutId layout) {
    keepLayout();
    m_layout = layout;
    if (!placeKept())
        say(BannerKind::Information, tr("The saved layout could not be used"),
            tr("Panels are where they were at first."));
    showView(layouts[static_cast<int>(layout)].view);
    checkLayout();
    focusView();
}

void MainWindow::restoreLayout() {
    if (m_memory == Memory::Forget) return;
    const QSettings settings(stateFile(), QSettings::IniFormat);
    m_ownLayouts = readOwnLayouts();
    readOwnKeys(m_commands);
    setTheme(static_cast<ThemeChoice>(std::clamp(QSettings().value(QStringLiteral("theme")).toInt(), 0, 2)));
    m_keepTheme = false;
    m_palette->setRecent(settings.value(QStringLiteral("palette/recent")).toStringList());
    const QVariant version = settings.value(QStringLiteral("layout/version"));
    if (!version.isValid()) return;
    const QString note = tr("Panels are where they were at first.");
    if (version.toInt() != layoutVersion) {
        m_drawer->addMessage(tr("The saved layout is of another version of Skein"), note);
        return;
    }
    const QByteArray geometry = settings.value(QStringLiteral("layout/geometry")).toByteArray();
    if (!geometry.isEmpty() && !restoreGeometry(geometry))
        m_drawer->addMessage(tr("The saved place of the window could not be used"), {});
    for (int i = 0; i < layoutCount; ++i) {
        const LayoutEntry& entry = layouts[i];
        m_kept[static_cast<std::size_t>(i)] = {settings.value(key(i, "outline"), entry.outline).toBool(),
                                               settings.value(key(i, "inspector"), entry.inspector).toBool(),
                                               settings.value(key(i, "drawer"), entry.drawer).toBool(),
                                               settings.value(key(i, "docks")).toByteArray()};
        if (settings.value(QStringLiteral("layout/current")).toString() == QLatin1String(entry.name))
            m_layout = static_cast<LayoutId>(i);
    }
    if (!placeKept()) m_drawer->addMessage(tr("The saved layout could not be used"), note);
    checkLayout();
    // A screen that is gone must not keep the window out of reach.
    const QRect available = screen()->availableGeometry();
    if (!available.intersects(frameGeometry())) move(available.topLeft());
}

void MainWindow::saveLayout() {
    if (m_memory == Memory::Forget) return;
    keepLayout();
    m_places->save();
    QSettings settings(stateFile(), QSettings::IniFormat);
    settings.setValue(QStringLiteral("layout/version"), layoutVersion);
    settings.setValue(QStringLiteral("layout/geometry"), saveGeometry());
    settings.setValue(QStringLiteral("layout/current"), QString::fromLatin1(layouts[static_cast<int>(m_layout)].name));
    settings.setValue(QStringLiteral("palette/recent"), m_palette->recent());
    for (int i = 0; i < layoutCount; ++i) {
        const KeptLayout& kept = m_kept[static_cast<std::size_t>(i)];
        if (kept.docks.isEmpty()) continue;
        settings.setValue(key(i, "outline"), kept.outline);
        settings.setValue(key(i, "inspector"), kept.inspector);
        settings.setValue(key(i, "drawer"), kept.drawer);
        settings.setValue(key(i, "docks"), kept.docks);
    }
    if (m_keepTheme) QSettings().setValue(QStringLiteral("theme"), static_cast<int>(m_theme.choice()));
}

}  // namespace skein::ui
