#include "ui/welcome/provider_finder.h"

#include "core/runtime/http/curl_transport.h"
#include "core/runtime/keys/provider_keys.h"
#include "core/runtime/model_catalogue.h"
#include "core/runtime/own_catalogue.h"
#include "core/runtime/store/wall_clock.h"

namespace skein::ui {

namespace {

QString text(const std::string& words) { return QString::fromStdString(words); }

Result<runtime::Detection> detect(const routing::Catalogue& catalogue) {
    SKEIN_TRY(const auto transport, runtime::CurlTransport::create());
    std::vector<std::string> addresses;
    for (const auto& [id, provider] : catalogue.providers)
        if (provider.local) addresses.push_back(provider.baseUrl);
    return runtime::detectServers(*transport, addresses);
}

FoundServer serverOf(const runtime::DetectedServer& found) {
    FoundServer server;
    server.name = text(std::string(nameIn(providers::localServerNames, found.server.kind)));
    if (!found.server.version.empty()) server.name += QLatin1Char(' ') + text(found.server.version).left(40);
    server.address = text(found.address);
    for (const auto& model : found.server.models)
        if (!model.embeddings) server.models.append(text(model.id));
    return server;
}

FoundProviders askThisMachine() {
    FoundProviders result;
    const auto catalogue = runtime::loadCatalogue();
    if (!catalogue) {
        result.notices.append(text(catalogue.error().message));
        return result;
    }
    if (const auto detection = detect(*catalogue); detection)
        for (const auto& found : detection->servers) result.servers.append(serverOf(found));
    else result.notices.append(text(detection.error().message));
    if (auto keys = runtime::ProviderKeys::create(*catalogue, {}); keys) {
        const auto listing = keys->list();
        for (const auto& entry : listing.keys)
            if (const QString name = text(entry.id.provider); !result.keys.contains(name)) result.keys.append(name);
    }
    return result;
}

}  // namespace

ProviderFinder::ProviderFinder(QObject* parent) : QObject(parent), ask(askThisMachine) {
    qRegisterMetaType<FoundProviders>();
    m_pool.setMaxThreadCount(1);
}

ProviderFinder::~ProviderFinder() { m_pool.waitForDone(); }

void ProviderFinder::look() {
    if (std::exchange(m_looking, true)) return;
    m_pool.start([this, ask = ask] {
        const FoundProviders answer = ask();
        QMetaObject::invokeMethod(
            this,
            [this, answer] {
                m_looking = false;
                emit found(answer);
            },
            Qt::QueuedConnection);
    });
}

void ProviderFinder::add(const FoundServer& server) {
    m_pool.start([this, address = server.address.toStdString()] {
        QVector<LocalChoice> choices;
        QString error;
        const auto work = [&]() -> Result<void> {
            SKEIN_TRY(const auto transport, runtime::CurlTransport::create());
            SKEIN_TRY(const auto detection, runtime::detectServers(*transport, {address}));
            if (detection.servers.empty())
                return fail(ErrorCode::Unavailable, address + ": the server does not answer any more");
            SKEIN_TRY(const auto addition, runtime::addToOwnCatalogue(detection.servers, runtime::wallClock()));
            for (const auto& known : addition.servers)
                for (const auto& model : known.models)
                    if (!providers::namedLikeEmbeddings(model)) choices.append({text(known.provider), text(model)});
            return {};
        };
        if (const auto done = work(); !done) error = text(done.error().message);
        QMetaObject::invokeMethod(
            this, [this, choices, error] { emit added(choices, error); }, Qt::QueuedConnection);
    });
}

}  // namespace skein::ui
