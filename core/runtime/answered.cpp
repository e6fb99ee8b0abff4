#include "core/runtime/answered.h"

#include <map>
#include <set>
#include <tuple>

namespace skein::runtime {

std::vector<std::string> providersThatAnswered(const WorkspaceReader& reader) {
    using Step = std::tuple<TaskNo, AttemptNo, StepNo>;
    constexpr std::size_t block = 5'000;
    RunId newest;
    std::map<Step, std::string> asked;
    std::set<std::string> answered;
    const auto begin = [&](RunId run) {
        newest = run;
        asked.clear();
        answered.clear();
    };
    for (std::uint64_t at = 0;;) {
        const auto events = reader.events(at, block);
        if (!events || events->empty()) break;
        at = events->back().sequence;
        for (const auto& entry : *events) {
            if (const auto* started = std::get_if<event::RunStarted>(&entry.event)) {
                begin(started->run);
            } else if (const auto* resumed = std::get_if<event::RunResumed>(&entry.event)) {
                if (resumed->options) begin(resumed->run);
            } else if (const auto* call = std::get_if<event::StepIntended>(&entry.event)) {
                if (call->run == newest && call->stepKind == StepKind::Model)
                    asked[{call->task, call->attempt, call->step}] = call->target.provider;
            } else if (const auto* settled = std::get_if<event::StepSettled>(&entry.event)) {
                if (settled->run != newest) continue;
                const auto found = asked.find({settled->task, settled->attempt, settled->step});
                if (found == asked.end()) continue;
                if (settled->outcome == StepOutcome::Ok) answered.insert(found->second);
                asked.erase(found);
            }
        }
    }
    return {answered.begin(), answered.end()};
}

}  // namespace skein::runtime
