// Takes what was found on this machine into the person's own catalogue file. Thread: any; one writer at a time. Never
// loses an entry of the person's, and never writes a file that could not be read again.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/base/units.h"
#include "core/runtime/detect_servers.h"

namespace skein::runtime {

struct AddedServer {
    std::string provider;              ///< what --provider takes
    std::vector<std::string> models;   ///< taken in, or brought up to date
    std::vector<std::string> refused;  ///< names that no call could use, each with the reason
};

struct CatalogueAddition {
    std::string file;
    std::vector<AddedServer> servers;  ///< as they were given
};

/// Merges the servers' models into ownCatalogueFile(), which is made if missing. A server is the provider the catalogue
/// knows at its address and protocol, else a new one named after its kind and port. A model that the file has keeps
/// what it says but for the window; a new one costs nothing and can be named, while the router leaves it alone until
/// the person gives it capabilities. Errors: InvalidInput, TooLarge, NewerVersion naming file and line, and the file is
/// as it was; NotFound without a home; Io.
Result<CatalogueAddition> addToOwnCatalogue(const std::vector<DetectedServer>& servers, Instant now);

}  // namespace skein::runtime
