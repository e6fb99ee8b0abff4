// Values that nobody wrote down: enumerators without "=", constants counted with iota, members made by auto(). Thread:
// any; pure functions. Never guesses: behind a branch of the preprocessor or an expression it cannot work out, an
// enumerator has no value until the next one that is written.
#pragma once

#include <vector>

#include "core/providers/offline/symbols.h"

namespace skein::providers {

/// Sets `counted` of the enumerators and constants whose value follows from their place. `symbols` by line.
void countValues(const SourceText& source, std::vector<DocumentedSymbol>& symbols);

}  // namespace skein::providers
