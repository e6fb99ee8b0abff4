#include "ui/tasks/task_commands.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QMenu>

#include "ui/tasks/fork_dialog.h"
#include "ui/tasks/task_filter.h"

namespace skein::ui {

namespace {
const char* const forkId = "skein.run.fork";
const char* const filterId = "skein.edit.filterBy";
/// In the order of the menu; nothing is added for an id that is not there.
const char* const inMenu[] = {"skein.run.retryTask",
                              "skein.run.retryAfter",
                              "skein.run.retryFailed",
                              forkId,
                              nullptr,
                              "skein.run.pausePoint",
                              "skein.graph.near",
                              nullptr,
                              "skein.edit.filterBy",
                              "skein.edit.widen",
                              nullptr,
                              "skein.view.inspector",
                              "skein.edit.copyAs"};
}  // namespace

TaskCommands::TaskCommands(const Theme& theme, CommandRegistry& commands, SelectionContext& selection, RunFeed& feed,
                           QWidget& window)
    : QObject(&window), m_theme(theme), m_commands(commands), m_selection(selection), m_feed(feed), m_window(window) {
    commands.add({QLatin1String(forkId),
                  CommandMenu::Run,
                  tr("Fork from the selected task\u2026"),
                  tr("Make a workspace of its own that goes on from a moment of this task; this run stays as it is"),
                  {},
                  {},
                  false,
                  false,
                  {tr("branch"), tr("copy"), tr("history")}},
                 [this] { fork(); });
    commands.add({QLatin1String(filterId),
                  CommandMenu::Edit,
                  tr("Filter by the selec&ted task\u2026"),
                  tr("Show only tasks of its state, phase, kind or agent, or leave those out"),
                  {},
                  {},
                  false,
                  false,
                  {tr("apply as filter"), tr("narrow")}},
                 [this] { filterBy(); });
    connect(&feed, &RunFeed::delta, this, [this](const RunDelta& delta) {
        if (delta.summary) m_summary = *delta.summary;
        if (delta.plan) m_tasks = delta.plan->tasks;
        if (delta.summary || delta.plan) update();
    });
    connect(&selection, &SelectionContext::taskChanged, this, &TaskCommands::update);
    update();
}

const TaskRow* TaskCommands::selected() const {
    const auto no = static_cast<qsizetype>(m_selection.task());
    return no >= 1 && no <= m_tasks.size() ? &m_tasks[no - 1] : nullptr;
}

void TaskCommands::update() {
    const QString reason = m_summary.phase == RunPhase::None   ? tr("there is no run in this window")
                           : m_summary.phase == RunPhase::Lost ? tr("the workspace can no longer be read")
                           : !selected()                       ? tr("no task is selected")
                                                               : QString();
    for (const char* id : {forkId, filterId}) m_commands.setEnabled(QLatin1String(id), reason.isEmpty(), reason);
}

void TaskCommands::filterBy() {
    const TaskRow* task = selected();
    if (!task) return;
    const QString now = m_selection.filter().trimmed();
    const QStringList terms = filterTermsOf(*task);
    auto* menu = new QMenu(&m_window);
    menu->setObjectName(QStringLiteral("filterByMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](const QString& words, const QString& before, const QString& term) {
        connect(menu->addAction(words.arg(term)), &QAction::triggered, this,
                [this, filter = before + term] { m_selection.setFilter(filter); });
    };
    for (const QString& term : terms) add(tr("Only %1"), {}, term);
    const QString kept = now.isEmpty() ? QString() : QStringLiteral("(%1) and ").arg(now);
    if (!now.isEmpty()) {
        menu->addSeparator();
        for (const QString& term : terms) add(tr("Of what is shown, only %1"), kept, term);
    }
    menu->addSeparator();
    for (const QString& term : terms) add(tr("All but %1"), kept + QStringLiteral("not "), term);
    const QWidget* focus = QApplication::focusWidget();
    const QWidget& at = focus && m_window.isAncestorOf(focus) ? *focus : m_window;
    menu->popup(at.mapToGlobal(QPoint(at.width() / 3, at.height() / 3)));
}

void TaskCommands::fork() {
    const TaskRow* task = selected();
    if (!task || m_dialog) return;
    auto* dialog = new ForkDialog(m_theme, m_summary, *task, &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_dialog = dialog;
    connect(dialog, &ForkDialog::openWanted, this, [this](const QString& workspace) {
        // The fork's run has the same number: what was selected and narrowed here is not meant there.
        m_selection.setRun(0);
        m_feed.openWorkspace(workspace);
    });
    dialog->open();
}

void TaskCommands::giveMenu(QAbstractItemView& list) {
    list.setContextMenuPolicy(Qt::CustomContextMenu);
    connect(&list, &QWidget::customContextMenuRequested, this, [this, &list](QPoint at) {
        auto* menu = new QMenu(&list);
        menu->setObjectName(QStringLiteral("taskMenu"));
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->setToolTipsVisible(true);
        for (const char* id : inMenu) {
            if (!id) menu->addSeparator();
            else if (m_commands.ids().contains(QLatin1String(id)))
                menu->addAction(m_commands.action(QLatin1String(id)));
        }
        // By key the place is that of the row with the keyboard, by mouse the row under it has been selected.
        const QRect row = list.visualRect(list.currentIndex());
        const bool atRow = row.isValid() && !row.contains(at);
        menu->popup(list.viewport()->mapToGlobal(atRow ? row.center() : at));
    });
}

}  // namespace skein::ui
