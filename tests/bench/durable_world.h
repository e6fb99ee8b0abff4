// The deciding loop of a host with nothing around it: engine, journal and a workspace on disk are the real ones, and
// every effect is answered by a prepared report. Thread: one owner; run() uses the journal's own thread.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <queue>
#include <string>
#include <vector>

#include "core/engine/engine.h"
#include "core/runtime/store/journal_writer.h"

namespace skein::bench {

struct DurableRun {
    std::uint32_t tasks = 0;
    std::uint32_t agents = 0;
    Duration stepTime;  ///< how long each model call takes; 0: answered at once
};

struct DurableResult {
    std::uint64_t entries = 0;
    std::uint64_t commits = 0;
    double seconds = 0;             ///< from the start of the run to its settling, planning excluded
    double startSeconds = 0;        ///< of the command that plans the run, its commit included
    std::vector<double> latencies;  ///< seconds from WindowReady in to PerformStep released
};

/// Runs independent tasks to rest in a new workspace at `path`. Errors: Io; Unavailable when the run does not end.
Result<DurableResult> runDurably(const std::string& path, const DurableRun& run);

}  // namespace skein::bench
