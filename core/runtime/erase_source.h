// Erasing a source: its texts, and what was made of them outside of agents' results, leave the disk; the journal keeps
// the entries, says "blob.erased" of each and still verifies. Thread: any; blocks. Needs the workspace's writer.
// What agents wrote (outputs, claims, documents) stays, even where it quotes: it is told how much of it there is.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/runtime/host.h"

namespace skein::runtime {

/// What goes with a source, found by reading the journal.
struct Erasure {
    std::string source;               ///< as it was asked for: a file, or a folder of memory
    std::vector<std::string> paths;   ///< the files, by path; also those that memory held only before
    std::vector<BlobRef> blobs;       ///< of them all, once each; manifests last, as they tell which text is whose
    std::vector<BlobRef> present;     ///< manifests of what stands in memory now
    std::uint64_t versions = 0;       ///< of the files
    std::uint64_t windows = 0;        ///< recorded windows that hold text of them; they are erased whole
    std::uint64_t vectorCalls = 0;    ///< answers of embedding models that hold vectors of them; erased whole
    std::uint64_t summaries = 0;      ///< by models, of the files and of folders above them
    std::uint64_t results = 0;        ///< results made from those windows: they stay
    std::vector<std::string> onDisk;  ///< of the files, those that lie where they were read from
};

/// Errors: InvalidInput for no path of its own ("." or nothing); NotFound where memory never held it; Busy while calls
/// are open, whose windows would be asked for again. Reads every manifest and window of the journal.
Result<Erasure> planErasure(Host& host, const std::string& source);

/// Puts it into the journal: the files are removed, and each blob is said to be erased. Idempotent. Errors: of the
/// journal.
Result<void> recordErasure(Host& host, const Erasure& erasure);

/// Deletes the index, which the next opening makes anew, and takes the bytes out of the workspace file, all at once.
/// Precondition: recordErasure() was durable and the host is gone. Can be done again after any interruption. Errors:
/// Busy (another writer; a reader that keeps the log from being emptied), Io.
Result<void> performErasure(const std::string& workspace, const Erasure& erasure);

}  // namespace skein::runtime
