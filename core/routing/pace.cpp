#include "core/routing/pace.h"

#include <algorithm>

namespace skein::routing {
namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t minute = 60 * second;
constexpr std::int64_t burst = minute / 10;  // a tenth of a minute's limit may go at once

}  // namespace

void PaceBucket::advance(BootInstant now) {
    const std::int64_t current = now.value / second;
    if (current <= m_second) return;
    const std::int64_t passed = std::min(current - m_second, slotCount);
    for (std::int64_t i = 1; i <= passed; ++i) {
        std::int64_t& slot = m_slots[static_cast<std::size_t>((m_second + i) % slotCount)];
        m_sum -= slot;
        slot = 0;
    }
    // After a long pause all slotCount are empty, whichever number they have.
    m_second = current;
}

std::optional<BootInstant> PaceBucket::earliest(std::int64_t amount, BootInstant now) {
    if (!m_limit) return now;
    if (amount > *m_limit || *m_limit <= 0) return std::nullopt;
    advance(now);
    std::int64_t at = std::max(now.value, m_dueMicros - burst);
    std::int64_t inWindow = m_sum;
    for (std::int64_t age = slotCount - 1; age >= 0 && inWindow + amount > *m_limit; --age) {
        const std::int64_t taken = m_slots[static_cast<std::size_t>((m_second + slotCount - age) % slotCount)];
        if (taken == 0) continue;
        inWindow -= taken;
        at = std::max(at, (m_second - age + slotCount) * second);
    }
    return BootInstant{at};
}

void PaceBucket::take(std::int64_t amount, BootInstant now) {
    advance(now);
    m_slots[static_cast<std::size_t>(m_second % slotCount)] += amount;
    m_sum += amount;
    if (!m_limit || *m_limit <= 0) return;
    // amount is bounded by limits::maxEstimateTokens (10^9), so the product stays below 6 * 10^16.
    m_dueMicros = std::max(m_dueMicros, now.value) + (amount * minute + *m_limit - 1) / *m_limit;
}

void PaceBucket::giveBack(std::int64_t amount, BootInstant takenAt, BootInstant now) {
    advance(now);
    const std::int64_t age = m_second - takenAt.value / second;
    if (age < 0 || age >= slotCount) return;  // it has come back by itself
    std::int64_t& slot = m_slots[static_cast<std::size_t>((m_second + slotCount - age) % slotCount)];
    const std::int64_t back = std::min(amount, slot);
    slot -= back;
    m_sum -= back;
    if (m_limit && *m_limit > 0) m_dueMicros -= back * minute / *m_limit;
}

void PaceBucket::onlyLeft(std::int64_t remaining, BootInstant now) {
    if (!m_limit) return;
    advance(now);
    const std::int64_t ours = *m_limit - m_sum;
    if (remaining >= ours) return;
    // Not through take(): what others used is not ours to spread.
    m_slots[static_cast<std::size_t>(m_second % slotCount)] += ours - std::max<std::int64_t>(remaining, 0);
    m_sum += ours - std::max<std::int64_t>(remaining, 0);
}

std::int64_t PaceBucket::taken(BootInstant now) {
    advance(now);
    return m_sum;
}

}  // namespace skein::routing
