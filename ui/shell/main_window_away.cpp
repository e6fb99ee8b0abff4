// MainWindow: how it comes and goes: links, the tray, closing, quitting, and what happens while the person is away.
#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QDialog>
#include <QDockWidget>
#include <QSettings>
#include <QStackedWidget>
#include <QWindow>

#include "ui/conflicts/conflicts_view.h"
#include "ui/goal/goal_editor.h"
#include "ui/graph/graph_view.h"
#include "ui/inspector/inspector.h"
#include "ui/overview/digest.h"
#include "ui/shell/copy_as.h"
#include "ui/shell/drawer.h"
#include "ui/shell/main_window.h"
#include "ui/shell/overnight_dialog.h"
#include "ui/shell/quit_dialog.h"
#include "ui/shell/run_words.h"
#include "ui/shell/tray.h"
#include "ui/welcome/goal_view.h"

namespace skein::ui {

namespace {

constexpr int lastWishMs = 10'000;  // how long a command may take before the program ends without its answer
const QString trayTold = QStringLiteral("told/tray");

}  // namespace

void MainWindow::makeAwayCommands() {
    m_commands.add({QStringLiteral("skein.edit.copyLink"),
                    CommandMenu::Edit,
                    tr("Copy lin&k"),
                    tr("An address that opens this run, task or conflict in Skein"),
                    {},
                    {},
                    false,
                    true,
                    {tr("address"), tr("url")}},
                   [this] {
                       QApplication::clipboard()->setText(linkHere());
                       m_drawer->addMessage(tr("The link is on the clipboard"), linkHere());
                   });
    m_commands.add({QStringLiteral("skein.edit.copyAs"),
                    CommandMenu::Edit,
                    tr("Cop&y as\u2026"),
                    tr("The link, or the chosen rows with tabs, as CSV or as Markdown"),
                    QKeySequence(QStringLiteral("Ctrl+Shift+C")),
                    {},
                    false,
                    false,
                    {tr("clipboard"), tr("csv"), tr("markdown")}},
                   [this] {
                       const bool none = m_summary.phase == RunPhase::None;
                       openCopyAs(*this, *m_views->currentWidget(), none ? QString() : linkHere(),
                                  [this](const QString& what) { m_drawer->addMessage(what, {}); });
                   });
    m_commands.add({QStringLiteral("skein.tools.away"),
                    CommandMenu::Tools,
                    tr("W&hile you are away\u2026"),
                    tr("When the run is done, quiet hours, sleep, provider limits"),
                    {},
                    {},
                    false,
                    true,
                    {tr("overnight"), tr("suspend"), tr("shut down"), tr("quiet hours")}},
                   [this] {
                       OvernightDialog dialog(
                           m_theme, *m_overnight, m_summary,
                           [this](Instant end) { command(m_feed.resumeUntil(end), tr("Setting the end of the run")); },
                           this);
                       dialog.exec();
                       m_overnight->save();
                       updateHeartbeat();
                   });
    m_commands.disable(QStringLiteral("skein.tools.away"), tr("this window looks after no run"));
}

void MainWindow::attach(Overnight& overnight) {
    m_overnight = &overnight;
    connect(&overnight, &QObject::destroyed, this, [this] {
        m_overnight = nullptr;
        m_commands.disable(QStringLiteral("skein.tools.away"), tr("this window looks after no run"));
    });
    m_commands.enable(QStringLiteral("skein.tools.away"));
    const auto tell = [this, &lock = overnight.lock()] { setAwake(lock.text(), lock.detail()); };
    connect(&overnight.lock(), &SleepLock::changed, this, tell);
    tell();
    // The run itself is on the disk at every instant: its own process writes before it acts.
    connect(&overnight.sleepWatch(), &SleepWatch::sleeping, this, [this] {
        saveLayout();
        if (m_goal->editor()) m_goal->editor()->keepDraft();
    });
    connect(&overnight.sleepWatch(), &SleepWatch::awake, this, [this](Instant from, Instant to) {
        m_drawer->addMessage(tr("The computer slept, %1").arg(rangeText({from, to}, to)),
                             tr("Rates and estimates leave this time out. Providers are asked again."));
        if (m_sample.looksAround) m_goal->lookAround();
    });
    connect(&overnight.notifier(), &Notifier::opened, this, [this](NoticeKind kind) {
        comeForward();
        if (kind == NoticeKind::BlockedOnYou) m_commands.trigger(QStringLiteral("skein.go.nextNeedsMe"));
    });
    connect(&overnight.notifier(), &Notifier::problemChanged, this, [this](const QString& problem) {
        if (!problem.isEmpty())
            m_drawer->addMessage(tr("The desktop shows no notifications; this window shows the same"), problem);
    });
    connect(&overnight.afterRun(), &AfterRun::counted, this, &MainWindow::showCountdown);
    connect(&overnight.afterRun(), &AfterRun::said, this,
            [this](const QString& message, const QString& detail, const QString& raw) {
                m_banner->setAction({}, {});
                say(BannerKind::Information, message, detail);
                if (!raw.isEmpty()) m_drawer->addMessage(tr("What the system said"), raw);
            });
    connect(&overnight.autoResume(), &AutoResume::changed, this, [this] {
        updateHeartbeat();
        if (m_overnight && !m_overnight->autoResume().text().isEmpty())
            m_drawer->addMessage(tr("The providers refused every key"), m_overnight->autoResume().text());
    });
}

void MainWindow::showCountdown(int left) {
    if (left == 0 || !m_overnight) {
        m_banner->setAction({}, {});
        return m_banner->hide();
    }
    // Who takes the message away does not want to wait, with nothing on the screen, until it happens all the same.
    if (left != m_overnight->afterRun().countdownSeconds && m_banner->isHidden())
        return m_overnight->afterRun().cancel();
    // Each showing is read out by a screen reader: not every second.
    if (left % 10 != 0 && left > 5 && left != m_overnight->afterRun().countdownSeconds) return;
    // Nobody would see it behind a dialog.
    if (auto* open = qobject_cast<QDialog*>(QApplication::activeModalWidget())) open->reject();
    const bool off = m_overnight->afterRun().choice() == WhenDone::ShutDown;
    const int failed = m_summary.counts[static_cast<std::size_t>(Status::Failed)];
    const QString ended =
        failed > 0 ? tr("The run came to rest with %n failed task(s).", nullptr, failed) : tr("The run is done.");
    m_banner->setAction(tr("Call it off"), [this] {
        if (m_overnight) m_overnight->afterRun().cancel();
    });
    m_banner->showMessage(BannerKind::Warning,
                          ended + QLatin1Char(' ') +
                              (off ? tr("The computer shuts down in %n second(s)", nullptr, left)
                                   : tr("The computer goes to sleep in %n second(s)", nullptr, left)),
                          tr("You asked for it under Tools, While you are away."));
}

void MainWindow::comeForward(const QString& token) {
    // Qt 6.4 takes the desktop's permission from the environment only.
    if (!token.isEmpty()) qputenv("XDG_ACTIVATION_TOKEN", token.toUtf8());
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
}

void MainWindow::tell(const QString& problem) {
    m_banner->setAction({}, {});
    say(BannerKind::Error, tr("What Skein was asked for could not be done"), problem);
}

QString MainWindow::linkHere() const {
    Link link;
    link.run = std::max(1U, m_summary.run);
    link.workspace = m_summary.simulated ? QString() : m_summary.workspace;
    const auto view = static_cast<ViewId>(m_views->currentIndex());
    link.view = viewNames().value(m_views->currentIndex());
    if (view == ViewId::Conflicts) {
        for (const ConflictRow& row : m_conflicts)
            if (row.id == m_selection.conflict()) {
                link.of = Link::Of::Conflict;
                link.object = row.label;
            }
    } else if (const quint32 task = m_selection.task(); task >= 1 && static_cast<int>(task) <= m_tasks.size()) {
        link.of = Link::Of::Task;
        link.object = m_tasks[static_cast<int>(task) - 1].id;
    }
    return linkText(link);
}

void MainWindow::openLink(const QString& text) {
    const auto wrong = [this](const QString& detail) {
        m_banner->setAction({}, {});
        say(BannerKind::Error, tr("The link cannot be followed"), detail);
    };
    m_link.reset();
    const auto link = parseLink(text);
    if (!link) return wrong(QString::fromStdString(link.error().message));
    if (!link->view.isEmpty() && !viewFromName(link->view))
        return wrong(tr("view: expected %1, found '%2'").arg(viewNames().join(QStringLiteral(", ")), link->view));
    const bool elsewhere = !link->workspace.isEmpty() && link->workspace != m_summary.workspace;
    if (!elsewhere && m_summary.phase == RunPhase::None)
        return wrong(tr("It names run %1, but no workspace is open in this window.").arg(link->run));
    if (!elsewhere) return showLink(*link);
    m_link = *link;
    m_feed.openWorkspace(link->workspace);
}

void MainWindow::showLink(const Link& link) {
    m_link.reset();
    const auto wrong = [this](const QString& detail) {
        m_banner->setAction({}, {});
        say(BannerKind::Error, tr("The link cannot be followed"), detail);
    };
    if (link.run != m_summary.run)
        return wrong(
            tr("It is about run %1 of this workspace; the window shows run %2.").arg(link.run).arg(m_summary.run));
    std::optional<ViewId> view = viewFromName(link.view);
    if (link.of == Link::Of::Task) {
        const auto found = std::find_if(m_tasks.cbegin(), m_tasks.cend(),
                                        [&link](const TaskRow& row) { return row.id == link.object; });
        if (found == m_tasks.cend()) return wrong(tr("Run %1 has no task '%2'.").arg(link.run).arg(link.object));
        showView(view.value_or(ViewId::Graph));
        m_selection.setTask(found->no);
        m_graph->canvas().showTask(found->no);
        m_inspectorDock->show();
    } else if (link.of == Link::Of::Conflict) {
        const auto found = std::find_if(m_conflicts.cbegin(), m_conflicts.cend(),
                                        [&link](const ConflictRow& row) { return row.label == link.object; });
        if (found == m_conflicts.cend())
            return wrong(tr("Run %1 has no conflict '%2'.").arg(link.run).arg(link.object));
        showView(view.value_or(ViewId::Conflicts));
        m_selection.setConflict(found->id);
        if (m_views->currentIndex() == static_cast<int>(ViewId::Conflicts)) m_conflictsView->focusDecision();
    } else if (view) {
        showView(*view);
    }
    if (!link.asOf.isEmpty()) {
        m_banner->setAction({}, {});
        say(BannerKind::Information, tr("This window shows the run as it is now"),
            tr("The link asks for its state at %1.").arg(link.asOf));
    }
}

void MainWindow::quit() {
    if (!isActive(m_summary.phase)) return leave();
    QuitDialog dialog(m_theme, m_summary, this);
    if (dialog.exec() != QDialog::Accepted) return;
    if (dialog.choice() == QuitChoice::KeepRunning) return leave();
    const bool holds = dialog.choice() == QuitChoice::Hold;
    // It ends when the wish is in the journal; a wish that fails is shown, and the program stays.
    m_lastWish = holds ? m_feed.hold() : m_feed.stop(StopChoice::Drain);
    command(m_lastWish, holds ? tr("Holding the run") : tr("Stopping the run"));
    QTimer::singleShot(lastWishMs, this, [this, wish = m_lastWish] {
        if (m_lastWish != wish || wish == 0) return;
        m_lastWish = 0;
        m_banner->setAction({}, {});
        say(BannerKind::Warning, tr("Skein did not quit"), tr("The run has not answered for 10 seconds."));
    });
}

void MainWindow::leave() {
    m_leaving = true;
    close();
    emit left();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    saveLayout();
    // A session that ends must not be held up; a window that is asked to go on with nothing to look after goes.
    const bool looksAfter =
        m_memory == Memory::Keep && isActive(m_summary.phase) && !m_leaving && !qApp->isSavingSession();
    if (!looksAfter) return QMainWindow::closeEvent(event);
    event->ignore();
    const bool tray = m_tray && m_tray->isAvailable();
    if (!QSettings().value(trayTold).toBool()) {
        QSettings().setValue(trayTold, true);
        m_banner->setAction(tr("Quit"), [this] { m_commands.trigger(QStringLiteral("skein.file.quit")); });
        say(BannerKind::Information, tr("Closing the window leaves Skein in the background while a run is active"),
            tray ? tr("It stays in the tray, keeps the computer awake and tells you what needs you.")
                 : tr("It is minimised, keeps the computer awake and tells you what needs you."));
    }
    if (tray) hide();
    else showMinimized();
}

}  // namespace skein::ui
