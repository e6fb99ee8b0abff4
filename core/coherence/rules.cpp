#include "core/coherence/rules.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/coherence/claim_sink.h"
#include "core/coherence/names.h"
#include "core/coherence/rule_verdicts.h"
#include "core/coherence/values.h"

namespace skein::coherence {
namespace {

constexpr std::size_t maxKeyWords = 8;         ///< longer names are matched by their last words
constexpr std::size_t maxItemsPerMeaning = 4;  ///< equal claims under one key that are looked at one by one

/// A claim with everything that comparing needs, computed once.
struct Item {
    const Claim* claim = nullptr;
    std::uint64_t order = 0;  ///< rank by sequence, then position
    bool incoming = false;
    bool definition = false;  ///< code and configuration define, everything else states
    std::string group;
    std::vector<std::string> words;
    std::vector<std::size_t> boundaries;  ///< word positions at which a segment of the subject starts, without 0
    std::string environment;
    std::set<std::string> context;  ///< words of path and section that say which part is meant
    std::set<std::string> folders;  ///< those of the folders alone
};

std::string pathOf(const Claim& claim) { return claim.evidence.empty() ? std::string() : claim.evidence.front().path; }

bool isDefinition(const Claim& claim) { return claim.basis == "code" || claim.basis == "config"; }

void addContext(std::string_view text, std::set<std::string>& into) {
    for (const auto& word : wordsOf(text))
        if (!isGenericContext(word) && word.size() > 1) into.insert(singular(word));
}

std::string joinFrom(const std::vector<std::string>& words, std::size_t from) {
    std::string out;
    for (std::size_t i = from; i < words.size(); ++i) out += (i == from ? "" : " ") + words[i];
    return elide(out, 200);
}

/// Where suffixes start: every word from the last maxKeyWords on, and the whole.
std::vector<std::size_t> suffixStarts(const std::vector<std::string>& words) {
    std::vector<std::size_t> starts;
    if (words.size() > maxKeyWords) starts.push_back(0);
    for (std::size_t i = words.size() > maxKeyWords ? words.size() - maxKeyWords : 0; i < words.size(); ++i)
        starts.push_back(i);
    return starts;
}

Item itemOf(const HeldClaim& held, std::uint64_t order, bool incoming) {
    Item item;
    item.claim = &held.claim;
    item.order = order;
    item.incoming = incoming;
    item.definition = isDefinition(held.claim);
    item.group = groupOf(held.claim);
    const auto segments = split(held.claim.subject, '.');
    for (const auto segment : segments) {
        // Containers ("config.retry") drop out of the words, so positions are counted on what remains.
        const bool leaf = segment.data() + segment.size() == held.claim.subject.data() + held.claim.subject.size();
        const auto words = leaf ? subjectWords(segment) : subjectWords(std::string(segment) + ".x");
        const std::size_t count = leaf ? words.size() : words.size() - 1;
        if (count == 0) continue;
        if (!item.words.empty()) item.boundaries.push_back(item.words.size());
        item.words.insert(item.words.end(), words.begin(), words.begin() + static_cast<std::ptrdiff_t>(count));
    }
    item.environment = scopePart(held.claim.scope, "environment");
    const std::string path = pathOf(held.claim);
    const auto slash = path.rfind('/');
    if (slash != std::string::npos) addContext(std::string_view(path).substr(0, slash), item.folders);
    item.context = item.folders;
    std::string_view file = std::string_view(path).substr(slash == std::string::npos ? 0 : slash + 1);
    addContext(file.substr(0, file.find('.', 1)), item.context);
    addContext(scopePart(held.claim.scope, "section"), item.context);
    addContext(scopePart(held.claim.scope, "component"), item.context);
    return item;
}

bool startsAt(const Item& item, std::size_t word) {
    return word == 0 || std::find(item.boundaries.begin(), item.boundaries.end(), word) != item.boundaries.end();
}

/// Whether both subjects may name one thing: the words of the shorter end the longer, and no name is cut in two.
bool sameName(const Item& a, const Item& b) {
    const Item& shorter = a.words.size() <= b.words.size() ? a : b;
    const Item& longer = &shorter == &a ? b : a;
    if (shorter.words.empty()) return false;
    const std::size_t cut = longer.words.size() - shorter.words.size();
    if (!std::equal(shorter.words.begin(), shorter.words.end(),
                    longer.words.begin() + static_cast<std::ptrdiff_t>(cut)))
        return false;
    // Written as one name (an environment variable, a macro) words alone decide; with segments they must fall together.
    if (longer.boundaries.empty()) return true;
    if (!startsAt(longer, cut)) return false;
    if (shorter.boundaries.empty()) return true;
    for (std::size_t at = 1; at < shorter.words.size(); ++at)
        if (startsAt(shorter, at) != startsAt(longer, at + cut)) return false;
    return true;
}

bool contains(const std::set<std::string>& set, const std::string& word) { return set.count(word) > 0; }

/// Whether the owner's words of a longer name are known from where the shorter one stands.
bool ownerKnown(const Item& shorter, const Item& longer, std::size_t extras) {
    std::size_t from = 0;
    for (const auto boundary : longer.boundaries)
        if (boundary < extras) from = boundary;
    for (std::size_t i = from; i < extras; ++i)
        if (contains(shorter.context, longer.words[i])) return true;
    return false;
}

bool disjoint(const std::set<std::string>& a, const std::set<std::string>& b) {
    return std::none_of(a.begin(), a.end(), [&](const std::string& word) { return contains(b, word); });
}

std::set<std::string> namedContext(const Item& item) {
    std::set<std::string> out = item.context;
    out.insert(item.words.begin(), item.words.end());
    return out;
}

/// Folders of components decide: a page in services/orders is not about services/payments.
bool foldersAgree(const Item& a, const Item& b) {
    if (a.folders.empty() || b.folders.empty()) return true;
    if (!disjoint(a.folders, b.folders)) return true;
    // A folder may also be named by what the other side's file or name says.
    return !disjoint(a.folders, namedContext(b)) || !disjoint(b.folders, namedContext(a));
}

bool intervalsOverlap(const Claim& a, const Claim& b) {
    const bool before = a.validTo && b.validFrom && *a.validTo <= *b.validFrom;
    const bool after = b.validTo && a.validFrom && *b.validTo <= *a.validFrom;
    return !before && !after;
}

bool scopesCompatible(const Item& a, const Item& b) {
    if (a.environment != b.environment || a.environment == "history" || a.environment == "example") return false;
    const auto x = scopePart(a.claim->scope, "version"), y = scopePart(b.claim->scope, "version");
    const auto c = scopePart(a.claim->scope, "component"), d = scopePart(b.claim->scope, "component");
    return x == y && (c.empty() || d.empty() || c == d);
}

bool canMeet(const Item& a, const Item& b) {
    if (!scopesCompatible(a, b) || !foldersAgree(a, b) || !sameName(a, b)) return false;
    const Item& shorter = a.words.size() <= b.words.size() ? a : b;
    const Item& longer = &shorter == &a ? b : a;
    const std::size_t extras = longer.words.size() - shorter.words.size();
    const bool structural = a.group == "presence" || a.group == "type";
    if (structural && shorter.boundaries.empty() && extras == 0)
        return shorter.definition == longer.definition ? false : true;
    if (extras > 0 && shorter.boundaries.empty() && (structural || shorter.words.size() == 1))
        return ownerKnown(shorter, longer, extras);
    const int confidence = std::min(a.claim->confidencePerMille, b.claim->confidencePerMille);
    if (confidence < 900 && shorter.words.size() == 1)
        return !disjoint(a.context, namedContext(b)) || !disjoint(b.context, namedContext(a));
    return true;
}

/// Configuration may set what code only defaults to, and a record's field is not a call's parameter.
bool definitionsComparable(const Item& a, const Item& b) {
    const Claim& x = *a.claim;
    const Claim& y = *b.claim;
    const auto pathA = pathOf(x), pathB = pathOf(y);
    if (pathA == pathB) return false;
    if (x.predicate == "values" && y.predicate == "values")
        return pathA.substr(pathA.rfind('.') + 1) != pathB.substr(pathB.rfind('.') + 1);
    if (a.group == "type" || a.group == "presence") return x.basis != y.basis && a.words == b.words;
    if (a.group != "amount" || x.predicate != y.predicate || x.predicate == "default") return false;
    if (x.basis != y.basis) return true;
    // Two configurations: only an environment variable that spells out the path of a key in a file.
    const auto isEnvironmentFile = [](const std::string& path) {
        return path.substr(path.rfind('/') + 1).find(".env") != std::string::npos;
    };
    return isEnvironmentFile(pathA) != isEnvironmentFile(pathB) && std::min(a.words.size(), b.words.size()) > 1;
}

using Bucket = std::vector<const Item*>;

class Comparer {
public:
    Comparer(const std::vector<HeldClaim>& incoming, const std::vector<HeldClaim>& held) {
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
    void evaluateRemoval(const Item& statement);
    void evaluateFlow();
    void report(const Item& a, const Item& b, const Verdict& verdict);

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
    std::sort(out.begin(), out.end(), [](const Item* a, const Item* b) { return a->order < b->order; });
    out.erase(std::unique(out.begin(), out.end()), out.end());
    out.erase(std::remove(out.begin(), out.end(), &item), out.end());
    return out;
}

void Comparer::report(const Item& a, const Item& b, const Verdict& verdict) {
    if (!a.incoming && !b.incoming) return;
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
    return score * 8 + std::min<std::size_t>(common, 7);
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
    const auto segments = split(claim.subject, '.');
    if (claim.predicate == "returns" && segments.size() > 1)
        keys.insert({"flow:" + std::string(segments[segments.size() - 2])});
    if (claim.predicate == "presence" && segments.size() > 2)
        keys.insert({"flow:" + std::string(segments[segments.size() - 3])});
    return {keys.begin(), keys.end()};
}

std::span<const Rule> rules() { return ruleTable; }

Comparison compareClaims(const std::vector<HeldClaim>& incoming, const std::vector<HeldClaim>& held) {
    return Comparer(incoming, held).run();
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
