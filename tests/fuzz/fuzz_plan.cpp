// Any plan file is read or refused with a message that names it.
#include <cstdint>

#include "core/plan/plan_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto plan = skein::plan::parsePlan({reinterpret_cast<const char*>(data), size}, "plan.json");
    SKEIN_ASSERT(plan.has_value() || plan.error().describe().find("plan.json") != std::string::npos);
    return 0;
}
