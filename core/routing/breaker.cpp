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

std::array<BreakerBoard::Subject, 3> BreakerBoard::subjects(const Address& address, const Tickets& tickets) {
    return {{{FailureOf::Provider, address.provider, tickets.provider},
             {FailureOf::Model, address.provider + "/" + address.model, tickets.model},
             {FailureOf::Key, address.provider + "#" + address.key, tickets.key}}};
}

const Breaker* BreakerBoard::find(const std::string& subject) const {
    const auto found = m_breakers.find(subject);
    return found == m_breakers.end() ? nullptr : &found->second;
}

std::optional<FailureOf> BreakerBoard::closedOffBy(const Address& address, BootInstant now) const {
    for (const auto& subject : subjects(address, {}))
        if (const Breaker* breaker = find(subject.name); breaker != nullptr && !breaker->permits(now))
            return subject.what;
    return std::nullopt;
}

BootInstant BreakerBoard::passableAt(const Address& address, BootInstant now) const {
    BootInstant at = now;
    for (const auto& subject : subjects(address, {}))
        if (const Breaker* breaker = find(subject.name);
            breaker != nullptr && breaker->phase(now) == Breaker::Phase::Open)
            at = std::max(at, breaker->opensAgainAt());
    return at;
}

BreakerBoard::Tickets BreakerBoard::begin(const Address& address, BootInstant now) {
    const auto start = [&](const Subject& subject) {
        return m_breakers.try_emplace(subject.name, Breaker(m_settings)).first->second.begin(now);
    };
    const auto [provider, model, key] = subjects(address, {});
    const auto first = start(provider), second = start(model);
    return {first, second, start(key)};
}

void BreakerBoard::succeeded(const Address& address, const Tickets& tickets) {
    for (const auto& subject : subjects(address, tickets))
        if (const auto found = m_breakers.find(subject.name); found != m_breakers.end())
            found->second.succeeded(subject.ticket);
}

void BreakerBoard::failed(const Address& address, const Tickets& tickets, FailureOf what, BootInstant now,
                          std::uint64_t seed) {
    for (const auto& subject : subjects(address, tickets)) {
        const auto found = m_breakers.find(subject.name);
        if (found == m_breakers.end()) continue;
        if (subject.what == what) found->second.failed(subject.ticket, now, seed, subject.name);
        else if (subject.what < what) found->second.succeeded(subject.ticket);
        else found->second.abandoned(subject.ticket);
    }
}

void BreakerBoard::abandoned(const Address& address, const Tickets& tickets) {
    for (const auto& subject : subjects(address, tickets))
        if (const auto found = m_breakers.find(subject.name); found != m_breakers.end())
            found->second.abandoned(subject.ticket);
}

}  // namespace skein::routing
