// What the windows of a run are packed by beyond its plan: what changed since the run before, and what earlier windows
// were used for. Read when a run begins and kept in its options, so that no window depends on which task was faster.
// Thread: any; values only.
#pragma once

#include <cstdint>
#include <map>

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/context/channels.h"

namespace skein::runtime {

struct WindowTerms {
    std::uint64_t changedAfter = 0;             ///< where the run before began in the journal; 0: there was none
    std::map<Digest, std::int64_t> usefulness;  ///< thousandths by atom; context::WindowRequest::usefulness
    context::ChannelShares shares;
    friend bool operator==(const WindowTerms&, const WindowTerms&) = default;
};

/// The member "windows" of the options of a run; what is not there or makes no sense is as in a first run.
WindowTerms windowTermsFrom(const Json& options);
/// Adds that member where it says anything.
void addWindowTerms(const WindowTerms& terms, Json& options);

}  // namespace skein::runtime
