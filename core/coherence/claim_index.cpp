#include "core/coherence/claim_index.h"

#include <algorithm>

#include "core/base/limits.h"

namespace skein::coherence {
namespace {

constexpr std::size_t maxInRow = 48;
constexpr std::uint64_t statementBit = std::uint64_t{1} << 63;

std::uint64_t meaningOf(const Item& item) {
    const Claim& claim = *item.claim;
    const auto hash = hashOf(hashOf(claim.predicate), hashOf(hashOf(claim.value.text), hashOf(claim.value.unit)));
    const auto even = hash & ~std::uint64_t{1};  // so that there is one behind it
    return item.definition ? even & ~statementBit : even | statementBit;
}

/// What a place is about: its kind, group and circumstances.
class Keys {
public:
    Keys(const Item& item, WordHash group) : m_item(item), m_base(hashOf(group, item.circumstances)) {}
    /// Names that end in these words.
    std::uint64_t ending(std::size_t from) const { return of('s', from); }
    /// Names that are these words.
    std::uint64_t whole(std::size_t from) const { return of('w', from); }
    /// Definitions whose name ends so, and of which something is called `owner`.
    std::uint64_t definedIn(WordHash owner) const { return hashOf(of('d', m_item.leaf()), owner); }
    /// Statements about a name that ends so, of `owner`.
    std::uint64_t statedOf(WordHash owner) const { return hashOf(of('t', m_item.leaf()), owner); }

private:
    std::uint64_t of(char kind, std::size_t from) const {
        auto hash = hashOf(m_base, static_cast<unsigned char>(kind));
        for (auto at = from; at < m_item.words.size(); ++at) hash = hashOf(hash, m_item.words[at]);
        return hash;
    }
    const Item& m_item;
    std::uint64_t m_base;
};

std::uint64_t flowKey(const Item& item, const FlowEnd& end) {
    return hashOf(hashOf(hashOf("flow"), item.circumstances), hashOf(end.owner));
}

std::uint64_t orderKey(const Item& item, const std::vector<std::string>& words) {
    auto hash = hashOf(hashOf("order"), item.circumstances);
    for (const auto& word : words) hash = hashOf(hash, hashOf(word));
    return hash;
}

void makeSet(std::vector<std::uint64_t>& keys) {
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
}

/// Where a claim is found.
std::vector<std::uint64_t> placesOf(const Item& item) {
    std::vector<std::uint64_t> places;
    if (item.silent || item.words.empty()) return places;
    const Keys keys(item, item.groupName);
    for (const auto start : nameStarts(item)) places.push_back(keys.ending(start));
    places.push_back(keys.whole(0));
    if (item.leaf() > 0) {
        if (item.definition)
            for (const auto owner : item.places) places.push_back(keys.definedIn(owner));
        else places.push_back(keys.statedOf(ownersOf(item).back()));
    }
    if (const auto end = flowEndOf(*item.claim)) places.push_back(flowKey(item, *end));
    if (const auto edge = orderEdgeOf(*item.claim)) {
        places.push_back(orderKey(item, edge->from));
        places.push_back(orderKey(item, edge->to));
    }
    makeSet(places);
    return places;
}

void askSame(const Item& item, std::vector<std::uint64_t>& asks) {
    const Keys keys(item, item.groupName);
    asks.push_back(keys.ending(0));
    for (const auto start : nameStarts(item))
        if (start > 0) asks.push_back(keys.whole(start));
    if (item.leaf() == 0) return;
    if (item.definition)
        for (const auto owner : item.places) asks.push_back(keys.statedOf(owner));
    else asks.push_back(keys.definedIn(ownersOf(item).back()));
}

void askGone(const Item& item, std::vector<std::uint64_t>& asks) {
    static const WordHash exists = hashOf("exists"), amount = hashOf("amount"), signature = hashOf("signature");
    if (item.group == Group::Exists) {
        asks.push_back(Keys(item, amount).ending(0));
        asks.push_back(Keys(item, signature).ending(0));
    } else {
        for (const auto start : nameStarts(item)) asks.push_back(Keys(item, exists).whole(start));
    }
}

}  // namespace

void ClaimIndex::Bucket::add(const Place& place) {
    const auto addTo = [](Row& row, const Place& added) {
        const std::pair own(added.rank, added.slot);
        row.insert(std::lower_bound(row.begin(), row.end(), own), own);
    };
    if (many) return addTo((*many)[place.meaning], place);
    if (few.size() < maxInRow) {
        few.insert(std::lower_bound(few.begin(), few.end(), place), place);
        return;
    }
    many = std::make_unique<std::map<std::uint64_t, Row>>();
    for (const auto& known : few) addTo((*many)[known.meaning], known);
    few = {};
    addTo((*many)[place.meaning], place);
}

bool ClaimIndex::Bucket::remove(const Place& place) {
    if (many) {
        const auto row = many->find(place.meaning);
        if (row == many->end()) return many->empty();
        const std::pair own(place.rank, place.slot);
        const auto at = std::lower_bound(row->second.begin(), row->second.end(), own);
        if (at != row->second.end() && *at == own) row->second.erase(at);
        if (row->second.empty()) many->erase(row);
        return many->empty();
    }
    const auto at = std::lower_bound(few.begin(), few.end(), place);
    if (at != few.end() && *at == place) few.erase(at);
    return few.empty();
}

ClaimIndex::Slot ClaimIndex::add(HeldClaim claim, std::uint64_t rank) {
    Slot slot = static_cast<Slot>(m_entries.size());
    if (m_free.empty()) {
        m_entries.emplace_back();
    } else {
        slot = m_free.back();
        m_free.pop_back();
    }
    auto& entry = m_entries[slot];
    entry.claim = std::move(claim);
    entry.item = itemOf(entry.claim.claim, rank);
    m_slots[rank] = slot;
    const auto meaning = meaningOf(entry.item);
    for (const auto place : placesOf(entry.item)) m_places[place].add({meaning, rank, slot});
    return slot;
}

void ClaimIndex::remove(Slot slot) {
    auto& entry = m_entries[slot];
    const auto meaning = meaningOf(entry.item);
    for (const auto place : placesOf(entry.item))
        if (const auto found = m_places.find(place); found != m_places.end())
            if (found->second.remove({meaning, entry.item.rank, slot})) m_places.erase(found);
    m_slots.erase(entry.item.rank);
    entry = Entry();
    m_free.push_back(slot);
}

bool ClaimIndex::collect(std::uint64_t key, std::vector<const Item*>& into) const {
    const auto found = m_places.find(key);
    if (found == m_places.end()) return true;
    // The first of each meaning, definitions before statements: a crowd that says the same is passed over.
    bool all = true, statements = false;
    std::size_t taken = 0, meanings = 0;
    /// Whether more of this meaning are wanted than none.
    const auto begin = [&](std::uint64_t meaning) {
        if (!statements && (meaning & statementBit) != 0) {
            statements = true;
            taken = meanings = 0;
        }
        const bool wanted = ++meanings <= limits::maxValuesPerSubject && taken < maxOfKind;
        all = all && wanted;
        return wanted;
    };
    const auto take = [&](Slot slot, std::size_t each) {
        const bool wanted = each < maxPerMeaning && taken < maxOfKind;
        all = all && wanted;
        if (wanted) into.push_back(&m_entries[slot].item);
        taken += wanted;
        return wanted;
    };
    const auto& bucket = found->second;
    if (!bucket.many) {
        for (auto at = bucket.few.begin(); at != bucket.few.end();) {
            const auto meaning = at->meaning;
            bool wanted = begin(meaning);
            for (std::size_t each = 0; at != bucket.few.end() && at->meaning == meaning; ++at, ++each)
                wanted = wanted && take(at->slot, each);
        }
        return all;
    }
    for (auto at = bucket.many->begin(); at != bucket.many->end();) {
        if (!begin(at->first)) {
            if (statements) break;
            at = bucket.many->lower_bound(statementBit);
            continue;
        }
        const auto& row = at->second;
        for (std::size_t each = 0; each < row.size() && take(row[each].second, each); ++each) {}
        ++at;
    }
    return all;
}

bool ClaimIndex::find(const Item& item, Ask ask, std::vector<const Item*>& into) const {
    std::vector<std::uint64_t> asks;
    switch (ask) {
        case Ask::Same: askSame(item, asks); break;
        case Ask::Gone: askGone(item, asks); break;
        case Ask::Flow:
            if (const auto end = flowEndOf(*item.claim)) asks.push_back(flowKey(item, *end));
            break;
        case Ask::Order:
            if (const auto edge = orderEdgeOf(*item.claim))
                asks = {orderKey(item, edge->from), orderKey(item, edge->to)};
            break;
    }
    makeSet(asks);
    bool all = true;
    for (const auto key : asks) all = collect(key, into) && all;
    return all;
}

}  // namespace skein::coherence
