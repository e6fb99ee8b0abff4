// MainWindow: what follows from changes of the run.
#include <QSettings>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>

#include "ui/common/formats.h"
#include "ui/goal/goal_editor.h"
#include "ui/overview/overview_view.h"
#include "ui/shell/key_consent_dialog.h"
#include "ui/shell/main_window.h"
#include "ui/shell/overnight.h"
#include "ui/shell/provider_words.h"
#include "ui/shell/rail.h"
#include "ui/shell/run_bar.h"
#include "ui/shell/run_memory.h"
#include "ui/shell/run_words.h"
#include "ui/shell/scope_bar.h"
#include "ui/welcome/recorded_run.h"

namespace skein::ui {

void MainWindow::take(const RunDelta& delta) {
    if (delta.plan && !m_lost.isEmpty()) m_banner->hide();  // what it told is over
    m_lost.clear();
    if (delta.plan) sayInEmptyViews({}, {});
    // Every workspace counts its runs from one: the same number in another is another run.
    const bool elsewhere = delta.summary && m_summary.workspace != delta.summary->workspace;
    const bool first =
        delta.summary && (m_summary.phase == RunPhase::None || elsewhere || m_summary.run != delta.summary->run);
    if (first) m_banner->hide();                                                // what it told was about another run
    if (elsewhere && m_summary.phase != RunPhase::None) m_selection.setRun(0);  // and so was what is selected
    const RunPhase before = first ? RunPhase::None : m_summary.phase;  // another run is told of as a whole
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
    m_scopeBar->setRunName(m_summary.name);
    m_scopeBar->setAsOf(tr("as of: now"));
    m_conflictButton->setBadge(m_summary.conflictsOpen);
    m_overviewButton->setBadge(m_summary.counts[static_cast<std::size_t>(Status::Failed)], Tone::Fail);
    if (first && m_memory == Memory::Keep)
        m_overview->setSeenUntil(
            {QSettings()
                 .value(QStringLiteral("seen/") + QString::fromUtf8(m_summary.workspace.toUtf8().toHex()))
                 .toLongLong()});
    updateCommands();
    updateTitle();
    updateHeartbeat();
    watchPhase(before);
    // A run that just appeared is what the person wants to see; later changes never move them.
    if (first) showView(static_cast<ViewId>(m_views->currentIndex()));  // the inspector has something to say now
    if (first && m_summary.total > 0 && m_views->currentIndex() == static_cast<int>(ViewId::Goal) &&
        m_layout != LayoutId::Author)
        showView(ViewId::Graph);
    // Who has not moved the keyboard elsewhere looks at the view.
    if (const QWidget* keys = focusWidget(); first && (keys == nullptr || m_runBar->isAncestorOf(keys))) focusView();
    const bool linked = m_link && m_link->workspace == m_summary.workspace;
    // After the views have taken the run over.
    if (first && m_memory == Memory::Keep)
        QTimer::singleShot(0, this, [this, run = m_summary.run, show = !linked && !m_placeAsked] {
            if (run == m_summary.run) m_places->open(m_summary.workspace, run, show);
        });
    if (linked) showLink(*m_link);
}

void MainWindow::sayInEmptyViews(const QString& title, const QString& reason) {
    for (auto* view : m_views->findChildren<EmptyState*>()) view->setInstead(title, reason);
}

void MainWindow::watchPhase(RunPhase before) {
    const RunPhase now = m_summary.phase;
    const QString unwritable = std::exchange(m_unwritable, m_summary.unwritable);
    const bool other = unwritable != m_unwritable && !isActive(now);
    if (now == before && !other) return;
    if (before == RunPhase::Interrupted || other) m_banner->hide();
    m_banner->setAction({}, {});
    if (m_summary.keptReadOnly) {
        const auto* recorded = findChild<RecordedRun*>();
        if (!recorded || recorded->copy() != m_summary.workspace)
            return say(
                BannerKind::Information, tr("This workspace is read-only: it can be looked at, not changed"),
                tr("Its file may not be written to, so commands that would change the run are off. To go on with "
                   "it, give yourself the right to write to the file, or fork from one of its tasks."));
        m_banner->setAction(tr("Run the sample"), [this] { m_commands.trigger(QStringLiteral("skein.run.sample")); });
        return say(BannerKind::Information, tr("This is a recorded run: it can only be looked at"),
                   tr("Commands that would change it are off. To decide something yourself, run the sample, or fork "
                      "from one of its tasks."));
    }
    const QString room =
        m_unwritable.isEmpty() ? QString() : tr("Nothing can be written to the workspace: %1.").arg(m_unwritable);
    if (now != RunPhase::Interrupted) {
        if (!room.isEmpty())
            say(BannerKind::Warning, room, tr("It can be looked at. Commands that change it are off."));
        return;
    }
    if (room.isEmpty())
        m_banner->setAction(tr("Resume"), [this] { m_commands.trigger(QStringLiteral("skein.run.resume")); });
    if (m_summary.freshFork && room.isEmpty())
        return say(BannerKind::Information, tr("This is a fork that has not run yet"),
                   tr("It has every result that was finished where it was forked. Resume starts the rest; the run it "
                      "was forked from stays as it is."));
    const QString rest = tr("What was in flight is unknown until the run is resumed. Nothing finished is lost.");
    say(BannerKind::Warning, tr("The run was interrupted"), room.isEmpty() ? rest : room + QLatin1Char(' ') + rest);
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
        say(BannerKind::Information, tr("The run was not started"),
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
    const QString dead = lost ? unreadable : tr("it is not running; resume it first");
    m_commands.setEnabled(QStringLiteral("skein.run.hold"), phase == RunPhase::Running,
                          none          ? noRun
                          : interrupted ? dead
                          : held        ? tr("the run is held already")
                                        : tr("the run is not running"));
    m_commands.setEnabled(
        QStringLiteral("skein.run.resume"),
        (held || phase == RunPhase::Stopped || (interrupted && !lost)) && m_summary.unwritable.isEmpty(),
        none                              ? noRun
        : lost                            ? unreadable
        : !m_summary.unwritable.isEmpty() ? m_summary.unwritable
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
    updatePauseCommands();
    updateWindowCommands();
    updateChartCommand();
    const bool needs = m_summary.conflictsOpen > 0 || m_summary.paused > 0 || failed > 0;
    for (const char* id : {"skein.go.nextNeedsMe", "skein.go.previousNeedsMe"})
        m_commands.setEnabled(QString::fromLatin1(id), needs, tr("nothing needs you at the moment"));
    m_commands.setEnabled(QStringLiteral("skein.run.sample"), !isActive(phase), tr("a run is active in this window"));
    m_commands.setEnabled(QStringLiteral("skein.edit.filter"), m_summary.total > 0, tr("there are no tasks yet"));
    m_commands.setEnabled(QStringLiteral("skein.edit.find"), m_summary.total > 0, tr("there are no tasks yet"));
    updateHistory();
}

void MainWindow::updateHistory() {
    m_commands.setEnabled(QStringLiteral("skein.go.back"), m_selection.canGoBack(), tr("there is no earlier place"));
    m_commands.setEnabled(QStringLiteral("skein.go.forward"), m_selection.canGoForward(),
                          tr("there is no later place"));
    m_commands.setEnabled(QStringLiteral("skein.edit.widen"), m_selection.isNarrowed(), tr("nothing is hidden"));
}

bool MainWindow::undoesGoal() const {
    return m_views->currentIndex() == static_cast<int>(ViewId::Goal) && m_goal->showsEditor();
}

void MainWindow::updateUndo() {
    const bool goal = m_goal && undoesGoal();
    const auto* stack = goal ? &m_goal->editor()->draft().undoStack() : nullptr;
    m_commands.setEnabled(QStringLiteral("skein.edit.undo"), goal ? stack->canUndo() : m_undo->isOffering(),
                          goal ? tr("nothing has been changed yet") : tr("nothing was decided in the last seconds"));
    m_commands.setEnabled(QStringLiteral("skein.edit.redo"), goal && stack->canRedo(), tr("nothing was undone"));
    const QString missing = goal ? m_goal->editor()->missing() : tr("no goal is being written");
    m_commands.setEnabled(QStringLiteral("skein.goal.start"), missing.isEmpty(), missing);
}

void MainWindow::updateTitle() {
    if (m_summary.phase == RunPhase::None) return setWindowTitle(tr("Skein"));
    const QString name = tr("%1: %2").arg(m_summary.name, runWord(m_summary));
    setWindowTitle(m_summary.simulated ? tr("%1 (SIMULATED) \u2013 Skein").arg(name) : tr("%1 \u2013 Skein").arg(name));
}

void MainWindow::updateHeartbeat() {
    const Duration age{m_summary.asOf.value - m_summary.lastEntryAt.value +
                       (m_heard.isValid() ? m_heard.elapsed() * 1000 : 0)};
    // The same words as the banner's, without what follows a colon: the bar has room for a few.
    m_core->setText(!m_lost.isEmpty() && m_summary.phase == RunPhase::None ? m_lost.section(QLatin1Char(':'), 0, 0)
                                                                           : heartbeatText(m_summary, age));
    // Amber from three seconds on, stale from ten: but only a run that should be heard of every second.
    const qint64 silence = m_heard.isValid() ? m_heard.elapsed() : 0;
    const bool late = isActive(m_summary.phase) && m_summary.agentsRunning > 0 && silence > 3000;
    if (late && silence > 10'000)
        m_core->setText(tr("stale: nothing heard for %1").arg(durationText({silence * 1000})));
    if (late) m_core->setColour(m_theme.tone(Tone::Attention));
    else m_core->setToken(Token::TextSecondary);
    // A short status bar has room for who runs it only; the rest is its tool tip.
    m_core->setToolTip(QStringList{m_core->text(), heartbeatDetail(m_summary)}.join(QLatin1Char('\n')).trimmed());
    if (width() < 1000 * m_theme.textScale()) m_core->setText(m_core->text().section(QLatin1Char(';'), 0, 0));
    // The run bar says it too: where the status bar is short, it gives way to what only stands here.
    m_agents->setVisible(m_summary.phase != RunPhase::Lost && m_summary.agentsRunning > 0 &&
                         width() >= 1000 * m_theme.textScale());
    m_agents->setText(tr("%n agent(s)", nullptr, m_summary.agentsRunning));
    showPlans();
    const int failed = m_summary.counts[static_cast<std::size_t>(Status::Failed)];
    QStringList needs;
    if (m_summary.keptReadOnly) needs.append(tr("read-only"));
    else if (!m_summary.unwritable.isEmpty()) needs.append(m_summary.unwritable);
    const QString again = m_overnight ? m_overnight->autoResume().text() : QString();
    if (isHeld(m_summary.phase)) needs.append(again.isEmpty() ? tr("held: waits for you") : tr("held: %1").arg(again));
    // Run bar, Overview and Costs say it in full.
    if (const QString out = outageText(m_summary); !out.isEmpty())
        needs.append(width() < 1000 * m_theme.textScale() ? tr("a provider is out") : out);
    if (const int undo = undoSecondsLeft(m_summary); undo > 0)
        needs.append(tr("starts in %n s, until then you can undo", nullptr, undo));
    if (m_summary.conflictsOpen > 0 && m_summary.keptReadOnly)
        needs.append(tr("%n conflict(s) were left open", nullptr, m_summary.conflictsOpen));
    else if (m_summary.conflictsOpen > 0)
        needs.append(tr("%n conflict(s) need{s} you (F8)", nullptr, m_summary.conflictsOpen));
    if (m_summary.paused > 0) needs.append(tr("%n held task(s) wait{s} for you (F8)", nullptr, m_summary.paused));
    if (failed > 0) needs.append(tr("%n task(s) failed (F8)", nullptr, failed));
    if (m_summary.phase == RunPhase::Interrupted)
        needs.append(m_summary.freshFork ? tr("not started: waits for you") : tr("interrupted: waits for you"));
    m_needs->setText(needs.isEmpty() ? tr("nothing needs you") : needs.join(QStringLiteral(", ")));
}

void MainWindow::showPlans() {
    QStringList plans;
    if (const QString end = endText(m_summary); !end.isEmpty()) plans.append(end);
    const WhenDone then = m_overnight ? m_overnight->afterRun().choice() : WhenDone::Notify;
    if (then == WhenDone::Suspend) plans.append(tr("suspends when done"));
    if (then == WhenDone::ShutDown) plans.append(tr("shuts down when done"));
    m_plans->setVisible(!plans.isEmpty());
    m_plans->setText(plans.join(QStringLiteral(", ")));
    m_plans->setAccessibleName(tr("By itself: %1").arg(m_plans->text()));
    m_plans->setToolTip(tr("Change it: While you are away"));
}

}  // namespace skein::ui
