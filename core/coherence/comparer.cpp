#include "core/coherence/comparer.h"

#include <algorithm>
#include <optional>

#include "core/base/text.h"
#include "core/coherence/claim_sink.h"

namespace skein::coherence {
namespace {

/// Candidates that held claims are looked at again with, for each new claim; some tenths of a millisecond.
constexpr std::size_t maxSeenForEach = 600;
/// For each claim that is gone: whoever it was held against, and whoever those are held against.
constexpr std::size_t maxSeenForGone = 20'000;
constexpr std::size_t maxBesides = 64;          ///< new claims that one held claim is looked at again with
constexpr std::size_t maxOrderEdges = 20'000;   ///< of one circle's surroundings
constexpr std::size_t maxOrderSteps = 200'000;  ///< for all circles of one comparison; what is left is not seen

bool byRank(const Item* a, const Item* b) { return a->rank < b->rank; }

/// How well a definition fits the place of a statement.
std::size_t fit(const Item& statement, const Item& definition) {
    std::size_t score = 0;
    for (const auto word : statement.context) score += isNamedBy(definition, word);
    const std::size_t common = std::min(statement.words.size(), definition.words.size());
    // A page that does not name a folder is rather about a definition that lies in none.
    const auto strange = static_cast<std::size_t>(std::count_if(
        definition.folders.begin(), definition.folders.end(),
        [&](WordHash word) { return !std::binary_search(statement.context.begin(), statement.context.end(), word); }));
    return (score * 8 + std::min<std::size_t>(common, 7)) * 4 + 3 - std::min<std::size_t>(strange, 3);
}

/// Whether a statement calls an amount by the whole name under which it is defined, beyond doubt.
bool statesNameOf(const Item& statement, const Item& definition) {
    return statement.group == Group::Amount && statement.claim->predicate == definition.claim->predicate &&
           statement.words == definition.words && statement.claim->confidencePerMille >= 900;
}

bool isDeclared(const Item& item) { return item.group == Group::Signature || item.group == Group::Returns; }

/// Two bounds of one thing, or a value and its bound, as one description or configuration gives them together: they
/// cannot both be meant, though whoever wrote them saw both.
bool standTogether(const Item& a, const Item& b) {
    constexpr std::uint32_t maxLinesApart = 20;
    if (a.path != b.path || a.group != Group::Amount || a.predicate == b.predicate) return false;
    if (a.claim->subject != b.claim->subject) return false;
    if (a.claim->evidence.empty() || b.claim->evidence.empty()) return false;
    const auto& path = pathOf(*a.claim);
    const bool described = path.ends_with(".yaml") || path.ends_with(".yml") || path.ends_with(".json");
    const auto x = a.claim->evidence.front().lines.first, y = b.claim->evidence.front().lines.first;
    return described && std::max(x, y) - std::min(x, y) <= maxLinesApart;
}

/// Two amounts of one whole name in plain sentences of one page, far enough apart to be no list of cases.
bool saidTwice(const Item& a, const Item& b) {
    constexpr std::uint32_t fewLines = 3;
    constexpr std::size_t mostWords = 4;
    constexpr int plainly = 750;  // per mille; a sentence of which only the words are known says less
    const Claim& x = *a.claim;
    const Claim& y = *b.claim;
    if (a.group != Group::Amount || a.words != b.words || a.words.size() < 2 || a.words.size() > mostWords ||
        x.predicate != y.predicate)
        return false;
    if (std::min(x.confidencePerMille, y.confidencePerMille) < plainly || a.path != b.path) return false;
    if (x.basis != "prose" || y.basis != "prose" || x.scope != y.scope) return false;
    if (x.evidence.empty() || y.evidence.empty()) return false;
    const auto first = x.evidence.front().lines.first, second = y.evidence.front().lines.first;
    return std::max(first, second) - std::min(first, second) > fewLines;
}

/// How many other amounts the page of a statement gives what it is about: one is a contradiction, more are cases.
std::size_t othersOnPage(const Item& statement, const std::vector<const Item*>& others) {
    std::set<std::pair<std::string_view, std::string_view>> values;
    for (const Item* other : others)
        if (saidTwice(statement, *other) &&
            compareValues(statement.claim->value, other->claim->value) != Agreement::Equal)
            values.emplace(other->claim->value.text, other->claim->value.unit);
    return values.size();
}

/// Whether a new item can change what is found from a held one.
bool mayChange(const Item& held, const Item& fresh) {
    if (held.group != fresh.group) return false;
    if (held.definition) {
        if (!fresh.definition) return false;
        if (isDeclared(held)) return held.words == fresh.words;
        return (definitionsComparable(held, fresh) || standTogether(held, fresh)) && canMeet(held, fresh);
    }
    return (fresh.definition || held.rank > fresh.rank || saidTwice(held, fresh)) && canMeet(held, fresh);
}

/// By an agent or a person, and in no file.
bool isSaid(const Item& item) {
    return (item.claim->basis == "output" || item.claim->basis == "person") && pathOf(*item.claim).empty();
}

/// Why two edges of one circle cannot both hold: an order of steps, or schemas that need each other.
std::string circleReason(const Claim& edge, const Claim& back, const std::string& from, const std::string& to) {
    if (edge.basis == "config")
        return to + " in " + placeOf(edge) + " needs " + from + ", which, directly or through others, needs " + to +
               " in " + placeOf(back) + ": no value can end it";
    return from + " comes before " + to + " in " + placeOf(edge) + ", but " + to +
           " comes, directly or through others, before " + from + " in " + placeOf(back);
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words) out += (out.empty() ? "" : " ") + word;
    return out;
}

}  // namespace

/// By rank, without repetition and without the item itself.
Comparer::Items Comparer::candidatesOf(const Item& item, Ask ask) {
    Items out;
    if (!m_source.find(item, ask, out)) {
        truncated = true;
        m_crowded.insert(&item);
    }
    m_seen += out.size();
    if (ask == Ask::Same)
        if (const auto besides = m_besides.find(&item); besides != m_besides.end())
            out.insert(out.end(), besides->second.begin(), besides->second.end());
    std::erase_if(out, [&](const Item* other) {
        return other == &item || (ask == Ask::Same && other->groupName != item.groupName);
    });
    std::sort(out.begin(), out.end(), byRank);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

void Comparer::look(std::span<const Item* const> items, std::span<const Item* const> gone) {
    const std::set<const Item*> fresh(items.begin(), items.end());
    Items again;
    for (const Item* item : items) {
        if (item->silent || item->words.empty()) continue;
        for (const Item* other : candidatesOf(*item)) {
            if (fresh.contains(other)) continue;
            const bool changes = mayChange(*other, *item);
            // A new statement takes nothing back: it is held against others, and others against it.
            if (item->definition && (changes || canMeet(*other, *item))) concerned.insert(other);
            if (!changes) continue;
            auto& besides = m_besides[other];
            if (besides.empty()) again.push_back(other);
            if (besides.size() < maxBesides) besides.push_back(item);
        }
        if (item->definition && (item->group == Group::Amount || item->group == Group::Signature))
            for (const Item* other : candidatesOf(*item, Ask::Gone))
                if (other->group == Group::Exists && !fresh.contains(other)) {
                    concerned.insert(other);
                    again.push_back(other);
                }
    }
    for (const Item* item : items) evaluate(*item);
    auto most = maxSeenForEach * items.size() + m_seen;
    evaluateAll(std::move(again), most);
    again.clear();
    most = m_seen + maxSeenForGone * gone.size();
    for (const Item* item : gone) {
        if (m_seen > most) truncated = true;
        else addChangedBy(*item, fresh, again);
    }
    evaluateAll(std::move(again), most);
}

/// One of each meaning before a second of any: what is found is told by meanings.
void Comparer::evaluateAll(Items items, std::size_t mostSeen) {
    std::sort(items.begin(), items.end(), byRank);
    items.erase(std::unique(items.begin(), items.end()), items.end());
    std::map<std::pair<WordHash, WordHash>, std::size_t> said;
    std::vector<std::pair<std::size_t, const Item*>> order;
    for (const Item* item : items) order.emplace_back(said[{item->says, item->topic}]++, item);
    std::stable_sort(order.begin(), order.end(), [](const auto& x, const auto& y) { return x.first < y.first; });
    for (const auto& [place, item] : order) {
        if (m_seen > mostSeen) {
            truncated = true;
            return;
        }
        evaluate(*item);
    }
}

/// What was said may have hidden a clash between others: a definition that agreed, or that another one was taken for.
void Comparer::addChangedBy(const Item& gone, const std::set<const Item*>& fresh, Items& again) {
    if (gone.silent || gone.words.empty()) return;
    const auto add = [&](const Item* item) {
        if (!fresh.contains(item)) again.push_back(item);
    };
    if (gone.definition) {
        for (const Item* other : candidatesOf(gone)) {
            if (!mayChange(*other, gone) && !canMeet(*other, gone)) continue;
            add(other);
            // Two statements are held against each other only where neither has a definition.
            if (!other->definition && other->group != Group::Signature)
                for (const Item* third : candidatesOf(*other))
                    if (!third->definition && third->rank > other->rank && canMeet(*third, *other)) add(third);
        }
        if (gone.group == Group::Amount || gone.group == Group::Signature)
            for (const Item* other : candidatesOf(gone, Ask::Gone)) add(other);
    }
    if (gone.group == Group::Returns || gone.group == Group::Presence)
        for (const Item* other : candidatesOf(gone, Ask::Flow)) {
            concerned.insert(other);
            add(other);
        }
    if (gone.group == Group::Order)
        for (const Item* other : candidatesOf(gone, Ask::Order)) {
            concerned.insert(other);
            add(other);
        }
}

void Comparer::lookAt(const Item& item, std::span<const Item* const> besides) {
    if (!m_evaluated.contains(&item)) return evaluate(item);
    if (!m_crowded.contains(&item)) return;
    m_besides[&item].assign(besides.begin(), besides.end());
    m_evaluated.erase(&item);
    evaluate(item);
}

void Comparer::evaluate(const Item& item) {
    if (item.silent || item.words.empty() || !m_evaluated.insert(&item).second) return;
    if (item.group == Group::Exists && !item.definition) evaluateRemoval(item);
    else if (item.definition) evaluateDefinition(item);
    else evaluateStatement(item);
    if (item.group == Group::Returns || item.group == Group::Presence) evaluateFlow(item);
    if (item.group == Group::Order) evaluateOrder(item);
}

void Comparer::report(const Item& a, const Item& b, const Verdict& verdict) {
    const Item& first = a.rank < b.rank ? a : b;
    const Item& second = &first == &a ? b : a;
    if (!intervalsOverlap(*a.claim, *b.claim)) {
        const auto& x = *first.claim;
        const auto& y = *second.claim;
        if (x.validTo && y.validFrom && *x.validTo == *y.validFrom) successions.emplace_back(x.id, y.id);
        if (y.validTo && x.validFrom && *y.validTo == *x.validFrom) successions.emplace_back(y.id, x.id);
        return;
    }
    clashes.push_back({&first, &second, verdict.rule, verdict.reason, &second == &a});
}

std::string reasonOf(const Clash& clash) {
    if (!clash.reason.empty()) return clash.reason;
    const auto *a = clash.first, *b = clash.second;
    if (clash.secondIsA) std::swap(a, b);
    return compareMeanings(a->group, *a->claim, *b->claim, Words::Say).reason;
}

bool Comparer::hasDefinition(const Item& statement) {
    const auto known = m_defined.find(&statement);
    if (known != m_defined.end()) return known->second;
    const auto candidates = candidatesOf(statement);
    return m_defined[&statement] = std::any_of(candidates.begin(), candidates.end(), [&](const Item* other) {
               return other->definition && canMeet(statement, *other);
           });
}

void Comparer::evaluateStatement(const Item& statement) {
    struct Found {
        const Item* item;
        Verdict verdict;
        std::size_t score;
    };
    const auto support = [&](const Item& other) {
        supports.emplace_back(std::min(statement.claim->id, other.claim->id),
                              std::max(statement.claim->id, other.claim->id));
    };
    std::vector<Found> definitions;
    Items statements;
    for (const Item* other : candidatesOf(statement)) {
        if (!canMeet(statement, *other)) continue;
        if (!other->definition) {
            statements.push_back(other);
            continue;
        }
        auto verdict = compareMeanings(statement.group, *statement.claim, *other->claim, Words::Leave);
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
    // Who writes a whole name means that one, not the longer ones that end like it.
    const auto isWhole = [&](const Found& found) { return found.item->words == statement.words; };
    if (statement.isSure && statement.words.size() > 1 && std::any_of(definitions.begin(), definitions.end(), isWhole))
        std::erase_if(definitions, [&](const Found& found) {
            return found.item->words.size() > statement.words.size() && found.item->leaf() == 0;
        });
    // `parse_refs` is not `parse_ref`, where both are there.
    const auto isSpelled = [&](const Found& found) {
        const std::string_view subject = found.item->claim->subject, said = statement.claim->subject;
        return subject.ends_with(said) &&
               (subject.size() == said.size() || subject[subject.size() - said.size() - 1] == '.');
    };
    const bool isAmount = statement.group == Group::Amount;  // its owner is told by other words, which come and go
    if (statement.isSure && !isAmount && std::any_of(definitions.begin(), definitions.end(), isSpelled))
        std::erase_if(definitions, [&](const Found& found) {
            return !isSpelled(found) && found.item->words.size() >= statement.words.size() &&
                   sameName(*found.item, statement);
        });
    std::size_t best = 0;
    for (const auto& found : definitions) best = std::max(best, found.score);
    // "maxParts" and "maxPartBytes" are two things of one name: the one that is counted alike is meant.
    const auto& said = statement.claim->value;
    const auto countedAlike = [&](const Found& found) {
        const auto& value = found.item->claim->value;
        return value.type == said.type && value.unit == said.unit;
    };
    const bool counted =
        statement.group == Group::Amount && said.type == ClaimValue::Type::Number &&
        std::any_of(definitions.begin(), definitions.end(), [&](const Found& found) {
            return found.score == best && found.item->claim->predicate == wanted && countedAlike(found);
        });
    // That a value is among the allowed ones says nothing for it where the very value is defined.
    const bool defined = std::any_of(definitions.begin(), definitions.end(), [&](const Found& found) {
        return found.score == best && found.item->claim->predicate == wanted;
    });
    std::vector<const Found*> against;  // one for each other meaning
    bool agrees = false, oneThing = true;
    for (const auto& found : definitions) {
        if (found.score != best || (counted && !countedAlike(found))) continue;
        const bool beside = defined && found.item->claim->predicate != wanted && found.verdict.rule == EnumClash;
        if (beside && found.verdict.agreement == Agreement::Different) continue;
        if (found.verdict.agreement == Agreement::Equal) {
            agrees = agrees || !beside;
            support(*found.item);
            continue;
        }
        const auto known = std::find_if(against.begin(), against.end(), [&](const Found* other) {
            return other->item->claim->predicate == found.item->claim->predicate &&
                   compareMeanings(statement.group, *other->item->claim, *found.item->claim, Words::Leave).agreement ==
                       Agreement::Equal;
        });
        if (known != against.end()) {
            // Of those that say the same the one of the very name is shown.
            if (isWhole(found) && !isWhole(**known)) *known = &found;
            continue;
        }
        against.push_back(&found);
        oneThing =
            oneThing && statesNameOf(statement, *found.item) && found.item->folders == against.front()->item->folders;
    }
    // Several things of that name: which one is meant cannot be known, unless none of one component is as stated.
    if (!agrees && (against.size() == 1 || oneThing))
        for (const Found* found : against) report(statement, *found->item, found->verdict);
    if (!definitions.empty() || statement.group == Group::Signature) return;
    const bool oneOther = othersOnPage(statement, statements) == 1;
    for (const Item* other : statements) {
        if (other->rank > statement.rank) continue;
        const auto verdict = compareMeanings(statement.group, *statement.claim, *other->claim, Words::Leave);
        if (verdict.agreement == Agreement::Unknown || hasDefinition(*other)) continue;
        if (verdict.agreement == Agreement::Equal) support(*other);
        if (verdict.agreement != Agreement::Different) continue;
        if (statement.words != other->words && (statement.boundaries.empty() || other->boundaries.empty())) continue;
        const bool outputs = isSaid(statement) && isSaid(*other);
        if (statement.path == other->path && !outputs && statement.group != Group::Sum &&
            !(oneOther && saidTwice(statement, *other)))
            continue;  // one page lists alternatives, cases and things of one name; its author saw them together
        const bool named = std::min(statement.claim->confidencePerMille, other->claim->confidencePerMille) >= 900;
        // Each page has a title of its own: whole names of several words are one thing under any.
        const bool whole = statement.group == Group::Amount ||
                           ((statement.group == Group::Presence || statement.claim->predicate == "demanded") &&
                            statement.words.size() > 1) ||
                           (statement.claim->predicate == "done" && statement.words.size() > 2);
        const bool sameWords =
            whole && statement.words == other->words && statement.claim->predicate == other->claim->predicate;
        if (!named && !sameWords && statement.hasSection && other->hasSection &&
            disjoint(statement.context, other->context))
            continue;
        report(statement, *other, verdict);
    }
}

void Comparer::evaluateDefinition(const Item& definition) {
    // Overloads and specialisations are many definitions of one name by right; only statements are held against them.
    // A header and the implementation beside it are one name told twice, where neither overloads it.
    if (isDeclared(definition)) return evaluateDeclaration(definition);
    if (definition.group != Group::Amount && definition.group != Group::Type && definition.group != Group::Presence &&
        definition.group != Group::Members && !hasOneValue(definition.claim->predicate))
        return;
    Items clashing, agreeing;
    Verdict kept;
    for (const Item* other : candidatesOf(definition)) {
        if (other->definition && other->rank < definition.rank && standTogether(definition, *other) &&
            canMeet(definition, *other)) {
            const auto verdict = compareMeanings(definition.group, *definition.claim, *other->claim, Words::Leave);
            if (verdict.agreement == Agreement::Different && verdict.rule == LimitClash)
                report(definition, *other, verdict);
            continue;
        }
        if (!other->definition || !definitionsComparable(definition, *other) || !canMeet(definition, *other)) continue;
        auto verdict = compareMeanings(definition.group, *definition.claim, *other->claim, Words::Leave);
        if (verdict.agreement == Agreement::Unknown) continue;
        if (verdict.agreement == Agreement::Equal) {
            agreeing.push_back(other);
            continue;
        }
        clashing.push_back(other);
        if (clashing.size() == 1) kept = std::move(verdict);
    }
    if (clashing.empty() || clashing.front()->rank >= definition.rank) return;
    // Of amounts only a pair that belongs to each other beyond doubt: one other definition, and none that agrees. Of
    // lists of allowed values also the one that stands apart, and several of which none agrees. What a name is, others
    // that agree make surer: told once, by the first that differs.
    const bool lists = definition.claim->predicate == "values", agrees = !agreeing.empty();
    // A decimal may be a string or a float, though those two differ.
    const bool agreedBefore = std::any_of(agreeing.begin(), agreeing.end(), [&](const Item* other) {
        return other->rank < definition.rank &&
               compareMeanings(other->group, *other->claim, *clashing.front()->claim, Words::Leave).agreement ==
                   Agreement::Different;
    });
    const bool described = definition.group == Group::Type || definition.group == Group::Presence;
    if (described ? !agreedBefore : lists ? clashing.size() == 1 || !agrees : clashing.size() == 1 && !agrees)
        report(definition, *clashing.front(), kept);
}

void Comparer::evaluateDeclaration(const Item& definition) {
    const Item* other = nullptr;
    for (const Item* candidate : candidatesOf(definition)) {
        if (!candidate->definition || candidate->words != definition.words || !scopesCompatible(*candidate, definition))
            continue;
        if (candidate->path == definition.path) return;  // overloaded, or declared again
        if (!isDeclarationOf(definition, *candidate) || !canMeet(definition, *candidate)) continue;
        if (other != nullptr) return;
        other = candidate;
    }
    if (other == nullptr || other->rank >= definition.rank) return;
    const auto verdict = compareDeclarations(*other->claim, *definition.claim);
    if (verdict.agreement == Agreement::Different) report(*other, definition, verdict);
}

void Comparer::evaluateRemoval(const Item& statement) {
    if (statement.claim->value.text != "false") return;
    for (const Item* other : candidatesOf(statement, Ask::Gone)) {
        if (other->claim->basis != "code" || (other->group != Group::Amount && other->group != Group::Signature) ||
            other->hasEnvironment || !scopesCompatible(statement, *other) || !foldersAgree(statement, *other) ||
            other->words.size() < statement.words.size() || !sameName(statement, *other))
            continue;
        report(
            statement, *other,
            clash(RemovedButDefined, statement.claim->subject + " is said to be gone in " + placeOf(*statement.claim) +
                                         ", but is defined in " + placeOf(*other->claim)));
        return;
    }
}

/// The producer returns the identifier of what it made; a consumer that may leave it out cannot know what it works on.
void Comparer::evaluateFlow(const Item& item) {
    const auto own = flowEndOf(*item.claim);
    if (!own || !m_flows.insert(own->owner + '\n' + std::to_string(item.circumstances)).second) return;
    auto all = candidatesOf(item, Ask::Flow);
    all.insert(std::upper_bound(all.begin(), all.end(), &item, byRank), &item);
    const Item* producer = nullptr;
    Items consumers;
    for (const Item* other : all) {
        const auto end = other->circumstances == item.circumstances ? flowEndOf(*other->claim) : std::nullopt;
        if (!end || end->owner != own->owner) continue;
        if (other != &item) concerned.insert(other);
        if (!end->producer) consumers.push_back(other);
        else if (producer == nullptr) producer = other;
    }
    if (producer == nullptr) return;
    for (const Item* consumer : consumers)
        if (scopesCompatible(*consumer, *producer))
            report(*consumer, *producer,
                   clash(IdentifierOptional, producer->claim->subject + " returns " + producer->claim->value.text +
                                                 ", but " + consumer->claim->subject +
                                                 " is optional; it must be required"));
}

/// Of all that comes before or after something that is connected with an item, the edges are added by rank; one that
/// closes a circle clashes with the edge that leads back to it.
void Comparer::evaluateOrder(const Item& item) {
    if (!m_ordered.insert(&item).second) return;
    Items all{&item};
    for (std::size_t next = 0; next < all.size(); ++next) {
        for (const Item* other : candidatesOf(*all[next], Ask::Order)) {
            if (all.size() >= maxOrderEdges) {
                truncated = true;
                break;
            }
            if (other->group != Group::Order || !m_ordered.insert(other).second) continue;
            concerned.insert(other);
            all.push_back(other);
        }
    }
    std::sort(all.begin(), all.end(), byRank);
    struct Edge {
        std::string to;
        const Item* item;
    };
    std::map<std::string, std::vector<Edge>> edges;
    for (const Item* edgeItem : all) {
        const auto edge = orderEdgeOf(*edgeItem->claim);
        if (!edge) continue;
        const auto from = joined(edge->from), to = joined(edge->to);
        std::vector<std::string> open{to};
        std::set<std::string> seen{to};
        const Item* back = nullptr;
        while (!open.empty() && back == nullptr && ++m_orderSteps <= maxOrderSteps) {
            const auto at = std::move(open.back());
            open.pop_back();
            for (const auto& known : edges[at]) {
                if (!scopesCompatible(*edgeItem, *known.item)) continue;
                if (known.to == from) back = known.item;
                else if (seen.insert(known.to).second) open.push_back(known.to);
            }
        }
        if (back == nullptr) edges[from].push_back({to, edgeItem});
        else report(*back, *edgeItem, clash(OrderClash, circleReason(*edgeItem->claim, *back->claim, from, to)));
    }
    if (m_orderSteps > maxOrderSteps) truncated = true;
}

}  // namespace skein::coherence
