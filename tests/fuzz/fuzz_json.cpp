// What parses has one canonical form, and that form parses to the same value and the same form again.
#include <cstdint>

#include "core/base/json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace skein;
    const auto value = parseJson({reinterpret_cast<const char*>(data), size});
    if (!value) return 0;
    const auto canonical = canonicalJson(*value);
    if (!canonical) return 0;
    const auto again = parseJson(*canonical);
    SKEIN_ASSERT(again.has_value());
    SKEIN_ASSERT(canonicalJson(*again).value() == *canonical);
    return 0;
}
