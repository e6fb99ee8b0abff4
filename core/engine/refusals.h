// What a refused command is told, for those who look before they ask. Thread: any; pure. Must never name texts of
// people or sources: the engine holds none.
#pragma once

#include <string>

#include "core/engine/state.h"

namespace skein::engine {

/// Why a conflict that is not open cannot be decided: who settled it and how, or that it has lapsed.
std::string whyNotOpen(const ConflictState& conflict);

}  // namespace skein::engine
