// A function in its own words, shortened: lines of the source as they stand, "…" for each run of statements that is
// left out, and every bracket, branch and directive around what is shown. Thread: any; pure functions. What is printed
// is the source itself, so that it can be incomplete but never wrong.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "core/providers/offline/body.h"

namespace skein::providers {

/// Steps of a body in the order of the source, each with its place in the tree.
struct BodyItem {
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    const Step* step = nullptr;
    std::size_t parent = none;  ///< index of the step around it
    std::size_t end = 0;        ///< index behind what is inside it
    int weight = 0;             ///< how much it tells
    LineRange remark{1, 0};     ///< the comment directly above it; first > last if there is none
    bool shown = false;
};

/// Shows the steps that tell most until about `maxLines` lines are filled: with a step everything around it, all
/// branches of its chain, and whatever leaves or labels a block that is shown. Only steps of `least` or more are chosen
/// for what they tell. Returns how many were chosen. `items` are all steps of one body, or all inside one of them.
std::size_t chooseSteps(std::vector<BodyItem>& items, std::size_t first, std::size_t last, std::size_t maxLines,
                        int least);

/// One line of an abridged function.
struct AbridgedLine {
    std::uint32_t number = 0;  ///< of the source; 0 for "…"
    std::string text;
};

/// The function that begins on `head` and whose body is `body`, with the items that are shown. Empty if a line is too
/// long to be read or is not UTF-8. Cost: linear in its lines, times the depth of its conditionals.
std::vector<AbridgedLine> abridged(const ReadFile& file, const std::vector<std::string>& code, std::uint32_t head,
                                   LineRange body, const std::vector<BodyItem>& items);

}  // namespace skein::providers
