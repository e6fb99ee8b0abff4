// The fake provider's own books: which idempotency keys were charged, how often each was asked, appended to a file as
// JSON lines. Thread: one. A key is charged at most once; the same key with another body is refused, as payment APIs
// do.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/base/json.h"

namespace skein::fake {

class Ledger {
public:
    enum class Verdict { New, Repeated, OtherBody };

    Ledger() = default;
    ~Ledger();
    Ledger(const Ledger&) = delete;
    Ledger& operator=(const Ledger&) = delete;

    /// Opens the file, reading what an earlier process wrote; an incomplete last line is cut off. Errors: Io, Damaged.
    Result<void> open(const std::string& path);

    /// Notes a request. `occurrence` receives how often this key was seen, from 1.
    Verdict note(const std::string& key, const std::string& bodyHash, std::uint32_t& occurrence);
    /// Charges a key for a body unless it is charged already.
    void charge(const std::string& key, const std::string& bodyHash, std::int64_t tokensIn, std::int64_t tokensOut);
    /// The so many-th batch was made; durable at once.
    void noteBatch(std::size_t number);
    /// Makes everything noted durable.
    void sync();

    Json summary() const;

private:
    struct Entry {
        std::string bodyHash;  ///< of the charged request: a refused one binds its key to nothing
        std::uint32_t times = 0;
        bool charged = false;
        std::int64_t tokensIn = 0, tokensOut = 0;
    };
    void append(const Json& line);
    void take(const Json& line);

    int m_file = -1;
    bool m_dirty = false;
    std::map<std::string, Entry> m_entries;
    std::uint64_t m_requests = 0;
    std::uint64_t m_duplicates = 0;  ///< a charged key asked for again: answered, not charged
    std::uint64_t m_otherBodies = 0;
};

}  // namespace skein::fake
