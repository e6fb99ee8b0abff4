// Error bodies of every provider and gateway in the one shape we keep. Thread: any; pure. Never trusts a server: texts
// are bounded, cleaned to UTF-8 and data, never markup. Source: reference sheet of provider formats, sections 6 to 9
// (read 2026-11-20).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/json.h"
#include "core/base/units.h"

namespace skein::providers {

/// Every member may be empty.
struct ApiError {
    int status = 0;       ///< HTTP status; 200 for an error inside a stream
    std::string type;     ///< "invalid_request_error", "insufficient_quota", Gemini's status "RESOURCE_EXHAUSTED", ...
    std::string code;     ///< text or number of the provider, as text; the detail's reason where there is one
    std::string param;    ///< the request field it names
    std::string message;  ///< the provider's words, at most 2,000 bytes of valid UTF-8
    std::optional<Duration> retryAfter = {};  ///< as the body asks (Gemini's retryDelay)
    bool dailyQuota = false;                  ///< the body names a quota of a whole day
};

/// Whether a body or an event reports an error, in any protocol.
bool isError(const Json& body);

/// The error a parsed body or event reports.
ApiError errorFrom(int status, const Json& body);

/// An error body as received: JSON of any shape, JSON in an event stream, HTML, nothing. The message falls back to the
/// first words of the body.
ApiError parseApiError(int status, std::string_view body);

}  // namespace skein::providers
