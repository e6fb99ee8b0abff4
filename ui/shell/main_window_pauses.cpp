// MainWindow: pause points, and the way to all that needs the person (F8).
#include <QStackedWidget>

#include "ui/conflicts/conflicts_view.h"
#include "ui/graph/graph_view.h"
#include "ui/inspector/inspector.h"
#include "ui/shell/main_window.h"

namespace skein::ui {

namespace {

constexpr int undoSeconds = 10;  // what is let pass starts when taking it back is no longer free (core: undoWindow)

bool isHeldAtPause(const TaskRow& row) { return row.pausePoint && row.status == Status::NeedsYou; }

}  // namespace

void MainWindow::makePauseCommands() {
    m_commands.add({QStringLiteral("skein.run.pass"),
                    CommandMenu::Run,
                    tr("&Let held tasks pass"),
                    tr("Let every task that is held at a pause point start"),
                    {},
                    {},
                    false,
                    true,
                    {tr("pause point"), tr("breakpoint")}},
                   [this] {
                       QVector<quint32> held;
                       for (const TaskRow& row : std::as_const(m_tasks))
                           if (isHeldAtPause(row)) held.append(row.no);
                       changePauses(held, false);
                   });
    m_commands.add({QStringLiteral("skein.run.pausePoint"),
                    CommandMenu::Run,
                    tr("Pa&use before this task"),
                    tr("Hold the selected task until you let it pass, or let it pass"),
                    {},
                    {},
                    true,
                    false,
                    {tr("pause point"), tr("breakpoint")}},
                   [this] {
                       if (const TaskRow* row = selectedTask()) changePauses({row->no}, !row->pausePoint);
                       updatePauseCommands();
                   });
    connect(&m_selection, &SelectionContext::taskChanged, this, &MainWindow::updatePauseCommands);
}

const TaskRow* MainWindow::selectedTask() const {
    const auto no = static_cast<qsizetype>(m_selection.task());
    return no >= 1 && no <= m_tasks.size() ? &m_tasks[no - 1] : nullptr;
}

void MainWindow::updatePauseCommands() {
    const QString noRun = tr("there is no run in this window");
    const bool none = m_summary.phase == RunPhase::None, lost = m_summary.phase == RunPhase::Lost;
    const QString unreadable = tr("the workspace can no longer be read");
    m_commands.setEnabled(QStringLiteral("skein.run.pass"), m_summary.paused > 0 && !lost,
                          none   ? noRun
                          : lost ? unreadable
                                 : tr("no task is held at a pause point"));
    const TaskRow* row = selectedTask();
    const bool begun = row && !row->pausePoint &&
                       (isFinal(row->status) || row->status == Status::Running || row->status == Status::Retrying ||
                        row->status == Status::Failed);
    m_commands.setEnabled(QStringLiteral("skein.run.pausePoint"), row && !begun && !lost,
                          none    ? noRun
                          : lost  ? unreadable
                          : begun ? tr("the selected task has begun already")
                                  : tr("no task is selected"));
    m_commands.action(QStringLiteral("skein.run.pausePoint"))->setChecked(row && row->pausePoint);
}

void MainWindow::changePauses(const QVector<quint32>& tasks, bool hold) {
    if (tasks.isEmpty()) return;
    const int count = static_cast<int>(tasks.size());
    const quint64 request = m_feed.changePauses(tasks, hold);
    command(request,
            hold ? tr("Setting %n pause point(s)", nullptr, count) : tr("Letting %n task(s) pass", nullptr, count));
    m_pauses.insert(request, {tasks, hold});
}

void MainWindow::pausesChanged(quint64 request, const QString& error) {
    const auto found = m_pauses.constFind(request);
    if (found == m_pauses.constEnd()) return;
    const auto [tasks, hold] = *found;
    m_pauses.erase(found);
    if (!error.isEmpty()) return;
    const int count = static_cast<int>(tasks.size());
    m_undo->offer(hold ? tr("%n pause point(s)", nullptr, count) : tr("Letting %n task(s) pass", nullptr, count),
                  undoSeconds, [this, tasks = tasks, hold = hold] { changePauses(tasks, !hold); });
}

QVector<quint32> MainWindow::tasksThatNeedMe() const {
    QVector<quint32> tasks;
    for (const TaskRow& row : m_tasks)
        if (isHeldAtPause(row) || row.status == Status::Failed) tasks.append(row.no);
    return tasks;
}

void MainWindow::showTaskThatNeedsMe(quint32 no) {
    if (m_views->currentIndex() != static_cast<int>(ViewId::Tasks)) showView(ViewId::Graph);
    m_selection.setTask(no);
    m_graph->canvas().showTask(no);
    m_inspectorDock->show();
    if (isHeldAtPause(m_tasks[static_cast<qsizetype>(no) - 1])) m_inspector->focusPass();
    else m_inspector->showTab(Inspector::Output);
}

void MainWindow::nextNeedsMe(int direction) {
    // A ring: open conflicts in the order of their queue, then held and failed tasks in the order of the plan.
    const QVector<quint32> tasks = tasksThatNeedMe();
    const int open = m_conflictsView->openCount();
    const bool inConflicts = m_views->currentIndex() == static_cast<int>(ViewId::Conflicts);
    const quint32 chosen = m_selection.task();
    const auto after = direction > 0 ? std::upper_bound(tasks.begin(), tasks.end(), chosen)
                                     : std::lower_bound(tasks.begin(), tasks.end(), chosen);
    const bool isLast = direction > 0 ? after == tasks.end() : after == tasks.begin();
    const bool among = !inConflicts && tasks.contains(chosen);
    const quint32 next = tasks.isEmpty() ? 0
                         : direction > 0 ? *(isLast ? tasks.begin() : after)
                                         : *std::prev(isLast ? tasks.end() : after);
    if (open == 0 || (among && !isLast)) {
        if (next != 0) showTaskThatNeedsMe(next);
        return;
    }
    const bool leaving = inConflicts && m_conflictsView->showsOpen() && m_conflictsView->isLastOpen(direction);
    if (leaving && !tasks.isEmpty()) return showTaskThatNeedsMe(direction > 0 ? tasks.first() : tasks.last());
    // Who comes from elsewhere sees the one that stands there first.
    showView(ViewId::Conflicts);
    if (inConflicts || among || !m_conflictsView->showsOpen()) m_conflictsView->showNextOpen(direction);
    else m_conflictsView->focusDecision();
}

}  // namespace skein::ui
