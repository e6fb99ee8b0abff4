// Finds pages that state so many values of one thing that nobody can mean them all: one page's few values are taken for
// alternatives and cases of which its author knew, but hundreds are none. Thread: any; pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/coherence/claim_item.h"

namespace skein::coherence {

/// The rule of crowds, in the table of rules.
inline constexpr std::string_view manyValuesRule = "too-many-values";

/// Many values of one thing under one heading of one page.
struct Crowd {
    const Item* first = nullptr;
    const Item* second = nullptr;  ///< the next one that says something else
    std::string reason;            ///< how many there are and where, in words
};

/// Amounts that statements of one file give to one subject under one heading, where they are more than
/// limits::maxValuesPerSubject; in the order of their first items. `items` in the order of their ranks. `isCut`: what
/// was read is not all, so that the number is only the least. Cost: linear.
std::vector<Crowd> crowdsOf(std::span<const Item* const> items, bool isCut);

}  // namespace skein::coherence
