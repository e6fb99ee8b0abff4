#include "core/ports/http.h"

namespace skein {

std::string_view HttpResponseHead::header(std::string_view name) const {
    for (const HttpHeader& header : headers)
        if (header.name == name) return header.value;
    return {};
}

}  // namespace skein
