// A claim made ready for comparison: the words of its subject, what it is about, and which others may be about the same
// thing. Thread: any; pure. For rules.cpp and claim_index.cpp.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "core/ports/index.h"

namespace skein::coherence {

inline constexpr std::size_t maxKeyWords = 8;  ///< longer names are matched by their last words

/// A claim with everything that comparing needs, computed once.
struct Item {
    const Claim* claim = nullptr;
    std::uint64_t order = 0;  ///< rank by sequence, then position
    bool incoming = false;
    bool definition = false;  ///< code and configuration define, everything else states
    std::string group;
    std::vector<std::string> words;
    std::vector<std::size_t> boundaries;  ///< word positions at which a segment of the subject starts, without 0
    /// Where the last segment starts.
    std::size_t leaf() const { return boundaries.empty() ? 0 : boundaries.back(); }
    std::string environment;
    std::set<std::string> context;  ///< words of path and section that say which part is meant
    std::set<std::string> folders;  ///< those of the folders alone
};

Item itemOf(const HeldClaim& held, std::uint64_t order, bool incoming);
/// Code and configuration define, everything else states.
bool isDefinition(const Claim& claim);
std::string pathOf(const Claim& claim);
std::string joinFrom(const std::vector<std::string>& words, std::size_t from);
/// Where suffixes start: every word from the last maxKeyWords on, and the whole.
std::vector<std::size_t> suffixStarts(const std::vector<std::string>& words);

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

bool disjoint(const std::set<std::string>& a, const std::set<std::string>& b);
/// The words of place and name.
std::set<std::string> namedContext(const Item& item);

}  // namespace skein::coherence
