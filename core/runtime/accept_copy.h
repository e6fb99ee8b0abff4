// Going on with an older copy of a workspace: the person's decision, recorded in the journal it is about. Thread: the
// caller's; opens the workspace as its one writer for a moment.
#pragma once

#include <string>

#include "core/base/error.h"

namespace skein::runtime {

struct AcceptedCopy {
    std::uint64_t kept = 0;      ///< entries of this copy that go on
    std::uint64_t mirrored = 0;  ///< the entry that the mirrored head names: what came after `kept` there is given up
};

/// Where the journal disagrees with its mirrored head, appends "copy.accepted" naming the mirrored entry, signs a head
/// over it, mirrors that, and forgets the memory index of the other copy. What the mirrored head named stays provable:
/// a head kept elsewhere still shows that there was more. Errors: InvalidInput when journal and mirror agree or there
/// is no mirror; those of opening (a damaged file stays refused) and of the key store.
Result<AcceptedCopy> acceptOlderCopy(const std::string& workspace, bool keyFileConsent);

}  // namespace skein::runtime
