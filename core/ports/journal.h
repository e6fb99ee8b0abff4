// The Journal and BlobStore ports: the append-only chain of events, the texts they refer to, and the key that signs.
// Implemented by core/runtime/store over SQLite, by the simulator over vectors. Thread: each class says its own.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/model/entry.h"

namespace skein {

/// What became durable: these sequence numbers, and the hash of the last.
struct CommitInfo {
    std::uint64_t firstSeq = 0;  ///< of this batch; firstSeq > lastSeq for a batch without entries
    std::uint64_t lastSeq = 0;
    Digest head;  ///< hash of the entry lastSeq
};

/// Entries that become durable together, and who waits for it.
struct Batch {
    std::vector<NewEntry> entries;
    /// Called once, in append order, on the journal's thread, after the entries are on disk; or with the error that
    /// stopped the journal. Must return quickly and must not call back into the journal but for append().
    std::function<void(Result<CommitInfo>)> onDurable;
};

/// Appends to the chain. Thread: any; batches become durable in the order of the calls.
class Journal {
public:
    virtual ~Journal() = default;
    /// Queues a batch. After a failure the batch is answered with that error and nothing of it is stored.
    virtual void append(Batch batch) = 0;
};

/// Reads what is durable. Thread: any.
class JournalReader {
public:
    virtual ~JournalReader() = default;
    /// The last durable entry's number and hash; zero for an empty journal. Errors: Io, Damaged.
    virtual Result<ChainTip> tip() const = 0;
    /// Calls `each` for entries from `from` on, in order, at most `limit` of them; stops early when it returns false.
    /// No database transaction is held while `each` runs. Errors: Io, Damaged.
    virtual Result<void> readEntries(std::uint64_t from, std::uint64_t limit,
                                     const std::function<bool(const SealedEntry&)>& each) const = 0;
};

/// Reads texts by name. Thread: any.
class BlobReader {
public:
    virtual ~BlobReader() = default;
    /// The content. Errors: NotFound (never stored, or erased), Damaged when it does not match its name, Io.
    virtual Result<std::string> read(const BlobName& name) const = 0;
};

/// Takes texts and names them at once; they become durable with, or before, the next batch appended after. Thread: any.
class BlobSink {
public:
    virtual ~BlobSink() = default;
    /// Name of the stored content: SHA-256 over a random 16-byte nonce and the content, so equal texts get different
    /// names. At most limits::maxBlobBytes (asserted). May wait while too much is queued for the disk.
    virtual BlobName put(std::string content) = 0;
};

/// An Ed25519 public key (RFC 8032).
using PublicKey = std::array<std::uint8_t, 32>;
/// An Ed25519 signature of a head.
using HeadSignature = std::array<std::uint8_t, 64>;

/// Signs with a key that it never shows. Thread: any.
class HeadSigner {
public:
    virtual ~HeadSigner() = default;
    virtual PublicKey publicKey() const = 0;
    virtual HeadSignature sign(std::string_view message) const = 0;
};

}  // namespace skein
