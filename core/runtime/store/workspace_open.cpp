// Opening and making workspaces: look first, read-only; take the lock; compare with the mirrored head; only then write.
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>
#include <sodium.h>

#include "core/audit/verify.h"
#include "core/base/text.h"
#include "core/runtime/store/mirror.h"
#include "core/runtime/store/schema.h"
#include "core/runtime/store/store_impl.h"
#include "core/runtime/store/wall_clock.h"

namespace skein::runtime {
namespace {

using sqlite::Access;
using sqlite::Connection;

constexpr std::string_view writerPragmas =
    "PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA wal_autocheckpoint=1000; PRAGMA "
    "journal_size_limit=67108864;";

/// The file as a read-only look found it.
struct Look {
    std::unique_ptr<Connection> connection;
    bool immutable = false;
    audit::WorkspaceId id{};
    std::string digestKey;
};

Failure notOurs(const std::string& path, std::string_view why) {
    return fail(ErrorCode::InvalidInput,
                path + ": not a Skein workspace: " + std::string(why) + "; the file is left as it is");
}

Result<void> initialise(Connection& connection) {
    SKEIN_TRY(auto transaction, sqlite::Transaction::begin(connection));
    SKEIN_CHECK(connection.execute(fmt::format("PRAGMA application_id={}", schema::applicationId)));
    for (std::size_t i = 0; i < std::size(schema::migrations); ++i) {
        SKEIN_CHECK(connection.execute(std::string(schema::migrations[i])));
        SKEIN_CHECK(connection.prepare("INSERT INTO migrations VALUES(?,?,?)")
                        .bind(1, static_cast<std::int64_t>(i + 1))
                        .bind(2, wallClock().value)
                        .bindText(3, SKEIN_VERSION)
                        .run());
    }
    SKEIN_CHECK(connection.execute(fmt::format("PRAGMA user_version={}", schema::version)));
    std::string random(48, '\0');
    randombytes_buf(random.data(), random.size());
    const std::string_view all(random);
    SKEIN_CHECK(connection.prepare("INSERT INTO meta VALUES('workspace_id',?)").bindBlob(1, all.substr(0, 16)).run());
    SKEIN_CHECK(connection.prepare("INSERT INTO meta VALUES('digest_key',?)").bindBlob(1, all.substr(16)).run());
    return transaction.commit();
}

/// Makes the file beside and gives it its name only when it is whole; never over a file that appeared meanwhile.
Result<void> makeWorkspace(const std::string& path) {
    const auto home = path.substr(0, path.rfind('/') + 1);
    if (::access(home.c_str(), W_OK | X_OK) != 0)
        return fail(ErrorCode::Io, path + ": cannot make the workspace: its folder: " + std::strerror(errno));
    const auto beside = path + ".new-" + std::to_string(::getpid());
    const auto removeAll = [&] {
        for (const auto* suffix : {"", "-wal", "-shm", "-journal"}) ::unlink((beside + suffix).c_str());
    };
    removeAll();
    const auto make = [&]() -> Result<void> {
        SKEIN_TRY(auto connection, Connection::open(beside, Access::Create));
        SKEIN_CHECK(connection->execute("PRAGMA secure_delete=ON"));
        SKEIN_TRY(const auto mode, [&]() -> Result<std::string> {
            auto statement = connection->prepare("PRAGMA journal_mode=WAL");
            SKEIN_TRY(const bool row, statement.step());
            return row ? statement.blob(0) : std::string();
        }());
        if (mode != "wal") return fail(ErrorCode::Io, path + ": this file system cannot hold a write-ahead log");
        return initialise(*connection);
    };
    auto made = make();
    if (made && ::renameat2(AT_FDCWD, beside.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) != 0)
        made = fail(errno == EEXIST ? ErrorCode::Busy : ErrorCode::Io,
                    path + ": cannot make the workspace: " + std::strerror(errno));
    removeAll();
    if (!made) return rewrap(made.error(), "making the workspace " + path);
    const int descriptor = ::open(home.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor >= 0) {
        ::fsync(descriptor);
        ::close(descriptor);
    }
    return {};
}

/// The absolute path, links resolved; for a file still to be made, its folder's. Errors: NotFound, InvalidInput, Io.
Result<std::string> resolvePath(const std::string& path) {
    char buffer[PATH_MAX];
    if (::realpath(path.c_str(), buffer) != nullptr) return std::string(buffer);
    if (errno != ENOENT) return fail(ErrorCode::Io, path + ": " + std::strerror(errno));
    const auto slash = path.rfind('/');
    const auto folder = slash == std::string::npos ? std::string(".") : path.substr(0, slash + 1);
    const auto name = slash == std::string::npos ? path : path.substr(slash + 1);
    if (name.empty())
        return fail(ErrorCode::InvalidInput, "expected the path of a workspace file, found '" + path + "'");
    if (::realpath(folder.c_str(), buffer) == nullptr)
        return fail(ErrorCode::NotFound, path + ": its folder does not exist");
    return (std::string_view(buffer) == "/" ? std::string() : std::string(buffer)) + "/" + name;
}

/// What plain look-ups of the file system tell before SQLite is asked.
Result<void> checkFile(const std::string& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0)
        return fail(errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Io,
                    path + ": " + (errno == ENOENT ? "there is no such workspace" : std::strerror(errno)));
    if (!S_ISREG(info.st_mode)) return notOurs(path, "expected a file");
    if (info.st_size == 0) return notOurs(path, "the file is empty");
    return {};
}

/// Opens for reading; on a medium that cannot hold SQLite's log beside the file, as an unchanging one.
Result<void> openForLooking(const std::string& path, const StoreOptions& options, Look& look) {
    SKEIN_TRY(look.connection, Connection::open(path, Access::ReadOnly, options.vfs));
    const auto first = look.connection->integer("PRAGMA schema_version");
    if (first) return {};
    struct stat log {};
    const bool hasLog = ::stat((path + "-wal").c_str(), &log) == 0 && log.st_size > 0;
    if (first.error().code != ErrorCode::Io) return Failure(first.error());
    if (hasLog)
        return fail(ErrorCode::Io, path + ": its last entries are in the log " + path +
                                       "-wal, which can only be read where the folder is writable; copy both files to "
                                       "such a place");
    look.connection.reset();
    SKEIN_TRY(look.connection, Connection::open(path, Access::ReadOnly, options.vfs, true));
    SKEIN_CHECK(look.connection->integer("PRAGMA schema_version"));
    look.immutable = true;
    return {};
}

/// Exactly our tables, spelled as we make them: a foreign trigger, view or column must not run or hide under our names.
Result<void> checkSchema(Connection& connection, const std::string& path) {
    std::string ours;
    std::int64_t tables = 0, others = 0;
    auto statement = connection.prepare("SELECT type, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid");
    for (;;) {
        SKEIN_TRY(const bool row, statement.step());
        if (!row) break;
        ++(statement.view(0) == "table" ? tables : others);
        ours += statement.blob(1) + ";\n";
    }
    if (!ours.empty()) ours.pop_back();
    if (tables == schema::tableCount && others == 0 && ours == schema::migrations[0]) return {};
    return fail(ErrorCode::Damaged,
                path + ": the tables of this workspace are not those that Skein makes; the file is left as it is");
}

Result<void> lookAtHeader(const std::string& path, Look& look) {
    SKEIN_TRY(const auto application, look.connection->integer("PRAGMA application_id"));
    if (application != schema::applicationId) return notOurs(path, "it is a SQLite database of another program");
    SKEIN_TRY(const auto version, look.connection->integer("PRAGMA user_version"));
    if (version > schema::version)
        return fail(ErrorCode::NewerVersion, fmt::format("{}: this workspace has format {}, made by a newer Skein; "
                                                         "this one ({}) reads up to {}. The file is left as it is",
                                                         path, version, SKEIN_VERSION, schema::version));
    if (version < 1) return fail(ErrorCode::Damaged, path + ": the workspace states format " + std::to_string(version));
    SKEIN_CHECK(checkSchema(*look.connection, path));
    auto statement = look.connection->prepare(
        "SELECT (SELECT value FROM meta WHERE key='workspace_id'), (SELECT value FROM meta WHERE key='digest_key')");
    SKEIN_TRY(const bool row, statement.step());
    if (!row || statement.view(0).size() != look.id.size() || statement.view(1).size() != 32)
        return fail(ErrorCode::Damaged, path + ": the workspace has lost its id or its digest key");
    std::memcpy(look.id.data(), statement.view(0).data(), look.id.size());
    look.digestKey = statement.blob(1);
    return {};
}

/// One state of the file for several statements, also while another process writes.
class ReadView {
public:
    explicit ReadView(Connection& connection) : m_connection(connection), m_begun(connection.execute("BEGIN")) {}
    ~ReadView() {
        if (m_begun) static_cast<void>(m_connection.execute("ROLLBACK"));
    }
    ReadView(const ReadView&) = delete;
    ReadView& operator=(const ReadView&) = delete;
    const Result<void>& begun() const { return m_begun; }

private:
    Connection& m_connection;
    Result<void> m_begun;
};

/// Chain over the last entries, and the newest signed head.
Result<void> verifyTail(Connection& connection, const std::string& path, std::uint64_t count,
                        const audit::WorkspaceId& id) {
    const ReadView view(connection);
    SKEIN_CHECK(view.begun());
    SKEIN_TRY(const auto tip, readTip(connection));
    const auto from = tip.seq > count ? tip.seq - count + 1 : 1;
    audit::VerifyOptions options;
    options.chainAlone = true;
    if (from > 1) {
        auto before = connection.prepare("SELECT hash FROM journal WHERE seq=?");
        before.bind(1, static_cast<std::int64_t>(from - 1));
        SKEIN_TRY(const bool row, before.step());
        Digest hash;
        if (row && before.view(0).size() == 32) std::memcpy(hash.bytes.data(), before.view(0).data(), 32);
        options.startAfter = ChainTip{from - 1, hash};
    }
    audit::Verifier verifier(std::move(options));
    auto rows = connection.prepare("SELECT seq, bytes, hash FROM journal WHERE seq>=? ORDER BY seq");
    rows.bind(1, static_cast<std::int64_t>(from));
    for (;;) {
        SKEIN_TRY(const bool row, rows.step());
        if (!row) break;
        Digest hash;
        if (rows.view(2).size() == 32) std::memcpy(hash.bytes.data(), rows.view(2).data(), 32);
        verifier.entry(static_cast<std::uint64_t>(rows.integer(0)), rows.view(1), hash);
    }
    auto newest = connection.prepare(
        "SELECT head, (SELECT hash FROM journal WHERE journal.seq=heads.seq) FROM heads ORDER BY seq DESC LIMIT 1");
    SKEIN_TRY(const bool hasHead, newest.step());
    if (hasHead) {
        const auto head = audit::headFromCanonical(newest.view(0));
        const auto hash = newest.blob(1);
        if (!head || !audit::hasValidSignature(*head) || head->workspace != id)
            verifier.unreadable(audit::Part::Heads, "the newest signed head",
                                head ? "its signature or workspace is wrong" : head.error().message);
        else if (head->tip.seq > tip.seq ||
                 hash != std::string(head->tip.hash.bytes.begin(), head->tip.hash.bytes.end()))
            verifier.unreadable(audit::Part::Heads, "the newest signed head",
                                fmt::format("entry {} is missing or not the one that was signed", head->tip.seq),
                                head->tip.seq);
    }
    const auto report = verifier.finish();
    if (report.ok()) return {};
    const auto& finding = report.findings.front();
    return fail(
        ErrorCode::Damaged,
        fmt::format(
            "{}: the journal is damaged at {}: {}. The file is left as it is; 'skeinctl verify' lists everything", path,
            finding.where, finding.message));
}

/// Whether the journal still has what this person's account last saw of it.
Result<void> compareWithMirror(Connection& connection, const std::string& path, const std::string& stateFolder,
                               const MirroredHead& mirror) {
    SKEIN_TRY(const auto tip, readTip(connection));
    const auto disagrees = [&](const std::string& what) {
        return fail(ErrorCode::Damaged,
                    fmt::format("{}: {} (mirrored in {}/heads). The file is left as it is. If you restored this copy "
                                "yourself and want to go on with it: skeinctl verify {} --accept-older",
                                path, what, stateFolder, path));
    };
    if (tip.seq < mirror.tip.seq)
        return disagrees(
            fmt::format("the journal ends at entry {}, but entry {} was already written: its end is lost, "
                        "for example by a damaged log, or this is an older copy",
                        tip.seq, mirror.tip.seq));
    if (mirror.tip.seq == 0) return {};
    // A later head may have replaced the mirrored one, but the newest is never older.
    SKEIN_TRY(const auto newestHead, connection.integer("SELECT coalesce(max(seq), 0) FROM heads"));
    if (mirror.signedHead && static_cast<std::uint64_t>(newestHead) < mirror.signedHead->tip.seq)
        return disagrees(fmt::format("the signed head of entry {} is lost, for example by a damaged log",
                                     mirror.signedHead->tip.seq));
    auto statement = connection.prepare("SELECT hash FROM journal WHERE seq=?");
    statement.bind(1, static_cast<std::int64_t>(mirror.tip.seq));
    SKEIN_TRY(const bool row, statement.step());
    const auto& expected = mirror.tip.hash.bytes;
    if (row && statement.view(0) == std::string_view(reinterpret_cast<const char*>(expected.data()), expected.size()))
        return {};
    return disagrees(
        fmt::format("entry {} is not the one that was written here: the journal was changed, or another copy "
                    "of this workspace went on",
                    mirror.tip.seq));
}

Result<std::unique_ptr<Connection>> openWriter(const std::string& path, const StoreOptions& options) {
    SKEIN_TRY(auto connection, Connection::open(path, Access::ReadWrite, options.vfs));
    if (connection->isReadOnly()) return fail(ErrorCode::Io, path + ": the workspace file is read-only");
    SKEIN_CHECK(connection->execute(std::string(writerPragmas)));
    // Takes the write lock once, so that a folder without room or permission for the log shows now.
    SKEIN_TRY(auto probe, sqlite::Transaction::begin(*connection));
    return connection;
}

}  // namespace

Result<std::unique_ptr<WorkspaceStore>> WorkspaceStore::open(const std::string& path, OpenMode mode,
                                                             StoreOptions options) {
    if (sodium_init() < 0) return fail(ErrorCode::Io, "libsodium finds no source of random numbers");
    auto impl = std::make_unique<Impl>();
    SKEIN_TRY(impl->path, resolvePath(path));
    auto there = checkFile(impl->path);
    if (!there && there.error().code == ErrorCode::NotFound && mode == OpenMode::CreateOrWrite)
        there = makeWorkspace(impl->path);
    SKEIN_CHECK(there);
    Look look;
    if (auto opened = openForLooking(impl->path, options, look); !opened)
        return opened.error().code == ErrorCode::InvalidInput ? notOurs(impl->path, "it is not a SQLite database")
                                                              : Failure(opened.error());
    SKEIN_CHECK(lookAtHeader(impl->path, look));
    if (mode != OpenMode::Read) {
        if (look.immutable) return fail(ErrorCode::Io, impl->path + ": the workspace file or its folder is read-only");
        SKEIN_TRY(impl->lock, WriterLock::take(impl->path, options.controlAddress));
    }
    if (options.stateFolder.empty()) {
        if (auto folder = defaultStateFolder()) impl->stateFolder = *std::move(folder);
        else impl->warnings.push_back(folder.error().message);
    } else {
        impl->stateFolder = options.stateFolder;
    }
    // The mirror is read before the journal: a writer beside us only moves the journal further ahead of it.
    auto mirror = impl->stateFolder.empty() ? Result<std::optional<MirroredHead>>(std::nullopt)
                                            : readMirroredHead(impl->stateFolder, look.id);
    if (!mirror) impl->warnings.push_back(mirror.error().message + "; it is not compared");
    if (options.tailEntries > 0) SKEIN_CHECK(verifyTail(*look.connection, impl->path, options.tailEntries, look.id));
    if (mirror && *mirror && !options.ignoreMirror)
        SKEIN_CHECK(compareWithMirror(*look.connection, impl->path, impl->stateFolder, **mirror));
    SKEIN_TRY(impl->tip, readTip(*look.connection));
    look.connection.reset();
    if (mode != OpenMode::Read) {
        SKEIN_TRY(impl->writer, openWriter(impl->path, options));
        impl->opened = identityOf(impl->path);
        if (!impl->stateFolder.empty())
            if (auto made = makeMirrorFolder(impl->stateFolder); !made) impl->warnings.push_back(made.error().message);
    }
    impl->readers = std::make_unique<ReadPool>(impl->path, options.vfs, look.immutable);
    impl->id = look.id;
    impl->digestKey = std::move(look.digestKey);
    impl->options = std::move(options);
    return std::unique_ptr<WorkspaceStore>(new WorkspaceStore(std::move(impl)));
}

}  // namespace skein::runtime
