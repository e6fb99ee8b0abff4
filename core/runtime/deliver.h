// Writes what a run produced into a person's folder: the document as Markdown, HTML and JSON, and the audit bundle.
// Thread: any; reads the workspace only. Must never replace a folder that Skein did not make.
#pragma once

#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/engine/state.h"
#include "core/runtime/ingest/ingest.h"
#include "core/runtime/reader.h"

namespace skein::runtime {

/// Whether a folder may be written to: missing, empty, or made by Skein before. Error: Denied naming what is there.
Result<void> checkOutputFolder(const std::string& folder);

/// What a written folder says of its sources.
struct DeliverableOrigin {
    std::string sourcePrefix;          ///< from the folder to the sources: "../src/"
    std::vector<std::string> exclude;  ///< patterns that were not read
    std::vector<SourceRoot> roots;     ///< the sources, their folders absolute
};
/// Errors: NotFound when the folder was not written by Skein; Damaged.
Result<DeliverableOrigin> readOrigin(const std::string& folder);

/// A source file as it is on disk now, by its path in memory: the root that reaches nearest gives it, and a root
/// that is a file gives only itself. Errors: NotFound; those of reading.
Result<std::string> readSource(const std::vector<SourceRoot>& roots, std::string_view path);

/// Writes document.md, document.html, document.json and bundle/ and returns {"deliverable","html","bundle"}; without a
/// deliverable only the bundle ("deliverable" is null), and no document of an earlier one stays. The set is old or new,
/// never half or mixed: it is written beside its place, and a crash while it moves there is made good at the next look.
/// Errors: Denied, Io, Damaged.
Result<Json> writeDeliverable(const WorkspaceReader& reader, const State& state, RunId run, const std::string& folder);

}  // namespace skein::runtime
