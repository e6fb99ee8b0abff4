// Inside of BlobWriter, which JournalWriter drains. Not for others.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "core/runtime/store/journal_writer.h"

namespace skein::runtime {

struct BlobWriter::Impl {
    std::shared_ptr<WorkspaceStore> store;
    std::shared_ptr<Backlog> backlog;  ///< counts what is pending; may be none

    mutable std::mutex mutex;
    std::condition_variable drained;
    std::unordered_map<BlobName, std::shared_ptr<const std::string>>
        inMemory;                 ///< contents not yet stored, and recent ones
    std::deque<BlobName> recent;  ///< stored, oldest first
    std::size_t recentBytes = 0;
    std::vector<PendingBlob> pending;  ///< in order of put(), not yet taken
    std::size_t pendingBytes = 0;
    bool accepting = true;          ///< false once the journal failed or closed: nobody waits for it any more
    std::thread::id journalThread;  ///< must never wait for itself
    std::function<void()> wakeJournal;

    /// Everything put so far and not yet taken.
    std::vector<PendingBlob> take();
    /// These are in the store now: memory lets go of all but the newest.
    void stored(const std::vector<PendingBlob>& blobs);
    void stopWaiting();
};

}  // namespace skein::runtime
