// Which atoms answer a question best: by its words, by meaning, by nearness to what answers it best, and by what these
// refer to. The one ranking of the product: searches, windows and `eval retrieval` go through it; near_words.h settles
// the order of the first ones.
// Thread: any; pure. The same atoms give the same ranking, in whatever order they came.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/memory/retrieval/model_vectors.h"
#include "core/memory/retrieval/vector_space.h"
#include "core/memory/retrieval/word_index.h"

namespace skein::memory {

/// An atom's score by what it is made of, in millionths: the best atom by words alone has a million for them.
struct RankedAtom {
    AtomNumber atom = 0;
    std::int64_t words = 0;    ///< BM25F of the question's terms, and what NearWords adds
    std::int64_t related = 0;  ///< nearness to the best first answers (pseudo-relevance feedback); may be negative
    std::int64_t meaning = 0;  ///< nearness in the vector space; may be negative
    std::int64_t links = 0;    ///< what the best answers refer to by name
    bool byModel = false;      ///< `meaning` compares vectors of an embedding model
    std::int64_t total() const { return words + related + meaning + links; }
};

/// The best atoms, best first, at most `limit`; those that hold next to nothing of the best one's score are left out.
/// `vectors` may be null: then words and links alone decide. `admitted`, if not empty, says for each
/// atom whether it may be given. `asked`: the question's vector by an embedding model; atoms that have one by the same
/// model are compared by these instead.
struct AskedVector {
    const ModelVectors* atoms = nullptr;
    ModelVectors::Direction question{};
};
struct Ranked {
    std::vector<RankedAtom> atoms;
    float wordScale = 0;  ///< millionths for a unit of BM25F: how NearWords is added
};
Ranked rankAtoms(const WordIndex& words, const VectorSpace* vectors, std::string_view query, std::size_t limit,
                 const std::vector<bool>& admitted, const std::optional<AskedVector>& asked = std::nullopt);

}  // namespace skein::memory
