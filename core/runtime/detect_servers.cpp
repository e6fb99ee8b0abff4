#include "core/runtime/detect_servers.h"

#include <algorithm>
#include <future>
#include <set>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/providers/codec.h"
#include "core/runtime/http/fetch.h"

namespace skein::runtime {
namespace {

using providers::LocalModel;
using providers::LocalServer;
using providers::LocalServerKind;

/// A server on this machine says at once who it is, whatever it is busy with. One that is silent is asked once.
constexpr HttpTimeouts patience{seconds(2), milliseconds(2'500), milliseconds(2'500)};
constexpr std::size_t maxAnswerBytes = 8u << 20;  // a model list with every template is far below
constexpr std::size_t maxDetailedModels = 200;    // one question each

/// "http://127.0.0.1:11434/v1" without its path. Error: InvalidInput unless it is loopback.
Result<std::string> rootOf(std::string_view address) {
    const std::size_t host = std::min(address.find("://"), address.size()) + 3;
    const std::size_t end = std::min(address.find_first_of("/?#", std::min(host, address.size())), address.size());
    std::string root(address.substr(0, end));
    const std::string_view authority = host < root.size() ? std::string_view(root).substr(host) : std::string_view();
    // A bracket closes an IPv6 address, whose own colons are no port.
    const std::size_t colon =
        authority.ends_with(']') ? authority.size() : std::min(authority.rfind(':'), authority.size());
    const std::string_view name = authority.substr(0, colon);
    const bool dotted = name.starts_with("127.") && name.find_first_not_of("0123456789.") == std::string_view::npos;
    const bool http = root.starts_with("http://") || root.starts_with("https://");
    if (http && (dotted || toLowerAscii(name) == "localhost" || name == "[::1]")) return root;
    return fail(ErrorCode::InvalidInput, "\"" + elide(toValidUtf8(address), 120) +
                                             "\" is not on this machine: expected http://127.0.0.1:PORT, "
                                             "http://localhost:PORT or http://[::1]:PORT");
}

/// The conversation with one address.
class Visit {
public:
    Visit(HttpTransport& transport, std::string root) : m_transport(transport), m_root(std::move(root)) {}

    /// Nothing when no server known is there; why() says more.
    std::optional<LocalServer> ask() {
        // In this order: what a server pretends to be beside itself comes later. llama.cpp answers some paths of
        // Ollama.
        if (auto server = askLlamaCpp(); server || !m_listens) return server;
        if (auto server = askOllama()) return server;
        if (auto server = askLmStudio()) return server;
        return askOpenAiCompatible();
    }
    const std::string& why() const { return m_why; }

private:
    /// The JSON of a 200; null for anything else.
    Json get(std::string_view path) { return answer(providers::jsonGet(m_root + std::string(path))); }
    Json post(std::string_view path, const Json& body) {
        auto request = providers::jsonPost(m_root + std::string(path), body, providers::Delivery::Whole);
        return request ? answer(std::move(*request)) : Json();
    }
    Json answer(HttpRequest request) {
        if (!m_listens) return {};
        request.timeouts = patience;
        request.maxResponseBytes = maxAnswerBytes;
        const auto fetched = fetch(m_transport, std::move(request));
        if (!fetched) {
            const auto kind = fetched.error().kind;
            m_listens = kind != HttpError::Kind::Connect && kind != HttpError::Kind::Timeout;
            m_why = kind == HttpError::Kind::Connect   ? "nobody listens there"
                    : kind == HttpError::Kind::Timeout ? "something listens there and does not answer"
                                                       : fetched.error().message;
            return {};
        }
        if (fetched->head.status == 401 || fetched->head.status == 403) m_why = "it asks for a key";
        if (fetched->head.status != 200) return {};
        auto json = parseJson(fetched->body);
        return json ? std::move(*json) : Json();
    }

    std::optional<LocalServer> askLlamaCpp() {
        const Json props = get("/props");
        const auto context = providers::llamaCppContext(props);
        if (!context) return std::nullopt;
        LocalServer server{LocalServerKind::LlamaCpp,
                           props.value("build_info", Json("")).is_string()
                               ? elide(toValidUtf8(props.value("build_info", "")), 60)
                               : "",
                           providers::listedModels(get("/v1/models"))};
        for (LocalModel& model : server.models) model.context = context;
        return server;
    }

    std::optional<LocalServer> askOllama() {
        const auto version = providers::ollamaVersion(get("/api/version"));
        if (!version) return std::nullopt;
        const Json tags = get("/api/tags");
        if (!tags.is_object() || !tags.contains("models")) return std::nullopt;
        LocalServer server{LocalServerKind::Ollama, elide(*version, 60), providers::ollamaModels(tags)};
        for (std::size_t i = 0; i < std::min(server.models.size(), maxDetailedModels); ++i)
            providers::takeOllamaDetails(post("/api/show", {{"model", server.models[i].id}}), server.models[i]);
        providers::takeOllamaLoaded(get("/api/ps"), server.models);
        return server;
    }

    std::optional<LocalServer> askLmStudio() {
        auto models = providers::lmStudioModels(get("/api/v0/models"));
        if (!models) models = providers::lmStudioModels(get("/api/v1/models"));
        return models ? std::optional(LocalServer{LocalServerKind::LmStudio, "", std::move(*models)}) : std::nullopt;
    }

    std::optional<LocalServer> askOpenAiCompatible() {
        const Json list = get("/v1/models");
        if (!list.is_object() || !list.contains("data")) {
            if (m_why.empty()) m_why = "something answers there that is no model server known here";
            return std::nullopt;
        }
        LocalServer server{LocalServerKind::OpenAiCompatible, "", providers::listedModels(list)};
        if (providers::isVllmList(list)) {
            server.kind = LocalServerKind::Vllm;
            server.version = providers::ollamaVersion(get("/version")).value_or("");
        }
        return server;
    }

    HttpTransport& m_transport;
    std::string m_root;
    std::string m_why;
    bool m_listens = true;
};

}  // namespace

Result<Detection> detectServers(HttpTransport& transport, const std::vector<std::string>& addresses) {
    std::vector<std::string> roots;
    for (const std::string& address : addresses) {
        SKEIN_TRY(std::string root, rootOf(address));
        if (std::find(roots.begin(), roots.end(), root) == roots.end()) roots.push_back(std::move(root));
    }
    // All at once: several silent ones take no longer than one.
    struct Answer {
        std::optional<LocalServer> server;
        std::string why;
    };
    std::vector<std::future<Answer>> answers;
    for (const std::string& root : roots)
        answers.push_back(std::async(std::launch::async, [&transport, &root] {
            Visit visit(transport, root);
            auto server = visit.ask();
            return Answer{std::move(server), visit.why()};
        }));
    Detection detection;
    for (std::size_t i = 0; i < roots.size(); ++i) {
        auto [server, why] = answers[i].get();
        if (server) {
            const std::string address = roots[i] + std::string(providers::basePathOf(server->kind));
            detection.servers.push_back({address, std::move(*server)});
        } else {
            detection.silent.push_back({roots[i], std::move(why)});
        }
    }
    return detection;
}

}  // namespace skein::runtime
