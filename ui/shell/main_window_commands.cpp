// MainWindow: its commands and what follows from changes of the run.
#include <QApplication>
#include <QDockWidget>
#include <QMessageBox>
#include <QScrollArea>
#include <QStackedWidget>

#include "ui/common/icons.h"
#include "ui/conflicts/conflicts_view.h"
#include "ui/graph/graph_view.h"
#include "ui/inspector/inspector.h"
#include "ui/shell/budget_dialog.h"
#include "ui/shell/key_consent_dialog.h"
#include "ui/shell/main_window.h"
#include "ui/shell/palette.h"
#include "ui/shell/rail.h"
#include "ui/shell/run_bar.h"
#include "ui/shell/run_words.h"
#include "ui/shell/stop_dialog.h"
#include "ui/tasks/tasks_view.h"

namespace skein::ui {

void MainWindow::makeFileCommands() {
    m_commands.add({QStringLiteral("skein.file.new"),
                    CommandMenu::File,
                    tr("&New goal\u2026"),
                    tr("Choose a goal file and start a run"),
                    QKeySequence::New,
                    {},
                    false,
                    false,
                    {tr("start")}},
                   [this] {
                       showView(ViewId::Goal);
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
                    QKeySequence::Quit,
                    {},
                    false,
                    true,
                    {tr("quit")}},
                   [this] { close(); });
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
                    QKeySequence(QStringLiteral("Ctrl+Shift+G")),
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
                    QKeySequence(QStringLiteral("Ctrl+Shift+R")),
                    {},
                    false,
                    true,
                    {}},
                   [this] { retryFailed(); });
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
                       showView(ViewId::Tasks);
                       m_tasksView->focusFind();
                   });
    m_commands.add({QStringLiteral("skein.go.back"),
                    CommandMenu::Edit,
                    tr("&Back"),
                    tr("The filter before this one"),
                    QKeySequence(QStringLiteral("Alt+Left")),
                    {},
                    false,
                    true,
                    {}},
                   [this] { m_selection.goBack(); });
    m_commands.add({QStringLiteral("skein.go.forward"),
                    CommandMenu::Edit,
                    tr("For&ward"),
                    tr("The filter after this one"),
                    QKeySequence(QStringLiteral("Alt+Right")),
                    {},
                    false,
                    false,
                    {}},
                   [this] { m_selection.goForward(); });
    m_commands.add({QStringLiteral("skein.go.nextNeedsMe"),
                    CommandMenu::Resolve,
                    tr("&Next that needs you"),
                    tr("Show the next open conflict or failure"),
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
                                 {"skein.view.graph", tr("G&raph"), "Ctrl+2", ViewId::Graph},
                                 {"skein.view.tasks", tr("&Tasks"), "Ctrl+3", ViewId::Tasks},
                                 {"skein.view.conflicts", tr("&Conflicts"), "Ctrl+4", ViewId::Conflicts},
                                 {"skein.view.costs", tr("C&osts"), "Ctrl+5", ViewId::Costs}};
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
                   [this] {
                       const bool show = m_inspectorDock->isHidden();
                       m_inspectorDock->setVisible(show);
                       m_commands.action(QStringLiteral("skein.view.inspector"))->setData(show);
                   });
    m_commands.add({QStringLiteral("skein.view.drawer"),
                    CommandMenu::View,
                    tr("&Events"),
                    tr("Show or hide the log of events"),
                    QKeySequence(QStringLiteral("Shift+F9")),
                    {},
                    true,
                    false,
                    {tr("log")}},
                   [this] {
                       const bool show = m_drawerDock->isHidden();
                       m_drawerDock->setVisible(show);
                       m_commands.action(QStringLiteral("skein.view.drawer"))->setData(show);
                   });
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
        {QStringLiteral("skein.theme.dark"), CommandMenu::View, tr("&Dark theme"), {}, {}, {}, true, false, {}},
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

void MainWindow::setTheme(ThemeChoice choice) {
    m_theme.setChoice(choice);
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
    if (m_summary.phase == RunPhase::HeldByBudget) command(m_feed.resume(), tr("Resuming the run"));
}

void MainWindow::retryFailed() {
    QVector<quint32> failed;
    for (const TaskRow& row : m_tasks)
        if (row.status == Status::Failed) failed.append(row.no);
    if (!failed.isEmpty()) command(m_feed.retry(failed), tr("Retrying failed tasks"));
}

void MainWindow::nextNeedsMe(int direction) {
    if (m_conflictsView->openCount() > 0) {
        showView(ViewId::Conflicts);
        m_conflictsView->showNextOpen(direction);
        return;
    }
    const int count = static_cast<int>(m_tasks.size());
    for (int i = 1; i <= count; ++i) {
        const int index = ((static_cast<int>(m_selection.task()) - 1 + direction * i) % count + count) % count;
        if (m_tasks[index].status != Status::Failed) continue;
        if (m_views->currentIndex() != static_cast<int>(ViewId::Tasks)) showView(ViewId::Graph);
        m_selection.setTask(m_tasks[index].no);
        m_inspectorDock->show();
        m_inspector->showTab(Inspector::Output);
        return;
    }
}

void MainWindow::cyclePane(int direction) {
    QVector<QWidget*> panes{m_runBar, m_rail, m_views->currentWidget()};
    if (!m_inspectorDock->isHidden()) panes.append(m_inspectorDock->widget());
    if (!m_drawerDock->isHidden()) panes.append(m_drawerDock->widget());
    int current = 0;
    for (int i = 0; i < panes.size(); ++i)
        if (QApplication::focusWidget() && panes[i]->isAncestorOf(QApplication::focusWidget())) current = i;
    const int count = static_cast<int>(panes.size());
    for (int i = 1; i < count; ++i) {
        QWidget* pane = panes[((current + direction * i) % count + count) % count];
        for (QWidget* child : pane->findChildren<QWidget*>()) {
            if (!child->isVisible() || !child->isEnabled() || !(child->focusPolicy() & Qt::TabFocus) ||
                qobject_cast<QScrollArea*>(child))
                continue;
            child->setFocus(Qt::TabFocusReason);
            return;
        }
    }
}

void MainWindow::take(const RunDelta& delta) {
    m_lost.clear();
    const bool first = delta.summary && (m_summary.phase == RunPhase::None || m_summary.run != delta.summary->run);
    const RunPhase before = m_summary.phase;
    if (delta.summary) m_summary = *delta.summary;
    if (delta.plan) {
        m_tasks = delta.plan->tasks;
        m_conflicts.clear();
    }
    for (const TaskRow& row : delta.tasks)
        if (row.no >= 1 && static_cast<int>(row.no) <= m_tasks.size()) m_tasks[static_cast<int>(row.no) - 1] = row;
    for (const ConflictRow& row : delta.conflicts) {
        const auto found = std::find_if(m_conflicts.begin(), m_conflicts.end(),
                                        [&row](const ConflictRow& known) { return known.id == row.id; });
        if (found == m_conflicts.end()) m_conflicts.append(row);
        else *found = row;
    }
    if (delta.forecast) m_runBar->setForecast(*delta.forecast);
    if (!delta.summary) return;
    m_heard.restart();
    m_selection.setRun(m_summary.run);
    m_runBar->setSummary(m_summary);
    m_conflictButton->setBadge(m_summary.conflictsOpen);
    updateCommands();
    updateTitle();
    updateHeartbeat();
    watchPhase(before);
    // A run that just appeared is what the person wants to see; later changes never move them.
    if (first) showView(static_cast<ViewId>(m_views->currentIndex()));  // the inspector has something to say now
    if (first && m_summary.total > 0 && m_views->currentIndex() == static_cast<int>(ViewId::Goal))
        showView(ViewId::Graph);
}

void MainWindow::watchPhase(RunPhase before) {
    const RunPhase now = m_summary.phase;
    if (now == before) return;
    if (before == RunPhase::Interrupted) m_banner->hide();
    m_banner->setAction({}, {});
    if (now != RunPhase::Interrupted) return;
    m_banner->setAction(tr("Resume"), [this] { m_commands.trigger(QStringLiteral("skein.run.resume")); });
    m_banner->showMessage(BannerKind::Warning, tr("The process that ran this has ended"),
                          tr("What was in flight is unknown until the run is resumed. Nothing finished is lost."));
}

void MainWindow::askForKeyFile(const GoalRequest& goal, const QString& keyFile, const QString& reason) {
    auto* dialog = new KeyConsentDialog(m_theme, keyFile, reason, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, goal] {
        GoalRequest agreed = goal;
        agreed.keyFileConsent = true;
        m_feed.startGoal(agreed);
    });
    connect(dialog, &QDialog::rejected, this, [this] {
        m_banner->setAction({}, {});
        m_banner->showMessage(BannerKind::Information, tr("The run was not started"),
                              tr("Skein runs nothing that it cannot sign. Unlock a keyring, or agree to a key file."));
    });
    dialog->open();
}

void MainWindow::updateCommands() {
    const RunPhase phase = m_summary.phase;
    const bool none = phase == RunPhase::None;
    const QString noRun = tr("there is no run in this window");
    const bool held = isHeld(phase);
    const bool lost = phase == RunPhase::Lost;
    const bool interrupted = phase == RunPhase::Interrupted || lost;
    const QString unreadable = tr("the workspace can no longer be read");
    const QString dead = lost ? unreadable : tr("no process runs it; resume it first");
    m_commands.setEnabled(QStringLiteral("skein.run.hold"), phase == RunPhase::Running,
                          none          ? noRun
                          : interrupted ? dead
                          : held        ? tr("the run is held already")
                                        : tr("the run is not running"));
    m_commands.setEnabled(QStringLiteral("skein.run.resume"),
                          held || phase == RunPhase::Stopped || (interrupted && !lost),
                          none   ? noRun
                          : lost ? unreadable
                                 : tr("the run is neither held nor stopped"));
    m_commands.setEnabled(QStringLiteral("skein.run.stop"), isActive(phase) || held,
                          none          ? noRun
                          : interrupted ? dead
                                        : tr("the run is at rest"));
    m_commands.setEnabled(QStringLiteral("skein.run.budget"), (isActive(phase) || held) && !lost,
                          none          ? noRun
                          : interrupted ? dead
                                        : tr("the run is at rest"));
    const int failed = m_summary.counts[static_cast<std::size_t>(Status::Failed)];
    m_commands.setEnabled(QStringLiteral("skein.run.retryFailed"), failed > 0 && !lost,
                          none   ? noRun
                          : lost ? unreadable
                                 : tr("no task has failed"));
    for (const char* id : {"skein.run.openDocument", "skein.run.saveDocument"})
        m_commands.setEnabled(QString::fromLatin1(id), m_summary.hasDeliverable && !lost,
                              none   ? noRun
                              : lost ? unreadable
                                     : tr("the document is not written yet"));
    const bool needs = m_summary.conflictsOpen > 0 || failed > 0;
    for (const char* id : {"skein.go.nextNeedsMe", "skein.go.previousNeedsMe"})
        m_commands.setEnabled(QString::fromLatin1(id), needs, tr("nothing needs you at the moment"));
    m_commands.setEnabled(QStringLiteral("skein.run.sample"), !isActive(phase), tr("a run is active in this window"));
    m_commands.setEnabled(QStringLiteral("skein.go.back"), m_selection.canGoBack(), tr("there is no earlier filter"));
    m_commands.setEnabled(QStringLiteral("skein.go.forward"), m_selection.canGoForward(),
                          tr("there is no later filter"));
}

void MainWindow::updateTitle() {
    if (m_summary.phase == RunPhase::None) return setWindowTitle(tr("Skein"));
    const QString name = tr("%1: %2").arg(m_summary.name, runWord(m_summary.phase));
    setWindowTitle(m_summary.simulated ? tr("%1 (SIMULATED) \u2013 Skein").arg(name) : tr("%1 \u2013 Skein").arg(name));
}

void MainWindow::updateHeartbeat() {
    const Duration age{m_summary.asOf.value - m_summary.lastEntryAt.value +
                       (m_heard.isValid() ? m_heard.elapsed() * 1000 : 0)};
    // The same words as the banner's, without what follows a colon: the bar has room for a few.
    m_core->setText(!m_lost.isEmpty() && m_summary.phase == RunPhase::None ? m_lost.section(QLatin1Char(':'), 0, 0)
                                                                           : heartbeatText(m_summary, age));
    const int failed = m_summary.counts[static_cast<std::size_t>(Status::Failed)];
    QStringList needs;
    if (isHeld(m_summary.phase)) needs.append(tr("held: waits for you"));
    if (m_summary.conflictsOpen > 0)
        needs.append(tr("%n conflict(s) need{s} you (F8)", nullptr, m_summary.conflictsOpen));
    if (failed > 0) needs.append(tr("%n task(s) failed", nullptr, failed));
    m_needs->setText(needs.isEmpty() ? tr("nothing needs you") : needs.join(QStringLiteral(", ")));
}

}  // namespace skein::ui
