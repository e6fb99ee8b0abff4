// Whether keys work: which trial calls a person's keys ask for, and what comes of each. Thread: any; trialsOf and
// carryOut block while stores and servers answer. One real, cheap call each, never repeated.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/runtime/check_call.h"
#include "core/runtime/keys/provider_keys.h"

namespace skein::runtime {

struct TrialRequest {
    std::vector<std::string> providers;  ///< catalogue ids; empty: all that have a key
    std::string model;                   ///< empty: the provider's cheapest, else the first that its server lists
    std::string key;                     ///< only the key of this name; empty: each
    AskPassphrase ask;                   ///< for the encrypted file; empty: nobody can be asked
};

/// One call to be made.
struct Trial {
    const routing::CatalogueProvider* provider = nullptr;  ///< of the catalogue, which outlives the trial
    std::string model;
    std::optional<ProviderKey> key;                                        ///< nothing: none is needed
    std::string problem;                                                   ///< why no call can be made
    providers::CallVerdict verdict = providers::CallVerdict::Unreachable;  ///< with a problem
};
struct Trials {
    std::vector<Trial> trials;
    std::vector<std::string> notices;  ///< keys and sources left out, a line each
};

/// Errors: NotFound for a provider that is not in the catalogue, has no key of that name, or where there is no key at
/// all; as ProviderKeys::read.
Result<Trials> trialsOf(const routing::Catalogue& catalogue, const TrialRequest& request, HttpTransport& transport);

CheckedCall carryOut(HttpTransport& transport, const routing::Catalogue& catalogue, const Trial& trial);

}  // namespace skein::runtime
