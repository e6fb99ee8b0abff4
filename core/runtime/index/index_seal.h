// Whether an index file is as its last writer left it. Private to core/runtime/index. Thread: any.
// The file has no sums of its own, and is read in parts: so a change by anybody else is told from its size and time.
// All it costs to be wrong is a rebuild.
#pragma once

#include <string>
#include <string_view>

namespace skein::runtime {

/// Beside the index: what it looked like when its writer closed it. None while one has it open, nor after a crash.
void sealIndex(const std::string& path);
/// The writer takes the file in hand again.
void unsealIndex(const std::string& path);
/// Why the file cannot be trusted; empty if nothing speaks against it. It may be missing.
std::string brokenSeal(const std::string& path);

/// A reader that finds damage may not delete the file; it leaves a mark, and the next writer begins anew. So does a
/// writer that gives the file up, lest it end before it can delete it. `why` is told to the person; empty: a reader
/// found damage.
void markDamaged(const std::string& path, std::string_view why = {});

}  // namespace skein::runtime
