// Whether a text says something that texts taken before did not: overlap of three-word shingles (Broder 1997), measured
// as containment. Thread: one object, one thread; pure. Never decides by the order of its hash set.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace skein::context {

class Novelty {
public:
    /// Takes a text in.
    void add(std::string_view text);
    /// Takes a text in if it is new, and says whether it was. It is not when at least 85 % of its shingles were taken
    /// in before. Texts with fewer than six shingles are always new: "timeout: 30" in two files is two facts.
    bool addIfNew(std::string_view text);

private:
    static std::vector<std::uint64_t> shingles(std::string_view text);

    std::pmr::monotonic_buffer_resource m_memory;  ///< thousands of small nodes that go together
    std::pmr::unordered_set<std::uint64_t> m_seen{&m_memory};
};

}  // namespace skein::context
