// The fake provider itself: five protocols, their model lists, token counts and embeddings, and one ledger over the
// little HTTP server. Thread: one. It is test equipment and says so in every answer and on standard output.
#pragma once

#include "core/base/json.h"
#include "tests/support/fake_provider/batches.h"
#include "tests/support/fake_provider/http_server.h"
#include "tests/support/fake_provider/ledger.h"
#include "tests/support/fake_provider/script.h"
#include "tests/support/fake_provider/wire.h"

namespace skein::fake {

class Provider {
public:
    Provider(HttpServer& server, Ledger& ledger, Script script);
    void handle(const ServerRequest& request);

private:
    /// One request on its way to an answer.
    struct Exchange {
        std::uint64_t connection = 0;
        const Wire& wire;
        Behaviour behaviour = {};
        bool stream = false;
        bool asArray = false;     ///< the stream is one JSON array
        LimitStates limits = {};  ///< of the key, for the headers
    };
    void complete(const ServerRequest& request, const Wire& wire);
    void embed(const ServerRequest& request, const Wire& wire, const Json& body);
    Answer answerTo(const Question& question, const Behaviour& behaviour, const std::string& bodyHash) const;
    /// Counts the request against its key's limits; false: it was refused.
    bool letThrough(Exchange& exchange, const Question& question, const std::string& apiKey);
    Json answerInBatch(const Wire& wire, const Json& body, const std::string& path, const std::string& key);
    void sendCompressed(const Exchange& exchange, const std::string& bytes);
    void sendError(const Exchange& exchange, int status, std::string_view message, std::string_view param = {});
    void sendJson(const Exchange& exchange, int status, const Json& body);
    void sendAnswer(const Exchange& exchange, const Answer& answer);
    void sendStream(const Exchange& exchange, const Answer& answer);
    void sendFault(const Exchange& exchange);

    HttpServer& m_server;
    Ledger& m_ledger;
    Script m_script;
    Limiter m_limiter;
    BatchDesk m_batches;
    Json m_lastRequest;
    std::uint64_t m_refusedByLimits = 0;
    std::uint64_t m_embeddings = 0;  ///< calls for vectors so far; the occurrence that rules look at
    bool m_keysInAddresses = false;
};

}  // namespace skein::fake
