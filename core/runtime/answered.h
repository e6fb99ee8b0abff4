// Which providers have answered in a run, as the journal has it: a process that goes on with the run waits for those
// when they are out, instead of taking them for wrong addresses. Thread: any; reads the journal.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/runtime/reader.h"

namespace skein::runtime {

/// Those of `providers` that have answered in this run, with the options it has now: another provider that was given to
/// it begins anew. In order of names; what cannot be read counts as no answer. Looks back from entry `last`, and no
/// further than until all of them are found: a provider that answers at all has done so lately.
std::vector<std::string> providersThatAnswered(const WorkspaceReader& reader, std::uint64_t last, RunId run,
                                               std::set<std::string> providers);

}  // namespace skein::runtime
