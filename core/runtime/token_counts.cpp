#include "core/runtime/token_counts.h"

#include <algorithm>
#include <type_traits>
#include <variant>

namespace skein::runtime {
namespace {

constexpr std::int64_t whole = 1'000;

std::string familyOf(const std::string& model, bool asks) {
    return context::modelFamily(model) + (asks ? " asking memory" : "");
}

}  // namespace

void TokenCounts::take(const Event& event) {
    std::visit(
        [&](const auto& e) {
            using E = std::decay_t<decltype(e)>;
            if constexpr (requires { e.run; }) {
                const auto known = m_runs.find(e.run);
                if (known == m_runs.end()) return;
                if constexpr (std::is_same_v<E, event::WindowRecorded>) {
                    m_windows[{e.run, e.task}] = {e.attempt, e.tokens};
                } else if constexpr (std::is_same_v<E, event::StepIntended>) {
                    if (e.stepKind == StepKind::Model) m_called[{e.run, e.task, e.attempt, e.step}] = e.target.model;
                } else if constexpr (std::is_same_v<E, event::StepSettled>) {
                    const auto called = m_called.extract(StepRef{e.run, e.task, e.attempt, e.step});
                    const auto window = m_windows.find({e.run, e.task});
                    const bool counted = e.outcome == StepOutcome::Ok && e.usage.measured && !e.late;
                    if (called.empty() || !counted || window == m_windows.end() || window->second.attempt != e.attempt)
                        return;
                    const TokenCount plain{window->second.tokens.value * whole / known->second.perMille};
                    m_families[familyOf(called.mapped(), known->second.asks)].learn(plain, e.usage.totalIn());
                }
            }
        },
        event);
}

std::int64_t TokenCounts::perMilleFor(const RunModels& models) const {
    std::int64_t most = 0;
    for (const RunModel& each : models.models)
        if (const auto found = m_families.find(familyOf(each.model.id, models.questions > 0));
            found != m_families.end())
            most = std::max(most, found->second.ratioPerMille());
    return most > 0 ? most : whole;
}

Json tokenCountsJson(const TokenCounts& counts) {
    Json json = Json::object();
    for (const auto& [family, scale] : counts.families()) {
        const auto error = scale.medianErrorPerMille();
        json[family] = {{"calls", scale.calls()},
                        {"ratio", static_cast<double>(scale.ratioPerMille()) / whole},
                        {"median_error", error ? Json(static_cast<double>(*error) / whole) : Json(nullptr)}};
    }
    return json;
}

}  // namespace skein::runtime
