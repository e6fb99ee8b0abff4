#include "core/providers/api_error.h"

#include <charconv>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/providers/sse.h"
#include "core/providers/wire_json.h"

namespace skein::providers {
namespace {

constexpr std::size_t maxMessageBytes = 2'000;
constexpr std::size_t maxFieldBytes = 200;

std::string field(const Json& object, std::string_view key) {
    return elide(toValidUtf8(textMember(object, key)), maxFieldBytes);
}

/// An error page is no page in ours: one line.
std::string oneLine(std::string_view text, std::size_t maxBytes) {
    std::string line;
    for (const char c : trim(text)) {
        const bool blank = c == '\n' || c == '\r' || c == '\t' || c == ' ';
        if (!blank) line += c;
        else if (!line.ends_with(' ')) line += ' ';
    }
    return elide(toValidUtf8(line), maxBytes);
}

/// What a proxy or gateway in between says of itself: its page's title.
std::string webPage(std::string_view page) {
    const std::string lower = toLowerAscii(page.substr(0, 4'000));
    const auto begin = lower.find("<title>");
    const auto end = lower.find("</title>", begin == std::string::npos ? 0 : begin);
    const std::string title = begin == std::string::npos || end == std::string::npos
                                  ? std::string()
                                  : oneLine(page.substr(begin + 7, end - begin - 7), 100);
    return "the server answered with a web page" + (title.empty() ? "" : ": " + title);
}

/// "34s", "1.5s": a google.protobuf.Duration.
std::optional<Duration> protobufDuration(std::string_view text) {
    if (!text.ends_with('s')) return std::nullopt;
    text.remove_suffix(1);
    double value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size() || !(value > 0 && value < 1e9)) return std::nullopt;
    return Duration{static_cast<std::int64_t>(value * 1e6)};
}

/// Google's typed details: RetryInfo, QuotaFailure, ErrorInfo.
void takeGoogleDetails(const Json& details, ApiError& error) {
    for (const Json& detail : details) {
        if (const auto wait = protobufDuration(stringMember(detail, "retryDelay"))) error.retryAfter = wait;
        if (const std::string reason = field(detail, "reason"); !reason.empty()) error.code = reason;
        for (const Json& violation : arrayMember(detail, "violations"))
            if (stringMember(violation, "quotaId").find("PerDay") != std::string_view::npos) error.dailyQuota = true;
    }
}

}  // namespace

bool isError(const Json& body) {
    return member(body, "error") || stringMember(body, "object") == "error" || stringMember(body, "type") == "error";
}

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
        error.type = field(object, "type");
        error.code = field(object, "code");
        error.param = field(object, "param");
        if (error.type.empty()) error.type = field(object, "status");  // Gemini's canonical code
        if (const Json* details = member(object, "details")) {
            if (details->is_array()) takeGoogleDetails(*details, error);
            else if (const auto code = field(*details, "error_code"); !code.empty()) error.code = code;  // Anthropic
        }
        if (const Json* detail = member(object, "detail"); detail && error.message.empty())
            error.message = prettyJson(*detail, -1);
    }
    error.message = oneLine(error.message, maxMessageBytes);
    return error;
}

ApiError parseApiError(int status, std::string_view body) {
    std::string_view json = trim(body);
    std::vector<SseEvent> events;
    if (json.starts_with("data:") || json.starts_with("event:")) {
        SseParser parser;
        const bool readable = parser.push(body, events).has_value();
        if (auto last = parser.takeUnfinished(); readable && last) events.push_back(std::move(*last));
        if (!events.empty()) json = events.front().data;
    }
    if (auto parsed = parseJson(json)) {
        // Gemini without alt=sse wraps its error in an array.
        const Json& object = parsed->is_array() && !parsed->empty() ? parsed->front() : *parsed;
        ApiError error = errorFrom(status, object);
        if (!error.message.empty() || !error.code.empty() || !error.type.empty()) return error;
    }
    ApiError error;
    error.status = status;
    error.message = json.empty()            ? fmt::format("HTTP status {} without a body", status)
                    : json.starts_with('<') ? webPage(json)
                                            : oneLine(json, 300);
    return error;
}

}  // namespace skein::providers
