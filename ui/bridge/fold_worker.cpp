#include "ui/bridge/fold_worker.h"

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QPointer>
#include <cerrno>
#include <chrono>
#include <csignal>

#include "core/engine/engine.h"
#include "core/runtime/forecast.h"
#include "core/runtime/store/workspace_store.h"
#include "ui/bridge/cost_story.h"
#include "ui/bridge/details.h"
#include "ui/bridge/forecast.h"

namespace skein::ui {

namespace {

constexpr int visibleMs = 100;              // ui.md section 6.2
constexpr int clockMs = 1000;               // how often running tasks' elapsed time is told
constexpr int openAgainMs = 200;            // while a started process has not made its workspace yet
constexpr std::size_t recentEvents = 2000;  // shown in the log on opening
constexpr int forecastTicks = 10;           // ui.md 4.6: an estimate changes at most every 10 s
constexpr int writerMisses = 2;             // a host that hands over is gone for a moment
constexpr quint64 leastFree = 256 * 1024;   // bytes; with less the next entries do not find room
constexpr qint64 logTail = 1200;            // of the messages of a process that did not start its run

bool processLives(int pid) { return pid > 0 && (::kill(pid, 0) == 0 || errno == EPERM); }

Instant wallClock() {
    return {std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
                .count()};
}

QString clockText(Instant at) {
    return QDateTime::fromMSecsSinceEpoch(at.value / 1000).toString(QStringLiteral("HH:mm:ss"));
}

}  // namespace

FoldWorker::FoldWorker() : m_waiting(this), m_flush(this), m_clock(this) {
    m_details.setMaxThreadCount(1);
    m_waiting.setInterval(openAgainMs);
    m_flush.setInterval(visibleMs);
    m_clock.setInterval(clockMs);
    connect(&m_waiting, &QTimer::timeout, this, &FoldWorker::tryOpen);
    connect(&m_flush, &QTimer::timeout, this, &FoldWorker::flush);
    connect(&m_clock, &QTimer::timeout, this, [this] {
        ++m_ticks;
        if (m_spendChanged || m_ticks % forecastTicks == 0) m_changed = true;
        watchStarted();
        if (isGone()) return;
        watchWriter();
        if (QString why = whyUnwritable(); why != m_unwritable) {
            m_unwritable = std::move(why);
            m_changed = true;
        }
        const RunState* run = shownRun();
        if (run && m_undoUntil.value > 0) {
            // It counts down; then what was ready is told once more.
            for (const TaskState& task : run->tasks)
                if (task.status == TaskStatus::Waiting) m_dirtyTasks.insert(task.shape.task);
            m_changed = true;
            if (wallClock() > m_undoUntil) m_undoUntil = {};
        }
        if (!run || run->running == 0 || m_writer == 0) return;
        for (const TaskState& task : run->tasks)
            if (task.status == TaskStatus::Running) m_dirtyTasks.insert(task.shape.task);
        m_changed = true;
    });
}

FoldWorker::~FoldWorker() {
    close();
    m_details.waitForDone();
}

void FoldWorker::close() {
    ++m_generation;
    m_follower.reset();
    m_waiting.stop();
    m_flush.stop();
    m_clock.stop();
    m_state.reset();
    m_rows.reset();
    m_reader.reset();
    m_dirtyTasks.clear();
    m_dirtyConflicts.clear();
    m_events.clear();
    m_run = {};
    m_changed = false;
    m_spend = SpendHistory();
    m_history = RunHistory();
    m_providers = ProviderWatch();
    m_pastKnown = m_spendChanged = false;
    m_pastWaiting.clear();
    m_writer = 0;
    m_unwritable.clear();
    m_freshFork = false;
    m_undoUntil = {};
    m_goneLooks = 0;
    m_writerMissed = 0;
    m_lastEntryAt = {};
}

void FoldWorker::open(const QString& path, int startedPid, const QString& logFile, qint64 logFrom) {
    close();
    m_path = path;
    m_startedPid = startedPid;
    m_logFile = logFile;
    m_logFrom = logFrom;
    m_openedAt = wallClock();
    tryOpen();
}

void FoldWorker::tryOpen() {
    const bool young = processLives(m_startedPid);
    auto reader = QFileInfo::exists(m_path) || m_startedPid == 0
                      ? runtime::WorkspaceReader::open(m_path.toStdString())
                      : Result<std::shared_ptr<runtime::WorkspaceReader>>(
                            fail(ErrorCode::NotFound, "the workspace is not there yet"));
    if (!reader) {
        if (young) {
            m_waiting.start();
            emit progress(tr("Preparing the workspace\u2026"));
            return;
        }
        m_waiting.stop();
        emit progress({});
        if (m_startedPid > 0) return reportNoStart(text(reader.error().describe()));
        emit lost(tr("The workspace cannot be opened"), text(reader.error().describe()));
        return;
    }
    m_waiting.stop();
    m_reader = std::move(*reader);
    m_rows = std::make_unique<RowBuilder>(m_reader);
    auto state = m_reader->fold(0, [this](std::uint64_t done, std::uint64_t all) {
        if (all > 20'000) emit progress(tr("Reading the run: %1 of %2 entries").arg(done).arg(all));
    });
    if (!state) {
        close();
        emit progress({});
        emit lost(tr("The workspace cannot be read"), text(state.error().describe()));
        return;
    }
    adopt(std::move(*state));
}

void FoldWorker::adopt(State state) {
    m_state = std::move(state);
    const std::uint64_t last = m_state->sequence;
    if (const auto recent = m_reader->events(last > recentEvents ? last - recentEvents : 0, recentEvents))
        for (const auto& committed : *recent) {
            m_rows->noteEvent(committed.event, committed.at);
            noteDecision(committed.event, committed.at);
            m_providers.add(committed.event, committed.at);
            m_events.append(m_rows->event(*m_state, committed));
            m_lastEntryAt = committed.at;
            m_freshFork = std::holds_alternative<event::ForkCompleted>(committed.event);
        }
    watchWriter();
    m_unwritable = whyUnwritable();
    const int generation = m_generation;
    QPointer<FoldWorker> self(this);
    m_follower = m_reader->follow(
        last,
        [self, generation](const runtime::EventBatch& batch) {
            QMetaObject::invokeMethod(
                self,
                [self, generation, batch] {
                    if (self && self->m_generation == generation) self->take(batch);
                },
                Qt::QueuedConnection);
        },
        [self, generation](const Error& error) {
            QMetaObject::invokeMethod(
                self,
                [self, generation, error] {
                    if (self && self->m_generation == generation)
                        emit self->lost(tr("The workspace can no longer be read"), text(error.describe()));
                },
                Qt::QueuedConnection);
        });
    sendAll();
    m_flush.start();
    m_clock.start();
}

bool FoldWorker::isAwaited(const RunState* newest) const {
    return m_startedPid > 0 && (!newest || newest->startedAt < m_openedAt);
}

const RunState* FoldWorker::shownRun() const {
    const RunState* newest = m_state && !m_state->runs.empty() ? &m_state->runs.back() : nullptr;
    // An older run must not look like the one just asked for.
    return isAwaited(newest) ? nullptr : newest;
}

void FoldWorker::watchStarted() {
    if (m_startedPid <= 0 || shownRun() || processLives(m_startedPid)) return;
    reportNoStart(tr("What should run it ended at once and said nothing."));
}

void FoldWorker::reportNoStart(const QString& otherwise) {
    m_startedPid = 0;
    emit progress({});
    QString said;
    if (QFile log(m_logFile); log.open(QIODevice::ReadOnly)) {
        log.seek(std::max(m_logFrom, log.size() - logTail));
        said = QString::fromUtf8(log.readAll()).trimmed();
    }
    emit lost(tr("The run could not be started"), said.isEmpty() ? otherwise : said);
}

bool FoldWorker::isGone() {
    m_goneLooks = QFileInfo::exists(m_path) ? 0 : m_goneLooks + 1;
    if (m_goneLooks < 2) return false;  // a file that is being replaced is away for a moment
    const QString path = m_path;
    close();
    emit lost(tr("The workspace file is gone"),
              tr("%1 was deleted or moved. What is shown is what was read before; a run stops by itself. Put the file "
                 "back and open it again.")
                  .arg(path));
    return true;
}

void FoldWorker::noteDecision(const Event& event, Instant at) {
    const Duration window = EngineSettings().undoWindow;
    const auto* decided = std::get_if<event::ConflictResolved>(&event);
    const auto* pauses = std::get_if<event::PausesChanged>(&event);
    if ((decided && decided->by == Decider::Person) || (pauses && !pauses->hold)) m_undoUntil = at + window;
    if (std::holds_alternative<event::ResolutionUndone>(event) || (pauses && pauses->hold)) m_undoUntil = {};
}

bool FoldWorker::waitsForUndo(const RunState& run, Instant now) const {
    if (m_undoUntil <= now || m_writer == 0 || run.status != RunStatus::Running || run.running > 0) return false;
    return std::any_of(run.tasks.begin(), run.tasks.end(),
                       [&run](const TaskState& task) { return statusOf(run, task) == Status::Ready; });
}

void FoldWorker::watchWriter() {
    const RunState* run = shownRun();
    const bool active = run && run->status != RunStatus::Settled;
    const auto holder = runtime::lockHolder(m_path.toStdString());
    const qint64 pid = holder && *holder ? std::max<qint64>(1, (*holder)->pid) : 0;
    m_writerMissed = pid > 0 ? 0 : m_writerMissed + 1;
    const bool gone = pid == 0 && m_writer != 0 && m_writerMissed < writerMisses;
    const qint64 known = gone ? m_writer : pid;
    if (known == m_writer) return;
    m_writer = known;
    m_changed = true;
    if (!active) return;
    // What was in flight is unknown from now on, or known again.
    for (const TaskState& task : run->tasks)
        if (task.status == TaskStatus::Running) m_dirtyTasks.insert(task.shape.task);
}

namespace {
bool isKeptReadOnly(const QByteArray& path) {
    struct stat file {};
    return ::stat(path.constData(), &file) == 0 && (file.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)) == 0;
}
}  // namespace

QString FoldWorker::whyUnwritable() const {
    if (m_writer != 0) return {};  // who holds it says so itself
    const QByteArray path = QFile::encodeName(m_path);
    const QByteArray folder = QFile::encodeName(QFileInfo(m_path).absolutePath());
    struct statvfs disk {};
    if (::statvfs(folder.constData(), &disk) == 0) {
        if ((disk.f_flag & ST_RDONLY) != 0) return tr("the disk it is on is read-only");
        if (static_cast<quint64>(disk.f_bavail) * disk.f_frsize < leastFree) return tr("the disk is full");
    }
    // No one's to write: a copy to be looked at. Asked of the file, for root may write all the same.
    if (isKeptReadOnly(path)) return tr("its file is read-only");
    if (::access(path.constData(), W_OK) != 0 || ::access(folder.constData(), W_OK) != 0)
        return tr("you may only read it");
    return {};
}

RunSummary FoldWorker::summary(const RunState& run) {
    RunSummary summary = m_rows->summary(*m_state, run);
    summary.writer = m_writer;
    summary.lastEntryAt = m_lastEntryAt;
    summary.asOf = wallClock();
    if (waitsForUndo(run, summary.asOf)) summary.undoUntil = m_undoUntil;
    summary.unwritable = m_unwritable;
    summary.keptReadOnly = !m_unwritable.isEmpty() && isKeptReadOnly(QFile::encodeName(m_path));
    summary.providers = m_providers.rows(*m_reader, run, m_writer != 0, summary.asOf);
    if (summary.phase == RunPhase::HeldByKeys) summary.heldBecause = m_providers.heldBecause(*m_reader, run);
    const bool claimsToRun = run.status == RunStatus::Running || run.status == RunStatus::Stopping;
    if (!claimsToRun || m_writer != 0) return summary;
    summary.phase = RunPhase::Interrupted;
    summary.freshFork = m_freshFork;
    for (const Status status : {Status::Running, Status::Retrying})
        summary.counts[static_cast<std::size_t>(Status::Unknown)] +=
            std::exchange(summary.counts[static_cast<std::size_t>(status)], 0);
    summary.agentsRunning = 0;
    return summary;
}

TaskRow FoldWorker::row(const RunState& run, const TaskState& task, Instant now) {
    const bool unknown = task.status == TaskStatus::Running && m_writer == 0;
    TaskRow row = m_rows->task(run, task, unknown ? m_lastEntryAt : now);
    if (row.status == Status::Ready && waitsForUndo(run, now)) row.why = tr("waits until you can no longer undo");
    if (!unknown) return row;
    row.status = Status::Unknown;
    row.why = m_freshFork ? tr("was at work where it was forked; starts again when the fork is resumed")
                          : tr("unknown since %1: the run was interrupted").arg(clockText(m_lastEntryAt));
    return row;
}

Forecast FoldWorker::forecast(const RunState& run) {
    QVector<TaskRow> rows;
    QVector<TaskEdge> edges;
    const Instant now = wallClock();
    for (const TaskState& task : run.tasks) {
        rows.append(m_rows->task(run, task, now));
        for (const TaskNo need : task.shape.needs) edges.append({need.value, rows.back().no});
    }
    return forecastOf(rows, edges, static_cast<int>(run.agents), m_earlier ? *m_earlier : plan::History());
}

void FoldWorker::readPast(RunId run, std::uint64_t until) {
    m_pastKnown = false;
    m_pastWaiting.clear();
    m_earlier.reset();
    // What earlier runs took is asked only where there are any.
    const RunState* shown = shownRun();
    const auto asked = shown && m_state->runs.size() > 1 ? std::make_shared<const RunState>(*shown) : nullptr;
    m_details.start([this, reader = m_reader, run, until, asked, generation = m_generation] {
        constexpr std::size_t block = 5000;
        SpendHistory spend(run);
        RunHistory history(run);
        std::uint64_t after = 0;
        while (after < until) {
            const auto events = reader->events(after, block);
            if (!events || events->empty()) break;
            for (const auto& committed : *events) {
                after = committed.sequence;
                if (committed.sequence > until) continue;
                spend.add(committed.event, committed.at);
                history.add(committed.event, committed.at);
            }
        }
        std::shared_ptr<const plan::History> earlier;
        if (asked)
            if (const auto past = runtime::pastWorkFor(*reader, *asked, wallClock()); past)
                earlier = std::make_shared<const plan::History>(past->history());
        QMetaObject::invokeMethod(
            this,
            [this, spend = std::move(spend), history = std::move(history), earlier, generation] {
                if (generation != m_generation) return;
                m_earlier = earlier;
                m_spend = spend;
                m_history = history;
                for (const auto& [event, at] : m_pastWaiting) {
                    m_spend.add(event, at);
                    m_history.add(event, at);
                }
                m_pastWaiting.clear();
                m_pastKnown = m_spendChanged = m_changed = true;
                m_slowSent = -1;  // nobody waits for the next second
            },
            Qt::QueuedConnection);
    });
}

void FoldWorker::sendAll() {
    const RunState* run = shownRun();
    if (!run || !planComplete(*run)) {
        // Sources are being read or the plan is being recorded: nothing to draw yet.
        emit progress(m_state->sources > 0 ? tr("Reading sources: %1 files so far").arg(m_state->sources)
                                           : tr("Reading the sources\u2026"));
        if (m_startedPid == 0 && !run && m_state->runs.empty())
            emit lost(tr("This workspace holds no run yet"), m_path);
        return;
    }
    RunDelta all;
    const Instant now = wallClock();
    all.summary = summary(*run);
    all.plan = m_rows->plan(*run, now);
    for (const TaskState& task : run->tasks)
        if (task.status == TaskStatus::Running && m_writer == 0)
            all.plan->tasks[static_cast<int>(task.shape.task.value) - 1] = row(*run, task, now);
    all.forecast = forecastOf(all.plan->tasks, all.plan->edges, static_cast<int>(run->agents),
                              m_earlier ? *m_earlier : plan::History());
    m_ticks = 0;
    for (const ConflictState& conflict : m_state->conflicts)
        if (conflict.run == run->run) all.conflicts.append(m_rows->conflict(*m_state, conflict));
    all.events = std::exchange(m_events, {});
    if (m_spend.run() != run->run) {
        m_spend = SpendHistory(run->run);
        m_history = RunHistory(run->run);
        readPast(run->run, m_state->sequence);
    }
    m_run = run->run;
    m_planRevision = run->planRevision;
    m_dirtyTasks.clear();
    m_dirtyConflicts.clear();
    m_changed = false;
    if (m_pastKnown && m_spend.run() == run->run) all.spend = m_spend.points();
    emit progress({});
    emit delta(all);
}

void FoldWorker::take(const runtime::EventBatch& batch) {
    if (!m_state) return;
    for (const auto& committed : *batch) {
        if (committed.sequence <= m_state->sequence) continue;
        m_freshFork = std::holds_alternative<event::ForkCompleted>(committed.event);
        if (auto applied = apply(*m_state, committed.event, committed.sequence, committed.at); !applied) {
            const QString detail = text(applied.error().describe());
            close();
            emit lost(tr("The record of this run contradicts itself; nothing more is shown"), detail);
            return;
        }
        m_rows->noteEvent(committed.event, committed.at);
        m_providers.add(committed.event, committed.at);
        noteDecision(committed.event, committed.at);
        mark(committed.event);
        m_events.append(m_rows->event(*m_state, committed));
        m_lastEntryAt = committed.at;
        if (!m_pastKnown) {
            m_pastWaiting.append({committed.event, committed.at});
            continue;
        }
        m_history.add(committed.event, committed.at);
        if (m_spend.add(committed.event, committed.at)) m_spendChanged = true;
    }
    m_changed = true;
}

void FoldWorker::markTask(TaskNo task) {
    const RunState* run = shownRun();
    if (!run || !task || task.value > run->tasks.size()) return;
    m_dirtyTasks.insert(task);
    for (const TaskNo consumer : run->feeds[task.value - 1]) m_dirtyTasks.insert(consumer);
}

void FoldWorker::mark(const Event& event) {
    std::visit(
        [this](const auto& e) {
            using E = std::decay_t<decltype(e)>;
            if constexpr (requires {
                              e.run;
                              e.task;
                          })
                markTask(e.task);
            if constexpr (requires { e.conflict; }) {
                const ConflictState* conflict = m_state->conflict(e.conflict);
                if (!conflict) return;
                m_dirtyConflicts.insert(e.conflict);
                markTask(conflict->taskA);
                markTask(conflict->taskB);
            }
            if constexpr (std::is_same_v<E, event::PausesChanged>)
                for (const TaskNo task : e.tasks) markTask(task);
            constexpr bool touchesAll = std::is_same_v<E, event::RunHeld> || std::is_same_v<E, event::RunResumed> ||
                                        std::is_same_v<E, event::RunSettled>;
            if constexpr (touchesAll)
                if (const RunState* run = shownRun())
                    for (const TaskState& task : run->tasks)
                        if (task.status == TaskStatus::Waiting) m_dirtyTasks.insert(task.shape.task);
        },
        event);
}

void FoldWorker::flush() {
    if (!m_changed) return;
    const RunState* run = shownRun();
    if (!run || !planComplete(*run) || run->run != m_run || run->planRevision != m_planRevision) return sendAll();
    m_changed = false;
    RunDelta change;
    const Instant now = wallClock();
    change.summary = summary(*run);
    for (const TaskNo task : m_dirtyTasks)
        if (task.value <= run->tasks.size()) change.tasks.append(row(*run, run->tasks[task.value - 1], now));
    // The first flush after a second has passed carries what changes slowly.
    if (const int second = m_ticks; second != m_slowSent) {
        m_slowSent = second;
        if (std::exchange(m_spendChanged, false)) change.spend = m_spend.points();
        if (second % forecastTicks == 0 || run->status == RunStatus::Settled) change.forecast = forecast(*run);
    }
    // How many wait for a conflict follows from tasks, so open ones are told again with them.
    for (const ConflictState& conflict : m_state->conflicts)
        if (conflict.run == run->run && (m_dirtyConflicts.contains(conflict.conflict) ||
                                         (!m_dirtyTasks.empty() && conflict.status == ConflictState::Status::Open)))
            change.conflicts.append(m_rows->conflict(*m_state, conflict));
    change.events = std::exchange(m_events, {});
    if (m_pastKnown) change.history = m_history.takeChange();
    m_dirtyTasks.clear();
    m_dirtyConflicts.clear();
    emit delta(change);
}

void FoldWorker::setInterval(int ms) { m_flush.setInterval(ms); }

void FoldWorker::requestTask(quint64 request, quint32 number) {
    const RunState* run = shownRun();
    if (!run || number == 0 || number > run->tasks.size()) return;
    const TaskState task = run->tasks[number - 1];
    TaskDetails details;
    details.row = row(*run, task, wallClock());
    const auto link = [&](TaskNo other) {
        const TaskRow known = m_rows->task(*run, run->tasks[other.value - 1], {});
        return TaskLink{other.value, known.title.isEmpty() ? known.id : known.title};
    };
    for (const TaskNo need : task.shape.needs) details.needs.append(link(need));
    for (const TaskNo consumer : run->feeds[number - 1]) details.feeds.append(link(consumer));
    m_details.start([this, reader = m_reader, id = run->run, task, details, request] {
        emit taskReady(request, readTask(*reader, id, task, details));
    });
}

void FoldWorker::requestCosts(quint64 request, const QString& by) {
    const RunState* run = shownRun();
    if (!run) return;
    const auto state = std::make_shared<const State>(*m_state);
    m_details.start([this, reader = m_reader, state, id = run->run, by, live = m_writer != 0, request] {
        emit costsReady(request, readCosts(*reader, *state, id, by, live));
    });
}

void FoldWorker::requestConflict(quint64 request, quint32 number) {
    const ConflictState* conflict = m_state ? m_state->conflict({number}) : nullptr;
    const RunState* run = shownRun();
    if (!conflict || !run) return;
    ConflictDetails details;
    details.row = m_rows->conflict(*m_state, *conflict);
    const auto nameOf = [&](TaskNo task) {
        if (!task || task.value > run->tasks.size()) return QString();
        const TaskRow known = m_rows->task(*run, run->tasks[task.value - 1], {});
        return known.title.isEmpty() ? known.id : known.title;
    };
    details.a.task = nameOf(conflict->taskA);
    details.b.task = nameOf(conflict->taskB);
    m_details.start([this, reader = m_reader, conflict = *conflict, details, request] {
        emit conflictReady(request, readConflict(*reader, conflict, details));
    });
}

}  // namespace skein::ui
