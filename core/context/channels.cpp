#include "core/context/channels.h"

#include <algorithm>

namespace skein::context {

ByChannel<std::int64_t> divide(const ChannelShares& shares, const ByChannel<std::int64_t>& needs, std::int64_t room) {
    ByChannel<std::int64_t> given{};
    room = std::max<std::int64_t>(0, room);
    const auto wants = [&](std::size_t i) { return given[i] < needs[i]; };
    const auto share = [&](std::size_t i) { return std::max<std::int64_t>(0, shares.perMille[i]); };
    // Each round gives out the room by shares; whoever is full leaves the rest to the next one.
    while (room > 0) {
        std::int64_t sum = 0;
        std::size_t first = channelCount;
        for (std::size_t i = channelCount; i-- > 0;)
            if (wants(i)) sum += share(i), first = i;
        if (first == channelCount) return given;
        const auto before = room;
        for (std::size_t i = 0; i < channelCount; ++i) {
            if (!wants(i)) continue;
            const auto part = std::min(sum == 0 ? before : before * share(i) / sum, needs[i] - given[i]);
            const auto least = std::min(room, part);
            given[i] += least;
            room -= least;
        }
        if (room == before) {  // shares too small to give a whole token
            ++given[first];
            --room;
        }
    }
    return given;
}

std::string_view windowState(TokenCount tokens, const TokenBand& band, std::optional<TokenCount> best) {
    if (tokens > band.max) return "over cap";
    if (best && tokens > *best) return "heavy";
    return tokens < band.min ? "thin" : "in band";
}

}  // namespace skein::context
