// What the fake provider does with which request: a default behaviour and rules that change it, from a JSON file.
// Thread: any; values and pure functions. Draws depend on seed, key and occurrence alone, never on arrival order.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "tests/support/fake_provider/batches.h"
#include "tests/support/fake_provider/limiter.h"
#include "tests/support/fake_provider/local_servers.h"
#include "tests/support/fake_provider/wire.h"

namespace skein::fake {

/// How a response goes wrong; the names in the file are those of faultName().
enum class Fault {
    None,
    DisconnectBefore,  ///< "disconnect-before": the connection ends before the first byte of the response
    DisconnectAfter,   ///< "disconnect-after": it is reset after `after_chunks` pieces of text
    ErrorInStream,     ///< "error-in-stream": an error event after `after_chunks` pieces
    Truncate,          ///< "truncate": the body ends in good order, without finish reason and end marker
    WrongContentType,  ///< "wrong-content-type": a right stream called text/plain
    JsonBody,          ///< "json-body": one JSON body for a stream request
    NoDone,            ///< "no-done": everything but [DONE], or the terminal event
    StaysOpen,         ///< "stays-open": all of it without the end of the body
    Hang,              ///< "hang": the request is read and never answered
    Redirect,          ///< "redirect": 307 to another host
    Html,              ///< "html": a web page with status 200
    CommentsOnly,      ///< "comments-only": keep-alive comments for ever
    Flood,             ///< "flood": text without end
    Gzip,              ///< "gzip": the whole answer compressed, although nobody asked for it
    Bomb,              ///< "bomb": half a megabyte that unpacks to 80
};

struct Behaviour {
    std::int64_t latencyMs = 0;     ///< before the first byte
    std::int64_t chunkDelayMs = 0;  ///< between pieces of text
    std::int64_t chunkBytes = 64;   ///< text bytes per event
    std::int64_t afterChunks = 2;   ///< for faults in the middle
    std::int64_t pings = 0;         ///< keep-alives before the first event
    std::int64_t queueMs = 0;       ///< head and keep-alives at once, the first event after so long: a full queue
    int status = 200;
    ErrorKind errorKind = ErrorKind::None;  ///< refuse in the provider's own words; wins over `status`
    Json error;                             ///< body of an error answer, or of the error event
    std::vector<std::pair<std::string, std::string>> headers;
    Fault fault = Fault::None;
    std::optional<std::string> text;    ///< canned answer instead of the digest
    std::string proposal = "good";      ///< which scripted plan is proposed (proposals.h) where one is asked for
    std::string reasoning;              ///< thoughts shown before the answer
    Json toolCall = Json::object();     ///< {"name":..., "arguments":{...}}: the answer ends in this call
    std::string finishReason = "stop";  ///< in OpenAI's words; each protocol translates
    bool reportUsage = true;
    std::optional<std::int64_t> promptTokens, completionTokens;
    std::int64_t cachedTokens = 0;
    std::string vectors = "good";  ///< of embeddings, else "few", "ragged", "zero", "huge" or "short": unusable
    std::string rejectField;       ///< a request holding this field gets a 400 that names it
};

/// What a rule can look at.
struct RequestFacts {
    std::string key;  ///< idempotency key, or the hash of the body
    std::uint32_t occurrence = 1;
    std::string model;
    std::string prompt;
    std::string apiKey;  ///< as the request's header gives it
    std::int64_t maxOutput = 0;
};

struct Rule {
    std::optional<std::uint32_t> occurrence;  ///< only the n-th time of a key
    std::string model;                        ///< empty: any
    std::string contains;                     ///< text in the prompt; empty: any
    std::string apiKey;                       ///< only calls with this key; empty: any
    std::int64_t maxOutputBelow = 0;          ///< only calls that ask for fewer tokens of answer; 0: any
    std::uint32_t perMille = 1000;            ///< drawn from seed, key and occurrence
    Json changes;                             ///< members of Behaviour it sets
};

class Script {
public:
    /// Errors: InvalidInput naming the member.
    static Result<Script> fromJson(const Json& json);

    /// The default behaviour with the changes of the first rule that matches.
    Behaviour behaviourFor(const RequestFacts& facts) const;

    Behaviour standard;
    std::uint64_t seed = 1;
    RateLimits limits;  ///< "limits": of each key
    LocalScript local;  ///< "local": pretend to be a local server
    BatchScript batch;  ///< "batch": how batches go

private:
    std::vector<Rule> m_rules;
};

}  // namespace skein::fake
