// What a run cost, told apart by who was paid, by what came of it, and against what it would have cost without routing
// and reuse. Thread: any; reads the journal of a workspace once, keeps nothing.
#pragma once

#include <string>

#include "core/base/json.h"
#include "core/engine/state.h"
#include "core/runtime/reader.h"

namespace skein::runtime {

/// Tallies of a run:
/// {"run","by","budget_usd","spent_usd","reserved_usd","unconfirmed_usd","inherited_usd","budget_warning",
///  "budgets": as budgetsJson(),
///  "failed_calls_usd": calls that brought no answer to use,
///  "repeated_usd": calls after the first of their task,
///  "wasted_usd": attempts that are over and whose result the run does not hold; these three overlap,
///  "estimated_usd","estimated_calls": answered calls whose provider told no usage, by our estimate of their tokens,
///  "baseline": {"model","usd","reused_usd","text"} or null,"saved_usd": baseline less spent, or null,
///  "batch": {"calls","usd","saved_usd": against the same calls made at once,
///  "waited_seconds": {"mean","longest"} of a call} or null,
///  "unconfirmed":[{"step","provider","model","at","usd","state","batch": its name or
///  null}],"groups":[{"name","usd",...}]};
/// the state of such a step: "unconfirmed", "late" (a batch that nobody waits for may still charge it), "abandoned" (in
/// flight when its process died; only where nobody hosts the workspace, `live`). All can be settled by hand;
/// a step is TASK/ATTEMPT/STEP with the plan's id of the task. `by`: provider, model, kind, task or hour. A price that
/// is not known gives "usd": null with "unknown": true. The baseline makes every result that the run holds anew, once
/// and without a failure, on the best model of the run (mean level of its capabilities), at its prices when the run
/// began and with the tokens that were measured; it is null where a price or a token count is not known, and where
/// nothing is charged for.
Result<Json> costsJson(const WorkspaceReader& reader, const State& state, RunId run, const std::string& by,
                       bool live = true);

/// Whether the price of every settled call of a run is known; what was spent is unknown where one is not, never 0.
/// Errors of reading count as not known.
bool costKnown(const WorkspaceReader& reader, const RunState& run);

}  // namespace skein::runtime
