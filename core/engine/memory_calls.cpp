// Calls that memory makes for itself: money is set aside before each, and booked after it.
#include <algorithm>

#include <fmt/format.h>

#include "core/engine/decider.h"

namespace skein::engine {

void Decider::closeAbandonedMemoryCalls() {
    if (!m_state.memory) return;
    const auto open = m_state.memory->open;
    for (const OpenMemoryCall& call : open)
        if (!call.unconfirmed && !m_memoryCalls.contains(call.call)) emit(event::MemoryCallUnconfirmed{call.call});
}

void Decider::on(const command::IntendMemoryCall& c) {
    closeAbandonedMemoryCalls();
    const std::optional<MicroUsd> reserved = c.call.reserved;
    if (!validBudget(reserved)) return;
    for (const auto scope : {BudgetScope::Workspace, BudgetScope::Day}) {
        const bool isSet =
            scope == BudgetScope::Workspace ? m_state.money.budget.has_value() : m_state.money.dayBudget.has_value();
        const Budget budget = standingOf(m_state, nullptr, {scope, {}, {}}, m_at);
        if (!isSet || budget.room() >= c.call.reserved) continue;
        return refuse(
            ErrorCode::Budget,
            fmt::format("a call that may cost {} USD does not fit into the budget of the {}: of {} USD {} are "
                        "spent and {} set aside; `skeinctl budget WS --of {}` changes it",
                        formatUsd(c.call.reserved), nameIn(EnumNames<BudgetScope>::table, scope),
                        formatUsd(budget.limit), formatUsd(budget.spent), formatUsd(budget.pending),
                        nameIn(EnumNames<BudgetScope>::table, scope)));
    }
    auto call = c.call;
    call.call = m_state.memory ? m_state.memory->made + 1 : 1;
    m_outcome.receipt.call = call.call;
    m_memoryCalls.insert(call.call);
    emit(std::move(call));
}

void Decider::on(const command::EndMemoryCall& c) {
    if (m_memoryCalls.erase(c.settled.call) == 0)
        return refuse(ErrorCode::NotFound, fmt::format("call {} of memory is not open here", c.settled.call));
    if (c.chargeUnknown) emit(event::MemoryCallUnconfirmed{c.settled.call});
    else emit(c.settled);
}

void Decider::on(const command::SettleMemoryCall& c) {
    const std::optional<MicroUsd> charge = c.charge;
    if (!validBudget(charge)) return;
    const auto* open = [&]() -> const OpenMemoryCall* {
        if (!m_state.memory || m_memoryCalls.contains(c.call)) return nullptr;
        for (const auto& each : m_state.memory->open)
            if (each.call == c.call) return &each;
        return nullptr;
    }();
    if (open == nullptr)
        return refuse(ErrorCode::NotFound, fmt::format("call {} of memory is not unconfirmed", c.call));
    event::MemoryCallSettled settled;
    settled.call = open->call;
    settled.purpose = open->purpose;
    settled.outcome = StepOutcome::Unknown;
    settled.charge = c.charge;
    settled.byPerson = true;
    if (!open->unconfirmed) emit(event::MemoryCallUnconfirmed{c.call});
    emit(settled);
}

void Decider::on(const command::ChooseEmbedding& c) { emit(event::EmbeddingChosen{c.terms}); }

}  // namespace skein::engine
