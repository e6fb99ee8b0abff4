// Circuit breakers: after repeated failures a key, a model or a provider is left alone, then tried with one call, then
// trusted again (Nygard, "Release It!", 2nd ed., 2018, chapter 5). Volatile data of the engine. Thread: the deciding
// thread; no clock: the instant is given; the jitter is a draw from the seed, so a replay waits equally long.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/units.h"

namespace skein::routing {

struct BreakerSettings {
    std::uint32_t failuresToOpen = 5;        ///< in a row
    Duration firstWait = seconds(2);         ///< doubled with each failed probe
    Duration longestWait = seconds(5 * 60);  ///< a provider that is down for an hour is asked twelve times
};

class Breaker {
public:
    enum class Phase {
        Closed,    ///< calls pass
        Open,      ///< none passes until opensAgainAt()
        HalfOpen,  ///< one call passes and decides
    };
    /// Names the call a result belongs to: a late result of a call from before the breaker opened decides nothing.
    using Ticket = std::uint64_t;

    explicit Breaker(BreakerSettings settings = {}) : m_settings(settings) {}

    Phase phase(BootInstant now) const;
    /// Whether one more call may begin.
    bool permits(BootInstant now) const;
    /// The end of the wait while open.
    BootInstant opensAgainAt() const { return m_until; }

    /// A call begins. Precondition: permits(now).
    Ticket begin(BootInstant now);
    void succeeded(Ticket ticket);
    /// `seed` and `subject` draw up to a quarter off the wait, so that breakers of one outage do not probe together.
    void failed(Ticket ticket, BootInstant now, std::uint64_t seed, const std::string& subject);
    /// The call ended without telling anything: cancelled, or refused for a reason of its own.
    void abandoned(Ticket ticket);

private:
    void open(BootInstant now, std::uint64_t seed, const std::string& subject);

    BreakerSettings m_settings;
    bool m_tripped = false;
    std::uint32_t m_failures = 0;  ///< in a row, while closed
    std::uint32_t m_openings = 0;  ///< since it was last closed
    BootInstant m_until;
    std::uint64_t m_era = 0;  ///< changes whenever it opens or closes; part of every ticket
    std::uint32_t m_calls = 0;
    std::optional<Ticket> m_probe;
};

/// What failed: the circle of calls that the failure says something about.
enum class FailureOf { Provider, Model, Key };

/// The breakers of all providers, models and keys.
class BreakerBoard {
public:
    struct Address {
        std::string provider, model, key;
    };
    /// The tickets of one call, one for each of its breakers.
    struct Tickets {
        Breaker::Ticket provider = 0, model = 0, key = 0;
    };

    explicit BreakerBoard(BreakerSettings settings = {}) : m_settings(settings) {}

    /// The first breaker, provider before model before key, that lets no call through; nothing: all do.
    std::optional<FailureOf> closedOffBy(const Address& address, BootInstant now) const;
    /// When all its breakers let a call through again; `now` if they do. A probe in flight counts as passed.
    BootInstant passableAt(const Address& address, BootInstant now) const;

    Tickets begin(const Address& address, BootInstant now);
    void succeeded(const Address& address, const Tickets& tickets);
    /// The breaker named by `what` counts a failure, the wider ones a success: an answer about a bad key proves that
    /// the provider works.
    void failed(const Address& address, const Tickets& tickets, FailureOf what, BootInstant now, std::uint64_t seed);
    void abandoned(const Address& address, const Tickets& tickets);

private:
    /// One of the three breakers of a call, widest first.
    struct Subject {
        FailureOf what;
        std::string name;
        Breaker::Ticket ticket = 0;
    };
    static std::array<Subject, 3> subjects(const Address& address, const Tickets& tickets);
    const Breaker* find(const std::string& subject) const;

    BreakerSettings m_settings;
    std::map<std::string, Breaker> m_breakers;
};

}  // namespace skein::routing
