// What atoms mean, from the workspace's own statistics: latent semantic analysis (Deerwester and others 1990), that is
// the truncated singular value decomposition of the matrix of atoms and terms. Atoms that share no word but keep the
// same company lie close together. Made whole from a WordIndex: a pure function of the set of atoms.
// Thread: any number of readers. 196 bytes for each atom, 512 for each of at most 40,000 terms.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/memory/retrieval/word_index.h"

namespace skein::memory {

class VectorSpace {
public:
    static constexpr std::size_t dimensions = 128;  ///< 100 to 300 are usual (Dumais 1991); more gained nothing
    static constexpr std::size_t leading = 64;      ///< of them, strongest first, that a first look compares
    static constexpr AtomNumber fewestAtoms = 64;   ///< fewer have no statistics to speak of

    /// A question or an atom in the space.
    struct Direction {
        std::array<std::int16_t, dimensions> parts{};
        float length = 0;  ///< of `parts`; 0: says nothing
    };

    /// Nothing when there are too few atoms, or `cancelled` (asked now and then) said so. Up to 20,000 atoms teach the
    /// space, chosen by their ids; all others are placed in it. About 30,000 atoms a second.
    static std::optional<VectorSpace> make(const WordIndex& words, const std::function<bool()>& cancelled);

    /// The share of the atoms' own weight that the space keeps, 0 to 1: how far its answers can be trusted.
    float explained() const { return m_explained; }
    AtomNumber size() const { return static_cast<AtomNumber>(m_factors.size()); }

    /// Where a text of these terms lies.
    Direction directionOf(const std::vector<std::pair<std::uint32_t, float>>& terms, const WordIndex& words) const;
    Direction directionOf(AtomNumber atom) const;
    /// The cosine of the angle to an atom, -1 to 1.
    float cosine(const Direction& direction, AtomNumber atom) const;
    /// About the same for every atom, by the leading dimensions alone.
    std::vector<float> firstLooks(const Direction& direction) const;
    /// The nearest atoms, nearest first: the best two thousand of a first look, compared in full.
    std::vector<AtomNumber> nearest(const Direction& direction, std::size_t count) const;

    /// For keeping, in host byte order; read() takes them for the same WordIndex only. Nothing if the size is wrong.
    std::string bytes() const;
    static std::optional<VectorSpace> read(std::string_view bytes, const WordIndex& words);

private:
    void place(const WordIndex& words, const std::function<bool()>& cancelled);
    void keep(AtomNumber atom, const std::array<float, dimensions>& point);

    std::vector<std::uint32_t> m_columns;  ///< by term: its row of m_terms, or Lexicon::none
    std::vector<float> m_terms;            ///< `dimensions` for each column
    std::vector<std::int8_t> m_leading;    ///< `leading` for each atom
    std::vector<std::int8_t> m_full;       ///< `dimensions` for each atom
    std::vector<float> m_factors;          ///< by atom: one over the length of its row of m_full
    float m_explained = 0;
};

}  // namespace skein::memory
