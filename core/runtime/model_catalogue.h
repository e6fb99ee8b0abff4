// The model catalogue from disk: the file that ships with Skein, overridden by the person's own. Thread: any; reads
// files and the environment. Never writes.
#pragma once

#include <string>

#include "core/base/error.h"
#include "core/routing/catalogue.h"

namespace skein::runtime {

inline constexpr std::size_t maxCatalogueBytes = 8u
                                                 << 20;  ///< a gateway's list of ten thousand models is three megabytes

/// $XDG_CONFIG_HOME/skein/models.json, else ~/.config/skein/models.json; empty without a home.
std::string ownCatalogueFile();

/// Both files read. Errors: InvalidInput, TooLarge, NewerVersion naming file and line; Io.
Result<routing::Catalogue> loadCatalogue();

/// What a model costs: its rows; nothing charged for a model of a local server that no file lists; otherwise no rows,
/// which is "unknown".
routing::ModelPrices pricesOf(const routing::Catalogue& catalogue, const std::string& provider,
                              const std::string& model);

}  // namespace skein::runtime
