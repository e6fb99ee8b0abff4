// The four questions that a window answers, and how its room is divided between them: the defaults stand here and
// nowhere else. Also what a window's size is called. Thread: any; pure values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/units.h"
#include "core/model/task.h"
#include "core/model/window.h"

namespace skein::context {

inline constexpr std::size_t channelCount = 4;  // of WindowChannel
template <class Value>
using ByChannel = std::array<Value, channelCount>;
constexpr std::size_t at(WindowChannel channel) { return static_cast<std::size_t>(channel); }

/// Thousandths of the room (the band without the task's own text) that each question has a first claim to. Results that
/// a task rests on were paid for and come first; what memory holds is the bulk of what a task without needs sees.
struct ChannelShares {
    ByChannel<std::int64_t> perMille{100, 400, 400, 100};  ///< policy, dependency, relevance, time
    friend bool operator==(const ChannelShares&, const ChannelShares&) = default;
};

/// Room divided by shares: nobody gets more than it needs, and what one leaves goes to the others, again by their
/// shares. A channel with share 0 gets what all others leave. Sums to min(room, needs).
ByChannel<std::int64_t> divide(const ChannelShares& shares, const ByChannel<std::int64_t>& needs, std::int64_t room);

/// "thin" below the band, "in band", "heavy" above the size at which the model works best (or, without one, never),
/// "over cap" above the band (possible by a provider's own count only: packing stays below it).
std::string_view windowState(TokenCount tokens, const TokenBand& band, std::optional<TokenCount> best);

}  // namespace skein::context
