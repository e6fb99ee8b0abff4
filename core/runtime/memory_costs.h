// What the calls of memory's own cost: vectors and summaries. They belong to no run; the budgets of workspace and day
// bound them. Thread: any; reads the journal of a workspace once, keeps nothing.
#pragma once

#include <string>

#include "core/base/json.h"
#include "core/engine/state.h"
#include "core/runtime/reader.h"

namespace skein::runtime {

/// {"spent_usd","reserved_usd","unconfirmed_usd","unconfirmed": [as in costsJson(); the step is "memory/N"],"groups":
/// [{"name","usd","calls","failed_calls","tokens_in","tokens_out","items"}]}; null where there never was such a call.
/// `by`: provider, model, hour; kind and task both tell "memory: embeddings" from "memory: summaries". `live`: somebody
/// hosts the workspace, so that calls may be in flight. Errors: of reading the journal.
Result<Json> memoryCostsJson(const WorkspaceReader& reader, const State& state, const std::string& by, bool live);

}  // namespace skein::runtime
