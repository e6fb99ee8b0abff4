// MainWindow: tables of charts, layouts of the person's own, the switch for single letters, places of the palette, and
// how far a place was scrolled.
#include <QAbstractItemView>
#include <QApplication>
#include <QContextMenuEvent>
#include <QDateTime>
#include <QDockWidget>
#include <QHeaderView>
#include <QMenu>
#include <QScrollBar>
#include <QSettings>
#include <QStackedWidget>
#include <QTimer>

#include "ui/common/canvas.h"
#include "ui/common/chart_table.h"
#include "ui/graph/graph_canvas.h"
#include "ui/graph/graph_view.h"
#include "ui/inspector/inspector.h"
#include "ui/shell/letter_keys.h"
#include "ui/shell/main_window.h"
#include "ui/shell/own_layouts.h"
#include "ui/shell/palette.h"
#include "ui/shell/run_memory.h"
#include "ui/tasks/tasks_view.h"
#include "ui/timeline/timeline_view.h"

namespace skein::ui {

namespace {

const QString chartTableId = QStringLiteral("skein.view.chartTable");
const QString lettersId = QStringLiteral("skein.tools.letters");
const QString lettersKey = QStringLiteral("keys/letters");
constexpr Duration shownAround{300'000'000};  // of a time typed into the palette, before and after it

/// What a place can be scrolled in; canvases have a way of their own.
QVector<QAbstractScrollArea*> scrolledIn(const QWidget& view) {
    QVector<QAbstractScrollArea*> areas;
    for (auto* area : view.findChildren<QAbstractScrollArea*>())
        if (!area->objectName().isEmpty() && !qobject_cast<Canvas*>(area)) areas.append(area);
    return areas;
}

}  // namespace

void MainWindow::makeToolCommands() {
    m_commands.add({chartTableId,
                    CommandMenu::View,
                    tr("Chart as a ta&ble\u2026"),
                    tr("The numbers of the charts of this view, to read, copy or save"),
                    QKeySequence(QStringLiteral("Ctrl+T")),
                    {},
                    false,
                    true,
                    {tr("csv"), tr("numbers")}},
                   [this] { showChartTables(); });
    m_commands.add({QStringLiteral("skein.layout.own"),
                    CommandMenu::Tools,
                    tr("Layou&ts of your own\u2026"),
                    tr("Keep, use, rename or delete a layout of panels"),
                    {},
                    {},
                    false,
                    false,
                    {tr("workspace"), tr("save layout")}},
                   [this] { showLayouts(); });
    m_commands.add({lettersId,
                    CommandMenu::Tools,
                    tr("Sin&gle-letter keys"),
                    tr("Letters do something in graph, timeline and conflicts; off, they do nothing outside of texts"),
                    {},
                    {},
                    true,
                    true,
                    {tr("keyboard"), tr("accessibility")}},
                   [this] { setLetters(!m_letters->isEnabled()); });
    m_letters = new LetterKeys(this);
    setLetters(m_memory == Memory::Forget || QSettings().value(lettersKey, true).toBool());
}

void MainWindow::setLetters(bool on) {
    m_letters->setEnabled(on);
    m_commands.action(lettersId)->setChecked(on);
    if (m_memory == Memory::Keep) QSettings().setValue(lettersKey, on);
}

void MainWindow::updateChartCommand() {
    const QWidget* view = m_views->currentWidget();
    m_commands.setEnabled(chartTableId, view && m_summary.total > 0 && ChartTableDialog::hasCharts(*view),
                          m_summary.total > 0 ? tr("this view has no chart; Overview and Costs have")
                                              : tr("there is no run in this window"));
}

void MainWindow::showChartTables() {
    if (!ChartTableDialog::openFor(m_theme, *m_views->currentWidget(), m_summary.simulated))
        say(BannerKind::Information, tr("There is no chart to show as a table yet"), {});
}

bool MainWindow::openContextMenu(QWidget& at, const QContextMenuEvent& event) {
    if (!m_views->isAncestorOf(&at) || m_views->currentIndex() == static_cast<int>(ViewId::Goal)) return false;
    auto* items = qobject_cast<QAbstractItemView*>(&at);
    if (!items) items = qobject_cast<QAbstractItemView*>(at.parentWidget());
    auto* canvas = qobject_cast<Canvas*>(&at);
    if (!canvas) canvas = qobject_cast<Canvas*>(at.parentWidget());
    const bool chart = dynamic_cast<TabularChart*>(&at) || dynamic_cast<TabularChart*>(at.parentWidget());
    if (!items && !canvas && !chart) return false;
    if (items && items->contextMenuPolicy() == Qt::CustomContextMenu) return false;  // it has its own
    QStringList ids;
    if (chart) ids.append(chartTableId);
    else
        ids << QStringLiteral("skein.run.pausePoint") << QStringLiteral("skein.run.retryFailed")
            << QStringLiteral("skein.view.inspector") << QStringLiteral("skein.edit.copyLink");
    ids << QStringLiteral("skein.edit.widen") << QStringLiteral("skein.go.back") << QStringLiteral("skein.go.anything");
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("contextMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);  // a disabled one says why
    for (const QString& id : std::as_const(ids)) menu->addAction(m_commands.action(id));
    QPoint place = event.globalPos();
    if (event.reason() == QContextMenuEvent::Keyboard && items && items->currentIndex().isValid())
        place = items->viewport()->mapToGlobal(items->visualRect(items->currentIndex()).bottomLeft() + QPoint(24, 0));
    menu->popup(place);
    return true;
}

OwnLayout MainWindow::layoutNow() const {
    OwnLayout now;
    now.view = m_views->currentIndex();
    now.outline = !m_outlineDock->isHidden();
    now.inspector = !m_inspectorDock->isHidden();
    now.drawer = !m_drawerDock->isHidden();
    now.docks = dockArea().saveState();
    return now;
}

void MainWindow::showLayouts() {
    LayoutsDialog dialog(m_theme, m_ownLayouts, layoutNow(), this);
    connect(&dialog, &LayoutsDialog::changed, this, [this, &dialog] {
        m_ownLayouts = dialog.layouts();
        if (m_memory == Memory::Keep) writeOwnLayouts(m_ownLayouts);
    });
    QString chosen;
    connect(&dialog, &LayoutsDialog::chosen, this, [&chosen](const QString& name) { chosen = name; });
    dialog.exec();
    if (!chosen.isEmpty()) useOwnLayout(chosen);
}

void MainWindow::useOwnLayout(const QString& name) {
    for (const OwnLayout& own : std::as_const(m_ownLayouts)) {
        if (own.name != name) continue;
        // The built-in one that was shown keeps its panels; what is changed from now on changes it.
        m_commands.action(QStringLiteral("skein.view.outline"))->setData(own.outline);
        m_commands.action(QStringLiteral("skein.view.inspector"))->setData(own.inspector);
        m_commands.action(QStringLiteral("skein.view.drawer"))->setData(own.drawer);
        const bool good = dockArea().restoreState(own.docks);
        for (const auto& [dock, id] : panels())
            if (dock->isFloating()) dock->setFloating(false);
        if (!good)
            say(BannerKind::Information, tr("The saved layout could not be used"),
                tr("Panels are where they were before."));
        showView(static_cast<ViewId>(std::clamp(own.view, 0, viewCount - 1)));
        m_outlineDock->setVisible(own.outline && m_summary.total > 0);
        m_inspectorDock->setVisible(own.inspector);
        m_drawerDock->setVisible(own.drawer);
        return focusView();
    }
}

void MainWindow::connectPalette() {
    m_palette->setPlaces([this] {
        PalettePlaces places;
        for (const OwnLayout& own : std::as_const(m_ownLayouts)) places.layouts.append(own.name);
        if (m_memory == Memory::Keep)
            places.runs = QSettings().value(QStringLiteral("recent/workspaces")).toStringList();
        places.from = m_summary.startedAt;
        places.to = std::max({m_summary.endedAt, m_summary.lastEntryAt, m_summary.asOf});
        return places;
    });
    connect(m_palette, &Palette::layoutChosen, this, &MainWindow::useOwnLayout);
    connect(m_palette, &Palette::runChosen, this, [this](const QString& path) { m_feed.openWorkspace(path); });
    connect(m_palette, &Palette::agentChosen, this, [this](const QString& agent) {
        m_selection.setFilter(QStringLiteral("agent:%1").arg(agent));
        showView(ViewId::Tasks);
        focusView();
    });
    connect(m_palette, &Palette::timeChosen, this, [this](Instant at) {
        showView(ViewId::Timeline);
        m_timeline->tree().showRange({Instant{at.value - shownAround.value}, Instant{at.value + shownAround.value}});
        focusView();
    });
}

void MainWindow::keepPlaces() {
    const auto take = [this] {
        RunPlace place;
        place.view = viewNames()[m_views->currentIndex()];
        place.filter = m_selection.filter();
        place.task = m_selection.task();
        place.sights = m_selection.sights();
        place.views = {{QStringLiteral("graph"), m_graph->canvas().groups()},
                       {QStringLiteral("tasks"), m_tasksView->table().horizontalHeader()->saveState()}};
        return place;
    };
    const auto put = [this](const RunPlace& place) {
        if (!place.filter.isEmpty()) m_selection.setFilter(place.filter);
        if (place.task <= static_cast<quint32>(m_tasks.size())) m_selection.setTask(place.task);
        if (const auto view = viewFromName(place.view)) showView(*view);
        m_graph->showGroups(place.views.value(QStringLiteral("graph")).toMap());
        m_tasksView->showHeader(place.views.value(QStringLiteral("tasks")).toByteArray());
        m_selection.showSights(place.sights);
    };
    m_places = new RunMemory(take, put, this);
}

void MainWindow::keepScroll() {
    const auto take = [this] {
        QVariantHash scroll;
        if (const QWidget* shown = m_views->widget(m_selection.view()))
            for (const auto* area : scrolledIn(*shown))
                if (const int value = area->verticalScrollBar()->value(); value > 0)
                    scroll.insert(area->objectName(), value);
        return QVariant(scroll);
    };
    m_selection.keepSight(take, [this](const QVariant& scroll) {
        // After the rows have come back: filtering many of them takes a worker a moment.
        for (const int after : {0, 200})
            QTimer::singleShot(after, this, [this, scroll = scroll.toHash(), view = m_views->currentIndex()] {
                if (view != m_views->currentIndex()) return;
                for (auto* area : scrolledIn(*m_views->currentWidget()))
                    area->verticalScrollBar()->setValue(scroll.value(area->objectName()).toInt());
            });
    });
}

}  // namespace skein::ui
