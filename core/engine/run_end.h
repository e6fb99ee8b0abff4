// How a person's word that a run has no end any more is recorded: as an end that no clock reaches. Journals of runs whose
// end was taken away so stay readable by what knows only of ends.
#pragma once

#include "core/base/units.h"

namespace skein {

/// 9999-12-31T23:59:59Z: as the `until` of a resumed run it takes away the end that the run has.
inline constexpr Instant noRunEnd{253'402'300'799'000'000};

}  // namespace skein
