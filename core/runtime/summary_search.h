// Searching memory from its summaries down: which folders and documents a question is about, by what is said of them
// and by what is found in them, and then the atoms in those. Thread: any; blocks on the index. Reads only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/memory/prose.h"
#include "core/runtime/index/sqlite_index.h"
#include "core/runtime/memory_tree.h"

namespace skein::runtime {

/// A folder or document that a question is about.
struct PlaceHit {
    MemoryNode place;               ///< without its parts
    std::int64_t scoreMicro = 0;    ///< the mean of the next two
    std::int64_t summaryMicro = 0;  ///< how much of the question its path and summary hold, in millionths
    std::int64_t foundMicro = 0;    ///< what was found in it, as a share of what was found in the best one of its kind
    std::vector<AtomHit> parts;     ///< of a document: the atoms found in it, best first
    std::optional<memory::Sentence> sentence;  ///< of the best part: the one that answers
};

struct PlacesFound {
    std::vector<PlaceHit> folders;    ///< best first; equal ones by path
    std::vector<PlaceHit> documents;  ///< the same
};

/// At most `limit` of either kind. Asked are the summaries of the places in which the thousand best atoms stand, and
/// all that models wrote and that is not stale: so a document is found by what a model said of it in words of its own.
/// What is found in a document counts as in searchByLevel(), in a folder its documents count likewise. Errors:
/// NotFound when memory holds nothing under a path of `within`; those of the index.
Result<PlacesFound> searchFromSummaries(const SqliteIndex& index, const std::string& query, std::size_t limit,
                                        const std::vector<std::string>& within);

}  // namespace skein::runtime
