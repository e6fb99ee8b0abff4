// The fake provider itself: Chat Completions, the model list and its ledger over the little HTTP server. Thread: one.
// It is test equipment and says so in every answer and on standard output.
#pragma once

#include "core/base/json.h"
#include "tests/support/fake_provider/http_server.h"
#include "tests/support/fake_provider/ledger.h"
#include "tests/support/fake_provider/script.h"

namespace skein::fake {

class Provider {
public:
    Provider(HttpServer& server, Ledger& ledger, Script script)
        : m_server(server), m_ledger(ledger), m_script(std::move(script)) {}
    void handle(const ServerRequest& request);

private:
    struct Answer {
        std::uint64_t connection = 0;
        Behaviour behaviour;
        std::string id, model, text;
        std::int64_t promptTokens = 0, completionTokens = 0;
        bool stream = false, wantsUsage = false;
    };
    void complete(const ServerRequest& request);
    void sendJson(std::uint64_t connection, int status, const Json& body, const Behaviour& behaviour = {});
    void sendAnswer(const Answer& answer);
    void sendStream(const Answer& answer);
    void sendFault(const Answer& answer);
    /// One chunk event, framed for chunked transfer.
    std::string event(const Answer& answer, const Json& delta, const Json& finish) const;
    Json usage(const Answer& answer) const;

    HttpServer& m_server;
    Ledger& m_ledger;
    Script m_script;
    Json m_lastRequest;
};

}  // namespace skein::fake
