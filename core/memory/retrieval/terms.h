// Words for search over source text: lower case, identifiers as a whole and in their parts, function words dropped; of
// scripts that put no spaces between words each pair of neighbouring letters, and each ideograph alone; and the lexicon
// that gives each a number by its stem.
// Thread: values; one thread at a time each. Never reads anything but the text it is given.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

struct sb_stemmer;

namespace skein::memory {

/// One term of a text, not stemmed yet.
struct Term {
    std::string_view text;            ///< valid until the next term is read
    std::size_t first = 0, last = 0;  ///< the bytes of the text it was made from
    bool isPart = false;              ///< a part of the identifier just given, or one ideograph of several
};

/// Reads the terms of a text one after the other. The text must outlive the reader.
class TermReader {
public:
    explicit TermReader(std::string_view text) : m_text(text) {}
    /// False when there is no further term.
    bool next(Term& term);

    static constexpr std::size_t maxWordBytes = 64;  ///< longer ones are encoded data

private:
    bool takeWord();
    bool nextPair(Term& term);
    bool give(Term& term, std::size_t first, std::size_t last) const;

    std::string_view m_text;
    std::size_t m_at = 0;      ///< where to look for the next word
    std::string_view m_word;   ///< the word under way, in the text
    std::string_view m_small;  ///< the same in lower case: m_word itself, or m_folded
    std::size_t m_part = 0;    ///< where its next part begins; its size when none is left
    bool m_hasParts = false;
    std::size_t m_pair = 0;  ///< in a word without spaces around it: its next letter
    bool m_alone = true;     ///< that letter is to be given alone, before it is given with the next one
    bool m_inPairs = false;  ///< the word is such a one
    std::array<char, maxWordBytes> m_folded{};
};

/// Numbers for texts, from 0 in the order in which they came.
class Lexicon {
public:
    static constexpr std::uint32_t none = 0xFFFFFFFF;
    Lexicon();
    std::uint32_t find(std::string_view text) const;  ///< `none` if it has no number
    std::uint32_t intern(std::string_view text);
    std::string_view text(std::uint32_t number) const {
        const auto start = m_entries[number].start;
        return std::string_view(m_texts).substr(start, m_entries[number + 1].start - start);
    }
    std::string_view texts() const { return m_texts; }  ///< all of them, in the order of their numbers
    std::uint64_t hash(std::uint32_t number) const {
        return m_entries[number].hash;
    }  ///< of the text; alike on any machine
    std::uint32_t size() const { return static_cast<std::uint32_t>(m_entries.size() - 1); }

private:
    struct Slot {
        std::uint32_t number = none;
        std::uint32_t tag = 0;  ///< of its hash: most others are told apart without reading their texts
    };
    std::size_t slotFor(std::string_view text, std::uint64_t hash) const;
    std::string m_texts;
    /// Side by side, as whoever asks for one often wants the other.
    struct Entry {
        std::uint64_t start = 0;  ///< of its text in m_texts
        std::uint64_t hash = 0;
    };
    std::vector<Entry> m_entries;  ///< one more than there are texts; the last says where they end
    std::vector<Slot> m_slots;     ///< open addressing; a power of two, at most half full
};

/// The English stemmer of Snowball (Porter 2; snowballstem.org). Names of several parts are stemmed like words, so that
/// a name written small still finds them.
class Stemmer {
public:
    Stemmer();
    ~Stemmer();
    Stemmer(const Stemmer&) = delete;
    Stemmer& operator=(const Stemmer&) = delete;
    std::string_view stem(std::string_view word) const;  ///< valid until the next call

private:
    sb_stemmer* m_stemmer;
};

/// Gives terms their numbers in a lexicon; each spelling is stemmed once.
class TermNumbers {
public:
    explicit TermNumbers(Lexicon& lexicon) : m_lexicon(lexicon) {}
    std::uint32_t of(const Term& term);
    /// Calls `each` with the number of every term of the text, as TermReader reads them. A word that was met before is
    /// looked up whole: the same words come again and again.
    template <typename Each>
    void ofText(std::string_view text, Each&& each);

private:
    /// The numbers of one word's terms, as a stretch of m_wordNumbers.
    struct Stretch {
        std::uint32_t first = 0, count = 0;
    };
    struct Word {
        std::string_view text;
        bool isAlone = false;  ///< its terms follow from it alone, and it is short enough to be kept
    };
    /// The next run of bytes of words; false at the end of the text.
    static bool nextWord(std::string_view text, std::size_t& at, Word& word);
    Stretch stretchOf(std::string_view word);

    static constexpr std::uint32_t maxSpellings = 500'000;  ///< then the memory of spellings starts afresh
    Lexicon& m_lexicon;
    Lexicon m_spellings;
    std::vector<std::uint32_t> m_numbers;  ///< by spelling
    Lexicon m_words;                       ///< as they stand in texts
    std::vector<Stretch> m_stretches;      ///< by word
    std::vector<std::uint32_t> m_wordNumbers;
    /// Words that came lately, each at a place of its own: a look-up among all is three misses of the processor's
    /// cache.
    struct RecentWord {
        std::uint64_t hash = 0;
        Stretch stretch;
        std::uint32_t size = 0;  ///< 0: none
        std::array<char, 20> text{};
    };
    static constexpr std::size_t recentWords = 4'096;
    std::vector<RecentWord> m_recent = std::vector<RecentWord>(recentWords);
    Stemmer m_stemmer;
};

template <typename Each>
void TermNumbers::ofText(std::string_view text, Each&& each) {
    Word word;
    for (std::size_t at = 0; nextWord(text, at, word);) {
        if (word.isAlone) {
            const auto [first, count] = stretchOf(word.text);
            for (auto i = first; i < first + count; ++i) each(m_wordNumbers[i]);
        } else {
            TermReader reader(word.text);
            for (Term term; reader.next(term);) each(of(term));
        }
    }
}

}  // namespace skein::memory
