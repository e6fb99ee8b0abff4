// Cuts prose into sentences. One splitter serves the agents that quote sentences and the check that counts them.
// Thread: any; pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace skein::deliverable {

/// Views of the sentences of one paragraph, trimmed, none empty. A sentence ends at . ! or ? before white space and a
/// word that does not start in lower case; common abbreviations ("e.g.", "etc.", initials) do not end one. Cost:
/// linear.
std::vector<std::string_view> splitSentences(std::string_view paragraph);

/// A sentence in the form in which repeats are counted: lower case, words and numbers only, one space between them.
std::string sentenceKey(std::string_view sentence);

/// Fewer words than this are a label or a phrase ("Returns nothing."), not a sentence that could tire a reader.
inline constexpr std::size_t minSentenceWords = 4;

}  // namespace skein::deliverable
