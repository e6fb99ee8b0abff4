#include "core/runtime/answered.h"

#include <algorithm>
#include <tuple>

namespace skein::runtime {

std::vector<std::string> providersThatAnswered(const WorkspaceReader& reader, std::uint64_t last, RunId run,
                                               std::set<std::string> providers) {
    constexpr std::uint64_t block = 2'000;
    std::set<std::tuple<TaskNo, AttemptNo, StepNo>> settled;  // well, and its call lies further back
    std::set<std::string> answered;
    bool begun = false;
    for (std::uint64_t end = last; end > 0 && !begun && !providers.empty();) {
        const std::uint64_t from = end - std::min(end, block);
        const auto events = reader.events(from, end - from);
        if (!events || events->empty()) break;
        for (auto entry = events->rbegin(); entry != events->rend() && !begun && !providers.empty(); ++entry) {
            if (const auto* started = std::get_if<event::RunStarted>(&entry->event)) {
                begun = started->run == run;
            } else if (const auto* resumed = std::get_if<event::RunResumed>(&entry->event)) {
                begun = resumed->run == run && resumed->options;
            } else if (const auto* step = std::get_if<event::StepSettled>(&entry->event)) {
                if (step->run == run && step->outcome == StepOutcome::Ok)
                    settled.insert({step->task, step->attempt, step->step});
            } else if (const auto* call = std::get_if<event::StepIntended>(&entry->event)) {
                if (call->run != run || settled.erase({call->task, call->attempt, call->step}) == 0) continue;
                if (call->stepKind == StepKind::Model && providers.erase(call->target.provider) > 0)
                    answered.insert(call->target.provider);
            }
        }
        end = from;
    }
    return {answered.begin(), answered.end()};
}

}  // namespace skein::runtime
