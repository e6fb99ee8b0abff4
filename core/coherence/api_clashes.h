// What somebody who relies on one description of an HTTP API finds broken by another: OpenAPI 2, 3.0 and 3.1 as JSON
// values. Sees paths, methods, parameters, bodies, media types, answers, their headers, schemas and webhooks. Does not
// see: security requirements, servers, callbacks, links, meanings told in prose. Thread: any; pure; bounded.
#pragma once

#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"

namespace skein::coherence {

/// One statement of the first description that the second one breaks.
struct ApiClash {
    std::string subject;    ///< "POST /orders request application/json .customer_id"
    std::string predicate;  ///< "type", "required", "exists", ...
    std::string a, b;       ///< what each says; empty: nothing
    std::string words;      ///< "POST /orders: the request's .customer_id must be given now; it was optional"
};

/// At most 200, in the order of paths and methods. Error: InvalidInput for what is no OpenAPI description.
Result<std::vector<ApiClash>> apiClashes(const Json& reliedOn, const Json& stated);

}  // namespace skein::coherence
