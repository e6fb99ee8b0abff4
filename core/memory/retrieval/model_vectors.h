// What texts mean to an embedding model: vectors somebody paid for, kept as one byte a dimension, and compared with the
// vector of a question. Thread: any number of readers. `dimensions` bytes for each atom that has one, and an eighth of
// that for the first look. Integers alone are compared: the same on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/hash.h"
#include "core/memory/retrieval/word_index.h"
#include "core/model/atom.h"

namespace skein::memory {

/// What is sent of an atom: titles down to it, then its text. Two atoms that say the same below the same titles have
/// one vector. `text`: what shownText() makes of the first maxEmbeddedBytes of its lines.
std::string embeddedText(const Atom& atom, std::string_view text);
/// SHA-256 of what embeddedText() makes of lines as they stand in the file.
Digest embeddedDigest(const Atom& atom, std::string_view lines);
inline constexpr std::size_t maxEmbeddedBytes = 6'000;  ///< under 8,192 tokens, the least bound of a known model

/// A vector as bytes: each part by the largest one, between -127 and 127. Cosines are off by less than a hundredth.
/// Precondition: finite, not all zero.
std::string quantised(const std::vector<float>& vector);

/// The vectors of one call, as a blob.
struct VectorBatch {
    std::string space;  ///< which model made them, and how: vectors of two spaces have nothing in common
    std::uint32_t dimensions = 0;
    std::vector<Digest> texts;  ///< SHA-256 of what was sent
    std::string parts;          ///< `dimensions` bytes for each
    std::string_view vector(std::size_t text) const {
        return std::string_view(parts).substr(text * dimensions, dimensions);
    }
};
std::string vectorBlob(const VectorBatch& batch);
/// Error: Damaged.
Result<VectorBatch> vectorsInBlob(std::string_view bytes);

/// Most dimensions of a vector; the largest known models have 3,072 to 4,096.
inline constexpr std::uint32_t maxVectorDimensions = 16'384;

class ModelVectors {
public:
    /// For this many atoms, none of which has a vector yet.
    ModelVectors(std::uint32_t atoms, std::uint32_t dimensions);

    /// `vector`: as quantised() made it, of these dimensions.
    void set(AtomNumber atom, std::string_view vector);

    std::uint32_t dimensions() const { return m_dimensions; }
    std::uint32_t covered() const { return m_covered; }  ///< atoms that have one
    bool has(AtomNumber atom) const { return m_place[atom] != none; }

    /// The vector of a question, to be compared with those of the atoms.
    struct Direction {
        std::string parts;
        float factor = 0;
        std::vector<std::uint64_t> signs;
    };
    /// Precondition: of these dimensions.
    Direction directionOf(std::string_view vector) const;

    /// The cosine of a question and an atom; 0 where the atom has no vector.
    float cosine(const Direction& question, AtomNumber atom) const;
    /// About the same by the signs of the parts alone (Charikar 2002): an eighth of the memory, and near enough to
    /// choose whom to look at.
    float firstLook(const Direction& question, AtomNumber atom) const;

private:
    static constexpr std::uint32_t none = 0xffffffff;
    std::uint32_t m_dimensions, m_covered = 0;
    std::vector<std::uint32_t> m_place;  ///< by atom: which of the vectors
    std::string m_parts;
    std::vector<float> m_factors;  ///< one over the length
    std::vector<std::uint64_t> m_signs;
};

}  // namespace skein::memory
