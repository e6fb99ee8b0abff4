#include "core/providers/response_decoder.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/providers/wire_json.h"

namespace skein::providers {
namespace {

constexpr std::size_t maxErrorBodyBytes = 64u << 10;  // error bodies are a paragraph; HTML pages of proxies some KB

bool looksLikeBody(std::string_view bytes) {
    const std::string_view start = trim(bytes);
    return start.starts_with('{') || start.starts_with('[') || start.starts_with('<');
}

/// A stream under the name of JSON: some gateways pass the events on and not their content type.
bool looksLikeEvents(std::string_view bytes) {
    const std::string_view start = trim(bytes);
    return start.starts_with("data:") || start.starts_with("event:");
}

/// The JSON object that starts at the last line beginning with a brace, if it reaches to the end and is an error.
std::optional<Json> bareError(std::string_view text) {
    const std::size_t line = text.rfind("\n{");
    const std::size_t start = line != std::string_view::npos ? line + 1 : text.starts_with('{') ? 0 : text.size();
    auto parsed = parseJson(trim(text.substr(start)));
    return parsed && isError(*parsed) ? std::optional(std::move(*parsed)) : std::nullopt;
}

/// Takes a body that is one object: an answer, an error, or neither.
void takeBody(const ModelCodec& codec, const Json& body, ReplyBuilder& reply) {
    codec.takeWhole(body, reply);
    if (isError(body)) reply.fail(ReplyFailure::Kind::Api, errorFrom(reply.httpStatus(), body));
    else if (!reply.whole() && !reply.over())
        reply.fail(ReplyFailure::Kind::Malformed,
                   fmt::format("the answer is JSON, but not of the protocol {}: check the base URL",
                               protocolName(codec.traits().protocol)));
}

}  // namespace

ReplyOutcome wholeReply(const ModelCodec& codec, int status, const Json& body) {
    ReplyBuilder reply(status);
    takeBody(codec, body, reply);
    return reply.finish(codec.traits().protocol);
}

ResponseDecoder::ResponseDecoder(const ModelCodec& codec, const HttpResponseHead& head)
    : m_codec(&codec), m_reply(head.status) {
    const std::string type = toLowerAscii(head.header("content-type"));
    if (head.status < 200 || head.status >= 300) m_body = Body::Error;
    else if (type.starts_with("text/event-stream")) m_body = Body::Events;
    else if (type.starts_with("application/x-ndjson")) m_body = Body::Lines;
    else if (type.starts_with("application/json")) m_body = Body::Json;
}

bool ResponseDecoder::push(std::string_view bytes) {
    if (over()) return true;
    switch (m_body) {
        case Body::Undecided: {
            m_buffer.append(bytes);
            // What comes first decides, however the bytes were cut on the way.
            if (trim(m_buffer).empty() && m_buffer.size() < maxErrorBodyBytes) return false;
            const std::string first = std::exchange(m_buffer, {});
            m_body = looksLikeBody(first) ? Body::Json : Body::Events;
            return push(first);
        }
        case Body::Events: takeEvents(bytes); break;
        case Body::Lines: takeLines(bytes); break;
        case Body::Json:
            keep(bytes);
            if (over() || !looksLikeEvents(m_buffer)) break;
            m_body = Body::Events;
            return push(std::exchange(m_buffer, {}));
        case Body::Error:
            m_buffer.append(bytes.substr(0, maxErrorBodyBytes - std::min(m_buffer.size(), maxErrorBodyBytes)));
            break;
    }
    return over();
}

void ResponseDecoder::keep(std::string_view bytes) {
    if (m_buffer.size() + bytes.size() > limits::maxOutputBytes)
        return m_reply.fail(ReplyFailure::Kind::TooLarge,
                            fmt::format("the answer is larger than {} bytes", limits::maxOutputBytes));
    m_buffer.append(bytes);
}

void ResponseDecoder::takeEvents(std::string_view bytes) {
    std::vector<SseEvent> events;
    const auto pushed = m_sse.push(bytes, events);
    for (const SseEvent& event : events) {
        if (over()) return;
        takeData(event.data, event.type == "error" ? EventRole::Error : EventRole::Chunk);
    }
    if (!pushed && !over()) m_reply.fail(ReplyFailure::Kind::TooLarge, pushed.error().message);
    if (!events.empty()) m_sinceEvent.clear();
    m_sinceEvent.append(bytes.substr(bytes.size() - std::min(bytes.size(), maxErrorBodyBytes)));
    if (m_sinceEvent.size() > 2 * maxErrorBodyBytes) m_sinceEvent.erase(0, m_sinceEvent.size() - maxErrorBodyBytes);
}

void ResponseDecoder::takeLines(std::string_view bytes) {
    while (!bytes.empty() && !over()) {
        const std::size_t end = std::min(bytes.find('\n'), bytes.size());
        keep(bytes.substr(0, end));
        if (over() || end == bytes.size()) return;
        bytes.remove_prefix(end + 1);
        takeData(std::exchange(m_buffer, {}), EventRole::Chunk);
    }
}

void ResponseDecoder::takeData(std::string_view data, EventRole role) {
    data = trim(data);
    if (data.empty()) return;
    if (data == "[DONE]")
        return m_codec->traits().endMarker == CodecTraits::EndMarker::Done ? m_reply.end() : m_reply.stop();
    const auto event = parseJson(data);
    if (!event)
        return m_reply.fail(ReplyFailure::Kind::Malformed,
                            "an event of the stream is not JSON: " + event.error().message);
    takeObject(*event, role);
}

void ResponseDecoder::takeObject(const Json& event, EventRole role) {
    if (stringMember(event, "type") == "ping") return;
    ++m_events;
    if (role == EventRole::Error || isError(event)) {
        m_codec->takeEvent(event, m_reply);  // what it says besides the error, a count for example
        m_reply.fail(ReplyFailure::Kind::Api, errorFrom(m_reply.httpStatus(), event));
    } else {
        m_codec->takeEvent(event, m_reply);
    }
}

ReplyOutcome ResponseDecoder::finish() {
    if (m_body == Body::Undecided) {
        const std::string first = std::exchange(m_buffer, {});
        m_body = looksLikeBody(first) ? Body::Json : Body::Events;
        push(first);
    }
    if (m_body == Body::Error) m_reply.fail(ReplyFailure::Kind::Api, parseApiError(m_reply.httpStatus(), m_buffer));
    else if (m_body == Body::Json) finishJson();
    else finishEvents();
    return m_reply.finish(m_codec->traits().protocol);
}

void ResponseDecoder::finishEvents() {
    if (!over()) takeUnfinished();
    if (m_reply.whole() && m_events == 0)
        m_reply.fail(ReplyFailure::Kind::Malformed, "the stream held no answer at all");
    if (m_reply.whole() || over()) return;
    if (const auto error = bareError(m_sinceEvent))
        m_reply.fail(ReplyFailure::Kind::Api, errorFrom(m_reply.httpStatus(), *error));
}

void ResponseDecoder::takeUnfinished() {
    // An event without its closing blank line, or a line without its end, counts when its data is complete in itself.
    if (auto last = m_sse.takeUnfinished()) {
        const std::string_view data = trim(last->data);
        if (data == "[DONE]" || parseJson(data))
            takeData(data, last->type == "error" ? EventRole::Error : EventRole::Chunk);
    } else if (m_body == Body::Lines && parseJson(trim(m_buffer))) {
        takeData(m_buffer, EventRole::Chunk);
    }
}

void ResponseDecoder::finishJson() {
    if (over()) return;
    const std::string_view text = trim(m_buffer);
    if (text.starts_with('<'))
        return m_reply.fail(ReplyFailure::Kind::Malformed,
                            "the server answered with a web page, not with an API answer: check the base URL");
    const auto body = parseJson(text);
    if (!body) {
        // A stream of lines under the wrong name.
        if (const std::string lines = m_buffer; text.find("}\n{") != std::string_view::npos) {
            m_body = Body::Lines;
            m_buffer.clear();
            takeLines(lines);
            return finishEvents();
        }
        const bool cut = text.empty() || !(text.ends_with('}') || text.ends_with(']'));
        return m_reply.fail(cut ? ReplyFailure::Kind::Truncated : ReplyFailure::Kind::Malformed,
                            "the answer is not complete JSON: " + body.error().message);
    }
    if (body->is_array()) {  // Gemini without alt=sse: the stream's objects in one array
        for (const Json& event : *body)
            if (!over()) takeObject(event, EventRole::Chunk);
        return;
    }
    takeBody(*m_codec, *body, m_reply);
}

}  // namespace skein::providers
