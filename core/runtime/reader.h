// Reads a workspace beside its writer, or without one: the journal as decoded events, blobs, the folded state, and a
// follower that hands over every new batch. This is how the desktop, the command line and every report look at a run;
// nothing here can change anything. Thread: all methods may be called from any thread; the follower has its own.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/engine/state.h"
#include "core/model/event.h"
#include "core/model/window.h"

namespace skein::runtime {

class WorkspaceStore;

/// One journal entry, decoded.
struct CommittedEvent {
    std::uint64_t sequence = 0;
    Instant at;
    Event event;
};
using EventBatch = std::shared_ptr<const std::vector<CommittedEvent>>;

/// One call of an attempt: whom, with which key (by name), and how it was chosen.
struct CallRecord {
    Target target;
    std::string key;
    std::vector<RoutingMark> routing;  ///< empty: there was no choice
    /// "openai/m-1 with keyring/a: 812 (quality 900, cost 700, speed 600); next gemini/m-2 790; not x/y: no-key".
    std::string describe() const;
};

/// What a person may want to know of one attempt; found by walking the journal.
struct AttemptRecord {
    AttemptNo attempt;
    AgentId agent;
    std::uint32_t revision = 1;
    Instant startedAt, endedAt;  ///< endedAt 0 while it runs
    BlobRef window, output, detail;
    TokenCount windowTokens;
    Target target;                  ///< of the last call
    std::vector<CallRecord> calls;  ///< in order: a call that failed elsewhere is followed by the next one
    Usage usage;                    ///< of all calls
    Usage windowUsage{};            ///< of the call that answered `window`
    MicroUsd charge;
    std::string state;  ///< "running", "done", "failed", "cancelled", "unknown"
};

class WorkspaceReader {
public:
    /// Errors: as WorkspaceStore::open for reading.
    static Result<std::shared_ptr<WorkspaceReader>> open(const std::string& path);
    ~WorkspaceReader();

    const std::string& path() const;
    /// The workspace's random id, 32 hexadecimal digits.
    const std::string& workspaceId() const;

    /// Folds the journal, from a valid snapshot where there is one, up to `until` (0: all). `progress` may be empty; it
    /// gets sequences folded and the last one, about ten times a second.
    Result<State> fold(std::uint64_t until = 0,
                       const std::function<void(std::uint64_t, std::uint64_t)>& progress = {}) const;

    /// Entries after `after`, at most `limit`, ascending.
    Result<std::vector<CommittedEvent>> events(std::uint64_t after, std::size_t limit) const;
    Result<std::uint64_t> lastSequence() const;

    /// Content of a blob. Errors: NotFound (erased, as an entry says), Damaged (also lost without such an entry).
    Result<std::string> blob(const BlobRef& blob) const;
    Result<Json> blobJson(const BlobRef& blob) const;
    Result<TaskSpec> taskSpec(const TaskState& task) const;
    Result<ContextWindow> window(const BlobRef& blob) const;

    /// All attempts of one task, oldest first; walks the journal once.
    Result<std::vector<AttemptRecord>> attempts(RunId run, TaskNo task) const;

    /// Calls `onBatch` on a thread of its own with every batch after `after`, in order, until the returned handle is
    /// dropped. Latency: at most `pollMs`. `onError` is called once if reading fails for good.
    class Follower;
    std::shared_ptr<Follower> follow(std::uint64_t after, std::function<void(EventBatch)> onBatch,
                                     std::function<void(Error)> onError, int pollMs = 50) const;

    WorkspaceStore& store() const;

private:
    WorkspaceReader();
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace skein::runtime
