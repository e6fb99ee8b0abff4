#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/providers/openai_chat.h"

namespace skein::providers {
namespace {

constexpr std::size_t maxErrorBodyBytes = 64u << 10;  // error bodies are a paragraph; HTML pages of proxies some KB
constexpr std::size_t maxMessageBytes = 2'000;
constexpr std::size_t maxToolCalls = 128;  // the most any provider documents for parallel calls
constexpr std::size_t sniffBytes = 16;

const Json* member(const Json& object, std::string_view key) {
    if (!object.is_object()) return nullptr;
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string textMember(const Json& object, std::string_view key) {
    const Json* value = member(object, key);
    if (!value) return {};
    if (value->is_string()) return value->get<std::string>();
    return value->is_primitive() ? value->dump() : std::string();
}

/// The error object of a body or an event, whatever its shape (reference sheet, section 9).
ApiError errorFrom(int status, const Json& body) {
    ApiError error;
    error.status = status;
    const Json* inner = member(body, "error");
    if (inner && inner->is_string()) {
        error.message = inner->get<std::string>();
    } else {
        const Json& object = inner && inner->is_object() ? *inner : body;
        for (const std::string_view key : {"message", "detail", "error_description"})
            if (error.message.empty()) error.message = textMember(object, key);
        error.type = textMember(object, "type");
        error.code = textMember(object, "code");
        error.param = textMember(object, "param");
        if (const Json* detail = member(object, "detail"); detail && error.message.empty())
            error.message = prettyJson(*detail, -1);
    }
    error.message = elide(toValidUtf8(error.message), maxMessageBytes);
    return error;
}

bool isError(const Json& body) { return member(body, "error") || textMember(body, "object") == "error"; }

FinishReason normalised(std::string_view raw, bool hasToolCalls, bool hasRefusal) {
    if (hasRefusal || raw == "content_filter") return FinishReason::Blocked;
    if (hasToolCalls || raw == "tool_calls" || raw == "function_call") return FinishReason::WantsTool;
    if (raw == "stop") return FinishReason::Finished;
    if (raw == "length") return FinishReason::CutAtCap;
    return FinishReason::Unknown;
}

/// Some local servers leave reasoning in the text as a leading <think> block; it is not part of the answer.
std::string withoutThinking(std::string_view text) {
    constexpr std::string_view open = "<think>", close = "</think>";
    const std::string_view trimmed = text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    if (!trimmed.starts_with(open)) return std::string(text);
    const std::size_t end = trimmed.find(close);
    if (end == std::string_view::npos) return {};
    const std::string_view rest = trimmed.substr(end + close.size());
    return std::string(rest.substr(std::min(rest.find_first_not_of(" \t\r\n"), rest.size())));
}

}  // namespace

ApiError parseApiError(int status, std::string_view body) {
    std::string_view json = trim(body);
    std::vector<SseEvent> events;
    if (json.starts_with("data:") || json.starts_with("event:")) {
        SseParser parser;
        const bool readable = parser.push(body, events).has_value();
        if (auto last = parser.takeUnfinished(); readable && last) events.push_back(std::move(*last));
        if (!events.empty()) json = events.front().data;
    }
    if (const auto parsed = parseJson(json); parsed && parsed->is_object()) {
        ApiError error = errorFrom(status, *parsed);
        if (!error.message.empty() || !error.code.empty()) return error;
    }
    ApiError error;
    error.status = status;
    error.message = json.empty() ? fmt::format("HTTP status {} without a body", status) : elide(toValidUtf8(json), 300);
    return error;
}

ChatDecoder::ChatDecoder(const HttpResponseHead& head)
    : m_status(head.status), m_contentType(toLowerAscii(head.header("content-type"))) {
    if (m_status < 200 || m_status >= 300) m_body = Body::Error;
    else if (m_contentType.starts_with("text/event-stream")) m_body = Body::Events;
    else if (m_contentType.starts_with("application/json")) m_body = Body::Json;
}

bool ChatDecoder::push(std::string_view bytes) {
    if (m_over) return true;
    if (m_body == Body::Undecided) {
        m_buffer.append(bytes);
        if (m_buffer.size() < sniffBytes) return false;
        const std::string first = std::exchange(m_buffer, {});
        decide(first);
        return push(first);
    }
    if (m_body == Body::Events) {
        takeEvents(bytes);
    } else if (m_body == Body::Error) {
        m_buffer.append(bytes.substr(0, maxErrorBodyBytes - std::min(m_buffer.size(), maxErrorBodyBytes)));
    } else if (m_buffer.size() + bytes.size() > limits::maxOutputBytes) {
        failWith(ChatFailure::Kind::TooLarge,
                 {m_status, {}, {}, {}, fmt::format("the answer is larger than {} bytes", limits::maxOutputBytes)});
    } else {
        m_buffer.append(bytes);
    }
    return m_over;
}

void ChatDecoder::decide(std::string_view firstBytes) {
    const std::string_view start = trim(firstBytes);
    m_body = start.starts_with('{') || start.starts_with('[') || start.starts_with('<') ? Body::Json : Body::Events;
}

void ChatDecoder::takeEvents(std::string_view bytes) {
    std::vector<SseEvent> events;
    const auto pushed = m_sse.push(bytes, events);
    for (const SseEvent& event : events) {
        if (m_over) return;
        takeData(event.data, event.type == "error" ? EventRole::Error : EventRole::Chunk);
    }
    if (!pushed && !m_over) failWith(ChatFailure::Kind::TooLarge, {m_status, {}, {}, {}, pushed.error().message});
}

void ChatDecoder::takeData(std::string_view data, EventRole role) {
    data = trim(data);
    if (data.empty()) return;
    if (data == "[DONE]") {
        m_sawDone = m_over = true;
        return;
    }
    const auto chunk = parseJson(data);
    if (!chunk) {
        failWith(ChatFailure::Kind::Malformed,
                 {m_status, {}, {}, {}, "an event of the stream is not JSON: " + chunk.error().message});
        return;
    }
    ++m_events;
    if (role == EventRole::Error) failWith(ChatFailure::Kind::Api, errorFrom(m_status, *chunk));
    else takeChunk(*chunk);
}

void ChatDecoder::takeChunk(const Json& chunk) {
    // The last count wins: some servers repeat a growing one in every chunk.
    if (auto usage = usageFromChat(chunk)) m_usage = usage;
    if (isError(chunk)) {
        failWith(ChatFailure::Kind::Api, errorFrom(m_status, chunk));
        return;
    }
    if (m_model.empty()) m_model = elide(toValidUtf8(textMember(chunk, "model")), 200);
    const Json* choices = member(chunk, "choices");
    if (!choices || !choices->is_array()) return;
    for (const Json& choice : *choices) {
        const Json* index = member(choice, "index");
        if (index && index->is_number_integer() && *index != 0) continue;  // we ask for one choice only
        takeChoice(choice, "delta");
        return;
    }
}

void ChatDecoder::takeChoice(const Json& choice, std::string_view messageKey) {
    if (const Json* message = member(choice, messageKey)) {
        if (const Json* content = member(*message, "content")) {
            if (!takeText(m_text, *content)) return;
        }
        if (const Json* refusal = member(*message, "refusal")) {
            if (!takeText(m_refusal, *refusal)) return;
        }
        if (const Json* calls = member(*message, "tool_calls")) takeToolCalls(*calls);
    }
    const std::string finish = textMember(choice, "finish_reason");
    if (!finish.empty()) m_rawFinish = elide(toValidUtf8(finish), 100);
}

bool ChatDecoder::takeText(std::string& target, const Json& value) {
    std::string_view piece;
    if (value.is_string()) piece = value.get_ref<const std::string&>();
    if (target.size() + piece.size() > limits::maxOutputBytes) {
        failWith(ChatFailure::Kind::TooLarge,
                 {m_status, {}, {}, {}, fmt::format("the answer is larger than {} bytes", limits::maxOutputBytes)});
        return false;
    }
    target.append(piece);
    // Content as a list of parts: the text parts are the answer.
    if (value.is_array())
        for (const Json& part : value)
            if (const Json* text = member(part, "text"); text && text->is_string() && !takeText(target, *text))
                return false;
    return true;
}

void ChatDecoder::takeToolCalls(const Json& calls) {
    if (!calls.is_array()) return;
    for (std::size_t position = 0; position < calls.size(); ++position) {
        const Json& call = calls[position];
        const Json* given = member(call, "index");
        const bool usable = given && given->is_number_unsigned() && *given < maxToolCalls;
        const std::size_t index = usable ? given->get<std::size_t>() : position;
        if (index >= maxToolCalls) return;
        if (m_toolCalls.size() <= index) m_toolCalls.resize(index + 1);
        ToolCall& target = m_toolCalls[index];
        if (target.id.empty()) target.id = textMember(call, "id");
        const Json* function = member(call, "function");
        if (!function) continue;
        if (target.name.empty()) target.name = textMember(*function, "name");
        const Json* arguments = member(*function, "arguments");
        if (arguments && arguments->is_object()) target.arguments = prettyJson(*arguments, -1);
        else if (arguments && !takeText(target.arguments, *arguments)) return;
    }
}

void ChatDecoder::failWith(ChatFailure::Kind kind, ApiError error) {
    m_failure = ChatFailure{kind, std::move(error), {}, {}};
    m_over = true;
}

ChatOutcome ChatDecoder::finish() {
    if (m_body == Body::Undecided) {
        const std::string first = std::exchange(m_buffer, {});
        decide(first);
        push(first);
    }
    if (m_failure) {
        m_failure->partialText = toValidUtf8(withoutThinking(m_text));
        m_failure->usage = m_usage;
        return std::move(*m_failure);
    }
    switch (m_body) {
        case Body::Error: return finishError();
        case Body::Json: return finishJson();
        default: return finishEvents();
    }
}

ChatOutcome ChatDecoder::finishError() {
    ChatFailure result;
    result.kind = ChatFailure::Kind::Api;
    result.api = parseApiError(m_status, m_buffer);
    return result;
}

ChatOutcome ChatDecoder::finishJson() {
    if (trim(m_buffer).starts_with('<'))
        return failure(ChatFailure::Kind::Malformed,
                       "the server answered with a web page, not with an API answer: check the base URL");
    const auto body = parseJson(m_buffer);
    if (!body) {
        const bool cut = !trim(m_buffer).ends_with('}');
        return failure(cut ? ChatFailure::Kind::Truncated : ChatFailure::Kind::Malformed,
                       "the answer is not complete JSON: " + body.error().message);
    }
    m_usage = usageFromChat(*body);
    if (isError(*body)) {
        ChatFailure result{ChatFailure::Kind::Api, errorFrom(m_status, *body), {}, m_usage};
        return result;
    }
    m_model = elide(toValidUtf8(textMember(*body, "model")), 200);
    const Json* choices = member(*body, "choices");
    if (!choices || !choices->is_array() || choices->empty())
        return failure(ChatFailure::Kind::Malformed, "the answer holds no choices: this is not a chat completion");
    takeChoice(choices->front(), "message");
    if (m_failure) return std::move(*m_failure);
    return reply();
}

ChatOutcome ChatDecoder::finishEvents() {
    if (auto last = m_sse.takeUnfinished(); last && !m_over) {
        // An event without its closing blank line counts when its data is complete in itself.
        const std::string_view data = trim(last->data);
        if (data == "[DONE]" || parseJson(data))
            takeData(data, last->type == "error" ? EventRole::Error : EventRole::Chunk);
        if (m_failure) return finish();
    }
    if (!m_sawDone && m_rawFinish.empty())
        return failure(ChatFailure::Kind::Truncated,
                       m_events == 0 ? "the stream ended before any answer" : "the stream ended before its end marker");
    if (m_events == 0) return failure(ChatFailure::Kind::Malformed, "the stream held no answer at all");
    return reply();
}

ChatOutcome ChatDecoder::reply() {
    ChatReply result;
    result.text = toValidUtf8(withoutThinking(m_text));
    result.refusal = toValidUtf8(m_refusal);
    result.toolCalls = std::move(m_toolCalls);
    result.usage = m_usage;
    result.finish = normalised(m_rawFinish, !result.toolCalls.empty(), !m_refusal.empty());
    result.rawFinish = m_rawFinish;
    result.model = m_model;
    return result;
}

ChatOutcome ChatDecoder::failure(ChatFailure::Kind kind, std::string message) {
    ChatFailure result;
    result.kind = kind;
    result.api.status = m_status;
    result.api.message = std::move(message);
    result.partialText = toValidUtf8(withoutThinking(m_text));
    result.usage = m_usage;
    return result;
}

}  // namespace skein::providers
