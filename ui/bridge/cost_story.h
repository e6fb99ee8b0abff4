// What the core tells of a run's money (core/runtime/costs.h) as values for the screens. Thread: any but the GUI's: it
// reads the whole journal.
#pragma once

#include "core/engine/state.h"
#include "core/runtime/reader.h"
#include "ui/bridge/run_view.h"

namespace skein::ui {

/// `by`: "provider" or "model"; `live`: a process holds the workspace. What went wrong is in `error`.
CostStory readCosts(const runtime::WorkspaceReader& reader, const State& state, RunId run, const QString& by,
                    bool live);

}  // namespace skein::ui
