// FoldWorker: follows one workspace in a thread of its own: opens the reader, folds the journal, applies every new
// batch to its own State replica and emits what changed, coalesced, on a timer. Thread: its QThread; all slots are
// called queued. It must never be waited for by the GUI, and hands out values only.
#pragma once

#include <QObject>
#include <QSet>
#include <QThreadPool>
#include <QTimer>
#include <memory>
#include <optional>

#include "core/engine/state.h"
#include "core/plan/outlook.h"
#include "core/runtime/reader.h"
#include "ui/bridge/provider_watch.h"
#include "ui/bridge/row_builder.h"
#include "ui/bridge/run_history.h"
#include "ui/bridge/spend_history.h"

namespace skein::ui {

class FoldWorker : public QObject {
    Q_OBJECT
public:
    FoldWorker();
    ~FoldWorker() override;

public slots:
    /// Opens what exists. With `startedPid` above 0 it waits for that process to make the workspace and its run, and
    /// says so when the process ends without having started one, with what it wrote to `logFile` after `logFrom` bytes.
    void open(const QString& path, int startedPid, const QString& logFile = {}, qint64 logFrom = 0);
    void setInterval(int ms);
    void requestTask(quint64 request, quint32 task);
    void requestConflict(quint64 request, quint32 conflict);
    void requestCosts(quint64 request, const QString& by);

signals:
    void delta(const skein::ui::RunDelta& delta);
    void taskReady(quint64 request, const skein::ui::TaskDetails& details);
    void conflictReady(quint64 request, const skein::ui::ConflictDetails& details);
    void costsReady(quint64 request, const skein::ui::CostStory& story);
    void lost(const QString& message, const QString& detail);
    void progress(const QString& line);

private:
    void tryOpen();
    void adopt(State state);
    void take(const runtime::EventBatch& batch);
    void mark(const Event& event);
    void markTask(TaskNo task);
    void flush();
    void sendAll();
    const RunState* shownRun() const;
    /// Whether a started process is still on its way to its run.
    bool isAwaited(const RunState* newest) const;
    void watchStarted();
    void reportNoStart(const QString& otherwise);
    /// Looks who holds the workspace while its run is active.
    void watchWriter();
    /// Remembers until when a decision can be taken back.
    void noteDecision(const Event& event, Instant at);
    /// Whether nothing runs, for all that is ready waits until the newest decision can no longer be taken back.
    bool waitsForUndo(const RunState& run, Instant now) const;
    /// Whether the file has disappeared; then it is closed, and that is told.
    bool isGone();
    /// Why nothing can be written where the workspace is; empty: it can, or a process holds it.
    QString whyUnwritable() const;
    void readPast(RunId run, std::uint64_t until);
    Forecast forecast(const RunState& run);
    RunSummary summary(const RunState& run);
    TaskRow row(const RunState& run, const TaskState& task, Instant now);
    void close();

    QString m_path;
    int m_startedPid = 0;
    QString m_logFile;
    qint64 m_logFrom = 0;
    Instant m_openedAt;
    QTimer m_waiting;
    QTimer m_flush;
    QTimer m_clock;
    std::shared_ptr<runtime::WorkspaceReader> m_reader;
    std::shared_ptr<runtime::WorkspaceReader::Follower> m_follower;
    std::unique_ptr<RowBuilder> m_rows;
    std::optional<State> m_state;
    int m_generation = 0;  ///< of the workspace shown; late batches of another one are dropped
    RunId m_run;           ///< the run whose plan was sent
    std::uint32_t m_planRevision = 0;
    std::set<TaskNo> m_dirtyTasks;
    std::set<ConflictId> m_dirtyConflicts;
    QVector<EventRow> m_events;
    bool m_changed = false;
    SpendHistory m_spend;
    RunHistory m_history;
    ProviderWatch m_providers;
    std::shared_ptr<const plan::History> m_earlier;  ///< what finished tasks took, earlier runs included; may be null
    bool m_pastKnown = false;                        ///< the part of both before opening has been read
    bool m_spendChanged = false;
    QVector<QPair<Event, Instant>> m_pastWaiting;  ///< what happened while it was being read
    int m_ticks = 0;                               ///< seconds
    int m_slowSent = -1;                           ///< the second in which forecast and spending were last told
    qint64 m_writer = 0;
    int m_goneLooks = 0;     ///< looks in a row at which the file was not there
    int m_writerMissed = 0;  ///< looks in a row at which nobody held the workspace
    QString m_unwritable;
    bool m_freshFork = false;  ///< the newest entry is the one that completed the fork
    Instant m_undoUntil{};     ///< until then a decision of the person can be taken back, and what it concerns waits
    Instant m_lastEntryAt;
    QThreadPool m_details;  ///< one thread: reading blobs must not delay deltas
};

}  // namespace skein::ui
