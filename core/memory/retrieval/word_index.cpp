#include "core/memory/retrieval/word_index.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace skein::memory {
namespace {

// BM25's usual constants (Robertson and Zaragoza 2009, section 3.3; those of Lucene and SQLite).
constexpr float k1 = 1.2f, b = 0.75f;
constexpr std::size_t maxDefinitions = 4;  ///< a name defined more often says little about where it is meant

}  // namespace

WordIndex::WordIndex(Lexicon lexicon)
    : m_lexicon(std::move(lexicon)), m_postingStarts(std::size_t{m_lexicon.size()} + 1) {}

void WordIndex::add(std::int64_t row, std::uint64_t order, const TermList& list) {
    m_atoms.push_back({row, order, list.signature, list.quarters, list.defines});
    m_listStarts.push_back(m_lists.size());
    list.appendTo(m_lists);
    for (const auto& [term, quarters] : list.terms) {
        SKEIN_ASSERT(term < m_lexicon.size());
        ++m_postingStarts[term + 1];
    }
}

void WordIndex::finish() {
    for (std::size_t term = 0; term + 1 < m_postingStarts.size(); ++term)
        m_postingStarts[term + 1] += m_postingStarts[term];
    m_postingAtoms.resize(m_postingStarts.back());
    m_postingQuarters.resize(m_postingStarts.back());
    auto next = m_postingStarts;
    std::uint64_t total = 0;
    for (AtomNumber atom = 0; atom < size(); ++atom) {
        for (const auto& [term, quarters] : terms(atom).terms) {
            const auto at = next[term]++;
            m_postingAtoms[at] = atom;
            m_postingQuarters[at] = quarters;
        }
        total += m_atoms[atom].quarters;
        if (m_atoms[atom].defines != Lexicon::none) m_definitions.emplace_back(m_atoms[atom].defines, atom);
    }
    std::sort(m_definitions.begin(), m_definitions.end());
    const auto average = std::max(1.0f, static_cast<float>(total) / static_cast<float>(std::max(1u, size())));
    m_saturation.reserve(size());
    for (const auto& atom : m_atoms)
        m_saturation.push_back(4 * k1 * (1 - b + b * static_cast<float>(atom.quarters) / average));
}

Digest WordIndex::digest() const {
    Sha256 hash;
    hash.add(m_lexicon.texts()).add(std::string_view("\0", 1)).add(m_lists);
    for (const auto& atom : m_atoms) hash.add({reinterpret_cast<const char*>(&atom.order), sizeof atom.order});
    return hash.finish();
}

TermList WordIndex::terms(AtomNumber number) const {
    auto bytes = std::string_view(m_lists).substr(m_listStarts[number]);
    TermList list;
    SKEIN_ASSERT(list.take(bytes));
    return list;
}

WordIndex::Postings WordIndex::postings(std::uint32_t term) const {
    if (term >= m_lexicon.size()) return {};
    const auto first = m_postingStarts[term];
    return {m_postingAtoms.data() + first, m_postingQuarters.data() + first,
            static_cast<std::uint32_t>(m_postingStarts[term + 1] - first)};
}

float WordIndex::idf(std::uint32_t term) const {
    const auto n = static_cast<float>(atomsWith(term));
    return std::log(1 + (static_cast<float>(size()) - n + 0.5f) / (n + 0.5f));
}

std::vector<AtomNumber> WordIndex::definitionsOf(std::uint32_t term) const {
    std::vector<AtomNumber> found;
    for (auto at = std::lower_bound(m_definitions.begin(), m_definitions.end(), std::pair(term, AtomNumber{0}));
         at != m_definitions.end() && at->first == term && found.size() <= maxDefinitions; ++at)
        found.push_back(at->second);
    if (found.size() > maxDefinitions) found.clear();
    return found;
}

}  // namespace skein::memory
