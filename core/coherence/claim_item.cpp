#include "core/coherence/claim_item.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "core/base/text.h"
#include "core/coherence/claim_sink.h"
#include "core/coherence/names.h"
#include "core/coherence/rule_verdicts.h"

namespace skein::coherence {
namespace {

void addContext(std::string_view text, std::set<std::string>& into) {
    for (const auto& word : wordsOf(text))
        if (!isGenericContext(word) && word.size() > 1) into.insert(singular(word));
}

bool startsAt(const Item& item, std::size_t word) {
    return word == 0 || std::find(item.boundaries.begin(), item.boundaries.end(), word) != item.boundaries.end();
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

/// The segments of a subject before its leaf, each as its words.
std::vector<std::string> ownersOf(const Item& item) {
    std::vector<std::string> owners;
    std::string segment;
    for (std::size_t at = 0; at < item.leaf(); ++at) {
        if (at > 0 && startsAt(item, at)) owners.push_back(std::exchange(segment, {}));
        segment += item.words[at] + " ";
    }
    if (!segment.empty()) owners.push_back(segment);
    return owners;
}

/// "cache.page_size" of a page about the file cache.h, and "app.page_size" in it: what owns the name in a text may be
/// the file or folder of the definition as well as its class or namespace.
bool sameNameInPlace(const Item& a, const Item& b) {
    if (a.definition == b.definition) return false;
    const Item& statement = a.definition ? b : a;
    const Item& definition = a.definition ? a : b;
    const auto leaf = statement.leaf(), other = definition.leaf();
    if (leaf == 0 || other == 0 || statement.words.size() - leaf != definition.words.size() - other) return false;
    if (!std::equal(statement.words.begin() + static_cast<std::ptrdiff_t>(leaf), statement.words.end(),
                    definition.words.begin() + static_cast<std::ptrdiff_t>(other)))
        return false;
    auto known = ownersOf(definition);
    const std::string path = pathOf(*definition.claim);
    for (auto part : split(path, '/')) {
        part = part.substr(0, part.find('.', 1));
        std::string segment;
        for (const auto& word : wordsOf(part)) segment += singular(word) + " ";
        known.push_back(std::move(segment));
    }
    const auto owners = ownersOf(statement);
    return std::all_of(owners.begin(), owners.end(), [&](const std::string& owner) {
        return std::find(known.begin(), known.end(), owner) != known.end();
    });
}

/// "src/cache.h" -> "cache" and "h".
std::pair<std::string, std::string> fileName(const std::string& path) {
    const auto name = path.substr(path.rfind('/') == std::string::npos ? 0 : path.rfind('/') + 1);
    const auto dot = name.rfind('.');
    return dot == std::string::npos ? std::pair(name, std::string())
                                    : std::pair(name.substr(0, dot), name.substr(dot + 1));
}

}  // namespace

bool isDefinition(const Claim& claim) { return claim.basis == "code" || claim.basis == "config"; }

std::string pathOf(const Claim& claim) { return claim.evidence.empty() ? std::string() : claim.evidence.front().path; }

std::string joinFrom(const std::vector<std::string>& words, std::size_t from) {
    std::string out;
    for (std::size_t i = from; i < words.size(); ++i) out += (i == from ? "" : " ") + words[i];
    return elide(out, 200);
}

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

bool disjoint(const std::set<std::string>& a, const std::set<std::string>& b) {
    return std::none_of(a.begin(), a.end(), [&](const std::string& word) { return contains(b, word); });
}

std::set<std::string> namedContext(const Item& item) {
    std::set<std::string> out = item.context;
    out.insert(item.words.begin(), item.words.end());
    return out;
}

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
    if (!scopesCompatible(a, b) || !foldersAgree(a, b)) return false;
    if (!sameName(a, b)) return sameNameInPlace(a, b);
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

bool isDeclarationOf(const Item& a, const Item& b) {
    const auto [stem, ending] = fileName(pathOf(*a.claim));
    const auto [otherStem, otherEnding] = fileName(pathOf(*b.claim));
    const auto isOneOf = [](const std::string& word, std::initializer_list<std::string_view> list) {
        return std::find(list.begin(), list.end(), word) != list.end();
    };
    const auto isHeader = [&](const std::string& word) { return isOneOf(word, {"h", "hh", "hpp", "hxx"}); };
    const auto isBody = [&](const std::string& word) { return isOneOf(word, {"c", "cc", "cpp", "cxx"}); };
    return stem == otherStem && a.words == b.words && a.boundaries == b.boundaries &&
           ((isHeader(ending) && isBody(otherEnding)) || (isBody(ending) && isHeader(otherEnding)));
}

bool definitionsComparable(const Item& a, const Item& b) {
    const Claim& x = *a.claim;
    const Claim& y = *b.claim;
    const auto pathA = pathOf(x), pathB = pathOf(y);
    if (pathA == pathB) return false;
    if (a.group == "signature" || a.group == "returns") return isDeclarationOf(a, b);
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

}  // namespace skein::coherence
