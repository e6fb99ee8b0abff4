// Keeps the projections that executors read (memory index, facts) in step with the journal. One thread takes committed
// events in order; an effect waits here until the events it was decided with have arrived in the projections.
// Thread: push, after and waitFor from any thread; the work happens on the indexer's own.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/model/window.h"
#include "core/runtime/facts.h"
#include "core/runtime/index/sqlite_index.h"
#include "core/runtime/reader.h"
#include "core/runtime/recent.h"

namespace skein::runtime {

class Indexer {
public:
    /// `index` and `facts` outlive the indexer.
    Indexer(SqliteIndex& index, Facts& facts, BlobSource blobs);
    ~Indexer();

    /// Brings the projections to `state`: facts are loaded from it; the index takes what it has not read yet from
    /// `reader`. Call once, before the first push. Errors: those of reading and of the index.
    Result<void> catchUp(const State& state, const WorkspaceReader& reader,
                         const std::function<void(std::uint64_t, std::uint64_t)>& progress);

    /// Called on the indexer's thread after each batch has arrived in the projections. Set before the first push.
    void onArrival(std::function<void()> listener) { m_listener = std::move(listener); }

    /// Ends the thread and lets everybody go who waits; questions are still answered.
    void stop();

    void push(EventBatch batch);
    /// A window that was stored just now: its event will come soon, and its text need not be read again then.
    void noteWindow(const BlobRef& blob, const ContextWindow& window);
    /// Calls `then` once everything up to `sequence` is in the projections: at once, or on the indexer's thread. Never
    /// when the indexer ends or fails before. Must return quickly.
    void after(std::uint64_t sequence, std::function<void()> then);
    /// Blocks until everything up to `sequence` is in the projections. False when the indexer ended or failed.
    bool waitFor(std::uint64_t sequence);
    /// Which tasks a task needs, and the blob of its text; empty for unknown tasks.
    std::vector<TaskNo> needsOf(RunId run, TaskNo task) const;
    BlobRef specOf(RunId run, TaskNo task) const;
    /// Every task of a run by number, and whether it was withdrawn.
    struct PlannedTask {
        TaskShape shape;
        bool withdrawn = false;
    };
    std::vector<PlannedTask> shapesOf(RunId run) const;
    /// The first failure of the index, if any; the index is then rebuilt at the next opening.
    std::optional<Error> failure() const;

private:
    void work();
    Result<void> takeIntoIndex(const CommittedEvent& event);
    Result<void> takeSource(const CommittedEvent& committed, const event::SourceRecorded& source);
    Result<void> takeMemoryCall(const event::EmbeddingChosen& chosen);
    Result<void> takeMemoryCall(const event::MemoryCallSettled& settled);
    Result<std::vector<Digest>> itemsOfWindow(const BlobRef& window);
    Result<void> takeUses(std::uint64_t sequence, RunId run, TaskNo task, AttemptNo attempt, const BlobRef& window,
                          const BlobRef& consulted);
    void notePlan(const CommittedEvent& event);

    SqliteIndex& m_index;
    Facts& m_facts;
    BlobSource m_blobs;
    Recent<std::vector<Digest>> m_windowItems{1'024};  ///< what a window holds

    mutable std::mutex m_mutex;
    std::map<std::pair<RunId, TaskNo>, TaskShape> m_shapes;  ///< newest shape of each planned task
    std::set<std::pair<RunId, TaskNo>> m_withdrawn;
    std::condition_variable m_wake, m_arrived;
    std::function<void()> m_listener;
    std::deque<EventBatch> m_queue;
    std::multimap<std::uint64_t, std::function<void()>> m_after;  ///< by the sequence they wait for
    std::uint64_t m_through = 0;
    bool m_ending = false;
    std::optional<Error> m_failure;
    std::thread m_thread;
};

}  // namespace skein::runtime
