// A claim made ready for comparison, once: the words of its subject, what it is about, and which others may be about
// the same thing. Words are kept as hashes of 64 bits, so that comparing two names takes no strings. Thread: any; pure.
// For comparer.cpp and claim_index.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/claim.h"

namespace skein::coherence {

/// Equal texts have equal hashes on every machine. Whoever forges two words of one hash has said no more than a claim
/// can say.
using WordHash = std::uint64_t;
WordHash hashOf(std::string_view text);
WordHash hashOf(WordHash before, WordHash next);

/// What claims are compared within: those of one group.
enum class Group : std::uint8_t { Amount, Type, Presence, Signature, Returns, Exists, Order, Sum, Members, Other };
Group groupNumber(const Claim& claim);

/// A claim with everything that comparing needs.
struct Item {
    const Claim* claim = nullptr;
    std::uint64_t rank = 0;  ///< its place among all: the earlier of two is the one with the lower rank
    Group group = Group::Other;
    bool definition = false;  ///< code and configuration define, everything else states
    bool silent = false;      ///< of an example or a time that is over: contradicts nothing
    bool isCode = false;      ///< by its basis, which is "code"
    bool isSure = false;      ///< of at least 900 per mille confidence
    bool hasEnvironment = false;
    bool hasSection = false;
    WordHash groupName = 0;      ///< of groupOf(claim)
    WordHash circumstances = 0;  ///< environment and version
    WordHash component = 0;      ///< 0: none
    WordHash document = 0;       ///< what its file describes; 0: it does not say
    WordHash path = 0;
    WordHash predicate = 0;
    WordHash says = 0;   ///< of valueMeaning()
    WordHash topic = 0;  ///< equal ones have equal candidateKeys()
    std::vector<WordHash> words;
    std::vector<std::uint16_t> boundaries;  ///< word positions at which a segment of the subject starts, without 0
    std::vector<WordHash> context;          ///< words of path and section that say which part is meant; sorted
    std::vector<WordHash> folders;          ///< those of the folders alone; sorted
    std::vector<WordHash> places;           ///< definitions: what may own their name, segments of name and path; sorted

    /// Where the last segment starts.
    std::size_t leaf() const { return boundaries.empty() ? 0 : boundaries.back(); }
};

Item itemOf(const Claim& claim, std::uint64_t rank);
/// Code and configuration define, everything else states.
bool isDefinition(const Claim& claim);
const std::string& pathOf(const Claim& claim);  ///< of the first evidence; empty: none
/// Where ends of a name start that another name can be: each segment, of a name without segments each word; at most
/// eight, the last ones, and the whole.
std::vector<std::size_t> nameStarts(const Item& item);
/// The segments of a subject before its leaf, each as one hash.
std::vector<WordHash> ownersOf(const Item& item);

/// Whether both subjects may name one thing: the words of the shorter end the longer, and no name is cut in two.
bool sameName(const Item& a, const Item& b);
/// Folders of components decide: a page in services/orders is not about services/payments.
bool foldersAgree(const Item& a, const Item& b);
bool intervalsOverlap(const Claim& a, const Claim& b);
bool scopesCompatible(const Item& a, const Item& b);
/// Whether two claims are about one thing under circumstances that can be the same.
bool canMeet(const Item& a, const Item& b);
/// Configuration may set what code only defaults to, and a record's field is not a call's parameter.
bool definitionsComparable(const Item& a, const Item& b);
/// Whether two definitions of C or C++ are a declaration in a header and the implementation beside it.
bool isDeclarationOf(const Item& a, const Item& b);
bool disjoint(std::span<const WordHash> a, std::span<const WordHash> b);  ///< both sorted
/// Whether place or name of an item hold a word.
bool isNamedBy(const Item& item, WordHash word);

/// "create returns an ID, update takes it": what an operation's producer or consumer works on.
struct FlowEnd {
    std::string owner;
    bool producer = false;
};
std::optional<FlowEnd> flowEndOf(const Claim& claim);

/// What comes before what.
struct OrderEdge {
    std::vector<std::string> from, to;  ///< words
};
std::optional<OrderEdge> orderEdgeOf(const Claim& claim);

}  // namespace skein::coherence
