// Provider keys in environment variables: the one the catalogue names (OPENAI_API_KEY) and numbered ones beside it
// (OPENAI_API_KEY_2, ...), for pools. Thread: any; reads the environment at each call. Never writes it.
#pragma once

#include <memory>

#include "core/routing/catalogue.h"
#include "core/runtime/keys/key_store.h"

namespace skein::runtime {

/// A key's name is its variable. `catalogue` says which variable belongs to which provider.
std::unique_ptr<KeyStore> environmentKeyStore(const routing::Catalogue& catalogue);

}  // namespace skein::runtime
