// MainWindow: its commands.
#include <QAbstractItemView>
#include <QApplication>
#include <QDockWidget>
#include <QMessageBox>
#include <QScrollArea>
#include <QStackedWidget>

#include "ui/common/canvas.h"
#include "ui/common/icons.h"
#include "ui/conflicts/conflicts_view.h"
#include "ui/goal/goal_editor.h"
#include "ui/graph/graph_view.h"
#include "ui/inspector/inspector.h"
#include "ui/shell/budget_dialog.h"
#include "ui/shell/main_window.h"
#include "ui/shell/own_keys.h"
#include "ui/shell/palette.h"
#include "ui/shell/rail.h"
#include "ui/shell/run_bar.h"
#include "ui/shell/run_words.h"
#include "ui/shell/scope_bar.h"
#include "ui/shell/shortcut_sheet.h"
#include "ui/shell/spend_dialog.h"
#include "ui/shell/stop_dialog.h"
#include "ui/tasks/tasks_view.h"

namespace skein::ui {

namespace {

/// What the letter and arrow keys of a view are for, before its buttons: its canvas, table or list; nothing where it
/// shows none.
QWidget* keysOf(const QWidget& view) {
    // A table further down a view that scrolls would take what it begins with out of sight.
    const auto standsInSight = [](const QAbstractScrollArea& area) {
        for (const QWidget* around = area.parentWidget(); around != nullptr; around = around->parentWidget())
            if (qobject_cast<const QScrollArea*>(around))
                return area.visibleRegion().boundingRect().height() >= std::min(area.height(), 200);
        return true;
    };
    for (auto* area : view.findChildren<QAbstractScrollArea*>())
        if (area->isVisible() && area->isEnabled() && standsInSight(*area) &&
            (qobject_cast<QAbstractItemView*>(area) || qobject_cast<Canvas*>(area)))
            return area;
    return nullptr;
}

}  // namespace

void MainWindow::makeFileCommands() {
    m_commands.add({QStringLiteral("skein.file.new"),
                    CommandMenu::File,
                    tr("&New goal"),
                    tr("Write a goal and see its plan"),
                    QKeySequence::New,
                    {},
                    false,
                    false,
                    {tr("start")}},
                   [this] {
                       showView(ViewId::Goal);
                       m_goal->writeGoal();
                   });
    m_commands.add({QStringLiteral("skein.file.goal"),
                    CommandMenu::File,
                    tr("Choose a &goal file\u2026"),
                    tr("Run a goal or plan file"),
                    {},
                    {},
                    false,
                    false,
                    {}},
                   [this] {
                       showView(ViewId::Goal);
                       m_goal->showHome();
                       m_goal->chooseGoalFile();
                   });
    m_commands.add({QStringLiteral("skein.file.open"),
                    CommandMenu::File,
                    tr("&Open workspace\u2026"),
                    tr("Show a run that exists"),
                    QKeySequence::Open,
                    {},
                    false,
                    false,
                    {tr("attach")}},
                   [this] { m_goal->openWorkspace(); });
    m_commands.add({QStringLiteral("skein.providers.connect"),
                    CommandMenu::Tools,
                    tr("Connect a &provider\u2026"),
                    tr("Providers, their models and keys, and servers on this computer"),
                    QKeySequence(QStringLiteral("Ctrl+,")),
                    {},
                    false,
                    false,
                    {tr("key"), tr("model"), tr("settings")}},
                   [this] { m_goal->connectProvider(); });
    m_commands.add({QStringLiteral("skein.run.sample"),
                    CommandMenu::File,
                    tr("Run the &sample"),
                    tr("Document the sample project with the offline agents"),
                    {},
                    {},
                    false,
                    true,
                    {tr("demo")}},
                   [this] { m_goal->runSample(); });
    m_commands.add({QStringLiteral("skein.run.openDocument"),
                    CommandMenu::File,
                    tr("Open the doc&ument"),
                    tr("Show the document in your browser"),
                    QKeySequence(QStringLiteral("Ctrl+D")),
                    {},
                    false,
                    false,
                    {tr("read"), tr("html")}},
                   [this] {
                       showView(ViewId::Goal);  // where the answer appears
                       m_goal->openDocument();
                   });
    m_commands.add({QStringLiteral("skein.run.saveDocument"),
                    CommandMenu::File,
                    tr("Save the &document\u2026"),
                    tr("Write the document and the audit bundle into a folder"),
                    QKeySequence(QStringLiteral("Ctrl+E")),
                    {},
                    false,
                    false,
                    {tr("export")}},
                   [this] { m_goal->saveDocument(); });
    m_commands.add({QStringLiteral("skein.file.close"),
                    CommandMenu::File,
                    tr("&Close the window"),
                    tr("Close the window; a run goes on"),
                    QKeySequence(QStringLiteral("Ctrl+W")),
                    {},
                    false,
                    true,
                    {}},
                   [this] { close(); });
    m_commands.add({QStringLiteral("skein.file.quit"),
                    CommandMenu::File,
                    tr("&Quit"),
                    tr("End Skein; you are asked what becomes of a run"),
                    QKeySequence::Quit,
                    {},
                    false,
                    false,
                    {tr("exit")}},
                   [this] { quit(); });
}

void MainWindow::makeRunCommands() {
    m_commands.add({QStringLiteral("skein.run.hold"),
                    CommandMenu::Run,
                    tr("&Hold"),
                    tr("Start nothing new; running attempts finish"),
                    QKeySequence(QStringLiteral("Ctrl+Shift+H")),
                    {},
                    false,
                    false,
                    {tr("pause")}},
                   [this] { command(m_feed.hold(), tr("Holding the run")); });
    m_commands.add({QStringLiteral("skein.run.resume"),
                    CommandMenu::Run,
                    tr("&Resume"),
                    tr("Go on with the run"),
                    QKeySequence(QStringLiteral("Ctrl+Shift+H")),  // as Hold: never are both available
                    {},
                    false,
                    false,
                    {tr("continue")}},
                   [this] { command(m_feed.resume(), tr("Resuming the run")); });
    m_commands.add({QStringLiteral("skein.run.stop"),
                    CommandMenu::Run,
                    tr("&Stop\u2026"),
                    tr("Stop the run, now or when running attempts are done"),
                    QKeySequence(QStringLiteral("Ctrl+Shift+X")),
                    {},
                    false,
                    false,
                    {tr("cancel")}},
                   [this] { stopRun(); });
    m_commands.add({QStringLiteral("skein.run.budget"),
                    CommandMenu::Run,
                    tr("Raise &budget\u2026"),
                    tr("Change what the run may spend"),
                    QKeySequence(QStringLiteral("Ctrl+Shift+B")),
                    {},
                    false,
                    false,
                    {tr("money"), tr("limit")}},
                   [this] { changeBudget(); });
    m_commands.add({QStringLiteral("skein.run.retryFailed"),
                    CommandMenu::Run,
                    tr("Retry &failed tasks"),
                    tr("Run every failed task again"),
                    QKeySequence(QStringLiteral("Ctrl+Alt+R")),
                    {},
                    false,
                    true,
                    {}},
                   [this] { retryFailed(); });
    makePauseCommands();
}

void MainWindow::makeGoCommands() {
    m_commands.add({QStringLiteral("skein.go.anything"),
                    CommandMenu::Edit,
                    tr("&Go to anything\u2026"),
                    tr("Find a task, a conflict or a command"),
                    QKeySequence(QStringLiteral("Ctrl+K")),
                    {},
                    false,
                    false,
                    {}},
                   [this] { m_palette->openWith({}); });
    m_commands.add({QStringLiteral("skein.go.command"),
                    CommandMenu::Edit,
                    tr("Run a &command\u2026"),
                    tr("Find a command by its name"),
                    QKeySequence(QStringLiteral("Ctrl+Shift+P")),
                    {},
                    false,
                    false,
                    {}},
                   [this] { m_palette->openWith(QStringLiteral(">")); });
    m_commands.add({QStringLiteral("skein.edit.find"),
                    CommandMenu::Edit,
                    tr("&Find tasks"),
                    tr("Show the tasks that contain some words"),
                    QKeySequence::Find,
                    {},
                    false,
                    true,
                    {tr("filter")}},
                   [this] {
                       if (m_views->currentIndex() == static_cast<int>(ViewId::Graph)) return m_graph->find();
                       showView(ViewId::Tasks);
                       m_scopeBar->focusFilter();
                   });
    m_commands.add({QStringLiteral("skein.edit.filter"),
                    CommandMenu::Edit,
                    tr("F&ilter"),
                    tr("Type a filter for all views"),
                    QKeySequence(QStringLiteral("Ctrl+L")),
                    {},
                    false,
                    false,
                    {tr("narrow")}},
                   [this] {
                       placeScopeBar();
                       if (!m_scopeBar->isVisibleTo(m_scopeBar->parentWidget())) showView(ViewId::Tasks);
                       m_scopeBar->focusFilter();
                   });
    m_commands.add({QStringLiteral("skein.edit.widen"),
                    CommandMenu::Edit,
                    tr("Show &all again"),
                    tr("Clear the filter and every step of narrowing"),
                    QKeySequence(QStringLiteral("Ctrl+Shift+L")),
                    {},
                    false,
                    false,
                    {tr("clear filter")}},
                   [this] { m_selection.widen(); });
    m_commands.add({QStringLiteral("skein.go.back"),
                    CommandMenu::Edit,
                    tr("&Back"),
                    tr("The view, filter and task before this one"),
                    QKeySequence(QStringLiteral("Alt+Left")),
                    {},
                    false,
                    true,
                    {}},
                   [this] { m_selection.goBack(); });
    m_commands.add({QStringLiteral("skein.go.forward"),
                    CommandMenu::Edit,
                    tr("For&ward"),
                    tr("The view, filter and task after this one"),
                    QKeySequence(QStringLiteral("Alt+Right")),
                    {},
                    false,
                    false,
                    {}},
                   [this] { m_selection.goForward(); });
    m_commands.add({QStringLiteral("skein.edit.undo"),
                    CommandMenu::Edit,
                    tr("&Undo"),
                    tr("Take back what the status bar offers to undo"),
                    QKeySequence(QStringLiteral("Ctrl+Z")),
                    {},
                    false,
                    false,
                    {}},
                   [this] {
                       if (undoesGoal()) m_goal->editor()->draft().undoStack().undo();
                       else m_undo->trigger();
                   });
    m_commands.add({QStringLiteral("skein.edit.redo"),
                    CommandMenu::Edit,
                    tr("R&edo"),
                    tr("Do again what was undone in the goal or its plan"),
                    QKeySequence(QStringLiteral("Ctrl+Shift+Z")),
                    {},
                    false,
                    false,
                    {}},
                   [this] { m_goal->editor()->draft().undoStack().redo(); });
    m_commands.add({QStringLiteral("skein.goal.start"),
                    CommandMenu::Run,
                    tr("S&tart this goal"),
                    tr("Run the plan of the goal being written"),
                    QKeySequence(QStringLiteral("Ctrl+R")),
                    {},
                    false,
                    true,
                    {}},
                   [this] { m_goal->editor()->start(); });
    m_commands.add({QStringLiteral("skein.go.nextNeedsMe"),
                    CommandMenu::Resolve,
                    tr("&Next that needs you"),
                    tr("Show the next open conflict, held task or failure"),
                    QKeySequence(Qt::Key_F8),
                    {},
                    false,
                    false,
                    {tr("conflict")}},
                   [this] { nextNeedsMe(1); });
    m_commands.add({QStringLiteral("skein.go.previousNeedsMe"),
                    CommandMenu::Resolve,
                    tr("&Previous that needs you"),
                    {},
                    QKeySequence(QStringLiteral("Shift+F8")),
                    {},
                    false,
                    false,
                    {}},
                   [this] { nextNeedsMe(-1); });
}

void MainWindow::makeViewCommands() {
    struct Entry {
        const char* id;
        QString text;
        const char* key;
        ViewId view;
    };
    const QVector<Entry> entries{{"skein.view.goal", tr("&Goal"), "Ctrl+1", ViewId::Goal},
                                 {"skein.view.overview", tr("O&verview"), "Ctrl+2", ViewId::Overview},
                                 {"skein.view.graph", tr("G&raph"), "Ctrl+3", ViewId::Graph},
                                 {"skein.view.timeline", tr("Ti&meline"), "Ctrl+4", ViewId::Timeline},
                                 {"skein.view.tasks", tr("&Tasks"), "Ctrl+5", ViewId::Tasks},
                                 {"skein.view.conflicts", tr("&Conflicts"), "Ctrl+6", ViewId::Conflicts},
                                 {"skein.view.costs", tr("C&osts"), "Ctrl+7", ViewId::Costs}};
    for (const Entry& entry : entries)
        m_commands.add({QString::fromLatin1(entry.id),
                        CommandMenu::View,
                        entry.text,
                        tr("Show this view"),
                        QKeySequence(QString::fromLatin1(entry.key)),
                        {},
                        true,
                        false,
                        {}},
                       [this, view = entry.view] {
                           showView(view);
                           if (view == ViewId::Conflicts) m_conflictsView->focusDecision();
                           else if (QWidget* keys = keysOf(*m_views->currentWidget()))
                               keys->setFocus(Qt::ShortcutFocusReason);
                       });
    m_commands.add({QStringLiteral("skein.view.inspector"),
                    CommandMenu::View,
                    tr("&Inspector"),
                    tr("Show or hide what is known of the selected task"),
                    QKeySequence(Qt::Key_F9),
                    {},
                    true,
                    true,
                    {}},
                   [this] { togglePanel(*m_inspectorDock, QStringLiteral("skein.view.inspector")); });
    m_commands.add({QStringLiteral("skein.view.drawer"),
                    CommandMenu::View,
                    tr("&Drawer"),
                    tr("Show or hide events, problems and messages"),
                    QKeySequence(QStringLiteral("Shift+F9")),
                    {},
                    true,
                    false,
                    {tr("log")}},
                   [this] { togglePanel(*m_drawerDock, QStringLiteral("skein.view.drawer")); });
    m_commands.add({QStringLiteral("skein.view.outline"),
                    CommandMenu::View,
                    tr("O&utline"),
                    tr("Show or hide the plan as a tree"),
                    QKeySequence(QStringLiteral("Ctrl+F9")),
                    {},
                    true,
                    false,
                    {tr("tree"), tr("plan")}},
                   [this] { togglePanel(*m_outlineDock, QStringLiteral("skein.view.outline")); });
    m_commands.add({QStringLiteral("skein.view.nextPane"),
                    CommandMenu::View,
                    tr("Next &pane"),
                    tr("Move the keyboard to the next pane"),
                    QKeySequence(Qt::Key_F6),
                    {},
                    false,
                    true,
                    {}},
                   [this] { cyclePane(1); });
    m_commands.add({QStringLiteral("skein.view.previousPane"),
                    CommandMenu::View,
                    tr("Previous pa&ne"),
                    tr("Move the keyboard to the previous pane"),
                    QKeySequence(QStringLiteral("Shift+F6")),
                    {},
                    false,
                    false,
                    {}},
                   [this] { cyclePane(-1); });
    m_commands.add(
        {QStringLiteral("skein.theme.light"), CommandMenu::View, tr("&Light theme"), {}, {}, {}, true, true, {}},
        [this] { setTheme(ThemeChoice::Light); });
    m_commands.add(
        {QStringLiteral("skein.theme.dark"), CommandMenu::View, tr("Dar&k theme"), {}, {}, {}, true, false, {}},
        [this] { setTheme(ThemeChoice::Dark); });
    m_commands.add({QStringLiteral("skein.theme.system"),
                    CommandMenu::View,
                    tr("Theme of the de&sktop"),
                    {},
                    {},
                    {},
                    true,
                    false,
                    {}},
                   [this] { setTheme(ThemeChoice::System); });
    m_commands.add({QStringLiteral("skein.help.shortcuts"),
                    CommandMenu::Help,
                    tr("Commands and &shortcuts\u2026"),
                    tr("Every command with its keys"),
                    QKeySequence(QStringLiteral("Ctrl+/")),
                    {},
                    false,
                    false,
                    {tr("keyboard")}},
                   [this] { showShortcuts(std::nullopt); });
    m_commands.add({QStringLiteral("skein.help.view"),
                    CommandMenu::Help,
                    tr("&Help for this view"),
                    tr("What this view answers, and its keys"),
                    QKeySequence(Qt::Key_F1),
                    {},
                    false,
                    false,
                    {tr("keyboard"), tr("manual")}},
                   [this] { showShortcuts(static_cast<ViewId>(m_views->currentIndex())); });
    m_commands.add({QStringLiteral("skein.help.about"),
                    CommandMenu::Help,
                    tr("&About Skein"),
                    {},
                    {},
                    {},
                    false,
                    false,
                    {tr("version")}},
                   [this] {
                       QMessageBox::about(this, tr("About Skein"),
                                          tr("Skein %1\nPlans a goal, runs it with a swarm of agents, and shows every "
                                             "decision.\nFree software, GPL 3 or later.")
                                              .arg(QStringLiteral(SKEIN_VERSION)));
                   });
    setTheme(m_theme.choice());
}

void MainWindow::makeChoices() {
    const auto those = [this](const char* start) {
        QStringList ids = m_commands.ids();
        ids.removeIf([start](const QString& id) { return !id.startsWith(QLatin1String(start)); });
        return ids;
    };
    QStringList views = viewNames();
    for (QString& name : views) name.prepend(QLatin1String("skein.view."));
    m_commands.exclude(views);
    for (const char* start : {"skein.theme.", "skein.graph.group", "skein.language."}) m_commands.exclude(those(start));
    QStringList layouts = those("skein.layout.");
    layouts.removeAll(QStringLiteral("skein.layout.own"));
    m_commands.exclude(layouts, true);
}

void MainWindow::setTheme(ThemeChoice choice) {
    m_theme.setChoice(choice);
    m_keepTheme = true;
    m_commands.action(QStringLiteral("skein.theme.light"))->setChecked(choice == ThemeChoice::Light);
    m_commands.action(QStringLiteral("skein.theme.dark"))->setChecked(choice == ThemeChoice::Dark);
    m_commands.action(QStringLiteral("skein.theme.system"))->setChecked(choice == ThemeChoice::System);
}

void MainWindow::command(quint64 request, const QString& what) { m_waiting.insert(request, what); }

void MainWindow::stopRun() {
    StopDialog dialog(m_theme, m_summary, this);
    if (dialog.exec() == QDialog::Accepted) command(m_feed.stop(dialog.choice()), tr("Stopping the run"));
}

void MainWindow::changeBudget() {
    BudgetDialog dialog(m_theme, m_summary, this);
    if (dialog.exec() != QDialog::Accepted) return;
    command(m_feed.changeBudget(dialog.of(), dialog.budget()), tr("Changing the budget"));
    if (m_summary.phase != RunPhase::HeldByBudget) return;
    if (m_summary.until.value > 0 && m_summary.until.value <= m_summary.asOf.value)
        say(BannerKind::Information, tr("The run goes on without an end"),
            tr("The time you gave it was over while it was held: %1. Another one: Tools, While you are away.")
                .arg(endText(m_summary)));
    command(m_feed.resume(), tr("Resuming the run"));
}

void MainWindow::retryFailed() { retry(retryScopes(m_graph->canvas().plan(), {}).failed); }

void MainWindow::retry(const RetryScope& scope) {
    if (!scope.reason.isEmpty() || scope.tasks.isEmpty()) return;
    const QString what = tr("Retry %n task(s)", nullptr, scope.count);
    if (SpendDialog::isNeeded(m_summary, scope.cost) &&
        SpendDialog(m_theme, m_summary, what, scope.cost, this).exec() != QDialog::Accepted)
        return;
    command(m_feed.retry(scope.tasks, scope.after), tr("Retrying %n task(s)", nullptr, scope.count));
}

void MainWindow::cyclePane(int direction) {
    QVector<QWidget*> panes{m_runBar, m_rail};
    if (m_scopeBar->isVisible()) panes.append(m_scopeBar);
    panes.append(m_views->currentWidget());
    if (!m_outlineDock->isHidden()) panes.insert(panes.size() - 1, m_outlineDock->widget());
    if (!m_inspectorDock->isHidden()) panes.append(m_inspectorDock->widget());
    if (!m_drawerDock->isHidden()) panes.append(m_drawerDock->widget());
    int current = 0;
    for (int i = 0; i < panes.size(); ++i)
        if (QApplication::focusWidget() && panes[i]->isAncestorOf(QApplication::focusWidget())) current = i;
    const int count = static_cast<int>(panes.size());
    for (int i = 1; i < count; ++i)
        if (focusInto(*panes[((current + direction * i) % count + count) % count])) return;
}

bool MainWindow::focusInto(QWidget& pane) {
    if (QWidget* keys = qobject_cast<QStackedWidget*>(pane.parentWidget()) ? keysOf(pane) : nullptr) {
        keys->setFocus(Qt::ShortcutFocusReason);
        return true;
    }
    for (QWidget* child : pane.findChildren<QWidget*>()) {
        if (!child->isVisible() || !child->isEnabled() || !(child->focusPolicy() & Qt::TabFocus) ||
            qobject_cast<QScrollArea*>(child))
            continue;
        child->setFocus(Qt::ShortcutFocusReason);
        return true;
    }
    return false;
}

void MainWindow::focusView() {
    if (QWidget* view = m_views->currentWidget(); view && !focusInto(*view)) view->setFocus();
}

void MainWindow::showShortcuts(std::optional<ViewId> helpFor) {
    auto* sheet = new ShortcutSheet(m_theme, m_commands, this, helpFor);
    sheet->setAttribute(Qt::WA_DeleteOnClose);
    connect(sheet, &ShortcutSheet::keysChanged, this, [this] {
        if (m_memory != Memory::Forget) writeOwnKeys(m_commands);
    });
    sheet->open();
}

}  // namespace skein::ui
