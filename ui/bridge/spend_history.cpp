#include "ui/bridge/spend_history.h"

namespace skein::ui {

bool SpendHistory::add(const Event& event, Instant at) {
    const auto take = [&](RunId run, MicroUsd charge, TokenCount tokens) {
        if (run != m_run || (charge.value == 0 && tokens.value == 0)) return false;
        m_sum.at = at;
        m_sum.spent += charge;
        m_sum.tokens += tokens;
        m_points.append(m_sum);
        if (m_points.size() <= maxPoints) return true;
        // Every other point goes; each that stays is still exact, and so is the last.
        QVector<SpendPoint> kept;
        for (qsizetype i = m_points.size() % 2 ? 0 : 1; i < m_points.size(); i += 2) kept.append(m_points[i]);
        m_points = std::move(kept);
        return true;
    };
    if (const auto* step = std::get_if<event::StepSettled>(&event))
        return take(step->run, step->charge, step->usage.totalIn() + step->usage.output);
    if (const auto* settled = std::get_if<event::UnconfirmedSettled>(&event))
        return take(settled->run, settled->charge, {});
    return false;
}

}  // namespace skein::ui
