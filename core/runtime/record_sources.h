// Sources into the journal of a workspace: what changed in them is read, recorded and told. Thread: any; blocks.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "core/runtime/host.h"
#include "core/runtime/ingest/ingest.h"
#include "core/runtime/source_times.h"

namespace skein::runtime {

/// Who looks on while sources are read; each may be empty.
struct IngestWatch {
    std::function<void(const std::string&)> onLine;          ///< one line at a time
    std::function<void(const IngestProgress&)> onComparing;  ///< what memory holds is read first, to see what changed
    std::function<void(const IngestProgress&)> onReading;
    const std::atomic<bool>* cancel = nullptr;
};

/// Records what changed in these sources and nothing of others; `roots` get the prefixes they have in this workspace,
/// and behind them the sources that lie in them.
/// Where times are given, files whose text memory holds for other times are recorded with these; with an end, nothing
/// is removed. Errors: those of ingest(); InvalidInput for a correction of a file that memory does not hold, before
/// anything is recorded; Cancelled, after what was read by then is recorded.
Result<IngestReport> ingestSources(Host& host, std::vector<SourceRoot>& roots, const std::vector<std::string>& exclude,
                                   const IngestWatch& watch, const IngestTimes& times = {});

/// The files that memory holds of these sources, by path.
Result<std::vector<SourceFile>> filesOf(Host& host, const std::vector<SourceRoot>& roots);

/// Lists the files of the sources without recording anything, for `plan` without a workspace. Errors: those of
/// ingest(); Cancelled.
Result<std::vector<SourceFile>> surveySources(const std::vector<SourceRoot>& roots,
                                              const std::vector<std::string>& exclude,
                                              const std::atomic<bool>* cancel = nullptr);

}  // namespace skein::runtime
