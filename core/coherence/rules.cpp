#include "core/coherence/rules.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "core/base/text.h"
#include "core/coherence/claim_index.h"
#include "core/coherence/claim_sink.h"
#include "core/coherence/names.h"
#include "core/coherence/rule_verdicts.h"
#include "core/coherence/values.h"

namespace skein::coherence {
namespace {

constexpr std::size_t maxKeyWords = 8;  ///< longer names are matched by their last words

std::string joinFrom(const std::vector<std::string>& words, std::size_t from) {
    std::string out;
    for (std::size_t i = from; i < words.size(); ++i) out += (i == from ? "" : " ") + words[i];
    return elide(out, 200);
}

}  // namespace

std::vector<CandidateKey> candidateKeys(const Claim& claim) {
    const auto words = subjectWords(claim.subject);
    const auto group = groupOf(claim);
    const bool defined = claim.basis == "code" && group != "type" && group != "presence" && group != "returns";
    std::set<CandidateKey> keys;
    const auto put = [&](std::size_t start) {
        const auto name = joinFrom(words, start);
        keys.insert({group + ":" + name});
        if (defined) keys.insert({"exists:" + name});
    };
    if (words.size() > maxKeyWords) put(0);
    for (std::size_t i = words.size() > maxKeyWords ? words.size() - maxKeyWords : 0; i < words.size(); ++i) put(i);
    if (group == "order") keys.insert({"order:" + joinFrom(subjectWords(claim.value.text), 0)});
    const auto segments = split(claim.subject, '.');
    if (claim.predicate == "returns" && segments.size() > 1)
        keys.insert({"flow:" + std::string(segments[segments.size() - 2])});
    if (claim.predicate == "presence" && segments.size() > 2)
        keys.insert({"flow:" + std::string(segments[segments.size() - 3])});
    return {keys.begin(), keys.end()};
}

std::span<const Rule> rules() { return ruleTable; }

std::string valueMeaning(const Claim& claim) {
    // What a file describes says whose claims meet, not under what circumstances they hold. It comes last.
    std::string_view circumstances = claim.scope;
    if (const auto document = circumstances.find("document="); document == 0) circumstances = {};
    else if (document != std::string_view::npos && circumstances.substr(0, document).ends_with("; "))
        circumstances = circumstances.substr(0, document - 2);
    // Before it scopeText() writes the section last.
    if (const auto section = circumstances.find("section="); section == 0) circumstances = {};
    else if (section != std::string_view::npos && circumstances.substr(0, section).ends_with("; "))
        circumstances = circumstances.substr(0, section - 2);
    std::string text;
    for (const std::string_view part :
         {valueTypeName(claim.value.type), std::string_view(claim.value.text), std::string_view(claim.value.unit),
          modalityName(claim.modality), circumstances}) {
        text += part;
        text += '\x1f';
    }
    return text;
}

Contested contestedOf(const Claim& claim) { return {candidateKeys(claim), valueMeaning(claim), claim.subject}; }

std::string contestedKey(const Contested& a, const Contested& b) {
    const std::string* longest = nullptr;
    for (const auto& key : a.keys)
        if ((longest == nullptr || key.text.size() > longest->size()) &&
            std::binary_search(b.keys.begin(), b.keys.end(), key))
            longest = &key.text;
    return longest == nullptr ? std::min(a.subject, b.subject) : *longest;
}

std::string contestedPair(const std::string& key, const Contested& a, const Contested& b) {
    const auto& [first, second] = std::minmax(a.meaning, b.meaning);
    return key + '\x1e' + first + '\x1e' + second;
}

std::string contestedKey(const Claim& a, const Claim& b) { return contestedKey(contestedOf(a), contestedOf(b)); }

std::string contestedPair(const Claim& a, const Claim& b) {
    const auto x = contestedOf(a), y = contestedOf(b);
    return contestedPair(contestedKey(x, y), x, y);
}

Comparison compareClaims(const std::vector<HeldClaim>& incoming, const std::vector<HeldClaim>& held) {
    std::vector<std::pair<std::uint64_t, std::size_t>> order;
    for (const auto& claim : held) order.emplace_back(claim.sequence, order.size());
    for (const auto& claim : incoming) order.emplace_back(claim.sequence, order.size());
    std::stable_sort(order.begin(), order.end());
    ClaimIndex index;
    std::vector<const Item*> fresh;
    std::set<Digest> freshIds;
    std::set<const Item*> isFresh;
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        const auto number = order[rank].second;
        const bool isHeld = number < held.size();
        const auto slot = index.add(isHeld ? held[number] : incoming[number - held.size()], rank);
        if (isHeld) continue;
        fresh.push_back(&index.item(slot));
        isFresh.insert(fresh.back());
        freshIds.insert(fresh.back()->claim->id);
    }
    Comparer comparer(index);
    comparer.look(fresh);
    auto& clashes = comparer.clashes;
    std::erase_if(clashes, [&](const Clash& x) { return !isFresh.contains(x.first) && !isFresh.contains(x.second); });
    const auto place = [](const Clash& x) { return std::tuple(x.second->rank, x.first->rank, x.rule); };
    std::sort(clashes.begin(), clashes.end(), [&](const Clash& x, const Clash& y) { return place(x) < place(y); });
    Comparison result;
    result.truncated = comparer.truncated;
    std::set<std::string> known;
    for (const auto& found : clashes)
        if (known.insert(contestedPair(*found.first->claim, *found.second->claim)).second)
            result.contradictions.push_back({found.first->claim->id, found.second->claim->id,
                                             std::string(ruleTable[found.rule].id), reasonOf(found)});
    for (const auto& [earlier, later] : comparer.successions)
        if (freshIds.contains(earlier) || freshIds.contains(later)) result.successions.push_back({earlier, later});
    const std::set<std::pair<Digest, Digest>> supports(comparer.supports.begin(), comparer.supports.end());
    for (const auto& [a, b] : supports)
        if (freshIds.contains(a) || freshIds.contains(b)) result.supports.push_back({a, b});
    return result;
}

bool saySame(const Claim& a, const Claim& b) {
    for (const std::string_view dimension : {"environment", "version", "component"})
        if (scopePart(a.scope, dimension) != scopePart(b.scope, dimension)) return false;
    if (a.predicate == b.predicate && a.value == b.value) return true;
    // A member of a list is not the list.
    return groupOf(a) == groupOf(b) && (a.predicate == "values") == (b.predicate == "values") &&
           compareMeanings(a, b).agreement == Agreement::Equal;
}

std::vector<Contradiction> findContradictions(const std::vector<HeldClaim>& incoming,
                                              const std::vector<HeldClaim>& held) {
    return compareClaims(incoming, held).contradictions;
}

}  // namespace skein::coherence
