#include "ui/welcome/provider_desk.h"

#include "core/providers/endpoint_url.h"
#include "core/runtime/http/curl_transport.h"
#include "core/runtime/key_trials.h"
#include "core/runtime/keys/store_keys.h"
#include "core/runtime/model_catalogue.h"
#include "core/runtime/own_catalogue.h"
#include "core/runtime/store/wall_clock.h"
#include "ui/common/formats.h"
#include "ui/common/typed_amount.h"
#include "ui/common/words.h"

namespace skein::ui {

namespace {

QString text(const std::string& words) { return QString::fromStdString(words); }

ModelRow modelRow(const routing::CatalogueModel& model) {
    ModelRow row{text(model.id), {}, false, model.use == routing::CatalogueModel::Use::Text};
    const auto rates = routing::ratesAt(model.prices, runtime::wallClock(), {0});
    row.isPriced = rates.has_value();
    if (!rates) row.price = ProviderDesk::tr("price unknown");
    else if (rates->inputPerMillion.value == 0 && rates->outputPerMillion.value == 0)
        row.price = ProviderDesk::tr("free");
    else
        row.price = ProviderDesk::tr("%1 in, %2 out per million tokens")
                        .arg(moneyText(rates->inputPerMillion), moneyText(rates->outputPerMillion));
    return row;
}

ProviderListing listingOf() {
    ProviderListing listing;
    const auto catalogue = runtime::loadCatalogue();
    if (!catalogue) {
        listing.notices.append(text(catalogue.error().message));
        return listing;
    }
    auto places = runtime::ProviderKeys::create(*catalogue, {});
    runtime::ProviderKeys::Listing keys;
    if (places) {
        keys = places->list();
        if (const auto store = places->store(places->preferred())) listing.keyPlace = text((*store)->place());
    } else listing.notices.append(text(places.error().message));
    for (const auto& notice : keys.notices) listing.notices.append(text(notice));
    for (const auto& [id, provider] : catalogue->providers) {
        ConfiguredProvider row{text(id),
                               text(provider.title.empty() ? id : provider.title),
                               text(std::string(providers::protocolName(provider.protocol))),
                               text(provider.baseUrl),
                               text(provider.keyVariable),
                               provider.local,
                               {},
                               {}};
        for (const auto& [source, key] : keys.keys)
            if (key.provider == id)
                row.keys.append({text(key.name), text(std::string(nameIn(runtime::keySourceNames, source))),
                                 source != runtime::KeySource::Environment});
        for (const auto& [key, model] : catalogue->models)
            if (key.first == id) row.models.append(modelRow(model));
        listing.providers.append(row);
    }
    return listing;
}

struct Opened {
    routing::Catalogue catalogue;
    const routing::CatalogueProvider* provider = nullptr;
};
Result<Opened> opened(const QString& id) {
    Opened result;
    SKEIN_TRY(result.catalogue, runtime::loadCatalogue());
    result.provider = result.catalogue.provider(id.toStdString());
    if (!result.provider) return fail(ErrorCode::NotFound, "the provider is no longer in the catalogue");
    return result;
}

/// Stores a key where new ones go. A file needs a passphrase, which only a terminal asks for.
Result<QString> storeKey(const routing::Catalogue& catalogue, const std::string& provider, const std::string& name,
                         runtime::Secret key) {
    SKEIN_TRY(const auto known, runtime::checkedKeyName(name));
    SKEIN_TRY(auto places, runtime::ProviderKeys::create(catalogue, {}));
    std::vector<runtime::StoredKey> keys;
    keys.push_back({{provider, known}, std::move(key)});
    auto stored = runtime::storeKeys(places, places.preferred(), provider, std::move(keys));
    if (!stored && stored.error().code == ErrorCode::NeedsPerson)
        return fail(ErrorCode::NeedsPerson, stored.error().message +
                                                "; add the key in a terminal: skeinctl providers "
                                                "add " +
                                                provider + " --store file");
    if (!stored) return Failure(stored.error());
    return ProviderDesk::tr("The key \u201c%1\u201d is in %2.").arg(text(known), text(stored->place));
}

QString verdictText(const runtime::CheckedCall& call) {
    using Verdict = providers::CallVerdict;
    const QString said = text(call.check.message);
    switch (call.check.verdict) {
        case Verdict::Works:
            return ProviderDesk::tr("works: %1 + %2 tokens, %3, %4")
                .arg(call.usage.totalIn().value)
                .arg(call.usage.output.value)
                .arg(call.cost ? moneyText(*call.cost) : ProviderDesk::tr("cost unknown"), durationText(call.took));
        case Verdict::RateLimited:
            return ProviderDesk::tr("the key is good, but there are too many calls now. %1").arg(said);
        case Verdict::SpendCap: return ProviderDesk::tr("the account has no credit left. %1").arg(said);
        case Verdict::KeyRefused: return ProviderDesk::tr("the key was refused. %1").arg(said);
        case Verdict::WrongModel: return ProviderDesk::tr("the key cannot call this model. %1").arg(said);
        case Verdict::WrongAddress:
            return ProviderDesk::tr("something answers there that is not this protocol. %1").arg(said);
        case Verdict::RequestRefused: return ProviderDesk::tr("the call was refused. %1").arg(said);
        case Verdict::Overloaded: return ProviderDesk::tr("the provider has a fault that may pass. %1").arg(said);
        case Verdict::Unreachable: break;
    }
    return ProviderDesk::tr("nothing answers. %1").arg(said);
}

Result<QString> tested(const QString& id) {
    SKEIN_TRY(const auto open, opened(id));
    SKEIN_TRY(const auto transport, runtime::CurlTransport::create());
    SKEIN_TRY(const auto asked, runtime::trialsOf(open.catalogue, {{id.toStdString()}, {}, {}, {}}, *transport));
    QStringList lines;
    bool works = true;
    for (const auto& trial : asked.trials) {
        const auto call = runtime::carryOut(*transport, open.catalogue, trial);
        works = works && call.check.verdict == providers::CallVerdict::Works;
        const QString model = trial.model.empty() ? ProviderDesk::tr("no model") : text(trial.model);
        lines.append(trial.key ? ProviderDesk::tr("Key \u201c%1\u201d, %2: %3")
                                     .arg(text(trial.key->key.id.name), model, verdictText(call))
                               : ProviderDesk::tr("%1: %2").arg(model, verdictText(call)));
    }
    for (const auto& notice : asked.notices) lines.append(text(notice));
    const QString words = lines.join(QLatin1Char('\n'));
    if (!works) return fail(ErrorCode::Unavailable, words.toStdString());
    return words;
}

/// What its server lists, with the first of its keys.
Result<std::vector<std::string>> modelsOf(const routing::Catalogue& catalogue,
                                          const routing::CatalogueProvider& provider, const runtime::Secret& typed) {
    SKEIN_TRY(const auto transport, runtime::CurlTransport::create());
    if (!typed.empty() || provider.keyVariable.empty()) {
        if (!typed.empty()) { SKEIN_CHECK(routing::mayCarryKey(provider)); }
        return runtime::listedModels(*transport, provider, typed);
    }
    SKEIN_TRY(auto places, runtime::ProviderKeys::create(catalogue, {}));
    SKEIN_TRY(const auto keys, places.read(provider.id));
    if (keys.keys.empty()) return fail(ErrorCode::NotFound, "there is no key yet");
    SKEIN_CHECK(routing::mayCarryKey(provider));
    return runtime::listedModels(*transport, provider, keys.keys.front().key.secret);
}

Result<QString> takenIn(const EndpointWish& wish, runtime::Secret key) {
    runtime::OwnEndpoint endpoint;
    endpoint.title = wish.title.trimmed().toStdString();
    endpoint.baseUrl = wish.baseUrl.trimmed().toStdString();
    endpoint.needsKey = wish.needsKey;
    const auto protocol = providers::protocolFromName(wish.protocol.toStdString());
    if (!protocol) return fail(ErrorCode::InvalidInput, "choose a protocol");
    endpoint.protocol = *protocol;
    SKEIN_CHECK(providers::endpointUrl(endpoint.baseUrl, {}, "/"));
    if (!wish.inputPrice.trimmed().isEmpty() || !wish.outputPrice.trimmed().isEmpty()) {
        const auto input = typedAmount(wish.inputPrice), output = typedAmount(wish.outputPrice);
        if (!input || !output)
            return fail(ErrorCode::InvalidInput, "the prices: expected two amounts in USD, such as 0.25 and 2.00");
        endpoint.price = {*input, *output};
    }
    routing::CatalogueProvider provider;
    provider.id = "endpoint";
    provider.protocol = endpoint.protocol;
    provider.baseUrl = endpoint.baseUrl;
    const auto models = modelsOf({}, provider, key);
    if (models) endpoint.models = *models;
    SKEIN_TRY(const auto added, runtime::addEndpointToOwnCatalogue(endpoint, runtime::wallClock()));
    QStringList words;
    if (!key.empty()) {
        SKEIN_TRY(const auto catalogue, runtime::loadCatalogue());
        SKEIN_TRY(const auto stored,
                  storeKey(catalogue, added.provider,
                           wish.keyName.trimmed().isEmpty() ? "default" : wish.keyName.trimmed().toStdString(),
                           std::move(key)));
        words.append(stored);
    }
    if (!models)
        return fail(models.error().code,
                    "it is in your list, but its models cannot be read: " + models.error().message);
    words.prepend(ProviderDesk::tr("Connected: %n model(s).", nullptr, static_cast<int>(added.models.size())));
    for (const auto& refused : added.refused) words.append(text(refused));
    return words.join(QLatin1Char(' '));
}

Result<QString> modelsTaken(const QString& id) {
    SKEIN_TRY(const auto open, opened(id));
    SKEIN_TRY(const auto models, modelsOf(open.catalogue, *open.provider, {}));
    SKEIN_TRY(const auto added, runtime::addModelsToOwnCatalogue(id.toStdString(), models, runtime::wallClock()));
    return added.empty()
               ? ProviderDesk::tr("It lists %n model(s), all of them known.", nullptr, static_cast<int>(models.size()))
               : ProviderDesk::tr("%n model(s) more are in your list.", nullptr, static_cast<int>(added.size()));
}

}  // namespace

ProviderDesk::ProviderDesk(QObject* parent) : QObject(parent) {
    qRegisterMetaType<ProviderListing>();
    m_pool.setMaxThreadCount(1);
}

ProviderDesk::~ProviderDesk() {
    m_pool.clear();
    m_pool.waitForDone();
}

void ProviderDesk::list() {
    m_pool.start([this] {
        const auto listing = listingOf();
        QMetaObject::invokeMethod(
            this, [this, listing] { emit listed(listing); }, Qt::QueuedConnection);
    });
}

void ProviderDesk::run(const QString& provider, Work work) {
    ++m_running;
    m_busy = true;
    emit busyChanged();
    m_pool.start([this, provider, work = std::move(work)] {
        const auto done = work();
        const QString words = done ? *done : text(done.error().message);
        QMetaObject::invokeMethod(
            this,
            [this, provider, words, error = !done] {
                m_busy = --m_running > 0;
                emit told(provider, words, error);
                emit busyChanged();
            },
            Qt::QueuedConnection);
    });
    list();
}

void ProviderDesk::addKey(const QString& provider, const QString& name, runtime::Secret key) {
    const auto held = std::make_shared<runtime::Secret>(std::move(key));
    run(provider, [provider, name, held]() -> Result<QString> {
        SKEIN_TRY(const auto open, opened(provider));
        SKEIN_CHECK(routing::mayCarryKey(*open.provider));
        return storeKey(open.catalogue, provider.toStdString(),
                        name.trimmed().isEmpty() ? "default" : name.trimmed().toStdString(), std::move(*held));
    });
}

void ProviderDesk::removeKey(const QString& provider, const KeyRow& key) {
    run(provider, [provider, key]() -> Result<QString> {
        SKEIN_TRY(const auto open, opened(provider));
        SKEIN_TRY(auto places, runtime::ProviderKeys::create(open.catalogue, {}));
        const auto source = valueIn(runtime::keySourceNames, key.place.toStdString());
        if (!source) return fail(ErrorCode::NotFound, "the key is no longer there");
        SKEIN_TRY(runtime::KeyStore * store, places.store(*source));
        SKEIN_CHECK(store->remove({provider.toStdString(), key.name.toStdString()}));
        return tr("The key \u201c%1\u201d is forgotten.").arg(key.name);
    });
}

void ProviderDesk::connectEndpoint(const EndpointWish& wish, runtime::Secret key) {
    const auto held = std::make_shared<runtime::Secret>(std::move(key));
    run({}, [wish, held] { return takenIn(wish, std::move(*held)); });
}

void ProviderDesk::askModels(const QString& provider) {
    run(provider, [provider] { return modelsTaken(provider); });
}

void ProviderDesk::test(const QString& provider) {
    run(provider, [provider] { return tested(provider); });
}

}  // namespace skein::ui
