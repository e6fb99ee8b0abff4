// Internal to core/engine and its readers: which attempts wait for a batch. Thread: any; pure questions to a state.
#pragma once

#include "core/engine/state.h"

namespace skein {

/// Whether the task's attempt waits for an answer that comes by a batch, sent already or not.
bool waitsForBatch(const TaskState& task);
/// Whether the provider has its batch: nobody here is needed for it, and it can be asked for at any time.
bool isWithProvider(const State& state, RunId run, const TaskState& task);
/// How many attempts of the run are so.
std::uint32_t withProvider(const State& state, const RunState& run);

}  // namespace skein
