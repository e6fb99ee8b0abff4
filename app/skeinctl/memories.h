// What `memory WS operational|episodic|semantic` prints. Thread: main only.
#pragma once

#include <string>
#include <string_view>

#include "app/skeinctl/cli.h"

namespace skein::cli {

/// Whether `memory` means one of the memories by this verb.
bool isMemoryName(std::string_view verb);

/// Prints it; `about` narrows it, `limit` bounds what is listed.
Result<int> showMemory(const Context& context, const std::string& workspace, std::string_view name,
                       const std::string& about, std::size_t limit);

}  // namespace skein::cli
