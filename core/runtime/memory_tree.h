// Memory as a tree, from the workspace down to paragraphs, each node with what it holds and a short summary.
// Thread: any; blocks on the index. Reads only; nothing is kept: a tree of a screenful takes milliseconds once the
// words are in memory. Where a model has written about a document or folder as it is now, its words stand there.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/memory/retrieval/summary.h"
#include "core/runtime/index/sqlite_index.h"
#include "core/runtime/ingest/ingest.h"

namespace skein::runtime {

struct MemoryNode {
    std::string kind;  ///< "workspace", "source", "folder", "document", or what the atom is: "section", "symbol", ...
    std::string title;
    std::string path;                ///< what `tree` takes to begin here; empty for the workspace
    std::optional<LineRange> lines;  ///< within a document
    Digest atom;                     ///< zero above documents
    std::uint64_t sources = 0;       ///< of the workspace; 0 for all others
    std::uint64_t documents = 0;     ///< below it; 0 within a document
    std::uint64_t atoms = 0;
    std::uint64_t tokens = 0;      ///< estimated
    bool tokensFromShare = false;  ///< counted in the documents that were read, the rest by size
    memory::Summary summary;
    std::string staleBy;  ///< the model whose summary is of an earlier text; `summary` is an extract then
    std::vector<MemoryNode> parts;
    std::uint64_t partsLeftOut = 0;  ///< beyond TreeRequest::mostParts
};

struct TreeRequest {
    std::vector<SourceRoot> sources;  ///< of the workspace, in the order in which they were named
    std::string workspace;            ///< its title
    std::string path;                 ///< a folder or a document; empty: the workspace
    std::size_t depth = 2;            ///< levels below the first
    std::size_t mostParts = 50;       ///< of each node
};

/// Summaries roll up: a document's comes from its own sentences (in code: from its comments), a folder's from the
/// summaries of up to 24 documents that speak for it (what is called README, index or overview first, then every n-th
/// by path). What holds no sentence is described by the titles in it. Error: NotFound for a path that memory does not
/// hold.
Result<MemoryNode> memoryTree(const SqliteIndex& index, const TreeRequest& request);

/// What stands at each of these paths (folders end in '/'), without what is below it; a path that memory does not hold
/// is passed over.
Result<std::vector<MemoryNode>> memoryPlaces(const SqliteIndex& index, const std::vector<std::string>& paths);

}  // namespace skein::runtime
