// How a run stands to its estimate: while it goes on, what is left as a range; at any time, what was estimated when it
// began beside what was measured; and how far the estimates of this workspace were off so far. Thread: any; reads only.
#pragma once

#include "core/base/json.h"
#include "core/engine/state.h"
#include "core/runtime/past_work.h"

namespace skein::runtime {

/// PastWork for the models that a run may call now. Errors: as reading its options.
Result<PastWork> pastWorkFor(const WorkspaceReader& reader, const RunState& run, Instant now);

/// Null at rest, else {"seconds": of what is left, "usd": of the whole run at its end (what is spent, and at its P90
/// what was possibly charged) or null where a price is unknown, "ends":{"p10","p90"} instants, null while nobody hosts
/// it ("live") or it is held, "tasks_left","not_counted": tasks that wait for a person,"basis","over_budget": whether
/// the P90 exceeds the budget, and rests on finished tasks for the most part}; ranges are {"p10","p50","p90"}.
Json forecastJson(const RunState& run, const PastWork& past, Instant now, bool live);

/// Null where the run began without an estimate, else {"basis","comparable": it did what was planned, all of it and
/// anew,"seconds":{"p10","p50","p90","actual","within","ratio"},"usd": likewise or null,
/// "kinds":[{"kind","tasks","results","seconds":{"estimated","actual","ratio"},"tokens_in","tokens_out","usd",
/// "attempts"}]}: estimated is the P50 for as many results as there are; ratio is actual / estimated or null. Seconds
/// of the run count while an attempt is in work; those of kinds are of agents.
Json againstActualJson(const PastWork& past, RunId run);

/// {"runs": that are at rest and comparable,"left_out": others that began with an estimate,"within_seconds",
/// "within_usd": how many of them ended between P10 and P90,"factor_seconds","factor_usd": median of actual / P50 or
/// null}.
Json calibrationJson(const PastWork& past);

}  // namespace skein::runtime
