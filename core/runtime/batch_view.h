// What waits in the batches of a run, for people: where, since when, and what the waiting saves. Thread: any; reads the
// run's options, keeps nothing.
#pragma once

#include "core/base/json.h"
#include "core/engine/state.h"
#include "core/runtime/reader.h"

namespace skein::runtime {

/// One object per model: {"provider","model","tasks","first": id of one of them,"late": calls that nobody waits for any
/// more,"state": "waiting", "left" with the provider by a run at rest, "cancelled" by one that was stopped at once,
/// "since": RFC 3339 of the first of them,"saves_at_most_usd": or null where the price at once is not known}.
/// Empty: nothing waits.
Json batchesJson(const WorkspaceReader& reader, const State& state, const RunState& run);

}  // namespace skein::runtime
