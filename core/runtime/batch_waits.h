// How long calls by batch keep a run waiting: what batches of a workspace took, or the bound that their providers state
// where none was seen. Thread: any; pure. Never tells a wait without what it rests on.
#pragma once

#include <string>
#include <vector>

#include "core/plan/graph.h"
#include "core/plan/outlook.h"

namespace skein::runtime {

/// All three providers promise an answer, or the end of the batch, within a day (OpenAI "Batch API", Anthropic "Message
/// Batches", Google "Batch Mode", read 2026-11).
inline constexpr Duration statedBatchBound = seconds(24 * 3'600);

/// The wait for one batch.
struct BatchWait {
    plan::Range each;          ///< microseconds
    std::size_t measured = 0;  ///< calls that it rests on; 0: `each` is nothing to the stated bound
    /// "~2 h (1 h-5 h) for each batch, from 12 measured", "up to 24 h for each batch, as the provider states; ..."
    std::string text() const;
};

/// From what calls by batch waited so far; fewer than ten of them give twice as wide a range on either side.
BatchWait waitFrom(const std::vector<Duration>& measured);

/// One task of a plan as far as batches go.
struct BatchAhead {
    bool byBatch = false;
    Duration waited{};  ///< already, by the batch that it is in
};

/// What waiting adds to the time of a plan: batches of tasks that need each other come one after the other.
plan::Range waitingAlong(const plan::TaskGraph& graph, const std::vector<BatchAhead>& tasks, const BatchWait& wait);

/// The outlook with these waits in its time, and said so in its basis; unchanged where no task goes by batch.
void addWaits(plan::Outlook& outlook, const plan::TaskGraph& graph, const std::vector<BatchAhead>& tasks,
              const BatchWait& wait);

}  // namespace skein::runtime
