// Ctrl-C and its like: the first is a wish to come to rest, the second to stop now. Thread: any.
#pragma once

#include <atomic>

namespace skein::cli {

/// From here on Ctrl-C, SIGTERM and a closed terminal are counted instead of ending the process. Any number of times.
void catchInterrupts();
/// How many came so far.
int interrupts();
/// Whether any did; for what looks at a flag of its caller.
const std::atomic<bool>& interrupted();

}  // namespace skein::cli
