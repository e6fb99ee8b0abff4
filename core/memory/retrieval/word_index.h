// All current atoms by their words, in memory: which atoms hold a term, and the terms of an atom. Made whole from the
// atoms' term lists and never changed afterwards: what it answers follows from the set of atoms alone.
// Thread: any number of readers. About eight bytes for each different term of each atom.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/base/hash.h"
#include "core/memory/retrieval/term_list.h"

namespace skein::memory {

/// The number of an atom in a WordIndex, from 0.
using AtomNumber = std::uint32_t;

/// What is kept of each atom.
struct IndexedAtom {
    std::int64_t row = 0;         ///< where the rest of it is
    std::uint64_t order = 0;      ///< from its id: what decides between equal scores, whatever came first
    std::uint64_t signature = 0;  ///< see TermCounter
    std::uint32_t quarters = 0;   ///< its length
    std::uint32_t defines = Lexicon::none;
};

class WordIndex {
public:
    /// `lexicon` gives the numbers in the lists that follow.
    explicit WordIndex(Lexicon lexicon);
    void add(std::int64_t row, std::uint64_t order, const TermList& list);
    /// After the last add() and before any question.
    void finish();
    /// Of everything that was added, and the lexicon.
    Digest digest() const;

    const Lexicon& lexicon() const { return m_lexicon; }
    AtomNumber size() const { return static_cast<AtomNumber>(m_atoms.size()); }
    const IndexedAtom& atom(AtomNumber number) const { return m_atoms[number]; }
    TermList terms(AtomNumber number) const;

    struct Postings {
        const AtomNumber* atoms = nullptr;  ///< ascending
        const std::uint8_t* quarters = nullptr;
        std::uint32_t count = 0;
    };
    Postings postings(std::uint32_t term) const;
    std::uint32_t atomsWith(std::uint32_t term) const { return postings(term).count; }
    /// log(1 + (N - n + 1/2) / (n + 1/2)), which is never negative (Lucene's form of Robertson and Spärck Jones).
    float idf(std::uint32_t term) const;
    /// k1 (1 - b + b length / average), in quarters: what BM25 puts below the line beside the count.
    float saturation(AtomNumber number) const { return m_saturation[number]; }
    /// The first few atoms that define a symbol of this name.
    std::vector<AtomNumber> definitionsOf(std::uint32_t term) const;

private:
    Lexicon m_lexicon;
    std::vector<IndexedAtom> m_atoms;
    std::string m_lists;  ///< as TermList writes them
    std::vector<std::uint64_t> m_listStarts;
    std::vector<std::uint64_t> m_postingStarts;  ///< by term, one more than there are terms
    std::vector<AtomNumber> m_postingAtoms;
    std::vector<std::uint8_t> m_postingQuarters;
    std::vector<float> m_saturation;
    std::vector<std::pair<std::uint32_t, AtomNumber>> m_definitions;  ///< term, atom; sorted
};

}  // namespace skein::memory
