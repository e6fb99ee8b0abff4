// Any bytes, cut anywhere, give the same events as the whole; bounds hold. The first byte chooses the cut.
#include <cstdint>

#include "core/providers/sse.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace skein::providers;
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::size_t cut = bytes.empty() ? 0 : data[0] % (bytes.size() + 1);
    const SseLimits limits{4096, 8192};
    SseParser whole(limits), parts(limits);
    std::vector<SseEvent> a, b;
    const bool wholeRead = whole.push(bytes, a).has_value();
    const bool partsRead =
        parts.push(bytes.substr(0, cut), b).has_value() && parts.push(bytes.substr(cut), b).has_value();
    SKEIN_ASSERT(wholeRead == partsRead && a == b);
    SKEIN_ASSERT(whole.takeUnfinished() == parts.takeUnfinished());
    return 0;
}
