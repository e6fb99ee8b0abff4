// Opening, the pool of readers, and what readers and writer share.
#include <cstring>
#include <fstream>

#include <unistd.h>

#include <sqlite3.h>

#include "core/base/text.h"
#include "core/runtime/index/index_parts.h"
#include "core/runtime/index/index_seal.h"

namespace skein::runtime {
namespace {

constexpr std::int64_t applicationId = 0x534B4958;  // "SKIX"
constexpr std::int64_t schemaVersion = 8;
constexpr std::size_t maxReaders = 6;
constexpr std::size_t commitBytes = 16u << 20;  ///< bounds the log file while a large tree is taken in
constexpr std::size_t maxWaitingUses = 4'096;   ///< some hundred windows; after a crash they are read once more

constexpr const char* schema = R"sql(
PRAGMA application_id = 1397442904;
PRAGMA user_version = 8;
CREATE TABLE meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE files(path TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE versions(id INTEGER PRIMARY KEY, path TEXT NOT NULL, language TEXT NOT NULL, bytes INTEGER NOT NULL,
                      lines INTEGER NOT NULL, content BLOB NOT NULL, sequence INTEGER NOT NULL,
                      manifest BLOB NOT NULL, atoms INTEGER NOT NULL);
CREATE INDEX versions_by_path ON versions(path);
CREATE TABLE changes(path TEXT NOT NULL, sequence INTEGER NOT NULL, at INTEGER NOT NULL, version INTEGER NOT NULL,
                     valid_from INTEGER, valid_until INTEGER, corrects INTEGER NOT NULL,
                     PRIMARY KEY(path, sequence)) WITHOUT ROWID;
CREATE TABLE spans(path TEXT NOT NULL, known_until INTEGER NOT NULL, valid_until INTEGER NOT NULL,
                   valid_from INTEGER NOT NULL, known_from INTEGER NOT NULL, version INTEGER NOT NULL,
                   PRIMARY KEY(path, known_until, valid_until)) WITHOUT ROWID;
CREATE TABLE chunks(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE atoms(row INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE ids(prefix INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY(prefix, row)) WITHOUT ROWID;
CREATE TABLE said(row INTEGER PRIMARY KEY, id BLOB NOT NULL, text BLOB NOT NULL);
CREATE TABLE terms(first INTEGER PRIMARY KEY, texts BLOB NOT NULL);
CREATE TABLE word_lists(version INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE uses(item BLOB NOT NULL, run INTEGER NOT NULL, task INTEGER NOT NULL, revision INTEGER NOT NULL,
                  PRIMARY KEY(item, run, task)) WITHOUT ROWID;
CREATE INDEX uses_by_task ON uses(run, task);
CREATE TABLE spaces(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, dimensions INTEGER NOT NULL);
CREATE TABLE vectors(id INTEGER PRIMARY KEY, space INTEGER NOT NULL, text BLOB NOT NULL, bytes BLOB NOT NULL);
CREATE UNIQUE INDEX vectors_by_text ON vectors(space, text);
CREATE TABLE summaries(path TEXT PRIMARY KEY, made_from BLOB NOT NULL, model TEXT NOT NULL,
                       text TEXT NOT NULL) WITHOUT ROWID;
)sql";

/// Changes with each start of the machine: a file in use across one may be half-written (synchronous is off).
std::string bootId() {
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string line;
    std::getline(file, line);
    return line.empty() ? "unknown" : line;
}

Result<std::string> metaText(sqlite::Connection& connection, std::string_view key) {
    auto statement = connection.prepare("SELECT value FROM meta WHERE key = ?1");
    statement.bindText(1, key);
    SKEIN_TRY(const bool found, statement.step());
    if (!found) return fail(ErrorCode::Damaged, connection.path() + ": the index does not say its " + std::string(key));
    return statement.blob(0);
}

Result<void> setMeta(sqlite::Connection& connection, std::string_view key, std::string_view value) {
    auto statement = connection.prepare(
        "INSERT INTO meta(key, value) VALUES(?1, ?2) ON CONFLICT(key) DO UPDATE SET value = excluded.value");
    statement.bindText(1, key);
    statement.bindBlob(2, value);
    return statement.run();
}

Result<void> prepareWriter(sqlite::Connection& connection) {
    // The index is a cache: losing it costs a rebuild, so it never waits for the disk.
    return connection.execute(
        "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA secure_delete = FAST; "
        "PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4000; PRAGMA temp_store = MEMORY;");
}

/// Whether this is our file, whole, and this workspace's; Damaged with the reason if not.
Result<void> inspect(sqlite::Connection& connection, std::string_view workspaceId, SqliteIndex::Access access) {
    SKEIN_TRY(const auto application, connection.integer("PRAGMA application_id"));
    SKEIN_TRY(const auto version, connection.integer("PRAGMA user_version"));
    const auto refuse = [&](std::string_view why) {
        return fail(ErrorCode::Damaged, connection.path() + ": " + std::string(why));
    };
    if (application != applicationId) return refuse("this is no index of Skein");
    if (version != schemaVersion) return refuse("the index has another version");
    SKEIN_TRY(const auto workspace, metaText(connection, "workspace"));
    if (workspace != workspaceId) return refuse("the index is another workspace's");
    if (access == SqliteIndex::Access::Reader) return {};
    SKEIN_TRY(const auto state, metaText(connection, "state"));
    if (state != "closed" && state != bootId()) return refuse("the machine went down while the index was in use");
    return {};
}

void removeFiles(const std::string& path) {
    for (const char* suffix : {"", "-wal", "-shm", "-journal", ".vectors", ".past-vectors", ".seal", ".damaged"})
        ::unlink((path + suffix).c_str());
}

}  // namespace

Digest asDigest(std::string_view bytes) {
    Digest digest;
    if (bytes.size() == digest.bytes.size())
        std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(digest.bytes.data()));
    return digest;
}

std::int64_t prefixIn(std::string_view bytes) {
    std::uint64_t prefix = 0;
    for (std::size_t i = 0; i < prefixBytes; ++i) prefix = prefix << 8 | static_cast<unsigned char>(bytes[i]);
    return static_cast<std::int64_t>(prefix);
}

std::int64_t prefixOf(const Digest& atom) { return prefixIn(asText(atom)); }

SqliteIndex::SqliteIndex(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}

SqliteIndex::~SqliteIndex() {
    auto& parts = *m_parts;
    parts.idle.clear();
    if (!parts.writer) {
        if (parts.damaged) markDamaged(parts.path);
        return;
    }
    rollback();
    auto closed = parts.damaged ? fail(ErrorCode::Damaged, "") : parts.store();
    if (closed) closed = setMeta(*parts.writer, "state", "closed");
    parts.writer.reset();
    if (closed) sealIndex(parts.path);
    else if (closed.error().code == ErrorCode::Damaged) removeFiles(parts.path);
}

Result<std::unique_ptr<SqliteIndex>> SqliteIndex::open(const std::string& path, std::string_view workspaceId,
                                                       Access access) {
    auto parts = std::make_unique<Parts>();
    parts->path = path;
    parts->workspaceId = std::string(workspaceId);
    parts->access = access;
    const auto load = [&](sqlite::Connection& connection) -> Result<void> {
        SKEIN_CHECK(inspect(connection, workspaceId, access));
        SKEIN_TRY(const auto through, metaText(connection, "through"));
        parts->through = parts->pendingThrough = parts->storedThrough = std::strtoull(through.c_str(), nullptr, 10);
        return {};
    };
    if (access == Access::Reader) {
        if (::access(path.c_str(), F_OK) != 0) return fail(ErrorCode::NotFound, path + ": there is no index yet");
        if (const auto why = brokenSeal(path); !why.empty()) return fail(ErrorCode::Damaged, path + ": " + why);
        SKEIN_TRY(const auto connection, sqlite::Connection::open(path, sqlite::Access::ReadOnly));
        SKEIN_CHECK(load(*connection));
        return std::unique_ptr<SqliteIndex>(new SqliteIndex(std::move(parts)));
    }
    const auto begunAnew = [&](std::string why) {
        parts->writer.reset();
        removeFiles(path);
        parts->begunBecause = std::move(why);
    };
    if (const auto why = brokenSeal(path); !why.empty()) begunAnew(why);
    unsealIndex(path);
    if (::access(path.c_str(), F_OK) != 0 && parts->begunBecause.empty()) begunAnew("there was none");
    if (::access(path.c_str(), F_OK) == 0) {
        SKEIN_TRY(parts->writer, sqlite::Connection::open(path, sqlite::Access::ReadWrite));
        auto usable = prepareWriter(*parts->writer);
        if (usable) usable = load(*parts->writer);
        if (!usable && (usable.error().code == ErrorCode::Io || usable.error().code == ErrorCode::Busy))
            return Failure(usable.error());
        if (!usable) begunAnew(usable.error().message);
    }
    if (!parts->writer) {
        SKEIN_TRY(parts->writer, sqlite::Connection::open(path, sqlite::Access::Create));
        SKEIN_CHECK(prepareWriter(*parts->writer));
        SKEIN_CHECK(parts->writer->execute("BEGIN"));
        SKEIN_CHECK(parts->writer->execute(schema));
        SKEIN_CHECK(setMeta(*parts->writer, "workspace", workspaceId));
        SKEIN_CHECK(parts->writer->execute("INSERT INTO meta(key, value) VALUES('revision', 0)"));
        SKEIN_CHECK(setMeta(*parts->writer, "through", "0"));
        SKEIN_CHECK(parts->writer->execute("COMMIT"));
    }
    SKEIN_CHECK(setMeta(*parts->writer, "state", bootId()));
    return std::unique_ptr<SqliteIndex>(new SqliteIndex(std::move(parts)));
}

// --- readers ---------------------------------------------------------------------------------------------------------

Result<ReaderLease> ReaderLease::take(const SqliteIndex::Parts& parts) {
    std::unique_ptr<sqlite::Connection> connection;
    {
        std::unique_lock lock(parts.mutex);
        parts.returned.wait(lock, [&] { return !parts.idle.empty() || parts.opened < maxReaders; });
        if (!parts.idle.empty()) {
            connection = std::move(parts.idle.back());
            parts.idle.pop_back();
        } else {
            ++parts.opened;
        }
    }
    ReaderLease lease(parts, std::move(connection));
    if (!lease.m_connection) {
        SKEIN_TRY(lease.m_connection, sqlite::Connection::open(parts.path, sqlite::Access::ReadOnly));
        SKEIN_CHECK(lease.m_connection->execute("PRAGMA mmap_size = 268435456; PRAGMA cache_size = -8192;"));
    }
    SKEIN_CHECK(lease.m_connection->prepare("BEGIN").run());
    return lease;
}

ReaderLease::~ReaderLease() {
    if (m_parts == nullptr) return;
    // Before COMMIT, whose success would hide it.
    if (m_connection && (sqlite3_errcode(m_connection->handle()) & 0xff) == SQLITE_CORRUPT) m_parts->damaged = true;
    if (m_connection && sqlite3_get_autocommit(m_connection->handle()) == 0 && !m_connection->prepare("COMMIT").run())
        m_connection.reset();
    {
        const std::scoped_lock lock(m_parts->mutex);
        if (m_connection) m_parts->idle.push_back(std::move(m_connection));
        else --m_parts->opened;
    }
    m_parts->returned.notify_one();
}

// --- shared ----------------------------------------------------------------------------------------------------------

Result<void> SqliteIndex::Parts::begin() {
    SKEIN_ASSERT(writer != nullptr);
    if (inTransaction) return {};
    SKEIN_CHECK(writer->execute("BEGIN IMMEDIATE"));
    inTransaction = true;
    return {};
}

Result<void> SqliteIndex::Parts::noteWritten(std::size_t bytes) {
    pendingBytes += bytes;
    return pendingBytes >= commitBytes ? commit() : Result<void>{};
}

Result<void> SqliteIndex::Parts::commit() {
    const auto waiting = [this] {
        const std::scoped_lock lock(usesMutex);
        return waitingUses;
    };
    if (inTransaction || waiting() >= maxWaitingUses) return store();
    through = pendingThrough;
    return {};
}

Result<void> SqliteIndex::Parts::store() {
    // Held until the file has them, so that whoever asks finds uses in one of the two.
    const std::scoped_lock lock(usesMutex);
    if (!inTransaction && uses.empty() && pendingThrough == storedThrough) return {};
    SKEIN_CHECK(begin());
    SKEIN_CHECK(storeUses());
    SKEIN_CHECK(storeIds());
    if (wordsChanged) {
        SKEIN_CHECK(storeTerms());
        SKEIN_CHECK(writer->execute("UPDATE meta SET value = value + 1 WHERE key = 'revision'"));
    }
    SKEIN_CHECK(setMeta(*writer, "through", std::to_string(pendingThrough)));
    SKEIN_CHECK(writer->execute("COMMIT"));
    if (wordsChanged) ++wordWrites;
    inTransaction = wordsChanged = false;
    if (counting) counting->stored = counting->lexicon.size();
    pendingBytes = waitingUses = 0;
    uses.clear();
    newIds.clear();
    through = storedThrough = pendingThrough;
    return {};
}

void SqliteIndex::rollback() {
    auto& parts = *m_parts;
    if (!parts.inTransaction) return;
    if (sqlite3_get_autocommit(parts.writer->handle()) == 0) static_cast<void>(parts.writer->execute("ROLLBACK"));
    parts.inTransaction = false;
    parts.pendingBytes = 0;
    parts.pendingThrough = parts.through;
    parts.wordsChanged = false;
    parts.newIds.clear();
    parts.counting.reset();  // it numbers terms that are not in the file
}

Result<void> SqliteIndex::clear() {
    auto& parts = *m_parts;
    rollback();
    SKEIN_CHECK(parts.begin());
    SKEIN_CHECK(
        parts.writer->execute("DELETE FROM files; DELETE FROM versions; DELETE FROM changes; DELETE FROM spans; DELETE "
                              "FROM chunks; DELETE FROM atoms; DELETE FROM ids; DELETE FROM said; "
                              "DELETE FROM uses; DELETE FROM terms; DELETE FROM word_lists; "
                              "DELETE FROM spaces; DELETE FROM vectors; "
                              "DELETE FROM summaries; DELETE FROM meta WHERE key = 'space';"));
    parts.counting.reset();
    {
        const std::scoped_lock lock(parts.usesMutex);
        parts.uses.clear();
        parts.waitingUses = 0;
    }
    {
        const std::scoped_lock lock(parts.pastMutex);
        parts.past.reset();
    }
    parts.wordsChanged = true;
    parts.pendingThrough = 0;
    return parts.commit();
}

Result<void> SqliteIndex::commit() { return m_parts->commit(); }
Result<void> SqliteIndex::store() { return m_parts->store(); }

std::uint64_t SqliteIndex::indexedThrough() const { return m_parts->through; }
const std::string& SqliteIndex::begunBecause() const { return m_parts->begunBecause; }
void SqliteIndex::distrust() const {
    m_parts->damaged = true;
    // At once, as the process may end before it closes the file.
    if (m_parts->writer) markDamaged(m_parts->path, "what it held was erased, or it could not be read");
}

Result<void> SqliteIndex::setThrough(std::uint64_t sequence) {
    m_parts->pendingThrough = sequence;
    return {};
}

}  // namespace skein::runtime
