// Words for full-text search over source text: lower case, identifiers as a whole and in their parts, plurals folded,
// the commonest English words dropped. Also the FTS5 tokenizer made of it, which counts in how many rows each term is.
// Thread: a TermReader belongs to one thread; TermStatistics is written by one thread and read by any.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

struct sqlite3;

namespace skein::runtime {

/// One term of a text. Holds only lower-case letters, digits, "_" and bytes above 0x7F, so that it can be quoted into a
/// query.
struct Term {
    std::string_view text;            ///< valid until the next term is read
    std::size_t first = 0, last = 0;  ///< the bytes of the text it was made from
    bool isPart = false;              ///< a part of the identifier just given
};

/// Reads the terms of a text one after the other. The text must outlive the reader.
class TermReader {
public:
    explicit TermReader(std::string_view text) : m_text(text) {}
    /// False when there is no further term.
    bool next(Term& term);

private:
    bool takeWord();
    bool give(Term& term, std::size_t first, std::size_t last);

    static constexpr std::size_t maxWordBytes = 64;  ///< longer ones are encoded data
    std::string_view m_text;
    std::size_t m_at = 0;      ///< where to look for the next word
    std::string_view m_word;   ///< the word under way, in the text
    std::string_view m_small;  ///< the same in lower case: m_word itself, or m_folded
    std::size_t m_part = 0;    ///< where its next part begins; its size when none is left
    bool m_hasParts = false;
    std::array<char, maxWordBytes> m_folded{}, m_singular{};
};

/// In how many rows each term is, by hash: an over-estimate where two terms share a slot, which only makes a term look
/// more common. 2^18 slots hold the vocabulary of a 100,000-atom tree (about 150,000 terms) with few clashes that
/// matter.
class TermStatistics {
public:
    TermStatistics();
    /// The terms that follow belong to one row that is added (+1) or removed (-1).
    void beginRow(int change);
    void count(std::string_view term);
    std::uint32_t rowsWith(std::string_view term) const;

    std::string bytes() const;          ///< for keeping; host byte order, the file never leaves the machine
    bool load(std::string_view bytes);  ///< false if the size is not right
    void reset();

private:
    static std::size_t slotOf(std::string_view term);
    struct Slot {
        std::atomic<std::uint32_t> rows{0};
        std::uint32_t lastRow = 0;  ///< so that a term counts once a row
    };
    std::vector<Slot> m_slots;
    std::uint32_t m_row = 0;
    int m_change = 0;
};

/// Makes the tokenizer "skein" known to a connection; `statistics` may be null (readers). It must outlive the
/// connection. Error: Unavailable if this SQLite was built without FTS5.
Result<void> registerTokenizer(sqlite3* connection, TermStatistics* statistics);

}  // namespace skein::runtime
