#include "ui/shell/view_window.h"

#include <QMenuBar>
#include <QVBoxLayout>

#include "ui/common/chart_table.h"
#include "ui/costs/costs_view.h"
#include "ui/graph/graph_view.h"
#include "ui/inspector/inspector.h"
#include "ui/overview/overview_view.h"
#include "ui/shell/outline.h"
#include "ui/shell/scope_bar.h"
#include "ui/tasks/tasks_view.h"
#include "ui/timeline/timeline_view.h"

namespace skein::ui {

ViewWindow::ViewWindow(Content content, const Sources& sources, QWidget* parent)
    : QMainWindow(parent, Qt::Window),
      m_theme(sources.theme),
      m_mainCommands(sources.commands),
      m_mainSelection(sources.selection),
      m_feed(sources.feed),
      m_scope(m_selection, m_feed) {
    setObjectName(QStringLiteral("viewWindow"));
    setAttribute(Qt::WA_DeleteOnClose);
    makeCommands();
    auto* centre = new QWidget(this);
    auto* column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    const bool narrows = content == Content::Graph || content == Content::Timeline || content == Content::Tasks;
    auto* bar = narrows ? new ScopeBar(m_theme, m_selection, m_scope, centre) : nullptr;
    if (bar) column->addWidget(bar);
    QWidget* view = makeContent(content, sources);
    view->setAutoFillBackground(true);
    view->setBackgroundRole(QPalette::Base);
    column->addWidget(view, 1);
    setCentralWidget(centre);
    borrowCommands();
    m_commands.populate(*menuBar());
    for (const QString& id : m_commands.ids()) addAction(m_commands.action(id));
    if (bar && sources.known.summary) bar->setRunName(sources.known.summary->name);
    connect(&m_feed, &RunFeed::delta, this, [this, bar](const RunDelta& delta) {
        if (!delta.summary) return;
        m_run = delta.summary->name;
        m_simulated = delta.summary->simulated;
        if (bar) bar->setRunName(m_run);
        updateTitle();
    });
    m_feed.begin(sources.known);
    m_selection.follow(m_mainSelection);
    const auto both = [this](SelectionContext& from, SelectionContext& to) {
        const auto tell = [this, &from, &to] {
            if (!m_pinned) to.follow(from);
        };
        connect(&from, &SelectionContext::taskChanged, this, tell);
        connect(&from, &SelectionContext::filterChanged, this, tell);
        connect(&from, &SelectionContext::crumbsChanged, this, tell);
    };
    both(m_mainSelection, m_selection);
    both(m_selection, m_mainSelection);
    // Another run is another run for both.
    connect(&m_mainSelection, &SelectionContext::runChanged, this, [this](quint32 run) { m_selection.setRun(run); });
    resize(m_theme.px(content == Content::Inspector || content == Content::Outline ? 420 : 900), m_theme.px(640));
    updateTitle();
}

ViewWindow::~ViewWindow() {
    // Views report while they are destroyed; what they report to must still be there.
    m_selection.disconnect(this);
    delete takeCentralWidget();
}

QWidget* ViewWindow::makeContent(Content content, const Sources& s) {
    switch (content) {
        case Content::Overview: {
            m_name = tr("Overview");
            auto* view = new OverviewView(m_theme, m_commands, m_selection, m_feed, this);
            connect(view, &OverviewView::retryWanted, this, &ViewWindow::retryWanted);
            connect(view, &OverviewView::tasksWanted, this, [this](const QString& name, const QVector<quint32>& tasks) {
                m_mainSelection.narrow({name, tasks});
                m_mainCommands.trigger(QStringLiteral("skein.view.tasks"));
            });
            return view;
        }
        case Content::Graph: {
            m_name = tr("Graph");
            auto* view = new GraphView(m_theme, m_commands, m_selection, m_scope, m_feed, this);
            connect(view, &GraphView::retryWanted, this, &ViewWindow::retryWanted);
            connect(&view->canvas(), &GraphCanvas::taskActivated, this, &ViewWindow::taskActivated);
            connect(&view->canvas(), &GraphCanvas::stackActivated, this,
                    [this](const QVector<quint32>& tasks, const QString& title) {
                        m_selection.narrow({title, tasks});
                    });
            m_commands.add({QStringLiteral("skein.edit.find"),
                            CommandMenu::Edit,
                            tr("&Find tasks"),
                            tr("Show the tasks that contain some words"),
                            QKeySequence::Find,
                            {},
                            false,
                            true,
                            {}},
                           [view] { view->find(); });
            return view;
        }
        case Content::Timeline: {
            m_name = tr("Timeline");
            auto* view = new TimelineView(m_theme, m_commands, m_selection, m_scope, m_feed, s.overview, this);
            connect(view, &TimelineView::taskActivated, this, &ViewWindow::taskActivated);
            return view;
        }
        case Content::Tasks: {
            m_name = tr("Tasks");
            auto* view = new TasksView(m_theme, m_selection, m_scope, m_feed, this);
            connect(view, &TasksView::taskActivated, this, &ViewWindow::taskActivated);
            connect(view, &TasksView::retryWanted, this, &ViewWindow::retryWanted);
            return view;
        }
        case Content::Costs: m_name = tr("Costs"); return new CostsView(m_theme, m_commands, m_selection, m_feed, this);
        case Content::Inspector: {
            m_name = tr("Inspector");
            auto* view = new Inspector(m_theme, m_selection, m_feed, this);
            connect(view, &Inspector::pauseWanted, this,
                    [this](const QVector<quint32>& tasks, bool hold) { m_feed.changePauses(tasks, hold); });
            return view;
        }
        case Content::Outline: {
            m_name = tr("Outline");
            auto* view = new Outline(m_theme, m_selection, m_scope, m_feed, this);
            connect(view, &Outline::taskActivated, this, &ViewWindow::taskActivated);
            return view;
        }
    }
    return new QWidget(this);
}

void ViewWindow::makeCommands() {
    m_commands.add({QStringLiteral("skein.window.pin"),
                    CommandMenu::View,
                    tr("&Pin this window"),
                    tr("Keep its own selection and filter, whatever is chosen elsewhere"),
                    QKeySequence(QStringLiteral("Ctrl+Shift+D")),
                    {},
                    true,
                    false,
                    {}},
                   [this] { setPinned(!m_pinned); });
    m_commands.add({QStringLiteral("skein.window.close"),
                    CommandMenu::View,
                    tr("&Close the window"),
                    tr("Close this window; the first one stays"),
                    QKeySequence(QStringLiteral("Ctrl+W")),
                    {},
                    false,
                    false,
                    {}},
                   [this] { close(); });
}

void ViewWindow::borrowCommands() {
    // Here it is about the charts of this window.
    const QString chartTable = QStringLiteral("skein.view.chartTable");
    if (const QWidget* content = centralWidget(); content && ChartTableDialog::hasCharts(*content))
        m_commands.add(m_mainCommands.spec(chartTable),
                       [this] { ChartTableDialog::openFor(m_theme, *centralWidget(), m_simulated); });
    const QStringList own = m_commands.ids();
    for (const QString& id : m_mainCommands.ids()) {
        const bool wanted = id.startsWith(QLatin1String("skein.run.")) || id == QLatin1String("skein.edit.widen") ||
                            id == QLatin1String("skein.view.goal") || id == QLatin1String("skein.view.tasks");
        if (!wanted || own.contains(id)) continue;
        CommandSpec spec = m_mainCommands.spec(id);
        spec.checkable = false;
        const bool here = id == QLatin1String("skein.edit.widen");
        m_commands.add(spec, [this, id, here] {
            if (here) m_selection.widen();
            else m_mainCommands.trigger(id);
        });
        const auto copy = [this, id] {
            m_commands.setEnabled(id, m_mainCommands.action(id)->isEnabled(), m_mainCommands.reason(id));
        };
        if (here) continue;
        copy();
        connect(&m_mainCommands, &CommandRegistry::commandChanged, this, [id, copy](const QString& changed) {
            if (changed == id) copy();
        });
    }
    const auto followKeys = [this](const QString& id) {
        if (!m_mainCommands.ids().contains(id) || !m_commands.ids().contains(id)) return;
        const QKeySequence& keys = m_mainCommands.spec(id).shortcut;
        if (m_commands.spec(id).shortcut != keys) m_commands.setShortcut(id, keys);
    };
    for (const QString& id : m_commands.ids()) followKeys(id);
    connect(&m_mainCommands, &CommandRegistry::commandChanged, this, followKeys);
}

void ViewWindow::setPinned(bool pinned) {
    m_pinned = pinned;
    if (!pinned) m_selection.follow(m_mainSelection);
    m_commands.action(QStringLiteral("skein.window.pin"))->setChecked(pinned);
    updateTitle();
}

void ViewWindow::updateTitle() {
    const QString title = m_run.isEmpty() ? m_name : tr("%1: %2", "view: run").arg(m_name, m_run);
    setWindowTitle(m_pinned ? tr("%1 (pinned) \u2013 Skein").arg(title) : tr("%1 \u2013 Skein").arg(title));
}

}  // namespace skein::ui
