// Decodes one HTTP response of any protocol: server-sent events, JSON lines, one JSON body (also to a stream request),
// or an error body; any split of the bytes gives the same outcome. Thread: one at a time; no I/O, no clock. Never
// trusts a server: unknown members are ignored, every size is bounded. Framing rules: reference sheet, section 2.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/providers/codec.h"
#include "core/providers/sse.h"

namespace skein::providers {

/// The outcome of an answer that came whole as this JSON body: one of a batch, or the body of a response.
ReplyOutcome wholeReply(const ModelCodec& codec, int status, const Json& body);

class ResponseDecoder {
public:
    /// `head` decides how the body is read: status first, content type second, the first bytes when that is missing.
    ResponseDecoder(const ModelCodec& codec, const HttpResponseHead& head);

    /// Takes more bytes. True once the answer is over (end marker, an error): later bytes are ignored.
    bool push(std::string_view bytes);
    bool over() const { return m_reply.over(); }

    /// Visible text so far, for progress; may still hold half a character or reasoning in <think> tags.
    std::string_view textSoFar() const { return m_reply.text(); }
    /// Events with content so far (not comments, not pings): what a "no real event" timer looks at.
    std::uint64_t eventCount() const { return m_events; }

    /// The outcome, once, after the response ended or over() became true.
    ReplyOutcome finish();

private:
    enum class Body { Undecided, Events, Lines, Json, Error };
    enum class EventRole { Chunk, Error };  ///< Error: the event is named "error", whatever its data looks like

    void takeEvents(std::string_view bytes);
    void takeLines(std::string_view bytes);
    void takeData(std::string_view data, EventRole role);
    void takeObject(const Json& event, EventRole role);
    void keep(std::string_view bytes);
    void takeUnfinished();
    void finishEvents();
    void finishJson();

    const ModelCodec* m_codec;
    Body m_body = Body::Undecided;
    SseParser m_sse;
    std::string m_buffer;      ///< undecided first bytes, the line being read, or a JSON or error body
    std::string m_sinceEvent;  ///< what came after the last event, for an error that is no event
    ReplyBuilder m_reply;
    std::uint64_t m_events = 0;
};

}  // namespace skein::providers
