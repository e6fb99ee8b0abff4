// Internal to core/engine: where a call can go at this moment. Holds the keys of each provider with their pace, the
// breakers, and what each call in flight took of both. Volatile: after a restart it knows no calls and no limits, and
// learns them again from the answers; nothing of it is needed to fold the journal. Thread: the deciding thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "core/engine/input.h"
#include "core/routing/breaker.h"
#include "core/routing/key_pool.h"
#include "core/routing/router.h"

namespace skein::engine {

class Dispatch {
public:
    /// A key that takes a call, and its share of the key's pace.
    struct Grant {
        std::string provider, key;
        routing::KeyGrant taken;
    };

    /// These keys, and no others, call these providers from now on. A key that stays keeps what is known of it.
    void know(const report::KeysKnown& known);
    /// A person said go on: refused and exhausted keys are tried again.
    void reinstateKeys();

    /// Ranks the offers as their keys and breakers stand. `failed`: what this attempt has just failed with.
    routing::Choice choose(const std::vector<routing::Offer>& offers, const routing::Weights& weights,
                           const routing::Allowance& left, const std::vector<Target>& failed, BootInstant now) const;
    /// Takes the least loaded key of the target's provider that can make the call now. For a batch any usable key, and
    /// nothing of its pace: such a call is not begun, heard of or ended here.
    std::variant<Grant, routing::KeyWait> take(const Target& target, const routing::CallSize& size, BootInstant now);
    /// When a target whose breaker is open can be tried; `now` where a probe is out.
    BootInstant passableAt(const Target& target, BootInstant now) const;

    /// How long a call to it takes, by the answers so far; nothing: none yet.
    std::optional<Duration> usualDuration(const Target& target) const;

    /// It has, to a process before this one.
    void noteAnswered(const std::string& provider) { m_answered.insert(provider); }
    /// Whether this provider has answered anything sensible, be it in part, to this process, or to one before it in
    /// this run.
    bool hasAnswered(const std::string& provider) const { return m_answered.contains(provider); }
    /// How many calls in a row spoke against a provider that has answered before and is still waited for; 0: it works.
    std::uint32_t failuresInOutage(const std::string& provider, BootInstant now) const;
    /// What it said last, where it is not waited for any more: too long out, or never answered and left alone by now.
    std::optional<BlobRef> gone(const std::string& provider, BootInstant now) const;
    /// A person said go on: what is out is waited for anew.
    void forgetOutages() { m_outages.clear(); }

    /// The call goes out.
    void begin(const StepRef& step, const Target& target, Grant grant, BootInstant now);
    /// What an answer tells about its key, model and provider. The call itself may go on (a repetition).
    void hear(const report::StepFinished& answer, BootInstant now, std::uint64_t seed);
    /// The call is over; `used` corrects the pace, where it is known.
    void end(const StepRef& step, const std::optional<routing::CallSize>& used, BootInstant now);

private:
    struct Pool {
        routing::KeyPool keys;
        std::map<std::string, routing::KeyNo> numbers;
        std::map<routing::KeyNo, std::uint32_t> throttled;  ///< refusals for pace in a row
    };
    struct Call {
        routing::BreakerBoard::Address address;
        routing::KeyGrant taken;
        std::optional<routing::BreakerBoard::Tickets> tickets;  ///< absent: it has been heard of
        BootInstant begun;
    };
    /// How much a model stands. Every answer lets one call more in per round of calls; a refusal for load halves what
    /// is with it (additive increase, multiplicative decrease: Chiu and Jain 1989), once for the calls of one round.
    struct Load {
        std::uint32_t inFlight = 0;
        std::optional<std::int64_t> limit;  ///< thousandths of calls; absent: it has refused none
        BootInstant halvedAt;
        Duration usual;  ///< moving mean of the durations of its answers
        std::uint32_t answers = 0;
        bool full() const { return limit && std::int64_t{inFlight} * 1'000 + 1'000 > *limit; }
    };
    /// Since the last call that did not speak against the provider.
    struct Outage {
        BootInstant since;
        std::pair<RunId, TaskNo> first;  ///< that met it
        bool several = false;            ///< others have met it too
        std::uint32_t failures = 0;      ///< calls
        BlobRef said{};
    };
    using ModelName = std::pair<std::string, std::string>;  ///< provider and model
    void noteOutage(const Call& call, const report::StepFinished& answer, BootInstant now);
    static void relieve(Load& load, BootInstant begun, BootInstant now);
    static void learnFrom(Load& load, Duration took);
    std::variant<Grant, routing::KeyWait> takeForBatch(const std::string& provider);
    Pool& poolOf(const std::string& provider);
    /// Nothing while some key is not set aside, or none is needed.
    std::optional<KeysAside> allAside(const std::string& provider) const;

    std::map<std::string, Pool> m_pools;  ///< by provider; one that nobody named keys for has a nameless, unlimited one
    routing::BreakerBoard m_breakers;
    std::map<ModelName, Load> m_loads;
    std::map<StepRef, Call> m_calls;
    std::set<std::string> m_answered;
    std::map<std::string, Outage> m_outages;  ///< by provider
};

}  // namespace skein::engine
