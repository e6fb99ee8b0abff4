// Whether a text says something that texts taken before did not: overlap of three-word shingles (Broder 1997), measured
// as containment. Thread: one object, one thread; pure. Never decides by the order of its hash table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace skein::context {

using Shingles = std::vector<std::uint64_t>;  ///< ascending, each once
Shingles shinglesOf(std::string_view text);

class Novelty {
public:
    /// Takes a text in, or out again.
    void add(const Shingles& text);
    void remove(const Shingles& text);
    /// Thousandths of a text that were not said by others; `isIn`: whether it was taken in itself. Texts with fewer
    /// than six shingles are always new: "timeout: 30" in two files is two facts.
    std::int64_t newPerMille(const Shingles& text, bool isIn = false) const;

private:
    std::pmr::monotonic_buffer_resource m_memory;  ///< thousands of small nodes that go together
    std::pmr::unordered_map<std::uint64_t, std::uint32_t> m_seen{&m_memory};
};

/// Below this a text is a duplicate.
inline constexpr std::int64_t leastNewPerMille = 150;

}  // namespace skein::context
