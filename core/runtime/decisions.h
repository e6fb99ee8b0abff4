// Which decisions about contradictions hold in a run. Within its own run a decision stands until it is undone. In a
// later one it holds as long as the sources of that run still state what it rests on: the side that won, or both sides
// where none did. What nobody states any more is neither told nor dropped for its sake. Thread: any; every method locks
// and returns values. Must never ask what agents have claimed so far: that depends on who was faster.
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <vector>

#include "core/ports/index.h"
#include "core/runtime/facts.h"

namespace skein::runtime {

class Decisions {
public:
    /// Both outlive it.
    Decisions(const Facts& facts, const MemoryIndex& index) : m_facts(facts), m_index(index) {}

    /// The conflicts that concern a run, as windows and documents tell them: its own in their canonical form, and those
    /// decided in earlier runs of which both sides still stand in the sources, at the places where they stand now.
    /// Errors: those of the index.
    Result<std::vector<ConflictFacts>> told(RunId run) const;
    /// The conflicts of earlier runs whose decision does not hold in this one. Errors: those of the index.
    Result<std::set<ConflictId>> lapsed(RunId run) const;

private:
    /// A decision of an earlier run, measured by the sources of a later one.
    struct Standing {
        Decision decision = Decision::TakeA;
        bool holds = false;
        bool told = false;
        Claim a, b;  ///< as the sources state them now
    };
    /// Into m_measured what is not there yet. The caller holds the lock.
    Result<void> measureNew(RunId run, const std::map<ConflictId, Decision>& decided) const;
    Result<std::map<ConflictId, Standing>> measure(RunId run, const std::vector<ConflictFacts>& conflicts) const;

    const Facts& m_facts;
    const MemoryIndex& m_index;
    mutable std::mutex m_mutex;
    /// Sources are read before a run begins and do not change within it.
    mutable std::map<RunId, std::map<ConflictId, Standing>> m_measured;
};

}  // namespace skein::runtime
