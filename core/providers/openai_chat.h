// Codec of OpenAI-compatible Chat Completions: request bodies out, response bytes in, one outcome out. Thread: one at
// a time; no I/O, no clock. Never trusts a server: unknown members are ignored, every size is bounded.
// Source: reference sheet of provider formats, sections 2, 4, 6 and 9 (read 2026-11-20).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/json.h"
#include "core/base/limits.h"
#include "core/model/task.h"
#include "core/ports/http.h"
#include "core/providers/retry.h"
#include "core/providers/sse.h"
#include "core/providers/usage.h"

namespace skein::providers {

/// What one server accepts. Starts from its host name and is corrected by its own error messages.
struct ChatDialect {
    enum class OutputCap { MaxTokens, MaxCompletionTokens };
    enum class StructuredOutput { JsonSchema, JsonObject, None };
    enum class StreamUsage { Ask, DoNotAsk };
    OutputCap outputCap = OutputCap::MaxTokens;
    StructuredOutput structuredOutput = StructuredOutput::JsonSchema;
    StreamUsage streamUsage = StreamUsage::Ask;
    friend bool operator==(const ChatDialect&, const ChatDialect&) = default;
};

/// max_completion_tokens for the real OpenAI host, max_tokens for every other (section 9).
ChatDialect initialDialect(std::string_view baseUrl);

/// The dialect to try after a 400 or 422 that names a field we sent; nothing when no other spelling is left.
std::optional<ChatDialect> correctedDialect(const ChatDialect& used, const ApiError& error);

/// BASE_URL with or without /v1, trailing slash or the full path -> the address to post to.
/// Errors: InvalidInput for another scheme, credentials, a query or a fragment in the URL.
Result<std::string> chatCompletionsUrl(std::string_view baseUrl);

struct ChatRequest {
    std::string model;
    std::string system;  ///< may be empty
    std::string user;
    OutputContract contract;
    TokenCount maxOutput;  ///< 0: the server's default
};

/// The JSON body of a streaming request. Error: InvalidInput for text that is not UTF-8 or an empty model,
/// TooLarge above limits::maxPromptBytes.
Result<std::string> encodeChatRequest(const ChatRequest& request, const ChatDialect& dialect);

enum class FinishReason {
    Finished,   ///< "stop"
    CutAtCap,   ///< "length"
    WantsTool,  ///< "tool_calls", "function_call", or tool calls under another reason
    Blocked,    ///< "content_filter" or a refusal
    Unknown,    ///< anything else, or none given
};
std::string_view finishReasonName(FinishReason reason);

/// A call the model asks for; `arguments` is JSON text as the model wrote it and may be invalid.
struct ToolCall {
    std::string id;
    std::string name;
    std::string arguments;
};

/// A whole answer.
struct ChatReply {
    std::string text;     ///< without reasoning; valid UTF-8
    std::string refusal;  ///< the model's words when it declines
    std::vector<ToolCall> toolCalls;
    std::optional<Usage> usage;  ///< nothing when the server reported none
    FinishReason finish = FinishReason::Unknown;
    std::string rawFinish;  ///< the server's word, "" when it gave none
    std::string model;      ///< the model that answered, as the server names it
};

/// Why there is no whole answer.
struct ChatFailure {
    enum class Kind {
        Api,        ///< the server reported an error, by status or inside a stream
        Truncated,  ///< the stream ended without finish reason and end marker
        Malformed,  ///< not this protocol: HTML, broken JSON
        TooLarge,   ///< a bound was exceeded
    };
    Kind kind = Kind::Malformed;
    ApiError api;                ///< for Api; its message also says what happened for the other kinds
    std::string partialText;     ///< what had arrived, valid UTF-8
    std::optional<Usage> usage;  ///< if a count arrived before the failure
};

using ChatOutcome = std::variant<ChatReply, ChatFailure>;

/// Decodes one response: server-sent events, or a plain JSON body a server sends to a stream request, or an error body.
class ChatDecoder {
public:
    /// `head` decides how the body is read: status first, content type second, the first bytes when that is missing.
    explicit ChatDecoder(const HttpResponseHead& head);

    /// Takes more bytes. True once the answer is over ([DONE], an error): later bytes are ignored.
    bool push(std::string_view bytes);
    bool over() const { return m_over; }

    /// Visible text so far, for progress; may still hold half a character or reasoning in <think> tags.
    std::string_view textSoFar() const { return m_text; }
    /// Events with content so far (not comments): what a "no real event" timer looks at.
    std::uint64_t eventCount() const { return m_events; }

    /// The outcome, once, after the response ended or over() became true.
    ChatOutcome finish();

private:
    enum class Body { Undecided, Events, Json, Error };
    enum class EventRole { Chunk, Error };  ///< Error: the event is named "error", whatever its data looks like

    void decide(std::string_view firstBytes);
    void takeEvents(std::string_view bytes);
    void takeData(std::string_view data, EventRole role);
    void takeChunk(const Json& chunk);
    void takeChoice(const Json& choice, std::string_view messageKey);
    void takeToolCalls(const Json& calls);
    bool takeText(std::string& target, const Json& value);
    void failWith(ChatFailure::Kind kind, ApiError error);
    ChatOutcome finishEvents();
    ChatOutcome finishJson();
    ChatOutcome finishError();
    ChatOutcome reply();
    ChatOutcome failure(ChatFailure::Kind kind, std::string message);

    int m_status = 0;
    std::string m_contentType;
    Body m_body = Body::Undecided;
    SseParser m_sse;
    std::string m_buffer;  ///< undecided first bytes, or a JSON or error body
    std::string m_text;
    std::string m_refusal;
    std::vector<ToolCall> m_toolCalls;
    std::optional<Usage> m_usage;
    std::string m_rawFinish;
    std::string m_model;
    std::optional<ChatFailure> m_failure;
    std::uint64_t m_events = 0;
    bool m_sawDone = false;
    bool m_over = false;
};

/// An error body in any of the shapes of section 9; the message falls back to the first words of the body.
ApiError parseApiError(int status, std::string_view body);

}  // namespace skein::providers
