#include "core/engine/decider.h"

namespace skein::engine {

void Decider::on(const report::PlanExpanded&) {}

}  // namespace skein::engine
