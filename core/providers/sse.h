// Server-sent events: bytes in, events out, at any split. Thread: one at a time; no I/O. Never interprets the data:
// what an event means is the codec's business. Rules: WHATWG HTML, section 9.2.6 (event stream interpretation).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace skein::providers {

/// One dispatched event.
struct SseEvent {
    std::string type = "message";  ///< the `event` field, "message" when absent or empty
    std::string data;              ///< `data` lines joined with \n; bytes as sent, not checked for UTF-8
    std::string lastEventId;       ///< the newest `id` seen so far in the stream
    friend bool operator==(const SseEvent&, const SseEvent&) = default;
};

/// Bounds on what a server may make us keep.
struct SseLimits {
    std::size_t maxLineBytes = 8u << 20;   ///< a whole answer may come as one line (providers.md, quirk 5: over 1 MB)
    std::size_t maxEventBytes = 8u << 20;  ///< all data lines of one event
};

class SseParser {
public:
    explicit SseParser(SseLimits limits = {}) : m_limits(limits) {}

    /// Reads more bytes and appends each completed event to `out`, in stream order. Linear in the bytes.
    /// Error: TooLarge naming the bound; the parser accepts nothing afterwards.
    Result<void> push(std::string_view bytes, std::vector<SseEvent>& out);

    /// The event that was still open when the stream ended, if it has data. The standard drops it; a codec may use it
    /// when its data is complete in itself (providers.md, section 2 rule 6). The parser is spent afterwards.
    std::optional<SseEvent> takeUnfinished();

    /// The newest valid `retry` field in milliseconds.
    std::optional<std::int64_t> retryMs() const { return m_retryMs; }

private:
    Result<void> endLine(std::vector<SseEvent>& out);
    Result<void> takeField(std::string_view line);
    void dispatch(std::vector<SseEvent>& out);
    std::string_view withoutByteOrderMark(std::string_view line);

    SseLimits m_limits;
    std::string m_line;  ///< the line being read, without its end
    std::string m_data;
    std::string m_type;
    std::string m_lastEventId;
    std::optional<std::int64_t> m_retryMs;
    bool m_hasData = false;      ///< a `data` field was seen, even an empty one
    bool m_afterReturn = false;  ///< the last byte was \r: a following \n belongs to it
    bool m_firstLine = true;
    bool m_failed = false;
};

}  // namespace skein::providers
