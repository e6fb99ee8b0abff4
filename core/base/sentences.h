// Cuts prose into sentences. One splitter serves memory, the agents that quote sentences and the check that counts
// them. Thread: any; pure functions.
#pragma once

#include <string_view>
#include <vector>

namespace skein {

/// Views of the sentences of one paragraph, trimmed, none empty. A sentence ends at . ! or ? before white space and a
/// word that does not start in lower case; common abbreviations ("e.g.", "etc.", initials) do not end one. Where a
/// script puts no space between words, it ends at U+3002, U+FF01, U+FF1F, U+FF0E or U+FF61 whatever follows, with the
/// closing quotes and brackets behind it. Cost: linear.
std::vector<std::string_view> splitSentences(std::string_view paragraph);

}  // namespace skein
