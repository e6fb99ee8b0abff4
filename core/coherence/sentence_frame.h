// What a sentence of plain English says, word by word: what it is about, amounts and their bounds, whether it denies,
// and how words oppose each other in general. Thread: any; pure. For pairs of texts and for statements without a name.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/claim.h"

namespace skein::coherence {

enum class Bound { Exact, Most, Least };

struct Amount {
    ClaimValue value;
    std::string of;  ///< what is counted; empty where the unit says it
    Bound bound = Bound::Exact;
};

struct SentenceFrame {
    std::string text;
    std::vector<std::string> words;           ///< stems of what says something, in order
    std::vector<std::string> written;         ///< the same, lower case as written
    std::map<std::string, std::string> next;  ///< stem -> the one behind it, next to it
    std::set<std::string> stems, all;
    std::set<std::string> conditions, clause;  ///< "in Germany"; "if the payment fails"
    std::vector<Amount> amounts;
    bool negated = false, only = false, any = false, possible = false;
    std::string frequency, ordinal;
    std::string date;     ///< the one date, "2026-03-01" or "2026-03"; empty: none, or several
    std::string version;  ///< the one version, "2" of "v2" and "version 2"; empty: none, or several
    std::string method;   ///< the one HTTP method written in capitals; empty: none, or several

    bool has(const std::string& stem) const { return stems.contains(stem); }
};

SentenceFrame frameOf(const std::string& sentence);

/// Whether two stems cannot be said of one thing at a time.
bool areOpposite(const std::string& x, const std::string& y);
/// Members of a class of which only one holds, as they are written: colours, languages, formats.
const std::vector<std::set<std::string, std::less<>>>& exclusiveClasses();
/// Whether two stems are different members of one.
bool areOfOneClass(const std::string& x, const std::string& y);

}  // namespace skein::coherence
