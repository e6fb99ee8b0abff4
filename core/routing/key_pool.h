// Which of a provider's keys a call goes to, and when: hundreds of keys, each paced to its own limits, the least loaded
// first; a key that is revoked or out of quota is set aside while the others go on. Volatile data of the engine: after
// a restart it starts empty of what was taken, which pace.h makes harmless for a minute at most. Thread: the deciding
// thread; no clock, no key: a key is known here by its name only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/ports/http.h"
#include "core/routing/pace.h"

namespace skein::routing {

/// What a key may do in a minute, and at once. Nothing: not limited, or not known yet.
struct KeyLimits {
    std::optional<std::int64_t> requests, inputTokens, outputTokens, tokens;  ///< per minute; tokens: both kinds
    std::optional<std::uint32_t> concurrency;
    friend bool operator==(const KeyLimits&, const KeyLimits&) = default;
};

/// What an answer's headers said about a key.
struct ObservedLimits {
    KeyLimits limits;     ///< `concurrency` is never reported
    KeyLimits remaining;  ///< of the running minute
    friend bool operator==(const ObservedLimits&, const ObservedLimits&) = default;
};

/// x-ratelimit-limit|remaining-requests|tokens (OpenAI and servers like it) and
/// anthropic-ratelimit-requests|tokens|input-tokens|output-tokens-limit|remaining (reference sheet, sections 6 and 7).
/// Text that is no number is ignored, and so is a limit whose reset lies more than two minutes ahead: it is one of a
/// day. Times in the headers are read relative to `now`.
ObservedLimits observedLimits(const HttpResponseHead& head, Instant now);

struct CallSize {
    std::int64_t inputTokens = 0;
    std::int64_t outputTokens = 0;
};

using KeyNo = std::uint32_t;  ///< position in the pool

/// A call that may go out now, and what it took.
struct KeyGrant {
    KeyNo key = 0;
    CallSize size;
    BootInstant at;
};

/// Why no key can take a call now.
struct KeyWait {
    enum class For {
        Time,     ///< at `until` a key can
        Settle,   ///< as soon as a call in flight ends
        Nothing,  ///< no key can ever take this call: all are set aside, or it is larger than every limit
    };
    For what = For::Nothing;
    BootInstant until;
};

enum class KeyProblem { Revoked, OutOfQuota };

class KeyPool {
public:
    struct KeyState {
        std::string name;  ///< for people: "openai key 17"; never the key
        KeyLimits limits;
        std::uint32_t inFlight = 0;
        std::optional<KeyProblem> aside;
        BootInstant notBefore;  ///< the provider asked to wait
    };

    /// Adds a key and returns its number.
    KeyNo add(std::string name, const KeyLimits& limits);

    /// Takes a call with the least loaded key that can make it now: the one whose fullest bucket would be emptiest
    /// after it, then the fewest calls in flight, then the lowest number. `now` never goes back. O(keys).
    std::variant<KeyGrant, KeyWait> choose(const CallSize& size, BootInstant now);

    /// The call is over. `used` corrects what was set aside for it; nothing: unknown, it stays counted.
    void settle(const KeyGrant& grant, const std::optional<CallSize>& used, BootInstant now);
    /// Limits and remains that an answer reported for a key.
    void learn(KeyNo key, const ObservedLimits& observed, BootInstant now);
    /// The key is left in peace until then (retry-after).
    void pause(KeyNo key, BootInstant until);
    /// The key is not used again until reinstated.
    void setAside(KeyNo key, KeyProblem problem);
    void reinstate(KeyNo key);

    std::size_t size() const { return m_keys.size(); }
    const KeyState& key(KeyNo number) const { return m_keys[number].state; }

private:
    struct Key {
        KeyState state;
        PaceBucket requests, inputTokens, outputTokens, tokens;
    };
    std::vector<Key> m_keys;
};

}  // namespace skein::routing
