#include "core/engine/dispatch.h"

#include <algorithm>

namespace skein::engine {
namespace {

constexpr Duration unsaidThrottle = seconds(1);  // where a provider says "slower" and not for how long; then doubled

constexpr Duration probePause = seconds(1);  // until a probe has probably been answered

// How long a provider is waited for that does not answer. First one that has answered before; then the same where one
// task alone has met it, which may itself be what breaks the provider; then one that has never answered and may be a
// wrong address (about as long as the attempts of one task take).
constexpr Duration longestOutage = seconds(30 * 60);
constexpr Duration longestAlone = seconds(20);
constexpr Duration longestSilence = seconds(3);

constexpr std::int64_t oneCall = 1'000;           // thousandths
constexpr std::int64_t plenty = 4'096 * oneCall;  // a model that stands so much is not limited by its load
constexpr std::uint32_t answersThatCount = 8;     // about so many make the usual duration

}  // namespace

Dispatch::Pool& Dispatch::poolOf(const std::string& provider) {
    const auto [pool, isNew] = m_pools.try_emplace(provider);
    if (isNew) pool->second.numbers[{}] = pool->second.keys.add({}, {});
    return pool->second;
}

std::optional<KeysAside> Dispatch::allAside(const std::string& provider) const {
    const auto pool = m_pools.find(provider);
    if (pool == m_pools.end()) return std::nullopt;
    KeysAside aside;
    for (routing::KeyNo number = 0; number < pool->second.keys.size(); ++number) {
        const auto problem = pool->second.keys.key(number).aside;
        if (!problem) return std::nullopt;
        if (pool->second.keys.key(number).name.empty()) continue;  // no key at all is none that is set aside
        ++(*problem == routing::KeyProblem::OutOfQuota ? aside.outOfQuota : aside.refused);
    }
    return aside;
}

void Dispatch::know(const report::KeysKnown& known) {
    for (const auto& [provider, names] : known.names) {
        Pool& pool = m_pools[provider];
        const std::set<std::string> wanted(names.begin(), names.end());
        for (const auto& name : wanted) {
            const auto [number, isNew] = pool.numbers.try_emplace(name);
            if (isNew) number->second = pool.keys.add(name, {});
            else pool.keys.reinstate(number->second);
        }
        for (const auto& [name, number] : pool.numbers)
            if (!wanted.contains(name)) pool.keys.setAside(number, routing::KeyProblem::Revoked);
    }
}

void Dispatch::reinstateKeys() {
    for (auto& [provider, pool] : m_pools)
        for (routing::KeyNo number = 0; number < pool.keys.size(); ++number) pool.keys.reinstate(number);
}

routing::Choice Dispatch::choose(const std::vector<routing::Offer>& offers, const routing::Weights& weights,
                                 const routing::Allowance& left, const std::vector<Target>& failed,
                                 BootInstant now) const {
    std::vector<routing::Standing> standings;
    standings.reserve(offers.size());
    for (const auto& offer : offers) {
        routing::Standing standing;
        const auto aside = allAside(offer.target.provider);
        standing.hasKey = !aside;
        standing.aside = aside.value_or(KeysAside{});
        standing.breakerOpen = m_breakers.closedOffBy({offer.target.provider, offer.target.model, {}}, now).has_value();
        standing.failedHere = std::find(failed.begin(), failed.end(), offer.target) != failed.end();
        const auto load = m_loads.find({offer.target.provider, offer.target.model});
        if (!offer.target.batch) {  // whose load and time are the provider's business
            standing.overloaded = load != m_loads.end() && load->second.full();
            standing.expectedDuration = usualDuration(offer.target);
        }
        standings.push_back(standing);
    }
    return routing::choose(offers, standings, weights, left);
}

std::variant<Dispatch::Grant, routing::KeyWait> Dispatch::take(const Target& target, const routing::CallSize& size,
                                                               BootInstant now) {
    Pool& pool = poolOf(target.provider);
    if (target.batch) return takeForBatch(target.provider);
    for (;;) {
        const auto taken = pool.keys.choose(size, now);
        if (const auto* wait = std::get_if<routing::KeyWait>(&taken)) return *wait;
        const auto& grant = std::get<routing::KeyGrant>(taken);
        const std::string& name = pool.keys.key(grant.key).name;
        if (!m_breakers.closedOffBy({target.provider, target.model, name}, now))
            return Grant{target.provider, name, grant};
        // One call probes this key just now; the others look for another one.
        pool.keys.settle(grant, routing::CallSize{}, now);
        pool.keys.pause(grant.key, now + probePause);
    }
}

// A batch is sent in one request and kept to no pace of ours; all steps by one key make the fewest batches.
std::variant<Dispatch::Grant, routing::KeyWait> Dispatch::takeForBatch(const std::string& provider) {
    const Pool& pool = poolOf(provider);
    for (routing::KeyNo number = 0; number < pool.keys.size(); ++number)
        if (!pool.keys.key(number).aside) return Grant{provider, pool.keys.key(number).name, {}};
    return routing::KeyWait{};
}

BootInstant Dispatch::passableAt(const Target& target, BootInstant now) const {
    return m_breakers.passableAt({target.provider, target.model, {}}, now);
}

std::uint32_t Dispatch::failuresInOutage(const std::string& provider, BootInstant now) const {
    const auto outage = m_outages.find(provider);
    const bool waited = outage != m_outages.end() && hasAnswered(provider) &&
                        now - outage->second.since < (outage->second.several ? longestOutage : longestAlone);
    return waited ? outage->second.failures : 0;
}

std::optional<BlobRef> Dispatch::gone(const std::string& provider, BootInstant now) const {
    const auto outage = m_outages.find(provider);
    if (outage == m_outages.end()) return std::nullopt;
    const Duration patience = hasAnswered(provider) ? longestOutage : longestSilence;
    return now - outage->second.since < patience ? std::nullopt : std::optional(outage->second.said);
}

void Dispatch::begin(const StepRef& step, const Target& target, Grant grant, BootInstant now) {
    Call call{{grant.provider, target.model, grant.key}, grant.taken, {}, now};
    call.tickets = m_breakers.begin(call.address, now);
    ++m_loads[{target.provider, target.model}].inFlight;
    m_calls.insert_or_assign(step, std::move(call));
}

void Dispatch::hear(const report::StepFinished& answer, BootInstant now, std::uint64_t seed) {
    const auto found = m_calls.find(answer.step);
    if (found == m_calls.end()) return;
    Call& call = found->second;
    Pool& pool = poolOf(call.address.provider);
    routing::KeyPool& keys = pool.keys;
    const routing::KeyNo key = call.taken.key;
    // A refusal for pace says itself how long it holds; "nothing left" beside it would hold for a whole minute.
    auto seen = answer.limits;
    if (answer.fault == CallFault::Throttled) seen.remaining = {};
    keys.learn(key, seen, now);
    Load& load = m_loads[{call.address.provider, call.address.model}];
    const auto fails = [&](routing::FailureOf what) {
        if (what != routing::FailureOf::Key) relieve(load, call.begun, now);
        if (call.tickets) m_breakers.failed(call.address, *call.tickets, what, now, seed);
    };
    if (answer.spoke) m_answered.insert(call.address.provider);
    noteOutage(call, answer, now);
    switch (answer.fault) {
        case CallFault::None:
            if (answer.outcome == StepOutcome::Ok) {
                m_answered.insert(call.address.provider);
                pool.throttled.erase(key);
                learnFrom(load, now - call.begun);
            }
            if (!call.tickets) break;
            if (answer.outcome == StepOutcome::Ok) m_breakers.succeeded(call.address, *call.tickets);
            else m_breakers.abandoned(call.address, *call.tickets);
            break;
        case CallFault::Throttled: {
            // Not the breaker's business: the pace of the key is.
            if (call.tickets) m_breakers.abandoned(call.address, *call.tickets);
            const std::uint32_t doublings = std::min(pool.throttled[key]++, 6u);
            const bool said = answer.retryAfter > Duration{};
            keys.pause(key, now + (said ? answer.retryAfter : Duration{unsaidThrottle.value << doublings}));
            break;
        }
        case CallFault::KeyRefused:
            fails(routing::FailureOf::Key);
            keys.setAside(key, routing::KeyProblem::Revoked);
            break;
        case CallFault::NoCredit:
            fails(routing::FailureOf::Key);
            keys.setAside(key, routing::KeyProblem::OutOfQuota);
            break;
        case CallFault::Model: fails(routing::FailureOf::Model); break;
        case CallFault::Provider: fails(routing::FailureOf::Provider); break;
    }
    call.tickets.reset();
    // The key's own breaker is kept by its pace: a key that rests is one that nobody picks.
    const auto address = routing::BreakerBoard::Address{call.address.provider, call.address.model, call.address.key};
    if (m_breakers.closedOffBy(address, now) == routing::FailureOf::Key)
        keys.pause(key, m_breakers.passableAt(address, now));
}

void Dispatch::noteOutage(const Call& call, const report::StepFinished& answer, BootInstant now) {
    const std::string& provider = call.address.provider;
    if (answer.fault == CallFault::Provider) {
        if (!call.tickets) return;  // the same call once more
        const std::pair task{answer.step.run, answer.step.task};
        Outage& outage = m_outages.try_emplace(provider, Outage{now, task}).first->second;
        outage.several = outage.several || outage.first != task;
        ++outage.failures;
        outage.said = answer.detail;
    } else if (answer.fault != CallFault::None || answer.outcome == StepOutcome::Ok) {
        m_outages.erase(provider);
    }
}

void Dispatch::end(const StepRef& step, const std::optional<routing::CallSize>& used, BootInstant now) {
    const auto found = m_calls.find(step);
    if (found == m_calls.end()) return;
    Call& call = found->second;
    if (call.tickets) m_breakers.abandoned(call.address, *call.tickets);
    poolOf(call.address.provider).keys.settle(call.taken, used, now);
    --m_loads[{call.address.provider, call.address.model}].inFlight;
    m_calls.erase(found);
}

std::optional<Duration> Dispatch::usualDuration(const Target& target) const {
    const auto load = m_loads.find({target.provider, target.model});
    if (load == m_loads.end() || load->second.answers == 0) return std::nullopt;
    return load->second.usual;
}

void Dispatch::relieve(Load& load, BootInstant begun, BootInstant now) {
    if (load.limit && begun < load.halvedAt) return;
    load.limit = std::max<std::int64_t>(oneCall, std::int64_t{load.inFlight} * oneCall / 2);
    load.halvedAt = now;
}

void Dispatch::learnFrom(Load& load, Duration took) {
    load.answers = std::min(load.answers + 1, answersThatCount);
    load.usual.value += (took.value - load.usual.value) / load.answers;
    if (!load.limit) return;
    *load.limit += oneCall * oneCall / *load.limit;
    if (*load.limit > plenty) load.limit.reset();
}

}  // namespace skein::engine
