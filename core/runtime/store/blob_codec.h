// How a text is packed for its row, and unpacked with every check. Thread: any; pure.
#pragma once

#include <string>
#include <string_view>

#include "core/runtime/store/workspace_store.h"

namespace skein::runtime {

/// SHA-256 over all that stands in the row but itself: a flipped byte shows even where decompression would not care.
Digest blobRowCheck(const PendingBlob& blob);

/// The content of a packed text. Errors: Damaged when size, codec or name do not fit; `where` names the workspace.
Result<std::string> unpackBlob(const PendingBlob& blob, std::string_view where);

}  // namespace skein::runtime
