// A question as the word index reads it: its terms with what each says, and the order in which they were asked.
// Thread: values.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/memory/retrieval/word_index.h"

namespace skein::memory {

struct WeighedTerm {
    std::uint32_t term = 0;
    float weight = 0;
};

struct Question {
    /// Those that some atom holds, each once, by how much they say; at most 128. In an order that depends on their
    /// texts alone.
    std::vector<WeighedTerm> terms;
    /// The same terms as they were asked, one after the other; at most 4,000 are looked at.
    std::vector<std::uint32_t> asked;
};
Question questionOf(std::string_view text, const WordIndex& words);

/// How much a term counts that a question holds this often: (k3 + 1) n / (k3 + n), k3 = 8 (Robertson and Walker 1994).
float questionWeight(float count);

}  // namespace skein::memory
