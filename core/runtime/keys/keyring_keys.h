// Provider keys in the system's key store (freedesktop Secret Service by libsecret), one item a key, which the person
// sees in their own key manager. Thread: any; each call blocks until answered or timed out.
#pragma once

#include <memory>

#include "core/base/units.h"
#include "core/runtime/keys/key_store.h"

namespace skein::runtime {

/// Items carry the attributes application=skein, provider and key (its name). `timeout` bounds each answer; reading
/// may have to wait for the person to unlock the store.
std::unique_ptr<KeyStore> keyringKeyStore(Duration timeout);

}  // namespace skein::runtime
