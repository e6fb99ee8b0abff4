#include "core/model/window.h"

#include "core/model/names.h"

namespace skein {
namespace {

constexpr NameTable<SegmentReason, 6> reasons{{{SegmentReason::Rules, "rules"},
                                               {SegmentReason::Task, "task"},
                                               {SegmentReason::Dependency, "dependency"},
                                               {SegmentReason::Memory, "memory"},
                                               {SegmentReason::Pinned, "pinned"},
                                               {SegmentReason::ConflictNote, "conflict"}}};

}  // namespace

std::string_view segmentReasonName(SegmentReason reason) { return nameIn(reasons, reason); }
std::optional<SegmentReason> segmentReasonFromName(std::string_view name) { return valueIn(reasons, name); }

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

Json toJson(const ContextWindow& window) {
    Json segments = Json::array(), leftOut = Json::array();
    for (const auto& segment : window.segments)
        segments.push_back({{"reason", segmentReasonName(segment.reason)},
                            {"item", segment.item ? segment.item.hex() : ""},
                            {"tokens", segment.tokens.value},
                            {"score", segment.scoreMicro},
                            {"source", segment.source},
                            {"text", segment.text}});
    for (const auto& item : window.leftOut)
        leftOut.push_back({{"item", item.item ? item.item.hex() : ""},
                           {"tokens", item.tokens.value},
                           {"source", item.source},
                           {"why", item.why}});
    return {{"segments", std::move(segments)},
            {"left_out", std::move(leftOut)},
            {"total_tokens", window.totalTokens.value},
            {"system", window.systemPrompt},
            {"user", window.userPrompt}};
}

Result<ContextWindow> windowFromJson(const Json& json) {
    ContextWindow window;
    SKEIN_TRY(window.totalTokens.value, jsonInt(json, "total_tokens", "window"));
    SKEIN_TRY(window.systemPrompt, jsonString(json, "system", "window"));
    SKEIN_TRY(window.userPrompt, jsonString(json, "user", "window"));
    for (const auto& item : json.value("segments", Json::array())) {
        WindowSegment segment;
        SKEIN_TRY(const auto reason, jsonString(item, "reason", "window.segments"));
        SKEIN_TRY(const auto digest, jsonString(item, "item", "window.segments"));
        segment.reason = segmentReasonFromName(reason).value_or(SegmentReason::Memory);
        segment.item = Digest::fromHex(digest).value_or(Digest{});
        SKEIN_TRY(segment.tokens.value, jsonInt(item, "tokens", "window.segments"));
        SKEIN_TRY(segment.scoreMicro, jsonInt(item, "score", "window.segments"));
        SKEIN_TRY(segment.source, jsonString(item, "source", "window.segments"));
        SKEIN_TRY(segment.text, jsonString(item, "text", "window.segments"));
        window.segments.push_back(std::move(segment));
    }
    for (const auto& item : json.value("left_out", Json::array())) {
        LeftOut left;
        SKEIN_TRY(const auto digest, jsonString(item, "item", "window.left_out"));
        left.item = Digest::fromHex(digest).value_or(Digest{});
        SKEIN_TRY(left.tokens.value, jsonInt(item, "tokens", "window.left_out"));
        SKEIN_TRY(left.source, jsonString(item, "source", "window.left_out"));
        SKEIN_TRY(left.why, jsonString(item, "why", "window.left_out"));
        window.leftOut.push_back(std::move(left));
    }
    return window;
}

}  // namespace skein
