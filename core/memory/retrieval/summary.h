// Extracts: what a text, a document or a folder is about, in its own sentences; and the sentence that answers best.
// Thread: any; pure. The same sentences and the same memory give the same choice.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/memory/prose.h"
#include "core/memory/retrieval/word_index.h"

namespace skein::memory {

/// A sentence that may stand for what is summarised.
struct SummaryCandidate {
    std::string text;
    std::size_t place = 0;  ///< among the sentences of its part, from 0: what comes first introduces
    float share = 1;        ///< how much its part weighs beside the others
};

struct Summary {
    std::string text;              ///< empty: nothing there is a sentence
    std::string made = "extract";  ///< who made it: "extract", or the model that wrote it
};

/// The one or two sentences nearest to the centre of them all (Radev and others 2004), each term weighted by its
/// frequency and its rarity in memory; the second is the best that says something else. The first
/// sentence of a part counts twice, the second a quarter more, the third a ninth; more than 25 words count for less.
/// They stand in their given order.
Summary summaryOf(const std::vector<SummaryCandidate>& candidates, const WordIndex& words);

/// Which sentence holds most of the question, each term by its rarity in memory and long sentences for less; none when
/// no term of the question stands in any.
std::optional<Sentence> bestSentence(const std::vector<Sentence>& sentences, std::string_view query,
                                     const WordIndex& words);

/// How much of a question stands in a text, in millionths: the sum of the rarities of the terms it holds over that of
/// all that are asked for. A term that memory does not hold is as rare as can be: a model may have chosen it.
std::int64_t shareHeld(std::string_view text, std::string_view query, const WordIndex& words);

}  // namespace skein::memory
