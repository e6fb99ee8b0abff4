// What people ask of a workspace, as JSON: status, conflicts, costs, a task's context, the journal. The command line
// prints these, the desktop shows them; the numbers are counted here once. Thread: any; reads only.
#pragma once

#include <string>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/engine/state.h"
#include "core/runtime/facts.h"
#include "core/runtime/reader.h"

namespace skein::runtime {

/// For JSON only: money is counted in whole micro-USD everywhere else.
double usd(MicroUsd amount);
/// The plan's id of a task.
std::string taskTitle(const WorkspaceReader& reader, const TaskState& task);

/// Tasks of a run by what a person sees: "done", "reused", "running", "ready", "gated", "paused", "waiting",
/// "failed", "withdrawn".
Json taskCounts(const RunState& run);
/// The word for one task, as above.
std::string taskWord(const RunState& run, const TaskState& task);

/// The run that a command means when it names none: the one that is still going on, else the newest. A decision about
/// an earlier run wakes it, and one run writes at a time. Nothing in a workspace without runs.
RunId runInHand(const State& state);

/// The document `run --json` ends with (cli.md); `paths` are those of writeDeliverable() or null.
/// "cost_usd" is null where costKnown() says no.
Json runSummary(const WorkspaceReader& reader, const State& state, const RunState& run, const Json& paths);

/// Run, tasks by state, spend, who waits for what; `live`: whether a process hosts the workspace right now. Where none
/// does, a run or task in the middle of work is "unknown" and a run that could go on is "waiting", never "running".
Result<Json> statusJson(const WorkspaceReader& reader, const State& state, RunId run, bool live);

/// One conflict with claims, evidence, label and decision; `detailed` adds who waits for it.
Result<Json> conflictJson(const WorkspaceReader& reader, const State& state, const ConflictState& conflict,
                          bool detailed);
/// The facts of a conflict from its blob.
Result<ConflictFacts> conflictFacts(const WorkspaceReader& reader, const ConflictState& conflict);
/// A conflict by number ("3"), label ("c-kwzrt") or unique beginning of a label. Errors: NotFound, InvalidInput.
Result<ConflictId> findConflict(const WorkspaceReader& reader, const State& state, const std::string& name);

/// A task by number ("12"), id of the plan, or RUN/TASK. Errors: NotFound naming what exists.
struct TaskFound {
    RunId run;
    TaskNo task;
};
Result<TaskFound> findTask(const WorkspaceReader& reader, const State& state, RunId run, const std::string& name);

/// The document of cli.md "context" for one attempt (0: the newest with a window); "prompt" is added when asked for.
Result<Json> contextJson(const WorkspaceReader& reader, const State& state, RunId run, TaskNo task, AttemptNo attempt,
                         bool prompt);

/// The keys that the run has set aside, for a person: "openai: 3 keys are set aside: 2 revoked, 1 out of quota; ".
/// Only for a run that is held because no key is left.
std::string keysAside(const RunState& run);

/// What the last call of a run that failed was told, for a run that is held.
std::string lastRefusal(const WorkspaceReader& reader, RunId run);

/// One journal entry for people and scripts: {"seq","at","kind","data"}.
Json eventJson(const CommittedEvent& event);

}  // namespace skein::runtime
