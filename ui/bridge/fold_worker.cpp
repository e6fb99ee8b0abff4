#include "ui/bridge/fold_worker.h"

#include <QFileInfo>
#include <QPointer>
#include <cerrno>
#include <chrono>
#include <csignal>

#include "ui/bridge/details.h"

namespace skein::ui {

namespace {

constexpr int visibleMs = 100;              // ui.md section 6.2
constexpr int clockMs = 1000;               // how often running tasks' elapsed time is told
constexpr int openAgainMs = 200;            // while a started process has not made its workspace yet
constexpr std::size_t recentEvents = 2000;  // shown in the log on opening

bool processLives(int pid) { return pid > 0 && (::kill(pid, 0) == 0 || errno == EPERM); }

Instant wallClock() {
    return {std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
                .count()};
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
        watchStarted();
        const RunState* run = shownRun();
        if (!run || run->running == 0) return;
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
}

void FoldWorker::open(const QString& path, int startedPid) {
    close();
    m_path = path;
    m_startedPid = startedPid;
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
        emit lost(m_startedPid > 0 ? tr("The run could not be started") : tr("The workspace cannot be opened"),
                  text(reader.error().describe()));
        return;
    }
    m_waiting.stop();
    m_reader = std::move(*reader);
    m_rows = std::make_unique<RowBuilder>(m_reader);
    auto state = m_reader->fold(0, [this](std::uint64_t done, std::uint64_t all) {
        if (all > 20'000) emit progress(tr("Reading the journal: %1 of %2 entries").arg(done).arg(all));
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
            m_rows->noteEvent(committed.event);
            m_events.append(m_rows->event(*m_state, committed));
        }
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
    m_startedPid = 0;
    emit progress({});
    emit lost(tr("The run could not be started"),
              tr("The process that should run it has ended; its messages are in host.log in Skein's state folder."));
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
    all.summary = m_rows->summary(*m_state, *run);
    all.plan = m_rows->plan(*run, wallClock());
    for (const ConflictState& conflict : m_state->conflicts)
        if (conflict.run == run->run) all.conflicts.append(m_rows->conflict(*m_state, conflict));
    all.events = std::exchange(m_events, {});
    m_run = run->run;
    m_planRevision = run->planRevision;
    m_dirtyTasks.clear();
    m_dirtyConflicts.clear();
    m_changed = false;
    emit progress({});
    emit delta(all);
}

void FoldWorker::take(const runtime::EventBatch& batch) {
    if (!m_state) return;
    for (const auto& committed : *batch) {
        if (committed.sequence <= m_state->sequence) continue;
        if (auto applied = apply(*m_state, committed.event, committed.sequence, committed.at); !applied) {
            const QString detail = text(applied.error().describe());
            close();
            emit lost(tr("The journal contradicts itself; nothing more is shown"), detail);
            return;
        }
        m_rows->noteEvent(committed.event);
        mark(committed.event);
        m_events.append(m_rows->event(*m_state, committed));
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
    change.summary = m_rows->summary(*m_state, *run);
    for (const TaskNo task : m_dirtyTasks)
        if (task.value <= run->tasks.size()) change.tasks.append(m_rows->task(*run, run->tasks[task.value - 1], now));
    // How many wait for a conflict follows from tasks, so open ones are told again with them.
    for (const ConflictState& conflict : m_state->conflicts)
        if (conflict.run == run->run && (m_dirtyConflicts.contains(conflict.conflict) ||
                                         (!m_dirtyTasks.empty() && conflict.status == ConflictState::Status::Open)))
            change.conflicts.append(m_rows->conflict(*m_state, conflict));
    change.events = std::exchange(m_events, {});
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
    details.row = m_rows->task(*run, task, wallClock());
    const auto idOf = [&](TaskNo other) {
        return other.value <= run->tasks.size() ? m_rows->task(*run, run->tasks[other.value - 1], {}).id : QString();
    };
    for (const TaskNo need : task.shape.needs) details.needs.append(idOf(need));
    for (const TaskNo consumer : run->feeds[number - 1]) details.feeds.append(idOf(consumer));
    m_details.start([this, reader = m_reader, id = run->run, task, details, request] {
        emit taskReady(request, readTask(*reader, id, task, details));
    });
}

void FoldWorker::requestConflict(quint64 request, quint32 number) {
    const ConflictState* conflict = m_state ? m_state->conflict({number}) : nullptr;
    const RunState* run = shownRun();
    if (!conflict || !run) return;
    ConflictDetails details;
    details.row = m_rows->conflict(*m_state, *conflict);
    const auto idOf = [&](TaskNo task) {
        return task && task.value <= run->tasks.size() ? m_rows->task(*run, run->tasks[task.value - 1], {}).id
                                                       : QString();
    };
    details.a.task = idOf(conflict->taskA);
    details.b.task = idOf(conflict->taskB);
    m_details.start([this, reader = m_reader, conflict = *conflict, details, request] {
        emit conflictReady(request, readConflict(*reader, conflict, details));
    });
}

}  // namespace skein::ui
