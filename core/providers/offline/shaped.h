// Code of a range of lines beside a twin in which literals are blanked, so that brackets found in the twin are
// brackets. Thread: any; pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/atom.h"

namespace skein::providers {

/// Languages whose blocks stand in braces; those of them with a preprocessor; those in which the end of a line ends a
/// statement.
bool hasBraces(std::string_view language);
bool isCLike(std::string_view language);
bool endsAtLine(std::string_view language);

struct Shaped {
    std::string code, shape;          ///< equally long, one '\n' per line; in `shape` also where a literal goes on: ' '
    std::vector<std::size_t> starts;  ///< offset of each line
    std::uint32_t first = 1;          ///< number of the first line

    std::uint32_t lineAt(std::size_t offset) const;
};

/// `lines` are those of a file without comments (index 0 is line 1). Directives of the preprocessor are blanked, and of
/// several branches of a conditional all but the first, because their braces would count twice. Cost: linear.
Shaped shapeOf(const std::vector<std::string>& lines, LineRange range, std::string_view language);

}  // namespace skein::providers
