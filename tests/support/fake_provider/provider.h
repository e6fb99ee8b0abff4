// The fake provider itself: five protocols, their model lists, token counts and embeddings, and one ledger over the
// little HTTP server. Thread: one. It is test equipment and says so in every answer and on standard output.
#pragma once

#include "core/base/json.h"
#include "tests/support/fake_provider/http_server.h"
#include "tests/support/fake_provider/ledger.h"
#include "tests/support/fake_provider/script.h"
#include "tests/support/fake_provider/wire.h"

namespace skein::fake {

class Provider {
public:
    Provider(HttpServer& server, Ledger& ledger, Script script)
        : m_server(server), m_ledger(ledger), m_script(std::move(script)) {}
    void handle(const ServerRequest& request);

private:
    /// One request on its way to an answer.
    struct Exchange {
        std::uint64_t connection = 0;
        const Wire& wire;
        Behaviour behaviour = {};
        bool stream = false;
    };
    void complete(const ServerRequest& request, const Wire& wire);
    void sendError(const Exchange& exchange, int status, std::string_view message, std::string_view param = {});
    void sendJson(const Exchange& exchange, int status, const Json& body);
    void sendAnswer(const Exchange& exchange, const Answer& answer);
    void sendStream(const Exchange& exchange, const Answer& answer);
    void sendFault(const Exchange& exchange);

    HttpServer& m_server;
    Ledger& m_ledger;
    Script m_script;
    Json m_lastRequest;
};

}  // namespace skein::fake
