// How a run that came to rest is told: what it made, why it stopped, what the person can do next. Thread: main only.
#pragma once

#include <string>

#include "app/skeinctl/cli.h"

namespace skein::cli {

/// As the command that hosted the run was given them.
struct EndOptions {
    std::string workspace, out;
};

/// Commands with which a run that is held goes on, each ready to be pasted, alternatives after a "#"; empty: it is not
/// held.
std::vector<std::string> commandsAfterHold(const runtime::WorkspaceReader& reader, const State& state,
                                           const RunState& run, const EndOptions& options);

/// Writes the deliverable where `out` says so, prints the summary (JSON or words), and returns the exit status. Errors:
/// as Workbench::writeDeliverable.
Result<int> tellEnd(const Context& context, const EndOptions& options, runtime::Workbench& bench, RunId run,
                    RunOutcome outcome);

}  // namespace skein::cli
