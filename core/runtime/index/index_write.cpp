// The writer: files and uses as the journal tells them.
#include <algorithm>
#include <tuple>

#include <sqlite3.h>

#include "core/base/text.h"
#include "core/runtime/index/index_parts.h"

namespace skein::runtime {
namespace {

void addNames(const Atom& atom, memory::TermCounter& counter) {
    counter.add(atom.path, memory::WordField::Names);
    for (const auto& title : atom.ancestors) counter.add(title, memory::WordField::Names);
    counter.add(atom.signature, memory::WordField::Names);
    counter.add(atom.typeRef, memory::WordField::Names);
}

/// For each line, by its number, which of the atoms it belongs to; none: their count. The atoms are in order of lines,
/// an outer one before those inside it.
std::vector<std::size_t> ownersOf(const std::vector<WordSource>& sources, const memory::LineTable& lines) {
    std::vector<std::size_t> owners(lines.count() + 1, sources.size());
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const auto range = sources[i].atom->lines;
        for (auto line = range.first; line <= std::min(range.last, lines.count()); ++line) owners[line] = i;
    }
    return owners;
}

/// Counts the lines of a range that belong to this atom. Those that follow each other are read as one text, which gives
/// the same words; of a line that is very long only its beginning.
void countOwnLines(const memory::LineTable& lines, const std::vector<std::size_t>& owners, std::size_t owner,
                   LineRange range, memory::TermCounter& counter) {
    const auto end = std::min(range.last, lines.count()) + 1;
    for (auto first = range.first; first < end;) {
        auto behind = first;
        while (behind < end && owners[behind] == owner) ++behind;
        if (behind == first) {
            ++first;
            continue;
        }
        const auto text = lines.text({first, behind - 1});
        if (text.size() <= memory::maxAtomTextBytes) {
            counter.add(text, memory::WordField::Text);
        } else {
            for (auto line = first; line < behind; ++line)
                counter.add(lines.line(line).substr(0, memory::maxAtomTextBytes), memory::WordField::Text);
        }
        first = behind;
    }
}

}  // namespace

Result<void> SqliteIndex::Parts::writeWords(std::int64_t version, std::vector<WordSource> sources,
                                            const memory::LineTable& lines) {
    std::sort(sources.begin(), sources.end(), [](const WordSource& a, const WordSource& b) {
        return std::tuple(a.atom->lines.first, ~a.atom->lines.last, a.atom->kind, a.number) <
               std::tuple(b.atom->lines.first, ~b.atom->lines.last, b.atom->kind, b.number);
    });
    const auto owners = ownersOf(sources, lines);
    SKEIN_CHECK(loadCounting());
    wordsChanged = true;
    auto& counter = counting->counter;
    std::string made;                                                     // in the order in which the atoms are counted
    std::vector<std::pair<std::size_t, std::size_t>> at(sources.size());  // where each atom's list lies in it
    std::vector<const Digest*> ids(sources.size());
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const auto& atom = *sources[i].atom;
        counter.add(atom.title, memory::WordField::Title);
        addNames(atom, counter);
        // A comment that repeats the atom's own lines (a header) is not counted twice.
        if (atom.kind != AtomKind::File && atom.kind != AtomKind::Section)
            counter.add(atom.comment, memory::WordField::Text);
        countOwnLines(lines, owners, i, atom.lines, counter);
        if (atom.kind == AtomKind::Symbol) counter.define(atom.title);
        const auto start = made.size();
        counter.finish().appendTo(made);
        at[sources[i].number] = {start, made.size() - start};
        ids[sources[i].number] = &atom.id;
    }
    std::string bytes;
    bytes.reserve(made.size() + at.size() * prefixBytes);
    for (std::size_t number = 0; number < at.size(); ++number) {
        bytes.append(reinterpret_cast<const char*>(ids[number]->bytes.data()), prefixBytes);
        bytes.append(made, at[number].first, at[number].second);
    }
    auto statement = writer->prepare("INSERT INTO word_lists(version, bytes) VALUES(?1, ?2)");
    statement.bind(1, version).bindBlob(2, bytes);
    return statement.run();
}

Result<void> SqliteIndex::Parts::loadCounting() {
    if (counting) return {};
    auto loaded = std::make_unique<WordCounting>();
    SKEIN_CHECK(readTerms(*writer, loaded->lexicon));
    loaded->stored = loaded->lexicon.size();
    counting = std::move(loaded);
    return {};
}

Result<void> SqliteIndex::Parts::storeTerms() {
    if (!counting) return {};
    if (counting->stored == counting->lexicon.size()) return {};
    std::string texts;
    for (auto term = counting->stored; term < counting->lexicon.size(); ++term)
        (texts += counting->lexicon.text(term)) += termEnd;
    auto statement = writer->prepare("INSERT INTO terms(first, texts) VALUES(?1, ?2)");
    statement.bind(1, counting->stored).bindBlob(2, texts);
    return statement.run();
}

Result<void> SqliteIndex::Parts::storeIds() {
    std::sort(newIds.begin(), newIds.end());
    auto statement = writer->prepare("INSERT INTO ids(prefix, row) VALUES(?1, ?2)");
    for (const auto& [prefix, row] : newIds) {
        statement.bind(1, prefix).bind(2, row);
        SKEIN_CHECK(statement.run());
        statement.reset();
    }
    return {};
}

Result<std::int64_t> SqliteIndex::Parts::insertVersion(std::uint64_t sequence, const memory::Manifest& manifest,
                                                       std::string_view bytes, const BlobRef& blob) {
    const auto& file = manifest.file;
    {
        auto statement = writer->prepare(
            "INSERT INTO versions(path, language, bytes, lines, content, sequence, manifest, atoms) "
            "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
        statement.bindText(1, file.path);
        statement.bindText(2, file.language);
        statement.bind(3, static_cast<std::int64_t>(file.bytes));
        statement.bind(4, file.lines);
        statement.bindBlob(5, asText(file.content));
        statement.bind(6, static_cast<std::int64_t>(sequence));
        statement.bindBlob(7, asText(blob.name));
        statement.bind(8, static_cast<std::int64_t>(manifest.atoms.size()));
        SKEIN_CHECK(statement.run());
    }
    const std::int64_t version = sqlite3_last_insert_rowid(writer->handle());
    for (std::size_t at = 0; at < bytes.size(); at += chunkBytes) {
        auto statement = writer->prepare("INSERT INTO chunks(id, bytes) VALUES(?1, ?2)");
        statement.bind(1, rowIn(version, at / chunkBytes));
        statement.bindBlob(2, bytes.substr(at, chunkBytes));
        SKEIN_CHECK(statement.run());
    }
    return version;
}

Result<void> SqliteIndex::Parts::insertAtoms(std::int64_t version, const std::vector<Atom>& atoms,
                                             const memory::LineTable& lines) {
    std::vector<WordSource> sources;
    sources.reserve(atoms.size());
    auto statement = writer->prepare("INSERT INTO atoms(row, bytes) VALUES(?1, ?2)");
    std::string packed;
    for (const auto& atom : atoms) {
        const auto number = sources.size();
        const auto row = rowIn(version, number);
        const auto text = lines.text(atom.lines);
        // A few bytes more than are shown, so that reading cuts at the same character.
        packAtom(atom, lines.start(atom.lines.first), std::min(text.size(), memory::maxAtomTextBytes + 4), packed);
        if ((number + 1) % atomsInRow == 0 || number + 1 == atoms.size()) {
            statement.bind(1, row - static_cast<std::int64_t>(number % atomsInRow)).bindBlob(2, packed);
            SKEIN_CHECK(statement.run());
            statement.reset();
            packed.clear();
        }
        newIds.emplace_back(prefixOf(atom.id), row);
        sources.push_back({number, &atom});
    }
    return writeWords(version, std::move(sources), lines);
}

Result<void> SqliteIndex::applyFile(std::uint64_t sequence, std::string_view manifestText, std::string_view content,
                                    const SourceTimes& times) {
    auto& parts = *m_parts;
    SKEIN_TRY(const auto manifest, memory::readManifest(manifestText));
    const memory::LineTable lines(content);
    SKEIN_CHECK(memory::checkContent(manifest, content, lines));
    SKEIN_CHECK(parts.begin());
    const auto& path = manifest.file.path;
    SKEIN_TRY(const auto before, parts.currentVersion(*parts.writer, path));
    SKEIN_TRY(const auto version, parts.insertVersion(sequence, manifest, content, times.manifest));
    memory::SourceChange change{sequence, times.at, version, times.validFrom, times.validUntil, 0};
    if (times.correction) { SKEIN_TRY(change.corrects, parts.corrected(path, times.previous, before)); }
    SKEIN_TRY(const auto present, parts.recordChange(path, change));
    SKEIN_CHECK(parts.insertAtoms(version, manifest.atoms, lines));
    SKEIN_TRY(const bool embeds, keepsSaid(*parts.writer));
    if (embeds) SKEIN_CHECK(parts.insertSaid(version));
    SKEIN_CHECK(parts.setPresent(path, before, present));
    return parts.noteWritten(content.size());
}

Result<void> SqliteIndex::removeFile(std::uint64_t sequence, std::string_view path, const SourceTimes& times) {
    auto& parts = *m_parts;
    SKEIN_CHECK(parts.begin());
    SKEIN_TRY(const auto before, parts.currentVersion(*parts.writer, path));
    memory::SourceChange change{sequence, times.at, 0, times.validFrom, std::nullopt, 0};
    if (times.correction) { SKEIN_TRY(change.corrects, parts.corrected(path, times.manifest, before)); }
    SKEIN_TRY(const auto present, parts.recordChange(path, change));
    return parts.setPresent(path, before, present);
}

Result<void> SqliteIndex::recordUses(std::uint64_t, std::uint32_t run, std::uint32_t task, std::uint32_t revision,
                                     const std::vector<Digest>& items) {
    auto& parts = *m_parts;
    const std::scoped_lock lock(parts.usesMutex);
    auto& uses = parts.uses[{run, task}];
    if (revision < uses.revision) return {};
    if (revision > uses.revision) {
        parts.waitingUses -= uses.items.size();
        uses = {revision, {}};
    }
    uses.items.insert(uses.items.end(), items.begin(), items.end());
    parts.waitingUses += items.size();
    return {};
}

Result<void> SqliteIndex::Parts::storeUses() {
    auto lower = writer->prepare("DELETE FROM uses WHERE run = ?1 AND task = ?2 AND revision < ?3");
    auto insert = writer->prepare("INSERT OR IGNORE INTO uses(item, run, task, revision) VALUES(?1, ?2, ?3, ?4)");
    for (const auto& [task, used] : uses) {
        lower.bind(1, task.run).bind(2, task.task).bind(3, used.revision);
        SKEIN_CHECK(lower.run());
        lower.reset();
        for (const auto& item : used.items) {
            insert.bindBlob(1, asText(item)).bind(2, task.run).bind(3, task.task).bind(4, used.revision);
            SKEIN_CHECK(insert.run());
            insert.reset();
        }
    }
    return {};
}

}  // namespace skein::runtime
