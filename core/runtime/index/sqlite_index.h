// The memory index: atoms, files and uses in an SQLite file of its own, with full-text search. It is a cache:
// all of it follows from the journal and its blobs, so any doubt about the file ends in an empty one and a rebuild.
// What searches look through (core/memory/retrieval) is made from it in memory; the vectors lie in a file beside it.
// Thread: the methods of MemoryIndex and the other const methods may be called from any number of threads at once; they
// see what was committed. The writer methods belong to one thread. Nothing here ever decides anything.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/memory/timeline.h"
#include "core/model/record.h"
#include "core/ports/index.h"

namespace skein::memory {
class WordIndex;
}

namespace skein::runtime {

/// A task of a run, as recorded with uses.
struct TaskAddress {
    std::uint32_t run = 0;
    std::uint32_t task = 0;
    friend auto operator<=>(const TaskAddress&, const TaskAddress&) = default;
};

/// How much of memory a search sees: its words always, its vectors where there are enough atoms for them.
struct SearchCoverage {
    std::uint64_t atoms = 0;    ///< current
    std::uint64_t vectors = 0;  ///< of them, those with a place in the vector space
    float explained = 0;        ///< memory::VectorSpace::explained()
    std::uint64_t byModel = 0;  ///< of the atoms, those with a vector by the workspace's embedding model
    std::string model{};        ///< that model's space; empty: none has made a vector yet
};

/// A text that the workspace's embedding model has no vector of yet.
struct TextToEmbed {
    Digest text;           ///< SHA-256 of what textOf() gives
    std::int64_t row = 0;  ///< of an atom that says it
};

/// A summary that a model wrote, of a document ("a/b.md") or a folder ("a/", or "" for everything).
struct WrittenSummary {
    std::string path;
    Digest madeFrom;  ///< of what it was made of; see runtime/summaries.h
    std::string model, text;
};

/// What event::SourceRecorded and event::SourceRemoved say besides the file itself.
struct SourceTimes {
    Instant at;  ///< recorded time
    std::optional<Instant> validFrom, validUntil;
    bool correction = false;
    BlobRef manifest;  ///< of the recorded version; of a removal: of what is removed
    BlobRef previous;  ///< the manifest it replaces, which is the one that a correction corrects
};

/// A question about the past: what was known through an entry of the journal about what was true at a time.
struct AsOf {
    std::uint64_t known = memory::stillKnown;
    Instant trueAt;
};

/// A version of a file where it stood at one point of both times.
struct StandingVersion {
    std::uint64_t sequence = 0;                   ///< the entry that recorded it
    std::uint64_t knownFrom = 0, knownUntil = 0;  ///< entries between which it was thought to hold at that time
    Instant recordedFrom, recordedUntil;          ///< their times; endOfTime: still
    memory::ValidSpan valid;                      ///< for how long it was thought to hold, at that point of knowledge
};

/// One change of a file, with what it led to.
struct FileChange {
    std::uint64_t sequence = 0;
    Instant at;
    bool removed = false;
    std::optional<Instant> validFrom, validUntil;
    std::uint64_t corrects = 0;            ///< the entry that recorded the version it corrects; 0: none
    Digest content;                        ///< SHA-256 of the file's bytes; none for a removal
    BlobRef manifest;                      ///< of the recorded version; none for a removal
    memory::VersionNo version = 0;         ///< 0: removed
    std::vector<memory::Rectangle> stood;  ///< of its version, in the order of knowledge, then of valid time
};

/// The file of an atom, and the entries of its history whose versions hold it, ascending.
struct AtomVersions {
    std::string path;
    std::vector<std::uint64_t> sequences;
};

/// What is sent of a question: its beginning, as valid UTF-8.
std::string textOfQuestion(std::string_view query);

struct IndexStats {
    std::uint64_t files = 0;       ///< current
    std::uint64_t atoms = 0;       ///< current
    std::uint64_t superseded = 0;  ///< atoms kept for the record
};

class SqliteIndex final : public MemoryIndex {
public:
    enum class Access { Writer, Reader };

    /// Opens or makes the file. As Writer: another workspace's, another version's, a damaged file, or one in use while
    /// the machine went down, or one that others changed is deleted and an empty one made; indexedThrough() is 0 then
    /// and the caller rebuilds. As Reader: NotFound or Damaged instead. Errors: Io (folder, disk), Busy. Precondition
    /// for Writer: the caller holds the workspace's writer lock. An index that reported Damaged is deleted when it is
    /// closed.
    static Result<std::unique_ptr<SqliteIndex>> open(const std::string& path, std::string_view workspaceId,
                                                     Access access = Access::Writer);
    ~SqliteIndex() override;

    // --- MemoryIndex -------------------------------------------------------------------------------------------------
    Result<std::vector<AtomHit>> search(std::string_view query, std::size_t limit,
                                        const std::vector<std::string>& pathPrefixes) const override;
    Result<std::vector<Atom>> atomsUnder(const std::vector<std::string>& paths) const override;
    Result<Atom> atom(const Digest& id) const override;
    Result<std::vector<SourceFile>> files() const override;
    Result<std::string> fileText(std::string_view path) const override;

    /// Makes what searches need at the present state, which the first search would otherwise make and wait for: words
    /// in memory, vectors. `cancelled` is asked now and then; then nothing is made, nor while
    /// another thread makes it; without it, it is waited for. A search never answers without
    /// vectors that are still to come, so that its answer does not depend on who was faster.
    Result<SearchCoverage> prepareSearch(const std::function<bool()>& cancelled) const;
    /// The words of all current atoms, as searches weigh them; it lives on when memory has changed.
    Result<std::shared_ptr<const memory::WordIndex>> words() const;
    /// How many current atoms each file has, by path.
    Result<std::map<std::string, std::uint64_t>> atomCounts() const;

    // --- questions about the past ------------------------------------------------------------------------------------
    /// The last change of a source that was recorded at `time` or before; 0: none.
    Result<std::uint64_t> knownAt(Instant time) const;
    /// As search(), over the versions that stood at this point: the same ranking over the atoms of that instant. What
    /// it looks through is made by the first question about an instant and kept until another one is asked about.
    Result<std::vector<AtomHit>> searchAsOf(std::string_view query, std::size_t limit,
                                            const std::vector<std::string>& pathPrefixes, AsOf asOf) const;
    /// As atomsUnder() and fileText(), of the versions that stood at this point.
    Result<std::vector<Atom>> atomsUnder(const std::vector<std::string>& paths, AsOf asOf) const;
    Result<std::string> fileText(std::string_view path, AsOf asOf) const;
    /// The version of a file that stood at this point; nothing if none did.
    Result<std::optional<StandingVersion>> versionAsOf(std::string_view path, AsOf asOf) const;
    /// All changes of a file, in the order of the journal; empty for a path that memory never held.
    Result<std::vector<FileChange>> history(std::string_view path) const;
    /// The atom whose id begins with these hexadecimal digits, superseded ones included. Errors: InvalidInput for fewer
    /// than eight digits, anything else, or several such atoms (names them); NotFound.
    Result<Digest> atomNamed(std::string_view digits) const;
    /// Which versions hold an atom; an empty path for a digest that is no atom's.
    Result<AtomVersions> versionsWith(const Digest& atom) const;
    /// The manifests of the present versions of these paths; of the last recorded one where no version stands now but
    /// the file was not removed (it spoke for a time that is over).
    Result<std::map<std::string, BlobRef>> manifestsOf(const std::set<std::string>& paths) const;

    // --- more questions ----------------------------------------------------------------------------------------------
    /// The journal sequence this index has read to, as of the last commit; to a Reader as of the last store(). 0 for an
    /// empty index.
    std::uint64_t indexedThrough() const;
    /// Why open() made a new file: there was none, or what was wrong with it; empty if it took the one that was there.
    const std::string& begunBecause() const;
    /// Something in it is wrong: it is deleted when it is closed (by a reader: marked), and the next writer makes a new
    /// one.
    void distrust() const;
    /// Tasks whose latest revision held one of these items, ordered, each once.
    Result<std::vector<TaskAddress>> usersOf(const std::vector<Digest>& items) const;
    /// What of the present atoms has no vector in a space, each text once, in the order in which files came; `left`
    /// names atoms that are not asked for. Errors: of the index.
    Result<std::vector<TextToEmbed>> textsToEmbed(std::string_view space, const std::set<Digest>& left) const;
    /// What is sent of one of them.
    Result<std::string> textOf(const TextToEmbed& text) const;
    /// Whether a space has the vector of a question.
    Result<bool> hasVector(std::string_view space, std::string_view query) const;
    /// Of these hits of a question, the atoms whose meaning was compared by vectors of the workspace's embedding model,
    /// and not by its own.
    Result<std::set<Digest>> comparedByModel(std::string_view query, const std::vector<AtomHit>& hits) const;
    /// The dimensions of the vectors in a space; 0: it has none yet.
    Result<std::uint32_t> dimensionsOf(std::string_view space) const;
    /// All summaries that models wrote, by path.
    Result<std::map<std::string, WrittenSummary>> writtenSummaries() const;
    /// Current files whose content was recorded behind this sequence number, by path.
    Result<std::vector<std::string>> pathsRecordedAfter(std::uint64_t sequence) const;
    Result<IndexStats> stats() const;

    // --- writer: changes gather in a transaction; commit() makes them visible to the questions above -----------------
    /// The file's new state, by the text of its manifest (core/memory/manifest.h). Atoms whose id stays keep it (and
    /// get their new lines); the others are superseded and can still be read by id. Errors: Damaged
    /// (manifest and content disagree), NewerVersion, Io. Present is what stands at the recorded time: a version that
    /// speaks for a time that is over is kept for questions about the past alone.
    Result<void> applyFile(std::uint64_t sequence, std::string_view manifest, std::string_view content,
                           const SourceTimes& times = {});
    /// The file is gone: its atoms are superseded. No error for an unknown path.
    Result<void> removeFile(std::uint64_t sequence, std::string_view path, const SourceTimes& times = {});
    /// What a revision of a task used. A higher revision replaces what lower ones recorded; the same one adds.
    Result<void> recordUses(std::uint64_t sequence, std::uint32_t run, std::uint32_t task, std::uint32_t revision,
                            const std::vector<Digest>& items);
    /// Vectors are those of this space from now on; empty: none.
    Result<void> setSpace(std::string_view name);
    /// The vectors of a call (memory/retrieval/model_vectors.h). Others of the same texts and space give way. Error:
    /// Damaged.
    Result<void> recordVectors(std::string_view blob);
    Result<void> recordSummary(const WrittenSummary& summary);
    /// The journal sequence that all changes made so far cover.
    Result<void> setThrough(std::uint64_t sequence);
    /// Everything gone, indexedThrough() 0, committed.
    Result<void> clear();
    /// Makes the changes since the last commit visible. Also happens by itself after some megabytes of changes. Uses
    /// and what setThrough() said are visible in this process alone and reach the file with the next other change, when
    /// many have gathered, with store() or at closing: a run records uses with every window.
    Result<void> commit();
    /// As commit(), all of it in the file.
    Result<void> store();
    /// Drops the changes since the last commit.
    void rollback();

    struct Parts;  ///< private to the folder: index_parts.h

private:
    explicit SqliteIndex(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

}  // namespace skein::runtime
