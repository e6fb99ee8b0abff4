#include "core/providers/reply_builder.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/limits.h"
#include "core/base/text.h"

namespace skein::providers {
namespace {

constexpr std::size_t maxToolCalls = 128;  // the most any provider documents for parallel calls
constexpr std::string_view blanks = " \t\r\n";

std::string_view fromFirstOf(std::string_view text, std::size_t at) { return text.substr(std::min(at, text.size())); }

/// Some local servers leave reasoning in the text as a leading <think> block; it is not part of the answer.
void moveThinking(Reply& reply) {
    constexpr std::string_view open = "<think>", close = "</think>";
    const std::string_view text = reply.text;
    const std::string_view trimmed = fromFirstOf(text, text.find_first_not_of(blanks));
    if (!trimmed.starts_with(open)) return;
    const std::size_t end = std::min(trimmed.find(close), trimmed.size());
    const std::string_view rest = fromFirstOf(trimmed, end + close.size());
    std::string answer(fromFirstOf(rest, rest.find_first_not_of(blanks)));
    reply.reasoning += trimmed.substr(open.size(), end - open.size());
    reply.text = std::move(answer);
}

}  // namespace

std::string_view finishReasonName(FinishReason reason) {
    static constexpr NameTable<FinishReason, 8> names{{{FinishReason::Finished, "finished"},
                                                       {FinishReason::CutAtCap, "cut-at-cap"},
                                                       {FinishReason::ContextFull, "context-full"},
                                                       {FinishReason::WantsTool, "wants-tool"},
                                                       {FinishReason::Blocked, "blocked"},
                                                       {FinishReason::Paused, "paused"},
                                                       {FinishReason::BadToolCall, "bad-tool-call"},
                                                       {FinishReason::Unknown, "unknown"}}};
    return nameIn(names, reason);
}

void ReplyBuilder::append(std::string& target, std::string_view piece) {
    m_bytes += piece.size();
    if (m_bytes > limits::maxOutputBytes)
        return fail(ReplyFailure::Kind::TooLarge,
                    fmt::format("the answer is larger than {} bytes", limits::maxOutputBytes));
    target.append(piece);
}

ToolCall& ReplyBuilder::toolCall(std::size_t key) {
    const auto known = std::find(m_toolKeys.begin(), m_toolKeys.end(), key);
    if (known != m_toolKeys.end()) return m_reply.toolCalls[static_cast<std::size_t>(known - m_toolKeys.begin())];
    if (m_toolKeys.size() == maxToolCalls) return m_surplus = {};
    m_toolKeys.push_back(key);
    return m_reply.toolCalls.emplace_back();
}

void ReplyBuilder::setModel(std::string_view name) {
    if (m_reply.model.empty()) m_reply.model = elide(toValidUtf8(name), 200);
}

void ReplyBuilder::setFinish(FinishReason reason, std::string_view raw) {
    m_reply.finish = reason;
    m_reply.rawFinish = elide(toValidUtf8(raw), 100);
}

void ReplyBuilder::setUsage(const Usage& usage, CountState state) {
    m_reply.usage = usage;
    m_countIsFinal = state == CountState::Final;
}

void ReplyBuilder::fail(ReplyFailure::Kind kind, ApiError error) {
    if (!m_failure) m_failure = ReplyFailure{kind, std::move(error), {}, {}};
    m_over = true;
}

void ReplyBuilder::fail(ReplyFailure::Kind kind, std::string message) {
    ApiError error;
    error.status = m_status;
    error.message = std::move(message);
    fail(kind, std::move(error));
}

ReplyOutcome ReplyBuilder::finish(Protocol protocol) {
    if (!m_failure && !m_whole)
        fail(ReplyFailure::Kind::Truncated,
             m_bytes == 0 ? "the answer ended before its first word" : "the answer ended before its end marker");
    moveThinking(m_reply);
    if (m_failure) {
        m_failure->partialText = toValidUtf8(m_reply.text);
        if (m_countIsFinal) m_failure->usage = m_reply.usage;
        return std::move(*m_failure);
    }
    for (std::string* text : {&m_reply.text, &m_reply.reasoning, &m_reply.refusal}) *text = toValidUtf8(*text);
    for (ToolCall& call : m_reply.toolCalls)
        call = {toValidUtf8(call.id), toValidUtf8(call.name), toValidUtf8(call.arguments)};
    // A count of nothing beside a text is a member somebody filled in, not a count.
    if (!m_reply.text.empty() && m_reply.usage.totalIn().value == 0 && m_reply.usage.output.value == 0)
        m_reply.usage = {};
    // Servers are loose about the reason; a refusal and a call are facts.
    if (!m_reply.refusal.empty()) m_reply.finish = FinishReason::Blocked;
    else if (!m_reply.toolCalls.empty() &&
             (m_reply.finish == FinishReason::Finished || m_reply.finish == FinishReason::Unknown))
        m_reply.finish = FinishReason::WantsTool;
    m_reply.native = {protocol, std::move(m_native)};
    return std::move(m_reply);
}

}  // namespace skein::providers
