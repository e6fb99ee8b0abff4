// Conflicts that have one cause: those about one thing, and chains in which one claim contradicts several others. The
// person who settles the root of a group has most of it behind them. Thread: any; pure.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/base/ids.h"

namespace skein::coherence {

/// One conflict as far as grouping goes.
struct Linked {
    ConflictId conflict;
    std::string topic;         ///< what both sides are about
    std::string sideA, sideB;  ///< each side with what it says: equal ones are one claim, wherever it stands
    std::size_t waiting = 0;   ///< tasks that wait for it
};

struct ConflictGroup {
    std::vector<ConflictId> conflicts;  ///< the root first, then by number
    std::string cause;                  ///< of the root: its topic
    friend bool operator==(const ConflictGroup&, const ConflictGroup&) = default;
};

/// Groups the conflicts that share a topic or a side, directly or through others. The root is the conflict whose sides
/// most others of its group share; among such the one that most tasks wait for, then the one that was found first.
/// Groups come in the order of all that wait for them, most first, then of their root. Cost: O(n log n + n * group).
std::vector<ConflictGroup> groupsOf(const std::vector<Linked>& conflicts);

}  // namespace skein::coherence
