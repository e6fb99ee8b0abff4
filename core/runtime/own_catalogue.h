// Takes what was found on this machine into the person's own catalogue file. Thread: any; one writer at a time. Never
// loses an entry of the person's, and never writes a file that could not be read again.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/units.h"
#include "core/providers/protocol.h"
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

/// An endpoint as a person names it.
struct OwnEndpoint {
    std::string title;
    providers::Protocol protocol = providers::Protocol::OpenAiChat;
    std::string baseUrl;
    bool needsKey = true;
    std::vector<std::string> models;  ///< that it lists; may be empty
    /// USD per million tokens, as the person knows them; absent: unknown, or nothing for a server on this machine.
    std::optional<std::pair<MicroUsd, MicroUsd>> price;
};
/// Merges it into the same file: the provider of that title is replaced, a model keeps what the file says of it but for
/// a price that is given. Models get starting levels, as those of a found server. Errors: as above; InvalidInput for a
/// blank title, a title of a provider that ships with Skein at another address, and an address that is none.
Result<AddedServer> addEndpointToOwnCatalogue(const OwnEndpoint& endpoint, Instant now);

/// Takes models of a known provider into the file that the catalogue does not list; the price of one elsewhere stays
/// unknown. Returns those taken in. Errors: as above.
Result<std::vector<std::string>> addModelsToOwnCatalogue(const std::string& provider,
                                                         const std::vector<std::string>& models, Instant now);

}  // namespace skein::runtime
