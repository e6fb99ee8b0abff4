// What the five protocols look like from a provider's side: a request is read into one Question, one Answer is written
// in pieces. Thread: any; no state. Written from the reference sheet alone and linked to nothing of core/providers, so
// that the codecs under test meet a peer that does not share their mistakes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/json.h"
#include "core/base/units.h"
#include "tests/support/fake_provider/limiter.h"

namespace skein::fake {

/// What a request asks.
struct Question {
    std::string model;
    std::string prompt;  ///< every text of the conversation, one a line: what is counted
    Json schema;         ///< the schema an answer must match; null: none
    bool wantsJson = false;
    bool stream = false;
    bool wantsUsage = true;
    bool asArray = false;        ///< a stream of this request is one JSON array (Gemini without alt=sse)
    std::int64_t maxOutput = 0;  ///< 0: not said
};

/// What is answered, before it is written in a protocol.
struct Answer {
    std::string id, model, text;
    std::string reasoning;  ///< empty: none shown
    std::string toolName;   ///< empty: no call
    Json toolArguments = Json::object();
    std::string finish = "stop";  ///< "stop", "length", "content_filter", "tool_calls", or sent as it is
    std::int64_t promptTokens = 0, completionTokens = 0, cachedTokens = 0, reasoningTokens = 0;
    bool reportUsage = true;
};

/// What a provider refuses in its own words.
enum class ErrorKind {
    None,
    RateLimit,   ///< too many calls in this minute
    SpendCap,    ///< the account may not spend more: no waiting helps
    RevokedKey,  ///< the key is no longer valid
    NoModel,     ///< no model of this name
    Overloaded,  ///< the provider has no room
};
struct ErrorAnswer {
    int status = 500;
    Json body;
};

using Headers = std::vector<std::pair<std::string, std::string>>;

class Wire {
public:
    virtual ~Wire() = default;
    virtual Question read(const Json& body, const std::string& path) const = 0;

    /// A stream is opening, a piece per part of the text, ending, endMarker; each is whole frames of the protocol.
    virtual std::string_view streamType() const { return "text/event-stream"; }
    virtual std::string opening(const Answer& answer) const = 0;
    virtual std::string piece(const Answer& answer, const std::string& text) const = 0;
    virtual std::string ending(const Answer& answer) const = 0;
    virtual std::string endMarker(const Answer& answer) const = 0;
    virtual std::string keepAlive() const { return ": SIMULATED keep-alive\n\n"; }
    virtual std::string errorFrame(const Json& body) const = 0;

    virtual Json whole(const Answer& answer) const = 0;
    virtual Json errorBody(int status, std::string_view message, std::string_view param) const = 0;
    virtual ErrorAnswer errorOf(ErrorKind kind, const std::string& model) const = 0;
    /// Rate-limit headers as the provider sends them; `now` for those that name an instant.
    virtual Headers limitHeaders(const LimitStates& states, Instant now) const = 0;
    /// Writes into an error body how long to wait, where the provider says it there.
    virtual void setWait(Json&, std::int64_t /*milliseconds*/) const {}
    virtual Json tokenCount(std::int64_t tokens) const = 0;
    virtual Json modelList() const = 0;
    /// Vectors of a text's bytes: simulated, equal texts give equal vectors.
    virtual Json embeddings(const Json& request) const = 0;
};

const Wire& chatWire();
const Wire& responsesWire();
const Wire& anthropicWire();
const Wire& geminiWire();
const Wire& ollamaWire();

// For wires.
std::string dataFrame(const Json& json);   ///< "data: ...\n\n"
std::string namedFrame(const Json& json);  ///< with "event:" equal to the type
std::string textsOf(const Json& content);  ///< a string, or the texts of a list of parts
/// A vector of length 1 in which nearness means something: each word adds to two places that follow from what it means,
/// and words of one meaning ("car", "automobile") share theirs. No model: test equipment.
std::vector<float> vectorOf(std::string_view text, std::size_t size);

}  // namespace skein::fake
