// memory erase: a source leaves the disk for good. Thread: main.
#pragma once

#include <string>

#include "app/skeinctl/cli.h"

namespace skein::cli {

/// Says what goes, asks (--yes: not), and erases; with `dryRun` only says. Errors: as runtime::planErasure; Busy where
/// another process has the workspace; InvalidInput where nobody agreed.
Result<int> eraseCommand(const Context& context, const std::string& workspace, const std::string& source, bool dryRun);

}  // namespace skein::cli
