// The model catalogue: who can be called, what a model can do, and what a call costs at an instant. Read from JSON that
// ships with Skein (resources/models) and from the person's own file, which overrides it entry by entry. Thread: any;
// values only; no file is opened here. An unknown model, or an instant no price row covers, costs "unknown", never 0.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/units.h"
#include "core/providers/protocol.h"
#include "core/routing/price.h"

namespace skein::routing {

inline constexpr PerMille whole = 1'000;

/// Somebody who can be called.
struct CatalogueProvider {
    std::string id;  ///< [a-z0-9._-]{1,64}; what --provider takes
    std::string title;
    providers::Protocol protocol = providers::Protocol::OpenAiChat;
    std::string baseUrl;
    std::string keyVariable;   ///< environment variable that may hold the key; empty: no key is needed
    std::string defaultModel;  ///< what a call without a model name uses; may be empty
    bool local = false;        ///< nothing leaves this machine
    bool plainHttp = false;    ///< the person's word that keys may go there over plain http
    friend bool operator==(const CatalogueProvider&, const CatalogueProvider&) = default;
};

/// Whether a key may go to this provider: over plain http to another machine everybody on the way can read it. Error:
/// Denied, naming the provider and what to write instead.
Result<void> mayCarryKey(const CatalogueProvider& provider);

/// One model of one provider.
struct CatalogueModel {
    enum class Use { Text, Embeddings };
    std::string provider;
    std::string id;  ///< as the provider spells it
    Use use = Use::Text;
    std::optional<TokenCount> context;             ///< prompt and answer together
    std::optional<TokenCount> maxOutput;           ///< one answer
    std::optional<TokenCount> bestWindow;          ///< prompt up to which it answers best: windows are packed to it
    std::map<std::string, PerMille> capabilities;  ///< by kind of work; a kind that is not named is 0
    PerMille speed = whole / 2;                    ///< relative to the other models of the catalogue, 1000 the quickest
    ModelPrices prices;
    friend bool operator==(const CatalogueModel&, const CatalogueModel&) = default;
};

/// How much quality, cost and speed count.
struct Weights {
    PerMille quality = 400, cost = 300, speed = 300;
    friend bool operator==(const Weights&, const Weights&) = default;
};

/// How a kind of task is routed, and which models the person wants for it.
struct KindRule {
    Weights weights;
    std::vector<std::string> models;  ///< "PROVIDER/MODEL" in order of preference; the first that can, wins
    std::string reason;
    friend bool operator==(const KindRule&, const KindRule&) = default;
};

struct Catalogue {
    std::map<std::string, CatalogueProvider> providers;
    std::map<std::pair<std::string, std::string>, CatalogueModel> models;  ///< by provider and id
    std::map<std::string, KindRule> kinds;                                 ///< by task kind; "" for any other

    /// nullptr when it is not there.
    const CatalogueProvider* provider(std::string_view id) const;
    const CatalogueModel* model(std::string_view provider, std::string_view id) const;
    const KindRule& kind(std::string_view taskKind) const;
    friend bool operator==(const Catalogue&, const Catalogue&) = default;
};

/// Adds what a catalogue file says; an entry that is already there (same provider id, same provider and model id, same
/// kind) is replaced as a whole. `fileName` names the file in errors: "models.json:7: models[2].prices[0].output:
/// expected a number from 0 to 10000, found \"free\"". Errors: InvalidInput; TooLarge; NewerVersion. On an error the
/// catalogue is unchanged.
Result<void> addCatalogueFile(Catalogue& catalogue, std::string_view text, const std::string& fileName);

/// The text form that addCatalogueFile reads.
Json catalogueToJson(const Catalogue& catalogue);

}  // namespace skein::routing
