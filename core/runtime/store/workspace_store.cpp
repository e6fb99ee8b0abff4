// Reading and writing an open workspace. Opening is in workspace_open.cpp.
#include "core/runtime/store/workspace_store.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <thread>

#include <sys/stat.h>

#include "core/base/limits.h"
#include "core/runtime/store/blob_codec.h"
#include "core/runtime/store/mirror.h"
#include "core/runtime/store/store_impl.h"

namespace skein::runtime {
namespace {

constexpr std::size_t maxReaders = 6;   // more threads than this wait; a desktop has about as many cores
constexpr std::int64_t pageRows = 512;  // one read transaction: well under a millisecond each row
constexpr std::size_t pageBytes = 8u << 20;

std::string_view bytesOf(const Digest& digest) {
    return {reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()};
}

template <std::size_t N>
bool copyInto(std::string_view bytes, std::array<std::uint8_t, N>& target) {
    if (bytes.size() != N) return false;
    std::memcpy(target.data(), bytes.data(), N);
    return true;
}

std::int64_t signedOf(std::uint64_t value) {
    return static_cast<std::int64_t>(std::min<std::uint64_t>(value, maxExactInteger));
}

/// A row of the table of blobs, as it stands there.
struct BlobRow {
    std::int64_t id = 0;
    PendingBlob packed;
    Digest check;
    bool isWellFormed = false;
    bool isIndexed = true;
};

/// From the columns id, name, nonce, size, codec, data, digest.
BlobRow blobRow(const sqlite::Statement& statement) {
    BlobRow row;
    row.id = statement.integer(0);
    row.isWellFormed = copyInto(statement.view(1), row.packed.name.bytes) &&
                       copyInto(statement.view(2), row.packed.nonce) && copyInto(statement.view(6), row.check.bytes);
    row.packed.size = static_cast<std::uint64_t>(statement.integer(3));
    row.packed.codec = static_cast<int>(statement.integer(4));
    row.packed.data = statement.blob(5);
    return row;
}

/// The text of a row found under this name, with every check there is.
Result<StoredBlob> unpackRow(const BlobRow& row, const BlobName& name, const std::string& path) {
    const bool isSound =
        row.isWellFormed && row.isIndexed && row.packed.name == name && blobRowCheck(row.packed) == row.check;
    if (!isSound)
        return fail(ErrorCode::Damaged, path + ": blob " + name.hex() + " is damaged: its row is not what was stored");
    SKEIN_TRY(auto content, unpackBlob(row.packed, path));
    return StoredBlob{row.packed.nonce, std::move(content)};
}

Digest snapshotCheck(const Snapshot& snapshot) {
    Sha256 hasher;
    return hasher.add(std::to_string(snapshot.seq) + ":")
        .add(bytesOf(snapshot.fingerprint))
        .add(snapshot.bytes)
        .finish();
}

/// The key in hexadecimal, if these bytes are a "signer.changed" entry.
std::optional<std::string> declaredKey(std::string_view bytes) {
    if (bytes.find("signer.changed") == std::string_view::npos) return std::nullopt;  // spares parsing every entry
    const auto entry = parseEnvelope(bytes);
    if (!entry || entry->kind != "signer.changed") return std::nullopt;
    const auto data = parseJson(entry->data);
    return data ? jsonStringOr(*data, "public_key", "", "").value_or("") : std::string();
}

/// Goes through the journal a page at a time; no statement is open while `each` runs.
Result<void> forEachRow(ReadPool& pool, std::uint64_t from,
                        const std::function<bool(const WorkspaceStore::RawRow&)>& each) {
    std::vector<WorkspaceStore::RawRow> page;
    for (auto next = from;;) {
        page.clear();
        {
            SKEIN_TRY(auto reader, pool.lease());
            auto statement = reader->prepare("SELECT seq, bytes, hash FROM journal WHERE seq>=? ORDER BY seq LIMIT ?");
            statement.bind(1, signedOf(next)).bind(2, pageRows);
            for (std::size_t bytes = 0; bytes < pageBytes;) {
                SKEIN_TRY(const bool row, statement.step());
                if (!row) break;
                page.push_back(
                    {static_cast<std::uint64_t>(statement.integer(0)), statement.blob(1), statement.blob(2)});
                bytes += page.back().bytes.size();
            }
        }
        for (const auto& row : page)
            if (!each(row)) return {};
        if (page.empty()) return {};
        next = page.back().seq + 1;
    }
}

}  // namespace

Result<ReadPool::Lease> ReadPool::lease() {
    {
        std::unique_lock lock(m_mutex);
        m_returned.wait(lock, [&] { return !m_free.empty() || m_open < maxReaders; });
        if (!m_free.empty()) {
            auto connection = std::move(m_free.back());
            m_free.pop_back();
            return Lease(*this, std::move(connection));
        }
        ++m_open;
    }
    auto connection = sqlite::Connection::open(m_path, sqlite::Access::ReadOnly, m_vfs, m_immutable);
    if (connection) return Lease(*this, *std::move(connection));
    const std::lock_guard lock(m_mutex);
    --m_open;
    m_returned.notify_one();
    return Failure(std::move(connection).error());
}

void ReadPool::giveBack(std::unique_ptr<sqlite::Connection> connection) {
    const std::lock_guard lock(m_mutex);
    m_free.push_back(std::move(connection));
    m_returned.notify_one();
}

Result<ChainTip> readTip(sqlite::Connection& connection) {
    auto statement = connection.prepare("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1");
    SKEIN_TRY(const bool row, statement.step());
    ChainTip tip;
    if (!row) return tip;
    tip.seq = static_cast<std::uint64_t>(statement.integer(0));
    if (statement.integer(0) < 1 || !copyInto(statement.view(1), tip.hash.bytes))
        return fail(ErrorCode::Damaged, connection.path() + ": the last row of the journal is malformed");
    return tip;
}

WorkspaceStore::WorkspaceStore(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}

WorkspaceStore::~WorkspaceStore() {
    // Readers first: the last connection to go is the writer, which folds the log back into the file.
    m_impl->readers.reset();
    // A reader elsewhere may outlive it, and then nobody would: a copy of the file alone lacked what the log holds.
    if (m_impl->writer && !m_impl->failure)
        static_cast<void>(m_impl->writer->execute("PRAGMA wal_checkpoint(TRUNCATE)"));
}

const std::string& WorkspaceStore::path() const { return m_impl->path; }
const audit::WorkspaceId& WorkspaceStore::id() const { return m_impl->id; }
const std::string& WorkspaceStore::digestKey() const { return m_impl->digestKey; }
bool WorkspaceStore::isWritable() const { return m_impl->writer != nullptr; }
const std::vector<std::string>& WorkspaceStore::warnings() const { return m_impl->warnings; }

Result<std::unique_lock<std::mutex>> WorkspaceStore::Impl::beginWriting() {
    if (!writer) return fail(ErrorCode::Denied, path + ": the workspace is open for reading only");
    std::unique_lock guard(writeMutex);
    if (!failure && opened && identityOf(path) != opened)
        failure =
            Error{ErrorCode::Io, path + ": the workspace file was removed, moved or replaced while it was open", {}};
    if (failure) return Failure(*failure);
    return guard;
}

std::optional<FileIdentity> identityOf(const std::string& path) {
    struct stat file {};
    if (::stat(path.c_str(), &file) != 0) return std::nullopt;
    return FileIdentity{file.st_dev, file.st_ino};
}

Result<void> WorkspaceStore::commit(std::span<const SealedEntry> entries, std::span<const PendingBlob> blobs,
                                    const std::optional<audit::SignedHead>& head, std::uint64_t replacesHead) {
    SKEIN_TRY(const auto guard, m_impl->beginWriting());
    auto& writer = *m_impl->writer;
    if (!entries.empty() && entries.front().seq != m_impl->tip.seq + 1)
        return fail(ErrorCode::Damaged, m_impl->path + ": entry " + std::to_string(entries.front().seq) +
                                            " does not follow entry " + std::to_string(m_impl->tip.seq));
    SKEIN_TRY(auto transaction, sqlite::Transaction::begin(writer));
    for (const auto& blob : blobs) {
        const auto check = blobRowCheck(blob);
        auto insert = writer.prepare("INSERT INTO blobs(name,nonce,size,codec,data,digest) VALUES(?,?,?,?,?,?)");
        insert.bindBlob(1, bytesOf(blob.name))
            .bindBlob(2, {reinterpret_cast<const char*>(blob.nonce.data()), blob.nonce.size()})
            .bind(3, static_cast<std::int64_t>(blob.size))
            .bind(4, blob.codec)
            .bindBlob(5, blob.data)
            .bindBlob(6, bytesOf(check));
        SKEIN_CHECK(insert.run());
    }
    for (const auto& entry : entries) {
        auto insert = writer.prepare("INSERT INTO journal VALUES(?,?,?)");
        SKEIN_CHECK(
            insert.bind(1, signedOf(entry.seq)).bindBlob(2, entry.bytes).bindBlob(3, bytesOf(entry.hash)).run());
        if (const auto key = declaredKey(entry.bytes))
            SKEIN_CHECK(writer.prepare("INSERT OR REPLACE INTO meta VALUES('signer',?)").bindBlob(1, *key).run());
    }
    if (head) {
        if (replacesHead != 0)
            SKEIN_CHECK(writer.prepare("DELETE FROM heads WHERE seq=?").bind(1, signedOf(replacesHead)).run());
        const auto text = canonicalJsonOrAssert(audit::toJson(*head));
        SKEIN_CHECK(writer.prepare("INSERT OR REPLACE INTO heads VALUES(?,?)")
                        .bind(1, signedOf(head->tip.seq))
                        .bindBlob(2, text)
                        .run());
    }
    if (auto done = transaction.commit(); !done) {
        // The log may or may not have reached the disk: only opening the file again can tell.
        m_impl->failure = done.error();
        return done;
    }
    if (!entries.empty()) m_impl->tip = {entries.back().seq, entries.back().hash};
    return {};
}

Result<void> WorkspaceStore::mirrorHead(const MirroredHead& head, Flush flush) {
    if (m_impl->stateFolder.empty()) return {};
    return writeMirroredHead(m_impl->stateFolder, m_impl->id, m_impl->path, head, flush);
}

Result<ChainTip> WorkspaceStore::tip() const {
    SKEIN_TRY(auto reader, m_impl->readers->lease());
    return readTip(*reader.operator->());
}

Result<void> WorkspaceStore::readRawRows(std::uint64_t from, const std::function<bool(const RawRow&)>& each) const {
    return forEachRow(*m_impl->readers, from, each);
}

Result<void> WorkspaceStore::readEntries(std::uint64_t from, std::uint64_t limit,
                                         const std::function<bool(const SealedEntry&)>& each) const {
    auto left = limit;
    if (left == 0) return {};
    std::optional<Error> wrong;
    SealedEntry entry;
    SKEIN_CHECK(forEachRow(*m_impl->readers, from, [&](const RawRow& row) {
        entry.seq = row.seq;
        entry.bytes = row.bytes;
        if (!copyInto(row.hash, entry.hash.bytes) || sha256(entry.bytes) != entry.hash) {
            wrong = Error{
                ErrorCode::Damaged,
                m_impl->path + ": entry " + std::to_string(row.seq) + " does not have the hash recorded beside it",
                {}};
            return false;
        }
        return each(entry) && --left > 0;
    }));
    if (wrong) return Failure(*std::move(wrong));
    return {};
}

Result<SealedEntry> WorkspaceStore::readEntry(std::uint64_t seq) const {
    std::optional<SealedEntry> found;
    SKEIN_CHECK(readEntries(seq, 1, [&](const SealedEntry& entry) {
        if (entry.seq == seq) found = entry;
        return false;
    }));
    if (!found) return fail(ErrorCode::NotFound, m_impl->path + ": the journal has no entry " + std::to_string(seq));
    return *std::move(found);
}

Result<std::optional<PublicKey>> WorkspaceStore::declaredSigner() const {
    SKEIN_TRY(const auto text, meta("signer"));
    return text ? audit::publicKeyFromHex(*text) : std::optional<PublicKey>{};
}

Result<std::vector<WorkspaceStore::StoredHead>> WorkspaceStore::readHeads() const {
    SKEIN_TRY(auto reader, m_impl->readers->lease());
    auto statement = reader->prepare("SELECT seq, head FROM heads ORDER BY seq");
    std::vector<StoredHead> heads;
    for (;;) {
        SKEIN_TRY(const bool row, statement.step());
        if (!row) return heads;
        heads.push_back({static_cast<std::uint64_t>(statement.integer(0)), statement.blob(1)});
    }
}

Result<StoredBlob> WorkspaceStore::readBlob(const BlobName& name) const {
    BlobRow row;
    {
        SKEIN_TRY(auto reader, m_impl->readers->lease());
        auto statement = reader->prepare("SELECT id, name, nonce, size, codec, data, digest FROM blobs WHERE name=?");
        SKEIN_TRY(const bool found, statement.bindBlob(1, bytesOf(name)).step());
        if (!found)
            return fail(ErrorCode::NotFound,
                        m_impl->path + ": blob " + name.hex() + " is not stored here (erased, or never written)");
        row = blobRow(statement);
    }
    return unpackRow(row, name, m_impl->path);
}

Result<std::string> WorkspaceStore::read(const BlobName& name) const {
    SKEIN_TRY(auto blob, readBlob(name));
    return std::move(blob.content);
}

Result<bool> WorkspaceStore::hasBlob(const BlobName& name) const {
    SKEIN_TRY(auto reader, m_impl->readers->lease());
    auto statement = reader->prepare("SELECT 1 FROM blobs WHERE name=?");
    return statement.bindBlob(1, bytesOf(name)).step();
}

Result<void> WorkspaceStore::checkBlobs(
    const std::function<bool(const BlobName&, const Result<StoredBlob>&)>& each) const {
    std::vector<BlobRow> page;
    std::int64_t after = 0;
    do {
        page.clear();
        {
            SKEIN_TRY(auto reader, m_impl->readers->lease());
            // The second look-up goes by the index of names: table and index must agree.
            auto statement = reader->prepare(
                "SELECT id, name, nonce, size, codec, data, digest, (SELECT other.id FROM blobs AS other INDEXED BY "
                "sqlite_autoindex_blobs_1 WHERE other.name=blobs.name) FROM blobs NOT INDEXED WHERE id>? ORDER BY id "
                "LIMIT ?");
            statement.bind(1, after).bind(2, pageRows);
            for (std::size_t bytes = 0; bytes < pageBytes;) {
                SKEIN_TRY(const bool found, statement.step());
                if (!found) break;
                page.push_back(blobRow(statement));
                page.back().isIndexed = statement.integer(7) == page.back().id;
                after = page.back().id;
                bytes += page.back().packed.data.size();
            }
        }
        for (const auto& row : page)
            if (!each(row.packed.name, unpackRow(row, row.packed.name, m_impl->path))) return {};
    } while (!page.empty());
    return {};
}

Result<void> WorkspaceStore::eraseBlob(const BlobName& name) {
    SKEIN_TRY(const bool stored, hasBlob(name));
    if (!stored) return fail(ErrorCode::NotFound, m_impl->path + ": blob " + name.hex() + " is not stored here");
    return eraseBlobs({&name, 1});
}

Result<void> WorkspaceStore::eraseBlobs(std::span<const BlobName> names) {
    SKEIN_TRY(const auto guard, m_impl->beginWriting());
    auto& writer = *m_impl->writer;
    SKEIN_TRY(auto transaction, sqlite::Transaction::begin(writer));
    for (const auto& name : names)
        SKEIN_CHECK(writer.prepare("DELETE FROM blobs WHERE name=?").bindBlob(1, bytesOf(name)).run());
    SKEIN_CHECK(transaction.commit());
    // The log still holds the texts as they were once written: it is folded in and emptied.
    for (int attempt = 0; attempt < 20; ++attempt) {
        SKEIN_TRY(const auto busy, writer.integer("PRAGMA wal_checkpoint(TRUNCATE)"));
        if (busy == 0) return {};
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return fail(
        ErrorCode::Busy,
        m_impl->path +
            ": the text is erased, but a reader keeps the log from being emptied; it will be when that reader is gone");
}

Result<void> WorkspaceStore::putSnapshot(const Snapshot& snapshot) {
    SKEIN_TRY(const auto guard, m_impl->beginWriting());
    auto& writer = *m_impl->writer;
    const auto check = snapshotCheck(snapshot);
    SKEIN_TRY(auto transaction, sqlite::Transaction::begin(writer));
    auto insert = writer.prepare("INSERT OR REPLACE INTO snapshots VALUES(?,?,?,?)");
    insert.bind(1, signedOf(snapshot.seq))
        .bindBlob(2, bytesOf(snapshot.fingerprint))
        .bindBlob(3, snapshot.bytes)
        .bindBlob(4, bytesOf(check));
    SKEIN_CHECK(insert.run());
    SKEIN_CHECK(
        writer
            .prepare(
                "DELETE FROM snapshots WHERE seq NOT IN (SELECT DISTINCT seq FROM snapshots ORDER BY seq DESC LIMIT 2)")
            .run());
    return transaction.commit();
}

Result<std::optional<Snapshot>> WorkspaceStore::latestSnapshot(const Digest& fingerprint, std::uint64_t seq) const {
    SKEIN_TRY(auto reader, m_impl->readers->lease());
    auto statement =
        reader->prepare("SELECT seq, data, digest FROM snapshots WHERE fingerprint=? AND seq<=? ORDER BY seq DESC");
    statement.bindBlob(1, bytesOf(fingerprint)).bind(2, signedOf(seq));
    for (;;) {
        SKEIN_TRY(const bool row, statement.step());
        if (!row) return std::optional<Snapshot>{};
        Snapshot snapshot{static_cast<std::uint64_t>(statement.integer(0)), fingerprint, statement.blob(1)};
        // A damaged cache is no damage: the journal is folded instead.
        if (statement.view(2) == bytesOf(snapshotCheck(snapshot))) return std::optional(std::move(snapshot));
    }
}

Result<void> WorkspaceStore::dropSnapshots() {
    SKEIN_TRY(const auto guard, m_impl->beginWriting());
    return m_impl->writer->prepare("DELETE FROM snapshots").run();
}

Result<void> WorkspaceStore::putMeta(std::string_view key, std::string_view value) {
    SKEIN_TRY(const auto guard, m_impl->beginWriting());
    if (key == "workspace_id" || key == "digest_key")
        return fail(ErrorCode::Denied, m_impl->path + ": '" + std::string(key) + "' is made once with the workspace");
    return m_impl->writer->prepare("INSERT OR REPLACE INTO meta VALUES(?,?)").bindText(1, key).bindBlob(2, value).run();
}

Result<std::optional<std::string>> WorkspaceStore::meta(std::string_view key) const {
    SKEIN_TRY(auto reader, m_impl->readers->lease());
    auto statement = reader->prepare("SELECT value FROM meta WHERE key=?");
    SKEIN_TRY(const bool row, statement.bindText(1, key).step());
    return row ? std::optional(statement.blob(0)) : std::nullopt;
}

}  // namespace skein::runtime
