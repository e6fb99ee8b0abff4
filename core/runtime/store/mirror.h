// Writing the mirrored head in the person's state folder; reading it is in workspace_store.h. Thread: any; one writer
// per workspace, by its lock.
#pragma once

#include <string>

#include "core/runtime/store/workspace_store.h"

namespace skein::runtime {

/// Makes <state folder>/heads, for the person alone. Error: Io.
Result<void> makeMirrorFolder(const std::string& stateFolder);

/// Replaces the mirrored head of a workspace, flushed to the disk or not. Error: Io.
Result<void> writeMirroredHead(const std::string& stateFolder, const audit::WorkspaceId& id,
                               const std::string& workspacePath, const MirroredHead& head, WorkspaceStore::Flush flush);

}  // namespace skein::runtime
