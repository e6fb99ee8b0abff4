#include "ui/graph/graph_view.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QVBoxLayout>

#include "ui/common/flow_layout.h"
#include "ui/common/icons.h"
#include "ui/common/status_glyph.h"
#include "ui/common/status_strip.h"
#include "ui/graph/graph_find.h"

namespace skein::ui {

GraphView::GraphView(const Theme& theme, CommandRegistry& commands, SelectionContext& selection, TaskScope& scope,
                     RunFeed& feed, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_commands(commands), m_selection(selection), m_scope(scope) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_header = new ViewHeader(theme, this);
    column->addWidget(m_header);
    m_canvas = new GraphCanvas(theme, selection, this);
    makeCommands();
    makeModes();
    const QVector<QPair<QString, QString>> toggles{{QStringLiteral("skein.graph.follow"), tr("Follow")},
                                                   {QStringLiteral("skein.graph.critical"), tr("Critical")},
                                                   {QStringLiteral("skein.graph.near"), tr("Near")}};
    for (const auto& [command, words] : toggles) {
        auto* toggle = new QToolButton(this);
        toggle->setObjectName(command + QStringLiteral(".button"));
        m_commands.bind(*toggle, command, words);
        toggle->setToolButtonStyle(Qt::ToolButtonTextOnly);
        m_header->addAction(toggle);
        m_buttons.append(toggle);
        if (command == QLatin1String("skein.graph.near")) m_nearButton = toggle;
    }
    makeNear();
    makeGrouping();
    makeRetry();
    addButton(QStringLiteral("skein.graph.zoomOut"), QStringLiteral("zoom-out"));
    m_zoom = addButton(QStringLiteral("skein.graph.naturalSize"), {});
    m_zoom->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_zoom->setMinimumWidth(QFontMetrics(theme.font(TextRole::Body)).horizontalAdvance(QStringLiteral("100%")) + 16);
    addButton(QStringLiteral("skein.graph.zoomIn"), QStringLiteral("zoom-in"));
    addButton(QStringLiteral("skein.graph.fit"), QStringLiteral("zoom-fit-best"));
    makeFind();
    makeBulk();
    column->addWidget(m_find);
    m_stack = new QStackedWidget(this);
    m_stack->setMinimumHeight(theme.px(48));  // in a low window this gives way, not the sentence and actions above it
    m_empty = new EmptyState(theme, this);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_canvas);
    column->addWidget(m_stack, 1);
    m_legend = new QWidget(this);
    auto* flow = flowIn(m_legend, 16, 4);
    flow->setContentsMargins(16, 8, 16, 8);
    for (const Status status : allStatuses()) {
        auto* entry = new QWidget(m_legend);
        auto* row = new QHBoxLayout(entry);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(6);
        auto* glyph = new StatusGlyph(theme, entry);
        glyph->setStatus(status);
        row->addWidget(glyph);
        auto* text =
            new ThemedLabel(theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, entry);
        row->addWidget(text);
        m_legendEntries.append(entry);
        m_legendTexts.append(text);
        flow->addWidget(entry);
        entry->hide();
    }
    m_pauseLegend =
        new ThemedLabel(theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, m_legend);
    m_pauseLegend->setObjectName(QStringLiteral("pauseLegend"));
    flow->addWidget(m_pauseLegend);
    m_pauseLegend->hide();
    m_lineLegend =
        new ThemedLabel(theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, m_legend);
    m_lineLegend->setObjectName(QStringLiteral("lineLegend"));
    flow->addWidget(m_lineLegend);
    m_lineLegend->hide();
    column->addWidget(m_legend);
    connect(m_canvas, &GraphCanvas::laidOut, this, &GraphView::summarise);
    connect(m_canvas, &Canvas::zoomChanged, this, &GraphView::showZoom);
    showZoom();
    connect(&selection, &SelectionContext::taskChanged, this, [this](quint32 task) {
        // Who walks takes the neighbourhood along; elsewhere rows would go from under whoever selects.
        if (m_near.task != 0 && task != 0 && task != m_near.task && isVisible())
            narrowTo({task, m_near.hops, m_near.side});
        summarise();
    });
    connect(&selection, &SelectionContext::crumbsChanged, this, &GraphView::readNear);
    selection.keepSight([this] { return QVariant::fromValue(m_canvas->sightToKeep()); },
                        [this](const QVariant& sight) { m_canvas->restoreSight(sight.value<Canvas::Sight>()); });
    connect(&feed, &RunFeed::delta, this, &GraphView::take);
    connect(&scope, &TaskScope::changed, this, &GraphView::applyScope);
    summarise();
}

void GraphView::makeCommands() {
    const QString expand = QStringLiteral("skein.graph.expand");
    m_commands.add({QStringLiteral("skein.graph.zoomOut"),
                    CommandMenu::View,
                    tr("&Zoom out"),
                    tr("Show more of the graph"),
                    QKeySequence::ZoomOut,
                    themedIcon(m_theme, "zoom-out"),
                    false,
                    true,
                    {}},
                   [this] { m_canvas->zoomOut(); });
    m_commands.add({QStringLiteral("skein.graph.zoomIn"),
                    CommandMenu::View,
                    tr("Zoom in"),
                    tr("Show the graph larger"),
                    QKeySequence::ZoomIn,
                    themedIcon(m_theme, "zoom-in"),
                    false,
                    false,
                    {}},
                   [this] { m_canvas->zoomIn(); });
    m_commands.add({QStringLiteral("skein.graph.naturalSize"),
                    CommandMenu::View,
                    tr("N&atural size"),
                    tr("Zoom to 100%"),
                    {},
                    {},
                    false,
                    false,
                    {tr("100%")}},
                   [this] { m_canvas->naturalSize(); });
    m_commands.add({QStringLiteral("skein.graph.fit"),
                    CommandMenu::View,
                    tr("&Fit the graph"),
                    tr("Show the whole graph"),
                    QKeySequence(QStringLiteral("Ctrl+0")),
                    themedIcon(m_theme, "zoom-fit-best"),
                    false,
                    false,
                    {}},
                   [this] { m_canvas->fitAll(); });
    m_commands.add({expand,
                    CommandMenu::View,
                    tr("Open or close th&e group"),
                    tr("Show the tasks of the selected group, or close the phase of the selected task"),
                    {},
                    {},
                    false,
                    false,
                    {tr("collapse"), tr("expand")}},
                   [this] { m_canvas->toggleGroup(); });
    m_commands.add({QStringLiteral("skein.graph.expandAll"),
                    CommandMenu::View,
                    tr("Open all phases"),
                    tr("Draw every task"),
                    {},
                    {},
                    false,
                    false,
                    {}},
                   [this] { m_canvas->expandAll(); });
    m_commands.add({QStringLiteral("skein.graph.collapseAll"),
                    CommandMenu::View,
                    tr("Close all phases"),
                    tr("Draw one box per phase"),
                    {},
                    {},
                    false,
                    false,
                    {}},
                   [this] { m_canvas->collapseAll(); });
}

void GraphView::makeFind() {
    m_find = new GraphFind(m_theme, *m_canvas, m_selection, this);
    const auto add = [this](const char* id, const QString& text, const QString& description, const char* key, int by) {
        m_commands.add({QLatin1String(id),
                        CommandMenu::Edit,
                        text,
                        description,
                        QKeySequence(QLatin1String(key)),
                        {},
                        false,
                        false,
                        {}},
                       [this, by] { m_find->step(by); });
    };
    add("skein.graph.findNext", tr("Find &next in the graph"), tr("Select the next task that was found"), "F3", 1);
    add("skein.graph.findPrevious", tr("Find &previous in the graph"), tr("Select the task that was found before"),
        "Shift+F3", -1);
    connect(m_find, &GraphFind::changed, this, &GraphView::summarise);
    connect(m_canvas, &GraphCanvas::findLeft, m_find, &GraphFind::close);
    // On the graph itself, where the person has just moved it.
    auto* over = new QVBoxLayout(m_canvas->viewport());
    m_resume = new QPushButton(m_canvas->viewport());
    m_resume->setObjectName(QStringLiteral("graphFollowPaused"));
    m_resume->setText(tr("Follow paused, G to resume"));
    m_resume->setAccessibleName(m_resume->text());
    m_resume->hide();
    over->addWidget(m_resume, 0, Qt::AlignTop | Qt::AlignHCenter);
    connect(m_resume, &QPushButton::clicked, this, [this] {
        m_canvas->setFollowing(true);
        m_canvas->setFocus();
    });
}

void GraphView::makeBulk() {
    // Over the graph's lower edge: a place of its own would move what is under the pointer.
    m_bulk = new BulkBar(m_theme, m_selection, m_canvas->viewport());
    m_bulk->setAttribute(Qt::WA_NoMousePropagation);
    auto* over = static_cast<QVBoxLayout*>(m_canvas->viewport()->layout());
    over->setContentsMargins(2, 8, 2, 2);
    over->addStretch(1);
    over->addWidget(m_bulk);
    connect(m_bulk, &BulkBar::retryWanted, this, &GraphView::retryWanted);
    connect(m_bulk, &BulkBar::cleared, this, [this] {
        m_selection.setMarked({});
        m_canvas->setFocus();
    });
    connect(&m_selection, &SelectionContext::markedChanged, this, &GraphView::tellBulk);
}

void GraphView::tellBulk() {
    const QVector<TaskRow>& tasks = m_canvas->plan().tasks;
    QVector<const TaskRow*> rows;
    for (const quint32 task : m_selection.marked())
        if (task >= 1 && task <= static_cast<quint32>(tasks.size())) rows.append(&tasks[static_cast<int>(task) - 1]);
    const QString lost = m_summary.phase == RunPhase::Lost ? tr("the workspace can no longer be read") : QString();
    m_bulk->tell(rows, lost.isEmpty() ? m_summary.unwritable : lost);
    m_canvas->setCoveredBelow(m_bulk->isHidden() ? 0 : m_bulk->sizeHint().height());
}

void GraphView::find() {
    if (m_tasks > 0) m_find->open();
}

void GraphView::makeRetry() {
    m_commands.add({QStringLiteral("skein.run.retryTask"),
                    CommandMenu::Run,
                    tr("Retry the selected tas&ks"),
                    tr("Run the selected tasks again; their results are replaced"),
                    QKeySequence(QStringLiteral("Ctrl+Shift+R")),
                    {},
                    false,
                    false,
                    {tr("again")}},
                   [this] { askRetry(retryScopes(m_canvas->plan(), m_selection.chosen()).selected); });
    m_commands.add({QStringLiteral("skein.run.retryAfter"),
                    CommandMenu::Run,
                    tr("Retry the selected tasks and everything &after"),
                    tr("Run the selected tasks again and all that consumes their results, directly or through others"),
                    {},
                    {},
                    false,
                    false,
                    {tr("again"), tr("downstream")}},
                   [this] { askRetry(retryScopes(m_canvas->plan(), m_selection.chosen()).after); });
    m_retry = new QPushButton(this);
    m_retry->setObjectName(QStringLiteral("graphRetry"));
    m_retry->setText(tr("Retry"));
    m_retry->setAccessibleName(tr("Retry"));
    m_retry->setToolTip(tr("Run tasks again: how many, and what it may cost"));
    m_retryMenu = new QMenu(this);
    m_retryMenu->setObjectName(QStringLiteral("graphRetryMenu"));
    m_retryMenu->setToolTipsVisible(true);
    m_retry->setMenu(m_retryMenu);
    connect(m_retryMenu, &QMenu::aboutToShow, this, &GraphView::showRetry);
    connect(m_canvas, &GraphCanvas::menuWanted, m_retryMenu, [this](QPoint at) { m_retryMenu->popup(at); });
    m_header->addAction(m_retry);
    m_buttons.append(m_retry);
}

void GraphView::askRetry(const RetryScope& scope) {
    // The state may have changed since the menu was opened.
    if (scope.reason.isEmpty()) emit retryWanted(scope);
}

void GraphView::showRetry() {
    const RetryScopes scopes = retryScopes(m_canvas->plan(), m_selection.chosen());
    const auto add = [this](const QString& text, const QString& command, const QString& reason) {
        QAction* action = m_retryMenu->addAction(text);
        action->setObjectName(command + QStringLiteral(".inMenu"));
        action->setEnabled(reason.isEmpty() && m_commands.reason(command).isEmpty());
        const QString why = reason.isEmpty() ? m_commands.reason(command) : reason;
        if (!why.isEmpty()) action->setToolTip(tr("Not available: %1").arg(why));
        connect(action, &QAction::triggered, this, [this, command] { m_commands.trigger(command); });
    };
    const auto words = [](const QString& name, const RetryScope& scope) {
        return scope.reason.isEmpty() ? tr("%1: %2").arg(name, retryWords(scope))
                                      : tr("%1: %2").arg(name, scope.reason);
    };
    m_retryMenu->clear();
    const bool several = !m_selection.marked().isEmpty();
    add(words(several ? tr("Selected") : tr("This task"), scopes.selected), QStringLiteral("skein.run.retryTask"),
        scopes.selected.reason);
    add(words(several ? tr("They and everything after") : tr("It and everything after"), scopes.after),
        QStringLiteral("skein.run.retryAfter"), scopes.after.reason);
    add(words(tr("All failed"), scopes.failed), QStringLiteral("skein.run.retryFailed"), scopes.failed.reason);
    m_retryMenu->addSeparator();
    if (m_commands.ids().contains(QStringLiteral("skein.run.fork")))
        m_retryMenu->addAction(m_commands.action(QStringLiteral("skein.run.fork")));
    m_retryMenu->addAction(tr("Amounts are estimates, by what attempts of these tasks cost"))->setEnabled(false);
}

QToolButton* GraphView::addButton(const QString& command, const QString& icon) {
    auto* button = new QToolButton(this);
    button->setObjectName(command + QStringLiteral(".button"));
    m_commands.bind(*button, command);
    if (!icon.isEmpty()) button->setIcon(themedIcon(m_theme, icon));
    button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    button->setAutoRaise(true);
    m_header->addAction(button);
    m_buttons.append(button);
    return button;
}

void GraphView::showZoom() {
    // The action's text is the menu's; the button says where the zoom stands.
    m_zoom->setText(tr("%1%").arg(std::max(1, qRound(m_canvas->zoom() * 100))));
    updateLegend();
}

bool GraphView::isLow() const { return height() < QFontMetrics(m_theme.font(TextRole::Body)).height() * 20; }

void GraphView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    summarise();
}

void GraphView::take(const RunDelta& delta) {
    if (delta.summary) m_summary = *delta.summary;
    if (delta.plan) {
        m_tasks = static_cast<int>(delta.plan->tasks.size());
        m_canvas->setPlan(*delta.plan);
        m_find->look();
    }
    if (!delta.tasks.isEmpty()) m_canvas->updateTasks(delta.tasks);
    if (delta.forecast) m_forecast = *delta.forecast;
    if (delta.history) m_actual.take(*delta.history);
    if (delta.forecast || delta.plan || (delta.history && m_critical == Critical::Actual)) markCritical();
    if (delta.plan && m_near.task != 0) narrowTo(m_near);
    if (!m_bulk->isHidden()) tellBulk();
    summarise();
}

void GraphView::applyScope() {
    if (!m_scope.predicate()) {
        m_passing = -1;
        m_canvas->setPassing({});
        return summarise();
    }
    QSet<int> passing;
    for (const TaskRow& row : m_scope.rows())
        if (m_scope.passes(row)) passing.insert(static_cast<int>(row.no) - 1);
    m_passing = static_cast<int>(passing.size());
    m_canvas->setPassing(passing);
    summarise();
}

void GraphView::summarise() {
    updateLegend();
    // A second row of buttons has no room in a low view; the menus have what is missing.
    for (QAbstractButton* button : m_buttons)
        button->setVisible(m_tasks > 0 && ((button != m_retry && button != m_grouping) || !isLow()));
    for (const char* id : {"skein.graph.zoomOut", "skein.graph.zoomIn", "skein.graph.naturalSize", "skein.graph.fit",
                           "skein.graph.expand", "skein.graph.expandAll", "skein.graph.collapseAll",
                           "skein.graph.follow", "skein.graph.critical", "skein.graph.criticalActual"})
        m_commands.setEnabled(QString::fromLatin1(id), m_tasks > 0, tr("there is no graph yet"));
    const QString notAgain =
        m_tasks == 0 ? tr("there is no run yet") : whyNotAgain(m_canvas->plan(), m_selection.task());
    for (const char* id : {"skein.run.retryTask", "skein.run.retryAfter"})
        m_commands.setEnabled(QString::fromLatin1(id), notAgain.isEmpty(), notAgain);
    for (const char* id : {"skein.graph.findNext", "skein.graph.findPrevious"})
        m_commands.setEnabled(QLatin1String(id), m_find->findsSomething(), tr("nothing is found in the graph"));
    m_resume->setVisible(m_canvas->followPaused());
    showZoom();
    m_commands.action(QStringLiteral("skein.graph.follow"))->setChecked(m_canvas->followsNow());
    updateModes();
    if (m_tasks == 0) {
        m_header->setAnswer(tr("No graph yet"));
        m_empty->setContent(QStringLiteral("view-graph"), tr("The task graph appears here"),
                            tr("There is no run in this window yet."));
        m_empty->setCommand(tr("Start one"), QStringLiteral("skein.view.goal"));
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    if (!m_canvas->scene().problem.isEmpty()) {
        m_empty->setCommand(tr("Show the table"), QStringLiteral("skein.view.tasks"));
        m_empty->setContent(QStringLiteral("dialog-warning"), tr("The graph cannot be drawn"),
                            tr("%1 The Tasks view shows the same tasks as a table.").arg(m_canvas->scene().problem));
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    if (m_passing == 0) {
        m_empty->setContent(QStringLiteral("edit-find"), tr("None match the filter"),
                            tr("%n task(s) hidden by it.", nullptr, m_tasks));
        m_empty->setCommand(tr("Clear the filter"), QStringLiteral("skein.edit.widen"));
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    m_stack->setCurrentWidget(m_canvas);
    const auto& counts = m_summary.counts;
    const auto at = [&counts](Status status) { return counts[static_cast<std::size_t>(status)]; };
    const int done = at(Status::Done) + at(Status::Reused);
    const QLocale locale;
    m_header->setAnswer(
        tr("%1 of %2 done").arg(locale.toString(done), locale.toString(m_summary.total)) +
        (at(Status::Running) > 0 ? tr(", %n running", nullptr, at(Status::Running)) : QString()) +
        (at(Status::Failed) > 0 ? tr(", %n failed", nullptr, at(Status::Failed)) : QString()) +
        (at(Status::NeedsYou) > 0 ? tr(", %n wait{s} for you", nullptr, at(Status::NeedsYou)) : QString()));
    m_header->setNote(
        isLow()            ? QString()
        : m_near.task != 0 ? nearNote()
        : m_passing >= 0
            ? tr("Filtered: %1 of %2 tasks are drawn.").arg(locale.toString(m_passing), locale.toString(m_tasks))
        : m_critical != Critical::None ? criticalNote()
        : m_canvas->scene().grouped
            ? tr("Boxes stand for several tasks; Enter opens one. Arrow keys follow the dependencies.")
            : tr("Arrow keys follow the dependencies, Enter opens a task."));
}

void GraphView::updateLegend() {
    bool any = false;
    for (const Status status : allStatuses()) {
        const auto index = static_cast<int>(status);
        const int count = m_summary.counts[static_cast<std::size_t>(status)];
        m_legendEntries[index]->setVisible(count > 0);
        any |= count > 0;
        m_legendTexts[index]->setText(tr("%1 %2").arg(statusWord(status), QLocale().toString(count)));
    }
    const auto& tasks = m_canvas->plan().tasks;
    const auto points = std::count_if(tasks.begin(), tasks.end(), [](const TaskRow& row) { return row.pausePoint; });
    m_pauseLegend->setVisible(points > 0);
    m_pauseLegend->setText(tr("\u2759 pause point %1").arg(QLocale().toString(static_cast<qlonglong>(points))));
    QStringList lines;
    if (m_critical != Critical::None) lines.append(tr("\u2550 critical path"));
    if (m_canvas->countsLines()) lines.append(tr("number on a line: so many dependencies"));
    m_lineLegend->setVisible(!lines.isEmpty());
    m_lineLegend->setText(lines.join(QStringLiteral("   ")));
    m_legend->setVisible(any && !isLow());
    m_legend->updateGeometry();
}

}  // namespace skein::ui
