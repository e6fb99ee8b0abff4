// Words for full-text search over source text: lower case, identifiers as a whole and in their parts, plurals folded,
// the commonest English words dropped. Also the FTS5 tokenizer made of it, which counts in how many rows each term is.
// Thread: forEachTerm is pure; TermStatistics is written by one thread and read by any.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

struct sqlite3;

namespace skein::runtime {

enum class TermPlace { New, SameAsBefore };  ///< SameAsBefore: a part of the identifier just given

/// Calls `take` for each term of a text with its place and the bytes it was made from; stops when it returns false.
/// Terms hold only lower-case letters, digits, "_" and bytes above 0x7F, so that they can be quoted into a query.
void forEachTerm(
    std::string_view text,
    const std::function<bool(std::string_view term, TermPlace, std::size_t first, std::size_t last)>& take);

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
