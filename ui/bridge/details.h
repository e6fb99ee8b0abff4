// Details of one task or conflict, read from blobs and the journal in a worker. Thread: any worker; never the GUI's.
#pragma once

#include "core/engine/state.h"
#include "core/runtime/reader.h"
#include "ui/bridge/run_view.h"

namespace skein::ui {

/// Fills everything of `details` that is in blobs; `row`, `needs` and `feeds` are given. What cannot be read leaves its
/// part empty and a reason in `error`.
TaskDetails readTask(const runtime::WorkspaceReader& reader, RunId run, const TaskState& task, TaskDetails details);

ConflictDetails readConflict(const runtime::WorkspaceReader& reader, const ConflictState& conflict,
                             ConflictDetails details);

/// The answer of the core's dry run as values.
Consequences consequencesFrom(quint32 conflict, Answer answer, const Result<Json>& reply);

}  // namespace skein::ui
