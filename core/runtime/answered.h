// Which providers have answered in a run, as the journal has it: a process that goes on with the run waits for those
// when they are out, instead of taking them for wrong addresses. Thread: any; reads the journal once, O(entries).
#pragma once

#include <string>
#include <vector>

#include "core/runtime/reader.h"

namespace skein::runtime {

/// Of the newest run, with the options it has now: another provider that was given to it begins anew. In order of
/// names; what cannot be read counts as no answer.
std::vector<std::string> providersThatAnswered(const WorkspaceReader& reader);

}  // namespace skein::runtime
