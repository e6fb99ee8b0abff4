// What a goal says beside its tasks, as a run and a plan file take it: sources, limits, when it ends. Thread: any;
// pure.
#pragma once

#include <string>

#include "core/base/json.h"
#include "core/base/units.h"
#include "core/model/task.h"

namespace skein::runtime {

/// The instant that a goal's `until` means at `now`: the next such time of the local day, or the instant it says.
/// Error: InvalidInput for another text, or an instant that is over.
Result<Instant> endOf(const std::string& until, Instant now);

/// What a plan file written from this goal has to say beside its tasks, so that it can be run alone: `sources` relative
/// to the plan file, exclude, constraints, done_when, limits, on_conflict, providers (plan::readGoalOfPlan reads it).
Json goalTerms(const Goal& goal, const std::string& planFile);

}  // namespace skein::runtime
