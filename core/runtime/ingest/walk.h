// Finds the files of a source root. Thread: the caller's. Opens folders and files relative to their parent without
// following links, so that a tree that changes under the walk cannot lead it elsewhere.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/base/error.h"
#include "core/runtime/ingest/ingest.h"

namespace skein::runtime {

/// What a walk meets. Paths carry the root's prefix.
struct WalkVisitor {
    /// A file with its content; an error stops the walk.
    std::function<Result<void>(std::string path, std::string content)> onFile;
    /// Set: files are measured, never opened, and onFile is not called. The size is what the folder says.
    std::function<Result<void>(std::uint64_t bytes)> onSize;
    std::function<void(SkippedFile)> onSkipped;
    std::function<void()> onIgnored;
    /// Asked before each entry; an error (Cancelled, TooLarge) stops the walk.
    std::function<Result<void>()> onEntry;
};

/// Walks a root in order of path. `.git` and other version stores are never entered. Errors: NotFound when the root is
/// gone; those of the visitor.
Result<void> walk(const SourceRoot& root, const IngestRequest& request, const WalkVisitor& visitor);

}  // namespace skein::runtime
