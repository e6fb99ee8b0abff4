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

}  // namespace

Result<void> addModelVectors(sqlite::Connection& connection, const std::vector<std::int64_t>& versions,
                             Searchable& made) {
    SKEIN_TRY(const auto space, spaceOf(connection));
    if (!space) return {};
    made.space = *space;
    made.byModel.emplace(made.words.size(), space->dimensions);
    auto statement = connection.prepare(
        "SELECT a.row, v.bytes FROM atoms a JOIN vectors v ON v.space = ?1 AND v.text = a.said "
        "WHERE a.row BETWEEN ?2 AND ?3 ORDER BY a.row");
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
    auto statement = reader->prepare(
        "SELECT a.said, a.row, a.id FROM atoms a WHERE a.row BETWEEN ?2 AND ?3 AND NOT EXISTS "
        "(SELECT 1 FROM vectors v WHERE v.space = ?1 AND v.text = a.said) ORDER BY a.row");
    SKEIN_TRY(const auto versions, presentVersions(*reader));
    std::vector<TextToEmbed> texts;
    std::set<Digest> seen;
    for (const auto version : versions) {
        statement.bind(1, space ? space->id : 0).bind(2, rowIn(version, 0)).bind(3, lastRowIn(version));
        for (;;) {
            SKEIN_TRY(const bool more, statement.step());
            if (!more) break;
            const auto text = asDigest(statement.view(0));
            if (!left.contains(asDigest(statement.view(2))) && seen.insert(text).second)
                texts.push_back({text, statement.integer(1)});
        }
        statement.reset();
    }
    return texts;
}

Result<std::string> SqliteIndex::textOf(const TextToEmbed& text) const {
    SKEIN_TRY(const auto reader, ReaderLease::take(*m_parts));
    auto statement = reader->prepare(SKEIN_SELECT_ATOMS "WHERE a.row = ?1");
    statement.bind(1, text.row);
    SKEIN_TRY(const bool found, statement.step());
    if (!found) return fail(ErrorCode::NotFound, reader->path() + ": an atom that has just been there is gone");
    auto row = readAtom(statement);
    row.length = std::min(row.length, memory::maxEmbeddedBytes);
    SKEIN_TRY(const auto atom, withText(*reader, std::move(row)));
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
        "SELECT 1 FROM atoms a JOIN vectors v ON v.space = ?1 AND v.text = a.said WHERE a.prefix = ?2 AND a.id = ?3");
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
