#include "core/coherence/rules.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/coherence/claim_item.h"
#include "core/coherence/claim_sink.h"
#include "core/coherence/names.h"
#include "core/coherence/rule_verdicts.h"
#include "core/coherence/values.h"

namespace skein::coherence {
namespace {

constexpr std::size_t maxItemsPerMeaning = 16;  ///< equal claims under one key that are looked at one by one

constexpr std::size_t maxOrderSteps =
    200'000;  ///< looked at for all circles of one comparison; what is left is not seen

using Bucket = std::vector<const Item*>;

class Comparer {
public:
    Comparer(const std::vector<HeldClaim>& incoming, const std::vector<HeldClaim>& held, const RuleChoice& choice)
        : m_choice(choice) {
        for (const auto& claim : held) m_items.push_back(itemOf(claim, 0, false));
        for (const auto& claim : incoming) m_items.push_back(itemOf(claim, 0, true));
        std::vector<std::pair<std::uint64_t, std::size_t>> order;
        for (std::size_t i = 0; i < m_items.size(); ++i)
            order.emplace_back(i < held.size() ? held[i].sequence : incoming[i - held.size()].sequence, i);
        std::stable_sort(order.begin(), order.end());
        for (std::size_t rank = 0; rank < order.size(); ++rank) m_items[order[rank].second].order = rank;
        std::stable_sort(m_items.begin(), m_items.end(),
                         [](const Item& a, const Item& b) { return a.order < b.order; });
        // New claims come first, so that a subject with more meanings than the bound still compares them.
        for (const auto& item : m_items)
            if (item.incoming) index(item);
        for (const auto& item : m_items)
            if (!item.incoming) index(item);
    }

    Comparison run();

private:
    struct MeaningCount {
        std::map<std::string, std::size_t> counts;
    };

    void index(const Item& item);
    bool put(std::map<std::string, Bucket>& map, const std::string& key, const Item& item);
    std::vector<const Item*> candidatesOf(const Item& item, const std::string& group) const;
    void evaluateStatement(const Item& statement);
    void evaluateDefinition(const Item& definition);
    void evaluateDeclaration(const Item& definition);
    void evaluateRemoval(const Item& statement);
    void evaluateFlow();
    void evaluateOrder();
    void report(const Item& a, const Item& b, const Verdict& verdict);

    const RuleChoice& m_choice;
    std::vector<Item> m_items;
    std::map<std::string, Bucket> m_suffixes;  ///< group and words -> items whose name ends in them
    std::map<std::string, Bucket> m_wholes;    ///< group and words -> items whose name they are
    std::map<std::string, MeaningCount> m_counts;
    std::set<const Item*> m_evaluated;  ///< new items, and held ones that a new one may concern; never iterated
    std::set<const Item*> m_resolved;   ///< statements that a definition was found for
    std::set<std::tuple<std::string, std::string, std::string, std::string>> m_reported;
    Comparison m_result;
};

std::string meaningOf(const Claim& claim) {
    return claim.predicate + '\0' + claim.value.text + '\0' + claim.value.unit + '\0' +
           scopePart(claim.scope, "environment") + '\0' + (isDefinition(claim) ? "d" : "s");
}

/// False when the key has as many meanings, or claims of this one, as are compared.
bool Comparer::put(std::map<std::string, Bucket>& map, const std::string& key, const Item& item) {
    auto& counts = m_counts[(&map == &m_wholes ? "w" : "s") + key].counts;
    const std::string meaning = meaningOf(*item.claim);
    const auto found = counts.find(meaning);
    if (found == counts.end() && counts.size() >= limits::maxValuesPerSubject) {
        m_result.truncated = true;
        return false;
    }
    if (found != counts.end() && found->second >= maxItemsPerMeaning) return false;
    ++counts[meaning];
    map[key].push_back(&item);
    return true;
}

void Comparer::index(const Item& item) {
    if (item.words.empty()) return;
    if (put(m_wholes, item.group + ":" + joinFrom(item.words, 0), item) && item.incoming) m_evaluated.insert(&item);
    for (const auto start : suffixStarts(item.words))
        put(m_suffixes, item.group + ":" + joinFrom(item.words, start), item);
    if (item.claim->basis == "code" && item.group != "type" && item.group != "presence" && item.group != "returns")
        for (const auto start : suffixStarts(item.words))
            put(m_suffixes, "exists:" + joinFrom(item.words, start), item);
}

/// Items of the group whose name ends in this one's, or is an end of this one's.
std::vector<const Item*> Comparer::candidatesOf(const Item& item, const std::string& group) const {
    std::vector<const Item*> out;
    const auto append = [&](const std::map<std::string, Bucket>& map, const std::string& key) {
        if (const auto found = map.find(key); found != map.end())
            out.insert(out.end(), found->second.begin(), found->second.end());
    };
    append(m_suffixes, group + ":" + joinFrom(item.words, 0));
    for (const auto start : suffixStarts(item.words))
        if (start > 0) append(m_wholes, group + ":" + joinFrom(item.words, start));
    // Owners may be told by a file on one side and by a class on the other.
    if (item.leaf() > 0) append(m_suffixes, group + ":" + joinFrom(item.words, item.leaf()));
    std::sort(out.begin(), out.end(), [](const Item* a, const Item* b) { return a->order < b->order; });
    out.erase(std::unique(out.begin(), out.end()), out.end());
    out.erase(std::remove(out.begin(), out.end(), &item), out.end());
    return out;
}

void Comparer::report(const Item& a, const Item& b, const Verdict& verdict) {
    if (!a.incoming && !b.incoming) return;
    const Rule& rule = ruleTable[verdict.rule];
    if (m_choice.off.contains(rule.id)) return;
    const auto tuned = m_choice.leastConfidencePerMille.find(rule.id);
    const int least = tuned == m_choice.leastConfidencePerMille.end() ? rule.leastConfidencePerMille : tuned->second;
    if (std::min(a.claim->confidencePerMille, b.claim->confidencePerMille) < least) return;
    const Item& first = a.order < b.order ? a : b;
    const Item& second = &first == &a ? b : a;
    if (!intervalsOverlap(*a.claim, *b.claim)) {
        const bool adjacent =
            first.claim->validTo && second.claim->validFrom && *first.claim->validTo == *second.claim->validFrom;
        const bool reversed =
            second.claim->validTo && first.claim->validFrom && *second.claim->validTo == *first.claim->validFrom;
        if (adjacent) m_result.successions.push_back({first.claim->id, second.claim->id});
        if (reversed) m_result.successions.push_back({second.claim->id, first.claim->id});
        return;
    }
    const auto meaning = [](const Item& item) {
        return joinFrom(item.words, item.words.size() > 1 ? item.words.size() - 2 : 0) + "=" + item.claim->value.text +
               item.claim->value.unit;
    };
    if (!m_reported
             .emplace(std::string(ruleTable[verdict.rule].id), joinFrom(second.words, 0),
                      std::min(meaning(a), meaning(b)), std::max(meaning(a), meaning(b)))
             .second)
        return;
    m_result.contradictions.push_back(
        {first.claim->id, second.claim->id, std::string(ruleTable[verdict.rule].id), verdict.reason});
}

/// How well a definition fits the place of a statement.
std::size_t fit(const Item& statement, const Item& definition) {
    const auto named = namedContext(definition);
    std::size_t score = 0;
    for (const auto& word : statement.context) score += named.count(word);
    const std::size_t common = std::min(statement.words.size(), definition.words.size());
    // A page that does not name a folder is rather about a definition that lies in none.
    const auto strange = static_cast<std::size_t>(
        std::count_if(definition.folders.begin(), definition.folders.end(),
                      [&](const std::string& word) { return statement.context.count(word) == 0; }));
    return (score * 8 + std::min<std::size_t>(common, 7)) * 4 + 3 - std::min<std::size_t>(strange, 3);
}

/// Whether a statement calls an amount by the whole name under which it is defined, beyond doubt.
bool statesNameOf(const Item& statement, const Item& definition) {
    return statement.group == "amount" && statement.claim->predicate == definition.claim->predicate &&
           statement.words == definition.words && statement.claim->confidencePerMille >= 900;
}

void Comparer::evaluateStatement(const Item& statement) {
    struct Found {
        const Item* item;
        Verdict verdict;
        std::size_t score;
    };
    std::vector<Found> definitions;
    std::vector<const Item*> statements;
    for (const Item* other : candidatesOf(statement, statement.group)) {
        if (!canMeet(statement, *other)) continue;
        if (!other->definition) {
            statements.push_back(other);
            continue;
        }
        m_resolved.insert(&statement);
        auto verdict = compareMeanings(*statement.claim, *other->claim);
        if (verdict.agreement != Agreement::Unknown)
            definitions.push_back({other, std::move(verdict), fit(statement, *other)});
    }
    // "The default of x" is about the definition of a default before it is about a value that is set somewhere.
    const auto& wanted = statement.claim->predicate;
    const bool exact = std::any_of(definitions.begin(), definitions.end(),
                                   [&](const Found& found) { return found.item->claim->predicate == wanted; });
    if (exact)
        definitions.erase(std::remove_if(definitions.begin(), definitions.end(),
                                         [&](const Found& found) {
                                             return found.verdict.agreement == Agreement::Different &&
                                                    found.verdict.rule == DifferentValue &&
                                                    found.item->claim->predicate != wanted;
                                         }),
                          definitions.end());
    std::size_t best = 0;
    for (const auto& found : definitions) best = std::max(best, found.score);
    std::vector<const Found*> against;  // one for each other meaning
    bool agrees = false, oneThing = true;
    for (const auto& found : definitions) {
        if (found.score != best) continue;
        if (found.verdict.agreement == Agreement::Equal) {
            agrees = true;
            if (statement.incoming || found.item->incoming)
                m_result.supports.push_back({std::min(statement.claim->id, found.item->claim->id),
                                             std::max(statement.claim->id, found.item->claim->id)});
            continue;
        }
        const bool known = std::any_of(against.begin(), against.end(), [&](const Found* other) {
            return other->item->claim->predicate == found.item->claim->predicate &&
                   compareMeanings(*other->item->claim, *found.item->claim).agreement == Agreement::Equal;
        });
        if (known) continue;
        against.push_back(&found);
        oneThing =
            oneThing && statesNameOf(statement, *found.item) && found.item->folders == against.front()->item->folders;
    }
    // Several things of that name: which one is meant cannot be known, unless none of one component is as stated.
    if (!agrees && (against.size() == 1 || oneThing))
        for (const Found* found : against) report(statement, *found->item, found->verdict);
    if (!definitions.empty()) return;
    for (const Item* other : statements) {
        if (other->order > statement.order || statement.group == "signature") continue;
        if (m_resolved.count(other) > 0) continue;
        const auto verdict = compareMeanings(*statement.claim, *other->claim);
        if (verdict.agreement == Agreement::Equal && (statement.incoming || other->incoming))
            m_result.supports.push_back({other->claim->id, statement.claim->id});
        if (verdict.agreement != Agreement::Different) continue;
        const bool sameFile = pathOf(*statement.claim) == pathOf(*other->claim);
        if (statement.words != other->words && (statement.boundaries.empty() || other->boundaries.empty())) continue;
        const bool outputs =
            statement.claim->basis == "output" && other->claim->basis == "output" && pathOf(*statement.claim).empty();
        if (sameFile && !outputs)
            continue;  // one page lists alternatives, cases and things of one name; its author saw them together
        const bool named = std::min(statement.claim->confidencePerMille, other->claim->confidencePerMille) >= 900;
        const auto sectionA = scopePart(statement.claim->scope, "section"),
                   sectionB = scopePart(other->claim->scope, "section");
        if (!named && !sectionA.empty() && !sectionB.empty() && disjoint(statement.context, other->context)) continue;
        report(statement, *other, verdict);
    }
}

void Comparer::evaluateDefinition(const Item& definition) {
    // Overloads and specialisations are many definitions of one name by right; only statements are held against them.
    // A header and the implementation beside it are one name told twice, where neither overloads it.
    if (definition.group == "signature" || definition.group == "returns") return evaluateDeclaration(definition);
    if (definition.group != "amount" && definition.group != "type" && definition.group != "presence") return;
    std::vector<const Item*> clashing;
    Verdict kept;
    bool agrees = false;
    for (const Item* other : candidatesOf(definition, definition.group)) {
        if (!other->definition || !definitionsComparable(definition, *other) || !canMeet(definition, *other)) continue;
        const auto verdict = compareMeanings(*definition.claim, *other->claim);
        if (verdict.agreement == Agreement::Unknown) continue;
        if (verdict.agreement == Agreement::Equal) {
            agrees = true;
            continue;
        }
        clashing.push_back(other);
        if (clashing.size() == 1) kept = verdict;
    }
    if (clashing.empty() || clashing.front()->order >= definition.order) return;
    // Of amounts only a pair that belongs to each other beyond doubt: one other definition, and none that agrees. Of
    // lists of allowed values also the one that stands apart, and several of which none agrees.
    const bool lists = definition.claim->predicate == "values";
    if (lists ? clashing.size() == 1 || !agrees : clashing.size() == 1 && !agrees)
        report(*clashing.front(), definition, kept);
}

void Comparer::evaluateDeclaration(const Item& definition) {
    const Item* other = nullptr;
    for (const Item* candidate : candidatesOf(definition, definition.group)) {
        if (!candidate->definition || candidate->words != definition.words) continue;
        if (pathOf(*candidate->claim) == pathOf(*definition.claim)) return;  // overloaded, or declared again
        if (!isDeclarationOf(definition, *candidate) || !canMeet(definition, *candidate)) continue;
        if (other != nullptr) return;
        other = candidate;
    }
    if (other == nullptr || other->order >= definition.order) return;
    const auto verdict = compareDeclarations(*other->claim, *definition.claim);
    if (verdict.agreement == Agreement::Different) report(*other, definition, verdict);
}

void Comparer::evaluateRemoval(const Item& statement) {
    if (statement.claim->value.text != "false") return;
    for (const Item* other : candidatesOf(statement, "exists")) {
        if (!other->definition || !other->environment.empty() || !scopesCompatible(statement, *other) ||
            !foldersAgree(statement, *other) || !sameName(statement, *other))
            continue;
        if (other->words.size() < statement.words.size()) continue;
        report(
            statement, *other,
            clash(RemovedButDefined, statement.claim->subject + " is said to be gone in " + placeOf(*statement.claim) +
                                         ", but is defined in " + placeOf(*other->claim)));
        return;
    }
}

bool hasWord(const std::vector<std::string>& words, std::initializer_list<std::string_view> wanted) {
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
        return std::find(wanted.begin(), wanted.end(), word) != wanted.end();
    });
}

/// "CustomerService.update.customer_id" -> owner "customer_service", operation "update"; nothing without an owner.
std::optional<std::string> flowOwner(const Claim& claim, std::initializer_list<std::string_view> operations,
                                     bool parameter) {
    auto segments = split(claim.subject, '.');
    if (parameter) {
        if (segments.size() < 3) return std::nullopt;
        const auto words = wordsOf(segments.back());
        if (words.empty() || words.back() != "id") return std::nullopt;
        segments.pop_back();
    }
    if (segments.size() < 2 || !hasWord(wordsOf(segments.back()), operations)) return std::nullopt;
    return std::string(segments[segments.size() - 2]);
}

/// The producer returns the identifier of what it made; a consumer that may leave it out cannot know what it works on.
void Comparer::evaluateFlow() {
    std::map<std::string, const Item*> producers;
    for (const auto& item : m_items) {
        if (item.claim->predicate != "returns" ||
            !hasWord(wordsOf(item.claim->value.text), {"id", "identifier", "uuid"}))
            continue;
        if (const auto owner = flowOwner(*item.claim, {"create", "add", "insert", "register", "open", "new"}, false))
            producers.emplace(*owner, &item);
    }
    if (producers.empty()) return;
    for (const auto& item : m_items) {
        if (item.claim->predicate != "presence" || item.claim->value.text != "optional") continue;
        const auto owner = flowOwner(
            *item.claim, {"update", "delete", "modify", "remove", "replace", "patch", "change", "close"}, true);
        const auto producer = owner ? producers.find(*owner) : producers.end();
        if (producer == producers.end() || !scopesCompatible(item, *producer->second)) continue;
        report(item, *producer->second,
               clash(IdentifierOptional, producer->second->claim->subject + " returns " +
                                             producer->second->claim->value.text + ", but " + item.claim->subject +
                                             " is optional; it must be required"));
    }
}

/// The edges of "before" are added by order; one that closes a circle clashes with the edge that leads back to it.
void Comparer::evaluateOrder() {
    struct Edge {
        std::string to;
        const Item* item;
    };
    std::map<std::string, std::vector<Edge>> edges;
    std::size_t steps = 0;
    for (const auto& item : m_items) {
        if (item.group != "order") continue;
        auto from = joinFrom(item.words, 0), to = joinFrom(subjectWords(item.claim->value.text), 0);
        if (item.claim->predicate == "after") std::swap(from, to);
        if (from.empty() || to.empty() || from == to) continue;
        std::vector<std::string> open{to};
        std::set<std::string> seen{to};
        const Item* back = nullptr;
        while (!open.empty() && back == nullptr && ++steps <= maxOrderSteps) {
            const auto at = std::move(open.back());
            open.pop_back();
            for (const auto& edge : edges[at]) {
                if (!scopesCompatible(item, *edge.item)) continue;
                if (edge.to == from) back = edge.item;
                else if (seen.insert(edge.to).second) open.push_back(edge.to);
            }
        }
        if (back == nullptr) edges[from].push_back({to, &item});
        else
            report(*back, item,
                   clash(OrderClash, from + " comes before " + to + " in " + placeOf(*item.claim) + ", but " + to +
                                         " comes, directly or through others, before " + from + " in " +
                                         placeOf(*back->claim)));
    }
    if (steps > maxOrderSteps) m_result.truncated = true;
}

Comparison Comparer::run() {
    for (const auto& item : m_items) {
        if (!item.incoming || m_evaluated.count(&item) == 0) continue;
        for (const Item* other : candidatesOf(item, item.group))
            if (!other->incoming) m_evaluated.insert(other);
    }
    for (const auto& item : m_items)
        if (item.definition && m_evaluated.count(&item) > 0) evaluateDefinition(item);
    for (const auto& item : m_items) {
        if (item.definition || !(item.group == "exists" || m_evaluated.count(&item) > 0)) continue;
        if (item.group == "exists") evaluateRemoval(item);
        else evaluateStatement(item);
    }
    evaluateFlow();
    evaluateOrder();
    std::map<Digest, std::uint64_t> rank;
    for (const auto& item : m_items) rank.emplace(item.claim->id, item.order);
    std::stable_sort(m_result.contradictions.begin(), m_result.contradictions.end(),
                     [&](const Contradiction& a, const Contradiction& b) {
                         return std::tuple(rank[a.b], rank[a.a]) < std::tuple(rank[b.b], rank[b.a]);
                     });
    std::sort(m_result.supports.begin(), m_result.supports.end(),
              [](const Support& a, const Support& b) { return std::tie(a.a, a.b) < std::tie(b.a, b.b); });
    m_result.supports.erase(std::unique(m_result.supports.begin(), m_result.supports.end()), m_result.supports.end());
    return std::move(m_result);
}

}  // namespace

std::vector<CandidateKey> candidateKeys(const Claim& claim) {
    HeldClaim held;
    held.claim = claim;
    const Item item = itemOf(held, 0, false);
    std::set<CandidateKey> keys;
    for (const auto start : suffixStarts(item.words)) {
        keys.insert({item.group + ":" + joinFrom(item.words, start)});
        if (claim.basis == "code" && item.group != "type" && item.group != "presence" && item.group != "returns")
            keys.insert({"exists:" + joinFrom(item.words, start)});
    }
    if (item.group == "order") keys.insert({"order:" + joinFrom(subjectWords(claim.value.text), 0)});
    const auto segments = split(claim.subject, '.');
    if (claim.predicate == "returns" && segments.size() > 1)
        keys.insert({"flow:" + std::string(segments[segments.size() - 2])});
    if (claim.predicate == "presence" && segments.size() > 2)
        keys.insert({"flow:" + std::string(segments[segments.size() - 3])});
    return {keys.begin(), keys.end()};
}

std::span<const Rule> rules() { return ruleTable; }

Comparison compareClaims(const std::vector<HeldClaim>& incoming, const std::vector<HeldClaim>& held,
                         const RuleChoice& choice) {
    return Comparer(incoming, held, choice).run();
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
                                              const std::vector<HeldClaim>& held, const RuleChoice& choice) {
    return compareClaims(incoming, held, choice).contradictions;
}

}  // namespace skein::coherence
