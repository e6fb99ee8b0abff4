#include "core/coherence/claim_item.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "core/base/text.h"
#include "core/coherence/claim_sink.h"
#include "core/coherence/names.h"
#include "core/coherence/rule_verdicts.h"
#include "core/coherence/rules.h"

namespace skein::coherence {
namespace {

constexpr int sureConfidence = 900;       ///< per mille
constexpr std::size_t maxNameStarts = 8;  ///< longer names are matched by their last parts

std::uint64_t mixed(std::uint64_t x) {
    x ^= x >> 30;
    x *= 0xbf58476d1ce4e5b9ull;
    x ^= x >> 27;
    x *= 0x94d049bb133111ebull;
    return x ^ (x >> 31);
}

void addContext(std::string_view text, std::vector<WordHash>& into) {
    for (const auto& word : wordsOf(text))
        if (!isGenericContext(word) && word.size() > 1) into.push_back(hashOf(singular(word)));
}

void makeSet(std::vector<WordHash>& words) {
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    words.shrink_to_fit();
}

bool contains(const std::vector<WordHash>& set, WordHash word) {
    return std::binary_search(set.begin(), set.end(), word);
}

bool startsAt(const Item& item, std::size_t word) {
    return word == 0 || std::find(item.boundaries.begin(), item.boundaries.end(), word) != item.boundaries.end();
}

/// Whether the owner's words of a longer name are known from where the shorter one stands.
bool ownerKnown(const Item& shorter, const Item& longer, std::size_t extras) {
    std::size_t from = 0;
    for (const auto boundary : longer.boundaries)
        if (boundary < extras) from = boundary;
    for (std::size_t i = from; i < extras; ++i)
        if (contains(shorter.context, longer.words[i])) return true;
    return false;
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
    const auto owners = ownersOf(statement);
    return std::all_of(owners.begin(), owners.end(),
                       [&](WordHash owner) { return contains(definition.places, owner); });
}

/// "src/cache.h" -> "cache" and "h".
std::pair<std::string_view, std::string_view> fileName(std::string_view path) {
    const auto name = path.substr(path.rfind('/') == std::string::npos ? 0 : path.rfind('/') + 1);
    const auto dot = name.rfind('.');
    return dot == std::string::npos ? std::pair(name, std::string_view())
                                    : std::pair(name.substr(0, dot), name.substr(dot + 1));
}

bool hasWord(const std::vector<std::string>& words, std::initializer_list<std::string_view> wanted) {
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
        return std::find(wanted.begin(), wanted.end(), word) != wanted.end();
    });
}

}  // namespace

WordHash hashOf(std::string_view text) {
    std::uint64_t hash = 14695981039346656037ull;  // FNV-1a
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
    return mixed(hash);
}

WordHash hashOf(WordHash before, WordHash next) { return mixed(before * 0x9e3779b97f4a7c15ull + next); }

Group groupNumber(const Claim& claim) {
    const auto name = groupOf(claim);
    if (name == "amount") return Group::Amount;
    if (name == "type") return Group::Type;
    if (name == "presence") return Group::Presence;
    if (name == "signature") return Group::Signature;
    if (name == "returns") return Group::Returns;
    if (name == "exists") return Group::Exists;
    if (name == "order") return Group::Order;
    if (name == "sum") return Group::Sum;
    if (name == "members") return Group::Members;
    return Group::Other;
}

bool isDefinition(const Claim& claim) { return claim.basis == "code" || claim.basis == "config"; }

const std::string& pathOf(const Claim& claim) {
    static const std::string none;
    return claim.evidence.empty() ? none : claim.evidence.front().path;
}

std::vector<std::size_t> nameStarts(const Item& item) {
    std::vector<std::size_t> starts;
    if (!item.boundaries.empty()) {
        starts.assign(item.boundaries.begin(), item.boundaries.end());
    } else {
        for (std::size_t i = 1; i < item.words.size(); ++i) starts.push_back(i);
    }
    if (starts.size() >= maxNameStarts)
        starts.erase(starts.begin(), starts.end() - static_cast<std::ptrdiff_t>(maxNameStarts - 1));
    starts.insert(starts.begin(), 0);
    return starts;
}

std::vector<WordHash> ownersOf(const Item& item) {
    std::vector<WordHash> owners;
    WordHash segment = 0;
    for (std::size_t at = 0; at < item.leaf(); ++at) {
        if (at > 0 && startsAt(item, at)) owners.push_back(std::exchange(segment, 0));
        segment = hashOf(segment, item.words[at]);
    }
    if (item.leaf() > 0) owners.push_back(segment);
    return owners;
}

Item itemOf(const Claim& claim, std::uint64_t rank) {
    Item item;
    item.claim = &claim;
    item.rank = rank;
    item.definition = isDefinition(claim);
    item.isCode = claim.basis == "code";
    item.isSure = claim.confidencePerMille >= sureConfidence;
    item.group = groupNumber(claim);
    item.predicate = hashOf(claim.predicate);
    item.groupName = hashOf(groupOf(claim));
    item.says = hashOf(valueMeaning(claim));
    item.topic = hashOf(hashOf(claim.predicate), hashOf(hashOf(claim.basis), hashOf(claim.subject)));
    if (item.group == Group::Order) item.topic = hashOf(item.topic, item.says);
    const auto segments = split(claim.subject, '.');
    for (const auto segment : segments) {
        // Containers ("config.retry") drop out of the words, so positions are counted on what remains.
        const bool leaf = segment.data() + segment.size() == claim.subject.data() + claim.subject.size();
        const auto words = leaf ? subjectWords(segment) : subjectWords(std::string(segment) + ".x");
        const std::size_t count = leaf ? words.size() : words.size() - 1;
        if (count == 0 || item.words.size() + count > 10'000) continue;
        if (!item.words.empty()) item.boundaries.push_back(static_cast<std::uint16_t>(item.words.size()));
        // "auth.access_token_ttl" is how long access tokens are good for.
        if (leaf && count > 1 && !item.words.empty() && (words.back() == "lifetime" || words.back() == "kept"))
            item.boundaries.push_back(static_cast<std::uint16_t>(item.words.size() + count - 1));
        for (std::size_t i = 0; i < count; ++i) item.words.push_back(hashOf(words[i]));
    }
    item.words.shrink_to_fit();
    const auto environment = scopePart(claim.scope, "environment"), version = scopePart(claim.scope, "version"),
               component = scopePart(claim.scope, "component"), section = scopePart(claim.scope, "section");
    // A test sets what it needs: its own constants say nothing of what another test or the program has.
    item.silent = environment == "history" || environment == "example" || (environment == "test" && item.isCode);
    item.hasEnvironment = !environment.empty();
    item.hasSection = !section.empty();
    item.circumstances = hashOf(hashOf(environment), hashOf(version));
    if (!component.empty()) item.component = hashOf(component);
    if (const auto document = scopePart(claim.scope, "document"); !document.empty()) item.document = hashOf(document);
    const std::string& path = pathOf(claim);
    item.path = hashOf(path);
    const auto slash = path.rfind('/');
    if (slash != std::string::npos) addContext(std::string_view(path).substr(0, slash), item.folders);
    makeSet(item.folders);
    item.context = item.folders;
    const std::string_view file = std::string_view(path).substr(slash == std::string::npos ? 0 : slash + 1);
    addContext(file.substr(0, file.find('.', 1)), item.context);
    addContext(section, item.context);
    addContext(component, item.context);
    makeSet(item.context);
    if (item.definition && item.leaf() > 0) {
        item.places = ownersOf(item);
        for (auto part : split(path, '/')) {
            part = part.substr(0, part.find('.', 1));
            WordHash place = 0;
            for (const auto& word : wordsOf(part)) place = hashOf(place, hashOf(singular(word)));
            item.places.push_back(place);
        }
        makeSet(item.places);
    }
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
    // "invitations.link_ttl" and "invitation links expire": whole names of several words, cut at another place.
    if (cut == 0 && shorter.words.size() > 2) return true;
    for (std::size_t at = 1; at < shorter.words.size(); ++at)
        if (startsAt(shorter, at) != startsAt(longer, at + cut)) return false;
    return true;
}

bool disjoint(std::span<const WordHash> a, std::span<const WordHash> b) {
    for (std::size_t i = 0, k = 0; i < a.size() && k < b.size();) {
        if (a[i] == b[k]) return false;
        if (a[i] < b[k]) ++i;
        else ++k;
    }
    return true;
}

bool isNamedBy(const Item& item, WordHash word) {
    return contains(item.context, word) || std::find(item.words.begin(), item.words.end(), word) != item.words.end();
}

namespace {
bool namesAny(const Item& item, const std::vector<WordHash>& words) {
    return std::any_of(words.begin(), words.end(), [&](WordHash word) { return isNamedBy(item, word); });
}
}  // namespace

bool foldersAgree(const Item& a, const Item& b) {
    if (a.folders.empty() || b.folders.empty()) return true;
    if (!disjoint(a.folders, b.folders)) return true;
    // A folder may also be named by what the other side's file or name says.
    return namesAny(b, a.folders) || namesAny(a, b.folders);
}

bool intervalsOverlap(const Claim& a, const Claim& b) {
    const bool before = a.validTo && b.validFrom && *a.validTo <= *b.validFrom;
    const bool after = b.validTo && a.validFrom && *b.validTo <= *a.validFrom;
    return !before && !after;
}

bool scopesCompatible(const Item& a, const Item& b) {
    if (a.circumstances != b.circumstances || a.silent || b.silent) return false;
    return a.component == 0 || b.component == 0 || a.component == b.component;
}

namespace {

/// "RETRY_LIMIT = 5" and "The retry limit is 4": a name of one word whose limit is written as one compound by both.
bool namesLimitAlike(const Item& a, const Item& b) {
    const auto written = [](const Item& item) {
        const auto& claim = *item.claim;
        std::string text;
        for (const char c : claim.evidence.empty() ? claim.sentence : claim.evidence.front().quote)
            if (c != '_' && c != '-' && c != ' ') text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        // "The maximum number of retries" is MAX_RETRIES.
        for (const auto& [words, name] :
             {std::pair<std::string_view, std::string_view>{"numberof", ""}, {"maximum", "max"}, {"minimum", "min"}})
            for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + name.size()))
                text.replace(at, words.size(), name);
        return text;
    };
    const auto x = written(a), y = written(b);
    const auto& word = a.claim->subject;
    for (const auto& name : {word + "limit", "max" + word, word + "max", "min" + word})
        if (x.find(name) != x.npos && y.find(name) != y.npos) return true;
    return false;
}

/// "The upload limit is ..." on two pages: the same words about the same thing, unless every page has such a thing.
bool statesOneLimit(const Item& a, const Item& b) {
    const auto& subject = a.claim->subject;
    const auto isGeneral = [&](std::initializer_list<std::string_view> words) {
        return std::find(words.begin(), words.end(), subject) != words.end();
    };
    const bool statements = !a.definition && !b.definition;
    return a.group == Group::Amount && a.claim->predicate == b.claim->predicate &&
           (a.claim->predicate == "max" || a.claim->predicate == "min") && subject == b.claim->subject &&
           !isGeneral({"size",     "length",    "value", "number",    "name",      "count",  "width",
                       "height",   "depth",     "age",   "time",      "limit",     "item",   "row",
                       "line",     "character", "level", "index",     "amount",    "total",  "rate",
                       "argument", "parameter", "file",  "precision", "recursion", "buffer", "timeout"}) &&
           (statements || namesLimitAlike(a, b));
}

}  // namespace

namespace {

/// Whether a limit is called by its role and its word in one name ("maxMarks", "MAX_TITLE_BYTES"): a name of two words,
/// though one alone is its subject. "`marks` is at most 5" calls it by one.
bool limitIsNamed(const Item& statement) {
    const auto& claim = *statement.claim;
    if (statement.definition || !statement.isSure || (claim.predicate != "max" && claim.predicate != "min"))
        return false;
    std::string said;
    for (const char c : claim.sentence)
        if (c != '_' && c != '-') said += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    std::string word = claim.subject;
    std::erase(word, '_');
    return said.find(claim.predicate + word) != std::string::npos ||
           said.find(word + claim.predicate) != std::string::npos;
}

}  // namespace

namespace {

/// Whether the folders of two descriptions say only who uses them: "server/schema.graphql", "client/schema.graphql".
bool liesOnTwoSides(const Item& a, const Item& b) {
    if (!a.isCode || !b.isCode || a.words != b.words) return false;
    static const std::vector<WordHash> sides = [] {
        std::vector<WordHash> words;
        for (const std::string_view word :
             {"server", "client", "frontend", "backend", "web", "mobile", "ui", "gateway", "consumer", "producer",
              "provider", "publisher", "subscriber", "generated", "gen", "android", "ios", "worker", "desktop"})
            words.push_back(hashOf(singular(word)));
        makeSet(words);
        return words;
    }();
    const auto onlySides = [](const std::vector<WordHash>& own, const std::vector<WordHash>& other) {
        return std::all_of(own.begin(), own.end(),
                           [&](WordHash word) { return contains(other, word) || contains(sides, word); });
    };
    if (!onlySides(a.folders, b.folders) || !onlySides(b.folders, a.folders)) return false;
    const auto name = fileName(pathOf(*a.claim));
    return name == fileName(pathOf(*b.claim)) &&
           (name.second == "graphql" || name.second == "graphqls" || name.second == "gql" || name.second == "proto" ||
            name.second == "sql");
}

}  // namespace

bool canMeet(const Item& a, const Item& b) {
    // Copies of one description lie in the folders of those who use it.
    const bool copies = a.group == Group::Members || (a.component != 0 && a.component == b.component) ||
                        (a.document != 0 && a.document == b.document) || liesOnTwoSides(a, b);
    if (!scopesCompatible(a, b) || (!copies && !foldersAgree(a, b))) return false;
    if (!sameName(a, b)) return sameNameInPlace(a, b);
    const Item& shorter = a.words.size() <= b.words.size() ? a : b;
    const Item& longer = &shorter == &a ? b : a;
    const std::size_t extras = longer.words.size() - shorter.words.size();
    const bool structural = a.group == Group::Presence || a.group == Group::Type;
    if (structural && shorter.boundaries.empty() && extras == 0) return shorter.definition != longer.definition;
    if (extras > 0 && shorter.boundaries.empty() && (structural || shorter.words.size() == 1)) {
        const bool named = longer.definition && a.predicate == b.predicate && longer.leaf() == extras;
        // The package of a protocol is not part of a type's name.
        static const WordHash values = hashOf("values");
        const bool packaged =
            named && longer.predicate == values && shorter.isSure && fileName(pathOf(*longer.claim)).second == "proto";
        return packaged || ownerKnown(shorter, longer, extras) || (named && limitIsNamed(shorter));
    }
    if (!(a.isSure && b.isSure) && shorter.words.size() == 1 && !statesOneLimit(a, b))
        return namesAny(b, a.context) || namesAny(a, b.context);
    return true;
}

bool isDeclarationOf(const Item& a, const Item& b) {
    if (a.words != b.words || a.boundaries != b.boundaries) return false;
    const auto [stem, ending] = fileName(pathOf(*a.claim));
    const auto [otherStem, otherEnding] = fileName(pathOf(*b.claim));
    const auto isOneOf = [](std::string_view word, std::initializer_list<std::string_view> list) {
        return std::find(list.begin(), list.end(), word) != list.end();
    };
    const auto isHeader = [&](std::string_view word) { return isOneOf(word, {"h", "hh", "hpp", "hxx"}); };
    const auto isBody = [&](std::string_view word) { return isOneOf(word, {"c", "cc", "cpp", "cxx"}); };
    return stem == otherStem &&
           ((isHeader(ending) && isBody(otherEnding)) || (isBody(ending) && isHeader(otherEnding)));
}

namespace {

/// Whether two files of one format describe the same thing: of one package, or, where the format has none, under one
/// name. A column of a table is known by its name alone.
bool describeOneThing(const Item& a, const Item& b) {
    const Claim &x = *a.claim, &y = *b.claim;
    if (a.document != 0 && a.document == b.document) return x.predicate == y.predicate && x.subject == y.subject;
    if (x.basis != "code" || y.basis != "code" || x.predicate != y.predicate || a.words != b.words) return false;
    if (x.subject != y.subject || a.component != b.component) return false;
    const auto [stem, ending] = fileName(pathOf(x));
    const auto [otherStem, otherEnding] = fileName(pathOf(y));
    if (ending != otherEnding) return false;
    if (ending == "sql") return a.leaf() > 0;
    if (ending == "proto") return a.component != 0 || stem == otherStem;
    // Parts of one graph lie side by side, and say what they share alike.
    return (ending == "graphql" || ending == "graphqls" || ending == "gql") &&
           (stem == otherStem || a.folders == b.folders);
}

}  // namespace

namespace {

/// "export const MAX_UPLOAD_BYTES = 5": a constant that a module of TypeScript or JavaScript gives to others, under a
/// name of at least three words, which two modules of one part hardly give to two things.
bool isExportedConstant(const Item& item) {
    const auto ending = fileName(pathOf(*item.claim)).second;
    if (ending != "ts" && ending != "tsx" && ending != "js" && ending != "mjs") return false;
    std::string_view quote = item.claim->evidence.front().quote;
    constexpr std::string_view start = "export const ";
    if (!quote.starts_with(start)) return false;
    quote.remove_prefix(start.size());
    return wordsOf(quote.substr(0, quote.find_first_of(" :="))).size() >= 3;
}

}  // namespace

bool definitionsComparable(const Item& a, const Item& b) {
    static const WordHash values = hashOf("values"), byDefault = hashOf("default");
    if (a.path == b.path) return false;
    // Most of what meets are amounts, and most of those do not belong to each other: told before texts are read.
    const bool inCode = a.isCode && b.isCode;
    if (a.group == Group::Amount && a.predicate != values &&
        (a.predicate != b.predicate || (a.predicate == byDefault && !inCode) || (inCode && a.words != b.words)))
        return false;
    if (a.group == Group::Amount && a.predicate != values && inCode && a.leaf() == 0)
        return (a.folders == b.folders || !disjoint(a.folders, b.folders)) && isExportedConstant(a) &&
               isExportedConstant(b);
    const Claim& x = *a.claim;
    const Claim& y = *b.claim;
    const std::string_view pathA = pathOf(x), pathB = pathOf(y);
    if (a.group == Group::Signature || a.group == Group::Returns) return isDeclarationOf(a, b);
    if (a.group == Group::Members) return a.words == b.words;
    if (describeOneThing(a, b)) return true;
    if (x.predicate == "values" && y.predicate == "values")
        return pathA.substr(pathA.rfind('.') + 1) != pathB.substr(pathB.rfind('.') + 1);
    const auto ending = [](std::string_view path) { return path.substr(path.rfind('.') + 1); };
    if (a.group == Group::Type || a.group == Group::Presence) {
        if (a.words != b.words) return false;
        if (x.basis != y.basis) return true;
        // What travels is declared on both sides: a message and the class that holds it.
        const auto travels = [&](std::string_view path) {
            const auto of = ending(path);
            return of == "proto" || of == "graphql" || of == "graphqls" || of == "gql" || of == "sql";
        };
        // A column that must be given is not one that the program may leave out.
        if (a.group == Group::Presence) {
            const auto language = [&](std::string_view path) { return ending(path) == "ts" || ending(path) == "tsx"; };
            return x.basis == "code" && a.leaf() > 0 &&
                   ((language(pathA) && ending(pathB) == "sql" && x.value.text == "optional") ||
                    (language(pathB) && ending(pathA) == "sql" && y.value.text == "optional"));
        }
        return a.group == Group::Type && x.basis == "code" && a.leaf() > 0 && ending(pathA) != ending(pathB) &&
               (travels(pathA) || travels(pathB));
    }
    if (a.group != Group::Amount || x.predicate != y.predicate || x.predicate == "default") return false;
    if (x.basis != y.basis) return true;
    // One column of two schemas holds the same texts.
    if (x.basis == "code")
        return ending(pathA) == "sql" && ending(pathB) == "sql" && a.leaf() > 0 && a.words == b.words;
    // Two configurations: only an environment variable that spells out the path of a key in a file.
    const auto isEnvironmentFile = [](std::string_view path) {
        return path.substr(path.rfind('/') + 1).find(".env") != std::string_view::npos;
    };
    // Or one name in two formats ("config/app.yaml", "config/app.toml"): whichever is read, both mean the same program.
    const auto stemOf = [](std::string_view path) { return path.substr(0, path.rfind('.')); };
    if (stemOf(pathA) == stemOf(pathB) && ending(pathA) != ending(pathB)) return a.words == b.words;
    return isEnvironmentFile(pathA) != isEnvironmentFile(pathB) && std::min(a.words.size(), b.words.size()) > 1;
}

namespace {

/// "CustomerService.update.customer_id" -> owner "customer_service", operation "update"; "update_customer.id" -> owner
/// "customer"; nothing without an owner.
std::optional<std::string> flowOwner(const Claim& claim, std::initializer_list<std::string_view> operations,
                                     bool parameter) {
    auto segments = split(claim.subject, '.');
    if (parameter) {
        if (segments.size() < 2) return std::nullopt;
        const auto words = wordsOf(segments.back());
        if (words.empty() || words.back() != "id") return std::nullopt;
        segments.pop_back();
    }
    const auto operation = wordsOf(segments.back());
    if (!hasWord(operation, operations)) return std::nullopt;
    if (segments.size() > 1) return std::string(segments[segments.size() - 2]);
    // A function by itself is called after what it works on.
    std::string owner;
    for (const auto& word : operation)
        if (std::find(operations.begin(), operations.end(), word) == operations.end())
            owner += (owner.empty() ? "" : "_") + singular(word);
    return owner.empty() ? std::nullopt : std::optional(std::move(owner));
}

}  // namespace

std::optional<FlowEnd> flowEndOf(const Claim& claim) {
    if (claim.predicate == "returns" && hasWord(wordsOf(claim.value.text), {"id", "identifier", "uuid"})) {
        if (auto owner = flowOwner(claim, {"create", "add", "insert", "register", "open", "new"}, false))
            return FlowEnd{std::move(*owner), true};
    } else if (claim.predicate == "presence" && claim.value.text == "optional") {
        if (auto owner =
                flowOwner(claim, {"update", "delete", "modify", "remove", "replace", "patch", "change", "close"}, true))
            return FlowEnd{std::move(*owner), false};
    }
    return std::nullopt;
}

std::optional<OrderEdge> orderEdgeOf(const Claim& claim) {
    if (claim.predicate != "before" && claim.predicate != "after") return std::nullopt;
    OrderEdge edge{subjectWords(claim.subject), subjectWords(claim.value.text)};
    if (claim.predicate == "after") std::swap(edge.from, edge.to);
    if (edge.from.empty() || edge.to.empty() || edge.from == edge.to) return std::nullopt;
    return edge;
}

}  // namespace skein::coherence
