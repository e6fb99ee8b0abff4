// Any answer of a planner model is refused with words, or taken into a plan that is valid, twice as well as once.
#include <cstdint>

#include "core/plan/graph.h"
#include "core/plan/proposal.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace skein;
    const std::vector<SourceFile> files{{"README.md", "markdown", 1, 1, {}}, {"src/a.c", "c", 1, 1, {}}};
    Goal goal;
    goal.statement = "x";
    Plan plan;
    plan.tasks = {plan::plannerTask(goal, files, Json::object())};
    const auto bounds = plan::proposalBounds(plan.tasks.front(), {"README.md", "src/a.c"});
    const auto proposal = plan::readProposal({reinterpret_cast<const char*>(data), size}, bounds);
    if (!proposal) {
        SKEIN_ASSERT(!proposal.error().message.empty());
        return 0;
    }
    const auto once = plan::applyProposal(plan, plan::plannerId, *proposal, files);
    SKEIN_ASSERT(once.has_value() && plan::TaskGraph::create(*once).has_value());
    const auto twice = plan::applyProposal(*once, plan::plannerId, *proposal, files);
    SKEIN_ASSERT(twice.has_value() && *twice == *once);
    return 0;
}
