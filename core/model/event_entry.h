// Events as the journal takes them. Thread: any; pure.
#pragma once

#include "core/model/entry.h"
#include "core/model/event.h"

namespace skein {

/// The entry of an event. An event that canonical JSON cannot carry exactly has empty data, which sealing refuses.
NewEntry newEntry(Instant at, const Event& event);

}  // namespace skein
