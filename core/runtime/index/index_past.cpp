// Questions about the past: what was known then about what was true at a time.
#include <algorithm>
#include <set>
#include <string>

#include "core/base/text.h"
#include "core/runtime/index/index_parts.h"

namespace skein::runtime {
namespace {

#define SKEIN_STANDING "known_from <= ?1 AND known_until > ?1 AND valid_from <= ?2 AND valid_until > ?2"

std::int64_t asKnown(std::uint64_t known) {
    // What is known through the last number that there can be is what is still known.
    return static_cast<std::int64_t>(std::min(known, memory::stillKnown - 1));
}

using Versions = std::map<std::string, std::int64_t>;

/// Every file's version that stood at this point.
Result<Versions> versionsAt(sqlite::Connection& connection, AsOf asOf) {
    Versions versions;
    auto statement = connection.prepare("SELECT path, version FROM spans WHERE " SKEIN_STANDING);
    statement.bind(1, asKnown(asOf.known)).bind(2, asOf.trueAt.value);
    for (;;) {
        SKEIN_TRY(const bool more, statement.step());
        if (!more) return versions;
        versions.emplace(statement.blob(0), statement.integer(1));
    }
}

Result<std::int64_t> versionAt(sqlite::Connection& connection, std::string_view path, AsOf asOf) {
    auto statement = connection.prepare("SELECT version FROM spans WHERE path = ?3 AND " SKEIN_STANDING);
    statement.bind(1, asKnown(asOf.known)).bind(2, asOf.trueAt.value).bindText(3, path);
    SKEIN_TRY(const bool found, statement.step());
    return found ? statement.integer(0) : 0;
}

/// Whether these are the versions that stand now, which answer as search() does.
Result<bool> arePresent(sqlite::Connection& connection, const Versions& versions) {
    auto statement = connection.prepare("SELECT path, version FROM files ORDER BY path");
    auto at = versions.begin();
    for (;;) {
        SKEIN_TRY(const bool more, statement.step());
        if (!more) return at == versions.end();
        if (at == versions.end() || at->second != statement.integer(1)) return false;
        ++at;
    }
}

bool isUnder(const std::string& path, const std::vector<std::string>& prefixes) {
    return prefixes.empty() || std::any_of(prefixes.begin(), prefixes.end(), [&](const std::string& prefix) {
               if (isEverything(prefix) || path == prefix) return true;
               return path.starts_with(prefix) && (prefix.back() == '/' || path[prefix.size()] == '/');
           });
}

std::optional<Instant> timeIn(const sqlite::Statement& statement, int column) {
    const auto value = statement.integer(column);
    return value == noTime ? std::nullopt : std::optional(Instant{value});
}

}  // namespace

Result<std::uint64_t> SqliteIndex::knownAt(Instant time) const {
    SKEIN_TRY(const auto reader, ReaderLease::take(*m_parts));
    auto statement = reader->prepare("SELECT coalesce(max(sequence), 0) FROM changes WHERE at <= ?1");
    statement.bind(1, time.value);
    SKEIN_CHECK(statement.step());
    return static_cast<std::uint64_t>(statement.integer(0));
}

Result<std::vector<AtomHit>> SqliteIndex::searchAsOf(std::string_view query, std::size_t limit,
                                                     const std::vector<std::string>& pathPrefixes, AsOf asOf) const {
    if (limit == 0) return std::vector<AtomHit>();
    auto& parts = *m_parts;
    SKEIN_TRY(const auto reader, ReaderLease::take(parts));
    SKEIN_TRY(const auto standing, versionsAt(*reader, asOf));
    SKEIN_TRY(const bool present, arePresent(*reader, standing));
    std::shared_ptr<const Searchable> made;
    if (present) {
        SKEIN_TRY(made, parts.searchableFor(*reader, {}));
    } else {
        std::vector<std::int64_t> versions;
        versions.reserve(standing.size());
        for (const auto& [path, version] : standing) versions.push_back(version);
        std::sort(versions.begin(), versions.end());
        const std::scoped_lock lock(parts.pastMutex);
        // A version never changes, and its number is given once while a file of the index lives.
        if (!parts.past || parts.pastVersions != versions) {
            auto anew = makeSearchable(*reader, Standing::Past, versions, parts.path + ".past-vectors", 0, {});
            if (!anew) {
                parts.damaged = parts.damaged || anew.error().code == ErrorCode::Damaged;
                return Failure(std::move(anew).error());
            }
            parts.past = std::move(*anew);
            parts.pastVersions = std::move(versions);
        }
        made = parts.past;
    }
    std::vector<bool> admitted;
    if (!pathPrefixes.empty()) {
        std::vector<std::int64_t> under;
        for (const auto& [path, version] : standing)
            if (isUnder(path, pathPrefixes)) under.push_back(version);
        admitted = admittedIn(made->words, std::move(under));
    }
    // Without a model's vectors, which may be younger than the past that is asked of.
    return hitsIn(*reader, *made, query, limit, admitted, std::nullopt);
}

Result<std::vector<Atom>> SqliteIndex::atomsUnder(const std::vector<std::string>& paths, AsOf asOf) const {
    SKEIN_TRY(const auto reader, ReaderLease::take(*m_parts));
    Versions versions;
    for (const auto& path : paths) {
        const auto [from, before] = pathsUnder(path);
        auto statement = reader->prepare(
            "SELECT path, version FROM spans WHERE path >= ?3 AND path < ?4 "
            "AND " SKEIN_STANDING);
        statement.bind(1, asKnown(asOf.known)).bind(2, asOf.trueAt.value).bindText(3, from).bindText(4, before);
        for (;;) {
            SKEIN_TRY(const bool more, statement.step());
            if (!more) break;
            versions.emplace(statement.blob(0), statement.integer(1));
        }
    }
    return atomsOf(*m_parts, *reader, versions);
}

Result<std::string> SqliteIndex::fileText(std::string_view path, AsOf asOf) const {
    SKEIN_TRY(const auto reader, ReaderLease::take(*m_parts));
    SKEIN_TRY(const auto version, versionAt(*reader, path, asOf));
    if (version == 0) return fail(ErrorCode::NotFound, std::string(path) + ": memory knew of no such file then");
    return m_parts->content(*reader, version);
}

Result<std::optional<StandingVersion>> SqliteIndex::versionAsOf(std::string_view path, AsOf asOf) const {
    SKEIN_TRY(const auto changes, history(path));
    const auto known = static_cast<std::uint64_t>(asKnown(asOf.known));
    const auto timeOf = [&](std::uint64_t sequence) {
        for (const auto& change : changes)
            if (change.sequence == sequence) return change.at;
        return memory::endOfTime;
    };
    for (const auto& change : changes) {
        std::optional<StandingVersion> standing;
        for (const auto& one : change.stood)
            if (one.knownFrom <= known && known < one.knownUntil && one.valid.holds(asOf.trueAt))
                standing = StandingVersion{change.sequence,       one.knownFrom,          one.knownUntil,
                                           timeOf(one.knownFrom), timeOf(one.knownUntil), one.valid};
        if (!standing) continue;
        // What was known later may have split the interval as it was thought of at that point.
        for (bool grown = true; std::exchange(grown, false);)
            for (const auto& one : change.stood) {
                if (one.knownFrom > known || known >= one.knownUntil) continue;
                if (one.valid.until == standing->valid.from) standing->valid.from = one.valid.from, grown = true;
                if (one.valid.from == standing->valid.until) standing->valid.until = one.valid.until, grown = true;
            }
        return standing;
    }
    return std::optional<StandingVersion>();
}

Result<std::vector<FileChange>> SqliteIndex::history(std::string_view path) const {
    SKEIN_TRY(const auto reader, ReaderLease::take(*m_parts));
    std::vector<FileChange> changes;
    std::map<memory::VersionNo, std::size_t> byVersion;
    auto statement = reader->prepare(
        "SELECT c.sequence, c.at, c.version, c.valid_from, c.valid_until, w.sequence, v.content, v.manifest "
        "FROM changes c LEFT JOIN versions v ON v.id = c.version LEFT JOIN versions w ON w.id = c.corrects "
        "WHERE c.path = ?1 ORDER BY c.sequence");
    statement.bindText(1, path);
    for (;;) {
        SKEIN_TRY(const bool more, statement.step());
        if (!more) break;
        FileChange change;
        change.sequence = static_cast<std::uint64_t>(statement.integer(0));
        change.at = {statement.integer(1)};
        change.version = statement.integer(2);
        change.removed = change.version == 0;
        change.validFrom = timeIn(statement, 3);
        change.validUntil = timeIn(statement, 4);
        change.corrects = static_cast<std::uint64_t>(statement.integer(5));
        change.content = asDigest(statement.view(6));
        change.manifest = {asDigest(statement.view(7))};
        if (!change.removed) byVersion[change.version] = changes.size();
        changes.push_back(std::move(change));
    }
    auto spans = reader->prepare(
        "SELECT known_from, known_until, valid_from, valid_until, version FROM spans WHERE path = ?1 "
        "ORDER BY known_from, valid_from");
    spans.bindText(1, path);
    for (;;) {
        SKEIN_TRY(const bool more, spans.step());
        if (!more) return changes;
        const auto owner = byVersion.find(spans.integer(4));
        if (owner == byVersion.end())
            return fail(ErrorCode::Damaged, m_parts->path + ": a version that stood was never recorded");
        changes[owner->second].stood.push_back({static_cast<std::uint64_t>(spans.integer(0)),
                                                static_cast<std::uint64_t>(spans.integer(1)),
                                                {{spans.integer(2)}, {spans.integer(3)}},
                                                spans.integer(4)});
    }
}

Result<Digest> SqliteIndex::atomNamed(std::string_view digits) const {
    constexpr std::size_t fewest = 8, inPrefix = 16, all = 64, named = 5;
    const auto isHex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    const auto wanted = toLowerAscii(digits);
    if (wanted.size() < fewest || wanted.size() > all || !std::all_of(wanted.begin(), wanted.end(), isHex))
        return fail(ErrorCode::InvalidInput,
                    "'" + elide(digits, 80) +
                        "' is no atom: expected the id, 64 hexadecimal digits, or at least its "
                        "first 8, as `memory WS search` and `context` show it");
    const auto edge = [&](char fill) {
        auto text = wanted.substr(0, inPrefix);
        text.resize(inPrefix, fill);
        return static_cast<std::int64_t>(std::stoull(text, nullptr, 16));
    };
    SKEIN_TRY(const auto reader, ReaderLease::take(*m_parts));
    auto statement = reader->prepare("SELECT row FROM ids WHERE prefix BETWEEN ?1 AND ?2 ORDER BY prefix");
    statement.bind(1, edge('0')).bind(2, edge('f'));
    std::set<Digest> found;
    while (found.size() <= named) {
        SKEIN_TRY(const bool more, statement.step());
        if (!more) break;
        SKEIN_TRY(const auto row, atomIn(*reader, statement.integer(0)));
        if (row.atom.id.hex().starts_with(wanted)) found.insert(row.atom.id);
    }
    if (found.empty()) return fail(ErrorCode::NotFound, "atom " + wanted + " is not in memory");
    if (found.size() == 1) return *found.begin();
    std::string list;
    std::size_t listed = 0;
    for (const auto& id : found) {
        if (listed++ == named) break;
        list += (list.empty() ? "" : ", ") + id.hex();
    }
    return fail(ErrorCode::InvalidInput, "several atoms begin with " + wanted + ": " + list +
                                             (found.size() > named ? ", ..." : "") + "; give more digits");
}

Result<AtomVersions> SqliteIndex::versionsWith(const Digest& atom) const {
    SKEIN_TRY(const auto reader, ReaderLease::take(*m_parts));
    SKEIN_TRY(const auto rows, atomsWith(*reader, atom));
    std::set<std::uint64_t> sequences;
    AtomVersions versions;
    auto statement = reader->prepare("SELECT sequence FROM versions WHERE id = ?1");
    for (const auto& row : rows) {
        statement.bind(1, row.version);
        SKEIN_TRY([[maybe_unused]] const bool found, statement.step());
        sequences.insert(static_cast<std::uint64_t>(statement.integer(0)));
        statement.reset();
        versions.path = row.atom.path;
    }
    versions.sequences.assign(sequences.begin(), sequences.end());
    return versions;
}

Result<std::map<std::string, BlobRef>> SqliteIndex::manifestsOf(const std::set<std::string>& paths) const {
    std::map<std::string, BlobRef> manifests;
    SKEIN_TRY(const auto reader, ReaderLease::take(*m_parts));
    for (const auto& path : paths) {
        SKEIN_TRY(auto version, m_parts->currentVersion(*reader, path));
        if (version == 0) {
            auto last = reader->prepare("SELECT version FROM changes WHERE path = ?1 ORDER BY sequence DESC LIMIT 1");
            last.bindText(1, path);
            SKEIN_TRY(const bool found, last.step());
            if (found) version = last.integer(0);
        }
        if (version == 0) continue;
        auto statement = reader->prepare("SELECT manifest FROM versions WHERE id = ?1");
        statement.bind(1, version);
        SKEIN_TRY(const bool found, statement.step());
        if (found) manifests[path] = {asDigest(statement.view(0))};
    }
    return manifests;
}

}  // namespace skein::runtime
