// What the reading and the writing half of SqliteIndex share. Private to core/runtime/index.
// Thread: `writer` and everything marked so belong to the writing thread; readers are leased one thread at a time.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/memory/manifest.h"
#include "core/memory/retrieval/model_vectors.h"
#include "core/memory/retrieval/rank.h"
#include "core/memory/retrieval/term_list.h"
#include "core/memory/retrieval/vector_space.h"
#include "core/memory/retrieval/word_index.h"
#include "core/memory/segment.h"
#include "core/memory/timeline.h"
#include "core/runtime/index/sqlite_index.h"
#include "core/runtime/store/sqlite.h"

namespace skein::runtime {

/// An atom whose words are counted. All of a version go together: a line belongs to the innermost atom that holds it,
/// so that a class does not repeat its members.
struct WordSource {
    std::size_t number = 0;  ///< in its version
    const Atom* atom = nullptr;
};

/// What the writer counts words with: the numbers of all terms, of which the first `stored` are in the file.
struct WordCounting {
    memory::Lexicon lexicon;
    memory::TermCounter counter{lexicon};
    std::uint32_t stored = 0;
};

/// What stands behind each of the terms that one row of the file holds; no term has it.
inline constexpr char termEnd = '\0';
/// All terms in the file, in the order of their numbers. Error: Damaged when one is missing.
Result<void> readTerms(sqlite::Connection& connection, memory::Lexicon& lexicon);

/// A space of vectors by an embedding model.
struct VectorSpaceName {
    std::int64_t id = 0;
    std::string name;
    std::uint32_t dimensions = 0;
};

/// What questions are answered from: a function of the atoms of an instant alone, made whole when they have changed.
struct Searchable {
    std::int64_t revision = 0;
    memory::WordIndex words;
    std::optional<memory::VectorSpace> vectors;
    std::optional<memory::ModelVectors> byModel{};  ///< of the present atoms, in the workspace's space
    VectorSpaceName space{};                        ///< that `byModel` is of
};

/// The space of the workspace's embedding model, where it has vectors. index_vectors.cpp
Result<std::optional<VectorSpaceName>> spaceOf(sqlite::Connection& connection);
/// Takes the vectors of the atoms of these versions, which questions look through.
Result<void> addModelVectors(sqlite::Connection& connection, const std::vector<std::int64_t>& versions,
                             Searchable& made);
/// Whether the file keeps what each atom says to a model: from the first vector on, as most workspaces have none.
Result<bool> keepsSaid(sqlite::Connection& connection);
/// The vector of a question; nothing where nobody asked a model for it.
Result<std::optional<memory::AskedVector>> askedIn(sqlite::Connection& connection, const Searchable& made,
                                                   std::string_view query);

/// In the place of a count of writes: never reached.
inline constexpr std::uint64_t noWrites = std::numeric_limits<std::uint64_t>::max();

/// What the newest attempt of a task used, as long as it is not in the file.
struct TaskUses {
    std::uint32_t revision = 0;
    std::vector<Digest> items;
};

struct SqliteIndex::Parts {
    std::string path;
    std::string workspaceId;
    Access access = Access::Writer;
    std::string begunBecause;                    ///< writer: why the file is a new one; empty: it was there
    std::unique_ptr<WordCounting> counting;      ///< writer; loaded by the first file that is taken in
    std::unique_ptr<sqlite::Connection> writer;  ///< null for Access::Reader
    bool inTransaction = false;                  ///< writer
    bool wordsChanged = false;                   ///< writer
    std::size_t pendingBytes = 0;                ///< writer: since the last commit
    /// writer: prefixes and rows of atoms, which go into the file in order: they are anywhere in their table
    std::vector<std::pair<std::int64_t, std::int64_t>> newIds;
    std::uint64_t pendingThrough = 0;  ///< writer
    std::uint64_t storedThrough = 0;   ///< writer: what the file says
    std::atomic<std::uint64_t> through{0};
    mutable std::atomic<bool> damaged{false};

    /// Uses wait here until many have gathered or something else is stored: windows come by the thousand, and only a
    /// decision asks who used what.
    mutable std::mutex usesMutex;  ///< guards the next two
    std::map<TaskAddress, TaskUses> uses;
    std::size_t waitingUses = 0;  ///< items of all of them

    // readers
    mutable std::mutex mutex;
    mutable std::condition_variable returned;
    mutable std::vector<std::unique_ptr<sqlite::Connection>> idle;
    mutable std::size_t opened = 0;

    mutable std::mutex searchMutex;  ///< held while a Searchable is made, so that it is made once
    mutable std::shared_ptr<const Searchable> searchable;
    std::atomic<std::uint64_t> wordWrites{0};              ///< commits of this process that changed what searches see
    mutable std::atomic<std::uint64_t> emptyAt{noWrites};  ///< after that many there was nothing to find

    mutable std::mutex pastMutex;  ///< the same for the last instant that was asked about
    mutable std::shared_ptr<const Searchable> past;
    mutable std::vector<std::int64_t> pastVersions;  ///< whose atoms `past` holds, ascending

    Result<void> begin();                         ///< writer: a transaction, if there is none
    Result<void> noteWritten(std::size_t bytes);  ///< writer: commits when enough has gathered
    Result<void> commit();
    Result<void> store();      ///< writer: also what commit() leaves waiting
    Result<void> storeUses();  ///< writer: within the transaction
    Result<std::int64_t> currentVersion(sqlite::Connection& connection,
                                        std::string_view path) const;  ///< 0: no such file
    Result<std::string> content(sqlite::Connection& connection, std::int64_t version) const;
    Result<void> loadCounting();  ///< writer
    /// writer: keeps the words of a version's atoms; see WordSource
    Result<void> writeWords(std::int64_t version, std::vector<WordSource> sources, const memory::LineTable& lines);
    Result<void> storeTerms();  ///< writer: those that came since the last commit
    Result<void> storeIds();    ///< writer: within the transaction
    /// What answers questions at the state that `connection` sees; made now if nobody has yet. `cancelled` as in
    /// VectorSpace::make; a cancelled one is kept nowhere and not given: null; so
    /// is one that another thread is making.
    Result<std::shared_ptr<const Searchable>> searchableFor(sqlite::Connection& connection,
                                                            const std::function<bool()>& cancelled) const;
    Result<std::int64_t> insertVersion(std::uint64_t sequence, const memory::Manifest& manifest, std::string_view bytes,
                                       const BlobRef& blob);
    Result<void> insertAtoms(std::int64_t version, const std::vector<Atom>& atoms, const memory::LineTable& lines);

    Result<void> insertSaid(std::int64_t version);  ///< writer: of its atoms, which are in the file. index_vectors.cpp

    // index_times.cpp; writer
    /// The version of a path that a correction corrects: the one with this manifest, else the present one.
    Result<memory::VersionNo> corrected(std::string_view name, const BlobRef& manifest, std::int64_t present);
    /// Takes one change into the file's rectangles; returns the version that stands at the change's recorded time.
    Result<memory::VersionNo> recordChange(std::string_view name, const memory::SourceChange& change);
    /// A version of a path is the present one now instead of another; 0: none.
    Result<void> setPresent(std::string_view name, std::int64_t before, std::int64_t present);
};

/// A reading connection for one question, inside one read transaction.
class ReaderLease {
public:
    static Result<ReaderLease> take(const SqliteIndex::Parts& parts);
    ReaderLease(ReaderLease&& other) noexcept
        : m_parts(std::exchange(other.m_parts, nullptr)), m_connection(std::move(other.m_connection)) {}
    ReaderLease& operator=(ReaderLease&&) = delete;
    ~ReaderLease();
    sqlite::Connection& operator*() const { return *m_connection; }
    sqlite::Connection* operator->() const { return m_connection.get(); }

private:
    ReaderLease(const SqliteIndex::Parts& parts, std::unique_ptr<sqlite::Connection> connection)
        : m_parts(&parts), m_connection(std::move(connection)) {}
    const SqliteIndex::Parts* m_parts;
    std::unique_ptr<sqlite::Connection> m_connection;
};

/// The versions that stand now, ascending.
Result<std::vector<std::int64_t>> presentVersions(sqlite::Connection& connection);
/// The present is asked with vectors by a model, where there are any; they may be younger than the past.
enum class Standing : std::uint8_t { Present, Past };
/// What answers questions about the atoms of these versions (ascending). Vectors are kept at `vectorsPath`. Null:
/// cancelled. Error: Damaged.
Result<std::shared_ptr<const Searchable>> makeSearchable(sqlite::Connection& connection, Standing standing,
                                                         const std::vector<std::int64_t>& versions,
                                                         const std::string& vectorsPath, std::int64_t revision,
                                                         const std::function<bool()>& cancelled);
/// The best atoms of a Searchable as hits; near duplicates as one. `asked`: the question's vector by a model, if any.
Result<std::vector<AtomHit>> hitsIn(sqlite::Connection& connection, const Searchable& made, std::string_view query,
                                    std::size_t limit, const std::vector<bool>& admitted,
                                    const std::optional<memory::AskedVector>& asked);
/// The atoms that stand in these versions; empty for all.
std::vector<bool> admittedIn(const memory::WordIndex& words, std::vector<std::int64_t> versions);
/// All atoms of these versions, ordered by path, then first line.
Result<std::vector<Atom>> atomsOf(const SqliteIndex::Parts& parts, sqlite::Connection& connection,
                                  const std::map<std::string, std::int64_t>& versions);
/// From which and before which path the files lie that a path of atomsUnder() names.
std::pair<std::string, std::string> pathsUnder(const std::string& path);

/// In the place of a time that an event does not name.
inline constexpr std::int64_t noTime = std::numeric_limits<std::int64_t>::min();

/// The row of the n-th atom or chunk of a version; a version's rows lie side by side.
constexpr std::int64_t rowIn(std::int64_t version, std::size_t number) {
    return (version << 20) + static_cast<std::int64_t>(number);
}
constexpr std::int64_t lastRowIn(std::int64_t version) { return rowIn(version + 1, 0) - 1; }

/// How many bytes of an atom's id stand before its words in a version's word list.
inline constexpr std::size_t prefixBytes = sizeof(std::int64_t);

/// What atoms are looked up by: eight bytes are a quarter of the whole id, and as selective.
std::int64_t prefixOf(const Digest& atom);
/// The same of an id's first bytes.
std::int64_t prefixIn(std::string_view bytes);

/// A row as an atom without its text, and where the text is.
struct AtomRow {
    Atom atom;
    std::int64_t version = 0, row = 0;
    std::size_t start = 0, length = 0;
};
// index_atoms.cpp
/// An atom of a version, in the bytes of a row.
void packAtom(const Atom& atom, std::size_t start, std::size_t length, std::string& bytes);
/// How many atoms of a version are packed in one row, which bears the first one's number.
inline constexpr std::size_t atomsInRow = 16;
/// The atom of this row. Errors: NotFound when there is none; Damaged.
Result<AtomRow> atomIn(sqlite::Connection& connection, std::int64_t row);
/// All atoms of a version in the order of their rows. Error: Damaged.
Result<std::vector<AtomRow>> atomsIn(sqlite::Connection& connection, std::int64_t version);
/// The atoms with this id in all versions, ascending by rows. Error: Damaged.
Result<std::vector<AtomRow>> atomsWith(sqlite::Connection& connection, const Digest& id);
/// The same with its text, read from its chunks. Error: Damaged.
Result<Atom> withText(sqlite::Connection& connection, AtomRow row);
/// Whether a path of a filter means all files.
inline bool isEverything(std::string_view path) { return path.empty() || path == "/" || path == "." || path == "./"; }

/// Text is stored in pieces that fit a page of 8192 bytes, so that an atom reads one or two pages.
inline constexpr std::size_t chunkBytes = 8'000;

inline std::string_view asText(const Digest& digest) {
    return {reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()};
}
Digest asDigest(std::string_view bytes);

}  // namespace skein::runtime
