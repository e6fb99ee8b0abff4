// The reducer of memory's own calls: what they set aside, and what they cost.
#include <algorithm>

#include "core/engine/apply.h"

namespace skein::engine {

MemoryCalls& Reducer::memoryCalls() {
    if (!m_state.memory) m_state.memory.emplace();
    return *m_state.memory;
}

OpenMemoryCall* Reducer::openMemoryCall(std::uint32_t call) {
    if (!m_state.memory) return nullptr;
    auto& open = m_state.memory->open;
    const auto found = std::find_if(open.begin(), open.end(), [&](const auto& each) { return each.call == call; });
    return found == open.end() ? nullptr : &*found;
}

Result<void> Reducer::operator()(const event::EmbeddingChosen& e) {
    memoryCalls().embedding = e.terms;
    return {};
}

Result<void> Reducer::operator()(const event::MemoryCallIntended& e) {
    MemoryCalls& calls = memoryCalls();
    if (e.call != calls.made + 1) return misfit(e.kind, "the next number of a call");
    if (e.reserved < MicroUsd{}) return misfit(e.kind, "a reservation of at least zero");
    calls.made = e.call;
    calls.open.push_back({e.call, e.purpose, e.target, e.key, e.reserved, false, m_at});
    m_state.money.pending += e.reserved;
    return {};
}

Result<void> Reducer::operator()(const event::MemoryCallSettled& e) {
    const OpenMemoryCall* open = openMemoryCall(e.call);
    if (!open || open->purpose != e.purpose) return misfit(e.kind, "a call of this purpose whose charge is open");
    if (e.charge < MicroUsd{}) return misfit(e.kind, "a charge of at least zero");
    m_state.money.pending -= open->reserved;
    addSpentInWorkspace(e.charge);
    memoryCalls().spent += e.charge;
    std::erase_if(memoryCalls().open, [&](const auto& each) { return each.call == e.call; });
    return {};
}

Result<void> Reducer::operator()(const event::MemoryCallUnconfirmed& e) {
    OpenMemoryCall* open = openMemoryCall(e.call);
    if (!open || open->unconfirmed) return misfit(e.kind, "a call in flight");
    open->unconfirmed = true;
    return {};
}

}  // namespace skein::engine
