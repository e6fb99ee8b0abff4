#include "core/memory/retrieval/near_words.h"

#include <algorithm>

namespace skein::memory {
namespace {

// Settled by leaving out one family of collections at a time (ARCHITECTURE.md); half and double change little.
constexpr float titleShare = 0.5f, orderShare = 0.2f, nearShare = 0.1f;
constexpr std::size_t nearTerms = 8;     ///< as Metzler and Croft found
constexpr float titlePlaces = 3;         ///< what a pair in the title counts, in pairs of the text
constexpr float usualTitle = 6;          ///< terms; a longer title says less with each
constexpr float k1 = 1.2f;               ///< as in WordIndex
constexpr std::size_t maxBytes = 2'000;  ///< of a text: some three hundred terms
constexpr std::uint32_t maxSpellings = 100'000;

}  // namespace

NearWords::NearWords(const WordIndex& words, std::string_view question) : m_words(words) {
    const auto asked = questionOf(question, words);
    for (const auto& [term, weight] : asked.terms) {
        m_says[term] = weight * words.idf(term);
        m_begins[static_cast<unsigned char>(words.lexicon().text(term).front())] = true;  // as the words it stems from
    }
    for (std::size_t i = 1; i < asked.asked.size(); ++i)
        if (asked.asked[i - 1] != asked.asked[i]) ++m_pairs[{asked.asked[i - 1], asked.asked[i]}].says;
    for (auto& [pair, together] : m_pairs)
        together.says = questionWeight(together.says) * (words.idf(pair.first) + words.idf(pair.second)) / 2;
}

std::vector<NearWords::Place> NearWords::placesOf(std::string_view text) {
    std::vector<Place> places;
    TermReader reader(text);
    m_length = 0;
    for (Term term; reader.next(term); ++m_length) {
        if (!m_begins[static_cast<unsigned char>(term.text.front())]) continue;
        const auto spelling = m_spellings.intern(term.text);
        if (spelling == m_terms.size()) {
            const auto number = m_words.lexicon().find(m_stemmer.stem(term.text));
            m_terms.push_back(m_says.contains(number) ? number : Lexicon::none);
        }
        if (m_terms[spelling] != Lexicon::none) places.push_back({m_length, m_terms[spelling]});
    }
    return places;
}

void NearWords::count(const std::vector<Place>& places, float weight, Pairs& pairs) {
    for (std::size_t i = 0; i < places.size(); ++i)
        for (std::size_t j = i + 1; j < places.size() && places[j].at - places[i].at <= nearTerms; ++j) {
            if (const auto same = pairs.find({places[i].term, places[j].term}); same != pairs.end()) {
                same->second.near += weight;
                if (places[j].at == places[i].at + 1) same->second.inOrder += weight;
            }
            if (const auto turned = pairs.find({places[j].term, places[i].term}); turned != pairs.end())
                turned->second.near += weight;
        }
}

float NearWords::ofTitle(const std::vector<Place>& places, std::size_t length) const {
    std::map<std::uint32_t, float> counts;
    for (const auto& place : places) ++counts[place.term];
    float sum = 0;
    for (const auto& [term, count] : counts)
        sum += m_says.at(term) * count / (count + k1 * (0.5f + 0.5f * static_cast<float>(length) / usualTitle));
    return sum;
}

float NearWords::of(AtomNumber atom, std::string_view title, std::string_view text) {
    if (m_says.empty()) return 0;
    if (m_spellings.size() > maxSpellings) {
        m_spellings = Lexicon();
        m_terms.clear();
    }
    const auto inTitle = placesOf(title);
    float sum = titleShare * ofTitle(inTitle, m_length);
    if (!m_pairs.empty()) {
        auto pairs = m_pairs;
        count(inTitle, titlePlaces, pairs);
        count(placesOf(text.substr(0, maxBytes)), 1, pairs);
        const auto half = m_words.saturation(atom) / 4;
        for (const auto& [pair, together] : pairs)
            sum += together.says * (orderShare * together.inOrder / (together.inOrder + half) +
                                    nearShare * together.near / (together.near + half));
    }
    return sum * (k1 + 1);
}

}  // namespace skein::memory
