// Collects one reply piece by piece: text, reasoning, refusal, tool calls, counts, the end; every bound is kept here
// and nowhere else. Thread: one at a time; no I/O. A codec only says what an event means; when a reply counts as whole
// is decided here. Never a success without an end marker.
#pragma once

#include <cstddef>
#include <string_view>

#include "core/providers/reply.h"

namespace skein::providers {

/// Whether a count may still grow.
enum class CountState { Running, Final };

class ReplyBuilder {
public:
    explicit ReplyBuilder(int httpStatus) : m_status(httpStatus) {}

    // Each piece is appended in order; past limits::maxOutputBytes in all the reply fails as TooLarge.
    void addText(std::string_view piece) { append(m_reply.text, piece); }
    void addReasoning(std::string_view piece) { append(m_reply.reasoning, piece); }
    void addRefusal(std::string_view piece) { append(m_reply.refusal, piece); }

    /// The call that the provider addresses by `key` (index of a block or an item), made when it is new. What belongs
    /// to more than 128 calls (the most any provider documents) is thrown away.
    ToolCall& toolCall(std::size_t key);
    void addArguments(std::size_t key, std::string_view piece) { append(toolCall(key).arguments, piece); }
    std::size_t toolCallCount() const { return m_reply.toolCalls.size(); }

    void setModel(std::string_view name);
    void setFinish(FinishReason reason, std::string_view raw);
    /// The newest count replaces the one before: counts on the wire are cumulative.
    void setUsage(const Usage& usage, CountState state);
    const Usage& usage() const { return m_reply.usage; }

    /// The model's turn in the protocol's own form; see NativeTurn.
    Json& native() { return m_native; }

    /// The reply is whole if nothing more comes (a finish reason where the protocol has no other marker).
    void markWhole() { m_whole = true; }
    /// Nothing more is read. Without markWhole() the reply is truncated.
    void stop() { m_over = true; }
    /// The protocol's end marker: whole, and nothing more is read.
    void end() { m_whole = m_over = true; }
    /// There is no reply. The first failure stays.
    void fail(ReplyFailure::Kind kind, ApiError error);
    void fail(ReplyFailure::Kind kind, std::string message);

    bool over() const { return m_over; }
    bool whole() const { return m_whole; }
    bool hasFinish() const { return !m_reply.rawFinish.empty(); }
    bool failed() const { return m_failure.has_value(); }
    std::string_view text() const { return m_reply.text; }
    int httpStatus() const { return m_status; }

    /// The outcome, once.
    ReplyOutcome finish(Protocol protocol);

private:
    void append(std::string& target, std::string_view piece);

    int m_status;
    Reply m_reply;
    Json m_native;
    std::vector<std::size_t> m_toolKeys;  ///< parallel to m_reply.toolCalls
    ToolCall m_surplus;                   ///< takes what belongs to calls past the bound
    std::size_t m_bytes = 0;
    std::optional<ReplyFailure> m_failure;
    bool m_countIsFinal = false;
    bool m_whole = false;
    bool m_over = false;
};

}  // namespace skein::providers
