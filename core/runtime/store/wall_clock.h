// The wall clock of the runtime. Thread: any.
#pragma once

#include <chrono>

#include "core/base/units.h"

namespace skein::runtime {

inline Instant wallClock() {
    return {std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
                .count()};
}

}  // namespace skein::runtime
