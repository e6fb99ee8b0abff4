// Any goal file is read or refused with a message that names it.
#include <cstdint>

#include "core/plan/goal_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto goal = skein::plan::parseGoal({reinterpret_cast<const char*>(data), size}, "goal.yaml", "/nowhere");
    SKEIN_ASSERT(goal.has_value() || goal.error().describe().find("goal.yaml") != std::string::npos);
    return 0;
}
