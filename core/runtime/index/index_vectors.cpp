// What embedding models made of texts, and what models wrote about them, as the journal tells it.
#include "core/memory/retrieval/model_vectors.h"
#include "core/runtime/index/index_parts.h"

namespace skein::runtime {

std::string textOfQuestion(std::string_view query) {
    return memory::shownText(query.substr(0, memory::maxEmbeddedBytes));
}

Result<std::optional<VectorSpaceName>> spaceOf(sqlite::Connection& connection) {
    auto statement = connection.prepare(
        "SELECT s.id, s.name, s.dimensions FROM meta m JOIN spaces s ON s.name = m.value WHERE m.key = 'space'");
    SKEIN_TRY(const bool found, statement.step());
    if (!found) return std::optional<VectorSpaceName>();
    return std::optional(
        VectorSpaceName{statement.integer(0), statement.blob(1), static_cast<std::uint32_t>(statement.integer(2))});
}

namespace {

Result<std::optional<VectorSpaceName>> spaceNamed(sqlite::Connection& connection, std::string_view name) {
    auto statement = connection.prepare("SELECT id, name, dimensions FROM spaces WHERE name = ?1");
    statement.bindText(1, name);
    SKEIN_TRY(const bool found, statement.step());
    if (!found) return std::optional<VectorSpaceName>();
    return std::optional(
        VectorSpaceName{statement.integer(0), statement.blob(1), static_cast<std::uint32_t>(statement.integer(2))});
}

/// What an atom says to an embedding model.
struct Said {
    std::int64_t row = 0;
    Digest id, text;
};

/// What the atoms of a version say, from their texts.
Result<std::vector<Said>> saidIn(const SqliteIndex::Parts& parts, sqlite::Connection& connection,
                                 std::int64_t version) {
    SKEIN_TRY(const auto rows, atomsIn(connection, version));
    SKEIN_TRY(const auto bytes, parts.content(connection, version));
    std::vector<Said> said;
    said.reserve(rows.size());
    for (const auto& row : rows) {
        if (row.start + row.length > bytes.size())
            return fail(ErrorCode::Damaged, connection.path() + ": the text of an atom is missing");
        const auto text = std::string_view(bytes).substr(row.start, row.length);
        said.push_back({row.row, row.atom.id, memory::embeddedDigest(row.atom, text)});
    }
    return said;
}

/// The same as the file keeps it, from the first vector on.
Result<std::vector<Said>> keptSaid(sqlite::Connection& connection, std::int64_t version) {
    auto statement = connection.prepare("SELECT row, id, text FROM said WHERE row BETWEEN ?1 AND ?2 ORDER BY row");
    statement.bind(1, rowIn(version, 0)).bind(2, lastRowIn(version));
    std::vector<Said> said;
    for (;;) {
        SKEIN_TRY(const bool more, statement.step());
        if (!more) return said;
        said.push_back({statement.integer(0), asDigest(statement.view(1)), asDigest(statement.view(2))});
    }
}

}  // namespace

Result<bool> keepsSaid(sqlite::Connection& connection) {
    auto statement = connection.prepare("SELECT 1 FROM spaces LIMIT 1");
    return statement.step();
}

Result<void> SqliteIndex::Parts::insertSaid(std::int64_t version) {
    SKEIN_TRY(const auto said, saidIn(*this, *writer, version));
    auto statement = writer->prepare("INSERT INTO said(row, id, text) VALUES(?1, ?2, ?3)");
    for (const auto& one : said) {
        statement.bind(1, one.row).bindBlob(2, asText(one.id)).bindBlob(3, asText(one.text));
        SKEIN_CHECK(statement.run());
        statement.reset();
    }
    return {};
}

Result<void> addModelVectors(sqlite::Connection& connection, const std::vector<std::int64_t>& versions,
                             Searchable& made) {
    SKEIN_TRY(const auto space, spaceOf(connection));
    if (!space) return {};
    made.space = *space;
    made.byModel.emplace(made.words.size(), space->dimensions);
    auto statement = connection.prepare(
        "SELECT s.row, v.bytes FROM said s JOIN vectors v ON v.space = ?1 AND v.text = s.text "
        "WHERE s.row BETWEEN ?2 AND ?3 ORDER BY s.row");
    memory::AtomNumber atom = 0;
    for (const auto version : versions) {
        statement.bind(1, space->id).bind(2, rowIn(version, 0)).bind(3, lastRowIn(version));
        for (;;) {
            SKEIN_TRY(const bool more, statement.step());
            if (!more) break;
            while (atom < made.words.size() && made.words.atom(atom).row < statement.integer(0)) ++atom;
            if (atom == made.words.size()) return {};
            if (made.words.atom(atom).row == statement.integer(0)) made.byModel->set(atom, statement.view(1));
        }
        statement.reset();
    }
    return {};
}

Result<std::optional<memory::AskedVector>> askedIn(sqlite::Connection& connection, const Searchable& made,
                                                   std::string_view query) {
    std::optional<memory::AskedVector> asked;
    if (!made.byModel || made.byModel->covered() == 0) return asked;
    auto statement = connection.prepare("SELECT bytes FROM vectors WHERE space = ?1 AND text = ?2");
    const auto text = sha256(textOfQuestion(query));
    statement.bind(1, made.space.id).bindBlob(2, asText(text));
    SKEIN_TRY(const bool found, statement.step());
    if (found && statement.view(0).size() == made.byModel->dimensions())
        asked.emplace(memory::AskedVector{&*made.byModel, made.byModel->directionOf(statement.view(0))});
    return asked;
}

Result<std::vector<TextToEmbed>> SqliteIndex::textsToEmbed(std::string_view name, const std::set<Digest>& left) const {
    SKEIN_TRY(const auto reader, ReaderLease::take(*m_parts));
    SKEIN_TRY(const auto space, spaceNamed(*reader, name));
    SKEIN_TRY(const bool kept, keepsSaid(*reader));
    SKEIN_TRY(const auto versions, presentVersions(*reader));
    auto known = reader->prepare("SELECT 1 FROM vectors WHERE space = ?1 AND text = ?2");
    std::vector<TextToEmbed> texts;
    std::set<Digest> seen;
    for (const auto version : versions) {
        SKEIN_TRY(const auto said, kept ? keptSaid(*reader, version) : saidIn(*m_parts, *reader, version));
        for (const auto& one : said) {
            if (left.contains(one.id) || seen.contains(one.text)) continue;
            known.bind(1, space ? space->id : 0).bindBlob(2, asText(one.text));
            SKEIN_TRY(const bool has, known.step());
            known.reset();
            if (has) continue;
            seen.insert(one.text);
            texts.push_back({one.text, one.row});
        }
    }
    return texts;
}

Result<std::string> SqliteIndex::textOf(const TextToEmbed& text) const {
    SKEIN_TRY(const auto reader, ReaderLease::take(*m_parts));
    auto row = atomIn(*reader, text.row);
    if (!row && row.error().code == ErrorCode::NotFound)
        return fail(ErrorCode::NotFound, reader->path() + ": an atom that has just been there is gone");
    if (!row) return Failure(std::move(row).error());
    row->length = std::min(row->length, memory::maxEmbeddedBytes);
    SKEIN_TRY(const auto atom, withText(*reader, *std::move(row)));
    return memory::embeddedText(atom, atom.text);
}

Result<bool> SqliteIndex::hasVector(std::string_view name, std::string_view query) const {
    SKEIN_TRY(const auto reader, ReaderLease::take(*m_parts));
    SKEIN_TRY(const auto space, spaceNamed(*reader, name));
    if (!space) return false;
    auto statement = reader->prepare("SELECT 1 FROM vectors WHERE space = ?1 AND text = ?2");
    const auto text = sha256(textOfQuestion(query));
    statement.bind(1, space->id).bindBlob(2, asText(text));
    return statement.step();
}

Result<std::set<Digest>> SqliteIndex::comparedByModel(std::string_view query, const std::vector<AtomHit>& hits) const {
    std::set<Digest> compared;
    SKEIN_TRY(const auto reader, ReaderLease::take(*m_parts));
    SKEIN_TRY(const auto space, spaceOf(*reader));
    if (!space) return compared;
    auto asked = reader->prepare("SELECT 1 FROM vectors WHERE space = ?1 AND text = ?2");
    const auto text = sha256(textOfQuestion(query));
    asked.bind(1, space->id).bindBlob(2, asText(text));
    SKEIN_TRY(const bool found, asked.step());
    if (!found) return compared;
    auto known = reader->prepare(
        "SELECT 1 FROM ids i JOIN said s ON s.row = i.row JOIN vectors v ON v.space = ?1 AND v.text = s.text "
        "WHERE i.prefix = ?2 AND s.id = ?3");
    for (const auto& hit : hits) {
        known.bind(1, space->id).bind(2, prefixOf(hit.atom.id)).bindBlob(3, asText(hit.atom.id));
        SKEIN_TRY(const bool has, known.step());
        if (has) compared.insert(hit.atom.id);
        known.reset();
    }
    return compared;
}

Result<std::uint32_t> SqliteIndex::dimensionsOf(std::string_view name) const {
    SKEIN_TRY(const auto reader, ReaderLease::take(*m_parts));
    SKEIN_TRY(const auto space, spaceNamed(*reader, name));
    return space ? space->dimensions : 0;
}

Result<std::map<std::string, WrittenSummary>> SqliteIndex::writtenSummaries() const {
    SKEIN_TRY(const auto reader, ReaderLease::take(*m_parts));
    auto statement = reader->prepare("SELECT path, made_from, model, text FROM summaries");
    std::map<std::string, WrittenSummary> summaries;
    for (;;) {
        SKEIN_TRY(const bool more, statement.step());
        if (!more) return summaries;
        summaries[statement.blob(0)] = {statement.blob(0), asDigest(statement.view(1)), statement.blob(2),
                                        statement.blob(3)};
    }
}

Result<void> SqliteIndex::setSpace(std::string_view name) {
    auto& parts = *m_parts;
    SKEIN_CHECK(parts.begin());
    parts.wordsChanged = true;  // searches look anew
    auto statement = parts.writer->prepare(
        "INSERT INTO meta(key, value) VALUES('space', ?1) ON CONFLICT(key) DO UPDATE SET value = excluded.value");
    statement.bindText(1, name);
    return statement.run();
}

Result<void> SqliteIndex::recordVectors(std::string_view blob) {
    SKEIN_TRY(const auto batch, memory::vectorsInBlob(blob));
    auto& parts = *m_parts;
    SKEIN_CHECK(parts.begin());
    SKEIN_TRY(const bool kept, keepsSaid(*parts.writer));
    if (!kept) {
        SKEIN_TRY(const auto versions, parts.writer->integer("SELECT ifnull(max(id), 0) FROM versions"));
        for (std::int64_t version = 1; version <= versions; ++version) SKEIN_CHECK(parts.insertSaid(version));
    }
    {
        auto statement = parts.writer->prepare("INSERT OR IGNORE INTO spaces(name, dimensions) VALUES(?1, ?2)");
        statement.bindText(1, batch.space).bind(2, batch.dimensions);
        SKEIN_CHECK(statement.run());
    }
    SKEIN_TRY(const auto space, spaceNamed(*parts.writer, batch.space));
    if (!space || space->dimensions != batch.dimensions)
        return fail(ErrorCode::Damaged, parts.path + ": vectors of one space differ in length");
    parts.wordsChanged = true;
    auto statement = parts.writer->prepare("INSERT OR REPLACE INTO vectors(space, text, bytes) VALUES(?1, ?2, ?3)");
    for (std::size_t i = 0; i < batch.texts.size(); ++i) {
        statement.bind(1, space->id).bindBlob(2, asText(batch.texts[i])).bindBlob(3, batch.vector(i));
        SKEIN_CHECK(statement.run());
        statement.reset();
    }
    return parts.noteWritten(batch.parts.size());
}

Result<void> SqliteIndex::recordSummary(const WrittenSummary& summary) {
    auto& parts = *m_parts;
    SKEIN_CHECK(parts.begin());
    auto statement =
        parts.writer->prepare("INSERT OR REPLACE INTO summaries(path, made_from, model, text) VALUES(?1, ?2, ?3, ?4)");
    statement.bindText(1, summary.path).bindBlob(2, asText(summary.madeFrom));
    statement.bindText(3, summary.model).bindText(4, summary.text);
    SKEIN_CHECK(statement.run());
    return parts.noteWritten(summary.text.size());
}

}  // namespace skein::runtime
