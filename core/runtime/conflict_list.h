// The conflicts of a run as a person works through them: grouped by cause, the root of each group first. Thread: any;
// reads only.
#pragma once

#include "core/engine/state.h"
#include "core/runtime/facts.h"
#include "core/runtime/reader.h"

namespace skein::runtime {

/// [{"cause","conflicts":[id]}] of the open conflicts of a run, the group that most tasks wait for first. Errors: those
/// of reading blobs.
Result<Json> conflictGroups(const WorkspaceReader& reader, const State& state, RunId run);

/// What else says the same as either side, beside the places that the conflict was found with: {"a":[{"path","first",
/// "quote","task"}],"b":[…]}, at most 20 of each.
Json supportsOf(const WorkspaceReader& reader, const State& state, const ConflictState& conflict,
                const ConflictFacts& facts);

/// From a resolution to everything it rests on and everything that rests on it: conflictJson() with {"claims":[{"side",
/// "sentence","basis","confidence","made_by":[task],"evidence":[{"path","first","last","quote","atom","task","revision"}],
/// "supports","windows":[{"task","attempt","revision","window","segments"}]}],"deliverable":[{"line","section","text"}]}.
/// A path that is empty is the answer of the task, recorded by that entry of the journal; "line" is that of
/// document.md. At most 20 lines: those that are cited to the very lines of a side, or to more and name what it is
/// about, and those that tell of the conflict by its label. Errors: those of reading blobs.
Result<Json> traceConflict(const WorkspaceReader& reader, const State& state, ConflictId conflict);

/// From the text of a deliverable's statement back to what it rests on: the statements that hold these words, with
/// their line in document.md and citations, the tasks and attempts whose windows held those lines, the conflicts about
/// them and what was decided. Error: NotFound where no statement holds the words.
Result<Json> traceText(const WorkspaceReader& reader, const State& state, RunId run, const std::string& words);

}  // namespace skein::runtime
