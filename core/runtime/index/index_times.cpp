// The writer's part of the two times: which version of a file was known when to be true when, and which is present.
#include "core/runtime/index/index_parts.h"

namespace skein::runtime {
namespace {

using memory::Rectangle;

constexpr std::int64_t still = static_cast<std::int64_t>(memory::stillKnown);

std::int64_t timeOrNone(const std::optional<Instant>& time) { return time ? time->value : noTime; }
std::optional<Instant> timeFrom(std::int64_t value) {
    return value == noTime ? std::nullopt : std::optional(Instant{value});
}

Result<void> insertSpan(sqlite::Connection& writer, std::string_view path, const Rectangle& one) {
    auto statement = writer.prepare(
        "INSERT INTO spans(path, known_until, valid_until, valid_from, known_from, version) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
    statement.bindText(1, path);
    statement.bind(2, static_cast<std::int64_t>(one.knownUntil)).bind(3, one.valid.until.value);
    statement.bind(4, one.valid.from.value).bind(5, static_cast<std::int64_t>(one.knownFrom)).bind(6, one.version);
    return statement.run();
}

/// A succession or removal: only what its interval overlaps changes.
Result<void> layOver(sqlite::Connection& writer, std::string_view path, const memory::SourceChange& change) {
    const auto over = memory::spanOf(change);
    memory::ValidLine line;
    {
        auto statement = writer.prepare(
            "SELECT valid_from, valid_until, version, known_from FROM spans "
            "WHERE path = ?1 AND known_until = ?2 AND valid_until > ?3 ORDER BY valid_until");
        statement.bindText(1, path).bind(2, still).bind(3, over.from.value);
        for (;;) {
            SKEIN_TRY(const bool more, statement.step());
            if (!more) break;
            const memory::ValidSpan valid{{statement.integer(0)}, {statement.integer(1)}};
            if (valid.from < over.until)
                line.push_back({valid, statement.integer(2), static_cast<std::uint64_t>(statement.integer(3))});
        }
    }
    for (const auto& stretch : line) {
        auto statement = writer.prepare("DELETE FROM spans WHERE path = ?1 AND known_until = ?2 AND valid_until = ?3");
        statement.bindText(1, path).bind(2, still).bind(3, stretch.valid.until.value);
        SKEIN_CHECK(statement.run());
    }
    std::vector<Rectangle> closed;
    memory::lay(line, over, change.version, change.sequence, closed);
    for (const auto& stretch : line)
        closed.push_back({stretch.knownFrom, memory::stillKnown, stretch.valid, stretch.version});
    for (const auto& one : closed) SKEIN_CHECK(insertSpan(writer, path, one));
    return {};
}

/// A correction may reach anywhere: the file's changes are folded again. There are few.
Result<void> foldAgain(sqlite::Connection& writer, std::string_view path) {
    memory::Timeline timeline;
    {
        auto statement = writer.prepare(
            "SELECT sequence, at, version, valid_from, valid_until, corrects FROM changes WHERE path = ?1 "
            "ORDER BY sequence");
        statement.bindText(1, path);
        for (;;) {
            SKEIN_TRY(const bool more, statement.step());
            if (!more) break;
            timeline.take({static_cast<std::uint64_t>(statement.integer(0)),
                           {statement.integer(1)},
                           statement.integer(2),
                           timeFrom(statement.integer(3)),
                           timeFrom(statement.integer(4)),
                           statement.integer(5)});
        }
    }
    auto statement = writer.prepare("DELETE FROM spans WHERE path = ?1");
    statement.bindText(1, path);
    SKEIN_CHECK(statement.run());
    for (const auto& one : timeline.rectangles()) SKEIN_CHECK(insertSpan(writer, path, one));
    return {};
}

}  // namespace

Result<memory::VersionNo> SqliteIndex::Parts::corrected(std::string_view name, const BlobRef& manifest,
                                                        std::int64_t present) {
    if (!manifest) return present;
    auto statement = writer->prepare("SELECT id FROM versions WHERE path = ?1 AND manifest = ?2 ORDER BY id DESC");
    statement.bindText(1, name).bindBlob(2, asText(manifest.name));
    SKEIN_TRY(const bool found, statement.step());
    return found ? statement.integer(0) : present;
}

Result<memory::VersionNo> SqliteIndex::Parts::recordChange(std::string_view name, const memory::SourceChange& change) {
    {
        auto statement = writer->prepare(
            "INSERT INTO changes(path, sequence, at, version, valid_from, valid_until, corrects) "
            "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        statement.bindText(1, name);
        statement.bind(2, static_cast<std::int64_t>(change.sequence)).bind(3, change.at.value).bind(4, change.version);
        statement.bind(5, timeOrNone(change.validFrom)).bind(6, timeOrNone(change.validUntil));
        statement.bind(7, change.corrects);
        SKEIN_CHECK(statement.run());
    }
    if (change.corrects == 0) SKEIN_CHECK(layOver(*writer, name, change));
    else SKEIN_CHECK(foldAgain(*writer, name));
    auto statement = writer->prepare(
        "SELECT version, valid_from FROM spans WHERE path = ?1 AND known_until = ?2 AND valid_until > ?3 "
        "ORDER BY valid_until LIMIT 1");
    statement.bindText(1, name).bind(2, still).bind(3, change.at.value);
    SKEIN_TRY(const bool found, statement.step());
    return found && statement.integer(1) <= change.at.value ? statement.integer(0) : memory::VersionNo{0};
}

Result<void> SqliteIndex::Parts::setPresent(std::string_view name, std::int64_t before, std::int64_t present) {
    if (before == present) return {};
    wordsChanged = true;
    if (present == 0) {
        auto statement = writer->prepare("DELETE FROM files WHERE path = ?1");
        statement.bindText(1, name);
        return statement.run();
    }
    auto statement = writer->prepare(
        "INSERT INTO files(path, version) VALUES(?1, ?2) ON CONFLICT(path) DO UPDATE SET version = excluded.version");
    statement.bindText(1, name).bind(2, present);
    return statement.run();
}

}  // namespace skein::runtime
