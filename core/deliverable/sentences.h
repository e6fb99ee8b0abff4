// Sentences as readers meet them again: what counts as a repeat.
// Thread: any; pure functions.
#pragma once

#include <string>
#include <string_view>

#include "core/base/sentences.h"

namespace skein::deliverable {

using skein::splitSentences;

/// A sentence in the form in which repeats are counted: lower case, words and numbers only, one space between them.
std::string sentenceKey(std::string_view sentence);

/// Fewer words than this are a label or a phrase ("Returns nothing."), not a sentence that could tire a reader.
inline constexpr std::size_t minSentenceWords = 4;

}  // namespace skein::deliverable
