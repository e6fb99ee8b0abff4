// Turns source folders into atoms. Thread: ingest() blocks its caller and runs a few worker threads of its own; the
// callbacks run on the caller's thread, one at a time, root by root in order of path. Never writes anything, never
// follows a link out of its root, never lets one bad file stop the rest.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/limits.h"
#include "core/model/atom.h"
#include "core/ports/index.h"

namespace skein::runtime {

/// One source: a folder or a single file.
struct SourceRoot {
    std::string folder;  ///< absolute path
    std::string prefix;  ///< "" or "name/": put before every path found below it
    bool isFile = false;
    std::string within =
        {};  ///< folder of the source it is a part of, whose ignore rules hold too; empty: it is one itself
};

/// Roots for the paths of a goal: a single source has no prefix, several folders are told apart by their last name, or
/// as many of their last names as it takes; files keep theirs. What lies in another of them is not named again. Errors:
/// NotFound naming the path; InvalidInput for anything but a folder or regular file.
Result<std::vector<SourceRoot>> sourceRootsFor(const std::vector<std::string>& absolutePaths);

enum class SkipReason {
    Secret,
    Binary,
    TooLarge,
    Unreadable,
    SpecialFile,
    Link,
    LinkOutside,
    BadName,
    TooDeep,
    Changing
};
/// Stable name for --json: "secret", "binary", "too-large", "unreadable", "special-file", "link", ...
std::string_view skipReasonName(SkipReason reason);

/// A file that was found, was not ignored, and is nevertheless not in memory.
struct SkippedFile {
    std::string path;  ///< valid UTF-8, control characters shown as U+FFFD
    SkipReason reason = SkipReason::Unreadable;
    std::string detail;  ///< in words, naming the line where there is one: "GitHub token in line 12"
};

struct IngestRequest {
    std::vector<SourceRoot> roots;        ///< one that lies in another is read by itself, not with the other
    std::vector<std::string> exclude;     ///< .gitignore syntax, matched from each source
    std::map<std::string, Digest> known;  ///< path -> SHA-256 of the content that memory holds
    std::string ctagsProgram = "ctags";   ///< name or path of Universal Ctags
    unsigned workers = 0;                 ///< 0: one per processor, at most 8
    std::int64_t toolTimeoutMs = 30'000;  ///< for one file; slower ones keep their text without symbols
    std::size_t maxFileBytes = limits::maxSourceFileBytes;
    std::size_t maxFiles = 500'000;  ///< TooLarge above, before any is read: a home folder given by mistake
};

/// A file that is new or changed, complete.
struct IngestedFile {
    SourceFile file;
    std::string content;   ///< the bytes whose SHA-256 is file.content
    std::string manifest;  ///< core/memory/manifest.h
    std::vector<Atom> atoms;
};

struct IngestProgress {
    std::uint64_t filesSeen = 0;       ///< found and not ignored, so far
    std::uint64_t filesDelivered = 0;  ///< handed to onFile, so far
    std::uint64_t bytesDelivered = 0;
    std::uint64_t atoms = 0;
    // What is dealt with, be it delivered, unchanged or skipped, and what the folders hold; 0 of 0: not measured.
    std::uint64_t filesDone = 0, filesTotal = 0;
    std::uint64_t bytesDone = 0, bytesTotal = 0;
};

struct IngestReport {
    std::uint64_t files = 0;    ///< in memory after this ingest
    std::uint64_t changed = 0;  ///< new or different, handed to onFile
    std::uint64_t unchanged = 0;
    std::uint64_t ignored = 0;          ///< entries (a folder counts once) left out by an ignore rule
    std::uint64_t bytes = 0;            ///< of the changed files
    std::uint64_t atoms = 0;            ///< of the changed files
    std::vector<std::string> removed;   ///< known paths that are gone, ignored now, or skipped now; by path
    std::vector<SkippedFile> skipped;   ///< by path
    std::vector<std::string> warnings;  ///< "src/x.js: ctags took longer than 30 s; its symbols are missing"
};

struct IngestCallbacks {
    /// Takes one file; an error stops the ingest and is returned by it.
    std::function<Result<void>(IngestedFile&&)> onFile;
    std::function<void(const IngestProgress&)> onProgress;  ///< may be empty
    const std::atomic<bool>* cancel = nullptr;              ///< looked at between files
};

/// Measures the roots, walks them and hands over what changed. Links are never followed: their target is read where it
/// lies, if it is inside. Memory stays bounded: some 16 MB of files and their atoms are under way at a time, or one
/// larger file. Errors: NotFound (a root), Unavailable (no Universal Ctags: names the Debian package), TooLarge
/// (maxFiles), Cancelled, and whatever onFile returns.
Result<IngestReport> ingest(const IngestRequest& request, const IngestCallbacks& callbacks);

/// Only the comparison: which known paths differ, appeared or vanished, without making atoms. For the warning at
/// resume. Same errors as ingest() but for Unavailable.
struct SourceChanges {
    std::vector<std::string> changed, added, removed;  ///< each by path
};
Result<SourceChanges> compareSources(const IngestRequest& request, const std::atomic<bool>* cancel = nullptr,
                                     const std::function<void(const IngestProgress&)>& onProgress = {});

}  // namespace skein::runtime
