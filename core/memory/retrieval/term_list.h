// The words of one atom as numbers with weights: what the word index is made of, and what is kept of it on disk.
// Thread: any; values, and one TermCounter a thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/memory/retrieval/terms.h"

namespace skein::memory {

/// How often an atom holds a term, in quarters: a word of the text counts four. BM25F (Robertson, Zaragoza and Taylor
/// 2004) adds the fields up before it saturates them.
struct WeightedTerm {
    std::uint32_t term = 0;
    std::uint8_t quarters = 0;  ///< at least 1; saturates
};

/// What a word of each field counts, in quarters. A title says what an atom is about; path, ancestors, signature and
/// types say where it stands, and stand over many atoms alike.
enum class WordField : std::uint8_t { Title = 9, Names = 2, Text = 4 };

struct TermList {
    std::uint32_t defines = Lexicon::none;  ///< the term that a symbol defines
    std::uint64_t signature = 0;            ///< see TermCounter
    std::uint32_t quarters = 0;             ///< of all terms together: the atom's length
    std::vector<WeightedTerm> terms;        ///< by number, each once

    void appendTo(std::string& bytes) const;
    /// The list at the beginning of `bytes`, which then begin behind it. False if there is none whole.
    bool take(std::string_view& bytes);
};

/// Counts the terms of one atom after the other.
class TermCounter {
public:
    explicit TermCounter(Lexicon& lexicon) : m_lexicon(lexicon), m_numbers(lexicon) {}
    void add(std::string_view text, WordField field);
    /// The last whole term of a symbol's title is what it defines.
    void define(std::string_view title);
    /// What was counted since the last call. Its signature is a simhash (Charikar 2002) of the terms of the text: texts
    /// that hardly differ have signatures that differ in few bits.
    TermList finish();

private:
    Lexicon& m_lexicon;
    TermNumbers m_numbers;
    std::vector<std::uint32_t> m_quarters;  ///< by term; 0 outside of add() to finish()
    std::vector<std::uint32_t> m_touched;
    std::uint32_t m_defines = Lexicon::none;
};

}  // namespace skein::memory
