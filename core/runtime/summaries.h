// Summaries that a model writes: documents first, then the folders above them from what was written of their parts.
// Thread: any; blocks. Each is a paid call of memory's own, kept with a digest of what it was made of: where that has
// changed it is stale, and the extract is shown instead. What a document says is data to the model, never an order.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/ports/index.h"
#include "core/runtime/memory_calls.h"

namespace skein::runtime {

inline constexpr std::size_t maxSummaryBytes = 1'200;  ///< of one; it was asked for in eighty words

/// What the summary of a path is made of: of a document its content, of a folder (ends in '/', or "" for everything)
/// the paths and contents below it. `files`: all of memory.
Digest summaryBasis(const std::string& path, const std::vector<SourceFile>& files);

/// The blob of a summary: {"path","made_from","model","text"}. Error: Damaged.
Result<WrittenSummary> writtenSummaryFromText(std::string_view bytes);

/// A model's words as they are kept: on one line. Errors: InvalidInput for none, more than maxSummaryBytes, or
/// characters that drive a terminal or show other words than are there.
Result<std::string> checkedSummary(const std::string& words);

struct SummariseProgress {
    std::uint64_t done = 0, total = 0;
    std::string path;  ///< that is being written about
    MicroUsd spent;
};
struct SummariseReport {
    std::uint64_t documents = 0, folders = 0;  ///< written about
    std::uint64_t current = 0;                 ///< were up to date
    std::vector<std::string> left;             ///< "PATH: why": documents with something a person excluded
    std::uint64_t calls = 0;
    MicroUsd spent;
};
struct SummariseEstimate {
    std::uint64_t documents = 0, folders = 0;
    MicroUsd most;  ///< the sum of what each call may cost
};

/// Everything at or below `path` ("": all of memory) whose summary is missing or stale. Errors: NotFound for a path
/// that memory does not hold; InvalidInput where the model has no price.
Result<SummariseEstimate> estimateSummaries(Host& host, const MemoryModel& model, const std::string& path);
/// Writes them; what was written before an error stays. Errors: as MemoryCaller::write, naming the path.
Result<SummariseReport> summariseMemory(Host& host, const MemoryModel& model, const std::string& path,
                                        std::optional<MicroUsd> most,
                                        const std::function<void(const SummariseProgress&)>& onProgress,
                                        const std::atomic<bool>* cancel);

}  // namespace skein::runtime
