// One HTTP exchange as a call that returns when it is over. Thread: any but the transport's I/O thread. For questions a
// person waits for; runs use sinks.
#pragma once

#include <string>

#include "core/ports/http.h"

namespace skein::runtime {

struct HttpAnswer {
    HttpResponseHead head;
    std::string body;  ///< at most HttpRequest::maxResponseBytes
};

/// Blocks until the answer is whole or has failed; a request the transport refuses is a Connect failure that says why.
tl::expected<HttpAnswer, HttpError> fetch(HttpTransport& transport, HttpRequest request);

}  // namespace skein::runtime
