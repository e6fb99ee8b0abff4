#include "core/routing/breaker.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/random.h"

namespace skein::routing {
namespace {

constexpr std::uint32_t jitterBound = 250;  // thousandths taken off at most
constexpr std::uint32_t ticketBits = 32;

}  // namespace

Breaker::Phase Breaker::phase(BootInstant now) const {
    if (!m_tripped) return Phase::Closed;
    return now < m_until ? Phase::Open : Phase::HalfOpen;
}

bool Breaker::permits(BootInstant now) const {
    const Phase at = phase(now);
    return at == Phase::Closed || (at == Phase::HalfOpen && !m_probe);
}

Breaker::Ticket Breaker::begin(BootInstant now) {
    SKEIN_ASSERT(permits(now));
    const Ticket ticket = m_era << ticketBits | m_calls++;
    if (m_tripped) m_probe = ticket;
    return ticket;
}

void Breaker::succeeded(Ticket ticket) {
    if (m_tripped) {
        if (m_probe != ticket) return;
        m_tripped = false;
        m_probe.reset();
        m_openings = 0;
        ++m_era;
    } else if (ticket >> ticketBits != m_era) {
        return;
    }
    m_failures = 0;
}

void Breaker::failed(Ticket ticket, BootInstant now, std::uint64_t seed, const std::string& subject) {
    if (m_tripped) {
        if (m_probe == ticket) open(now, seed, subject);
        return;
    }
    if (ticket >> ticketBits == m_era && ++m_failures >= m_settings.failuresToOpen) open(now, seed, subject);
}

void Breaker::abandoned(Ticket ticket) {
    if (m_probe == ticket) m_probe.reset();
}

void Breaker::open(BootInstant now, std::uint64_t seed, const std::string& subject) {
    std::int64_t wait = m_settings.firstWait.value;
    for (std::uint32_t i = 0; i < m_openings && wait < m_settings.longestWait.value; ++i) wait *= 2;
    wait = std::min(wait, m_settings.longestWait.value);
    ++m_openings;
    ++m_era;
    m_tripped = true;
    m_probe.reset();
    m_failures = 0;
    wait -= wait * drawBelow(seed, m_era, "breaker " + subject, jitterBound + 1) / 1'000;
    m_until = now + Duration{wait};
}

std::array<std::pair<FailureOf, std::string>, 3> BreakerBoard::subjects(const Address& address) const {
    return {{{FailureOf::Provider, address.provider},
             {FailureOf::Model, address.provider + "/" + address.model},
             {FailureOf::Key, address.provider + "#" + address.key}}};
}

const Breaker* BreakerBoard::find(const std::string& subject) const {
    const auto found = m_breakers.find(subject);
    return found == m_breakers.end() ? nullptr : &found->second;
}

std::optional<FailureOf> BreakerBoard::closedOffBy(const Address& address, BootInstant now) const {
    for (const auto& [what, subject] : subjects(address))
        if (const Breaker* breaker = find(subject); breaker != nullptr && !breaker->permits(now)) return what;
    return std::nullopt;
}

BootInstant BreakerBoard::passableAt(const Address& address, BootInstant now) const {
    BootInstant at = now;
    for (const auto& [what, subject] : subjects(address))
        if (const Breaker* breaker = find(subject); breaker != nullptr && breaker->phase(now) == Breaker::Phase::Open)
            at = std::max(at, breaker->opensAgainAt());
    return at;
}

BreakerBoard::Tickets BreakerBoard::begin(const Address& address, BootInstant now) {
    const auto start = [&](const std::string& subject) {
        return m_breakers.try_emplace(subject, Breaker(m_settings)).first->second.begin(now);
    };
    const auto names = subjects(address);
    return {start(names[0].second), start(names[1].second), start(names[2].second)};
}

void BreakerBoard::succeeded(const Address& address, const Tickets& tickets) {
    const auto names = subjects(address);
    const Breaker::Ticket each[] = {tickets.provider, tickets.model, tickets.key};
    for (std::size_t i = 0; i < names.size(); ++i)
        if (const auto found = m_breakers.find(names[i].second); found != m_breakers.end())
            found->second.succeeded(each[i]);
}

void BreakerBoard::failed(const Address& address, const Tickets& tickets, FailureOf what, BootInstant now,
                          std::uint64_t seed) {
    const auto names = subjects(address);
    const Breaker::Ticket each[] = {tickets.provider, tickets.model, tickets.key};
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto found = m_breakers.find(names[i].second);
        if (found == m_breakers.end()) continue;
        if (names[i].first == what) found->second.failed(each[i], now, seed, names[i].second);
        else if (names[i].first < what) found->second.succeeded(each[i]);
        else found->second.abandoned(each[i]);
    }
}

void BreakerBoard::abandoned(const Address& address, const Tickets& tickets) {
    const auto names = subjects(address);
    const Breaker::Ticket each[] = {tickets.provider, tickets.model, tickets.key};
    for (std::size_t i = 0; i < names.size(); ++i)
        if (const auto found = m_breakers.find(names[i].second); found != m_breakers.end())
            found->second.abandoned(each[i]);
}

}  // namespace skein::routing
