#include "core/providers/sse.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace skein::providers {
namespace {

constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";

/// Digits only, as the standard asks; anything else, and anything past 15 digits, is ignored.
std::optional<std::int64_t> readDigits(std::string_view text) {
    if (text.empty() || text.size() > 15 || text.find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}  // namespace

Result<void> SseParser::push(std::string_view bytes, std::vector<SseEvent>& out) {
    if (m_failed) return fail(ErrorCode::TooLarge, "the event stream was refused earlier");
    while (!bytes.empty()) {
        if (m_afterReturn) {
            m_afterReturn = false;
            if (bytes.front() == '\n') {
                bytes.remove_prefix(1);
                continue;
            }
        }
        const std::size_t end = std::min(bytes.find_first_of("\r\n"), bytes.size());
        if (m_line.size() + end > m_limits.maxLineBytes) {
            m_failed = true;
            return fail(ErrorCode::TooLarge,
                        fmt::format("a line of the event stream is longer than {} bytes", m_limits.maxLineBytes));
        }
        m_line.append(bytes.substr(0, end));
        if (end == bytes.size()) break;
        m_afterReturn = bytes[end] == '\r';
        bytes.remove_prefix(end + 1);
        SKEIN_CHECK(endLine(out));
    }
    return {};
}

Result<void> SseParser::endLine(std::vector<SseEvent>& out) {
    const std::string_view line = withoutByteOrderMark(m_line);
    if (line.empty()) {
        dispatch(out);
    } else if (line.front() != ':') {
        SKEIN_CHECK(takeField(line));
    }
    m_line.clear();
    return {};
}

std::string_view SseParser::withoutByteOrderMark(std::string_view line) {
    if (std::exchange(m_firstLine, false) && line.starts_with(byteOrderMark)) line.remove_prefix(byteOrderMark.size());
    return line;
}

Result<void> SseParser::takeField(std::string_view line) {
    const std::size_t colon = line.find(':');
    const std::string_view name = line.substr(0, colon);
    std::string_view value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (name == "data") {
        if (m_data.size() + value.size() + 1 > m_limits.maxEventBytes) {
            m_failed = true;
            return fail(ErrorCode::TooLarge,
                        fmt::format("an event of the stream is larger than {} bytes", m_limits.maxEventBytes));
        }
        if (m_hasData) m_data += '\n';
        m_data += value;
        m_hasData = true;
    } else if (name == "event") {
        m_type = value;
    } else if (name == "id") {
        if (value.find('\0') == std::string_view::npos) m_lastEventId = value;
    } else if (name == "retry") {
        if (const auto milliseconds = readDigits(value)) m_retryMs = milliseconds;
    }
    return {};
}

void SseParser::dispatch(std::vector<SseEvent>& out) {
    if (m_hasData) out.push_back({m_type.empty() ? "message" : m_type, std::move(m_data), m_lastEventId});
    m_data.clear();
    m_type.clear();
    m_hasData = false;
}

std::optional<SseEvent> SseParser::takeUnfinished() {
    std::vector<SseEvent> events;
    // A last line without its end may already hold a whole field, so it counts as read.
    if (m_failed || (!m_line.empty() && !endLine(events))) return std::nullopt;
    dispatch(events);
    m_failed = true;
    if (events.empty()) return std::nullopt;
    return std::move(events.front());
}

}  // namespace skein::providers
