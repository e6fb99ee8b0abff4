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
    std::uint32_t tasks = 0;  ///< equal and independent, where `shapes` is empty
    std::uint32_t agents = 0;
    Duration stepTime;              ///< how long each model call takes; 0: answered at once
    std::uint32_t runs = 1;         ///< one after the other in the same workspace; what is measured is the last
    std::vector<TaskShape> shapes;  ///< a plan of its own, whose calls take their estimates times `timeScale`
    double timeScale = 1;
};

struct DurableResult {
    std::uint64_t entries = 0;
    std::uint64_t commits = 0;
    double seconds = 0;             ///< from the start of the run to its settling, planning excluded
    double decidingSeconds = 0;     ///< processor time of the deciding thread in these, answers included
    double processorSeconds = 0;    ///< of both threads
    double startSeconds = 0;        ///< of the command that plans the run, its commit included
    std::vector<double> latencies;  ///< seconds from WindowReady in to PerformStep released
};

/// Runs tasks to rest in a new workspace at `path`. Errors: Io; Unavailable when the run does not end.
Result<DurableResult> runDurably(const std::string& path, const DurableRun& run);

}  // namespace skein::bench
