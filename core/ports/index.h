// The Index port: read-only questions to memory. Implemented by runtime over SQLite, by tests over vectors.
// Thread: implementations are called from several worker threads at once and must allow it. Answers are values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/model/atom.h"
#include "core/model/claim.h"

namespace skein {

/// What a hit's score is made of, in millionths; see core/memory/retrieval/rank.h.
struct ScoreParts {
    std::int64_t words = 0, related = 0, meaning = 0, links = 0;
};

/// An atom that says nearly the same as a hit and stands behind it.
struct AlikeAtom {
    Digest id;
    std::string path;
    LineRange lines;
};

/// One search hit, best first; the score is fixed point (millionths) so that order never depends on rounding.
struct AtomHit {
    Atom atom;
    std::int64_t scoreMicro = 0;
    ScoreParts parts = {};              ///< their sum is the score
    std::vector<AlikeAtom> alike = {};  ///< near duplicates, best first; no hits of their own
};

/// A source file as memory knows it.
struct SourceFile {
    std::string path;  ///< relative, '/' separated
    std::string language;
    std::uint64_t bytes = 0;
    std::uint32_t lines = 0;
    Digest content;  ///< SHA-256 of the file's bytes at ingest
};

/// A claim with the sequence number of the journal entry that recorded it, and the task that made it.
struct HeldClaim {
    Claim claim;
    std::uint64_t sequence = 0;
    std::uint32_t run = 0;
    std::uint32_t task = 0;  ///< TaskNo of the producer; 0 for a claim made by a source alone
};

class MemoryIndex {
public:
    virtual ~MemoryIndex() = default;

    /// The atoms that answer a question best, by words of title, ancestors, symbol names and text, by meaning and by
    /// reference; near duplicates as one. `pathPrefixes` empty means everywhere.
    virtual Result<std::vector<AtomHit>> search(std::string_view query, std::size_t limit,
                                                const std::vector<std::string>& pathPrefixes) const = 0;
    /// Current atoms of these paths (exact files, or folders ending in '/'), ordered by path, then first line.
    virtual Result<std::vector<Atom>> atomsUnder(const std::vector<std::string>& paths) const = 0;
    /// One atom by id, superseded ones included. Error: NotFound.
    virtual Result<Atom> atom(const Digest& id) const = 0;
    /// Current files, ordered by path.
    virtual Result<std::vector<SourceFile>> files() const = 0;
    /// The current whole text of one source file. Error: NotFound.
    virtual Result<std::string> fileText(std::string_view path) const = 0;
};

}  // namespace skein
