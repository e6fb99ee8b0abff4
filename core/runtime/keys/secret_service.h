// The system's key store (freedesktop Secret Service) by libsecret: one named secret, with a time limit on every
// answer. Thread: any; each call runs its own event loop and blocks until answered or timed out.
#pragma once

#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/base/units.h"

namespace skein::runtime {

/// The secret of this name; nothing when the store answers that it has none.
/// Error: Unavailable when no store answers in time or the person did not unlock it.
Result<std::optional<std::string>> lookUpSecret(const std::string& name, Duration timeout);

/// Stores or replaces it; `label` is what the person sees in their key store. Error: Unavailable.
Result<void> storeSecret(const std::string& name, const std::string& label, const std::string& secret,
                         Duration timeout);

}  // namespace skein::runtime
