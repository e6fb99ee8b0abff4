// Measures the product's own search for contradictions on labelled pairs. Thread: the caller's.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/coherence/api_clashes.h"

namespace skein::runtime {

/// One pair, decided.
struct JudgedPair {
    std::string id;
    bool labelled = false, found = false;  ///< a contradiction
    std::vector<coherence::ApiClash> clashes;
    bool compared = false;  ///< false: a side could not be read; a contradiction in it counts as missed
    std::string problem;    ///< why it was not compared
};

/// Of finding contradictions; 0 where nothing was found.
struct FindingFigures {
    std::size_t of = 0;
    double precision = 0, recall = 0, f1 = 0;
};

struct ContradictionFigures {
    FindingFigures lines;  ///< each labelled line for itself
    /// Each two texts once, however many lines name them: a contradiction where any line calls them one. Labels taken
    /// from tests say of each what it tests, so that one change of a pair may be harmless and another one not.
    FindingFigures pairs;
    std::size_t bothLabels = 0;  ///< distinct pairs of which lines say both
    /// The highest precision by lines of whoever finds every contradiction and decides by the two texts alone.
    double mostPrecision = 0;
    std::size_t notCompared = 0;    ///< lines with a side that could not be read
    std::vector<JudgedPair> items;  ///< the lines
};

/// `pairs`: JSON Lines of cli.md, of the kinds openapi, sql, json-schema, proto, graphql, code and text, each against
/// its own kind or another. A kind that is not known and a side that cannot be read are told with the pair and counted;
/// they end nothing. Errors: InvalidInput with file and line for a line that is no pair; TooLarge.
Result<ContradictionFigures> evalContradictions(const std::string& pairs);

}  // namespace skein::runtime
