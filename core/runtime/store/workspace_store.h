// One workspace file: a SQLite database (WAL, synchronous=FULL) with journal, blobs, signed heads, snapshots and keys
// of its own. Opening looks first, read-only, and leaves what is not a sound workspace byte for byte as it was. Thread:
// any; writes are serialised inside, reads go through a small pool of connections and never wait for a writer. Must
// never overwrite an entry, nor hold a read transaction while foreign code runs.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/audit/head.h"
#include "core/ports/journal.h"

namespace skein::runtime {

enum class OpenMode {
    CreateOrWrite,  ///< make the file when there is none; then as Write
    Write,          ///< the one writer
    Read,           ///< beside a writer, or on a read-only medium
};

/// How a workspace is opened; the defaults are what programs use.
struct StoreOptions {
    std::string controlAddress;         ///< control socket of this process; a second writer is told of it
    std::string stateFolder;            ///< empty: $XDG_STATE_HOME/skein or ~/.local/state/skein
    std::string vfs;                    ///< SQLite VFS by name; empty: the system's. For fault tests
    std::uint64_t tailEntries = 1'000;  ///< verified at opening; the rest by verifyWorkspace()
    bool ignoreMirror = false;          ///< open although the mirrored head disagrees: only after the person said so
};

/// A text ready to be stored: compressed, named, and with a check over what is stored.
struct PendingBlob {
    BlobName name;
    std::array<std::uint8_t, 16> nonce{};
    std::uint64_t size = 0;  ///< of the content, uncompressed
    int codec = 0;           ///< 0 as it is, 1 zstd
    std::string data;
};
/// Names and compresses a text with this nonce. Pure. At most limits::maxBlobBytes (asserted).
PendingBlob packBlob(std::string_view content, const std::array<std::uint8_t, 16>& nonce);

/// A stored text with the nonce its name was made with.
struct StoredBlob {
    std::array<std::uint8_t, 16> nonce{};
    std::string content;
};

/// A state folded up to an entry, valid only for the reducers whose fingerprint it carries. A cache.
struct Snapshot {
    std::uint64_t seq = 0;
    Digest fingerprint;
    std::string bytes;
};

/// The head as it is mirrored in the person's state folder after each commit.
struct MirroredHead {
    ChainTip tip;
    std::optional<audit::SignedHead> signedHead;  ///< the newest signed one, at or before `tip`
};

class WorkspaceStore final : public JournalReader, public BlobReader {
public:
    /// Opens or makes a workspace. Errors, each saying what to do: InvalidInput (not a workspace), NewerVersion,
    /// Damaged (truncated, a wrong byte in the last entries, journal shorter than or different from its mirrored head),
    /// Busy (another writer; names its process and socket), NotFound (Write, Read), Io (read-only, disk full,
    /// permission).
    static Result<std::unique_ptr<WorkspaceStore>> open(const std::string& path, OpenMode mode,
                                                        StoreOptions options = {});
    ~WorkspaceStore() override;
    WorkspaceStore(const WorkspaceStore&) = delete;
    WorkspaceStore& operator=(const WorkspaceStore&) = delete;

    const std::string& path() const;       ///< absolute, symbolic links resolved
    const audit::WorkspaceId& id() const;  ///< random, made with the workspace
    /// 32 random bytes for keyedDigest(): recognises equal inputs; never leaves the workspace file, in no export.
    const std::string& digestKey() const;
    bool isWritable() const;
    /// Things worth saying that did not keep it from opening ("the mirrored head was unreadable and is renewed").
    const std::vector<std::string>& warnings() const;

    /// One durable transaction (fsynced). `replacesHead` removes the signed head of that entry: periodic heads replace
    /// each other. Errors: Io, Damaged when the first entry does not follow the last, Denied when read-only.
    /// After an error nothing of it is stored, unless the error came from the last fsync: then nobody can know.
    Result<void> commit(std::span<const SealedEntry> entries, std::span<const PendingBlob> blobs,
                        const std::optional<audit::SignedHead>& head = std::nullopt, std::uint64_t replacesHead = 0);
    /// Publishes the newest head in the state folder: written beside and renamed, flushed only when asked.
    enum class Flush { No, Yes };
    Result<void> mirrorHead(const MirroredHead& head, Flush flush);

    Result<ChainTip> tip() const override;
    Result<void> readEntries(std::uint64_t from, std::uint64_t limit,
                             const std::function<bool(const SealedEntry&)>& each) const override;
    /// One entry. Error: NotFound.
    Result<SealedEntry> readEntry(std::uint64_t seq) const;
    /// The key that the newest "signer.changed" entry declares; nothing before the first.
    Result<std::optional<PublicKey>> declaredSigner() const;

    Result<std::string> read(const BlobName& name) const override;
    Result<StoredBlob> readBlob(const BlobName& name) const;
    Result<bool> hasBlob(const BlobName& name) const;
    /// Every stored blob, unpacked and checked, in order of storing; stops early when `each` returns false. A row that
    /// is damaged is given as its error, with the name it carries. Errors: Io, Damaged when the table cannot be read.
    Result<void> checkBlobs(const std::function<bool(const BlobName&, const Result<StoredBlob>&)>& each) const;
    /// Removes nonce, content and index row, overwrites their pages and empties the write-ahead log. The journal's
    /// "blob.erased" entry is the caller's. Errors: NotFound, Io, Busy when a reader kept old pages alive for a second.
    Result<void> eraseBlob(const BlobName& name);
    /// The same for many in one transaction: all or none is gone. Those that are not stored here are passed over; the
    /// log is emptied in any case. Errors: Io, Busy as above.
    Result<void> eraseBlobs(std::span<const BlobName> names);

    /// A signed head as stored: the entry it is filed under, and its canonical JSON text.
    struct StoredHead {
        std::uint64_t seq = 0;
        std::string text;
    };
    /// All signed heads in order of their entries.
    Result<std::vector<StoredHead>> readHeads() const;

    /// Keeps this snapshot and the one before; drops older ones.
    Result<void> putSnapshot(const Snapshot& snapshot);
    /// The newest sound snapshot of this fingerprint at or before `seq`; nothing when there is none.
    Result<std::optional<Snapshot>> latestSnapshot(const Digest& fingerprint, std::uint64_t seq) const;
    /// Drops all snapshots: they can be made again.
    Result<void> dropSnapshots();

    /// Small named values beside the journal; nothing is ever decided on them.
    Result<void> putMeta(std::string_view key, std::string_view value);
    Result<std::optional<std::string>> meta(std::string_view key) const;

    /// Why a row of the journal cannot be read, if any cannot: for verification, which goes on after a bad row.
    struct RawRow {
        std::uint64_t seq = 0;
        std::string bytes;
        std::string hash;  ///< as stored; 32 bytes in a sound row
    };
    Result<void> readRawRows(std::uint64_t from, const std::function<bool(const RawRow&)>& each) const;

private:
    struct Impl;
    explicit WorkspaceStore(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

/// Who holds the writer's lock of a workspace, as far as it says; nothing when nobody does.
struct LockHolder {
    std::int64_t pid = 0;
    std::string controlAddress;
};
Result<std::optional<LockHolder>> lockHolder(const std::string& workspacePath);

/// $XDG_STATE_HOME/skein, else ~/.local/state/skein. Error: Io when neither variable is set.
Result<std::string> defaultStateFolder();
/// The mirrored head of a workspace; nothing when there is none. Error: Damaged when the file makes no sense.
Result<std::optional<MirroredHead>> readMirroredHead(const std::string& stateFolder, const audit::WorkspaceId& id);

}  // namespace skein::runtime
