#include "core/runtime/model_catalogue.h"

#include <cstdlib>

#include "core/base/resources.h"
#include "core/base/text.h"

namespace skein::runtime {

std::string ownCatalogueFile() {
    const char* config = std::getenv("XDG_CONFIG_HOME");
    if (config != nullptr && *config == '/') return std::string(config) + "/skein/models.json";
    const char* home = std::getenv("HOME");
    return home != nullptr && *home == '/' ? std::string(home) + "/.config/skein/models.json" : std::string();
}

Result<routing::Catalogue> loadCatalogue() {
    routing::Catalogue catalogue;
    SKEIN_TRY(const std::string shipped, resourcePath("models/catalogue.json"));
    SKEIN_TRY(const std::string text, readFile(shipped, maxCatalogueBytes));
    SKEIN_CHECK(routing::addCatalogueFile(catalogue, text, shipped));
    const std::string own = ownCatalogueFile();
    if (own.empty()) return catalogue;
    const auto more = readFile(own, maxCatalogueBytes);
    if (!more && more.error().code == ErrorCode::NotFound) return catalogue;
    if (!more) return Failure(more.error());
    SKEIN_CHECK(routing::addCatalogueFile(catalogue, *more, own));
    return catalogue;
}

routing::ModelPrices pricesOf(const routing::Catalogue& catalogue, const std::string& provider,
                              const std::string& model) {
    if (const auto* listed = catalogue.model(provider, model)) return listed->prices;
    const auto* known = catalogue.provider(provider);
    if (known != nullptr && known->local) return routing::fixedPrice({}, "a server on this machine charges nothing");
    return {};
}

}  // namespace skein::runtime
