// How a person's word that a run has no end any more is recorded: as an end that no run reaches. Journals of runs whose
// end was taken away so stay readable by what knows only of ends.
#pragma once

#include <cstdint>

#include "core/base/units.h"

namespace skein {

/// 2255-03-14T16:00:00Z: as the `until` of a resumed run it takes away the end that the run has. Numbers of the journal
/// are within +-(2^53-1), which as microseconds ends in 2255 too.
inline constexpr Instant noRunEnd{9'000'000'000'000'000};
static_assert(noRunEnd.value < (std::int64_t{1} << 53));

}  // namespace skein
