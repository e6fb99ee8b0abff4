// The questions but search: atoms, files, uses.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

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
        SKEIN_TRY(auto rows, atomsIn(connection, version));
        std::stable_sort(rows.begin(), rows.end(), [](const AtomRow& x, const AtomRow& y) {
            return std::tuple(x.atom.lines.first, x.atom.kind, y.atom.lines.last) <
                   std::tuple(y.atom.lines.first, y.atom.kind, x.atom.lines.last);
        });
        for (auto& row : rows) {
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
    SKEIN_TRY(auto rows, atomsWith(*reader, id));
    if (rows.empty()) return fail(ErrorCode::NotFound, "atom " + id.hex() + " is not in memory");
    auto* newest = &rows.back();
    for (auto& row : rows) {  // the present one, if there is one
        SKEIN_TRY(const auto present, m_parts->currentVersion(*reader, row.atom.path));
        if (row.version == present) newest = &row;
    }
    return withText(*reader, std::move(*newest));
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
              reader->integer("SELECT ifnull(sum(v.atoms), 0) FROM files f JOIN versions v ON v.id = f.version"));
    SKEIN_TRY(const auto atoms, reader->integer("SELECT count(DISTINCT prefix) FROM ids"));
    stats.files = static_cast<std::uint64_t>(files);
    stats.atoms = static_cast<std::uint64_t>(current);
    stats.superseded = static_cast<std::uint64_t>(atoms - current);
    return stats;
}

}  // namespace skein::runtime
