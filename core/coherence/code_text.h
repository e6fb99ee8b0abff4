// Reading pieces of source text: what stands outside of brackets and quotes, where a symbol's own line begins, values
// without comments. Thread: any; pure. For the code extractors.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "core/model/atom.h"

namespace skein::coherence {

/// Position of `wanted` outside brackets and quotes from `from` on, or npos.
std::size_t findOutside(std::string_view text, char wanted, std::size_t from = 0);
/// The text between the first '(' at or after `from` and its partner, without them.
std::optional<std::string_view> parenthesised(std::string_view text, std::size_t from);
/// The parts between separators outside brackets and quotes, trimmed; empty ones are left out.
std::vector<std::string_view> splitOutside(std::string_view text, char separator);
/// The first lines of a text: what a signature or constant is quoted with.
std::string_view headOf(std::string_view text, std::size_t maxLines);
/// Where a whole name stands in a text, or npos.
std::size_t findName(std::string_view text, std::string_view name);
/// How many bytes of a symbol's text stand before the line that names it: decorators, annotations, attributes,
/// comments; 0 where no line does.
std::size_t beforeNamed(const Atom& atom);
/// A value without the comment behind it; comment marks inside quotes belong to the value.
std::string_view withoutComment(std::string_view text);

}  // namespace skein::coherence
