// Which segments of a window an output used, and what follows from it for later windows. A segment was used when the
// output cites a line of it, or drew on it: at least three different rare words of the segment, and at least a fifth of
// them, stand in the output. Rare: five letters or more, in no other segment of the window, neither in the task nor in
// the rules. Words that anybody uses about the matter prove nothing; names and figures that stand in one segment only
// do. It is a measure of what can be seen: who was led by a text without a trace of its words is counted as not used.
// Thread: any; pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/context/channels.h"
#include "core/model/atom.h"
#include "core/model/window.h"

namespace skein::context {

struct CitedLines {
    std::string path;
    LineRange lines;
};

struct SegmentUse {
    bool judged = false;  ///< rules and task texts are not
    bool cited = false;
    std::uint32_t rareWords = 0, drawnOn = 0;  ///< drawnOn: of the rare words, those in the output
    bool used() const;
};

struct WindowUse {
    std::vector<SegmentUse> segments;  ///< as in the window
    TokenCount memory, used;           ///< of memory and pinned atoms
    /// Thousandths of the memory tokens that were used; nothing where there were none.
    std::optional<std::int64_t> relevancePerMille() const;
};

/// `cites`: what a document cites as data. Places written as path:line or path:first-last in `output` are found beside
/// them.
WindowUse measureUse(const ContextWindow& window, std::string_view output, const std::vector<CitedLines>& cites);

/// How often an atom stood in windows of finished tasks, and how often it was used.
struct UseCount {
    std::uint32_t shown = 0, used = 0;
    friend bool operator==(const UseCount&, const UseCount&) = default;
};

/// Bounds of what past use does to the score of an atom, in thousandths.
inline constexpr std::int64_t leastWeight = 750, mostWeight = 1'250;
/// Atoms with fewer windows than this say nothing yet.
inline constexpr std::uint32_t leastShown = 2;
/// What follows for an atom where, on average, `usualPerMille` of what is shown is used: the share of its uses, drawn
/// to the usual one as if it had been shown twice more with that.
std::int64_t weightOf(const UseCount& count, std::int64_t usualPerMille);

/// Shares that follow the use of what each channel gave (tokens shown and used): each moves by at most a half of
/// itself, and the sum stays. Channels with less than 2,000 tokens so far, and policy, which nobody has to use, stay as
/// they are.
struct ChannelTokens {
    std::int64_t shown = 0, used = 0;
};
ChannelShares sharesFrom(const ByChannel<ChannelTokens>& tokens);

}  // namespace skein::context
