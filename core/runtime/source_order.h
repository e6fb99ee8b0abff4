// In which order the sources of a run state things: by the component whose digest speaks for them, as the plan has
// them, then by path and line. Sources are read before a run begins, so that the order is known before any agent has
// finished. Thread: any; every method locks. Must never ask what agents have claimed so far: that depends on who was
// faster.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/ports/index.h"
#include "core/runtime/facts.h"

namespace skein::runtime {

/// The files of a run's sources, ordered by path. Errors: those of the index.
Result<std::vector<SourceFile>> filesOf(RunId run, const Facts& facts, const MemoryIndex& index);

class SourceOrder {
public:
    /// Both outlive it.
    SourceOrder(const Facts& facts, const MemoryIndex& index) : m_facts(facts), m_index(index) {}

    /// Whether `x` is side A of a contradiction with `y` about `key`: the sources state its value first. What no source
    /// states comes after what one states; of two such the one whose value comes first as a text. A function of key,
    /// values and sources: whichever claims with these values were compared, the answer is the same. Cost: extracts the
    /// claims of each component at most once a run, and only up to the first that states either.
    /// Errors: those of the index.
    Result<bool> isFirst(RunId run, const std::string& key, const Claim& x, const Claim& y);

private:
    /// One component of the sources.
    struct Part {
        std::vector<std::string> paths;
        bool read = false;
        /// Hash of key and value of what it states -> place of the first such claim in it. Looked up, never iterated.
        std::unordered_map<std::uint64_t, std::uint32_t> places;
    };
    Result<void> read(Part& part) const;

    const Facts& m_facts;
    const MemoryIndex& m_index;
    std::mutex m_mutex;
    std::map<RunId, std::vector<Part>> m_runs;
};

}  // namespace skein::runtime
