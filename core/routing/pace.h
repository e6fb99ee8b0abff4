// How fast one key may be used: a bucket of requests, input tokens, output tokens or tokens of both kinds. Thread: any;
// a value; the instant is given with each call and never read from a clock. Never lets more out than the limit in any
// minute, whether the provider counts in fixed minutes, sliding minutes or with a bucket of its own.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "core/base/units.h"

namespace skein::routing {

/// A token bucket whose content comes back a minute after it was taken, so that no window of a minute holds more than
/// the limit; a plain bucket lets up to twice its capacity through. Beside that it spreads: a tenth of the limit may go
/// at once, the rest at the limit's own rate (generic cell rate algorithm, ITU-T I.371), because servers refill
/// continuously. What was taken is counted in slots of a second. A provider counts a call when it arrives, which may
/// take longer for the first calls of its minute than for those of the next: the minute is 63 slots, sixty, two for the
/// way, and the last one whole.
class PaceBucket {
public:
    /// No limit until one is set.
    PaceBucket() = default;
    explicit PaceBucket(std::optional<std::int64_t> perMinute) : m_limit(perMinute) {}

    /// Changes the limit (0 and less: none may pass); what was taken stays taken.
    void setLimit(std::optional<std::int64_t> perMinute) { m_limit = perMinute; }
    std::optional<std::int64_t> limit() const { return m_limit; }

    /// The earliest instant, not before `now`, at which `amount` may be taken if nothing else is; nothing when it is
    /// more than a whole minute's limit. `now` never goes back.
    std::optional<BootInstant> earliest(std::int64_t amount, BootInstant now);
    /// Takes `amount`, which may exceed what is left: a call that turned out larger than thought has been made.
    void take(std::int64_t amount, BootInstant now);
    /// Gives back what was taken at `takenAt` and not used after all.
    void giveBack(std::int64_t amount, BootInstant takenAt, BootInstant now);
    /// The provider says only this much is left of its minute: somebody else uses the same limit. Counts the difference
    /// as taken now.
    void onlyLeft(std::int64_t remaining, BootInstant now);

    /// Taken within the last minute, and the way.
    std::int64_t taken(BootInstant now);

private:
    static constexpr std::int64_t slotCount = 63;
    void advance(BootInstant now);

    std::optional<std::int64_t> m_limit;
    std::array<std::int64_t, slotCount> m_slots{};  ///< by second modulo 63; the newest is m_second
    std::int64_t m_second = 0;
    std::int64_t m_sum = 0;
    std::int64_t m_dueMicros = 0;  ///< when what was taken so far would have flowed out at the limit's rate
};

}  // namespace skein::routing
