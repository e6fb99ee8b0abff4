// What summaries and searches by level ask beyond hits: the words themselves, and how much each file holds.
#include <unordered_map>

#include "core/runtime/index/index_parts.h"

namespace skein::runtime {

Result<std::shared_ptr<const memory::WordIndex>> SqliteIndex::words() const {
    SKEIN_TRY(const auto reader, ReaderLease::take(*m_parts));
    SKEIN_TRY(const auto made, m_parts->searchableFor(*reader, {}));
    return std::shared_ptr<const memory::WordIndex>(made, &made->words);
}

Result<std::map<std::string, std::uint64_t>> SqliteIndex::atomCounts() const {
    SKEIN_TRY(const auto reader, ReaderLease::take(*m_parts));
    SKEIN_TRY(const auto made, m_parts->searchableFor(*reader, {}));
    std::unordered_map<std::int64_t, std::uint64_t> byVersion;
    for (memory::AtomNumber atom = 0; atom < made->words.size(); ++atom) ++byVersion[made->words.atom(atom).row >> 20];
    std::map<std::string, std::uint64_t> counts;
    auto statement = reader->prepare("SELECT path, version FROM files ORDER BY path");
    for (;;) {
        SKEIN_TRY(const bool more, statement.step());
        if (!more) return counts;
        const auto found = byVersion.find(statement.integer(1));
        counts.emplace_hint(counts.end(), statement.blob(0), found == byVersion.end() ? 0 : found->second);
    }
}

}  // namespace skein::runtime
