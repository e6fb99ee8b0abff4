// What a count of words cannot see: whether they stand in the title, and whether those asked side by side stand side by
// side. Looked at in the texts of the best atoms alone, for which it decides the order.
// Thread: one at a time each. Never reads anything but the texts it is given.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "core/memory/retrieval/question.h"

namespace skein::memory {

class NearWords {
public:
    /// `words` must outlive this.
    NearWords(const WordIndex& words, std::string_view question);

    /// What an atom's title and text add to its BM25F, in the same unit, at least 0. Three sums over the question, each
    /// count saturated as BM25 does: terms in the title; neighbours of the question that are neighbours in the same
    /// order; and neighbours that stand within eight terms in either order (the sequential dependence model of Metzler
    /// and Croft 2005, with BM25 for its likelihoods). Of a text the first two thousand bytes are looked at.
    float of(AtomNumber atom, std::string_view title, std::string_view text);

private:
    struct Place {
        std::size_t at = 0;
        std::uint32_t term = 0;
    };
    /// How often two neighbours of the question stand together.
    struct Together {
        float says = 0;  ///< mean idf of the two, times the weight of the pair in the question
        float inOrder = 0, near = 0;
    };
    using Pairs = std::map<std::pair<std::uint32_t, std::uint32_t>, Together>;

    /// The places of the question's terms.
    std::vector<Place> placesOf(std::string_view text);
    static void count(const std::vector<Place>& places, float weight, Pairs& pairs);
    float ofTitle(const std::vector<Place>& places, std::size_t length) const;

    const WordIndex& m_words;
    std::map<std::uint32_t, float> m_says;  ///< by term: idf times its weight in the question
    Pairs m_pairs;                          ///< nothing counted
    bool m_begins[256] = {};                ///< by byte: whether a term of the question begins with it
    std::size_t m_length = 0;               ///< of the text that was read last, in terms
    Lexicon m_spellings;
    std::vector<std::uint32_t> m_terms;  ///< by spelling: the term of the question, or Lexicon::none
    Stemmer m_stemmer;
};

}  // namespace skein::memory
