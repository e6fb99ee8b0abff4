// Makes a new workspace from a past moment of another one. Thread: any; reads the parent, writes the child.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/error.h"
#include "core/base/hash.h"

namespace skein::runtime {

struct ForkSummary {
    std::uint64_t copied = 0;  ///< last entry of the parent that was taken over
    Digest head;               ///< the parent's hash there
};

/// The child's first entry names parent, sequence number and head; the parent's events and the texts they refer to
/// follow, then "fork.completed". The parent is not touched. After an error there is no child.
/// Errors: InvalidInput (`at` beyond the journal, `target` exists), those of opening and of the key store.
Result<ForkSummary> forkWorkspace(const std::string& parent, std::uint64_t at, const std::string& target,
                                  bool keyFileConsent);

}  // namespace skein::runtime
