#include "core/model/window.h"

#include "core/model/canonical.h"

namespace skein {
std::string_view segmentReasonName(SegmentReason reason) { return nameIn(EnumNames<SegmentReason>::table, reason); }

// English prose is near 4.3 bytes a token with today's tokenizers, code nearer 3: each punctuation byte costs about
// half a token more than its share. Counting both gives an error within some ten percent on either.
TokenCount estimateTokens(std::string_view text) {
    std::int64_t quarters = 0;
    for (const char c : text) {
        const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ' ';
        quarters += word ? 92 : (c & 0x80 ? 130 : 160);
    }
    return {(quarters + 399) / 400};
}

std::string windowText(const ContextWindow& window) {
    if (auto text = record::canonicalText(window)) return *std::move(text);
    return record::encode(window).dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<ContextWindow> windowFromJson(const Json& json) { return record::fromJson<ContextWindow>(json, "window"); }

}  // namespace skein
