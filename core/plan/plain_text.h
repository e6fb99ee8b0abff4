// What a text that a model proposes may be made of: what a person who reads it sees. Thread: any; pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace skein::plan {

/// What a text is for. Prose may hold the joiners and the variation selectors of text and emoji (U+200C, U+200D,
/// U+FE0E, U+FE0F), at most two behind a visible character beyond ASCII and one behind a digit: emoji and some scripts
/// are made of them. A name may not: two that look alike must be the same.
enum class TextUse { Name, Prose };

/// What in valid UTF-8 is not plain text, in words; nothing if all of it is. Not plain are controls but line ends and
/// tabs, line and paragraph separators, direction marks, and what no one sees though models read it: the property
/// Default_Ignorable_Code_Point (DerivedCoreProperties.txt, Unicode 15), which holds variation selectors and tags.
std::optional<std::string> unplain(std::string_view text, TextUse use);

/// Whether a text has nothing but blanks (White_Space of PropList.txt, Unicode 15, and the empty Braille pattern).
bool isBlank(std::string_view text);

}  // namespace skein::plan
