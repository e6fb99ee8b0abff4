// The questions but search: atoms, files, uses.
#include <algorithm>
#include <map>
#include <set>

#include "core/base/text.h"
#include "core/runtime/index/index_parts.h"

namespace skein::runtime {
Result<Atom> withText(sqlite::Connection& connection, AtomRow row) {
    const auto firstChunk = row.start / chunkBytes,
               lastChunk = (row.start + std::max<std::size_t>(row.length, 1) - 1) / chunkBytes;
    auto statement = connection.prepare("SELECT bytes FROM chunks WHERE id BETWEEN ?1 AND ?2 ORDER BY id");
    statement.bind(1, rowIn(row.version, firstChunk)).bind(2, rowIn(row.version, lastChunk));
    std::string joined;  // most atoms lie in one chunk, which is read where it lies
    std::string_view bytes;
    for (auto chunk = firstChunk; chunk <= lastChunk; ++chunk) {
        SKEIN_TRY(const bool found, statement.step());
        if (!found) break;
        bytes = statement.view(0);
        if (firstChunk != lastChunk) bytes = joined += bytes;
    }
    const auto skip = row.start - firstChunk * chunkBytes;
    if (bytes.size() < skip + row.length)
        return fail(ErrorCode::Damaged, connection.path() + ": the text of an atom is missing");
    row.atom.text = memory::shownText(bytes.substr(skip, row.length));
    return std::move(row.atom);
}

AtomRow readAtom(const sqlite::Statement& statement) {
    AtomRow row;
    row.atom.id = asDigest(statement.view(0));
    row.atom.kind = static_cast<AtomKind>(statement.integer(1));
    row.atom.lines = {static_cast<std::uint32_t>(statement.integer(2)),
                      static_cast<std::uint32_t>(statement.integer(3))};
    row.start = static_cast<std::size_t>(statement.integer(4));
    row.length = static_cast<std::size_t>(statement.integer(5));
    row.atom.title = statement.blob(6);
    if (const auto ancestors = statement.view(7); !ancestors.empty())
        for (const auto part : split(ancestors.substr(0, ancestors.size() - 1), '\x1f'))
            row.atom.ancestors.emplace_back(part);
    row.atom.symbolKind = statement.blob(8);
    row.atom.signature = statement.blob(9);
    row.atom.typeRef = statement.blob(10);
    row.atom.isPublic = statement.integer(11) != 0;
    row.atom.comment = statement.blob(12);
    row.version = statement.integer(13);
    row.atom.path = statement.blob(14);
    row.atom.language = statement.blob(15);
    row.row = statement.integer(16);
    return row;
}

Result<std::int64_t> SqliteIndex::Parts::currentVersion(sqlite::Connection& connection, std::string_view name) const {
    auto statement = connection.prepare("SELECT version FROM files WHERE path = ?1");
    statement.bindText(1, name);
    SKEIN_TRY(const bool found, statement.step());
    return found ? statement.integer(0) : 0;
}

Result<std::string> SqliteIndex::Parts::content(sqlite::Connection& connection, std::int64_t version) const {
    auto statement = connection.prepare("SELECT bytes FROM chunks WHERE id BETWEEN ?1 AND ?2 ORDER BY id");
    statement.bind(1, rowIn(version, 0)).bind(2, lastRowIn(version));
    std::string bytes;
    for (;;) {
        SKEIN_TRY(const bool more, statement.step());
        if (!more) return bytes;
        bytes += statement.view(0);
    }
}

std::pair<std::string, std::string> pathsUnder(const std::string& path) {
    if (isEverything(path)) return {"", "\xFF"};
    // A folder's files lie between "folder/" and "folder0"; a file's name stands for itself.
    return {path, path.back() == '/' ? path.substr(0, path.size() - 1) + "0" : path + std::string(1, '\x01')};
}

Result<std::vector<Atom>> atomsOf(const SqliteIndex::Parts& parts, sqlite::Connection& connection,
                                  const std::map<std::string, std::int64_t>& versions) {
    std::vector<Atom> atoms;
    for (const auto& [path, version] : versions) {
        SKEIN_TRY(const auto bytes, parts.content(connection, version));
        auto statement = connection.prepare(SKEIN_SELECT_ATOMS
                                            "WHERE a.row BETWEEN ?1 AND ?2 "
                                            "ORDER BY a.first, a.kind, a.last DESC, a.row");
        statement.bind(1, rowIn(version, 0)).bind(2, lastRowIn(version));
        for (;;) {
            SKEIN_TRY(const bool more, statement.step());
            if (!more) break;
            auto row = readAtom(statement);
            if (row.start + row.length > bytes.size())
                return fail(ErrorCode::Damaged, connection.path() + ": the text of an atom is missing");
            row.atom.text = memory::shownText(std::string_view(bytes).substr(row.start, row.length));
            atoms.push_back(std::move(row.atom));
        }
    }
    return atoms;
}

Result<std::vector<Atom>> SqliteIndex::atomsUnder(const std::vector<std::string>& paths) const {
    if (paths.empty()) return std::vector<Atom>();
    SKEIN_TRY(const auto reader, ReaderLease::take(*m_parts));
    std::map<std::string, std::int64_t> versions;
    for (const auto& path : paths) {
        auto statement = reader->prepare("SELECT path, version FROM files WHERE path >= ?1 AND path < ?2");
        const auto [from, before] = pathsUnder(path);
        statement.bindText(1, from).bindText(2, before);
        for (;;) {
            SKEIN_TRY(const bool more, statement.step());
            if (!more) break;
            versions.emplace(statement.blob(0), statement.integer(1));
        }
    }
    return atomsOf(*m_parts, *reader, versions);
}

Result<Atom> SqliteIndex::atom(const Digest& id) const {
    SKEIN_TRY(const auto reader, ReaderLease::take(*m_parts));
    auto statement = reader->prepare(SKEIN_SELECT_ATOMS
                                     "LEFT JOIN files f ON f.path = v.path WHERE a.prefix = ?1 AND a.id = ?2 "
                                     "ORDER BY f.version = v.id DESC, a.row DESC LIMIT 1");  // the present one first
    statement.bind(1, prefixOf(id)).bindBlob(2, asText(id));
    SKEIN_TRY(const bool found, statement.step());
    if (!found) return fail(ErrorCode::NotFound, "atom " + id.hex() + " is not in memory");
    return withText(*reader, readAtom(statement));
}

Result<std::vector<SourceFile>> SqliteIndex::files() const {
    SKEIN_TRY(const auto reader, ReaderLease::take(*m_parts));
    std::vector<SourceFile> files;
    auto statement = reader->prepare(
        "SELECT v.path, v.language, v.bytes, v.lines, v.content FROM files f JOIN versions v ON v.id = f.version "
        "ORDER BY f.path");
    for (;;) {
        SKEIN_TRY(const bool more, statement.step());
        if (!more) return files;
        files.push_back({statement.blob(0), statement.blob(1), static_cast<std::uint64_t>(statement.integer(2)),
                         static_cast<std::uint32_t>(statement.integer(3)), asDigest(statement.view(4))});
    }
}

Result<std::string> SqliteIndex::fileText(std::string_view path) const {
    SKEIN_TRY(const auto reader, ReaderLease::take(*m_parts));
    SKEIN_TRY(const auto version, m_parts->currentVersion(*reader, path));
    if (version == 0) return fail(ErrorCode::NotFound, std::string(path) + ": no such file in memory");
    return m_parts->content(*reader, version);
}

// --- uses ------------------------------------------------------------------------------------------------------------

Result<std::vector<TaskAddress>> SqliteIndex::usersOf(const std::vector<Digest>& items) const {
    std::set<TaskAddress> users;
    std::map<TaskAddress, std::uint32_t> newer;  // attempts whose uses are not in the file yet
    {
        const std::scoped_lock lock(m_parts->usesMutex);
        const std::set<Digest> wanted(items.begin(), items.end());
        for (const auto& [task, used] : m_parts->uses) {
            newer.emplace(task, used.revision);
            if (std::any_of(used.items.begin(), used.items.end(),
                            [&](const Digest& item) { return wanted.contains(item); }))
                users.insert(task);
        }
    }
    SKEIN_TRY(const auto reader, ReaderLease::take(*m_parts));
    for (const auto& item : items) {
        auto statement = reader->prepare("SELECT run, task, revision FROM uses WHERE item = ?1");
        statement.bindBlob(1, asText(item));
        for (;;) {
            SKEIN_TRY(const bool more, statement.step());
            if (!more) break;
            const TaskAddress task{static_cast<std::uint32_t>(statement.integer(0)),
                                   static_cast<std::uint32_t>(statement.integer(1))};
            const auto found = newer.find(task);
            if (found == newer.end() || statement.integer(2) >= found->second) users.insert(task);
        }
    }
    return std::vector<TaskAddress>(users.begin(), users.end());
}

Result<std::vector<std::string>> SqliteIndex::pathsRecordedAfter(std::uint64_t sequence) const {
    SKEIN_TRY(const auto reader, ReaderLease::take(*m_parts));
    auto statement = reader->prepare(
        "SELECT f.path FROM files f JOIN versions v ON v.id = f.version WHERE v.sequence > ?1 ORDER BY f.path");
    statement.bind(1, static_cast<std::int64_t>(sequence));
    std::vector<std::string> paths;
    for (;;) {
        SKEIN_TRY(const bool more, statement.step());
        if (!more) return paths;
        paths.push_back(statement.blob(0));
    }
}

Result<IndexStats> SqliteIndex::stats() const {
    SKEIN_TRY(const auto reader, ReaderLease::take(*m_parts));
    IndexStats stats;
    SKEIN_TRY(const auto files, reader->integer("SELECT count(*) FROM files"));
    SKEIN_TRY(const auto current,
              reader->integer("SELECT count(*) FROM files f JOIN atoms a ON a.row BETWEEN f.version << 20 AND "
                              "(f.version << 20) + 1048575"));
    SKEIN_TRY(const auto atoms, reader->integer("SELECT count(DISTINCT id) FROM atoms"));
    stats.files = static_cast<std::uint64_t>(files);
    stats.atoms = static_cast<std::uint64_t>(current);
    stats.superseded = static_cast<std::uint64_t>(atoms - current);
    return stats;
}

}  // namespace skein::runtime
