// Group commit: the one thread that makes batches durable. It seals entries into the chain, writes everything pending
// in one transaction with the blobs put before, signs a head at most once a second, mirrors the newest head, then
// answers the batches in order and publishes the entries. Callers never wait for the disk. After a failed commit
// nothing later is stored or released: the failure is reported once, every waiting and later batch gets the error, and
// the process can say so and exit with status 5.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/runtime/backlog.h"
#include "core/runtime/store/workspace_store.h"

namespace skein::runtime {

/// Takes texts from any thread: named and compressed on the caller's thread, stored with the next commit, readable at
/// once. put() waits while limits::maxPendingBlobBytes are queued and the disk still takes data.
class BlobWriter final : public BlobSink, public BlobReader {
public:
    ~BlobWriter() override;
    BlobName put(std::string content) override;
    /// From memory while not yet stored or among the last megabytes put, else from the store.
    Result<std::string> read(const BlobName& name) const override;

private:
    friend class JournalWriter;
    struct Impl;
    explicit BlobWriter(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

using CommittedEntries = std::shared_ptr<const std::vector<SealedEntry>>;

struct JournalWriterOptions {
    const HeadSigner* signer = nullptr;           ///< outlives the writer; none: heads are mirrored but not signed
    std::function<void(const Error&)> onFailure;  ///< once, on the writer's thread: nothing is durable from here on
    std::function<void(const std::string&)> onWarning;  ///< state folder not writable, ...; each text once
    std::shared_ptr<Backlog> backlog;                   ///< is told of texts that wait for the disk; may be none
    Duration headInterval = seconds(1);                 ///< at most one periodic signature in this time
};

class JournalWriter final : public Journal {
public:
    /// Starts the thread. The store must be writable and outlive it.
    static Result<std::unique_ptr<JournalWriter>> create(std::shared_ptr<WorkspaceStore> store,
                                                         JournalWriterOptions options);
    /// As close(), errors swallowed: they were reported.
    ~JournalWriter() override;

    /// Queues a batch; waits only while limits::maxPendingEntries are queued. Entries that cannot be sealed stop the
    /// journal (InvalidInput): what was decided on them cannot be undone.
    void append(Batch batch) override;

    /// Waits until everything appended and put before is durable. Not from this writer's own callbacks.
    Result<void> flush();
    /// As flush(), then a signed head over it, kept for good and flushed to the mirror: at hold, finish and export.
    /// Nothing is signed before a "signer.changed" entry declares the key, without a signer, or for an empty journal.
    Result<std::optional<audit::SignedHead>> signHead();
    /// signHead(), then stops. Later appends are answered with Cancelled. Safe to call twice.
    Result<void> close();

    /// Number and hash of the last durable entry.
    ChainTip durableTip() const;
    /// Whether the journal still has to declare the signer's key by a "signer.changed" entry.
    Result<bool> mustDeclareSigner() const;

    /// Calls `each` on the writer's thread after every commit, in order. Ends with unsubscribe(), which returns only
    /// when no call is running (unless made from within one).
    using Subscription = std::uint64_t;
    Subscription subscribe(std::function<void(CommittedEntries)> each);
    void unsubscribe(Subscription subscription);

    const std::shared_ptr<BlobWriter>& blobs() const;

private:
    struct Impl;
    explicit JournalWriter(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace skein::runtime
