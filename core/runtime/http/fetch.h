// One HTTP exchange as a call: with an answer to wait for, or with a callback. Thread: any; the waiting one not on the
// transport's I/O thread. For questions a person waits for and answers that are read whole; streams use sinks.
#pragma once

#include <functional>
#include <string>

#include "core/ports/http.h"

namespace skein::runtime {

struct HttpAnswer {
    HttpResponseHead head;
    std::string body;  ///< at most HttpRequest::maxResponseBytes
};
using HttpOutcome = tl::expected<HttpAnswer, HttpError>;

/// Blocks until the answer is whole or has failed; a request the transport refuses is a Connect failure that says why.
HttpOutcome fetch(HttpTransport& transport, HttpRequest request);

/// Begins it: `then` is called exactly once, on the transport's I/O thread or, where the transport refuses the request,
/// before this returns. The id is none in that case.
HttpRequestId beginFetch(HttpTransport& transport, HttpRequest request, std::function<void(HttpOutcome)> then);

}  // namespace skein::runtime
