// One real, cheap call with a key, to see whether provider, model and key work together. Thread: any; blocks until the
// answer is there. Spends a fraction of a cent; never repeats a call.
#pragma once

#include <string>
#include <vector>

#include "core/ports/http.h"
#include "core/providers/call_check.h"
#include "core/routing/catalogue.h"
#include "core/runtime/keys/secret.h"

namespace skein::runtime {

struct CheckedCall {
    providers::CallCheck check;
    std::optional<MicroUsd> cost;  ///< of a call that worked; nothing: unknown, or nothing was charged
    Usage usage;
    Duration took;
};

/// The model for a trial: the text model of the provider whose trial costs least at `at`, else its default model; empty
/// when the catalogue knows neither.
std::string trialModel(const routing::Catalogue& catalogue, const routing::CatalogueProvider& provider, Instant at);

/// The models of the server's own list, at most `limits::maxListItems` of its first page. Errors: Unavailable with what
/// it said; NotFound for an empty list.
Result<std::vector<std::string>> listedModels(HttpTransport& transport, const routing::CatalogueProvider& provider,
                                              const Secret& key);
/// The first model of the server's own list. Errors: Unavailable with what it said; NotFound for an empty list.
Result<std::string> firstListedModel(HttpTransport& transport, const routing::CatalogueProvider& provider,
                                     const Secret& key);

/// `prices` of the model; none: the cost stays unknown.
CheckedCall checkCall(HttpTransport& transport, const routing::CatalogueProvider& provider, const std::string& model,
                      const routing::ModelPrices& prices, const Secret& key, Instant now);

}  // namespace skein::runtime
