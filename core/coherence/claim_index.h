// Holds claims, each made ready for comparison once, so that finding what a new one contradicts takes time that grows
// with the new claim's names and not with the number of claims held. What is found depends on the claims held and on
// nothing else, whatever the order in which they came. Thread: the one that made it, or under the owner's lock. Must
// never grow a look-up with a crowd: of claims under one name a bounded number is looked at.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/coherence/comparer.h"
#include "core/ports/index.h"

namespace skein::coherence {

class ClaimIndex final : public CandidateSource {
public:
    using Slot = std::uint32_t;

    /// Holds a claim until remove(). `rank` is its place among all, one of its own: of two claims the one with the
    /// lower rank is the earlier. Cost: the parts of its name and path, each the logarithm of what stands under it.
    Slot add(HeldClaim claim, std::uint64_t rank);
    /// The slot may be given to another claim afterwards.
    void remove(Slot slot);
    /// Stays where it is until remove().
    const HeldClaim& at(Slot slot) const { return m_entries[slot].claim; }
    const Item& item(Slot slot) const { return m_entries[slot].item; }
    Slot slotOf(const Item& item) const { return m_slots.at(item.rank); }
    std::size_t size() const { return m_slots.size(); }

    /// Of what stands under one name the first maxPerMeaning claims of each of limits::maxValuesPerSubject meanings,
    /// for definitions and for statements, at most 150 of either. Which meanings those are is decided by their hashes.
    bool find(const Item& item, Ask ask, std::vector<const Item*>& into) const override;

    static constexpr std::size_t maxPerMeaning = 16;
    static constexpr std::size_t maxOfKind = 150;  ///< definitions, and statements, of one place in one look-up

private:
    struct Entry {
        HeldClaim claim;
        Item item;
    };
    /// A claim under one place: its meaning, definitions first, and its rank.
    struct Place {
        std::uint64_t meaning = 0;
        std::uint64_t rank = 0;
        Slot slot = 0;
        friend auto operator<=>(const Place&, const Place&) = default;
    };
    /// Those of one meaning, in a row by rank.
    using Row = std::vector<std::pair<std::uint64_t, Slot>>;
    /// A few in a row; more in a tree of meanings, so that the first of each are found without walking past the others.
    struct Bucket {
        std::vector<Place> few;
        std::unique_ptr<std::map<std::uint64_t, Row>> many;
        void add(const Place& place);
        bool remove(const Place& place);  ///< whether none is left
    };

    bool collect(std::uint64_t key, std::vector<const Item*>& into) const;

    std::deque<Entry> m_entries;
    std::vector<Slot> m_free;
    std::unordered_map<std::uint64_t, Slot> m_slots;     ///< by rank
    std::unordered_map<std::uint64_t, Bucket> m_places;  ///< by the hash of a place: a collision costs a look, no more
};

}  // namespace skein::coherence
